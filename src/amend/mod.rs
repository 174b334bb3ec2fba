//! Changes to the user's own files that the user asked for: times beside the
//! notes, lost hours in them, confirmed names, new files. Never overwrites what a person wrote.

mod addresses;
mod create;
mod lock;
mod people;
mod take_back;
mod written;

pub use addresses::{lines_of_addresses, plan_addresses};
pub use create::{Created, NewFile, create};
pub use lock::{lines_of, plan_lock};
pub use people::plan_people;
pub use take_back::{is_as_made, take_back};

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::catalog::TopicEntry;
use crate::disk;
use crate::model::{Episode, Item, Placement};
use crate::time::Timestamp;

/// A file to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: PathBuf,
    /// Its text before; empty if it is new.
    pub before: String,
    /// Its new text, whole.
    pub text: String,
    /// What changes, line by line: `-` before, `+` after.
    pub diff: String,
}

/// Where a file goes that belongs to notes: `GENERIC` in a folder of their own,
/// the notes' name with `ENDING` in an archive.
#[must_use]
pub fn beside(notes: &Path, generic: &str, ending: &str) -> PathBuf {
    let stem = notes.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let is_alone =
        matches!(stem.as_str(), "notes" | "index" | "show-notes" | "shownotes" | "episode");
    notes.with_file_name(if is_alone { generic.to_owned() } else { format!("{stem}.{ending}") })
}

/// The sidecar of an episode's notes: `times.toml`, or `NAME.times.toml`.
#[must_use]
pub fn sidecar(notes: &Path) -> PathBuf {
    beside(notes, "times.toml", "times.toml")
}

/// Adds placed items to a sidecar. What is there stays as it is, by hand or
/// not; `None` if there is nothing to add. Pure.
#[must_use]
pub fn plan_times(
    path: &Path,
    existing: &str,
    items: &[Item],
    placed: &[Option<Placement>],
) -> Option<Change> {
    let mut added = String::new();
    let mut seen: Vec<&str> = Vec::new();
    for item in items {
        let title = item.title.as_str();
        let key = toml::Value::String(title.to_owned()).to_string();
        let is_there = existing.lines().any(|it| it.trim_start().starts_with(&format!("{key} ")));
        if seen.contains(&title) || is_there {
            continue;
        }
        seen.push(title);
        // Items that share a title share a key, and take its times in turn:
        // all of them have one, or none is kept.
        let same = || items.iter().zip(placed).filter(|it| it.0.title == title);
        let starts: Vec<&Placement> = same().filter_map(|it| it.1.as_ref()).collect();
        if starts.len() < same().count() || same().any(|it| it.0.stated.is_some()) {
            continue;
        }
        let clocks: Vec<String> =
            starts.iter().map(|it| format!("\"{}\"", it.start.clock())).collect();
        let value = match clocks.as_slice() {
            [one] => one.clone(),
            _ => format!("[{}]", clocks.join(", ")),
        };
        let least = starts.iter().map(|it| it.confidence).fold(1.0, f64::min);
        let _ = writeln!(added, "{key} = {value} # found, {least:.2}");
    }
    if added.is_empty() {
        return None;
    }
    let head = "# Starts of the items of the notes. Edit freely: what is here is never changed,\n# and wins over what is found.\n";
    let text = match existing {
        "" => format!("{head}{added}"),
        _ => format!("{}\n{added}", existing.trim_end()),
    };
    let diff = added.lines().fold(String::new(), |diff, it| diff + "+ " + it + "\n");
    Some(Change { path: path.to_owned(), before: existing.to_owned(), text, diff })
}

/// Adds discovered topics to a topic file. What is there stays as it is;
/// `None` if there is nothing to add. Pure.
#[must_use]
pub fn plan_topics(path: &Path, existing: &str, topics: &[TopicEntry]) -> Option<Change> {
    let quoted = |it: &str| toml::Value::String(it.to_owned()).to_string();
    let mut added = String::new();
    for topic in topics.iter().filter(|it| !it.in_file) {
        let _ = writeln!(added, "\n[[topics]]\nname = {}", quoted(&topic.name));
        let _ = writeln!(added, "slug = {}", quoted(topic.slug.as_str()));
        if let Some(url) = &topic.url {
            let _ = writeln!(added, "url = {}", quoted(url));
        }
    }
    if added.is_empty() {
        return None;
    }
    let head = "# What the show talks about. Edit freely: this file leads, and is only ever added to.\n# `aliases` takes other names in, `ignore` keeps names out.\nignore = []\n";
    let text = match existing {
        "" => format!("{head}{added}"),
        _ => format!("{}\n{added}", existing.trim_end()),
    };
    let diff = added.trim_start().lines().fold(String::new(), |diff, it| diff + "+ " + it + "\n");
    Some(Change { path: path.to_owned(), before: existing.to_owned(), text, diff })
}

