//! Values that are more than a text: audio, links, pictures, paths.

use super::value::{self, field, text_field};
use super::{AudioDoc, CODES, LinkDoc};
use crate::diag::{Diagnostic, FileId, Span};
use crate::tree::{Fields, Kind, Node, Spanned};

/// Keys of a table about audio.
const AUDIO_KEYS: [&str; 19] = [
    "url", "file", "src", "href", "path", "mp3", "m4a", "aac", "ogg", "opus", "name", "filename",
    "length", "size", "bytes", "filesize", "type", "mime", "duration",
];

/// Audio, and what is odd about its table.
#[derive(Default)]
pub(super) struct AudioTable {
    pub doc: AudioDoc,
    pub problems: Vec<Diagnostic>,
}

/// Audio as a text, a table, or a list of these.
pub(super) fn audio_of(file: FileId, node: &Node) -> Option<AudioTable> {
    let url = |value: String| Some(Spanned { value, span: node.span.clone() });
    match &node.kind {
        Kind::Text(text) => {
            let doc = AudioDoc { url: url(text.trim().to_owned()), ..AudioDoc::default() };
            Some(AudioTable { doc, problems: Vec::new() })
        }
        Kind::List(list) => list.iter().find_map(|it| audio_of(file, it)),
        Kind::Table(table) => {
            let address = field(table, &AUDIO_KEYS[..12]);
            let inner = address.and_then(|it| audio_of(file, it)).unwrap_or_default().doc;
            let count = |it: &Node| it.as_text()?.trim().parse::<u64>().ok();
            let mut fields = Fields::new(file, table, CODES);
            for key in AUDIO_KEYS {
                fields.node(key);
            }
            let duration = field(table, &["duration"]);
            let mut problems = fields.finish();
            problems.retain(|it| it.hints.iter().any(|hint| hint.text.starts_with("did you mean")));
            let length = duration.and_then(value::duration);
            if let (Some(node), None) = (duration, length) {
                let text = node.as_text().unwrap_or_default();
                let span = Span::new(file, node.span.clone());
                let message = format!("`{}` is no duration", text.trim());
                problems.push(
                    Diagnostic::warning("front-matter/duration", span, message)
                        .hint("write seconds, or `HH:MM:SS`"),
                );
            }
            let bytes = field(table, &AUDIO_KEYS[12..16]).and_then(count);
            let doc = AudioDoc {
                url: inner.url,
                bytes: bytes.or(inner.bytes),
                mime: text_field(table, &["type", "mime", "mimetype"]).or(inner.mime),
                length: length.or(inner.length),
            };
            Some(AudioTable { doc, problems })
        }
        _ => None,
    }
}

/// The address or path of sound, where a value names one.
pub(super) fn sound_of(file: FileId, node: &Node) -> Option<Spanned<String>> {
    let url = audio_of(file, node)?.doc.url?;
    value::is_sound(&url.value).then_some(url)
}

/// A video that a value gives the address of, or a table under `youtube`.
pub(super) fn video_of(node: &Node) -> Option<Spanned<String>> {
    let id = match &node.kind {
        Kind::Table(table) => value::youtube_id(&text_field(table, &["youtube", "youtubeurl"])?)?,
        _ => value::youtube_id(&node.as_text().filter(|it| it.contains('/'))?)?,
    };
    Some(Spanned { value: id, span: node.span.clone() })
}

