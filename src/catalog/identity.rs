//! What subscribers know an episode by. It never follows from what may
//! change: `feed.lock` remembers it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Entry;
use super::known;
use super::matching::Matched;
use crate::config::Site;
use crate::diag::{Diagnostic, Span};
use crate::model::{AudioPlace, EpisodeFacts, FeedLock, Guid, Known, LockedEpisode, Origin};

/// The GUIDs of shows and episodes, and what to remember of them.
#[derive(Debug)]
pub struct Identity {
    /// By show.
    pub shows: Vec<Guid>,
    /// By episode.
    pub episodes: Vec<Guid>,
    /// What `feed.lock` says from now on.
    pub lock: FeedLock,
}

/// Finds every episode's GUID, and two episodes that have one.
pub(super) fn identify(
    episodes: &[Entry],
    matched: &Matched,
    known: &known::Known,
    site: &Site,
) -> (Identity, Option<Diagnostic>) {
    let shows: Vec<Guid> = site.shows.iter().map(|it| show_guid(it, &known.lock, site)).collect();
    let taken: BTreeSet<&Guid> = known.lock.episodes.iter().map(|it| &it.guid).collect();
    let is_draft = !known.is_published && !known.lock.binds();
    let mut guids = Vec::with_capacity(episodes.len());
    let mut locked: Vec<LockedEpisode> = Vec::new();
    for (entry, before) in episodes.iter().zip(&matched.of) {
        let facts = &entry.facts;
        let before = before.map(|it| &known.lock.episodes[it]);
        let own = facts.guid.clone().or_else(|| before.map(|it| it.guid.clone()));
        let show = &shows[usize::from(facts.show.0)];
        let guid = own.unwrap_or_else(|| fresh(show, &facts.source, &taken));
        locked.push(remembered(entry, guid.clone(), before, is_draft, site));
        guids.push(guid);
    }
    // Whoever comes back comes back as the same.
    if known.lock.binds() {
        locked.extend(unmatched(matched, known).map(|(at, it)| {
            let is_gone = it.is_gone || super::bound::has_gone(at, matched, known);
            LockedEpisode { is_gone, is_draft, ..it.clone() }
        }));
    }
    locked.sort_by(|a, b| (&a.source, &a.guid).cmp(&(&b.source, &b.guid)));
    let folders = site.shows.iter().map(|it| it.folder.clone());
    let lock = FeedLock { shows: folders.zip(shows.iter().cloned()).collect(), episodes: locked };
    let problem = twice(episodes, &guids);
    (Identity { shows, episodes: guids, lock }, problem)
}

