//! `feed.lock`: what subscribers know already.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{FeedLock, Guid, LOCK_END, LOCK_HEAD, LockedEpisode};
use crate::tree::{Fields, Kind, Node, parse_toml};

const CODES: [&str; 2] = ["feed-lock/type", "feed-lock/unknown-key"];

/// What mends a file that a merge left behind.
const MEND: &str = "if a merge left it so, `cuepoint lock --merge` mends it";

/// Reads the file. Entries that are equal count once.
///
/// # Errors
///
/// A file that is no TOML, has other keys, lacks its end, or says two things
/// of one episode: guessing here would give every subscriber every episode
/// anew.
pub fn parse(file: FileId, text: &str) -> Reported<FeedLock> {
    let mut lock = FeedLock::default();
    let table = match parse_toml(file, text, 0, "feed-lock/syntax") {
        Ok(table) => table,
        Err(problems) => {
            let problems = problems.into_iter().map(|it| it.hint(MEND)).collect();
            return Reported { value: lock, problems };
        }
    };
    let mut fields = Fields::new(file, &table, CODES);
    if is_cut(text) {
        let message = "the file was cut short: it does not end with `# end`";
        fields.report(
            Diagnostic::error("feed-lock/cut", Span::file(file), message)
                .hint("take it out of version control again")
                .hint("or, if nothing is missing, `cuepoint lock --merge` ends it"),
        );
    }
    let mut entries: Vec<(LockedEpisode, Span)> = Vec::new();
    for node in list(&mut fields, "show") {
        let Kind::Table(table) = &node.kind else { continue };
        let mut show = Fields::new(file, table, CODES);
        let folder = show.text("folder").map(|it| it.value).unwrap_or_default();
        match show.text("guid").and_then(|it| Guid::new(&it.value)) {
            Some(guid) => lock.shows.push((folder, guid)),
            None => show.report(incomplete(file, node, "show", "guid")),
        }
        for problem in show.finish() {
            fields.report(problem);
        }
    }
    for node in list(&mut fields, "episode") {
        let Kind::Table(table) = &node.kind else { continue };
        let mut episode = Fields::new(file, table, CODES);
        let read = read_episode(&mut episode);
        match read {
            Ok(it) => entries.push((it, Span::new(file, node.span.clone()))),
            Err(key) => episode.report(incomplete(file, node, "episode", key)),
        }
        for problem in episode.finish() {
            fields.report(problem);
        }
    }
    let mut problems = fields.finish();
    lock.shows.sort();
    lock.shows.dedup();
    problems.extend(two_guids(file, &lock.shows));
    lock.episodes = once(entries, &mut problems);
    Reported { value: lock, problems }
}

/// Whether a file lacks what it says it ends with. A build never writes an
/// empty one.
fn is_cut(text: &str) -> bool {
    let promises = text.lines().any(|it| it.trim() == LOCK_HEAD);
    let ends = text.lines().any(|it| it.trim() == LOCK_END);
    text.trim().is_empty() || (promises && !ends)
}

/// Reads an entry; the error names the key it cannot do without.
fn read_episode(fields: &mut Fields<'_>) -> Result<LockedEpisode, &'static str> {
    let mut text = |key| fields.text(key).map(|it| it.value);
    let (source, guid) = (text("source"), text("guid").and_then(|it| Guid::new(&it)));
    let (url, date, title, path) = (text("url"), text("date"), text("title"), text("path"));
    let number = fields.count("number").map(|it| it.value);
    let season = fields.count("season").map(|it| it.value);
    let was = fields.texts("was").into_iter().map(|it| it.value).collect();
    let is_gone = fields.flag("gone").unwrap_or_default();
    let is_draft = fields.flag("draft").unwrap_or_default();
    let source = source.ok_or("source")?;
    let guid = guid.ok_or("guid")?;
    Ok(LockedEpisode {
        source,
        guid,
        url,
        date,
        title,
        number,
        season,
        path,
        was,
        is_gone,
        is_draft,
    })
}

fn incomplete(file: FileId, node: &Node, what: &str, key: &str) -> Diagnostic {
    let message = format!("an entry of {what} has no `{key}`");
    Diagnostic::error("feed-lock/incomplete", Span::new(file, node.span.clone()), message)
        .hint("take the file out of version control again")
        .hint(MEND)
}

fn two_guids(file: FileId, shows: &[(String, Guid)]) -> Option<Diagnostic> {
    let two = shows.windows(2).find(|it| it[0].0 == it[1].0)?;
    let message = format!("the show has two GUIDs: `{}` and `{}`", two[0].1, two[1].1);
    Some(
        Diagnostic::error("feed-lock/double", Span::file(file), message)
            .hint("delete the one that is not in the published feed"),
    )
}

/// Every entry once. Two that say different things of one episode are an
/// error; a draft gives way to what is published.
fn once(entries: Vec<(LockedEpisode, Span)>, problems: &mut Vec<Diagnostic>) -> Vec<LockedEpisode> {
    let mut episodes: Vec<LockedEpisode> = Vec::with_capacity(entries.len());
    let mut spans: Vec<Span> = Vec::with_capacity(entries.len());
    let mut by_guid: BTreeMap<Guid, usize> = BTreeMap::new();
    let mut by_source: BTreeMap<String, usize> = BTreeMap::new();
    for (it, span) in entries {
        if let Some(&at) = by_guid.get(&it.guid) {
            let known = &mut episodes[at];
            let is_draft = known.is_draft && it.is_draft;
            if (LockedEpisode { is_draft, ..it.clone() })
                == (LockedEpisode { is_draft, ..known.clone() })
            {
                known.is_draft = is_draft;
            } else {
                problems.push(double(span, spans[at].clone(), &format!("the GUID `{}`", it.guid)));
            }
            continue;
        }
        // One whose sources are gone leaves its place to others.
        if !it.is_gone
            && let Some(at) = by_source.insert(it.source.clone(), episodes.len())
        {
            problems.push(double(
                span.clone(),
                spans[at].clone(),
                &format!("the source `{}`", it.source),
            ));
        }
        by_guid.insert(it.guid.clone(), episodes.len());
        episodes.push(it);
        spans.push(span);
    }
    episodes
}

fn double(span: Span, other: Span, what: &str) -> Diagnostic {
    let message = format!("two entries have {what}, and say different things");
    Diagnostic::error("feed-lock/double", span, message)
        .see(other, "this is the other one")
        .hint(MEND)
}

fn list<'t>(fields: &mut Fields<'t>, key: &'static str) -> &'t [Node] {
    match fields.node(key).map(|it| &it.kind) {
        Some(Kind::List(list)) => list,
        _ => &[],
    }
}
