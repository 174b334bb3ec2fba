//! Chapter files: Podcasting 2.0 JSON, or lines of `HH:MM:SS Title`.
//!
//! Format: `formats.md` section 4.

use serde_json::Value;

use super::transcript::leading_time_and_rest;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::Chapter;
use crate::time::Timestamp;

/// Whether a text's beginning is that of a JSON chapters file.
#[must_use]
pub fn is_chapters(head: &str) -> bool {
    head.starts_with('{')
        && head.contains("\"chapters\"")
        && head.contains("\"startTime\"")
        && !head.contains("\"segments\"")
        && !head.contains("\"utterances\"")
}

/// Reads a chapters file; chapters come in ascending order, hidden ones
/// (`toc: false`) are left out.
pub fn parse(file: FileId, text: &str) -> Reported<Vec<Chapter>> {
    let mut problems = Vec::new();
    let mut chapters = if text.trim_start().starts_with('{') {
        match serde_json::from_str::<Value>(text) {
            Ok(json) => from_json(&json),
            Err(error) => {
                let message = format!("this is not JSON: {error}");
                problems.push(
                    Diagnostic::warning("chapters/json", Span::file(file), message).hint(
                        "see podcastindex.org's chapters format, or write `HH:MM:SS Title` lines",
                    ),
                );
                Vec::new()
            }
        }
    } else {
        from_lines(text)
    };
    if chapters.windows(2).any(|it| it[1].start < it[0].start) {
        let message = "the chapters are not in order of time";
        problems.push(
            Diagnostic::warning("chapters/order", Span::file(file), message)
                .hint("they are sorted; correct the times if that is wrong"),
        );
    }
    chapters.sort_by_key(|it| it.start);
    Reported { value: chapters, problems }
}

fn from_json(json: &Value) -> Vec<Chapter> {
    let list = json.get("chapters").and_then(Value::as_array);
    let chapter = |it: &Value| {
        let hidden = it.get("toc").and_then(Value::as_bool) == Some(false);
        Some(Chapter {
            start: Timestamp::from_seconds(it.get("startTime")?.as_f64()?)?,
            title: it.get("title").and_then(Value::as_str)?.trim().to_owned(),
            url: it.get("url").and_then(Value::as_str).map(str::to_owned),
        })
        .filter(|it| !hidden && !it.title.is_empty())
    };
    list.into_iter().flatten().filter_map(chapter).collect()
}

fn from_lines(text: &str) -> Vec<Chapter> {
    text.lines()
        .filter_map(|line| {
            let (start, rest) = leading_time_and_rest(line)?;
            let title = rest.trim();
            (!title.is_empty()).then(|| Chapter { start, title: title.to_owned(), url: None })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_lines_give_chapters_in_order() {
        let json = r#"{"version":"1.2.0","chapters":[{"startTime":60.5,"title":"B"},{"startTime":0,"title":"A"},{"startTime":9,"title":"x","toc":false}]}"#;
        let lines = "00:01:00.500 B\n0:00 - A\nnothing\n";
        for text in [json, lines] {
            let got = parse(FileId(0), text).value;
            let got: Vec<_> = got.iter().map(|it| (it.start.as_millis(), &*it.title)).collect();
            assert_eq!(got, [(0, "A"), (60_500, "B")]);
        }
    }
}
