//! The export file of WordPress (WXR): RSS with posts of all kinds, their state,
//! and what plugins for podcasts keep of each.
//!
//! Plugins: PowerPress and WordPress itself keep `enclosure`, Seriously Simple
//! Podcasting `audio_file` and its own keys; others write players into posts.

use std::collections::BTreeMap;

use super::feed::{EnclosureDoc, ItemDoc, duration, mime};
use super::markdown::paragraphs;
use crate::model::EpisodeType;
use crate::parse::date;
use crate::parse::xml::Element;

/// What a post is to a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PostKind {
    #[default]
    Episode,
    /// A page that stands for itself.
    Page,
}

/// Whether a channel is an export of WordPress.
pub(super) fn is_export(channel: &Element) -> bool {
    channel.child("wp:wxr_version").is_some()
        || channel.all("item").take(20).any(|it| it.child("wp:post_type").is_some())
}

/// What an export holds beside its posts.
#[derive(Debug, Default)]
pub(super) struct Export {
    /// Addresses of uploaded files by their number.
    files: BTreeMap<String, String>,
    /// What was left out: kind, and how often.
    pub left_out: BTreeMap<String, usize>,
    /// Comments of readers.
    pub n_comments: usize,
}

impl Export {
    pub(super) fn new(channel: &Element) -> Self {
        let files = channel.all("item").filter_map(|it| {
            Some((
                it.text_of("wp:post_id")?.to_owned(),
                it.text_of("wp:attachment_url")?.to_owned(),
            ))
        });
        Self { files: files.collect(), ..Self::default() }
    }

    /// Whether an element is a post that readers know or will know. `item` is
    /// what the feed's own elements say; the rest is added.
    pub(super) fn post(&mut self, element: &Element, item: &mut ItemDoc) -> bool {
        let kind = element.text_of("wp:post_type").unwrap_or("post");
        let status = element.text_of("wp:status").unwrap_or("publish");
        let meta = Meta::of(element);
        item.kind_of_post = if kind == "page" { PostKind::Page } else { PostKind::Episode };
        self.n_comments += element.all("wp:comment").count();
        item.notes = html(&item.notes);
        item.audio = item.audio.take().or_else(|| audio(&meta)).or_else(|| player(&mut item.notes));
        let is_post =
            matches!(kind, "post" | "page" | "podcast" | "episode") || item.audio.is_some();
        if !is_post || matches!(status, "trash" | "auto-draft" | "inherit") {
            let what = if is_post { status } else { kind };
            *self.left_out.entry(what.to_owned()).or_default() += 1;
            return false;
        }
        item.notes = without_shortcodes(&without_player(item));
        item.draft = status != "publish" || element.text_of("wp:post_password").is_some();
        item.slug = element
            .text_of("wp:post_name")
            .map(|it| percent_encoding::percent_decode_str(it).decode_utf8_lossy().into_owned());
        let day = element.text_of("wp:post_date_gmt").filter(|it| !it.starts_with("0000"));
        if item.published.is_none() {
            item.published = day.and_then(date::instant);
            // Drafts have days of the year -1.
            item.date = item.date.take().filter(|it| !it.contains("-0001"));
        }
        meta.tell(item);
        let excerpt = element.text_of("excerpt:encoded").map(super::body::plain);
        item.summary = excerpt.filter(|it| !it.is_empty()).or_else(|| item.summary.take());
        let picture = meta.get("cover_image").filter(|it| it.contains("://"));
        let thumbnail = || meta.get("_thumbnail_id").and_then(|it| self.files.get(it));
        item.image = item
            .image
            .take()
            .or_else(|| picture.map(str::to_owned))
            .or_else(|| thumbnail().cloned());
        true
    }
}

/// What plugins keep of a post.
struct Meta<'e>(BTreeMap<&'e str, &'e str>);

impl<'e> Meta<'e> {
    fn of(element: &'e Element) -> Self {
        let of = |it: &'e Element| Some((it.text_of("wp:meta_key")?, it.text_of("wp:meta_value")?));
        Self(element.all("wp:postmeta").filter_map(of).collect())
    }

    fn get(&self, key: &str) -> Option<&'e str> {
        self.0.get(key).copied()
    }

    /// Adds what plugins keep of an episode and the feed's own elements do not
    /// say.
    fn tell(&self, item: &mut ItemDoc) {
        let number = |keys: &[&str]| keys.iter().find_map(|it| self.get(it)?.trim().parse().ok());
        item.number = item
            .number
            .or_else(|| number(&["itunes_episode_number", "episode_number", "_episode_number"]));
        item.season = item.season.or_else(|| number(&["itunes_season_number", "season_number"]));
        item.length = item
            .length
            .or_else(|| self.get("duration").and_then(duration))
            .or_else(|| duration(php(self.get("enclosure")?, "duration")?));
        item.explicit |= self.get("explicit") == Some("on")
            || self.get("enclosure").and_then(|it| php(it, "explicit")) == Some("1");
        match self.get("itunes_episode_type") {
            Some("trailer") => item.kind = EpisodeType::Trailer,
            Some("bonus") => item.kind = EpisodeType::Bonus,
            _ => {}
        }
    }
}

/// The notes without a player of the episode's own audio: its page has one.
fn without_player(item: &ItemDoc) -> String {
    let mut without = item.notes.clone();
    let played = player(&mut without);
    let is_own = played.zip(item.audio.as_ref()).is_some_and(|(it, own)| it.url == own.url);
    if is_own { without } else { item.notes.clone() }
}

