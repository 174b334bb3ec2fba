//! Files at the root for those who read sites by program.

use jiff::civil::Date;

use super::super::export::{self, SitemapPage};
use super::super::{Artifact, urls};
use super::{List, Renderer, artifact};
use crate::model::EpisodeId;

impl Renderer<'_> {
    /// Makes `episodes.json`, `llms.txt`, sitemap and `robots.txt`; a file of
    /// the user's own wins.
    #[must_use]
    pub fn site_files(&self) -> Vec<Artifact> {
        let (site, catalog) = (self.from.site, self.look.everything());
        let mut files = export::sitemaps(&self.sitemap_pages(), &self.urls);
        files.push(("robots.txt".to_owned(), export::robots(&self.urls)));
        files.extend(self.show_list().map(|it| ("shows.opml".to_owned(), it)));
        if site.exports.files {
            let episodes = export::episodes_json(catalog, site, &self.urls);
            files.push(("episodes.json".to_owned(), episodes));
            let llms = export::llms(catalog, site, &self.urls, self.ui);
            files.push(("llms.txt".to_owned(), llms));
        }
        files.retain(|it| !self.from.own_static.contains_key(&it.0));
        let made = files.into_iter().filter_map(|(name, bytes)| artifact(&name, bytes, None));
        made.chain(self.site_card_file.clone()).chain(self.host_files()).collect()
    }

    /// Every page that search engines shall know. The day of a list is that of
    /// its newest episode: clocks of disks and builds say nothing of content.
    pub(super) fn sitemap_pages(&self) -> Vec<SitemapPage> {
        let catalog = self.look.everything();
        let day = |id: EpisodeId| catalog.episode(id).facts.date.map(|it| it.value);
        let newest = catalog.newest.iter().filter_map(|it| day(*it)).max();
        let lists = self.lists().into_iter().map(|it| (self.path_of(it), self.day_of(it, newest)));
        let episodes =
            catalog.newest.iter().map(|it| (catalog.episode(*it).path.clone(), day(*it)));
        let pages = self.from.pages.iter().map(|it| (it.path.clone(), None));
        lists.chain(episodes).chain(pages).collect()
    }

    fn day_of(&self, list: List, newest: Option<Date>) -> Option<Date> {
        let catalog = self.look.everything();
        let day = |id: &EpisodeId| catalog.episode(*id).facts.date.map(|it| it.value);
        match list {
            List::Person(idx, _) => {
                catalog.people[idx].episodes.iter().filter_map(|it| day(&it.0)).max()
            }
            List::Sponsor(idx, _) => catalog.sponsors[idx].episodes.iter().filter_map(day).max(),
            List::Topic(idx, _) => {
                catalog.topics[idx].moments.iter().filter_map(|it| day(&it.0)).max()
            }
            _ => newest,
        }
    }

    /// The path of a list.
    #[must_use]
    pub fn path_of(&self, list: List) -> String {
        let catalog = self.look.everything();
        match list {
            List::Home(show, nth) => {
                let home = show.map(|it| urls::show(&self.from.site.shows[usize::from(it.0)]));
                urls::page(home.as_deref().unwrap_or("/"), nth)
            }
            List::Archive => "/archive/".to_owned(),
            List::People => "/people/".to_owned(),
            List::Person(idx, nth) => urls::page(&urls::person(&catalog.people[idx].slug), nth),
            List::Sponsors => "/sponsors/".to_owned(),
            List::Sponsor(idx, nth) => urls::page(&urls::sponsor(&catalog.sponsors[idx].slug), nth),
            List::Topics => "/topics/".to_owned(),
            List::Topic(idx, nth) => urls::page(&urls::topic(&catalog.topics[idx].slug), nth),
            List::Links(nth) => urls::page("/links/", nth),
            List::Stats => "/stats/".to_owned(),
            List::Search => "/search/".to_owned(),
        }
    }
}
