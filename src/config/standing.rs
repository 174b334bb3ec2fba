//! Standing matter: what stands in the notes of episode after episode, and so
//! is about the show and not about one of them.

use std::collections::BTreeSet;

use crate::hash::ContentHash;

/// The standing matter of a show, by [`Standing::link_key`] and
/// [`Standing::head_key`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Addresses of links.
    pub links: BTreeSet<u64>,
    /// Headings.
    pub heads: BTreeSet<u64>,
}

/// Settings are told apart by how they show themselves. What of standing matter
/// an episode follows from is what stands in its own notes (`pipeline::memo`).
impl std::fmt::Debug for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Standing")
    }
}

impl Standing {
    /// Whether a link is standing matter.
    #[must_use]
    pub fn has_link(&self, url: &str) -> bool {
        !self.links.is_empty() && self.links.contains(&Self::link_key(url))
    }

    /// Whether a heading is.
    #[must_use]
    pub fn has_head(&self, text: &str) -> bool {
        !self.heads.is_empty() && Self::head_key(text).is_some_and(|it| self.heads.contains(&it))
    }

    /// Stands for an address; scheme, `www.`, a part behind `#` and a slash at
    /// the end do not count.
    #[must_use]
    pub fn link_key(url: &str) -> u64 {
        let rest = url.split_once("://").map_or(url, |it| it.1);
        let rest = rest.split('#').next().unwrap_or_default().trim_start_matches("www.");
        ContentHash::of(rest.trim_end_matches('/').replace("&amp;", "&").as_bytes()).short()
    }

    /// Stands for a heading; case and marks around it do not count. `None` if
    /// it has no letter.
    #[must_use]
    pub fn head_key(text: &str) -> Option<u64> {
        let words = text.trim_matches(|it: char| !it.is_alphanumeric()).to_lowercase();
        words.chars().any(char::is_alphabetic).then(|| ContentHash::of(words.as_bytes()).short())
    }
}
