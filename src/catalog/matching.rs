//! Which entry of `feed.lock` each episode has.
//!
//! A GUID that the author states decides. Otherwise five signs are compared:
//! source, address of the audio, day, number, title. An episode may be one of
//! the lock if its source, its audio or its title is the same, or its day and
//! its number are; of all that may be it, the one with the most signs is, then
//! the one with the fewest signs against it. Where two are as likely, nothing
//! is guessed: [`Matched::unsure`].
//!
//! So files may be renamed, renumbered, retitled and swapped, and what is in
//! them stays what it was; swapped audio is not taken for swapped episodes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::known::{Known, Whereabouts};
use crate::config::Site;
use crate::model::{EpisodeFacts, LockedEpisode, ShowId};

/// Entries with the same sign that are looked at: a title that hundreds of
/// episodes have says nothing.
const LOOKED_AT: usize = 8;

/// Which entry each episode has.
#[derive(Debug, Default)]
pub(super) struct Matched {
    /// By episode: index into the lock.
    pub of: Vec<Option<usize>>,
    /// Episodes that may as well be another, with the entry in question.
    pub unsure: Vec<(usize, usize)>,
    /// Episodes without an entry, with one that has no episode any more and
    /// the same day, number or title.
    pub alike: Vec<(usize, usize)>,
}

/// What an episode, or an entry of the lock, is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Signature<'a> {
    show: ShowId,
    url: Option<&'a str>,
    day: Option<&'a str>,
    number: Option<(Option<u32>, u32)>,
    title: Option<&'a str>,
}

/// How likely an entry is an episode's; greater is likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    is_stated: bool,
    n_for: usize,
    /// Signature against it, from 9 down.
    few_against: usize,
}

/// An episode that may be an entry's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    likeness: Likeness,
    episode: usize,
    entry: usize,
}

