//! What `feed.lock` binds: what subscribers know neither changes nor goes in
//! silence. Of the lock alone follows what binds, never of what lies in the
//! output.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Entry;
use super::identity::{Identity, enclosure, published, unmatched};
use super::known::{Known, Whereabouts};
use super::matching::{Matched, file_of, show_of};
use crate::config::Site;
use crate::diag::{Diagnostic, Span};
use crate::model::{EpisodeFacts, LockedEpisode, ShowId};

/// So many episodes without audio are a trial, and need no word.
const FEW: usize = 2;

/// Names that are said of many.
const NAMED: usize = 3;

/// Episodes of which the same is to be said: where, what each is called, and
/// what is said of the first.
#[derive(Debug, Default)]
struct Several(Vec<(Span, String, String)>);

impl Several {
    fn add(&mut self, span: Span, name: &str, text: String) {
        self.0.push((span, name.to_owned(), text));
    }

    /// One problem for all: a move changes every address.
    fn report(self, make: impl FnOnce(Span, String) -> Diagnostic) -> Option<Diagnostic> {
        let (span, _, text) = self.0.first()?.clone();
        let names: Vec<String> =
            self.0[1..].iter().take(NAMED).map(|it| format!("`{}`", it.1)).collect();
        let more = match self.0.len() - 1 {
            0 => String::new(),
            n if n <= NAMED => format!("; the same of {}", names.join(", ")),
            n => format!("; the same of {n} more: {}, …", names.join(", ")),
        };
        Some(make(span, format!("{text}{more}")))
    }
}

/// Everything that subscribers would see change, or go.
pub(super) fn problems(
    episodes: &[Entry],
    matched: &Matched,
    identity: &Identity,
    known: &Known,
    site: &Site,
) -> Vec<Diagnostic> {
    let here = || left_out(episodes).filter(|_| site.is_settled || !site.is_preview());
    let mut all: Vec<Diagnostic> = here().into_iter().collect();
    if !site.is_settled || !known.lock.binds() {
        return all;
    }
    if !known.accept {
        all.extend(shows(identity, known, site));
        all.extend(changed(episodes, matched, identity, known, site));
        all.extend(unsure(episodes, matched, known));
        all.extend(alike(episodes, matched, known));
    }
    if !known.allow_removals {
        all.extend(removed(episodes, matched, known));
        all.extend(left_feed(episodes, matched, known, site));
    }
    all.extend(gone(matched, known));
    all
}

/// Shows whose feed would get another address or another GUID: the folder of
/// a show is part of both.
fn shows(identity: &Identity, known: &Known, site: &Site) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for (folder, guid) in &known.lock.shows {
        let name = if folder.is_empty() { "the show" } else { folder.as_str() };
        let now = site.shows.iter().zip(&identity.shows).find(|it| it.0.folder == *folder);
        let message = match now {
            Some((_, now)) if now == guid => continue,
            Some((_, now)) => format!("the GUID of {name} changed: `{guid}` is now `{now}`"),
            // Its episodes went with its files, which is said of each.
            None if !has_live(folder, known) => continue,
            None => format!("the feed of {name} would be gone: there is no such show any more"),
        };
        all.push(
            Diagnostic::error("feed/guid", Span::file(known.file), message)
                .hint("subscribers would get nothing more; put settings and folders back as they were")
                .hint("or build once with `--accept-feed-changes`, and commit `feed.lock`"),
        );
    }
    all
}

/// Whether an episode below a folder is known, and not gone. Those below the
/// folder of another show of the lock are of that one.
fn has_live(folder: &str, known: &Known) -> bool {
    let is_in = |source: &str, folder: &str| {
        folder.is_empty() || source.strip_prefix(folder).is_some_and(|it| it.starts_with('/'))
    };
    let deeper = |source: &str| {
        known.lock.shows.iter().any(|it| it.0.len() > folder.len() && is_in(source, &it.0))
    };
    let live = known.lock.episodes.iter().filter(|it| !it.is_gone);
    live.map(|it| it.source.as_str()).any(|it| is_in(it, folder) && !deeper(it))
}

