//! The little of an episode that other pages need. A build holds the facts of
//! all episodes, and the transcripts of none.

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use super::{
    Audio, Chapter, Credit, EpisodeType, Guid, ItemKind, Known, LetterCase, Link, Moment,
    Placement, ShowId, Sponsor, SubjectFacts,
};
use crate::diag::FileId;
use crate::hash::ContentHash;
use crate::time::{Length, Timestamp};

/// What the rest of the site knows of an episode.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EpisodeFacts {
    /// The show it belongs to.
    pub show: ShowId,
    /// The file that problems point at: its number in this build, which no
    /// cache keeps.
    #[serde(skip)]
    pub file: Option<FileId>,
    /// Its number.
    pub number: Option<Known<u32>>,
    /// Its season.
    pub season: Option<u32>,
    /// Its title.
    pub title: Known<String>,
    /// What the author wants as its address.
    pub slug: Option<String>,
    /// As [`super::Episode::unlisted`].
    pub unlisted: Option<String>,
    /// Its day.
    pub date: Option<Known<Date>>,
    /// The moment it was published, where the author states one.
    pub published: Option<jiff::Timestamp>,
    /// What subscribers know it by, where the author states it.
    pub guid: Option<Guid>,
    /// What it is to its show.
    pub kind: EpisodeType,
    /// Its audio.
    pub audio: Option<Audio>,
    /// The path of the file that problems point at: what `feed.lock` knows it
    /// by.
    pub source: String,
    /// Month and day as spoken, where the year is not said.
    pub spoken_day: Option<(i8, i8)>,
    /// Hosts and guests.
    pub people: Vec<Credit>,
    /// How long it is.
    pub length: Option<Known<Length>>,
    /// One or two sentences.
    pub summary: Option<Known<String>>,
    /// Not for children.
    pub explicit: bool,
    /// Topics the author names.
    pub topics: Vec<String>,
    /// Who pays.
    pub sponsors: Vec<Sponsor>,
    /// Old addresses that lead here.
    pub aliases: Vec<String>,
    /// The address at which another generator had it, as its configuration says.
    pub old_address: Option<String>,
    /// What is talked about.
    pub items: Vec<ItemFacts>,
    /// Chapters in ascending order.
    pub chapters: Vec<Chapter>,
    /// Whether there is a transcript.
    pub has_transcript: bool,
    /// Every link of the notes, each address once, in their order.
    pub links: Vec<LinkFacts>,
    /// Addresses of pictures that the notes show, as written.
    pub pictures: Vec<String>,
    /// Tags of other generators that the notes were read without, by name.
    pub dropped: Vec<String>,
    /// How long each person speaks, by the speaker's name in the transcript
    /// or that of the credit it belongs to.
    pub talk: Vec<(String, Length)>,
    /// Equal hashes, equal facts, but for what only this build knows.
    pub hash: ContentHash,
    /// Equal hashes, equal lines about it on other pages.
    pub line: ContentHash,
}

/// What is said in an episode, as far as other pages need it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Mentions {
    /// Where topics come up, in order of time.
    pub moments: Vec<Moment>,
    /// How its notes name topics.
    pub subjects: Vec<SubjectFacts>,
    /// How names are written, in order of their topics.
    pub cases: Vec<LetterCase>,
    /// Stands for a sample of its runs of words, of which follows what many
    /// episodes share.
    pub said: ContentHash,
    /// Equal hashes, equal moments and subjects.
    pub hash: ContentHash,
}

/// What the rest of the site knows of an item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ItemFacts {
    /// What it is.
    pub kind: ItemKind,
    /// Its title.
    pub title: String,
    /// Its link.
    pub url: Option<String>,
    /// Where it is talked about.
    pub placement: Option<Placement>,
}

/// What the rest of the site knows of a link.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkFacts {
    /// Address and text.
    pub link: Link,
    /// When the item with the link begins.
    pub start: Option<Timestamp>,
}
