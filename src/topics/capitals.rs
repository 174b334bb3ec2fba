//! Names that nobody links: words that speech writes with a capital amid its
//! sentences, in enough episodes.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::fold::{Folded, Token};
use super::said::Said;
use super::words::Words;
use crate::model::Transcript;

/// Words of the longest name.
const LONGEST: usize = 3;

/// A name is said in so many episodes at least, and in one of
/// [`SHARE_OF_EPISODES`].
const LEAST_EPISODES: usize = 5;

const SHARE_OF_EPISODES: usize = 50;

/// In more than half of all episodes a name tells nothing.
const TOO_OFTEN: usize = 2;

/// A transcript with more capitals is written in capitals throughout.
const CAPITALS: usize = 3;

/// What a transcript writes with capitals amid sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capitals(Vec<Written>);

/// Words and how they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    form: String,
    upper: u32,
    /// How often a single word is written without a capital.
    lower: u32,
}

impl Capitals {
    /// Reads a transcript.
    #[must_use]
    pub fn of(transcript: &Transcript) -> Self {
        let said = Said::new(transcript);
        let folded = Folded::new(&said.text);
        let tokens = &folded.tokens;
        let inner = tokens.iter().filter(|it| !it.opens);
        let (capitals, all) =
            inner.fold((0, 0), |(n, all), it| (n + usize::from(it.capital), all + 1));
        if all < capitals * CAPITALS {
            return Self::default();
        }
        let is_proper = |it: &Token| it.capital && !it.opens;
        let mut forms: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        let mut at = 0;
        while at < tokens.len() {
            let joined = tokens[at + 1..].iter().take_while(|it| it.joined && is_proper(it));
            let length = if is_proper(&tokens[at]) { 1 + joined.count() } else { 0 };
            // Behind the capital that opens a sentence a run may be the rest of
            // a name.
            let is_rest =
                at.checked_sub(1).is_some_and(|it| tokens[it].capital && tokens[at].joined);
            if (1..=LONGEST).contains(&length) && !is_rest {
                let form =
                    &said.text[tokens[at].from as usize..tokens[at + length - 1].to as usize];
                if 2 < form.chars().count() {
                    forms.entry(form).or_default().0 += 1;
                }
            }
            at += length.max(1);
        }
        let by_word: FxHashMap<String, &str> =
            forms.keys().map(|it| (it.to_lowercase(), *it)).collect();
        for token in tokens.iter().filter(|it| !it.capital) {
            if let Some(form) = by_word.get(folded.word(token)) {
                forms.entry(form).or_default().1 += 1;
            }
        }
        let written =
            |(form, (upper, lower)): (&str, _)| Written { form: form.to_owned(), upper, lower };
        Self(forms.into_iter().map(written).collect())
    }
}

/// The names among what transcripts write with capitals, as most of them write
/// each. `labels` are what addresses of the notes call things: where there are
/// some, a name is one of them; where there are none, it is no word and no
/// person or place that a dictionary knows.
#[must_use]
pub fn spoken_names(all: &[Capitals], labels: &FxHashSet<String>, language: &str) -> Vec<String> {
    let words = Words::of(language);
    let mut sums: BTreeMap<String, Sum<'_>> = BTreeMap::new();
    for capitals in all {
        for it in &capitals.0 {
            let sum = sums.entry(super::fold::key(&it.form)).or_default();
            sum.episodes += 1;
            sum.upper += it.upper;
            sum.lower += it.lower;
            *sum.forms.entry(&it.form).or_default() += it.upper;
        }
    }
    let least = LEAST_EPISODES.max(all.len() / SHARE_OF_EPISODES);
    let is_name = |(key, sum): &(String, Sum<'_>)| {
        least <= sum.episodes
            && sum.episodes * TOO_OFTEN < all.len()
            && 3 * sum.lower < sum.upper
            && !words.is_calendar(key)
            && !sum.is_phrase(words)
            && match labels.is_empty() {
                false => labels.contains(key),
                true => sum.is_unheard_of(key, words),
            }
    };
    let named = sums.into_iter().filter(is_name);
    let names: BTreeSet<String> = named.filter_map(|it| it.1.form().map(str::to_owned)).collect();
    names.into_iter().collect()
}

/// How all transcripts write a name.
#[derive(Debug, Default)]
struct Sum<'c> {
    episodes: usize,
    upper: u32,
    lower: u32,
    forms: BTreeMap<&'c str, u32>,
}

impl<'c> Sum<'c> {
    /// The form that is written most.
    fn form(&self) -> Option<&'c str> {
        self.forms.iter().max_by_key(|it| *it.1).map(|it| *it.0)
    }

    /// Whether it is an ordinary word of our days, or a run of common ones.
    fn is_phrase(&self, words: &Words) -> bool {
        let folded = Folded::new(self.form().unwrap_or_default());
        match &folded.tokens[..] {
            [only] => words.is_listed(folded.word(only)),
            tokens => words.are_ordinary(&folded, tokens),
        }
    }

    /// Whether no dictionary knows the name, or it is spelt as words are not.
    fn is_unheard_of(&self, key: &str, words: &Words) -> bool {
        let form = self.form().unwrap_or_default();
        let parts: Vec<&str> = form.split_whitespace().collect();
        match parts[..] {
            [_] => {
                let is_spelt = form.chars().skip(1).any(|it| it.is_uppercase() || it.is_numeric());
                is_spelt || !words.is_ordinary(key) && !Words::is_proper(key)
            }
            // Two names side by side are a person or a place.
            _ => {
                parts.iter().any(|it| words.is_ordinary(&it.to_lowercase()))
                    && !parts.iter().any(|it| Words::is_proper(&it.to_lowercase()))
            }
        }
    }
}
