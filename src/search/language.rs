//! What search knows of a language: `[search]` of `i18n/<language>.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// Words that are no use to look for, and endings that do not matter.
#[derive(Debug, Default)]
pub struct Language {
    /// As the file has them: for the script.
    pub stop: String,
    /// Longest first.
    pub endings: Vec<String>,
    stop_words: FxHashSet<String>,
}

#[derive(Deserialize)]
struct File {
    search: Table,
}

#[derive(Deserialize)]
struct Table {
    stop: String,
    endings: Vec<String>,
}

static LANGUAGES: LazyLock<BTreeMap<&'static str, Language>> = LazyLock::new(|| {
    let files = [
        ("de", include_str!("../../i18n/de.toml")),
        ("en", include_str!("../../i18n/en.toml")),
        ("es", include_str!("../../i18n/es.toml")),
    ];
    files.into_iter().map(|(language, text)| (language, Language::parse(text))).collect()
});

static NOTHING: LazyLock<Language> = LazyLock::new(Language::default);

impl Language {
    /// A language, BCP 47. Of one without a file nothing is known: each of its
    /// words is looked for as it is.
    #[must_use]
    pub fn of(language: &str) -> &'static Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        LANGUAGES.get(primary.as_str()).unwrap_or(&NOTHING)
    }

    fn parse(text: &str) -> Self {
        // The files are part of the program; a test reads every one of them.
        let Ok(File { search }) = toml::from_str(text) else { return Self::default() };
        Self::new(&search.stop, search.endings)
    }

    /// A language by its words.
    #[must_use]
    pub fn new(stop: &str, mut endings: Vec<String>) -> Self {
        endings.sort_by_key(|it| (std::cmp::Reverse(it.len()), it.clone()));
        let words: Vec<&str> = stop.split_whitespace().collect();
        let stop_words = words.iter().map(|it| (*it).to_owned()).collect();
        Self { stop: words.join(" "), endings, stop_words }
    }

    /// Whether a word is in every sentence.
    #[must_use]
    pub fn is_stop(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// A word without its ending; at least three letters stay.
    #[must_use]
    pub fn stem<'w>(&self, word: &'w str) -> &'w str {
        let stems = self.endings.iter().filter_map(|ending| {
            let stem = word.strip_suffix(ending.as_str())?;
            let doubled = ending == "s" && stem.ends_with('s');
            (!doubled && 2 < stem.chars().count()).then_some(stem)
        });
        stems.into_iter().next().unwrap_or(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_words_and_endings() {
        for (name, it) in &*LANGUAGES {
            assert!(20 < it.stop_words.len() && !it.endings.is_empty(), "{name}");
        }
        let english = Language::of("en-GB");
        assert!(english.is_stop("the") && !english.is_stop("python"));
        assert_eq!(english.stem("classes"), english.stem("class"));
    }
}
