//! Parts of notes → HTML: addresses checked, times linked, code highlighted,
//! authors' HTML sanitised.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use super::escape::escape;
use super::highlight::highlight;
use super::urls;
use crate::config::AuthorHtml;
use crate::parse::{inline_time, markdown as source};
use crate::time::Timestamp;

/// A Markdown text, parsed once and rendered in parts.
pub struct Markdown<'t> {
    events: Vec<(Event<'t>, Range<usize>)>,
    html: AuthorHtml,
    has_html: bool,
    /// The end of the audio: later times are no moments. `None` without audio
    /// and transcript: then no time becomes a link.
    pub until: Option<Timestamp>,
    /// What a picture without a text is called.
    pub picture: &'static str,
}

/// How a part is rendered.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Headings start at this level: 3 below the page's sections.
    pub heading: u8,
    /// Links are paid for.
    pub sponsored: bool,
}

/// What surrounds the events of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Blocks; loose text becomes a paragraph.
    Blocks,
    /// The content of a list entry, without the entry itself.
    Entry,
    /// Inline text only.
    Inline,
}

impl<'t> Markdown<'t> {
    /// Parses a text.
    #[must_use]
    pub fn new(text: &'t str, html: AuthorHtml) -> Self {
        let events: Vec<_> = Parser::new_ext(text, source::options()).into_offset_iter().collect();
        let has_html =
            events.iter().any(|(it, _)| matches!(it, Event::Html(_) | Event::InlineHtml(_)));
        Self { events, html, has_html, until: None, picture: "Picture" }
    }

    /// Renders the blocks in a range; it may begin amid a paragraph.
    #[must_use]
    pub fn blocks(&self, range: &Range<usize>, setting: Setting) -> String {
        self.render(range, Frame::Blocks, setting)
    }

    /// Renders the content of a list entry.
    #[must_use]
    pub fn entry(&self, range: &Range<usize>, setting: Setting) -> String {
        self.render(range, Frame::Entry, setting)
    }

    /// Renders inline text, for a heading: emphasis is dropped, links stay.
    #[must_use]
    pub fn inline(&self, range: &Range<usize>, setting: Setting) -> String {
        self.render(range, Frame::Inline, setting)
    }

    /// The text of a range, without markup.
    #[must_use]
    pub fn plain(&self, range: &Range<usize>) -> String {
        let mut plain = String::new();
        for (event, at) in self.within(range) {
            match event {
                Event::Text(text) | Event::Code(text) => plain.push_str(&cut(text, &at, range)),
                Event::SoftBreak | Event::HardBreak => plain.push(' '),
                _ => {}
            }
        }
        plain
    }

    /// Events that lie in a range, and texts that reach into it.
    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = (&Event<'t>, Range<usize>)> {
        let range = range.clone();
        let first =
            self.events.partition_point(|(_, at)| at.end <= range.start && at.start < range.start);
        self.events[first.saturating_sub(1)..].iter().filter_map(move |(event, at)| {
            let inside = range.start <= at.start && at.end <= range.end;
            let reaches =
                matches!(event, Event::Text(_)) && at.start < range.end && range.start < at.end;
            (inside || reaches).then(|| (event, at.clone()))
        })
    }

    fn render(&self, range: &Range<usize>, frame: Frame, setting: Setting) -> String {
        let mut writer = Writer {
            out: Vec::new(),
            depth: 0,
            loose: false,
            link: None,
            code: None,
            image: None,
            frame,
            setting,
            until: self.until,
            picture: self.picture,
        };
        for (event, at) in self.within(range) {
            if frame == Frame::Entry && at == *range && is_entry(event) {
                continue;
            }
            writer.event(event.clone(), &at, range);
        }
        writer.close_loose();
        let mut rendered = String::new();
        html::push_html(&mut rendered, writer.out.into_iter());
        rendered = without_brackets(rendered);
        if self.has_html && self.html == AuthorHtml::Sanitised {
            rendered = sanitise(&rendered);
        }
        rendered.trim().to_owned()
    }
}

/// An entry, or the list around it: a list of one entry has the same range.
fn is_entry(event: &Event<'_>) -> bool {
    let starts = matches!(event, Event::Start(Tag::Item | Tag::List(_)));
    starts || matches!(event, Event::End(TagEnd::Item | TagEnd::List(_)))
}

/// The part of a text that lies in a range.
fn cut<'e>(
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

