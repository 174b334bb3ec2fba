//! One GUID that front matter gives to several episodes: somebody copied a
//! file. Apps show one episode for a GUID, so only one of them may keep it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::{Known, Whereabouts};
use crate::diag::{Diagnostic, Span};
use crate::model::{EpisodeFacts, Guid};

/// Leaves each GUID to one episode: to the one `feed.lock` knows by it, else to
/// the first by date, then by path. The others get one from their source, as if
/// they stated none. Where the lock binds a GUID and does not say which of them
/// has it, nothing is settled, and the build stops at it.
pub(super) fn settle(facts: &mut [Arc<EpisodeFacts>], known: &Known) -> Vec<Diagnostic> {
    let mut holders: BTreeMap<Guid, Vec<usize>> = BTreeMap::new();
    for (at, it) in facts.iter().enumerate() {
        if let Some(guid) = &it.guid {
            holders.entry(guid.clone()).or_default().push(at);
        }
    }
    let mut problems = Vec::new();
    for (guid, mut all) in holders.into_iter().filter(|it| 1 < it.1.len()) {
        let entry = known.lock.episodes.iter().position(|it| it.guid == guid);
        let bound = entry.filter(|it| !known.lock.episodes[*it].is_draft);
        let is_known = |at: &usize| match entry.and_then(|it| known.whereabouts.get(it)) {
            Some(Whereabouts::Episode(it)) => it == at,
            _ => false,
        };
        all.sort_by_key(|at| {
            let it = &facts[*at];
            let day = it.date.map(|it| it.value);
            (Reverse(is_known(at)), day.is_none(), day, it.source.clone())
        });
        let first = all[0];
        let others: Vec<usize> = all.drain(1..).collect();
        if bound.is_some() && !(is_known(&first) && others.iter().all(|it| has_other(*it, known))) {
            continue;
        }
        let span = Span::file(facts[others[0]].file);
        let more = match others.len() {
            1 => String::new(),
            n => format!("; the same of {} more", n - 1),
        };
        let message =
            format!("the GUID `{guid}` stands in two episodes: this one gets another{more}");
        problems.push(
            Diagnostic::warning("feed/same-guid", span, message)
                .see(Span::file(facts[first].file), "this one keeps it")
                .hint("take `guid` out of the front matter of the one that was copied"),
        );
        for at in others {
            Arc::make_mut(&mut facts[at]).guid = None;
        }
    }
    problems
}

/// Whether `feed.lock` knows an episode by an entry of its own.
fn has_other(at: usize, known: &Known) -> bool {
    known.whereabouts.contains(&Whereabouts::Episode(at))
}
