//! What is said, and when.

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Spoken;
use crate::diag::FileId;
use crate::time::{Length, Timestamp};

/// The transcript of an episode.
#[derive(Debug, Clone, Default)]
pub struct Transcript {
    /// The file it was read from.
    pub file: Option<FileId>,
    /// The format it was read from.
    pub format: TranscriptFormat,
    /// In the order of the file.
    /// INVARIANT: starts do not decrease; no cue ends after the next begins.
    pub cues: Vec<Cue>,
    /// Names that [`Cue::speaker`] refers to, in order of appearance.
    pub speakers: Vec<String>,
    /// How long its audio is, where the file says so.
    pub audio_length: Option<Length>,
    /// See [`Transcript::spoken`].
    spoken: OnceLock<Spoken>,
}

/// One stretch of speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// INVARIANT: `start <= end`.
    pub start: Timestamp,
    /// When it ends; invented from the next cue where the format has no ends.
    pub end: Timestamp,
    /// False where the file gives no time here: `start` is then estimated from
    /// the words between the times around it, or zero in a transcript without
    /// any.
    pub timed: bool,
    /// Plain text on one line: no markup, no speaker mark.
    pub text: String,
    /// Index into [`Transcript::speakers`], if the file names the speaker.
    pub speaker: Option<u16>,
    /// True where another voice begins, named or not.
    pub turn: bool,
    /// True where the file begins a paragraph, if its paragraphs are an
    /// author's and not the lines of a recogniser.
    pub paragraph: bool,
    /// Bytes of the transcript file.
    pub span: Range<usize>,
}

/// Formats of transcripts that are read, those that say most last.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum TranscriptFormat {
    /// What is said and nothing else.
    Prose,
    /// A web page, or a piece of one; TTML.
    Html,
    /// Lines with times in song texts: `[00:12.50]text`.
    Lrc,
    /// `HH:MM:SS text`, a line or a paragraph each.
    #[default]
    TimedText,
    /// Names and what they say, with times or without.
    Dialogue,
    /// TSV and CSV with columns of times and texts.
    Table,
    /// Two times on a line, text below: SBV, Premiere, Audition.
    EditorText,
    /// `SubStation` Alpha.
    SubStation,
    /// `SubRip`.
    Srt,
    /// `WebVTT`.
    WebVtt,
    /// Whisper, `AssemblyAI`, Deepgram and their relatives.
    MachineJson,
    /// Podcasting 2.0.
    PodcastJson,
}

impl TranscriptFormat {
    /// Every format.
    pub const ALL: [Self; 12] = [
        Self::Prose,
        Self::Html,
        Self::Lrc,
        Self::TimedText,
        Self::Dialogue,
        Self::Table,
        Self::EditorText,
        Self::SubStation,
        Self::Srt,
        Self::WebVtt,
        Self::MachineJson,
        Self::PodcastJson,
    ];

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Prose | Self::TimedText | Self::Dialogue | Self::EditorText => "Text",
            Self::Html => "HTML",
            Self::Lrc => "LRC",
            Self::Table => "Table",
            Self::SubStation => "SubStation Alpha",
            Self::Srt => "SRT",
            Self::WebVtt => "WebVTT",
            Self::MachineJson | Self::PodcastJson => "JSON",
        }
    }

    /// MIME type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Srt => "application/x-subrip",
            Self::WebVtt => "text/vtt",
            Self::MachineJson | Self::PodcastJson => "application/json",
            _ => "text/plain",
        }
    }
}

impl Transcript {
    /// A transcript of these cues and speakers, of no file.
    #[must_use]
    pub fn new(cues: Vec<Cue>, speakers: Vec<String>) -> Self {
        Self { cues, speakers, ..Self::default() }
    }

    /// What is said as numbers; worked out once, so cues must not change
    /// behind it.
    pub fn spoken(&self) -> &Spoken {
        self.spoken.get_or_init(|| Spoken::new(&self.cues))
    }

    /// Whether any cue has a time.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.cues.iter().any(|it| it.timed)
    }

    /// When the last cue ends; `None` in a transcript without times.
    #[must_use]
    pub fn end(&self) -> Option<Timestamp> {
        let cues = self.is_timed().then_some(&self.cues)?;
        cues.iter().map(|it| it.end).max()
    }

    /// The speaker's name, if the file gives it.
    #[must_use]
    pub fn speaker(&self, cue: &Cue) -> Option<&str> {
        self.speakers.get(usize::from(cue.speaker?)).map(String::as_str)
    }
}