/// Entries that no episode has, with their places in the lock.
pub(super) fn unmatched<'k>(
    matched: &Matched,
    known: &'k known::Known,
) -> impl Iterator<Item = (usize, &'k LockedEpisode)> + use<'k> {
    let taken: BTreeSet<usize> = matched.of.iter().flatten().copied().collect();
    known.lock.episodes.iter().enumerate().filter(move |it| !taken.contains(&it.0))
}

/// What the lock says of an episode from now on.
fn remembered(
    entry: &Entry,
    guid: Guid,
    before: Option<&LockedEpisode>,
    is_draft: bool,
    site: &Site,
) -> LockedEpisode {
    let facts = &entry.facts;
    let mut was: Vec<String> = before.map(|it| it.was.clone()).unwrap_or_default();
    was.extend(before.and_then(|it| it.path.clone()));
    let number = facts.number.map(|it| it.value);
    if let Some(old) = before.and_then(|it| it.number).filter(|it| Some(*it) != number) {
        // Its short link.
        let prefix = site.shows[usize::from(facts.show.0)].prefix.as_ref();
        was.push(format!("{}/{old}/", prefix.map(|it| format!("/{it}")).unwrap_or_default()));
    }
    was.retain(|it| *it != entry.path);
    was.sort();
    was.dedup();
    if is_draft {
        was.clear();
    }
    LockedEpisode {
        source: facts.source.clone(),
        guid,
        url: enclosure(entry, site),
        date: published(facts),
        title: Some(facts.title.value.clone()),
        number: facts.number.map(|it| it.value),
        season: facts.season,
        path: Some(entry.path.clone()),
        was,
        is_gone: false,
        is_draft,
    }
}

/// A GUID for an episode nobody has seen, out of its source. A file that was
/// renamed has taken the GUID of its old name along: that one is not given
/// twice.
fn fresh(show: &Guid, source: &str, taken: &BTreeSet<&Guid>) -> Guid {
    let first = show.of_episode(source);
    let more = (2..).map(|n| show.of_episode(&format!("{source} {n}")));
    std::iter::once(first.clone()).chain(more).find(|it| !taken.contains(it)).unwrap_or(first)
}

/// The GUID of a show. Before it is published, it follows from its address.
fn show_guid(show: &crate::config::Show, known: &FeedLock, site: &Site) -> Guid {
    let locked = known.shows.iter().filter(|_| known.binds()).find(|it| it.0 == show.folder);
    show.feed.guid.clone().or_else(|| locked.map(|it| it.1.clone())).unwrap_or_else(|| {
        let home = show.prefix.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
        Guid::of_feed(&site.base_url.join(&format!("{home}feed.xml")))
    })
}

/// Two episodes of one GUID that subscribers know: apps show only one of them.
fn twice(episodes: &[Entry], guids: &[Guid]) -> Option<Diagnostic> {
    let mut seen: BTreeMap<&Guid, usize> = BTreeMap::new();
    for (idx, guid) in guids.iter().enumerate() {
        if let Some(first) = seen.insert(guid, idx) {
            let message = format!("two episodes have the GUID `{guid}`");
            return Some(
                Diagnostic::error("feed/guid", Span::file(episodes[idx].facts.file), message)
                    .see(Span::file(episodes[first].facts.file), "this is the other one")
                    .hint("give one of them another `guid` in its front matter"),
            );
        }
    }
    None
}

/// Keeps the dates that subscribers know where nobody states another: what is
/// found in texts and names may be found otherwise by another version. The
/// episodes whose date is kept.
pub(super) fn keep_dates(
    facts: &mut [Arc<EpisodeFacts>],
    matched: &Matched,
    known: &known::Known,
) -> Vec<usize> {
    let mut kept = Vec::new();
    for (at, it) in facts.iter_mut().enumerate() {
        let Some(before) = matched.of[at].map(|it| &known.lock.episodes[it]) else { continue };
        let is_stated =
            it.published.is_some() || it.date.is_some_and(|it| it.origin == Origin::Stated);
        let day = before.date.as_deref().and_then(|it| it.get(..10)?.parse().ok());
        let Some(day) = day.filter(|day| !is_stated && it.date.is_none_or(|it| it.value != *day))
        else {
            continue;
        };
        let origin = it.date.map_or(Origin::Default, |it| it.origin);
        Arc::make_mut(it).date = Some(Known::new(day, origin));
        kept.push(at);
    }
    kept
}

/// Where audio that lies beside the notes is published, if subscribers know it
/// elsewhere than beside the page: a path of the site. Pages may move; what
/// apps have saved as the address of a file stays.
pub(super) fn kept_audio(
    facts: &EpisodeFacts,
    url: Option<&str>,
    before: &LockedEpisode,
    site: &Site,
) -> Option<String> {
    let AudioPlace::File(_, source) = &facts.audio.as_ref()?.place else { return None };
    let old = before.url.as_deref().filter(|it| Some(*it) != url)?;
    let path = old.strip_prefix(site.base_url.as_str())?;
    let is_same_kind = path.rsplit_once('.').is_some_and(|it| it.1 == source.extension());
    is_same_kind.then(|| format!("/{path}"))
}

/// The absolute address of an episode's audio.
#[must_use]
pub fn enclosure(entry: &Entry, site: &Site) -> Option<String> {
    match &entry.audio_path {
        Some(path) => Some(site.base_url.join(path)),
        None => enclosure_at(&entry.facts, &entry.path, site),
    }
}

/// The same, for audio that is published beside its page.
pub(super) fn enclosure_at(facts: &EpisodeFacts, path: &str, site: &Site) -> Option<String> {
    let audio = facts.audio.as_ref()?;
    Some(match &audio.place {
        AudioPlace::Url(url) if url.contains("://") => {
            let is_web = url.starts_with("https://") || url.starts_with("http://");
            return is_web.then(|| url.clone());
        }
        AudioPlace::Url(url) => match url.strip_prefix('/') {
            Some(path) => {
                let host = site.base_url.as_str();
                let end = host.len() - site.base_url.path().len();
                format!("{}/{path}", &host[..end])
            }
            None => site.base_url.join(&format!("{path}{url}")),
        },
        AudioPlace::File(_, source) => {
            site.base_url.join(&format!("{path}{}", source.published_name()))
        }
    })
}

/// When an episode was published, RFC 3339: midnight UTC of its day unless
/// the author states a time.
#[must_use]
pub fn published(facts: &EpisodeFacts) -> Option<String> {
    if let Some(it) = facts.published {
        return Some(it.to_string());
    }
    facts.date.map(|it| format!("{}T00:00:00Z", it.value))
}
