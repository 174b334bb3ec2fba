//! What a page holds: its links, its ids, its headings, its pictures.

use std::cell::RefCell;
use std::ops::Range;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element, text};
use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, FileId, Span};
use crate::time::Timestamp;

/// What is known of a page once its text is let go.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub links: Vec<Link>,
    pub ids: FxHashSet<String>,
    /// Whether it leads on by itself.
    pub is_redirect: bool,
    /// Whether it says that it is not to be found.
    pub is_hidden: bool,
}

/// A link, or a file that a page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// As written, references resolved.
    pub to: String,
    /// Bytes of its tag.
    pub span: Range<usize>,
    /// Whether the page shows or plays it.
    pub is_part: bool,
    /// The type that the page says it has.
    pub mime: Option<String>,
}

/// What is gathered on the way.
#[derive(Default)]
struct Reading {
    page: Page,
    problems: Vec<(&'static str, Range<usize>, String, &'static str)>,
    headings: Vec<(u8, Range<usize>)>,
    title: String,
    has_description: bool,
    /// Milliseconds, where a player says so.
    length: Option<f64>,
    seeks: Vec<(f64, Range<usize>)>,
}

/// The address that the home page gives itself.
pub(super) fn canonical(text: &str) -> Option<String> {
    let at = text.find("rel=\"canonical\"")?;
    let start = text[..at].rfind('<')?;
    let tag = &text[start..start + text[start..].find('>')?];
    let href = tag.split_once("href=\"")?.1.split('"').next()?;
    let href = htmlize::unescape_attribute(href).into_owned();
    href.contains("://").then(|| if href.ends_with('/') { href } else { href + "/" })
}

