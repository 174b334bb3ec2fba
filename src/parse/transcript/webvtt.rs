//! `WebVTT` transcripts.
//!
//! Format: <https://www.w3.org/TR/webvtt1/#file-parsing>. [`parse`] does what a
//! browser does, to the letter where [`Reading::Browser`] asks for it;
//! [`Reading::Lenient`] forgives what podcast tools get wrong: commas in times
//! and a missing signature.

use std::ops::Range;

use super::{Utterance, cue_text};
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::time::Timestamp;

/// How closely the specification is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As a browser: what it drops is dropped.
    Browser,
    /// As a reader who wants the words.
    Lenient,
}

/// A cue as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VttCue {
    /// The line above the times, if any.
    pub id: String,
    /// Start of the cue.
    pub start: Timestamp,
    /// End of the cue; may lie before the start.
    pub end: Timestamp,
    /// Markup and all, lines joined by `\n`.
    pub text: String,
    /// Bytes of the line with the times.
    pub timing: Range<usize>,
    /// Bytes of the whole cue.
    pub span: Range<usize>,
}

impl VttCue {
    /// Names of those who speak in it, as they are written.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let names = cue_text::voices(&self.text).into_iter().filter_map(|it| it.name);
        names.filter(|it| !it.is_empty()).collect()
    }
}

/// Parses a `WebVTT` file whose lines end with `\n`. `None` if it is refused
/// for want of a signature.
pub fn parse(file: FileId, text: &str, reading: Reading) -> Reported<Option<Vec<VttCue>>> {
    let mut problems = Vec::new();
    if !is_signed(text) {
        let problem = Diagnostic::warning(
            "vtt/signature",
            Span::new(file, 0..text.find('\n').unwrap_or(text.len())),
            "the file does not begin with `WEBVTT`",
        );
        problems.push(problem.hint("make `WEBVTT` the first line, with an empty line behind it"));
        if reading == Reading::Browser {
            return Reported { value: None, problems };
        }
    }
    let mut parser = Parser { file, reading, cues: Vec::new(), problems };
    let lines: Vec<(usize, &str)> = super::lines(text).collect();
    let mut at = usize::from(is_signed(text));
    // The header ends at an empty line, or at a line with an arrow.
    if at == 1 {
        while at < lines.len() && !lines[at].1.is_empty() && !lines[at].1.contains("-->") {
            at += 1;
        }
    }
    while at < lines.len() {
        at = parser.block(&lines, at);
    }
    Reported { value: Some(parser.cues), problems: parser.problems }
}

fn is_signed(text: &str) -> bool {
    text.strip_prefix("WEBVTT").is_some_and(|it| it.is_empty() || it.starts_with([' ', '\t', '\n']))
}

struct Parser {
    file: FileId,
    reading: Reading,
    cues: Vec<VttCue>,
    problems: Vec<Diagnostic>,
}

impl Parser {
    /// Reads the block that starts at line `at`; returns the line behind it.
    fn block(&mut self, lines: &[(usize, &str)], mut at: usize) -> usize {
        let mut id: Option<&str> = None;
        let mut n_lines = 0;
        while at < lines.len() {
            let (offset, line) = lines[at];
            if line.is_empty() {
                return at + 1;
            }
            if line.contains("-->") {
                let times = self.timing(offset, line);
                let id = if n_lines == 1 { id.unwrap_or_default() } else { "" };
                return self.payload(lines, at, id, times);
            }
            id = Some(line);
            n_lines += 1;
            at += 1;
        }
        at
    }

