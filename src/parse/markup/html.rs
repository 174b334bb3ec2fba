//! HTML amid Markdown, as the Markdown it means.

use std::sync::LazyLock;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::mdx::tag_length;
use super::rewrite::{Rewrite, find_within, first_bytes};
use super::shortcode::Call;
use crate::config::AuthorHtml;
use crate::parse::markdown::options;

/// Elements that Markdown has a form for, or that say nothing a page needs.
const PLAIN: [&str; 42] = [
    "p",
    "br",
    "ul",
    "ol",
    "li",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "del",
    "ins",
    "small",
    "sub",
    "sup",
    "span",
    "div",
    "section",
    "article",
    "blockquote",
    "pre",
    "code",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "font",
    "center",
];

static CONVERTER: LazyLock<htmd::HtmlToMarkdown> = LazyLock::new(|| {
    htmd::HtmlToMarkdown::builder()
        .options(htmd::options::Options {
            bullet_list_marker: htmd::options::BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ..htmd::options::Options::default()
        })
        .build()
});

/// Takes a comment out: it is for those who read the source.
pub(super) fn comment(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let head = &rewrite.source()[at..];
    let length = find_within(head.strip_prefix("<!--")?, "-->", 20_000)?;
    Some(rewrite.drop(at..at + 4 + length + 3, None))
}

/// Elements that mean something wherever they stand: line breaks, frames.
pub(super) fn element(rewrite: &mut Rewrite<'_>, at: usize, html: AuthorHtml) -> Option<usize> {
    if html == AuthorHtml::Unsafe {
        return None;
    }
    let text = rewrite.source();
    let head = &text[at..];
    let name = name_of(head)?;
    let length = tag_length(head)?;
    let end = at + length;
    match name.as_str() {
        "br" => {
            // The row of a table is one line.
            let near = first_bytes(text, at.saturating_sub(500)).len();
            let line = text[near..at].rfind('\n').map_or(near, |it| near + it + 1);
            if text[line..at].contains(['|', '<']) {
                return None;
            }
            let next =
                end + text[end..].len() - text[end..].trim_start_matches([' ', '\t', '\r']).len();
            let end = if text[next..].starts_with('\n') { next + 1 } else { next };
            Some(rewrite.replace(at..end, "  \n"))
        }
        "iframe" => {
            let call = Call::parse(head[1..length].trim_end_matches(['>', '/']))?;
            let src = call.named.iter().find(|it| it.0 == "src")?.1;
            let src = if src.starts_with("//") { format!("https:{src}") } else { src.to_owned() };
            let (id, name) = match src.split_once("/embed/") {
                Some((_, id)) if src.contains("youtu") => {
                    (format!("id={}", id.split(['?', '/']).next().unwrap_or(id)), "youtube")
                }
                _ => (String::new(), "iframe"),
            };
            let markdown = Call::parse(&format!("{name} {id}")).and_then(|it| it.meaning());
            let end = find_within(head, "</iframe>", 4000).map_or(end, |it| at + it + 9);
            Some(match markdown {
                Some(markdown) => rewrite.replace(at..end, &markdown),
                None => rewrite.drop(at..end, Some("iframe")),
            })
        }
        _ => None,
    }
}

/// The name of the element that a text begins with, in lower case.
fn name_of(text: &str) -> Option<String> {
    let inner = text.strip_prefix('<')?;
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(inner.len());
    (0 < length).then(|| inner[..length].to_ascii_lowercase())
}

/// Blocks of HTML that Markdown has a form for become that.
pub(super) fn blocks_to_markdown(rewrite: &mut Rewrite<'_>) {
    let text = rewrite.source();
    let mut blocks = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) if depth == 0 => blocks.push(range),
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    for range in blocks {
        let html = &text[range.clone()];
        if !is_plain(html) {
            continue;
        }
        let Ok(markdown) = CONVERTER.convert(html) else { continue };
        rewrite.replace(range, &format!("\n\n{}\n\n", markdown.trim()));
    }
}

/// Whether HTML has words, and no element that Markdown has no form for.
fn is_plain(html: &str) -> bool {
    let mut has_words = false;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        has_words |= rest[..at].contains(char::is_alphanumeric);
        let tag = &rest[at..];
        let known = name_of(tag).is_some_and(|it| PLAIN.contains(&it.as_str()));
        let Some(length) = tag_length(tag).filter(|_| known) else { return false };
        rest = &tag[length..];
    }
    has_words || rest.contains(char::is_alphanumeric)
}
