//! Text of editors and caption tools in blocks: a line with two times, then
//! who speaks and what is said. SBV of `YouTube` (`0:00:01.000,0:00:03.000`),
//! Premiere and Audition (`00:00:01:12 - 00:00:03:00`, with frames).

use super::{Utterance, clock, lines};
use crate::diag::Reported;
use crate::time::Timestamp;

/// The two times of a line that holds nothing else.
pub(super) fn times(line: &str) -> Option<(Timestamp, Timestamp)> {
    let line = line.trim();
    let (from, start) = clock::clock(line)?;
    let rest = line[from..].trim_start();
    let signs = ["-->", ",", "-", "–", "—"];
    let rest = signs.into_iter().find_map(|it| rest.strip_prefix(it))?.trim_start();
    let (to, end) = clock::clock(rest)?;
    (to == rest.len()).then_some((start.ok()?, end.ok()?))
}

pub(super) fn utterances(text: &str) -> Reported<Vec<Utterance>> {
    let mut all: Vec<Utterance> = Vec::new();
    for (offset, line) in lines(text) {
        if let Some((start, end)) = times(line) {
            let span = offset..offset + line.len();
            let end = (start <= end).then_some(end);
            all.push(Utterance { end, ..Utterance::new(start, String::new(), span) });
        } else if let Some(last) = all.last_mut().filter(|_| !line.trim().is_empty()) {
            if !last.text.is_empty() {
                last.text.push('\n');
            }
            last.text.push_str(&line.trim().replace("[br]", "\n"));
            last.span.end = offset + line.len();
        }
    }
    Reported::clean(all)
}
