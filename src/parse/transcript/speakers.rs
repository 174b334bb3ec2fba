//! One person, one name: `Ann Lee` who is `Ann` from then on, `Ann Lee (AL)`
//! who is `AL`.

use std::collections::{BTreeMap, BTreeSet};

use super::Utterance;

/// Calls everybody by the longest of their names, where that is clear.
pub(super) fn unite(all: &mut [Utterance]) {
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
    if better.is_empty() {
        return;
    }
    for speaker in all.iter_mut().filter_map(|it| it.speaker.as_mut()) {
        if let Some(name) = better.get(speaker) {
            speaker.clone_from(name);
        }
    }
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
}
