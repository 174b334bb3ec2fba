//! JSON-LD: what a page is about, in the words of schema.org.
//!
//! Source: `formats.md` section 10.

use serde_json::{Value, json};

use super::super::feed::FeedPerson;
use super::super::urls::{self, Urls};
use super::{NamedTopic, TopicKind};
use crate::catalog::{self, Entry};
use crate::config::Show;
use crate::time::{Length, Timestamp};

/// What JSON-LD says beyond the facts of an episode.
pub struct OfEpisode<'a> {
    /// One or two sentences.
    pub description: &'a str,
    /// Its show.
    pub series: Value,
    /// Its season.
    pub season: Option<u32>,
    /// Its picture, absolute.
    pub image: Option<String>,
    /// Address of its audio.
    pub audio: Option<String>,
    /// Its people.
    pub people: Vec<FeedPerson>,
    /// What it is about, and what comes up.
    pub topics: &'a [NamedTopic],
}

/// An episode.
#[must_use]
pub fn episode(entry: &Entry, more: OfEpisode<'_>, urls: &Urls) -> Value {
    let facts = &entry.facts;
    let url = urls.absolute(&entry.path);
    let length = facts.length.map(|it| it.value);
    let mut ld = json!({
        "@type": "PodcastEpisode",
        "@id": url,
        "url": url,
        "name": facts.title.value,
        "partOfSeries": more.series,
    });
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            ld[key] = value;
        }
    };
    set("description", (!more.description.is_empty()).then(|| more.description.into()));
    set("datePublished", catalog::published(facts).map(Value::from));
    set("duration", length.map(|it| it.iso().into()));
    set("timeRequired", length.map(|it| it.iso().into()));
    set("episodeNumber", facts.number.map(|it| it.value.into()));
    let season = |it: u32| json!({ "@type": "PodcastSeason", "seasonNumber": it });
    set("partOfSeason", more.season.map(season));
    set("image", more.image.clone().map(Value::from));
    set("accessibilityFeature", facts.has_transcript.then(|| "transcript".into()));
    set("associatedMedia", more.audio.as_ref().map(|it| audio(entry, it, length)));
    let people: Vec<Value> = more
        .people
        .iter()
        .map(|it| match &it.href {
            Some(url) => json!({ "@type": "Person", "name": it.name, "url": url }),
            None => json!({ "@type": "Person", "name": it.name }),
        })
        .collect();
    set("actor", (!people.is_empty()).then(|| people.into()));
    let things = |is_wanted: &dyn Fn(TopicKind) -> bool| -> Option<Value> {
        let wanted = more.topics.iter().filter(|it| is_wanted(it.kind)).take(MOST_TOPICS);
        let things: Vec<Value> = wanted.map(thing).collect();
        (!things.is_empty()).then(|| things.into())
    };
    set("about", things(&|it| it != TopicKind::Mention));
    set("mentions", things(&|it| it == TopicKind::Mention));
    let clips = clips(entry, &url, length);
    set("hasPart", (!clips.is_empty()).then(|| clips.into()));
    ld
}

/// Topics of one kind that a page names; `episode.json` has all of them.
const MOST_TOPICS: usize = 14;

fn thing(topic: &NamedTopic) -> Value {
    match &topic.url {
        Some(url) => json!({ "@type": "Thing", "name": topic.name, "url": url }),
        None => json!({ "@type": "Thing", "name": topic.name }),
    }
}

fn audio(entry: &Entry, url: &str, length: Option<Length>) -> Value {
    let mut ld = json!({ "@type": "AudioObject", "contentUrl": url });
    if let Some(audio) = &entry.facts.audio {
        ld["encodingFormat"] = audio.mime.clone().into();
        if let Some(bytes) = audio.bytes {
            ld["contentSize"] = bytes.to_string().into();
        }
    }
    if let Some(length) = length {
        ld["duration"] = length.iso().into();
    }
    ld
}

/// A clip for each chapter; it ends where the next begins.
fn clips(entry: &Entry, page: &str, length: Option<Length>) -> Vec<Value> {
    let chapters = &entry.facts.chapters;
    let end = length.map(|it| Timestamp::ZERO.plus(it));
    let ends = chapters.iter().skip(1).map(|it| Some(it.start)).chain([end]);
    chapters
        .iter()
        .zip(ends)
        .map(|(it, end)| {
            let start = it.start.whole_seconds();
            let mut ld = json!({
                "@type": "Clip",
                "name": it.title,
                "startOffset": start,
                "url": format!("{page}#t={start}"),
            });
            if let Some(end) = end.filter(|end| it.start < *end) {
                ld["endOffset"] = end.whole_seconds().into();
            }
            ld
        })
        .collect()
}

/// A show.
#[must_use]
pub fn series(
    show: &Show,
    language: &str,
    guid: Option<&str>,
    image: Option<String>,
    urls: &Urls,
) -> Value {
    let home = urls::show(show);
    let mut ld = json!({
        "@type": "PodcastSeries",
        "@id": urls.absolute(&home),
        "name": show.title,
        "url": urls.absolute(&home),
        "webFeed": urls.absolute(&format!("{home}feed.xml")),
        "inLanguage": language,
    });
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            ld[key] = value;
        }
    };
    set("description", (!show.description.is_empty()).then(|| show.description.clone().into()));
    set("image", image.map(Value::from));
    set("identifier", guid.map(Value::from));
    let author = show.author.as_ref().map(|it| json!({ "@type": "Person", "name": it }));
    set("author", author);
    let places: Vec<&str> = show.subscribe.iter().map(|it| it.1.as_str()).collect();
    set("sameAs", (!places.is_empty()).then(|| places.into()));
    ld
}

/// A person.
#[must_use]
pub fn person(name: &str, url: &str, links: &[String]) -> Value {
    let mut ld = json!({ "@type": "Person", "@id": url, "name": name, "url": url });
    if !links.is_empty() {
        ld["sameAs"] = links.to_vec().into();
    }
    ld
}

/// The way to a page: name and absolute address of each step.
#[must_use]
pub fn breadcrumbs(steps: &[(&str, String)]) -> Value {
    let list: Vec<Value> = steps
        .iter()
        .zip(1..)
        .map(|((name, item), position)| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": item })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": list })
}

/// Several things as the text of a script element: no `<` can end it.
#[must_use]
pub fn script(things: Vec<Value>) -> String {
    let graph = json!({ "@context": "https://schema.org", "@graph": things });
    graph.to_string().replace('<', "\\u003c")
}
