//! `feed.lock` as a merge leaves it: with marks of conflicts, with lines and
//! entries that stand twice.

use std::collections::BTreeMap;

use crate::model::{FeedLock, Guid, LockedEpisode};

/// A block of the file: its header, and what its lines say. A key may say
/// several things.
#[derive(Debug, Default)]
struct LockBlock {
    is_show: bool,
    fields: BTreeMap<String, Vec<toml::Value>>,
}

/// Reads a file that need not be TOML. Entries of one GUID become one: both
/// sides' addresses are kept, and where only one can be right of what
/// subscribers do not see, the last is.
///
/// # Errors
///
/// What cannot be decided: two dates or addresses of audio for one episode,
/// two GUIDs for one source, a line that says nothing.
pub fn merge(text: &str) -> Result<FeedLock, Vec<String>> {
    let mut problems = Vec::new();
    let blocks = blocks(text, &mut problems);
    let mut lock = FeedLock::default();
    let mut episodes: BTreeMap<Guid, LockBlock> = BTreeMap::new();
    for block in blocks {
        let guids = block.texts("guid");
        let Some(guid) = guids.first().and_then(|it| Guid::new(it)) else {
            problems.push(format!("the entry of {} has no `guid`", block.name()));
            continue;
        };
        if 1 < guids.len() {
            problems.push(format!(
                "the entry of {} has two GUIDs: {}",
                block.name(),
                guids.join(", ")
            ));
        } else if block.is_show {
            lock.shows.push((block.texts("folder").pop().unwrap_or_default(), guid));
        } else {
            episodes.entry(guid).or_default().take_in(block);
        }
    }
    lock.shows.sort();
    lock.shows.dedup();
    if lock.shows.windows(2).any(|it| it[0].0 == it[1].0) {
        problems.push(
            "a show has two GUIDs; delete the one that is not in the published feed".to_owned(),
        );
    }
    for (guid, block) in episodes {
        lock.episodes.extend(block.episode(guid, &mut problems));
    }
    lock.episodes.sort_by(|a, b| (&a.source, &a.guid).cmp(&(&b.source, &b.guid)));
    let live: Vec<_> = lock.episodes.iter().filter(|it| !it.is_gone).collect();
    for two in live.windows(2).filter(|it| it[0].source == it[1].source) {
        let (source, a, b) = (&two[0].source, &two[0].guid, &two[1].guid);
        problems.push(format!("`{source}` has two GUIDs, {a} and {b}; delete the entry whose GUID is not in the published feed"));
    }
    if problems.is_empty() { Ok(lock) } else { Err(problems) }
}

/// Every block, without the marks of conflicts. The base of a conflict, as
/// `diff3` shows it, is left out.
fn blocks(text: &str, problems: &mut Vec<String>) -> Vec<LockBlock> {
    let mut blocks: Vec<LockBlock> = Vec::new();
    let mut in_base = false;
    for (nth, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.starts_with("|||||||") {
            in_base = true;
        } else if line.starts_with("=======") || line.starts_with(">>>>>>>") {
            in_base = false;
        }
        let is_mark =
            ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|it| line.starts_with(it));
        if in_base || is_mark || line.is_empty() || line.starts_with('#') {
            continue;
        }
        let header = line.split('#').next().unwrap_or_default().trim();
        if matches!(header, "[[show]]" | "[[episode]]") {
            blocks.push(LockBlock { is_show: header == "[[show]]", ..LockBlock::default() });
            continue;
        }
        let read = line.parse::<toml::Table>().ok().and_then(|it| it.into_iter().next());
        let Some((key, value)) = read.filter(|_| !blocks.is_empty()) else {
            problems.push(format!("line {nth} says nothing: `{line}`"));
            continue;
        };
        // Both sides began with the same header, which was taken for one.
        let begins = blocks.last().is_some_and(|it| {
            key == "source" && it.fields.contains_key(&key) && !it.fields[&key].contains(&value)
        });
        if begins {
            blocks.push(LockBlock::default());
        }
        if let Some(block) = blocks.last_mut() {
            block.add(key, value);
        }
    }
    blocks
}

impl LockBlock {
    fn add(&mut self, key: String, value: toml::Value) {
        let values = self.fields.entry(key).or_default();
        values.retain(|it| *it != value);
        values.push(value);
    }

    /// Adds what another entry says of the same episode. A mark counts only
    /// where both have it.
    fn take_in(&mut self, other: Self) {
        let is_first = self.fields.is_empty();
        for mark in ["gone", "draft"] {
            if !is_first && !other.fields.contains_key(mark) {
                self.fields.remove(mark);
            }
        }
        for (key, values) in other.fields {
            let is_mark = matches!(key.as_str(), "gone" | "draft");
            if is_first || !is_mark {
                values.into_iter().for_each(|it| self.add(key.clone(), it));
            }
        }
    }

    /// Every text that a key says.
    fn texts(&self, key: &str) -> Vec<String> {
        let values = self.fields.get(key).map(Vec::as_slice).unwrap_or_default();
        values.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect()
    }

    fn number(&self, key: &str) -> Option<u32> {
        let last = self.fields.get(key)?.last()?;
        u32::try_from(last.as_integer()?).ok()
    }

    /// What people call it.
    fn name(&self) -> String {
        let said = self.texts("title").pop().or_else(|| self.texts("source").pop());
        said.map_or_else(|| "something".to_owned(), |it| format!("`{it}`"))
    }

    fn episode(&self, guid: Guid, problems: &mut Vec<String>) -> Option<LockedEpisode> {
        let name = self.name();
        for (key, what) in [("url", "addresses of audio"), ("date", "dates")] {
            let all = self.texts(key);
            if 1 < all.len() {
                problems.push(format!(
                    "{name} has two {what}, {}; delete the line of which the published feed knows nothing",
                    all.join(" and ")
                ));
            }
        }
        let mut paths = self.texts("path");
        let path = paths.pop();
        let lists = self.fields.get("was").map(Vec::as_slice).unwrap_or_default();
        let listed = lists.iter().filter_map(|it| it.as_array()).flatten();
        paths.extend(listed.filter_map(|it| it.as_str().map(str::to_owned)));
        paths.retain(|it| Some(it) != path.as_ref());
        paths.sort();
        paths.dedup();
        let source = self.texts("source").pop();
        if source.is_none() {
            problems.push(format!("the entry of {name} has no `source`"));
        }
        Some(LockedEpisode {
            source: source?,
            guid,
            url: self.texts("url").pop(),
            date: self.texts("date").pop(),
            title: self.texts("title").pop(),
            number: self.number("number"),
            season: self.number("season"),
            path,
            was: paths,
            is_gone: self.fields.contains_key("gone"),
            is_draft: self.fields.contains_key("draft"),
        })
    }
}
