//! Text that is meant to be XML → a tree.
//!
//! Feeds of the world have blanks before the first tag, entities that nobody
//! declared, namespaces in the wrong case and tags that are never closed. What
//! can be understood is read; the rest is counted or reported. Entities of a
//! document type are never expanded, so that none can grow without bound.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::diag::{Diagnostic, FileId, Reported, Span};

/// Elements nested deeper are left out.
const DEEPEST: usize = 64;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name, with the usual prefix of its namespace: `itunes:title`.
    pub name: String,
    /// Attributes in their order, names as written.
    pub attributes: Vec<(String, String)>,
    /// Its own text, as written.
    pub text: String,
    /// In their order.
    pub children: Vec<Element>,
    /// Where it begins in the text.
    pub at: usize,
    /// The bytes between its tags, markup and all.
    pub inner: Range<usize>,
}

impl Element {
    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|it| it.name == name)
    }

    /// Every child of this name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |it| it.name == name)
    }

    /// The text of the first child of this name that has some, trimmed.
    pub fn text_of<'e>(&'e self, name: &'e str) -> Option<&'e str> {
        self.all(name).map(|it| it.text.trim()).find(|it| !it.is_empty())
    }

    /// An attribute, trimmed, if it says something.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|it| it.0.eq_ignore_ascii_case(name))?;
        Some(found.1.trim()).filter(|it| !it.is_empty())
    }
}

