//! Every page of the site: which there are, and making each.

mod addresses;
mod course;
mod embed;
mod episode;
mod feeds;
mod host_files;
mod links;
mod lists;
mod meta;
mod note_links;
mod plain;
mod redirects;
mod search;
mod site_files;
mod stats;
mod topics;

use super::templates::Templates;
use super::urls::{self, Urls};
use super::view::{Account, FeedLink, ImageView, MetaView, NavLink, OfflineView, SiteView};
use super::wording::Wording;
use super::{Artifact, BUILT_IN_STATIC, Content};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::OnceLock;

use crate::catalog::{Look, Seen, Watched};
use crate::config::Site;
use crate::diag::{Diagnostic, FileId};
use crate::hash::ContentHash;
use crate::path::SitePath;
use crate::schemes;
use crate::source::FileOnDisk;

use super::card::Cards;
use note_links::LinkPages;

pub use addresses::KnownAddresses;
pub use episode::MadeEpisode;
pub use feeds::{EntryBytes, FeedPage};
pub use lists::List;
pub use plain::PageDoc;
pub use redirects::Redirect;

/// What rendering draws from.
pub struct Sources<'a> {
    /// The settings.
    pub site: &'a Site,
    /// What the site knows as a whole.
    pub watched: &'a Watched<'a>,
    /// `show.toml`, if there is one.
    pub settings: Option<FileId>,
    /// The user's static files by path: they are published as they are.
    pub own_static: &'a BTreeMap<String, (FileId, FileOnDisk)>,
    /// The bytes of the user's files that replace a style sheet or script of
    /// the theme, by name.
    pub own_assets: BTreeMap<String, Vec<u8>>,
    /// Plain pages: those of the settings' navigation.
    pub pages: &'a [PageDoc],
    /// The picture of each show, for cards.
    pub covers: Vec<Option<String>>,
    /// Draws cards.
    pub cards: Cards,
}

/// All that pages have in common, prepared once.
pub struct Press<'a> {
    from: Sources<'a>,
    templates: Templates,
    urls: Urls,
    /// What pages say.
    ui: &'static Wording,
    link_pages: OnceLock<LinkPages>,
    /// The card of pages that have none of their own, and its file.
    site_card: Option<ImageView>,
    site_card_file: Option<Artifact>,
    /// The hand that draws cards: another one draws them anew.
    card_hand: ContentHash,
    /// What every page follows from, besides what it looks at.
    key: ContentHash,
}

/// Makes one page, and remembers what it looked at.
pub struct Renderer<'a> {
    press: &'a Press<'a>,
    look: Look<'a>,
}

impl<'a> Deref for Renderer<'a> {
    type Target = Press<'a>;

    fn deref(&self) -> &Press<'a> {
        self.press
    }
}

impl<'a> Press<'a> {
    /// Prepares rendering; the templates learn what every page shows.
    #[must_use]
    pub fn new(from: Sources<'a>, mut templates: Templates) -> Self {
        let urls = Urls::new(from.site.base_url.clone());
        let ui = Wording::of(&from.site.language);
        let view = site_view(&from, &urls, ui);
        templates.set_site(&view, ui);
        let card_hand = from.cards.hand();
        let key = key_of(&from, &templates, &view, card_hand);
        let mut press = Self {
            from,
            templates,
            urls,
            ui,
            link_pages: OnceLock::new(),
            site_card: None,
            site_card_file: None,
            card_hand,
            key,
        };
        // A mistake in `card.svg` is told by the first episode.
        if let Ok(Some((image, file))) = press.site_card() {
            press.site_card = Some(image);
            press.site_card_file = Some(file);
        }
        press
    }

    /// What every page follows from, besides what it looks at.
    #[must_use]
    pub fn key(&self) -> ContentHash {
        self.key
    }

    /// Begins a page.
    #[must_use]
    pub fn renderer(&'a self) -> Renderer<'a> {
        Renderer { press: self, look: self.from.watched.look() }
    }
}

impl<'a> Renderer<'a> {
    /// What was looked at so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.look.seen()
    }

