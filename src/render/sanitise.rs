//! Takes out of HTML what could run, load, or pass for a part of the page.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use ammonia::Builder;
use lol_html::html_content::ContentType;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::escape::escape;
use super::highlight;
use super::notes_writer::anchor;
use super::templates::{BUILT_IN_STATIC, THEME};
use crate::config::BaseUrl;
use crate::parse::markdown as source;
use crate::schemes::{is_external, is_safe};

/// Cleans the HTML of one page's author.
#[derive(Clone, Default)]
pub(super) struct Sanitiser {
    /// A builder that renames ids; `None` for the one that does not.
    own: Option<Arc<Builder<'static>>>,
}

static COMMON: LazyLock<Builder<'static>> = LazyLock::new(|| builder(HashMap::new()));

impl Sanitiser {
    /// One that gives these ids, and links to them, other names.
    pub(super) fn renaming(ids: &[String]) -> Self {
        let renamed = ids.iter().map(|it| (it.clone(), format!("note-{it}"))).collect();
        Self { own: Some(Arc::new(builder(renamed))) }
    }

    /// Clean HTML: every tag closed, attributes in double quotes. Takes time
    /// linear in the text as long as its tags are not nested deeply.
    pub(super) fn clean(&self, html: &str, pictures: Pictures<'_>) -> String {
        pictures.settle(self.own.as_deref().unwrap_or(&COMMON).clean(html).to_string())
    }
}

impl std::fmt::Debug for Sanitiser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sanitiser").field("renames", &self.own.is_some()).finish()
    }
}

/// What becomes of pictures that a page does not show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pictures<'p> {
    /// What one without a text is called.
    pub name: &'p str,
    /// The address of the site, whose pictures are shown.
    pub base: Option<&'p BaseUrl>,
    /// Links are paid for.
    pub sponsored: bool,
}

impl Pictures<'_> {
    /// Turns pictures of other sites into links, as those of Markdown are, and
    /// those without an address into their texts: an image that loads nothing
    /// would be drawn as a broken one. Figures that had nothing else are gone.
    /// Takes what ammonia wrote.
    fn settle(self, html: String) -> String {
        if !html.contains("<img") && !html.contains("<figure") {
            return html;
        }
        let is_linked = Cell::new(false);
        let linked = lol_html::element!("a img", |_| {
            is_linked.set(true);
            Ok(())
        });
        let picture = lol_html::element!("img", |it| {
            let value = |name| it.get_attribute(name).unwrap_or_default();
            let [url, alt] =
                ["src", "alt"].map(|it| htmlize::unescape_attribute(value(it)).into_owned());
            let is_linked = is_linked.replace(false);
            let own = self.base.and_then(|base| base.own(&url)).filter(|it| *it != url);
            if let Some(own) = own {
                return Ok(it.set_attribute("src", &escape(&own))?);
            }
            if !url.is_empty() && !is_external(&url) {
                return Ok(());
            }
            let is_named = !alt.trim().is_empty();
            let name = escape(if is_named { alt.trim() } else { self.name });
            let instead = match url.as_str() {
                _ if is_linked => name,
                it if !it.is_empty() && is_safe(it) => {
                    format!("{}{name}</a>", anchor(it, self.sponsored))
                }
                _ if is_named => name,
                _ => String::new(),
            };
            it.replace(&instead, ContentType::Html);
            Ok(())
        });
        let settings = lol_html::RewriteStrSettings::new()
            .append_element_content_handler(linked)
            .append_element_content_handler(picture);
        // What cannot be read is shown as it is written: it must load nothing.
        let settled = lol_html::rewrite_str(&html, settings).unwrap_or_else(|_| escape(&html));
        ["figcaption", "figure"].iter().fold(settled, |html, it| without_empty(html, it))
    }
}

/// HTML without elements of a name that hold nothing.
fn without_empty(html: String, name: &str) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    if !html.contains(&open) {
        return html;
    }
    let mut kept = String::with_capacity(html.len());
    for part in html.split_inclusive(&close) {
        let inner = part.strip_suffix(&close).and_then(|it| {
            let at = it.rfind(&open)?;
            let (_, inner) = it[at..].split_once('>')?;
            Some((at, inner))
        });
        match inner {
            Some((at, inner)) if inner.trim().is_empty() => kept.push_str(&part[..at]),
            _ => kept.push_str(part),
        }
    }
    kept
}

