//! Parts of notes → HTML: addresses checked, times linked, code highlighted.
//! What comes out has passed `sanitise`, whether or not the author wrote HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

pub use super::notes_writer::anchor;
use super::notes_writer::{Writer, cut, without_brackets, without_dashes};
use super::sanitise::{Pictures, Sanitiser};
use crate::config::{AuthorHtml, BaseUrl};
use crate::parse::markdown as source;
use crate::time::Timestamp;

/// A Markdown text, parsed once and rendered in parts.
pub struct Markdown<'t> {
    events: Vec<(Event<'t>, Range<usize>)>,
    /// Where each event but the ends of tags begins in the text, and its index
    /// in `events`; in order.
    starts: Vec<(usize, usize)>,
    html: AuthorHtml,
    sanitiser: Sanitiser,
    /// The end of the audio: later times are no moments. `None` without audio
    /// and transcript: then no time becomes a link.
    pub until: Option<Timestamp>,
    /// The address of the site, whose pictures are shown.
    base: Option<&'t BaseUrl>,
    /// What a picture without a text is called.
    pub picture: &'static str,
}

/// How a part is rendered.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Headings start at this level, 3 below the page's sections, and go down
    /// one level at a time, whatever levels their author took.
    pub heading: u8,
    /// Links are paid for.
    pub sponsored: bool,
}

/// What surrounds the events of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
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
        let mut events = source::events(text);
        if html == AuthorHtml::Sanitised && source::has_too_many_tags(text) {
            for (event, _) in &mut events {
                if let Event::Html(text) | Event::InlineHtml(text) = event {
                    let text = std::mem::replace(text, CowStr::Borrowed(""));
                    *event = Event::Text(text);
                }
            }
        }
        let starts = events.iter().enumerate();
        let starts = starts.filter(|(_, (event, _))| !matches!(event, Event::End(_)));
        let starts = starts.map(|(idx, (_, at))| (at.start, idx)).collect();
        let sanitiser = Sanitiser::default();
        Self { events, starts, html, sanitiser, until: None, base: None, picture: "Picture" }
    }

    /// Shows pictures that are written with the whole address of the site
    /// itself, and those below its root: only those of others are links.
    pub fn show_own_pictures(&mut self, base: &'t BaseUrl) {
        self.base = Some(base);
        for (event, _) in &mut self.events {
            if let Event::Start(Tag::Image { dest_url, .. }) = event
                && let Some(own) = base.own(dest_url)
            {
                *dest_url = own.into();
            }
        }
    }

    /// Keeps ids of the page unique: an author's id that the page has itself
    /// (`is_taken`) gets another name, links to it too.
    pub fn keep_free(&mut self, is_taken: impl Fn(&str) -> bool) {
        let mut own: Vec<String> = Vec::new();
        let mut html = String::new();
        for (event, _) in &self.events {
            match event {
                Event::Start(Tag::FootnoteDefinition(name)) => own.push(name.to_string()),
                Event::Html(text) | Event::InlineHtml(text) => html.push_str(text),
                _ => {}
            }
        }
        own.extend(super::sanitise::ids(&html));
        own.retain(|it| is_taken(it));
        if !own.is_empty() {
            self.sanitiser = Sanitiser::renaming(&own);
        }
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
        // A text may reach into the range from before it.
        let first = self.starts.partition_point(|it| it.0 < range.start).saturating_sub(1);
        let from = self.starts.get(first).map_or(0, |it| it.1);
        let end = self.starts.partition_point(|it| it.0 < range.end.max(range.start + 1));
        let to = self.starts.get(end).map_or(self.events.len(), |it| it.1);
        self.events[from.min(to)..to].iter().filter_map(move |(event, at)| {
            let inside = range.start <= at.start && at.end <= range.end;
            let reaches =
                matches!(event, Event::Text(_)) && at.start < range.end && range.start < at.end;
            (inside || reaches).then(|| (event, at.clone()))
        })
    }

    fn render(&self, range: &Range<usize>, frame: Frame, setting: Setting) -> String {
        let mut writer = Writer::new(frame, setting, self.until, self.picture);
        for (event, at) in self.within(range) {
            if frame == Frame::Entry && at == *range && is_entry(event) {
                continue;
            }
            writer.event(event.clone(), &at, range);
        }
        let mut rendered = without_dashes(without_brackets(writer.html()));
        if self.html == AuthorHtml::Sanitised {
            let (base, sponsored) = (self.base, setting.sponsored);
            let pictures = Pictures { name: self.picture, base, sponsored };
            rendered = self.sanitiser.clean(&rendered, pictures);
        }
        with_levels(rendered.trim(), setting.heading)
    }
}

/// Headings with the levels that they have in the page: the first is of level
/// `top`, and each is one below the nearest of a higher level before it, so that
/// none is skipped (WCAG 1.3.1, technique H42). `html` is well-formed; a `<` of
/// its text is escaped.
fn with_levels(html: &str, top: u8) -> String {
    let mut leveled = String::with_capacity(html.len());
    let mut above: Vec<u8> = Vec::new();
    let mut own = top;
    let mut rest = html;
    while let Some(at) = rest.find("<h").into_iter().chain(rest.find("</h")).min() {
        // A digit behind the name tells `h2` from `hr`.
        let name = at + 1 + usize::from(rest[at..].starts_with("</"));
        let level = rest.as_bytes().get(name + 1).copied();
        let level = level.filter(|it| (b'1'..=b'6').contains(it));
        let opens = name == at + 1;
        leveled.push_str(&rest[..=name]);
        rest = &rest[name + 1..];
        let Some(level) = level else { continue };
        if opens {
            above.retain(|it| *it < level);
            own = top.saturating_add(above.len() as u8).min(6);
            above.push(level);
        }
        leveled.push_str(&own.to_string());
        rest = &rest[1..];
    }
    leveled.push_str(rest);
    leveled
}

/// An entry, or the list around it: a list of one entry has the same range.
fn is_entry(event: &Event<'_>) -> bool {
    let starts = matches!(event, Event::Start(Tag::Item | Tag::List(_)));
    starts || matches!(event, Event::End(TagEnd::Item | TagEnd::List(_)))
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

    #[test]
    fn headings_go_down_one_level_at_a_time() {
        let levels = |text: &str| -> Vec<u8> {
            let html = blocks(text);
            let opens = html.match_indices("<h").map(|(at, _)| html.as_bytes()[at + 2] - b'0');
            let closes = html.match_indices("</h").map(|(at, _)| html.as_bytes()[at + 3] - b'0');
            assert_eq!(opens.clone().collect::<Vec<_>>(), closes.collect::<Vec<_>>(), "{html}");
            opens.collect()
        };
        assert_eq!(levels("##### A\n\nx\n\n##### B\n"), [4, 4]);
        assert_eq!(levels("# A\n\n### B\n\n## C\n\n#### D\n"), [4, 5, 5, 6]);
        assert_eq!(levels("### A\n\n# B\n\n<h6>C</h6>\n\n`<h1>`\n\n# D\n"), [4, 4, 5, 4]);
        assert_eq!(levels("# A\n## B\n### C\n#### D\n##### E\n"), [4, 5, 6, 6, 6]);
        assert_eq!(blocks("a\n\n---\n\n# B\n"), "<p>a</p>\n<hr>\n<h4>B</h4>");
    }
}
