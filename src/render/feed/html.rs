//! HTML inside feeds: addresses that are whole, and a description of the few
//! tags and bytes that directories take.
//!
//! Authors' HTML may be anything where the settings say `unsafe-html`, so it is
//! read by real parsers: lol_html where the rest must stay as it is, ammonia
//! where only a few tags may.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::LazyLock;

use ammonia::Builder;
use lol_html::html_content::{ContentType, Element, TextChunk};
use lol_html::{RewriteStrSettings, doc_text, element, rewrite_str};

use crate::schemes::is_external;

/// Tags that Apple shows in a description.
const SHOWN: [&str; 10] = ["p", "br", "ol", "ul", "li", "a", "b", "i", "strong", "em"];

/// Attributes that hold an address.
const ADDRESSES: [&str; 3] = ["href", "src", "poster"];

static DESCRIPTION: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .tags(HashSet::from(SHOWN))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .link_rel(None);
    builder
});

/// Makes the addresses of links and pictures whole; `page` is where the HTML
/// stands, absolute. Everything else stays as it is.
#[must_use]
pub fn absolute_links(html: &str, page: &str) -> String {
    let host_end = page.find("://").and_then(|it| Some(it + 3 + page[it + 3..].find('/')?));
    let host = host_end.map_or(page, |it| &page[..it]);
    let handler = element!("[href], [src], [poster]", |it| {
        for name in ADDRESSES {
            // As written, character references included.
            let Some(value) = it.get_attribute(name) else { continue };
            let address = htmlize::unescape_attribute(&value);
            let whole = if value.starts_with("//") {
                format!("https:{value}")
            } else if is_external(&address) {
                continue;
            } else if value.starts_with('/') {
                format!("{host}{value}")
            } else {
                format!("{page}{value}")
            };
            it.set_attribute(name, &whole)?;
        }
        Ok(())
    });
    rewritten(html, RewriteStrSettings::new().append_element_content_handler(handler))
}

/// lol_html fails only where a handler does, or without memory.
fn rewritten(html: &str, settings: RewriteStrSettings<'_, '_>) -> String {
    rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
}

/// HTML of at most `limit` bytes with the tags that directories show. What is
/// too long ends with `…`, between words, with every tag closed.
#[must_use]
pub fn description(html: &str, limit: usize) -> String {
    // Headings are paragraphs of strong words to a directory.
    let headings = element!("h1, h2, h3, h4, h5, h6", |it| {
        it.before("<p>", ContentType::Html);
        it.after("</p>", ContentType::Html);
        Ok(it.set_tag_name("strong")?)
    });
    let html = rewritten(html, RewriteStrSettings::new().append_element_content_handler(headings));
    let html = DESCRIPTION.clean(&html).to_string();
    if html.len() <= limit { html } else { cut(&html, limit) }
}

/// The end of a text that was cut.
const MORE: &str = "…";

/// What is left of the bytes of a description.
#[derive(Default)]
struct Room {
    /// Bytes, with every open tag closed.
    bytes: usize,
    /// Whether `…` was said: nothing follows.
    is_full: bool,
    /// The text node at hand: it comes in chunks.
    text: String,
}

/// Cuts HTML that ammonia wrote.
fn cut(html: &str, limit: usize) -> String {
    let room = Rc::new(RefCell::new(Room { bytes: limit, ..Room::default() }));
    let of_elements = Rc::clone(&room);
    let elements = element!("*", move |it| {
        of_elements.borrow_mut().element(it);
        Ok(())
    });
    let texts = doc_text!(move |it| {
        room.borrow_mut().chunk(it);
        Ok(())
    });
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(elements)
        .append_document_content_handler(texts);
    rewritten(html, settings)
}

impl Room {
    fn element(&mut self, it: &mut Element<'_, '_>) {
        let name = it.tag_name().len();
        let attributes = it.attributes().iter();
        let attributes: usize =
            attributes.map(|it| it.name().len() + it.value().len() + " =\"\"".len()).sum();
        let end = if it.can_have_content() { name + "</>".len() } else { 0 };
        let bytes = name + "<>".len() + attributes + end;
        if self.is_full {
            it.remove();
        } else if self.bytes < bytes + MORE.len() {
            it.replace(MORE, ContentType::Text);
            self.is_full = true;
        } else {
            self.bytes -= bytes;
        }
    }

    fn chunk(&mut self, chunk: &mut TextChunk<'_>) {
        self.text.push_str(chunk.as_str());
        if !chunk.last_in_text_node() {
            chunk.remove();
            return;
        }
        let text = std::mem::take(&mut self.text);
        if self.is_full {
            chunk.remove();
            return;
        }
        let room = self.bytes.saturating_sub(MORE.len());
        if text.len() <= room {
            self.bytes -= text.len();
            chunk.replace(&text, ContentType::Html);
            return;
        }
        let mut end = room;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // Neither a word nor a character reference is cut.
        let end = text[..end].rfind(char::is_whitespace).unwrap_or(0);
        chunk.replace(&format!("{}{MORE}", text[..end].trim_end()), ContentType::Html);
        self.is_full = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_whole() {
        let page = "https://x.org/pod/episodes/1/";
        let html = r##"<a class="time" href="#t=64">1:04</a> <a href="/pod/b/">b</a> <img src="c.jpg"> <a href="mailto:a@b.c">m</a> <a href="//d.org/">d</a> <code data-x=" href=">&lt;a href="/x"&gt;</code>"##;
        assert_eq!(
            absolute_links(html, page),
            r##"<a class="time" href="https://x.org/pod/episodes/1/#t=64">1:04</a> <a href="https://x.org/pod/b/">b</a> <img src="https://x.org/pod/episodes/1/c.jpg"> <a href="mailto:a@b.c">m</a> <a href="https://d.org/">d</a> <code data-x=" href=">&lt;a href="/x"&gt;</code>"##
        );
    }

    /// An odd number of quotes ended a description, and `content:encoded`.
    #[test]
    fn html_of_any_kind_loses_nothing_behind_it() {
        let html = "<p title='6\" tall'>a</p><p>Middle</p><!-- <b> --><p data-x='>'>Last</p>";
        assert_eq!(absolute_links(html, "https://x.org/1/"), html);
        assert_eq!(description(html, 4000), "<p>a</p><p>Middle</p><p>Last</p>");
        for bad in ["<p", "<a href=\"x>y</a>", "<b><i>a</b>c", "<script>x</script>y", "a < b & c"] {
            let _ = (absolute_links(bad, "https://x.org/1/"), description(bad, 20));
        }
        assert_eq!(description("<script>x</script>y <b>z", 99), "y <b>z</b>");
    }

    #[test]
    fn a_description_is_cut_between_words_and_closed() {
        let html = "<h3 id=\"x\">One</h3>\n<p class=\"y\">Ärger &amp; more <script>bad()</script><a rel=\"noopener\" href=\"https://a.org/?a&amp;b\">link words</a></p><div>end</div>";
        assert_eq!(
            description(html, 4000),
            "<p><strong>One</strong></p>\n<p>Ärger &amp; more <a href=\"https://a.org/?a&amp;b\">link words</a></p>end"
        );
        for limit in 40..html.len() {
            let got = description(html, limit);
            assert!(got.len() <= limit, "{limit}: {got}");
            let opened = got.matches('<').count() - got.matches("</").count();
            assert_eq!(opened, got.matches("</").count(), "{got}");
            assert_eq!(got.matches('&').count(), got.matches("&amp;").count(), "{got}");
        }
    }
}
