//! Which files a feed becomes, beside those that are there already. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::feed::{Feed, ItemDoc};
use super::wordpress::PostKind;
use super::{chapters, losses, notes, settings};
use crate::amend::NewFile;
use crate::model::TranscriptFormat;
use crate::parse::transcript;
use crate::path::Slug;

/// What the folder holds already.
#[derive(Debug, Default)]
pub struct Known {
    /// Its episodes.
    pub episodes: Vec<KnownEpisode>,
    /// Those of a GUID, or of the address of their audio.
    pub by_guid: BTreeMap<String, usize>,
    /// Whether it has settings.
    pub has_settings: bool,
    /// Files of its pages, by their names.
    pub pages: BTreeSet<String>,
    /// Folders of episodes, by their names.
    pub folders: BTreeSet<String>,
    /// Slugs of its episodes, or of their titles.
    pub slugs: BTreeSet<String>,
}

/// An episode of the folder.
#[derive(Debug, Default)]
pub struct KnownEpisode {
    /// Its folder below the show's, if it has one of its own, as an import
    /// makes them.
    pub folder: Option<String>,
    pub has_transcript: bool,
    pub has_chapters: bool,
    pub has_cover: bool,
}

/// What is wanted of an import.
#[derive(Debug)]
pub struct Wanted {
    /// Where folders of episodes go, below the show's folder.
    pub folder: String,
    /// Where the site will live.
    pub base_url: Option<String>,
    /// Whether files that the feed names are fetched.
    pub fetches: bool,
}

/// What there is to do.
#[derive(Debug, Default)]
pub struct Plan {
    /// The show's picture, before everything else: settings name it only if it
    /// is there.
    pub cover: Option<RemoteFile>,
    /// Settings with the picture and without it; each path is new.
    pub settings: Option<(NewFile, NewFile)>,
    /// Files to write; each path is new.
    pub files: Vec<NewFile>,
    /// Files to fetch.
    pub downloads: Vec<RemoteFile>,
    /// Episodes that are new.
    pub n_new: usize,
    /// Episodes that were there.
    pub n_known: usize,
    /// Pages that are new.
    pub n_pages: usize,
    /// What is lost, and why, in words.
    pub lost: Vec<String>,
    /// What was left out and nobody will miss, in words.
    pub harmless: Option<String>,
}

/// A file to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFile {
    pub url: String,
    /// Where it goes, below the show's folder. Its ending follows from what it
    /// is, where that can be seen.
    pub path: String,
}

/// Plans an import.
#[must_use]
pub fn plan(feed: &Feed, known: &Known, wanted: &Wanted) -> Plan {
    let mut plan = Plan::default();
    let mut seen: BTreeMap<&str, &ItemDoc> = BTreeMap::new();
    let (mut fresh, mut pages) = (Vec::new(), Vec::new());
    for item in &feed.items {
        if item.kind_of_post == PostKind::Page {
            pages.push(item);
            continue;
        }
        let audio = item.audio.as_ref().and_then(|it| known.by_guid.get(&it.url));
        let Some(guid) = item.guid.as_ref() else {
            let why = "it has neither a GUID nor audio, so it is no episode";
            plan.lost.push(format!("`{}`: {why}", item.title));
            continue;
        };
        if let Some(at) = known.by_guid.get(guid).or(audio) {
            plan.n_known += 1;
            // What an import that was cut off did not bring, this one does.
            if let Some(it) = known.episodes.get(*at) {
                sides(item, feed, it, wanted, &mut plan);
            }
        } else if let Some(first) = seen.get(guid.as_str()) {
            let why = "has the same GUID, so that apps show one of them";
            plan.lost.push(format!("`{}`: `{}` {why}", item.title, first.title));
        } else {
            seen.insert(guid, item);
            fresh.push(item);
        }
    }
    let mut taken = Taken {
        folders: TakenNames { taken: known.folders.clone(), ..TakenNames::default() },
        slugs: TakenNames { taken: known.slugs.clone(), ..TakenNames::default() },
    };
    // Oldest first, so that what is added later changes no name.
    for item in fresh.into_iter().rev() {
        plan.n_new += 1;
        add(item, feed, wanted, &mut taken, &mut plan);
    }
    let redirects = self::pages(&pages, feed, known, &mut plan);
    if !known.has_settings {
        settings_and_cover(feed, wanted, &redirects, &mut plan);
    }
    plan.lost.extend(losses::lost(feed, wanted.fetches));
    plan.harmless = losses::harmless(feed);
    plan
}

