//! The words by which a language hands over from one subject to the next:
//! `i18n/<language>.toml`, read as data.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashSet;

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
    /// Phrases, folded, words joined by one space, with a space at both ends.
    phrases: AhoCorasick,
    /// What each phrase is, and how many words it has.
    meanings: Vec<(Sense, usize)>,
    kinds: Vec<(ItemKind, Vec<String>)>,
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
        let (mut list, mut meanings) = (Vec::new(), Vec::new());
        for (key, sense) in [
            ("opens", Sense::Opens),
            ("announces", Sense::Announces),
            ("closes", Sense::Closes),
            ("frames", Sense::Frames),
        ] {
            for phrase in fields.texts(key) {
                let folded = fold(&phrase.value);
                meanings.push((sense, folded.split(' ').count()));
                list.push(format!(" {folded} "));
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
        let builder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&list);
        // A handful of short phrases cannot be too many for an automaton.
        let phrases = builder.unwrap_or_else(|_| {
            meanings.clear();
            AhoCorasick::builder().build([""; 0]).unwrap_or_else(|_| unreachable!())
        });
        Self { stop, phrases, meanings, kinds }
    }

    /// Whether a stemmed word says nothing about a subject.
    pub(super) fn is_stop(&self, stem: &str) -> bool {
        self.stop.contains(stem)
    }

    /// Words said of items of a kind.
    pub(super) fn of_kind(&self, kind: ItemKind) -> &[String] {
        self.kinds.iter().find(|it| it.0 == kind).map_or(&[], |it| &it.1)
    }

    /// Reads a sentence: folded words joined by spaces, a space at both ends.
    pub(super) fn signals(&self, folded: &str) -> Signals {
        let mut signals = Signals::default();
        let short = folded.bytes().filter(|it| *it == b' ').count() <= 6;
        for found in self.phrases.find_overlapping_iter(folded) {
            let (sense, n_words) = self.meanings[found.pattern().as_usize()];
            match sense {
                Sense::Opens if found.start() == 0 => {
                    let strength = [0.5, 0.5, 0.8, 1.0][n_words.min(3)];
                    signals.opens = signals.opens.max(strength);
                }
                Sense::Announces => signals.announces = 1.0,
                Sense::Closes if found.start() == 0 && short => signals.closes = 1.0,
                Sense::Frames => signals.frames = 1.0,
                Sense::Opens | Sense::Closes => {}
            }
        }
        signals
    }
}

/// Folded words joined by one space.
fn fold(text: &str) -> String {
    let mut folded = String::new();
    each_word(text, &mut String::new(), |word| {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    });
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_overs_are_told_from_chatter() {
        let read = |text: &str| Lexicon::of("en").signals(&format!(" {} ", fold(text)));
        assert_eq!(read("All right, Ann, what's next?").announces, 1.0);
        assert!(0.0 < read("So I have an interesting project.").opens);
        assert_eq!(read("Yeah, very cool.").closes, 1.0);
        assert_eq!(read("It predates the other framework."), Signals::default());
        assert!(Lexicon::of("en").is_stop("the"));
    }
}
