//! The words by which a language hands over from one subject to the next:
//! `i18n/<language>.toml`, read as data.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{each_word, stem};
use crate::diag::FileId;
use crate::model::ItemKind;
use crate::tree::{Fields, parse_toml};

static ENGLISH: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../i18n/en.toml")));

/// What a language says at hand-overs.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// Words that say nothing about a subject; stemmed.
    stop: FxHashSet<String>,
    /// The folded words of phrases.
    words: FxHashMap<String, LexiconWord>,
    /// Bytes of the longest of them.
    longest: usize,
    /// For each word the phrases that begin with it.
    phrases: Vec<Vec<Phrase>>,
    kinds: Vec<(ItemKind, Vec<String>)>,
}

/// A word as phrases know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LexiconWord(u16);

impl LexiconWord {
    /// It is in no phrase.
    const OTHER: Self = Self(0);
}

#[derive(Debug)]
struct Phrase {
    sense: Sense,
    /// All words but the first.
    rest: Vec<LexiconWord>,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Opens,
    Announces,
    Closes,
    Frames,
}

/// What the sentences around a place say about a hand-over there, 0 to 1 each.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Signals {
    /// The sentence begins as new subjects do.
    pub opens: f32,
    /// It announces something.
    pub announces: f32,
    /// It is a short word of agreement.
    pub closes: f32,
    /// It greets, introduces or says goodbye.
    pub frames: f32,
}

impl Lexicon {
    /// The lexicon of a language; English where there is none of its own.
    pub(super) fn of(_language: &str) -> &'static Self {
        &ENGLISH
    }

    fn parse(text: &str) -> Self {
        let table = parse_toml(FileId(0), text, 0, "i18n/syntax").unwrap_or_default();
        let mut fields = Fields::new(FileId(0), &table, ["i18n/type", "i18n/key"]);
        let stop = fields.text("stop").map(|it| it.value).unwrap_or_default();
        let stop = stop.split_whitespace().map(|it| stem(it).to_owned()).collect();
        let mut words: FxHashMap<String, LexiconWord> = FxHashMap::default();
        let mut phrases: Vec<Vec<Phrase>> = vec![Vec::new()];
        for (key, sense) in [
            ("opens", Sense::Opens),
            ("announces", Sense::Announces),
            ("closes", Sense::Closes),
            ("frames", Sense::Frames),
        ] {
            for phrase in fields.texts(key) {
                let mut numbers = Vec::new();
                each_word(&phrase.value, &mut String::new(), |word| {
                    numbers.push(*words.entry(word.to_owned()).or_insert_with(|| {
                        phrases.push(Vec::new());
                        LexiconWord(u16::try_from(phrases.len() - 1).unwrap_or(0))
                    }));
                });
                if let Some((first, rest)) = numbers.split_first() {
                    phrases[usize::from(first.0)].push(Phrase { sense, rest: rest.to_vec() });
                }
            }
        }
        let mut kinds = vec![
            (ItemKind::Sponsor, Vec::new()),
            (ItemKind::Joke, Vec::new()),
            (ItemKind::Extra, Vec::new()),
        ];
        if let Some(table) = fields.table("kinds") {
            let mut of_kind = Fields::new(FileId(0), table, ["i18n/type", "i18n/key"]);
            for (list, key) in kinds.iter_mut().zip(["sponsor", "joke", "extra"]) {
                list.1 = of_kind.texts(key).into_iter().map(|it| it.value).collect();
            }
        }
        let longest = words.keys().map(String::len).max().unwrap_or(0);
        Self { stop, words, longest, phrases, kinds }
    }

    /// Whether a stemmed word says nothing about a subject.
    pub(super) fn is_stop(&self, stem: &str) -> bool {
        self.stop.contains(stem)
    }

    /// Words said of items of a kind.
    pub(super) fn of_kind(&self, kind: ItemKind) -> &[String] {
        self.kinds.iter().find(|it| it.0 == kind).map_or(&[], |it| &it.1)
    }

    /// A folded word as phrases know it.
    pub(super) fn word(&self, folded: &str) -> LexiconWord {
        match folded.len() <= self.longest {
            true => self.words.get(folded).copied().unwrap_or(LexiconWord::OTHER),
            false => LexiconWord::OTHER,
        }
    }

    /// Reads the words of a sentence.
    pub(super) fn signals(&self, sentence: &[LexiconWord]) -> Signals {
        let mut signals = Signals::default();
        let short = sentence.len() <= 5;
        for (at, word) in sentence.iter().enumerate() {
            for Phrase { sense, rest } in &self.phrases[usize::from(word.0)] {
                if !sentence[at + 1..].starts_with(rest) {
                    continue;
                }
                match sense {
                    Sense::Opens if at == 0 => {
                        let strength = [0.5, 0.8, 1.0][rest.len().min(2)];
                        signals.opens = f32::max(signals.opens, strength);
                    }
                    Sense::Announces => signals.announces = 1.0,
                    Sense::Closes if at == 0 && short => signals.closes = 1.0,
                    Sense::Frames => signals.frames = 1.0,
                    Sense::Opens | Sense::Closes => {}
                }
            }
        }
        signals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_overs_are_told_from_chatter() {
        let read = |text: &str| {
            let mut words = Vec::new();
            each_word(text, &mut String::new(), |it| words.push(Lexicon::of("en").word(it)));
            Lexicon::of("en").signals(&words)
        };
        assert_eq!(read("All right, Ann, what's next?").announces, 1.0);
        assert!(0.0 < read("So I have an interesting project.").opens);
        assert_eq!(read("Yeah, very cool.").closes, 1.0);
        assert_eq!(read("It predates the other framework."), Signals::default());
        assert!(Lexicon::of("en").is_stop("the"));
    }
}
