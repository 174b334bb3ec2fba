//! The catalog as one page sees it, remembering what was looked at.
//!
//! A page is stale when something it looked at has changed. Nobody lists by
//! hand what that is: pages get at the catalog only through a [`Look`].

use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::{Deserialize, Serialize};

use super::{
    Catalog, Entry, EpisodeLine, ItemLine, Overview, PersonEntry, SponsorEntry, TopicEntry,
};
use crate::cache;
use crate::hash::ContentHash;
use crate::model::{EpisodeId, Guid, Moment, Placement, ShowId, TopicId, Transcript};
use crate::path::Slug;
use crate::refrain::Stretch;
use crate::time::Timestamp;

/// A part of the catalog, by a name that is the same in every build, and what
/// it was: 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    part: u64,
    stamp: u64,
}

/// The catalog, and a stamp of each of its parts: equal stamps, equal parts.
pub struct Watched<'c> {
    catalog: &'c Catalog,
    stamps: FxHashMap<u64, u64>,
    /// The name of each episode.
    names: Vec<u64>,
}

/// The catalog as one page sees it.
pub struct Look<'c> {
    watched: &'c Watched<'c>,
    seen: Mutex<FxHashSet<u64>>,
}

/// A topic as far as a link to it needs it.
#[derive(Debug, Clone, Copy)]
pub struct TopicName<'c> {
    /// The name to show.
    pub name: &'c str,
    /// Its page is `/topics/<slug>/`.
    pub slug: &'c Slug,
}

/// A topic as far as a list needs it.
#[derive(Debug, Clone, Copy)]
pub struct TopicLine<'c> {
    /// Name and address.
    pub name: TopicName<'c>,
    /// Other forms of the name.
    pub aliases: &'c [String],
    /// How many moments it has.
    pub n_moments: usize,
    /// On how many pages.
    pub n_pages: usize,
    /// The topic it is a part of: index into the topics.
    pub parent: Option<usize>,
}

/// A moment on a page of its topic.
#[derive(Debug, Clone, Copy)]
pub struct ShownMoment<'c> {
    /// Where it is.
    pub episode: EpisodeId,
    /// What it is.
    pub moment: &'c Moment,
    /// The item that it begins.
    pub item: Option<ItemLine<'c>>,
}

const EPISODE: u64 = 1;
const MOMENTS: u64 = 2;
const REFRAINS: u64 = 3;
const TOPIC_NAME: u64 = 4;
const TOPIC: u64 = 5;
const PERSON: u64 = 6;
const PERSON_ENTRY: u64 = 7;
const SPONSOR: u64 = 8;
/// Parts that there is one of.
const ORDER: u64 = 9;
const SHOWS: u64 = 10;
const TOPICS: u64 = 11;
const EVERYTHING: u64 = 12;
/// More kinds.
const TOPIC_LINE: u64 = 13;
const TOPIC_PARTS: u64 = 14;
/// What a home says of all episodes.
const OVERVIEW: u64 = 15;
const EPISODE_LINE: u64 = 16;
const TOPIC_PAGE: u64 = 17;

/// The name of a home.
fn home_name(home: Option<ShowId>) -> u64 {
    home.map_or(u64::MAX, |it| u64::from(it.0))
}

/// A page of a topic; its name.
fn topic_page(topic: TopicId, nth: usize) -> u64 {
    part(TOPIC_PAGE, part(nth as u64, topic.0))
}

/// The name of a part of a kind.
fn part(kind: u64, name: u64) -> u64 {
    (name ^ kind.wrapping_mul(0x9E37_79B9_7F4A_7C15)).rotate_left(17).wrapping_add(kind)
}

fn name_of(text: &str) -> u64 {
    ContentHash::of(text.as_bytes()).short()
}

fn stamp(text: &str) -> u64 {
    // 0 stands for what is not there.
    name_of(text) | 1
}

