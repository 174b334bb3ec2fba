//! Which of an item's texts are its notes, and which its summary. Feeds have
//! up to four, and any of them may be the poor one.

use std::collections::BTreeSet;

use super::markdown::is_html;
use crate::parse::xml::Element;

/// Words up to which a text is a summary.
const SUMMARY_WORDS: usize = 100;

/// Words from which a text that is left out is a loss.
const LOST_WORDS: usize = 40;

/// What an item says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Body {
    /// HTML or plain.
    pub notes: String,
    /// Plain text.
    pub summary: Option<String>,
    /// The element that says much that neither notes nor summary do.
    pub lost: Option<&'static str>,
}

/// Elements with the notes, the usual one first.
const NOTES: [&str; 3] = ["content:encoded", "description", "itunes:summary"];

/// Reads the texts of an item. `text` is what it was read from: some feeds do
/// not escape the HTML in them.
pub(super) fn read<'t>(item: &'t Element, text: &'t str) -> Body {
    let said = |name: &'static str| {
        let raw = item.all(name).filter(|it| !it.children.is_empty());
        let raw = raw.filter_map(|it| Some(text.get(it.inner.clone())?.trim())).next();
        raw.filter(|it| is_html(it)).or_else(|| item.text_of(name))
    };
    let texts = NOTES.iter().filter_map(|name| Some((*name, said(name)?)));
    let texts: Vec<Text<'_>> = texts.map(|(name, text)| Text::new(name, text)).collect();
    let Some(mut notes) = texts.first() else { return Body::default() };
    for other in &texts[1..] {
        if other.is_fuller_than(notes) {
            notes = other;
        }
    }
    let others = || texts.iter().filter(|it| it.name != notes.name);
    let subtitle = item.text_of("itunes:subtitle").map(|it| Text::new("itunes:subtitle", it));
    // What says it shorter first; a copy of the notes without tags is none, and
    // neither is their cut-off beginning.
    let mut teasers = others().rev().chain(&subtitle).filter(|it| {
        let is_short = it.n_words <= SUMMARY_WORDS && it.n_words * 10 <= notes.n_words * 8;
        let says_something = 8 <= it.n_words || !it.words.is_subset(&notes.words);
        0 < it.n_words && is_short && says_something
    });
    let summary = teasers.next().map(|it| plain(it.text));
    let lost = others().find(|it| {
        let n_new = it.words.difference(&notes.words).count();
        let is_summary = summary.is_some() && it.n_words <= SUMMARY_WORDS;
        !is_summary && LOST_WORDS <= n_new && it.words.len() <= n_new * 2
    });
    let lost = lost.map(|it| it.name);
    Body { notes: notes.text.to_owned(), summary, lost }
}

/// A text and its words.
struct Text<'t> {
    name: &'static str,
    text: &'t str,
    n_words: usize,
    /// In lower case; addresses of links too.
    words: BTreeSet<String>,
    has_tags: bool,
}

impl<'t> Text<'t> {
    fn new(name: &'static str, text: &'t str) -> Self {
        let seen = visible(text);
        let is_mark = |it: char| !it.is_alphanumeric() && it != ':';
        let all = seen.split(is_mark).map(|it| it.trim_matches(':')).filter(|it| !it.is_empty());
        let words: Vec<String> = all.map(str::to_lowercase).collect();
        Self {
            name,
            text,
            n_words: words.len(),
            words: words.into_iter().collect(),
            has_tags: is_html(text),
        }
    }

    /// Whether this text has what another lacks: words, or, with the same
    /// words, tags.
    fn is_fuller_than(&self, other: &Self) -> bool {
        let n_new = self.words.difference(&other.words).count();
        let n_missing = other.words.difference(&self.words).count();
        let has_all = n_missing * 20 <= other.words.len();
        let has_more = 3 <= n_new && self.words.len() <= n_new * 10;
        (has_more && other.n_words < self.n_words) || (has_all && self.has_tags && !other.has_tags)
    }
}

/// The text of HTML: what stands between tags, and where links lead.
fn visible(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        let is_name = |it: char| it.is_ascii_alphabetic() || matches!(it, '/' | '!');
        if !rest[at + 1..].starts_with(is_name) {
            rest = &rest[at + 1..];
            continue;
        }
        let Some(end) = rest[at..].find('>').map(|it| at + it + 1) else {
            rest = &rest[at..];
            break;
        };
        if let Some((_, address)) = rest[at..end].split_once("href=") {
            out.push_str(address);
            out.push(' ');
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    htmlize::unescape(out.as_str()).into_owned()
}

/// A text without tags, in one line.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    // Words of two paragraphs are two words.
    let spaced = ["<p", "</p", "<br", "<li", "<div", "<h"];
    let spaced = spaced.iter().fold(text.to_owned(), |all, it| all.replace(it, &format!(" {it}")));
    let bare = match is_html(text) {
        true => ammonia::Builder::empty().clean(&spaced).to_string(),
        false => text.to_owned(),
    };
    htmlize::unescape(bare.as_str()).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;
    use crate::parse::xml;

    fn body(texts: &[(&str, &str)]) -> Body {
        let texts: String =
            texts.iter().map(|(name, it)| format!("<{name}><![CDATA[{it}]]></{name}>")).collect();
        let text = format!("<item>{texts}</item>");
        read(&xml::parse(FileId(0), &text).value, &text)
    }

    #[test]
    fn the_fuller_text_is_the_notes() {
        let full = "<p>Stop a request:</p><pre><code>stop()</code></pre><ul><li>02:10 Stop</li><li>09:40 Streams of bytes</li></ul>";
        let poor = "<p>Stop a request:</p>";
        for (content, description) in [(poor, full), (full, poor)] {
            let it = body(&[("description", description), ("content:encoded", content)]);
            assert_eq!((it.notes.as_str(), it.lost), (full, None));
        }
        // The same words with tags.
        let it =
            body(&[("content:encoded", "One two three"), ("description", "<b>One</b> two three")]);
        assert_eq!(it.notes, "<b>One</b> two three");
        // A plain copy is poorer by its links only, and no summary.
        let words = "word ".repeat(30);
        let it = body(&[
            ("description", &words),
            ("content:encoded", &format!("<p>{words}<a href=\"https://a.example/\">a</a></p>")),
        ]);
        assert!(it.notes.starts_with("<p>") && it.summary.is_none() && it.lost.is_none());
    }

    #[test]
    fn a_short_text_beside_the_notes_is_the_summary() {
        let long: String = (0..60).map(|it| format!("word{it} ")).collect();
        let it =
            body(&[("description", "A <b>short</b> tea&amp;ser."), ("content:encoded", &long)]);
        assert_eq!(it.summary.as_deref(), Some("A short tea&ser."));
        // Two texts that say different things: one of them is lost.
        let other: String = (0..300).map(|it| format!("other{it} ")).collect();
        let it = body(&[("description", &long), ("content:encoded", &other)]);
        assert_eq!(it.summary.as_deref(), Some(long.trim()));
        let it = body(&[
            ("description", &other),
            ("content:encoded", &format!("{long}{}", "x ".repeat(400))),
        ]);
        assert_eq!((it.summary, it.lost), (None, Some("description")));
    }
}
