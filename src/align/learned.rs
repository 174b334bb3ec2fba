//! What was learned from labelled shows: `i18n/<language>.placing`, made by
//! `benches/placing` and read as data.

use std::fmt::Write;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::features::{CHATTER, INTRO, START, STAY};
use super::judgement::JUDGEMENT;
use super::states::MOVES;

static ENGLISH: LazyLock<Learned> =
    LazyLock::new(|| Learned::parse(include_str!("../../i18n/en.placing")));

/// Turns, pauses, questions, places and the words of the notes: what is true
/// of any language.
static ANY: LazyLock<Learned> =
    LazyLock::new(|| Learned::parse(include_str!("../../i18n/any.placing")));

/// A word as the language of hand-overs knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gram(pub u16);

impl Gram {
    /// Any word that is not common in the language.
    pub const OTHER: Self = Self(0);
    /// A first name of somebody in the episode.
    pub const NAME: Self = Self(1);
    /// A number.
    pub const NUMBER: Self = Self(2);
    /// Before the first word of a sentence.
    pub const BEGIN: Self = Self(3);
    /// Behind its last word.
    pub const END: Self = Self(4);
    /// Common words are numbered from here.
    const FIRST: u16 = 5;
}

/// What a sentence may begin, for the language of hand-overs: an item of each
/// kind, in the order of `ItemKind`.
pub const HANDS: [&str; 4] = ["topic", "extra", "sponsor", "joke"];

/// A run of words: as it is written, its hash, and log odds for each of
/// [`HANDS`].
pub type Run = (String, u64, [f32; HANDS.len()]);

/// Weights of one kind of notes.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub start: [f32; START.len()],
    pub stay: [f32; STAY.len()],
    pub chatter: [f32; CHATTER.len()],
    pub intro: [f32; INTRO.len()],
    pub moves: [f32; MOVES.len()],
    pub judgement: [f32; JUDGEMENT.len()],
    /// The confidence from which a start is as good as certain.
    pub found: f32,
    /// What topics share at least with their own transcript: with less it is
    /// another episode's.
    pub kin: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            start: [0.0; START.len()],
            stay: [0.0; STAY.len()],
            chatter: [0.0; CHATTER.len()],
            intro: [0.0; INTRO.len()],
            moves: [0.0; MOVES.len()],
            judgement: [0.0; JUDGEMENT.len()],
            found: 1.0,
            kin: 0.0,
        }
    }
}

impl Weights {
    /// Names and numbers of all, part by part.
    fn parts(&mut self) -> [(&'static str, &'static [&'static str], &mut [f32]); 6] {
        [
            ("start", &START, &mut self.start),
            ("stay", &STAY, &mut self.stay),
            ("chatter", &CHATTER, &mut self.chatter),
            ("intro", &INTRO, &mut self.intro),
            ("moves", &MOVES, &mut self.moves),
            ("judgement", &JUDGEMENT, &mut self.judgement),
        ]
    }

    /// Every weight with its name, `part.name`.
    pub(super) fn named(&self) -> impl Iterator<Item = (String, f32)> + use<> {
        let mut own = self.clone();
        let of = |(part, names, values): (&str, &'static [&'static str], &mut [f32])| {
            let values = names.iter().zip(values.to_vec());
            values.map(|(name, it)| (format!("{part}.{name}"), it)).collect::<Vec<_>>()
        };
        own.parts().into_iter().flat_map(of).collect::<Vec<_>>().into_iter()
    }

    /// Sets the weight of a name, `part.name`; one that nothing is called by
    /// is left out.
    pub(super) fn set(&mut self, name: &str, value: f32) {
        let Some((part, name)) = name.split_once('.') else { return };
        for (of, names, values) in self.parts() {
            if of == part
                && let Some(at) = names.iter().position(|it| *it == name)
            {
                values[at] = value;
            }
        }
    }
}

/// What a language and its labelled shows taught.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// Common words with how rare they are, 0 to 1, in order of their grams.
    pub words: Vec<(String, f32)>,
    numbers: FxHashMap<String, u16>,
    stems: FxHashMap<String, f32>,
    /// Runs of words: text, hash, and what they say for each of [`HANDS`].
    pub runs: Vec<Run>,
    by_hash: FxHashMap<u64, u32>,
    is_run: Vec<u64>,
    /// What is so where no run is heard.
    pub bias: [f32; HANDS.len()],
    /// For notes whose items have texts of their own.
    pub texts: Weights,
    /// For notes that are titles alone.
    pub titles: Weights,
}

