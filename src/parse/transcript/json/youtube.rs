//! `YouTube`'s json3 captions: `events[].{tStartMs, dDurationMs, segs[].utf8}`.

use serde_json::Value;

use super::Snippet;
use crate::time::{Length, Timestamp};

pub(super) fn pieces(json: &Value) -> Option<Vec<Snippet>> {
    let events = json.get("events")?.as_array()?;
    let piece = |it: &Value| {
        let start = Timestamp::from_millis(it.get("tStartMs")?.as_u64()?);
        let words = it.get("segs")?.as_array()?.iter().filter_map(|it| it.get("utf8")?.as_str());
        let text: String = words.collect();
        let length = it.get("dDurationMs").and_then(Value::as_u64);
        let end = length.map(|it| start.plus(Length::from_millis(it)));
        (!text.trim().is_empty()).then(|| Snippet { end, ..Snippet::new(Some(start), text) })
    };
    Some(events.iter().filter_map(piece).collect())
}
