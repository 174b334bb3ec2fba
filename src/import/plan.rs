//! Which files a feed becomes, beside those that are there already. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::feed::{Feed, ItemDoc};
use super::{notes, settings};
use crate::amend::NewFile;
use crate::model::TranscriptFormat;
use crate::parse::transcript;
use crate::path::Slug;

/// What the folder holds already.
#[derive(Debug, Default)]
pub struct Known {
    /// GUIDs of its episodes, and addresses of their audio.
    pub guids: BTreeSet<String>,
    /// Whether it has settings.
    pub has_settings: bool,
    /// Folders of episodes, by their names.
    pub folders: BTreeSet<String>,
    /// Slugs of its episodes, or of their titles.
    pub slugs: BTreeSet<String>,
    /// Numbers of its episodes, with their seasons.
    pub numbers: BTreeSet<(Option<u32>, u32)>,
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
    /// Files to write; each path is new.
    pub files: Vec<NewFile>,
    /// Files to fetch: address, and where it goes. The ending of a transcript
    /// follows from what it is.
    pub fetches: Vec<(String, String)>,
    /// Episodes that are new.
    pub n_new: usize,
    /// Episodes that were there.
    pub n_known: usize,
    /// What was left out and why, in words.
    pub dropped: Vec<String>,
}

/// Plans an import.
#[must_use]
pub fn plan(feed: &Feed, known: &Known, wanted: &Wanted) -> Plan {
    let mut plan = Plan::default();
    if !known.has_settings {
        let image = feed.show.image.as_deref().filter(|_| wanted.fetches);
        let cover = image.map(|it| format!("content/cover.{}", picture_ending(it, "jpg")));
        plan.fetches.extend(image.zip(cover.clone()).map(|(it, path)| (it.to_owned(), path)));
        let text = settings::text(&feed.show, wanted.base_url.as_deref(), cover.as_deref());
        plan.files.push(NewFile::new("show.toml", text));
    }
    let mut seen: BTreeMap<&str, &ItemDoc> = BTreeMap::new();
    let mut fresh = Vec::new();
    for item in &feed.items {
        let audio = item.audio.as_ref().map(|it| &it.url);
        let Some(guid) = item.guid.as_ref() else {
            let why = "it has neither a GUID nor audio, so it is no episode";
            plan.dropped.push(format!("`{}`: {why}", item.title));
            continue;
        };
        if known.guids.contains(guid) || audio.is_some_and(|it| known.guids.contains(it)) {
            plan.n_known += 1;
        } else if let Some(first) = seen.get(guid.as_str()) {
            let why = "has the same GUID, so that apps show one of them";
            plan.dropped.push(format!("`{}`: `{}` {why}", item.title, first.title));
        } else {
            seen.insert(guid, item);
            fresh.push(item);
        }
    }
    let mut taken = Taken {
        folders: known.folders.clone(),
        slugs: known.slugs.clone(),
        numbers: known.numbers.clone(),
    };
    // Oldest first, so that what is added later changes no name.
    for item in fresh.into_iter().rev() {
        plan.n_new += 1;
        add(item, feed, wanted, &mut taken, &mut plan);
    }
    plan.dropped.extend(dropped(feed, wanted));
    plan
}

/// Names that episodes have already.
struct Taken {
    folders: BTreeSet<String>,
    slugs: BTreeSet<String>,
    numbers: BTreeSet<(Option<u32>, u32)>,
}

/// A name, or the first of `NAME-2`, `NAME-3` that is free; it is taken then.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|it| format!("{name}-{it}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|it| !taken.contains(it)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

fn add(item: &ItemDoc, feed: &Feed, wanted: &Wanted, taken: &mut Taken, plan: &mut Plan) {
    let slug = Slug::of(&item.title);
    let slug = free(slug.as_ref().map_or("episode", Slug::as_str), &mut taken.slugs);
    let number = item.number.filter(|it| taken.numbers.insert((item.season, *it)));
    if let (None, Some(number)) = (number, item.number) {
        plan.dropped.push(format!("the number {number} of `{}`: another one has it", item.title));
    }
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
    let folder = free(&stem, &mut taken.folders);
    let at = |file: &str| format!("{}/{folder}/{file}", wanted.folder);
    let names = notes::Names { slug: &slug, number, site: feed.show.link.as_deref() };
    plan.files.push(NewFile::new(at("notes.md"), notes::text(item, &names)));
    if item.date.is_some() && item.published.is_none() {
        plan.dropped.push(format!(
            "the date of `{}`: `{}` is none; write `date` into its front matter",
            item.title,
            item.date.as_deref().unwrap_or_default()
        ));
    }
    if !item.chapters.is_empty() {
        let lines = item.chapters.iter().map(|(at, title)| format!("{} {title}\n", at.clock()));
        plan.files.push(NewFile::new(at("chapters.txt"), lines.collect::<String>()));
    }
    if wanted.fetches {
        plan.fetches.extend(best_transcript(item).map(|it| (it, at("transcript"))));
        // Many feeds give every episode the picture of the show.
        let own = item.image.as_ref().filter(|it| Some(*it) != feed.show.image.as_ref());
        let cover = |it: &String| at(&format!("cover.{}", picture_ending(it, "jpg")));
        plan.fetches.extend(own.map(|it| (it.clone(), cover(it))));
        let url = item.chapters_url.clone().filter(|_| item.chapters.is_empty());
        plan.fetches.extend(url.map(|it| (it, at("chapters.json"))));
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
fn picture_ending<'u>(url: &'u str, else_: &'u str) -> &'u str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit('.').next().unwrap_or_default();
    if ["jpg", "jpeg", "png", "webp"].contains(&end) { end } else { else_ }
}

/// Where a fetched file goes: a transcript's ending follows from what it is.
#[must_use]
pub fn named(path: &str, bytes: &[u8]) -> String {
    if !path.ends_with("/transcript") {
        return path.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(16_384)]);
    let end = transcript::sniff(&head).map_or("txt", ending);
    format!("{path}.{end}")
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

/// What has no place, each kind once, with the reason.
fn dropped(feed: &Feed, wanted: &Wanted) -> Vec<String> {
    let reason = |name: &str| match name {
        "itunes:keywords" | "media:keywords" => "apps read no keywords any more",
        "media:thumbnail" | "media:content" => "`itunes:image` is read instead",
        "itunes:new-feed-url" => "the feed has moved to itself now; set `feed.new-url` if not",
        "comments" | "wfw:commentRss" | "slash:comments" => "the site has no comments",
        it if it.starts_with("podcast:") => "there is no setting for it yet",
        it if it.contains(':') => "it is the old host's or another app's own",
        _ => "there is no place for it",
    };
    let elements = feed.dropped.iter();
    let mut all: Vec<String> =
        elements.map(|(name, n)| format!("`{name}`, {n} times: {}", reason(name))).collect();
    let linked = feed.items.iter().filter(|it| !it.transcripts.is_empty()).count();
    if 0 < linked && !wanted.fetches {
        all.push(format!("transcripts of {linked} episodes: nothing is fetched with `--offline`"));
    }
    let pictures = feed.items.iter().filter(|it| it.image.is_some()).count();
    if 0 < pictures && !wanted.fetches {
        all.push(format!("pictures of {pictures} episodes: nothing is fetched with `--offline`"));
    }
    all
}
