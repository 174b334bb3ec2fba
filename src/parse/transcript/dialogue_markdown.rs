//! Markdown dialogue: `**Speaker:** text`, with times here and there, as
//! Changelog's transcripts have it: `formats.md` section 8.

use super::{Utterance, lines, speaker_mark, timed_text};
use crate::diag::{FileId, Reported};
use crate::time::Timestamp;

pub(super) fn utterances(_file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let mut reader = Reader { all: Vec::new(), speaker: None, now: Timestamp::ZERO, timed: false };
    for (offset, line) in lines(text) {
        let body = line.trim();
        if body.is_empty() || body.starts_with('#') || body.chars().all(|c| "-*_".contains(c)) {
            continue;
        }
        reader.line(offset, line);
    }
    Reported::clean(reader.all)
}

struct Reader {
    all: Vec<Utterance>,
    speaker: Option<String>,
    /// The last time the file gave.
    now: Timestamp,
    /// Whether that time was given for what comes next.
    timed: bool,
}

impl Reader {
    fn line(&mut self, offset: usize, line: &str) {
        let mut turn = false;
        let mut from = 0;
        if let Some(time) = timed_text::leading_time(line).and_then(|it| it.time.ok()) {
            self.jump(time);
        }
        if let Some(marked) = speaker_mark::markdown(line) {
            self.speaker = Some(plain(marked.name));
            turn = true;
            from = marked.text_at;
        }
        // A time in brackets cuts the paragraph: what follows is said then.
        let mut rest = &line[from..];
        while let Some((before, time, after)) = bracketed_time(rest) {
            let at = offset + line.len() - rest.len();
            self.push(before, turn, at..at + before.len());
            turn &= before.trim().is_empty();
            self.jump(time);
            rest = after;
        }
        let at = offset + line.len() - rest.len();
        self.push(rest, turn, at..offset + line.len());
    }

    fn jump(&mut self, time: Timestamp) {
        self.now = time;
        self.timed = true;
    }

    fn push(&mut self, text: &str, turn: bool, span: std::ops::Range<usize>) {
        let text = plain(text.trim().trim_start_matches(':'));
        if text.is_empty() {
            return;
        }
        let speaker = self.speaker.clone();
        let timed = std::mem::take(&mut self.timed);
        self.all.push(Utterance { timed, speaker, turn, ..Utterance::new(self.now, text, span) });
    }
}

/// `[04:01]`, `\[00:04:01.06\]`, `(12:34)`: text before, time, text after.
fn bracketed_time(text: &str) -> Option<(&str, Timestamp, &str)> {
    for (open, _) in text.match_indices(['[', '(']) {
        let inner = &text[open + 1..];
        // No clock is longer; looking further would take quadratic time.
        let near = inner.as_bytes().iter().take(18).position(|it| matches!(it, b']' | b')'));
        let Some(close) = near else { continue };
        let clock = inner[..close].trim_end_matches('\\');
        if let Ok(time) = Timestamp::parse_loose(clock) {
            let before = text[..open].trim_end_matches('\\');
            let after = inner[close + 1..].trim_start_matches(':');
            return Some((before, time, after));
        }
    }
    None
}

/// Takes out Markdown's marks, for the parts that transcripts use: emphasis,
/// links, escapes.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for event in pulldown_cmark::Parser::new(text) {
        match event {
            pulldown_cmark::Event::Text(it) | pulldown_cmark::Event::Code(it) => {
                plain.push_str(&it)
            }
            pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain
}
