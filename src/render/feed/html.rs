//! HTML inside feeds: addresses that are whole, and a description of the few
//! tags and bytes that directories take.
//!
//! What comes in was written by `render::markdown`: attributes in double
//! quotes, text escaped.

/// Tags that Apple shows in a description.
const SHOWN: [&str; 10] = ["p", "br", "ol", "ul", "li", "a", "b", "i", "strong", "em"];

/// A piece of HTML.
enum Piece<'h> {
    Text(&'h str),
    Tag { name: &'h str, closes: bool, whole: &'h str },
}

/// HTML cut into text and tags, one after another.
struct Pieces<'h>(&'h str);

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        loop {
            if !self.0.starts_with('<') {
                let end = self.0.find('<').unwrap_or(self.0.len());
                let (text, rest) = self.0.split_at(end);
                self.0 = rest;
                return (!text.is_empty()).then_some(Piece::Text(text));
            }
            let is_comment = self.0.starts_with("<!--");
            let end = if is_comment { self.0.find("-->").map(|it| it + 2) } else { close(self.0) };
            let (whole, rest) = self.0.split_at(end? + 1);
            self.0 = rest;
            let inner = whole[1..].trim_start_matches('/');
            let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if 0 < length {
                let closes = whole.starts_with("</");
                return Some(Piece::Tag { name: &inner[..length], closes, whole });
            }
        }
    }
}

/// The byte of the `>` that ends a tag; quotes may hold others.
fn close(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().position(|it| {
        quoted ^= it == b'"';
        it == b'>' && !quoted
    })
}

/// The value of an attribute, still escaped.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(&tag[at..at + tag[at..].find('"')?])
}

/// Makes the addresses of links and pictures whole; `page` is where the HTML
/// stands, absolute. Text that looks like an attribute is left alone.
#[must_use]
pub fn absolute_links(html: &str, page: &str) -> String {
    let host_end = page.find("://").and_then(|it| Some(it + 3 + page[it + 3..].find('/')?));
    let host = host_end.map_or(page, |it| &page[..it]);
    let mut out = String::with_capacity(html.len() + 256);
    for piece in Pieces(html) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Tag { whole, .. } => absolute_tag(&mut out, whole, page, host),
        }
    }
    out
}

fn absolute_tag(out: &mut String, tag: &str, page: &str, host: &str) {
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let name = rest[..at].rsplit(|it: char| it.is_whitespace()).next().unwrap_or_default();
        let is_address = matches!(name, "href" | "src" | "poster");
        out.push_str(&rest[..at + 2]);
        rest = &rest[at + 2..];
        let end = rest.find('"').unwrap_or(rest.len());
        let value = &rest[..end];
        let has_scheme = value.split_once(':').is_some_and(|(it, _)| !it.contains(['/', '?', '#']));
        if !is_address {
            // Another attribute; what is in it is no address.
        } else if value.starts_with("//") {
            out.push_str("https:");
        } else if value.starts_with('/') {
            out.push_str(host);
        } else if !has_scheme {
            out.push_str(page);
        }
        out.push_str(value);
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// HTML of at most `limit` bytes with the tags that directories show. What is
/// too long ends with `…`, between words, with every tag closed.
#[must_use]
pub fn description(html: &str, limit: usize) -> String {
    let mut cut = Cut { out: String::new(), open: Vec::new(), limit };
    let mut skipped = None;
    for piece in Pieces(html) {
        match piece {
            Piece::Tag { name, closes, .. } if matches!(name, "script" | "style") => {
                skipped = (!closes).then_some(name);
            }
            _ if skipped.is_some() => {}
            Piece::Text(text) => {
                if !cut.text(text) {
                    break;
                }
            }
            Piece::Tag { name, closes, whole } => {
                if !cut.tag(name, closes, whole) {
                    break;
                }
            }
        }
    }
    cut.close();
    cut.out
}

struct Cut {
    out: String,
    open: Vec<&'static str>,
    limit: usize,
}

/// The end of a text that was cut.
const MORE: &str = "…";

impl Cut {
    /// Bytes left, with every open tag closed and `…` said.
    fn room(&self) -> usize {
        let closing: usize = self.open.iter().map(|it| it.len() + 3).sum();
        self.limit.saturating_sub(self.out.len() + closing + MORE.len())
    }

    /// False if there is no room for all of it.
    fn text(&mut self, text: &str) -> bool {
        let room = self.room();
        if text.len() <= room {
            self.out.push_str(text);
            return true;
        }
        let mut end = room;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // Neither a word nor a character reference is cut.
        let end = text[..end].rfind(char::is_whitespace).unwrap_or(0);
        self.out.push_str(text[..end].trim_end());
        self.out.push_str(MORE);
        false
    }

    fn tag(&mut self, name: &str, closes: bool, whole: &str) -> bool {
        // Headings are paragraphs of strong words to a directory.
        if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            let (first, second) = if closes { ("strong", "p") } else { ("p", "strong") };
            return self.tag(first, closes, "") && self.tag(second, closes, "");
        }
        let Some(name) = SHOWN.iter().find(|it| it.eq_ignore_ascii_case(name)) else { return true };
        if closes {
            if self.open.last() == Some(name) {
                self.open.pop();
                self.out.push_str(&format!("</{name}>"));
            }
            return true;
        }
        let tag = match attribute(whole, "href").filter(|_| *name == "a") {
            Some(href) => format!("<a href=\"{href}\">"),
            None if *name == "a" => return true,
            None => format!("<{name}>"),
        };
        if self.room() < tag.len() + name.len() + 3 {
            self.out.push_str(MORE);
            return false;
        }
        self.out.push_str(&tag);
        if *name != "br" {
            self.open.push(name);
        }
        true
    }

    fn close(&mut self) {
        while let Some(name) = self.open.pop() {
            self.out.push_str(&format!("</{name}>"));
        }
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
