//! Which topics have a page, what they are called, and what belongs together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::look::TopicName;
use super::named_elsewhere::NamedElsewhere;
use super::usage::Usages;
use super::{Entry, SponsorEntry, WithheldName};
use crate::config::Site;
use crate::model::{EpisodeId, Mentions, MomentKind, SubjectFacts, TopicId};
use crate::path::Slug;
use crate::topics::{Roster, key};

/// Topics named beside a topic.
const RELATED: usize = 8;

/// Episodes, the newest first, that are looked at for them.
const LOOKED_AT: usize = 300;

/// Moments on one page of a topic.
const MOMENTS_PER_PAGE: usize = 200;

impl TopicName<'_> {
    /// Whether `name` names this topic: case and signs do not count.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        key(self.name) == key(name)
    }
}

/// A topic with a page.
#[derive(Debug)]
pub struct TopicEntry {
    /// Its id while names are looked for.
    pub id: TopicId,
    /// The name to show.
    pub name: String,
    /// Its page is `/topics/<slug>/`. It stays when new episodes arrive.
    pub slug: Slug,
    /// Other forms of the name, stated or met in notes.
    pub aliases: Vec<String>,
    /// One or two sentences, from a topic file.
    pub description: Option<String>,
    /// Its own site.
    pub url: Option<String>,
    /// The topic it is a part of, if that has a page: index into the topics.
    pub parent: Option<usize>,
    /// True where a topic file or front matter names it.
    pub stated: bool,
    /// True where a topic file names it.
    pub in_file: bool,
    /// Episode and index of the moment, newest episode first, in each by time.
    /// INVARIANT: not empty.
    pub moments: Vec<(EpisodeId, usize)>,
    /// The same in the order of its pages, as indices: items, then mentions.
    pub shown: Vec<u32>,
    /// In how many episodes of each year it comes up; those without a day are
    /// left out.
    pub by_year: BTreeMap<i16, usize>,
    /// How many episodes have a moment.
    pub n_episodes: usize,
    /// How many episodes discuss it: have an item about it, or come back to it.
    pub n_discussed: usize,
    /// How many of the newest do.
    pub n_lately: usize,
    /// Topics that come up in the same episodes, the closest first.
    pub related: Vec<usize>,
}

impl TopicEntry {
    /// How many pages it has, at least one.
    #[must_use]
    pub fn n_pages(&self) -> usize {
        self.moments.len().div_ceil(MOMENTS_PER_PAGE).max(1)
    }

    /// The moments of its nth page, counted from 1, in their order: episode and
    /// index of the moment.
    pub(super) fn on_page(&self, nth: usize) -> impl Iterator<Item = (EpisodeId, usize)> {
        let first = nth.saturating_sub(1) * MOMENTS_PER_PAGE;
        let shown = self.shown.iter().skip(first).take(MOMENTS_PER_PAGE);
        shown.map(|it| self.moments[*it as usize])
    }
}

/// A name that gets no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedTopic {
    /// As the notes write it.
    pub name: String,
    /// Why.
    pub reason: Drop,
}

/// Why a name gets no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drop {
    /// Stated, and nobody says it where there is a time.
    NoMoment,
    /// It comes up in fewer episodes than a page needs: in this many.
    FewEpisodes(usize),
    /// Somebody with a page among the people.
    Person,
    /// Who pays, and has a page among the sponsors.
    Sponsor,
    /// A word that people mostly say without meaning the thing.
    Word,
    /// The show itself, or what its title says it is about.
    OwnShow,
}

/// Topics with and without a page.
#[derive(Debug, Default)]
pub(super) struct Topics {
    /// By name.
    pub entries: Vec<TopicEntry>,
    /// By name.
    pub dropped: Vec<DroppedTopic>,
    /// Index into `entries` by id.
    pub by_id: FxHashMap<TopicId, usize>,
}

/// What all episodes say about one topic.
#[derive(Debug, Default)]
struct Gathered<'e> {
    /// Newest episode first.
    moments: Vec<(EpisodeId, usize)>,
    /// Oldest episode first.
    subjects: Vec<&'e SubjectFacts>,
    /// Episodes with a moment, oldest first, by their place in the order.
    ages: Vec<usize>,
}

