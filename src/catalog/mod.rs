//! The facts of all episodes → what the site knows as a whole: addresses,
//! order, neighbours, people, sponsors, topics. Small, always computed anew, pure.

mod bound;
mod dates;
mod guids;
mod identity;
mod known;
mod line;
mod look;
mod matching;
mod named_elsewhere;
mod order;
mod overview;
mod people;
mod roles;
mod sponsors;
mod topics;
mod unlisted;
mod usage;

use std::collections::btree_map;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

pub use identity::{Identity, enclosure, published};
pub use known::{Known, Whereabouts};
pub use line::{EpisodeLine, ItemLine};
pub use look::{Look, Seen, ShownMoment, TopicLine, TopicName, Watched};
pub use overview::Overview;
pub use people::{PersonEntry, WithheldName};
pub use sponsors::SponsorEntry;
pub use topics::{Drop, DroppedTopic, RelatedEpisode, TopicEntry, n_lately};
pub use unlisted::unlisted_path;

use crate::config::Site;
use crate::diag::{Diagnostic, Reported, Span};
use crate::model::{AudioPlace, EpisodeFacts, EpisodeId, Mentions, Moment, ShowId, TopicId};
use crate::path::{Slug, without_reserved};
use crate::refrain::Refrains;
use crate::topics::Roster;

use matching::Matched;
use usage::Usages;

/// What the site knows as a whole.
#[derive(Debug)]
pub struct Catalog {
    /// In order of loading: an episode's id is its index.
    pub episodes: Vec<Entry>,
    /// Episodes with a page that nothing leads to; their ids follow on those of
    /// the others.
    pub unlisted: Vec<Entry>,
    /// What is said in each, those in no list last.
    pub mentions: Vec<Arc<Mentions>>,
    /// Every episode, newest first.
    pub newest: Vec<EpisodeId>,
    /// People with a page, by name.
    pub people: Vec<PersonEntry>,
    /// Names that are shown nowhere, in order of their episodes.
    pub withheld: Vec<WithheldName>,
    /// Sponsors, by name.
    pub sponsors: Vec<SponsorEntry>,
    /// Topics with a page, by name.
    pub topics: Vec<TopicEntry>,
    /// Names without a page, by name.
    pub dropped: Vec<DroppedTopic>,
    /// Shows whose feed lists episodes with audio alone.
    pub with_audio: BTreeSet<ShowId>,
    /// What subscribers know shows and episodes by.
    pub identity: Identity,
    /// What many episodes say in the same words, in order of their ids.
    pub refrains: Refrains,
    /// What homes say: of the site (`None`), and of each show.
    pub overviews: BTreeMap<Option<ShowId>, Overview>,
    usages: Usages,
    topic_by_id: FxHashMap<TopicId, usize>,
    parts: BTreeMap<usize, Vec<usize>>,
}

/// An episode and its place in the site.
#[derive(Debug)]
pub struct Entry {
    /// What is known of it.
    pub facts: Arc<EpisodeFacts>,
    /// Its address below the base: `/episodes/308-…/`.
    pub path: String,
    /// Where its own audio file is, if not beside its page: a path of the site.
    pub audio_path: Option<String>,
    /// The last piece of its address.
    pub slug: Slug,
    /// The episode of the same show before it.
    pub previous: Option<EpisodeId>,
    /// The episode of the same show behind it.
    pub next: Option<EpisodeId>,
    /// Episodes about the same things, the closest first.
    pub related: Vec<RelatedEpisode>,
}

impl Entry {
    /// An episode that does not know yet what is around it.
    fn alone(facts: Arc<EpisodeFacts>, (path, slug): (String, Slug)) -> Self {
        Self {
            facts,
            path,
            audio_path: None,
            slug,
            previous: None,
            next: None,
            related: Vec::new(),
        }
    }
}

impl Catalog {
    /// An episode by id.
    #[must_use]
    pub fn episode(&self, id: EpisodeId) -> &Entry {
        let at = id.0 as usize;
        self.episodes.get(at).unwrap_or_else(|| &self.unlisted[at - self.episodes.len()])
    }

    /// A moment of an episode, by its index in the episode's mentions.
    #[must_use]
    pub fn moment(&self, id: EpisodeId, at: usize) -> &Moment {
        &self.mentions[id.0 as usize].moments[at]
    }

