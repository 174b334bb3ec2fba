//! Addresses that lists had: what became of each, and where it leads now.

use std::collections::{BTreeMap, BTreeSet};

use super::super::urls;
use super::Renderer;
use super::lists::List;
use super::redirects::Redirect;
use crate::model::{AddressLock, LockedPage};
use crate::path::Slug;

/// What is known of the addresses of lists.
pub struct KnownAddresses {
    /// What `addresses.lock` says from now on.
    pub lock: AddressLock,
    /// From each that the site does not have any more to one that it has.
    pub redirects: Vec<Redirect>,
    /// Those whose page is gone, which nobody has been told yet.
    pub gone: Vec<String>,
}

impl Renderer<'_> {
    /// Looks what became of the addresses that the site had. `lists` are those
    /// it has now, with their paths.
    #[must_use]
    pub fn known_addresses(&self, known: &AddressLock, lists: &[(List, String)]) -> KnownAddresses {
        let mut current: BTreeSet<String> = lists.iter().map(|it| it.1.clone()).collect();
        current.extend(self.look.everything().episodes.iter().map(|it| it.path.clone()));
        let mut pages: BTreeMap<String, LockedPage> = BTreeMap::new();
        for (list, path) in lists {
            let (name, url) = self.name_of(*list);
            let page = LockedPage { name, url: url.unwrap_or_default(), is_gone: false };
            pages.insert(path.clone(), page);
        }
        pages.remove("/");
        let names = Names::new(&pages, self);
        let mut found = KnownAddresses {
            lock: AddressLock::default(),
            redirects: Vec::new(),
            gone: Vec::new(),
        };
        for (path, page) in known.pages.iter().filter(|it| !current.contains(it.0)) {
            let base = base_of(path);
            let same = match current.contains(base) {
                true => Some(base),
                false => names.find(base, page),
            };
            let above = || current.get(above(base)).map_or("/", String::as_str);
            let is_gone = same.is_none() && !page.name.is_empty();
            if is_gone && !page.is_gone && base == path {
                found.gone.push(path.clone());
            }
            let to = same.unwrap_or_else(above).to_owned();
            let title = if page.name.is_empty() { to.clone() } else { page.name.clone() };
            found.redirects.push(Redirect::of_page(path.clone(), to, title));
            let page = LockedPage { is_gone, ..page.clone() };
            found.lock.pages.insert(path.clone(), page);
        }
        found.lock.pages.extend(pages);
        found
    }

    /// What a list is about, and its address in the world.
    fn name_of(&self, list: List) -> (String, Option<String>) {
        let catalog = self.look.everything();
        match list {
            List::Person(idx, _) => (catalog.people[idx].name.clone(), None),
            List::Sponsor(idx, _) => {
                let it = &catalog.sponsors[idx];
                (it.name.clone(), it.url.clone())
            }
            List::Topic(idx, _) => {
                let it = &catalog.topics[idx];
                (it.name.clone(), it.url.clone())
            }
            _ => (String::new(), None),
        }
    }
}

/// Pages of the site by what they are about.
struct Names<'p> {
    /// By the list they stand in, and a name as it stands in addresses.
    by_slug: BTreeMap<(&'p str, Slug), &'p str>,
    /// By that list, and their address in the world.
    by_url: BTreeMap<(&'p str, &'p str), &'p str>,
}

impl<'p> Names<'p> {
    fn new(pages: &'p BTreeMap<String, LockedPage>, renderer: &'p Renderer<'_>) -> Self {
        let mut names = Self { by_slug: BTreeMap::new(), by_url: BTreeMap::new() };
        for (path, page) in pages.iter().filter(|it| base_of(it.0) == it.0) {
            let list = above(path);
            if let Some(slug) = Slug::of(&page.name) {
                names.by_slug.entry((list, slug)).or_insert(path);
            }
            if !page.url.is_empty() {
                names.by_url.entry((list, &page.url)).or_insert(path);
            }
        }
        for topic in &renderer.look.everything().topics {
            let path = urls::topic(&topic.slug);
            let Some((path, _)) = pages.get_key_value(&path) else { continue };
            for slug in topic.aliases.iter().filter_map(|it| Slug::of(it)) {
                names.by_slug.entry((above(path), slug)).or_insert(path);
            }
        }
        for known in renderer.from.site.shows.iter().flat_map(|it| &it.people) {
            let page = renderer.look.everything().person(&known.name);
            let path = page.map(|it| urls::person(&it.slug));
            let Some((path, _)) = path.and_then(|it| pages.get_key_value(&it)) else { continue };
            for slug in known.aliases.iter().filter_map(|it| Slug::of(it)) {
                names.by_slug.entry((above(path), slug)).or_insert(path);
            }
        }
        for episode in &renderer.look.everything().episodes {
            let (list, title) = (above(&episode.path), Slug::of(&episode.facts.title.value));
            let number = episode.facts.number.and_then(|it| Slug::of(&it.value.to_string()));
            for slug in title.into_iter().chain(number) {
                names.by_slug.entry((list, slug)).or_insert(&episode.path);
            }
        }
        names
    }

    /// The page of the same thing: by its name, by the name that its address
    /// says, by its own address.
    fn find(&self, path: &str, page: &LockedPage) -> Option<&'p str> {
        let list = above(path);
        let own = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let by = |name: &str| {
            let slug = Slug::of(name)?;
            self.by_slug.get(&(list, slug)).copied()
        };
        let by_url = || self.by_url.get(&(list, page.url.as_str())).copied();
        // `12-a-title` is an episode's, whose title or number may have changed.
        let by_part = || {
            let (number, title) = own.split_once('-')?;
            let is_number = number.bytes().all(|it| it.is_ascii_digit());
            is_number.then(|| by(title).or_else(|| by(number)))?
        };
        by(&page.name).or_else(|| by(own)).or_else(by_url).or_else(by_part)
    }
}

/// The first page of a list: `/topics/rss/` of `/topics/rss/page/2/`.
fn base_of(path: &str) -> &str {
    let without = path.strip_suffix('/').and_then(|it| it.rsplit_once("/page/"));
    match without {
        Some((_, nth)) if nth.is_empty() || !nth.bytes().all(|it| it.is_ascii_digit()) => path,
        Some((base, _)) => &path[..=base.len()],
        None => path,
    }
}

/// The folder a page lies in: `/topics/` of `/topics/rss/`.
fn above(path: &str) -> &str {
    let end = path.trim_end_matches('/').rfind('/').unwrap_or(0);
    &path[..=end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list_belong_to_its_first() {
        for (path, base, list) in [
            ("/topics/rss/page/2/", "/topics/rss/", "/topics/"),
            ("/topics/page/", "/topics/page/", "/topics/"),
            ("/page/12/", "/", "/"),
            ("/people/", "/people/", "/"),
            ("/topics/page/page/3/", "/topics/page/", "/topics/"),
        ] {
            assert_eq!((base_of(path), above(base_of(path))), (base, list), "{path}");
        }
    }
}
