//! What people type → words to look for.

use super::fold::Words;
use super::language::Language;

/// Characters of a query that are read.
const LONGEST: usize = 200;

/// Words of a query that are looked for.
const MOST: usize = 12;

/// Filters: `speaker:ada`, `episode:308`, `topic:"task groups"`, `year:2022`.
const FILTERS: [&str; 4] = ["speaker", "episode", "topic", "year"];

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words that are worth looking for, in order.
    pub terms: Vec<Term>,
    /// What moments must be of: name and folded value.
    pub filters: Vec<(String, String)>,
    /// Whether there are words, but none worth looking for.
    pub only_stop_words: bool,
}

/// A word that is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub word: String,
    /// The same without its ending.
    pub stem: String,
    /// Which quoted phrase it is part of.
    pub phrase: Option<usize>,
    /// Whether it may be the beginning of a word.
    pub is_open: bool,
    /// Words that it and its neighbours could be together.
    pub joins: Vec<String>,
}

/// A stretch of a query.
enum Stretch<'q> {
    Free(&'q str),
    Quoted(&'q str),
    Filter(&'static str, &'q str),
}

impl Query {
    /// Reads a query. The last word is open while somebody types.
    #[must_use]
    pub fn of(text: &str, language: &Language, is_typing: bool) -> Self {
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |it| it.0);
        let text = &text[..end];
        let mut query = Self::default();
        let mut n_words = 0;
        let mut n_phrases = 0;
        let stretches = stretches(text);
        let n = stretches.len();
        for (at, it) in stretches.into_iter().enumerate() {
            let (text, phrase) = match it {
                Stretch::Filter(name, value) => {
                    let value = super::key(value);
                    if !value.is_empty() {
                        query.filters.push((name.to_owned(), value));
                    }
                    continue;
                }
                Stretch::Free(text) => (text, None),
                Stretch::Quoted(text) => {
                    n_phrases += 1;
                    (text, Some(n_phrases - 1))
                }
            };
            let is_open = is_typing && at + 1 == n && text.ends_with(char::is_alphanumeric);
            n_words += query.take(text, phrase, is_open, language);
        }
        query.terms.truncate(MOST);
        query.only_stop_words = query.terms.is_empty() && 0 < n_words;
        query
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }

    /// Takes words; how many there are.
    fn take(
        &mut self,
        text: &str,
        phrase: Option<usize>,
        is_open: bool,
        language: &Language,
    ) -> usize {
        let words = Words::of(text);
        let mut term_of = vec![None; words.len()];
        for (at, slot) in term_of.iter_mut().enumerate() {
            let word = words.text(at);
            if language.is_stop(word) {
                continue;
            }
            *slot = Some(self.terms.len());
            let (word, stem) = (word.to_owned(), language.stem(word).to_owned());
            self.terms.push(Term { word, stem, phrase, is_open: false, joins: Vec::new() });
        }
        for from in 0..words.len() {
            for to in from + 2..=words.len().min(from + 3) {
                let joined = words.joined(from..to);
                if 24 < joined.len() {
                    continue;
                }
                let covered: Vec<usize> = term_of[from..to].iter().flatten().copied().collect();
                for it in &covered {
                    self.terms[*it].joins.push(joined.clone());
                }
            }
        }
        if let Some(Some(last)) = term_of.last() {
            self.terms[*last].is_open = is_open;
        }
        words.len()
    }
}

fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let mut rest = text;
    let mut free = rest;
    while !rest.is_empty() {
        let before = &free[..free.len() - rest.len()];
        let at_word = before.chars().next_back().is_none_or(char::is_whitespace);
        let filter = FILTERS.iter().find_map(|it| {
            let value = rest.strip_prefix(it)?.strip_prefix(':')?;
            at_word.then_some((*it, value))
        });
        let (stretch, behind) = if let Some((name, value)) = filter {
            let (value, behind) = value_of(value);
            (Stretch::Filter(name, value), behind)
        } else if let Some(quoted) = rest.strip_prefix(['"', '“', '„', '”']) {
            let (quoted, behind) = quoted.split_once(['"', '“', '”']).unwrap_or((quoted, ""));
            (Stretch::Quoted(quoted), behind)
        } else {
            let mut chars = rest.chars();
            chars.next();
            rest = chars.as_str();
            continue;
        };
        stretches.push(Stretch::Free(before));
        stretches.push(stretch);
        (rest, free) = (behind, behind);
    }
    stretches.push(Stretch::Free(free));
    stretches.retain(
        |it| !matches!(it, Stretch::Free(it) | Stretch::Quoted(it) if it.trim().is_empty()),
    );
    stretches
}

/// The value of a filter, quoted or up to a space; the rest.
fn value_of(text: &str) -> (&str, &str) {
    match text.strip_prefix(['"', '“', '„']) {
        Some(quoted) => quoted.split_once(['"', '”', '“']).unwrap_or((quoted, "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(query: &Query) -> Vec<&str> {
        query.terms.iter().map(|it| it.word.as_str()).collect()
    }

    #[test]
    fn a_query_is_words_phrases_and_filters() {
        let english = Language::of("en");
        let query = Query::of(
            "any I/O \"of Task Groups\" speaker:\"Ada Example\" year:2022 the gro",
            english,
            true,
        );
        assert_eq!(words(&query), ["o", "task", "groups", "gro"]);
        assert_eq!(query.terms[0].joins, ["anyio", "io"].map(String::from));
        assert_eq!(query.terms[1].phrase, Some(0));
        assert!(query.terms.last().unwrap().is_open);
        let filters = [("speaker", "adaexample"), ("year", "2022")];
        let filters: Vec<_> = filters.map(|it| (it.0.to_owned(), it.1.to_owned())).into();
        assert_eq!(query.filters, filters);
    }

    #[test]
    fn odd_queries_are_queries() {
        let english = Language::of("en");
        assert!(Query::of("", english, true).is_empty());
        assert!(Query::of("  \" ", english, true).is_empty());
        assert!(Query::of("the of a", english, false).only_stop_words);
        assert_eq!(words(&Query::of("<script>", english, false)), ["script"]);
        assert_eq!(words(&Query::of("x", english, true)), ["x"]);
        let long = "word ".repeat(2000);
        assert_eq!(Query::of(&long, english, true).terms.len(), MOST);
        let one = Query::of(&"x".repeat(10_000), english, true);
        assert_eq!(one.terms[0].word.len(), LONGEST);
        assert_eq!(words(&Query::of("myspeaker:x", english, false)), ["myspeaker", "x"]);
    }

    proptest! {
        #[test]
        fn no_query_panics(text: String) {
            let _ = Query::of(&text, Language::of("en"), true);
        }
    }
}