/// Writes mended times into a notes file: the first clock in the item's line
/// that says `from` says `to`. `None` if no line does. Pure.
#[must_use]
pub fn plan_fix(
    path: &Path,
    text: &str,
    episode: &Episode,
    fixes: &[(usize, Timestamp, Timestamp)],
) -> Option<Change> {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut diff = String::new();
    let mut from_line = 0;
    for (item, from, to) in fixes {
        let title = &episode.notes.items[*item].title;
        let found = (from_line..lines.len()).find(|at| {
            let clock = clock_in(&lines[*at], *from);
            clock.is_some() && (lines[*at].contains(title.as_str()) || mentions(&lines[*at], title))
        });
        let Some(at) = found else { continue };
        let before = lines[at].clone();
        // A link's label and its target say the same time.
        while let Some(range) = clock_in(&lines[at], *from) {
            lines[at].replace_range(range, &to.clock());
        }
        let _ = writeln!(diff, "- {before}\n+ {}", lines[at]);
        from_line = at + 1;
    }
    (!diff.is_empty()).then(|| Change {
        path: path.to_owned(),
        before: text.to_owned(),
        text: lines.join("\n"),
        diff,
    })
}

/// Whether a line holds the first words of a title, markup aside.
fn mentions(line: &str, title: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|it| it.is_alphanumeric()).take(400).collect::<String>();
    let start: String = plain(title).chars().take(24).collect();
    !start.is_empty() && plain(line).contains(&start)
}

/// Bytes of the first clock in a line that says a time.
fn clock_in(line: &str, time: Timestamp) -> Option<std::ops::Range<usize>> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit() || **b == b':').count();
        let clock = line[at..at + length].trim_end_matches(':');
        if clock.contains(':') && Timestamp::parse_loose(clock) == Ok(time) {
            return Some(at..at + clock.len());
        }
        at += length.max(1);
        while !line.is_char_boundary(at) {
            at += 1;
        }
    }
    None
}

/// Puts a change of a file below `root` on disk, durably: readers see the old
/// file or the new one. A byte order mark and the line ends of the file stay.
///
/// # Errors
///
/// When the system refuses, when a link leads to the file, or when the file is
/// not what it was when it was read: in another encoding, or edited meanwhile.
/// Then it stays as it is.
#[expect(clippy::disallowed_methods, reason = "the user asked for this file to change")]
pub fn apply(root: &Path, change: &Change) -> std::io::Result<()> {
    let now = match std::fs::read_to_string(&change.path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    if written::meant(&now) != change.before {
        return Err(std::io::Error::other(
            "the file is not what was read; save it as UTF-8 and try again",
        ));
    }
    disk::replace(root, &change.path, written::like(&now, &change.text).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_found_by_the_time_they_say() {
        let time = Timestamp::parse_loose("2:12").unwrap();
        assert_eq!(clock_in("- [02:12](#t=02:12) äx", time), Some(3..8));
        assert_eq!(clock_in("- 12:12 x 2:12", time), Some(10..14));
        assert_eq!(clock_in("nothing", time), None);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_changed_through_a_link() {
        let temp = tempfile::tempdir().unwrap();
        let (root, victim) = (temp.path().join("show"), temp.path().join("victim"));
        crate::disk::replace(&root, &root.join("times.toml"), b"old").unwrap();
        crate::disk::replace(&victim, &victim.join("times.toml"), b"old").unwrap();
        std::os::unix::fs::symlink(&victim, root.join("content")).unwrap();
        let change = |path: &str| Change {
            path: root.join(path),
            before: "old".into(),
            text: "new".into(),
            diff: String::new(),
        };
        assert!(apply(&root, &change("content/times.toml")).is_err());
        assert!(crate::disk::create(&victim, &victim.join("times.toml"), b"").is_ok_and(|it| !it));
        assert_eq!(victim.join("times.toml").metadata().unwrap().len(), 3);
        apply(&root, &change("times.toml")).unwrap();
        // What is there now is not what was read.
        assert!(apply(&root, &change("times.toml")).is_err());
    }

    #[test]
    fn sidecars_stand_beside_the_notes() {
        assert_eq!(sidecar(Path::new("e/3-x/notes.md")), Path::new("e/3-x/times.toml"));
        assert_eq!(sidecar(Path::new("n/182.md")), Path::new("n/182.times.toml"));
    }
}
