//! Show notes: Markdown in, items out.
//!
//! Podcasters mark their items in dozens of ways. The text is made plain
//! Markdown first ([`super::markup`]); then `stated` takes the times out of its
//! lines, so that nothing after it depends on them. What is left has labels
//! (`**Brian #1:** title`), or `plan` finds which rows and headings are items.
//! Beside them stand groups (`Extras`, `Joke`), sponsors and boilerplate, which
//! the vocabulary opens; `reader` walks over all of it.

mod bullets;
mod facts;
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

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::Date;

pub use heading::{Heading, heading};

use super::{front_matter, markdown, markup, transcript};
use crate::config::{AuthorHtml, Dialect, Vocabulary};
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Notes, Role, Sponsor};
use crate::time::Length;

/// A notes file, read; empty for an episode without one.
#[derive(Debug, Clone, Default)]
pub struct NotesDoc {
    /// What the author states.
    pub front: front_matter::FrontMatter,
    /// The first heading, taken apart.
    pub heading: Heading,
    /// Items and everything else.
    pub notes: Notes,
    /// Names under `Special guest` and `Hosts`.
    pub people: Vec<(Role, String)>,
    /// Who the notes say pays.
    pub sponsors: Vec<Sponsor>,
    /// The day that a line states: `Recorded on: …`.
    pub day: Option<Date>,
    /// The length that a line states: `Duration: …`.
    pub length: Option<Length>,
}

/// Reads show notes. With [`AuthorHtml::Unsafe`] their HTML stays what it is;
/// otherwise it is read as the Markdown it means.
pub fn parse(
    file: FileId,
    text: &str,
    (vocabulary, dialect): (&Vocabulary, &Dialect),
    html: AuthorHtml,
) -> Reported<NotesDoc> {
    let mut problems = Vec::new();
    // What is said in the episode is no part of its notes.
    let text = &*transcript::without(text);
    let split = front_matter::split(file, text, dialect).report_to(&mut problems);
    let written = with_front(&text[split.body..], &split.front);
    let plain = markup::plain(&written, html);
    // Spans of items are of the file: what front matter lists stands at its
    // end. Behind a repaired fence they may be off by the fence's length.
    let in_file = |at: usize| (split.body + plain.places.source(at)).min(text.len());
    let (markdown, opened) = markdown::close_fences(&plain.text);
    for at in opened {
        let span = Span::new(file, line_at(text, in_file(at)));
        problems.push(
            Diagnostic::warning("notes/open-fence", span, "the code fence is not closed").hint(
                "it is taken to end before the next item; put a line of three backticks there",
            ),
        );
    }
    problems.extend(escaped_html(file, &plain.text, in_file));
    let blocks = markdown::blocks(&markdown);
    let links = blocks.iter().flat_map(|it| it.links.clone()).collect();
    let video = split.front.youtube.as_ref().map(|it| it.value.as_str());
    let mut read = reader::read(blocks, vocabulary, video);
    for item in &mut read.items {
        item.span = in_file(item.span.start)..in_file(item.span.end);
    }
    let (day, length) = facts::facts(&markdown);
    let dropped = plain.dropped;
    let notes = Notes { items: read.items, parts: read.parts, links, dropped, markdown };
    let doc = NotesDoc {
        front: split.front,
        heading: read.heading,
        notes,
        people: read.people,
        sponsors: read.sponsors,
        day,
        length,
    };
    Reported { value: doc, problems }
}

/// The notes, and what front matter has of them: all of their text where there
/// is none, links that they lack.
fn with_front<'t>(body: &'t str, front: &front_matter::FrontMatter) -> Cow<'t, str> {
    let mut whole = match &front.text {
        Some(text) if body.trim().is_empty() => Cow::Owned(text.clone()),
        _ => Cow::Borrowed(body),
    };
    let lacks = |url: &&str| !whole.contains(*url);
    let links: String = front
        .links
        .iter()
        .filter_map(|it| Some((&it.name, it.url.as_deref().filter(lacks)?)))
        .map(|(name, url)| {
            let name = name.replace('[', "\\[").replace(']', "\\]");
            format!("- [{name}](<{}>)\n", url.replace(['<', '>', ' ', '\n'], ""))
        })
        .collect();
    if !links.is_empty() {
        whole.to_mut().push_str(&format!("\n\n{links}"));
    }
    whole
}

/// A plain page, read.
#[derive(Debug, Clone)]
pub struct PageText {
    /// From front matter, else the first heading.
    pub title: Option<String>,
    /// From front matter.
    pub slug: Option<String>,
    /// Its addresses in another generator, from front matter.
    pub addresses: Vec<String>,
    /// From front matter.
    pub summary: Option<String>,
    /// What follows front matter and heading.
    pub markdown: String,
    /// Tags of other generators that were left out, by name.
    pub dropped: Vec<String>,
}

