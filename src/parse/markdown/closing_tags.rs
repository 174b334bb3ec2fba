//! What looks like a tag amid text, and is none.

use std::collections::BTreeSet;

/// Elements of HTML that stand amid text, close themselves, or end where
/// another begins.
const ELEMENTS: [&str; 74] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "nobr",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "ruby",
];

/// Names of the elements that a text closes somewhere.
#[derive(Debug)]
pub struct ClosingTags<'t>(BTreeSet<&'t str>);

impl<'t> ClosingTags<'t> {
    /// Finds them in linear time.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let behind = text.match_indices("</").map(|(at, _)| &text[at + 2..]);
        let names = behind.map(|it| {
            let end = it.bytes().position(|it| !it.is_ascii_alphanumeric());
            &it[..end.unwrap_or(it.len())]
        });
        Self(names.collect())
    }

    /// Whether what looks like a tag amid text is said, as in `Vec<T>` and
    /// `the <style> tag`: it has no attributes, marks no text, and nothing closes
    /// it. Its element would take what follows along.
    #[must_use]
    pub fn lack(&self, tag: &str) -> bool {
        let Some(name) = tag.strip_prefix('<').and_then(|it| it.strip_suffix('>')) else {
            return false;
        };
        let is_name = name.bytes().all(|it| it.is_ascii_alphanumeric());
        let is_element = ELEMENTS.iter().any(|it| it.eq_ignore_ascii_case(name));
        is_name && !is_element && !self.0.contains(name)
    }
}
