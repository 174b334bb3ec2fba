//! Who pays: lines and headings that thank a sponsor.

use std::ops::Range;

use super::group::OpeningKind;
use super::item;
use super::mode::Mode;
use super::reader::{Place, Reader};
use super::stated;
use crate::model::{Item, ItemKind, Link, Sponsor};
use crate::parse::markdown::Line;

impl Reader<'_> {
    /// `Sponsored by X`, from byte `from` on what follows the words.
    pub(super) fn sponsor(&mut self, line: &Line, from: usize, range: Range<usize>) {
        let line = &stated::behind(line, from);
        let plain = line.plain();
        let links = line.links_from(0);
        let rest = plain.get(from..).unwrap_or_default().trim();
        // `Sponsor: brought to you by X`.
        let again = self
            .openings
            .of(rest)
            .filter(|it| it.kind == OpeningKind::Items(ItemKind::Sponsor) && it.end < rest.len());
        let rest = again.map_or(rest, |it| &rest[it.end..]);
        if rest.is_empty() && links.is_empty() {
            // A heading: whoever is named below.
            self.place = Place::Sponsors;
            return self.prose(range);
        }
        let item = item::item(ItemKind::Sponsor, line, 0, line.range.clone());
        self.thank(item, line, &names(rest, &line.links_from(from)), range);
    }

    /// `LogRocket – Sponsor`; whether it is one.
    pub(super) fn sponsor_behind(
        &mut self,
        line: &Line,
        plain: &str,
        range: &Range<usize>,
    ) -> bool {
        let Some(end) = self.openings.sponsor_behind(plain) else { return false };
        let mut item = item::item(ItemKind::Sponsor, line, 0, line.range.clone());
        item.title = item::title(&plain[..end]);
        let names = names(&plain[..end], &line.links_from(0));
        self.thank(item, line, &names, range.clone());
        true
    }

    /// A paragraph below a heading over sponsors, if it names one.
    pub(super) fn named_below(&mut self, line: &Line, plain: &str, range: &Range<usize>) -> bool {
        let links = line.links_from(0);
        let first = line.runs.iter().find(|it| !it.text.trim().is_empty());
        let is_set_off = first.is_some_and(|it| it.strong || it.url.is_some());
        let name = match first.filter(|_| is_set_off) {
            Some(run) => links
                .first()
                .filter(|it| it.text.contains(&run.text))
                .map_or(&run.text, |it| &it.text),
            None => plain,
        };
        let names: Vec<String> = sponsor_name(name).into_iter().collect();
        if names.is_empty() {
            return false;
        }
        let item = item::item(ItemKind::Sponsor, line, 0, line.range.clone());
        self.thank(item, line, &names, range.clone());
        // Several may be named below one heading, each in its paragraph.
        self.place = Place::Sponsors;
        true
    }

    fn thank(&mut self, item: Item, line: &Line, names: &[String], range: Range<usize>) {
        let url = item.url.clone();
        let is_known = |it: &Sponsor| names.contains(&it.name) || (url.is_some() && it.url == url);
        let known = self.read.sponsors.iter().any(is_known);
        let before = self.read.items.iter().position(|it| {
            it.kind == ItemKind::Sponsor
                && names.iter().any(|name| it.title.contains(name.as_str()))
        });
        if let Some(idx) = before {
            // The same sponsor again: a longer text about the one item.
            let first = &mut self.read.items[idx];
            first.stated = first.stated.or(item.stated);
            item::extend(first, &line.plain(), &line.links_from(0));
            self.prose(range);
            self.place = Place::Sponsor(idx);
            return;
        }
        if !known {
            self.record(names, &item.links, url);
        }
        let idx = self.section(item, line.range.clone());
        self.place = match self.mode {
            // In running notes a line of thanks ends with its paragraph.
            Mode::Plain if !is_heading(&range, line) && !is_open(line) => Place::Nowhere,
            _ => Place::Sponsor(idx),
        };
    }

    fn record(&mut self, names: &[String], links: &[Link], url: Option<String>) {
        for name in names {
            let own = links.iter().find(|it| it.text.contains(name.as_str()));
            let url = own.map(|it| it.url.clone()).or_else(|| url.clone());
            if self.read.sponsors.iter().all(|it| it.name != *name) {
                self.read.sponsors.push(Sponsor { name: name.clone(), url });
            }
        }
    }

    /// Makes a sponsor of a row that thanks one, and of each row of a list of
    /// sponsors.
    pub(super) fn paid(&mut self, item: &mut Item, line: &Line) {
        let plain = line.plain();
        let opening = self.openings.of(&plain);
        let opening = opening
            .filter(|it| it.kind == OpeningKind::Items(ItemKind::Sponsor) && it.end < plain.len());
        let named = if let Some(opening) = opening {
            names(&plain[opening.end..], &line.links_from(opening.end))
        } else if let Some(end) = self.openings.sponsor_behind(&plain) {
            item.title = item::title(&plain[..end]);
            names(&plain[..end], &line.links_from(0))
        } else if item.kind == ItemKind::Sponsor {
            match line.links_from(0).first() {
                Some(link) if plain.trim().starts_with(link.text.trim()) => names(&link.text, &[]),
                _ => names(&plain, &[]),
            }
        } else {
            return;
        };
        item.kind = ItemKind::Sponsor;
        self.record(&named, &item.links, item.url.clone());
    }
}