/// Plans the settings, and the picture that they name.
fn settings_and_cover(
    feed: &Feed,
    wanted: &Wanted,
    redirects: &[(String, String)],
    plan: &mut Plan,
) {
    let image = feed.show.image.as_ref().filter(|_| wanted.fetches);
    plan.cover = image.map(|url| RemoteFile {
        url: url.clone(),
        path: format!("content/cover.{}", picture_ending(url)),
    });
    let settings = |cover: Option<&str>| {
        let text = settings::text(&feed.show, wanted.base_url.as_deref(), cover, redirects);
        NewFile::new("show.toml", text)
    };
    let with_cover = plan.cover.as_ref().map(|it| it.path.as_str());
    plan.settings = Some((settings(with_cover), settings(None)));
}

/// Plans pages of their own; where each was on the old site, and is now.
fn pages(items: &[&ItemDoc], feed: &Feed, known: &Known, plan: &mut Plan) -> Vec<(String, String)> {
    let mut names = TakenNames::default();
    let mut redirects = Vec::new();
    // Those that readers do not see have no place: pages are no drafts.
    for item in items.iter().filter(|it| !it.draft) {
        let slug = item.slug.as_deref().and_then(Slug::of).or_else(|| Slug::of(&item.title));
        let slug = names.free(slug.as_ref().map_or("page", Slug::as_str));
        let old = item.link.as_deref().zip(feed.show.link.as_deref());
        let old = old.and_then(|(link, site)| notes::alias(link, site));
        let own = format!("/{slug}/");
        redirects.extend(old.filter(|it| it.trim_matches('/') != slug).map(|it| (it, own)));
        let file = format!("{slug}.md");
        if !known.pages.contains(&file) {
            plan.n_pages += 1;
            plan.files.push(NewFile::new(format!("content/pages/{file}"), notes::page(item)));
        }
    }
    let drafts: Vec<String> =
        items.iter().filter(|it| it.draft).map(|it| it.title.clone()).collect();
    if !drafts.is_empty() {
        plan.lost.push(format!("pages that are not public: {}", losses::some(&drafts)));
    }
    redirects
}

/// What episodes have already.
struct Taken {
    folders: TakenNames,
    slugs: TakenNames,
}

/// Names, each of one thing.
#[derive(Default)]
struct TakenNames {
    taken: BTreeSet<String>,
    /// The number that is tried next behind a name: a thousand episodes may
    /// have one title.
    next: BTreeMap<String, u32>,
}

impl TakenNames {
    /// A name, or the first of `NAME-2`, `NAME-3` that is free; it is taken
    /// then.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let next = self.next.entry(name.to_owned()).or_insert(2);
        while !self.taken.insert(free.clone()) {
            free = format!("{name}-{next}");
            *next += 1;
        }
        free
    }
}

fn add(item: &ItemDoc, feed: &Feed, wanted: &Wanted, taken: &mut Taken, plan: &mut Plan) {
    let slug = item.slug.as_deref().and_then(Slug::of).or_else(|| Slug::of(&item.title));
    let slug = taken.slugs.free(slug.as_ref().map_or("episode", Slug::as_str));
    let number = item.number;
    let day = item.published.map(|it| it.to_zoned(jiff::tz::TimeZone::UTC).date().to_string());
    let starts_with_digit = slug.starts_with(|it: char| it.is_ascii_digit());
    let stem = match (item.season, number, day) {
        (Some(season), Some(number), _) => format!("s{season:02}e{number:02}-{slug}"),
        (None, Some(number), _) => format!("{number:03}-{slug}"),
        // `12-angry-men` is not the twelfth episode.
        (_, None, Some(day)) if starts_with_digit => format!("on-{day}-{slug}"),
        (_, None, Some(day)) => format!("{day}-{slug}"),
        (_, None, None) if starts_with_digit => format!("on-{slug}"),
        (_, None, None) => slug.clone(),
    };
    let folder = format!("{}/{}", wanted.folder, taken.folders.free(&stem));
    let names = notes::Names { slug: &slug, number, site: feed.show.link.as_deref() };
    plan.files.push(NewFile::new(format!("{folder}/notes.md"), notes::text(item, &names)));
    let own = KnownEpisode { folder: Some(folder), ..KnownEpisode::default() };
    sides(item, feed, &own, wanted, plan);
}

