//! What an item would be recognised by: the words of its title, its address,
//! its text, its presenter; each with a weight.

use rustc_hash::FxHashMap;

use super::Tuning;
use super::lexicon::Lexicon;
use super::words::{each_word, stem};
use crate::model::{Item, ItemKind};

/// A word that speaks for items.
#[derive(Debug, Clone, Default)]
pub(super) struct Term {
    /// Items and how much the word says for each, before its rarity counts.
    pub items: Vec<(usize, f32)>,
    /// What of that is left because several items share it.
    pub shared: f32,
}

/// Every term of an episode's items, by stemmed word.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub by_word: FxHashMap<String, usize>,
    pub all: Vec<Term>,
}

impl Terms {
    /// Collects the terms of items.
    pub(super) fn new(items: &[Item], lexicon: &Lexicon, tuning: &Tuning) -> Self {
        let mut terms = Self::default();
        for (idx, item) in items.iter().enumerate() {
            let mut add = |text: &str, weight: f32| terms.add(idx, text, weight, lexicon);
            add(&item.title, tuning.title);
            split_names(&item.title).iter().for_each(|it| add(it, tuning.title * 0.6));
            if let Some(url) = &item.url {
                add(&address_words(url), tuning.url);
            }
            // A long text says less with each word.
            let length = item.body.len().max(200) as f32;
            let share = (200.0 / length).sqrt();
            add(&item.body, tuning.body * share);
            split_names(&item.body).iter().for_each(|it| add(it, tuning.body * share * 0.6));
            for link in item.links.iter().take(12).filter(|it| Some(&it.url) != item.url.as_ref()) {
                add(&address_words(&link.url), tuning.body * share);
            }
            let of_kind = match item.kind {
                ItemKind::Sponsor => tuning.sponsor_words,
                ItemKind::Joke => tuning.joke_words,
                ItemKind::Extra => tuning.extra_words,
                ItemKind::Topic => 0.0,
            };
            for word in lexicon.of_kind(item.kind) {
                terms.set(idx, stem(word), of_kind);
            }
        }
        for term in &mut terms.all {
            // A word that many items share says little for each.
            term.shared = (term.items.len() as f32).powf(-0.8);
        }
        terms
    }

    /// Adds the words of a text, and neighbours joined: `any io` is `anyio`.
    fn add(&mut self, item: usize, text: &str, weight: f32, lexicon: &Lexicon) {
        let (mut buffer, mut before) = (String::new(), String::new());
        each_word(text, &mut buffer, |word| {
            let stemmed = stem(word);
            let plain = !lexicon.is_stop(stemmed)
                && (2 < word.len() || word.parse::<u32>().is_ok_and(|it| 9 < it));
            if plain {
                self.set(item, stemmed, weight);
            }
            if plain && !before.is_empty() && before.len() + word.len() < 24 {
                before.push_str(stemmed);
                self.set(item, &before, weight * 0.8);
            }
            before.clear();
            if plain {
                before.push_str(word);
            }
        });
    }

    /// The highest weight of a word for an item counts.
    fn set(&mut self, item: usize, word: &str, weight: f32) {
        let next = self.all.len();
        let idx = match self.by_word.get(word) {
            Some(idx) => *idx,
            None => {
                self.by_word.insert(word.to_owned(), next);
                self.all.push(Term::default());
                next
            }
        };
        let items = &mut self.all[idx].items;
        match items.iter_mut().find(|it| it.0 == item) {
            Some((_, known)) => *known = known.max(weight),
            None => items.push((item, weight)),
        }
    }
}

/// Parts of names written as one: `AnyIO` → `Any IO`, `py-overload` stays to
/// be split by its hyphen. Each run of such names comes with the words around
/// it, which may belong to a part; all else in the text says nothing new.
fn split_names(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    // The word before; whether it stands in the last run.
    let (mut before, mut is_taken) = ("", false);
    let mut is_near = false;
    // A dash between two words does not part them.
    for word in text.split(char::is_whitespace).filter(|it| it.contains(char::is_alphanumeric)) {
        let split = split_name(word);
        let is_name = split.is_some();
        if is_name && !is_taken {
            runs.push(before.to_owned());
        }
        let takes = is_name || is_near;
        if let Some(run) = runs.last_mut().filter(|_| takes) {
            run.push(' ');
            run.push_str(split.as_deref().unwrap_or(word));
        }
        (before, is_taken, is_near) = (word, takes, is_name);
    }
    runs
}

/// A name in its parts; `None` if it has one.
fn split_name(word: &str) -> Option<String> {
    let mut split = String::new();
    let (mut before, mut done) = (' ', 0);
    for (at, it) in word.char_indices() {
        let inner = it.is_uppercase() && before.is_lowercase()
            || it.is_ascii_digit() != before.is_ascii_digit()
                && before.is_alphanumeric()
                && it.is_alphanumeric();
        if inner {
            split.push_str(&word[done..at]);
            split.push(' ');
            done = at;
        }
        before = it;
    }
    split.push_str(&word[done..]);
    (0 < done).then_some(split)
}

/// The telling words of an address: host and path, without what every
/// address has.
fn address_words(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |it| it.1);
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let host: Vec<&str> = host.split('.').collect();
    let name = host.iter().rev().skip(1).copied().collect::<Vec<_>>().join(" ");
    // Hosts of everything say nothing about a thing.
    let everywhere = [
        "github",
        "twitter",
        "youtube",
        "medium",
        "reddit",
        "pypi",
        "google",
        "x",
        "readthedocs",
        "blogspot",
        "youtu",
        "docs",
        "blog",
    ];
    let name: Vec<&str> = name.split(' ').filter(|it| !everywhere.contains(it)).collect();
    let path: String =
        path.chars().take(120).map(|it| if it.is_alphanumeric() { it } else { ' ' }).collect();
    let path: Vec<&str> = path
        .split(' ')
        .filter(|it| !(8 < it.len() && it.bytes().any(|b| b.is_ascii_digit())))
        .collect();
    format!("{} {}", name.join(" "), path.join(" "))
}
