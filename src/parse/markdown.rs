//! Markdown as the notes parser sees it: blocks, lines, runs, with places.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::model::Link;

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

/// A line of a heading or paragraph.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Bytes of the source, marks included.
    pub range: Range<usize>,
    /// In the order of the text.
    pub runs: Vec<Run>,
}

/// A stretch of text in one style.
#[derive(Debug, Clone)]
pub struct Run {
    /// Without markup.
    pub text: String,
    /// Bytes of the source.
    pub range: Range<usize>,
    /// The address, inside a link.
    pub url: Option<String>,
    /// Bold.
    pub strong: bool,
}

/// An entry of a list at the top level.
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
}

impl Line {
    /// The text without markup.
    #[must_use]
    pub fn plain(&self) -> String {
        self.runs.iter().map(|it| it.text.as_str()).collect()
    }

    /// The bytes of the source from the one that stands for byte `at` of
    /// [`Line::plain`]; marks that open there are included.
    #[must_use]
    pub fn source_from(&self, at: usize) -> Range<usize> {
        let mut left = at;
        let mut before = self.range.start;
        for run in &self.runs {
            if left == 0 {
                return before..self.range.end;
            }
            if left < run.text.len() {
                // Entities make text and source differ in length; then the run
                // is taken as a whole.
                let same = run.text.len() == run.range.len();
                return run.range.start + if same { left } else { 0 }..self.range.end;
            }
            left -= run.text.len();
            before = run.range.end;
        }
        self.range.end..self.range.end
    }

    /// Links of the line behind byte `at` of [`Line::plain`]; neighbours with
    /// one address are one link.
    #[must_use]
    pub fn links_from(&self, at: usize) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        let mut offset = 0;
        for run in &self.runs {
            offset += run.text.len();
            let Some(url) = run.url.as_ref().filter(|_| at < offset) else { continue };
            match links.last_mut().filter(|it| it.url == *url) {
                Some(last) => last.text.push_str(&run.text),
                None => links.push(Link { url: url.clone(), text: run.text.clone() }),
            }
        }
        links
    }

    /// Whether every visible run is bold.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        let mut visible = self.runs.iter().filter(|it| !it.text.trim().is_empty()).peekable();
        visible.peek().is_some() && visible.all(|it| it.strong || it.text.trim() == ":")
    }
}

