//! Markdown as the notes parser sees it: blocks, lines, runs, with places.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::model::Link;
use crate::schemes;

mod closing_tags;
mod fences;
mod line;
mod picture;

pub use closing_tags::ClosingTags;
pub use fences::close_fences;
pub use line::{Line, Run};
pub use picture::pictures;

/// Markdown beyond CommonMark that notes may use.
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// Tags of raw HTML that a text may have. With more it is shown as text:
/// sanitising takes quadratic time over depth.
pub const MAX_TAGS: usize = 5_000;

/// Whether a text may have more than [`MAX_TAGS`] tags: code counts too, since
/// this must be quick.
#[must_use]
pub fn has_too_many_tags(text: &str) -> bool {
    text.bytes().filter(|it| *it == b'<').nth(MAX_TAGS).is_some()
}

/// Where the first tag is of a text whose HTML is shown as text.
#[must_use]
pub fn escaped_html(text: &str) -> Option<Range<usize>> {
    if !has_too_many_tags(text) {
        return None;
    }
    let mut events = Parser::new_ext(text, options()).into_offset_iter();
    events.find(|it| matches!(it.0, Event::Html(_) | Event::InlineHtml(_))).map(|it| it.1)
}

/// A block at the top level of a text.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes.
    pub range: Range<usize>,
    /// Its lines, for headings and paragraphs.
    pub lines: Vec<Line>,
    /// Its entries, for lists.
    pub entries: Vec<Entry>,
    /// Every link in it.
    pub links: Vec<Link>,
    /// Its text without markup.
    pub plain: String,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A list of any kind.
    List,
    /// Code, quotations, tables, rules, HTML.
    Other,
}

/// An entry of a list.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Bytes of its content.
    pub range: Range<usize>,
    /// The lines of its first paragraph.
    pub lines: Vec<Line>,
    /// Every link in it, nested ones too.
    pub links: Vec<Link>,
    /// All its text without markup.
    pub plain: String,
    /// Entries of the lists in it, down to [`DEEPEST`].
    pub entries: Vec<Entry>,
}

/// Lists in lists have entries of their own down to here.
const DEEPEST: usize = 4;

/// Cuts a text into its blocks.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for (event, range) in events(text) {
        reader.event(event, range);
    }
    reader.blocks
}

/// What comes along when an address is copied, and is no part of it: a byte
/// order mark, blanks and joiners of no width.
const INVISIBLE: [char; 4] = ['\u{feff}', '\u{200b}', '\u{200e}', '\u{2060}'];

