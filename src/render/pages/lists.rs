//! Home, archive, people, sponsors.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::Artifact;
use super::super::each::Each;
use super::super::urls;
use super::super::view::{
    ArchivePage, EpisodeLink, EpisodeRef, EpisodeRow, HomePage, LinkUse, ListPage, NavLink,
    PeoplePage, PersonPage, SponsorPage, SponsorsPage, YearView,
};
use super::Renderer;
use super::links::{bare, length_view, on_page, short, time_view};
use crate::diag::Diagnostic;
use crate::model::{EpisodeId, ItemKind, Role, ShowId};
use crate::schemes;

/// Entries of a person's feed.
const FEED_ENTRIES: usize = 100;

/// Topics named on the home page.
const TOPICS_ON_HOME: usize = 12;

/// A page that lists things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The home of the site, or of a show in a network; pages from 1.
    Home(Option<ShowId>, usize),
    /// All episodes by year.
    Archive,
    /// All people.
    People,
    /// One of them; pages from 1.
    Person(usize, usize),
    /// All sponsors.
    Sponsors,
    /// One of them; pages from 1.
    Sponsor(usize, usize),
    /// All topics.
    Topics,
    /// One of them; pages from 1.
    Topic(usize, usize),
    /// Every link of the notes; pages from 1.
    Links(usize),
    /// The show as pictures.
    Stats,
    /// Where one searches.
    Search,
}

/// Entries of a list that stand open at once: some 8000 pixels on a phone.
const AT_ONCE: usize = 80;

