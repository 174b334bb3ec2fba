//! Writes the events of notes as HTML: links checked, times linked, pictures
//! of others left out, tables without inline styles.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Tag, TagEnd, html};

use super::escape::escape;
use super::highlight::highlight;
use super::markdown::{Frame, Setting};
use crate::parse::inline_time;
use crate::schemes::{is_external, is_safe};
use crate::time::Timestamp;

/// The part of a text that lies in a range.
pub(super) fn cut<'e>(
    text: &'e CowStr<'_>,
    at: &Range<usize>,
    range: &Range<usize>,
) -> std::borrow::Cow<'e, str> {
    if range.start <= at.start && at.end <= range.end || text.len() != at.len() {
        return text.as_ref().into();
    }
    let from = range.start.saturating_sub(at.start);
    let to = text.len() - at.end.saturating_sub(range.end);
    text.get(from..to).unwrap_or(text).into()
}

/// Tags that may be open at a time; what stands deeper loses its own. Browsers,
/// and sanitisers, take quadratic time over depth.
const MAX_DEPTH: usize = 64;

/// The class of a cell: an inline style would break the site's own policy.
fn class(column: Alignment) -> Option<&'static str> {
    match column {
        Alignment::None => None,
        Alignment::Left => Some("align-left"),
        Alignment::Center => Some("align-center"),
        Alignment::Right => Some("align-right"),
    }
}

/// Turns events of a text into events of its HTML.
pub(super) struct Writer<'t> {
    out: Vec<Event<'t>>,
    /// Open tags of blocks that were written.
    depth: usize,
    /// Open tags that were left out: they stand too deep.
    skipped: usize,
    /// Open emphasis.
    inline: usize,
    /// How the columns of the table at hand are aligned.
    columns: Vec<Alignment>,
    /// The tag of its cells, and the column of the next; `None` outside.
    cell: Option<(&'static str, usize)>,
    /// A paragraph was opened around loose text.
    loose: bool,
    /// Inside a link; false if it was dropped.
    link: Option<bool>,
    /// Language and text of the code block at hand.
    code: Option<(String, String)>,
    /// Address and alternative text of the image at hand.
    image: Option<(String, String)>,
    frame: Frame,
    setting: Setting,
    until: Option<Timestamp>,
    picture: &'static str,
}

impl<'t> Writer<'t> {
    /// Begins a part; `until` and `picture` are those of the text.
    pub(super) fn new(
        frame: Frame,
        setting: Setting,
        until: Option<Timestamp>,
        picture: &'static str,
    ) -> Self {
        Self {
            out: Vec::new(),
            depth: 0,
            skipped: 0,
            inline: 0,
            loose: false,
            columns: Vec::new(),
            cell: None,
            link: None,
            code: None,
            image: None,
            frame,
            setting,
            until,
            picture,
        }
    }

    /// The HTML of all events.
    pub(super) fn html(mut self) -> String {
        self.close_loose();
        let mut rendered = String::new();
        html::push_html(&mut rendered, self.out.into_iter());
        rendered
    }

