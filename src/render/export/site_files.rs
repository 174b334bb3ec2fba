//! Files at the root for those who read sites by program: `episodes.json`,
//! `sitemap.xml`, `robots.txt`, `llms.txt`.
//!
//! Formats: `formats.md` section 10.

use std::fmt::Write as _;
use std::io;

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Serialize;

use super::super::urls::Urls;
use super::super::wording::Wording;
use super::to_json;
use crate::catalog::Catalog;
use crate::config::Site;

/// Addresses in one sitemap at most.
const SITEMAP: usize = 50_000;

#[derive(Serialize)]
struct EpisodeRow<'a> {
    show: &'a str,
    number: Option<u32>,
    title: &'a str,
    slug: &'a str,
    url: String,
    date: Option<String>,
    /// Seconds.
    duration: Option<f64>,
    summary: Option<&'a str>,
    transcript: bool,
    n_items: usize,
    json: String,
}

/// The bytes of `episodes.json`: every episode, newest first.
#[must_use]
pub fn episodes_json(catalog: &Catalog, site: &Site, urls: &Urls) -> Vec<u8> {
    let rows = catalog.newest.iter().map(|id| {
        let entry = catalog.episode(*id);
        let facts = &entry.facts;
        let url = urls.absolute(&entry.path);
        EpisodeRow {
            show: &site.shows[usize::from(facts.show.0)].title,
            number: facts.number.map(|it| it.value),
            title: &facts.title.value,
            slug: entry.slug.as_str(),
            json: format!("{url}episode.json"),
            url,
            date: facts.date.map(|it| it.value.to_string()),
            duration: facts.length.map(|it| it.value.seconds()),
            summary: facts.summary.as_ref().map(|it| it.value.as_str()),
            transcript: facts.has_transcript,
            n_items: facts.items.len(),
        }
    });
    to_json(&rows.collect::<Vec<_>>())
}

/// A page of the sitemap: its path, and the day of what is on it.
pub type SitemapPage = (String, Option<Date>);

/// `sitemap.xml`, and the sitemaps it lists where there are more addresses
/// than one may hold: name and bytes.
#[must_use]
pub fn sitemaps(pages: &[SitemapPage], urls: &Urls) -> Vec<(String, Vec<u8>)> {
    if pages.len() <= SITEMAP {
        let entries: Vec<_> = pages.iter().map(|it| (urls.absolute(&it.0), it.1)).collect();
        return vec![("sitemap.xml".to_owned(), sitemap("urlset", "url", &entries))];
    }
    let mut files = Vec::new();
    let mut index = Vec::new();
    for (nth, chunk) in pages.chunks(SITEMAP).enumerate() {
        let name = format!("sitemap-{}.xml", nth + 1);
        let entries: Vec<_> = chunk.iter().map(|it| (urls.absolute(&it.0), it.1)).collect();
        index.push((urls.absolute(&name), chunk.iter().filter_map(|it| it.1).max()));
        files.push((name, sitemap("urlset", "url", &entries)));
    }
    files.push(("sitemap.xml".to_owned(), sitemap("sitemapindex", "sitemap", &index)));
    files
}

fn sitemap(root: &str, entry: &str, entries: &[SitemapPage]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    // Writing into memory cannot fail.
    let _ = write_sitemap(&mut writer, root, entry, entries);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write_sitemap(
    xml: &mut Writer<Vec<u8>>,
    root: &str,
    entry: &str,
    entries: &[SitemapPage],
) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element(root)
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|xml| {
            for (loc, date) in entries {
                xml.create_element(entry).write_inner_content(|xml| {
                    xml.create_element("loc").write_text_content(BytesText::new(loc))?;
                    if let Some(date) = date {
                        let date = date.to_string();
                        xml.create_element("lastmod").write_text_content(BytesText::new(&date))?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })?;
    Ok(())
}

/// The bytes of `robots.txt`.
#[must_use]
pub fn robots(urls: &Urls) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", urls.absolute("sitemap.xml")).into_bytes()
}

/// The bytes of `llms.txt`: what there is to read, as Markdown.
#[must_use]
pub fn llms(catalog: &Catalog, site: &Site, urls: &Urls, ui: &Wording) -> Vec<u8> {
    let mut out = format!("# {}\n", site.title);
    if !site.description.is_empty() {
        let _ = write!(out, "\n> {}\n", one_line(&site.description));
    }
    let _ = writeln!(out, "\n## {}\n", ui.get("episodes"));
    for id in &catalog.newest {
        let entry = catalog.episode(*id);
        let number = entry.facts.number.map(|it| format!("{}: ", it.value)).unwrap_or_default();
        let note = entry.facts.summary.as_ref().map(|it| format!(": {}", one_line(&it.value)));
        let twin = if site.exports.twins { "index.md" } else { "" };
        let _ = writeln!(
            out,
            "- [{number}{}]({}{twin}){}",
            bracketless(&entry.facts.title.value),
            urls.absolute(&entry.path),
            note.unwrap_or_default()
        );
    }
    if !catalog.topics.is_empty() {
        let _ = writeln!(out, "\n## {}\n", ui.get("topics"));
        for it in &catalog.topics {
            let address = urls.absolute(&super::super::urls::topic(&it.slug));
            let count = ui.count("n_moments", it.moments.len());
            let _ = writeln!(out, "- [{}]({address}topic.json): {count}", bracketless(&it.name));
        }
    }
    out.into_bytes()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bracketless(text: &str) -> String {
    one_line(text).replace('[', "(").replace(']', ")")
}
