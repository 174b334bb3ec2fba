//! What feeds say beyond title and text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an episode is to its show: `itunes:episodeType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum EpisodeType {
    /// An episode.
    #[default]
    Full,
    /// Makes one want to hear it.
    Trailer,
    /// Beside the episodes.
    Bonus,
}

impl EpisodeType {
    /// The word in feeds and front matter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trailer => "trailer",
            Self::Bonus => "bonus",
        }
    }
}

/// An element of a feed that is passed on as the author states it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tag {
    /// Its name with prefix: `podcast:funding`.
    pub element: &'static str,
    /// Attributes in their order.
    pub attributes: Vec<(&'static str, String)>,
    /// Its text, if it has any.
    pub text: Option<String>,
    /// Elements within.
    pub children: Vec<Tag>,
}

/// What identifies a show or an episode to its subscribers. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Guid(String);

impl Guid {
    /// A GUID as it is, byte for byte; `None` for an empty one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self(text.to_owned()))
    }

    /// The GUID of a show: UUIDv5 of its feed's address, without scheme and
    /// without slashes at the end (Podcasting 2.0, `podcast:guid`).
    #[must_use]
    pub fn of_feed(address: &str) -> Self {
        // Podcast Index's own namespace.
        let space = uuid::Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);
        let name = address.split_once("://").map_or(address, |it| it.1).trim_end_matches('/');
        Self(uuid::Uuid::new_v5(&space, name.as_bytes()).to_string())
    }

    /// The GUID of an episode of this show, out of a name that was its own
    /// when it was first seen.
    #[must_use]
    pub fn of_episode(&self, name: &str) -> Self {
        let space = uuid::Uuid::parse_str(&self.0)
            .unwrap_or_else(|_| uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, self.0.as_bytes()));
        Self(uuid::Uuid::new_v5(&space, name.as_bytes()).to_string())
    }

    /// The GUID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_of_shows_are_those_of_the_specification() {
        for (address, guid) in [
            ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
            ("http://podnews.net/rss/", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ] {
            assert_eq!(Guid::of_feed(address).as_str(), guid);
        }
    }
}
