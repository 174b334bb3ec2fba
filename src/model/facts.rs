//! The little of an episode that other pages need. A build holds the facts of
//! all episodes, and the transcripts of none.

use jiff::civil::Date;

use super::{Chapter, Credit, ItemKind, Known, Placement, ShowId, Sponsor};
use crate::diag::FileId;
use crate::time::Length;

/// What the rest of the site knows of an episode.
#[derive(Debug, Clone)]
pub struct EpisodeFacts {
    /// The show it belongs to.
    pub show: ShowId,
    /// The file that problems point at.
    pub file: FileId,
    /// Its number.
    pub number: Option<Known<u32>>,
    /// Its season.
    pub season: Option<u32>,
    /// Its title.
    pub title: Known<String>,
    /// What the author wants as its address.
    pub slug: Option<String>,
    /// Its day.
    pub date: Option<Known<Date>>,
    /// Month and day as spoken, where the year is not said.
    pub spoken_day: Option<(i8, i8)>,
    /// Hosts and guests.
    pub people: Vec<Credit>,
    /// How long it is.
    pub length: Option<Known<Length>>,
    /// One or two sentences.
    pub summary: Option<Known<String>>,
    /// Not for children.
    pub explicit: bool,
    /// Topics the author names.
    pub topics: Vec<String>,
    /// Who pays.
    pub sponsors: Vec<Sponsor>,
    /// Old addresses that lead here.
    pub aliases: Vec<String>,
    /// What is talked about.
    pub items: Vec<ItemFacts>,
    /// Chapters in ascending order.
    pub chapters: Vec<Chapter>,
    /// Whether there is a transcript.
    pub has_transcript: bool,
}

/// What the rest of the site knows of an item.
#[derive(Debug, Clone)]
pub struct ItemFacts {
    /// What it is.
    pub kind: ItemKind,
    /// Its title.
    pub title: String,
    /// Its link.
    pub url: Option<String>,
    /// Where it is talked about.
    pub placement: Option<Placement>,
}
