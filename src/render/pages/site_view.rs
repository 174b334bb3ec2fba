//! What every page shows: `site` of the templates.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::urls::{self, Urls};
use super::super::view::{Account, FeedLink, NavLink, OfflineView, SiteView};
use super::super::wording::Wording;
use super::assets::{Assets, STYLE};
use super::{MANIFEST, Renderer, Sources, WORKER};
use crate::catalog::Catalog;
use crate::config::SiteLink;
use crate::diag::FileId;
use crate::schemes;
use crate::source::SourceTree;

/// What every page shows.
pub(super) fn site_view(
    from: &Sources<'_>,
    urls: &Urls,
    ui: &Wording,
    assets: &Assets,
) -> SiteView {
    let site = from.site;
    let look = from.watched.look();
    let links = Links { from, urls, ui, catalog: look.everything() };
    let address = |it: &(String, Vec<u8>)| urls.href(&assets.path(it));
    let style = assets.files.iter().find(|it| it.0 == STYLE).map(address);
    let scripts = assets.files.iter();
    let scripts =
        scripts.filter_map(|it| Some((it.0.strip_suffix(".js")?.to_owned(), address(it))));
    let is_network = 1 < site.shows.len();
    let only = site.shows.first().filter(|_| !is_network);
    let shows = site.shows.iter().filter(|_| is_network);
    let own = |it: &String| from.own_static.contains_key(it).then(|| urls.href(it));
    let identity = &site.identity;
    SiteView {
        title: site.title.clone(),
        description: site.description.clone(),
        language: site.language.clone(),
        direction: direction(&site.language),
        offline: site
            .offline
            .then(|| OfflineView { manifest: urls.href(MANIFEST), worker: urls.href(WORKER) }),
        home: urls.href("/"),
        search: site.search.then(|| urls.href("/search/")),
        base_url: site.base_url.as_str().to_owned(),
        stylesheet: style.unwrap_or_default(),
        extra_css: identity.extra_css.iter().filter_map(own).collect(),
        logo: identity.logo.as_ref().and_then(own),
        scripts: scripts.collect(),
        icon: urls.href("favicon.svg"),
        nav: links.wanted(identity.nav.as_ref()).unwrap_or_else(|| links.nav()),
        foot: links.wanted(identity.footer.as_ref()).unwrap_or_else(|| links.foot()),
        subscribe: only.map(|it| subscribe_links(it, urls)).unwrap_or_default(),
        social: only.map(|it| services(&it.social)).unwrap_or_default(),
        copyright: only.and_then(|it| it.feed.copyright.clone()),
        fediverse: only.and_then(|it| account(it.fediverse.as_deref()?)),
        apple_app: only.and_then(apple_app),
        locale: locale(&site.language),
        feeds: site.shows.iter().map(|it| feed_link(it, urls)).collect(),
        shows: shows.map(|it| links.link(&it.title, &urls::show(it))).collect(),
    }
}

/// Links in the head and at the foot of every page.
struct Links<'a> {
    from: &'a Sources<'a>,
    urls: &'a Urls,
    ui: &'a Wording,
    catalog: &'a Catalog,
}

