//! Hubs of a feed (WebSub) hear that it has changed.

use std::time::Duration;

use super::PublishError;
use crate::net::{Client, Reach};
use crate::parse::xml;

/// How long a hub may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// The hubs that a feed names, and the address it gives itself.
#[must_use]
pub fn hubs(feed: &str) -> Option<(String, Vec<String>)> {
    let root = xml::parse(crate::diag::FileId(0), feed).value;
    let channel = root.child("channel")?;
    let links = |rel: &'static str| {
        let of_rel = channel.all("atom:link").filter(move |it| it.attribute("rel") == Some(rel));
        of_rel.filter_map(|it| it.attribute("href").map(str::to_owned))
    };
    let own = links("self").next()?;
    Some((own, links("hub").collect()))
}

/// Tells a hub that a feed has changed.
///
/// # Errors
///
/// When the hub does not answer, or refuses.
pub fn ping(hub: &str, feed: &str, client: &Client) -> Result<(), PublishError> {
    let doing = format!("tell the hub `{hub}`");
    let answer = client.agent().post(hub).send_form([("hub.mode", "publish"), ("hub.url", feed)]);
    let status = answer.map_err(|it| PublishError::host(&*doing, &it))?.status();
    match status.is_success() {
        true => Ok(()),
        false => Err(PublishError::host(doing, &format!("it answers {}", status.as_u16()))),
    }
}

/// What hubs are told with. A feed that was imported names hubs that nobody
/// here has typed.
#[must_use]
pub fn messenger(reach: Reach) -> Client {
    Client::new(reach, PATIENCE, "")
}