impl<'c> Watched<'c> {
    /// For those who keep nothing of what they see: no part has a stamp.
    #[must_use]
    pub fn without_stamps(catalog: &'c Catalog) -> Self {
        let all = catalog.episodes.iter().chain(&catalog.unlisted);
        let names = all.map(|it| name_of(&it.facts.source)).collect();
        Self { catalog, stamps: FxHashMap::default(), names }
    }

    /// Stamps every part.
    #[must_use]
    pub fn new(catalog: &'c Catalog) -> Self {
        let mut watched = Self::without_stamps(catalog);
        watched.stamp_episodes();
        watched.stamp_topics();
        for it in &catalog.people {
            let name = name_of(&it.name);
            watched.set(part(PERSON, name), stamp(it.slug.as_str()));
            let episodes = watched.names_of(it.episodes.iter().map(|it| it.0));
            let roles: Vec<_> = it.episodes.iter().map(|it| it.1).collect();
            let rest = (it.slug.as_str(), &it.links, it.stated, it.talk, it.n_talks);
            watched
                .set(part(PERSON_ENTRY, name), stamp(&format!("{episodes:?} {roles:?} {rest:?}")));
        }
        for it in &catalog.sponsors {
            let episodes = watched.names_of(it.episodes.iter().copied());
            let all = format!("{} {:?} {episodes:?}", it.name, it.url);
            watched.set(part(SPONSOR, name_of(it.slug.as_str())), stamp(&all));
        }
        for (home, it) in &catalog.overviews {
            watched.set(part(OVERVIEW, home_name(*home)), stamp(&format!("{it:?}")));
        }
        let order = watched.names_of(catalog.newest.iter().copied());
        watched.set(ORDER, cache::digest(&order).short() | 1);
        let shows = format!("{:?} {:?}", catalog.with_audio, catalog.identity.shows);
        watched.set(SHOWS, stamp(&shows));
        let mut all: Vec<(u64, u64)> = Vec::with_capacity(watched.stamps.len());
        all.extend(watched.stamps.iter().map(|it| (*it.0, *it.1)));
        all.sort_unstable();
        watched.set(EVERYTHING, cache::digest(&all).short() | 1);
        watched
    }

    fn set(&mut self, part: u64, stamp: u64) {
        self.stamps.insert(part, stamp);
    }

    fn names_of(&self, episodes: impl Iterator<Item = EpisodeId>) -> Vec<u64> {
        episodes.map(|it| self.names[it.0 as usize]).collect()
    }

    fn stamp_episodes(&mut self) {
        let stamps = |idx: usize| {
            let name = self.names[idx];
            let said = self.catalog.usages.stamp(&self.catalog.mentions[idx]);
            [
                (part(EPISODE, name), self.stamp_episode(idx)),
                (part(EPISODE_LINE, name), self.stamp_line(idx)),
                (part(MOMENTS, name), said),
                (part(REFRAINS, name), self.catalog.refrains.stamp(idx) | 1),
            ]
        };
        // What is in no list is made anew each time, and by itself.
        let n = self.catalog.episodes.len();
        let all: Vec<_> = (0..n).into_par_iter().map(stamps).collect();
        self.stamps.extend(all.into_iter().flatten());
    }

    /// The stamp of an episode, without its moments.
    fn stamp_episode(&self, idx: usize) -> u64 {
        let Entry { facts, path, audio_path, slug, previous, next, related } =
            &self.catalog.episodes[idx];
        let neighbours = self.names_of(previous.iter().chain(next).copied());
        let (is_first, is_last) = (previous.is_none(), next.is_none());
        let related: Vec<_> = related
            .iter()
            .map(|it| (self.names[it.episode.0 as usize], self.topic_names(&it.topics)))
            .collect();
        let guid = &self.catalog.identity.episodes[idx];
        let all = (path, audio_path, slug.as_str(), neighbours, is_first, is_last, related, guid);
        // The day, and who is a host, may follow from the episodes around; whom
        // an id means, from other files.
        let around = (facts.date, &facts.people, &facts.sponsors);
        stamp(&format!("{} {around:?} {all:?}", facts.hash))
    }

