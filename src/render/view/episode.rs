//! Data of `templates/episode.html`.

use serde::Serialize;

use super::{DateView, EpisodeRef, LengthView, NavLink, PartView, PersonLink};

/// `page` in `episode.html`.
#[derive(Debug, Serialize)]
pub struct EpisodePage {
    /// Without show and number.
    pub title: String,
    /// For `<title>`: with number and show.
    pub full_title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// Its show, in a network.
    pub show: Option<NavLink>,
    /// Its number.
    pub number: Option<u32>,
    /// Its season.
    pub season: Option<u32>,
    /// Its day.
    pub date: Option<DateView>,
    /// How long it is.
    pub length: Option<LengthView>,
    /// Hosts before guests.
    pub people: Vec<PersonLink>,
    /// Not for children.
    pub explicit: bool,
    /// Shown only with `--drafts`.
    pub draft: bool,
    /// Address of its picture.
    pub cover: Option<String>,
    /// Address of its picture, or else of the show's.
    pub artwork: Option<String>,
    /// Its sound.
    pub audio: Option<AudioView>,
    /// Its video elsewhere.
    pub video: Option<VideoView>,
    /// The notes, part by part.
    pub notes: Vec<PartView>,
    /// Every item, in order of time as far as it is known.
    pub items: Vec<ItemLink>,
    /// Whether any item has a time.
    pub has_times: bool,
    /// Chapters, in order of time.
    pub chapters: Vec<ChapterLink>,
    /// What is said.
    pub transcript: Option<TranscriptView>,
    /// Files to take home.
    pub downloads: Vec<DownloadLink>,
    /// Topics that come up, those of its items first.
    pub topics: Vec<NavLink>,
    /// Its course as a coloured bar: SVG, safe to print.
    pub topic_bar: Option<String>,
    /// Episodes about the same things.
    pub related: Vec<RelatedLink>,
    /// The episode before it.
    pub previous: Option<EpisodeRef>,
    /// The episode behind it.
    pub next: Option<EpisodeRef>,
    /// Address of `episode.json`, if it is made.
    pub json: Option<String>,
    /// Address of the player for other sites, and of its description.
    pub embed: Option<EmbedLinks>,
    /// Where its notes are edited, if the settings say so.
    pub edit_notes: Option<String>,
    /// Where its transcript is edited.
    pub edit_transcript: Option<String>,
    /// What the author adds in `extra`.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Another episode about the same things.
#[derive(Debug, Serialize)]
pub struct RelatedLink {
    /// The episode.
    pub episode: EpisodeRef,
    /// The topics that both have.
    pub topics: Vec<String>,
}

/// The player for other sites.
#[derive(Debug, Serialize)]
pub struct EmbedLinks {
    /// Its page.
    pub href: String,
    /// Its page, absolute.
    pub url: String,
    /// Absolute address of the oEmbed description.
    pub oembed: String,
}

/// `page` in `embed.html`: the player for other sites.
#[derive(Debug, Serialize)]
pub struct EmbedPage {
    /// The episode's title.
    pub title: String,
    /// For `<title>`: with number and show.
    pub full_title: String,
    /// Absolute address of the episode, not of this page.
    pub canonical: String,
    /// The episode's page.
    pub href: String,
    /// The show's title.
    pub show: String,
    /// Address of its picture.
    pub cover: Option<String>,
    /// Its sound.
    pub audio: AudioView,
    /// What is played when.
    pub chapters: Vec<ChapterLink>,
}

/// An episode's sound.
#[derive(Debug, Clone, Serialize)]
pub struct AudioView {
    /// Its address.
    pub src: String,
    /// MIME type.
    pub mime: String,
    /// `12.3 MB`, if known.
    pub size: Option<String>,
    /// What the player remembers places by: the episode's path.
    pub id: String,
    /// Who speaks, for the lock screen.
    pub artist: String,
    /// The show's title.
    pub album: String,
    /// Length in seconds, 0 where it is not known.
    pub seconds: f64,
}

/// A video elsewhere.
#[derive(Debug, Serialize)]
pub struct VideoView {
    /// Its address.
    pub href: String,
    /// Address of its player, which is loaded only when somebody asks for it.
    pub embed: String,
    /// Seconds to add to a time of the audio.
    pub offset: f64,
}

/// A moment.
#[derive(Debug, Clone, Serialize)]
pub struct TimeView {
    /// `12:07`, or `≈ 12:07`.
    pub clock: String,
    /// For `data-` attributes.
    pub seconds: f64,
    /// `#t=727`.
    pub href: String,
    /// False where the time was found in the transcript.
    pub stated: bool,
    /// True where it was found and may be off: `clock` then says `≈ 12:07`.
    pub about: bool,
    /// The words that speak for a time that was found.
    pub evidence: Option<String>,
}

/// An item in the table of items.
#[derive(Debug, Serialize)]
pub struct ItemLink {
    /// Its title, short enough for a list.
    pub title: String,
    /// `#item-3`.
    pub href: String,
    /// `topic`, `extra`, `sponsor`, `joke`.
    pub kind: &'static str,
    /// When it begins.
    pub time: Option<TimeView>,
    /// The moment in the video.
    pub watch: Option<String>,
}

/// A chapter mark.
#[derive(Debug, Clone, Serialize)]
pub struct ChapterLink {
    /// Its title.
    pub title: String,
    /// When it begins.
    pub time: TimeView,
}

/// The transcript.
#[derive(Debug, Serialize)]
pub struct TranscriptView {
    /// Whether its paragraphs have times.
    pub timed: bool,
    /// Whether it names speakers.
    pub has_speakers: bool,
    /// In order of time.
    pub paragraphs: Vec<ParagraphView>,
}

/// A paragraph of the transcript.
#[derive(Debug, Serialize)]
pub struct ParagraphView {
    /// `t=828`; `None` in a transcript without times.
    pub id: Option<String>,
    /// When it begins.
    pub seconds: Option<f64>,
    /// `13:48`.
    pub clock: Option<String>,
    /// Whether that is estimated from the words between stated times.
    pub estimated: bool,
    /// The speaker, where another one begins.
    pub speaker: Option<String>,
    /// Whether another voice begins here.
    pub turn: bool,
    /// Items of the notes that begin here.
    pub items: Vec<MarkView>,
    /// What is said, as HTML that is safe to print: a `span` a cue, with the id
    /// of its second, within one more for each other second that the page links
    /// to; what the settings correct is marked. Thousands of cues
    /// would be most of a page's time if templates went through them.
    pub html: String,
    /// `Said in 45 episodes`, where what many episodes say in the same words
    /// begins; it is folded away under these words.
    pub fold: Option<String>,
    /// Whether the last one that began ends with this paragraph.
    pub fold_ends: bool,
}

/// The beginning of an item in the transcript.
#[derive(Debug, Serialize)]
pub struct MarkView {
    /// The item's title, short.
    pub title: String,
    /// The item in the notes.
    pub href: String,
    /// True where the time was found and may be off.
    pub about: bool,
}

/// A file to take home.
#[derive(Debug, Serialize)]
pub struct DownloadLink {
    /// `WebVTT`.
    pub label: String,
    /// Its address.
    pub href: String,
    /// MIME type.
    pub mime: &'static str,
}
