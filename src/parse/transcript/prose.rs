//! Prose: what is said and nothing else, in paragraphs or on lines.

use std::ops::Range;

use super::{Utterance, lines};
use crate::diag::Reported;
use crate::time::Timestamp;

/// A line that is longer was not wrapped by an editor.
const WRAPPED: usize = 120;

/// Paragraphs of this many bytes and more, as a rule, were made by somebody:
/// recognisers write a sentence a line.
const PARAGRAPH: usize = 140;

/// A stretch of this many bytes ends with the next sentence.
const FULL: usize = 300;

pub(super) fn utterances(text: &str) -> Reported<Vec<Utterance>> {
    // Lines that editors wrapped belong together; others are paragraphs.
    let (count, bytes, longest) = lines(text)
        .map(|it| it.1.trim())
        .filter(|it| !it.is_empty())
        .fold((0, 0, 0), |(n, sum, longest), it| (n + 1, sum + it.len(), it.len().max(longest)));
    let is_wrapped = longest <= WRAPPED && 50 * count < bytes;
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut gap = true;
    for (offset, line) in lines(text) {
        let body = line.trim();
        if body.is_empty() || body.starts_with('#') || body.chars().all(|it| "-*_=".contains(it)) {
            gap = true;
            continue;
        }
        let from = offset + line.len() - line.trim_start().len();
        let range = from..from + body.len();
        match paragraphs.last_mut().filter(|_| is_wrapped && !gap) {
            Some(last) => last.end = range.end,
            None => paragraphs.push(range),
        }
        gap = false;
    }
    let bytes: usize = paragraphs.iter().map(Range::len).sum();
    let is_author = PARAGRAPH * paragraphs.len() <= bytes;
    let mut said = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let first = paragraph.start;
        said.extend(sentences(text, paragraph).into_iter().map(|it| Utterance {
            timed: false,
            paragraph: is_author && it.start == first,
            ..Utterance::new(Timestamp::ZERO, text[it.clone()].to_owned(), it)
        }));
    }
    Reported::clean(said)
}

/// A stretch of this many bytes ends with the next word: some recognisers
/// write no full stops.
const OVERFULL: usize = 1_000;

/// Cuts a long paragraph at the ends of sentences.
fn sentences(text: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = paragraph.start;
    let body = &text[paragraph.clone()];
    let signs = ['.', '?', '!', '…', '。', '？', '！', ' '];
    for (at, sign) in body.match_indices(signs) {
        let end = paragraph.start + at + sign.len();
        // Blanks behind the last end.
        if end <= from {
            continue;
        }
        let ends = text[end..].starts_with(char::is_whitespace) || sign.len() == 3 && sign != "…";
        let full = FULL <= end - from && sign != " " && ends || OVERFULL <= end - from;
        if full && end < paragraph.end {
            pieces.push(from..end);
            from = end + text[end..].len() - text[end..].trim_start().len();
        }
    }
    if from < paragraph.end {
        pieces.push(from..paragraph.end);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_sentences_are_nobodys() {
        let sentence = format!("{}.", "word ".repeat(70).trim_end());
        let text = format!("{sentence}  \t {sentence}   {sentence}");
        let got: Vec<String> = utterances(&text).value.into_iter().map(|it| it.text).collect();
        assert_eq!(got, [sentence.clone(), sentence.clone(), sentence]);
    }
}
