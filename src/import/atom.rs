//! Atom → the elements that RSS has for the same, so that one reader reads both.
//!
//! Format: RFC 4287.

use crate::parse::xml::Element;

/// Names of Atom, and those of RSS for a feed and for an entry.
const SAME: [(&str, &str, &str); 8] = [
    ("title", "title", "title"),
    ("subtitle", "description", "itunes:subtitle"),
    ("summary", "description", "description"),
    ("content", "description", "content:encoded"),
    ("rights", "copyright", "copyright"),
    ("id", "atom:id", "guid"),
    ("published", "pubDate", "pubDate"),
    ("icon", "atom:icon", "atom:icon"),
];

/// An Atom feed as a channel with items; `None` for what is none. `text` is
/// what it was read from.
pub(super) fn channel(root: &Element, text: &str) -> Option<Element> {
    if bare(&root.name) != "feed" {
        return None;
    }
    let mut channel = Element { name: "channel".to_owned(), ..Element::default() };
    if let Some(language) = root.attribute("xml:lang") {
        channel.children.push(named("language", language));
    }
    for it in &root.children {
        match bare(&it.name) {
            "entry" => channel.children.push(item(it, text)),
            "author" => channel.children.extend(
                it.children
                    .iter()
                    .filter(|it| bare(&it.name) == "name")
                    .map(|it| named("itunes:author", &it.text)),
            ),
            "logo" => {
                channel.children.push(with(named("itunes:image", ""), &[("href", it.text.trim())]))
            }
            "updated" | "generator" => {}
            "link" => channel.children.extend(link(it)),
            name => channel.children.push(renamed(it, name, text, |it| it.1)),
        }
    }
    Some(channel)
}

fn item(entry: &Element, text: &str) -> Element {
    let mut item = Element { name: "item".to_owned(), at: entry.at, ..Element::default() };
    let has = |name: &str| entry.children.iter().any(|it| bare(&it.name) == name);
    for it in &entry.children {
        match bare(&it.name) {
            "updated" if !has("published") => item.children.push(named("pubDate", &it.text)),
            "updated" | "author" | "contributor" => {}
            "link" => item.children.extend(link(it)),
            name => item.children.push(renamed(it, name, text, |it| it.2)),
        }
    }
    item
}

/// A name without the prefix of Atom; other prefixes stay.
fn bare(name: &str) -> &str {
    name.strip_prefix("atom:").unwrap_or(name)
}

fn named(name: &str, text: &str) -> Element {
    Element { name: name.to_owned(), text: text.trim().to_owned(), ..Element::default() }
}

fn with(mut element: Element, attributes: &[(&str, &str)]) -> Element {
    let own = attributes.iter().filter(|it| !it.1.is_empty());
    element.attributes.extend(own.map(|it| (it.0.to_owned(), it.1.to_owned())));
    element
}

/// A link by its relation: the page, a sound, or one of the feed's own.
fn link(it: &Element) -> Option<Element> {
    let href = it.attribute("href")?;
    Some(match it.attribute("rel").unwrap_or("alternate") {
        "alternate" => named("link", href),
        "enclosure" => with(
            named("enclosure", ""),
            &[
                ("url", href),
                ("length", it.attribute("length").unwrap_or_default()),
                ("type", it.attribute("type").unwrap_or_default()),
            ],
        ),
        _ => Element { name: "atom:link".to_owned(), ..it.clone() },
    })
}

/// An element of Atom with the name that RSS has for it, and its text as HTML;
/// all others stay.
fn renamed(
    it: &Element,
    name: &str,
    text: &str,
    to: impl Fn(&(&str, &'static str, &'static str)) -> &'static str,
) -> Element {
    let Some(known) = SAME.iter().find(|known| known.0 == name) else { return it.clone() };
    let said = match it.attribute("type") {
        Some("xhtml") => text.get(it.inner.clone()).unwrap_or_default().to_owned(),
        Some("html" | "text/html") => it.text.clone(),
        // Text that only looks like HTML.
        _ => it.text.replace('&', "&amp;").replace('<', "&lt;"),
    };
    named(to(known), &said)
}
