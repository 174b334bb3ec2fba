//! JSON Feed 1.1.

use serde::Serialize;

use super::{Channel, FeedEntry};

#[derive(Serialize)]
struct Head<'f> {
    version: &'static str,
    title: &'f str,
    description: &'f str,
    language: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'f>>,
}

#[derive(Serialize)]
struct Author<'f> {
    name: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'f str>,
}

#[derive(Serialize)]
struct Hub<'f> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'f str,
}

#[derive(Serialize)]
struct Item<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    content_html: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'f str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'f>>,
}

#[derive(Serialize)]
struct Attachment<'f> {
    url: &'f str,
    mime_type: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

/// Everything in front of the first item.
pub(super) fn head(feed: &Channel) -> Vec<u8> {
    let show = feed.show.as_ref();
    let hubs = show.map_or(&[][..], |it| &it.hubs);
    let head = Head {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        description: &feed.description,
        language: &feed.language,
        home_page_url: &feed.home,
        feed_url: &feed.addresses.json,
        next_url: feed.addresses.next_json.as_deref(),
        icon: show.and_then(|it| it.image.as_deref()),
        authors: show.map(|it| Author { name: &it.author, url: None }).into_iter().collect(),
        hubs: hubs.iter().map(|it| Hub { kind: "WebSub", url: it }).collect(),
    };
    // The struct has no maps with odd keys: serialising it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&head).unwrap_or_default();
    // The items are its last member.
    while bytes.last().is_some_and(|it| matches!(it, b'}' | b'\n')) {
        bytes.pop();
    }
    bytes.extend(b",\n  \"items\": [\n");
    bytes
}

/// An item.
pub(super) fn item(entry: &FeedEntry) -> Vec<u8> {
    let people = entry.people.iter();
    let item = Item {
        id: &entry.guid,
        url: &entry.url,
        title: &entry.title,
        content_html: entry.content.as_deref().unwrap_or(&entry.description),
        image: entry.image.as_deref(),
        date_published: entry.date.as_deref(),
        authors: people.map(|it| Author { name: &it.name, url: it.href.as_deref() }).collect(),
        attachments: entry
            .enclosure
            .iter()
            .map(|it| Attachment {
                url: &it.url,
                mime_type: &it.mime,
                size_in_bytes: Some(it.bytes).filter(|it| 0 < *it),
                duration_in_seconds: entry.length.map(|it| it.as_millis().div_ceil(1000)),
            })
            .collect(),
    };
    serde_json::to_vec(&item).unwrap_or_default()
}
