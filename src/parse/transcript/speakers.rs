//! One person, one name: `Ann Lee` who is `Ann` from then on, `Ann Lee (AL)`
//! who is `AL`.

use std::collections::{BTreeMap, BTreeSet};

use super::Utterance;

/// Calls everybody by the longest of their names, where that is clear.
pub(super) fn unite(all: &mut [Utterance]) {
    let spellings = spellings(all);
    rename(all, &spellings);
    let names: BTreeSet<&str> = all.iter().filter_map(|it| it.speaker.as_deref()).collect();
    // Nobody has that many guests; machines that number each line have.
    if names.len() < 2 || 500 < names.len() {
        return;
    }
    let mut firsts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut better: BTreeMap<String, String> = BTreeMap::new();
    for &name in &names {
        if let Some((full, short)) = with_short(name)
            && (names.contains(short) || names.contains(full))
        {
            better.insert(short.to_owned(), full.to_owned());
            better.insert(name.to_owned(), full.to_owned());
        }
        let full = with_short(name).map_or(name, |it| it.0);
        if let Some((first, _)) = full.split_once(' ')
            && let all = firsts.entry(first).or_default()
            && !all.contains(&full)
        {
            all.push(full);
        }
    }
    for &name in &names {
        // `Speaker` and `Guest` are called by number.
        let is_numbered = |it: &&str| it.ends_with(|it: char| it.is_ascii_digit());
        if let Some([full]) = firsts.get(name).map(Vec::as_slice)
            && !is_numbered(full)
            && !better.contains_key(name)
        {
            better.insert(name.to_owned(), (*full).to_owned());
        }
    }
    for &name in names.iter().filter(|it| may_be_initials(it)) {
        let mut full = names.iter().filter(|it| has_initials(it, name));
        if let (Some(only), None) = (full.next(), full.next())
            && !better.contains_key(name)
        {
            better.insert(name.to_owned(), (*only).to_owned());
        }
    }
    rename(all, &better);
}

fn rename(all: &mut [Utterance], better: &BTreeMap<String, String>) {
    if better.is_empty() {
        return;
    }
    for speaker in all.iter_mut().filter_map(|it| it.speaker.as_mut()) {
        if let Some(name) = better.get(speaker) {
            speaker.clone_from(name);
        }
    }
}

/// Names that are another one's but for a hyphen, or but for one letter behind
/// the first word: by each the one that is there more often.
fn spellings(all: &[Utterance]) -> BTreeMap<String, String> {
    const MOST: usize = 60;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in all.iter().filter_map(|it| it.speaker.as_deref()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut better = BTreeMap::new();
    if !(2..=MOST).contains(&counts.len()) {
        return better;
    }
    for (name, n) in &counts {
        let likes = counts.iter().filter(|it| it.0 != name && is_like(it.0, name));
        let best = likes.max_by_key(|it| (it.1, it.0.len(), it.0));
        if let Some((other, _)) = best.filter(|it| (n, name.len(), name) < (it.1, it.0.len(), it.0))
        {
            better.insert((*name).to_owned(), (*other).to_owned());
        }
    }
    better
}

/// Whether two whole names are one, written twice.
fn is_like(a: &str, b: &str) -> bool {
    let is_whole = |it: &str| {
        let has_short = it.split([' ', '-']).any(|word| word.chars().count() < 2);
        it.contains(' ') && !has_short && !it.contains(|it: char| it.is_ascii_digit())
    };
    let letters = |it: &str| -> String {
        it.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let first = |it: &str| it.split([' ', '-']).next().map(str::to_lowercase);
    if !is_whole(a) || !is_whole(b) || first(a) != first(b) {
        return false;
    }
    let (a, b) = (letters(a), letters(b));
    a == b || (8 <= a.len().min(b.len()) && strsim::damerau_levenshtein(&a, &b) <= 1)
}

/// `AL`, `JMD`.
fn may_be_initials(name: &str) -> bool {
    (2..=4).contains(&name.chars().count()) && name.chars().all(char::is_uppercase)
}

/// Whether the words of a name begin with these letters: `Ann Lee` is `AL`,
/// and so is `Ann van Lee`.
fn has_initials(name: &str, letters: &str) -> bool {
    let of = |it: char| it.to_uppercase().next().unwrap_or(it);
    let all = |signs: &[char]| -> String {
        name.split(signs).filter_map(|it| it.chars().next()).map(of).collect()
    };
    let capitals =
        || name.split(' ').filter_map(|it| it.chars().next()).filter(|it| it.is_uppercase());
    name.contains(' ')
        && (all(&[' ']) == letters || all(&[' ', '-']) == letters || capitals().eq(letters.chars()))
}

/// `Ann Lee (AL)`: the name, and its letters.
fn with_short(name: &str) -> Option<(&str, &str)> {
    let (full, short) = name.strip_suffix(')')?.split_once('(')?;
    let plausible =
        (1..=4).contains(&short.chars().count()) && short.chars().all(char::is_uppercase);
    plausible.then(|| (full.trim_end(), short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[track_caller]
    fn check(names: &[&str], expected: &[&str]) {
        let one = |it: &&str| Utterance {
            speaker: Some((*it).to_owned()),
            ..Utterance::new(Timestamp::ZERO, String::new(), 0..0)
        };
        let mut all: Vec<Utterance> = names.iter().map(one).collect();
        unite(&mut all);
        let got: Vec<_> = all.iter().filter_map(|it| it.speaker.as_deref()).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn people_keep_their_longest_name() {
        check(&["Ann Lee", "Bo", "Ann"], &["Ann Lee", "Bo", "Ann Lee"]);
        check(
            &["Ann Lee (AL)", "Bo Day (BD)", "AL", "BD"],
            &["Ann Lee", "Bo Day", "Ann Lee", "Bo Day"],
        );
        check(&["Ann Lee (AL)", "Ann", "AL"], &["Ann Lee", "Ann Lee", "Ann Lee"]);
        check(&["Ann Lee", "Ann Day", "Ann"], &["Ann Lee", "Ann Day", "Ann"]);
        check(&["Speaker", "Speaker 1"], &["Speaker", "Speaker 1"]);
        check(&["Ann (Host)", "Bo"], &["Ann (Host)", "Bo"]);
    }

    #[test]
    fn initials_are_those_of_one_speaker() {
        check(&["Ann Lee", "Bo Day", "AL", "BD"], &["Ann Lee", "Bo Day", "Ann Lee", "Bo Day"]);
        check(&["Ann van Lee", "AL"], &["Ann van Lee", "Ann van Lee"]);
        check(&["Ann Lee", "Al Low", "AL"], &["Ann Lee", "Al Low", "AL"]);
        check(&["Ann Lee", "CEO"], &["Ann Lee", "CEO"]);
    }

    #[test]
    fn one_name_in_two_spellings_is_the_frequent_one() {
        check(
            &["Bernd Halloran", "Bernd Halloran", "Bernd Hallora"],
            &["Bernd Halloran", "Bernd Halloran", "Bernd Halloran"],
        );
        check(&["Ann Lee-Day", "Ann Lee Day", "Ann Lee Day"], &["Ann Lee Day"; 3]);
        check(&["Paul Halloran", "Paula Halloran"], &["Paul Halloran", "Paula Halloran"]);
        check(&["Guest Person A", "Guest Person B"], &["Guest Person A", "Guest Person B"]);
        check(&["Speaker 1", "Speaker 2"], &["Speaker 1", "Speaker 2"]);
    }
}
