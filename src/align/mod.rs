//! Where in the audio each item of the notes is talked about, and the chapters
//! that follow from it.
//!
//! Words alone decide: no models, no network. `terms` says what an item would
//! be recognised by; `evidence` weighs every sentence for every item;
//! `decode` finds the most likely course of the episode; `confidence` says how
//! far to trust each start. Pure, deterministic, and linear in sentences ×
//! items.

mod addition;
mod calls;
mod chapters;
mod check;
mod evidence;
mod features;
mod hand_over;
mod judgement;
mod learned;
mod path;
mod speech;
mod spread;
mod states;
mod terms;
mod words;

pub use addition::Addition;
pub use chapters::chapters;
pub use check::{TimeProblem, Wrong, check};
pub use features::{CHATTER, INTRO, Others, START, STAY, Scene};
pub use judgement::JUDGEMENT;
pub use learned::{Gram, HANDS, Learned, Run, Weights};
pub use path::{Limits, Posterior, Scores, posterior};
pub use states::{MOVES, States};

use crate::model::{Evidence, Item, ItemKind, Placement, Transcript};
use crate::time::Timestamp;

/// Items are found with this confidence, unless the settings say otherwise.
pub const LEAST: f64 = 0.5;

/// Sentences of a transcript that says too little of its course.
const FEW: usize = 100;

/// Sentences in which no word is rare: a few minutes.
const LITTLE: usize = 50;

/// Words of a sentence that are quoted.
const SAID: usize = 12;

/// States × sentences that are looked at; more is no episode.
const MOST: usize = 8_000_000;

/// Places items; the result has an entry for each. Stated times stand; an item
/// that is found with less than the `least` confidence is not placed: no link
/// is better than a link to the wrong minute.
#[must_use]
pub fn place(
    items: &[Item],
    transcript: Option<&Transcript>,
    learned: &Learned,
    least: f64,
) -> Vec<Option<Placement>> {
    let mut placed: Vec<Option<Placement>> = items
        .iter()
        .map(|it| {
            let start = it.stated?;
            Some(Placement { start, end: None, evidence: Evidence::Stated, confidence: 1.0 })
        })
        .collect();
    // Nobody is as sure as that: where it is asked for nothing is looked for.
    let may_find = least < 1.0 && placed.iter().any(Option::is_none);
    if let Some(transcript) = transcript.filter(|it| may_find && it.is_timed()) {
        let heard = Heard::new(items, transcript, learned);
        for (own, found) in placed.iter_mut().zip(heard.placements(least)) {
            *own = own.take().or(found);
        }
    }
    let end = transcript.and_then(Transcript::end);
    close(&mut placed, end);
    placed
}

/// An episode's transcript, read for its items.
#[derive(Debug)]
pub struct Heard<'a> {
    items: &'a [Item],
    transcript: &'a Transcript,
    learned: &'a Learned,
    speech: speech::Speech,
    evidence: evidence::Evidence,
    says: Vec<hand_over::Says>,
    /// Whether the notes are titles alone.
    pub titles_only: bool,
}

/// A start that is looked at: sentence, seconds, and what is known about it.
pub type Judged = (usize, f32, [f32; JUDGEMENT.len()]);

impl<'a> Heard<'a> {
    /// Reads a transcript for items.
    #[must_use]
    pub fn new(items: &'a [Item], transcript: &'a Transcript, learned: &'a Learned) -> Self {
        let presenters = items.iter().filter_map(|it| it.presenter.as_deref());
        let speakers = transcript.speakers.iter().map(String::as_str);
        let mut names: Vec<String> =
            presenters.chain(speakers).map(calls::first_name).filter(|it| 2 < it.len()).collect();
        names.sort();
        names.dedup();
        let speech = speech::Speech::new(transcript, &names, learned);
        let terms = terms::Terms::new(items, learned);
        let evidence = evidence::evidence(&speech, &terms, learned);
        let says = hand_over::hand_overs(&speech, learned);
        let titles_only = is_titles_only(items);
        Self { items, transcript, learned, speech, evidence, says, titles_only }
    }

    /// When each sentence begins, in seconds.
    pub fn starts(&self) -> impl ExactSizeIterator<Item = f32> {
        self.speech.sentences.iter().map(|it| it.start)
    }

