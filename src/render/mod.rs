//! Catalog and episodes → artifacts: the files of the site.

mod card;
mod chart;
mod correct;
mod export;
mod feed;
mod highlight;
mod markdown;
mod pages;
mod templates;
mod transcript;
mod urls;
mod view;
mod wording;

use std::path::PathBuf;

pub use card::{Cards, Drawing, cover as card_cover};
pub use feed::Form;
pub use pages::{EntryBytes, FeedPage, List, MadeEpisode, PageDoc, Renderer, Sources, asset_names};
pub use templates::{BUILT_IN_STATIC, Templates};
pub use urls::Urls;

use crate::diag::{Diagnostic, FileId};
use crate::path::SitePath;

/// A finished file of the site.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Where it goes.
    pub path: SitePath,
    /// What is in it.
    pub content: Content,
    /// The source that asked for it; collisions name both.
    pub origin: FileId,
}

/// The content of an artifact.
#[derive(Debug, Clone)]
pub enum Content {
    /// Bytes made here.
    Bytes(Vec<u8>),
    /// A source file, published as it is.
    File(PathBuf),
    /// A picture that is drawn only if its file is not there: its path follows
    /// from what it shows.
    Drawn(Drawing),
}

/// Where artifacts go: a folder, a server's memory, a test.
pub trait Sink: Sync {
    /// Takes a file.
    ///
    /// # Errors
    ///
    /// When another artifact has the same path already, or there is no room.
    fn put(&self, artifact: Artifact) -> Result<(), Diagnostic>;

    /// Begins a file that is too large to be in memory.
    ///
    /// # Errors
    ///
    /// As [`Sink::put`].
    fn stream(&self, path: SitePath, origin: FileId) -> Result<Box<dyn Stream + '_>, Diagnostic>;
}

/// A file that comes piece by piece.
pub trait Stream {
    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// When there is no room.
    fn write(&mut self, bytes: &[u8]) -> Result<(), Diagnostic>;

    /// Ends the file; without this it is no part of the site.
    ///
    /// # Errors
    ///
    /// When there is no room.
    fn end(self: Box<Self>) -> Result<(), Diagnostic>;
}
