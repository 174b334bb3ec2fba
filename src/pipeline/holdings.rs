//! What the episodes of a site have, counted.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::config::Site;
use crate::model::Grade;

/// Titles of episodes without audio that are kept.
const TITLES: usize = 3;

/// How many episodes have what makes a site, and what the show lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holdings {
    /// Episodes with a day.
    pub dates: usize,
    /// Episodes with audio.
    pub audio: usize,
    /// Episodes with a transcript.
    pub transcripts: usize,
    /// Episodes that name who takes part.
    pub people: usize,
    /// Items of all notes.
    pub items: usize,
    /// Of those the ones that have a time.
    pub times: usize,
    /// Of those the ones whose time is only about right.
    pub about: usize,
    /// Names that are heard and shown nowhere.
    pub withheld: usize,
    /// Titles of the newest episodes without audio.
    pub silent: Vec<String>,
    /// Whether every show has a picture.
    pub has_cover: bool,
    /// Whether every show says who makes it.
    pub has_people: bool,
    /// Whether every show says what it is about.
    pub has_description: bool,
}

impl Holdings {
    /// Counts what is known of all episodes.
    pub(super) fn of(catalog: &Catalog, site: &Site) -> Self {
        let mut all = Self {
            withheld: catalog.withheld.len(),
            has_cover: site.shows.iter().all(|it| it.cover.is_some()),
            has_people: site.shows.iter().all(|it| !it.people.is_empty()),
            has_description: site.shows.iter().all(|it| !it.description.is_empty()),
            ..Self::default()
        };
        for id in &catalog.newest {
            let facts = &catalog.episode(*id).facts;
            all.dates += usize::from(facts.date.is_some());
            all.audio += usize::from(facts.audio.is_some());
            all.transcripts += usize::from(facts.has_transcript);
            all.people += usize::from(!facts.people.is_empty());
            all.items += facts.items.len();
            let placed = facts.items.iter().filter_map(|it| it.placement.as_ref());
            for placement in placed {
                all.times += 1;
                all.about += usize::from(placement.grade() == Grade::About);
            }
            if facts.audio.is_none() && all.silent.len() < TITLES {
                all.silent.push(facts.title.value.clone());
            }
        }
        all
    }
}