    /// The moments of an episode that are about their topics, in order of time.
    pub fn moments(&self, id: EpisodeId) -> impl Iterator<Item = &Moment> + '_ {
        self.mentions[id.0 as usize].moments.iter().filter(|it| self.usages.count(it))
    }

    /// The episodes of one show, newest first.
    pub fn of_show(&self, show: ShowId) -> impl Iterator<Item = EpisodeId> + '_ {
        self.newest.iter().copied().filter(move |it| self.episode(*it).facts.show == show)
    }

    /// The topic of a moment, if it has a page.
    #[must_use]
    pub fn topic(&self, id: TopicId) -> Option<&TopicEntry> {
        self.topic_by_id.get(&id).map(|it| &self.topics[*it])
    }

    /// The topics that are parts of others, by the index of those.
    #[must_use]
    pub fn parts_of_topics(&self) -> &BTreeMap<usize, Vec<usize>> {
        &self.parts
    }

    /// The person with this name, if they have a page.
    #[must_use]
    pub fn person(&self, name: &str) -> Option<&PersonEntry> {
        self.people
            .binary_search_by(|it| it.name.as_str().cmp(name))
            .ok()
            .map(|at| &self.people[at])
    }
}

/// Builds the catalog; `refrains` finds what its episodes share.
pub fn catalog(
    loaded: Vec<(Arc<EpisodeFacts>, Arc<Mentions>)>,
    refrains: impl FnOnce() -> Refrains + Send,
    roster: &Roster,
    known: &Known,
    site: &Site,
) -> Reported<Catalog> {
    let (facts, mentions): (Vec<_>, Vec<_>) = loaded.into_iter().unzip();
    let (refrains, rest) =
        rayon::join(refrains, || without_refrains(facts, &mentions, roster, known, site));
    rest.map(|it| Catalog { refrains, mentions, ..it })
}

/// All but what is said, and what many episodes say: who calls adds both.
fn without_refrains(
    mut facts: Vec<Arc<EpisodeFacts>>,
    mentions: &[Arc<Mentions>],
    roster: &Roster,
    known: &Known,
    site: &Site,
) -> Reported<Catalog> {
    let mut problems = Vec::new();
    let heard_wrong = dates::take_back(&mut facts);
    dates::complete(&mut facts);
    problems.extend(dates::tell(&facts, &heard_wrong));
    dates::doubt(&facts, &mut problems);
    roles::settle(&mut facts, site);
    let withheld = people::withhold(&mut facts, site);
    problems.extend(people::tell(&facts, &withheld));
    report_one_audio(&facts, &mut problems);
    report_duplicate_numbers(&facts, &mut problems);
    let (mut episodes, newest, matched) = known_episodes(facts, known, site, &mut problems);
    link_neighbours(&mut episodes, &newest);
    let usages = Usages::of(mentions, roster);
    let sponsors = sponsors::sponsors(&episodes, &newest);
    let ((topics, related), ((identity, found), (people, overviews))) = rayon::join(
        || {
            let known = (&episodes[..], &withheld[..], &sponsors[..]);
            let topics = topics::topics(known, mentions, &usages, &newest, roster, site);
            let related = topics::related_episodes(mentions, &topics);
            (topics, related)
        },
        || {
            let (identity, twice) = identity::identify(&episodes, &matched, known, site);
            let mut found = bound::problems(&episodes, &matched, &identity, known, site);
            found.extend(twice);
            let identified = (identity, found);
            let people = people::people(&episodes, &newest, (site, &known.addresses));
            (identified, (people, overviews(&episodes, &newest, site)))
        },
    );
    problems.extend(found);
    let with_audio = bound::shows_with_audio(&episodes);
    for (entry, related) in episodes.iter_mut().zip(related) {
        entry.related = related;
    }
    let topics::Topics { entries: topics, dropped, by_id: topic_by_id } = topics;
    let parts = parts(&topics);
    let catalog = Catalog {
        overviews,
        episodes,
        unlisted: Vec::new(),
        mentions: Vec::new(),
        newest,
        people,
        withheld,
        sponsors,
        topics,
        dropped,
        with_audio,
        identity,
        refrains: Refrains::default(),
        usages,
        topic_by_id,
        parts,
    };
    Reported { value: catalog, problems }
}

