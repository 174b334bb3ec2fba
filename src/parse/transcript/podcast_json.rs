//! Podcasting 2.0 transcripts: `{"segments":[{"speaker","startTime","endTime","body"}]}`.
//!
//! Format: <https://github.com/Podcastindex-org/podcast-namespace>, transcripts.

use serde_json::Value;

use super::Utterance;
use super::machine_json::{self, Piece};
use crate::diag::{FileId, Reported};
use crate::time::Timestamp;

pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    machine_json::read(file, text, |json| {
        let segments = json.get("segments").and_then(Value::as_array)?;
        let piece = |it: &Value| {
            let time = |key: &str| Timestamp::from_seconds(it.get(key)?.as_f64()?);
            let body = it.get("body").and_then(Value::as_str)?;
            Some(Piece {
                start: time("startTime")?,
                end: time("endTime"),
                speaker: it.get("speaker").and_then(Value::as_str).map(str::to_owned),
                text: body.to_owned(),
            })
        };
        // A segment may be a single word: join them as words are joined.
        let pieces: Vec<Piece> = segments.iter().filter_map(piece).collect();
        let n_words: usize = pieces.iter().map(|it| it.text.split_whitespace().count()).sum();
        if n_words <= pieces.len() * 2 {
            return Some(machine_json::join_words(pieces));
        }
        Some(pieces)
    })
}
