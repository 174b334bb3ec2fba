//! `placing.toml`: what `cuepoint learn` found out about one show, beyond what
//! is shipped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::learned::{HANDS, Learned, Weights};

/// The content of `placing.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// The language of the show: what was learned in one says nothing in
    /// another.
    pub language: String,
    /// Common words, where the language has no list of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// What is added where no run is heard: log odds for each of [`HANDS`].
    pub bias: [f32; HANDS.len()],
    /// What runs of words add, as `i18n/*.placing` writes them.
    #[serde(default)]
    pub runs: BTreeMap<String, [f32; HANDS.len()]>,
    /// Weights that are others for notes whose items have texts, `part.name`.
    #[serde(default)]
    pub texts: BTreeMap<String, f32>,
    /// The same for notes that are titles alone.
    #[serde(default)]
    pub titles: BTreeMap<String, f32>,
}

fn rounded(it: f32, places: i32) -> f32 {
    let scale = 10.0_f32.powi(places);
    (it * scale).round() / scale
}

impl Addition {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// The text is no TOML, or means something else.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The text of the file; `origin` says what it was learned from.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let mut text: String = origin.lines().map(|it| format!("# {it}\n")).collect();
        text += "\n";
        text += &toml::to_string(self).unwrap_or_default();
        text
    }

    /// What a show learned beyond what is shipped.
    #[must_use]
    pub fn between(shipped: &Learned, learned: &Learned, language: &str) -> Self {
        let known: BTreeMap<&str, &[f32; HANDS.len()]> =
            shipped.runs.iter().map(|it| (it.0.as_str(), &it.2)).collect();
        let runs = learned.runs.iter().filter_map(|(text, _, says)| {
            let before = known.get(text.as_str()).map_or([0.0; HANDS.len()], |it| **it);
            let added = std::array::from_fn(|it| rounded(says[it] - before[it], 2));
            added.iter().any(|it| *it != 0.0).then(|| (text.clone(), added))
        });
        let words = learned.words.iter().map(|it| it.0.clone());
        Self {
            language: language.to_owned(),
            words: words.filter(|_| shipped.words.is_empty()).collect(),
            bias: std::array::from_fn(|it| rounded(learned.bias[it] - shipped.bias[it], 2)),
            runs: runs.collect(),
            texts: changes(&shipped.texts, &learned.texts),
            titles: changes(&shipped.titles, &learned.titles),
        }
    }
}

/// Weights that are not the same, rounded.
fn changes(before: &Weights, after: &Weights) -> BTreeMap<String, f32> {
    let pairs = before.named().zip(after.named());
    pairs
        .filter(|(before, after)| 1e-3 < (before.1 - after.1).abs())
        .map(|(_, (name, value))| (name, rounded(value, 4)))
        .collect()
}

impl Learned {
    /// This, and what a show adds to it.
    #[must_use]
    pub fn with(&self, addition: &Addition) -> Self {
        let mut learned = match addition.words.is_empty() {
            true => self.clone(),
            false => self.with_words(&addition.words),
        };
        learned.add_runs(addition.runs.iter().map(|it| (it.0.as_str(), *it.1)), &addition.bias);
        addition.texts.iter().for_each(|(name, it)| learned.texts.set(name, *it));
        addition.titles.iter().for_each(|(name, it)| learned.titles.set(name, *it));
        learned
    }

    /// This, with common words of a show, of which nobody knows how rare they
    /// are in its language.
    #[must_use]
    pub fn with_words(&self, words: &[String]) -> Self {
        let mut learned = Self::new(words.iter().map(|it| (it.clone(), 1.0)).collect());
        learned.set_runs(self.runs.clone(), self.bias);
        (learned.texts, learned.titles) = (self.texts.clone(), self.titles.clone());
        learned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_show_learned_is_added_again() {
        let shipped = Learned::of("de");
        let words = ["und", "jetzt"].map(str::to_owned);
        let mut learned = shipped.with_words(&words);
        let known = learned.runs[0].0.clone();
        let new = [1.25, 0.0, -0.5, 0.0];
        let runs = [(known.as_str(), [0.0, 0.5, 0.0, 0.0]), ("c ^ jetzt", new)];
        learned.add_runs(runs.into_iter(), &[0.25, 0.0, 0.0, -1.0]);
        learned.titles.set("moves.next", 3.5);
        let addition = Addition::between(shipped, &learned, "de");
        assert_eq!(addition.runs.len(), 2);
        let text = addition.to_text("Of a show");
        assert!(text.starts_with("# Of a show\n\n"), "{text}");
        let again = Addition::parse(&text).unwrap();
        assert_eq!(again, addition);
        let again = shipped.with(&again);
        assert_eq!(again.runs.last().map(|it| (it.0.as_str(), it.2)), Some(("c ^ jetzt", new)));
        assert_eq!(again.run(shipped.runs[0].1), learned.run(shipped.runs[0].1));
        assert_eq!(again.bias, learned.bias);
        assert_eq!(again.titles, learned.titles);
        assert_eq!(again.texts, shipped.texts);
        assert_eq!(again.runs.len(), learned.runs.len());
    }
}