/// GUIDs, addresses of audio and dates that change.
fn changed(
    episodes: &[Entry],
    matched: &Matched,
    identity: &Identity,
    known: &Known,
    site: &Site,
) -> Vec<Diagnostic> {
    let kinds = [
        ("feed/guid", "the GUID"),
        ("feed/enclosure", "the address of the audio"),
        ("feed/date", "the date"),
    ];
    let mut changes = kinds.map(|it| (it, Several::default()));
    for (at, entry) in episodes.iter().enumerate() {
        let Some(before) = matched.of[at].map(|it| &known.lock.episodes[it]) else { continue };
        let (facts, title) = (&entry.facts, &entry.facts.title.value);
        let guid = Some(identity.episodes[at].to_string());
        let now = [guid, enclosure(entry, site), published(facts)];
        let old = [Some(before.guid.as_str()), before.url.as_deref(), before.date.as_deref()];
        for (((kind, several), now), old) in changes.iter_mut().zip(now).zip(old) {
            if let (Some(old), Some(now)) = (old, now)
                && old != now
                && (kind.0 != "feed/enclosure"
                    || file_of(old, facts.show, site) != file_of(&now, facts.show, site))
            {
                let text = format!("{} of `{title}` changed: `{old}` is now `{now}`", kind.1);
                several.add(Span::file(facts.file), title, text);
            }
        }
    }
    let problem = |((code, _), several): ((&'static str, _), Several)| {
        several.report(|span, text| {
            Diagnostic::error(code, span, text)
                .hint("subscribers may get it again, or lose their place; put it back as it was")
                .hint("or build once with `--accept-feed-changes`, and commit `feed.lock`")
        })
    };
    changes.into_iter().filter_map(problem).collect()
}

/// Episodes that may be one of two.
fn unsure(episodes: &[Entry], matched: &Matched, known: &Known) -> Option<Diagnostic> {
    let mut several = Several::default();
    for (episode, entry) in &matched.unsure {
        let (facts, other) = (&episodes[*episode].facts, &known.lock.episodes[*entry]);
        let title = &facts.title.value;
        let text = format!(
            "`{title}` may be the episode that `feed.lock` knows as `{}`, with the GUID `{}`, and as well another",
            other.name(),
            other.guid
        );
        several.add(Span::file(facts.file), title, text);
    }
    several.report(|span, text| {
        Diagnostic::error("feed/guid", span, text)
            .hint("say which it is: `guid = \"…\"` in its front matter, as `feed.lock` has it")
            .hint("or build once with `--accept-feed-changes`: then its source decides")
    })
}

/// New episodes that look like one which the lock has lost.
fn alike(episodes: &[Entry], matched: &Matched, known: &Known) -> Option<Diagnostic> {
    let mut several = Several::default();
    let doubted: BTreeSet<usize> = matched.unsure.iter().map(|it| it.0).collect();
    for (episode, entry) in matched.alike.iter().filter(|it| !doubted.contains(&it.0)) {
        let (facts, other) = (&episodes[*episode].facts, &known.lock.episodes[*entry]);
        let title = &facts.title.value;
        let text = format!(
            "`{title}` would get a new GUID, and looks like `{}`, which `feed.lock` knows and which has no episode any more",
            other.name(),
        );
        several.add(Span::file(facts.file), title, text);
    }
    let first = matched.alike.first().map(|it| &known.lock.episodes[it.1].guid);
    several.report(|span, text| {
        let guid = first.map(ToString::to_string).unwrap_or_default();
        Diagnostic::error("feed/guid", span, text)
            .hint(format!("if it is that episode, say so in its front matter: `guid = \"{guid}\"`"))
            .hint("if it is a new one, build once with `--accept-feed-changes`, and commit `feed.lock`")
    })
}

/// Why an entry of the lock has no episode, where nobody took its sources away.
fn reason(
    (at, entry): (usize, &LockedEpisode),
    matched: &Matched,
    known: &Known,
) -> Option<&'static str> {
    match known.whereabouts.get(at)? {
        Whereabouts::Draft | Whereabouts::Gone => None,
        Whereabouts::Waiting => Some("it waits for its date now"),
        Whereabouts::Unread => Some("its file is there, and no episode is made of it any more"),
        Whereabouts::Episode(other) => {
            let its_own = matched.of[*other];
            let is_both = its_own.is_some_and(|own| {
                known.whereabouts.get(own) == Some(&Whereabouts::Episode(*other))
                    && known.lock.episodes[own].source != entry.source
            });
            is_both.then_some("its file is a part of another episode now")
        }
    }
}

/// Whether the sources of an entry were taken away: then it is gone.
pub(super) fn has_gone(at: usize, matched: &Matched, known: &Known) -> bool {
    let where_is = known.whereabouts.get(at);
    let is_draft = where_is == Some(&Whereabouts::Draft);
    let may_go =
        known.allow_removals || reason((at, &known.lock.episodes[at]), matched, known).is_none();
    !is_draft && may_go
}

/// Episodes that would go though their sources are there.
fn removed(episodes: &[Entry], matched: &Matched, known: &Known) -> Option<Diagnostic> {
    let mut several = Several::default();
    for (at, it) in unmatched(matched, known).filter(|it| !it.1.is_gone) {
        let Some(reason) = reason((at, it), matched, known) else { continue };
        let file = match known.whereabouts.get(at) {
            Some(Whereabouts::Episode(other)) => episodes[*other].facts.file,
            _ => known.file,
        };
        let text = format!("`{}` would vanish from the site: {reason} ({})", it.name(), it.source);
        several.add(Span::file(file), it.name(), text);
    }
    several.report(|span, text| {
        Diagnostic::error("episode/removed", span, text)
            .hint("`feed.lock` says that it is published; make it an episode again")
            .hint("or delete its files, or build once with `--allow-removals`, and commit `feed.lock`")
    })
}

