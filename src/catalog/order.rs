//! The order of episodes in time, when not every one has a date.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::model::{EpisodeFacts, EpisodeId, Origin, ShowId};

/// Every episode, newest first.
///
/// Within a show numbers decide where all episodes have one, since a spoken
/// date may be misheard. Across shows, and without numbers, dates decide; an
/// episode without one takes that of the episode numbered below it.
pub(super) fn newest(facts: &[Arc<EpisodeFacts>]) -> Vec<EpisodeId> {
    let mut shows: BTreeMap<ShowId, Vec<EpisodeId>> = BTreeMap::new();
    for (id, it) in (0..).map(EpisodeId).zip(facts) {
        shows.entry(it.show).or_default().push(id);
    }
    let fact = |id: EpisodeId| &facts[id.0 as usize];
    let mut dated: Vec<(Option<Date>, ShowId, usize, EpisodeId)> = Vec::new();
    for (show, mut ids) in shows {
        let by_number = ids.iter().all(|it| fact(*it).number.is_some())
            && ids.iter().any(|it| fact(*it).date.is_none_or(|it| it.origin != Origin::Stated));
        let number = |id: EpisodeId| (fact(id).season, fact(id).number.map(|it| it.value));
        ids.sort_by_key(|it| (number(*it), fact(*it).file));
        let days =
            inherited(&ids.iter().map(|it| fact(*it).date.map(|it| it.value)).collect::<Vec<_>>());
        let mut ranked: Vec<_> = ids.into_iter().zip(days).collect();
        if !by_number {
            ranked.sort_by_key(|(id, day)| (*day, number(*id), fact(*id).file));
        }
        dated.extend(ranked.into_iter().enumerate().map(|(rank, (id, day))| (day, show, rank, id)));
    }
    if 1 < dated.iter().map(|it| it.1).collect::<std::collections::BTreeSet<_>>().len() {
        dated.sort_by_key(|it| Reverse((it.0, it.1, it.2)));
    } else {
        dated.sort_by_key(|it| Reverse(it.2));
    }
    dated.into_iter().map(|it| it.3).collect()
}

/// Gives days to those without: the day before them in the row.
fn inherited(days: &[Option<Date>]) -> Vec<Option<Date>> {
    let mut last = None;
    days.iter()
        .map(|day| {
            last = day.or(last);
            last
        })
        .collect()
}
