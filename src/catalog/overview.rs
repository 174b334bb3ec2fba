//! What the home of a site, or of a show in a network, says of all its
//! episodes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Entry;
use crate::model::{Credit, EpisodeId, Role};

/// Hosts that are named.
const HOSTS: usize = 6;

/// All episodes of a site or show in a few words.
#[derive(Debug)]
pub struct Overview {
    /// The years in which there are episodes, newest first; `None` stands for
    /// episodes without a day.
    pub years: Vec<Option<i16>>,
    /// Who hosts one episode in five at least, the most frequent first.
    pub hosts: Vec<Credit>,
}

impl Overview {
    /// Looks at episodes, newest first.
    pub(super) fn of(ids: impl Iterator<Item = EpisodeId>, episodes: &[Entry]) -> Self {
        let mut years = BTreeSet::new();
        let mut counts: BTreeMap<&str, (usize, &Credit)> = BTreeMap::new();
        let mut n_episodes: usize = 0;
        for id in ids {
            let facts = &episodes[id.0 as usize].facts;
            n_episodes += 1;
            years.insert(facts.date.map(|it| it.value.year()));
            for credit in facts.people.iter().filter(|it| it.role == Role::Host) {
                counts.entry(&credit.name).or_insert((0, credit)).0 += 1;
            }
        }
        let often = n_episodes.div_ceil(5);
        let mut hosts: Vec<_> = counts.into_values().filter(|it| often <= it.0).collect();
        hosts.sort_by_key(|it| Reverse(it.0));
        Self {
            years: years.into_iter().rev().collect(),
            hosts: hosts.into_iter().take(HOSTS).map(|it| it.1.clone()).collect(),
        }
    }
}
