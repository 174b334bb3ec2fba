//! Amazon Transcribe: `results.items[].{start_time, alternatives[].content,
//! type, speaker_label}`, times as texts in seconds.

use std::collections::HashMap;

use serde_json::Value;

use super::{Snippet, join_words, seconds, speaker};

pub(super) fn pieces(json: &Value) -> Option<Vec<Snippet>> {
    let results = json.get("results")?;
    let items = results.get("items")?.as_array()?;
    items.first()?.get("alternatives")?;
    // Older files say who speaks beside the items.
    let mut labels: HashMap<&str, &Value> = HashMap::new();
    let segments = results.pointer("/speaker_labels/segments").and_then(Value::as_array);
    for it in segments.into_iter().flatten().filter_map(|it| it.get("items")?.as_array()).flatten()
    {
        if let (Some(start), Some(label)) =
            (it.get("start_time").and_then(Value::as_str), it.get("speaker_label"))
        {
            labels.insert(start, label);
        }
    }
    let mut words: Vec<Snippet> = Vec::new();
    for it in items {
        let Some(text) = it.pointer("/alternatives/0/content").and_then(Value::as_str) else {
            continue;
        };
        let start = it.get("start_time");
        let beside = || labels.get(start.and_then(Value::as_str)?).copied();
        let label = it.get("speaker_label").or_else(beside).and_then(speaker);
        words.push(Snippet {
            end: it.get("end_time").and_then(seconds),
            // Signs have no time, and the voice before them.
            speaker: label.or_else(|| words.last().and_then(|it| it.speaker.clone())),
            ..Snippet::new(start.and_then(seconds), text.to_owned())
        });
    }
    Some(join_words(words))
}
