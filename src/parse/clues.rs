//! What a file's beginning gives away: enough to pair notes with transcripts
//! before anything is read as a whole.

use serde::{Deserialize, Serialize};

use super::{front_matter, markdown, notes, speech, transcript};
use crate::diag::FileId;
use crate::model::TranscriptFormat;

/// Bytes of a file that are enough to recognise it.
pub const HEAD_BYTES: u64 = 16 * 1024;

/// Bytes in which people introduce themselves.
const INTRODUCTION: usize = 6 * 1024;

/// What a file is and which episode it speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clues {
    /// What the text is.
    pub nature: Nature,
    /// The number in front matter.
    pub stated_number: Option<u32>,
    /// The season in front matter.
    pub season: Option<u32>,
    /// The slug in front matter.
    pub slug: Option<String>,
    /// The transcript that front matter names.
    pub transcript: Option<String>,
    /// Whether front matter says what only episodes have: a date, audio, a
    /// GUID.
    pub is_dated: bool,
    /// The number in the first heading.
    pub heading_number: Option<u32>,
    /// The number that is spoken.
    pub spoken_number: Option<u32>,
    /// Whether a transcript names its speakers.
    pub names_speakers: bool,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Nature {
    /// Show notes: whatever is nothing else.
    #[default]
    Notes,
    /// A transcript in this format.
    Transcript(TranscriptFormat),
    /// A transcript that is none: a web page, or JSON nobody knows.
    Foreign(Foreign),
    /// A list of chapters.
    Chapters,
    /// Nothing at all.
    Empty,
}

/// Why a file is no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// HTML.
    WebPage,
    /// JSON of an unknown shape.
    Json,
}

/// Looks at the beginning of a file.
#[must_use]
pub fn look(head: &str) -> Clues {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Clues { nature: Nature::Empty, ..Clues::default() };
    }
    let lower: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Clues { nature: Nature::Foreign(Foreign::WebPage), ..Clues::default() };
    }
    if super::chapters::is_chapters(start) {
        return Clues { nature: Nature::Chapters, ..Clues::default() };
    }
    if let Some(format) = transcript::sniff(head) {
        let parsed = transcript::parse(FileId(0), beginning(head, format), format).value;
        let text: Vec<&str> = parsed.cues.iter().take(60).map(|it| it.text.as_str()).collect();
        return Clues {
            nature: Nature::Transcript(format),
            spoken_number: speech::number_in(&text.join(" ")),
            names_speakers: !parsed.speakers.is_empty(),
            ..Clues::default()
        };
    }
    if start.starts_with('{') && start.contains('"') {
        return Clues { nature: Nature::Foreign(Foreign::Json), ..Clues::default() };
    }
    notes_clues(head)
}

/// As much of a transcript as people introduce themselves in. JSON may need
/// all there is for that.
fn beginning(head: &str, format: TranscriptFormat) -> &str {
    match format {
        TranscriptFormat::MachineJson | TranscriptFormat::PodcastJson => head,
        _ => {
            let start = head.as_bytes().get(..INTRODUCTION);
            let end = start.and_then(|it| it.iter().rposition(|it| *it == b'\n'));
            end.map_or(head, |it| &head[..it])
        }
    }
}

fn notes_clues(head: &str) -> Clues {
    let split = front_matter::split(FileId(0), head).value;
    let front = &split.front;
    let is_dated = front.date.is_some() || front.audio.url.is_some() || front.guid.is_some();
    let heading = markdown::first_heading(&head[split.body..]);
    Clues {
        nature: Nature::Notes,
        is_dated,
        stated_number: split.front.number.map(|it| it.value),
        season: split.front.season,
        slug: split.front.slug.map(|it| it.value),
        transcript: split.front.transcript.map(|it| it.value),
        heading_number: heading.and_then(|it| notes::heading(&it).number),
        ..Clues::default()
    }
}
