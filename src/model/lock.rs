//! `feed.lock`: what subscribers know already.

use super::Guid;

/// What `feed.lock` says.
///
/// Its entries are drafts until the show is published for the first time.
/// From then on it binds: what it says must not change, nor go, unless the
/// author says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedLock {
    /// The GUID of each show, by its folder; the folder is empty for a site
    /// of one show.
    pub shows: Vec<(String, Guid)>,
    /// Every episode that was ever on the site, in the order of the file.
    pub episodes: Vec<LockedEpisode>,
}

/// What subscribers know of an episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedEpisode {
    /// The source it was made from: a path below the root.
    pub source: String,
    /// Its GUID.
    pub guid: Guid,
    /// The address of its audio.
    pub url: Option<String>,
    /// When it was published, RFC 3339.
    pub date: Option<String>,
    /// Its title. Locks of 0.1.0 have none, nor what follows.
    pub title: Option<String>,
    /// Its number.
    pub number: Option<u32>,
    /// Its season.
    pub season: Option<u32>,
    /// Its address below the base: `/episodes/1-…/`.
    pub path: Option<String>,
    /// Addresses it had before, sorted; they lead to it.
    pub was: Vec<String>,
    /// Its sources are gone. Should they come back, it is the same episode.
    pub is_gone: bool,
    /// Written by a build of a show that is not published yet.
    pub is_draft: bool,
}

/// The first line of the file. It tells apart a file that was cut short from
/// one of 0.1.0, which has no end.
pub const LOCK_HEAD: &str = "# What subscribers know of each episode: cuepoint keeps this file, and ends it with `# end`. Commit it.";

/// The last line.
pub const LOCK_END: &str = "# end";

impl FeedLock {
    /// Whether somebody may have subscribed.
    #[must_use]
    pub fn binds(&self) -> bool {
        self.episodes.iter().any(|it| !it.is_draft)
    }
}

impl LockedEpisode {
    /// What people call it: its title, or its source.
    #[must_use]
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.source)
    }
}
