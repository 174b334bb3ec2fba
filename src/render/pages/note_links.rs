//! `/links/`: every link of all notes by site, with episode and time.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::Artifact;
use super::super::urls;
use super::super::view::{LinkSite, LinkUse, LinksPage, NoteLink, TopicLink};
use super::Renderer;
use super::links::{bare, on_page, short, spoken};
use crate::catalog::Catalog;
use crate::diag::Diagnostic;
use crate::model::EpisodeId;
use crate::schemes::{is_external, is_safe};

/// Links on one page.
const LINKS_PER_PAGE: usize = 400;

/// Episodes named beside a link: what stands in all notes tells nothing more.
const USES: usize = 12;

/// Sites named at the top.
const TOP: usize = 24;

/// Where a link is used: an episode, and the index of the link there.
type Use = (EpisodeId, usize);

/// The links to one site, each with all its uses, in the order of the first.
struct Site {
    name: String,
    links: Vec<Vec<Use>>,
}

/// All links, cut into pages: each a list of site and links of it.
pub(super) struct LinkPages {
    sites: Vec<Site>,
    /// For each page: site, and its first and last link there.
    pages: Vec<Vec<(usize, usize, usize)>>,
    total: usize,
}

impl LinkPages {
    fn new(catalog: &Catalog) -> Self {
        let mut sites: BTreeMap<String, Site> = BTreeMap::new();
        // Where each address was put; `None` for those that have no place here.
        let mut seen: FxHashMap<&str, Option<(String, usize)>> = FxHashMap::default();
        for &id in &catalog.newest {
            for (nth, it) in catalog.episode(id).facts.links.iter().enumerate() {
                let url = it.link.url.as_str();
                let place = seen.entry(url).or_insert_with(|| {
                    let name = is_listed(url).then(|| host(url))?;
                    let site = sites
                        .entry(name.clone())
                        .or_insert_with(|| Site { name: name.clone(), links: Vec::new() });
                    site.links.push(Vec::new());
                    Some((name, site.links.len() - 1))
                });
                if let Some((name, at)) = place
                    && let Some(site) = sites.get_mut(name)
                {
                    site.links[*at].push((id, nth));
                }
            }
        }
        let mut sites: Vec<Site> = sites.into_values().collect();
        let total = sites.iter().map(|it| it.links.len()).sum();
        sites.sort_by(|a, b| {
            (Reverse(a.links.len()), &a.name).cmp(&(Reverse(b.links.len()), &b.name))
        });
        let mut pages: Vec<Vec<(usize, usize, usize)>> = vec![Vec::new()];
        let mut room = LINKS_PER_PAGE;
        for (idx, site) in sites.iter().enumerate() {
            let mut from = 0;
            while from < site.links.len() {
                if room == 0 {
                    pages.push(Vec::new());
                    room = LINKS_PER_PAGE;
                }
                let to = site.links.len().min(from + room);
                if let Some(page) = pages.last_mut() {
                    page.push((idx, from, to));
                }
                room -= to - from;
                from = to;
            }
        }
        Self { sites, pages, total }
    }

    /// How many pages there are, at least one.
    pub(super) fn n_pages(&self) -> usize {
        self.pages.len()
    }
}

impl Renderer<'_> {
    /// All links by site, the most linked first; newest uses first.
    pub(super) fn link_pages(&self) -> &LinkPages {
        let catalog = self.look.everything();
        self.press.link_pages.get_or_init(|| LinkPages::new(catalog))
    }

    /// Makes a page of `/links/`.
    pub(super) fn links(&self, nth: usize) -> Result<Artifact, Diagnostic> {
        let all = self.link_pages();
        let total = all.pages.len();
        let list = "/links/";
        let page_link = |it: usize| self.urls.href(&urls::page(list, it));
        let site = |(site, from, to): &(usize, usize, usize)| {
            let of = &all.sites[*site];
            LinkSite {
                name: of.name.clone(),
                id: site_id(*site),
                count: self.ui.count("n_links", of.links.len()),
                continued: 0 < *from,
                links: of.links[*from..*to].iter().map(|it| self.note_link(it)).collect(),
            }
        };
        let page_of = |site: usize| {
            let has = |it: &Vec<(usize, usize, usize)>| it.iter().any(|it| it.0 == site);
            all.pages.iter().position(has).unwrap_or(0) + 1
        };
        let top = |(idx, it): (usize, &Site)| TopicLink {
            name: it.name.clone(),
            href: format!("{}#{}", page_link(page_of(idx)), site_id(idx)),
            count: self.ui.count("n_links", it.links.len()),
            names: it.name.clone(),
            parent: None,
        };
        let page = LinksPage {
            full_title: self.title_of_page(self.ui.get("links"), nth),
            description: self.of_site("links_about"),
            canonical: self.urls.absolute(&urls::page(list, nth)),
            count: self.ui.fill(
                "links_of",
                &[
                    ("links", &self.ui.count_within("n_links", all.total)),
                    ("sites", &self.ui.count_within("n_sites", all.sites.len())),
                ],
            ),
            top: all.sites.iter().enumerate().take(TOP).map(top).collect(),
            sites: all.pages[nth - 1].iter().map(site).collect(),
            pager: self.pager(list, nth, total),
        };
        self.page("links.html", &urls::page(list, nth), &page, None)
    }

    fn note_link(&self, uses: &[Use]) -> NoteLink {
        let catalog = self.look.everything();
        let link = |it: &Use| &catalog.episode(it.0).facts.links[it.1];
        let url = uses.first().map_or("", |it| &link(it).link.url);
        let sloppy = |it: char| it.is_whitespace() || matches!(it, '*' | '_');
        let texts = uses.iter().map(|it| link(it).link.text.trim_matches(sloppy));
        let text = texts.clone().find(|it| !it.is_empty()).unwrap_or(url);
        let text = if text.contains("://") { bare(text) } else { text.to_owned() };
        let sponsored = catalog.sponsors.iter().any(|it| it.url.as_deref() == Some(url));
        let one = |it: &Use| {
            let episode = self.episode_ref(it.0);
            let time = link(it).start.map(|it| on_page(spoken(it), &episode.href));
            LinkUse { episode, time }
        };
        NoteLink {
            text: short(&text, 120),
            href: url.to_owned(),
            sponsored,
            uses: uses.iter().take(USES).map(one).collect(),
            more: match uses.len().saturating_sub(USES) {
                0 => String::new(),
                n => self.ui.count("and_more", n),
            },
        }
    }
}

fn site_id(site: usize) -> String {
    format!("site-{}", site + 1)
}

/// Whether an address leads to a page of somebody else.
fn is_listed(url: &str) -> bool {
    is_external(url) && is_safe(url) && !url.starts_with("mailto:") && !url.starts_with("tel:")
}

/// The host of an address, without `www.`.
fn host(url: &str) -> String {
    let bare = url.split_once("//").map_or(url, |it| it.1);
    let host = bare.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.trim_start_matches("www.").to_owned()
}