impl Learned {
    /// What was learned of a language, `en-GB` and the like included; what is
    /// true of any where nothing was.
    #[must_use]
    pub fn of(language: &str) -> &'static Self {
        let is_english = language.split('-').next().is_some_and(|it| it.eq_ignore_ascii_case("en"));
        if is_english { &ENGLISH } else { &ANY }
    }

    /// Of common words alone.
    #[must_use]
    pub fn new(words: Vec<(String, f32)>) -> Self {
        let mut learned = Self { words, ..Self::default() };
        for (idx, (word, rarity)) in learned.words.iter().enumerate() {
            learned.numbers.insert(word.clone(), idx as u16 + Gram::FIRST);
            let known = learned.stems.entry(super::words::stem(word).to_owned()).or_insert(1.0);
            *known = known.min(*rarity);
        }
        learned
    }

    /// Takes over other runs.
    pub fn set_runs(&mut self, runs: Vec<Run>, bias: [f32; HANDS.len()]) {
        self.is_run = vec![0; 1 << (SLOT_BITS - 6)];
        self.by_hash.clear();
        for (idx, run) in runs.iter().enumerate() {
            let slot = slot(run.1);
            self.is_run[slot >> 6] |= 1 << (slot & 63);
            self.by_hash.insert(run.1, idx as u32);
        }
        (self.runs, self.bias) = (runs, bias);
    }

    /// Adds what a show learned: of runs that are known already the log odds
    /// add up, as the bias does. A run that cannot be read is left out.
    pub fn add_runs<'r>(
        &mut self,
        added: impl Iterator<Item = (&'r str, [f32; HANDS.len()])>,
        bias: &[f32; HANDS.len()],
    ) {
        let add = |own: &mut [f32; HANDS.len()], it: &[f32; HANDS.len()]| {
            own.iter_mut().zip(it).for_each(|(own, it)| *own += it);
        };
        let mut runs = std::mem::take(&mut self.runs);
        for (text, says) in added {
            let Some(hash) = self.hash_of(text) else { continue };
            match self.by_hash.get(&hash) {
                Some(at) => add(&mut runs[*at as usize].2, &says),
                None => runs.push((text.to_owned(), hash, says)),
            }
        }
        let mut whole = self.bias;
        add(&mut whole, bias);
        self.set_runs(runs, whole);
    }

    /// A folded word as hand-overs know it.
    #[must_use]
    pub fn gram(&self, word: &str) -> Gram {
        if word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return Gram::NUMBER;
        }
        self.numbers.get(word).map_or(Gram::OTHER, |it| Gram(*it))
    }

    /// What is written for a gram.
    #[must_use]
    pub fn text_of(&self, gram: Gram) -> &str {
        match gram {
            Gram::OTHER => "_",
            Gram::NAME => "NAME",
            Gram::NUMBER => "N",
            Gram::BEGIN => "^",
            Gram::END => "$",
            Gram(it) => self.words.get(usize::from(it - Gram::FIRST)).map_or("_", |it| &it.0),
        }
    }

    /// How rare a stem is in the language, 0 to 1.
    #[must_use]
    pub fn rarity(&self, stem: &str) -> f32 {
        self.stems.get(stem).copied().unwrap_or(1.0)
    }

    /// What a run says, if it is known.
    #[must_use]
    pub fn run(&self, hash: u64) -> Option<&[f32; HANDS.len()]> {
        let slot = slot(hash);
        if self.is_run.get(slot >> 6)? >> (slot & 63) & 1 == 0 {
            return None;
        }
        self.by_hash.get(&hash).map(|it| &self.runs[*it as usize].2)
    }

    /// The weights for notes of a kind.
    #[must_use]
    pub fn weights(&self, titles_only: bool) -> &Weights {
        if titles_only { &self.titles } else { &self.texts }
    }

    /// The same, to be changed.
    pub fn weights_mut(&mut self, titles_only: bool) -> &mut Weights {
        if titles_only { &mut self.titles } else { &mut self.texts }
    }

    /// Reads what [`Learned::to_text`] writes; lines that mean nothing to it
    /// are left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (mut section, mut words, mut runs) = ("", Vec::new(), Vec::new());
        let (mut bias, mut weights) =
            ([0.0; HANDS.len()], [Weights::default(), Weights::default()]);
        for line in text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                section = name;
                continue;
            }
            let Some((key, value)) = line.split_once('\t') else { continue };
            let numbers = || value.split(' ').filter_map(|it| it.parse::<f32>().ok());
            match section {
                "words" => words.push((key.to_owned(), numbers().next().unwrap_or(1.0) / 100.0)),
                "runs" => {
                    let mut says = [0.0; HANDS.len()];
                    says.iter_mut().zip(numbers()).for_each(|(own, it)| *own = it / 100.0);
                    runs.push((key.to_owned(), says));
                }
                _ => {
                    let which = usize::from(section == "titles");
                    match (key, numbers().next()) {
                        ("found", Some(it)) => weights[which].found = it,
                        ("kin", Some(it)) => weights[which].kin = it,
                        (_, Some(it)) => weights[which].set(key, it),
                        _ => {}
                    }
                }
            }
        }
        let mut learned = Self::new(words);
        let runs = runs.into_iter().filter_map(|(text, says)| match text.as_str() {
            "bias" => {
                bias = says;
                None
            }
            _ => Some((learned.hash_of(&text)?, text, says)),
        });
        let runs = runs.map(|(hash, text, says)| (text, hash, says)).collect();
        learned.set_runs(runs, bias);
        let [texts, titles] = weights;
        (learned.texts, learned.titles) = (texts, titles);
        learned
    }

    /// The hash of a run as it is written: `c let s talk`.
    fn hash_of(&self, text: &str) -> Option<u64> {
        let (place, words) = text.split_once(' ')?;
        let place = place.bytes().next()?;
        let gram = |word: &str| match word {
            "_" => Gram::OTHER,
            "NAME" => Gram::NAME,
            "N" => Gram::NUMBER,
            "^" => Gram::BEGIN,
            "$" => Gram::END,
            _ => match word.parse() {
                Ok(number) if place.is_ascii_uppercase() => Gram(number),
                _ => self.gram(word),
            },
        };
        Some(words.split(' ').fold(seed(place), |hash, it| step(hash, gram(it))))
    }

    /// The text of the file; `origin` says what it was learned from.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let mut text = String::new();
        origin.lines().for_each(|it| text += &format!("# {it}\n"));
        text += "\n[words]\n";
        for (word, rarity) in &self.words {
            let _ = writeln!(text, "{word}\t{:.0}", rarity * 100.0);
        }
        let says = |it: &[f32]| {
            it.iter().map(|it| format!("{:.0}", it * 100.0)).collect::<Vec<_>>().join(" ")
        };
        let _ = writeln!(text, "\n[runs]\nbias\t{}", says(&self.bias));
        for (run, _, weights) in &self.runs {
            let _ = writeln!(text, "{run}\t{}", says(weights));
        }
        for (name, weights) in [("texts", &self.texts), ("titles", &self.titles)] {
            let _ = writeln!(text, "\n[{name}]\nfound\t{}\nkin\t{}", weights.found, weights.kin);
            for (part, names, values) in weights.clone().parts() {
                for (name, value) in names.iter().zip(values) {
                    let _ = writeln!(text, "{part}.{name}\t{value:.4}");
                }
            }
        }
        text
    }
}

