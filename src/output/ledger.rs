//! The list of files that are ours.

use std::path::Path;

pub(super) use crate::path::LEDGER as NAME;

use super::{OutputError, files};
use crate::path::SitePath;

/// The files that earlier builds wrote, in order of path; `None` if there was
/// no build.
pub(super) fn read(out: &Path) -> Option<Vec<SitePath>> {
    let text = files::read(&out.join(NAME)).filter(|_| is_there(out))?;
    let text = String::from_utf8_lossy(&text);
    let mut files: Vec<SitePath> = text.lines().filter_map(SitePath::of_ledger).collect();
    // So they were written, unless somebody else did it.
    files.sort();
    files.dedup();
    Some(files)
}

/// Whether there was a build.
pub(super) fn is_there(out: &Path) -> bool {
    files::is_file(&out.join(NAME))
}

/// Replaces the ledger at once.
pub(super) fn write<'p>(
    out: &Path,
    paths: impl IntoIterator<Item = &'p SitePath>,
) -> Result<(), OutputError> {
    let mut text = String::new();
    for it in paths {
        text.push_str(it.as_str());
        text.push('\n');
    }
    let path = out.join(NAME);
    if files::has_bytes(&path, text.as_bytes()) {
        return Ok(());
    }
    files::replace(out, &path, text.as_bytes())
}
