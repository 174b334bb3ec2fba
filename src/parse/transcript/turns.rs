//! Turns with a header line, as Otter and its relatives export them:
//! `Ann Lee  0:12`, then what she says.

use super::{Utterance, lines};
use crate::diag::Reported;
use crate::time::Timestamp;

/// A turn's header: name and time.
pub(super) fn header(line: &str) -> Option<(&str, Timestamp)> {
    let line = line.trim_end();
    let (name, clock) = line.rsplit_once([' ', '\t'])?;
    let (name, clock) = (name.trim_end(), clock.trim_matches(['(', ')', '[', ']']));
    let time = Timestamp::parse_loose(clock).ok()?;
    let n_words = name.split_whitespace().count();
    let plausible = (1..=5).contains(&n_words)
        && name.len() <= 60
        && name.starts_with(|c: char| c.is_uppercase())
        && !name.contains(['#', '*', '[', '<', '.', '?', '!', ',', ':', '|'])
        && name.split_whitespace().all(|it| {
            it.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(')
                || matches!(it, "de" | "van" | "von" | "der" | "la" | "di" | "da" | "el" | "bin")
        });
    plausible.then_some((name, time))
}

pub(super) fn utterances(text: &str) -> Reported<Vec<Utterance>> {
    let mut all: Vec<Utterance> = Vec::new();
    let mut speaker: Option<String> = None;
    let mut start = Timestamp::ZERO;
    let mut timed = false;
    let mut fresh = false;
    for (offset, line) in lines(text) {
        if let Some((name, time)) = header(line) {
            (speaker, start, timed, fresh) = (Some(name.to_owned()), time, true, true);
            continue;
        }
        let body = line.trim();
        if body.is_empty() || body.starts_with("Transcribed by http") {
            continue;
        }
        let span = offset..offset + line.len();
        match all.last_mut().filter(|_| !fresh) {
            Some(last) => {
                last.text.push('\n');
                last.text.push_str(body);
                last.span.end = span.end;
            }
            None => all.push(Utterance {
                timed,
                speaker: speaker.clone(),
                turn: true,
                ..Utterance::new(start, body.to_owned(), span)
            }),
        }
        fresh = false;
    }
    Reported::clean(all)
}
