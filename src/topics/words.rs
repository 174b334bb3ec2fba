//! Which names are ordinary words, and what then tells one from the other:
//! `i18n/en-words.txt` and `i18n/en-names.toml`, read as data.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::fold::{Folded, Token};
use crate::config::Dictionary;
use crate::diag::FileId;
use crate::tree::{Fields, parse_toml};

static ENGLISH: LazyLock<Words> =
    LazyLock::new(|| Words::parse(include_str!("../../i18n/en-names.toml")));

/// What is known of a language's words.
#[derive(Debug)]
pub(super) struct Words {
    ordinary: FxHashSet<String>,
    kinds: FxHashSet<String>,
    before: FxHashSet<String>,
    calendar: FxHashSet<String>,
}

impl Words {
    /// The words of a language; English where there are none of its own.
    pub(super) fn of(_language: &str) -> &'static Self {
        &ENGLISH
    }

    fn parse(text: &str) -> Self {
        let table = parse_toml(FileId(0), text, 0, "i18n/syntax").unwrap_or_default();
        let mut fields = Fields::new(FileId(0), &table, ["i18n/type", "i18n/key"]);
        let mut list = |key| -> FxHashSet<String> {
            let text = fields.text(key).map(|it| it.value).unwrap_or_default();
            text.split_whitespace().map(str::to_owned).collect()
        };
        Self {
            kinds: list("kinds"),
            before: list("before"),
            calendar: list("calendar"),
            ordinary: list("ordinary"),
        }
    }

    /// Whether people say a run of words without meaning a thing of that name.
    /// A number tells (`PEP 594`), and in a run of several words a rare one
    /// (`pip tools`).
    pub(super) fn are_ordinary(&self, folded: &Folded, tokens: &[Token]) -> bool {
        let is_number = |it: &Token| {
            let word = folded.word(it);
            1 < word.len() && word.bytes().all(|it| it.is_ascii_digit())
        };
        let is_numbered = 1 < tokens.len() && tokens.iter().any(is_number);
        match tokens {
            [only] => self.is_ordinary(folded.word(only)),
            _ => !is_numbered && tokens.iter().all(|it| self.is_common(folded.word(it))),
        }
    }

    /// Whether people say a word without meaning a thing of that name. A word
    /// is looked up as it stands: an ending that is taken off makes names such
    /// as `docker` ordinary.
    pub(super) fn is_ordinary(&self, word: &str) -> bool {
        self.is_common(word) || Dictionary::Rare.has(word)
    }

    /// Whether a word is so common that it names nothing unless it is written
    /// as a name, even where title and address agree on it.
    pub(super) fn is_common(&self, word: &str) -> bool {
        word.len() < 2
            || word.bytes().all(|it| it.is_ascii_digit())
            || self.is_listed(word)
            || Dictionary::Common.has(word)
    }

    /// Whether it is one of the ordinary words that no dictionary has.
    pub(super) fn is_listed(&self, word: &str) -> bool {
        let singular = word.strip_suffix('s').unwrap_or(word);
        self.ordinary.contains(word) || self.ordinary.contains(singular)
    }

    /// Whether an ordinary word is so rare that a thing of its name, talked
    /// about in several episodes, is what people mean by it: `pandas`.
    pub(super) fn is_rare(word: &str) -> bool {
        Dictionary::Rare.has(word)
    }

    /// Whether a dictionary knows a word as the name of people or places.
    pub(super) fn is_proper(word: &str) -> bool {
        Dictionary::Proper.has(word)
    }

    /// Whether a word is written with a capital for the calendar's sake.
    pub(super) fn is_calendar(&self, word: &str) -> bool {
        self.calendar.contains(word)
    }

    /// Whether a word behind a name says what kind of thing it is.
    pub(super) fn is_kind(&self, word: &str) -> bool {
        self.kinds.contains(word)
    }

    /// Whether a name follows such a word.
    pub(super) fn announces(&self, word: &str) -> bool {
        self.before.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_they_stand() {
        let words = Words::of("en");
        for it in ["rich", "requests", "missing", "running", "libraries", "bits", "7", "was"] {
            assert!(words.is_ordinary(it), "{it}");
        }
        for it in ["pytest", "redis", "dockerize", "django", "sqlalchemy", "attrs", "was\nwash"] {
            assert!(!words.is_ordinary(it), "{it}");
        }
    }
}
