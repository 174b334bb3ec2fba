//! What earlier builds worked out, by the hash of all it followed from.
//!
//! Losing it costs time and nothing else: what is missing, damaged or of
//! another version of the program is worked out anew. A value is never wrong,
//! because its key is the hash of its inputs and of the program's own sources.

mod disk;
mod shelf;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use shelf::Shelf;

use crate::hash::ContentHash;

/// The program's own sources, as a hash: another program, another cache.
const PROGRAM: &str = env!("CUEPOINT_SOURCES");

/// A folder with what earlier builds worked out.
#[derive(Debug)]
pub struct Cache {
    /// Nothing is kept without one.
    folder: Option<PathBuf>,
    /// Whether its folder is a link, which is not followed.
    is_link: bool,
    damaged: AtomicBool,
}

impl Cache {
    /// The cache in a folder that may not be there yet; nothing is kept in one
    /// that a link leads to.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        let is_link = folder.is_symlink();
        let folder = (!is_link).then(|| folder.to_owned());
        Self { folder, is_link, damaged: AtomicBool::new(false) }
    }

    /// A cache that keeps nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { folder: None, is_link: false, damaged: AtomicBool::new(false) }
    }

    /// Whether nothing is kept because its folder is a link.
    #[must_use]
    pub fn is_link(&self) -> bool {
        self.is_link
    }

    /// Whether something in it was damaged, and so was worked out anew.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    fn report_damage(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }

    /// A shelf: values of one kind by key.
    #[must_use]
    pub fn shelf(&self, name: &'static str) -> Shelf<'_> {
        Shelf::new(self, name)
    }

    /// A shelf of which few values are asked for: each is read by itself.
    #[must_use]
    pub fn rare_shelf(&self, name: &'static str) -> Shelf<'_> {
        Shelf::rare(self, name)
    }

    /// The one value of this name, if it was kept under the same key.
    pub fn note<T: DeserializeOwned>(&self, name: &'static str, key: ContentHash) -> Option<T> {
        self.shelf(name).get(key)
    }

    /// Replaces the one value of this name.
    pub fn set_note<T: Serialize>(&self, name: &'static str, key: ContentHash, value: &T) {
        self.shelf(name).set(key, value);
    }
}

/// A key out of everything that a value follows from.
#[must_use]
pub fn key(what: &str, parts: &[&[u8]]) -> ContentHash {
    let mut all = vec![PROGRAM.as_bytes(), what.as_bytes()];
    all.extend(parts);
    ContentHash::of_parts(&all)
}

/// The hash of a value, as it would be kept. INVARIANT: equal values have
/// equal hashes, so that nothing with the order of a hash map may be in there.
pub fn digest<T: Serialize>(value: &T) -> ContentHash {
    ContentHash::of(&postcard::to_allocvec(value).unwrap_or_default())
}
