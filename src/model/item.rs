//! Show notes and the items in them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Link;
use crate::time::Timestamp;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ItemKind {
    /// What the episode is about.
    Topic,
    /// News in brief, follow-ups, plugs.
    Extra,
    /// Paid for.
    Sponsor,
    /// For the laugh.
    Joke,
}

impl ItemKind {
    /// The word in `episode.json` and templates.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Extra => "extra",
            Self::Sponsor => "sponsor",
            Self::Joke => "joke",
        }
    }
}

/// One thing the notes say is talked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The number the author gave it; may start at 0, skip, or go backwards.
    pub number: Option<u32>,
    /// Who brings it, as written.
    pub presenter: Option<String>,
    /// Plain text, whole.
    pub title: String,
    /// Its first link, as written.
    pub url: Option<String>,
    /// The text below the title, plain: what matching and search read.
    pub body: String,
    /// Every link in it, its own included.
    pub links: Vec<Link>,
    /// Bytes of the notes file that the title comes from.
    pub span: Range<usize>,
    /// The start the author wrote.
    pub stated: Option<Timestamp>,
    /// Whether it is written elsewhere than in the notes: in front matter, in
    /// `times.toml`.
    pub stated_beside: bool,
}

/// Where an item is talked about, and how we know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placement {
    /// When it begins.
    pub start: Timestamp,
    /// When the next one begins, or the episode ends; if known.
    pub end: Option<Timestamp>,
    /// How we know.
    pub evidence: Evidence,
    /// 0 to 1: of the placements with this confidence, about this share is right.
    pub confidence: f64,
}

/// How a time may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The author wrote it.
    Stated,
    /// Found, and as good as certain.
    Found,
    /// Found, and right more often than not: shown as such, and nowhere that
    /// cannot say so.
    About,
}

impl Grade {
    /// The word in `episode.json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Found => "found",
            Self::About => "about",
        }
    }
}

impl Placement {
    /// How the time may be shown.
    #[must_use]
    pub const fn grade(&self) -> Grade {
        match self.evidence {
            Evidence::Stated => Grade::Stated,
            Evidence::Matched { sure: true, .. } => Grade::Found,
            Evidence::Matched { .. } => Grade::About,
        }
    }
}

/// Why we believe a placement. Pages show a guess differently from a fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Evidence {
    /// The author wrote the time.
    Stated,
    /// Words of the item are spoken there.
    Matched {
        /// Index of the cue in which it begins.
        cue: usize,
        /// How the sentence begins that hands over to it.
        said: Box<str>,
        /// Whether it is as good as certain; else it is about there.
        sure: bool,
        /// The words that speak for it, rarest first, with `, ` between them:
        /// many placements stay in memory.
        words: Box<str>,
    },
}

/// Show notes: Markdown, cut into parts.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// The Markdown below the front matter, repaired where a code fence was
    /// left open. Ranges in [`Part`] are bytes of this text.
    pub markdown: String,
    /// In the order of the text.
    pub items: Vec<Item>,
    /// What to render, in the order of the text.
    pub parts: Vec<Part>,
    /// Every link of the notes, in order, boilerplate included.
    pub links: Vec<Link>,
    /// Tags of other generators that were left out, by name.
    pub dropped: Vec<String>,
}

/// A part of the notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Blocks that belong to no item.
    Prose(Range<usize>),
    /// A heading over a group of items: `Extras`, `Joke`.
    Group(String),
    /// A line that says whose items follow.
    Presenter(String),
    /// An item with a heading of its own.
    Section {
        /// Index into [`Notes::items`].
        item: usize,
        /// The inline text that is its title.
        title: Range<usize>,
        /// The blocks below it; the first may begin amid a paragraph.
        body: Range<usize>,
    },
    /// A list of items.
    Bullets(Vec<Bullet>),
}

/// An entry of a list of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bullet {
    /// Index into [`Notes::items`]; `None` for an entry that belongs to the
    /// item before it.
    pub item: Option<usize>,
    /// The entry's content.
    pub body: Range<usize>,
}
