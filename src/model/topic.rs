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
    /// Where to start listening: the beginning of the sentence, or of the item;
    /// `None` where nobody knows when the item is talked about.
    pub start: Option<Timestamp>,
    /// Item or mention.
    pub kind: MomentKind,
    /// The sentence that is said, plain; the item's title where none is known.
    pub text: Box<str>,
    /// Bytes of `text` that are the name; empty where it is not in there.
    pub name: Range<u16>,
    /// Index into the episode's items: of the one that begins here, or, for a
    /// weak item's sake, of the one in which a name is said.
    pub item: Option<u16>,
    /// Whether nothing but the word itself says that the topic is meant. Only
    /// the whole archive tells whether it is a name ([`Usage`]).
    pub weak: bool,
}

impl Moment {
    /// Whether the moment is one of its topic, by how the archive uses the
    /// topic's name.
    #[must_use]
    pub const fn counts(&self, usage: Usage) -> bool {
        match (self.kind, usage) {
            (MomentKind::Item, Usage::Name) => true,
            (MomentKind::Item, _) => !self.weak,
            // It is part of the item that begins before it.
            (MomentKind::Mention, Usage::Name) => self.item.is_none() || self.start.is_none(),
            (MomentKind::Mention, Usage::Word) => !self.weak,
            (MomentKind::Mention, Usage::Unknown) => true,
        }
    }
}

/// What the whole archive says of a word that is also the name of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Usage {
    /// It is mostly written as names are.
    Name,
    /// It is mostly written, and meant, as a word.
    Word,
    /// There is too little to tell: the lists of words decide.
    Unknown,
}

/// How an episode writes a name of one word amid sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterCase {
    /// Whose name it is.
    pub topic: TopicId,
    /// How often in lower case.
    pub lower: u16,
    /// How often with a capital.
    pub upper: u16,
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
