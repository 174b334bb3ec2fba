//! The walk over the blocks of notes.

use std::ops::Range;

use super::group::{Opening, OpeningKind, Openings};
use super::heading::{Heading, heading};
use super::item;
use super::label::{Label, is_name, label};
use super::mode::{Mode, is_bold, mode};
use super::plan::{Role, plan};
use super::{rows, stated};
use crate::config::Vocabulary;
use crate::model::{self, Item, ItemKind, Link, Part, Sponsor};
use crate::parse::markdown::{Block, BlockKind, Line};

/// What the walk finds.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub heading: Heading,
    pub items: Vec<Item>,
    pub parts: Vec<Part>,
    pub people: Vec<(model::Role, String)>,
    pub sponsors: Vec<Sponsor>,
}

/// Reads the blocks of notes. `video` is `YouTube`'s id of the episode's own.
pub(super) fn read(mut blocks: Vec<Block>, words: &Vocabulary, video: Option<&str>) -> Read {
    stated::take_all(&mut blocks, video);
    let (mode, presenters) = mode(&blocks, words);
    let openings = Openings::new(words, mode != Mode::Plain);
    let mut read = Read::default();
    if let Some(first) = blocks.first() {
        // `## Ann #1: title` is an item, `# #12: title` is the episode.
        let labelled = label(&first.plain, &presenters);
        let is_item = mode != Mode::Plain && labelled.is_some_and(|it| it.presenter.is_some());
        let is_first = matches!(first.kind, BlockKind::Heading(1)) && !is_item;
        let numbered = || heading(&first.plain).number.is_some() && !is_item;
        if is_first || (matches!(first.kind, BlockKind::Heading(2)) && numbered()) {
            read.heading = heading(&first.plain);
            blocks.remove(0);
        }
    }
    let roles = match mode {
        Mode::Labels { .. } => vec![Role::Open; blocks.len()],
        Mode::Plain => {
            blocks = rows::split_heads(blocks, &openings);
            rows::link_addresses(&mut blocks);
            plan(&blocks, &openings)
        }
    };
    let mut reader = Reader { openings, mode, presenters, place: Place::Nowhere, read };
    for (block, role) in blocks.iter().zip(&roles) {
        reader.block(block, role);
    }
    reader.read
}

/// Where the walk is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// Before the first item, or behind boilerplate.
    Nowhere,
    /// In boilerplate, which may name people of a role.
    Boilerplate(Option<model::Role>),
    /// Below an item: everything is its body.
    Item(usize),
    /// Below a label without a title: the next words are the title.
    Untitled(usize),
    /// Below a sponsor's line.
    Sponsor(usize),
    /// Below a heading over sponsors: the next words name one.
    Sponsors,
    /// In a group of items.
    Group { kind: ItemKind, presenter: Option<String>, last: Option<usize> },
}