    /// Takes an event of the text, which lies at `at`; `range` is the part.
    pub(super) fn event(&mut self, event: Event<'t>, at: &Range<usize>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                let text = cut(&text, at, range).into_owned();
                self.text(&text);
            }
            Event::SoftBreak | Event::HardBreak if self.depth == 0 && self.out.is_empty() => {}
            Event::SoftBreak if self.frame == Frame::Inline => self.push(Event::Text(" ".into())),
            Event::Html(_) | Event::Rule => {
                self.close_loose();
                self.out.push(event);
            }
            event => self.push(event),
        }
    }

    /// Writes an inline event; outside of every block it opens a paragraph.
    fn push(&mut self, event: Event<'t>) {
        if self.depth == 0 && self.frame == Frame::Blocks && !self.loose {
            self.out.push(Event::Start(Tag::Paragraph));
            self.loose = true;
        }
        self.out.push(event);
    }

    fn close_loose(&mut self) {
        if std::mem::take(&mut self.loose) {
            self.out.push(Event::End(TagEnd::Paragraph));
        }
    }

    fn start(&mut self, tag: Tag<'t>) {
        match tag {
            Tag::CodeBlock(kind) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '{']).next().unwrap_or_default()
                    }
                    CodeBlockKind::Indented => "",
                };
                self.code = Some((info.to_lowercase(), String::new()));
            }
            Tag::Image { dest_url, .. } => self.image = Some((dest_url.to_string(), String::new())),
            Tag::Link { dest_url, link_type, .. } => {
                let mail = link_type == pulldown_cmark::LinkType::Email;
                let url = if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                let safe = is_safe(&url);
                self.link = Some(safe);
                if let Some(time) = inline_time::of_fragment(&url) {
                    let seconds = time.whole_seconds();
                    self.push(raw(format!("<a class=\"time\" href=\"#t={seconds}\">")));
                } else if safe {
                    self.push(raw(anchor(&url, self.setting.sponsored)));
                }
            }
            Tag::Strong if self.frame == Frame::Inline => {}
            Tag::Paragraph | Tag::Heading { .. } if self.frame == Frame::Inline => {}
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {
                self.inline += 1;
                if self.inline <= MAX_DEPTH {
                    self.push(Event::Start(tag));
                }
            }
            _ if MAX_DEPTH <= self.depth => self.skipped += 1,
            tag => {
                self.close_loose();
                self.depth += 1;
                self.block(tag);
            }
        }
    }

    /// Opens a block.
    fn block(&mut self, tag: Tag<'t>) {
        let html = match tag {
            // Attributes behind a heading (`{onclick=…}`) are nobody's to set.
            Tag::Heading { level, .. } => {
                let (id, classes, attrs) = (None, Vec::new(), Vec::new());
                self.out.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                return;
            }
            // A wide table scrolls, and what scrolls must be reachable by keyboard.
            Tag::Table(columns) => {
                self.columns = columns;
                "<div class=\"scroll\" tabindex=\"0\"><table>".to_owned()
            }
            Tag::TableHead => {
                self.cell = Some(("th", 0));
                "<thead><tr>".to_owned()
            }
            Tag::TableRow => {
                self.cell = Some(("td", 0));
                "<tr>".to_owned()
            }
            Tag::TableCell => {
                let (name, nth) = self.cell.unwrap_or(("td", 0));
                self.cell = Some((name, nth + 1));
                match self.columns.get(nth).and_then(|it| class(*it)) {
                    Some(class) => format!("<{name} class=\"{class}\">"),
                    None => format!("<{name}>"),
                }
            }
            tag => {
                self.out.push(Event::Start(tag));
                return;
            }
        };
        self.out.push(Event::Html(html.into()));
    }

    /// Closes a block.
    fn end_block(&mut self, tag: TagEnd) {
        let html = match tag {
            TagEnd::Heading(level) => {
                self.out.push(Event::End(TagEnd::Heading(level)));
                return;
            }
            TagEnd::Table => "</tbody></table></div>\n".to_owned(),
            TagEnd::TableHead => "</tr></thead><tbody>\n".to_owned(),
            TagEnd::TableRow => "</tr>\n".to_owned(),
            TagEnd::TableCell => format!("</{}>", self.cell.map_or("td", |it| it.0)),
            tag => {
                self.out.push(Event::End(tag));
                return;
            }
        };
        self.out.push(Event::Html(html.into()));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::Image => self.picture(),
            TagEnd::Link => {
                if self.link.take() == Some(true) {
                    self.out.push(raw("</a>".to_owned()));
                }
            }
            TagEnd::Strong | TagEnd::Paragraph | TagEnd::Heading(_)
                if self.frame == Frame::Inline => {}
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {
                if self.inline <= MAX_DEPTH {
                    self.out.push(Event::End(tag));
                }
                self.inline = self.inline.saturating_sub(1);
            }
            _ if self.skipped > 0 => self.skipped -= 1,
            tag => {
                self.depth = self.depth.saturating_sub(1);
                self.end_block(tag);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, code)) = &mut self.code {
            return code.push_str(text);
        }
        if let Some((_, alt)) = &mut self.image {
            return alt.push_str(text);
        }
        if self.link.is_some() {
            return self.push(Event::Text(text.to_owned().into()));
        }
        // Emphasis that its author left open has no place in a heading.
        let stars = text.chars().all(|it| it == '*');
        let tidy = if stars { String::new() } else { text.replace("**", "") };
        let text = if self.frame == Frame::Inline { tidy.as_str() } else { text };
        let html = linked(text, self.until, self.setting.sponsored);
        match html {
            Some(html) => self.push(raw(html)),
            None => self.push(Event::Text(text.to_owned().into())),
        }
    }

    fn code_block(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        self.close_loose();
        let body = highlight(&language, &code).unwrap_or_else(|| escape(&code));
        let name = match language.as_str() {
            "" => String::new(),
            it => format!(" class=\"language-{}\"", escape(it)),
        };
        // Long lines scroll, and what scrolls must be reachable by keyboard.
        let html = format!("<pre tabindex=\"0\"><code{name}>{body}</code></pre>\n");
        self.out.push(Event::Html(html.into()));
    }

    /// A picture of this site is shown, one of another is a link: a page
    /// loads nothing from third parties.
    fn picture(&mut self) {
        let Some((url, alt)) = self.image.take() else { return };
        if !is_safe(&url) || url.is_empty() {
            return;
        }
        let (src, name) = (escape(&url), escape(if alt.is_empty() { self.picture } else { &alt }));
        let html = if !is_external(&url) {
            format!("<img src=\"{src}\" alt=\"{}\" loading=\"lazy\">", escape(&alt))
        } else if self.link.is_some() {
            name
        } else {
            format!("{}{name}</a>", anchor(&url, self.setting.sponsored))
        };
        self.push(raw(html));
    }
}

