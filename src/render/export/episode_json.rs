//! `episode.json`: what the episode's page says, for programs.

use serde::Serialize;

use super::super::urls::Urls;
use super::super::wording::Wording;
use super::transcript_files;
use crate::catalog::Entry;
use crate::config::Site;
use crate::model::{Episode, Evidence, Origin, Placement, Role};

#[derive(Serialize)]
struct EpisodeJson<'a> {
    number: Option<u32>,
    slug: &'a str,
    title: &'a str,
    url: String,
    date: Option<String>,
    /// Seconds.
    duration: Option<f64>,
    items: Vec<ItemJson<'a>>,
    chapters: Vec<ChapterJson<'a>>,
    topics: &'a [NamedTopic],
    people: Vec<PersonJson<'a>>,
    links: Vec<LinkJson<'a>>,
    transcripts: Vec<TranscriptJson>,
}

#[derive(Serialize)]
struct ItemJson<'a> {
    kind: &'static str,
    title: &'a str,
    url: Option<&'a str>,
    presenter: Option<&'a str>,
    number: Option<u32>,
    /// Seconds from the start, or null where it is not known.
    start: Option<f64>,
    end: Option<f64>,
    /// `stated`, `matched` or null.
    evidence: Option<&'static str>,
    /// 0 to 1.
    confidence: Option<f64>,
    /// `stated`, `found`, `about` or null: how far the time can be trusted.
    grade: Option<&'static str>,
    /// Why a matched time is believed, for people.
    why: Option<String>,
    /// The words that speak for a matched time.
    words: Vec<&'a str>,
}

#[derive(Serialize)]
struct ChapterJson<'a> {
    start: f64,
    title: &'a str,
}

#[derive(Serialize)]
struct PersonJson<'a> {
    name: &'a str,
    role: &'static str,
    /// True where the name is only heard.
    guessed: bool,
}

#[derive(Serialize)]
struct LinkJson<'a> {
    url: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct TranscriptJson {
    url: String,
    #[serde(rename = "type")]
    mime: &'static str,
}

/// A topic of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedTopic {
    /// Its name.
    pub name: String,
    /// Its page, absolute; none where it has no page.
    pub url: Option<String>,
    /// How it is known.
    pub kind: TopicKind,
}

/// How it is known that an episode is about a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TopicKind {
    /// Front matter says so.
    Stated,
    /// An item is about it; found, not stated.
    Item,
    /// It is said; found, not stated.
    Mention,
}

/// What is said where an item was found.
fn why(placement: &Placement, episode: &Episode, ui: &Wording) -> Option<String> {
    let Evidence::Matched { cue, said, words, .. } = &placement.evidence else { return None };
    let transcript = episode.transcript.as_ref()?;
    let who = transcript.cues.get(*cue).and_then(|it| transcript.speaker(it));
    Some(match who {
        Some(who) => ui.fill("why_time_by", &[("who", who), ("said", said), ("words", words)]),
        None => ui.fill("why_time", &[("said", said), ("words", words)]),
    })
}

/// The bytes of `episode.json`.
#[must_use]
pub fn episode_json(
    entry: &Entry,
    episode: &Episode,
    (site, ui): (&Site, &Wording),
    (topics, urls): (&[NamedTopic], &Urls),
) -> Vec<u8> {
    let items = episode.notes.items.iter().zip(&entry.facts.items).map(|(item, facts)| {
        let placement = facts.placement.as_ref();
        let grade = placement.map(|it| it.grade().as_str());
        let (evidence, words) = match placement.map(|it| &it.evidence) {
            Some(Evidence::Stated) => (Some("stated"), Vec::new()),
            Some(Evidence::Matched { words, .. }) => {
                (Some("matched"), words.split(", ").filter(|it| !it.is_empty()).collect())
            }
            None => (None, Vec::new()),
        };
        ItemJson {
            kind: item.kind.as_str(),
            title: &item.title,
            url: item.url.as_deref(),
            presenter: item.presenter.as_deref(),
            number: item.number,
            start: placement.map(|it| it.start.seconds()),
            end: placement.and_then(|it| it.end).map(crate::time::Timestamp::seconds),
            evidence,
            confidence: placement.map(|it| (it.confidence * 100.0).round() / 100.0),
            grade,
            why: placement.and_then(|it| why(it, episode, ui)),
            words,
        }
    });
    let json = EpisodeJson {
        number: episode.number.map(|it| it.value),
        slug: entry.slug.as_str(),
        title: &episode.title.value,
        url: urls.absolute(&entry.path),
        date: entry.facts.date.map(|it| it.value.to_string()),
        duration: episode.length.map(|it| it.value.seconds()),
        items: items.collect(),
        chapters: entry
            .facts
            .chapters
            .iter()
            .map(|it| ChapterJson { start: it.start.seconds(), title: &it.title })
            .collect(),
        topics,
        people: episode.people.iter().map(person).collect(),
        links: episode
            .notes
            .links
            .iter()
            .map(|it| LinkJson { url: &it.url, text: it.text.trim() })
            .collect(),
        transcripts: transcript_files(episode, site)
            .into_iter()
            .map(|(name, _, mime)| TranscriptJson {
                url: urls.absolute(&format!("{}{name}", entry.path)),
                mime,
            })
            .collect(),
    };
    super::to_json(&json)
}

fn person(credit: &crate::model::Credit) -> PersonJson<'_> {
    let role = match credit.role {
        Role::Host => "host",
        Role::Guest => "guest",
    };
    PersonJson { name: &credit.name, role, guessed: credit.origin == Origin::Speech }
}
