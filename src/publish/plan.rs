//! What differs between a site and a host, and in which order it goes there.
//! Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{LEDGER, PublishError};

/// A step of publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What pages need: sounds, pictures, styles, scripts, the index.
    Assets,
    /// Pages.
    Pages,
    /// What leads to pages: feeds, lists, the entry of the index.
    Lists,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 3] = [Self::Assets, Self::Pages, Self::Lists];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assets => "files that pages need",
            Self::Pages => "pages",
            Self::Lists => "feeds and lists",
        }
    }

    /// The step of a file. The home page leads to the newest pages.
    fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let leads = [
            "sitemap.xml",
            "robots.txt",
            "llms.txt",
            "episodes.json",
            "sw.js",
            "manifest.webmanifest",
            "shows.opml",
            "index.idx",
        ];
        let is_feed =
            name.starts_with("feed") && (name.ends_with(".xml") || name.ends_with(".json"));
        if is_feed
            || leads.contains(&name)
            || path == "index.html"
            || path.starts_with('_')
            || is_entry(path)
        {
            Self::Lists
        } else if name.ends_with(".html") || name.ends_with(".md") {
            Self::Pages
        } else {
            Self::Assets
        }
    }
}

/// Whether a file is the entry of the search: it names the others.
fn is_entry(path: &str) -> bool {
    path == SEARCH_ENTRY
}

/// The entry of the search.
pub(super) const SEARCH_ENTRY: &str = "search/start.idx";

/// What there is to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files that are not there yet.
    pub new: Vec<String>,
    /// Files that are there with other bytes.
    pub changed: Vec<String>,
    /// Files that we published and the site has no more, and all that block it.
    pub removed: Vec<String>,
    /// Files that are there as they are.
    pub unchanged: usize,
    /// Bytes of what is new or changed.
    pub bytes: u64,
    /// Files that are there where a folder of the site is to be, or in a folder
    /// where a file of it is: they go first.
    pub(super) blocking: BTreeSet<String>,
    /// Every file of the site.
    pub(super) site: BTreeSet<String>,
    /// Every file that is listed as ours.
    pub(super) ours: BTreeSet<String>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// What goes there in a step.
    pub(super) fn of(&self, step: Step) -> Vec<&str> {
        let all = self.new.iter().chain(&self.changed).map(String::as_str);
        all.filter(|it| Step::of(it) == step).collect()
    }
}

/// What becomes of files of somebody else that are in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// They are left alone, and nothing is published.
    Kept,
    /// They are replaced.
    Replaced,
}

/// What is at a host.
#[derive(Debug, Default)]
pub struct There {
    /// The MD5 of every file, or [`super::LINK`].
    pub files: BTreeMap<String, String>,
    /// Whether a file cannot be where a folder is.
    pub has_folders: bool,
}

impl There {
    /// Files where a path wants a folder, or in a folder where it wants a file.
    fn blocking<'t>(&'t self, path: &'t str) -> impl Iterator<Item = &'t String> {
        let above = path.match_indices('/').map(|it| &path[..it.0]);
        let above = above.filter_map(|it| self.files.get_key_value(it)).map(|it| it.0);
        let start = format!("{path}/");
        let below = self.files.range(start.clone()..).map(|it| it.0);
        let below = below.take_while(move |it| it.starts_with(&start));
        above.chain(below).filter(|_| self.has_folders)
    }
}