    /// Calls `each` with every run of words at a sentence: its hash, its
    /// place, its words.
    pub fn each_run(&self, sentence: usize, each: impl FnMut(u64, u8, &[Gram])) {
        hand_over::each_run(&self.speech, sentence, each);
    }

    /// Every word as it is said, folded, with its sentence.
    pub fn scene(&self) -> Scene<'_> {
        Scene::new((self.items, self.transcript), &self.speech, &self.evidence, &self.says)
    }

    fn placements(&self, least: f64) -> Vec<Option<Placement>> {
        let states = States::new(self.items);
        if self.is_foreign() || MOST < states.turns.len() * self.speech.sentences.len() {
            return vec![None; self.items.len()];
        }
        let weights = self.learned.weights(self.titles_only);
        let scene = self.scene();
        let posterior =
            posterior(&Scores::new(&scene, weights), &states, &weights.moves, None, false);
        let found = judgement::judge(&scene, &posterior);
        let mut placed: Vec<Option<Placement>> = found
            .iter()
            .enumerate()
            .map(|(item, found)| {
                let found = found.as_ref()?;
                let confidence = judgement::confidence(&found.facts, &weights.judgement);
                let placement = || self.placement(item, found.sentence, confidence);
                if least <= confidence { placement() } else { None }
            })
            .collect();
        head_groups(self.items, &mut placed);
        placed
    }

    /// Whether the transcript hardly says the words of several topics. In a
    /// handful of sentences no word is rare, so that silence says nothing.
    fn is_foreign(&self) -> bool {
        if self.speech.sentences.len() < LITTLE {
            return false;
        }
        let topic = |it: &usize| self.items[*it].kind == ItemKind::Topic;
        let topics: Vec<usize> = (0..self.items.len()).filter(topic).collect();
        let telling = |it: &&usize| self.evidence.is_telling[**it];
        let enough = ENOUGH_TOPICS <= topics.iter().filter(telling).count();
        enough && self.kinship(&topics) < self.learned.weights(self.titles_only).kin
    }

    /// How much of what topics would be known by is said at all, 0 to 1: of
    /// titles alone the share that is said together; of texts what a minute
    /// says at most, of the better half, since titles such as `Extra, extra`
    /// find nothing anywhere.
    fn kinship(&self, topics: &[usize]) -> f32 {
        let covered = |it: usize| self.evidence.covered(it).iter().fold(0.0, |a: f32, b| a.max(*b));
        let minute = |it: usize| {
            let (whole, sentences) = (self.evidence.whole(it), &self.speech.sentences);
            let (mut first, mut sum, mut most) = (0, 0.0_f32, 0.0_f32);
            for (at, said) in whole.iter().enumerate() {
                sum += said;
                while sentences[first].start + 60.0 < sentences[at].start {
                    sum -= whole[first];
                    first += 1;
                }
                most = most.max(sum);
            }
            most / (most + 2.0)
        };
        let mut kin: Vec<f32> = topics
            .iter()
            .map(|it| if self.titles_only { covered(*it) } else { minute(*it) })
            .collect();
        kin.sort_by(|a, b| b.total_cmp(a));
        if !self.titles_only {
            kin.truncate(kin.len().div_ceil(2));
        }
        kin.iter().sum::<f32>() / kin.len().max(1) as f32
    }

    /// Where no word speaks for an item its place among others may; but not
    /// with certainty, and not in a handful of sentences.
    fn placement(&self, item: usize, sentence: usize, confidence: f64) -> Option<Placement> {
        let of = &self.speech.sentences[sentence];
        let words: Box<str> = self.telling_words(item, sentence).join(", ").into();
        if words.is_empty() && self.speech.sentences.len() < FEW {
            return None;
        }
        let start = Timestamp::from_seconds(f64::from(of.start)).unwrap_or_default();
        let said = self.opening(of).into();
        let sure =
            self.learned.weights(self.titles_only).found <= confidence as f32 && !words.is_empty();
        let evidence = Evidence::Matched { cue: of.cue, said, sure, words };
        Some(Placement { start, end: None, evidence, confidence })
    }

    /// How a sentence begins, as it is said.
    fn opening(&self, sentence: &speech::Sentence) -> String {
        let cues = &self.transcript.cues[sentence.cue..];
        let first = cues[0].text.get(sentence.byte..).unwrap_or_default();
        let texts = std::iter::once(first).chain(cues[1..].iter().map(|it| it.text.as_str()));
        let mut opening = String::new();
        for (nth, word) in texts.flat_map(str::split_whitespace).enumerate() {
            if nth == SAID {
                opening.push('…');
                break;
            }
            if 0 < nth {
                opening.push(' ');
            }
            opening.push_str(word);
            if word.ends_with(['.', '?', '!']) {
                break;
            }
        }
        opening
    }

    /// The words that speak for an item in the minute behind a sentence, the
    /// weightiest first, at most five.
    fn telling_words(&self, item: usize, sentence: usize) -> Vec<&str> {
        let sentences = &self.speech.sentences;
        let until = sentences[sentence].start + 60.0;
        let last = sentences.partition_point(|it| it.start < until) as u32;
        let hits = &self.evidence.hits;
        let first = hits.partition_point(|it| it.sentence < sentence as u32);
        let mut weights: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
        for hit in hits[first..].iter().take_while(|it| it.sentence < last) {
            if hit.item as usize == item {
                *weights.entry(hit.word).or_default() += hit.weight;
            }
        }
        let mut words: Vec<(u32, f32)> = weights.into_iter().collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        words.iter().take(5).map(|it| self.speech.forms[it.0 as usize].as_str()).collect()
    }
}

