//! What moments must be of: `speaker:ada`, `year:2022`.

use rustc_hash::FxHashSet;

use super::bytes::unpacked;
use super::query::Query;
use super::rank::{Files, Found};
use super::shard::{self, Places};
use super::start::{Start, file};

/// Words of the index that one filter may mean.
const MOST: usize = 8;

/// Filters as the episodes and moments they let through.
#[derive(Debug, Default)]
pub(super) struct Filter {
    episodes: Option<FxHashSet<u32>>,
    moments: Option<FxHashSet<(u32, u32)>>,
}

impl Filter {
    /// Reads what filters mean.
    pub(super) fn of(
        query: &Query,
        start: &Start,
        read: &mut dyn FnMut(usize) -> Vec<u8>,
        files: &dyn Files,
    ) -> Self {
        let mut filter = Self::default();
        for (name, value) in &query.filters {
            let moments = moments(name, value, start, read, files);
            if name == "speaker" {
                filter.moments = Some(match filter.moments.take() {
                    Some(known) => known.intersection(&moments).copied().collect(),
                    None => moments.clone(),
                });
            }
            let episodes: FxHashSet<u32> = moments.iter().map(|it| it.0).collect();
            filter.episodes = Some(match filter.episodes.take() {
                Some(known) => known.intersection(&episodes).copied().collect(),
                None => episodes,
            });
        }
        filter
    }

    pub(super) fn wants_episode(&self, episode: u32) -> bool {
        self.episodes.as_ref().is_none_or(|it| it.contains(&episode))
    }

    pub(super) fn wants(&self, episode: u32, moment: u32) -> bool {
        self.wants_episode(episode)
            && self.moments.as_ref().is_none_or(|it| it.contains(&(episode, moment)))
    }

    /// The episodes that are left, newest first, if there is a filter.
    pub(super) fn episodes(&self) -> Option<Vec<u32>> {
        let mut episodes: Vec<u32> = self.episodes.as_ref()?.iter().copied().collect();
        episodes.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
        Some(episodes)
    }

    /// Their beginnings: what filters without words find.
    pub(super) fn newest(&self) -> Vec<Found> {
        let first = |episode: &u32| {
            let of = self.moments.iter().flatten().filter(|it| it.0 == *episode);
            of.map(|it| it.1).min().unwrap_or(0)
        };
        let episodes = self.episodes().unwrap_or_default();
        let found = episodes.iter().take(20);
        found.map(|it| Found { episode: *it, moment: first(it), score: 0.0 }).collect()
    }
}

/// The moments with a filter's word, or one that begins with it where that is
/// a name.
fn moments(
    name: &str,
    value: &str,
    start: &Start,
    read: &mut dyn FnMut(usize) -> Vec<u8>,
    files: &dyn Files,
) -> FxHashSet<(u32, u32)> {
    let word = format!("{name}:{value}");
    let is_name = matches!(name, "speaker" | "topic");
    let mut lists: Vec<Vec<u8>> = Vec::new();
    let Some(first) = start.shard_of(&word) else { return FxHashSet::default() };
    let last = start.shards.len().min(first + 2);
    for at in first..last {
        let bytes = read(at);
        let exact = shard::read(&bytes).any(|it| it.word == word);
        let means = |it: &str| it == word || (is_name && !exact && it.starts_with(&word));
        for it in shard::read(&bytes).filter(|it| means(&it.word)).take(MOST) {
            match it.places {
                Places::Here(bytes) => lists.push(bytes.to_vec()),
                Places::Blocks(blocks) => {
                    let blocks = blocks.iter().take(MOST);
                    lists.extend(blocks.filter_map(|it| unpacked(&files.read(&file(&it.1))?)));
                }
            }
        }
        if exact {
            break;
        }
    }
    let lists = lists.iter().flat_map(|it| shard::episodes(it));
    lists
        .flat_map(|(episode, places)| shard::places(places).map(move |it| (episode, it.0)))
        .collect()
}
