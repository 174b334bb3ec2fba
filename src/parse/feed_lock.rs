//! `feed.lock`: what subscribers know already.

use crate::diag::{FileId, Reported};
use crate::model::{FeedLock, Guid, LockedEpisode};
use crate::tree::{Fields, Kind, Node, parse_toml};

const CODES: [&str; 2] = ["feed-lock/type", "feed-lock/unknown-key"];

/// Reads the file.
///
/// # Errors
///
/// A file that is no TOML, or has other keys: guessing here would give every
/// subscriber every episode anew.
pub fn parse(file: FileId, text: &str) -> Reported<FeedLock> {
    let mut lock = FeedLock::default();
    let table = match parse_toml(file, text, 0, "feed-lock/syntax") {
        Ok(table) => table,
        Err(problems) => return Reported { value: lock, problems },
    };
    let mut fields = Fields::new(file, &table, CODES);
    for node in list(&mut fields, "show") {
        let Kind::Table(table) = &node.kind else { continue };
        let mut show = Fields::new(file, table, CODES);
        let folder = show.text("folder").map(|it| it.value).unwrap_or_default();
        let guid = show.text("guid").and_then(|it| Guid::new(&it.value));
        lock.shows.extend(guid.map(|it| (folder, it)));
        for problem in show.finish() {
            fields.report(problem);
        }
    }
    for node in list(&mut fields, "episode") {
        let Kind::Table(table) = &node.kind else { continue };
        let mut episode = Fields::new(file, table, CODES);
        let source = episode.text("source").map(|it| it.value).unwrap_or_default();
        let guid = episode.text("guid").and_then(|it| Guid::new(&it.value));
        let url = episode.text("url").map(|it| it.value);
        let date = episode.text("date").map(|it| it.value);
        lock.episodes.extend(guid.map(|guid| LockedEpisode { source, guid, url, date }));
        for problem in episode.finish() {
            fields.report(problem);
        }
    }
    Reported { value: lock, problems: fields.finish() }
}

fn list<'t>(fields: &mut Fields<'t>, key: &'static str) -> &'t [Node] {
    match fields.node(key).map(|it| &it.kind) {
        Some(Kind::List(list)) => list,
        _ => &[],
    }
}