impl Renderer<'_> {
    /// Every list of the site.
    #[must_use]
    pub fn lists(&self) -> Vec<List> {
        let catalog = self.look.everything();
        let shows = &self.from.site.shows;
        let pages_of = |(idx, n_episodes): (usize, usize)| {
            (1..=self.n_pages(n_episodes)).map(move |nth| (idx, nth))
        };
        let homes = std::iter::once(None)
            .chain((0..).zip(shows).map(|(it, _)| Some(ShowId(it))).filter(|_| 1 < shows.len()));
        let mut lists = Vec::new();
        for home in homes {
            let pages = self.n_pages(self.home_episodes(home).len());
            lists.extend((1..=pages).map(|it| List::Home(home, it)));
        }
        // Pages alone are a site too.
        if !catalog.episodes.is_empty() {
            lists.extend([List::Archive, List::Stats]);
        }
        if !catalog.people.is_empty() {
            lists.push(List::People);
            let people = catalog.people.iter().map(|it| it.episodes.len()).enumerate();
            lists.extend(people.flat_map(pages_of).map(|(it, nth)| List::Person(it, nth)));
        }
        if !catalog.sponsors.is_empty() {
            lists.push(List::Sponsors);
            let sponsors = catalog.sponsors.iter().map(|it| it.episodes.len()).enumerate();
            lists.extend(sponsors.flat_map(pages_of).map(|(it, nth)| List::Sponsor(it, nth)));
        }
        if !catalog.topics.is_empty() {
            lists.push(List::Topics);
            let pages =
                |idx: usize| (1..=self.topic_pages(idx)).map(move |it| List::Topic(idx, it));
            lists.extend((0..catalog.topics.len()).flat_map(pages));
        }
        if catalog.episodes.iter().any(|it| !it.facts.links.is_empty()) {
            lists.extend((1..=self.link_pages().n_pages()).map(List::Links));
        }
        if self.from.site.search {
            lists.push(List::Search);
        }
        lists
    }

    /// Makes a list, with what belongs to it.
    ///
    /// # Errors
    ///
    /// A mistake in a template.
    pub fn list(&self, list: List) -> Result<Vec<Artifact>, Diagnostic> {
        let page = match list {
            List::Home(show, nth) => self.home(show, nth),
            List::Archive => self.archive(),
            List::People => self.people(),
            List::Person(idx, nth) => return self.person(idx, nth),
            List::Sponsors => self.sponsors(),
            List::Sponsor(idx, nth) => self.sponsor(idx, nth),
            List::Topics => self.topics(),
            List::Topic(idx, nth) => return self.topic(idx, nth),
            List::Links(nth) => self.links(nth),
            List::Stats => self.stats(),
            List::Search => self.search_page(),
        };
        Ok(vec![page?])
    }

    /// How many pages a list of so many episodes has.
    fn n_pages(&self, n_episodes: usize) -> usize {
        n_episodes.div_ceil(self.from.site.episodes_per_page).max(1)
    }

    /// Those on a page of a list.
    fn shown<'l, T>(&self, list: &'l [T], nth: usize) -> &'l [T] {
        list.chunks(self.from.site.episodes_per_page).nth(nth - 1).unwrap_or_default()
    }

    fn home_episodes(&self, show: Option<ShowId>) -> Vec<EpisodeId> {
        match show {
            Some(show) => self.look.of_show(show).collect(),
            None => self.look.newest().to_vec(),
        }
    }

    fn home(&self, show: Option<ShowId>, nth: usize) -> Result<Artifact, Diagnostic> {
        let site = self.from.site;
        let of_show = show.map(|it| &site.shows[usize::from(it.0)]);
        let path = of_show.map_or_else(|| "/".to_owned(), urls::show);
        let episodes = self.home_episodes(show);
        let total = self.n_pages(episodes.len());
        let shown = self.shown(&episodes, nth).iter();
        let mut links: Vec<EpisodeLink> = shown.map(|it| self.episode_link(*it, None)).collect();
        let newest = (nth == 1 && !links.is_empty()).then(|| links.remove(0));
        let first = episodes.first().filter(|_| newest.is_some());
        let facts = first.map(|it| self.look.episode(*it));
        let title = of_show.map_or(&site.title, |it| &it.title).clone();
        let description = of_show.map_or(&site.description, |it| &it.description).clone();
        let cover = of_show.or(site.shows.first().filter(|_| site.shows.len() == 1));
        let overview = self.look.overview(show);
        let year = |year: &Option<i16>| NavLink {
            href: self.urls.href(&format!("/archive/#{}", year_id(*year))),
            label: self.year_label(*year),
        };
        let page = HomePage {
            full_title: self.title_of_page(&title, nth),
            description,
            canonical: self.urls.absolute(&urls::page(&path, nth)),
            title,
            cover: cover.filter(|it| it.cover.is_some()).map(|it| self.urls.href(&cover_path(it))),
            newest,
            topic_bar: facts
                .and_then(|it| self.topic_bar(&it.facts, Some(&self.urls.href(&it.path)))),
            episodes: links,
            years: overview.years.iter().map(year).collect(),
            subscribe: cover.map(|it| super::subscribe_links(it, &self.urls)).unwrap_or_default(),
            hosts: overview.hosts.iter().map(|it| self.person_link(it)).collect(),
            topics: if nth == 1 && show.is_none() {
                self.top_topics(TOPICS_ON_HOME).into_iter().map(|it| self.topic_link(it)).collect()
            } else {
                Vec::new()
            },
            pager: self.pager(&path, nth, total),
        };
        let meta = self.home_meta(show);
        self.page_with("home.html", &urls::page(&path, nth), (&page, &meta), None)
    }

    /// A year, or what stands for episodes without a day.
    fn year_label(&self, year: Option<i16>) -> String {
        year.map_or_else(|| self.ui.get("undated").to_owned(), |it| it.to_string())
    }

    /// Episodes by year, newest first; `None` holds those without a day.
    fn years(&self, episodes: &[EpisodeId]) -> Vec<(Option<i16>, Vec<EpisodeId>)> {
        let mut years: BTreeMap<Option<i16>, Vec<EpisodeId>> = BTreeMap::new();
        for id in episodes {
            let year = self.look.line(*id).date().map(|it| it.value.year());
            years.entry(year).or_default().push(*id);
        }
        years.into_iter().rev().collect()
    }

    fn archive(&self) -> Result<Artifact, Diagnostic> {
        let episodes = self.look.newest();
        let year = |(year, ids): (Option<i16>, Vec<EpisodeId>)| YearView {
            label: self.year_label(year),
            id: year_id(year),
            count: self.ui.count("n_episodes", ids.len()),
            episodes: Each::new(ids.len(), move |it| self.episode_row(ids[it])),
        };
        let years = self.years(episodes);
        let count = if 1 < years.len() { "in_all_by_year" } else { "in_all" };
        let page = ArchivePage {
            full_title: self.full_title(self.ui.get("episodes")),
            description: self.of_site("archive_about"),
            canonical: self.urls.absolute("/archive/"),
            count: self.ui.count(count, episodes.len()),
            is_long: AT_ONCE < episodes.len(),
            years: years.into_iter().map(year).collect(),
        };
        self.page("archive.html", "/archive/", &page, None)
    }

    fn episode_row(&self, id: EpisodeId) -> EpisodeRow {
        let EpisodeRef { title, number, href, date, show } = self.episode_ref(id);
        let length = self.look.line(id).length().map(length_view);
        EpisodeRow { title, href, number, date, length, heard: self.heard_view(id), show }
    }

    fn people(&self) -> Result<Artifact, Diagnostic> {
        let mut people: Vec<_> = self.look.everything().people.iter().collect();
        people.sort_by_key(|it| Reverse(it.episodes.len()));
        let is_host =
            |it: &&&crate::catalog::PersonEntry| it.episodes.iter().any(|it| it.1 == Role::Host);
        let link = |it: &&crate::catalog::PersonEntry| ListPage {
            initials: initials(&it.name),
            newest: it.episodes.first().map(|it| self.episode_ref(it.0)),
            name: it.name.clone(),
            href: self.urls.href(&urls::person(&it.slug)),
            count: self.ui.count("n_episodes", it.episodes.len()),
        };
        let page = PeoplePage {
            full_title: self.full_title(self.ui.get("people")),
            description: self.of_site("people_about"),
            canonical: self.urls.absolute("/people/"),
            hosts: people.iter().filter(is_host).map(link).collect(),
            guests: people.iter().filter(|it| !is_host(it)).map(link).collect(),
        };
        self.page("people.html", "/people/", &page, None)
    }

    /// Makes a page of a person; the first brings the feeds.
    fn person(&self, idx: usize, nth: usize) -> Result<Vec<Artifact>, Diagnostic> {
        let person = self.look.person_entry(idx);
        let list = urls::person(&person.slug);
        let path = urls::page(&list, nth);
        let links = person.links.iter().filter(|it| schemes::is_safe(it));
        let page = PersonPage {
            full_title: self.title_of_page(&person.name, nth),
            description: self
                .ui
                .fill("person_about", &[("name", &person.name), ("site", &self.from.site.title)]),
            canonical: self.urls.absolute(&path),
            name: person.name.clone(),
            guessed: !person.stated,
            feed: self.urls.href(&format!("{list}feed.xml")),
            json_feed: self.urls.href(&format!("{list}feed.json")),
            links: links.map(|it| NavLink { label: bare(it), href: it.clone() }).collect(),
            talk: self.talk_words(person.talk, person.n_talks),
            episodes: self
                .shown(&person.episodes, nth)
                .iter()
                .map(|(id, role)| self.episode_link(*id, Some(*role)))
                .collect(),
            pager: self.pager(&list, nth, self.n_pages(person.episodes.len())),
        };
        let own: Vec<String> = page.links.iter().map(|it| it.href.clone()).collect();
        let meta = self.person_meta(&person.name, &list, &own);
        let html = self.page_with("person.html", &path, (&page, &meta), None)?;
        let mut made = vec![html];
        if nth != 1 {
            return Ok(made);
        }
        let newest = person.episodes.iter().take(FEED_ENTRIES);
        let entries: Vec<_> = newest.map(|it| self.brief_entry(it.0)).collect();
        let (title, about) = (self.full_title(&person.name), page.description.clone());
        made.extend(self.small_feed(&list, title, about, entries)?);
        Ok(made)
    }

    fn sponsors(&self) -> Result<Artifact, Diagnostic> {
        let link = |it: &crate::catalog::SponsorEntry| ListPage {
            initials: initials(&it.name),
            newest: it.episodes.first().map(|it| self.episode_ref(*it)),
            name: it.name.clone(),
            href: self.urls.href(&urls::sponsor(&it.slug)),
            count: self.ui.count("n_episodes", it.episodes.len()),
        };
        let page = SponsorsPage {
            full_title: self.full_title(self.ui.get("sponsors")),
            description: self.of_site("sponsors_about"),
            canonical: self.urls.absolute("/sponsors/"),
            sponsors: self.look.everything().sponsors.iter().map(link).collect(),
        };
        self.page("sponsors.html", "/sponsors/", &page, None)
    }

    fn sponsor(&self, idx: usize, nth: usize) -> Result<Artifact, Diagnostic> {
        let sponsor = self.look.sponsor(idx);
        let list = urls::sponsor(&sponsor.slug);
        let path = urls::page(&list, nth);
        let shown = self.shown(&sponsor.episodes, nth).iter();
        let page = SponsorPage {
            full_title: self.title_of_page(&sponsor.name, nth),
            description: short(&self.ui.fill("sponsor_about", &[("name", &sponsor.name)]), 200),
            canonical: self.urls.absolute(&path),
            name: sponsor.name.clone(),
            url: sponsor.url.clone().filter(|it| schemes::is_safe(it)),
            reads: shown.map(|it| self.read_of(*it, &sponsor.name)).collect(),
            pager: self.pager(&list, nth, self.n_pages(sponsor.episodes.len())),
        };
        self.page("sponsor.html", &path, &page, None)
    }
}

