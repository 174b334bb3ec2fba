//! Timed text: a time, then what is said. `00:01:02 text`, `[1:02] Ann: text`,
//! `00:01:02 - Ann` with the text on the lines below.

use std::ops::Range;

use super::{Utterance, bad_time, lines};
use crate::diag::{FileId, Reported};
use crate::time::{Timestamp, TimestampError};

/// A time at the start of a line.
#[derive(Debug)]
pub(super) struct LeadingTime<'t> {
    pub time: Result<Timestamp, TimestampError>,
    /// Bytes of the line that are the time.
    pub span: Range<usize>,
    /// What follows.
    pub rest: &'t str,
}

/// The time a line starts with, in brackets or not. `None` if it starts with
/// something else; a broken time is `Some` with an error.
pub(super) fn leading_time(line: &str) -> Option<LeadingTime<'_>> {
    let inner = line.trim_start();
    let indent = line.len() - inner.len();
    let bare = inner.trim_start_matches(['[', '(']);
    let opened = inner.len() - bare.len();
    let length = bare.bytes().take_while(|b| b.is_ascii_digit() || b":.,".contains(b)).count();
    let clock = bare[..length].trim_end_matches(['.', ',', ':']);
    let colons = clock.bytes().filter(|b| *b == b':').count();
    if colons == 0 || 1 < opened || !clock.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let after = &bare[clock.len()..];
    let rest = match opened {
        0 => after,
        _ => after.strip_prefix([']', ')'])?,
    };
    if !(rest.is_empty() || rest.starts_with([' ', '\t', ':', '-', '–'])) {
        return None;
    }
    let start = indent + opened;
    Some(LeadingTime {
        time: Timestamp::parse_loose(clock),
        span: start..start + clock.len(),
        rest: rest.trim_start_matches([' ', '\t', '-', '–']),
    })
}

pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let mut all: Vec<Utterance> = Vec::new();
    let mut problems = Vec::new();
    // Where no time is given a blank line ends what is said at once.
    let is_timed = lines(text).any(|it| leading_time(it.1).is_some());
    let has_voices = text.contains("<v");
    let mut blank = false;
    for (offset, line) in lines(text) {
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        let begins = std::mem::take(&mut blank) && !is_timed;
        let whole = offset..offset + line.len();
        match leading_time(line) {
            Some(LeadingTime { time: Ok(start), rest, .. }) => {
                // Looking at a whole file once is quicker than at each line.
                match has_voices && rest.contains("<v") {
                    true => all.extend(voices(start, rest, &whole)),
                    false => all.push(Utterance::new(start, rest.to_owned(), whole)),
                }
                continue;
            }
            Some(LeadingTime { time: Err(_), span, .. }) => {
                let at = offset + span.start..offset + span.end;
                problems.push(bad_time(file, at, &line[span]));
            }
            None => {}
        }
        match all.last_mut().filter(|_| !begins) {
            Some(last) => {
                if !last.text.is_empty() {
                    last.text.push('\n');
                }
                last.text.push_str(line.trim());
                last.span.end = whole.end;
            }
            None => {
                let untimed = Utterance::new(Timestamp::ZERO, line.trim().to_owned(), whole);
                all.push(Utterance { timed: false, ..untimed });
            }
        }
    }
    Reported { value: all, problems }
}

/// `WebVTT`'s voice tags occur inside timed text that was made from it.
fn voices(start: Timestamp, text: &str, span: &Range<usize>) -> Vec<Utterance> {
    let voice = |it: super::cue_text::Voice| Utterance {
        turn: it.name.is_some(),
        speaker: it.name.filter(|name| !name.is_empty()),
        ..Utterance::new(start, it.text, span.clone())
    };
    super::cue_text::voices(text).into_iter().map(voice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_with_voices_are_markup() {
        let text = "00:00:01 <v Ann>R&amp;D\n00:00:04 a < b &amp; c\n";
        let all = utterances(FileId(0), text).value;
        let said: Vec<_> = all.iter().map(|it| (it.speaker.as_deref(), it.text.as_str())).collect();
        assert_eq!(said, [(Some("Ann"), "R&D"), (None, "a < b &amp; c")]);
    }
}
