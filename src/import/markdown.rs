//! Texts of feeds → Markdown that people edit: HTML with all that Markdown can
//! say; `lines` has plain text.

use std::borrow::Cow;
use std::sync::LazyLock;

use htmd::element_handler::{HandlerResult, Handlers};

use super::lines::plain;

/// A text of a feed as Markdown. Scripts, frames and pictures that only count
/// readers are left out.
pub(super) fn markdown(text: &str) -> String {
    if !is_html(text) {
        // Some feeds escape plain text as if it were HTML.
        return plain(&htmlize::unescape(text));
    }
    if DEEPEST < depth(text) {
        return plain(&htmlize::unescape(without_tags(text)));
    }
    let text = with_lines(text);
    let linked = with_players_as_links(&text);
    let clean = SANITIZER.clean(&linked).to_string();
    let visible = with_headers(&without_pixels(&clean));
    let markdown = CONVERTER.convert(&visible).unwrap_or(clean);
    mended(markdown.trim())
}

/// Elements within each other; what is deeper is an accident or an attack, and
/// becomes plain text: converters go down into each.
const DEEPEST: usize = 200;

/// How deep elements stand within each other at most. Those that end where the
/// next one begins do not count.
fn depth(html: &str) -> usize {
    const FLAT: [&str; 18] = [
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link",
        "meta", "p", "source", "td", "tr", "wbr",
    ];
    let (mut now, mut most) = (0_usize, 0_usize);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let closes = rest.starts_with('/');
        let name = rest.trim_start_matches('/');
        let end = name.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        }
        now = if closes { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most
}

/// A text without its tags, which become blanks.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (nth, piece) in html.split('<').enumerate() {
        let behind = if nth == 0 { Some(piece) } else { piece.split_once('>').map(|it| it.1) };
        text.push(' ');
        text.push_str(behind.unwrap_or_default());
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tables up to which notes are looked at table by table.
const TABLES: usize = 1_000;

/// Tags that make a text HTML.
const TAGS: [&str; 32] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "table",
    "ul",
    "video",
];

/// Tags that begin a block: what is between two of them is a paragraph.
const BLOCKS: [&str; 22] = [
    "address",
    "audio",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "iframe",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
];

/// Whether a text holds tags of HTML.
pub(super) fn is_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| tag(&text[at..]).is_some_and(|it| TAGS.contains(&&*it)))
}

/// The name of the tag that a text begins with, in lower case.
fn tag(text: &str) -> Option<String> {
    let rest = text.strip_prefix('<')?;
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let ends = rest.get(length..)?.starts_with([' ', '\t', '\r', '\n', '>', '/']);
    (0 < length && ends).then(|| rest[..length].to_lowercase())
}

/// HTML whose lines are lines: many hosts and editors write text with a few
/// links in it, and let lines stand for themselves. Where nothing else makes
/// paragraphs, blank lines do, and other line ends are breaks.
fn with_lines(text: &str) -> Cow<'_, str> {
    let is_laid_out = text.match_indices('<').any(|(at, _)| {
        tag(&text[at..]).is_some_and(|it| matches!(&*it, "p" | "br" | "div" | "table"))
    });
    if is_laid_out || !text.trim().contains('\n') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(paragraphs(text))
}

/// Lines of text become paragraphs with breaks; blocks stay as they are.
pub(super) fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    let mut is_open = false;
    let mut verbatim: Option<&str> = None;
    for line in text.lines() {
        let bare = line.trim();
        let first = tag(bare);
        let is_block =
            first.as_deref().is_some_and(|it| BLOCKS.contains(&it)) || bare.starts_with("<!--");
        if verbatim.is_some() || is_block || bare.is_empty() {
            if is_open {
                html.push_str("</p>\n");
                is_open = false;
            }
            html.push_str(line);
            html.push('\n');
        } else {
            html.push_str(if is_open { "<br>" } else { "<p>" });
            html.push_str(bare);
            is_open = true;
        }
        for end in ["pre", "ul", "ol", "table", "blockquote", "dl"] {
            let is_begun = line.rfind(&format!("<{end}"));
            let is_ended = line.rfind(&format!("</{end}>"));
            match verbatim {
                None if is_ended < is_begun => verbatim = Some(end),
                Some(it) if it == end && is_begun <= is_ended && is_ended.is_some() => {
                    verbatim = None
                }
                _ => {}
            }
        }
    }
    if is_open {
        html.push_str("</p>");
    }
    html
}