fn raw<'t>(html: String) -> Event<'t> {
    Event::InlineHtml(html.into())
}

/// Opens a link to an address that was checked.
pub fn anchor(url: &str, sponsored: bool) -> String {
    let rel = match (is_external(url), sponsored) {
        (true, true) => " rel=\"sponsored noopener\"",
        (true, false) => " rel=\"noopener\"",
        _ => "",
    };
    format!("<a href=\"{}\"{rel}>", escape(url))
}

/// Text with its bare addresses and its moments as links; `None` if it has none.
fn linked(text: &str, until: Option<Timestamp>, sponsored: bool) -> Option<String> {
    let mut finds: Vec<(Range<usize>, String)> = Vec::new();
    if text.contains("://") || text.contains("www.") {
        let mut finder = linkify::LinkFinder::new();
        finder.kinds(&[linkify::LinkKind::Url]);
        for link in finder.links(text).filter(|it| is_safe(it.as_str())) {
            finds.push((link.start()..link.end(), anchor(link.as_str(), sponsored)));
        }
    }
    if let Some(until) = until {
        let n_links = finds.len();
        let mut nth = 0;
        for it in inline_time::find(text).into_iter().filter(|it| it.time <= until) {
            // Both come in the order of the text.
            while nth < n_links && finds[nth].0.end <= it.range.start {
                nth += 1;
            }
            let is_free = nth == n_links || it.range.end <= finds[nth].0.start;
            if is_free {
                let seconds = it.time.whole_seconds();
                finds.push((it.range, format!("<a class=\"time\" href=\"#t={seconds}\">")));
            }
        }
    }
    if finds.is_empty() {
        return None;
    }
    finds.sort_by_key(|it| it.0.start);
    let mut html = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for (range, open) in finds {
        html.push_str(&escape(&text[from..range.start]));
        let _ = write!(html, "{open}{}</a>", escape(&text[range.clone()]));
        from = range.end;
    }
    html.push_str(&escape(&text[from..]));
    Some(html)
}

/// `[0:11]` is how one writes a time into notes; the link needs no brackets.
pub(super) fn without_brackets(html: String) -> String {
    const LINK: &str = "[<a class=\"time\"";
    if !html.contains(LINK) {
        return html;
    }
    let mut parts = html.split(LINK);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find("</a>").map(|it| it + "</a>".len());
        let closed = end.filter(|it| part[*it..].starts_with(']'));
        plain.push_str(if closed.is_some() { &LINK[1..] } else { LINK });
        match closed {
            Some(end) => plain.extend([&part[..end], &part[end + 1..]]),
            None => plain.push_str(part),
        }
    }
    plain
}

/// A time in front of a line stands apart from its words on the page: `0:11 -
/// Lids` needs no dash.
pub(super) fn without_dashes(html: String) -> String {
    const LINK: &str = "<a class=\"time\"";
    if !html.contains(LINK) {
        return html;
    }
    let mut plain = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find(LINK) {
        let Some(end) = rest[at..].find("</a>").map(|it| at + it + "</a>".len()) else { break };
        let before = rest[..at].trim_end();
        let is_first = ["<li>", "<p>", "<br />", "<strong>"].iter().any(|it| before.ends_with(it))
            || (before.is_empty() && plain.trim_end().is_empty());
        plain.push_str(&rest[..end]);
        rest = &rest[end..];
        let behind = rest.trim_start_matches([' ', '\u{a0}']);
        let words = behind.trim_start_matches(['-', '–', '—', ':', '|']);
        let is_dash = words.len() < behind.len() && words.starts_with([' ', '\u{a0}']);
        if is_first && is_dash {
            plain.push(' ');
            rest = words.trim_start_matches([' ', '\u{a0}']);
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_between_times_and_words_go() {
        let time = "<a class=\"time\" href=\"#t=11\">0:11</a>";
        for (behind, expected) in [
            (" - Lids", " Lids"),
            (" – Lids - and pots", " Lids - and pots"),
            (": Lids", " Lids"),
            (" Lids", " Lids"),
            ("-fold", "-fold"),
        ] {
            let got = without_dashes(format!("<ul>\n<li>{time}{behind}</li>\n</ul>"));
            assert_eq!(got, format!("<ul>\n<li>{time}{expected}</li>\n</ul>"));
        }
        let amid = format!("<p>At {time} - not before</p>");
        assert_eq!(without_dashes(amid.clone()), amid);
    }
}