/// What lies beside the notes of an episode and is not there yet.
fn sides(item: &ItemDoc, feed: &Feed, own: &KnownEpisode, wanted: &Wanted, plan: &mut Plan) {
    let Some(folder) = &own.folder else { return };
    let at = |file: &str| format!("{folder}/{file}");
    if !item.chapters.is_empty() && !own.has_chapters {
        let (name, text) = chapters::file(&item.chapters);
        plan.files.push(NewFile::new(at(name), text));
    }
    if !wanted.fetches {
        return;
    }
    let mut fetch = |url: String, path: String| plan.downloads.push(RemoteFile { url, path });
    if let Some(url) = best_transcript(item).filter(|_| !own.has_transcript) {
        fetch(url, at("transcript"));
    }
    // Many feeds give every episode the picture of the show.
    let image = item.image.as_ref().filter(|it| Some(*it) != feed.show.image.as_ref());
    if let Some(url) = image.filter(|_| !own.has_cover) {
        fetch(url.clone(), at(&format!("cover.{}", picture_ending(url))));
    }
    let chapters = item.chapters_url.clone().filter(|_| item.chapters.is_empty());
    if let Some(url) = chapters.filter(|_| !own.has_chapters) {
        fetch(url, at("chapters.json"));
    }
}

/// Of several transcripts the one that says most: times and speakers.
fn best_transcript(item: &ItemDoc) -> Option<String> {
    let rank = |mime: &str| match mime {
        it if it.contains("vtt") => 0,
        it if it.contains("json") => 1,
        it if it.contains("srt") || it.contains("subrip") => 2,
        it if it.contains("plain") => 3,
        _ => 4,
    };
    let best = item.transcripts.iter().filter(|it| rank(&it.1) < 4);
    best.min_by_key(|it| rank(&it.1)).map(|it| it.0.clone())
}

/// The ending of an address, if it is a usual one for pictures.
fn picture_ending(url: &str) -> &'static str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit('.').next().unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"]
        .into_iter()
        .find(|it| end.eq_ignore_ascii_case(it))
        .unwrap_or("jpg")
}

/// Where a fetched file goes: its ending follows from what it is. `None` for a
/// web page in place of a file, as servers have them for what is gone.
#[must_use]
pub fn named(path: &str, bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(16_384)]);
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let is_page = ["<!doctype html", "<html"]
        .iter()
        .any(|it| start.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)));
    if path.ends_with("/transcript") {
        let end = transcript::sniff(&head).map_or("txt", ending);
        return Some(format!("{path}.{end}"));
    }
    if is_page {
        return None;
    }
    let picture = match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    };
    let (stem, end) = path.rsplit_once('.')?;
    let is_same = |it: &str| it == end || it == "jpg" && end == "jpeg";
    let other = picture.filter(|it| end != "json" && !is_same(it));
    Some(other.map_or_else(|| path.to_owned(), |it| format!("{stem}.{it}")))
}

/// The usual ending of a transcript.
#[must_use]
pub fn ending(format: TranscriptFormat) -> &'static str {
    match format {
        TranscriptFormat::WebVtt => "vtt",
        TranscriptFormat::Srt => "srt",
        TranscriptFormat::PodcastJson | TranscriptFormat::MachineJson => "json",
        _ => "txt",
    }
}