/// The audio that a plugin keeps: `enclosure` holds address, bytes, type and
/// more, a line each.
fn audio(meta: &Meta<'_>) -> Option<EnclosureDoc> {
    if let Some(text) = meta.get("enclosure") {
        let mut lines = text.lines().map(str::trim);
        let url = lines.next().filter(|it| it.contains("://"))?.to_owned();
        let bytes = lines.next().and_then(|it| it.parse().ok()).filter(|it| 0 < *it);
        let kind = lines.next().filter(|it| it.contains('/')).map(mime);
        return Some(EnclosureDoc { url, bytes, mime: kind });
    }
    let url = meta.get("audio_file").filter(|it| it.contains("://"))?.to_owned();
    let bytes = meta.get("filesize_raw").and_then(|it| it.parse().ok()).filter(|it| 0 < *it);
    Some(EnclosureDoc { url, bytes, mime: None })
}

/// The value of a key in what PHP serialises: `s:8:"duration";s:5:"12:34";`.
fn php<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let rest = text.split_once(&format!("\"{key}\";"))?.1;
    let value = match rest.strip_prefix("s:") {
        Some(rest) => rest.split_once('"')?.1.split("\";").next()?,
        None => rest.split_once(':')?.1.split(';').next()?,
    };
    Some(value.trim()).filter(|it| !it.is_empty())
}

/// A post as HTML: the editor of blocks marks them by comments, the older one
/// leaves paragraphs to blank lines.
fn html(text: &str) -> String {
    match text.contains("<!-- wp:") || text.contains("<p>") {
        true => text.to_owned(),
        false => paragraphs(text),
    }
}

/// Endings of sounds.
const SOUNDS: [&str; 6] = [".mp3", ".m4a", ".ogg", ".opus", ".wav", ".aac"];

/// The first address of a sound in a player of a post, which goes: the page has
/// its own.
fn player(notes: &mut String) -> Option<EnclosureDoc> {
    let mut from = 0;
    while let Some(at) = notes[from..].find(['[', '<']).map(|it| from + it) {
        let end = if notes[at..].starts_with('[') { b']' } else { b'>' };
        let Some(close) = closed(&notes[at..], end).map(|it| at + it + 1) else {
            from = at + 1;
            continue;
        };
        let inner = &notes[at + 1..close - 1];
        let name = inner
            .split(|it: char| !it.is_ascii_alphanumeric() && it != '_')
            .next()
            .unwrap_or_default();
        let is_player = matches!(
            name,
            "audio" | "powerpress" | "podcast" | "source" | "player" | "podlove_player"
        );
        let url = attributes(inner).find(|it| {
            SOUNDS.iter().any(|end| {
                it.split(['?', '#']).next().unwrap_or_default().to_lowercase().ends_with(end)
            })
        });
        if let Some(url) = url.filter(|it| is_player && it.contains("://")).map(str::to_owned) {
            notes.replace_range(at..close, "");
            return Some(EnclosureDoc { url, ..EnclosureDoc::default() });
        }
        from = at + 1;
    }
    None
}

/// Where a tag or shortcode ends. A longer one is none.
fn closed(text: &str, end: u8) -> Option<usize> {
    text.bytes().take(4_000).position(|it| it == end)
}

/// The quoted values of a tag or shortcode.
fn attributes(inner: &str) -> impl Iterator<Item = &str> {
    let quoted = inner.split(['"', '\'']).skip(1).step_by(2);
    quoted.map(str::trim)
}

/// Shortcodes of WordPress and of its plugins that stand for something that is
/// not in the text; what is between two of them stays.
const SHORTCODES: [&str; 22] = [
    "audio",
    "caption",
    "embed",
    "gallery",
    "playlist",
    "video",
    "wp_caption",
    "powerpress",
    "powerpress_playlist",
    "podcast",
    "podcast_episode",
    "podcast_playlist",
    "podcast_subscribe",
    "ss_player",
    "ss_podcast",
    "podlove_episode",
    "podlove_player",
    "player",
    "contact",
    "more",
    "spreaker",
    "soundcloud",
];

fn without_shortcodes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        kept.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let length =
            name.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'_').count();
        let known =
            SHORTCODES.contains(&&name[..length]) && name[length..].starts_with([' ', ']', '/']);
        match known.then(|| closed(inner, b']')).flatten() {
            Some(end) => rest = &inner[end + 1..],
            None => {
                kept.push('[');
                rest = inner;
            }
        }
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_php_serialises_is_read() {
        let text =
            "a:3:{s:8:\"duration\";s:8:\"00:12:34\";s:8:\"explicit\";i:1;s:1:\"x\";s:0:\"\";}";
        assert_eq!(php(text, "duration"), Some("00:12:34"));
        assert_eq!(php(text, "explicit"), Some("1"));
        assert_eq!((php(text, "x"), php(text, "y")), (None, None));
    }

    #[test]
    fn players_in_posts_are_their_audio() {
        for (text, url, left) in [
            (
                "a [audio mp3=\"https://a.example/1.mp3?x\"][/audio] b",
                Some("https://a.example/1.mp3?x"),
                "a  b",
            ),
            ("[powerpress url='https://a.example/1.m4a']", Some("https://a.example/1.m4a"), ""),
            (
                "<audio controls src=\"https://a.example/1.ogg\"></audio>",
                Some("https://a.example/1.ogg"),
                "</audio>",
            ),
            (
                "[1] <a href=\"https://a.example/1.mp3\">x</a> [gallery ids=\"1\"]",
                None,
                "[1] <a href=\"https://a.example/1.mp3\">x</a> ",
            ),
        ] {
            let mut notes = text.to_owned();
            assert_eq!(player(&mut notes).map(|it| it.url).as_deref(), url, "{text}");
            assert_eq!(without_shortcodes(&notes), left, "{text}");
        }
    }
}
