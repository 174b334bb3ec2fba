//! `chapters.json`: Podcasting 2.0 chapters.
//!
//! Format: `formats.md` section 4, `application/json+chapters` 1.2.

use serde::Serialize;

use super::super::urls::Urls;
use super::to_json;
use crate::catalog::Entry;
use crate::schemes;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chapters<'a> {
    version: &'static str,
    title: &'a str,
    podcast_name: &'a str,
    chapters: Vec<ChapterJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChapterJson<'a> {
    /// Seconds.
    start_time: f64,
    title: &'a str,
    url: String,
}

/// The bytes of `chapters.json`.
#[must_use]
pub fn chapters_json(entry: &Entry, show: &str, urls: &Urls) -> Vec<u8> {
    let page = urls.absolute(&entry.path);
    let chapters = entry.facts.chapters.iter().map(|it| {
        let own = it.url.clone().filter(|it| schemes::is_web(it));
        let url = own.unwrap_or_else(|| format!("{page}#t={}", it.start.whole_seconds()));
        ChapterJson { start_time: it.start.seconds(), title: &it.title, url }
    });
    to_json(&Chapters {
        version: "1.2.0",
        title: &entry.facts.title.value,
        podcast_name: show,
        chapters: chapters.collect(),
    })
}
