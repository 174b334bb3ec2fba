//! Chapters out of placed items.

use crate::model::{Chapter, Grade, Item, ItemKind, Placement};
use crate::time::{Length, Timestamp};

/// Chapters closer than this are one: players cannot show them apart.
const CLOSEST: Length = Length::from_secs(10);

/// Characters of a chapter's title, for lists in players.
const LONGEST: usize = 60;

/// The chapters of an episode: those its author made, else one for each item
/// with a time that is more than about right. Ascending, the first at zero, at least ten seconds apart;
/// none where fewer than two items have a time.
#[must_use]
pub fn chapters(own: &[Chapter], items: &[Item], placed: &[Option<Placement>]) -> Vec<Chapter> {
    if !own.is_empty() {
        return own.to_vec();
    }
    let mut found: Vec<Chapter> = items
        .iter()
        .zip(placed)
        .filter_map(|(item, placement)| {
            let start = placement.as_ref().filter(|it| it.grade() != Grade::About)?.start;
            Some(Chapter { start, title: title(item), url: item.url.clone() })
        })
        .collect();
    if found.len() < 2 {
        return Vec::new();
    }
    found.sort_by_key(|it| it.start);
    let mut chapters: Vec<Chapter> = Vec::new();
    if CLOSEST <= found[0].start.since(Timestamp::ZERO) {
        chapters.push(Chapter { start: Timestamp::ZERO, title: "Intro".to_owned(), url: None });
    } else {
        found[0].start = Timestamp::ZERO;
    }
    for it in found {
        if chapters.last().is_none_or(|last| CLOSEST <= it.start.since(last.start)) {
            chapters.push(it);
        }
    }
    chapters
}

fn title(item: &Item) -> String {
    let title = match item.kind {
        ItemKind::Joke if item.title.len() < 5 => "Joke",
        _ => item.title.trim_end_matches([':', '.', ' ']),
    };
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    let cut: String = title.chars().take(LONGEST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |it| it.0);
    format!("{}…", cut.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Evidence;

    fn plain(nth: usize) -> Item {
        Item {
            kind: ItemKind::Topic,
            number: None,
            presenter: None,
            title: format!("T{nth}"),
            url: None,
            body: String::new(),
            links: Vec::new(),
            span: 0..0,
            stated: None,
            stated_beside: false,
        }
    }

    fn check(starts: &[Option<u64>], expected: &[(u64, &str)]) {
        let items: Vec<Item> = (0..starts.len()).map(plain).collect();
        let placed: Vec<Option<Placement>> = starts
            .iter()
            .map(|it| {
                let start = Timestamp::from_millis((*it)? * 1000);
                Some(Placement { start, end: None, evidence: Evidence::Stated, confidence: 1.0 })
            })
            .collect();
        let got = chapters(&[], &items, &placed);
        let got: Vec<_> =
            got.iter().map(|it| (it.start.whole_seconds(), it.title.as_str())).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn what_is_about_there_begins_no_chapter() {
        let item = |sure| {
            let said = Box::default();
            let evidence = Evidence::Matched { cue: 0, said, sure, words: Box::default() };
            let start = Timestamp::from_millis(60_000);
            Some(Placement { start, end: None, evidence, confidence: 0.6 })
        };
        for (sure, n) in [(true, 2), (false, 0)] {
            let stated = Placement {
                start: Timestamp::ZERO,
                end: None,
                evidence: Evidence::Stated,
                confidence: 1.0,
            };
            let items = [0, 1].map(plain);
            assert_eq!(chapters(&[], &items, &[Some(stated), item(sure)]).len(), n);
        }
    }

    #[test]
    fn chapters_ascend_from_zero_and_keep_their_distance() {
        check(&[Some(90), None, Some(30), Some(95)], &[(0, "Intro"), (30, "T2"), (90, "T0")]);
        check(&[Some(4), Some(60)], &[(0, "T0"), (60, "T1")]);
        check(&[Some(4), None], &[]);
    }
}
