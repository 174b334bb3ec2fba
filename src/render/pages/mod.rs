//! Every page of the site: which there are, and making each.

mod episode;
mod links;
mod lists;
mod plain;

use super::templates::Templates;
use super::urls::{self, Urls};
use super::view::{NavLink, SiteView};
use super::{Artifact, BUILT_IN_STATIC, Content};
use crate::catalog::Catalog;
use crate::config::Site;
use crate::diag::{Diagnostic, FileId};
use crate::hash::ContentHash;
use crate::path::SitePath;

pub use lists::List;
pub use plain::PageDoc;

/// What rendering draws from.
pub struct Sources<'a> {
    /// The settings.
    pub site: &'a Site,
    /// What the site knows as a whole.
    pub catalog: &'a Catalog,
    /// The user's static files by path: they are published as they are.
    pub own_static: &'a std::collections::BTreeMap<String, (FileId, std::path::PathBuf)>,
    /// The bytes of the user's `static/style.css`, if there is one.
    pub own_style: Option<Vec<u8>>,
    /// Plain pages: those of the settings' navigation.
    pub pages: &'a [PageDoc],
}

/// Makes pages.
pub struct Renderer<'a> {
    from: Sources<'a>,
    templates: Templates,
    urls: Urls,
}

impl<'a> Renderer<'a> {
    /// Prepares rendering; the templates learn what every page shows.
    #[must_use]
    pub fn new(from: Sources<'a>, mut templates: Templates) -> Self {
        let urls = Urls::new(from.site.base_url.clone());
        let style = style_path(&style_bytes(from.own_style.as_deref()));
        templates.set_site(&site_view(&from, &urls, &style));
        Self { from, templates, urls }
    }

    /// Static files: the built-in ones that the user does not replace, and
    /// the user's own.
    #[must_use]
    pub fn static_files(&self) -> Vec<Artifact> {
        let mut files = Vec::new();
        let style = style_bytes(self.from.own_style.as_deref());
        files.extend(artifact(&style_path(&style), style, FileId(u32::MAX)));
        for file in BUILT_IN_STATIC.files() {
            let name = file.path().to_string_lossy().into_owned();
            if name != STYLE && !self.from.own_static.contains_key(&name) {
                files.extend(artifact(&name, file.contents().to_vec(), FileId(u32::MAX)));
            }
        }
        for (name, (id, location)) in self.from.own_static {
            let path = SitePath::new(name).filter(|_| name != STYLE);
            files.extend(path.map(|path| Artifact {
                path,
                content: Content::File(location.clone()),
                origin: *id,
            }));
        }
        files
    }

    /// Renders a template into the page at `path`.
    fn page<T: serde::Serialize>(
        &self,
        template: &str,
        path: &str,
        page: &T,
        origin: FileId,
    ) -> Result<Artifact, Diagnostic> {
        let html = self.templates.render(template, page)?;
        artifact_of_page(path, html.into_bytes(), origin)
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

/// The name of the style sheet among static files.
const STYLE: &str = "style.css";

fn style_bytes(own: Option<&[u8]>) -> Vec<u8> {
    let built_in =
        || BUILT_IN_STATIC.get_file(STYLE).map(include_dir::File::contents).unwrap_or_default();
    own.unwrap_or_else(built_in).to_vec()
}

/// The style sheet's name carries its hash, so that browsers may keep it for ever.
fn style_path(style: &[u8]) -> String {
    format!("assets/style-{:.10}.css", ContentHash::of(style))
}

fn artifact(path: &str, bytes: Vec<u8>, origin: FileId) -> Option<Artifact> {
    Some(Artifact { path: SitePath::new(path)?, content: Content::Bytes(bytes), origin })
}

fn artifact_of_page(path: &str, bytes: Vec<u8>, origin: FileId) -> Result<Artifact, Diagnostic> {
    let path = SitePath::of_page(path).ok_or_else(|| {
        let message = format!("`{path}` is no address for a page");
        Diagnostic::error("output/address", crate::diag::Span::file(origin), message)
            .hint("give it another `slug` or `permalink`")
    })?;
    Ok(Artifact { path, content: Content::Bytes(bytes), origin })
}

fn site_view(from: &Sources<'_>, urls: &Urls, style: &str) -> SiteView {
    let site = from.site;
    let link = |label: &str, path: &str| NavLink { label: label.to_owned(), href: urls.href(path) };
    let mut nav = vec![link("Episodes", "/archive/")];
    if !from.catalog.people.is_empty() {
        nav.push(link("People", "/people/"));
    }
    if !from.catalog.sponsors.is_empty() {
        nav.push(link("Sponsors", "/sponsors/"));
    }
    nav.extend(from.pages.iter().map(|it| link(&it.title, &it.path)));
    let is_network = 1 < site.shows.len();
    let shows = site.shows.iter().filter(|_| is_network);
    SiteView {
        title: site.title.clone(),
        description: site.description.clone(),
        language: site.language.clone(),
        home: urls.href("/"),
        base_url: site.base_url.as_str().to_owned(),
        stylesheet: urls.href(style),
        icon: urls.href("favicon.svg"),
        nav,
        shows: shows.map(|it| link(&it.title, &urls::show(it))).collect(),
    }
}
