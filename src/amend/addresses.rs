//! The text of `addresses.lock`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::Change;
use crate::model::{ADDRESSES_END, ADDRESSES_HEAD, AddressLock, GONE};

/// The text of `addresses.lock`; `None` if it says so already. Pure.
#[must_use]
pub fn plan_addresses(path: &Path, existing: &str, lock: &AddressLock) -> Option<Change> {
    let mut text = format!("{ADDRESSES_HEAD}\n");
    for (path, it) in &lock.pages {
        let gone = if it.is_gone { GONE } else { "" };
        let line = [path, &one_line(&it.name), &one_line(&it.url), gone].join("\t");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "{ADDRESSES_END}");
    let n = lock.pages.len();
    (text != existing.replace("\r\n", "\n")).then(|| Change {
        path: path.to_owned(),
        before: existing.to_owned(),
        text,
        diff: format!("addresses.lock remembers {n} addresses; commit it\n"),
    })
}

/// The lines that change: `-` goes, `+` comes.
#[must_use]
pub fn lines_of_addresses(change: &Change) -> String {
    let (before, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (change.before.lines().collect(), change.text.lines().collect());
    let mut changed: Vec<(&str, char)> = before.difference(&now).map(|it| (*it, '-')).collect();
    changed.extend(now.difference(&before).map(|it| (*it, '+')));
    changed.sort_unstable_by_key(|it| (it.0.split('\t').next(), it.1 == '+'));
    changed.into_iter().fold(String::new(), |mut text, (line, sign)| {
        let _ = writeln!(text, "{sign} {line}");
        text
    })
}

/// A text without what would end a part of a line.
fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}
