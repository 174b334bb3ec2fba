//! English words and names: `i18n/en-*.txt`, of SCOWL; see `i18n/README.md`.

/// A list of words in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dictionary {
    /// The most common words with their inflections.
    Common,
    /// Words that are less common.
    Rare,
    /// Names of people and places.
    Proper,
}

impl Dictionary {
    /// Whether it has a word, in lower case. Finds its line by bisection, so
    /// that nothing has to be read before the first word is looked up.
    #[must_use]
    pub fn has(self, word: &str) -> bool {
        let lines = self.lines();
        let bytes = lines.as_bytes();
        let (mut from, mut to) = (0, lines.len());
        while from < to {
            let middle = from + (to - from) / 2;
            let line = bytes[..middle].iter().rposition(|it| *it == b'\n');
            let start = line.map_or(0, |it| it + 1);
            let length = bytes[start..].iter().position(|it| *it == b'\n');
            let end = length.map_or(lines.len(), |it| start + it);
            match bytes[start..end].cmp(word.as_bytes()) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => from = end + 1,
                std::cmp::Ordering::Greater => to = start,
            }
        }
        false
    }

    /// A word a line, in the order of their bytes.
    const fn lines(self) -> &'static str {
        match self {
            Self::Common => include_str!("../../i18n/en-words.txt"),
            Self::Rare => include_str!("../../i18n/en-rare-words.txt"),
            Self::Proper => include_str!("../../i18n/en-proper-names.txt"),
        }
    }
}
