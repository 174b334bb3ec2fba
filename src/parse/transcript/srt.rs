//! `SubRip` transcripts, in all their dialects: `formats.md` section 7.

use super::{Utterance, bad_time, clock, cue_text, lines};
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::time::Timestamp;

/// A cue's text runs to the line before the next time line; the number above
/// a time line belongs to it, blank lines inside a text do not end it.
pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let lines: Vec<(usize, &str)> = lines(text).collect();
    let mut problems = Vec::new();
    let mut starts = Vec::new();
    for (idx, (offset, line)) in lines.iter().enumerate() {
        let Some((before, after)) = clock::sides(line) else { continue };
        match (time(before), time(after)) {
            (Some(start), Some(end)) => starts.push((idx, start, end)),
            _ => problems.push(bad_time(file, *offset..offset + line.len(), line)),
        }
    }
    let mut all = Vec::new();
    for (nth, &(idx, start, end)) in starts.iter().enumerate() {
        let next = starts.get(nth + 1).map_or(lines.len(), |it| it.0);
        let body = body(&lines[idx + 1..next], (nth + 1 < starts.len()).then_some(nth + 2));
        let span = lines[idx].0..lines[idx].0 + lines[idx].1.len();
        let text = cue_text::without_markup(&body);
        if text.trim().is_empty() {
            let problem =
                Diagnostic::warning("srt/empty", Span::new(file, span), "cue without text");
            problems.push(problem.hint("delete it, or write what is said"));
            continue;
        }
        if end < start {
            let span = Span::new(file, span.clone());
            let problem = Diagnostic::warning("srt/cue-order", span, "cue ends before it starts");
            problems.push(problem.hint("the next cue's start is taken for its end"));
        }
        let end = (start <= end).then_some(end);
        all.push(Utterance { end, ..Utterance::new(start, text, span) });
    }
    Reported { value: all, problems }
}

/// The lines of a cue, without the number of the next one, which is `next` where
/// the file counts from one.
fn body(lines: &[(usize, &str)], next: Option<usize>) -> String {
    let mut body: Vec<&str> = lines.iter().map(|it| it.1).collect();
    let n_blank = body.iter().rev().take_while(|it| it.trim().is_empty()).count();
    let number = body.len().checked_sub(n_blank + 1).filter(|it| 0 < *it).map(|it| body[it].trim());
    let is_number = |it: &str| it.len() <= 9 && it.bytes().all(|b| b.is_ascii_digit());
    // A bare number right above the next times is that cue's, unless it is
    // all there is and stands right below our own times. With a blank line
    // behind it, it must be the one that is expected.
    let is_next = |it: &str| match (next, n_blank) {
        (None, _) => false,
        (Some(_), 0) => is_number(it),
        (Some(next), _) => it.parse() == Ok(next) || it.parse() == Ok(next - 1),
    };
    if number.is_some_and(is_next) {
        body.truncate(body.len() - n_blank - 1);
    }
    body.join("\n").trim().to_owned()
}

/// A time on either side of the arrow; settings may follow.
fn time(side: &str) -> Option<Timestamp> {
    let word = side.split_whitespace().find(|it| it.contains(':'))?;
    let (clock, fraction) = word.split_once([',', '.']).unwrap_or((word, "0"));
    let fields: Vec<&str> = clock.split(':').collect();
    if fields.len() < 2 || 3 < fields.len() {
        return None;
    }
    let mut seconds = 0_u64;
    for field in &fields {
        seconds = seconds * 60 + field.parse::<u64>().ok().filter(|it| *it < 1000)?;
    }
    let fraction = fraction.get(..3.min(fraction.len()))?;
    let scale = 10_u64.pow(3 - u32::try_from(fraction.len()).ok()?);
    let millis = seconds * 1000 + fraction.parse::<u64>().ok()? * scale;
    Some(Timestamp::from_millis(millis))
}