/// The events of a text with their places. Pieces of text that stand in the
/// source as they are, one behind the other, are one: the parser cuts at signs
/// that might have meant something, amid addresses too.
#[must_use]
pub fn events(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    let mut all: Vec<(Event<'_>, Range<usize>)> = Vec::new();
    let mut closed: Option<ClosingTags<'_>> = None;
    for (mut event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &mut event {
            let bare = dest_url.trim_matches(INVISIBLE);
            if bare.len() < dest_url.len() {
                *dest_url = bare.to_owned().into();
            }
        }
        if let Event::InlineHtml(tag) = &event
            && closed.get_or_insert_with(|| ClosingTags::of(text)).lack(tag)
        {
            event = Event::Text(text[range.clone()].into());
        }
        let is_plain = |event: &Event<'_>, range: &Range<usize>| matches!(event, Event::Text(it) if it.len() == range.len());
        match all.last_mut() {
            Some((last, at))
                if at.end == range.start && is_plain(last, at) && is_plain(&event, &range) =>
            {
                at.end = range.end;
                *last = Event::Text(text[at.clone()].into());
            }
            _ => all.push((event, range)),
        }
    }
    all
}

/// The text of the first heading, if the text begins with one.
#[must_use]
pub fn first_heading(text: &str) -> Option<String> {
    // A heading ends before a blank line.
    let start = text.trim_start();
    let first = |it: &str| blocks(it.get(..4000).unwrap_or(it)).into_iter().next();
    // Definitions of links are no blocks.
    let above = start.split_once("\n\n").and_then(|it| first(it.0));
    let first = above.or_else(|| first(start))?;
    matches!(first.kind, BlockKind::Heading(1 | 2)).then_some(first.plain)
}

/// Letters that a paragraph must have to say what a text is about.
const TELLING: usize = 25;

/// How far into a text, in bytes, its first paragraph is looked for.
const OPENING: usize = 8_000;

/// The first paragraph that says something, without markup and in whole words,
/// of at most `letters` characters: a description for want of a stated one.
#[must_use]
pub fn opening(text: &str, letters: usize) -> Option<String> {
    let start = text.get(..text.floor_char_boundary(OPENING)).unwrap_or(text);
    let tells = |it: &&Block| {
        let said = it.plain.chars().filter(|it| it.is_alphanumeric()).count();
        it.kind == BlockKind::Paragraph && TELLING <= said
    };
    let blocks = blocks(start);
    let words: Vec<&str> = blocks.iter().find(tells)?.plain.split_whitespace().collect();
    let text = words.join(" ");
    let Some((end, _)) = text.char_indices().nth(letters) else { return Some(text) };
    // Some scripts put no blanks between words.
    let end = text[..end].rfind(' ').filter(|it| end <= it * 2).unwrap_or(end);
    Some(format!("{}…", &text[..end]))
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Open tags.
    depth: usize,
    /// Open list entries.
    entry_depth: usize,
    /// Those of them that are kept, outermost first, each with the paragraphs
    /// met in it.
    open: Vec<(Entry, usize)>,
    strong: usize,
    url: Option<String>,
    in_image: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) | Event::Code(text) => self.text(&text, range),
            Event::SoftBreak | Event::HardBreak => self.line_break(&range),
            Event::Rule | Event::Html(_) if self.depth == 0 => {
                self.open(BlockKind::Other, range);
            }
            _ => {}
        }
    }

    fn open(&mut self, kind: BlockKind, range: Range<usize>) {
        self.blocks.push(Block {
            kind,
            range,
            lines: Vec::new(),
            entries: Vec::new(),
            links: Vec::new(),
            plain: String::new(),
        });
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        if self.depth == 0 {
            let kind = match tag {
                Tag::Heading { level, .. } => BlockKind::Heading(number(*level)),
                Tag::Paragraph => BlockKind::Paragraph,
                Tag::List(_) => BlockKind::List,
                _ => BlockKind::Other,
            };
            self.open(kind, range.clone());
        }
        self.depth += 1;
        match tag {
            Tag::Item => {
                // An entry within an entry: its words are not the next word of
                // the one around it.
                self.space();
                self.entry_depth += 1;
                if self.entry_depth <= DEEPEST {
                    self.open.push((Entry { range, ..Entry::default() }, 0));
                }
            }
            Tag::Paragraph if self.entry_depth == self.open.len() => {
                if let Some((_, paragraphs)) = self.open.last_mut() {
                    *paragraphs += 1;
                }
            }
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, link_type, .. } => {
                let mail = *link_type == LinkType::Email;
                let url = if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                // A link that runs or reads the reader's files is text.
                self.url = Some(url).filter(|it| schemes::is_safe(it));
                self.link();
            }
            Tag::Image { .. } => self.in_image = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        self.depth -= 1;
        match tag {
            TagEnd::Item => self.end_entry(),
            TagEnd::Strong => {
                self.strong -= 1;
                self.extend_line(range.end);
            }
            TagEnd::Link => {
                self.url = None;
                self.extend_line(range.end);
            }
            TagEnd::Emphasis | TagEnd::Strikethrough => self.extend_line(range.end),
            TagEnd::Image => self.in_image = false,
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Heading(_) | TagEnd::TableCell => {
                self.space()
            }
            _ => {}
        }
        if let Some(block) = self.blocks.last_mut().filter(|_| self.depth == 0) {
            block.range.end = block.range.end.max(range.end);
        }
    }

    fn end_entry(&mut self) {
        if self.entry_depth == self.open.len()
            && let Some((entry, _)) = self.open.pop()
        {
            match (self.open.last_mut(), self.blocks.last_mut()) {
                (Some((parent, _)), _) => parent.entries.push(entry),
                (None, Some(block)) => block.entries.push(entry),
                (None, None) => {}
            }
        }
        self.entry_depth -= 1;
    }

    fn extend_line(&mut self, end: usize) {
        if let Some(line) = self.lines().and_then(|it| it.last_mut()) {
            line.range.end = line.range.end.max(end);
        }
    }

    fn link(&mut self) {
        let Some(url) = self.url.clone() else { return };
        let link = Link { url, text: String::new() };
        for (entry, _) in &mut self.open {
            entry.links.push(link.clone());
        }
        if let Some(block) = self.blocks.last_mut() {
            block.links.push(link);
        }
    }

    fn space(&mut self) {
        let Some(block) = self.blocks.last_mut() else { return };
        let entries = self.open.iter_mut().map(|it| &mut it.0.plain);
        for plain in std::iter::once(&mut block.plain).chain(entries) {
            if !plain.is_empty() && !plain.ends_with('\n') {
                plain.push('\n');
            }
        }
    }

    /// The line that text belongs to now: of the block itself, or of the first
    /// paragraph of an entry.
    fn lines(&mut self) -> Option<&mut Vec<Line>> {
        let is_kept = self.entry_depth == self.open.len();
        let block = self.blocks.last_mut()?;
        match block.kind {
            BlockKind::Heading(_) | BlockKind::Paragraph => Some(&mut block.lines),
            BlockKind::List if is_kept => {
                let (entry, _) = self.open.last_mut().filter(|it| it.1 <= 1)?;
                Some(&mut entry.lines)
            }
            _ => None,
        }
    }

    /// Where the first line of the block or entry at hand begins.
    fn start_of_lines(&self) -> usize {
        let Some(block) = self.blocks.last() else { return 0 };
        match self.open.last() {
            Some((entry, _)) => entry.range.start,
            None => block.range.start,
        }
    }

    fn line_break(&mut self, range: &Range<usize>) {
        // An editor wrapped the text of a link: that is one line.
        if self.url.is_some() {
            return self.text(" ", range.clone());
        }
        self.space();
        if let Some(lines) = self.lines() {
            if let Some(line) = lines.last_mut() {
                line.range.end = range.start;
            }
            lines.push(Line { range: range.end..range.end, from: range.end, ..Line::default() });
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.in_image {
            return;
        }
        let run =
            Run { text: text.to_owned(), range, url: self.url.clone(), strong: 0 < self.strong };
        let start = self.start_of_lines();
        if let Some(lines) = self.lines() {
            if lines.is_empty() {
                lines.push(Line { range: start..start, from: start, ..Line::default() });
            }
            if let Some(line) = lines.last_mut() {
                line.range.end = line.range.end.max(run.range.end);
                line.runs.push(run);
            }
        }
        let in_link = self.url.is_some();
        for (entry, _) in &mut self.open {
            entry.plain.push_str(text);
            if let Some(link) = entry.links.last_mut().filter(|_| in_link) {
                link.text.push_str(text);
            }
        }
        let Some(block) = self.blocks.last_mut() else { return };
        block.plain.push_str(text);
        if let Some(link) = block.links.last_mut().filter(|_| in_link) {
            link.text.push_str(text);
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}
