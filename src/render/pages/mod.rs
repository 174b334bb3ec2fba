//! Every page of the site: which there are, and making each.

mod addresses;
mod assets;
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
mod site_view;
mod stats;
mod topics;

use super::templates::Templates;
use super::urls::Urls;
use super::view::{ImageView, MetaView, SiteView};
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
use crate::source::FileOnDisk;

use super::card::{Cards, Cover};
use assets::{Assets, is_asset};
use note_links::LinkPages;
use site_view::{site_view, subscribe_links};

pub use addresses::KnownAddresses;
pub use assets::asset_names;
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
    /// The picture of each show.
    pub covers: Vec<Option<Cover>>,
    /// Draws cards, if there are any.
    pub cards: Option<Cards>,
}

/// All that pages have in common, prepared once.
pub struct Press<'a> {
    from: Sources<'a>,
    templates: Templates,
    assets: Assets,
    urls: Urls,
    /// What pages say.
    ui: &'static Wording,
    link_pages: OnceLock<LinkPages>,
    /// The card of pages that have none of their own, and its file.
    site_card: Option<ImageView>,
    site_card_file: Option<Artifact>,
    /// The hand that draws cards: another one draws them anew.
    card_hand: Option<ContentHash>,
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
        let assets = Assets::of(&from);
        let view = site_view(&from, &urls, ui, &assets);
        templates.set_site(&view, ui);
        let card_hand = from.cards.as_ref().map(Cards::hand);
        let key = key_of(&from, &templates, &view, card_hand);
        let mut press = Self {
            from,
            templates,
            assets,
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
        let mut manifest = BTreeMap::new();
        for it in &self.assets.files {
            let path = self.assets.path(it);
            manifest.insert(it.0.clone(), self.urls.href(&path));
            files.extend(artifact(&path, it.1.clone(), None));
        }
        // What is named by its content never changes: hosts may cache it for ever.
        let json = format!("{:#}\n", serde_json::json!(manifest));
        files.extend(artifact("assets/manifest.json", json.into_bytes(), None));
        for file in BUILT_IN_STATIC.files() {
            let name = file.path().to_string_lossy().into_owned();
            let wanted = name != WORKER || self.from.site.offline;
            if wanted && !is_asset(&name) && !self.from.own_static.contains_key(&name) {
                let bytes = match name.as_str() {
                    ICON => self.assets.icon(file.contents()),
                    _ => file.contents().to_vec(),
                };
                files.extend(artifact(&name, bytes, None));
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

/// The service worker: it rules what lies beside and below it, so that it
/// stands at the root under its own name.
const WORKER: &str = "sw.js";

/// The icon of the theme.
const ICON: &str = "favicon.svg";

const MANIFEST: &str = "manifest.webmanifest";

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

/// The hash of all that every page follows from: settings, templates, assets,
/// and what the theme shows everywhere.
fn key_of(
    from: &Sources<'_>,
    templates: &Templates,
    view: &SiteView,
    card_hand: Option<ContentHash>,
) -> ContentHash {
    let own: Vec<&String> = from.own_static.keys().collect();
    let pages: Vec<&String> = from.pages.iter().map(|it| &it.path).collect();
    let settings = format!("{:?} {own:?} {pages:?} {:?}", from.site, from.covers);
    let view = crate::cache::digest(view);
    let card_hand = card_hand.as_ref().map_or(&[][..], |it| it.as_bytes());
    let parts = [settings.as_bytes(), view.as_bytes(), card_hand];
    let own = templates.own_texts().flat_map(|it| [it.0.as_bytes(), it.1.as_bytes()]);
    let parts: Vec<&[u8]> = parts.into_iter().chain(own).collect();
    crate::cache::key("page", &parts)
}
