//! Data of the pages that list episodes and people, and of plain pages.

use serde::Serialize;

use super::super::each::Each;

use super::{DateView, EpisodeRef, LengthView, LinkUse, NavLink, PersonLink, TopicLink};

/// An episode in a list.
#[derive(Debug, Clone, Serialize)]
pub struct EpisodeLink {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its day.
    pub date: Option<DateView>,
    /// How long it is.
    pub length: Option<LengthView>,
    /// One or two sentences, where the author wrote them.
    pub summary: Option<String>,
    /// Its show, in a network.
    pub show: Option<NavLink>,
    /// Its topics, each with an address if its time is known.
    pub topics: Vec<NavLink>,
    /// Whether there is something to hear.
    pub has_audio: bool,
    /// What says in lists how far one has heard it; none without audio.
    pub heard: Option<HeardView>,
    /// Whether there is a transcript.
    pub has_transcript: bool,
    /// `host` or `guest`, in the list of a person.
    pub role: Option<&'static str>,
}

/// By what a browser knows how far somebody has heard an episode.
#[derive(Debug, Clone, Serialize)]
pub struct HeardView {
    /// What the player remembers places by: the episode's path.
    pub id: String,
    /// Length in whole seconds, 0 where it is not known.
    pub seconds: u64,
}

/// An episode in the archive.
#[derive(Debug, Serialize)]
pub struct EpisodeRow {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its day.
    pub date: Option<DateView>,
    /// How long it is.
    pub length: Option<LengthView>,
    /// What says in lists how far one has heard it; none without audio.
    pub heard: Option<HeardView>,
    /// Its show, in a network.
    pub show: Option<NavLink>,
}

/// Where a list goes on.
#[derive(Debug, Serialize)]
pub struct PagerView {
    /// From 1.
    pub current: usize,
    /// How many pages there are.
    pub total: usize,
    /// `page 2`.
    pub here: String,
    /// `Page 2 of 5`.
    pub place: String,
    /// Newer episodes.
    pub newer: Option<String>,
    /// Older episodes.
    pub older: Option<String>,
}

/// `page` in `search.html`.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// For `<title>`.
    pub full_title: String,
    /// One or two sentences.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// What is talked about most.
    pub topics: Vec<TopicLink>,
}

/// `page` in `home.html`.
#[derive(Debug, Serialize)]
pub struct HomePage {
    /// For `<title>`.
    pub full_title: String,
    /// One or two sentences.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// The show's or site's title.
    pub title: String,
    /// Address of the show's picture.
    pub cover: Option<String>,
    /// The newest episode, on the first page.
    pub newest: Option<EpisodeLink>,
    /// Its course as a coloured bar: SVG, safe to print.
    pub topic_bar: Option<String>,
    /// Newest first.
    pub episodes: Vec<EpisodeLink>,
    /// Years to jump to.
    pub years: Vec<NavLink>,
    /// Where the show can be followed; its feed last.
    pub subscribe: Vec<NavLink>,
    /// Hosts, the most frequent first.
    pub hosts: Vec<PersonLink>,
    /// What is talked about most, on the first page.
    pub topics: Vec<TopicLink>,
    /// Where the list goes on.
    pub pager: PagerView,
}

/// `page` in `archive.html`.
#[derive(Debug, Serialize)]
pub struct ArchivePage<'a> {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// How many episodes there are: `12 in all, by year`.
    pub count: String,
    /// Whether there are too many to be shown at once.
    pub is_long: bool,
    /// Newest first.
    pub years: Vec<YearView<'a>>,
}

/// A year of the archive.
#[derive(Debug, Serialize)]
pub struct YearView<'a> {
    /// `2022`, or what stands for episodes without a day.
    pub label: String,
    /// `y2022`.
    pub id: String,
    /// `12 episodes`.
    pub count: String,
    /// Newest first.
    pub episodes: Each<'a, EpisodeRow>,
}

/// `page` in `people.html`.
#[derive(Debug, Serialize)]
pub struct PeoplePage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// Hosts and guests; the most frequent first.
    pub hosts: Vec<ListPage>,
    /// Those who were only guests.
    pub guests: Vec<ListPage>,
}

/// Somebody or something with a count of episodes.
#[derive(Debug, Serialize)]
pub struct ListPage {
    /// Its name.
    pub name: String,
    /// `AL`, where there is no picture.
    pub initials: String,
    /// Its newest episode.
    pub newest: Option<EpisodeRef>,
    /// Its page.
    pub href: String,
    /// `12 episodes`.
    pub count: String,
}

/// `page` in `person.html`.
#[derive(Debug, Serialize)]
pub struct PersonPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// The name.
    pub name: String,
    /// True where no author names them.
    pub guessed: bool,
    /// Address of the feed of their episodes.
    pub feed: String,
    /// The same as JSON.
    pub json_feed: String,
    /// Their addresses.
    pub links: Vec<NavLink>,
    /// `2 h 5 min of talk in 12 episodes`, where speakers are known.
    pub talk: Option<String>,
    /// Those of this page, newest first.
    pub episodes: Vec<EpisodeLink>,
    /// Where the list goes on.
    pub pager: PagerView,
}

/// `page` in `sponsors.html`.
#[derive(Debug, Serialize)]
pub struct SponsorsPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// By name.
    pub sponsors: Vec<ListPage>,
}

/// `page` in `sponsor.html`.
#[derive(Debug, Serialize)]
pub struct SponsorPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// Its name.
    pub name: String,
    /// Its own address.
    pub url: Option<String>,
    /// Where it was read, newest first; the episodes of this page.
    pub reads: Vec<LinkUse>,
    /// Where the list goes on.
    pub pager: PagerView,
}

/// `page` in `page.html` and `404.html`.
#[derive(Debug, Serialize)]
pub struct PlainPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence; may be empty.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// Its heading.
    pub title: String,
    /// HTML, safe to print.
    pub html: String,
    /// In `404.html`, the newest episodes.
    pub newest: Vec<EpisodeLink>,
}

/// `page` in `redirect.html`: an old address.
#[derive(Debug, Serialize)]
pub struct RedirectPage {
    /// Where it leads, absolute.
    pub canonical: String,
    /// Where it leads, within the site.
    pub href: String,
    /// What is there.
    pub title: String,
}
