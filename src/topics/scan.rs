//! Every name of the roster in one episode, in one pass over what is said and
//! one over the notes.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::Folded;
use super::roster::{Named, Pattern, Roster};
use super::said::{Said, sentence, without_addresses};
use super::strength::{Strength, has_case, strength};
use super::stretch::{Stretches, is_paid_for, untimed};
use super::subject::Subject;
use super::word_set::WordSet;
use super::words::Words;
use crate::model::{
    Episode, Item, ItemKind, LetterCase, Moment, MomentKind, Placement, SubjectFacts, TopicId,
};
use crate::time::{Length, Timestamp};

/// Mentions this close are one moment.
pub(super) const CLOSE: Length = Length::from_secs(120);

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
    /// How what is said writes names of one word, in order of their topics.
    pub cases: Vec<LetterCase>,
    /// Every word that was searched.
    pub words: WordSet,
}

/// A name in a text.
#[derive(Debug, Clone)]
struct Hit {
    topic: TopicId,
    /// Bytes of the text.
    bytes: Range<usize>,
    /// Whether it is the name, for all that the text shows.
    sure: bool,
    /// Whether nothing but the word itself says so.
    weak: bool,
    /// Whether it is more than one word.
    several: bool,
    /// Whether its name is made of ordinary words.
    ordinary: bool,
    /// Whether it is written with a capital; `None` where each word is, and in
    /// scripts without capitals.
    capital: Option<bool>,
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
        let mut of_items: Vec<Vec<(TopicId, bool)>> = Vec::with_capacity(items.len());
        let mut beside: Vec<Vec<Aside>> = Vec::with_capacity(items.len());
        for (idx, item) in items.iter().enumerate() {
            let subjects = named.subjects.get(idx).map_or(&[][..], Vec::as_slice);
            let (about, asides) = self.read_item(item, subjects, &mut found);
            of_items.push(about);
            beside.push(asides);
        }
        let said = episode.transcript.as_ref().map(Said::new).unwrap_or_default();
        let subjects: Vec<TopicId> = of_items.iter().flatten().map(|it| it.0).collect();
        let mut heard = self.heard(&said, &subjects, &mut found);
        heard.retain(|it| !is_paid_for(it.start, episode, placements));
        let stretches = Stretches::new(&of_items, placements);
        found.moments.extend(stretches.all.iter().map(|it| it.moment(&heard, items)));
        heard.retain(|it| it.sure && !stretches.cover(it.topic, it.start));
        let mentions = apart(heard).into_iter();
        found.moments.extend(mentions.map(|it| Moment { item: stretches.weak_item(&it), ..it }));
        for (idx, asides) in beside.into_iter().enumerate() {
            let Some(placement) = &placements[idx] else {
                found.moments.extend(asides.into_iter().map(|it| it.moment(None, idx)));
                continue;
            };
            for aside in asides {
                let end = placement.end.unwrap_or(placement.start.plus(CLOSE));
                let known = found.moments.iter().any(|it| {
                    let is_in = |it| placement.start <= it && it < end;
                    it.topic == aside.topic && it.start.is_some_and(is_in)
                });
                if !known && !stretches.cover(aside.topic, placement.start) {
                    found.moments.push(aside.moment(Some(placement.start), idx));
                }
            }
        }
        let untimed: Vec<Moment> = untimed(&of_items, placements, items).collect();
        untimed.into_iter().for_each(|it| add_untimed(it, &mut found.moments));
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
                let start = Some(Timestamp::ZERO);
                let kind = MomentKind::Item;
                let moment =
                    Moment { topic, start, kind, text, name: 0..0, item: None, weak: false };
                found.moments.push(moment);
            }
        }
    }

    /// What an item is about, each with whether only an ordinary word of its
    /// title says so; and what else its text names.
    fn read_item(
        &self,
        item: &Item,
        subjects: &[Subject],
        all: &mut Found,
    ) -> (Vec<(TopicId, bool)>, Vec<Aside>) {
        let mut about: Vec<(TopicId, bool)> = Vec::new();
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
            match subject.is_own {
                true => about.push((topic, false)),
                // The home of something is a moment of it, however its name is
                // written around there.
                false if subject.home.is_some() => {
                    asides.push(Aside::of_link(topic, &subject.form, item));
                }
                false => {}
            }
        }
        let folded = Folded::new(&without_addresses(&item.title));
        all.words.add(&folded);
        for hit in self.hits(&item.title, &folded) {
            // Titles are full of capitals: they tell no name from a word.
            let weak = match hit.several {
                true => self.is_ordinary(&folded, &hit),
                false => hit.ordinary,
            };
            let is_capital = item.title[hit.bytes.start..].starts_with(char::is_uppercase);
            let is_written = hit.sure || weak && !hit.several && is_capital;
            if is_written && !about.iter().any(|it| it.0 == hit.topic) {
                about.push((hit.topic, weak));
            }
        }
        let is_about = |it: TopicId| about.contains(&(it, false));
        asides.retain(|it| !is_about(it.topic));
        let folded = Folded::new(&without_addresses(&item.body));
        all.words.add(&folded);
        for hit in self.hits(&item.body, &folded).into_iter().filter(|it| it.sure) {
            let is_about = about.contains(&(hit.topic, false));
            if !is_about && !asides.iter().any(|it| it.topic == hit.topic) {
                let (text, name) = sentence(&item.body, &hit.bytes);
                asides.push(Aside { topic: hit.topic, text, name, weak: hit.weak });
            }
        }
        (about, asides)
    }

    fn is_ordinary(&self, folded: &Folded, hit: &Hit) -> bool {
        let words = Words::of(&self.language);
        let from = folded.tokens.partition_point(|it| (it.from as usize) < hit.bytes.start);
        let to = folded.tokens.partition_point(|it| it.to as usize <= hit.bytes.end);
        words.are_ordinary(folded, &folded.tokens[from..to.max(from)])
    }

    /// Every name that is said, in order of time. `subjects` are what the
    /// episode's items are about.
    fn heard(&self, said: &Said, subjects: &[TopicId], found: &mut Found) -> Vec<Heard> {
        let folded = Folded::new(&said.text);
        found.words.add(&folded);
        let hits = self.hits(&said.text, &folded);
        found.cases = cases(&hits);
        let mut heard: Vec<Heard> = Vec::with_capacity(hits.len());
        for hit in hits {
            if !hit.sure && !hit.several && !self.has_family(hit.topic) {
                continue;
            }
            let (text, name) = sentence(&said.text, &hit.bytes);
            let lead = usize::from(name.start);
            let from = hit.bytes.start.saturating_sub(lead);
            let Some(start) = said.time(from) else { continue };
            let Hit { topic, sure, weak, several, .. } = hit;
            heard.push(Heard { topic, start, sure, weak, several, text, name });
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

    /// Whether a topic is a part of another, or has parts.
    fn has_family(&self, topic: TopicId) -> bool {
        self.entry(topic).parent.is_some() || self.parents.contains(&topic)
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
        let mut hits: Vec<(Range<usize>, Option<Strength>, Pattern)> = Vec::new();
        let starts = self.starts();
        for (first, token) in folded.tokens.iter().enumerate() {
            let behind = &folded.bytes[token.start as usize..];
            starts.each(&self.keys, behind, |place| {
                if let Some(tokens) = folded.whole(first, self.keys[place].len()) {
                    let pattern = self.patterns[place];
                    let strength = strength(pattern, text, folded, &tokens, words);
                    hits.push((tokens, strength, pattern));
                }
            });
        }
        hits.sort_by_key(|(tokens, strength, pattern)| {
            (strength.is_none(), tokens.start, std::cmp::Reverse(tokens.end), pattern.topic)
        });
        let mut taken = vec![false; folded.tokens.len()];
        let mut kept: Vec<Hit> = Vec::new();
        for (tokens, strength, pattern) in hits {
            if taken[tokens.clone()].iter().any(|it| *it) {
                continue;
            }
            taken[tokens.clone()].fill(true);
            let (first, last) = (folded.tokens[tokens.start], folded.tokens[tokens.end - 1]);
            let bytes = first.from as usize..last.to as usize;
            let (sure, weak) = (strength.is_some(), strength == Some(Strength::Weak));
            let is_told = tokens.len() == 1 && has_case(&text[bytes.clone()]);
            let capital = (is_told && !first.opens).then_some(first.capital);
            let Pattern { topic, ordinary, .. } = pattern;
            let several = 1 < tokens.len();
            kept.push(Hit { topic, bytes, sure, weak, several, ordinary, capital });
        }
        kept.sort_by_key(|it| it.bytes.start);
        kept
    }
}

/// Adds an item that nobody knows the time of. Where its topic is said, that is
/// where to listen: the first mention becomes the item's moment.
fn add_untimed(item: Moment, moments: &mut Vec<Moment>) {
    let is_said = |it: &&mut Moment| {
        it.topic == item.topic && it.kind == MomentKind::Mention && it.start.is_some()
    };
    let said = moments.iter_mut().filter(is_said).min_by_key(|it| (it.weak, it.start));
    match said.filter(|_| !item.weak) {
        Some(said) => (said.kind, said.item, said.weak) = (item.kind, item.item, false),
        None => moments.push(item),
    }
}

/// A name that is said.
#[derive(Debug)]
pub(super) struct Heard {
    pub topic: TopicId,
    /// When its sentence begins.
    pub start: Timestamp,
    sure: bool,
    weak: bool,
    several: bool,
    pub text: String,
    pub name: Range<u16>,
}

/// A name that the notes of an item write beside its subject.
struct Aside {
    topic: TopicId,
    text: String,
    name: Range<u16>,
    weak: bool,
}

impl Aside {
    /// A link in an item's text to a thing's own address.
    fn of_link(topic: TopicId, form: &str, item: &Item) -> Self {
        let at = item.body.find(form).map(|it| it..it + form.len());
        let (text, name) = match at {
            Some(at) => sentence(&item.body, &at),
            None => (item.title.clone(), 0..0),
        };
        Self { topic, text, name, weak: false }
    }

    /// The moment of the `nth` item.
    fn moment(self, start: Option<Timestamp>, nth: usize) -> Moment {
        let Self { topic, text, name, weak } = self;
        let (kind, text) = (MomentKind::Mention, text.into());
        // Without a time the item is where a link leads.
        let item = if start.is_none() { u16::try_from(nth).ok() } else { None };
        Moment { topic, start, kind, text, name, item, weak }
    }
}

/// Mentions of a topic that follow one another closely are one moment: the
/// first that is not weak.
fn apart(heard: Vec<Heard>) -> Vec<Moment> {
    let mut last: FxHashMap<TopicId, (Timestamp, usize)> = FxHashMap::default();
    let mut moments: Vec<Moment> = Vec::new();
    for it in heard {
        let Heard { topic, start, name, weak, text, .. } = it;
        let (kind, text) = (MomentKind::Mention, text.into());
        let at = Some(start);
        let moment = Moment { topic, start: at, kind, text, name, item: None, weak };
        let known = last.get(&topic).filter(|(before, _)| start.since(*before) <= CLOSE);
        let place = known.map_or(moments.len(), |it| it.1);
        last.insert(topic, (start, place));
        match moments.get_mut(place) {
            Some(first) if first.weak && !moment.weak => *first = moment,
            Some(_) => {}
            None => moments.push(moment),
        }
    }
    moments
}

/// How names of one word are written.
fn cases(hits: &[Hit]) -> Vec<LetterCase> {
    let mut cases: BTreeMap<TopicId, (u16, u16)> = BTreeMap::new();
    for hit in hits {
        let Some(capital) = hit.capital else { continue };
        let (lower, upper) = cases.entry(hit.topic).or_default();
        let count = if capital { upper } else { lower };
        *count = count.saturating_add(1);
    }
    let case = |(topic, (lower, upper))| LetterCase { topic, lower, upper };
    cases.into_iter().map(case).collect()
}