impl Renderer<'_> {
    /// Where a sponsor is read in an episode: at the item that names it, or
    /// at the only sponsor's item.
    fn read_of(&self, id: EpisodeId, name: &str) -> LinkUse {
        let facts = &self.look.episode(id).facts;
        let mut reads = facts.items.iter().filter(|it| it.kind == ItemKind::Sponsor);
        let key = crate::path::Slug::of(name);
        let is_named = |it: &&crate::model::ItemFacts| {
            let title = crate::path::Slug::of(&it.title);
            key.as_ref().zip(title).is_some_and(|(key, it)| it.as_str().contains(key.as_str()))
        };
        let named = reads.clone().find(is_named);
        let only = (reads.clone().count() == 1).then(|| reads.next()).flatten();
        let episode = self.episode_ref(id);
        let placement = named.or(only).and_then(|it| it.placement.as_ref());
        let time = placement.map(|it| on_page(time_view(it), &episode.href));
        LinkUse { episode, time }
    }
}

/// A picture that lies in `static/`, by its path there: it is published as it is.
fn of_static(show: &crate::config::Show) -> Option<&str> {
    show.cover.as_deref().filter(|_| show.folder.is_empty())?.strip_prefix("static/")
}

/// Where a show's picture is published.
pub(super) fn cover_path(show: &crate::config::Show) -> String {
    if let Some(path) = of_static(show) {
        return format!("/{path}");
    }
    let extension =
        show.cover.as_deref().and_then(|it| it.rsplit_once('.')).map_or("jpg", |it| it.1);
    format!("{}cover.{}", urls::show(show), extension.to_lowercase())
}