struct Writer<'t> {
    out: Vec<Event<'t>>,
    /// Open tags that were written.
    depth: usize,
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
    fn event(&mut self, event: Event<'t>, at: &Range<usize>, range: &Range<usize>) {
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
                let safe = urls::is_safe(&url);
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
            Tag::Heading { level, classes, attrs, .. } => {
                self.close_loose();
                self.depth += 1;
                let level = self.level(level);
                self.out.push(Event::Start(Tag::Heading { level, id: None, classes, attrs }));
            }
            Tag::Table(_) => {
                self.close_loose();
                // A wide table scrolls, and what scrolls must be reachable by keyboard.
                self.out.push(Event::Html("<div class=\"scroll\" tabindex=\"0\">".into()));
                self.out.push(Event::Start(tag));
                self.depth += 1;
            }
            tag => {
                let inline = matches!(
                    tag,
                    Tag::Emphasis
                        | Tag::Strong
                        | Tag::Strikethrough
                        | Tag::Superscript
                        | Tag::Subscript
                );
                if inline {
                    self.push(Event::Start(tag));
                } else {
                    self.close_loose();
                    self.out.push(Event::Start(tag));
                    self.depth += 1;
                }
            }
        }
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
                self.out.push(Event::End(tag));
            }
            TagEnd::Heading(level) => {
                self.depth = self.depth.saturating_sub(1);
                let level = self.level(level);
                self.out.push(Event::End(TagEnd::Heading(level)));
            }
            tag => {
                self.depth = self.depth.saturating_sub(1);
                self.out.push(Event::End(tag));
                if tag == TagEnd::Table {
                    self.out.push(Event::Html("</div>\n".into()));
                }
            }
        }
    }

    /// Headings of notes stand below those of the page.
    fn level(&self, level: HeadingLevel) -> HeadingLevel {
        let own = (level as u8).clamp(self.setting.heading, 6);
        HeadingLevel::try_from(usize::from(own)).unwrap_or(level)
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
        if !urls::is_safe(&url) || url.is_empty() {
            return;
        }
        let (src, name) = (escape(&url), escape(if alt.is_empty() { self.picture } else { &alt }));
        let html = if !urls::is_external(&url) {
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
    let rel = match (urls::is_external(url), sponsored) {
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
        for link in finder.links(text).filter(|it| urls::is_safe(it.as_str())) {
            finds.push((link.start()..link.end(), anchor(link.as_str(), sponsored)));
        }
    }
    if let Some(until) = until {
        for it in inline_time::find(text).into_iter().filter(|it| it.time <= until) {
            let free =
                finds.iter().all(|(at, _)| it.range.end <= at.start || at.end <= it.range.start);
            if free {
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
fn without_brackets(html: String) -> String {
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

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .add_generic_attributes(["class", "id", "title", "lang", "dir"])
        .add_tags(["figure", "figcaption", "section", "input"])
        .add_tag_attributes("pre", ["tabindex"])
        .add_tag_attributes("div", ["tabindex"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes("a", ["rel"])
        .link_rel(None)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            // Nothing is loaded from third parties.
            ("img", "src") if urls::is_external(value) => None,
            _ => Some(value.into()),
        });
    builder
});

/// Takes out what could run or load: scripts, styles, frames, handlers.
fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTING: Setting = Setting { heading: 4, sponsored: false };

    fn blocks(text: &str) -> String {
        let mut markdown = Markdown::new(text, AuthorHtml::Sanitised);
        markdown.until = Some(Timestamp::from_millis(7_200_000));
        markdown.blocks(&(0..text.len()), SETTING)
    }

    #[test]
    fn nothing_of_the_authors_runs() {
        let html = blocks(
            "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) <b>ok</b>\n\n<iframe src=\"x\"></iframe>\n\n![p](https://evil.org/x.png) ![q](data:x)",
        );
        for bad in ["<script", "onerror", "javascript:", "<iframe", "<img src=\"https", "data:"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(
            html.contains("<b>ok</b>") && html.contains("href=\"https://evil.org/x.png\""),
            "{html}"
        );
    }

    #[test]
    fn times_and_addresses_become_links_but_not_in_code() {
        assert_eq!(
            blocks("At 1:02:03 see https://a.org/b, `12:34` and [x 1:00](u); 59:00:00 never."),
            "<p>At <a class=\"time\" href=\"#t=3723\">1:02:03</a> see <a href=\"https://a.org/b\" rel=\"noopener\">https://a.org/b</a>, <code>12:34</code> and <a href=\"u\">x 1:00</a>; 59:00:00 never.</p>"
        );
    }

    #[test]
    fn a_part_may_begin_amid_a_paragraph() {
        let text = "**Ann #1:** [**X**](u) y\nmore *text*\n\n# H\n\n- a\n- b\n";
        let markdown = Markdown::new(text, AuthorHtml::Sanitised);
        let title = text.find("[**X").unwrap()..text.find("\nmore").unwrap();
        assert_eq!(markdown.inline(&title, SETTING), "<a href=\"u\">X</a> y");
        let body = text.find("more").unwrap()..text.len();
        assert_eq!(
            markdown.blocks(&body, SETTING),
            "<p>more <em>text</em></p>\n<h4>H</h4>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
        );
        let entry = text.find("- a").unwrap()..text.find("- b").unwrap();
        assert_eq!(markdown.entry(&entry, SETTING), "a");
    }
}