/// Headings begin with marks that are not part of their line.
fn is_heading(range: &Range<usize>, line: &Line) -> bool {
    range.start + 1 < line.from || range.start < line.range.start.min(line.from)
}

/// Whether a line goes on below.
fn is_open(line: &Line) -> bool {
    line.plain().trim_end().ends_with(':')
}

/// The names in what follows the words: all links, where there is nothing
/// else, or one name.
fn names(rest: &str, links: &[Link]) -> Vec<String> {
    if 1 < links.len() && item::are_joined(rest, links) {
        return links.iter().filter_map(|it| sponsor_name(&it.text)).collect();
    }
    sponsor_name(rest).into_iter().collect()
}

/// Words of the longest name: what is longer is a sentence.
const LONGEST_NAME: usize = 6;

/// The name in a sponsor's line: `Datadog` of `Datadog -- pythonbytes.fm/datadog`.
fn sponsor_name(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches([' ', ':', '-', '–', '—', '*', '"', '“', '„', '«']);
    let first = rest.split_whitespace().next().unwrap_or_default();
    if first.contains("://") || first.contains('/') || first.starts_with("www.") {
        return None;
    }
    let end = rest
        .find([':', '!', ',', '('])
        .into_iter()
        .chain(sentence_end(rest))
        .chain([" -", " –", " —", " http"].iter().filter_map(|it| rest.find(it)))
        .min()
        .unwrap_or(rest.len());
    let name = rest[..end].replace("**", "");
    let name = name.trim().trim_matches(['"', '“', '”', '„', '«', '»', '.']).trim();
    let plausible = (2..=60).contains(&name.len())
        && name.split_whitespace().count() <= LONGEST_NAME
        && !matches!(name.to_lowercase().as_str(), "us" | "you");
    plausible.then(|| name.to_owned())
}

/// The point that ends a sentence: not that of `kato.im`.
fn sentence_end(text: &str) -> Option<usize> {
    text.match_indices('.')
        .map(|it| it.0)
        .find(|at| !text[at + 1..].starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sponsors_have_names() {
        for (rest, name) in [
            ("Datadog -- x.fm/datadog", Some("Datadog")),
            ("kato.im", Some("kato.im")),
            ("DigitalOcean. Get credit", Some("DigitalOcean")),
            ("us! Support our work", None),
            ("https://a.example/x", None),
            ("a.example/x", None),
            ("“Red Kettles” of Basel", Some("Red Kettles” of Basel")),
        ] {
            assert_eq!(sponsor_name(rest).as_deref(), name, "{rest}");
        }
    }
}
