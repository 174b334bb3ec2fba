//! Transcripts as web pages, or as HTML inside of notes: turned into text that
//! the readers of text know. TTML captions are read so, too.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, EndTag};
use lol_html::{HtmlRewriter, Settings, doc_text, element};

/// What is never said: scripts, ways around the site, forms.
const SILENT: [&str; 20] = [
    "script", "style", "template", "head", "noscript", "nav", "header", "footer", "aside", "form",
    "button", "select", "svg", "audio", "video", "iframe", "figure", "summary", "textarea",
    "title",
];

/// Names are set off with these, in HTML and in the specification of
/// Podcasting 2.0.
const BOLD: [&str; 3] = ["strong", "b", "cite"];

/// Elements of a text that end no line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "u", "wbr",
];

#[derive(Default)]
struct PageText {
    text: String,
    /// Elements around that are silent.
    silent: usize,
    /// Elements around that are `<main>` or `<article>`.
    main: usize,
    /// Where `<main>` begins and ends in the text.
    found: Option<Range<usize>>,
    /// Text since the last tag, references in it.
    raw: String,
    /// What is silent.
    silencers: &'static [&'static str],
}

impl PageText {
    fn end_line(&mut self, lines: usize) {
        let kept = self.text.trim_end_matches([' ', '\t']).len();
        self.text.truncate(kept);
        let ends = self.text.bytes().rev().take_while(|it| *it == b'\n').count();
        if !self.text.is_empty() {
            self.text.extend(std::iter::repeat_n('\n', lines.saturating_sub(ends)));
        }
    }

    fn element(&mut self, name: &str, can_end: bool, (begin, end): (Option<&str>, Option<&str>)) {
        self.flush();
        if self.silencers.contains(&name) && can_end {
            self.silent += 1;
        }
        if matches!(name, "main" | "article") {
            self.main += 1;
            self.found.get_or_insert(self.text.len()..usize::MAX);
        }
        match name {
            _ if 0 < self.silent => return,
            "br" => self.end_line(1),
            it if BOLD.contains(&it) => {
                // Lyrics have nothing between a time and their words.
                let is_behind_time = self.text.ends_with(']');
                self.text.push_str(if is_behind_time { " **" } else { "**" });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_line(2);
                self.text.push_str("## ");
            }
            it if INLINE.contains(&it) => {}
            "li" | "dt" | "dd" | "tr" => self.end_line(1),
            "td" | "th" => self.text.push(' '),
            _ => self.end_line(2),
        }
        if let Some(begin) = begin {
            let _ = write!(self.text, "[{begin}");
            if let Some(end) = end {
                let _ = write!(self.text, " --> {end}");
            }
            self.text.push_str("] ");
        }
    }

    fn end(&mut self, name: &str) {
        self.flush();
        match name {
            it if self.silencers.contains(&it) => self.silent = self.silent.saturating_sub(1),
            _ if 0 < self.silent => {}
            it if BOLD.contains(&it) => self.close_bold(),
            it if INLINE.contains(&it) || it == "br" => {}
            "li" | "dt" | "dd" | "tr" => self.end_line(1),
            "td" | "th" => self.text.push(' '),
            _ => self.end_line(2),
        }
        if matches!(name, "main" | "article") {
            self.main = self.main.saturating_sub(1);
            if self.main == 0
                && let Some(found) = self.found.as_mut().filter(|it| it.end == usize::MAX)
            {
                found.end = self.text.len();
            }
        }
    }

    /// Emphasis must end where a word ends.
    fn close_bold(&mut self) {
        let kept = self.text.trim_end().len();
        match self.text[..kept].ends_with("**") {
            true => self.text.truncate(kept - 2),
            false => {
                self.text.truncate(kept);
                self.text.push_str("** ");
            }
        }
    }

    fn flush(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        if 0 < self.silent || raw.is_empty() {
            return;
        }
        let text = htmlize::unescape(raw.as_str());
        let breaks = |it: &str| it.is_empty() || it.ends_with([' ', '\n']) || it.ends_with("**");
        if text.starts_with(char::is_whitespace) && !breaks(&self.text) {
            self.text.push(' ');
        }
        for (nth, word) in text.split_whitespace().enumerate() {
            if 0 < nth {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        if text.ends_with(char::is_whitespace) && !breaks(&self.text) {
            self.text.push(' ');
        }
    }

    /// Of a whole page the main part, unless it says next to nothing.
    fn main_part(mut self) -> String {
        self.flush();
        let main = self
            .found
            .and_then(|it| self.text.get(it.start..it.end.min(self.text.len())).map(str::trim));
        match main.filter(|it| self.text.len() < it.len() * 4) {
            Some(main) => main.to_owned(),
            None => self.text.trim().to_owned(),
        }
    }
}

/// The text of a page, a paragraph for each block; names that are set off stay
/// so as in Markdown.
pub(super) fn text(html: &str) -> String {
    let text = read(html, &SILENT);
    // What is opened and never closed must not silence all that follows.
    let is_cut = text.silent != 0;
    if is_cut { read(html, &SILENT[..3]).main_part() } else { text.main_part() }
}

fn read(html: &str, silent: &'static [&'static str]) -> PageText {
    let reading = Rc::new(RefCell::new(PageText { silencers: silent, ..PageText::default() }));
    let on_element = |it: &mut Element<'_, '_>| {
        let name = it.tag_name();
        // TTML has names with prefixes: `tt:p`.
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        let (begin, end) = (it.get_attribute("begin"), it.get_attribute("end"));
        let can_end = it.can_have_content();
        reading.borrow_mut().element(&name, can_end, (begin.as_deref(), end.as_deref()));
        if can_end {
            let reading = Rc::clone(&reading);
            it.on_end_tag(Box::new(move |_: &mut EndTag<'_>| {
                reading.borrow_mut().end(&name);
                Ok(())
            }))?;
        }
        Ok(())
    };
    let settings = Settings::new()
        .append_element_content_handler(element!("*", on_element))
        .append_document_content_handler(doc_text!(|it| {
            reading.borrow_mut().raw.push_str(it.as_str());
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What is no HTML any more ends the text, and what came before counts.
    let _ = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end());
    reading.take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text(html), expected, "{html}");
    }

    #[test]
    fn blocks_are_paragraphs_and_names_stay_set_off() {
        check(
            "<p><strong>Ann</strong>: Hi &amp; <em>bye</em>.</p>\n<p>So.</p>",
            "**Ann** : Hi & bye.\n\nSo.",
        );
        check("<p><b>Bo</b><br>\nIt whistles.</p>", "**Bo**\nIt whistles.");
        check("<cite>Ann:</cite><time>0:12</time><p>Hi.</p>", "**Ann:** 0:12\n\nHi.");
        check("<tt:p begin=\"00:01.0\" end=\"00:02.0\">Hi</tt:p>", "[00:01.0 --> 00:02.0] Hi");
        check(
            "<html><head><title>x</title></head><nav><p>Home<nav>a</nav></nav><main><p>Hi there, all of you.<p>Bo.</main><script>1<2</script>",
            "Hi there, all of you.\n\nBo.",
        );
        check("Use a <form> and go on.", "Use a\n\nand go on.");
        check("a < b", "a < b");
    }
}
