//! Show notes: Markdown in, items out.
//!
//! Podcasters mark their items in dozens of ways. The reader knows four:
//! labels (`**Brian #1:** title`), lines that begin with a time, bold or
//! headed paragraphs, and lists of links, in this order: the first that a text
//! uses is taken for all of it. Beside them stand groups (`Extras`, `Joke`),
//! sponsors and boilerplate, which the vocabulary of the settings opens.

mod bullets;
mod group;
mod heading;
mod item;
mod label;
mod mode;
mod plan;
mod reader;
mod rows;
mod sponsor;
mod stated;

use std::ops::Range;

pub use heading::{Heading, heading};

use super::{front_matter, markdown, transcript};
use crate::config::Vocabulary;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Notes, Sponsor};

/// A notes file, read; empty for an episode without one.
#[derive(Debug, Clone, Default)]
pub struct NotesDoc {
    /// What the author states.
    pub front: front_matter::FrontMatter,
    /// The first heading, taken apart.
    pub heading: Heading,
    /// Items and everything else.
    pub notes: Notes,
    /// Names under `Special guest`.
    pub guests: Vec<String>,
    /// Who the notes say pays.
    pub sponsors: Vec<Sponsor>,
}

/// Reads show notes.
pub fn parse(file: FileId, text: &str, vocabulary: &Vocabulary) -> Reported<NotesDoc> {
    let mut problems = Vec::new();
    // What is said in the episode is no part of its notes.
    let text = &*transcript::without(text);
    let split = front_matter::split(file, text).report_to(&mut problems);
    let (markdown, opened) = markdown::close_fences(&text[split.body..]);
    for at in opened {
        let at = split.body + at.min(text.len() - split.body);
        let span = Span::new(file, line_at(text, at));
        problems.push(
            Diagnostic::warning("notes/open-fence", span, "the code fence is not closed").hint(
                "it is taken to end before the next item; put a line of three backticks there",
            ),
        );
    }
    problems.extend(escaped_html(file, split.body, &text[split.body..]));
    let blocks = markdown::blocks(&markdown);
    let links = blocks.iter().flat_map(|it| it.links.clone()).collect();
    let mut read = reader::read(blocks, vocabulary);
    // Spans of items are of the file. Behind a repaired fence they may be off
    // by the fence's length.
    let in_file = |at: usize| (split.body + at).min(text.len());
    for item in &mut read.items {
        item.span = in_file(item.span.start)..in_file(item.span.end);
    }
    let notes = Notes { items: read.items, parts: read.parts, links, markdown };
    let doc = NotesDoc {
        front: split.front,
        heading: read.heading,
        notes,
        guests: read.guests,
        sponsors: read.sponsors,
    };
    Reported { value: doc, problems }
}

/// A plain page, read.
#[derive(Debug, Clone)]
pub struct PageText {
    /// From front matter, else the first heading.
    pub title: Option<String>,
    /// From front matter.
    pub slug: Option<String>,
    /// From front matter.
    pub summary: Option<String>,
    /// What follows front matter and heading.
    pub markdown: String,
}

/// Says that a body has so many tags that its HTML is shown as text.
fn escaped_html(file: FileId, start: usize, body: &str) -> Option<Diagnostic> {
    let at = markdown::escaped_html(body)?;
    let span = Span::new(file, start + at.start..start + at.end);
    let message = format!("the text has more than {} tags of HTML", markdown::MAX_TAGS);
    Some(
        Diagnostic::warning("notes/too-much-html", span, message)
            .hint("its HTML is shown as text; write Markdown, or cut the text up"),
    )
}

/// Reads a plain page: front matter, a heading, Markdown.
pub fn parse_page(file: FileId, text: &str) -> Reported<PageText> {
    let mut problems = Vec::new();
    let split = front_matter::split(file, text).report_to(&mut problems);
    problems.extend(escaped_html(file, split.body, &text[split.body..]));
    let value = {
        let body = &text[split.body..];
        let first = markdown::blocks(body).into_iter().next();
        let heading = first.filter(|it| it.kind == markdown::BlockKind::Heading(1));
        let cut = heading.as_ref().map_or(0, |it| it.range.end);
        PageText {
            title: split
                .front
                .title
                .map(|it| it.value)
                .or(heading.map(|it| it.plain.trim().to_owned())),
            slug: split.front.slug.map(|it| it.value),
            summary: split.front.summary,
            markdown: body[cut..].to_owned(),
        }
    };
    Reported { value, problems }
}

fn line_at(text: &str, at: usize) -> Range<usize> {
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at..text[at..].find('\n').map_or(text.len(), |length| at + length)
}
