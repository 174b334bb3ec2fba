//! The walk over the blocks of notes.

use std::ops::Range;

use super::group::{Opening, OpeningKind, opening};
use super::heading::{Heading, heading};
use super::item;
use super::label::{Label, is_name, label};
use super::mode::{Mode, has_time, is_bold, mode};
use crate::config::Vocabulary;
use crate::model::{Bullet, Item, ItemKind, Link, Part, Sponsor};
use crate::parse::markdown::{Block, BlockKind, Entry, Line};

/// What the walk finds.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub heading: Heading,
    pub items: Vec<Item>,
    pub parts: Vec<Part>,
    pub guests: Vec<String>,
    pub sponsors: Vec<Sponsor>,
}

/// Reads the blocks of notes.
pub(super) fn read(blocks: &[Block], words: &Vocabulary) -> Read {
    let (mode, presenters) = mode(blocks, words);
    let mut reader =
        Reader { words, mode, presenters, place: Place::Nowhere, read: Read::default() };
    let mut blocks = blocks;
    if let Some((first, rest)) = blocks.split_first() {
        // `## Ann #1: title` is an item, `# #12: title` is the episode.
        let labelled = label(&first.plain, &reader.presenters);
        let is_item = labelled.is_some_and(|it| it.presenter.is_some());
        let is_first = matches!(first.kind, BlockKind::Heading(1)) && !is_item;
        let numbered = || heading(&first.plain).number.is_some() && !is_item;
        if is_first || (matches!(first.kind, BlockKind::Heading(2)) && numbered()) {
            reader.read.heading = heading(&first.plain);
            blocks = rest;
        }
    }
    for block in blocks {
        reader.block(block);
    }
    reader.read
}

/// Where the walk is.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    /// Before the first item, or behind boilerplate.
    Nowhere,
    /// In boilerplate; true where it names guests.
    Boilerplate(bool),
    /// Below an item: everything is its body.
    Item(usize),
    /// Below a label without a title: the next words are the title.
    Untitled(usize),
    /// Below a sponsor's line.
    Sponsor(usize),
    /// In a group of items.
    Group { kind: ItemKind, presenter: Option<String>, last: Option<usize> },
}

