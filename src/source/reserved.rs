//! Folders that no site may be written into.

use std::path::{Path, PathBuf};

use super::{canonical, place};
use crate::path::{LEDGER, PUBLISHED_LEDGER};

/// Folders of a show that hold sources, besides those whose names claim some.
const NAMES: [&str; 3] = ["content", "static", "templates"];

/// Endings of texts that are sources where no site lies beside them.
const ENDINGS: [&str; 5] = ["md", "markdown", "mdx", "vtt", "srt"];

/// What is no folder of sources, whatever lies in it: a site, or a copy of a
/// repository of its own, such as a branch that pages are served from.
const OTHERS: [&str; 4] = [LEDGER, PUBLISHED_LEDGER, "index.html", ".git"];

/// Whether a folder holds sources of the show in `root`, or lies in one that
/// does: a site that was written there would hide them from the next build.
/// Folders tell by their names, that of a show in a network too; else by what
/// lies in them.
#[must_use]
pub fn is_reserved(root: &Path, folder: &Path) -> bool {
    let (root, folder) = (whole(root), whole(folder));
    let Ok(below) = folder.strip_prefix(&root) else { return false };
    let mut names = below.iter().map(|it| it.to_string_lossy());
    let Some(first) = names.next() else { return false };
    let show = root.join(&*first);
    let mut of_network =
        || show.join("show.toml").is_file() && names.next().is_some_and(|it| is_source(&show, &it));
    is_source(&root, &first) || of_network() || has_notes(&folder)
}

/// Whether a folder is there that holds sources by its name.
fn is_source(show: &Path, name: &str) -> bool {
    let is_named = NAMES.contains(&name) || place::claim_of_folder(name).is_some();
    is_named && show.join(name).is_dir()
}

/// Whether texts lie at the top of a folder that may be an episode's.
fn has_notes(folder: &Path) -> bool {
    let names = super::names(folder);
    let is_note = |name: &String| {
        let path = Path::new(name);
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        ENDINGS.contains(&ending.as_str()) && place::omission(path).is_none()
    };
    !names.iter().any(|it| OTHERS.contains(&it.as_str())) && names.iter().any(is_note)
}

/// A path without links, as far as it is there.
fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = path.ancestors().find(|it| it.exists()).unwrap_or(&path);
    let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
    canonical(there).join(rest)
}
