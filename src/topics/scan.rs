//! Every name of the roster in one episode, in one pass over what is said and
//! one over the notes.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::fold::{Folded, Token, key};
use super::roster::{Named, Pattern, Roster};
use super::said::{Said, sentence, without_addresses};
use super::subject::Subject;
use super::word_set::WordSet;
use super::words::Words;
use crate::model::{Episode, Item, ItemKind, Moment, MomentKind, Placement, SubjectFacts, TopicId};
use crate::time::{Length, Timestamp};

/// Mentions this close are one moment.
const CLOSE: Length = Length::from_secs(120);

/// What is said this long before an item begins announces it.
const ANNOUNCED: Length = Length::from_secs(20);

/// How near a part or the whole of a topic must be said for an ordinary word
/// to be its name.
const NEIGHBOUR: Length = Length::from_secs(60);

/// What an episode says of topics.
#[derive(Debug, Default)]
pub struct Found {
    /// In order of time.
    pub moments: Vec<Moment>,
    /// How its notes name its subjects.
    pub subjects: Vec<SubjectFacts>,
    /// Every word that was searched.
    pub words: WordSet,
}

/// A name in a text.
#[derive(Debug, Clone)]
struct Hit {
    topic: TopicId,
    /// Bytes of the text.
    bytes: Range<usize>,
    /// Whether it certainly is the name.
    sure: bool,
    /// Whether it is more than one word.
    several: bool,
}

impl Roster {
    /// Finds every topic of an episode. `placements` has an entry for each
    /// item of its notes, and `named` is what those name.
    #[must_use]
    pub fn scan(
        &self,
        episode: &Episode,
        placements: &[Option<Placement>],
        named: &Named,
    ) -> Found {
        let mut found = Found::default();
        let items = &episode.notes.items;
        let mut of_items: Vec<Vec<TopicId>> = Vec::with_capacity(items.len());
        let mut beside: Vec<Vec<Aside>> = Vec::with_capacity(items.len());
        for (idx, item) in items.iter().enumerate() {
            let subjects = named.subjects.get(idx).map_or(&[][..], Vec::as_slice);
            let (about, asides) = self.read_item(item, subjects, &mut found);
            of_items.push(about);
            beside.push(asides);
        }
        let said = episode.transcript.as_ref().map(Said::new).unwrap_or_default();
        let mut heard = self.heard(&said, &of_items.concat(), &mut found.words);
        heard.retain(|it| {
            !is_sponsors_own(&self.entry(it.topic).name, it.start, episode, placements)
        });
        let stretches = Stretches::new(&of_items, placements);
        found.moments.extend(stretches.all.iter().map(|it| it.moment(&heard, items)));
        heard.retain(|it| it.sure && !stretches.cover(it.topic, it.start));
        found.moments.extend(apart(heard));
        for (idx, asides) in beside.into_iter().enumerate() {
            let Some(placement) = &placements[idx] else { continue };
            for aside in asides {
                let end = placement.end.unwrap_or(placement.start.plus(CLOSE));
                let known = found.moments.iter().any(|it| {
                    it.topic == aside.topic && placement.start <= it.start && it.start < end
                });
                if !known && !stretches.cover(aside.topic, placement.start) {
                    found.moments.push(aside.moment(placement.start));
                }
            }
        }
        self.add_whole_episodes(episode, &mut found);
        found.moments.sort_by_key(|it| (it.start, it.kind, it.topic));
        found
    }

    /// The topics that a text names for certain, each with its bytes there.
    #[must_use]
    pub fn find_in(&self, text: &str) -> Vec<(TopicId, Range<usize>)> {
        let hits = self.hits(text, &Folded::new(text)).into_iter().filter(|it| it.sure);
        hits.map(|it| (it.topic, it.bytes)).collect()
    }

    /// A topic that front matter states and nobody says: the whole episode.
    fn add_whole_episodes(&self, episode: &Episode, found: &mut Found) {
        for name in &episode.topics {
            let Some(topic) = self.find(name) else { continue };
            found.subjects.push(SubjectFacts { topic, form: name.as_str().into(), url: None });
            if !found.moments.iter().any(|it| it.topic == topic) {
                let text = episode.title.value.as_str().into();
                let start = Timestamp::ZERO;
                let kind = MomentKind::Item;
                found.moments.push(Moment { topic, start, kind, text, name: 0..0, item: None });
            }
        }
    }