struct Reader<'w> {
    words: &'w Vocabulary,
    mode: Mode,
    presenters: Vec<String>,
    place: Place,
    read: Read,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
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
                        Some(next) => next.range.start,
                        _ => block.range.end,
                    };
                    let start = if idx == 0 { block.range.start } else { line.range.clone().start };
                    if !line.runs.is_empty() {
                        self.line(block, line, start..end.max(start));
                    }
                }
            }
            BlockKind::List => self.list(block),
            BlockKind::Other => self.rest(block.range.clone(), &block.plain, &block.links),
        }
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
            return self.labelled(line, &plain, label, range);
        }
        if let Some(opening) = opening(&plain, self.words) {
            return self.open(line, &plain, opening, range);
        }
        if let Place::Untitled(idx) = self.place {
            return self.late_title(idx, line, &plain, range);
        }
        if matches!(self.place, Place::Group { .. }) {
            return self.in_group(block, line, &plain, range);
        }
        let is_item = match self.mode {
            Mode::Labels { headed } => headed && level.is_some_and(|it| 2 <= it),
            Mode::Times => has_time(line),
            Mode::Headings => level.is_some_and(|it| 2 <= it),
            Mode::Bold => is_bold(block),
            Mode::Links => false,
        };
        if is_item {
            let item = item::item(ItemKind::Topic, &plain, &line.links_from(0), line.range.clone());
            self.section(item, line.range.clone());
        } else {
            self.rest(range, &plain, &line.links_from(0));
        }
    }

    /// `Brian #1: title`.
    fn labelled(&mut self, line: &Line, plain: &str, label: Label, range: Range<usize>) {
        let rest = &plain[label.end..];
        let mut item = item::item(ItemKind::Topic, rest, &line.links_from(label.end), range);
        (item.number, item.presenter) = (Some(label.number), label.presenter.clone());
        let opens_extras = opening(rest, self.words).is_some_and(|it| {
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
            OpeningKind::Boilerplate => {
                let guests = opening.title.to_lowercase().contains("guest");
                if guests {
                    self.guests(rest);
                }
                self.place = Place::Boilerplate(guests);
                self.prose(range);
            }
            OpeningKind::Items(ItemKind::Sponsor) => self.sponsor(line, plain, rest, range),
            OpeningKind::Items(kind) => {
                let presenter = opening.presenter;
                self.place = Place::Group { kind, presenter, last: None };
                self.read.parts.push(Part::Group(opening.title));
                if !rest.is_empty() {
                    self.inline_items(kind, line, opening.end, plain);
                }
            }
        }
    }

    /// Items on the line that opens their group. Several links joined by
    /// nothing but `&` are an item each.
    fn inline_items(&mut self, kind: ItemKind, line: &Line, from: usize, plain: &str) {
        let links = line.links_from(from);
        let rest = &plain[from..];
        let mut between = rest.to_owned();
        for link in &links {
            between = between.replacen(&link.text, "", 1);
        }
        let joined =
            between.split_whitespace().all(|it| matches!(it, "&" | "and" | "+" | "," | "/" | "|"));
        let title = line.source_from(from);
        if kind == ItemKind::Joke && 1 < links.len() && joined {
            for link in links {
                // The title is made of the link itself.
                let at = title.end..title.end;
                let text = link.text.clone();
                let item = item::item(kind, &text, &[link], title.clone());
                self.group_section(item, at);
            }
            return;
        }
        let item = item::item(kind, rest, &links, title.clone());
        self.group_section(item, title);
    }

    fn sponsor(&mut self, line: &Line, plain: &str, rest: &str, range: Range<usize>) {
        let links = line.links_from(0);
        let name = item::sponsor_name(rest);
        let url = links.first().map(|it| it.url.clone());
        let same =
            |it: &&Sponsor| Some(&it.name) == name.as_ref() || (url.is_some() && it.url == url);
        let known = self.read.sponsors.iter().any(|it| same(&it));
        let before = self.read.items.iter().position(|it| {
            it.kind == ItemKind::Sponsor
                && name.as_ref().is_some_and(|name| it.title.contains(name.as_str()))
        });
        if let Some(idx) = before {
            // The same sponsor again: a longer text about the one item.
            item::extend(&mut self.read.items[idx], plain, &links);
            self.prose(range);
            self.place = Place::Sponsor(idx);
            return;
        }
        if let Some(name) = name.filter(|_| !known) {
            self.read.sponsors.push(Sponsor { name, url });
        }
        let item = item::item(ItemKind::Sponsor, plain, &links, line.range.clone());
        let idx = self.section(item, line.range.clone());
        self.place = Place::Sponsor(idx);
    }

    fn late_title(&mut self, idx: usize, line: &Line, plain: &str, range: Range<usize>) {
        let late = item::item(ItemKind::Topic, plain, &line.links_from(0), line.range.clone());
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
                let links = line.links_from(from);
                let title = line.source_from(from);
                let item = item::item(kind, rest, &links, title.clone());
                self.group_section(item, title);
            }
            return;
        }
        let links = line.links_from(0);
        let link_text: usize = links.iter().map(|it| it.text.trim().len()).sum();
        let is_link = !links.is_empty() && plain.trim().len() <= link_text + 4;
        if kind == ItemKind::Joke && last.is_some() && is_answer(plain) {
            return self.rest(range, plain, &links);
        }
        let alone = matches!(block.kind, BlockKind::Heading(_)) || is_bold(block) || is_link;
        let first = last.is_none() && !plain.trim_end().ends_with(':');
        if first || (kind == ItemKind::Joke && alone) || (alone && !links.is_empty()) {
            let item = item::item(kind, plain, &links, line.range.clone());
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

    fn list(&mut self, block: &Block) {
        match self.place.clone() {
            Place::Group { kind, .. } => return self.bullets(kind, block, &|_| true),
            Place::Untitled(idx) => {
                if let Some(line) = block.entries.first().and_then(|it| it.lines.first()) {
                    let late = item::item(
                        ItemKind::Topic,
                        &line.plain(),
                        &line.links_from(0),
                        line.range.clone(),
                    );
                    let item = &mut self.read.items[idx];
                    (item.title, item.stated) = (late.title, item.stated.or(late.stated));
                    if let Some(Part::Section { title, .. }) = self.read.parts.last_mut() {
                        *title = line.range.clone();
                    }
                }
                self.place = Place::Item(idx);
            }
            Place::Boilerplate(guests) => {
                for entry in block.entries.iter().filter(|_| guests) {
                    let first = entry.links.first().map_or(entry.plain.as_str(), |it| &it.text);
                    self.guests(first);
                }
                return self.prose(block.range.clone());
            }
            Place::Sponsor(_) | Place::Item(_) | Place::Nowhere => {}
        }
        let below_item = matches!(self.place, Place::Item(_) | Place::Sponsor(_));
        match self.mode {
            Mode::Times
                if block.entries.iter().any(|it| it.lines.first().is_some_and(has_time)) =>
            {
                self.bullets(ItemKind::Topic, block, &|it| it.lines.first().is_some_and(has_time));
            }
            Mode::Links if !below_item && block.entries.iter().any(|it| !it.links.is_empty()) => {
                self.bullets(ItemKind::Topic, block, &|it| !it.links.is_empty());
            }
            _ => self.rest(block.range.clone(), &block.plain, &block.links),
        }
    }

    /// A list whose entries are items, where `is_item` says so.
    fn bullets(&mut self, kind: ItemKind, block: &Block, is_item: &dyn Fn(&Entry) -> bool) {
        let mut bullets = Vec::new();
        for entry in &block.entries {
            let plain = entry.lines.first().map(Line::plain).unwrap_or_default();
            let sub_head = self.sub_head(&plain);
            let text = &plain[sub_head.as_ref().map_or(0, |it| it.1)..];
            let is_answer =
                kind == ItemKind::Joke && is_answer(text) && !self.read.items.is_empty();
            let empty = entry.plain.trim().is_empty();
            let idx = (is_item(entry) && !is_answer && !empty).then(|| {
                let own = entry.lines.first().map(|it| it.links_from(0)).unwrap_or_default();
                let range = entry.range.clone();
                let mut item = item::item(
                    kind,
                    if text.trim().is_empty() { &entry.plain } else { text },
                    &own,
                    range,
                );
                let below = entry.plain.trim().strip_prefix(plain.trim()).unwrap_or(&entry.plain);
                let more: Vec<Link> =
                    entry.links.iter().filter(|it| !own.contains(it)).cloned().collect();
                item::extend(&mut item, below, &more);
                item.presenter = sub_head.map(|it| it.0).or_else(|| match &self.place {
                    Place::Group { presenter, .. } => presenter.clone(),
                    _ => None,
                });
                self.read.items.push(item);
                self.read.items.len() - 1
            });
            if let (None, Some(last), false) = (idx, self.read.items.last_mut(), empty)
                && is_answer
            {
                item::extend(last, &entry.plain, &entry.links);
            }
            bullets.push(Bullet { item: idx, body: entry.range.clone() });
        }
        if let Place::Group { last, .. } = &mut self.place {
            *last = self.read.items.len().checked_sub(1);
        }
        self.read.parts.push(Part::Bullets(bullets));
    }

    /// `Michael: text` in an entry.
    fn sub_head(&self, plain: &str) -> Option<(String, usize)> {
        let colon = plain.find(": ")?;
        let name = plain[..colon].trim();
        self.presenters.iter().any(|it| it == name).then(|| (name.to_owned(), colon + 2))
    }

    /// Text that opens nothing: the body of the item above, or prose.
    fn rest(&mut self, range: Range<usize>, plain: &str, links: &[Link]) {
        let idx = match &self.place {
            Place::Item(idx) | Place::Untitled(idx) | Place::Sponsor(idx) => Some(*idx),
            Place::Group { last, .. } => *last,
            Place::Nowhere | Place::Boilerplate(_) => None,
        };
        if let Place::Group { kind: ItemKind::Joke, presenter, last: None } = &self.place {
            // A joke that is a picture.
            let (kind, presenter) = (ItemKind::Joke, presenter.clone());
            let title = if plain.trim().is_empty() { "Joke" } else { plain };
            let item = Item { presenter, ..item::item(kind, title, links, range.clone()) };
            self.read.items.push(item);
            let last = self.read.items.len() - 1;
            self.place = Place::Group { kind, presenter: None, last: Some(last) };
            self.read.parts.push(Part::Bullets(vec![Bullet { item: Some(last), body: range }]));
            return;
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

    fn prose(&mut self, range: Range<usize>) {
        match self.read.parts.last_mut() {
            Some(Part::Prose(last)) => last.end = range.end,
            _ => self.read.parts.push(Part::Prose(range)),
        }
    }

    fn section(&mut self, item: Item, title: Range<usize>) -> usize {
        self.read.items.push(item);
        let idx = self.read.items.len() - 1;
        let body = title.end..title.end;
        self.read.parts.push(Part::Section { item: idx, title, body });
        self.place = Place::Item(idx);
        idx
    }

    /// A section inside the current group.
    fn group_section(&mut self, item: Item, title: Range<usize>) {
        let Place::Group { kind, presenter, .. } = self.place.clone() else { return };
        let item = Item { presenter: presenter.clone(), ..item };
        let idx = self.section(item, title);
        self.place = Place::Group { kind, presenter, last: Some(idx) };
    }

    fn guests(&mut self, names: &str) {
        for name in names.split([',', '&', '\n']).flat_map(|it| it.split(" and ")) {
            let name = name.trim().trim_matches(['*', ':', '.']).trim();
            if is_name(name) && 2 <= name.split_whitespace().count() {
                self.read.guests.push(name.to_owned());
            }
        }
    }
}

/// `A: …`, `via …`: goes on with the joke before it.
fn is_answer(text: &str) -> bool {
    let lower = text.trim_start_matches(['*', ' ']).to_lowercase();
    ["a:", "answer:", "via ", "- ", "from "].iter().any(|it| lower.starts_with(it))
}