/// Namespaces by their address, without scheme, in lower case, without slashes
/// at the end: feeds write them in many ways.
const NAMESPACES: [(&str, &str); 11] = [
    ("www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("podcastindex.org/namespace/1.0", "podcast"),
    ("github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "podcast"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("www.w3.org/2005/atom", "atom"),
    ("podlove.org/simple-chapters", "psc"),
    ("purl.org/dc/elements/1.1", "dc"),
    ("search.yahoo.com/mrss", "media"),
    ("www.google.com/schemas/play-podcasts/1.0", "googleplay"),
    ("www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd", "googleplay"),
    ("wellformedweb.org/commentapi", "wfw"),
];

/// Reads a text. The result is the outermost element, empty where there is
/// none; where reading had to stop it holds what came before.
pub fn parse(file: FileId, text: &str) -> Reported<Element> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let mut reader = Reader::from_str(&text[start..]);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut tree = Tree { open: vec![Element::default()], prefixes: Vec::new(), too_deep: 0 };
    let mut problems = Vec::new();
    loop {
        let at = start + usize::try_from(reader.buffer_position()).unwrap_or_default();
        let event = reader.read_event();
        let behind = start + usize::try_from(reader.buffer_position()).unwrap_or_default();
        match event {
            Ok(Event::Start(it)) => tree.begin(&it, at..behind),
            Ok(Event::Empty(it)) => {
                tree.begin(&it, at..behind);
                tree.end(None, behind);
            }
            Ok(Event::End(it)) => {
                let name = tree.name(it.name().as_ref());
                tree.end(Some(&name), at);
            }
            Ok(Event::Text(it)) => tree.say(&it.into_inner()),
            Ok(Event::CData(it)) => tree.say(&it.into_inner()),
            Ok(Event::GeneralRef(it)) => tree.say(&reference(&it)),
            Ok(Event::Eof) => break,
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            Err(error) => {
                let bytes = at.min(text.len())..text.len().min(at + 1);
                let message = format!("the feed cannot be read from here on: {error}");
                problems.push(
                    Diagnostic::warning("feed/syntax", Span::new(file, bytes), message)
                        .hint("what stands before it was read; mend the feed to get the rest"),
                );
                break;
            }
        }
    }
    while 1 < tree.open.len() {
        tree.end(None, text.len());
    }
    let root = tree.open.pop().and_then(|it| it.children.into_iter().next());
    Reported { value: root.unwrap_or_default(), problems }
}

/// What a reference stands for; one that nobody knows stays as it is written.
fn reference(it: &BytesRef<'_>) -> String {
    if let Ok(Some(char)) = it.resolve_char_ref() {
        return char.to_string();
    }
    let written = format!("&{};", it.xml10_content());
    htmlize::unescape(written.as_str()).into_owned()
}

struct Tree {
    /// From the outermost, which stands for the document.
    open: Vec<Element>,
    /// Prefixes as declared, and what they usually are.
    prefixes: Vec<(String, &'static str)>,
    /// Open elements that are left out.
    too_deep: usize,
}

impl Tree {
    /// Opens an element whose tag has these bytes.
    fn begin(&mut self, it: &BytesStart<'_>, tag: Range<usize>) {
        if DEEPEST < self.open.len() {
            self.too_deep += 1;
            return;
        }
        let mut attributes = Vec::new();
        for attribute in it.attributes().with_checks(false).flatten() {
            let name = String::from_utf8_lossy(attribute.key.as_ref().as_ref()).into_owned();
            let raw = String::from_utf8_lossy(attribute.value.as_ref().as_ref()).into_owned();
            let value = htmlize::unescape_attribute(raw.as_str()).into_owned();
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.declare(prefix, &value);
            }
            attributes.push((name, value));
        }
        let name = self.name(it.name().as_ref());
        let inner = tag.end..tag.end;
        self.open.push(Element { name, attributes, at: tag.start, inner, ..Element::default() });
    }

    /// Closes the innermost element, or the innermost of this name and those
    /// within, which were never closed. Its content ends at a byte.
    fn end(&mut self, name: Option<&str>, end: usize) {
        if 0 < self.too_deep {
            self.too_deep -= 1;
            return;
        }
        let found = match name {
            Some(name) => self.open.iter().skip(1).rposition(|it| it.name == name),
            None => self.open.len().checked_sub(2),
        };
        let Some(at) = found.map(|it| it + 1) else { return };
        while at < self.open.len() {
            let Some(mut closed) = self.open.pop() else { return };
            closed.inner.end = end.max(closed.inner.start);
            if let Some(outer) = self.open.last_mut() {
                outer.children.push(closed);
            }
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(last) = self.open.last_mut().filter(|_| self.too_deep == 0) {
            last.text.push_str(text);
        }
    }

    fn declare(&mut self, prefix: &str, address: &str) {
        let bare = address.trim().to_lowercase();
        let bare = bare.split_once("://").map_or(bare.as_str(), |it| it.1);
        let bare = bare.trim_end_matches('/');
        if let Some(known) = NAMESPACES.iter().find(|it| it.0 == bare) {
            self.prefixes.push((prefix.to_owned(), known.1));
        }
    }

    fn name(&self, written: impl AsRef<[u8]>) -> String {
        let written = String::from_utf8_lossy(written.as_ref()).into_owned();
        let Some((prefix, local)) = written.split_once(':') else { return written };
        match self.prefixes.iter().rev().find(|it| it.0 == prefix) {
            Some((_, usual)) => format!("{usual}:{local}"),
            None => written,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_xml_is_read() {
        let text = "\n <?xml version=\"1.0\"?>\n<rss xmlns:it=\"HTTP://www.iTunes.com/DTDs/Podcast-1.0.dtd\"><channel>\
            <title>A &amp; B &nbsp;&bogus; &gt; AT&T</title><it:author>Ann</it:author>\
            <item><title><![CDATA[x < y]]></title><br></item><image href='a?b=1&amp;c=2'/></channel></rss>";
        let read = parse(FileId(0), text);
        assert_eq!(read.problems, []);
        let channel = read.value.child("channel").unwrap();
        assert_eq!(channel.text_of("title"), Some("A & B \u{a0}&bogus; > AT&T"));
        assert_eq!(channel.text_of("itunes:author"), Some("Ann"));
        assert_eq!(channel.child("item").unwrap().text_of("title"), Some("x < y"));
        assert_eq!(channel.child("image").unwrap().attribute("href"), Some("a?b=1&c=2"));
    }

    #[test]
    fn entities_of_a_document_type_do_not_grow() {
        let text = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><title>&b;</title></rss>";
        assert_eq!(parse(FileId(0), text).value.text_of("title"), Some("&b;"));
        let deep = "<a>".repeat(100_000);
        assert_eq!(parse(FileId(0), &deep).value.name, "a");
    }

    #[test]
    fn what_stands_before_a_mistake_is_kept() {
        let read = parse(FileId(0), "<rss><title>One</title><item a=\"1></rss>");
        assert_eq!(read.value.text_of("title"), Some("One"));
        assert_eq!(read.problems.len(), 1);
    }
}