/// Entries of the lock by each of their signs.
struct LockIndex<'a> {
    signs: Vec<Signature<'a>>,
    by_guid: BTreeMap<&'a str, usize>,
    by_url: BTreeMap<&'a str, Vec<usize>>,
    by_title: BTreeMap<(ShowId, &'a str), Vec<usize>>,
    by_number: BTreeMap<(ShowId, Option<u32>, u32), Vec<usize>>,
    by_day: BTreeMap<(ShowId, &'a str), Vec<usize>>,
    /// The entries whose source is a file of an episode.
    by_episode: BTreeMap<usize, Vec<usize>>,
}

/// Finds the entry of every episode; `urls` and `dates` are what its feed
/// says of it now.
pub(super) fn match_up(
    facts: &[Arc<EpisodeFacts>],
    (urls, dates): (&[Option<String>], &[Option<String>]),
    known: &Known,
    site: &Site,
) -> Matched {
    let index = LockIndex::new(known, site);
    let file = |at: usize| urls[at].as_deref().map(|it| file_of(it, facts[at].show, site));
    let own = |at: usize| of_episode(&facts[at], file(at), dates[at].as_deref());
    let mut pairs: Vec<Pair> = Vec::new();
    for (episode, facts) in facts.iter().enumerate() {
        let signs = own(episode);
        let guid = facts.guid.as_ref().map(|it| it.as_str());
        for entry in index.candidates(episode, &signs, guid) {
            let likeness = likeness(known, &index.signs, (episode, &signs, guid), entry);
            pairs.extend(likeness.map(|likeness| Pair { likeness, episode, entry }));
        }
    }
    let mut matched = settle(pairs, facts.len(), known);
    matched.alike = index.alike(&matched, own, known);
    matched
}

/// Gives every entry away, the likeliest pairs first.
fn settle(mut pairs: Vec<Pair>, n_episodes: usize, known: &Known) -> Matched {
    // Of equals the one whose source is the episode's comes first.
    let is_source =
        |it: &Pair| known.whereabouts.get(it.entry) == Some(&Whereabouts::Episode(it.episode));
    pairs.sort_by_key(|it| (std::cmp::Reverse(it.likeness), !is_source(it), it.episode, it.entry));
    let mut matched = Matched { of: vec![None; n_episodes], ..Matched::default() };
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for equals in pairs.chunk_by(|a, b| a.likeness == b.likeness) {
        let open = |it: &&Pair, matched: &Matched, taken: &BTreeSet<usize>| {
            matched.of[it.episode].is_none() && !taken.contains(&it.entry)
        };
        let left: Vec<Pair> =
            equals.iter().filter(|it| open(it, &matched, &taken)).copied().collect();
        let mut of_episode: BTreeMap<usize, usize> = BTreeMap::new();
        let mut of_entry: BTreeMap<usize, usize> = BTreeMap::new();
        for it in &left {
            *of_episode.entry(it.episode).or_default() += 1;
            *of_entry.entry(it.entry).or_default() += 1;
        }
        for it in &left {
            let rivals = 1 < of_episode[&it.episode] || 1 < of_entry[&it.entry];
            if rivals && !it.likeness.is_stated {
                matched.unsure.push((it.episode, it.entry));
            }
            if open(&it, &matched, &taken) {
                matched.of[it.episode] = Some(it.entry);
                taken.insert(it.entry);
            }
        }
    }
    matched.unsure.sort_unstable();
    matched.unsure.dedup_by_key(|it| it.0);
    matched
}

/// How likely an entry is an episode's; `None` where too little speaks for it.
fn likeness(
    known: &Known,
    entries: &[Signature<'_>],
    (episode, own, guid): (usize, &Signature<'_>, Option<&str>),
    entry: usize,
) -> Option<Likeness> {
    let other = &entries[entry];
    let is_stated = guid == Some(known.lock.episodes[entry].guid.as_str());
    let same = |a: Option<&str>, b: Option<&str>| a.zip(b).map(|(a, b)| a == b);
    // A file that moved says nothing; one that is another episode's now does.
    let source = match known.whereabouts.get(entry) {
        Some(Whereabouts::Episode(it)) => Some(*it == episode),
        _ => None,
    };
    let url = same(own.url, other.url);
    let is_of_show = own.show == other.show;
    let of_show = |it: Option<bool>| it.map(|it| it && is_of_show);
    let day = of_show(same(own.day, other.day));
    let number = of_show(own.number.zip(other.number).map(|(a, b)| a == b));
    let title = of_show(same(own.title, other.title));
    let all = [source, url, day, number, title];
    let count = |what: bool| all.iter().filter(|it| **it == Some(what)).count();
    let (n_for, n_against) = (count(true), count(false));
    let yes = |it: Option<bool>| it == Some(true);
    let may_be = is_stated
        || yes(source)
        || yes(url)
        || (yes(day) && yes(number))
        || (yes(title) && n_against < 2);
    may_be.then_some(Likeness { is_stated, n_for, few_against: 9 - n_against })
}

fn of_episode<'a>(
    facts: &'a EpisodeFacts,
    url: Option<&'a str>,
    date: Option<&'a str>,
) -> Signature<'a> {
    Signature {
        show: facts.show,
        url,
        day: date.and_then(day),
        number: facts.number.map(|it| (facts.season, it.value)),
        title: Some(facts.title.value.as_str()),
    }
}

fn of_entry<'a>(it: &'a LockedEpisode, site: &Site) -> Signature<'a> {
    let show = show_of(&it.source, site);
    Signature {
        show,
        url: it.url.as_deref().map(|it| file_of(it, show, site)),
        day: it.date.as_deref().and_then(day),
        number: it.number.map(|number| (it.season, number)),
        title: it.title.as_deref(),
    }
}

/// What leads to one file, whatever counts who fetches it.
pub(super) fn file_of<'u>(url: &'u str, show: ShowId, site: &Site) -> &'u str {
    site.shows[usize::from(show.0)].audio_prefix.behind(url)
}

/// `2024-01-01` of `2024-01-01T00:00:00Z`.
fn day(date: &str) -> Option<&str> {
    date.get(..10)
}

/// The show in whose folder a source lies.
pub(super) fn show_of(source: &str, site: &Site) -> ShowId {
    let is_in = |folder: &str| {
        folder.is_empty() || source.strip_prefix(folder).is_some_and(|it| it.starts_with('/'))
    };
    let shows = (0..).map(ShowId).zip(&site.shows);
    let own = shows.filter(|it| is_in(&it.1.folder)).max_by_key(|it| it.1.folder.len());
    own.map_or(ShowId(0), |it| it.0)
}

