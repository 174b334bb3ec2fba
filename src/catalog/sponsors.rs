//! Who paid for what.

use std::collections::BTreeMap;

use super::Entry;
use crate::model::EpisodeId;
use crate::path::Slug;

/// A sponsor with a page.
#[derive(Debug)]
pub struct SponsorEntry {
    /// The name as most recently written.
    pub name: String,
    /// Its page is `/sponsors/<slug>/`.
    pub slug: Slug,
    /// Its most recent address.
    pub url: Option<String>,
    /// The episodes it paid for, newest first.
    pub episodes: Vec<EpisodeId>,
}

/// Every sponsor, by slug: `DataDog` and `Datadog` are one.
pub(super) fn sponsors(episodes: &[Entry], newest: &[EpisodeId]) -> Vec<SponsorEntry> {
    let mut found: BTreeMap<Slug, SponsorEntry> = BTreeMap::new();
    for &id in newest {
        for sponsor in &episodes[id.0 as usize].facts.sponsors {
            let Some(slug) = Slug::of(&sponsor.name) else { continue };
            let entry = found.entry(slug.clone()).or_insert_with(|| SponsorEntry {
                name: sponsor.name.clone(),
                slug,
                url: None,
                episodes: Vec::new(),
            });
            if entry.url.is_none() {
                entry.url.clone_from(&sponsor.url);
            }
            if entry.episodes.last() != Some(&id) {
                entry.episodes.push(id);
            }
        }
    }
    found.into_values().collect()
}
