//! A transcript as passages: what a search finds.

use std::ops::Range;

use crate::model::{Cue, Transcript};

/// A passage ends with the first paragraph behind so many milliseconds, with
/// the first sentence, or wherever it is.
const PARAGRAPH: u64 = 20_000;
const SENTENCE: u64 = 35_000;
const ANYWHERE: u64 = 60_000;

/// How long a byte takes to be said where there are no times, in milliseconds.
const BYTE: u64 = 65;

/// A silence of so many milliseconds ends a paragraph.
const PAUSE: u64 = 2_500;

/// The passages of a transcript: ranges of its cues, of 20 to 60 seconds, cut
/// where a voice ends if that is possible.
#[must_use]
pub fn passages(transcript: &Transcript) -> Vec<Range<usize>> {
    let cues = &transcript.cues;
    let mut passages = Vec::new();
    let mut from = 0;
    let mut bytes = 0;
    for at in 1..cues.len() {
        bytes += cues[at - 1].text.len() as u64;
        let (before, cue) = (&cues[at - 1], &cues[at]);
        let long = match cues[from].timed {
            true => cue.start.since(cues[from].start).as_millis(),
            false => bytes * BYTE,
        };
        let ends = ANYWHERE <= long
            || SENTENCE <= long && ends_sentence(before)
            || PARAGRAPH <= long && ends_paragraph(before, cue);
        if ends {
            passages.push(from..at);
            (from, bytes) = (at, 0);
        }
    }
    if from < cues.len() {
        passages.push(from..cues.len());
    }
    passages
}

fn ends_paragraph(before: &Cue, cue: &Cue) -> bool {
    cue.turn || cue.speaker != before.speaker || PAUSE < cue.start.since(before.end).as_millis()
}

fn ends_sentence(cue: &Cue) -> bool {
    cue.text.ends_with(['.', '?', '!', '"', '”', '…', '。', '？', '！'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Length, Timestamp};

    fn cue(second: u64, speaker: u16, text: &str) -> Cue {
        let start = Timestamp::from_millis(second * 1000);
        let end = start.plus(Length::from_secs(5));
        Cue {
            start,
            end,
            timed: true,
            text: text.into(),
            speaker: Some(speaker),
            turn: false,
            paragraph: false,
            span: 0..0,
        }
    }

    #[test]
    fn a_passage_ends_with_a_voice_a_sentence_or_a_minute() {
        let one = |second: u64| cue(second, 0, "and so on");
        let mut cues: Vec<Cue> = (0..5).map(|it| one(it * 5)).collect();
        cues.push(cue(25, 1, "another voice"));
        cues.extend((6..13).map(|it| cue(it * 5, 1, "and on")));
        cues[12].text = "and on.".into();
        cues.extend((13..40).map(|it| cue(it * 5, 1, "and on")));
        let transcript = Transcript::new(cues, Vec::new());
        assert_eq!(passages(&transcript), [0..5, 5..13, 13..25, 25..37, 37..40]);
        assert!(passages(&Transcript::default()).is_empty());
    }
}