    /// Static files: the built-in ones that the user does not replace, and
    /// the user's own, but for those with names that sites cannot have.
    #[must_use]
    pub fn static_files(&self) -> Vec<Result<Artifact, Diagnostic>> {
        let mut files = Vec::new();
        let assets = assets(&self.from.own_assets);
        let scripts = scripts_hash(&assets);
        let mut manifest = BTreeMap::new();
        for (name, bytes) in assets {
            let path = asset_path(name, bytes, scripts);
            manifest.insert(name.to_owned(), self.urls.href(&path));
            files.extend(artifact(&path, bytes.to_vec(), None));
        }
        // What is named by its content never changes: hosts may cache it for ever.
        let json = format!("{:#}\n", serde_json::json!(manifest));
        files.extend(artifact("assets/manifest.json", json.into_bytes(), None));
        for file in BUILT_IN_STATIC.files() {
            let name = file.path().to_string_lossy().into_owned();
            let wanted = name != WORKER || self.from.site.offline;
            if wanted && !is_asset(&name) && !self.from.own_static.contains_key(&name) {
                files.extend(artifact(&name, file.contents().to_vec(), None));
            }
        }
        if self.from.site.offline {
            files.extend(artifact(MANIFEST, self.manifest(), None));
        }
        let own = self.from.own_static.iter();
        let own = own.filter(|it| !self.from.own_assets.contains_key(it.0)).map(|(name, file)| {
            let (id, content) = (file.0, Content::File(file.1.clone()));
            let path = SitePath::new(name).ok_or_else(|| bad_name(name, id))?;
            Ok(Artifact { path, content, origin: Some(id) })
        });
        files.into_iter().map(Ok).chain(own).collect()
    }

    /// The web app manifest.
    fn manifest(&self) -> Vec<u8> {
        let site = self.from.site;
        let home = self.urls.href("/");
        let json = serde_json::json!({
            "name": site.title,
            "short_name": site.title,
            "description": site.description,
            "lang": site.language,
            "start_url": home,
            "scope": home,
            "display": "minimal-ui",
            "icons": [{ "src": self.urls.href("favicon.svg"), "sizes": "any", "type": "image/svg+xml" }],
        });
        format!("{json:#}\n").into_bytes()
    }

    /// Renders a template into the page at `path`.
    fn page<T: serde::Serialize>(
        &self,
        template: &str,
        path: &str,
        page: &T,
        origin: Option<FileId>,
    ) -> Result<Artifact, Diagnostic> {
        self.page_with(template, path, (page, &self.plain_meta()), origin)
    }

    /// The same, for a page that says something of its own about itself.
    fn page_with<T: serde::Serialize>(
        &self,
        template: &str,
        path: &str,
        (page, meta): (&T, &MetaView),
        origin: Option<FileId>,
    ) -> Result<Artifact, Diagnostic> {
        let html = self.templates.render(template, page, meta)?;
        artifact_of_page(path, html.into_bytes(), origin)
    }

    /// A text about the site: `All episodes of Talk.`
    fn of_site(&self, key: &'static str) -> String {
        self.ui.fill(key, &[("site", &self.from.site.title)])
    }

    /// `Title · Site`.
    fn full_title(&self, title: &str) -> String {
        if title == self.from.site.title {
            title.to_owned()
        } else {
            format!("{title} · {}", self.from.site.title)
        }
    }
}

/// Names of the theme's style sheets and scripts, which a user's file of the
/// same name replaces.
#[must_use]
pub fn asset_names() -> Vec<String> {
    let names = BUILT_IN_STATIC.files().map(|it| it.path().to_string_lossy().into_owned());
    names.filter(|it| is_asset(it)).collect()
}

fn is_asset(name: &str) -> bool {
    name.ends_with(".css") || (name.ends_with(".js") && name != WORKER)
}

/// The service worker: it rules what lies beside and below it, so that it
/// stands at the root under its own name.
const WORKER: &str = "sw.js";

const MANIFEST: &str = "manifest.webmanifest";

/// The direction in which a language is written.
fn direction(language: &str) -> &'static str {
    let rtl = ["ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"];
    if rtl.contains(&language.split('-').next().unwrap_or_default()) { "rtl" } else { "ltr" }
}

/// Every style sheet and script: name and bytes.
fn assets(own: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, &[u8])> {
    let files = BUILT_IN_STATIC.files();
    let named = files.filter_map(|it| Some((it.path().to_str()?, it.contents())));
    let assets = named.filter(|it| is_asset(it.0));
    assets.map(|(name, bytes)| (name, own.get(name).map_or(bytes, Vec::as_slice))).collect()
}

/// An asset's address carries a hash, so that browsers may keep it for ever.
/// Scripts import one another by name: they share a folder with the hash of
/// all of them.
fn asset_path(name: &str, bytes: &[u8], scripts: ContentHash) -> String {
    match name.rsplit_once('.') {
        Some((_, "js")) => format!("assets/scripts-{scripts:.10}/{name}"),
        Some((stem, extension)) => {
            format!("assets/{stem}-{:.10}.{extension}", ContentHash::of(bytes))
        }
        None => format!("assets/{name}"),
    }
}

/// The hash of all scripts.
fn scripts_hash(assets: &[(&str, &[u8])]) -> ContentHash {
    let scripts = assets.iter().filter(|it| it.0.ends_with(".js"));
    let all: Vec<u8> = scripts.flat_map(|it| [it.0.as_bytes(), b"\n", it.1].concat()).collect();
    ContentHash::of(&all)
}