/// Players of other hosts cannot stay; where they lead can.
fn with_players_as_links(html: &str) -> String {
    let has = |it: &str| html.contains(it);
    if !["<iframe", "<video", "<audio", "<IFRAME"].into_iter().any(has) {
        return html.to_owned();
    }
    let link = |src: &str| {
        let src = src.trim();
        let src =
            src.strip_prefix("//").map_or_else(|| src.to_owned(), |it| format!("https://{it}"));
        let src = htmlize::escape_attribute(watched(&src)).into_owned();
        format!("<p><a href=\"{src}\">{src}</a></p>")
    };
    let players = lol_html::element!("iframe[src], video[src], audio[src], source[src]", |it| {
        let src = it.get_attribute("src").unwrap_or_default();
        let replaced =
            if src.contains("://") || src.starts_with("//") { link(&src) } else { String::new() };
        it.replace(&replaced, lol_html::html_content::ContentType::Html);
        Ok(())
    });
    let settings = lol_html::RewriteStrSettings::new().append_element_content_handler(players);
    lol_html::rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
}

/// The page of a video, for the address of its player.
fn watched(src: &str) -> String {
    let id = src
        .split_once("youtube.com/embed/")
        .or_else(|| src.split_once("youtube-nocookie.com/embed/"));
    match id.and_then(|it| it.1.split(['?', '&', '/']).next()).filter(|it| !it.is_empty()) {
        Some(id) => format!("https://www.youtube.com/watch?v={id}"),
        None => src.to_owned(),
    }
}

static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tag_attributes("img", ["width", "height"])
        .add_tag_attributes("code", ["class"])
        .add_tag_attributes("pre", ["class"])
        .link_rel(None)
        // Of classes only the language of code says something.
        .attribute_filter(|_, name, value| match name {
            "class" => {
                let is_language =
                    |it: &&str| it.starts_with("language-") || it.starts_with("lang-");
                value.split_whitespace().find(is_language).map(Cow::Borrowed)
            }
            _ => Some(Cow::Borrowed(value)),
        });
    builder
});

static CONVERTER: LazyLock<htmd::HtmlToMarkdown> = LazyLock::new(|| {
    htmd::HtmlToMarkdown::builder()
        .options(htmd::options::Options {
            bullet_list_marker: htmd::options::BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            // Editors cut blanks at ends of lines.
            br_style: htmd::options::BrStyle::Backslash,
            ..htmd::options::Options::default()
        })
        .add_handler(vec!["pre"], code_block)
        .add_handler(
            vec!["s", "del", "strike"],
            |handlers: &dyn Handlers, element: htmd::Element| {
                let text = handlers.walk_children(element.node).content;
                Some(wrapped(&text, "~~"))
            },
        )
        .add_handler(vec!["dt"], |handlers: &dyn Handlers, element: htmd::Element| {
            let text = handlers.walk_children(element.node).content;
            Some(format!("\n\n{}\n", text.trim()).into())
        })
        .add_handler(vec!["dd"], |handlers: &dyn Handlers, element: htmd::Element| {
            let text = handlers.walk_children(element.node).content;
            Some(format!("\n: {}\n", text.trim().replace('\n', "\n  ")).into())
        })
        .build()
});

/// A text between marks that touch it.
fn wrapped(text: &str, mark: &str) -> HandlerResult {
    match text.trim() {
        "" => text.into(),
        bare => text.replacen(bare, &format!("{mark}{bare}{mark}"), 1).into(),
    }
}

/// Code keeps its lines also where nothing calls it code.
fn code_block(handlers: &dyn Handlers, element: htmd::Element) -> Option<HandlerResult> {
    let inner = handlers.walk_children(element.node).content;
    if inner.trim_start().starts_with("```") {
        return handlers.fallback(element);
    }
    let text = inner.replace("\\\n", "\n");
    let text = text.trim_matches('\n');
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    Some(format!("\n\n{fence}\n{text}\n{fence}\n\n").into())
}