/// Markdown without links that run, and with its HTML cleaned: what programs
/// get that render it themselves. A picture without a text is called `picture`.
/// Takes linear time.
pub(super) fn markdown<'t>(text: &'t str, picture: &str) -> Cow<'t, str> {
    let parser = Parser::new_ext(text, source::options());
    let definitions = parser.reference_definitions().iter();
    let mut cuts: Vec<(Range<usize>, String)> = definitions
        .filter(|it| !is_safe(&it.1.dest))
        .map(|it| (it.1.span.clone(), String::new()))
        .collect();
    let is_escaped = source::has_too_many_tags(text);
    let mut closed: Option<source::ClosingTags<'_>> = None;
    // The block of HTML at hand: its lines come one by one.
    let mut block: Option<Range<usize>> = None;
    // The cut of the link at hand.
    let mut open: Option<usize> = None;
    for (event, at) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
                if !is_safe(&dest_url) =>
            {
                open = Some(cuts.len());
                cuts.push((at, String::new()));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => open = None,
            // Its words stay, as text and nothing else.
            Event::Text(words) | Event::Code(words) if open.is_some() => {
                if let Some((_, instead)) = open.and_then(|it| cuts.get_mut(it)) {
                    instead.push_str(&words.replace(['<', '[', ']', '`', '\\'], ""));
                }
            }
            Event::Start(Tag::HtmlBlock) => block = Some(at),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(at) = block.take().filter(|_| !is_escaped) {
                    let pictures = Pictures { name: picture, base: None, sponsored: false };
                    let clean = pictures.settle(COMMON.clean(&text[at.clone()]).to_string());
                    cuts.push((at, format!("{clean}\n")));
                }
            }
            Event::Html(_) if block.is_some() && !is_escaped => {}
            Event::Html(_) => cuts.push((at.clone(), text[at].replace('<', "\\<"))),
            Event::InlineHtml(tag) if !is_plain_tag(&tag) => {
                let closed = closed.get_or_insert_with(|| source::ClosingTags::of(text));
                let is_said = closed.lack(&tag);
                cuts.push((at, if is_said { tag.replace('<', "\\<") } else { String::new() }));
            }
            _ => {}
        }
    }
    if cuts.is_empty() {
        return text.into();
    }
    cuts.sort_by_key(|it| (it.0.start, std::cmp::Reverse(it.0.end)));
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for (at, instead) in cuts {
        // What lies within a part that was cut is gone with it.
        if let Some(before) = text.get(from..at.start) {
            clean.push_str(before);
            clean.push_str(&instead);
            from = at.end;
        }
    }
    clean.push_str(text.get(from..).unwrap_or_default());
    clean.into()
}

/// Whether a tag amid text is one without attributes that only marks text.
fn is_plain_tag(tag: &str) -> bool {
    const MARKS: [&str; 17] = [
        "b", "i", "u", "s", "em", "strong", "small", "mark", "sub", "sup", "kbd", "code", "del",
        "ins", "q", "br", "wbr",
    ];
    let name = tag.trim_start_matches("</").trim_start_matches('<').trim_end_matches('>');
    let name = name.trim_end_matches('/').trim();
    MARKS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// The ids that HTML gives its elements.
pub(super) fn ids(html: &str) -> Vec<String> {
    if !html.to_ascii_lowercase().contains("id") {
        return Vec::new();
    }
    let found = RefCell::new(Vec::new());
    let handler = lol_html::element!("[id]", |it| {
        found.borrow_mut().extend(it.get_attribute("id"));
        Ok(())
    });
    let settings = lol_html::RewriteStrSettings::new().append_element_content_handler(handler);
    // What cannot be read is not rendered with ids either.
    let _ = lol_html::rewrite_str(html, settings);
    found.into_inner().iter().map(|it| htmlize::unescape_attribute(it).into_owned()).collect()
}

/// Classes that the theme's style sheet speaks of: one of them on an author's
/// element could lay it over the page.
static THEME_CLASSES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let sheets = BUILT_IN_STATIC.files().filter(|it| it.path().extension() == Some("css".as_ref()));
    sheets.filter_map(|it| it.contents_utf8()).flat_map(classes).collect()
});

