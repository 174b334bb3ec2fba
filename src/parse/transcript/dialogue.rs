//! Dialogue: names, and what they say, with times here and there.
//!
//! Rev, Otter, Descript, Riverside, Google Meet, Changelog and people at
//! keyboards write it in many ways: a name and a time on a line of their own
//! with the text below, `**Name:** text`, `__Name__: text`, `Name: text`,
//! `**[0:12] Name:** text`, times inside paragraphs. [`super::mark`] knows
//! their shapes; here is decided which names are speakers.

use std::collections::HashMap;

use super::mark::{self, Dress, Mark};
use super::name::is_address;
use super::{Utterance, clock, lines};
use crate::diag::{FileId, Reported};
use crate::time::Timestamp;

pub(super) fn utterances(file: FileId, text: &str) -> Reported<Vec<Utterance>> {
    let names = SpeakerNames::of(text);
    let mut reader = Reader { names, ..Reader::default() };
    let mut problems = Vec::new();
    for (offset, line) in lines(text) {
        match line.trim() {
            "" => reader.gap = true,
            body if is_furniture(body) => {}
            // What stands above the first voice and leads elsewhere is about
            // the text.
            body if reader.all.is_empty() && body.contains("](") && mark::mark(line).is_none() => {}
            _ => {
                let mark = mark::mark(line);
                if let Some(broken) = mark.as_ref().and_then(|it| it.broken.clone()) {
                    let at = offset + broken.start..offset + broken.end;
                    problems.push(super::bad_time(file, at, &line[broken]));
                }
                reader.line(offset, line, mark);
            }
        }
    }
    Reported { value: reader.all, problems }
}

/// What nobody says: rules, tags of templates, addresses of links, the mark
/// of the maker.
fn is_furniture(line: &str) -> bool {
    let tag = |open: &str, close: &str| line.starts_with(open) && line.ends_with(close);
    let reference = || {
        let (label, address) = line.split_once("]:").unwrap_or_default();
        label.starts_with('[') && (address.contains("://") || address.contains("{{"))
    };
    line.chars().all(|it| "-*_=".contains(it))
        || (tag("<", ">") && is_tag(line))
        || tag("{%", "%}")
        || tag("{{", "}}")
        || tag("<!--", "-->")
        || line.starts_with("Transcribed by http")
        || line.starts_with("```")
        || reference()
}

/// Whether a line is the tag of a block around speech: `<div class="x">`.
fn is_tag(line: &str) -> bool {
    let inner = line[1..line.len() - 1].trim_start_matches('/');
    let name = inner.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is_block = ["div", "section", "article", "details", "aside", "main"].contains(&name);
    is_block && !inner.contains(['<', '>'])
}

/// The names that count as speakers.
#[derive(Debug, Default)]
pub(super) struct SpeakerNames<'t> {
    counts: HashMap<&'t str, (usize, Dress)>,
    /// SpeakerNames that stand before a colon again and again.
    often: usize,
    /// Nearly every paragraph has a name.
    everywhere: bool,
    /// Nearly every name has a time.
    clocked: bool,
    /// Names come again, as those of people do and headings do not.
    repeated: bool,
}

impl<'t> SpeakerNames<'t> {
    /// Counts the names at the starts of lines.
    pub(super) fn of(text: &'t str) -> Self {
        let mut counts: HashMap<&str, (usize, Dress)> = HashMap::new();
        let (mut paragraphs, mut marked, mut clocked, mut gap) = (0, 0, 0, true);
        for (_, line) in lines(text) {
            if line.trim().is_empty() {
                gap = true;
                continue;
            }
            let found = mark::mark(line);
            let has_time = found.as_ref().is_some_and(|it| it.stamp.is_some());
            let name = found.and_then(|it| it.name.filter(|_| !is_address(&line[it.text_at..])));
            paragraphs += usize::from(std::mem::take(&mut gap) || name.is_some());
            if let Some(name) = name {
                marked += 1;
                clocked += usize::from(has_time);
                let count = counts.entry(name.text).or_insert((0, name.dress));
                *count = (count.0 + 1, count.1.max(name.dress));
            }
        }
        let often = counts.values().filter(|it| 2 <= it.0).count();
        let everywhere = 4 <= marked && paragraphs <= marked * 2;
        let repeated = counts.len() * 3 <= marked * 2;
        let clocked = 4 <= marked && marked * 4 <= clocked * 5;
        Self { counts, often, everywhere, clocked, repeated }
    }

