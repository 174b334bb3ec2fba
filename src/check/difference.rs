//! What changes between two builds of a site, for people: as Markdown, for the
//! page of a pull request.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use super::Site;
use crate::diag::FileId;
use crate::parse::xml;
use crate::path::SitePath;
use crate::time::Timestamp;

/// Lines of a list before the others are only counted.
const SHOWN: usize = 30;

/// What changes. Each list is in order; each entry is a line of Markdown.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Pages that are new, gone or changed, by their paths.
    pub pages: [Vec<String>; 3],
    /// Entries of feeds: what subscribers see.
    pub feed: Vec<String>,
    /// Times of items.
    pub times: Vec<String>,
    /// Topics.
    pub topics: Vec<String>,
}

#[derive(Deserialize)]
struct Episode {
    number: Option<u32>,
    title: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    title: String,
    start: Option<f64>,
}

#[derive(Deserialize)]
struct Topic {
    name: String,
    moments: Vec<serde::de::IgnoredAny>,
}

/// Compares two built sites.
pub fn difference(old: &dyn Site, new: &dyn Site) -> Difference {
    let paths = |site: &dyn Site| -> BTreeSet<SitePath> {
        site.files().into_iter().map(|it| it.0).collect()
    };
    let (before, after) = (paths(old), paths(new));
    let mut found = Difference::default();
    let is_page = |it: &&SitePath| it.as_str().ends_with(".html");
    let name = |it: &SitePath| format!("`/{}`", it.as_str().trim_end_matches("index.html"));
    found.pages[0] = after.difference(&before).filter(is_page).map(name).collect();
    found.pages[1] = before.difference(&after).filter(is_page).map(name).collect();
    let both: Vec<&SitePath> = before.intersection(&after).collect();
    let changed: Vec<&SitePath> =
        both.into_iter().filter(|it| old.read(it) != new.read(it)).collect();
    found.pages[2] = changed.iter().copied().filter(is_page).map(name).collect();
    for path in before.union(&after) {
        let read = |site: &dyn Site, paths: &BTreeSet<SitePath>| {
            paths.contains(path).then(|| site.read(path)).flatten()
        };
        let file = path.as_str().rsplit('/').next().unwrap_or_default();
        let is_wanted = file == "topic.json";
        // Feeds of topics and people say nothing that the show's do not.
        let is_feed = file == "feed.xml"
            && !path.as_str().contains("topics/")
            && !path.as_str().contains("people/");
        if !is_wanted && !is_feed {
            continue;
        }
        let (was, is) = (read(old, &before), read(new, &after));
        if was == is {
            continue;
        }
        match file {
            "topic.json" => found.topics.extend(topic(was.as_deref(), is.as_deref())),
            _ => found.feed.extend(entries(was.as_deref(), is.as_deref())),
        }
    }
    let (was, is) = (episodes(old), episodes(new));
    let both = is.iter().filter_map(|(key, it)| Some((was.get(key)?, it)));
    found.times = both.flat_map(|(was, is)| times(was, is)).collect();
    found
}

/// Episodes by their numbers, or by their addresses: a title may change.
fn episodes(site: &dyn Site) -> BTreeMap<(Option<u32>, String), Episode> {
    let files = site.files().into_iter().map(|it| it.0);
    let of_episodes = files.filter(|it| it.as_str().ends_with("/episode.json"));
    of_episodes
        .filter_map(|path| {
            let episode: Episode = json(site.read(&path).as_deref())?;
            let address = path.as_str().to_owned();
            let address = if episode.number.is_some() { String::new() } else { address };
            Some(((episode.number, address), episode))
        })
        .collect()
}

fn json<T: for<'d> Deserialize<'d>>(bytes: Option<&[u8]>) -> Option<T> {
    serde_json::from_slice(bytes?).ok()
}

