//! Capitals and apostrophes that a slug lost.

use crate::model::Transcript;

/// Gives a title its capitals and apostrophes back, as the notes and the
/// transcript write its words: `it s all python` → `It's all Python`.
pub(super) fn restore(title: &str, notes: &str, transcript: Option<&Transcript>) -> String {
    let mut spelling = Spelling::of(title);
    for line in notes.lines() {
        spelling.read(line);
    }
    for cue in transcript.iter().flat_map(|it| &it.cues) {
        spelling.read(&cue.text);
    }
    let mut words: Vec<String> = Vec::new();
    for word in title.split(' ') {
        let is_rest = matches!(word, "s" | "t" | "re" | "ll" | "ve" | "d" | "m");
        match words.last_mut() {
            Some(last) if is_rest => *last = format!("{last}'{word}"),
            _ => words.push(spelling.spell(word)),
        }
    }
    let joined = words.join(" ");
    let mut letters = joined.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

/// How the words of a title are written where they are not in a slug.
struct Spelling {
    words: Vec<Word>,
    /// A bit for the first byte of each word, by its lower six bits.
    initials: u64,
}

/// A word of the title.
struct Word {
    /// In lower case.
    folded: String,
    /// How it is written most often so far.
    spelling: String,
    n_so: usize,
    n_all: usize,
}

impl Spelling {
    fn of(title: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for folded in title.split(' ').map(str::to_lowercase) {
            if words.iter().all(|it| it.folded != folded) {
                words.push(Word { folded, spelling: String::new(), n_so: 0, n_all: 0 });
            }
        }
        let first = words.iter().filter_map(|it| it.folded.bytes().next());
        let initials = first.fold(0, |all, it| all | 1 << (it & 63));
        Self { words, initials }
    }

    /// Words at the start of a sentence say nothing about their capitals.
    fn read(&mut self, text: &str) {
        if text.is_ascii() {
            // Nearly every line; a byte is a character here.
            let is_part = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'\'');
            let mut starts = true;
            for word in text.as_bytes().split(|it| !is_part(it)) {
                if let Some(first) = word.iter().find(|it| it.is_ascii_alphanumeric())
                    && !starts
                    && self.begins(*first)
                {
                    let word = std::str::from_utf8(word).unwrap_or_default();
                    self.count(word.trim_matches(['.', '\'']));
                }
                starts = word.is_empty() && starts || word.ends_with(b".");
            }
            return;
        }
        let mut starts = true;
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '\'') {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !bare.is_empty() && !starts {
                self.count(bare);
            }
            starts = word.is_empty() && starts || word.ends_with('.');
        }
    }

    /// Whether a word of the title begins with this letter.
    fn begins(&self, letter: u8) -> bool {
        self.initials >> (letter.to_ascii_lowercase() & 63) & 1 == 1
    }

    fn count(&mut self, word: &str) {
        let same = |it: &&mut Word| match word.is_ascii() {
            true => it.folded.eq_ignore_ascii_case(word),
            false => it.folded == word.to_lowercase(),
        };
        let Some(known) = self.words.iter_mut().find(same) else { return };
        known.n_all += 1;
        // The most frequent spelling wins, by the vote of Boyer and Moore.
        if known.spelling == word {
            known.n_so += 1;
        } else if known.n_so == 0 {
            word.clone_into(&mut known.spelling);
            known.n_so = 1;
        } else {
            known.n_so -= 1;
        }
    }

    fn spell(&self, word: &str) -> String {
        let folded = word.to_lowercase();
        match self.words.iter().find(|it| it.folded == folded) {
            Some(it) if it.n_all < it.n_so * 2 => it.spelling.clone(),
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
        let restore = |title| restore(title, notes, None);
        assert_eq!(restore("Ai s on trial for python"), "AI's on trial for Python");
        assert_eq!(restore("Guido van rossum retires"), "Guido van Rossum retires");
    }
}
