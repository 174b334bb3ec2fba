//! What of a roster decides what is found in an episode: two rosters that
//! differ in some names find the same wherever none of these can be named.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fold::key;
use super::roster::{Named, Pattern, Roster};
use super::word_set::WordSet;
use crate::hash::ContentHash;
use crate::model::TopicId;

/// Every name and home of a roster, each with a hash of all that is found by
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    names: BTreeMap<String, u64>,
    homes: BTreeMap<String, u64>,
}

/// Names and homes by which two rosters differ.
#[derive(Debug, Default)]
pub struct Difference<'o> {
    names: Vec<&'o str>,
    homes: Vec<&'o str>,
}

impl Roster {
    /// The outline of this roster.
    #[must_use]
    pub fn outline(&self) -> Outline {
        let topic = |id: TopicId| {
            let entry = self.entry(id);
            format!("{id:?} {} {:?}", entry.name, entry.parent)
        };
        let hash = |text: String| ContentHash::of(text.as_bytes()).short();
        let mut names: BTreeMap<String, String> =
            self.by_key.iter().map(|(key, id)| (key.clone(), topic(*id))).collect();
        for (key, pattern) in self.keys.iter().zip(&self.patterns) {
            let Pattern { topic: id, ordinary, literal, words } = *pattern;
            let all = format!("{ordinary} {literal} {words} {}", topic(id));
            names.entry(key.clone()).or_default().push_str(&all);
        }
        let homes = self.by_home.iter().map(|(home, id)| (home.clone(), hash(topic(*id))));
        Outline {
            names: names.into_iter().map(|it| (it.0, hash(it.1))).collect(),
            homes: homes.collect(),
        }
    }
}

impl Outline {
    /// By what another outline differs.
    #[must_use]
    pub fn difference<'o>(&'o self, other: &'o Self) -> Difference<'o> {
        Difference {
            names: differing(&self.names, &other.names),
            homes: differing(&self.homes, &other.homes),
        }
    }
}

fn differing<'o>(a: &'o BTreeMap<String, u64>, b: &'o BTreeMap<String, u64>) -> Vec<&'o str> {
    let changed = a.iter().filter(|it| b.get(it.0) != Some(it.1));
    let added = b.iter().filter(|it| !a.contains_key(it.0));
    changed.chain(added).map(|it| it.0.as_str()).collect()
}

impl Difference<'_> {
    /// Whether the rosters find the same everywhere.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.names.is_empty() && self.homes.is_empty()
    }

    /// Whether they may find something else in an episode with these words,
    /// whose notes name these subjects.
    #[must_use]
    pub fn concerns(&self, words: &WordSet, named: &Named) -> bool {
        let is_named = |form: &str| {
            let form = key(form);
            self.names.iter().any(|it| *it == form)
        };
        self.names.iter().any(|it| words.may_say(it))
            || named.stated.iter().any(|it| is_named(it))
            || named.subjects.iter().flatten().any(|it| {
                is_named(&it.form)
                    || it.home.as_ref().is_some_and(|home| self.homes.contains(&home.as_str()))
            })
    }
}