/// Times of items that are new, gone or others.
fn times(was: &Episode, is: &Episode) -> Vec<String> {
    let clock = |it: Option<f64>| {
        it.and_then(Timestamp::from_seconds).map_or("no time".to_owned(), |it| it.clock())
    };
    let before: BTreeMap<&str, Option<f64>> =
        was.items.iter().map(|it| (it.title.as_str(), it.start)).collect();
    let moved = is.items.iter().filter_map(|it| {
        let was = *before.get(it.title.as_str())?;
        (clock(was) != clock(it.start)).then(|| {
            format!(
                "{}, “{}”: {} → {}",
                text(&is.title),
                text(&it.title),
                clock(was),
                clock(it.start)
            )
        })
    });
    moved.collect()
}

/// A topic that is new, gone, or comes up more or less often.
fn topic(was: Option<&[u8]>, is: Option<&[u8]>) -> Option<String> {
    let (was, is) = (json::<Topic>(was), json::<Topic>(is));
    match (was, is) {
        (None, Some(it)) => Some(format!("new: {}, {} moments", text(&it.name), it.moments.len())),
        (Some(it), None) => Some(format!("gone: {}", text(&it.name))),
        (Some(a), Some(b)) if a.moments.len() != b.moments.len() => {
            Some(format!("{}: {} → {} moments", text(&b.name), a.moments.len(), b.moments.len()))
        }
        _ => None,
    }
}

/// Entries of a feed by GUID, each with what apps tell it by.
fn entries(was: Option<&[u8]>, is: Option<&[u8]>) -> Vec<String> {
    let read = |bytes: Option<&[u8]>| {
        let text = String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
        let root = xml::parse(FileId(0), &text).value;
        let items = root.children.iter().flat_map(|it| it.all("item")).map(|it| {
            let of = |name| it.text_of(name).unwrap_or_default().to_owned();
            let audio = it.child("enclosure").and_then(|it| it.attribute("url"));
            let audio = audio.unwrap_or_default().to_owned();
            (of("guid"), [("title", of("title")), ("date", of("pubDate")), ("audio", audio)])
        });
        items.collect::<BTreeMap<_, _>>()
    };
    let (was, is) = (read(was), read(is));
    let title = |it: &[(&str, String); 3]| text(&it[0].1);
    let mut lines = Vec::new();
    for (guid, it) in &is {
        match was.get(guid) {
            None => lines.push(format!("new: {}", title(it))),
            Some(old) => {
                let others = old.iter().zip(it).filter(|(a, b)| a.1 != b.1);
                lines.extend(others.map(|(a, b)| {
                    format!("{}: {} `{}` → `{}`", title(it), a.0, code(&a.1), code(&b.1))
                }));
            }
        }
    }
    let gone = was.iter().filter(|it| !is.contains_key(it.0));
    lines.extend(gone.map(|(_, it)| format!("gone: {}", title(it))));
    lines
}

/// A text in Markdown as it is.
fn text(plain: &str) -> String {
    let mut escaped = String::with_capacity(plain.len());
    for it in plain.chars() {
        if "\\`*_[]<>#|".contains(it) {
            escaped.push('\\');
        }
        escaped.push(if it == '\n' { ' ' } else { it });
    }
    escaped
}

/// A text between backquotes.
fn code(plain: &str) -> String {
    plain.replace(['`', '\n'], " ")
}

impl Difference {
    /// The report; short where nothing changes.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let [new, gone, changed] = &self.pages;
        let lists = [
            ("In the feed", &self.feed),
            ("Times", &self.times),
            ("Topics", &self.topics),
            ("New pages", new),
            ("Pages that are gone", gone),
            ("Changed pages", changed),
        ];
        let mut report = String::from("## What changes on the site\n");
        if lists.iter().all(|it| it.1.is_empty()) {
            return report + "\nNothing.\n";
        }
        for (title, lines) in lists.into_iter().filter(|it| !it.1.is_empty()) {
            let _ = write!(report, "\n### {title} ({})\n\n", lines.len());
            for it in lines.iter().take(SHOWN) {
                let _ = writeln!(report, "- {it}");
            }
            if SHOWN < lines.len() {
                let _ = writeln!(report, "- … and {} more", lines.len() - SHOWN);
            }
        }
        report
    }
}
