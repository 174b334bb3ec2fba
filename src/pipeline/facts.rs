//! An episode → the little of it that other pages need.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::topics::Names;
use crate::align::{self, Learned};
use crate::assemble;
use crate::cache;
use crate::config::{Show, Site};
use crate::hash::ContentHash;
use crate::model::{Episode, EpisodeFacts, Grade, ItemFacts, LinkFacts, Mentions, Placement};
use crate::parse::markdown;
use crate::refrain::{self, Sample};
use crate::time::{Length, Timestamp};
use crate::topics::{Found, Named, WordSet};

/// What is made of an episode for the rest of the site.
pub(super) struct Made {
    pub facts: Arc<EpisodeFacts>,
    pub mentions: Arc<Mentions>,
    /// A sample of its runs of words.
    pub sample: Sample,
    /// Every word that was searched for names.
    pub words: WordSet,
}

/// The facts of an episode.
pub(super) fn facts(
    episode: &Episode,
    site: &Site,
    names: &Names,
    named: &Named,
    source: &str,
) -> Made {
    let placements = place(episode, site, &names.learned);
    let notes = &episode.notes.items;
    let chapters = align::chapters(&episode.chapters, notes, &placements);
    let found = names.roster.scan(episode, &placements, named);
    let links = links(episode, &placements);
    let items = episode.notes.items.iter().zip(placements);
    let mut facts = EpisodeFacts {
        chapters,
        show: episode.show,
        file: Some(episode.file),
        number: episode.number,
        season: episode.season,
        title: episode.title.clone(),
        slug: episode.slug.clone(),
        unlisted: episode.unlisted.clone(),
        date: episode.date,
        published: episode.published,
        guid: episode.guid.clone(),
        kind: episode.kind,
        audio: episode.audio.clone(),
        source: source.to_owned(),
        spoken_day: episode.spoken_day,
        people: episode.people.clone(),
        length: episode.length,
        summary: episode.summary.clone(),
        explicit: episode.explicit,
        topics: episode.topics.clone(),
        sponsors: episode.sponsors.clone(),
        aliases: episode.aliases.clone(),
        old_address: episode.old_address.clone(),
        items: items
            .map(|(it, placement)| ItemFacts {
                kind: it.kind,
                title: it.title.clone(),
                url: it.url.clone(),
                placement,
            })
            .collect(),
        has_transcript: episode.transcript.is_some(),
        links,
        pictures: markdown::pictures(&episode.notes.markdown),
        dropped: episode.notes.dropped.clone(),
        talk: talk(episode, &site.shows[usize::from(episode.show.0)]),
        hash: ContentHash::default(),
        line: ContentHash::default(),
    };
    facts.hash = cache::digest(&facts);
    facts.line = line_hash(&facts);
    let sample = episode.transcript.as_ref().map(refrain::sample).unwrap_or_default();
    let (mentions, words) = mentions(found, &sample);
    Made { facts: Arc::new(facts), mentions: Arc::new(mentions), sample, words }
}

/// What was found in an episode, as it stays in memory; and its words.
fn mentions(found: Found, sample: &Sample) -> (Mentions, WordSet) {
    let Found { mut moments, mut subjects, mut cases, words } = found;
    moments.shrink_to_fit();
    subjects.shrink_to_fit();
    cases.shrink_to_fit();
    let hash = cache::digest(&(&moments, &subjects));
    (Mentions { moments, subjects, cases, said: cache::digest(sample), hash }, words)
}

/// Of all that [`crate::catalog::EpisodeLine`] knows of an episode by itself.
fn line_hash(facts: &EpisodeFacts) -> ContentHash {
    let EpisodeFacts { show, number, title, published, audio, .. } = facts;
    let EpisodeFacts { guid, kind, length, explicit, summary, .. } = facts;
    cache::digest(&(
        (show, number, title, published, audio),
        (guid, kind, length, explicit, summary),
    ))
}

/// Every link of the notes, each address once, with the time of its item.
fn links(episode: &Episode, placements: &[Option<Placement>]) -> Vec<LinkFacts> {
    let mut starts: HashMap<&str, Option<Timestamp>> = HashMap::new();
    for (item, placement) in episode.notes.items.iter().zip(placements) {
        for link in &item.links {
            let start = starts.entry(&link.url).or_default();
            let known = placement.as_ref().filter(|it| it.grade() != Grade::About);
            *start = start.or(known.map(|it| it.start));
        }
    }
    let mut seen = HashSet::new();
    let links = episode.notes.links.iter().filter(|it| seen.insert(it.url.as_str()));
    links
        .map(|it| LinkFacts {
            link: it.clone(),
            start: starts.get(it.url.as_str()).copied().flatten(),
        })
        .collect()
}

/// How long each speaker speaks; speakers that the settings or the credits
/// know have their whole name.
fn talk(episode: &Episode, show: &Show) -> Vec<(String, Length)> {
    let Some(transcript) = &episode.transcript else { return Vec::new() };
    let mut talk: Vec<(String, Length)> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let names: Vec<String> = transcript
        .speakers
        .iter()
        .map(|it| assemble::full_name(it, &show.people, &episode.people).to_owned())
        .collect();
    let timed = transcript.is_timed();
    for cue in transcript.cues.iter().filter(|_| timed) {
        let Some(name) = cue.speaker.and_then(|it| names.get(usize::from(it))) else { continue };
        let length = cue.end.since(cue.start);
        let at = *places.entry(name).or_insert_with(|| {
            talk.push((name.clone(), Length::default()));
            talk.len() - 1
        });
        talk[at].1 = Length::from_millis(talk[at].1.as_millis() + length.as_millis());
    }
    talk
}

/// Where each item of an episode is.
pub(super) fn place(episode: &Episode, site: &Site, learned: &Learned) -> Vec<Option<Placement>> {
    let least = site.shows[usize::from(episode.show.0)].least_confidence.unwrap_or(align::LEAST);
    align::place(&episode.notes.items, episode.transcript.as_ref(), learned, least)
}
