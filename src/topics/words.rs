//! Which names are ordinary words, and what then tells one from the other:
//! `i18n/en-names.toml`, read as data.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

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
    endings: Vec<String>,
}

impl Words {
    /// The words of a language; English where there are none of its own.
    pub(super) fn of(_language: &str) -> &'static Self {
        &ENGLISH
    }

    fn parse(text: &str) -> Self {
        let table = parse_toml(FileId(0), text, 0, "i18n/syntax").unwrap_or_default();
        let mut fields = Fields::new(FileId(0), &table, ["i18n/type", "i18n/key"]);
        let mut list = |key| -> Vec<String> {
            let text = fields.text(key).map(|it| it.value).unwrap_or_default();
            text.split_whitespace().map(str::to_owned).collect()
        };
        Self {
            kinds: list("kinds").into_iter().collect(),
            before: list("before").into_iter().collect(),
            ordinary: list("ordinary").into_iter().collect(),
            endings: list("endings"),
        }
    }

    /// Whether people say a word without meaning a thing of that name.
    pub(super) fn is_ordinary(&self, word: &str) -> bool {
        let known = |it: &str| self.ordinary.contains(it);
        if word.len() < 2 || known(word) || word.bytes().all(|it| it.is_ascii_digit()) {
            return true;
        }
        if !word.is_ascii() {
            return false;
        }
        if 6 < word.len() && self.endings.iter().any(|it| word.ends_with(it.as_str())) {
            return true;
        }
        ["s", "es", "ed", "d", "ing", "er", "ers", "r", "rs", "ly"].iter().any(|ending| {
            let Some(stem) = word.strip_suffix(ending).filter(|it| 2 < it.len()) else {
                return false;
            };
            let doubled = stem.as_bytes().windows(2).last().is_some_and(|it| it[0] == it[1]);
            known(stem)
                || (*ending == "ing" && known(&format!("{stem}e")))
                || (doubled && known(&stem[..stem.len() - 1]))
        }) || word.strip_suffix("ies").is_some_and(|it| known(&format!("{it}y")))
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
    fn endings_do_not_hide_a_word() {
        let words = Words::of("en");
        for it in ["rich", "requests", "missing", "running", "libraries", "bits", "7"] {
            assert!(words.is_ordinary(it), "{it}");
        }
        for it in ["pytest", "redis", "celery", "django", "sqlalchemy"] {
            assert!(!words.is_ordinary(it), "{it}");
        }
    }
}