/// Episodes with their addresses, and what `feed.lock` knows of each. What it
/// binds, and nobody states otherwise, is as it says.
fn known_episodes(
    mut facts: Vec<Arc<EpisodeFacts>>,
    known: &Known,
    site: &Site,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Entry>, Vec<EpisodeId>, Matched) {
    problems.extend(guids::settle(&mut facts, known));
    let mut paths = addresses(&facts, site, &mut Vec::new());
    let url = |(facts, (path, _)): (&Arc<EpisodeFacts>, &(String, Slug))| {
        identity::enclosure_at(facts, path, site)
    };
    let mut urls: Vec<Option<String>> = facts.iter().zip(&paths).map(url).collect();
    let dates: Vec<Option<String>> = facts.iter().map(|it| published(it)).collect();
    let matched = matching::match_up(&facts, (&urls, &dates), known, site);
    let binds = known.lock.binds() && site.is_settled && !known.accept;
    if binds {
        let kept = identity::keep_dates(&mut facts, &matched, known);
        problems.extend(bound::kept_dates(&facts, &kept, &dates));
    }
    paths = addresses(&facts, site, problems);
    urls = facts.iter().zip(&paths).map(url).collect();
    let taken: BTreeSet<&str> = urls.iter().flatten().map(String::as_str).collect();
    let newest = order::newest(&facts);
    let entries = facts.into_iter().zip(paths);
    let mut episodes: Vec<Entry> = entries.map(|(facts, it)| Entry::alone(facts, it)).collect();
    for (at, entry) in episodes.iter_mut().enumerate().filter(|_| binds) {
        let Some(before) = matched.of[at].map(|it| &known.lock.episodes[it]) else { continue };
        let is_free = before.url.as_deref().is_some_and(|it| !taken.contains(it));
        let kept = identity::kept_audio(&entry.facts, urls[at].as_deref(), before, site);
        entry.audio_path = kept.filter(|_| is_free);
    }
    (episodes, newest, matched)
}

/// The topics that are parts of each.
fn parts(topics: &[TopicEntry]) -> BTreeMap<usize, Vec<usize>> {
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (idx, topic) in topics.iter().enumerate() {
        if let Some(parent) = topic.parent {
            parts.entry(parent).or_default().push(idx);
        }
    }
    parts
}

fn overviews(
    episodes: &[Entry],
    newest: &[EpisodeId],
    site: &Site,
) -> BTreeMap<Option<ShowId>, Overview> {
    let shows = (0..).zip(&site.shows).map(|(it, _)| Some(ShowId(it)));
    let homes = std::iter::once(None).chain(shows);
    let overview = |home: Option<ShowId>| {
        let is_in =
            |it: &EpisodeId| home.is_none_or(|show| episodes[it.0 as usize].facts.show == show);
        (home, Overview::of(newest.iter().copied().filter(is_in), episodes))
    };
    homes.map(overview).collect()
}

fn link_neighbours(episodes: &mut [Entry], newest: &[EpisodeId]) {
    let mut last: BTreeMap<ShowId, EpisodeId> = BTreeMap::new();
    for &id in newest {
        let show = episodes[id.0 as usize].facts.show;
        if let Some(newer) = last.insert(show, id) {
            episodes[newer.0 as usize].previous = Some(id);
            episodes[id.0 as usize].next = Some(newer);
        }
    }
}

/// Several episodes with one address of audio: listeners hear the same.
fn report_one_audio(facts: &[Arc<EpisodeFacts>], problems: &mut Vec<Diagnostic>) {
    let mut by_address: BTreeMap<&str, Vec<&EpisodeFacts>> = BTreeMap::new();
    for it in facts {
        if let Some(AudioPlace::Url(url)) = it.audio.as_ref().map(|it| &it.place) {
            by_address.entry(url).or_default().push(it);
        }
    }
    for (url, all) in by_address.into_iter().filter(|it| 1 < it.1.len()) {
        let message = format!("{} episodes have one address of audio: `{url}`", all.len());
        let mut problem =
            Diagnostic::warning("episode/same-audio", Span::file(all[0].file), message);
        for it in all.iter().skip(1).take(2) {
            problem = problem.see(Span::file(it.file), "this is another one");
        }
        problems.push(problem.hint(
            "give each its own `audio` in front matter, or `audio-url` a place such as `{number}`",
        ));
    }
}