    /// Whether the name of a mark is a speaker's.
    fn knows(&self, mark: &Mark<'_>) -> bool {
        let Some(name) = mark.name else { return false };
        let (n, dress) = self.counts.get(name.text).copied().unwrap_or((0, name.dress));
        match dress {
            // `**Date:** today` above turns with times.
            _ if self.clocked && n == 1 && mark.stamp.is_none() => false,
            Dress::Emphasis | Dress::Clock => !mark.heading || self.repeated,
            Dress::Alone => 2 <= n,
            Dress::Bare => !mark.heading && self.repeated && 2 <= n && 2 <= self.often,
            _ => !mark.heading && ((2 <= n && 2 <= self.often) || self.everywhere),
        }
    }
}

#[derive(Default)]
struct Reader<'t> {
    names: SpeakerNames<'t>,
    all: Vec<Utterance>,
    speaker: Option<String>,
    /// The last time the file gave.
    now: Timestamp,
    /// When that ends, if the file says so.
    until: Option<Timestamp>,
    /// Whether that time was given for what comes next.
    timed: bool,
    /// Another voice begins with what comes next.
    turn: bool,
    /// What comes next begins anew.
    gap: bool,
}

impl Reader<'_> {
    fn line(&mut self, offset: usize, line: &str, mark: Option<Mark<'_>>) {
        let known = mark.as_ref().is_some_and(|it| {
            self.names.knows(it) && !(it.stamp.is_none() && is_address(&line[it.text_at..]))
        });
        let mut from = 0;
        if let Some(mark) = mark.filter(|it| known || (it.stamp.is_some() && !it.heading)) {
            if let Some(stamp) = mark.stamp {
                (self.now, self.until, self.timed) = (stamp.start, stamp.end, true);
            }
            from = mark.text_at;
            match mark.name.filter(|_| known) {
                Some(name) => {
                    self.speaker = Some(plain(name.text));
                    self.turn = true;
                }
                // What stands before a colon and is no name was said.
                None if mark.name.is_some() => from = clock_end(line),
                None => {}
            }
            self.gap = true;
        } else if line.trim_start().starts_with('#') {
            self.gap = true;
            return;
        } else if self.all.is_empty() && line.rsplit(' ').next().is_some_and(is_address) {
            // Above the dialogue stands where else to look.
            return;
        }
        self.say(offset, line, from);
    }

    /// A time in brackets cuts a paragraph: what follows is said then.
    fn say(&mut self, offset: usize, line: &str, from: usize) {
        let mut rest = &line[from..];
        while let Some((before, time, after)) = bracketed_time(rest) {
            let at = offset + line.len() - rest.len();
            self.push(before, at..at + before.len());
            (self.now, self.until, self.timed, self.gap) = (time, None, true, true);
            rest = after;
        }
        let at = offset + line.len() - rest.len();
        self.push(rest, at..offset + line.len());
    }

    fn push(&mut self, text: &str, span: std::ops::Range<usize>) {
        let text = plain(text.trim().trim_start_matches(':'));
        if text.is_empty() {
            return;
        }
        let goes_on = !std::mem::take(&mut self.gap);
        if let Some(last) = self.all.last_mut().filter(|_| goes_on) {
            last.text.push('\n');
            last.text.push_str(&text);
            last.span.end = span.end;
            return;
        }
        let (speaker, turn) = (self.speaker.clone(), std::mem::take(&mut self.turn));
        let timed = std::mem::take(&mut self.timed);
        let end = self.until.filter(|_| timed);
        self.all.push(Utterance {
            timed,
            speaker,
            turn,
            end,
            ..Utterance::new(self.now, text, span)
        });
    }
}

/// The byte behind the time that a line begins with.
fn clock_end(line: &str) -> usize {
    let inner = line.trim_start();
    let length = clock::stamp(inner).map_or(0, |it| it.length);
    line.len() - inner.len() + length
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
    if !text.contains(['*', '_', '[', '\\', '`', '<', '&', '~']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    // Behind a word nothing is a list, a heading or a quotation.
    let behind = format!("a {text}");
    for event in pulldown_cmark::Parser::new(&behind) {
        match event {
            pulldown_cmark::Event::Text(it) | pulldown_cmark::Event::Code(it) => {
                plain.push_str(&it);
            }
            pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain.strip_prefix("a ").unwrap_or(&plain).to_owned()
}
