//! Capitals and apostrophes that a slug lost.

use crate::model::{ByChunk, Transcript};

/// Gives a title its capitals and apostrophes back, as the notes and the
/// transcript write its words: `it s all python` → `It's all Python`.
pub(super) fn restore(title: &str, notes: &str, transcript: Option<&Transcript>) -> String {
    let mut spelling = Spelling::of(title);
    let mut pieces = Vec::new();
    for line in notes.lines() {
        pieces.clear();
        line.split(' ').for_each(|it| spelling.look(it, &mut pieces));
        spelling.count(&pieces, &mut true);
    }
    if let Some(spoken) = transcript.map(Transcript::spoken) {
        let pieces = ByChunk::new(spoken, |chunk, found| spelling.look(chunk, found));
        for cue in spoken.cues() {
            let mut starts = true;
            cue.iter().for_each(|it| spelling.count(pieces.of(*it), &mut starts));
        }
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
    /// The words of the title in lower case.
    words: Vec<String>,
    /// A bit for the first byte of each word, by its lower six bits.
    initials: u64,
    /// Every way in which a word is written: its place, the way, how often.
    ways: Vec<(usize, String, usize)>,
}

/// A word of a text, or of what stands between words.
struct Piece {
    /// The place of the way in which it writes a word of the title.
    way: Option<usize>,
    /// Whether a sentence may end with it.
    ends: bool,
}

impl Spelling {
    fn of(title: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        for folded in title.split(' ').map(str::to_lowercase) {
            if !words.contains(&folded) {
                words.push(folded);
            }
        }
        let first = words.iter().filter_map(|it| it.bytes().next());
        let initials = first.fold(0, |all, it| all | 1 << (it & 63));
        Self { words, initials, ways: Vec::new() }
    }

    /// Adds the pieces of a text without spaces.
    fn look(&mut self, text: &str, pieces: &mut Vec<Piece>) {
        // Nearly every text is one plain word of another letter.
        let letters = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
        if 0 < letters && !self.begins(text.as_bytes()[0]) {
            match &text.as_bytes()[letters..] {
                [] | [b',' | b'?' | b'!'] => return pieces.push(Piece { way: None, ends: false }),
                [b'.'] => return pieces.push(Piece { way: None, ends: true }),
                _ => {}
            }
        }
        let is_part = |it: char| it.is_alphanumeric() || it == '.' || it == '\'';
        for piece in text.split(|it| !is_part(it)).filter(|it| !it.is_empty()) {
            let bare = piece.trim_matches(|it: char| !it.is_alphanumeric());
            let may_be = bare.bytes().next().is_some_and(|it| self.begins(it));
            let way = may_be.then(|| self.way(bare)).flatten();
            pieces.push(Piece { way, ends: piece.ends_with('.') });
        }
    }

    /// Whether a word of the title may begin with this byte.
    fn begins(&self, byte: u8) -> bool {
        !byte.is_ascii() || self.initials >> (byte.to_ascii_lowercase() & 63) & 1 == 1
    }

    /// The place of the way in which this writes a word of the title.
    fn way(&mut self, written: &str) -> Option<usize> {
        let word = self.words.iter().position(|it| match written.is_ascii() {
            true => it.eq_ignore_ascii_case(written),
            false => *it == written.to_lowercase(),
        })?;
        let known = self.ways.iter().position(|it| it.1 == written);
        Some(known.unwrap_or_else(|| {
            self.ways.push((word, written.to_owned(), 0));
            self.ways.len() - 1
        }))
    }

    /// Words at the start of a sentence say nothing about their capitals.
    fn count(&mut self, pieces: &[Piece], starts: &mut bool) {
        for it in pieces {
            if let Some(way) = it.way.filter(|_| !*starts) {
                self.ways[way].2 += 1;
            }
            *starts = it.ends;
        }
    }

    /// A word as it is written three times of four.
    fn spell(&self, word: &str) -> String {
        let folded = word.to_lowercase();
        let ways = || self.ways.iter().filter(|it| self.words[it.0] == folded);
        let all: usize = ways().map(|it| it.2).sum();
        ways().find(|it| all * 3 < it.2 * 4).map_or_else(|| word.to_owned(), |it| it.1.clone())
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
