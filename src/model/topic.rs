//! Topics as their makers write them, and the moments at which they come up.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diag::Span;
use crate::time::Timestamp;

/// A topic by the folded name it was first met by: a hash of it, so that it is
/// the same in every build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TopicId(pub u64);

/// A topic as `topics.toml` or a file below `topics/` states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicDoc {
    /// The name to show.
    pub name: String,
    /// Its address, if not the one its name would give.
    pub slug: Option<String>,
    /// Other names, written, spoken and misheard, each with its place.
    pub aliases: Vec<(String, Span)>,
    /// One or two sentences.
    pub description: Option<String>,
    /// Its own site.
    pub url: Option<String>,
    /// The name of the topic it is a part of, with its place.
    pub parent: Option<(String, Span)>,
    /// Where it is stated.
    pub span: Span,
}

/// What topic files say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicsDoc {
    /// In the order of the file.
    pub topics: Vec<TopicDoc>,
    /// Names that are no topics.
    pub ignore: Vec<String>,
}

/// What a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MomentKind {
    /// The beginning of an item about the topic.
    Item,
    /// The topic comes up.
    Mention,
}

impl MomentKind {
    /// The word in `topic.json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Mention => "mention",
        }
    }
}

/// A topic comes up in an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// What comes up.
    pub topic: TopicId,
    /// Where to start listening: the beginning of the sentence, or of the item.
    pub start: Timestamp,
    /// Item or mention.
    pub kind: MomentKind,
    /// The sentence that is said, plain; the item's title where none is known.
    pub text: Box<str>,
    /// Bytes of `text` that are the name; empty where it is not in there.
    pub name: Range<u16>,
    /// Index into the episode's items, for the beginning of one.
    pub item: Option<u16>,
}

/// How the notes name a topic of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectFacts {
    /// What is named.
    pub topic: TopicId,
    /// As the notes write it.
    pub form: Box<str>,
    /// The address of the project or site itself, if the notes have it.
    pub url: Option<Box<str>>,
}
