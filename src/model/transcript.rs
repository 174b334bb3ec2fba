//! What is said, and when.

use std::ops::Range;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Spoken;
use crate::diag::FileId;
use crate::time::Timestamp;

/// The transcript of an episode.
#[derive(Debug, Clone, Default)]
pub struct Transcript {
    /// The file it was read from.
    pub file: Option<FileId>,
    /// The format it was read from.
    pub format: TranscriptFormat,
    /// In order of time.
    /// INVARIANT: starts do not decrease.
    pub cues: Vec<Cue>,
    /// Names that [`Cue::speaker`] refers to, in order of appearance.
    pub speakers: Vec<String>,
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
    /// False where the file gives no time here: `start` is then the last time
    /// that was known.
    pub timed: bool,
    /// Plain text on one line: no markup, no speaker mark.
    pub text: String,
    /// Index into [`Transcript::speakers`], if the file names the speaker.
    pub speaker: Option<u16>,
    /// True where another voice begins, named or not.
    pub turn: bool,
    /// Bytes of the transcript file.
    pub span: Range<usize>,
}

/// Formats of transcripts that are read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum TranscriptFormat {
    /// `HH:MM:SS text`, a line or a paragraph each.
    #[default]
    TimedText,
    /// Turns with a header line: `Name  0:12`.
    Turns,
    /// `**Speaker:** text`, with or without times.
    DialogueMarkdown,
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
    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::TimedText | Self::Turns => "Text",
            Self::DialogueMarkdown => "Markdown",
            Self::Srt => "SRT",
            Self::WebVtt => "WebVTT",
            Self::MachineJson | Self::PodcastJson => "JSON",
        }
    }

    /// MIME type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::TimedText | Self::Turns => "text/plain",
            Self::DialogueMarkdown => "text/markdown",
            Self::Srt => "application/x-subrip",
            Self::WebVtt => "text/vtt",
            Self::MachineJson | Self::PodcastJson => "application/json",
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

    /// When the last cue ends.
    #[must_use]
    pub fn end(&self) -> Option<Timestamp> {
        self.cues.iter().filter(|it| it.timed).map(|it| it.end).max()
    }

    /// The speaker's name, if the file gives it.
    #[must_use]
    pub fn speaker(&self, cue: &Cue) -> Option<&str> {
        self.speakers.get(usize::from(cue.speaker?)).map(String::as_str)
    }
}
