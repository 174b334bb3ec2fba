//! Words behind several guesses each: Google (`results[].alternatives[].words[]`),
//! Speechmatics (`results[].alternatives[].content`), Azure
//! (`recognizedPhrases[].nBest[].display`), and Deepgram's words.

use serde_json::Value;

use super::{Snippet, join_words, seconds, speaker};
use crate::time::Timestamp;

pub(super) fn pieces(json: &Value) -> Option<Vec<Snippet>> {
    speechmatics(json)
        .or_else(|| google(json))
        .or_else(|| azure(json))
        .filter(|it| !it.is_empty())
        .or_else(|| deepgram(json))
}

fn speechmatics(json: &Value) -> Option<Vec<Snippet>> {
    let results = json.get("results")?.as_array()?;
    results.first()?.pointer("/alternatives/0/content")?;
    let mut words: Vec<Snippet> = Vec::new();
    for it in results {
        let Some(best) = it.pointer("/alternatives/0") else { continue };
        let Some(text) = best.get("content").and_then(Value::as_str) else { continue };
        let is_sign = it.get("type").and_then(Value::as_str) == Some("punctuation");
        let who = best.get("speaker").and_then(speaker);
        let before = words.last().and_then(|it| it.speaker.clone());
        words.push(Snippet {
            end: it.get("end_time").and_then(seconds),
            speaker: if is_sign { before } else { who },
            ..Snippet::new(it.get("start_time").and_then(seconds), text.to_owned())
        });
    }
    Some(join_words(words))
}

fn google(json: &Value) -> Option<Vec<Snippet>> {
    let results = json.pointer("/response/results").or_else(|| json.get("results"))?.as_array()?;
    results.first()?.pointer("/alternatives/0/transcript")?;
    // With voices told apart the last result holds all words again.
    let tagged = |it: &Value| {
        let word = it.pointer("/alternatives/0/words/0")?;
        word.get("speakerTag").or_else(|| word.get("speakerLabel")).map(|_| ())
    };
    let all = results.last().filter(|it| tagged(it).is_some());
    let list: Vec<&Value> = all.map_or_else(|| results.iter().collect(), |it| vec![it]);
    let words = list.into_iter().filter_map(|it| it.pointer("/alternatives/0/words")?.as_array());
    let word = |it: &Value| {
        let who = it.get("speakerTag").or_else(|| it.get("speakerLabel"));
        let start = it.get("startTime").or_else(|| it.get("startOffset"));
        let end = it.get("endTime").or_else(|| it.get("endOffset"));
        Some(Snippet {
            end: end.and_then(seconds),
            speaker: who.and_then(counted),
            ..Snippet::new(
                // Protocol buffers leave out zero.
                start.map_or(Some(Timestamp::ZERO), seconds),
                it.get("word")?.as_str()?.to_owned(),
            )
        })
    };
    Some(join_words(words.flatten().filter_map(word).collect()))
}

/// A speaker of those who count from one.
fn counted(value: &Value) -> Option<String> {
    match value.as_u64() {
        Some(n) => Some(format!("Speaker {n}")),
        None => speaker(value),
    }
}

/// Times in ticks: ten millions are a second.
fn azure(json: &Value) -> Option<Vec<Snippet>> {
    let phrases = json.get("recognizedPhrases")?.as_array()?;
    let ticks = |it: &Value| Timestamp::from_millis(it.as_u64().unwrap_or(0) / 10_000);
    let piece = |it: &Value| {
        let start = it.get("offsetInTicks").map(ticks)?;
        let length = it.get("durationInTicks").map(ticks);
        Some(Snippet {
            end: length.map(|it| start.plus(it.since(Timestamp::ZERO))),
            speaker: it.get("speaker").and_then(counted),
            ..Snippet::new(Some(start), it.pointer("/nBest/0/display")?.as_str()?.to_owned())
        })
    };
    Some(phrases.iter().filter_map(piece).collect())
}

/// `results.utterances[]` is a list of rows; without it paragraphs' sentences,
/// of which only the paragraph says who speaks, else words.
fn deepgram(json: &Value) -> Option<Vec<Snippet>> {
    let results = json.get("results")?;
    if results.get("utterances").and_then(Value::as_array).is_some_and(|it| !it.is_empty()) {
        return None;
    }
    let first = results.pointer("/channels/0/alternatives/0")?;
    if let Some(paragraphs) = first.pointer("/paragraphs/paragraphs").and_then(Value::as_array) {
        let sentences = paragraphs.iter().flat_map(|it| {
            let who = it.get("speaker").and_then(speaker);
            let list = it.get("sentences").and_then(Value::as_array);
            list.into_iter().flatten().filter_map(move |it| {
                Some(Snippet {
                    end: it.get("end").and_then(seconds),
                    speaker: who.clone(),
                    ..Snippet::new(
                        it.get("start").and_then(seconds),
                        it.get("text")?.as_str()?.to_owned(),
                    )
                })
            })
        });
        return Some(sentences.collect());
    }
    None
}
