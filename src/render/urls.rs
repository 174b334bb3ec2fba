//! Addresses of everything. Nobody else puts one together.

use std::collections::{HashMap, HashSet};

use crate::catalog::Look;
use crate::config::{BaseUrl, Show};
use crate::model::{EpisodeId, Moment};
use crate::path::{Slug, without_reserved};

/// Makes addresses out of site paths.
#[derive(Debug, Clone)]
pub struct Urls {
    base: BaseUrl,
}

impl Urls {
    /// Addresses below a base.
    #[must_use]
    pub fn new(base: BaseUrl) -> Self {
        Self { base }
    }

    /// What a page of the site links to: `/podcast/episodes/1/`.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        format!("{}{}", self.base.path(), path.trim_start_matches('/'))
    }

    /// What the world links to, out of what a page of the site links to.
    #[must_use]
    pub fn absolute_of(&self, href: &str) -> String {
        self.base.join(href.strip_prefix(self.base.path()).unwrap_or(href))
    }

    /// What the world links to: `https://example.org/podcast/episodes/1/`.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        self.base.join(path)
    }
}

/// The path of a show's home: `/`, or `/python-bytes/` in a network.
#[must_use]
pub fn show(show: &Show) -> String {
    show.prefix.as_ref().map_or_else(|| "/".to_owned(), |it| without_reserved(format!("/{it}/")))
}

/// The path of a page of a list; the first page is the list itself.
#[must_use]
pub fn page(list: &str, nth: usize) -> String {
    if nth < 2 { list.to_owned() } else { format!("{list}page/{nth}/") }
}

/// The path of a person's page.
#[must_use]
pub fn person(slug: &Slug) -> String {
    without_reserved(format!("/people/{slug}/"))
}

/// The path of a sponsor's page.
#[must_use]
pub fn sponsor(slug: &Slug) -> String {
    without_reserved(format!("/sponsors/{slug}/"))
}

/// The path of a topic's page.
#[must_use]
pub fn topic(slug: &Slug) -> String {
    without_reserved(format!("/topics/{slug}/"))
}
/// Ids of items, made of their titles: they survive a change of order.
pub(super) fn item_ids<'t>(titles: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    // How often each slug came: equal titles would otherwise be tried from 2 on.
    let mut counts: HashMap<String, usize> = HashMap::new();
    for title in titles {
        let slug = Slug::of(title).map_or_else(|| "item".to_owned(), |it| format!("item-{it}"));
        let count = counts.entry(slug.clone()).or_insert(1);
        let mut id = slug.clone();
        while taken.contains(&id) {
            *count += 1;
            id = format!("{slug}-{count}");
        }
        taken.insert(id.clone());
        ids.push(id);
    }
    ids
}

/// What of its episode's page a moment is: `#t=727`, or the item in the notes
/// where nobody knows the time.
pub(super) fn anchor(look: &Look<'_>, episode: EpisodeId, moment: &Moment) -> String {
    match (moment.start, moment.item) {
        (Some(start), _) => format!("#t={}", start.whole_seconds()),
        (None, Some(nth)) => {
            let items = &look.episode(episode).facts.items;
            let ids = item_ids(items.iter().map(|it| it.title.as_str()));
            ids.get(usize::from(nth)).map_or_else(String::new, |it| format!("#{it}"))
        }
        (None, None) => String::new(),
    }
}
