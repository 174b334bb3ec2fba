//! A text as words to be found: lower case, without accents, CJK as pairs.
//!
//! `static/search-words.js` does the same to what people type; both are
//! tested with `tests/search/words.json`.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in words.
#[derive(Debug, Default)]
pub struct Words {
    folded: String,
    words: Vec<Word>,
}

/// A word, or a pair of characters of a script without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the folded text.
    folded: Range<usize>,
    /// Bytes of the text it comes from.
    pub at: Range<usize>,
    /// Whether a single mark ties it to the word before: `any.io`.
    pub tied: bool,
}

/// Marks that tie words to one name.
const TIES: &str = "./-_&:·";

/// Words that are tied are also one word of at most so many bytes.
const LONGEST_JOIN: usize = 24;

/// Where folding is.
#[derive(Default)]
struct State {
    /// Where the open word begins: in the folded text, and in the text.
    open: Option<(usize, usize)>,
    /// Behind the last character of the text that belongs to the open word.
    end: usize,
    /// Whether nothing but a tie stands between here and the last word.
    tie: bool,
    /// The last character, if its script has no spaces.
    unspaced: Option<(char, usize)>,
    /// Whether that character is part of a pair already.
    paired: bool,
}

impl Words {
    /// The words of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let folded = String::with_capacity(text.len());
        let mut words = Self { folded, words: Vec::with_capacity(text.len() / 5) };
        let mut state = State::default();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at].is_ascii_alphanumeric() {
                words.letter(char::from(bytes[at].to_ascii_lowercase()), at..at + 1, &mut state);
                at += 1;
                continue;
            }
            let Some(it) = text[at..].chars().next() else { break };
            let behind = at + it.len_utf8();
            at = match it {
                '\'' | '’' if state.open.is_some() => words.apostrophe(text, behind, &mut state),
                _ => {
                    words.other(it, at..behind, &mut state);
                    behind
                }
            };
        }
        words.close(&mut state);
        words.close_unspaced(&mut state, at);
        words
    }

    /// Takes a folded letter or digit.
    fn letter(&mut self, it: char, at: Range<usize>, state: &mut State) {
        if is_unspaced(it) {
            return self.unspaced(it, &at, state);
        }
        self.close_unspaced(state, at.start);
        if state.open.is_none() {
            state.open = Some((self.folded.len(), at.start));
        }
        self.folded.push(it);
        state.end = at.end;
    }

    /// Takes any other character.
    fn other(&mut self, it: char, at: Range<usize>, state: &mut State) {
        if it.is_ascii() {
            match it {
                '+' | '#' if state.open.is_some() => self.letter(it, at, state),
                _ => self.gap(it, at.start, state),
            }
            return;
        }
        let mut marks_only = true;
        for it in fold(it) {
            marks_only = false;
            if it.is_alphanumeric() || is_combining_mark(it) {
                self.letter(it, at.clone(), state);
            } else {
                self.gap(it, at.start, state);
            }
        }
        if marks_only && state.open.is_some() {
            state.end = at.end;
        }
    }

    /// `host's` is `host`, `don't` is `dont`; the byte to go on with.
    fn apostrophe(&mut self, text: &str, behind: usize, state: &mut State) -> usize {
        let mut rest = text[behind..].chars();
        let next = rest.next();
        let is_letter = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        if matches!(next, Some('s' | 'S')) && !is_letter(rest.next()) {
            self.close(state);
            return behind + 1;
        }
        if !is_letter(next) {
            self.close(state);
        }
        behind
    }

    /// Takes what is no letter.
    fn gap(&mut self, it: char, at: usize, state: &mut State) {
        let was_open = state.open.is_some();
        self.close(state);
        self.close_unspaced(state, at);
        state.tie = was_open && TIES.contains(it);
    }

    fn close(&mut self, state: &mut State) {
        let Some((folded, from)) = state.open.take() else { return };
        let tied = std::mem::take(&mut state.tie) && !self.words.is_empty();
        let word = Word { folded: folded..self.folded.len(), at: from..state.end, tied };
        self.words.push(word);
    }

    /// Pairs of characters; one that stands alone is a word.
    fn unspaced(&mut self, it: char, at: &Range<usize>, state: &mut State) {
        self.close(state);
        state.tie = false;
        if let Some((before, from)) = state.unspaced {
            self.push(&[before, it], from..at.end);
        }
        state.paired = state.unspaced.is_some();
        state.unspaced = Some((it, at.start));
    }

    fn close_unspaced(&mut self, state: &mut State, at: usize) {
        if let Some((it, from)) = state.unspaced.take()
            && !std::mem::take(&mut state.paired)
        {
            self.push(&[it], from..at);
        }
    }

    fn push(&mut self, letters: &[char], at: Range<usize>) {
        let start = self.folded.len();
        self.folded.extend(letters);
        self.words.push(Word { folded: start..self.folded.len(), at, tied: false });
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words in order.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// A word as it is looked for.
    #[must_use]
    pub fn text(&self, nth: usize) -> &str {
        self.words.get(nth).map_or("", |it| &self.folded[it.folded.clone()])
    }

    /// Tied words as one: the words it is made of, and its text.
    pub fn joins(&self) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < self.words.len() {
                let from = at;
                at += 1;
                while self.words.get(at).is_some_and(|it| it.tied) {
                    at += 1;
                }
                if at - from < 2 {
                    continue;
                }
                let joined = self.joined(from..at);
                if joined.len() <= LONGEST_JOIN {
                    return Some((from..at, joined));
                }
            }
            None
        })
    }

    /// Several words as one.
    #[must_use]
    pub fn joined(&self, words: Range<usize>) -> String {
        words.map(|it| self.text(it)).collect()
    }
}