    /// The stamp of a line about an episode.
    fn stamp_line(&self, idx: usize) -> u64 {
        let Entry { facts, path, audio_path, slug, .. } = &self.catalog.episodes[idx];
        let guid = &self.catalog.identity.episodes[idx];
        stamp(&format!("{} {:?} {path} {audio_path:?} {slug} {guid}", facts.line, facts.date))
    }

    fn topic_names(&self, topics: &[usize]) -> Vec<&'c str> {
        topics.iter().map(|it| self.catalog.topics[*it].name.as_str()).collect()
    }

    fn stamp_topics(&mut self) {
        let stamps = |idx: usize| {
            let topic = &self.catalog.topics[idx];
            let parts = self.catalog.parts_of_topics().get(&idx);
            let parts = parts.map(|it| self.topic_names(it)).unwrap_or_default();
            let short = format!("{} {}", topic.name, topic.slug);
            let around =
                (self.topic_names(topic.parent.as_slice()), self.topic_names(&topic.related));
            let n_moments = topic.moments.len();
            let line = (&around.0, &topic.aliases, n_moments);
            let TopicEntry { aliases, description, url, stated, in_file, .. } = topic;
            let TopicEntry { n_episodes, n_discussed, n_lately, by_year, .. } = topic;
            let counts = (n_episodes, n_discussed, n_lately, by_year);
            let own = (aliases, description, url, stated, in_file, counts);
            let brief = stamp(&format!("{short} {around:?} {own:?} {n_moments}"));
            let id = topic.id.0;
            let page = |nth| (topic_page(topic.id, nth), self.stamp_page(topic, nth, brief));
            let mut all: Vec<(u64, u64)> = (1..=topic.n_pages()).map(page).collect();
            let whole = self.stamp_topic(topic, &all);
            all.extend([
                (part(TOPIC_PARTS, id), stamp(&format!("{parts:?}"))),
                (part(TOPIC_NAME, id), stamp(&short)),
                (part(TOPIC_LINE, id), stamp(&format!("{short} {line:?}"))),
                (part(TOPIC, id), whole),
            ]);
            (brief, all)
        };
        let n_topics = self.catalog.topics.len();
        let (every, all): (Vec<u64>, Vec<_>) = (0..n_topics).into_par_iter().map(stamps).unzip();
        self.stamps.extend(all.into_iter().flatten());
        self.set(TOPICS, cache::digest(&every).short() | 1);
    }

    /// The stamp of a topic with all that is on its pages, and with the order of
    /// its moments.
    fn stamp_topic(&self, topic: &TopicEntry, pages: &[(u64, u64)]) -> u64 {
        let mut hasher = FxHasher::default();
        pages.iter().for_each(|it| hasher.write_u64(it.1));
        for (episode, at) in &topic.moments {
            hasher.write_u64(self.names[episode.0 as usize]);
            hasher.write_usize(*at);
        }
        hasher.finish() | 1
    }

    /// The stamp of a page of a topic: its moments, the lines of their episodes,
    /// and the items that they begin.
    fn stamp_page(&self, topic: &TopicEntry, nth: usize, brief: u64) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write_u64(brief);
        for (episode, at) in topic.on_page(nth) {
            let Moment { topic: _, start, kind, text, name, item, weak: _ } =
                self.catalog.moment(episode, at);
            let name_of = self.names[episode.0 as usize];
            hasher.write_u64(self.stamps.get(&part(EPISODE_LINE, name_of)).copied().unwrap_or(0));
            (name_of, start.map(Timestamp::as_millis), kind, text, name, item).hash(&mut hasher);
            if let Some(ItemLine { title, placement }) = self.item_line(episode, at) {
                (title, placement.is_some()).hash(&mut hasher);
                if let Some(Placement { start, end, evidence, confidence }) = placement {
                    (start, end, evidence, confidence.to_bits()).hash(&mut hasher);
                }
            }
        }
        hasher.finish() | 1
    }

    /// The item that a moment of an episode begins.
    fn item_line(&self, episode: EpisodeId, at: usize) -> Option<ItemLine<'c>> {
        let item = self.catalog.moment(episode, at).item?;
        let items = &self.catalog.episode(episode).facts.items;
        items.get(usize::from(item)).map(ItemLine::of)
    }

    /// A fresh look.
    #[must_use]
    pub fn look(&'c self) -> Look<'c> {
        Look { watched: self, seen: Mutex::default() }
    }

    /// Whether everything that was seen is as it was.
    #[must_use]
    pub fn holds(&self, seen: &[Seen]) -> bool {
        seen.iter().all(|it| self.stamps.get(&it.part).copied().unwrap_or(0) == it.stamp)
    }
}

