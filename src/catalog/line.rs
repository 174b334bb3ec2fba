//! What pages about other things say of an episode: a line with its title, an
//! entry in a small feed. Items and links are no part of it, so that nearly
//! every edit of notes leaves those pages alone.

use jiff::civil::Date;

use super::{Entry, identity};
use crate::config::Site;
use crate::model::{Audio, EpisodeFacts, EpisodeType, Guid, ItemFacts, Known, Placement, ShowId};
use crate::path::Slug;
use crate::time::Length;

/// An episode as far as a line about it needs it.
#[derive(Debug, Clone, Copy)]
pub struct EpisodeLine<'c> {
    entry: &'c Entry,
    guid: &'c Guid,
}

/// An item as far as a moment of a topic needs it.
#[derive(Debug, Clone, Copy)]
pub struct ItemLine<'c> {
    /// Its title.
    pub title: &'c str,
    /// Where it is talked about.
    pub placement: Option<&'c Placement>,
}

impl<'c> EpisodeLine<'c> {
    pub(super) fn new(entry: &'c Entry, guid: &'c Guid) -> Self {
        Self { entry, guid }
    }

    fn facts(self) -> &'c EpisodeFacts {
        &self.entry.facts
    }

    /// Its address below the base.
    #[must_use]
    pub fn path(self) -> &'c str {
        &self.entry.path
    }

    /// The last piece of its address.
    #[must_use]
    pub fn slug(self) -> &'c Slug {
        &self.entry.slug
    }

    /// The show it belongs to.
    #[must_use]
    pub fn show(self) -> ShowId {
        self.facts().show
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        self.facts().number.map(|it| it.value)
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> &'c str {
        &self.facts().title.value
    }

    /// Its day.
    #[must_use]
    pub fn date(self) -> Option<Known<Date>> {
        self.facts().date
    }

    /// As [`super::published`].
    #[must_use]
    pub fn published(self) -> Option<String> {
        identity::published(self.facts())
    }

    /// What subscribers know it by.
    #[must_use]
    pub fn guid(self) -> &'c Guid {
        self.guid
    }

    /// As [`super::enclosure`], with what is known of the audio.
    #[must_use]
    pub fn enclosure(self, site: &Site) -> Option<(String, &'c Audio)> {
        identity::enclosure(self.entry, site).zip(self.facts().audio.as_ref())
    }

    /// How long it is.
    #[must_use]
    pub fn length(self) -> Option<Length> {
        self.facts().length.map(|it| it.value)
    }

    /// Whether there is something to hear.
    #[must_use]
    pub fn has_audio(self) -> bool {
        self.facts().audio.is_some()
    }

    /// Not for children.
    #[must_use]
    pub fn is_explicit(self) -> bool {
        self.facts().explicit
    }

    /// What it is to its show.
    #[must_use]
    pub fn kind(self) -> EpisodeType {
        self.facts().kind
    }

    /// One or two sentences.
    #[must_use]
    pub fn summary(self) -> Option<&'c str> {
        self.facts().summary.as_ref().map(|it| it.value.as_str())
    }
}

impl<'c> ItemLine<'c> {
    pub(super) fn of(item: &'c ItemFacts) -> Self {
        Self { title: &item.title, placement: item.placement.as_ref() }
    }
}
