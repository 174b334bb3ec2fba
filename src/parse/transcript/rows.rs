//! Rows of speech in front matter.

use super::{Utterance, finished};
use crate::diag::{FileId, Reported};
use crate::model::{Transcript, TranscriptFormat};
use crate::parse::front_matter::RowDoc;
use crate::time::Timestamp;

/// Makes a transcript of rows. `file` is the one that they stand in.
pub fn of_rows(file: FileId, rows: &[RowDoc]) -> Reported<Transcript> {
    let mut last = Timestamp::ZERO;
    let utterance = |it: &RowDoc| {
        last = it.start.unwrap_or(last);
        Utterance {
            timed: it.start.is_some(),
            speaker: it.speaker.clone(),
            turn: it.speaker.is_some(),
            ..Utterance::new(last, it.text.clone(), it.span.clone())
        }
    };
    let utterances = rows.iter().map(utterance).collect();
    finished(file, Reported::clean(utterances), TranscriptFormat::TimedText)
}