/// Says that a body has so many tags that its HTML is shown as text.
fn escaped_html(file: FileId, body: &str, in_file: impl Fn(usize) -> usize) -> Option<Diagnostic> {
    let at = markdown::escaped_html(body)?;
    let span = Span::new(file, in_file(at.start)..in_file(at.end).max(in_file(at.start)));
    let message = format!("the text has more than {} tags of HTML", markdown::MAX_TAGS);
    Some(
        Diagnostic::warning("notes/too-much-html", span, message)
            .hint("its HTML is shown as text; write Markdown, or cut the text up"),
    )
}

/// Reads a plain page: front matter, a heading, Markdown.
pub fn parse_page(file: FileId, text: &str, html: AuthorHtml) -> Reported<PageText> {
    let mut problems = Vec::new();
    let split = front_matter::split(file, text, &Dialect::default());
    // Pages may have keys of other tools by the dozen.
    problems.extend(split.problems.into_iter().filter(|it| it.code != front_matter::UNUSED));
    let split = split.value;
    let plain = markup::plain(&text[split.body..], html);
    let body = plain.text.as_ref();
    let in_file = |at: usize| (split.body + plain.places.source(at)).min(text.len());
    problems.extend(escaped_html(file, body, in_file));
    let first = markdown::blocks(body).into_iter().next();
    let heading = first.filter(|it| it.kind == markdown::BlockKind::Heading(1));
    let cut = heading.as_ref().map_or(0, |it| it.range.end);
    let page = PageText {
        title: split
            .front
            .title
            .map(|it| it.value)
            .or(heading.map(|it| it.plain.trim().to_owned())),
        slug: split.front.slug.map(|it| it.value),
        addresses: split
            .front
            .address
            .url
            .into_iter()
            .chain(split.front.aliases.into_iter().map(|it| it.value))
            .collect(),
        summary: split.front.summary,
        markdown: body[cut..].to_owned(),
        dropped: plain.dropped,
    };
    Reported { value: page, problems }
}

fn line_at(text: &str, at: usize) -> Range<usize> {
    let mut at = at;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at..text[at..].find('\n').map_or(text.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Titles and addresses of items, and how many state a time.
    fn items(text: &str) -> (Vec<(String, Option<String>)>, usize) {
        let words = Vocabulary::default();
        let notes = parse(FileId(0), text, (&words, &Dialect::default()), AuthorHtml::Sanitised)
            .value
            .notes;
        let stated = notes.items.iter().filter(|it| it.stated.is_some()).count();
        (notes.items.into_iter().map(|it| (it.title, it.url)).collect(), stated)
    }

    #[test]
    fn addresses_are_whole_whatever_signs_are_in_them() {
        let url = "https://x.example/din_alt1/A_B*c*_%D0%B1_(d)";
        let (got, _) =
            items(&format!("Week.\n\n- Kettles {url}\n- Bells https://y.example/_a_/\n"));
        let urls: Vec<_> = got.iter().filter_map(|it| it.1.as_deref()).collect();
        assert_eq!(urls, [url, "https://y.example/_a_/"], "{got:?}");
        assert_eq!(got[0].0, "Kettles");
    }

    /// `@` stands for a time in front, `#` for one behind.
    #[test]
    fn items_do_not_depend_on_their_times() {
        for form in [
            "We talk.\n\n## Show Notes\n\n- @A kettle\n- @[A bell](https://b.example)\n- @Cups\n",
            "We talk about it.\n\n@A kettle\n@Bells of Basel\n@Cups and more\n@Wrap up\n",
            "## Chapters\n\n@A kettle\n\n@Bells of Basel\n\n@Why cups break\n",
            "## Sprungmarken\n\n* A kettle#\n* [A bell](https://b.example)#\n* Cups#\n",
            "**Ann #1:** @[A kettle](https://a.example)\n\n**Bob #2:** @Bells\n",
            "**Ann #1:** @A kettle\n\n**Extras**\n\n- @[A bell](https://b.example)\n- Ann: @Cups\n",
            "### @Kettles\n\nA long text about kettles.\n\n### @Bells\n\nA long text about bells.\n",
            "- [A kettle](https://a.example)#\n- [A bell](https://b.example)#\n- Cups#\n",
        ] {
            let (mut with, mut n) = (String::new(), 0);
            for part in form.split_inclusive(['@', '#']) {
                // Headings and labels have the same sign.
                let (text, mark) = part.split_at(part.len() - 1);
                let is_behind = mark == "#" && text.ends_with([')', 'e', 'p', 's']);
                match mark {
                    "@" => with.push_str(&format!("{text}0{n}:10 ")),
                    "#" if is_behind => with.push_str(&format!("{text} - 0{n}:10")),
                    _ => with.push_str(part),
                }
                n += usize::from(mark == "@" || is_behind);
            }
            let without = with.clone();
            let without = (0..n).fold(without, |it, n| {
                it.replace(&format!("0{n}:10 "), "").replace(&format!(" - 0{n}:10"), "")
            });
            let ((timed, stated), (untimed, none)) = (items(&with), items(&without));
            assert_eq!(timed, untimed, "{with}");
            assert_eq!((stated, none, timed.len()), (n, 0, n), "{with}");
        }
    }
}
