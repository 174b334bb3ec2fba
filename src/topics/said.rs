//! Texts that are searched for names: what is said as one text with times,
//! what is written without addresses, and the sentence around a name.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::Transcript;
use crate::time::{Length, Timestamp};

/// Bytes of a sentence that are kept on each side of the name.
const SENTENCE: usize = 170;

/// Everything that is said, as one text.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub text: String,
    /// For each cue with a time: its first byte, its length, start and end.
    cues: Vec<(usize, usize, Timestamp, Timestamp)>,
}

impl Said {
    pub(super) fn new(transcript: &Transcript) -> Self {
        let mut said = Self::default();
        said.text.reserve(transcript.cues.iter().map(|it| it.text.len() + 1).sum());
        for cue in transcript.cues.iter().filter(|it| it.timed) {
            if !said.text.is_empty() {
                said.text.push(if cue.turn { '\n' } else { ' ' });
            }
            said.cues.push((said.text.len(), cue.text.len(), cue.start, cue.end));
            said.text.push_str(&cue.text);
        }
        said
    }

    /// When a byte of the text is said, by its share of the cue.
    pub(super) fn time(&self, at: usize) -> Option<Timestamp> {
        let idx = self.cues.partition_point(|it| it.0 <= at).checked_sub(1)?;
        let (from, length, start, end) = self.cues[idx];
        let share = (at - from).min(length) as u64;
        let passed = end.since(start).as_millis() * share / (length.max(1) as u64);
        Some(start.plus(Length::from_millis(passed)))
    }
}

/// A text in which addresses are blanked, byte for byte: who publishes at
/// `x.github.io` does not talk about GitHub.
pub(super) fn without_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut blank = text.as_bytes().to_vec();
    let mut done = 0;
    for (at, _) in text.match_indices("://") {
        if at < done {
            continue;
        }
        let scheme = text.as_bytes()[done..at].iter().rev();
        let from = at - scheme.take_while(|it| it.is_ascii_alphanumeric()).count();
        let ends = |it: char| it.is_whitespace() || matches!(it, ')' | '>' | '"' | ']');
        done = text[at..].find(ends).map_or(text.len(), |it| at + it);
        blank[from..done].fill(b'|');
    }
    // Whole characters were replaced by plain ones.
    let blank = String::from_utf8(blank).unwrap_or_default();
    Cow::Owned(blank)
}

/// The sentence around some bytes, and where they are in it.
pub(super) fn sentence(text: &str, bytes: &Range<usize>) -> (String, Range<u16>) {
    let ends = |at: usize| {
        let it = text.as_bytes();
        it[at] == b'\n'
            || (matches!(it[at], b'.' | b'?' | b'!')
                && it.get(at + 1).is_none_or(u8::is_ascii_whitespace))
    };
    let least = bytes.start.saturating_sub(SENTENCE);
    let most = (bytes.end + SENTENCE).min(text.len());
    let begin = (least..bytes.start).rev().find(|it| ends(*it)).map(|it| it + 1);
    let end = (bytes.end..most).find(|it| ends(*it)).map(|it| it + 1);
    let mut from = begin.unwrap_or_else(|| cut(text, least, bytes.start));
    let to = end.unwrap_or_else(|| cut_end(text, bytes.end, most));
    from += text[from..bytes.start].len() - text[from..bytes.start].trim_start().len();
    let (head, tail) = (begin.is_none() && 0 < least, end.is_none() && most < text.len());
    let dots = |it: bool| if it { "…" } else { "" };
    let whole = format!("{}{}{}", dots(head), text[from..to].trim_end(), dots(tail));
    let lead = if head { "…".len() } else { 0 };
    let at = |it: usize| u16::try_from(it - from + lead).unwrap_or(0);
    let name = at(bytes.start)..at(bytes.end);
    (whole, name)
}

/// Where a word begins at or behind `from`.
fn cut(text: &str, from: usize, until: usize) -> usize {
    if from == 0 {
        return 0;
    }
    (from..until).find(|it| text.as_bytes()[*it] == b' ').map_or(until, |it| it + 1)
}

/// Where a word ends at or before `to`.
fn cut_end(text: &str, from: usize, to: usize) -> usize {
    if to == text.len() {
        return to;
    }
    (from..to).rev().find(|it| text.as_bytes()[*it] == b' ').unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_no_mentions() {
        let text = "ä https://x.github.io/ää) GitHub ftp://é";
        let blank = without_addresses(text);
        assert_eq!(blank.len(), text.len());
        assert_eq!(blank.matches("itHub").count(), 1);
        assert!(!blank.contains("github") && blank.starts_with("ä |"));
        assert_eq!(without_addresses("://").len(), 3);
    }

    #[test]
    fn sentences_are_cut_between_words() {
        let long = "word ".repeat(100);
        let text = format!("One. {long}ZORP {long}end. Two");
        let at = text.find("ZORP").unwrap();
        let (got, name) = sentence(&text, &(at..at + 4));
        assert!(got.starts_with("…word") && got.ends_with("word…") && got.len() < 400, "{got}");
        assert_eq!(&got[usize::from(name.start)..usize::from(name.end)], "ZORP");
        let text = "ééé. Ö ZORP is ü! x";
        let at = text.find("ZORP").unwrap();
        assert_eq!(sentence(text, &(at..at + 4)).0, "Ö ZORP is ü!");
    }
}
