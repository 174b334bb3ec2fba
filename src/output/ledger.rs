//! The list of files that are ours.

use std::path::Path;

pub(super) use crate::path::LEDGER as NAME;

use super::{OutputError, disk};
use crate::path::SitePath;

/// The files that earlier builds wrote, in order of path; `None` if there was
/// no build.
pub(super) fn read(out: &Path) -> Option<Vec<SitePath>> {
    let text = disk::read(&out.join(NAME))?;
    let text = String::from_utf8_lossy(&text);
    let mut files: Vec<SitePath> = text.lines().filter_map(SitePath::new).collect();
    // So they were written, unless somebody else did it.
    files.sort();
    files.dedup();
    Some(files)
}

/// Whether there was a build.
pub(super) fn is_there(out: &Path) -> bool {
    disk::is_file(&out.join(NAME))
}

/// Replaces the ledger at once.
pub(super) fn write<'p>(
    out: &Path,
    files: impl IntoIterator<Item = &'p SitePath>,
) -> Result<(), OutputError> {
    let mut text = String::new();
    for it in files {
        text.push_str(it.as_str());
        text.push('\n');
    }
    if disk::has_bytes(&out.join(NAME), text.as_bytes()) {
        return Ok(());
    }
    let fresh = out.join(format!("{NAME}.new"));
    disk::write(&fresh, text.as_bytes())?;
    disk::rename(&fresh, &out.join(NAME))
}
