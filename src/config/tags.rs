//! Elements of Podcasting 2.0 that are passed on as stated: which there are,
//! and reading them out of settings and front matter.
//!
//! Source: `formats.md` section 1.2.

use crate::diag::{Diagnostic, FileId, Severity};
use crate::model::Tag;
use crate::schemes;
use crate::tree::{Fields, Kind, Node, Table};

/// An element: what it is called in settings and in a feed.
#[derive(Debug)]
pub struct TagDoc {
    /// The key of its table.
    pub key: &'static str,
    /// Its name in a feed, with the usual prefix.
    pub element: &'static str,
    /// Keys, and the attributes they stand for.
    pub attributes: &'static [(&'static str, &'static str)],
    /// Keys without which the element says nothing.
    pub required: &'static [&'static str],
    /// The key of its text.
    pub text: Option<&'static str>,
    /// The element around all of its kind.
    pub around: Option<&'static str>,
    /// Elements within.
    pub children: &'static [TagDoc],
}

const fn tag(
    key: &'static str,
    element: &'static str,
    attributes: &'static [(&'static str, &'static str)],
    required: &'static [&'static str],
    text: Option<&'static str>,
) -> TagDoc {
    TagDoc { key, element, attributes, required, text, around: None, children: &[] }
}

const FUNDING: TagDoc =
    tag("funding", "podcast:funding", &[("url", "url")], &["url"], Some("text"));
const LOCATION: TagDoc = tag(
    "location",
    "podcast:location",
    &[("rel", "rel"), ("geo", "geo"), ("osm", "osm"), ("country", "country")],
    &["name"],
    Some("name"),
);
const LICENSE: TagDoc =
    tag("license", "podcast:license", &[("url", "url")], &["name"], Some("name"));
const TXT: TagDoc = tag("txt", "podcast:txt", &[("purpose", "purpose")], &["text"], Some("text"));
const SOCIAL: TagDoc = tag(
    "social",
    "podcast:socialInteract",
    &[
        ("protocol", "protocol"),
        ("uri", "uri"),
        ("account-id", "accountId"),
        ("account-url", "accountUrl"),
        ("priority", "priority"),
    ],
    &["protocol"],
    None,
);
const CHAT: TagDoc = tag(
    "chat",
    "podcast:chat",
    &[
        ("server", "server"),
        ("protocol", "protocol"),
        ("account-id", "accountId"),
        ("space", "space"),
    ],
    &["server", "protocol"],
    None,
);
const IMAGE: TagDoc = tag(
    "image",
    "podcast:image",
    &[
        ("href", "href"),
        ("alt", "alt"),
        ("aspect-ratio", "aspect-ratio"),
        ("width", "width"),
        ("height", "height"),
        ("type", "type"),
        ("purpose", "purpose"),
    ],
    &["href"],
    None,
);
const RECIPIENT: TagDoc = tag(
    "recipients",
    "podcast:valueRecipient",
    &[
        ("name", "name"),
        ("type", "type"),
        ("address", "address"),
        ("split", "split"),
        ("custom-key", "customKey"),
        ("custom-value", "customValue"),
        ("fee", "fee"),
    ],
    &["type", "address", "split"],
    None,
);
const VALUE: TagDoc = TagDoc {
    children: &[RECIPIENT],
    ..tag(
        "value",
        "podcast:value",
        &[("type", "type"), ("method", "method"), ("suggested", "suggested")],
        &["type", "method"],
        None,
    )
};

/// Of a show: `[feed]`.
pub const OF_SHOW: &[TagDoc] = &[
    FUNDING,
    LOCATION,
    LICENSE,
    TXT,
    CHAT,
    IMAGE,
    VALUE,
    tag(
        "trailers",
        "podcast:trailer",
        &[
            ("url", "url"),
            ("date", "pubdate"),
            ("length", "length"),
            ("type", "type"),
            ("season", "season"),
        ],
        &["url", "date", "title"],
        Some("title"),
    ),
    tag(
        "update-frequency",
        "podcast:updateFrequency",
        &[("rrule", "rrule"), ("dtstart", "dtstart"), ("complete", "complete")],
        &["text"],
        Some("text"),
    ),
    TagDoc {
        around: Some("podcast:podroll"),
        ..tag(
            "podroll",
            "podcast:remoteItem",
            &[("guid", "feedGuid"), ("url", "feedUrl"), ("medium", "medium"), ("title", "title")],
            &["guid"],
            None,
        )
    },
];

/// Of an episode: `[podcast]` in front matter.
pub const OF_EPISODE: &[TagDoc] = &[
    FUNDING,
    LOCATION,
    LICENSE,
    TXT,
    SOCIAL,
    CHAT,
    IMAGE,
    VALUE,
    tag(
        "soundbites",
        "podcast:soundbite",
        &[("start", "startTime"), ("duration", "duration")],
        &["start", "duration"],
        Some("title"),
    ),
    TagDoc {
        children: &[tag(
            "sources",
            "podcast:source",
            &[("uri", "uri"), ("type", "contentType")],
            &["uri"],
            None,
        )],
        ..tag(
            "alternate-enclosures",
            "podcast:alternateEnclosure",
            &[
                ("type", "type"),
                ("length", "length"),
                ("bitrate", "bitrate"),
                ("height", "height"),
                ("lang", "lang"),
                ("title", "title"),
                ("codecs", "codecs"),
                ("default", "default"),
            ],
            &["type"],
            None,
        )
    },
];

