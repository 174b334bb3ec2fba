//! Capitals and apostrophes that a slug lost.

use std::collections::HashMap;

use crate::model::Transcript;

/// How the words of an episode are written where they are not in a slug.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// Lower case → (spelling, how often it is written so, how often at all).
    words: HashMap<String, (String, usize, usize)>,
}

impl Spelling {
    /// Learns from the notes and the transcript. Words at the start of a
    /// sentence say nothing about their capitals.
    pub(super) fn learn(notes: &str, transcript: Option<&Transcript>) -> Self {
        let mut spelling = Self::default();
        for line in notes.lines() {
            spelling.read(line);
        }
        for cue in transcript.iter().flat_map(|it| &it.cues) {
            spelling.read(&cue.text);
        }
        spelling
    }

    fn read(&mut self, text: &str) {
        let mut starts = true;
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '\'') {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !bare.is_empty() && !starts {
                self.count(bare);
            }
            starts = word.is_empty() && starts || word.ends_with('.');
        }
    }

    fn count(&mut self, word: &str) {
        let (spelling, n_so, n_all) =
            self.words.entry(word.to_lowercase()).or_insert_with(|| (word.to_owned(), 0, 0));
        *n_all += 1;
        // The most frequent spelling wins, by the vote of Boyer and Moore.
        if spelling == word {
            *n_so += 1;
        } else if *n_so == 0 {
            *spelling = word.to_owned();
            *n_so = 1;
        } else {
            *n_so -= 1;
        }
    }

    /// Gives a title its capitals and apostrophes back: `it s all python` →
    /// `It's all Python`.
    pub(super) fn restore(&self, title: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        for word in title.split(' ') {
            let is_rest = matches!(word, "s" | "t" | "re" | "ll" | "ve" | "d" | "m");
            match words.last_mut() {
                Some(last) if is_rest => *last = format!("{last}'{word}"),
                _ => words.push(self.spell(word)),
            }
        }
        let joined = words.join(" ");
        let mut letters = joined.chars();
        letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
    }

    fn spell(&self, word: &str) -> String {
        match self.words.get(&word.to_lowercase()) {
            Some((spelling, n_so, n_all)) if n_all < &(n_so * 2) => spelling.clone(),
            _ => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_get_their_spelling_back() {
        let notes = "We like Python and AI. The trial of AI by Guido van Rossum. it is, We say";
        let spelling = Spelling::learn(notes, None);
        assert_eq!(spelling.restore("Ai s on trial for python"), "AI's on trial for Python");
        assert_eq!(spelling.restore("Guido van rossum retires"), "Guido van Rossum retires");
    }
}
