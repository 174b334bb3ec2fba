//! A text as names are looked for in it: letters and digits in lower case,
//! nothing between them, every word knowing where it comes from.
//!
//! `Any.io`, `any I/O` and `AnyIO` all fold to `anyio`; where a token begins
//! and ends is kept beside, so that a name is found only as whole words.

/// Stands where no name reaches across: the end of a sentence, a comma.
const BREAK: u8 = b'\n';

/// What ends a clause, so that no name reaches across.
const BREAKS: &str = ",;:()[]{}\"“”–—|、，";

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// What is searched; [`BREAK`] between clauses.
    pub bytes: Vec<u8>,
    /// The tokens: ranges of folded bytes, and of bytes of the text.
    pub tokens: Vec<Token>,
}

/// A word, or one character of a script that is written without spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// First folded byte.
    pub start: u32,
    /// Behind the last folded byte.
    pub end: u32,
    /// First byte of the text.
    pub from: u32,
    /// Behind the last byte of the text.
    pub to: u32,
    /// Whether its first letter is a capital.
    pub capital: bool,
    /// Whether a sentence begins with it.
    pub opens: bool,
    /// Whether nothing but a space, or less, stands before it and the token
    /// before: no comma, no end of a sentence.
    pub joined: bool,
}

/// Where folding is.
struct State {
    /// Whether the last character belongs to a word.
    inside: bool,
    /// Whether the next word begins a sentence.
    opens: bool,
    /// Whether no clause has ended since the last word.
    joined: bool,
}

impl Folded {
    /// Folds a text.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self {
            bytes: Vec::with_capacity(text.len()),
            tokens: Vec::with_capacity(text.len() / 5),
        };
        let bytes = text.as_bytes();
        let mut state = State { inside: false, opens: true, joined: false };
        let mut at = 0;
        while at < bytes.len() {
            // Most of a text: words of plain letters, and the spaces between.
            let word = bytes[at..].iter().take_while(|it| it.is_ascii_alphanumeric()).count();
            if 0 < word {
                folded.letters(&bytes[at..at + word], at, &mut state);
                at += word;
            } else if bytes[at] == b' ' {
                state.inside = false;
                at += 1;
            } else {
                at = folded.other(text, at, &mut state);
            }
        }
        folded
    }

    /// Takes plain letters and digits that begin at byte `at`.
    fn letters(&mut self, letters: &[u8], at: usize, state: &mut State) {
        if !state.inside {
            self.begin(at, letters[0].is_ascii_uppercase(), state);
        }
        let from = self.bytes.len();
        self.bytes.extend_from_slice(letters);
        self.bytes[from..].make_ascii_lowercase();
        self.extend_token(at + letters.len());
        state.inside = true;
    }

    /// Takes any other character at byte `at`; the byte to go on with.
    fn other(&mut self, text: &str, at: usize, state: &mut State) -> usize {
        let mut chars = text[at..].chars();
        let Some(it) = chars.next() else { return text.len() };
        let behind = at + it.len_utf8();
        if it.is_alphanumeric() || (state.inside && matches!(it, '+' | '#')) {
            let alone = is_unspaced(it);
            if !state.inside || alone {
                self.begin(at, it.is_uppercase(), state);
            }
            let mut buffer = [0; 4];
            for lower in it.to_lowercase() {
                self.bytes.extend(lower.encode_utf8(&mut buffer).bytes());
            }
            self.extend_token(behind);
            state.inside = !alone;
            return behind;
        }
        let next = chars.next();
        let was_inside = std::mem::replace(&mut state.inside, false);
        if was_inside && matches!(it, '\'' | '’') && matches!(next, Some('s' | 'S')) {
            // `compiler's` is no `compilers`: the ending is left out.
            let ends = chars.next().is_none_or(|it| !it.is_alphanumeric());
            return if ends { behind + 1 } else { behind };
        }
        let spaced = next.is_none_or(char::is_whitespace);
        let ends_sentence =
            it == '.' && spaced || matches!(it, '!' | '?' | '…' | '\n' | '。' | '？' | '！');
        state.opens |= ends_sentence;
        if state.joined && (ends_sentence || it == '-' && spaced || BREAKS.contains(it)) {
            state.joined = false;
            self.bytes.push(BREAK);
        }
        behind
    }

    fn begin(&mut self, at: usize, capital: bool, state: &mut State) {
        let (start, from) = (self.bytes.len() as u32, at as u32);
        let State { opens, joined, .. } = *state;
        self.tokens.push(Token { start, end: start, from, to: from, capital, opens, joined });
        (state.opens, state.joined) = (false, true);
    }

    fn extend_token(&mut self, to: usize) {
        let end = self.bytes.len() as u32;
        if let Some(last) = self.tokens.last_mut() {
            (last.end, last.to) = (end, to as u32);
        }
    }

    /// The tokens from `first` on that so many folded bytes are made of, if
    /// they are whole tokens.
    pub(super) fn whole(&self, first: usize, length: usize) -> Option<std::ops::Range<usize>> {
        let end = self.tokens[first].start + length as u32;
        let behind = self.tokens[first..].iter().take_while(|it| it.end <= end).count();
        let last = self.tokens.get(first + behind.checked_sub(1)?)?;
        (last.end == end).then_some(first..first + behind)
    }

    /// Whether the text says a folded name, as whole words.
    pub(super) fn says(&self, key: &str) -> bool {
        (0..self.tokens.len()).any(|first| {
            self.bytes[self.tokens[first].start as usize..].starts_with(key.as_bytes())
                && self.whole(first, key.len()).is_some()
        })
    }

    /// A token as it is folded.
    pub(super) fn word(&self, token: &Token) -> &str {
        let bytes = &self.bytes[token.start as usize..token.end as usize];
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// What a name is looked up by: its letters and digits, in lower case and
/// without anything between them.
#[must_use]
pub fn key(name: &str) -> String {
    let mut folded = Folded::new(name);
    folded.bytes.retain(|it| *it != BREAK);
    String::from_utf8(folded.bytes).unwrap_or_default()
}

/// Scripts that put no spaces between words.
fn is_unspaced(it: char) -> bool {
    matches!(u32::from(it), 0x0E00..=0x0EFF | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_forms() {
        for form in ["Any.io", "AnyIO", "any I/O", "any-io"] {
            assert_eq!(key(form), "anyio", "{form}");
        }
        assert_eq!(key("C++"), "c++");
        assert_eq!(key("ΣΊΓΜΑ Łódź"), "σίγμαłódź");
        assert_eq!(key("…"), "");
        assert_eq!(key("pydantic’s"), "pydantic");
        assert_eq!(key("it's so"), "itso");
    }

    #[test]
    fn whole_words_only_and_none_across_clauses() {
        let text = "use any I/O, many IO. any. io";
        let folded = Folded::new(text);
        let found: Vec<&str> = (0..folded.tokens.len())
            .filter_map(|at| {
                let start = folded.tokens[at].start as usize;
                let says = folded.bytes[start..].starts_with(b"anyio");
                let tokens = says.then(|| folded.whole(at, 5)).flatten()?;
                let (first, last) = (folded.tokens[tokens.start], folded.tokens[tokens.end - 1]);
                Some(&text[first.from as usize..last.to as usize])
            })
            .collect();
        assert_eq!(found, ["any I/O"]);
    }
}
