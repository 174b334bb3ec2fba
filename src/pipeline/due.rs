//! Episodes that wait for their date.

use jiff::Timestamp;

use super::Job;
use super::load::Loaded;
use crate::diag::{self, Diagnostic, Located, Span};
use crate::model::{EpisodeFacts, Origin};
use crate::source::SourceTree;

use super::Open;

/// When an episode is due: the moment its author states, or the beginning of
/// the day (UTC). A guessed date hides nothing.
#[must_use]
pub fn due(
    published: Option<Timestamp>,
    date: Option<crate::model::Known<jiff::civil::Date>>,
) -> Option<Timestamp> {
    let day = date.filter(|it| it.origin == Origin::Stated)?.value;
    // The last days there are stand for "not yet", and begin at no moment there is.
    let begins = || {
        let day = day.to_zoned(jiff::tz::TimeZone::UTC);
        day.map_or(Timestamp::MAX, |it| it.timestamp())
    };
    Some(published.unwrap_or_else(begins))
}

/// Takes out the episodes that are not due yet; when the first of them is.
pub(super) fn hold_back<'e>(
    job: &Job<'_>,
    loaded: Vec<Loaded<'e>>,
    tree: &SourceTree,
    problems: &mut Vec<Located>,
) -> (Vec<Loaded<'e>>, Option<Timestamp>) {
    let Some(now) = job.due else { return (loaded, None) };
    let when = |it: &EpisodeFacts| due(it.published, it.date).filter(|it| now < *it);
    if loaded.iter().all(|it| when(&it.facts).is_none()) {
        return (loaded, None);
    }
    let (waiting, shown): (Vec<_>, Vec<_>) =
        loaded.into_iter().partition(|it| when(&it.facts).is_some());
    let mut notes = Vec::new();
    let mut next: Option<Timestamp> = None;
    for Loaded { files, facts, .. } in waiting {
        let Some(at) = when(&facts) else { continue };
        next = Some(next.map_or(at, |it| it.min(at)));
        let message = format!("the episode waits for its date, {at}");
        let note = Diagnostic::note("episode/scheduled", Span::file(files.main), message);
        notes
            .push(note.hint("it appears with the first build after that; `--future` shows it now"));
    }
    problems.extend(diag::locate(notes, &Open::new(tree)));
    (shown, next)
}