impl Gathered<'_> {
    /// In how many episodes the notes have it: as a subject, or as an item.
    /// What people mostly mean as a word is a topic where notes have it, and so
    /// is who pays.
    fn n_meant(&self, mentions: &[Arc<Mentions>]) -> usize {
        let is_item = |it: &&(EpisodeId, usize)| {
            mentions[it.0.0 as usize].moments[it.1].kind == MomentKind::Item
        };
        let items: BTreeSet<_> = self.moments.iter().filter(is_item).map(|it| it.0).collect();
        items.len().max(self.subjects.len())
    }
}

/// So many topics in front matter may all be meant.
const FEW_STATED: usize = 100;

/// Whether the topics that front matter names are tags: so many that those of
/// one episode are no topics of the show.
fn are_tags(roster: &Roster, n_episodes: usize) -> bool {
    let stated = roster.entries.iter().filter(|it| it.stated && it.doc.is_none()).count();
    FEW_STATED < stated && n_episodes * 2 < stated
}

/// Decides over every topic of the roster.
pub(super) fn topics(
    (episodes, withheld, sponsors): (&[Entry], &[WithheldName], &[SponsorEntry]),
    mentions: &[Arc<Mentions>],
    usages: &Usages,
    newest: &[EpisodeId],
    roster: &Roster,
    site: &Site,
) -> Topics {
    let gathered = gather(mentions, usages, newest, roster);
    let names = NamedElsewhere::new((episodes, withheld), sponsors, site);
    let mut kept: Vec<(usize, usize)> = Vec::new();
    let mut topics = Topics::default();
    let are_tags = are_tags(roster, episodes.len());
    for (idx, all) in gathered.iter().enumerate() {
        let entry = &roster.entries[idx];
        let is_sure = entry.doc.is_some() || (entry.stated && !are_tags);
        let least = if is_sure { 1 } else { site.topics.least_episodes };
        let n_meant = || all.n_meant(mentions);
        let is_word = usages.is_word(entry.id);
        let reason = match all.ages.len() {
            n if least <= n && is_word && n_meant() < least => Some(Drop::Word),
            0 if entry.stated => Some(Drop::NoMoment),
            n if entry.stated => (n < least).then_some(Drop::FewEpisodes(n)),
            n => {
                let other = names.other_page(&key(&entry.name), n_meant);
                other.or_else(|| (n < least).then_some(Drop::FewEpisodes(n)))
            }
        };
        match reason {
            Some(reason) => {
                let name = display_name(&entry.name, &all.subjects);
                topics.dropped.push(DroppedTopic { name, reason });
            }
            // The episode with which it got its page.
            None => kept.push((if entry.stated { 0 } else { all.ages[least - 1] + 1 }, idx)),
        }
    }
    kept.sort();
    let mut slugs = BTreeSet::new();
    for (_, idx) in kept {
        topics.entries.extend(entry(idx, &gathered[idx], roster, &mut slugs));
    }
    topics.entries.sort_by_cached_key(|it| (it.name.to_lowercase(), it.slug.clone()));
    topics.dropped.sort_by_cached_key(|it| (it.name.to_lowercase(), it.reason));
    topics.by_id = topics.entries.iter().enumerate().map(|(idx, it)| (it.id, idx)).collect();
    for topic in &mut topics.entries {
        arrange(topic, episodes, mentions);
        count_discussions(topic, mentions, &newest[..newest.len().min(n_lately(newest.len()))]);
    }
    for idx in 0..topics.entries.len() {
        let parent = roster.entry(topics.entries[idx].id).parent;
        topics.entries[idx].parent = parent.and_then(|it| topics.by_id.get(&it).copied());
    }
    relate(&mut topics, episodes.len());
    topics
}

/// So many moments of a topic in an episode are a discussion.
const DISCUSSION: usize = 3;

/// How many of so many episodes are the newest: one in eight, up to some 60.
#[must_use]
pub fn n_lately(n_episodes: usize) -> usize {
    (n_episodes / 8).min(60)
}

/// Counts the episodes that discuss a topic, and those of the newest that do.
fn count_discussions(topic: &mut TopicEntry, mentions: &[Arc<Mentions>], newest: &[EpisodeId]) {
    for all in topic.moments.chunk_by(|a, b| a.0 == b.0) {
        let [(episode, _), ..] = all else { continue };
        let is_item = |it: &(EpisodeId, usize)| {
            mentions[episode.0 as usize].moments[it.1].kind == MomentKind::Item
        };
        if DISCUSSION <= all.len() || all.iter().any(is_item) {
            topic.n_discussed += 1;
            topic.n_lately += usize::from(newest.contains(episode));
        }
    }
}