/// Cuts a text into its blocks.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        reader.event(event, range);
    }
    reader.blocks
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

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Open tags.
    depth: usize,
    /// Open list entries.
    entry_depth: usize,
    /// Paragraphs met in the current entry.
    entry_paragraphs: usize,
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
                if self.entry_depth == 1 {
                    self.entry_paragraphs = 0;
                    if let Some(block) = self.blocks.last_mut() {
                        block.entries.push(Entry { range, ..Entry::default() });
                    }
                }
            }
            Tag::Paragraph if self.entry_depth == 1 => self.entry_paragraphs += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, link_type, .. } => {
                let mail = *link_type == LinkType::Email;
                self.url =
                    Some(if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() });
                self.link();
            }
            Tag::Image { .. } => self.in_image = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        self.depth -= 1;
        match tag {
            TagEnd::Item => self.entry_depth -= 1,
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

    fn extend_line(&mut self, end: usize) {
        if let Some(line) = self.lines().and_then(|it| it.last_mut()) {
            line.range.end = line.range.end.max(end);
        }
    }

    fn link(&mut self) {
        let Some(url) = self.url.clone() else { return };
        let link = Link { url, text: String::new() };
        if let Some(block) = self.blocks.last_mut() {
            if let Some(entry) = block.entries.last_mut().filter(|_| 0 < self.entry_depth) {
                entry.links.push(link.clone());
            }
            block.links.push(link);
        }
    }

    fn space(&mut self) {
        let Some(block) = self.blocks.last_mut() else { return };
        let entry = block.entries.last_mut().map(|it| &mut it.plain);
        for plain in std::iter::once(&mut block.plain).chain(entry) {
            if !plain.is_empty() && !plain.ends_with('\n') {
                plain.push('\n');
            }
        }
    }

    /// The line that text belongs to now: of the block itself, or of the first
    /// paragraph of an entry at the top level.
    fn lines(&mut self) -> Option<&mut Vec<Line>> {
        let (entry_depth, paragraphs) = (self.entry_depth, self.entry_paragraphs);
        let block = self.blocks.last_mut()?;
        match block.kind {
            BlockKind::Heading(_) | BlockKind::Paragraph => Some(&mut block.lines),
            BlockKind::List if entry_depth == 1 && paragraphs <= 1 => {
                Some(&mut block.entries.last_mut()?.lines)
            }
            _ => None,
        }
    }

    /// Where the first line of the block or entry at hand begins.
    fn start_of_lines(&self) -> usize {
        let Some(block) = self.blocks.last() else { return 0 };
        match block.entries.last().filter(|_| 0 < self.entry_depth) {
            Some(entry) => entry.range.start,
            None => block.range.start,
        }
    }

    fn line_break(&mut self, range: &Range<usize>) {
        self.space();
        if let Some(lines) = self.lines() {
            if let Some(line) = lines.last_mut() {
                line.range.end = range.start;
            }
            lines.push(Line { range: range.end..range.end, runs: Vec::new() });
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
                lines.push(Line { range: start..start, runs: Vec::new() });
            }
            if let Some(line) = lines.last_mut() {
                line.range.end = line.range.end.max(run.range.end);
                line.runs.push(run);
            }
        }
        let (in_link, in_entry) = (self.url.is_some(), 0 < self.entry_depth);
        let Some(block) = self.blocks.last_mut() else { return };
        block.plain.push_str(text);
        if let Some(link) = block.links.last_mut().filter(|_| in_link) {
            link.text.push_str(text);
        }
        if let Some(entry) = block.entries.last_mut().filter(|_| in_entry) {
            entry.plain.push_str(text);
            if let Some(link) = entry.links.last_mut().filter(|_| in_link) {
                link.text.push_str(text);
            }
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// Closes code fences that their author left open, so that one of them does
/// not swallow the rest of the notes. Returns the byte where each was left
/// open.
#[must_use]
pub fn close_fences(text: &str) -> (String, Vec<usize>) {
    let mut repaired = String::with_capacity(text.len());
    let mut opened: Vec<usize> = Vec::new();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut open: Option<(&str, usize)> = None;
    let later = closing_fences_after(&lines);
    for (idx, line) in lines.iter().enumerate() {
        let body = line.trim();
        let marks = &body[..body.len() - body.trim_start_matches(['`', '~']).len()];
        // Fences come in pairs: an even number ahead closes none of ours.
        let unclosed = later[idx].is_multiple_of(2);
        match open {
            None if 3 <= marks.len() && !body[marks.len()..].contains('`') => {
                open = Some((if marks.starts_with('~') { "~~~" } else { "```" }, repaired.len()));
            }
            None => {}
            Some((fence, _)) if marks.starts_with(fence) && marks.len() == body.len() => {
                open = None
            }
            // The fence stands at the end of the last code line.
            Some((fence, _)) if body.ends_with(fence) && unclosed => {
                let end = line.trim_end();
                repaired.push_str(&end[..end.len() - fence.len()]);
                repaired.push_str(&format!("\n{fence}\n"));
                open = None;
                continue;
            }
            Some((fence, at)) if is_item_line(body) && unclosed => {
                opened.push(at);
                repaired.push_str(&format!("{fence}\n\n"));
                open = None;
            }
            Some(_) => {}
        }
        repaired.push_str(line);
    }
    (repaired, opened)
}

/// For each line, how many bare fences follow before one with a language,
/// which can only open a block.
fn closing_fences_after(lines: &[&str]) -> Vec<usize> {
    let mut n_fences = 0;
    let mut counts: Vec<usize> = lines
        .iter()
        .rev()
        .map(|line| {
            let before = n_fences;
            if let Some(rest) = line.trim().strip_prefix("```") {
                n_fences = if rest.trim_matches('`').is_empty() { n_fences + 1 } else { 0 };
            }
            before
        })
        .collect();
    counts.reverse();
    counts
}

fn is_item_line(line: &str) -> bool {
    (line.starts_with("**") || line.starts_with("## ")) && line.contains('#') && line.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_source() {
        let text = "**Ann #1:** [**X** y](u) &amp; z\nsecond";
        let block = &blocks(text)[0];
        assert_eq!(block.lines[0].plain(), "Ann #1: X y & z");
        let title = block.lines[0].source_from("Ann #1: ".len());
        assert_eq!(&text[title], "[**X** y](u) &amp; z");
        assert_eq!(block.lines[0].links_from(0), [Link { url: "u".into(), text: "X y".into() }]);
        assert_eq!(block.lines[1].plain(), "second");
    }

    #[test]
    fn open_fences_end_before_the_next_item() {
        let (text, opened) = close_fences("```\na = 1]```\nb\n\n**Ann #2:** x\n");
        assert_eq!(text, "```\na = 1]\n```\nb\n\n**Ann #2:** x\n");
        assert!(opened.is_empty());
        let (text, opened) = close_fences("x\n```py\na\n\n**Ann #2:** x\n");
        assert_eq!((text.as_str(), opened), ("x\n```py\na\n\n```\n\n**Ann #2:** x\n", vec![2]));
        let sound = "```\n## a #b: c\n```\ntext\n";
        assert_eq!(close_fences(sound).0, sound);
    }
}