/// A file of the user's whose name no site can have.
fn bad_name(name: &str, file: FileId) -> Diagnostic {
    let message = format!("`{name}` cannot be a file's name on a site; it is left out");
    Diagnostic::warning("output/address", crate::diag::Span::file(file), message)
        .hint("rename it: some systems reserve such names, or cannot write them")
}

fn artifact(path: &str, bytes: Vec<u8>, origin: Option<FileId>) -> Option<Artifact> {
    Some(Artifact { path: SitePath::new(path)?, content: Content::Bytes(bytes), origin })
}

fn artifact_of_page(
    path: &str,
    bytes: Vec<u8>,
    origin: Option<FileId>,
) -> Result<Artifact, Diagnostic> {
    let path = SitePath::of_page(path).ok_or_else(|| {
        let message = format!("`{path}` is no address for a page");
        Diagnostic::error("output/address", crate::diag::Span::file(origin), message)
            .hint("give it another `slug` or `permalink`")
    })?;
    Ok(Artifact { path, content: Content::Bytes(bytes), origin })
}

/// Where a show can be followed: the places the settings name, then its feed.
fn subscribe_links(show: &crate::config::Show, urls: &Urls) -> Vec<NavLink> {
    let places = show.subscribe.iter().filter(|it| schemes::is_safe(&it.1));
    let place =
        |(name, href): &(&str, String)| NavLink { label: (*name).to_owned(), href: href.clone() };
    let feed = NavLink { label: "RSS".to_owned(), href: feed_link(show, urls).rss };
    places.map(place).chain([feed]).collect()
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

/// The hash of all that every page follows from: settings, templates, assets,
/// and what the theme shows everywhere.
fn key_of(
    from: &Sources<'_>,
    templates: &Templates,
    view: &SiteView,
    card_hand: ContentHash,
) -> ContentHash {
    let own: Vec<&String> = from.own_static.keys().collect();
    let pages: Vec<&String> = from.pages.iter().map(|it| &it.path).collect();
    let settings = format!("{:?} {own:?} {pages:?} {:?}", from.site, from.covers);
    let view = crate::cache::digest(view);
    let parts = [settings.as_bytes(), view.as_bytes(), card_hand.as_bytes()];
    let own = templates.own_texts().flat_map(|it| [it.0.as_bytes(), it.1.as_bytes()]);
    let parts: Vec<&[u8]> = parts.into_iter().chain(own).collect();
    crate::cache::key("page", &parts)
}

fn site_view(from: &Sources<'_>, urls: &Urls, ui: &Wording) -> SiteView {
    let site = from.site;
    let look = from.watched.look();
    let catalog = look.everything();
    let link = |label: &str, path: &str| NavLink { label: label.to_owned(), href: urls.href(path) };
    let assets = assets(&from.own_assets);
    let scripts = scripts_hash(&assets);
    let address = |it: &(&str, &[u8])| urls.href(&asset_path(it.0, it.1, scripts));
    let style = assets.iter().find(|it| it.0 == "style.css").map(address);
    let scripts =
        assets.iter().filter_map(|it| Some((it.0.strip_suffix(".js")?.to_owned(), address(it))));
    let mut nav = vec![link(ui.get("episodes"), "/archive/")];
    if !catalog.topics.is_empty() {
        nav.push(link(ui.get("topics"), "/topics/"));
    }
    if !catalog.people.is_empty() {
        nav.push(link(ui.get("people"), "/people/"));
    }
    if !catalog.sponsors.is_empty() {
        nav.push(link(ui.get("sponsors"), "/sponsors/"));
    }
    let mut foot = Vec::new();
    if catalog.episodes.iter().any(|it| !it.facts.links.is_empty()) {
        foot.push(link(ui.get("links"), "/links/"));
    }
    foot.push(link(ui.get("statistics"), "/stats/"));
    nav.extend(from.pages.iter().map(|it| link(&it.title, &it.path)));
    let is_network = 1 < site.shows.len();
    let only = site.shows.first().filter(|_| !is_network);
    let shows = site.shows.iter().filter(|_| is_network);
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
        scripts: scripts.collect(),
        icon: urls.href("favicon.svg"),
        nav,
        foot,
        subscribe: only.map(|it| subscribe_links(it, urls)).unwrap_or_default(),
        fediverse: only.and_then(|it| account(it.fediverse.as_deref()?)),
        apple_app: only.and_then(apple_app),
        locale: locale(&site.language),
        feeds: site.shows.iter().map(|it| feed_link(it, urls)).collect(),
        shows: shows.map(|it| link(&it.title, &urls::show(it))).collect(),
    }
}
