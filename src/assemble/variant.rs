//! Endings that tell forms of one file apart: `lids_transcript`,
//! `lids_transcript_corrected`, `lids_whisper`. Many files have them, and what
//! stands before them is there several times.

use std::collections::{BTreeMap, BTreeSet};

/// So many names have an ending that marks a form.
const MANY: usize = 3;

/// What an ending has that somebody went over again.
const CORRECTED: [&str; 8] =
    ["corrected", "edited", "final", "cleaned", "revised", "reviewed", "fixed", "proofread"];

/// What an ending of notes has.
const OF_NOTES: [&str; 10] = [
    "summary",
    "notes",
    "shownotes",
    "description",
    "links",
    "outline",
    "overview",
    "post",
    "resumen",
    "resumo",
];

/// Endings of what is cut into pieces: each is an episode.
const PARTS: [&str; 10] =
    ["part", "parts", "teil", "parte", "three", "four", "five", "first", "second", "third"];

/// The endings of a show's files that mark forms, in lower case.
#[derive(Debug, Default)]
pub(super) struct Variants {
    endings: BTreeSet<String>,
}

impl Variants {
    /// Finds them among the names of a show's files.
    pub(super) fn of<'s>(stems: impl Iterator<Item = &'s str>) -> Self {
        let all: BTreeSet<String> = stems.map(str::to_lowercase).collect();
        let mut heads: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (head, ending) in all.iter().flat_map(|it| splits(it)).filter(|it| is_ending(it.1)) {
            heads.entry(ending).or_default().insert(head);
        }
        heads.retain(|_, it| MANY <= it.len());
        let mut n_forms: BTreeMap<&str, usize> = BTreeMap::new();
        for head in heads.values().flatten() {
            *n_forms.entry(head).or_insert_with(|| usize::from(all.contains(*head))) += 1;
        }
        let is_form = |it: &BTreeSet<&str>| {
            let n_shared = it.iter().filter(|head| 2 <= n_forms[*head]).count();
            it.len() * 4 <= n_shared * 5
        };
        let endings = heads.iter().filter(|it| is_form(it.1)).map(|it| (*it.0).to_owned());
        Self { endings: endings.collect() }
    }

    /// A name without the longest ending that marks a form, and that ending.
    pub(super) fn split<'s>(&self, stem: &'s str) -> (&'s str, Option<&'s str>) {
        let is_known = |it: &(&str, &str)| self.endings.contains(&it.1.to_lowercase());
        let found = splits(stem).find(|it| !self.endings.is_empty() && is_known(it));
        found.map_or((stem, None), |(head, ending)| (head, Some(ending)))
    }
}

/// Whether an ending says that somebody went over the text again.
pub(super) fn is_corrected(ending: &str) -> bool {
    ending.split(['_', '-']).any(|it| CORRECTED.iter().any(|of| it.eq_ignore_ascii_case(of)))
}

/// Whether an ending says that the file is about the episode, and is neither
/// what is said in it nor what somebody thinks of that.
pub(super) fn is_of_notes(ending: &str) -> bool {
    ending.split(['_', '-']).any(|it| OF_NOTES.iter().any(|of| it.eq_ignore_ascii_case(of)))
}

/// Every ending behind a `_`, the longest first, and what stands before it.
fn splits(stem: &str) -> impl Iterator<Item = (&str, &str)> {
    let at = stem.match_indices('_').map(|it| it.0).filter(|it| 0 < *it);
    at.map(|it| (&stem[..it], &stem[it + 1..]))
}

/// Whether it is a few words; two letters are a language, digits tell pieces
/// apart.
fn is_ending(text: &str) -> bool {
    let words: Vec<&str> = text.split(['_', '-']).collect();
    let is_word = |it: &&str| it.chars().all(char::is_alphabetic) && !PARTS.contains(it);
    3 < text.len() && words.len() <= 3 && words.iter().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stems: &[&str], expected: &[&str]) {
        let found = Variants::of(stems.iter().copied());
        let got: Vec<&str> = stems.iter().map(|it| found.split(it).0).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn forms_share_their_endings_and_what_stands_before() {
        let names = ["Of lids", "spouts", "steam"];
        let endings = ["transcript", "transcript_corrected", "summary"];
        let stems: Vec<String> =
            names.iter().flat_map(|it| endings.map(|end| format!("{it}_{end}"))).collect();
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let expected: Vec<&str> = names.iter().flat_map(|it| [*it; 3]).collect();
        check(&stems, &expected);
        assert!(is_corrected("transcript_Corrected") && !is_corrected("transcript"));
        assert!(is_of_notes("summary_corrected") && !is_of_notes("quality_assessment"));
    }

    #[test]
    fn titles_that_end_alike_are_no_forms() {
        let stems = ["lids_again", "spouts_again", "steam_again", "a_part_two", "b_part_two"];
        check(&stems, &stems);
        let parts = ["a_part", "b_part", "c_part", "a_third", "b_third", "c_third", "a_de", "a_en"];
        check(&parts, &parts);
    }
}
