//! What subscribers know an episode by. It never follows from what may
//! change: `feed.lock` remembers it.

use std::collections::{BTreeMap, BTreeSet};

use super::Entry;
use crate::config::Site;
use crate::diag::{Diagnostic, Span};
use crate::model::{AudioPlace, EpisodeFacts, FeedLock, Guid, LockedEpisode};

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

/// What changed for subscribers, of one kind.
struct Changes {
    code: &'static str,
    what: &'static str,
    found: Vec<(Span, String)>,
}

/// Finds every episode's GUID, and what subscribers would see change.
pub(super) fn identify(
    episodes: &[Entry],
    known: &FeedLock,
    accept: bool,
    site: &Site,
) -> (Identity, Vec<Diagnostic>) {
    let shows: Vec<Guid> = site.shows.iter().map(|it| show_guid(it, known, site)).collect();
    let known_of = match_up(episodes, known, site);
    let mut changes = [
        Changes { code: "feed/guid", what: "the GUID", found: Vec::new() },
        Changes { code: "feed/enclosure", what: "the address of the audio", found: Vec::new() },
        Changes { code: "feed/date", what: "the date", found: Vec::new() },
    ];
    let mut guids = Vec::with_capacity(episodes.len());
    let mut locked: Vec<LockedEpisode> = Vec::new();
    for (entry, before) in episodes.iter().zip(&known_of) {
        let facts = &entry.facts;
        let before = before.map(|it| &known.episodes[it]);
        let own = facts.guid.clone().or_else(|| before.map(|it| it.guid.clone()));
        let show = &shows[usize::from(facts.show.0)];
        let guid = own.unwrap_or_else(|| fresh(show, &facts.source, known));
        let now = LockedEpisode {
            source: facts.source.clone(),
            guid: guid.clone(),
            url: enclosure(entry, site),
            date: published(facts),
        };
        if let Some(before) = before.filter(|_| site.is_settled) {
            let mut note = |kind: usize, old: Option<&str>, new: Option<&str>| {
                if let Some(old) = old.filter(|it| new.is_some_and(|new| new != *it)) {
                    let text = format!("`{old}` is now `{}`", new.unwrap_or_default());
                    changes[kind].found.push((Span::file(facts.file), text));
                }
            };
            note(0, Some(before.guid.as_str()), Some(now.guid.as_str()));
            note(1, before.url.as_deref(), now.url.as_deref());
            note(2, before.date.as_deref(), now.date.as_deref());
        }
        guids.push(guid);
        locked.push(now);
    }
    // Whoever comes back comes back as the same.
    let kept: BTreeSet<usize> = known_of.iter().flatten().copied().collect();
    let gone = known.episodes.iter().enumerate().filter(|it| !kept.contains(&it.0));
    locked.extend(gone.map(|it| it.1.clone()));
    locked.sort_by(|a, b| a.source.cmp(&b.source));
    let folders = site.shows.iter().map(|it| it.folder.clone());
    let lock = FeedLock { shows: folders.zip(shows.iter().cloned()).collect(), episodes: locked };
    let mut problems: Vec<Diagnostic> =
        changes.into_iter().filter(|_| !accept).filter_map(|it| it.report()).collect();
    problems.extend(twice(episodes, &guids));
    (Identity { shows, episodes: guids, lock }, problems)
}

/// A GUID for an episode nobody has seen, out of its source. A file that was
/// renamed has taken the GUID of its old name along: that one is not given
/// twice.
fn fresh(show: &Guid, source: &str, known: &FeedLock) -> Guid {
    let is_taken = |it: &Guid| known.episodes.iter().any(|known| known.guid == *it);
    let first = show.of_episode(source);
    let more = (2..).map(|n| show.of_episode(&format!("{source} {n}")));
    std::iter::once(first.clone()).chain(more).find(|it| !is_taken(it)).unwrap_or(first)
}

impl Changes {
    /// One problem for all changes of a kind: a move changes every address.
    fn report(self) -> Option<Diagnostic> {
        let (span, text) = self.found.first()?.clone();
        let more = match self.found.len() {
            1 => String::new(),
            n => format!(", and {} more episodes", n - 1),
        };
        let message = format!("{} of an episode changed: {text}{more}", self.what);
        Some(
            Diagnostic::error(self.code, span, message)
                .hint("subscribers may get it again, or lose their place; put it back as it was")
                .hint("or build once with `--accept-feed-changes`, and commit `feed.lock`"),
        )
    }
}

fn show_guid(show: &crate::config::Show, known: &FeedLock, site: &Site) -> Guid {
    let locked = known.shows.iter().find(|it| it.0 == show.folder).map(|it| it.1.clone());
    show.feed.guid.clone().or(locked).unwrap_or_else(|| {
        let home = show.prefix.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
        Guid::of_feed(&site.base_url.join(&format!("{home}feed.xml")))
    })
}

/// Which entry of the lock each episode has. The surest sign first: its source
/// with its audio, its stated GUID, audio that no other has, its source. So
/// files may be renamed and renumbered, and what is in them stays what it was.
fn match_up(episodes: &[Entry], known: &FeedLock, site: &Site) -> Vec<Option<usize>> {
    let urls: Vec<Option<String>> = episodes.iter().map(|it| enclosure(it, site)).collect();
    let of_lock = |at: usize| &known.episodes[at];
    let by_source = only(known.episodes.iter().map(|it| Some(it.source.as_str())));
    let by_guid = only(known.episodes.iter().map(|it| Some(it.guid.as_str())));
    let by_url = only(known.episodes.iter().map(|it| it.url.as_deref()));
    let own_urls = only(urls.iter().map(Option::as_deref));
    let mut found: Vec<Option<usize>> = vec![None; episodes.len()];
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for sign in 0..4 {
        for (at, entry) in episodes.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            let url = urls[at].as_deref();
            let source = by_source.get(entry.facts.source.as_str()).copied();
            let match_of = match sign {
                0 => source.filter(|it| of_lock(*it).url.as_deref() == url),
                1 => entry.facts.guid.as_ref().and_then(|it| by_guid.get(it.as_str()).copied()),
                2 => url
                    .filter(|it| own_urls.contains_key(it))
                    .and_then(|it| by_url.get(it).copied()),
                _ => source,
            };
            found[at] = match_of.filter(|it| taken.insert(*it));
        }
    }
    found
}

/// The places of keys that occur once.
fn only<'k>(keys: impl Iterator<Item = Option<&'k str>>) -> BTreeMap<&'k str, usize> {
    let mut places: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (at, key) in keys.enumerate() {
        let Some(key) = key else { continue };
        places.entry(key).and_modify(|it| *it = None).or_insert(Some(at));
    }
    places.into_iter().filter_map(|(key, at)| Some((key, at?))).collect()
}

/// Two episodes of one GUID: apps show only one of them.
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

/// The absolute address of an episode's audio.
#[must_use]
pub fn enclosure(entry: &Entry, site: &Site) -> Option<String> {
    let audio = entry.facts.audio.as_ref()?;
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
            None => site.base_url.join(&format!("{}{url}", entry.path)),
        },
        AudioPlace::File(_, source) => {
            site.base_url.join(&format!("{}{}", entry.path, source.published_name()))
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