impl Links<'_> {
    fn link(&self, label: &str, path: &str) -> NavLink {
        NavLink { label: label.to_owned(), href: self.urls.href(path) }
    }

    /// A list of the site, if there is something in it.
    fn list(&self, name: &'static str) -> Option<NavLink> {
        let catalog = self.catalog;
        let (path, is_there) = match name {
            "episodes" => ("/archive/", !catalog.episodes.is_empty()),
            "topics" => ("/topics/", !catalog.topics.is_empty()),
            "people" => ("/people/", !catalog.people.is_empty()),
            "sponsors" => ("/sponsors/", !catalog.sponsors.is_empty()),
            "links" => ("/links/", catalog.episodes.iter().any(|it| !it.facts.links.is_empty())),
            "statistics" => ("/stats/", !catalog.episodes.is_empty()),
            "search" => ("/search/", self.from.site.search),
            _ => return None,
        };
        is_there.then(|| self.link(self.ui.get(name), path))
    }

    /// Lists, then pages.
    fn nav(&self) -> Vec<NavLink> {
        let lists = ["episodes", "topics", "people", "sponsors"];
        let lists = lists.into_iter().filter_map(|it| self.list(it));
        lists.chain(self.pages(false)).collect()
    }

    fn foot(&self) -> Vec<NavLink> {
        let lists = ["links", "statistics"].into_iter().filter_map(|it| self.list(it));
        lists.chain(self.pages(true)).collect()
    }

    /// The pages that somebody chose, or those of another generator.
    fn pages(&self, are_found: bool) -> impl Iterator<Item = NavLink> {
        let pages = self.from.pages.iter().filter(move |it| it.is_found == are_found);
        pages.map(|it| self.link(&it.title, &it.path))
    }

    /// What the settings want.
    fn wanted(&self, links: Option<&Vec<SiteLink>>) -> Option<Vec<NavLink>> {
        let link = |it: &SiteLink| match it {
            SiteLink::List(name) => self.list(name),
            SiteLink::Page(path) => {
                let page = self.from.pages.iter().find(|it| it.path == *path);
                // A page that is not there is told by `check`, as any link is.
                Some(self.link(page.map_or(path, |it| &it.title), path))
            }
            SiteLink::Named { label, href } if href.starts_with('/') => {
                Some(self.link(label, href))
            }
            SiteLink::Named { label, href } => {
                Some(NavLink { label: label.clone(), href: href.clone() })
            }
        };
        Some(links?.iter().filter_map(link).collect())
    }
}

/// What an address writes in another way: all but letters, digits and what
/// stands in paths.
const NO_PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

impl Renderer<'_> {
    /// Where a source is edited, if the settings say so.
    pub(super) fn edit_link(&self, file: FileId, tree: &SourceTree) -> Option<String> {
        let pattern = self.from.site.identity.edit_url.as_ref()?;
        let path = tree.name(file);
        Some(pattern.replace("{path}", &utf8_percent_encode(&path, NO_PATH).to_string()))
    }
}

fn services(links: &[(String, String)]) -> Vec<NavLink> {
    let links = links.iter().filter(|it| schemes::is_safe(&it.1));
    links.map(|(label, href)| NavLink { label: label.clone(), href: href.clone() }).collect()
}

/// The direction in which a language is written.
pub(super) fn direction(language: &str) -> &'static str {
    let rtl = ["ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"];
    if rtl.contains(&language.split('-').next().unwrap_or_default()) { "rtl" } else { "ltr" }
}

/// Where a show can be followed: the places the settings name, then its feed.
pub(super) fn subscribe_links(show: &crate::config::Show, urls: &Urls) -> Vec<NavLink> {
    let feed = NavLink { label: "RSS".to_owned(), href: feed_link(show, urls).rss };
    services(&show.subscribe).into_iter().chain([feed]).collect()
}

/// `@show@example.social` and its page.
fn account(name: &str) -> Option<Account> {
    let (user, host) = name.trim_start_matches('@').split_once('@')?;
    let sound = |it: &str| {
        !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    (sound(user) && sound(host)).then(|| Account {
        name: format!("@{user}@{host}"),
        href: format!("https://{host}/@{user}"),
    })
}

/// What iPhones need to offer Apple Podcasts, whose own id this is.
fn apple_app(show: &crate::config::Show) -> Option<String> {
    let address = &show.subscribe.iter().find(|it| it.1.contains("podcasts.apple.com"))?.1;
    Some(format!("app-id=525463029, app-argument={address}"))
}

/// A language with a region as Open Graph writes it.
fn locale(language: &str) -> Option<String> {
    let (language, region) = language.split_once('-')?;
    let is_region = region.len() == 2 && region.chars().all(|it| it.is_ascii_alphabetic());
    is_region.then(|| format!("{}_{}", language.to_lowercase(), region.to_uppercase()))
}

fn feed_link(show: &crate::config::Show, urls: &Urls) -> FeedLink {
    let home = urls::show(show);
    FeedLink {
        title: show.title.clone(),
        rss: urls.href(&format!("{home}feed.xml")),
        json: urls.href(&format!("{home}feed.json")),
    }
}