/// The ids of the theme's own elements.
static THEME_IDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let templates = THEME.files().filter_map(|it| it.contents_utf8());
    templates
        .flat_map(|it| it.split(" id=\"").skip(1))
        .filter_map(|it| it.split('"').next())
        .collect()
});

/// Whether an element of the theme has this id, on any page.
pub(super) fn is_theme_id(id: &str) -> bool {
    THEME_IDS.contains(id)
}

/// Names behind a point in a style sheet.
fn classes(sheet: &str) -> impl Iterator<Item = &str> {
    sheet.split('.').skip(1).filter_map(|it| {
        let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
        let name = &it[..it.find(|it| !is_part(it)).unwrap_or(it.len())];
        name.starts_with(|it: char| it.is_ascii_alphabetic()).then_some(name)
    })
}

/// Classes of the theme that notes have: those that `markdown` writes.
fn is_of_notes(class: &str) -> bool {
    const OWN: [&str; 2] = ["time", "scroll"];
    OWN.contains(&class)
        || highlight::is_class(class)
        || ["language-", "footnote-", "markdown-alert-", "align-"]
            .iter()
            .any(|it| class.starts_with(it))
}

fn builder(renamed: HashMap<String, String>) -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_generic_attributes(["class", "id", "title", "lang", "dir"])
        .add_tags(["figure", "figcaption", "section", "input"])
        .add_tag_attributes("pre", ["tabindex"])
        .add_tag_attributes("div", ["tabindex"])
        .add_tag_attributes("input", ["checked", "disabled", "type"])
        // One attribute that is set has one place; of two the order would be
        // another in each run.
        .set_tag_attribute_value("input", "disabled", "")
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes("a", ["rel"])
        .link_rel(None)
        .attribute_filter(move |element, attribute, value| {
            attribute_value(&renamed, element, attribute, value)
        });
    builder
}

