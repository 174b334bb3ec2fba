//! A feed → what it says of a show and its episodes.

use std::collections::BTreeMap;

use super::chapters::{self, ChapterDoc};
use super::wordpress::{Export, PostKind};
use super::{atom, body, tags, wordpress};
use crate::config::{OF_EPISODE, OF_SHOW};
use crate::diag::{FileId, Reported};
use crate::model::EpisodeType;
use crate::parse::date;
use crate::parse::xml::{self, Element};
use crate::time::{Length, Timestamp};

/// What a feed says.
#[derive(Debug, Default)]
pub struct Feed {
    pub show: ShowDoc,
    /// In the order of the feed.
    pub items: Vec<ItemDoc>,
    /// The address of the next page of the feed.
    pub next: Option<String>,
    /// Elements that have no place in the files of a show, and how often.
    pub dropped: BTreeMap<String, usize>,
    /// Kinds of posts of WordPress that are none of a show, and how often.
    pub left_out: BTreeMap<String, usize>,
    /// Comments of readers.
    pub n_comments: usize,
}

/// What a feed says of its show.
#[derive(Debug, Default)]
pub struct ShowDoc {
    pub title: Option<String>,
    /// Its site.
    pub link: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    pub author: Option<String>,
    /// `Technology`, `Education/How To`.
    pub categories: Vec<String>,
    pub owner_name: Option<String>,
    pub owner_email: Option<String>,
    pub explicit: bool,
    /// `episodic` or `serial`.
    pub kind: Option<String>,
    pub copyright: Option<String>,
    pub guid: Option<String>,
    /// Whether its makers want no other host to import it.
    pub locked: bool,
    /// The address of its picture.
    pub image: Option<String>,
    pub medium: Option<String>,
    pub block: bool,
    pub complete: bool,
    pub hubs: Vec<String>,
    pub people: Vec<PersonDoc>,
    /// Elements of Podcasting 2.0 as keys and values of TOML.
    pub tags: Vec<(&'static str, String)>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDoc {
    pub name: String,
    pub is_guest: bool,
    pub link: Option<String>,
}

/// What a feed says of an episode.
#[derive(Debug, Default)]
pub struct ItemDoc {
    pub title: String,
    /// As it is, blanks around it aside; the address of the audio where the
    /// feed has none.
    pub guid: Option<String>,
    pub link: Option<String>,
    pub published: Option<jiff::Timestamp>,
    /// `pubDate` as written.
    pub date: Option<String>,
    pub season: Option<u32>,
    pub number: Option<u32>,
    pub kind: EpisodeType,
    pub explicit: bool,
    pub length: Option<Length>,
    /// Plain text, if the feed has it beside the notes.
    pub summary: Option<String>,
    /// The notes, HTML or plain.
    pub notes: String,
    pub audio: Option<EnclosureDoc>,
    pub people: Vec<PersonDoc>,
    /// Addresses and types.
    pub transcripts: Vec<(String, String)>,
    /// The address of a chapters file.
    pub chapters_url: Option<String>,
    /// The address of its picture.
    pub image: Option<String>,
    /// Chapters in the feed itself.
    pub chapters: Vec<ChapterDoc>,
    /// Chapters of the feed that cannot be read.
    pub n_bad_chapters: usize,
    /// Files of the item, audio and others.
    pub n_enclosures: usize,
    /// Whether its number is none that front matter can hold.
    pub has_odd_number: bool,
    /// Whether its season has a name.
    pub has_named_season: bool,
    /// The element with a text that is neither notes nor summary.
    pub lost_text: Option<&'static str>,
    /// What its address was called.
    pub slug: Option<String>,
    pub draft: bool,
    pub kind_of_post: PostKind,
    /// Elements of Podcasting 2.0 as keys and values of TOML.
    pub tags: Vec<(&'static str, String)>,
}

/// The audio of an item.
#[derive(Debug, Default)]
pub struct EnclosureDoc {
    pub url: String,
    pub bytes: Option<u64>,
    pub mime: Option<String>,
}

/// Elements that are read, or follow from what is.
const OF_CHANNEL: &[&str] = &[
    "title",
    "link",
    "description",
    "language",
    "copyright",
    "image",
    "item",
    "itunes:title",
    "itunes:author",
    "itunes:category",
    "itunes:owner",
    "itunes:explicit",
    "itunes:type",
    "itunes:image",
    "itunes:summary",
    "itunes:subtitle",
    "itunes:block",
    "itunes:complete",
    "podcast:guid",
    "podcast:locked",
    "podcast:medium",
    "podcast:person",
    "atom:contributor",
    "atom:link",
    "lastBuildDate",
    "pubDate",
    "generator",
    "docs",
    "author",
];
const OF_ITEM: &[&str] = &[
    "title",
    "guid",
    "link",
    "pubDate",
    "description",
    "content:encoded",
    "enclosure",
    "author",
    "itunes:title",
    "itunes:summary",
    "itunes:subtitle",
    "itunes:duration",
    "itunes:season",
    "itunes:episode",
    "itunes:image",
    "itunes:episodeType",
    "itunes:explicit",
    "itunes:author",
    "podcast:person",
    "atom:contributor",
    "podcast:transcript",
    "podcast:chapters",
    "psc:chapters",
    "podcast:season",
    "podcast:episode",
    "dc:creator",
    "dc:date",
    "atom:link",
];

/// Reads a feed. Never fails: what cannot be understood is reported or counted.
pub fn read(file: FileId, text: &str) -> Reported<Feed> {
    xml::parse(file, text).map(|root| {
        let root = atom::channel(&root, text).unwrap_or(root);
        let channel = root.child("channel").unwrap_or(&root);
        let mut export = wordpress::is_export(channel).then(|| Export::new(channel));
        let mut feed = Feed { show: show(channel), ..Feed::default() };
        feed.next = channel
            .all("atom:link")
            .find(|it| it.attribute("rel") == Some("next"))
            .and_then(|it| it.attribute("href").map(str::to_owned));
        count_dropped(channel, OF_CHANNEL, OF_SHOW, &mut feed.dropped);
        // Some feeds close the channel before their items.
        let items =
            root.all("item").chain(channel.all("item").filter(|_| root.name != channel.name));
        for element in items {
            let mut read = item(element, text);
            if export.as_mut().is_some_and(|it| !it.post(element, &mut read)) {
                continue;
            }
            feed.items.push(read);
            count_dropped(element, OF_ITEM, OF_EPISODE, &mut feed.dropped);
        }
        if let Some(it) = export {
            (feed.left_out, feed.n_comments) = (it.left_out, it.n_comments);
            // Exports are in order of numbers; feeds begin with the newest.
            feed.items.sort_by_key(|it| std::cmp::Reverse(it.published));
        }
        feed
    })
}

fn count_dropped(
    element: &Element,
    known: &[&str],
    tags: &[crate::config::TagDoc],
    dropped: &mut BTreeMap<String, usize>,
) {
    for it in &element.children {
        let is_tag = tags.iter().any(|tag| tag.around.unwrap_or(tag.element) == it.name);
        if !is_tag && !known.contains(&it.name.as_str()) {
            *dropped.entry(it.name.clone()).or_default() += 1;
        }
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// A title, or a name: some feeds escape them twice.
fn name(text: Option<&str>) -> Option<String> {
    text.map(|it| htmlize::unescape(it).into_owned())
}

/// What feeds write for `true`: `clean` and `no` are not.
fn says_yes(text: Option<&str>) -> bool {
    text.is_some_and(|it| ["yes", "true", "explicit", "1"].contains(&it.to_lowercase().as_str()))
}

fn show(channel: &Element) -> ShowDoc {
    let owner = channel.child("itunes:owner");
    let of_owner = |name| owned(owner.and_then(|it| it.text_of(name)));
    let image = channel.all("itunes:image").find_map(|it| it.attribute("href"));
    let image = image.or_else(|| channel.child("image").and_then(|it| it.text_of("url")));
    let hubs = channel.all("atom:link").filter(|it| it.attribute("rel") == Some("hub"));
    ShowDoc {
        title: name(channel.text_of("title").or_else(|| channel.text_of("itunes:title"))),
        link: owned(channel.text_of("link")),
        description: owned(
            channel.text_of("description").or_else(|| channel.text_of("itunes:summary")),
        ),
        language: owned(channel.text_of("language")),
        author: name(channel.text_of("itunes:author")),
        categories: categories(channel),
        owner_name: of_owner("itunes:name"),
        owner_email: of_owner("itunes:email"),
        explicit: says_yes(channel.text_of("itunes:explicit")),
        kind: owned(channel.text_of("itunes:type")).map(|it| it.to_lowercase()),
        copyright: owned(channel.text_of("copyright")),
        guid: owned(channel.text_of("podcast:guid")),
        locked: says_yes(channel.text_of("podcast:locked")),
        image: owned(image),
        medium: owned(channel.text_of("podcast:medium")),
        block: says_yes(channel.text_of("itunes:block")),
        complete: says_yes(channel.text_of("itunes:complete")),
        hubs: hubs.filter_map(|it| owned(it.attribute("href"))).collect(),
        people: people(channel),
        tags: tags::all(channel, OF_SHOW),
    }
}

/// `A`, `A/B`: each category once, in the order of the feed.
fn categories(channel: &Element) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for outer in channel.all("itunes:category") {
        let Some(name) = outer.attribute("text") else { continue };
        let mut within: Vec<String> = outer
            .all("itunes:category")
            .filter_map(|it| Some(format!("{name}/{}", it.attribute("text")?)))
            .collect();
        if within.is_empty() {
            within.push(name.to_owned());
        }
        for it in within {
            if !all.contains(&it) {
                all.push(it);
            }
        }
    }
    all
}

fn people(element: &Element) -> Vec<PersonDoc> {
    let mut people: Vec<PersonDoc> = Vec::new();
    for it in element.all("podcast:person") {
        let name = it.text.trim().to_owned();
        let is_guest = it.attribute("role").is_some_and(|it| it.eq_ignore_ascii_case("guest"));
        if !name.is_empty() && people.iter().all(|known| known.name != name) {
            people.push(PersonDoc { name, is_guest, link: owned(it.attribute("href")) });
        }
    }
    // Podlove names them so, and by `podcast:person` since version 3.
    for it in element.all("atom:contributor") {
        let name = it.text_of("atom:name").unwrap_or_default().trim().to_owned();
        if !name.is_empty() && people.iter().all(|known| known.name != name) {
            let link = owned(it.text_of("atom:uri"));
            people.push(PersonDoc { name, is_guest: false, link });
        }
    }
    people
}

fn item(element: &Element, text: &str) -> ItemDoc {
    let audio = enclosure(element);
    let title = element.text_of("title").or_else(|| element.text_of("itunes:title"));
    let guid = element.text_of("guid");
    let body = body::read(element, text);
    let date = element.text_of("pubDate").or_else(|| element.text_of("dc:date"));
    let said = |names: [&'static str; 2]| names.iter().find_map(|it| element.text_of(it));
    let count = |names: [&'static str; 2]| said(names)?.parse::<u32>().ok();
    let numbers = ["itunes:episode", "podcast:episode"];
    let season = element.child("podcast:season");
    let transcripts = element.all("podcast:transcript").filter_map(|it| {
        Some((it.attribute("url")?.to_owned(), it.attribute("type").unwrap_or_default().to_owned()))
    });
    let (chapters, n_bad_chapters) = chapters::read(element);
    ItemDoc {
        title: name(title).unwrap_or_default(),
        guid: owned(guid.or(audio.as_ref().map(|it| it.url.as_str()))),
        link: owned(element.text_of("link")),
        published: date.and_then(date::instant),
        date: owned(date),
        season: count(["itunes:season", "podcast:season"]).filter(|it| 0 < *it),
        number: count(numbers),
        has_odd_number: said(numbers).is_some() && count(numbers).is_none(),
        has_named_season: season.is_some_and(|it| it.attribute("name").is_some()),
        kind: match element.text_of("itunes:episodeType").map(str::to_lowercase).as_deref() {
            Some("trailer") => EpisodeType::Trailer,
            Some("bonus") => EpisodeType::Bonus,
            _ => EpisodeType::Full,
        },
        explicit: says_yes(element.text_of("itunes:explicit")),
        length: element.text_of("itunes:duration").and_then(duration),
        summary: body.summary,
        notes: body.notes,
        lost_text: body.lost,
        audio,
        people: people(element),
        transcripts: transcripts.collect(),
        chapters_url: owned(element.child("podcast:chapters").and_then(|it| it.attribute("url"))),
        image: owned(element.all("itunes:image").find_map(|it| it.attribute("href"))),
        chapters,
        n_bad_chapters,
        n_enclosures: element.all("enclosure").filter(|it| it.attribute("url").is_some()).count(),
        tags: tags::all(element, OF_EPISODE),
        ..ItemDoc::default()
    }
}

/// The first enclosure that is sound, or else the first.
fn enclosure(element: &Element) -> Option<EnclosureDoc> {
    let all = || element.all("enclosure").filter(|it| it.attribute("url").is_some());
    let is_audio =
        |it: &&Element| it.attribute("type").is_some_and(|it| it.to_lowercase().contains("audio"));
    let chosen = all().find(is_audio).or_else(|| all().next())?;
    Some(EnclosureDoc {
        url: chosen.attribute("url")?.to_owned(),
        bytes: chosen.attribute("length").and_then(|it| it.parse().ok()).filter(|it| 0 < *it),
        mime: chosen.attribute("type").filter(|it| it.contains('/')).map(mime),
    })
}

/// The registered name of a type that feeds write in their own way.
pub(super) fn mime(written: &str) -> String {
    match written.to_lowercase().as_str() {
        "audio/mp3" | "audio/x-mp3" | "x-audio/mp3" | "audio/mpeg3" => "audio/mpeg".to_owned(),
        "audio/m4a" => "audio/x-m4a".to_owned(),
        other => other.to_owned(),
    }
}

/// Seconds, also with a fraction, `M:SS` or `H:MM:SS`; `90:00` is ninety
/// minutes.
pub(super) fn duration(text: &str) -> Option<Length> {
    let parts: Option<Vec<f64>> = text.split(':').map(|it| it.trim().parse().ok()).collect();
    let seconds = parts?.iter().fold(0.0, |all, it| all * 60.0 + it);
    let end = Timestamp::from_seconds(seconds)?;
    (Timestamp::ZERO < end).then(|| end.since(Timestamp::ZERO))
}
