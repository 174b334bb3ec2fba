//! What subscribers know, and what a build may do about it.

use crate::diag::FileId;
use crate::model::{AddressLock, FeedLock};

/// What subscribers know, and whether they are to see it change.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// `feed.lock`.
    pub lock: FeedLock,
    /// `addresses.lock`.
    pub addresses: AddressLock,
    /// The file, for problems that belong to no episode.
    pub file: Option<FileId>,
    /// What became of the source of each of its entries.
    pub whereabouts: Vec<Whereabouts>,
    /// `--accept-feed-changes`.
    pub accept: bool,
    /// `--allow-removals`.
    pub allow_removals: bool,
    /// Whether what this build makes is published: then new entries bind.
    pub is_published: bool,
}

/// What became of a source that `feed.lock` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// It is a file of this episode of the site, by its index.
    Episode(usize),
    /// It is a file of a draft.
    Draft,
    /// It is a file of an episode that waits for its date.
    Waiting,
    /// It is there, and no episode is made of it.
    Unread,
    /// It is not there.
    Gone,
}
