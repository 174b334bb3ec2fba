//! From what a file says to cues: order, ends, speakers, tidy text.

use super::{Utterance, speaker_mark};
use crate::diag::{Diagnostic, FileId, Span};
use crate::model::Cue;
use crate::time::{Length, Timestamp};

/// How long a cue without an end lasts at most: people say about twelve
/// characters a second.
fn spoken_length(text: &str) -> Length {
    Length::from_millis(2_000 + text.len() as u64 * 1000 / 12)
}

/// How many cues must stand at one time for the clock to be called stuck.
const STUCK: usize = 20;

/// Puts the utterances in order, gives every cue an end, collects the speakers.
pub(super) fn cues(
    file: FileId,
    all: Vec<Utterance>,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Cue>, Vec<String>) {
    let mut all = speaker_mark::apply(all);
    report_order(file, &all, problems);
    all.sort_by_key(|it| it.start);
    let next: Vec<Option<Timestamp>> = ends(&all);
    let mut speakers: Vec<String> = Vec::new();
    let mut cues: Vec<Cue> = Vec::with_capacity(all.len());
    for (it, next) in all.into_iter().zip(next) {
        let text = one_line(it.text);
        if text.is_empty() {
            continue;
        }
        let speaker = it.speaker.and_then(|name| {
            let idx = speakers.iter().position(|known| *known == name).unwrap_or_else(|| {
                speakers.push(name);
                speakers.len() - 1
            });
            u16::try_from(idx).ok()
        });
        let latest = it.start.plus(spoken_length(&text));
        let end = it.end.unwrap_or_else(|| next.map_or(latest, |it| it.min(latest)));
        let changed = cues.last().is_none_or(|last| last.speaker != speaker);
        let turn = if speaker.is_some() { changed } else { it.turn };
        let end = end.max(it.start);
        cues.push(Cue {
            start: it.start,
            end,
            timed: it.timed,
            text,
            speaker,
            turn,
            span: it.span,
        });
    }
    report_stuck_clock(file, &cues, problems);
    (cues, speakers)
}

/// The next later start behind each utterance.
fn ends(all: &[Utterance]) -> Vec<Option<Timestamp>> {
    let mut next = None;
    let mut ends = vec![None; all.len()];
    for idx in (0..all.len()).rev() {
        if let Some(later) = all.get(idx + 1).filter(|it| all[idx].start < it.start) {
            next = Some(later.start);
        }
        ends[idx] = next;
    }
    ends
}

fn report_order(file: FileId, all: &[Utterance], problems: &mut Vec<Diagnostic>) {
    let timed: Vec<&Utterance> = all.iter().filter(|it| it.timed).collect();
    let back: Vec<_> = timed.windows(2).filter(|it| it[1].start < it[0].start).collect();
    let Some(first) = back.first() else { return };
    let message = match back.len() {
        1 => "the time runs backwards here".to_owned(),
        n => format!("the time runs backwards here, and in {} more places", n - 1),
    };
    problems.push(
        Diagnostic::warning(
            "transcript/backwards",
            Span::new(file, first[1].span.clone()),
            message,
        )
        .hint("the cues are put in order of their times; correct the times if that is wrong"),
    );
}

fn report_stuck_clock(file: FileId, cues: &[Cue], problems: &mut Vec<Diagnostic>) {
    let mut run = 0;
    for pair in cues.windows(2) {
        let stands =
            pair[0].timed && pair[0].start == pair[1].start && pair[0].text != pair[1].text;
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
                .hint("export the transcript again; nobody can jump to these cues"),
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
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|it| !it.is_control()));
    }
    line
}
