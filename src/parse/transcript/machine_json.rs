//! JSON of speech recognisers, told apart by their keys: `formats.md` section 8.

use serde_json::Value;

use super::Utterance;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::time::{Length, Timestamp};

/// A word or a sentence with its times.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub start: Timestamp,
    pub end: Option<Timestamp>,
    pub speaker: Option<String>,
    pub text: String,
}

/// Seconds in most formats, milliseconds in some.
#[derive(Clone, Copy)]
enum Unit {
    Seconds,
    Millis,
}

/// Reads JSON and hands it to `pieces`; reports what is not JSON, or JSON of
/// an unknown shape.
pub(super) fn read(
    file: FileId,
    text: &str,
    pieces: impl Fn(&Value) -> Option<Vec<Piece>>,
) -> Reported<Vec<Utterance>> {
    let fail = |span: Span, message: String| Reported {
        value: Vec::new(),
        problems: vec![
            Diagnostic::error("transcript/json", span, message)
                .hint("export the transcript again, or as WebVTT"),
        ],
    };
    let json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            let at = offset_of(text, error.line(), error.column());
            return fail(Span::new(file, at..at + 1), format!("this is not JSON: {error}"));
        }
    };
    let Some(pieces) = pieces(&json) else {
        return fail(Span::file(file), "this JSON has no transcript that is known".to_owned());
    };
    let utterance = |it: Piece| Utterance {
        end: it.end,
        turn: false,
        speaker: it.speaker,
        ..Utterance::new(it.start, it.text, 0..0)
    };
    Reported::clean(pieces.into_iter().map(utterance).collect())
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split('\n').take(line.saturating_sub(1)).map(|it| it.len() + 1).sum();
    (start + column.saturating_sub(1)).min(text.len().saturating_sub(1))
}

pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    read(file, text, |json| {
        assembly_ai(json)
            .or_else(|| deepgram(json))
            .or_else(|| whisper_cpp(json))
            .or_else(|| chunks(json))
            .or_else(|| segments(json))
            .or_else(|| Some(join_words(list(json, "words", Unit::Seconds, "word")?)))
    })
}

/// `{utterances|words[].{text,start,end,speaker "A"}}` in milliseconds.
fn assembly_ai(json: &Value) -> Option<Vec<Piece>> {
    let words = json.get("words")?.as_array()?;
    let is_ours = words.iter().take(3).all(|it| it.get("text").is_some());
    if !is_ours || words.is_empty() {
        return None;
    }
    list(json, "utterances", Unit::Millis, "text")
        .filter(|it| !it.is_empty())
        .or_else(|| Some(join_words(list(json, "words", Unit::Millis, "text")?)))
}

/// `results.utterances[]`, else paragraphs' sentences, else words; seconds.
fn deepgram(json: &Value) -> Option<Vec<Piece>> {
    let results = json.get("results")?;
    if let Some(pieces) = list(results, "utterances", Unit::Seconds, "transcript") {
        return Some(pieces);
    }
    let first = results.pointer("/channels/0/alternatives/0")?;
    if let Some(paragraphs) = first.pointer("/paragraphs/paragraphs").and_then(Value::as_array) {
        let sentences = paragraphs.iter().flat_map(|paragraph| {
            let who = speaker(paragraph);
            let sentences = list(paragraph, "sentences", Unit::Seconds, "text").unwrap_or_default();
            sentences.into_iter().map(move |it| Piece { speaker: who.clone(), ..it })
        });
        return Some(sentences.collect());
    }
    let words = list(first, "words", Unit::Seconds, "punctuated_word")
        .filter(|it| !it.is_empty())
        .or_else(|| list(first, "words", Unit::Seconds, "word"))?;
    Some(join_words(words))
}

/// `transcription[].{offsets.{from,to} ms, text}`.
fn whisper_cpp(json: &Value) -> Option<Vec<Piece>> {
    let list = json.get("transcription")?.as_array()?;
    let piece = |it: &Value| {
        let millis = |key: &str| it.pointer(&format!("/offsets/{key}"))?.as_u64();
        Some(Piece {
            start: Timestamp::from_millis(millis("from")?),
            end: millis("to").map(Timestamp::from_millis),
            speaker: None,
            text: it.get("text")?.as_str()?.replace("[SPEAKER_TURN]", ""),
        })
    };
    Some(list.iter().filter_map(piece).collect())
}

/// `chunks[].{timestamp:[start, end|null], text}`, seconds.
fn chunks(json: &Value) -> Option<Vec<Piece>> {
    let list = json.get("chunks")?.as_array()?;
    let piece = |it: &Value| {
        Some(Piece {
            start: Timestamp::from_seconds(it.pointer("/timestamp/0")?.as_f64()?)?,
            end: it
                .pointer("/timestamp/1")
                .and_then(Value::as_f64)
                .and_then(Timestamp::from_seconds),
            speaker: speaker(it),
            text: it.get("text")?.as_str()?.to_owned(),
        })
    };
    Some(list.iter().filter_map(piece).collect())
}

/// Whisper and `WhisperX`: `segments[].{start,end,text,speaker}`, seconds.
fn segments(json: &Value) -> Option<Vec<Piece>> {
    list(json, "segments", Unit::Seconds, "text")
}

fn list(json: &Value, key: &str, unit: Unit, text_key: &str) -> Option<Vec<Piece>> {
    let list = json.get(key)?.as_array()?;
    let piece = |it: &Value| {
        let time = |key: &str| {
            let number = it.get(key)?.as_f64()?;
            Timestamp::from_seconds(match unit {
                Unit::Seconds => number,
                Unit::Millis => number / 1000.0,
            })
        };
        let text = it.get(text_key)?.as_str()?.to_owned();
        Some(Piece { start: time("start")?, end: time("end"), speaker: speaker(it), text })
    };
    Some(list.iter().filter_map(piece).collect())
}

/// Recognisers number speakers or letter them; neither is a name.
fn speaker(json: &Value) -> Option<String> {
    match json.get("speaker")? {
        Value::String(it) if it.is_empty() => None,
        Value::String(it) if it.len() == 1 => Some(format!("Speaker {it}")),
        Value::String(it) => {
            match it.strip_prefix("SPEAKER_").and_then(|n| n.parse::<u32>().ok()) {
                Some(n) => Some(format!("Speaker {}", n + 1)),
                None => Some(it.clone()),
            }
        }
        Value::Number(it) => Some(format!("Speaker {}", it.as_u64()? + 1)),
        _ => None,
    }
}

/// Joins words into sentences: a new one at a change of speaker, a pause of
/// more than a second, a sentence's end, or after about 200 characters.
pub(super) fn join_words(words: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for word in words {
        let text = word.text.trim();
        let fits = joined.last().is_some_and(|last| {
            let pause = word.start.since(last.end.unwrap_or(last.start));
            last.speaker == word.speaker
                && pause <= Length::from_secs(1)
                && last.text.len() < 200
                && !(last.text.ends_with(['.', '?', '!']) && 20 < last.text.len())
        });
        match joined.last_mut().filter(|_| fits) {
            Some(last) => {
                if !text.starts_with([',', '.', '?', '!', ';', ':']) {
                    last.text.push(' ');
                }
                last.text.push_str(text);
                last.end = word.end.or(last.end);
            }
            None => joined.push(Piece { text: text.to_owned(), ..word }),
        }
    }
    joined
}
