//! Feeds: RSS 2.0 and JSON Feed 1.1, absolute addresses only.
//!
//! Formats: `formats.md` sections 1 and 2; <https://www.jsonfeed.org/version/1.1/>.

mod rss;

use serde::Serialize;

pub use rss::rss;

use jiff::civil::Date;

/// A feed of pages, for one topic.
#[derive(Debug)]
pub struct Feed {
    /// Its title.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// The page it is about, absolute.
    pub home: String,
    /// The feed itself as RSS, absolute.
    pub rss: String,
    /// The feed itself as JSON, absolute.
    pub json: String,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// An entry of a feed.
#[derive(Debug)]
pub struct FeedEntry {
    /// Never changes, unique within the feed.
    pub guid: String,
    /// Plain.
    pub title: String,
    /// Absolute.
    pub url: String,
    /// HTML.
    pub html: String,
    /// Its day.
    pub date: Option<Date>,
}

#[derive(Serialize)]
struct JsonFeed<'f> {
    version: &'static str,
    title: &'f str,
    description: &'f str,
    language: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    items: Vec<JsonItem<'f>>,
}

#[derive(Serialize)]
struct JsonItem<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    content_html: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
}

/// The bytes of a JSON feed.
#[must_use]
pub fn json_feed(feed: &Feed) -> Vec<u8> {
    let item = |it: &'_ FeedEntry| -> Option<String> { Some(format!("{}T00:00:00Z", it.date?)) };
    let items = feed.entries.iter().map(|it| JsonItem {
        id: &it.guid,
        url: &it.url,
        title: &it.title,
        content_html: &it.html,
        date_published: item(it),
    });
    let json = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        description: &feed.description,
        language: &feed.language,
        home_page_url: &feed.home,
        feed_url: &feed.json,
        items: items.collect(),
    };
    // The struct has no maps with odd keys: serialising it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&json).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