/// Compares. `site` holds MD5 and bytes of every file, `ours` the ledger.
///
/// # Errors
///
/// [`PublishError::Foreign`] if files that we did not publish are in the way,
/// and are to be kept.
pub fn plan(
    site: &BTreeMap<String, (String, u64)>,
    there: &There,
    ours: Option<&BTreeSet<String>>,
    foreign: Foreign,
) -> Result<Plan, PublishError> {
    let none = BTreeSet::new();
    let ours = ours.unwrap_or(&none);
    let mut plan = Plan { ours: ours.clone(), ..Plan::default() };
    let mut in_the_way = BTreeSet::new();
    for (path, (sum, bytes)) in site.iter().filter(|it| it.0 != LEDGER) {
        plan.site.insert(path.clone());
        for it in there.blocking(path).filter(|it| *it != LEDGER) {
            match ours.contains(it) || foreign == Foreign::Replaced {
                true => plan.blocking.insert(it.clone()),
                false => in_the_way.insert(it.clone()),
            };
        }
        match there.files.get(path) {
            Some(known) if known == sum => {
                plan.unchanged += 1;
                continue;
            }
            Some(_) if !ours.contains(path) && foreign == Foreign::Kept => {
                in_the_way.insert(path.clone());
            }
            Some(_) => plan.changed.push(path.clone()),
            None => plan.new.push(path.clone()),
        }
        plan.bytes += bytes;
    }
    if !in_the_way.is_empty() {
        return Err(PublishError::Foreign(in_the_way.into_iter().collect()));
    }
    let stale = ours.iter().filter(|it| !site.contains_key(*it) && there.files.contains_key(*it));
    let removed: BTreeSet<&String> = stale.chain(&plan.blocking).collect();
    plan.removed = removed.into_iter().cloned().collect();
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_host(files: &[(&str, &str)], has_folders: bool) -> There {
        let files = files.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        There { files, has_folders }
    }

    #[test]
    fn files_and_links_give_way_to_folders_only_if_they_are_ours() {
        let site: BTreeMap<_, _> = ["a/index.html", "b"]
            .iter()
            .map(|it| ((*it).to_owned(), ("1".to_owned(), 10)))
            .collect();
        for (there, ours, blocking) in [
            (&[("a", "0")][..], &["a"][..], Some(&["a"][..])),
            (
                &[("b/index.html", "0"), ("b/x", "0"), ("b-1", "0")],
                &["b/index.html", "b/x"],
                Some(&["b/index.html", "b/x"]),
            ),
            (&[("a", crate::publish::LINK)], &[], None),
            (&[("b/theirs", "0")], &["b/index.html"], None),
        ] {
            let ours: BTreeSet<String> = ours.iter().map(|it| (*it).to_owned()).collect();
            let made = plan(&site, &at_host(there, true), Some(&ours), Foreign::Kept);
            let made = made.ok().map(|it| it.blocking.into_iter().collect::<Vec<_>>());
            assert_eq!(
                made.as_deref(),
                blocking
                    .map(|it| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
                    .as_deref(),
                "{there:?}"
            );
            // Keys of a store are no folders.
            let made = plan(&site, &at_host(there, false), Some(&ours), Foreign::Kept).unwrap();
            assert!(made.blocking.is_empty());
        }
        let made = plan(&site, &at_host(&[("a", "0")], true), None, Foreign::Replaced).unwrap();
        assert_eq!(made.removed, ["a"]);
    }

    #[test]
    fn only_ours_is_replaced_or_removed() {
        let site = ["a.html", "b.mp3", "feed.xml"];
        let site: BTreeMap<_, _> =
            site.iter().map(|it| ((*it).to_owned(), ("1".to_owned(), 10))).collect();
        let there = [("a.html", "0"), ("feed.xml", "1"), ("old.html", "1"), ("theirs.html", "1")];
        let there = at_host(&there, true);
        let ours: BTreeSet<String> = ["a.html", "old.html", "gone.html"].map(str::to_owned).into();
        let made = plan(&site, &there, Some(&ours), Foreign::Kept).unwrap();
        assert_eq!(made.new, ["b.mp3"]);
        assert_eq!(made.changed, ["a.html"]);
        assert_eq!(made.removed, ["old.html"]);
        assert_eq!((made.unchanged, made.bytes), (1, 20));
        assert!(
            matches!(plan(&site, &there, None, Foreign::Kept), Err(PublishError::Foreign(it)) if it == ["a.html"])
        );
        assert!(plan(&site, &there, None, Foreign::Replaced).is_ok());
    }

    #[test]
    fn nothing_leads_to_what_is_not_there() {
        for (path, step) in [
            ("assets/style-1.css", Step::Assets),
            ("episodes/1-a/audio.mp3", Step::Assets),
            ("episodes/1-a/index.html", Step::Pages),
            ("topics/x/feed.xml", Step::Lists),
            ("index.html", Step::Lists),
            ("sitemap.xml", Step::Lists),
        ] {
            assert_eq!(Step::of(path), step, "{path}");
        }
    }
}
