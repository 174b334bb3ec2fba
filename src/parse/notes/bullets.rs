//! Lists of notes: entries that are items, and those that say more about one.

use std::ops::Range;

use super::item;
use super::mode::Mode;
use super::plan::Role;
use super::reader::{Place, Reader};
use super::stated;
use crate::model::{self, Bullet, Item, ItemKind, Link, Part};
use crate::parse::markdown::{Block, Entry, Line};

/// Which entries of a list are items.
#[derive(Clone, Copy)]
enum Which<'p> {
    All,
    These(&'p [bool]),
}

impl Reader<'_> {
    pub(super) fn list(&mut self, block: &Block, role: &Role) {
        if let Role::Rows(are) = role {
            if let Place::Group { kind, .. } = self.place {
                return self.bullets(kind, block, Which::These(are));
            }
            self.bullets(ItemKind::Topic, block, Which::These(are));
            self.place = Place::Nowhere;
            return;
        }
        match self.place.clone() {
            Place::Group { kind, .. } => return self.bullets(kind, block, Which::All),
            Place::Sponsors => {
                self.bullets(ItemKind::Sponsor, block, Which::All);
                self.place = Place::Nowhere;
                return;
            }
            Place::Untitled(idx) => {
                if let Some(line) = block.entries.first().and_then(|it| it.lines.first()) {
                    let late = item::item(ItemKind::Topic, line, 0, line.range.clone());
                    let item = &mut self.read.items[idx];
                    (item.title, item.stated) = (late.title, item.stated.or(late.stated));
                    if let Some(Part::Section { title, .. }) = self.read.parts.last_mut() {
                        *title = line.range.clone();
                    }
                }
                self.place = Place::Item(idx);
            }
            Place::Boilerplate(role) => {
                for (entry, role) in block.entries.iter().filter_map(|it| Some((it, role?))) {
                    let link = entry.links.first();
                    let first = link.map_or(entry.plain.as_str(), |it| &it.text);
                    // Hosts of sites list all who speak below one heading, each with a page.
                    let is_guest = link.is_some_and(|it| it.url.contains("/guests/"));
                    let role = if is_guest { model::Role::Guest } else { role };
                    self.people(role, first);
                }
                return self.prose(block.range.clone());
            }
            Place::Sponsor(_) | Place::Item(_) | Place::Nowhere => {}
        }
        self.rest(block.range.clone(), &block.plain, &block.links);
    }

    /// A list whose entries are items.
    fn bullets(&mut self, kind: ItemKind, block: &Block, which: Which<'_>) {
        let mut bullets = Vec::new();
        for (nth, entry) in block.entries.iter().enumerate() {
            let is_item = match which {
                Which::All => true,
                Which::These(are) => are.get(nth) == Some(&true),
            };
            self.entry(kind, entry, is_item, &mut bullets);
        }
        if let Place::Group { last, .. } = &mut self.place {
            *last = self.read.items.len().checked_sub(1);
        }
        self.read.parts.push(Part::Bullets(bullets));
    }

    /// An entry; lists in it whose entries state times are taken apart too.
    fn entry(&mut self, kind: ItemKind, entry: &Entry, is_item: bool, out: &mut Vec<Bullet>) {
        let inner: &[Entry] = match entry.entries.iter().any(states) {
            true => &entry.entries,
            false => &[],
        };
        let end = inner.first().map_or(entry.range.end, |it| it.range.start);
        let body = entry.range.start..end.max(entry.range.start);
        let item = self.item_of(kind, entry, is_item, &body, !inner.is_empty());
        out.push(Bullet { item, body });
        for it in inner {
            self.entry(kind, it, states_itself(it), out);
        }
    }

    /// The item that an entry is, or the one that it says more about.
    fn item_of(
        &mut self,
        kind: ItemKind,
        entry: &Entry,
        is_item: bool,
        body: &Range<usize>,
        is_cut: bool,
    ) -> Option<usize> {
        let line = entry.lines.first().cloned().unwrap_or_default();
        let plain = line.plain();
        let sub_head = self.sub_head(&plain);
        let from = sub_head.as_ref().map_or(0, |it| it.1);
        let text = &plain[from..];
        let is_answer =
            kind == ItemKind::Joke && item::is_answer(text) && !self.read.items.is_empty();
        let empty = entry.plain.trim().is_empty();
        if !is_item || is_answer || empty {
            if let Some(last) = self.read.items.last_mut().filter(|_| is_answer && !empty) {
                item::extend(last, &entry.plain, &entry.links);
            }
            return None;
        }
        let line = stated::behind(&line, from);
        let own = line.links_from(0);
        let mut item = match text.trim().is_empty() {
            true => item::of_text(kind, &entry.plain, &own, body.clone()),
            false if self.mode == Mode::Plain && from == 0 => {
                item::of_row(kind, &line, body.clone())
            }
            false => item::item(kind, &line, from, body.clone()),
        };
        let below = entry.plain.trim_start().split_once('\n').map_or("", |it| it.1);
        let below = if text.trim().is_empty() { "" } else { below };
        let more: Vec<Link> = entry.links.iter().filter(|it| !own.contains(it)).cloned().collect();
        if !is_cut {
            item::extend(&mut item, below, &more);
        }
        item.presenter = sub_head.map(|it| it.0).or_else(|| match &self.place {
            Place::Group { presenter, .. } => presenter.clone(),
            _ => None,
        });
        self.paid(&mut item, &line);
        self.read.items.push(item);
        Some(self.read.items.len() - 1)
    }

    /// `Michael: text` in an entry.
    fn sub_head(&self, plain: &str) -> Option<(String, usize)> {
        let colon = plain.find(": ")?;
        let name = plain[..colon].trim();
        self.presenters.iter().any(|it| it == name).then(|| (name.to_owned(), colon + 2))
    }

    /// A joke that is a picture.
    pub(super) fn pictured_joke(
        &mut self,
        presenter: Option<String>,
        range: Range<usize>,
        plain: &str,
        links: &[Link],
    ) {
        let kind = ItemKind::Joke;
        let title = if plain.trim().is_empty() { "Joke" } else { plain };
        let item = Item { presenter, ..item::of_text(kind, title, links, range.clone()) };
        self.read.items.push(item);
        let last = self.read.items.len() - 1;
        self.place = Place::Group { kind, presenter: None, last: Some(last) };
        self.read.parts.push(Part::Bullets(vec![Bullet { item: Some(last), body: range }]));
    }
}

fn states_itself(entry: &Entry) -> bool {
    entry.lines.first().is_some_and(|it: &Line| it.stated.is_some())
}

/// Whether an entry, or one in it, states a time.
fn states(entry: &Entry) -> bool {
    states_itself(entry) || entry.entries.iter().any(states)
}
