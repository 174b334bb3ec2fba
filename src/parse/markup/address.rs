//! Addresses that stand in a text as they are, and have signs of emphasis in
//! them: `https://x.example/_a_`. Markdown would cut them; between `<` and `>`
//! they are whole.

use std::ops::Range;

use super::rewrite::Rewrite;

/// Encloses addresses that emphasis would cut.
pub(super) fn enclose(rewrite: &mut Rewrite<'_>, code: &[Range<usize>]) {
    let text = rewrite.source();
    let mut done = 0;
    for (at, _) in text.match_indices("://") {
        let scheme = text[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let from = at - scheme;
        let is_code = || code.iter().any(|it| it.contains(&from));
        let before = text[..from].chars().next_back();
        let is_bare = before.is_none_or(|it| it.is_whitespace() || "(:–—-".contains(it))
            && !text[..from].ends_with("](");
        if scheme == 0 || from < done || !is_bare || !text[from..].starts_with("http") || is_code()
        {
            continue;
        }
        let end = from + end(&text[from..]);
        if is_cut(&text[from..end]) {
            rewrite.replace(from..end, &format!("<{}>", &text[from..end]));
            done = end;
        }
    }
}

/// Where an address ends that a text begins with.
fn end(text: &str) -> usize {
    let mut open = 0_u32;
    let mut end = text.len();
    for (at, it) in text.char_indices() {
        match it {
            '(' => open += 1,
            ')' if open == 0 => {
                end = at;
                break;
            }
            ')' => open -= 1,
            it if it.is_whitespace() || "<>\"`|[]{}\\".contains(it) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    text[..end].trim_end_matches(['*', '_', '~', '.', ',', ';', ':', '!', '?', '\'']).len()
}

/// Whether Markdown may see emphasis in an address.
fn is_cut(address: &str) -> bool {
    let is_word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    address.char_indices().any(|(at, it)| match it {
        '*' | '~' => true,
        '_' => {
            let (before, behind) = (&address[..at], &address[at + 1..]);
            !is_word(before.chars().next_back()) || !is_word(behind.chars().next())
        }
        _ => false,
    })
}
