//! The words that open parts of show notes: `[notes]` of `i18n/*.toml`, and
//! what the settings add.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Standing;

/// The words of show notes by key, of every language there is a file of.
static WORDS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        notes: BTreeMap<String, Vec<String>>,
    }
    let files = [
        include_str!("../../i18n/de.toml"),
        include_str!("../../i18n/en.toml"),
        include_str!("../../i18n/es.toml"),
        include_str!("../../i18n/fr.toml"),
        include_str!("../../i18n/pt.toml"),
        include_str!("../../i18n/ru.toml"),
    ];
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for text in files {
        // The files are part of the program; a test reads every one of them.
        let Ok(file) = toml::from_str::<File>(text) else { continue };
        for (key, list) in file.notes {
            words.entry(key).or_default().extend(list);
        }
    }
    words
});

/// Words and phrases that come with the program, lower case.
///
/// All languages are read at once: many shows mix their own with English, and
/// few say which they speak.
#[derive(Debug)]
pub struct Wordlist;

impl Wordlist {
    /// The words of a key of `[notes]`, in all languages.
    #[must_use]
    pub fn all(key: &str) -> Vec<String> {
        WORDS.get(key).cloned().unwrap_or_default()
    }
}

/// Words and phrases, lower case, without punctuation at the end. Shipped for
/// six languages; `[items]` in the settings adds to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// Open a group of extras.
    pub extras: Vec<String>,
    /// Open jokes.
    pub jokes: Vec<String>,
    /// Open a sponsor's line.
    pub sponsors: Vec<String>,
    /// Open what is no item.
    pub boilerplate: Vec<String>,
    /// Open what is no item, and names guests.
    pub guests: Vec<String>,
    /// Open what is no item, and names hosts.
    pub hosts: Vec<String>,
    /// Stand before the name of a guest in a title.
    pub with: Vec<String>,
    /// Open a list whose entries are items.
    pub lists: Vec<String>,
    /// First names of those who present items.
    pub presenters: Vec<String>,
    /// What is in the notes of many episodes.
    pub standing: Standing,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            extras: Wordlist::all("extras"),
            jokes: Wordlist::all("jokes"),
            sponsors: Wordlist::all("sponsors"),
            boilerplate: Wordlist::all("boilerplate"),
            guests: Wordlist::all("guests"),
            hosts: Wordlist::all("hosts"),
            with: Wordlist::all("with"),
            lists: Wordlist::all("lists"),
            presenters: Vec::new(),
            standing: Standing::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_words_of_every_kind() {
        let words = Vocabulary::default();
        let lists = [
            &words.extras,
            &words.jokes,
            &words.sponsors,
            &words.guests,
            &words.hosts,
            &words.with,
            &words.lists,
        ];
        for (list, russian) in
            lists.into_iter().zip(["коротко", "шутка", "реклама", "гости", "ведущие", "с", "темы"])
        {
            assert!(list.iter().any(|it| it == russian), "{russian}");
            assert!(list.iter().all(|it| *it == it.to_lowercase() && *it == it.trim()));
        }
        assert!(words.boilerplate.iter().any(|it| it == "nous contacter"));
    }
}