impl<'a> LockIndex<'a> {
    fn new(known: &'a Known, site: &Site) -> Self {
        let entries = &known.lock.episodes;
        let signs: Vec<Signature<'a>> = entries.iter().map(|it| of_entry(it, site)).collect();
        let mut index = Self {
            by_guid: entries.iter().enumerate().map(|(at, it)| (it.guid.as_str(), at)).collect(),
            by_url: BTreeMap::new(),
            by_title: BTreeMap::new(),
            by_number: BTreeMap::new(),
            by_day: BTreeMap::new(),
            by_episode: BTreeMap::new(),
            signs: Vec::new(),
        };
        for (at, it) in signs.iter().enumerate() {
            if let Some(Whereabouts::Episode(episode)) = known.whereabouts.get(at) {
                index.by_episode.entry(*episode).or_default().push(at);
            }
            if let Some(url) = it.url {
                index.by_url.entry(url).or_default().push(at);
            }
            if let Some(title) = it.title {
                index.by_title.entry((it.show, title)).or_default().push(at);
            }
            if let Some((season, number)) = it.number {
                index.by_number.entry((it.show, season, number)).or_default().push(at);
            }
            if let Some(day) = it.day {
                index.by_day.entry((it.show, day)).or_default().push(at);
            }
        }
        Self { signs, ..index }
    }

    /// Entries that share a sign with an episode, each once.
    fn candidates<'s>(
        &'s self,
        episode: usize,
        signs: &Signature<'s>,
        guid: Option<&'s str>,
    ) -> BTreeSet<usize> {
        let sources = self.by_episode.get(&episode);
        let guid = guid.and_then(|it| self.by_guid.get(it)).copied();
        let shared = self.sharing(signs).into_iter().flatten();
        shared.chain(sources).flatten().copied().chain(guid).collect()
    }

    /// Entries with the audio, the number, the day or the title of an episode.
    fn sharing<'s>(&'s self, signs: &Signature<'s>) -> [Option<&'s Vec<usize>>; 4] {
        let show = signs.show;
        let number = signs.number.and_then(|it| self.by_number.get(&(show, it.0, it.1)));
        let day = signs.day.and_then(|it| self.by_day.get(&(show, it)));
        let title = signs.title.and_then(|it| self.by_title.get(&(show, it)));
        let url = signs.url.and_then(|it| self.by_url.get(it));
        [url, number, day, title].map(|it| it.filter(|it| it.len() <= LOOKED_AT))
    }

    /// Episodes without an entry that look like one which has lost its own.
    fn alike<'s>(
        &'s self,
        matched: &Matched,
        own: impl Fn(usize) -> Signature<'s>,
        known: &Known,
    ) -> Vec<(usize, usize)> {
        let taken: BTreeSet<usize> = matched.of.iter().flatten().copied().collect();
        let is_lost = |it: &usize| {
            let where_is = known.whereabouts.get(*it);
            !taken.contains(it) && !matches!(where_is, Some(Whereabouts::Draft))
        };
        let of_one = |episode: usize| {
            let signs = own(episode);
            let show = signs.show;
            let number = signs.number.and_then(|it| self.by_number.get(&(show, it.0, it.1)));
            let day = signs.day.and_then(|it| self.by_day.get(&(show, it)));
            // Titles such as `Questions` come back; a deletion is no reason
            // to doubt them for ever.
            let title = signs.title.and_then(|it| self.by_title.get(&(show, it)));
            let is_new = |it: &&usize| !known.lock.episodes[**it].is_gone;
            let titled = title.into_iter().flatten().filter(is_new);
            let mut all = number.into_iter().chain(day).flatten().chain(titled);
            all.find(|it| is_lost(it)).map(|entry| (episode, *entry))
        };
        let unmatched = matched.of.iter().enumerate().filter(|it| it.1.is_none());
        unmatched.filter_map(|it| of_one(it.0)).collect()
    }
}
