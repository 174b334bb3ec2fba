//! Episodes with a page that nothing leads to. They come behind all others, when
//! those are summed up: nothing that the site says of the others follows from
//! them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Catalog, Entry, Look};
use crate::config::{Show, Site};
use crate::hash::ContentHash;
use crate::model::{EpisodeFacts, EpisodeId, Mentions, Origin};
use crate::path::Slug;

/// Where an episode has its page: below `unlisted/`, by twelve digits of a hash
/// of its word, or of its source where it states none. Neither title nor number
/// nor the site's address changes it.
#[must_use]
pub fn unlisted_path(show: &Show, word: &str, source: &str) -> String {
    let of = if word.is_empty() { source } else { word };
    let hash = ContentHash::of_parts(&[b"unlisted", of.as_bytes()]);
    let prefix = show.prefix.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
    format!("{prefix}/unlisted/{hash:.12}/")
}

impl Catalog {
    /// Adds episodes that are in no list.
    pub fn add_unlisted(&mut self, all: Vec<(Arc<EpisodeFacts>, Arc<Mentions>)>, site: &Site) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (mut facts, mentions) in all {
            // Names that speech alone gives are shown where others give them too.
            Arc::make_mut(&mut facts)
                .people
                .retain(|it| it.origin != Origin::Speech || self.person(&it.name).is_some());
            let show = usize::from(facts.show.0);
            let word = facts.unlisted.as_deref().unwrap_or_default();
            let mut path = unlisted_path(&site.shows[show], word, &facts.source);
            if !taken.insert(path.clone()) {
                // One word of two episodes.
                let more = format!("{word} {}", facts.source);
                path = unlisted_path(&site.shows[show], &more, &facts.source);
                taken.insert(path.clone());
            }
            let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let Some(slug) = Slug::of(last) else { continue };
            let guid = facts.guid.clone();
            let guid = guid.unwrap_or_else(|| self.identity.shows[show].of_episode(&facts.source));
            self.identity.episodes.push(guid);
            self.mentions.push(mentions);
            self.unlisted.push(Entry::alone(facts, (path, slug)));
        }
    }

    /// The episodes that are in no list.
    pub fn unlisted_ids(&self) -> impl Iterator<Item = EpisodeId> + use<> {
        let first = self.episodes.len();
        let all = first..first + self.unlisted.len();
        all.filter_map(|it| u32::try_from(it).ok()).map(EpisodeId)
    }
}

impl Look<'_> {
    /// Whether an episode is in no list.
    pub fn is_unlisted(&self, id: EpisodeId) -> bool {
        self.catalog().episodes.len() <= id.0 as usize
    }
}
