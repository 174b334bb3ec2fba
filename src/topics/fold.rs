//! A text as names are looked for in it: letters and digits in lower case,
//! nothing between them, every byte knowing where it comes from.
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
    /// For every folded byte, the byte of the text its character begins at.
    pub from: Vec<u32>,
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

impl Folded {
    /// Folds a text.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self {
            bytes: Vec::with_capacity(text.len()),
            from: Vec::with_capacity(text.len()),
            tokens: Vec::with_capacity(text.len() / 5),
        };
        let mut chars = text.char_indices().peekable();
        let mut inside = false;
        let (mut opens, mut joined) = (true, false);
        while let Some((at, it)) = chars.next() {
            let next = chars.peek().map(|it| it.1);
            if it.is_alphanumeric() || (inside && matches!(it, '+' | '#')) {
                let alone = is_unspaced(it);
                if !inside || alone {
                    folded.begin(at, it.is_uppercase(), opens, joined);
                }
                folded.push(at, it);
                inside = !alone;
                (opens, joined) = (false, true);
                continue;
            }
            if inside && matches!(it, '\'' | '’') && next.is_some_and(|it| matches!(it, 's' | 'S'))
            {
                // `compiler's` is no `compilers`: the ending is left out.
                let mut ahead = chars.clone();
                ahead.next();
                if ahead.peek().is_none_or(|it| !it.1.is_alphanumeric()) {
                    chars = ahead;
                }
            }
            inside = false;
            let spaced = next.is_none_or(char::is_whitespace);
            let ends_sentence =
                it == '.' && spaced || matches!(it, '!' | '?' | '…' | '\n' | '。' | '？' | '！');
            let breaks = ends_sentence || it == '-' && spaced || BREAKS.contains(it);
            opens |= ends_sentence;
            if breaks && joined {
                joined = false;
                folded.bytes.push(BREAK);
                folded.from.push(at as u32);
            }
        }
        folded
    }

    fn begin(&mut self, at: usize, capital: bool, opens: bool, joined: bool) {
        let (start, from) = (self.bytes.len() as u32, at as u32);
        self.tokens.push(Token { start, end: start, from, to: from, capital, opens, joined });
    }

    fn push(&mut self, at: usize, it: char) {
        let before = self.bytes.len();
        if it.is_ascii() {
            self.bytes.push(it.to_ascii_lowercase() as u8);
        } else {
            let mut buffer = [0; 4];
            for lower in it.to_lowercase() {
                self.bytes.extend(lower.encode_utf8(&mut buffer).bytes());
            }
        }
        self.from.resize(self.bytes.len(), at as u32);
        debug_assert!(before < self.bytes.len());
        if let Some(last) = self.tokens.last_mut() {
            last.end = self.bytes.len() as u32;
            last.to = (at + it.len_utf8()) as u32;
        }
    }

    /// The tokens that these folded bytes are made of, if they are whole
    /// tokens.
    pub(super) fn whole(&self, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
        let first = self.tokens.binary_search_by_key(&(start as u32), |it| it.start).ok()?;
        let behind = self.tokens[first..].partition_point(|it| it.end <= end as u32);
        let last = self.tokens.get(first + behind.checked_sub(1)?)?;
        (last.end == end as u32).then_some(first..first + behind)
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
        let found: Vec<&str> = (0..folded.bytes.len())
            .filter_map(|at| {
                let range = folded.bytes[at..].starts_with(b"anyio").then_some(at..at + 5)?;
                let tokens = folded.whole(range.start, range.end)?;
                let (first, last) = (folded.tokens[tokens.start], folded.tokens[tokens.end - 1]);
                Some(&text[first.from as usize..last.to as usize])
            })
            .collect();
        assert_eq!(found, ["any I/O"]);
    }
}
