//! Whether words that are also names of topics are meant as names: what the
//! whole archive says tells what no list of words can know.

use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::model::{Mentions, Moment, MomentKind, TopicId, Usage};
use crate::topics::Roster;

/// With fewer episodes the lists of words decide.
const LEAST_EPISODES: usize = 20;

/// Fewer uses amid sentences show nothing.
const LEAST_USES: u32 = 5;

/// Of so many episodes that say a word at most one has an item about the thing
/// of that name, where it is said as a word.
const SAID_AS_WORD: usize = 20;

/// How the archive uses names of one word; those that are not in here are
/// [`Usage::Unknown`].
#[derive(Debug, Default)]
pub(super) struct Usages(FxHashMap<TopicId, Usage>);

#[derive(Debug, Default)]
struct Counts {
    lower: u32,
    upper: u32,
    /// Episodes that say it.
    said: usize,
    /// Episodes with an item about it.
    discussed: usize,
}

impl Usages {
    pub(super) fn of(mentions: &[Arc<Mentions>], roster: &Roster) -> Self {
        let mut usages = Self::default();
        if mentions.len() < LEAST_EPISODES {
            return usages;
        }
        let mut counts: FxHashMap<TopicId, Counts> = FxHashMap::default();
        for it in mentions {
            for case in &it.cases {
                let count = counts.entry(case.topic).or_default();
                count.lower += u32::from(case.lower);
                count.upper += u32::from(case.upper);
            }
            let mut seen = FxHashSet::default();
            let said = it.moments.iter().filter(|it| it.kind == MomentKind::Mention);
            for it in said.filter(|it| seen.insert(it.topic)) {
                counts.entry(it.topic).or_default().said += 1;
            }
            let mut seen = FxHashSet::default();
            let about = it.moments.iter().filter(|it| it.kind == MomentKind::Item && !it.weak);
            for it in about.filter(|it| seen.insert(it.topic)) {
                counts.entry(it.topic).or_default().discussed += 1;
            }
        }
        let known = roster.entries.iter().filter(|it| !it.stated);
        for entry in known {
            let Some(it) = counts.get(&entry.id).filter(|it| LEAST_USES <= it.lower + it.upper)
            else {
                continue;
            };
            if it.upper > 3 * it.lower {
                usages.0.insert(entry.id, Usage::Name);
            } else if 5 * it.upper < it.lower
                && it.discussed * SAID_AS_WORD < it.said
                && roster.is_word(entry.id)
            {
                usages.0.insert(entry.id, Usage::Word);
            }
        }
        usages
    }

    /// Equal stamps, equal moments that count; never 0.
    pub(super) fn stamp(&self, mentions: &Mentions) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write_u64(mentions.hash.short());
        for it in mentions.moments.iter().filter(|it| it.weak || it.item.is_some()) {
            hasher.write_u8(u8::from(self.count(it)));
        }
        hasher.finish() | 1
    }

    /// Whether the name of a topic is mostly said as a word.
    pub(super) fn is_word(&self, topic: TopicId) -> bool {
        self.0.get(&topic) == Some(&Usage::Word)
    }

    /// Whether a moment is one of its topic.
    pub(super) fn count(&self, moment: &Moment) -> bool {
        moment.counts(self.0.get(&moment.topic).copied().unwrap_or(Usage::Unknown))
    }
}
