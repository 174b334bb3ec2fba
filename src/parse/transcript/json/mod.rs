//! JSON of recognisers, hosts and players, told apart by its keys:
//! `formats.md` section 8. Most are a list of rows with a time, a text and a
//! voice ([`rows`]); the others have a file each.

mod aws;
mod plain;
mod rev;
mod rows;
mod words;
mod youtube;

use serde::Deserialize;
use serde_json::Value;

use super::Utterance;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::time::{Length, Timestamp};

/// A word or a sentence with its times.
#[derive(Debug, Clone)]
struct Snippet {
    /// `None` where the recogniser gives no time.
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    speaker: Option<String>,
    text: String,
    /// The time is a guess of whoever wrote the file.
    estimated: bool,
}

impl Snippet {
    fn new(start: Option<Timestamp>, text: String) -> Self {
        Self { start, end: None, speaker: None, text, estimated: false }
    }
}

/// Reads JSON of any shape that is known; reports what is not JSON, or JSON of
/// an unknown shape.
pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let fail = |span: Span, message: String| Reported {
        value: Vec::new(),
        problems: vec![
            Diagnostic::warning("transcript/json", span, message)
                .hint("export the transcript again, or as WebVTT; the episode goes without it"),
        ],
    };
    let text = text.trim_start_matches('\u{feff}');
    let json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => match lines_of(text) {
            Some(json) => json,
            None => {
                let at = offset_of(text, error.line(), error.column());
                return fail(Span::new(file, at..at + 1), format!("this is not JSON: {error}"));
            }
        },
    };
    let readers =
        [aws::pieces, rev::pieces, youtube::pieces, words::pieces, rows::pieces, plain::pieces];
    let Some(pieces) = readers.iter().find_map(|it| it(&json).filter(|it| !it.is_empty())) else {
        return fail(Span::file(file), format!("no transcript that is known: {}", shape(&json)));
    };
    let utterance = |it: Snippet| Utterance {
        end: it.end,
        timed: it.start.is_some() && !it.estimated,
        speaker: it.speaker,
        ..Utterance::new(it.start.unwrap_or_default(), it.text, 0..0)
    };
    Reported::clean(pieces.into_iter().map(utterance).collect())
}

/// How long the audio is, as recognisers say it: AssemblyAI and Whisper at the
/// top, Deepgram below `metadata`; in seconds.
pub(super) fn audio_length(text: &str) -> Option<Length> {
    #[derive(Deserialize)]
    struct Said {
        audio_duration: Option<f64>,
        duration: Option<f64>,
        metadata: Option<Metadata>,
    }
    #[derive(Deserialize)]
    struct Metadata {
        duration: Option<f64>,
    }
    let said: Said = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let below = || said.metadata.and_then(|it| it.duration);
    let seconds = said.audio_duration.or(said.duration).or_else(below)?;
    let end = Timestamp::from_seconds(seconds).filter(|it| Timestamp::ZERO < *it)?;
    Some(end.since(Timestamp::ZERO))
}

/// A JSON value on each line.
fn lines_of(text: &str) -> Option<Value> {
    let rows: Result<Vec<Value>, _> =
        text.lines().filter(|it| !it.trim().is_empty()).map(serde_json::from_str).collect();
    rows.ok().filter(|it| 1 < it.len()).map(Value::Array)
}

/// What a JSON looks like, for people.
fn shape(json: &Value) -> String {
    match json {
        Value::Object(it) => {
            let keys: Vec<String> =
                it.keys().take(6).map(|it| format!("`{}`", short(it))).collect();
            format!("it is an object with {}", keys.join(", "))
        }
        Value::Array(it) => format!("it is a list of {} values", it.len()),
        _ => "it is a single value".to_owned(),
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(30).collect()
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split('\n').take(line.saturating_sub(1)).map(|it| it.len() + 1).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len().saturating_sub(1));
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A time: a number, or a text that holds one (`"1.5"`, `"1.200s"`) or a clock.
/// The number's unit is the caller's to know.
enum JsonTime {
    Number(f64),
    Clock(Timestamp),
}

fn time(value: &Value) -> Option<JsonTime> {
    match value {
        Value::Number(it) => it.as_f64().map(JsonTime::Number),
        Value::String(it) => {
            let it = it.trim();
            let number = it.strip_suffix('s').unwrap_or(it).parse::<f64>();
            match number {
                Ok(number) => Some(JsonTime::Number(number)),
                Err(_) => {
                    let (length, time) = super::clock::clock(it)?;
                    time.ok().filter(|_| length == it.len()).map(JsonTime::Clock)
                }
            }
        }
        _ => None,
    }
}

/// A time in seconds.
fn seconds(value: &Value) -> Option<Timestamp> {
    match time(value)? {
        JsonTime::Number(it) => Timestamp::from_seconds(it),
        JsonTime::Clock(it) => Some(it),
    }
}

/// Recognisers number speakers or letter them; neither is a name.
fn speaker(value: &Value) -> Option<String> {
    match value {
        Value::String(it) => {
            let it = it.trim();
            let number = ["SPEAKER_", "spk_", "speaker_"]
                .iter()
                .find_map(|sign| it.strip_prefix(sign)?.parse::<u32>().ok());
            let letter = it.strip_prefix('S').and_then(|it| it.parse::<u32>().ok());
            match (number, letter) {
                _ if it.is_empty() || it == "UU" => None,
                (Some(n), _) => Some(format!("Speaker {}", n.saturating_add(1))),
                (None, Some(n)) => Some(format!("Speaker {n}")),
                _ if it.chars().count() == 1 => Some(format!("Speaker {it}")),
                _ => Some(it.to_owned()),
            }
        }
        Value::Number(it) => Some(format!("Speaker {}", it.as_u64()?.saturating_add(1))),
        Value::Object(it) => it.get("name").or_else(|| it.get("label")).and_then(speaker),
        _ => None,
    }
}

/// Joins words into sentences: a new one at a change of speaker, a pause of
/// more than a second, a sentence's end, or after about 200 characters.
fn join_words(words: Vec<Snippet>) -> Vec<Snippet> {
    // Some recognisers write the space before a word, and none where there is
    // none.
    let spaced = words.iter().filter(|it| it.text.starts_with(' ')).count();
    let as_written = words.len() <= spaced * 2;
    let mut joined: Vec<Snippet> = Vec::new();
    for word in words {
        let text = word.text.trim();
        if text.is_empty() {
            continue;
        }
        let fits = joined.last().is_some_and(|last| {
            let pause = match (word.start, last.end.or(last.start)) {
                (Some(start), Some(end)) => start.since(end).as_millis(),
                _ => 0,
            };
            last.speaker == word.speaker
                && pause <= 1_000
                && last.text.len() < 200
                && !(last.text.ends_with(['.', '?', '!', '。', '？', '！']) && 20 < last.text.len())
        });
        let is_sign = text.chars().all(|it| ",.?!;:…、。，？！".contains(it));
        match joined.last_mut().filter(|_| fits || is_sign) {
            Some(last) => {
                if !is_sign && (!as_written || word.text.starts_with(' ')) {
                    last.text.push(' ');
                }
                last.text.push_str(text);
                last.end = word.end.or(last.end);
            }
            None => joined.push(Snippet { text: text.to_owned(), ..word }),
        }
    }
    joined
}
