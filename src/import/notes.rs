//! What a feed says of an episode → front matter and Markdown.

use std::sync::LazyLock;

use super::feed::{ItemDoc, PersonDoc};
use crate::model::EpisodeType;
use crate::time::Timestamp;
use crate::tree::written::{line, list, quoted, table};

/// What an episode is called here.
pub(super) struct Names<'a> {
    pub slug: &'a str,
    pub number: Option<u32>,
    /// The show's old site: addresses of pages there lead to the new ones.
    pub site: Option<&'a str>,
}

/// The text of `notes.md`.
pub(super) fn text(item: &ItemDoc, names: &Names<'_>) -> String {
    let Names { slug, number, site } = *names;
    let mut text = String::from("+++\n");
    let title = if item.title.is_empty() { slug } else { &item.title };
    line(&mut text, "title", Some(quoted(title)));
    line(&mut text, "number", number.map(|it| it.to_string()));
    line(&mut text, "season", item.season.map(|it| it.to_string()));
    let moment = item.published.map(|it| it.to_string());
    line(&mut text, "date", moment.map(|it| quoted(&it)));
    line(&mut text, "slug", Some(quoted(slug)));
    line(&mut text, "guid", item.guid.as_deref().map(quoted));
    let kind = Some(item.kind).filter(|it| *it != EpisodeType::Full);
    line(&mut text, "type", kind.map(|it| quoted(it.as_str())));
    line(&mut text, "explicit", item.explicit.then(|| "true".to_owned()));
    line(&mut text, "summary", item.summary.as_deref().map(quoted));
    let alias = item.link.as_deref().and_then(|it| alias(it, site?));
    line(&mut text, "aliases", alias.map(|it| list([it.as_str()])));
    if !item.people.is_empty() {
        let people: Vec<String> = item.people.iter().map(person).collect();
        line(&mut text, "people", Some(format!("[{}]", people.join(", "))));
    }
    if let Some(audio) = &item.audio {
        let mut fields = vec![("url", quoted(&audio.url))];
        fields.extend(audio.bytes.map(|it| ("length", it.to_string())));
        fields.extend(audio.mime.as_deref().map(|it| ("type", quoted(it))));
        let end = item.length.map(|it| Timestamp::ZERO.plus(it).clock());
        fields.extend(end.map(|it| ("duration", quoted(&it))));
        line(&mut text, "audio", Some(table(&fields)));
    }
    if !item.tags.is_empty() {
        text.push_str("\n[podcast]\n");
        for (key, value) in &item.tags {
            line(&mut text, key, Some(value.clone()));
        }
    }
    text.push_str("+++\n\n");
    text.push_str(&markdown(&item.notes));
    text
}

fn person(it: &PersonDoc) -> String {
    match it.is_guest {
        true => table(&[("name", quoted(&it.name)), ("role", quoted("guest"))]),
        false => quoted(&it.name),
    }
}

/// The path of an episode's page on the show's old site; addresses elsewhere,
/// and those with a query, cannot lead here.
fn alias(link: &str, site: &str) -> Option<String> {
    let host = |it: &str| {
        let rest = it.split_once("://")?.1;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Some((host.trim_start_matches("www.").to_lowercase(), path.to_owned()))
    };
    let (at, path) = host(link)?;
    let is_plain = !path.contains(['?', '#', ' ', '\\']) && 1 < path.len();
    (host(site)?.0 == at && is_plain).then_some(path)
}

static CONVERTER: LazyLock<htmd::HtmlToMarkdown> = LazyLock::new(|| {
    htmd::HtmlToMarkdown::builder()
        .options(htmd::options::Options {
            bullet_list_marker: htmd::options::BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ..htmd::options::Options::default()
        })
        .build()
});

/// Notes as Markdown. Scripts, frames and pictures that only count readers are
/// left out.
fn markdown(notes: &str) -> String {
    let has_tags = ["</", "<br", "<p", "<a ", "<img"].iter().any(|it| notes.contains(it));
    if !has_tags {
        // Plain text with line breaks; a heading of the whole page it is not.
        let lines = notes.trim().lines().map(str::trim_end);
        let mend = |it: &str| if it.starts_with('#') { format!("\\{it}") } else { it.to_owned() };
        return lines.map(mend).collect::<Vec<_>>().join("\n") + "\n";
    }
    let clean = ammonia::Builder::default()
        .add_tag_attributes("img", ["width", "height"])
        .link_rel(None)
        .clean(notes)
        .to_string();
    let visible = without_pixels(&clean);
    let markdown = CONVERTER.convert(&visible).unwrap_or(clean);
    markdown.trim().to_owned() + "\n"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_markdown_that_people_edit() {
        let html = "<p>Hello <b>you</b> &amp; <a href=\"https://a.example/?x=1&amp;y=2\">a</a></p>\
            <script>alert(1)</script><ul><li>One</li><li>Two</li></ul>\
            <img src=\"https://t.example/p.gif\" width=\"1\" height=\"1\"><a href=\"javascript:x\">b</a>";
        assert_eq!(
            markdown(html),
            "Hello **you** & [a](https://a.example/?x=1&y=2)\n\n- One\n- Two\n\nb\n"
        );
        assert_eq!(markdown("One\n#2 is\n\nfour"), "One\n\\#2 is\n\nfour\n");
    }

    #[test]
    fn pages_of_the_old_site_lead_to_the_new() {
        let site = "https://www.show.example/";
        assert_eq!(alias("https://show.example/12", site).as_deref(), Some("/12"));
        for other in ["https://show.example/?p=1", "https://x.example/12", "https://show.example/"]
        {
            assert_eq!(alias(other, site), None, "{other}");
        }
    }
}
