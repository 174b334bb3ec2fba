//! What all titles of a show have in common says nothing of one: `Lids | Mill
//! Talk`, `Mill Talk — Lids`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::load::Loaded;
use crate::model::{Origin, ShowId};

/// Below so many episodes nothing is known to be common.
const FEW: usize = 5;

/// What parts of titles stand between.
const MARKS: [&str; 5] = [" | ", " – ", " — ", " - ", " · "];

/// Takes the first or last part off where nearly all titles of a show have it.
pub(super) fn shorten(loaded: &mut [Loaded<'_>]) {
    let mut counts: BTreeMap<(ShowId, bool, String), usize> = BTreeMap::new();
    let mut all: BTreeMap<ShowId, usize> = BTreeMap::new();
    for facts in loaded.iter().map(|it| &it.facts) {
        *all.entry(facts.show).or_default() += 1;
        for is_last in [false, true] {
            if let Some((part, _)) = part(&facts.title.value, is_last) {
                *counts.entry((facts.show, is_last, part.to_owned())).or_default() += 1;
            }
        }
    }
    counts.retain(|(show, ..), n| FEW <= *n && all[show] * 4 <= *n * 5);
    if counts.is_empty() {
        return;
    }
    for facts in loaded.iter_mut().map(|it| &mut it.facts) {
        for is_last in [false, true] {
            let title = facts.title.value.as_str();
            let Some((part, rest)) = part(title, is_last) else { continue };
            if counts.contains_key(&(facts.show, is_last, part.to_owned()))
                && facts.title.origin != Origin::Default
            {
                let rest = rest.to_owned();
                Arc::make_mut(facts).title.value = rest;
            }
        }
    }
}

/// The first or last part of a title, and what is left without it.
fn part(title: &str, is_last: bool) -> Option<(&str, &str)> {
    let cut = |mark: &&str| match is_last {
        true => title.rsplit_once(*mark).map(|it| (it.1, it.0)),
        false => title.split_once(*mark),
    };
    let shortest = MARKS.iter().filter_map(cut).min_by_key(|it| it.0.len())?;
    let (part, rest) = (shortest.0.trim(), shortest.1.trim());
    let is_text = |it: &str| it.chars().any(char::is_alphabetic);
    (is_text(part) && is_text(rest)).then_some((part, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_parts() {
        assert_eq!(part("Lids - and pots | Mill", true), Some(("Mill", "Lids - and pots")));
        assert_eq!(part("Mill — Lids - and pots", false), Some(("Mill", "Lids - and pots")));
        assert_eq!(part("Lids | 12", true), None);
        assert_eq!(part("Re-enable it", true), None);
    }
}