/// Where items would be placed, with what is known about each start.
#[must_use]
pub fn judge(scene: &Scene<'_>, posterior: &Posterior) -> Vec<Option<Judged>> {
    let judged = judgement::judge(scene, posterior).into_iter();
    let start = |it: usize| scene.speech.sentences[it].start;
    judged.map(|it| it.map(|it| (it.sentence, start(it.sentence), it.facts))).collect()
}

/// Of starts of which this is known, about this share is right, 0 to 1.
#[must_use]
pub fn confidence(facts: &[f32; JUDGEMENT.len()], weights: &[f32; JUDGEMENT.len()]) -> f64 {
    judgement::confidence(facts, weights)
}

/// Whether most topics of notes have no text of their own.
#[must_use]
pub fn is_titles_only(items: &[Item]) -> bool {
    let topics = || items.iter().filter(|it| it.kind == ItemKind::Topic);
    let bare = topics().filter(|it| it.body.len() < 40).count();
    topics().count() <= bare * 2
}

/// Topics that notes must have before silence about all of them says anything.
const ENOUGH_TOPICS: usize = 3;

/// Whether a transcript seems to be of another episode: not one of several
/// topics was found in it, and it hardly says their words.
#[must_use]
pub fn is_foreign(
    items: &[Item],
    placed: &[Option<Placement>],
    transcript: &Transcript,
    learned: &Learned,
) -> bool {
    let mut topics = items.iter().zip(placed).filter(|it| it.0.kind == ItemKind::Topic);
    topics.all(|it| it.1.is_none()) && Heard::new(items, transcript, learned).is_foreign()
}

/// A title that only announces extras begins with the first of them.
fn head_groups(items: &[Item], placed: &mut [Option<Placement>]) {
    for idx in 0..items.len() {
        let mut words = 0;
        let mut other = 0;
        words::each_word(&items[idx].title, &mut String::new(), |word| {
            words += 1;
            other += usize::from(!matches!(word, "extra" | "extras"));
        });
        if words == 0 || 0 < other {
            continue;
        }
        let group = idx + 1
            ..idx + 1 + items[idx + 1..].iter().take_while(|it| it.kind == ItemKind::Extra).count();
        let first = placed[group].iter().flatten().min_by_key(|it| it.start).cloned();
        placed[idx] = first.or(placed[idx].take());
    }
}

/// An item ends where the next one begins, or with the episode.
fn close(placed: &mut [Option<Placement>], end: Option<Timestamp>) {
    let mut starts: Vec<Timestamp> = placed.iter().flatten().map(|it| it.start).collect();
    starts.sort();
    for it in placed.iter_mut().flatten() {
        let next = starts.partition_point(|start| *start <= it.start);
        it.end = starts.get(next).copied().or(end).filter(|end| it.start <= *end);
    }
}
