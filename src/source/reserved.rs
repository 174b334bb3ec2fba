//! Folders that no site may be written into.

use std::path::{Path, PathBuf};

use crate::path::LEDGER;

/// Folders of a show that hold sources by their names.
const NAMES: [&str; 5] = ["content", "static", "templates", "transcripts", "dialects"];

/// Endings of sources that no site of ours has beside its pages.
const ENDINGS: [&str; 5] = ["md", "markdown", "vtt", "srt", "tera"];

/// Whether a folder is one whose files are sources of the show in `root`, or
/// lies in one: a site that was written there would hide them from the next
/// build. Where a show has no `content/`, a folder with notes that no site was
/// built into tells by what lies in it.
#[must_use]
pub fn is_reserved(root: &Path, folder: &Path) -> bool {
    let (root, folder) = (whole(root), whole(folder));
    let Ok(below) = folder.strip_prefix(&root) else { return false };
    let names: Vec<String> =
        below.iter().map(|it| it.to_string_lossy().into_owned()).take(2).collect();
    let is_source = |name: Option<&String>, of: &Path| {
        name.is_some_and(|it| NAMES.contains(&it.as_str()) && of.join(it).is_dir())
    };
    let of_show = || {
        let show = names.first().map(|it| root.join(it));
        show.is_some_and(|it| it.join("show.toml").is_file() && is_source(names.get(1), &it))
    };
    is_source(names.first(), &root) || of_show() || (!names.is_empty() && has_notes(&folder))
}

/// Whether notes lie at the top of a folder, and no site does.
fn has_notes(folder: &Path) -> bool {
    if folder.join(LEDGER).is_file() || folder.join("index.html").is_file() {
        return false;
    }
    let names = super::names(folder);
    names.iter().any(|it| it.rsplit_once('.').is_some_and(|it| ENDINGS.contains(&it.1)))
}

/// A path without links, as far as it is there.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for at in path.ancestors() {
        if let (Ok(there), Ok(rest)) = (at.canonicalize(), path.strip_prefix(at)) {
            return there.join(rest);
        }
    }
    path
}