fn attribute_value<'v>(
    renamed: &HashMap<String, String>,
    element: &str,
    attribute: &str,
    value: &'v str,
) -> Option<Cow<'v, str>> {
    match (element, attribute) {
        // Nothing is loaded from third parties: `Pictures` makes links of them.
        ("img", "src") => Some(value.into()),
        (_, "src") => (!is_external(value)).then_some(value.into()),
        (_, "href") => {
            if let Some(new) = value.strip_prefix('#').and_then(|it| renamed.get(it)) {
                return Some(format!("#{new}").into());
            }
            is_safe(value).then_some(value.into())
        }
        // Of what forms have only the boxes of task lists are there.
        ("input", "type") => Some("checkbox".into()),
        (_, "cite") => is_safe(value).then_some(value.into()),
        (_, "id") => Some(renamed.get(value).cloned().map_or(value.into(), Cow::Owned)),
        (_, "tabindex") => (value == "0").then_some(value.into()),
        (_, "class") => {
            let is_allowed = |it: &&str| is_of_notes(it) || !THEME_CLASSES.contains(it);
            if value.split_whitespace().all(|it| is_allowed(&it)) {
                return Some(value.into());
            }
            let kept: Vec<&str> = value.split_whitespace().filter(is_allowed).collect();
            (!kept.is_empty()).then(|| kept.join(" ").into())
        }
        _ => Some(value.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURES: Pictures<'_> = Pictures { name: "Picture", base: None, sponsored: false };

    fn clean(html: &str) -> String {
        Sanitiser::default().clean(html, PICTURES)
    }

    #[test]
    fn a_picture_that_is_not_shown_becomes_a_link_or_its_text() {
        for (html, expected) in [
            (
                "<img src=\"https://a.org/x.png?a=1&amp;b=2\" alt=\"Two &lt;b> &amp; a dog\">",
                "<a href=\"https://a.org/x.png?a=1&amp;b=2\" rel=\"noopener\">Two &lt;b&gt; &amp; a dog</a>",
            ),
            (
                "<p><img src=//a.org/x.png></p>",
                "<p><a href=\"//a.org/x.png\" rel=\"noopener\">Picture</a></p>",
            ),
            (
                "<a href=\"https://a.org\"><b><img src=\"https://a.org/x.png\"></b></a><img src=\"https://a.org/y.png\" alt=\"y\">",
                "<a href=\"https://a.org\"><b>Picture</b></a><a href=\"https://a.org/y.png\" rel=\"noopener\">y</a>",
            ),
            ("<img alt=\"gone\"><img src=\"\"><img src=\"data:image/png;base64,x\">", "gone"),
            ("<figure><img src=\"\"><figcaption> </figcaption></figure>a", "a"),
            ("<figure class=x>\n</figure><figure>b</figure>", "<figure>b</figure>"),
            (
                "<figure><img src=\"https://a.org/x.png\"><figcaption>c</figcaption></figure>",
                "<figure><a href=\"https://a.org/x.png\" rel=\"noopener\">Picture</a><figcaption>c</figcaption></figure>",
            ),
            ("<img src=\"own.png\">", "<img src=\"own.png\">"),
        ] {
            assert_eq!(clean(html), expected, "{html}");
        }
    }

    #[test]
    fn what_runs_or_loads_is_taken_out() {
        for (html, expected) in [
            ("<p onclick=x style=\"a:b\">a</p>", "<p>a</p>"),
            ("<a href=\"java&Tab;script:x\">a</a>", "<a>a</a>"),
            (
                "<img src=\"/\\evil.example/x.png\" alt=\"p\">",
                "<a href=\"/\\evil.example/x.png\" rel=\"noopener\">p</a>",
            ),
            ("<img src=\"x.png\" srcset=\"//a.org/x 2x\">", "<img src=\"x.png\">"),
            ("<svg><script>x</script></svg><math><mi>x</mi></math>", ""),
            ("<video src=\"https://a.org/x\"></video><object data=x></object>", ""),
            ("<form action=/x><button>a</button></form>", "a"),
            (
                "<input type=password name=p checked>",
                "<input type=\"checkbox\" checked=\"\" disabled=\"\">",
            ),
            ("<div tabindex=\"7\">a</div>", "<div>a</div>"),
            ("<div class=\"sheet own\">a</div>", "<div class=\"own\">a</div>"),
        ] {
            let same = |it: &str| {
                let mut parts: Vec<String> = it.split([' ', '>']).map(str::to_owned).collect();
                parts.sort();
                parts
            };
            assert_eq!(same(&clean(html)), same(expected), "{html} -> {}", clean(html));
        }
    }

    #[test]
    fn markdown_that_runs_is_text() {
        for (text, expected) in [
            ("a [b](javascript:x) c", "a b c"),
            ("a [<i class=x>b</i>](javascript:x) c", "a b c"),
            ("[b][r] <b>c</b>\n\n[r]: <java&Tab;script:x>\n", "b <b>c</b>\n\n\n"),
            ("a <img src=x onerror=y> b", "a  b"),
            ("<div onclick=x>a</div>\n\nb", "<div>a</div>\n\n\nb"),
            (
                "<div><img src=\"https://a.org/x\"></div>\n\nb",
                "<div><a href=\"https://a.org/x\" rel=\"noopener\">Picture</a></div>\n\n\nb",
            ),
            ("`<script>` and [d](https://a.org)", "`<script>` and [d](https://a.org)"),
        ] {
            assert_eq!(markdown(text, "Picture"), expected, "{text}");
        }
    }

    #[test]
    fn only_ids_that_collide_are_changed() {
        let html =
            "<p id=\"find\"><a href=\"#find\">a</a></p><p id=\"mine\"><a href=\"#mine\">b</a></p>";
        assert_eq!(ids(html), ["find", "mine"]);
        assert_eq!(
            Sanitiser::renaming(&["find".to_owned()]).clean(html, PICTURES),
            html.replace("\"find", "\"note-find").replace("#find", "#note-find")
        );
        assert_eq!(clean(html), html);
    }
}