/// Sanitised HTML without pictures of one pixel: they count readers.
fn without_pixels(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<img ") {
        let end = rest[at..].find('>').map_or(rest.len(), |it| at + it + 1);
        let tag = &rest[at..end];
        let is_pixel = ["\"1\"", "\"0\"", "\"1px\""].iter().any(|it| {
            tag.contains(&format!("width={it}")) || tag.contains(&format!("height={it}"))
        });
        kept.push_str(&rest[..if is_pixel { at } else { end }]);
        rest = &rest[end..];
    }
    kept + rest
}

/// Sanitised HTML in which every table has a row of headers, as tables of
/// Markdown have; those of one column only lay something out, and stay.
fn with_headers(html: &str) -> String {
    // Nobody's notes, and each would be searched to its end.
    if TABLES < html.matches("<table").count() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<table") {
        let Some(open) = rest[at..].find('>').map(|it| at + it + 1) else { break };
        let end = rest[open..].find("</table>").map_or(rest.len(), |it| open + it);
        let table = &rest[open..end];
        let row = table.split("<tr").nth(1).unwrap_or_default();
        let row = row.split("</tr>").next().unwrap_or_default();
        let n_cells = row.matches("<td").count();
        out.push_str(&rest[..open]);
        if 1 < n_cells && !table.contains("<th") && !table.contains("<table") {
            out.push_str("<thead><tr>");
            out.push_str(&"<th></th>".repeat(n_cells));
            out.push_str("</tr></thead>");
        }
        rest = &rest[open..];
    }
    out + rest
}

/// What the converter does not escape: `1)` begins a list too.
fn mended(markdown: &str) -> String {
    let mut is_code = false;
    let mut text = String::with_capacity(markdown.len() + 1);
    for line in markdown.lines() {
        is_code ^= line.trim_start().starts_with("```");
        let start = line.len() - line.trim_start().len();
        let digits = line[start..].bytes().take_while(u8::is_ascii_digit).count();
        let at = start + digits;
        if !is_code && (1..=9).contains(&digits) && line[at..].starts_with(") ") {
            text.push_str(&line[..at]);
            text.push('\\');
            text.push_str(&line[at..]);
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_deep_is_plain_text() {
        for tags in ["<ul><li>", "<div>", "<b>"] {
            let deep = format!("{}x</div>", tags.repeat(50_000));
            assert_eq!(markdown(&deep).trim(), "x", "{tags}");
        }
        assert_eq!(depth(&"<p>a<br>b".repeat(9_000)), 0);
        assert_eq!(depth("<ul><li><b>a</b></li></ul><div></div>"), 2);
    }

    #[test]
    fn html_becomes_markdown_that_people_edit() {
        for (html, expected) in [
            (
                "<p>Hello <b>you</b> &amp; <a href=\"https://a.example/?x=1&amp;y=2\">a</a></p>\
                 <script>alert(1)</script><ul><li>One</li><li>Two</li></ul>\
                 <img src=\"https://t.example/p.gif\" width=\"1\" height=\"1\"><a href=\"javascript:x\">b</a>",
                "Hello **you** & [a](https://a.example/?x=1&y=2)\n\n- One\n- Two\n\nb\n",
            ),
            (
                "<pre><code class=\"x language-js\">a\n\n  b()</code></pre><pre>c\n  d</pre>",
                "```js\na\n\n  b()\n```\n\n```\nc\n  d\n```\n",
            ),
            (
                "<table><tr><td>0:00</td><td>One</td></tr><tr><td>1:00</td><td>Two</td></tr></table>",
                "|      |     |\n| ---- | --- |\n| 0:00 | One |\n| 1:00 | Two |\n",
            ),
            ("<p>1) one<br>- two<br><s>three</s></p>", "1\\) one\\\n\\- two\\\n~~three~~\n"),
            ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "Term\n\n: Meaning\n"),
            (
                "<p>See</p><iframe src=\"//www.youtube.com/embed/abc?rel=0\"></iframe>",
                "See\n\n[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)\n",
            ),
            // Lines are lines where nothing else lays the text out.
            (
                "One\nTwo <a href=\"https://a.example/\">a</a>\n\n<ul>\n<li>x</li>\n</ul>\nThree",
                "One\\\nTwo [a](https://a.example/)\n\n- x\n\nThree\n",
            ),
        ] {
            assert_eq!(markdown(html), expected, "{html}");
        }
    }
}
