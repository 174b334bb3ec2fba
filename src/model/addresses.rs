//! `addresses.lock`: pages that others may link to.

use std::collections::BTreeMap;

/// The first line of the file.
pub const ADDRESSES_HEAD: &str =
    "# Addresses of pages, kept by cuepoint so that links to them go on working. Commit it.";

/// The last line of the file: without it the file was cut short.
pub const ADDRESSES_END: &str = "# end";

/// What a line of the file ends with whose page is gone.
pub const GONE: &str = "gone";

/// Every address that a list of the site had since it was published first, by
/// path: `/topics/rss/`. What becomes of episodes, `feed.lock` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressLock {
    /// Paths of the site, that begin and end with `/`.
    pub pages: BTreeMap<String, LockedPage>,
}

/// What a page is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockedPage {
    /// The name of a topic, a person or a sponsor; empty for other lists.
    pub name: String,
    /// Its own address in the world, by which it is known under another name.
    pub url: String,
    /// Whether the site has nothing of this name any more, which was said.
    pub is_gone: bool,
}
