//! Making items out of lines.

use std::ops::Range;

use super::rows;
use crate::model::{Item, ItemKind, Link};
use crate::parse::inline_time::of_fragment;
use crate::parse::markdown::Line;

/// Characters a title has at most; what is longer is a paragraph and goes
/// into the body.
const LONGEST_TITLE: usize = 140;

/// Marks that stand before a title, and between it and what follows.
const BULLETS: [char; 13] = [' ', '\u{a0}', '•', '·', '◦', '▪', '‣', '●', '–', '—', '-', '+', '*'];
const TAILS: [char; 10] = [' ', '\u{a0}', '-', '–', '—', ':', '|', ',', ';', '→'];

/// An item of a line, from byte `from` of its text on.
pub(super) fn item(kind: ItemKind, line: &Line, from: usize, span: Range<usize>) -> Item {
    let plain = line.plain();
    let text = plain.get(from..).unwrap_or_default();
    let item = of_text(kind, text, &line.links_from(from), span);
    Item { stated: line.stated.or(item.stated), ..item }
}

/// An item of plain text, and of the links in it.
pub(super) fn of_text(kind: ItemKind, text: &str, links: &[Link], span: Range<usize>) -> Item {
    let title = title(text);
    let stated = links.iter().find_map(|it| of_fragment(&it.url));
    let links: Vec<Link> =
        links.iter().filter(|it| of_fragment(&it.url).is_none()).cloned().collect();
    let body = if title.len() < text.trim().len() { text.trim().to_owned() } else { String::new() };
    Item {
        kind,
        number: None,
        presenter: None,
        url: links.iter().find(|it| is_address(&it.url)).map(|it| it.url.clone()),
        title,
        body,
        links,
        span,
        stated,
        stated_beside: false,
    }
}

/// An item that is a link and nothing else.
pub(super) fn of_link(kind: ItemKind, link: Link, span: Range<usize>) -> Item {
    let text = link.text.clone();
    of_text(kind, &text, &[link], span)
}

/// An item of a row: a line whose title may be followed by its address, or by
/// words that say more about a link.
pub(super) fn of_row(kind: ItemKind, line: &Line, span: Range<usize>) -> Item {
    let plain = line.plain();
    let text = plain.trim_start_matches(BULLETS).trim_end();
    let links = line.links_from(0);
    let item = of_text(kind, text, &links, span);
    let item = Item { stated: line.stated.or(item.stated), ..item };
    let mut title = text.to_owned();
    if let Some(first) = links.first().filter(|it| !rows::is_address(it))
        && let Some(behind) = text.strip_prefix(first.text.trim_start())
        && says_more(behind)
        && 3 <= first.text.trim().chars().count()
    {
        title = first.text.clone();
    } else {
        for link in links.iter().filter(|it| rows::is_address(it)) {
            let without = title.replacen(link.text.as_str(), "", 1).replace("()", "");
            if without.chars().any(char::is_alphanumeric) {
                title = without;
            }
        }
    }
    let title = title.trim_end_matches(TAILS);
    // The point behind a link ends the entry, not its title.
    let title = match title.strip_suffix('.') {
        Some(it) if links.last().is_some_and(|link| it.ends_with(link.text.trim_end())) => it,
        _ => title,
    };
    let title = self::title(title);
    if title.is_empty() {
        return item;
    }
    let rest = if title.len() < text.len() { text.to_owned() } else { String::new() };
    Item { title, body: rest, ..item }
}

/// Whether words behind a link are about it, and not part of one title with it.
fn says_more(behind: &str) -> bool {
    let set_off = [" - ", " – ", " — ", " | ", ": ", ", "];
    set_off.iter().any(|it| behind.starts_with(it)) && behind.chars().any(char::is_alphanumeric)
}

/// Whether a text is its links and nothing between them but `and`.
pub(super) fn are_joined(text: &str, links: &[Link]) -> bool {
    let mut between = text.to_owned();
    for link in links {
        between = between.replacen(&link.text, " ", 1);
    }
    between
        .split(|it: char| it.is_whitespace() || "&+,/|.".contains(it))
        .all(|it| matches!(it, "" | "and" | "und" | "et" | "y" | "e" | "и"))
}

/// Adds text below an item's title to it.
pub(super) fn extend(item: &mut Item, plain: &str, links: &[Link]) {
    let text = plain.trim();
    if !text.is_empty() {
        if !item.body.is_empty() {
            item.body.push('\n');
        }
        item.body.push_str(text);
    }
    item.links.extend(links.iter().cloned());
    if item.url.is_none() {
        item.url = links.iter().find(|it| is_address(&it.url)).map(|it| it.url.clone());
    }
}

fn is_address(url: &str) -> bool {
    !url.is_empty() && !url.starts_with('#') && !url.starts_with("mailto:")
}

/// A title of a line: tidy, and not longer than a title should be.
pub(super) fn title(text: &str) -> String {
    let tidy: Vec<&str> = text.split_whitespace().collect();
    let tidy = tidy.join(" ").replace("**", "");
    let tidy = tidy.trim().trim_matches('\u{200b}').trim();
    if tidy.chars().count() <= LONGEST_TITLE {
        return tidy.to_owned();
    }
    if let Some(end) =
        sentence_end(tidy).filter(|it| tidy[..*it].chars().count() <= LONGEST_TITLE + 20)
    {
        return tidy[..end].to_owned();
    }
    let cut: String = tidy.chars().take(LONGEST_TITLE - 20).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", cut.trim_end_matches([',', ';', ':', '-', '–']))
}

/// The byte behind the first sentence that is not too short to be one.
fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices(['.', '?', '!']).map(|(at, _)| at + 1).find(|at| {
        20 <= *at
            && text[*at..].starts_with(' ')
            && text[*at..].trim_start().starts_with(|c: char| !c.is_lowercase())
    })
}

/// `A: …`, `via …`: goes on with the joke before it.
pub(super) fn is_answer(text: &str) -> bool {
    let lower = text.trim_start_matches(['*', ' ']).to_lowercase();
    ["a:", "answer:", "via ", "- ", "from "].iter().any(|it| lower.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::blocks;

    #[test]
    fn titles_of_rows_are_short() {
        let check = |text: &str, title: &str, url: &str| {
            let line = blocks(text)[0].lines[0].clone();
            let it = of_row(ItemKind::Topic, &line, 0..0);
            let url = Some(url).filter(|it| !it.is_empty());
            assert_eq!((it.title.as_str(), it.url.as_deref()), (title, url), "{text}");
        };
        check("[Kettle](https://a.example) – sings when hot", "Kettle", "https://a.example");
        check("[Kettle](https://a.example), a song", "Kettle", "https://a.example");
        check("[Kettle](https://a.example) by Ann", "Kettle by Ann", "https://a.example");
        check("A kettle <https://a.example>", "A kettle", "https://a.example");
        check("Kettle : <https://a.example>  ", "Kettle", "https://a.example");
        check("• On [kettles](https://a.example).", "On kettles", "https://a.example");
        check("Wait for it...", "Wait for it...", "");
        check("<https://a.example/x>", "https://a.example/x", "https://a.example/x");
    }

    #[test]
    fn long_lines_become_short_titles() {
        let long = format!("This is the first sentence of it all. {}", "And so on. ".repeat(20));
        assert_eq!(title(&long), "This is the first sentence of it all.");
        assert!(title(&"word ".repeat(100)).chars().count() <= LONGEST_TITLE);
    }
}