/// The hash of no words at a place: `c` for the sentence itself, `p` and `q`
/// for those before it, `n` for the next.
#[must_use]
pub fn seed(place: u8) -> u64 {
    (u64::from(place) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The hash of a run with another word behind it.
#[must_use]
pub fn step(hash: u64, gram: Gram) -> u64 {
    (hash ^ u64::from(gram.0 + 1)).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29)
}

const SLOT_BITS: u32 = 17;

fn slot(hash: u64) -> usize {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOT_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_read_whole() {
        for text in [include_str!("../../i18n/en.placing"), include_str!("../../i18n/any.placing")]
        {
            let learned = Learned::parse(text);
            let (words, rest) = text.split_once("[runs]\n").unwrap();
            let words = words.split_once("[words]\n").unwrap().1;
            let runs = rest.split("\n\n").next().unwrap();
            assert_eq!(learned.words.len(), words.lines().filter(|it| !it.is_empty()).count());
            // One line is the bias.
            assert_eq!(learned.runs.len() + 1, runs.lines().count());
            for it in [&learned.texts, &learned.titles] {
                assert!(it.found < 1.01 && it.start.iter().any(|it| *it != 0.0), "{it:?}");
                assert!(it.judgement.iter().any(|it| *it != 0.0));
            }
            assert!(learned.runs.iter().all(|it| it.0.split(' ').count() <= 5));
            assert!(learned.runs.iter().all(|it| learned.run(it.1) == Some(&it.2)));
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let words = vec![("next".to_owned(), 0.25), ("cooks".to_owned(), 0.75)];
        let mut learned = Learned::new(words);
        let hash = [Gram::BEGIN, learned.gram("next"), Gram::NAME]
            .iter()
            .fold(seed(b'c'), |hash, it| step(hash, *it));
        learned.set_runs(
            vec![("c ^ next NAME".to_owned(), hash, [1.5, -0.25, 0.0, 2.0])],
            [-4.0, -5.0, -6.0, -7.0],
        );
        learned.texts.start[3] = -1.5;
        learned.titles.found = 0.75;
        let again = Learned::parse(&learned.to_text("From nowhere"));
        assert_eq!(
            (&again.words, &again.runs, again.bias),
            (&learned.words, &learned.runs, learned.bias)
        );
        assert_eq!((&again.texts, &again.titles), (&learned.texts, &learned.titles));
        assert_eq!(again.rarity("cook"), 0.75);
        assert_eq!(again.gram("chefs"), Gram::OTHER);
    }
}