impl<'c> Look<'c> {
    /// Everything that was looked at, in an order that is always the same.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp_of = |it: &u64| self.watched.stamps.get(it).copied().unwrap_or(0);
        let every = seen.contains(&EVERYTHING);
        let needed = seen.iter().filter(|it| **it == EVERYTHING || !every);
        let mut all: Vec<Seen> = needed.map(|it| Seen { part: *it, stamp: stamp_of(it) }).collect();
        all.sort_unstable();
        all
    }

    fn note(&self, part: u64) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(part);
    }

    pub(super) fn catalog(&self) -> &'c Catalog {
        self.watched.catalog
    }

    fn name(&self, id: EpisodeId) -> u64 {
        self.watched.names[id.0 as usize]
    }

    /// The whole catalog.
    pub fn everything(&self) -> &'c Catalog {
        self.note(EVERYTHING);
        self.catalog()
    }

    /// An episode, without its moments.
    pub fn episode(&self, id: EpisodeId) -> &'c Entry {
        self.note(part(EPISODE, self.name(id)));
        self.catalog().episode(id)
    }

    /// An episode as far as a line about it needs it.
    pub fn line(&self, id: EpisodeId) -> EpisodeLine<'c> {
        self.note(part(EPISODE_LINE, self.name(id)));
        let guid = &self.catalog().identity.episodes[id.0 as usize];
        EpisodeLine::new(self.catalog().episode(id), guid)
    }

    /// What subscribers know an episode by.
    pub fn guid(&self, id: EpisodeId) -> &'c Guid {
        self.note(part(EPISODE, self.name(id)));
        &self.catalog().identity.episodes[id.0 as usize]
    }

    /// The moments of an episode.
    pub fn moments(&self, id: EpisodeId) -> impl Iterator<Item = &'c Moment> + use<'c> {
        self.note(part(MOMENTS, self.name(id)));
        self.catalog().moments(id)
    }

    /// What of an episode's transcript many episodes say.
    pub fn refrains(&self, id: EpisodeId, transcript: &Transcript) -> Vec<Stretch> {
        self.note(part(REFRAINS, self.name(id)));
        self.catalog().refrains.stretches(id.0 as usize, transcript)
    }

    /// Every episode, newest first.
    pub fn newest(&self) -> &'c [EpisodeId] {
        self.note(ORDER);
        &self.catalog().newest
    }

    /// What the home of the site, or of a show, says of all episodes.
    pub fn overview(&self, home: Option<ShowId>) -> &'c Overview {
        self.note(part(OVERVIEW, home_name(home)));
        &self.catalog().overviews[&home]
    }

    /// The episodes of one show, newest first.
    pub fn of_show(&self, show: ShowId) -> impl Iterator<Item = EpisodeId> + use<'c> {
        // Which show an episode belongs to is its source's folder.
        self.note(ORDER);
        self.catalog().of_show(show)
    }

    /// A topic with a page, as far as a link needs it.
    pub fn topic_name(&self, id: TopicId) -> Option<TopicName<'c>> {
        self.note(part(TOPIC_NAME, id.0));
        let topic = self.catalog().topic(id)?;
        Some(TopicName { name: &topic.name, slug: &topic.slug })
    }

    /// The same, by index.
    pub fn topic_at(&self, idx: usize) -> TopicName<'c> {
        let topic = &self.catalog().topics[idx];
        self.note(part(TOPIC_NAME, topic.id.0));
        TopicName { name: &topic.name, slug: &topic.slug }
    }

    /// A topic with a page, by index, with its moments and their episodes.
    pub fn topic(&self, idx: usize) -> &'c TopicEntry {
        let topic = &self.catalog().topics[idx];
        self.note(part(TOPIC, topic.id.0));
        topic
    }

    /// A topic with a page, by index; of its moments only those of its nth page
    /// may be looked at.
    pub fn topic_page(&self, idx: usize, nth: usize) -> (&'c TopicEntry, Vec<ShownMoment<'c>>) {
        let topic = &self.catalog().topics[idx];
        self.note(topic_page(topic.id, nth));
        let moment = |(episode, at): (EpisodeId, usize)| ShownMoment {
            episode,
            moment: self.catalog().moment(episode, at),
            item: self.watched.item_line(episode, at),
        };
        (topic, topic.on_page(nth).map(moment).collect())
    }

    /// A moment of an episode, one of those of its topic.
    pub fn moment(&self, episode: EpisodeId, at: usize) -> &'c Moment {
        let moment = self.catalog().moment(episode, at);
        match self.catalog().topic(moment.topic) {
            // The stamp of the topic holds them all.
            Some(topic) => self.note(part(TOPIC, topic.id.0)),
            None => self.note(part(MOMENTS, self.name(episode))),
        }
        moment
    }

    /// A topic with a page, as far as a list needs it, by index.
    pub fn topic_line(&self, idx: usize) -> TopicLine<'c> {
        let topic = &self.catalog().topics[idx];
        self.note(part(TOPIC_LINE, topic.id.0));
        let name = TopicName { name: &topic.name, slug: &topic.slug };
        let n_moments = topic.moments.len();
        let (aliases, n_pages) = (topic.aliases.as_slice(), topic.n_pages());
        TopicLine { name, aliases, n_moments, n_pages, parent: topic.parent }
    }

    /// The topics that are a part of one: indices.
    pub fn topic_parts(&self, idx: usize) -> &'c [usize] {
        self.note(part(TOPIC_PARTS, self.catalog().topics[idx].id.0));
        self.catalog().parts_of_topics().get(&idx).map_or(&[], Vec::as_slice)
    }

    /// Every topic with a page, by name; without its moments.
    pub fn topics(&self) -> &'c [TopicEntry] {
        self.note(TOPICS);
        &self.catalog().topics
    }

    /// The address of a person with a page.
    pub fn person(&self, name: &str) -> Option<&'c Slug> {
        self.note(part(PERSON, name_of(name)));
        self.catalog().person(name).map(|it| &it.slug)
    }

    /// A person with a page, by index.
    pub fn person_entry(&self, idx: usize) -> &'c PersonEntry {
        let person = &self.catalog().people[idx];
        self.note(part(PERSON_ENTRY, name_of(&person.name)));
        person
    }

    /// A sponsor, by index.
    pub fn sponsor(&self, idx: usize) -> &'c SponsorEntry {
        let sponsor = &self.catalog().sponsors[idx];
        self.note(part(SPONSOR, name_of(sponsor.slug.as_str())));
        sponsor
    }

    /// What subscribers know a show by.
    pub fn show_guid(&self, show: ShowId) -> &'c Guid {
        self.note(SHOWS);
        &self.catalog().identity.shows[usize::from(show.0)]
    }

    /// Whether an episode of a show has audio.
    pub fn has_audio(&self, show: ShowId) -> bool {
        self.note(SHOWS);
        self.catalog().with_audio.contains(&show)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_two_kinds_have_two_names() {
        let names = [0, 1, u64::MAX, name_of("a")];
        let parts = names.iter().flat_map(|name| (1..=17).map(|kind| part(kind, *name)));
        let all: FxHashSet<u64> = parts.collect();
        assert_eq!(all.len(), names.len() * 17);
    }
}
