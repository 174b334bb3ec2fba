//! The first file of a search: what there is, and which file has which word.

use serde::{Deserialize, Serialize};

use super::bytes::{packed, unpacked};
use super::language::Language;

/// The folder of the index, below the site's root.
pub const FOLDER: &str = "search";

/// The first file: the only one with a name of its own, so that a page need
/// not change with the index.
pub const START_FILE: &str = "search/start.idx";

/// Episodes or pages in one directory.
pub const DIRECTORY: usize = 64;

/// The first file of a search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The form of all files: another number, other files.
    pub version: u32,
    /// The address of the site's root, to link to from elsewhere.
    pub base: String,
    /// In how many moments words are counted.
    pub moments: u32,
    /// How many episodes there are.
    pub episodes: u32,
    /// Words that are not in the index.
    pub stop: String,
    /// Endings that make no other word, longest first.
    pub endings: Vec<String>,
    /// First word and name of each shard, in order.
    pub shards: Vec<(String, String)>,
    /// Names of the files with the addresses of episodes, 64 each.
    pub directories: Vec<String>,
    /// The same for pages.
    pub page_directories: Vec<String>,
}

/// The form that this program reads and writes.
pub const VERSION: u32 = 1;

/// A page that can be found by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FoundPage {
    /// `topic`, `person`, `sponsor` or `page`.
    pub kind: String,
    /// Its address below the site's root.
    pub path: String,
    /// Its title.
    pub title: String,
}

/// Where a file of the index is.
#[must_use]
pub fn file(name: &str) -> String {
    format!("{FOLDER}/{name}.idx")
}

impl Start {
    /// Nothing yet, in a language.
    #[must_use]
    pub fn new(language: &Language) -> Self {
        Self {
            version: VERSION,
            stop: language.stop.clone(),
            endings: language.endings.clone(),
            ..Self::default()
        }
    }

    /// The language that the index was made in.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::new(&self.stop, self.endings.clone())
    }

    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(self)
    }

    /// Reads the file; `None` if it is none of ours.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let start: Self = serde_json::from_slice(&unpacked(bytes)?).ok()?;
        (start.version == VERSION).then_some(start)
    }

    /// The shard that has a word, if any has.
    #[must_use]
    pub fn shard_of(&self, word: &str) -> Option<usize> {
        let at = self.shards.partition_point(|it| it.0.as_str() <= word);
        (!self.shards.is_empty()).then(|| at.saturating_sub(1))
    }
}

/// JSON, packed.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    packed(&serde_json::to_vec(value).unwrap_or_default())
}