pub(super) struct Reader<'w> {
    pub openings: Openings<'w>,
    pub mode: Mode,
    pub presenters: Vec<String>,
    pub place: Place,
    pub read: Read,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block, role: &Role) {
        match block.kind {
            BlockKind::Heading(_) | BlockKind::Paragraph => {
                let images_only = block.lines.iter().all(|it| it.plain().trim().is_empty());
                if images_only {
                    return self.rest(block.range.clone(), &block.plain, &block.links);
                }
                for (idx, line) in block.lines.iter().enumerate() {
                    // The last line's end is the block's: emphasis marks
                    // behind the text belong to it.
                    let end = match block.lines.get(idx + 1) {
                        Some(next) => next.from,
                        _ => block.range.end,
                    };
                    let start = if idx == 0 { block.range.start } else { line.from };
                    if line.runs.is_empty() {
                        continue;
                    }
                    let range = start..end.max(start);
                    match role {
                        Role::Rows(are) if are.get(idx) == Some(&true) => self.row(line, range),
                        Role::Title => self.row(line, range),
                        Role::Group => {
                            self.place = Place::Nowhere;
                            self.prose(range);
                        }
                        _ => self.line(block, line, range),
                    }
                }
            }
            BlockKind::List => self.list(block, role),
            BlockKind::Other => self.rest(block.range.clone(), &block.plain, &block.links),
        }
    }

    /// A line that is an item, by the plan.
    fn row(&mut self, line: &Line, range: Range<usize>) {
        let plain = line.plain();
        if self.sponsor_behind(line, &plain, &range) {
            return;
        }
        if let Some(opening) = self.openings.of(&plain)
            && opening.kind == OpeningKind::Items(ItemKind::Sponsor)
        {
            return self.open(line, &plain, opening, range);
        }
        let title = line.range.clone();
        if let Place::Group { kind, .. } = self.place {
            let item = item::of_row(kind, line, title.clone());
            return self.group_section(item, title);
        }
        let item = item::of_row(ItemKind::Topic, line, title.clone());
        self.section(item, title);
    }

    fn line(&mut self, block: &Block, line: &Line, range: Range<usize>) {
        let plain = line.plain();
        let level = match block.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        };
        if let Mode::Labels { .. } = self.mode
            && let Some(label) = label(&plain, &self.presenters)
        {
            return self.labelled(line, label, range);
        }
        if let Some(opening) = self.openings.of(&plain) {
            return self.open(line, &plain, opening, range);
        }
        if (level.is_some() || is_bold(block)) && self.sponsor_behind(line, &plain, &range) {
            return;
        }
        if let Place::Untitled(idx) = self.place {
            return self.late_title(idx, line, range);
        }
        if self.place == Place::Sponsors && self.named_below(line, &plain, &range) {
            return;
        }
        if matches!(self.place, Place::Group { .. }) {
            return self.in_group(block, line, &plain, range);
        }
        let is_item = match self.mode {
            Mode::Labels { headed } => headed && level.is_some_and(|it| 2 <= it),
            Mode::Plain => false,
        };
        if is_item {
            let item = item::item(ItemKind::Topic, line, 0, line.range.clone());
            self.section(item, line.range.clone());
        } else {
            self.rest(range, &plain, &line.links_from(0));
        }
    }

    /// `Brian #1: title`.
    fn labelled(&mut self, line: &Line, label: Label, range: Range<usize>) {
        let line = &stated::behind(line, label.end);
        let plain = line.plain();
        let rest = &plain[label.end.min(plain.len())..];
        let mut item = item::item(ItemKind::Topic, line, label.end, range);
        (item.number, item.presenter) = (Some(label.number), label.presenter.clone());
        let opens_extras = self.openings.of(rest).is_some_and(|it| {
            it.kind == OpeningKind::Items(ItemKind::Extra) && it.end == rest.len()
        });
        // `Django Extra, Extra, Extra` is a group too.
        let ends_in_extras = rest.to_lowercase().replace(',', "").ends_with("extra extra extra");
        let untitled = item.title.is_empty();
        let idx = self.section(item, line.source_from(label.end));
        if opens_extras || ends_in_extras {
            let (kind, presenter) = (ItemKind::Extra, label.presenter);
            self.place = Place::Group { kind, presenter, last: None };
        } else if untitled {
            self.place = Place::Untitled(idx);
        }
    }

    /// `Extras:`, `Joke: …`, `Sponsored by …`, boilerplate.
    fn open(&mut self, line: &Line, plain: &str, opening: Opening, range: Range<usize>) {
        let rest = plain[opening.end..].trim();
        match opening.kind {
            OpeningKind::People(role) => {
                self.people(role, rest);
                self.place = Place::Boilerplate(Some(role));
                self.prose(range);
            }
            OpeningKind::Boilerplate => {
                self.place = Place::Boilerplate(None);
                self.prose(range);
            }
            OpeningKind::List => {
                self.place = Place::Nowhere;
                self.prose(range);
            }
            OpeningKind::Items(ItemKind::Sponsor) => self.sponsor(line, opening.end, range),
            OpeningKind::Items(kind) => {
                let presenter = opening.presenter;
                self.place = Place::Group { kind, presenter, last: None };
                self.read.parts.push(Part::Group(opening.title));
                if !rest.is_empty() {
                    self.inline_items(kind, line, opening.end);
                }
            }
        }
    }

    /// Items on the line that opens their group. Several links joined by
    /// nothing but `&` are an item each.
    fn inline_items(&mut self, kind: ItemKind, line: &Line, from: usize) {
        let line = &stated::behind(line, from);
        let plain = line.plain();
        let links = line.links_from(from);
        let title = line.source_from(from);
        let rest = &plain[from.min(plain.len())..];
        if kind == ItemKind::Joke && 1 < links.len() && item::are_joined(rest, &links) {
            for link in links {
                // The title is made of the link itself.
                let at = title.end..title.end;
                let item = item::of_link(kind, link, title.clone());
                self.group_section(item, at);
            }
            return;
        }
        let item = item::item(kind, line, from, title.clone());
        self.group_section(item, title);
    }

    fn late_title(&mut self, idx: usize, line: &Line, range: Range<usize>) {
        let late = item::item(ItemKind::Topic, line, 0, line.range.clone());
        let item = &mut self.read.items[idx];
        item.title = late.title;
        item.url = late.url;
        item.links = late.links;
        item.stated = item.stated.or(late.stated);
        item.body = late.body;
        if let Some(Part::Section { title, body, .. }) = self.read.parts.last_mut() {
            *title = line.range.clone();
            *body = range.end..range.end;
        }
        self.place = Place::Item(idx);
    }

    /// A line of running text in a group of items.
    fn in_group(&mut self, block: &Block, line: &Line, plain: &str, range: Range<usize>) {
        let Place::Group { kind, last, .. } = self.place.clone() else { return };
        if let Some((name, from)) = self.presenter(block, line, plain) {
            self.place = Place::Group { kind, presenter: Some(name.clone()), last };
            let rest = plain[from..].trim();
            if rest.is_empty() {
                self.read.parts.push(Part::Presenter(name));
            } else {
                let line = &stated::behind(line, from);
                let title = line.source_from(from);
                let item = item::item(kind, line, from, title.clone());
                self.group_section(item, title);
            }
            return;
        }
        let links = line.links_from(0);
        let link_text: usize = links.iter().map(|it| it.text.trim().len()).sum();
        let is_link = !links.is_empty() && plain.trim().len() <= link_text + 4;
        if kind == ItemKind::Joke && last.is_some() && item::is_answer(plain) {
            return self.rest(range, plain, &links);
        }
        let alone = matches!(block.kind, BlockKind::Heading(_)) || is_bold(block) || is_link;
        let first = last.is_none() && !plain.trim_end().ends_with(':');
        let is_timed = line.stated.is_some();
        let is_item = first || (kind == ItemKind::Joke && alone) || (alone && !links.is_empty());
        if is_item || is_timed {
            let item = item::item(kind, line, 0, line.range.clone());
            self.group_section(item, line.range.clone());
        } else {
            self.rest(range, plain, &links);
        }
    }

    /// `Michael:`, `**Michael**`, `### Brian`, `Michael: text`: the name, and
    /// the byte where the text begins.
    fn presenter(&self, block: &Block, line: &Line, plain: &str) -> Option<(String, usize)> {
        let (name, from) = match plain.find(':') {
            Some(colon) => (&plain[..colon], colon + 1),
            None => (plain, plain.len()),
        };
        let name = name.trim().trim_matches('*').trim();
        let known = self.presenters.iter().any(|it| it == name);
        let emphatic = matches!(block.kind, BlockKind::Heading(_)) || line.is_strong();
        let alone = plain[from..].trim().is_empty()
            && (emphatic || from < plain.len() || plain.trim_end().ends_with(':'));
        let single = is_name(name) && name.split_whitespace().count() == 1 && name.len() <= 14;
        let plausible = (known && (alone || from < plain.len()))
            || (single && alone && line.links_from(0).is_empty());
        plausible.then(|| (name.to_owned(), from))
    }

    /// Text that opens nothing: the body of the item above, or prose.
    pub(super) fn rest(&mut self, range: Range<usize>, plain: &str, links: &[Link]) {
        let idx = match &self.place {
            Place::Item(idx) | Place::Untitled(idx) | Place::Sponsor(idx) => Some(*idx),
            Place::Group { last, .. } => *last,
            Place::Nowhere | Place::Sponsors | Place::Boilerplate(_) => None,
        };
        if let Place::Group { kind: ItemKind::Joke, presenter, last: None } = &self.place {
            // A joke that is a picture.
            return self.pictured_joke(presenter.clone(), range, plain, links);
        }
        let Some(idx) = idx else { return self.prose(range) };
        item::extend(&mut self.read.items[idx], plain, links);
        match self.read.parts.last_mut() {
            Some(Part::Section { item, body, .. }) if *item == idx => {
                *body = if body.start == body.end { range } else { body.start..range.end };
            }
            _ => self.prose(range),
        }
    }

    pub(super) fn prose(&mut self, range: Range<usize>) {
        match self.read.parts.last_mut() {
            Some(Part::Prose(last)) => last.end = range.end,
            _ => self.read.parts.push(Part::Prose(range)),
        }
    }

    pub(super) fn section(&mut self, item: Item, title: Range<usize>) -> usize {
        self.read.items.push(item);
        let idx = self.read.items.len() - 1;
        let body = title.end..title.end;
        self.read.parts.push(Part::Section { item: idx, title, body });
        self.place = Place::Item(idx);
        idx
    }

    /// A section inside the current group.
    pub(super) fn group_section(&mut self, item: Item, title: Range<usize>) {
        let Place::Group { kind, presenter, .. } = self.place.clone() else { return };
        let item = Item { presenter: presenter.clone(), ..item };
        let idx = self.section(item, title);
        self.place = Place::Group { kind, presenter, last: Some(idx) };
    }

    pub(super) fn people(&mut self, role: model::Role, names: &str) {
        for name in each_name(names) {
            let name = name.trim().trim_matches(['*', ':', '.']).trim();
            if is_name(name) && 2 <= name.split_whitespace().count() {
                self.read.people.push((role, name.to_owned()));
            }
        }
    }
}

/// Each of the names in a list: `Ann Lee, Bo Ek and Cy Orr`.
fn each_name(names: &str) -> impl Iterator<Item = &str> {
    const AND: [&str; 6] = [" and ", " und ", " et ", " y ", " e ", " и "];
    let mut parts: Vec<&str> = names.split([',', '&', '\n', '/']).collect();
    for and in AND {
        parts = parts.into_iter().flat_map(|it| it.split(and)).collect();
    }
    parts.into_iter()
}