/// Shows whose feed lists episodes with audio alone: those where a tenth or
/// more have some. One file of sound among hundreds of episodes that are read
/// must not empty their feed.
pub(super) fn shows_with_audio(episodes: &[Entry]) -> BTreeSet<ShowId> {
    with_audio(episodes.iter().map(|it| (it.facts.show, it.facts.audio.is_some())))
}

fn with_audio(episodes: impl Iterator<Item = (ShowId, bool)>) -> BTreeSet<ShowId> {
    let mut counts: BTreeMap<ShowId, (usize, usize)> = BTreeMap::new();
    for (show, has_audio) in episodes {
        let (with, all) = counts.entry(show).or_default();
        *with += usize::from(has_audio);
        *all += 1;
    }
    let most = counts.into_iter().filter(|(_, (with, all))| *with > 0 && with * 10 >= *all);
    most.map(|it| it.0).collect()
}

/// Episodes whose entries would leave the feed, as [`super::Catalog::with_audio`] has it.
fn left_feed(
    episodes: &[Entry],
    matched: &Matched,
    known: &Known,
    site: &Site,
) -> Option<Diagnostic> {
    let live = known.lock.episodes.iter().filter(|it| !it.is_gone);
    let had_audio = with_audio(live.map(|it| (show_of(&it.source, site), it.url.is_some())));
    let has_audio = shows_with_audio(episodes);
    let mut several = Several::default();
    for (at, entry) in episodes.iter().enumerate() {
        let Some(before) = matched.of[at].map(|it| &known.lock.episodes[it]) else { continue };
        let (facts, title) = (&entry.facts, &entry.facts.title.value);
        let was_in = before.url.is_some() || !had_audio.contains(&show_of(&before.source, site));
        if before.is_gone || !was_in || facts.audio.is_some() || !has_audio.contains(&facts.show) {
            continue;
        }
        let why = match &before.url {
            Some(url) => format!("its audio, `{url}`, is not known any more"),
            None => "it has no audio, and others have".to_owned(),
        };
        let text = format!("the entry of `{title}` would vanish from the feed: {why}");
        several.add(Span::file(facts.file), title, text);
    }
    several.report(|span, text| {
        Diagnostic::error("feed/removed", span, text)
            .hint("say where its audio is: `audio = \"https://…\"` in its front matter, or a file beside the notes")
            .hint("or build once with `--allow-removals`, and commit `feed.lock`")
    })
}

/// Episodes that no feed has, as [`super::Catalog::with_audio`] has it.
fn left_out(episodes: &[Entry]) -> Option<Diagnostic> {
    let has_audio = shows_with_audio(episodes);
    if has_audio.is_empty() && FEW < episodes.len() {
        let message = "no episode has audio that is known: pages have no player, and apps get nothing to play from the feed";
        return Some(Diagnostic::note("feed/no-audio", Span::detached(), message).hint(
            "say where it is: `audio-url` in `show.toml` for all, `audio = \"https://…\"` in front matter, or files beside the notes",
        ));
    }
    let mut several = Several::default();
    for facts in episodes.iter().map(|it| &it.facts) {
        if facts.audio.is_none() && has_audio.contains(&facts.show) {
            let title = &facts.title.value;
            let text = format!("`{title}` is left out of the feed: its audio is not known");
            several.add(Span::file(facts.file), title, text);
        }
    }
    several.report(|span, text| {
        Diagnostic::warning("feed/no-audio", span, text)
            .hint("say where it is: `audio = \"https://…\"` in front matter, a file beside the notes, or `audio-url` for all")
    })
}

/// Episodes that go with their files, said by the build that they go with.
fn gone(matched: &Matched, known: &Known) -> Option<Diagnostic> {
    let mut several = Several::default();
    for (at, it) in unmatched(matched, known).filter(|it| !it.1.is_gone) {
        if has_gone(at, matched, known) {
            let address = it.path.as_ref().map(|it| format!("; `{it}` leads nowhere now"));
            let text = format!("`{}` is gone{}", it.name(), address.unwrap_or_default());
            several.add(Span::file(known.file), it.name(), text);
        }
    }
    several.report(|span, text| {
        Diagnostic::note("episode/gone", span, text)
            .hint("if its files come back, it is the same episode to its subscribers")
    })
}

/// Dates that stay as subscribers know them, though texts and names say
/// others now.
pub(super) fn kept_dates(
    facts: &[Arc<EpisodeFacts>],
    kept: &[usize],
    found: &[Option<String>],
) -> Option<Diagnostic> {
    let mut several = Several::default();
    for (facts, found) in kept.iter().filter_map(|at| Some((&facts[*at], found[*at].as_deref()?))) {
        let title = &facts.title.value;
        let day = facts.date.map(|it| it.value.to_string()).unwrap_or_default();
        let found = found.get(..10).unwrap_or(found);
        let text = format!(
            "`{title}` keeps the date that subscribers know, {day}, though it seems to be of {found}"
        );
        several.add(Span::file(facts.file), title, text);
    }
    several.report(|span, text| {
        Diagnostic::warning("feed/date-kept", span, text)
            .hint("state the right one in its front matter: `date = 2026-03-03`")
            .hint("or take what is found with `--accept-feed-changes`, once")
    })
}