/// Keys of elements of an episode.
#[must_use]
pub fn episode_tag_keys() -> Vec<&'static str> {
    OF_EPISODE.iter().map(|it| it.key).collect()
}

/// Keys of elements of a show, each with the keys within: `funding.url`.
#[must_use]
pub fn show_tag_keys() -> Vec<(&'static str, Vec<&'static str>)> {
    OF_SHOW.iter().map(|it| (it.key, keys(it))).collect()
}

fn keys(doc: &TagDoc) -> Vec<&'static str> {
    let children = doc.children.iter().map(|it| it.key);
    let mut keys: Vec<_> = doc.attributes.iter().map(|it| it.0).chain(children).collect();
    keys.extend(doc.text.filter(|it| !keys.contains(it)));
    keys
}

/// The elements of a show.
pub(super) fn of_show(fields: &mut Fields<'_>, codes: [&'static str; 2]) -> Vec<Tag> {
    all(fields, OF_SHOW, codes)
}

/// The elements of an episode, out of a table of front matter.
pub fn of_episode(
    file: FileId,
    table: &Table,
    codes: [&'static str; 2],
) -> (Vec<Tag>, Vec<Diagnostic>) {
    let mut fields = Fields::new(file, table, codes);
    let tags = all(&mut fields, OF_EPISODE, codes);
    (tags, fields.finish())
}

fn all(fields: &mut Fields<'_>, docs: &'static [TagDoc], codes: [&'static str; 2]) -> Vec<Tag> {
    let mut tags = Vec::new();
    for doc in docs {
        let found = some(fields, doc, codes);
        match doc.around.filter(|_| !found.is_empty()) {
            Some(element) => tags.push(Tag { element, children: found, ..Tag::default() }),
            None => tags.extend(found),
        }
    }
    tags
}

fn some(fields: &mut Fields<'_>, doc: &'static TagDoc, codes: [&'static str; 2]) -> Vec<Tag> {
    let Some(node) = fields.node(doc.key) else { return Vec::new() };
    let list = match &node.kind {
        Kind::List(list) => list.as_slice(),
        _ => std::slice::from_ref(node),
    };
    list.iter().filter_map(|it| one(fields, doc, it, codes)).collect()
}

fn one(
    fields: &mut Fields<'_>,
    doc: &'static TagDoc,
    node: &Node,
    codes: [&'static str; 2],
) -> Option<Tag> {
    let Kind::Table(table) = &node.kind else {
        return match (&node.kind, doc.text) {
            // `license = "cc-by-4.0"` stands for its text.
            (Kind::Text(text), Some(key)) if doc.required.iter().all(|it| *it == key) => {
                Some(Tag { element: doc.element, text: Some(text.clone()), ..Tag::default() })
            }
            _ => fields.wrong(doc.key, node, "a table"),
        };
    };
    let span = fields.span(&node.span);
    let mut own = Fields::new(fields.file(), table, codes);
    let mut tag = Tag { element: doc.element, ..Tag::default() };
    // Settings must be right; what an episode states costs itself alone.
    let is_of_settings = codes.iter().any(|it| it.starts_with("config/"));
    let severity = if is_of_settings { Severity::Error } else { Severity::Warning };
    let mut stated = Vec::new();
    // Without an address that it must have an element says nothing.
    let mut is_lost = false;
    for (key, name) in doc.attributes {
        let Some(value) = own.text(key) else { continue };
        stated.push(*key);
        if is_address_for_feeds(name, &value.value) {
            tag.attributes.push((name, value.value));
            continue;
        }
        let message = format!("`{}` is no address that a feed may name", value.value);
        let problem = Diagnostic {
            severity,
            ..Diagnostic::error("feed/address", own.span(&value.span), message)
        };
        own.report(problem.hint("write a whole one: `https://…`"));
        is_lost |= doc.required.contains(key);
    }
    if let Some(key) = doc.text
        && let Some(text) = own.text(key)
    {
        stated.push(key);
        tag.text = Some(text.value);
    }
    for child in doc.children {
        tag.children.extend(some(&mut own, child, codes));
    }
    for problem in own.finish() {
        fields.report(problem);
    }
    let missing: Vec<_> = doc.required.iter().filter(|it| !stated.contains(it)).copied().collect();
    if missing.is_empty() {
        return (!is_lost).then_some(tag);
    }
    let message = format!("`{}` lacks `{}`", doc.key, missing.join("`, `"));
    let problem = Diagnostic { severity, ..Diagnostic::error("feed/tag", span, message) };
    fields.report(problem.hint("add it, or leave the table out"));
    None
}

/// Whether an attribute of a feed's element may have a value: those that hold
/// an address hold one that cannot run anything.
fn is_address_for_feeds(attribute: &str, value: &str) -> bool {
    match attribute {
        "url" | "href" | "feedUrl" | "accountUrl" => schemes::is_web(value),
        "uri" => schemes::is_uri(value),
        _ => true,
    }
}
