//! MDX (imports, exports, components, comments) and attributes of kramdown.

use super::rewrite::{Rewrite, find_within};
use super::shortcode::Call;

/// `import X from "y"` and `export const z = …` on a line of their own.
pub(super) fn module_line(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let text = rewrite.source();
    let end = at + text[at..].find('\n').map_or(text.len() - at, |it| it + 1);
    let line = text[at..end].trim_end();
    let code = line.trim_end_matches(';');
    let quoted = code.ends_with(['\'', '"']);
    let is_import = line
        .strip_prefix("import ")
        .is_some_and(|rest| quoted && (rest.contains(" from ") || rest.starts_with(['\'', '"'])));
    let is_export = line.strip_prefix("export ").is_some_and(|rest| {
        let words = ["const ", "let ", "default ", "function ", "{"];
        words.iter().any(|it| rest.starts_with(it)) && rest.contains(['=', '{', '(', ';'])
    });
    (is_import || is_export).then(|| rewrite.drop(at..end, None))
}

/// `<Player src="a.mp3" />`, `<Note>`, `</Note>`: a name with a capital that is
/// none of HTML's. What stands between two tags stays.
pub(super) fn component(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let text = rewrite.source();
    let inner = &text[at + 1..];
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner
        .find(|it: char| !(it.is_ascii_alphanumeric() || "._".contains(it)))
        .unwrap_or(inner.len());
    let name = &inner[..length];
    // `Vec<String>` is a type, `<Ann@b.example>` and `<Http://…>` are addresses.
    let is_component = name.starts_with(|it: char| it.is_ascii_uppercase())
        && name.contains(|it: char| it.is_ascii_lowercase())
        && !inner[length..].starts_with([':', '@', '-'])
        && !text[..at].ends_with(char::is_alphanumeric);
    if !is_component {
        return None;
    }
    let end = at + tag_length(&text[at..])?;
    if closes {
        return Some(rewrite.drop(at..end, None));
    }
    let call = Call::parse(text[at + 1..end].trim_end_matches(['>', '/', ' ']))?;
    Some(match call.meaning() {
        Some(markdown) => rewrite.replace(at..end, &markdown),
        None => rewrite.drop(at..end, Some(name)),
    })
}

/// Bytes of a tag, with quotes and braces in it.
pub(super) fn tag_length(text: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, it) in text.char_indices().take(4000) {
        match (quote, it) {
            (Some(open), it) if open == it => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(it),
            (None, '{') => depth += 1,
            (None, '}') => depth = depth.saturating_sub(1),
            (None, '>') if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// `{: .wide}`, `{:target="_blank"}`, `{::options /}`, `{/* … */}`.
pub(super) fn attributes(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let text = rewrite.source();
    let head = &text[at..];
    if head.starts_with("{/*") {
        let end = at + find_within(head, "*/}", 20_000)? + 3;
        return Some(rewrite.drop(at..end, None));
    }
    if head.starts_with("{::") || head.starts_with("{:/") {
        let end = at + find_within(head, "}", 200)? + 1;
        if head.starts_with("{::comment}") {
            let close = find_within(head, "{:/comment}", 20_000).map_or(end, |it| at + it + 11);
            return Some(rewrite.drop(at..close, None));
        }
        return Some(rewrite.drop(at..end, None));
    }
    let inner = head.strip_prefix("{:")?;
    let close = find_within(inner, "}", 200).filter(|it| !inner[..*it].contains('\n'))?;
    let words = inner[..close].trim();
    let is_attribute = |it: &str| {
        let is_word = |it: &str| {
            !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || "-_:.#/".contains(c))
        };
        it == "toc"
            || it.strip_prefix(['.', '#']).is_some_and(is_word)
            || it.split_once('=').is_some_and(|(key, _)| is_word(key))
            || it.ends_with(['"', '\''])
    };
    let all = !words.is_empty() && words.split_whitespace().all(is_attribute);
    all.then(|| rewrite.drop(at..at + 2 + close + 1, None))
}
