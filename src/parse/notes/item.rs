//! Making items out of lines.

use std::ops::Range;

use crate::model::{Item, ItemKind, Link};
use crate::parse::inline_time::of_fragment;
use crate::parse::transcript::leading_time_and_rest;
use crate::time::Timestamp;

/// Characters a title has at most; what is longer is a paragraph and goes
/// into the body.
const LONGEST_TITLE: usize = 140;

/// An item of a line of plain text.
pub(super) fn item(kind: ItemKind, plain: &str, links: &[Link], span: Range<usize>) -> Item {
    let (stated, text) = stated(plain, links);
    let title = title(text);
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
    }
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

/// The time that a line states, and the line without it: at its beginning, in
/// brackets at its end, or as a link to `#t=`.
fn stated<'t>(plain: &'t str, links: &[Link]) -> (Option<Timestamp>, &'t str) {
    let text = plain.trim();
    if let Some((time, rest)) = leading_time_and_rest(text) {
        return (Some(time), rest.trim_start_matches([' ', '-', '–', '—', ':', '|']));
    }
    if let Some((before, clock)) =
        text.strip_suffix([')', ']']).and_then(|it| it.rsplit_once(['(', '[']))
        && let Ok(time) = Timestamp::parse_loose(clock.trim())
    {
        return (Some(time), before.trim_end());
    }
    (links.iter().find_map(|it| of_fragment(&it.url)), text)
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

/// The name in a sponsor's line: `Datadog` of `Datadog -- pythonbytes.fm/datadog`.
pub(super) fn sponsor_name(rest: &str) -> Option<String> {
    let end = rest
        .find([':', '!', ',', '(', '.'])
        .into_iter()
        .chain(rest.find(" -"))
        .chain(rest.find(" –"))
        .chain(rest.find(" http"))
        .min()
        .unwrap_or(rest.len());
    let name = rest[..end].replace("**", "");
    let name = name.trim().trim_matches('"').trim();
    let plausible =
        (2..=60).contains(&name.len()) && !matches!(name.to_lowercase().as_str(), "us" | "you");
    plausible.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_times_are_taken_from_titles() {
        let of = |plain: &str, url: &str| {
            let links = [Link { url: url.into(), text: "x".into() }];
            let it = item(ItemKind::Topic, plain, &links, 0..0);
            (it.title, it.stated.map(Timestamp::whole_seconds), it.url)
        };
        assert_eq!(of("12:34 - Hello", "u"), ("Hello".into(), Some(754), Some("u".into())));
        assert_eq!(of("[12:34] Hello", "#t=1"), ("Hello".into(), Some(754), None));
        assert_eq!(of("Hello (1:00:00)", "u"), ("Hello".into(), Some(3600), Some("u".into())));
        assert_eq!(of("Hello", "#t=00:11"), ("Hello".into(), Some(11), None));
        assert_eq!(of("PEP 8 (draft)", "u").1, None);
    }

    #[test]
    fn long_lines_become_short_titles() {
        let long = format!("This is the first sentence of it all. {}", "And so on. ".repeat(20));
        assert_eq!(title(&long), "This is the first sentence of it all.");
        assert!(title(&"word ".repeat(100)).chars().count() <= LONGEST_TITLE);
    }

    #[test]
    fn sponsors_have_names() {
        assert_eq!(sponsor_name("Datadog -- x.fm/datadog").as_deref(), Some("Datadog"));
        assert_eq!(sponsor_name("us! Support our work"), None);
    }
}
