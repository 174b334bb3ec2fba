//! Rev.ai: `monologues[].{speaker, elements[].{type, value, ts, end_ts}}`, a
//! piece for each sentence of a monologue.

use std::collections::HashMap;

use serde_json::Value;

use super::{Snippet, join_words, seconds, speaker};

pub(super) fn pieces(json: &Value) -> Option<Vec<Snippet>> {
    let monologues = json.get("monologues")?.as_array()?;
    let mut names: HashMap<u64, &str> = HashMap::new();
    for it in json.get("speakers").and_then(Value::as_array).into_iter().flatten() {
        if let (Some(id), Some(name)) =
            (it.get("id").and_then(Value::as_u64), it.get("name").and_then(Value::as_str))
        {
            names.insert(id, name);
        }
    }
    let mut pieces = Vec::new();
    for monologue in monologues {
        let who = monologue.get("speaker");
        let named = who.and_then(Value::as_u64).and_then(|it| names.get(&it));
        let stated = monologue.get("speaker_name").and_then(Value::as_str);
        let who = match stated.or(named.copied()).filter(|it| !it.is_empty()) {
            Some(name) => Some(name.to_owned()),
            None => who.and_then(speaker),
        };
        let elements = monologue.get("elements").and_then(Value::as_array);
        let mut words: Vec<Snippet> = Vec::new();
        for it in elements.into_iter().flatten() {
            let Some(text) = it.get("value").and_then(Value::as_str) else { continue };
            let start = it.get("ts").and_then(seconds);
            if start.is_none() && text.trim().is_empty() {
                continue;
            }
            words.push(Snippet {
                end: it.get("end_ts").and_then(seconds),
                speaker: who.clone(),
                ..Snippet::new(start, text.to_owned())
            });
        }
        pieces.extend(join_words(words));
    }
    Some(pieces)
}
