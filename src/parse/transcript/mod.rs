//! Transcripts: text in, cues out, whatever the format.
//!
//! Invariants: no I/O, no clock, no configuration; never fails. What cannot be
//! read is reported and left out, so that one typo does not cost the listener
//! the other 900 cues. A bad transcript costs itself: nothing here is an error.

mod clock;
mod cue_text;
mod dialogue;
mod editor_text;
mod finish;
mod html;
mod json;
mod lrc;
mod mark;
mod name;
mod order;
mod part;
mod prose;
mod rolling;
mod rows;
mod sniff;
mod speaker_mark;
mod speakers;
mod srt;
mod sub_station;
mod table;
mod timed_text;
pub mod webvtt;

use std::ops::Range;

pub use cue_text::{Voice, voices};
pub use part::{headings, inside, without};
pub use rows::of_rows;
pub use sniff::{claimed, sniff};

use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Transcript, TranscriptFormat};
use crate::time::Timestamp;

/// What a reader hands to `finish`: one stretch of speech as the file has it.
#[derive(Debug, Clone)]
struct Utterance {
    start: Timestamp,
    /// `None` where the format has no ends.
    end: Option<Timestamp>,
    /// False where the file gives no time.
    timed: bool,
    /// Plain text, line breaks kept: they matter to speaker marks.
    text: String,
    speaker: Option<String>,
    /// Another voice begins here.
    turn: bool,
    /// As [`Cue::paragraph`].
    paragraph: bool,
    span: Range<usize>,
}

impl Utterance {
    fn new(start: Timestamp, text: String, span: Range<usize>) -> Self {
        Self {
            start,
            end: None,
            timed: true,
            text,
            speaker: None,
            turn: false,
            paragraph: false,
            span,
        }
    }
}

/// Reads a transcript of a known format. Front matter is taken off.
pub fn parse(file: FileId, text: &str, format: TranscriptFormat) -> Reported<Transcript> {
    let mut at = body(text);
    let mut end = text.len();
    // A heading says where it begins; what stands above is about it.
    let is_text = matches!(
        format,
        TranscriptFormat::Dialogue | TranscriptFormat::TimedText | TranscriptFormat::Prose
    );
    if let Some(range) = part::headed(&text[at..]).filter(|it| is_text && 40 < it.len()) {
        (at, end) = (at + range.start, at + range.end);
    }
    let mut raw = utterances(file, &text[at..end], format);
    shift(&mut raw, at);
    let mut read = finished(file, raw, format);
    if format == TranscriptFormat::MachineJson {
        read.value.audio_length = json::audio_length(text);
    }
    read
}

/// Moves places that were found behind `at`.
fn shift(raw: &mut Reported<Vec<Utterance>>, at: usize) {
    for it in &mut raw.value {
        it.span = it.span.start + at..it.span.end + at;
    }
    for span in raw.problems.iter_mut().map(|it| &mut it.span) {
        span.bytes = span.bytes.start + at..span.bytes.end + at;
    }
}

fn utterances(file: FileId, text: &str, format: TranscriptFormat) -> Reported<Vec<Utterance>> {
    match format {
        TranscriptFormat::WebVtt => webvtt::utterances(file, text),
        TranscriptFormat::Srt => srt::utterances(file, text),
        TranscriptFormat::TimedText => timed_text::utterances(file, text),
        TranscriptFormat::Dialogue => dialogue::utterances(file, text),
        TranscriptFormat::PodcastJson | TranscriptFormat::MachineJson => {
            json::utterances(file, text)
        }
        TranscriptFormat::Table => table::utterances(text),
        TranscriptFormat::Lrc => lrc::utterances(text),
        TranscriptFormat::EditorText => editor_text::utterances(text),
        TranscriptFormat::SubStation => sub_station::utterances(text),
        TranscriptFormat::Html => of_page(file, text),
        TranscriptFormat::Prose => prose::utterances(text),
    }
}

/// The text of a page in the format that it has as text; its places are none
/// of the file.
fn of_page(file: FileId, page: &str) -> Reported<Vec<Utterance>> {
    let text = html::text(page);
    let format = claimed(&text).filter(|it| *it != TranscriptFormat::Html);
    let format = format.unwrap_or(TranscriptFormat::Prose);
    let mut raw = utterances(file, &text, format);
    raw.value.iter_mut().for_each(|it| it.span = 0..0);
    raw.problems.iter_mut().for_each(|it| it.span.bytes = 0..0);
    raw
}

fn finished(
    file: FileId,
    raw: Reported<Vec<Utterance>>,
    format: TranscriptFormat,
) -> Reported<Transcript> {
    let mut problems = raw.problems;
    let (cues, speakers) = finish::cues(file, raw.value, &mut problems);
    if cues.is_empty() && problems.is_empty() {
        problems.push(
            Diagnostic::warning("transcript/empty", Span::file(file), "the transcript is empty")
                .hint("delete the file, or export it again"),
        );
    }
    let mut transcript = Transcript::new(cues, speakers);
    (transcript.file, transcript.format) = (Some(file), format);
    Reported { value: transcript, problems }
}

/// Where the text behind front matter begins.
#[must_use]
pub fn body(text: &str) -> usize {
    super::front_matter::cut(text).map_or(0, |it| it.body)
}

/// The warning for a time that is none.
fn bad_time(file: FileId, span: Range<usize>, text: &str) -> Diagnostic {
    let shown: String = text.trim().chars().take(40).collect();
    Diagnostic::warning("transcript/time", Span::new(file, span), format!("`{shown}` is no time"))
        .hint("write times as `HH:MM:SS` or `MM:SS`, with minutes and seconds below 60")
}

/// The time a line starts with, and what follows; `None` without a sound time.
#[must_use]
pub fn leading_time_and_rest(line: &str) -> Option<(Timestamp, &str)> {
    let inner = line.trim_start();
    let found = clock::stamp(inner)?;
    let rest = inner[found.length..].trim_start_matches([' ', '\t', '-', '–']);
    Some((found.stamp.ok()?.start, rest))
}

/// Lines with their byte offsets, line ends left out.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    text.split('\n').map(move |line| {
        let at = from;
        from += line.len() + 1;
        (at, line)
    })
}