/// Names, each with an address if it has one.
pub(super) fn links(node: &Node) -> Vec<LinkDoc> {
    match &node.kind {
        Kind::List(list) => list.iter().flat_map(links).collect(),
        Kind::Table(table) => {
            let name = text_field(table, &["name", "title", "label", "id"]);
            let url = text_field(table, &["url", "link", "href", "website"]);
            name.map(|name| LinkDoc { name, url }).into_iter().collect()
        }
        Kind::Text(text) => {
            let linked = linked(text);
            if !linked.is_empty() {
                return linked;
            }
            let name = text.trim();
            let is_name = !name.is_empty() && name.chars().count() < 80;
            is_name.then(|| LinkDoc { name: name.to_owned(), url: None }).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Where others play an episode: no link of its notes.
const PLAYERS: [&str; 10] = [
    "podcasts.apple.com",
    "itunes.apple.com",
    "open.spotify.com",
    "podcasts.google.com",
    "overcast.fm",
    "pca.st",
    "deezer.com",
    "castbox.fm",
    "music.amazon.",
    "stitcher.com",
];

/// A list of links: tables with a title and an address of the web.
pub(super) fn listed(node: &Node) -> Option<Vec<LinkDoc>> {
    let Kind::List(list) = &node.kind else { return None };
    let link = |it: &Node| {
        let Kind::Table(table) = &it.kind else { return None };
        let url = text_field(table, &["url", "link", "href"]).filter(|it| it.contains("://"))?;
        let name = text_field(table, &["title", "name", "text", "label", "description"])?;
        let name = htmlize::unescape(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let is_of_player = PLAYERS.iter().any(|it| url.contains(it));
        (!is_of_player && !name.is_empty()).then_some(LinkDoc { name, url: Some(url) })
    };
    let links: Vec<LinkDoc> = list.iter().filter_map(link).collect();
    (2 * links.len() > list.len()).then_some(links)
}

/// The links of a text in Markdown, in which others are thanked: `Our
/// [patrons](https://…) and listeners just like you!`
fn linked(text: &str) -> Vec<LinkDoc> {
    let mut links: Vec<LinkDoc> = Vec::new();
    for (at, _) in text.match_indices("](") {
        let Some(from) = text[..at].rfind('[') else { continue };
        let Some(rest) = text.get(at + 2..) else { continue };
        let url = rest.split([')', ' ', '\n']).next().unwrap_or_default();
        let name = text[from + 1..at].replace(['*', '`'], "");
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_new = !links.iter().any(|it| it.name == name);
        if !name.is_empty() && name.chars().count() < 80 && is_new {
            links.push(LinkDoc { name, url: Some(url.to_owned()).filter(|it| !it.is_empty()) });
        }
    }
    links
}

/// The path of a picture: addresses of others' sites are not followed.
pub(super) fn picture(node: &Node) -> Option<String> {
    let text = match &node.kind {
        Kind::Table(table) => text_field(table, &["src", "url", "path", "feature", "file"])?,
        Kind::List(list) => return picture(list.first()?),
        _ => node.as_text()?,
    };
    (!text.contains("://")).then(|| text.trim().to_owned())
}

/// Whether a text is the path or the address of a file.
pub(super) fn is_path(text: &str) -> bool {
    let name = text.trim().rsplit('/').next().unwrap_or_default();
    let end = name.rsplit_once('.').map_or("", |it| it.1);
    !text.trim().contains(char::is_whitespace)
        && (2..=5).contains(&end.len())
        && end.chars().all(|it| it.is_ascii_alphanumeric())
}

pub(super) fn path_of_notes(node: &Node) -> Option<String> {
    let text = node.as_text()?;
    let is_path = [".md", ".markdown", ".mdx"].iter().any(|it| text.trim().ends_with(it));
    is_path.then(|| text.trim().to_owned())
}

/// A text of several words, or a list of texts as a list in Markdown.
pub(super) fn markdown(node: &Node) -> Option<String> {
    if let Kind::List(nodes) = &node.kind {
        let entries: Option<Vec<String>> = nodes
            .iter()
            .map(|it| Some(format!("- {}", it.as_text()?.trim().replace('\n', "\n  "))))
            .collect();
        return entries.filter(|it| !it.is_empty()).map(|it| it.join("\n"));
    }
    node.as_text().filter(|it| it.trim().contains(char::is_whitespace))
}

/// Where an episode was on the owner's site; `None` for a pattern.
pub(super) fn old_path(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains([':', '{', '*', ' ', '?', '#']) && !text.contains("://") {
        return None;
    }
    let path = match text.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => text,
    };
    let path = path.trim_start_matches('/');
    (!path.is_empty() && !path.contains(':')).then(|| format!("/{path}"))
}

/// Tags that texts for lists have in them.
const TAGS: [&str; 22] = [
    "a", "b", "br", "code", "div", "em", "figure", "h1", "h2", "h3", "hr", "i", "img", "li", "ol",
    "p", "span", "strong", "sub", "sup", "u", "ul",
];

/// A text without tags, on one line.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let name = rest[at + 1..].trim_start_matches('/');
        let name = name.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_tag = TAGS.contains(&name.to_ascii_lowercase().as_str());
        let end = rest[at..].find('>').filter(|_| is_tag);
        plain.push_str(&rest[..at]);
        match end {
            Some(end) => {
                plain.push(' ');
                rest = &rest[at + end + 1..];
            }
            None => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    let plain = htmlize::unescape(plain);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::parse_yaml;

    #[track_caller]
    fn check(yaml: &str, read: fn(&Node) -> Vec<LinkDoc>, expected: &[(&str, &str)]) {
        let node =
            parse_yaml(FileId(0), &format!("x: {yaml}\n"), 0, "t/syntax").unwrap().remove(0).1;
        let got = read(&node);
        let got: Vec<_> =
            got.iter().map(|it| (it.name.as_str(), it.url.as_deref().unwrap_or(""))).collect();
        assert_eq!(got, expected, "{yaml}");
    }

    #[test]
    fn sponsors_are_names_or_the_links_of_a_text() {
        check("Acme", links, &[("Acme", "")]);
        check("'[Acme](https://a.example)'", links, &[("Acme", "https://a.example")]);
        check(
            "'Our [**patrons**](https://p.example \"Us\") and [Acme](https://a.example), and you!'",
            links,
            &[("patrons", "https://p.example"), ("Acme", "https://a.example")],
        );
    }

    #[test]
    fn lists_of_links_are_of_the_web() {
        let listed: fn(&Node) -> Vec<LinkDoc> = |it| listed(it).unwrap_or_default();
        check(
            "[{title: A &amp; B, url: https://a.example}, {title: B, url: https://b.example}]",
            listed,
            &[("A & B", "https://a.example"), ("B", "https://b.example")],
        );
        check("[{title: Hear, url: https://open.spotify.com/x}]", listed, &[]);
        check("{apple: https://podcasts.apple.com/x}", listed, &[]);
    }
}
