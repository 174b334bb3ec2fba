//! Transcripts: text in, cues out, whatever the format.
//!
//! Invariants: no I/O, no clock, no configuration; never fails. What cannot be
//! read is reported and left out, so that one typo does not cost the listener
//! the other 900 cues.

mod cue_text;
mod dialogue_markdown;
mod finish;
mod machine_json;
mod podcast_json;
mod sniff;
mod speaker_mark;
mod srt;
mod timed_text;
mod turns;
pub mod webvtt;

use std::ops::Range;

pub use cue_text::{Voice, voices};
pub use sniff::sniff;

use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Transcript, TranscriptFormat};
use crate::time::Timestamp;

/// What a parser hands to `finish`: one stretch of speech as the file has it.
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
    span: Range<usize>,
}

impl Utterance {
    fn new(start: Timestamp, text: String, span: Range<usize>) -> Self {
        Self { start, end: None, timed: true, text, speaker: None, turn: false, span }
    }
}

/// Reads a transcript of a known format.
pub fn parse(file: FileId, text: &str, format: TranscriptFormat) -> Reported<Transcript> {
    let raw = match format {
        TranscriptFormat::WebVtt => webvtt::utterances(file, text),
        TranscriptFormat::Srt => srt::utterances(file, text),
        TranscriptFormat::TimedText => timed_text::utterances(file, text),
        TranscriptFormat::Turns => turns::utterances(text),
        TranscriptFormat::DialogueMarkdown => dialogue_markdown::utterances(file, text),
        TranscriptFormat::PodcastJson => podcast_json::utterances(file, text),
        TranscriptFormat::MachineJson => machine_json::utterances(file, text),
    };
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

/// The warning for a time that is none.
fn bad_time(file: FileId, span: Range<usize>, text: &str) -> Diagnostic {
    let shown: String = text.trim().chars().take(40).collect();
    Diagnostic::warning("transcript/time", Span::new(file, span), format!("`{shown}` is no time"))
        .hint("write times as `HH:MM:SS` or `MM:SS`, with minutes and seconds below 60")
}

/// The time a line starts with, and what follows; `None` without a sound time.
#[must_use]
pub fn leading_time_and_rest(line: &str) -> Option<(Timestamp, &str)> {
    let found = timed_text::leading_time(line)?;
    Some((found.time.ok()?, found.rest))
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
