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
            Ok(json) => from_json(file, &json, &mut problems),
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

/// Starts are seconds, as a number or a text, or a clock: several programs
/// write texts, though the format wants numbers.
fn from_json(file: FileId, json: &Value, problems: &mut Vec<Diagnostic>) -> Vec<Chapter> {
    let list = json.get("chapters").and_then(Value::as_array);
    let mut lost = Vec::new();
    let chapter = |it: &Value| {
        let title = it.get("title").and_then(Value::as_str).unwrap_or_default().trim();
        let hidden = it.get("toc").and_then(Value::as_bool) == Some(false);
        if hidden || title.is_empty() {
            return None;
        }
        let Some(start) = it.get("startTime").and_then(start_of) else {
            lost.push(title.to_owned());
            return None;
        };
        let url = it.get("url").and_then(Value::as_str).map(str::to_owned);
        Some(Chapter { start, title: title.to_owned(), url })
    };
    let chapters = list.into_iter().flatten().filter_map(chapter).collect();
    if let [first, more @ ..] = &lost[..] {
        let message = match more.len() {
            0 => format!("the chapter `{first}` has no time that can be read; it is left out"),
            n => format!("`{first}` and {n} more chapters have no time that can be read"),
        };
        problems.push(
            Diagnostic::warning("chapters/time", Span::file(file), message)
                .hint("write `\"startTime\": 640.5`, in seconds"),
        );
    }
    chapters
}

fn start_of(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(seconds) => Timestamp::from_seconds(seconds),
            Err(_) => Timestamp::parse_loose(text.trim()).ok(),
        },
        _ => Timestamp::from_seconds(value.as_f64()?),
    }
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
        let texts = r#"{"chapters":[{"startTime":"640.5","title":"A"},{"startTime":"1:00:00","title":"B"},{"startTime":"soon","title":"C"}]}"#;
        let got = parse(FileId(0), texts);
        let starts: Vec<_> = got.value.iter().map(|it| it.start.as_millis()).collect();
        assert_eq!(starts, [640_500, 3_600_000]);
        assert_eq!(got.problems.len(), 1);
    }
}
