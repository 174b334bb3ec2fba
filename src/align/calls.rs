//! Who is called by name, and who begins to speak.

use super::speech::{Sentence, Speech};
use super::words::{each_word, stem};
use crate::model::{Item, Transcript};

/// Who is called or speaks, sentence by sentence.
#[derive(Debug)]
pub(super) struct Calls {
    /// For each item which presenter is its.
    pub of: Vec<Option<u8>>,
    /// Bits of presenters: called here, and called here or beside.
    pub called: Vec<(u32, u32)>,
    /// The presenter who begins to speak.
    pub speaks: Vec<Option<u8>>,
    /// Whether who asks most begins to speak.
    pub host: Vec<bool>,
}

/// Bits of presenters.
const PRESENTERS: usize = 32;

impl Calls {
    pub(super) fn new(items: &[Item], speech: &Speech, transcript: &Transcript) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut of = Vec::with_capacity(items.len());
        for it in items {
            let name = it.presenter.as_deref().map(first_name).filter(|it| !it.is_empty());
            of.push(name.and_then(|name| {
                let at = names.iter().position(|it| *it == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                (at < PRESENTERS).then_some(at as u8)
            }));
        }
        names.truncate(PRESENTERS);
        let bit_of = |word: &String| {
            let at = names.iter().position(|it| stem(it) == word);
            at.map_or(0, |it| 1_u32 << it)
        };
        let bits: Vec<u32> = speech.vocabulary.iter().map(bit_of).collect();
        let here: Vec<u32> = speech
            .sentences
            .iter()
            .map(|it| match it.words.len() <= 16 {
                true => speech.words_of(it).iter().fold(0, |all, it| all | bits[*it as usize]),
                false => 0,
            })
            .collect();
        let beside = |at: usize| {
            let range = at.saturating_sub(1)..here.len().min(at + 2);
            here[range].iter().fold(0, |all, it| all | it)
        };
        let called = (0..here.len()).map(|it| (here[it], beside(it))).collect();
        let speakers: Vec<Option<u8>> = transcript
            .speakers
            .iter()
            .map(|it| {
                let name = first_name(it);
                names.iter().position(|it| *it == name).map(|it| it as u8)
            })
            .collect();
        let speaks = speech
            .sentences
            .iter()
            .map(|it| {
                let speaker = transcript.cues[it.cue].speaker.filter(|_| it.turn)?;
                speakers.get(usize::from(speaker)).copied().flatten()
            })
            .collect();
        let host = host(speech, transcript);
        Self { of, called, speaks, host }
    }
}

/// Where the speaker who asks most begins to speak.
fn host(speech: &Speech, transcript: &Transcript) -> Vec<bool> {
    let speaker = |cue: usize| transcript.cues[cue].speaker;
    let mut asked = vec![0_u32; transcript.speakers.len()];
    for it in speech.sentences.iter().filter(|it| it.asks) {
        if let Some(known) = speaker(it.cue).and_then(|it| asked.get_mut(usize::from(it))) {
            *known += 1;
        }
    }
    let most = asked.iter().copied().max().filter(|it| 0 < *it);
    let host = asked.iter().position(|it| Some(*it) == most).map(|it| it as u16);
    let begins = |it: &Sentence| it.turn && host.is_some() && speaker(it.cue) == host;
    speech.sentences.iter().map(begins).collect()
}

/// The first word of a name, folded.
pub(super) fn first_name(name: &str) -> String {
    let mut first = String::new();
    each_word(name, &mut String::new(), |word| {
        if first.is_empty() {
            first.push_str(word);
        }
    });
    first
}
