//! Pages of another generator's site that are no episode's: who makes the
//! show, how to support it, what the law asks for.

use super::Candidate;
use super::purpose::{Decision, Purpose};
use crate::source::Omission;

/// Folders that generators keep what they publish in.
const BASES: [&str; 9] =
    ["content", "src", "source", "site", "docs", "hugo", "web", "website", "www"];

/// Pages whose place this site takes itself, or which say nothing without the
/// program behind them.
const OWN: [&str; 26] = [
    "404",
    "archive",
    "archives",
    "blog",
    "categories",
    "episode",
    "episodes",
    "feed",
    "feeds",
    "guests",
    "home",
    "hosts",
    "index",
    "links",
    "newsletter-success",
    "offline",
    "people",
    "podcast",
    "posts",
    "readme",
    "search",
    "sponsors",
    "stats",
    "tags",
    "thanks",
    "topics",
];

/// Whether a text that is no episode's is a page of the site, by its place:
/// `content/about.md`, `about.md` with a title in front matter, `_pages/a.md`,
/// `content/playlists/_index.md`.
pub(super) fn is_page(it: &Candidate<'_>) -> bool {
    let path = &it.file.path;
    let is_text = ["md", "markdown", "mdx"].contains(&path.extension().as_str());
    if !is_text || it.clues.is_titled != Some(true) || !it.clues.has_prose {
        return false;
    }
    let mut folders: Vec<&str> = path.folder().split('/').filter(|it| !it.is_empty()).collect();
    while folders.first().is_some_and(|it| BASES.contains(it)) {
        folders.remove(0);
    }
    let stem = path.stem();
    let name = match folders.as_slice() {
        [] => stem,
        [folder] if matches!(stem, "index" | "_index") => folder,
        ["pages" | "_pages"] => stem,
        _ => return false,
    };
    let name = name.trim_start_matches('_').to_lowercase();
    !OWN.contains(&name.as_str())
}

/// What such a page is for.
pub(super) fn decision(it: &Candidate<'_>) -> Decision {
    let purpose = match it.clues.is_draft {
        true => Purpose::Omitted(Omission::Draft),
        false => Purpose::Page,
    };
    Decision { purpose, why: "by its place" }
}
