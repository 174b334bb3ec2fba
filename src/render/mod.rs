//! Catalog and episodes → artifacts: the files of the site.

#[cfg_attr(not(feature = "cards"), path = "card_left_out.rs")]
mod card;
mod card_text;
mod chart;
mod colour;
mod correct;
mod each;
mod escape;
mod export;
mod feed;
mod highlight;
mod markdown;
mod notes_writer;
mod pages;
mod sanitise;
mod templates;
mod transcript;
mod urls;
mod view;
mod wording;

use std::ops::Range;

pub use card::{Cards, Cover, Drawing};
pub use colour::Accent;
pub use feed::Form;
pub use pages::{
    EntryBytes, FeedPage, KnownAddresses, List, MadeEpisode, PageDoc, Press, Redirect, Renderer,
    Sources, asset_names,
};
pub use templates::{BUILT_IN_STATIC, Templates, theme_files};
pub use urls::Urls;

use crate::diag::{Diagnostic, FileId};
use crate::hash::ContentHash;
use crate::path::SitePath;
use crate::source::FileOnDisk;

/// A finished file of the site.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Where it goes.
    pub path: SitePath,
    /// What is in it.
    pub content: Content,
    /// The source that asked for it, if one did; collisions name both.
    pub origin: Option<FileId>,
}

/// The content of an artifact.
#[derive(Debug, Clone)]
pub enum Content {
    /// Bytes made here.
    Bytes(Vec<u8>),
    /// A source file, published as it is.
    File(FileOnDisk),
    /// A picture that is drawn only if its file is not there: its path follows
    /// from what it shows.
    Drawn(Drawing),
}

impl Artifact {
    /// What stands for its content: equal marks, equal contents. `None` where
    /// nobody can tell without reading it.
    #[must_use]
    pub fn mark(&self) -> Option<ContentHash> {
        match &self.content {
            Content::Bytes(bytes) => Some(ContentHash::of(bytes)),
            Content::File(file) => {
                Some(ContentHash::of_parts(&[b"file", file.print?.hash().as_bytes()]))
            }
            Content::Drawn(_) => Some(drawn_mark()),
        }
    }
}

/// A file that an earlier build published.
#[derive(Debug, Clone, Copy)]
pub struct KeptFile<'p> {
    /// Where it is.
    pub path: &'p SitePath,
    /// What stands for its content.
    pub mark: ContentHash,
    /// The source that asked for it, if one did; collisions name both.
    pub origin: Option<FileId>,
}

/// Stands for the content of everything that is drawn: its path follows from
/// what it shows.
#[must_use]
pub fn drawn_mark() -> ContentHash {
    ContentHash::of(b"drawn")
}

/// Where artifacts go: a folder, a server's memory, a test.
pub trait Sink: Sync {
    /// Takes a file.
    ///
    /// # Errors
    ///
    /// When another artifact has the same path already, or there is no room.
    fn put(&self, artifact: Artifact) -> Result<(), Diagnostic>;

    /// Whether an artifact with this path came already, or with one that some
    /// systems take for it: they do not tell capitals from small letters.
    fn is_taken(&self, path: &SitePath) -> bool;

    /// Takes files that an earlier build published, if all of them are still
    /// there with the contents of these marks; otherwise none of them.
    ///
    /// # Errors
    ///
    /// As [`Sink::put`].
    fn keep(&self, files: &[KeptFile<'_>]) -> Result<bool, Diagnostic>;

    /// Takes everything that the last build published, if that is `site` and
    /// all of it is still there, untouched.
    fn keep_all(&self, site: ContentHash) -> bool;

    /// Begins a file that is too large to be in memory.
    ///
    /// # Errors
    ///
    /// As [`Sink::put`].
    fn stream(
        &self,
        path: SitePath,
        origin: Option<FileId>,
    ) -> Result<Box<dyn Stream + '_>, Diagnostic>;
}

/// A file that comes piece by piece.
pub trait Stream: Send {
    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// When there is no room.
    fn write(&mut self, bytes: &[u8]) -> Result<(), Diagnostic>;

    /// Takes bytes of the file that an earlier build published at this path,
    /// if its content is still that of `mark`; false if not.
    ///
    /// # Errors
    ///
    /// When there is no room.
    fn copy(&mut self, mark: ContentHash, bytes: Range<u64>) -> Result<bool, Diagnostic>;

    /// Ends the file; `mark` stands for its content. Without this it is no
    /// part of the site.
    ///
    /// # Errors
    ///
    /// When there is no room.
    fn end(self: Box<Self>, mark: ContentHash) -> Result<(), Diagnostic>;
}