/// A text as one word: how filters name speakers and topics.
#[must_use]
pub fn key(text: &str) -> String {
    let words = Words::of(text);
    words.joined(0..words.len())
}

/// A character in lower case and without accents.
fn fold(it: char) -> impl Iterator<Item = char> {
    let plain = std::iter::once(it).nfkd().filter(|it| !is_accent(*it)).nfc();
    plain.flat_map(char::to_lowercase).flat_map(|it| {
        let (first, second) = match it {
            'ß' => ('s', Some('s')),
            'æ' => ('a', Some('e')),
            'œ' => ('o', Some('e')),
            'ø' => ('o', None),
            'đ' => ('d', None),
            'ł' => ('l', None),
            'ı' => ('i', None),
            'ς' => ('σ', None),
            it => (it, None),
        };
        std::iter::once(first).chain(second)
    })
}

/// Marks that people leave out when they type: accents, points of Hebrew,
/// vowels of Arabic.
fn is_accent(it: char) -> bool {
    matches!(u32::from(it), 0x300..=0x36F | 0x591..=0x5BD | 0x5BF | 0x5C1..=0x5C2 | 0x5C4..=0x5C5 | 0x5C7 | 0x64B..=0x65F | 0x670)
}

/// Scripts that put no spaces between words: Thai, Lao, Khmer, Kana, Han.
fn is_unspaced(it: char) -> bool {
    matches!(u32::from(it), 0x0E00..=0x0EFF | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::search::Language;

    /// A text, its words, tied words as one, and the stems of its words.
    #[derive(Deserialize)]
    struct Case {
        text: String,
        words: Vec<String>,
        joins: Vec<String>,
        stems: Vec<String>,
    }

    #[test]
    fn words_are_those_of_the_script() {
        let cases = include_str!("../../tests/search/words.json");
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        let language = Language::of("en");
        for case in cases {
            let words = Words::of(&case.text);
            let all: Vec<&str> = (0..words.len()).map(|it| words.text(it)).collect();
            assert_eq!(all, case.words, "{}", case.text);
            let joins: Vec<String> = words.joins().map(|it| it.1).collect();
            assert_eq!(joins, case.joins, "{}", case.text);
            let stems: Vec<&str> = all.iter().map(|it| language.stem(it)).collect();
            assert_eq!(stems, case.stems, "{}", case.text);
        }
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Ça, “any I/O”";
        let words = Words::of(text);
        let at: Vec<&str> = words.words().iter().map(|it| &text[it.at.clone()]).collect();
        assert_eq!(at, ["Ça", "any", "I", "O"]);
    }
}