    /// What an item is about, and what else its text names.
    fn read_item(
        &self,
        item: &Item,
        subjects: &[Subject],
        all: &mut Found,
    ) -> (Vec<TopicId>, Vec<Aside>) {
        let mut about = Vec::new();
        let mut asides: Vec<Aside> = Vec::new();
        if !matches!(item.kind, ItemKind::Topic | ItemKind::Extra) {
            return (about, asides);
        }
        for subject in subjects {
            let Some(topic) = self.of_subject(subject) else { continue };
            let form = subject.form.as_str().into();
            all.subjects.push(SubjectFacts {
                topic,
                form,
                url: subject.url.as_deref().map(Into::into),
            });
            if subject.is_own {
                about.push(topic);
            }
        }
        let folded = Folded::new(&without_addresses(&item.title));
        all.words.add(&folded);
        for hit in self.hits(&item.title, &folded) {
            // Titles are full of capitals: they tell no name from a word.
            let pattern_sure = hit.sure && !self.is_ordinary(&folded, &hit);
            if pattern_sure && !about.contains(&hit.topic) {
                about.push(hit.topic);
            }
        }
        let folded = Folded::new(&without_addresses(&item.body));
        all.words.add(&folded);
        for hit in self.hits(&item.body, &folded).into_iter().filter(|it| it.sure) {
            if !about.contains(&hit.topic) && !asides.iter().any(|it| it.topic == hit.topic) {
                let (text, name) = sentence(&item.body, &hit.bytes);
                asides.push(Aside { topic: hit.topic, text, name });
            }
        }
        (about, asides)
    }

    fn is_ordinary(&self, folded: &Folded, hit: &Hit) -> bool {
        let words = Words::of(&self.language);
        let inside =
            |it: &&Token| hit.bytes.start <= it.from as usize && it.to as usize <= hit.bytes.end;
        folded.tokens.iter().filter(inside).all(|it| words.is_ordinary(folded.word(it)))
    }

    /// Every name that is said, in order of time. `subjects` are what the
    /// episode's items are about.
    fn heard(&self, said: &Said, subjects: &[TopicId], words: &mut WordSet) -> Vec<Heard> {
        let folded = Folded::new(&said.text);
        words.add(&folded);
        let hits = self.hits(&said.text, &folded);
        let mut heard: Vec<Heard> = Vec::with_capacity(hits.len());
        for hit in hits {
            let (text, name) = sentence(&said.text, &hit.bytes);
            let lead = usize::from(name.start);
            let from = hit.bytes.start.saturating_sub(lead);
            let Some(start) = said.time(from) else { continue };
            let Hit { topic, sure, several, .. } = hit;
            heard.push(Heard { topic, start, sure, several, text, name });
        }
        let sure: Vec<(TopicId, Timestamp)> =
            heard.iter().filter(|it| it.sure).map(|it| (it.topic, it.start)).collect();
        // `any I/O` is a name in an episode that knows it otherwise.
        let known: FxHashSet<TopicId> =
            subjects.iter().copied().chain(sure.iter().map(|it| it.0)).collect();
        for it in heard.iter_mut().filter(|it| !it.sure) {
            it.sure = it.several && known.contains(&it.topic)
                || sure.iter().any(|(topic, start)| {
                    self.are_family(*topic, it.topic)
                        && start.since(it.start) <= NEIGHBOUR
                        && it.start.since(*start) <= NEIGHBOUR
                });
        }
        heard
    }

    /// Whether one of two topics is a part of the other.
    fn are_family(&self, a: TopicId, b: TopicId) -> bool {
        let parent = |it: TopicId| self.entry(it).parent;
        parent(a) == Some(b) || parent(b) == Some(a)
    }

    /// Every name in a text; of names that overlap the longest, of those that
    /// something speaks for.
    fn hits(&self, text: &str, folded: &Folded) -> Vec<Hit> {
        let words = Words::of(&self.language);
        let mut hits: Vec<(Range<usize>, bool, TopicId)> = Vec::new();
        let starts = self.starts();
        for (first, token) in folded.tokens.iter().enumerate() {
            let behind = &folded.bytes[token.start as usize..];
            starts.each(&self.keys, behind, |place| {
                if let Some(tokens) = folded.whole(first, self.keys[place].len()) {
                    let pattern = self.patterns[place];
                    let sure = is_name(pattern, text, folded, &tokens, words);
                    hits.push((tokens, sure, pattern.topic));
                }
            });
        }
        hits.sort_by_key(|(tokens, sure, topic)| {
            (!*sure, tokens.start, std::cmp::Reverse(tokens.end), *topic)
        });
        let mut taken = vec![false; folded.tokens.len()];
        let mut kept: Vec<Hit> = Vec::new();
        for (tokens, sure, topic) in hits {
            if taken[tokens.clone()].iter().any(|it| *it) {
                continue;
            }
            taken[tokens.clone()].fill(true);
            let (first, last) = (folded.tokens[tokens.start], folded.tokens[tokens.end - 1]);
            let bytes = first.from as usize..last.to as usize;
            kept.push(Hit { topic, bytes, sure, several: 1 < tokens.len() });
        }
        kept.sort_by_key(|it| it.bytes.start);
        kept
    }
}

