//! Feeds: RSS 2.0 and JSON Feed 1.1, absolute addresses only.
//!
//! A feed is written piece by piece, head, entries, foot: an archive of
//! thousands is never in memory as a whole.
//!
//! Formats: `formats.md` sections 1 and 3; <https://www.jsonfeed.org/version/1.1/>.

mod html;
mod json;
mod opml;
mod rss;

pub use html::{absolute_links, description};
pub use opml::opml;

use crate::model::{Chapter, EpisodeType, Tag};
use crate::time::Length;

/// A feed, without its entries.
#[derive(Debug, Default)]
pub struct Channel {
    /// Its title.
    pub title: String,
    /// Plain text; feeds must have one.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// The page it is about, absolute.
    pub home: String,
    /// The feed itself as RSS and as JSON, absolute.
    pub addresses: Addresses,
    /// When its newest entry was published, RFC 3339: the time of the build
    /// would change every feed.
    pub newest: Option<String>,
    /// Only in the feed of a show.
    pub show: Option<ShowChannel>,
}

/// Where a page of a feed is.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// As RSS, absolute.
    pub rss: String,
    /// As JSON, absolute.
    pub json: String,
    /// Other pages of the RSS feed: relation and address (RFC 5005).
    pub pages: Vec<(&'static str, String)>,
    /// The page of the JSON feed behind this one.
    pub next_json: Option<String>,
}

/// What the feed of a show says about it.
#[derive(Debug, Default)]
pub struct ShowChannel {
    /// `podcast:guid`; none while the show has no address of its own.
    pub guid: Option<String>,
    /// Who makes it.
    pub author: String,
    /// Name and address of who answers for it.
    pub owner: Option<(String, String)>,
    /// Its picture, absolute.
    pub image: Option<String>,
    /// Category and subcategory.
    pub categories: Vec<(String, Option<String>)>,
    /// Not for children.
    pub explicit: bool,
    /// `episodic` or `serial`.
    pub kind: &'static str,
    /// `podcast`, `music`, …
    pub medium: String,
    /// Whether other hosts may import it.
    pub locked: Option<bool>,
    /// Whose work it is.
    pub copyright: Option<String>,
    /// Where it has moved.
    pub new_url: Option<String>,
    /// Not to be listed.
    pub block: bool,
    /// No episode will follow.
    pub complete: bool,
    /// `WebSub` hubs.
    pub hubs: Vec<String>,
    /// Whether news go out by podping.
    pub podping: Option<bool>,
    /// Its hosts.
    pub people: Vec<FeedPerson>,
    /// Elements passed on as stated.
    pub tags: Vec<Tag>,
}

/// Somebody in a feed.
#[derive(Debug, Clone)]
pub struct FeedPerson {
    /// The name.
    pub name: String,
    /// `host` or `guest`.
    pub role: &'static str,
    /// Their page, absolute.
    pub href: Option<String>,
}

/// An entry of a feed.
#[derive(Debug, Default)]
pub struct FeedEntry {
    /// Never changes, unique within the feed.
    pub guid: String,
    /// Plain.
    pub title: String,
    /// Absolute.
    pub url: String,
    /// HTML of at most [`DESCRIPTION_BYTES`].
    pub description: String,
    /// All notes as HTML.
    pub content: Option<String>,
    /// When it was published, RFC 3339.
    pub date: Option<String>,
    /// Its audio.
    pub enclosure: Option<Enclosure>,
    /// How long it is.
    pub length: Option<Length>,
    /// Not for children; `None` says nothing.
    pub explicit: Option<bool>,
    /// Its number.
    pub number: Option<u32>,
    /// Its season.
    pub season: Option<u32>,
    /// What it is to its show.
    pub kind: EpisodeType,
    /// Its picture, absolute.
    pub image: Option<String>,
    /// Address, MIME type, and whether it has times.
    pub transcripts: Vec<(String, &'static str, bool)>,
    /// Where `chapters.json` is.
    pub chapters_url: Option<String>,
    /// Ascending.
    pub chapters: Vec<Chapter>,
    /// Hosts and guests.
    pub people: Vec<FeedPerson>,
    /// Elements passed on as stated.
    pub tags: Vec<Tag>,
}

/// The audio of an entry.
#[derive(Debug, Clone)]
pub struct Enclosure {
    /// Absolute.
    pub url: String,
    /// 0 where nobody knows.
    pub bytes: u64,
    /// MIME type.
    pub mime: String,
}

/// Bytes that directories read of a description (`formats.md` section 1).
pub const DESCRIPTION_BYTES: usize = 4_000;

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl Form {
    /// Everything in front of the first entry.
    #[must_use]
    pub fn head(self, channel: &Channel) -> Vec<u8> {
        match self {
            Self::Rss => rss::head(channel),
            Self::Json => json::head(channel),
        }
    }

    /// An entry.
    #[must_use]
    pub fn entry(self, entry: &FeedEntry) -> Vec<u8> {
        match self {
            Self::Rss => rss::item(entry),
            Self::Json => json::item(entry),
        }
    }

    /// What stands between two entries.
    #[must_use]
    pub const fn between(self) -> &'static [u8] {
        match self {
            Self::Rss => b"",
            Self::Json => b",\n",
        }
    }

    /// Everything behind the last entry.
    #[must_use]
    pub const fn foot(self) -> &'static [u8] {
        match self {
            Self::Rss => b"</channel>\n</rss>\n",
            Self::Json => b"\n]}\n",
        }
    }

    /// A feed that is small enough to be in memory.
    #[must_use]
    pub fn whole(self, channel: &Channel, entries: &[FeedEntry]) -> Vec<u8> {
        let mut bytes = self.head(channel);
        for (idx, it) in entries.iter().enumerate() {
            if 0 < idx {
                bytes.extend(self.between());
            }
            bytes.extend(self.entry(it));
        }
        bytes.extend(self.foot());
        bytes
    }
}
