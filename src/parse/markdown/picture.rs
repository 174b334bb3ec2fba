//! Pictures that a text shows.

use std::cell::RefCell;

use pulldown_cmark::{Event, Parser, Tag};

use super::options;
use crate::schemes::is_safe;

/// Addresses of the pictures that a text shows in Markdown or HTML, as they are
/// written: each once, in order of the alphabet. Takes time linear in the text.
#[must_use]
pub fn pictures(text: &str) -> Vec<String> {
    if !["![", "<img", "<IMG"].iter().any(|it| text.contains(it)) {
        return Vec::new();
    }
    let mut html = String::new();
    let mut found = Vec::new();
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => found.push(dest_url.into_string()),
            Event::Html(it) | Event::InlineHtml(it) => html.push_str(&it),
            _ => {}
        }
    }
    if !html.is_empty() {
        found.extend(sources(&html));
    }
    found.retain(|it| !it.is_empty() && is_safe(it));
    found.sort();
    found.dedup();
    found
}

/// What the pictures of raw HTML load.
fn sources(html: &str) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    let picture = lol_html::element!("img[src]", |it| {
        let url = it.get_attribute("src").unwrap_or_default();
        found.borrow_mut().push(htmlize::unescape_attribute(url.trim()).into_owned());
        Ok(())
    });
    let settings = lol_html::RewriteStrSettings::new().append_element_content_handler(picture);
    // What cannot be read is shown as it is written, and loads nothing.
    let _ = lol_html::rewrite_str(html, settings);
    found.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found() {
        let check = |text: &str, expected: &[&str]| assert_eq!(pictures(text), expected, "{text}");
        check("![b](/b.png) ![a][1] ![a](a.png)\n\n[1]: a.png", &["/b.png", "a.png"]);
        check("<p>\n<img\n alt=\"x\" src='/a.png?w=1&amp;h=2'></p>", &["/a.png?w=1&h=2"]);
        check("a <IMG SRC=c.png> b", &["c.png"]);
        check(
            "![a](https://a.example/a.png) <img src=\"/b.png\"> `![c](c.png)`",
            &["/b.png", "https://a.example/a.png"],
        );
        check("![a](data:image/png;base64,AA) ![]() <img alt=\"x\"> [l](l.png)", &[]);
    }
}