/// Reads a page.
pub(super) fn read(file: FileId, path: &str, html: &str) -> (Page, Vec<Diagnostic>) {
    let reading = RefCell::new(Reading::default());
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |it| {
            reading.borrow_mut().element(it);
            Ok(())
        }))
        .append_element_content_handler(text!("head > title", |it| {
            reading.borrow_mut().title.push_str(it.as_str());
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let read = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end());
    let mut reading = reading.into_inner();
    if let Err(error) = read {
        reading.report("html/unreadable", 0..0, error.to_string(), "look at the page's source");
    }
    if !reading.page.is_redirect {
        reading.judge(path);
    }
    let problem = |(code, bytes, message, hint): (&'static str, Range<usize>, String, &str)| {
        let span = Span::new(file, bytes);
        let is_error = ["html/duplicate-id", "image/no-alt", "page/no-title", "time/outside"];
        let problem = match is_error.contains(&code) {
            true => Diagnostic::error(code, span, message),
            false => Diagnostic::warning(code, span, message),
        };
        problem.hint(hint)
    };
    let problems = reading.problems.into_iter().map(problem).collect();
    (reading.page, problems)
}

impl Reading {
    fn report(
        &mut self,
        code: &'static str,
        bytes: Range<usize>,
        message: String,
        hint: &'static str,
    ) {
        self.problems.push((code, bytes, message, hint));
    }

    fn element(&mut self, it: &Element<'_, '_>) {
        let span = it.source_location().bytes();
        let name = it.tag_name();
        if let Some(id) = it.get_attribute("id").filter(|it| !it.is_empty())
            && !self.page.ids.insert(id.clone())
        {
            let message = format!("the id `{id}` stands twice on the page");
            self.report(
                "html/duplicate-id",
                span.clone(),
                message,
                "a link to it leads to the first one; give one of them another id",
            );
        }
        match name.as_str() {
            "meta" => self.meta(it),
            "img" => {
                if it.get_attribute("alt").is_none() {
                    let message = "a picture has no `alt`".to_owned();
                    self.report(
                        "image/no-alt",
                        span.clone(),
                        message,
                        "say what it shows, or `alt=\"\"` if it only decorates",
                    );
                }
                self.part(it, "src", &span);
            }
            "script" | "source" | "track" | "audio" | "video" | "iframe" | "embed" => {
                self.part(it, "src", &span);
                self.part(it, "poster", &span);
            }
            "link" => {
                let rel = it.get_attribute("rel").unwrap_or_default();
                let needs = ["stylesheet", "icon", "manifest", "modulepreload", "preload"];
                let is_part = rel.split_whitespace().any(|it| needs.contains(&it));
                let is_link = is_part || ["alternate", "canonical"].contains(&rel.as_str());
                if is_link {
                    self.link(it, "href", &span, is_part);
                }
            }
            "a" | "area" => self.link(it, "href", &span, false),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.headings.push((name.as_bytes()[1] - b'0', span.clone()));
            }
            _ => {}
        }
        let number = |name: &str| it.get_attribute(name).and_then(|it| it.parse::<f64>().ok());
        if let Some(length) = number("data-length").filter(|it| 0.0 < *it) {
            self.length = Some(length);
        }
        self.seeks.extend(number("data-seek").map(|it| (it, span)));
    }

    fn meta(&mut self, it: &Element<'_, '_>) {
        let says = |name: &str| it.get_attribute(name).unwrap_or_default().to_lowercase();
        let content = says("content");
        self.page.is_redirect |= says("http-equiv") == "refresh" && content.contains("url=");
        self.page.is_hidden |= says("name") == "robots" && content.contains("noindex");
        self.has_description |= says("name") == "description" && !content.trim().is_empty();
    }

    fn part(&mut self, it: &Element<'_, '_>, attribute: &str, span: &Range<usize>) {
        self.link(it, attribute, span, true);
    }

    fn link(&mut self, it: &Element<'_, '_>, attribute: &str, span: &Range<usize>, is_part: bool) {
        let Some(to) = it.get_attribute(attribute) else { return };
        let to = htmlize::unescape_attribute(to.trim()).into_owned();
        let mime = it.get_attribute("type").filter(|it| it.contains('/'));
        if !to.is_empty() {
            self.page.links.push(Link { to, span: span.clone(), is_part, mime });
        }
    }

    /// What can be said only when the whole page was read.
    fn judge(&mut self, path: &str) {
        if self.title.trim().is_empty() {
            let message = "the page has no title".to_owned();
            self.report("page/no-title", 0..0, message, "give it one: lists of results show it");
        }
        let is_list = path.contains("/page/") || path.starts_with("page/");
        if !self.has_description && !self.page.is_hidden && path != "404.html" && !is_list {
            let message = "the page has no description".to_owned();
            self.report(
                "page/no-description",
                0..0,
                message,
                "set `summary` or `description`: search engines and links show it",
            );
        }
        let headings = std::mem::take(&mut self.headings);
        let firsts = headings.iter().filter(|it| it.0 == 1).count();
        if firsts != 1 && !self.page.is_hidden {
            let message = format!("the page has {firsts} headings of the first level");
            let second = headings.iter().filter(|it| it.0 == 1).nth(1);
            let span = second.map_or(0..0, |it| it.1.clone());
            self.report(
                "heading/order",
                span,
                message,
                "one says what the page is; screen readers begin there",
            );
        }
        for pair in headings.windows(2).filter(|it| it[0].0 + 1 < it[1].0) {
            let message =
                format!("a heading of level {} follows one of level {}", pair[1].0, pair[0].0);
            self.report("heading/order", pair[1].1.clone(), message, "go down one level at a time");
        }
        let Some(length) = self.length else { return };
        let seeks = std::mem::take(&mut self.seeks);
        if let Some((at, span)) = seeks.into_iter().find(|it| length + 1.0 < it.0) {
            let clock = |it| Timestamp::from_seconds(it).unwrap_or_default().clock();
            let message =
                format!("{} lies behind the end of the audio, {}", clock(at), clock(length));
            self.report(
                "time/outside",
                span,
                message,
                "correct the time in the notes or chapters; is the audio another cut?",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_holds() {
        let html = "<html><head><title>A</title><meta name=description content=x></head><body><h1 id=a>A</h1>\
            <h3>B</h3><a href=\"/x/?a=1&amp;b=2#t=5\">x</a><img src=p.png><p id=a data-seek=99></p><div data-length=60></div>";
        let (page, problems) = read(FileId(0), "x/index.html", html);
        let to: Vec<_> = page.links.iter().map(|it| (it.to.as_str(), it.is_part)).collect();
        assert_eq!(to, [("/x/?a=1&b=2#t=5", false), ("p.png", true)]);
        let codes: Vec<_> = problems.iter().map(|it| it.code).collect();
        assert_eq!(codes, ["image/no-alt", "html/duplicate-id", "heading/order", "time/outside"]);
        assert_eq!(&html[problems[0].span.bytes.clone()], "<img src=p.png>");
    }
}
