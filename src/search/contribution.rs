//! What one episode, or one page, brings to the index: its words, and where
//! they stand.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::bytes::{Piece, Reader, push_number};
use super::fold::Words;
use super::language::Language;

/// Where a word stands: what is better to be found in is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Somebody says it.
    Speech = 0,
    /// It is in the text of the notes.
    Note = 1,
    /// It is in the title of an item, or names somebody.
    Item = 2,
    /// It is in the title of the episode.
    Title = 3,
}

/// The words of an episode in order, each with the moments it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    bytes: Piece,
    n_moments: u32,
}

/// Gathers words.
pub struct Gatherer<'l> {
    language: &'l Language,
    words: FxHashMap<String, Vec<Place>>,
    n_moments: u32,
}

/// A moment in which a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    moment: u32,
    field: Field,
    /// One bit for what follows.
    followers: u8,
}

impl<'l> Gatherer<'l> {
    /// Begins.
    #[must_use]
    pub fn new(language: &'l Language) -> Self {
        Self { language, words: FxHashMap::default(), n_moments: 0 }
    }

    /// Takes the text of a moment. INVARIANT: moments do not decrease.
    pub fn text(&mut self, moment: u32, field: Field, text: &str) {
        self.n_moments = self.n_moments.max(moment + 1);
        let words = Words::of(text);
        let language = self.language;
        let is_content = |it: &usize| !language.is_stop(words.text(*it));
        // The next word that is worth looking for, from the back.
        let mut followers = vec![0; words.len() + 1];
        for at in (0..words.len()).rev() {
            followers[at] = match is_content(&at) {
                true => follower(language.stem(words.text(at))),
                false => followers[at + 1],
            };
        }
        for at in (0..words.len()).filter(is_content) {
            self.word(words.text(at), Place { moment, field, followers: followers[at + 1] });
        }
        for (range, joined) in words.joins() {
            let followers = followers.get(range.end).copied().unwrap_or_default();
            self.word(&joined, Place { moment, field, followers });
        }
    }

    /// Takes something that is looked for by `name:value`.
    pub fn filter(&mut self, moment: u32, name: &str, value: &str) {
        let word = format!("{name}:{}", super::key(value));
        self.word(&word, Place { moment, field: Field::Speech, followers: 0 });
    }

    /// Takes a name that stands for a moment though nobody writes it so.
    pub fn name(&mut self, moment: u32, name: &str) {
        let word = super::key(name);
        if !word.is_empty() {
            self.word(&word, Place { moment, field: Field::Speech, followers: 0 });
        }
    }

    fn word(&mut self, word: &str, place: Place) {
        let Some(places) = self.words.get_mut(word) else {
            self.words.insert(word.to_owned(), vec![place]);
            return;
        };
        match places.last_mut().filter(|it| it.moment == place.moment) {
            Some(known) => {
                known.field = known.field.max(place.field);
                known.followers |= place.followers;
            }
            None => places.push(place),
        }
    }

    /// All words in order.
    #[must_use]
    pub fn end(self) -> Contribution {
        let mut words: Vec<(String, Vec<Place>)> = self.words.into_iter().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut bytes = Vec::with_capacity(words.len() * 12);
        for (word, mut places) in words {
            places.sort_by_key(|it| it.moment);
            push_number(&mut bytes, word.len() as u64);
            bytes.extend(word.as_bytes());
            let mut said = Vec::with_capacity(places.len() * 2 + 1);
            push_number(&mut said, places.len() as u64);
            let mut last = 0;
            for it in places {
                push_number(&mut said, u64::from(it.moment - last) << 2 | it.field as u64);
                said.push(it.followers);
                last = it.moment;
            }
            push_number(&mut bytes, said.len() as u64);
            bytes.extend(said);
        }
        Contribution { bytes: Piece(bytes), n_moments: self.n_moments }
    }
}

impl Contribution {
    /// How many moments the episode has.
    #[must_use]
    pub const fn n_moments(&self) -> u32 {
        self.n_moments
    }

    /// Every word in order, with its places as the index writes them: how
    /// many, and for each the distance to the last, the field, and what
    /// follows.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut reader = Reader(&self.bytes.0);
        std::iter::from_fn(move || {
            let word = reader.text()?;
            let n = reader.small()? as usize;
            Some((word, reader.take(n)?))
        })
    }

    /// How many moments a word stands in, as its places say.
    pub(super) fn n_places(places: &[u8]) -> u32 {
        Reader(places).small().unwrap_or_default()
    }
}

/// One of eight bits for the word that follows: by it a phrase can be told
/// from words that only stand near.
#[must_use]
pub fn follower(stem: &str) -> u8 {
    1 << (fnv(stem) >> 29)
}

/// FNV-1a, 32 bits.
pub(super) fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, it| (hash ^ u32::from(it)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_knows_its_moments_and_what_follows() {
        let mut gatherer = Gatherer::new(Language::of("en"));
        gatherer.text(0, Field::Title, "Task groups");
        gatherer.text(3, Field::Speech, "a group of tasks, and task groups in any.io");
        gatherer.filter(3, "speaker", "Ada Example");
        let all = gatherer.end();
        let words: Vec<(&str, Vec<u8>)> = all.words().map(|it| (it.0, it.1.to_vec())).collect();
        let names: Vec<&str> = words.iter().map(|it| it.0).collect();
        assert_eq!(
            names,
            ["anyio", "group", "groups", "io", "speaker:adaexample", "task", "tasks"]
        );
        let group = follower("group");
        assert_eq!(words[5].1, [2, 3, group, 3 << 2, group]);
        assert_eq!(words[0].1, [1, 3 << 2, 0]);
        assert_eq!(Contribution::n_places(&words[5].1), 2);
    }
}