/// Puts the moments of a topic in the order of its pages, and counts years.
fn arrange(topic: &mut TopicEntry, episodes: &[Entry], mentions: &[Arc<Mentions>]) {
    let places = (0..).zip(&topic.moments);
    let is_item = |it: &(u32, &(EpisodeId, usize))| {
        mentions[it.1.0.0 as usize].moments[it.1.1].kind == MomentKind::Item
    };
    let (items, rest): (Vec<_>, Vec<_>) = places.partition(is_item);
    topic.shown = items.into_iter().chain(rest).map(|it| it.0).collect();
    let mut last = None;
    for (episode, _) in &topic.moments {
        let date = episodes[episode.0 as usize].facts.date;
        if let Some(date) = date.filter(|_| last != Some(*episode)) {
            *topic.by_year.entry(date.value.year()).or_default() += 1;
        }
        last = Some(*episode);
    }
}

fn gather<'e>(
    mentions: &'e [Arc<Mentions>],
    usages: &Usages,
    newest: &[EpisodeId],
    roster: &Roster,
) -> Vec<Gathered<'e>> {
    let mut gathered: Vec<Gathered<'e>> = Vec::new();
    gathered.resize_with(roster.entries.len(), Gathered::default);
    for &id in newest {
        let moments = mentions[id.0 as usize].moments.iter().enumerate();
        for (at, moment) in moments.filter(|it| usages.count(it.1)) {
            gathered[roster.place(moment.topic)].moments.push((id, at));
        }
    }
    for (age, id) in newest.iter().rev().enumerate() {
        let said = &mentions[id.0 as usize];
        for it in &said.subjects {
            gathered[roster.place(it.topic)].subjects.push(it);
        }
        for it in said.moments.iter().filter(|it| usages.count(it)) {
            let ages = &mut gathered[roster.place(it.topic)].ages;
            if ages.last() != Some(&age) {
                ages.push(age);
            }
        }
    }
    gathered
}

fn entry(
    idx: usize,
    all: &Gathered<'_>,
    roster: &Roster,
    slugs: &mut BTreeSet<Slug>,
) -> Option<TopicEntry> {
    let known = &roster.entries[idx];
    let doc = known.doc.as_ref();
    let name = match doc {
        Some(doc) => doc.name.clone(),
        None => display_name(&known.name, &all.subjects),
    };
    let first = all.subjects.first().filter(|_| doc.is_none()).map_or(name.as_str(), |it| &it.form);
    let wanted = doc.and_then(|it| it.slug.as_deref()).unwrap_or(first);
    // `Any.io` and `AnyIO` have one address.
    let slug = Slug::of(&wanted.replace('.', "")).or_else(|| Slug::of(&format!("topic {idx}")))?;
    let slug = slug.free(|it| slugs.contains(it));
    slugs.insert(slug.clone());
    let stated = doc.map(|it| it.aliases.iter().map(|it| it.0.clone()).collect());
    let mut aliases: Vec<String> = stated.unwrap_or_default();
    for it in &all.subjects {
        if *it.form != *name && !aliases.iter().any(|known| **known == *it.form) {
            aliases.push(it.form.to_string());
        }
    }
    let of_notes =
        || all.subjects.iter().rev().find_map(|it| it.url.as_ref()).map(|it| it.to_string());
    Some(TopicEntry {
        id: known.id,
        slug,
        aliases,
        description: doc.and_then(|it| it.description.clone()),
        url: doc.and_then(|it| it.url.clone()).or_else(of_notes),
        parent: None,
        stated: known.stated,
        in_file: doc.is_some(),
        moments: all.moments.clone(),
        shown: Vec::new(),
        by_year: BTreeMap::new(),
        n_episodes: all.ages.len(),
        n_discussed: 0,
        n_lately: 0,
        related: Vec::new(),
        name,
    })
}

/// The form that most notes have; of equals the one with capitals, then the
/// oldest.
fn display_name(first: &str, subjects: &[&SubjectFacts]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for it in subjects {
        *counts.entry(&it.form).or_default() += 1;
    }
    let capitals = |it: &str| it.chars().any(char::is_uppercase);
    let age = |form: &str| Reverse(subjects.iter().position(|it| *it.form == *form));
    let best = counts.into_iter().max_by_key(|(form, n)| (*n, capitals(form), age(form)));
    best.map_or(first, |it| it.0).to_owned()
}