/// Whether the words at a place are the name, or just words.
fn is_name(
    pattern: Pattern,
    text: &str,
    folded: &Folded,
    tokens: &Range<usize>,
    words: &Words,
) -> bool {
    let own = &folded.tokens[tokens.clone()];
    let spelt = 1 < own.len() && own.iter().all(|it| words.is_ordinary(folded.word(it)));
    if pattern.words < own.len() {
        return false;
    }
    if pattern.literal || !(pattern.ordinary || spelt) {
        return true;
    }
    let first = &own[0];
    let before = tokens.start.checked_sub(1).map(|it| &folded.tokens[it]).filter(|_| first.joined);
    let behind = folded.tokens.get(tokens.end).filter(|it| it.joined);
    // `feature-rich`, `black-box`: a part of another word.
    let hyphened = |a: &Token, b: &Token| text[a.to as usize..b.from as usize].contains('-');
    if before.is_some_and(|it| hyphened(it, first))
        || behind.is_some_and(|it| hyphened(&own[own.len() - 1], it))
    {
        return false;
    }
    if behind.is_some_and(|it| words.is_kind(folded.word(it)))
        || before.is_some_and(|it| words.announces(folded.word(it)))
    {
        return true;
    }
    let proper = |it: &Token| it.capital && !it.opens;
    if 1 < own.len() {
        return own.iter().all(|it| it.capital);
    }
    // `Black Friday`, `Jack Black`: a part of another name.
    proper(first) && !before.is_some_and(proper) && !behind.is_some_and(proper)
}

/// A name that is said.
#[derive(Debug)]
struct Heard {
    topic: TopicId,
    /// When its sentence begins.
    start: Timestamp,
    sure: bool,
    several: bool,
    text: String,
    name: Range<u16>,
}

/// A name that the notes of an item write beside its subject.
struct Aside {
    topic: TopicId,
    text: String,
    name: Range<u16>,
}

impl Aside {
    fn moment(self, start: Timestamp) -> Moment {
        let (topic, kind, text) = (self.topic, MomentKind::Mention, self.text.into());
        Moment { topic, start, kind, text, name: self.name, item: None }
    }
}

/// Mentions of a topic that follow one another closely are one moment.
fn apart(heard: Vec<Heard>) -> Vec<Moment> {
    let mut last: rustc_hash::FxHashMap<TopicId, Timestamp> = rustc_hash::FxHashMap::default();
    let mut moments = Vec::new();
    for it in heard {
        let before = last.insert(it.topic, it.start);
        if before.is_some_and(|before| it.start.since(before) <= CLOSE) {
            continue;
        }
        let (kind, text) = (MomentKind::Mention, it.text.into());
        moments.push(Moment {
            topic: it.topic,
            start: it.start,
            kind,
            text,
            name: it.name,
            item: None,
        });
    }
    moments
}

/// Where items about topics are.
struct Stretches {
    all: Vec<Stretch>,
}

struct Stretch {
    topic: TopicId,
    item: usize,
    start: Timestamp,
    end: Timestamp,
}

impl Stretches {
    fn new(of_items: &[Vec<TopicId>], placements: &[Option<Placement>]) -> Self {
        let mut all: Vec<Stretch> = Vec::new();
        for (item, topics) in of_items.iter().enumerate() {
            let Some(placement) = &placements[item] else { continue };
            let (start, end) = (placement.start, placement.end);
            let end = end.unwrap_or(start.plus(CLOSE));
            for &topic in topics {
                if !all.iter().any(|it| it.topic == topic && it.start == start) {
                    all.push(Stretch { topic, item, start, end });
                }
            }
        }
        Self { all }
    }

    /// Whether an item about the topic is on, or about to begin.
    fn cover(&self, topic: TopicId, at: Timestamp) -> bool {
        let covers =
            |it: &Stretch| it.topic == topic && it.start <= at.plus(ANNOUNCED) && at < it.end;
        self.all.iter().any(covers)
    }
}

impl Stretch {
    /// The item's moment, with the first sentence that says the name.
    fn moment(&self, heard: &[Heard], items: &[Item]) -> Moment {
        let first = heard.iter().find(|it| {
            it.topic == self.topic && self.start <= it.start.plus(ANNOUNCED) && it.start < self.end
        });
        let (text, name) = match first {
            Some(it) => (it.text.as_str().into(), it.name.clone()),
            None => (items[self.item].title.as_str().into(), 0..0),
        };
        let item = u16::try_from(self.item).ok();
        Moment { topic: self.topic, start: self.start, kind: MomentKind::Item, text, name, item }
    }
}

/// Whether a name is said where its owner pays for it.
fn is_sponsors_own(
    name: &str,
    at: Timestamp,
    episode: &Episode,
    placements: &[Option<Placement>],
) -> bool {
    let own = key(name);
    episode.sponsors.iter().any(|it| key(&it.name) == own)
        && episode.notes.items.iter().zip(placements).any(|(item, placement)| {
            let Some(placement) = placement.as_ref().filter(|_| item.kind == ItemKind::Sponsor)
            else {
                return false;
            };
            placement.start <= at && placement.end.is_none_or(|end| at < end)
        })
}
