//! `topic.json`: every moment of a topic, for programs.

use serde::Serialize;

use super::super::urls::{Urls, anchor};
use crate::catalog::{Look, TopicEntry};
use crate::config::Site;
use crate::time::Timestamp;

#[derive(Serialize)]
struct TopicJson<'a> {
    name: &'a str,
    slug: &'a str,
    aliases: &'a [String],
    moments: Vec<MomentJson<'a>>,
}

#[derive(Serialize)]
struct MomentJson<'a> {
    show: &'a str,
    episode: Option<u32>,
    slug: &'a str,
    url: String,
    /// Seconds from the start; `null` where nobody knows.
    start: Option<f64>,
    /// `item` or `mention`.
    kind: &'static str,
    text: &'a str,
}

/// The bytes of `topic.json`; newest episode first, in each by time.
#[must_use]
pub fn topic_json(topic: &TopicEntry, look: &Look<'_>, site: &Site, urls: &Urls) -> Vec<u8> {
    let moments = topic.moments.iter().map(|(episode, at)| {
        let line = look.line(*episode);
        let moment = look.moment(*episode, *at);
        MomentJson {
            show: &site.shows[usize::from(line.show().0)].title,
            episode: line.number(),
            slug: line.slug().as_str(),
            url: format!("{}{}", urls.absolute(line.path()), anchor(look, *episode, moment)),
            start: moment.start.map(Timestamp::seconds),
            kind: moment.kind.as_str(),
            text: &moment.text,
        }
    });
    let json = TopicJson {
        name: &topic.name,
        slug: topic.slug.as_str(),
        aliases: &topic.aliases,
        moments: moments.collect(),
    };
    super::to_json(&json)
}
