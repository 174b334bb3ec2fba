//! The text of `feed.lock`, and what changes in it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::Change;
use crate::model::{FeedLock, LOCK_END, LOCK_HEAD, LockedEpisode};

/// The text of `feed.lock`; `None` if it says so already. Pure.
#[must_use]
pub fn plan_lock(path: &Path, existing: &str, lock: &FeedLock) -> Option<Change> {
    let text = text_of(lock);
    (text != existing).then(|| Change {
        path: path.to_owned(),
        before: existing.to_owned(),
        text,
        diff: summary(lock),
    })
}

/// One block an entry, in the order of sources.
fn text_of(lock: &FeedLock) -> String {
    let mut text = format!("{LOCK_HEAD}\n");
    for (folder, guid) in &lock.shows {
        let _ = write!(text, "\n[[show]]\n");
        if !folder.is_empty() {
            let _ = writeln!(text, "folder = {}", quoted(folder));
        }
        let _ = writeln!(text, "guid = {}", quoted(guid.as_str()));
    }
    for it in &lock.episodes {
        text.push_str(&block(it));
    }
    let _ = write!(text, "\n{LOCK_END}\n");
    text
}

/// Git's union merge takes equal lines of two new entries for one: the
/// comment makes the first line of each another.
fn block(it: &LockedEpisode) -> String {
    let seen: String = it.guid.as_str().chars().filter(|it| !it.is_control()).collect();
    let mut text = format!("\n[[episode]] # {seen}\nsource = {}\n", quoted(&it.source));
    let _ = writeln!(text, "guid = {}", quoted(it.guid.as_str()));
    let own = [("url", &it.url), ("date", &it.date), ("title", &it.title), ("path", &it.path)];
    for (key, value) in own {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {}", quoted(value));
        }
    }
    for (key, value) in [("number", it.number), ("season", it.season)] {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    if !it.was.is_empty() {
        let all: Vec<String> = it.was.iter().map(|it| quoted(it)).collect();
        let _ = writeln!(text, "was = [{}]", all.join(", "));
    }
    for (key, value) in [("gone", it.is_gone), ("draft", it.is_draft)] {
        if value {
            let _ = writeln!(text, "{key} = true");
        }
    }
    text
}

/// A text of TOML in one line, whatever it holds.
fn quoted(text: &str) -> String {
    let mut all = String::with_capacity(text.len() + 2);
    all.push('"');
    for it in text.chars() {
        match it {
            '"' | '\\' => all.extend(['\\', it]),
            it if it.is_control() => {
                let _ = write!(all, "\\u{:04X}", u32::from(it));
            }
            it => all.push(it),
        }
    }
    all.push('"');
    all
}

fn summary(lock: &FeedLock) -> String {
    let episodes = match lock.episodes.len() {
        1 => "1 episode".to_owned(),
        n => format!("{n} episodes"),
    };
    match lock.binds() {
        true => format!("feed.lock remembers {episodes}; commit it\n"),
        false => format!("feed.lock remembers {episodes}, not published yet; commit it\n"),
    }
}

/// The lines that change in a lock, for whoever writes them down elsewhere:
/// ` ` stays, `-` goes, `+` comes. Entries that stay as they are are left out.
#[must_use]
pub fn lines_of(change: &Change) -> String {
    let blocks = |text: &str| -> Vec<String> {
        text.split("\n\n").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
    };
    let (before, now) = (blocks(&change.before), blocks(&change.text));
    let (known, kept): (BTreeSet<&String>, BTreeSet<&String>) =
        (before.iter().collect(), now.iter().collect());
    let mut lines = String::new();
    for it in now.iter().filter(|it| !known.contains(it)) {
        let same = before.iter().find(|old| guid_of(old) == guid_of(it) && guid_of(it).is_some());
        let old: Vec<&str> = same.map(|it| it.lines().collect()).unwrap_or_default();
        for line in old.iter().filter(|line| !it.lines().any(|it| it == **line)) {
            let _ = writeln!(lines, "- {line}");
        }
        for line in it.lines() {
            let sign = if old.contains(&line) { ' ' } else { '+' };
            let _ = writeln!(lines, "{sign} {line}");
        }
    }
    let stays =
        |old: &String| now.iter().any(|it| guid_of(it).is_some() && guid_of(it) == guid_of(old));
    for line in
        before.iter().filter(|it| !kept.contains(it) && !stays(it)).flat_map(|it| it.lines())
    {
        let _ = writeln!(lines, "- {line}");
    }
    lines
}

/// The line with the GUID of a block.
fn guid_of(block: &str) -> Option<&str> {
    block.lines().find(|it| it.starts_with("guid = "))
}
