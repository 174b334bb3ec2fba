//! What templates see. The names here are the templates' API: every field is
//! ready to print, so that no template computes an address or formats a time.

mod episode;
mod lists;
mod meta;
mod notes;
mod topics;

pub use episode::{
    AudioView, ChapterLink, DownloadLink, EmbedLinks, EmbedPage, EpisodePage, ItemLink, MarkView,
    ParagraphView, RelatedLink, TimeView, TranscriptView, VideoView,
};
pub use lists::{
    ArchivePage, EpisodeLink, EpisodeRow, HeardView, HomePage, ListPage, PagerView, PeoplePage,
    PersonPage, PlainPage, RedirectPage, SearchPage, SponsorPage, SponsorsPage, YearView,
};
pub use meta::{AudioMeta, CardView, ImageView, MetaView};
#[cfg(feature = "cards")]
pub use meta::{CardLine, CardPart};
pub use notes::{BulletView, ItemView, PartView};
pub use topics::{
    ChartView, EpisodeRef, LinkSite, LinkUse, LinksPage, MomentView, MomentsView, NewestBar,
    NoteLink, StatsPage, TopicGroup, TopicLink, TopicPage, TopicsPage,
};

use std::collections::BTreeMap;

use serde::Serialize;

/// `site`, in every template.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// The site's title.
    pub title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// `ltr` or `rtl`, the direction of the language.
    pub direction: &'static str,
    /// Address of the home page.
    pub home: String,
    /// Addresses of manifest and service worker, where the settings want them.
    pub offline: Option<OfflineView>,
    /// Absolute address of the site, with a slash at the end.
    pub base_url: String,
    /// Address of the style sheet.
    pub stylesheet: String,
    /// Addresses of the show's own style sheets, behind the theme's.
    pub extra_css: Vec<String>,
    /// Address of the show's sign in the head of every page.
    pub logo: Option<String>,
    /// Address of the icon.
    pub icon: String,
    /// Addresses of the scripts, by name without extension.
    pub scripts: BTreeMap<String, String>,
    /// Main navigation.
    pub nav: Vec<NavLink>,
    /// Pages that the foot of every page leads to.
    pub foot: Vec<NavLink>,
    /// Where the show can be followed; empty in a network.
    pub subscribe: Vec<NavLink>,
    /// Where its makers are met; empty in a network.
    pub social: Vec<NavLink>,
    /// Whose work it is: `2026 Ada Example`; none in a network.
    pub copyright: Option<String>,
    /// The show's account in the Fediverse; none in a network.
    pub fediverse: Option<Account>,
    /// `content` of `apple-itunes-app`.
    pub apple_app: Option<String>,
    /// `pt_BR`, where the language names a region.
    pub locale: Option<String>,
    /// Address of the page with the search, if there is one.
    pub search: Option<String>,
    /// The feeds of all shows: title, and addresses as RSS and JSON.
    pub feeds: Vec<FeedLink>,
    /// The shows of a network; empty for a site of one show.
    pub shows: Vec<NavLink>,
}

/// An account in the Fediverse.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// `@show@example.social`.
    pub name: String,
    /// Its page.
    pub href: String,
}

/// A feed to subscribe to.
#[derive(Debug, Clone, Serialize)]
pub struct FeedLink {
    /// The show's title.
    pub title: String,
    /// Address of the RSS feed.
    pub rss: String,
    /// Address of the JSON feed.
    pub json: String,
}

/// What keeps pages for times without a network.
#[derive(Debug, Clone, Serialize)]
pub struct OfflineView {
    /// Address of the web app manifest.
    pub manifest: String,
    /// Address of the service worker.
    pub worker: String,
}

/// A link with a label.
#[derive(Debug, Clone, Serialize)]
pub struct NavLink {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// `2022-11-01`.
    pub iso: String,
    /// `1 November 2022`.
    pub text: String,
    /// False where the author states it.
    pub guessed: bool,
}

/// How long something is.
#[derive(Debug, Clone, Serialize)]
pub struct LengthView {
    /// `PT34M35S`.
    pub iso: String,
    /// `35 min`.
    pub text: String,
}

/// A person in an episode.
#[derive(Debug, Clone, Serialize)]
pub struct PersonLink {
    /// The name.
    pub name: String,
    /// Their page, if they have one.
    pub href: Option<String>,
    /// `host` or `guest`.
    pub role: &'static str,
    /// True where no author names them.
    pub guessed: bool,
}
