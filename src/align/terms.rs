//! What an item would be recognised by: the words of its title, its address
//! and its text, each with a weight.

use rustc_hash::FxHashMap;

use super::learned::Learned;
use super::words::{each_word, stem};
use crate::model::Item;

/// A word that speaks for items.
#[derive(Debug, Clone, Default)]
pub(super) struct Term {
    pub items: Vec<Said>,
    /// What is left of each weight because several items share the word.
    pub shared: f32,
}

/// What a term says for an item, before its rarity counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub item: usize,
    /// As a word of the title, or of its address.
    pub title: f32,
    /// As a word of the text.
    pub body: f32,
    /// The bit of the title's own word; 0 if it is none.
    pub bit: u32,
}

/// Every term of an episode's items, by stemmed word.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub by_word: FxHashMap<String, usize>,
    pub all: Vec<Term>,
    /// For each item what each bit of its title weighs, the whole being one.
    pub titles: Vec<Vec<f32>>,
}

/// Words of a title that are told apart.
const BITS: usize = 32;

/// Whether a word says something: not so common that everybody says it.
const TELLING: f32 = 0.22;

impl Terms {
    /// Collects the terms of items.
    pub(super) fn new(items: &[Item], learned: &Learned) -> Self {
        let mut terms = Self { titles: vec![Vec::new(); items.len()], ..Self::default() };
        for (idx, item) in items.iter().enumerate() {
            let mut add = |text: &str, title: f32, body: f32| {
                terms.add(text, Said { item: idx, title, body, bit: 0 }, learned);
            };
            add(&item.title, 1.0, 0.0);
            split_names(&item.title).iter().for_each(|it| add(it, 0.8, 0.0));
            if let Some(url) = &item.url {
                add(&address_words(url), 0.4, 0.0);
            }
            // A long text says less with each word.
            let share = (200.0 / item.body.len().max(200) as f32).sqrt();
            add(&item.body, 0.0, share);
            split_names(&item.body).iter().for_each(|it| add(it, 0.0, share * 0.7));
            for link in item.links.iter().take(12).filter(|it| Some(&it.url) != item.url.as_ref()) {
                add(&address_words(&link.url), 0.0, share);
            }
        }
        for term in &mut terms.all {
            term.shared = (term.items.len() as f32).powf(-0.8);
        }
        for weights in &mut terms.titles {
            let whole: f32 = weights.iter().sum();
            weights.iter_mut().for_each(|it| *it /= whole.max(1e-6));
        }
        terms
    }

    /// Adds the words of a text, and neighbours joined: `any io` is `anyio`.
    fn add(&mut self, text: &str, said: Said, learned: &Learned) {
        let (mut buffer, mut before) = (String::new(), String::new());
        each_word(text, &mut buffer, |word| {
            let stemmed = stem(word);
            let plain = TELLING <= learned.rarity(stemmed)
                && (2 < word.len() || word.parse::<u32>().is_ok_and(|it| 9 < it));
            if plain {
                let bit = match said.title {
                    1.0 => self.bit(said.item, stemmed, learned.rarity(stemmed)),
                    _ => 0,
                };
                self.set(stemmed, Said { bit, ..said });
            }
            if plain && !before.is_empty() && before.len() + word.len() < 24 {
                before.push_str(stemmed);
                let (title, body) = (said.title * 0.8, said.body * 0.8);
                self.set(&before, Said { title, body, ..said });
            }
            before.clear();
            if plain {
                before.push_str(word);
            }
        });
    }

    /// The bit of a word of an item's title.
    fn bit(&mut self, item: usize, word: &str, rarity: f32) -> u32 {
        let known = self
            .by_word
            .get(word)
            .and_then(|it| self.all[*it].items.iter().find(|it| it.item == item));
        if let Some(known) = known.filter(|it| it.bit != 0) {
            return known.bit;
        }
        let weights = &mut self.titles[item];
        if weights.len() == BITS {
            return 0;
        }
        weights.push(rarity * rarity);
        1 << (weights.len() - 1)
    }

    /// The highest weight of a word for an item counts.
    fn set(&mut self, word: &str, said: Said) {
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
        match items.iter_mut().find(|it| it.item == said.item) {
            Some(known) => {
                known.title = known.title.max(said.title);
                known.body = known.body.max(said.body);
                known.bit |= said.bit;
            }
            None => items.push(said),
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
