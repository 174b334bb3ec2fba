//! Whether words of a text are meant as a name.

use std::ops::Range;

use super::fold::{Folded, Token};
use super::roster::Pattern;
use super::words::Words;

/// How much says that words are meant as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// They are no ordinary words, as far as lists know.
    Weak,
    /// They are written as a name, or said beside a word that tells.
    Strong,
}

/// How much says that the words at a place are the name; `None` where they are
/// just words.
pub(super) fn strength(
    pattern: Pattern,
    text: &str,
    folded: &Folded,
    tokens: &Range<usize>,
    words: &Words,
) -> Option<Strength> {
    let own = &folded.tokens[tokens.clone()];
    let spelt = 1 < own.len() && words.are_ordinary(folded, own);
    if pattern.words < own.len() {
        return None;
    }
    if pattern.literal {
        return Some(Strength::Strong);
    }
    let first = &own[0];
    let before = tokens.start.checked_sub(1).map(|it| &folded.tokens[it]).filter(|_| first.joined);
    let behind = folded.tokens.get(tokens.end).filter(|it| it.joined);
    let is_told = behind.is_some_and(|it| words.is_kind(folded.word(it)))
        || before.is_some_and(|it| words.announces(folded.word(it)));
    let proper = |it: &Token| it.capital && !it.opens;
    if !(pattern.ordinary || spelt) {
        let has_case = has_case(&text[first.from as usize..first.to as usize]);
        let strong = is_told || 1 < own.len() || proper(first) || !has_case;
        return Some(if strong { Strength::Strong } else { Strength::Weak });
    }
    // `feature-rich`, `black-box`: a part of another word.
    let hyphened = |a: &Token, b: &Token| text[a.to as usize..b.from as usize].contains('-');
    if before.is_some_and(|it| hyphened(it, first))
        || behind.is_some_and(|it| hyphened(&own[own.len() - 1], it))
    {
        return None;
    }
    let is_name = is_told
        || match own {
            [first] => {
                // `Black Friday`, `Jack Black`: a part of another name.
                proper(first) && !before.is_some_and(proper) && !behind.is_some_and(proper)
            }
            // `Visual Studio Code` is another thing than `Visual Studio`.
            _ => own.iter().all(|it| it.capital) && !behind.is_some_and(proper),
        };
    is_name.then_some(Strength::Strong)
}

/// Whether a word is of letters that have two cases.
pub(super) fn has_case(word: &str) -> bool {
    word.chars().next().is_some_and(|it| it.is_lowercase() || it.is_uppercase())
}
