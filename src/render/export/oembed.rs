//! oEmbed: what other sites need to show an episode's player.
//!
//! Format: <https://oembed.com/>, type `rich`.

use serde::Serialize;

use super::super::escape::escape;

/// Height of the player in pixels of CSS.
const HEIGHT: u32 = 220;

/// Width where the other site asks for none.
const WIDTH: u32 = 600;

#[derive(Serialize)]
struct OEmbed<'a> {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    provider_name: &'a str,
    provider_url: &'a str,
    html: String,
    width: u32,
    height: u32,
}

/// The bytes of `oembed.json`. `player` is the absolute address of the
/// embedded player.
#[must_use]
pub fn oembed(title: &str, player: &str, site: &str, home: &str) -> Vec<u8> {
    let html = format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" loading=\"lazy\" allow=\"autoplay; clipboard-write\"></iframe>",
        escape(player),
        escape(title),
    );
    let json = OEmbed {
        version: "1.0",
        kind: "rich",
        title,
        provider_name: site,
        provider_url: home,
        html,
        width: WIDTH,
        height: HEIGHT,
    };
    super::to_json(&json)
}