/// Topics that come up in the same episodes.
fn relate(topics: &mut Topics, n_episodes: usize) {
    let mut by_episode: Vec<Vec<usize>> = vec![Vec::new(); n_episodes];
    for (idx, topic) in topics.entries.iter().enumerate() {
        for (episode, _) in &topic.moments {
            let all = &mut by_episode[episode.0 as usize];
            if all.last() != Some(&idx) {
                all.push(idx);
            }
        }
    }
    let counts: Vec<usize> = topics.entries.iter().map(|it| it.n_episodes).collect();
    for idx in 0..topics.entries.len() {
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        let mut last = None;
        let mut n_looked = 0;
        for (episode, _) in &topics.entries[idx].moments {
            if last.replace(*episode) == Some(*episode) {
                continue;
            }
            n_looked += 1;
            if LOOKED_AT < n_looked {
                break;
            }
            for &other in by_episode[episode.0 as usize].iter().filter(|it| **it != idx) {
                *shared.entry(other).or_default() += 1;
            }
        }
        // How much more often than chance would have it.
        let closeness =
            |other: usize, n: usize| (n * n * 1000) / (counts[idx] * counts[other]).max(1);
        #[expect(clippy::iter_over_hash_type, reason = "sorted below")]
        let mut close: Vec<(Reverse<usize>, usize)> = {
            let mut close = Vec::with_capacity(shared.len());
            for (other, n) in shared {
                if 1 < n {
                    close.push((Reverse(closeness(other, n)), other));
                }
            }
            close
        };
        close.sort();
        topics.entries[idx].related = close.into_iter().take(RELATED).map(|it| it.1).collect();
    }
}

/// Another episode about the same things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedEpisode {
    /// The other episode.
    pub episode: EpisodeId,
    /// The topics that both have, the rarest first: indices into the topics.
    pub topics: Vec<usize>,
}

/// Other episodes named beside an episode.
const RELATED_EPISODES: usize = 4;

/// For each episode, those that share its rare topics.
pub(super) fn related_episodes(
    mentions: &[Arc<Mentions>],
    topics: &Topics,
) -> Vec<Vec<RelatedEpisode>> {
    // What comes up everywhere relates nothing; the pairs of a topic's
    // episodes grow with their square.
    let common = (mentions.len() / 8).clamp(6, 40);
    let weight_of = |kind: MomentKind| if kind == MomentKind::Item { 3 } else { 1 };
    let mut of_topic: Vec<Vec<(EpisodeId, usize)>> = Vec::with_capacity(topics.entries.len());
    for topic in &topics.entries {
        let mut all: Vec<(EpisodeId, usize)> = Vec::new();
        for &(id, at) in topic.moments.iter().filter(|_| topic.n_episodes <= common) {
            let weight = weight_of(mentions[id.0 as usize].moments[at].kind);
            match all.last_mut().filter(|it| it.0 == id) {
                Some(last) => last.1 = last.1.max(weight),
                None => all.push((id, weight)),
            }
        }
        of_topic.push(all);
    }
    let mut scores: Vec<BTreeMap<EpisodeId, (usize, Vec<usize>)>> = Vec::new();
    scores.resize_with(mentions.len(), BTreeMap::new);
    let mut by_rarity: Vec<usize> = (0..of_topic.len()).collect();
    by_rarity.sort_by_key(|it| (of_topic[*it].len(), *it));
    for topic in by_rarity {
        let all = &of_topic[topic];
        for (id, weight) in all {
            for (other, other_weight) in all.iter().filter(|it| it.0 != *id) {
                let score = scores[id.0 as usize].entry(*other).or_default();
                score.0 += weight * other_weight * 100 / all.len();
                score.1.push(topic);
            }
        }
    }
    // Two passing mentions of one thing are no reason to go there.
    let best = |scores: BTreeMap<EpisodeId, (usize, Vec<usize>)>| {
        let mut all: Vec<_> = scores.into_iter().filter(|it| 100 < it.1.0).collect();
        all.sort_by_key(|(id, (score, _))| (Reverse(*score), *id));
        let related = |(episode, (_, topics)): (EpisodeId, (usize, Vec<usize>))| RelatedEpisode {
            episode,
            topics,
        };
        all.into_iter().take(RELATED_EPISODES).map(related).collect()
    };
    scores.into_iter().map(best).collect()
}