    /// Reads the text of a cue; drops it if its times are bad.
    fn payload(
        &mut self,
        lines: &[(usize, &str)],
        timing: usize,
        id: &str,
        times: Option<(Timestamp, Timestamp)>,
    ) -> usize {
        let mut at = timing + 1;
        while at < lines.len() && !lines[at].1.is_empty() && !lines[at].1.contains("-->") {
            at += 1;
        }
        if let Some((start, end)) = times {
            let text: Vec<&str> = lines[timing + 1..at].iter().map(|it| it.1).collect();
            let (from, to) = (lines[timing].0, lines[at - 1].0 + lines[at - 1].1.len());
            let timing = from..from + lines[timing].1.len();
            let text = text.join("\n");
            self.cues.push(VttCue { id: id.to_owned(), start, end, text, timing, span: from..to });
        }
        at
    }

    fn timing(&mut self, offset: usize, line: &str) -> Option<(Timestamp, Timestamp)> {
        if let Some(times) = times(line, self.reading) {
            return Some(times);
        }
        let span = Span::new(self.file, offset..offset + line.len());
        self.problems.push(
            Diagnostic::warning("vtt/timing", span, "cannot read the cue's times")
                .hint("write `MM:SS.mmm --> MM:SS.mmm`, three digits behind the point"),
        );
        None
    }
}

fn times(line: &str, reading: Reading) -> Option<(Timestamp, Timestamp)> {
    let blank = [' ', '\t', '\x0c'];
    let (start, rest) = time(line.trim_start_matches(blank), reading)?;
    let rest = rest.trim_start_matches(blank).strip_prefix("-->")?;
    let (end, _settings) = time(rest.trim_start_matches(blank), reading)?;
    Some((start, end))
}

/// Collects one timestamp: specification section 4.3, "collect a WebVTT timestamp".
fn time(text: &str, reading: Reading) -> Option<(Timestamp, &str)> {
    let (first, digits, rest) = number(text)?;
    let (second, second_digits, rest) = number(rest.strip_prefix(':')?)?;
    if second_digits != 2 {
        return None;
    }
    let (hours, minutes, seconds, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (third, third_digits, rest) = number(rest)?;
            (third_digits == 2).then_some((first, second, third, rest))?
        }
        None if digits == 2 && first < 60 => (0, first, second, rest),
        // Some tools write no hours: `75:00.000`.
        None if 2 <= digits && first < 1_000 && reading == Reading::Lenient => {
            (first / 60, first % 60, second, rest)
        }
        None => return None,
    };
    let rest = match (rest.strip_prefix('.'), rest.strip_prefix(','), reading) {
        (Some(rest), ..) | (_, Some(rest), Reading::Lenient) => rest,
        _ => return None,
    };
    let (millis, millis_digits, rest) = number(rest)?;
    let sound = millis_digits == 3 && minutes < 60 && seconds < 60 && hours < 1_000_000;
    let millis = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
    sound.then(|| (Timestamp::from_millis(millis), rest))
}

/// ASCII digits at the start: their value, how many, and what follows.
fn number(text: &str) -> Option<(u64, usize, &str)> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text[..n_digits].parse().ok().filter(|it| *it < 10_000_000)?;
    Some((value, n_digits, &text[n_digits..]))
}

/// The cues as speech, a voice each.
pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let parsed = parse(file, text, Reading::Lenient);
    let mut problems = parsed.problems;
    let mut all = Vec::new();
    for cue in parsed.value.unwrap_or_default() {
        if cue.end < cue.start {
            let span = Span::new(file, cue.timing.clone());
            problems.push(
                Diagnostic::warning("vtt/cue-order", span, "cue ends before it starts")
                    .hint("the next cue's start is taken for its end"),
            );
        }
        all.extend(voices(&cue));
    }
    Reported { value: all, problems }
}

fn voices(cue: &VttCue) -> Vec<Utterance> {
    let voice = |it: cue_text::Voice| Utterance {
        end: (cue.start <= cue.end).then_some(cue.end),
        turn: it.name.is_some(),
        speaker: it.name.filter(|name| !name.is_empty()),
        ..Utterance::new(cue.start, it.text, cue.span.clone())
    };
    cue_text::voices(&cue.text).into_iter().map(voice).collect()
}
