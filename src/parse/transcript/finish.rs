//! From what a file says to cues: order, ends, speakers, tidy text.

use std::collections::HashMap;

use super::{Utterance, order, rolling, speaker_mark, speakers};
use crate::diag::{Diagnostic, FileId, Span};
use crate::model::Cue;

/// How many cues must stand at one time for the clock to be called stuck.
const STUCK: usize = 20;

/// Gives every utterance its time and its speaker.
pub(super) fn cues(
    file: FileId,
    all: Vec<Utterance>,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Cue>, Vec<String>) {
    let mut all = speaker_mark::apply(rolling::once(all));
    for it in &mut all {
        it.text = one_line(std::mem::take(&mut it.text));
        it.speaker = it.speaker.take().map(one_line).filter(|it| !it.is_empty());
    }
    all.retain(|it| !it.text.is_empty());
    speakers::unite(&mut all);
    report_stuck_clock(file, &all, problems);
    order::settle(file, &mut all, problems);
    let ends = order::ends(&all);
    let mut speakers: Vec<String> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut cues: Vec<Cue> = Vec::with_capacity(all.len());
    for (it, end) in all.into_iter().zip(ends) {
        let speaker = it.speaker.and_then(|name| {
            let number = *numbers.entry(name).or_insert_with_key(|name| {
                speakers.push(name.clone());
                speakers.len() - 1
            });
            u16::try_from(number).ok()
        });
        let changed = cues.last().is_none_or(|last| last.speaker != speaker);
        let turn = if speaker.is_some() { changed } else { it.turn };
        let Utterance { start, timed, text, paragraph, span, .. } = it;
        cues.push(Cue { start, end, timed, text, speaker, turn, paragraph, span });
    }
    (cues, speakers)
}

fn report_stuck_clock(file: FileId, all: &[Utterance], problems: &mut Vec<Diagnostic>) {
    let mut run = 0;
    for pair in all.windows(2) {
        let stands = pair.iter().all(|it| it.timed)
            && pair[0].start == pair[1].start
            && pair[0].text != pair[1].text;
        run = if stands { run + 1 } else { 0 };
        if run == STUCK {
            let clock = pair[1].start.clock();
            let message =
                format!("the clock is stuck at {clock}: {STUCK} cues and more begin there");
            problems.push(
                Diagnostic::warning(
                    "transcript/stuck-clock",
                    Span::new(file, pair[1].span.clone()),
                    message,
                )
                .hint("export the transcript again; the times of these cues are estimated"),
            );
            return;
        }
    }
}

/// Whether a text is one line already; most are.
fn is_one_line(text: &str) -> bool {
    // Without a way out early many bytes are looked at in one go.
    let bytes = text.as_bytes();
    let plain = bytes.iter().fold(true, |all, it| all & (0x20..0x7F).contains(it));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let single = pairs.fold(true, |all, (a, b)| all & !(*a == b' ' && *b == b' '));
    let edges = |it: Option<&u8>| it.is_some_and(|it| *it != b' ');
    plain && single && edges(bytes.first()) && edges(bytes.last())
}

/// White space collapsed; control characters gone.
fn one_line(text: String) -> String {
    if is_one_line(&text) {
        return text;
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let from = line.len();
        if !line.is_empty() {
            line.push(' ');
        }
        let space = line.len();
        line.extend(word.chars().filter(|it| !it.is_control()));
        if line.len() == space {
            line.truncate(from);
        }
    }
    line
}
