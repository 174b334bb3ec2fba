//! Where in the audio each item of the notes is talked about.

use crate::model::{Episode, Evidence, Placement};

/// Places the items of an episode; the result has an entry for each item. An
/// item that nothing speaks for is not placed: no link is better than a link
/// to the wrong minute.
#[must_use]
pub fn place(episode: &Episode) -> Vec<Option<Placement>> {
    let placed =
        |start| Placement { start, end: None, evidence: Evidence::Stated, confidence: 1.0 };
    episode.notes.items.iter().map(|it| it.stated.map(placed)).collect()
}
