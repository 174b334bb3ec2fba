//! An episode, complete: everything its page shows.

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use super::{EpisodeType, Guid, Notes, Tag, Transcript};
use crate::diag::FileId;
use crate::path::SourcePath;
use crate::time::{Length, Timestamp};

/// Index of a show of the site, in the order of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShowId(pub u16);

/// Index of an episode in the order of loading; stable within one build only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpisodeId(pub u32);

/// Where a fact comes from. Everything but [`Origin::Stated`] is inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// The author wrote it into front matter or settings.
    Stated,
    /// The audio file's own data.
    Audio,
    /// The name of a file or folder.
    FileName,
    /// A heading of the notes.
    Heading,
    /// Other words of the notes.
    Notes,
    /// Somebody says so in the transcript.
    Speech,
    /// The transcript's own data: its last cue, its speaker marks.
    Transcript,
    /// Nothing better was there.
    Default,
}

/// A fact and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// The fact.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

impl<T> Known<T> {
    /// A fact with its origin.
    pub const fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }
}

/// One episode of one show.
#[derive(Debug, Clone)]
pub struct Episode {
    /// The show it belongs to.
    pub show: ShowId,
    /// The file that problems of the whole episode point at.
    pub file: FileId,
    /// Its number; numbers start at 0 or 1 and may skip.
    pub number: Option<Known<u32>>,
    /// Its season.
    pub season: Option<u32>,
    /// Its title, without the show's name and the number.
    pub title: Known<String>,
    /// What the author wants as its address.
    pub slug: Option<String>,
    /// The day it was published, or recorded if nothing better is known.
    pub date: Option<Known<Date>>,
    /// The moment it was published, where the author states one.
    pub published: Option<jiff::Timestamp>,
    /// What subscribers know it by, where the author states it.
    pub guid: Option<Guid>,
    /// What it is to its show.
    pub kind: EpisodeType,
    /// Elements of its entry in the feed, passed on as stated.
    pub tags: Vec<Tag>,
    /// Month and day as spoken, where the year is not said; the catalog finds
    /// it by the episodes around.
    pub spoken_day: Option<(i8, i8)>,
    /// Hosts and guests, in order of appearance.
    pub people: Vec<Credit>,
    /// Its audio.
    pub audio: Option<Audio>,
    /// How long it is.
    pub length: Option<Known<Length>>,
    /// One or two sentences, plain text.
    pub summary: Option<Known<String>>,
    /// Not for children.
    pub explicit: bool,
    /// Not to be published yet.
    pub draft: bool,
    /// Whether it has a page and is in no list; the word that its address
    /// follows from, empty where none is stated.
    pub unlisted: Option<String>,
    /// Its video elsewhere.
    pub video: Option<Video>,
    /// What the transcript calls people where it does not name them (`A`), and
    /// their names.
    pub voices: Vec<(String, String)>,
    /// Topics that the author names.
    pub topics: Vec<String>,
    /// Who pays.
    pub sponsors: Vec<Sponsor>,
    /// Old addresses that lead here: site paths with a leading slash.
    pub aliases: Vec<String>,
    /// The address at which another generator had it, as its configuration says.
    pub old_address: Option<String>,
    /// Whatever the author adds for templates, as JSON.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// The show notes; empty if there are none.
    pub notes: Notes,
    /// What is said.
    pub transcript: Option<Transcript>,
    /// Chapters in ascending order.
    pub chapters: Vec<Chapter>,
    /// Picture beside the notes.
    pub cover: Option<FileId>,
    /// Files to offer: transcripts as they are.
    pub downloads: Vec<Download>,
}

/// A person's part in an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// As written, or as heard.
    pub name: String,
    /// Host or guest.
    pub role: Role,
    /// Whether somebody says so; else it follows from how often they are there.
    pub is_role_known: bool,
    /// Where this is known from.
    pub origin: Origin,
    /// Where they are introduced, if nothing but speech names them.
    pub hearing: Option<Hearing>,
}

/// Somebody is introduced by what is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hearing {
    /// When it is said; `None` in a transcript without times.
    pub start: Option<Timestamp>,
    /// What is said there, plain and short.
    pub text: Box<str>,
}

/// A person's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Part of the show.
    Host,
    /// Here for this episode.
    Guest,
}

/// An episode's sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audio {
    /// An absolute address, or a file of the site.
    pub place: AudioPlace,
    /// MIME type, e.g. `audio/mpeg`.
    pub mime: String,
    /// Size in bytes, if known.
    pub bytes: Option<u64>,
}

/// Where the sound is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AudioPlace {
    /// Somewhere else.
    Url(String),
    /// A file beside the notes, published with the site: its number in this
    /// build, which no cache keeps, and its path.
    File(#[serde(skip)] Option<FileId>, SourcePath),
}

/// A video of the same conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Video {
    /// `YouTube`'s id.
    pub youtube: String,
    /// Seconds to add to a time of the audio for the same moment of the video.
    pub offset: f64,
}

/// A chapter mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// Where it starts.
    pub start: Timestamp,
    /// Short enough for a list.
    pub title: String,
    /// Its link, if it has one.
    pub url: Option<String>,
}

/// Someone who pays for an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sponsor {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: Option<String>,
}

/// A link of the notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address as written.
    pub url: String,
    /// Its text, plain.
    pub text: String,
}

/// A file offered for download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The source file.
    pub file: FileId,
    /// Its path, for name and extension.
    pub path: SourcePath,
    /// What it is, for people: `WebVTT`.
    pub label: &'static str,
    /// MIME type.
    pub mime: &'static str,
}
