//! Timed text: a time, then what is said. `00:01:02 text`, `[1:02] Ann: text`,
//! `[0:12 --> 0:15] text` as Whisper prints it, `00:01:02 - Ann` with the text
//! on the lines below.

use std::ops::Range;

use super::clock::{self, LeadingStamp};
use super::{Utterance, bad_time, lines};
use crate::diag::{FileId, Reported};
use crate::time::Timestamp;

/// The time a line starts with, and what follows.
fn lead(line: &str) -> Option<(LeadingStamp, &str)> {
    let inner = line.trim_start();
    let found = clock::stamp(inner)?;
    let rest = &inner[found.length..];
    Some((found, rest.trim_start_matches([' ', '\t', '-', '–', '—', '|'])))
}

pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let mut all: Vec<Utterance> = Vec::new();
    let mut problems = Vec::new();
    let has_voices = text.contains("<v");
    let mut gap = false;
    for (offset, line) in lines(text) {
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        let begins = std::mem::take(&mut gap);
        let whole = offset..offset + line.len();
        let indent = line.len() - line.trim_start().len();
        match lead(line) {
            Some((LeadingStamp { stamp: Ok(stamp), .. }, rest)) => {
                // Looking at a whole file once is quicker than at each line.
                match has_voices && rest.contains("<v") {
                    true => all.extend(voices(stamp.start, rest, &whole)),
                    false => all.push(Utterance {
                        end: stamp.end,
                        ..Utterance::new(stamp.start, rest.to_owned(), whole)
                    }),
                }
                continue;
            }
            Some((LeadingStamp { stamp: Err(broken), .. }, _)) => {
                let at = offset + indent + broken.start..offset + indent + broken.end;
                problems.push(bad_time(file, at.clone(), &text[at]));
            }
            None => {}
        }
        match all.last_mut().filter(|last| !begins || last.text.is_empty()) {
            Some(last) => {
                if !last.text.is_empty() {
                    last.text.push('\n');
                }
                last.text.push_str(line.trim());
                last.span.end = whole.end;
            }
            None => {
                let now = all.last().map_or(Timestamp::ZERO, |it| it.start);
                let untimed = Utterance::new(now, line.trim().to_owned(), whole);
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
