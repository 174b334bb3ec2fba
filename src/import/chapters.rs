//! Podlove's simple chapters → a file beside the notes.
//!
//! Format: `formats.md` section 4; <https://podlove.org/simple-chapters/>.

use crate::parse::xml::Element;
use crate::time::Timestamp;

/// A chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterDoc {
    pub start: Timestamp,
    pub title: String,
    pub link: Option<String>,
    pub image: Option<String>,
}

/// Podlove's simple chapters, sorted, and how many cannot be read.
pub(super) fn read(element: &Element) -> (Vec<ChapterDoc>, usize) {
    let of_list = element.all("psc:chapters").flat_map(|it| it.all("psc:chapter"));
    let read = |it: &Element| {
        Some(ChapterDoc {
            start: clock(it.attribute("start")?)?,
            title: it.attribute("title").map(|it| htmlize::unescape(it).into_owned())?,
            link: it.attribute("href").map(str::to_owned),
            image: it.attribute("image").map(str::to_owned),
        })
    };
    let all: Vec<Option<ChapterDoc>> = of_list.map(read).collect();
    let n_bad = all.iter().filter(|it| it.is_none()).count();
    let mut chapters: Vec<ChapterDoc> = all.into_iter().flatten().collect();
    chapters.sort_by_key(|it| it.start);
    (chapters, n_bad)
}

/// A time of simple chapters, which is a normal play time: `HH:MM:SS.mmm` and
/// all that may be left out of it.
fn clock(text: &str) -> Option<Timestamp> {
    let parts: Option<Vec<f64>> = text.split(':').map(|it| it.trim().parse().ok()).collect();
    let parts = parts.filter(|it| it.len() <= 3 && it.iter().all(|it| 0.0 <= *it))?;
    Timestamp::from_seconds(parts.iter().fold(0.0, |all, it| all * 60.0 + it))
}

/// The chapters of an episode as a file: lines where they say all.
pub(super) fn file(chapters: &[ChapterDoc]) -> (&'static str, String) {
    let is_plain = |it: &ChapterDoc| {
        it.link.is_none() && it.image.is_none() && it.start.as_millis().is_multiple_of(1_000)
    };
    if chapters.iter().all(is_plain) {
        let lines = chapters.iter().map(|it| format!("{} {}\n", it.start.clock(), it.title));
        return ("chapters.txt", lines.collect());
    }
    let rows = chapters.iter().map(|it| {
        let mut row = serde_json::json!({ "startTime": it.start.seconds(), "title": it.title });
        for (key, value) in [("url", &it.link), ("img", &it.image)] {
            if let Some(value) = value {
                row[key] = serde_json::json!(value);
            }
        }
        row
    });
    let json = serde_json::json!({ "version": "1.2.0", "chapters": rows.collect::<Vec<_>>() });
    ("chapters.json", serde_json::to_string_pretty(&json).unwrap_or_default() + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_keep_links_and_parts_of_seconds() {
        let chapter = |millis: u64, link: Option<&str>| ChapterDoc {
            start: Timestamp::from_seconds(millis as f64 / 1_000.0).unwrap(),
            title: "A".to_owned(),
            link: link.map(str::to_owned),
            image: None,
        };
        let plain = [chapter(0, None), chapter(61_000, None)];
        assert_eq!(file(&plain), ("chapters.txt", "0:00 A\n1:01 A\n".to_owned()));
        let (name, text) = file(&[chapter(61_250, Some("https://a.example/"))]);
        assert!(name.ends_with(".json") && text.contains("61.25"), "{text}");
        let read = crate::parse::chapters::parse(crate::diag::FileId(0), &text).value;
        assert_eq!(read[0].start.as_millis(), 61_250);
        assert_eq!(read[0].url.as_deref(), Some("https://a.example/"));
    }
}
