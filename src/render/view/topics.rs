//! Data of the pages of topics, links and statistics.

use serde::Serialize;

use super::{DateView, LengthView, NavLink, PagerView, TimeView};

/// A chart and its numbers.
#[derive(Debug, Clone, Serialize)]
pub struct ChartView {
    /// Unique on its page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// SVG, safe to print.
    pub svg: String,
    /// Heads of the table.
    pub heads: Vec<String>,
    /// Its rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// An episode in a line.
#[derive(Debug, Clone, Serialize)]
pub struct EpisodeRef {
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its address.
    pub href: String,
    /// Its day.
    pub date: Option<DateView>,
    /// Its show, in a network.
    pub show: Option<NavLink>,
}

/// A moment at which a topic comes up.
#[derive(Debug, Serialize)]
pub struct MomentView {
    /// Where it leads: `/episodes/12-…/#t=727`, or the item in the notes.
    pub href: String,
    /// When it is; nothing where nobody knows.
    pub time: Option<TimeView>,
    /// The item that begins, if one does.
    pub item: Option<String>,
    /// What is said before the name.
    pub before: String,
    /// The name; empty where the sentence does not hold it.
    pub name: String,
    /// What is said behind it.
    pub after: String,
}

/// The moments of an episode.
#[derive(Debug, Serialize)]
pub struct MomentsView {
    /// The episode.
    pub episode: EpisodeRef,
    /// In order of time.
    pub moments: Vec<MomentView>,
}

/// A topic in a list.
#[derive(Debug, Clone, Serialize)]
pub struct TopicLink {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// `12 moments`.
    pub count: String,
    /// Its names in lower case, for filtering.
    pub names: String,
    /// The topic it is a part of.
    pub parent: Option<String>,
}

/// Topics under one letter.
#[derive(Debug, Serialize)]
pub struct TopicGroup {
    /// `A`, `0–9`, or `Others`.
    pub label: String,
    /// Unique on its page.
    pub id: String,
    /// By name.
    pub topics: Vec<TopicLink>,
}

/// `page` in `topics.html`.
#[derive(Debug, Serialize)]
pub struct TopicsPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// How many there are.
    pub lead: String,
    /// Those that tell most of the show, by the episodes that discuss them.
    pub top: Option<ChartView>,
    /// Those with most moments, the most frequent first; none in a short list.
    pub often: Vec<TopicLink>,
    /// Whether there are too many to be shown at once.
    pub is_long: bool,
    /// Those that the newest episodes discuss more than those before.
    pub lately: Vec<TopicLink>,
    /// All of them.
    pub groups: Vec<TopicGroup>,
}

/// `page` in `topic.html`.
#[derive(Debug, Serialize)]
pub struct TopicPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// Its name.
    pub name: String,
    /// What its topic file says; may be empty.
    pub about: String,
    /// Its own site.
    pub url: Option<NavLink>,
    /// The topic it is a part of.
    pub parent: Option<NavLink>,
    /// Its parts.
    pub parts: Vec<NavLink>,
    /// `12 moments in 7 episodes`.
    pub count: String,
    /// Episodes by year.
    pub years: Option<ChartView>,
    /// Items about it, newest first.
    pub discussed: Vec<MomentsView>,
    /// Where it comes up, newest first.
    pub mentioned: Vec<MomentsView>,
    /// Topics of the same episodes.
    pub related: Vec<TopicLink>,
    /// Where the list goes on.
    pub pager: PagerView,
    /// Address of its RSS feed.
    pub feed: String,
    /// Address of its JSON feed.
    pub json_feed: String,
    /// Address of `topic.json`, if it is made.
    pub json: Option<String>,
}

/// A link of the notes.
#[derive(Debug, Serialize)]
pub struct NoteLink {
    /// Its text.
    pub text: String,
    /// Its address.
    pub href: String,
    /// Whether it is paid for.
    pub sponsored: bool,
    /// The newest episodes with it.
    pub uses: Vec<LinkUse>,
    /// `and 12 more`; empty where that is all.
    pub more: String,
}

/// An episode with a link.
#[derive(Debug, Serialize)]
pub struct LinkUse {
    /// The episode.
    pub episode: EpisodeRef,
    /// When it is talked about.
    pub time: Option<TimeView>,
}

/// The links to one site.
#[derive(Debug, Serialize)]
pub struct LinkSite {
    /// `github.com`.
    pub name: String,
    /// Unique on its page.
    pub id: String,
    /// `12 links`.
    pub count: String,
    /// Whether the list began on the page before.
    pub continued: bool,
    /// By address.
    pub links: Vec<NoteLink>,
}

/// `page` in `links.html`.
#[derive(Debug, Serialize)]
pub struct LinksPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// `934 links to 361 sites`.
    pub count: String,
    /// The sites with most links, and where they are.
    pub top: Vec<TopicLink>,
    /// The sites with most links first.
    pub sites: Vec<LinkSite>,
    /// Where the list goes on.
    pub pager: PagerView,
}

/// `page` in `stats.html`.
#[derive(Debug, Serialize)]
pub struct StatsPage {
    /// For `<title>`.
    pub full_title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address.
    pub canonical: String,
    /// Big numbers: what, and how much.
    pub totals: Vec<(String, String)>,
    /// Charts in the order of the page.
    pub charts: Vec<ChartView>,
    /// The newest episode with times, as a bar.
    pub newest: Option<NewestBar>,
}

/// The course of an episode.
#[derive(Debug, Serialize)]
pub struct NewestBar {
    /// The episode.
    pub episode: EpisodeRef,
    /// How long it is.
    pub length: Option<LengthView>,
    /// SVG, safe to print.
    pub bar: String,
}
