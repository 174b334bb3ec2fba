//! Whether feeds keep their contract: what apps need of every show and
//! episode. Source: `formats.md` section 1.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Catalog;
use crate::diag::{Diagnostic, FileId, Span};
use crate::parse::date;
use crate::parse::xml::{self, Element};

/// What is wrong in a feed; XML that is none has nothing wrong.
pub(super) fn problems(file: FileId, text: &str, catalog: &Catalog<'_>) -> Vec<Diagnostic> {
    let read = xml::parse(file, text);
    let mut problems = read.problems;
    let Some(channel) = channel(&read.value) else {
        return problems;
    };
    let at = |element: &Element| Span::new(file, tag(text, element));
    let mut lack = |element: &Element, what: &str, hint: &str| {
        let message = format!(
            "the {} has no `{what}`",
            if element.name == "item" { "episode" } else { "feed" }
        );
        problems.push(Diagnostic::error("feed/missing", at(element), message).hint(hint));
    };
    for name in ["title", "link", "description", "language"] {
        if channel.text_of(name).is_none() {
            lack(channel, name, "set it in `show.toml`");
        }
    }
    let mut guids = BTreeSet::new();
    let mut wrong = Vec::new();
    for item in channel.all("item") {
        if item.text_of("title").is_none() {
            lack(item, "title", "give the episode a title");
        }
        match item.text_of("guid") {
            None => lack(item, "guid", "without it apps take every change for a new episode"),
            Some(guid) if !guids.insert(guid.to_owned()) => {
                let message = format!("two episodes have the GUID `{guid}`");
                wrong.push(
                    Diagnostic::error("feed/duplicate-guid", at(item), message)
                        .hint("apps show one of them; give the newer one another `guid`"),
                );
            }
            Some(_) => {}
        }
        if let Some(written) = item.text_of("pubDate")
            && date::instant(written).is_none()
        {
            let message = format!("`{written}` is no date of a feed");
            wrong.push(
                Diagnostic::error("feed/date", at(item), message)
                    .hint("write it as `Tue, 01 Nov 2022 15:30:00 +0000`"),
            );
        }
        wrong.extend(item.all("enclosure").flat_map(|it| enclosure(it, &at, catalog)));
    }
    problems.extend(wrong);
    problems
}

/// The channel of a feed, if the root of an XML is one of RSS.
pub(super) fn channel(root: &Element) -> Option<&Element> {
    root.child("channel").filter(|_| root.name == "rss")
}

/// The bytes of the tag that begins an element.
pub(super) fn tag(text: &str, element: &Element) -> Range<usize> {
    let end = text[element.at..].find('>').map_or(element.at, |it| element.at + it + 1);
    element.at..end
}

/// What a feed calls its episodes.
#[must_use]
pub fn guids(feed: &str) -> Vec<String> {
    let root = xml::parse(FileId(0), feed).value;
    let items = root.child("channel").into_iter().flat_map(|it| it.all("item"));
    items.filter_map(|it| it.text_of("guid").map(str::to_owned)).collect()
}

/// The audio of an episode.
fn enclosure(
    it: &Element,
    at: &dyn Fn(&Element) -> Span,
    catalog: &Catalog<'_>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let url = it.attribute("url").unwrap_or_default();
    let mime = it.attribute("type").unwrap_or_default();
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let kind = |it: &str| it.split('/').next().unwrap_or_default().to_owned();
    let known = mime_guess::from_path(path);
    let fits = known.is_empty() || known.iter().any(|it| kind(it.essence_str()) == kind(mime));
    if !fits && kind(mime) != "application" {
        let message = format!("`{path}` is said to be `{mime}`");
        problems.push(
            Diagnostic::error("file/mime", at(it), message)
                .hint("correct `type` in `audio` of its front matter"),
        );
    }
    // Services that count downloads put their address in front.
    let own = catalog.base.as_deref().and_then(|base| {
        let host = base.split_once("://").map_or(base, |it| it.1);
        let behind = || path.split_once(&format!("/{host}")).map(|it| it.1);
        path.strip_prefix(base).or_else(behind)
    });
    let Some(own) = own else { return problems };
    let Some(file) = catalog.find(&percent_encoding::percent_decode_str(own).decode_utf8_lossy())
    else {
        let message = format!("the audio `{url}` is at the site's address and not among its files");
        problems.push(
            Diagnostic::warning("media/elsewhere", at(it), message)
                .hint("see that it lies at the host already, since no build puts it there; or put it beside the notes"),
        );
        return problems;
    };
    let bytes = catalog.files[file.0 as usize].1;
    if it.attribute("length").and_then(|it| it.parse::<u64>().ok()) != Some(bytes) {
        let stated = it.attribute("length").unwrap_or("nothing");
        let message = format!("the audio has {bytes} bytes, and the feed says {stated}");
        problems.push(
            Diagnostic::error("feed/length", at(it), message)
                .hint("build the site again; leave `length` out of the front matter"),
        );
    }
    problems
}