/// Says once for each show which numbers several of its episodes have: nothing
/// is lost by it, but a link by number leads to one of them.
fn report_duplicate_numbers(facts: &[Arc<EpisodeFacts>], problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(ShowId, Option<u32>, u32), &EpisodeFacts> = BTreeMap::new();
    let mut twice: BTreeMap<ShowId, Vec<(u32, &EpisodeFacts, &EpisodeFacts)>> = BTreeMap::new();
    for it in facts {
        let Some(number) = it.number else { continue };
        match seen.entry((it.show, it.season, number.value)) {
            btree_map::Entry::Vacant(free) => drop(free.insert(it)),
            btree_map::Entry::Occupied(first) => {
                twice.entry(it.show).or_default().push((number.value, it, first.get()));
            }
        }
    }
    for found in twice.into_values() {
        let [(number, it, first), ..] = found[..] else { continue };
        // Who has a number as the third is there too.
        let mut n_of: BTreeMap<u32, usize> = BTreeMap::new();
        found.iter().for_each(|it| *n_of.entry(it.0).or_insert(1) += 1);
        let numbers: Vec<String> = n_of.keys().take(3).map(u32::to_string).collect();
        let message = match n_of.len() {
            1 if n_of[&number] == 2 => format!("two episodes have the number {number}"),
            1 => format!("{} episodes have the number {number}", n_of[&number]),
            n => {
                let more = if 3 < n { ", …" } else { "" };
                format!("{n} numbers are those of several episodes: {}{more}", numbers.join(", "))
            }
        };
        problems.push(
            Diagnostic::warning("episode/duplicate-number", Span::file(it.file), message)
                .see(Span::file(first.file), "this is the other one")
                .hint("give one of them another `number` in its front matter, or a `season`")
                .hint("if they are two shows, give each a folder, and name these in `shows`"),
        );
    }
}

/// Address and slug of every episode. Titles that meet are told apart by the
/// names of their files, and these by a number.
fn addresses(
    facts: &[Arc<EpisodeFacts>],
    site: &Site,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(String, Slug)> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut addresses = Vec::with_capacity(facts.len());
    for (idx, it) in facts.iter().enumerate() {
        let show = &site.shows[usize::from(it.show.0)];
        let prefix = show.prefix.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
        let wanted = it.slug.as_deref().and_then(Slug::of).or_else(|| Slug::of(&it.title.value));
        let fallback = || {
            let number = it.number.map_or(idx, |it| it.value as usize);
            Slug::of(&format!("episode {number}"))
        };
        let Some(slug) = wanted.or_else(fallback) else { continue };
        let number = it.number.map(|it| it.value);
        let year = it.date.map(|it| it.value.year());
        let path = |slug: &Slug| {
            without_reserved(format!("{prefix}{}", show.permalink.fill(number, slug, year)))
        };
        if let Some(&first) = taken.get(&path(&slug)).filter(|_| it.slug.is_some()) {
            let message = format!("two episodes have the address `{}`", path(&slug));
            problems.push(
                Diagnostic::warning("episode/duplicate-address", Span::file(it.file), message)
                    .see(Span::file(facts[first].file), "this is the other one")
                    .hint("give one of them another `slug` in its front matter"),
            );
        }
        let is_free = |it: &Slug| !taken.contains_key(&path(it));
        let of_file = || slug_of_file(&it.source).filter(|it| is_free(it));
        let chosen = match is_free(&slug) {
            true => slug,
            false => of_file().unwrap_or_else(|| slug.free(|it| !is_free(it))),
        };
        taken.insert(path(&chosen), idx);
        addresses.push((path(&chosen), chosen));
    }
    addresses
}

/// The name of a file, or of its folder if it says no more than `notes` does.
fn slug_of_file(source: &str) -> Option<Slug> {
    let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
    let stem = name.split('.').next().unwrap_or_default();
    let is_generic = matches!(stem, "notes" | "index" | "transcript" | "show-notes" | "episode");
    let own = if is_generic { folder.rsplit('/').next().unwrap_or_default() } else { stem };
    Slug::of(own)
}