impl Renderer<'_> {
    /// Address of a show's picture.
    pub(super) fn cover_of(&self, show: ShowId) -> Option<String> {
        let show = &self.from.site.shows[usize::from(show.0)];
        show.cover.as_ref().map(|_| self.urls.href(&cover_path(show)))
    }

    /// The shows' pictures: path below the root of each, and where it goes.
    /// Those that `static/` publishes anyway are not among them.
    #[must_use]
    pub fn covers(&self) -> Vec<(String, String)> {
        let shows = self.from.site.shows.iter().filter(|it| of_static(it).is_none());
        let cover = |it: &crate::config::Show| {
            let source = format!("{}/{}", it.folder, it.cover.as_ref()?);
            Some((source.trim_start_matches('/').to_owned(), cover_path(it)))
        };
        shows.filter_map(cover).collect()
    }
}

/// Letters that stand for a name where there is no picture: `AL` for Ada
/// Lovelace.
fn initials(name: &str) -> String {
    let words = name.split_whitespace().filter(|it| it.starts_with(char::is_alphanumeric));
    let letters: Vec<char> = words.filter_map(|it| it.chars().next()).collect();
    let last = letters.last().filter(|_| 1 < letters.len());
    letters.first().into_iter().chain(last).flat_map(|it| it.to_uppercase()).collect()
}

fn year_id(year: Option<i16>) -> String {
    year.map_or_else(|| "undated".to_owned(), |it| format!("y{it}"))
}
