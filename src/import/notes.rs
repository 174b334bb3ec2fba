//! What a feed says of an episode → front matter and Markdown.

use super::feed::{ItemDoc, PersonDoc};
use super::markdown::markdown;
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
    line(&mut text, "draft", item.draft.then(|| "true".to_owned()));
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
pub(super) fn alias(link: &str, site: &str) -> Option<String> {
    let host = |it: &str| {
        let rest = it.split_once("://")?.1;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        Some((host.trim_start_matches("www.").to_lowercase(), path.to_owned()))
    };
    let (at, path) = host(link)?;
    let is_plain = !path.contains(['?', '#', ' ', '\\']) && 1 < path.len();
    (host(site)?.0 == at && is_plain).then_some(path)
}

/// The text of a page of its own.
pub(super) fn page(item: &ItemDoc) -> String {
    let mut text = String::new();
    if let Some(summary) = &item.summary {
        text.push_str("+++\n");
        line(&mut text, "summary", Some(quoted(summary)));
        text.push_str("+++\n\n");
    }
    let title = markdown(&item.title.replace('<', "&lt;"));
    text.push_str(&format!("# {}\n\n", title.trim()));
    text + &markdown(&item.notes)
}

#[cfg(test)]
mod tests {
    use super::*;

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
