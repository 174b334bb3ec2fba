//! What a feed says of its show → `show.toml`.

use super::body::plain;
use super::feed::ShowDoc;
use crate::tree::written::{line, list, quoted};

/// Whether a text looks like a tag of BCP 47: `de`, `pt-BR`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_word = |it: &str| it.chars().all(|it| it.is_ascii_alphanumeric());
    parts.next().is_some_and(|it| (2..=3).contains(&it.len()) && is_word(it))
        && parts.all(|it| (1..=8).contains(&it.len()) && is_word(it))
}

/// The text of `show.toml`. `cover` is where the show's picture is put;
/// `redirects` are old paths of pages and their new ones.
pub(super) fn text(
    show: &ShowDoc,
    base_url: Option<&str>,
    cover: Option<&str>,
    redirects: &[(String, String)],
) -> String {
    let mut text =
        String::from("# Made of the show's feed. Every key is described in the manual.\n");
    let quote = |it: &Option<String>| it.as_deref().map(quoted);
    line(&mut text, "title", quote(&show.title));
    match base_url {
        Some(url) => line(&mut text, "base-url", Some(quoted(url))),
        None => text.push_str("# Where the site will live:\n# base-url = \"https://…/\"\n"),
    }
    line(&mut text, "description", show.description.as_deref().map(|it| quoted(&plain(it))));
    let language = show.language.clone().filter(|it| is_language(it));
    line(&mut text, "language", quote(&language));
    line(&mut text, "author", quote(&show.author));
    line(&mut text, "cover", cover.map(quoted));
    text.push_str("\n[feed]\n");
    line(&mut text, "guid", quote(&show.guid));
    let categories = show.categories.iter().map(String::as_str);
    line(&mut text, "categories", (!show.categories.is_empty()).then(|| list(categories)));
    line(&mut text, "owner-name", quote(&show.owner_name));
    line(&mut text, "owner-email", quote(&show.owner_email.clone().filter(|it| it.contains('@'))));
    let serial = show.kind.as_deref() == Some("serial");
    line(&mut text, "type", serial.then(|| quoted("serial")));
    let medium = show.medium.as_deref().filter(|it| *it != "podcast");
    line(&mut text, "medium", medium.map(quoted));
    line(&mut text, "copyright", quote(&show.copyright));
    for (key, value) in [
        ("explicit", show.explicit),
        ("locked", show.locked),
        ("block", show.block),
        ("complete", show.complete),
    ] {
        line(&mut text, key, value.then(|| "true".to_owned()));
    }
    let hubs = show.hubs.iter().map(String::as_str);
    line(&mut text, "hubs", (!show.hubs.is_empty()).then(|| list(hubs)));
    for (key, value) in &show.tags {
        line(&mut text, key, Some(value.clone()));
    }
    if !redirects.is_empty() {
        text.push_str("\n[redirects]\n");
    }
    for (from, to) in redirects {
        line(&mut text, &quoted(from), Some(quoted(to)));
    }
    for it in &show.people {
        text.push_str("\n[[people]]\n");
        line(&mut text, "name", Some(quoted(&it.name)));
        line(&mut text, "role", it.is_guest.then(|| quoted("guest")));
        line(&mut text, "links", it.link.as_deref().map(|it| list([it])));
    }
    text
}
