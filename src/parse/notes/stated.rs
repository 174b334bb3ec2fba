//! The time that a line of notes states, wherever it stands in it.
//!
//! It is taken out before anything else is asked of a line: what is an item,
//! and what it is called, must not depend on whether its time is known.

use std::ops::Range;

use crate::parse::clock::{Clock, bracketed, clock_or_range, is_amid_a_day, is_of_day};
use crate::parse::front_matter::youtube_id;
use crate::parse::inline_time::of_fragment;
use crate::parse::markdown::{Block, BlockKind, Entry, Line};
use crate::time::Timestamp;

/// A time in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stated {
    pub time: Timestamp,
    /// Bytes of [`Line::plain`]: the time, its brackets, and the marks between
    /// it and the rest.
    pub cut: Range<usize>,
    /// Whether nothing sets it off but a blank: `Title 12:34`. Verses and dates
    /// look the same, so it counts only among others of its kind.
    pub is_bare: bool,
}

/// Marks between a time and a title.
const MARKS: [char; 15] =
    [' ', '\t', '\u{a0}', ':', '-', '–', '—', '−', '|', '.', ',', '•', '·', '→', '>'];

/// Bullets that people type.
const BULLETS: [char; 12] = [' ', '\u{a0}', '•', '·', '◦', '▪', '‣', '●', '–', '—', '-', '+'];

/// Bytes of a line in which a time in brackets may stand amid other words:
/// longer ones are prose, which only mentions times.
const LONGEST_ROW: usize = 240;

/// Characters of a line of running text that may be a title.
const LONGEST_LINE: usize = 110;

/// The time in a line of plain text.
pub(super) fn stated(plain: &str) -> Option<Stated> {
    // Most lines hold no time, and tell so by their digits.
    if !plain.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    leading(plain).or_else(|| trailing(plain)).or_else(|| inside(plain))
}

/// `12:34 Title`, `• [12:34] – Title`, `(0:00-3:00) Title`, `🎙 12:34 Title`.
pub(super) fn leading(plain: &str) -> Option<Stated> {
    let start = plain.find(|it| !is_decoration(it))?;
    let text = &plain[start..];
    let (clock, length, closed) = match bracketed(text) {
        Some((inner, range)) => (alone(inner)?, range.end, true),
        None => {
            let clock = clock_or_range(text.strip_prefix('@').unwrap_or(text).trim_start())?;
            let gap = text.len() - text.strip_prefix('@').unwrap_or(text).trim_start().len();
            (clock, gap + clock.length, false)
        }
    };
    let behind = &text[length..];
    // `12:34) Title` has only half of its brackets.
    let behind = behind.strip_prefix(')').filter(|_| !closed).unwrap_or(behind);
    let ends = behind.is_empty() || behind.starts_with(MARKS) || behind.starts_with(['*', '_']);
    if !closed && (!ends || is_of_day(behind)) {
        return None;
    }
    let rest = behind.trim_start_matches(MARKS);
    let end = plain.len() - rest.len();
    // Typed bullets are no part of a title; pictures may be.
    let typed = plain[..start].chars().all(|it| BULLETS.contains(&it));
    let start = if typed { 0 } else { start };
    Some(Stated { time: clock.time, cut: start..end, is_bare: false })
}

/// Whether a character may stand before a time: bullets, dashes, pictures.
fn is_decoration(it: char) -> bool {
    const OPENS: [char; 12] = ['[', '(', '【', '<', '@', '"', '\'', '“', '‘', '«', '#', '$'];
    !it.is_alphanumeric() && !OPENS.contains(&it)
}

/// `Title – 12:34`, `Title (12:34)`, `Title - 12:34.`, `Title 12:34`.
fn trailing(plain: &str) -> Option<Stated> {
    let text = plain.trim_end_matches([' ', '.', ';', '\u{a0}', '*', '_']);
    if let Some(close) = text.chars().next_back().filter(|it| [']', ')', '】'].contains(it)) {
        let open = text.rfind(['[', '(', '【'])?;
        let (inner, range) = bracketed(&text[open..])?;
        let whole = open + range.end == text.len() && close != '>';
        let time = alone(inner).filter(|_| whole)?.time;
        let from = text[..open].trim_end_matches(MARKS).len();
        return (0 < from).then_some(Stated { time, cut: from..plain.len(), is_bare: false });
    }
    // The last word, and the range that it may end.
    let digits = |it: char| it.is_ascii_digit() || ":.hms".contains(it);
    let last = text.len() - text.chars().rev().take_while(|it| digits(*it)).count();
    let mut from = last;
    let mut time = alone(&text[last..])?.time;
    let before = text[..last].trim_end_matches(MARKS);
    let earlier = before.len()
        - before.chars().rev().take_while(|it| it.is_ascii_digit() || *it == ':').count();
    if before.len() < last
        && let Some(range) = clock_or_range(&text[earlier..])
        && earlier + range.length == text.len()
        && earlier < last
    {
        (from, time) = (earlier, range.time);
    }
    let head = &text[..from];
    let kept = head.trim_end_matches(MARKS);
    let marked = kept.strip_suffix('@').filter(|it| !it.ends_with(char::is_alphanumeric));
    let kept = marked.unwrap_or(kept).trim_end_matches(MARKS);
    let gap = &head[kept.len()..];
    let is_bare = gap.chars().all(|it| [' ', '\u{a0}', '.'].contains(&it));
    // `, 12:34` goes on with a sentence; `x12:34` is something else.
    let is_set_off = !gap.is_empty() && !gap.trim().starts_with(',');
    let joined = kept.is_empty() || !is_set_off || (is_bare && is_amid_a_day(kept));
    (!joined).then_some(Stated { time, cut: kept.len()..plain.len(), is_bare })
}

/// `Title (12:34) by Ann`: one time in brackets amid a short line.
fn inside(plain: &str) -> Option<Stated> {
    if LONGEST_ROW < plain.len() {
        return None;
    }
    let mut found = plain.char_indices().filter(|it| ['[', '('].contains(&it.1)).filter_map(|it| {
        let (inner, range) = bracketed(&plain[it.0..])?;
        Some((alone(inner)?.time, it.0..it.0 + range.end))
    });
    let (time, range) = found.next()?;
    let one = found.next().is_none();
    let from = plain[..range.start].trim_end_matches(' ').len();
    one.then_some(Stated { time, cut: from..range.end, is_bare: false })
}

/// The time that is all there is in a text.
fn alone(text: &str) -> Option<Clock> {
    let text = text.trim();
    let text = text.strip_prefix('@').unwrap_or(text).trim_start();
    clock_or_range(text).filter(|it| it.length == text.len())
}

/// Takes the stated times out of all lines of blocks. `video` is `YouTube`'s id
/// of the episode's own: times that are linked to another video are of that one.
pub(super) fn take_all(blocks: &mut [Block], video: Option<&str>) {
    let with_bare = bare_ones_count(blocks);
    let rules = TimeRules { with_bare, video };
    for block in blocks {
        let is_running = block.kind == BlockKind::Paragraph;
        for line in &mut block.lines {
            take(line, rules, is_running);
        }
        for entry in &mut block.entries {
            take_in(entry, rules);
        }
    }
}

/// How times are read in some notes.
#[derive(Clone, Copy)]
struct TimeRules<'v> {
    /// Whether times count that only a blank sets off.
    with_bare: bool,
    /// The episode's own video.
    video: Option<&'v str>,
}

fn take_in(entry: &mut Entry, rules: TimeRules<'_>) {
    if let Some(line) = entry.lines.first_mut() {
        take(line, rules, false);
    }
    for it in &mut entry.entries {
        take_in(it, rules);
    }
}

/// Whether times that only a blank sets off are times here: several that rise,
/// one of them with a zero in front. Verses have none.
fn bare_ones_count(blocks: &[Block]) -> bool {
    let entries = blocks.iter().flat_map(|it| it.entries.iter().filter_map(|it| it.lines.first()));
    let lines = blocks.iter().flat_map(|it| &it.lines).chain(entries);
    let mut times = Vec::new();
    let mut has_zero = false;
    for line in lines {
        let plain = line.plain();
        let Some(it) = stated(&plain).filter(|it| it.is_bare) else { continue };
        has_zero |= plain[it.cut].trim_start().starts_with('0');
        times.push(it.time);
    }
    has_zero && 2 <= times.len() && times.is_sorted()
}

/// Takes the stated time out of a line. A link to a time (`#t=12:34`) states
/// one too. In running text sentences mention times: only short lines, and
/// those with a label, state one behind their words.
fn take(line: &mut Line, rules: TimeRules<'_>, is_running: bool) {
    let plain = line.plain();
    let counts = |it: &Stated| !it.is_bare || rules.with_bare || is_apart(line, &plain, it);
    let found = stated(&plain).filter(counts);
    let is_elsewhere = found.as_ref().is_some_and(|it| is_elsewhere(line, it, rules.video));
    let is_title = plain.chars().count() <= LONGEST_LINE && !plain.trim_end().ends_with('.');
    let is_label = line.runs.first().is_some_and(|it| it.strong);
    let found = found.filter(|it| it.cut.start == 0 || !is_running || is_title || is_label);
    // A time alone says nothing.
    if let Some(it) = found.filter(|it| has_words(&plain, &it.cut)) {
        line.cut(&it.cut);
        line.stated = (!is_elsewhere).then_some(it.time);
    }
    if line.stated.is_none() {
        line.stated = line.runs.iter().find_map(|it| of_fragment(it.url.as_deref()?));
    }
}

/// Whether a time is linked to a video that is not the episode's. Where none is
/// known, one that the address begins at the same time is its own.
fn is_elsewhere(line: &Line, it: &Stated, video: Option<&str>) -> bool {
    let mut at = 0;
    let mut linked = line.runs.iter().filter_map(|run| {
        let from = at;
        at += run.text.len();
        (from < it.cut.end && it.cut.start < at).then_some(run.url.as_deref()?)
    });
    linked.any(|url| {
        let Some(id) = youtube_id(url) else { return false };
        let begins = || {
            let values = url.split(['?', '&', '#']).filter_map(|it| it.split_once('='));
            let mut times = values.filter(|it| ["t", "start", "time_continue"].contains(&it.0));
            let seconds = times.next()?.1.trim_end_matches('s').parse::<u64>().ok();
            // `1h2m3s` is a time as well: it need not be the same to the second.
            Some(seconds.is_none_or(|of| of.abs_diff(it.time.whole_seconds()) <= 1))
        };
        video.map_or_else(|| begins() != Some(true), |own| own != id)
    })
}

fn has_words(plain: &str, cut: &Range<usize>) -> bool {
    let rest = plain[..cut.start].chars().chain(plain[cut.end..].chars());
    rest.into_iter().any(char::is_alphanumeric)
}

/// Whether a time at the end looks other than what stands before it: behind a
/// link, or bold words; or as no verse looks, `05:10` and `1:02:03`.
fn is_apart(line: &Line, plain: &str, it: &Stated) -> bool {
    let clock = plain[it.cut.clone()].trim();
    if clock.starts_with('0') || 1 < clock.bytes().filter(|it| *it == b':').count() {
        return true;
    }
    let mut at = 0;
    line.runs.iter().any(|run| {
        let ends = at + run.text.trim_end().len();
        at += run.text.len();
        ends == it.cut.start && (run.url.is_some() || run.strong)
    })
}

/// A line without the time that stands at byte `from` of its text, behind a
/// label: `Ann #2: 5:10 Title`.
pub(super) fn behind(line: &Line, from: usize) -> Line {
    let mut line = line.clone();
    let plain = line.plain();
    if line.stated.is_none()
        && let Some(found) = plain.get(from..).and_then(leading)
    {
        let cut = from..from + found.cut.end;
        if has_words(&plain[from..], &(0..found.cut.end)) {
            line.cut(&cut);
            line.stated = Some(found.time);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a line, and the seconds it states.
    fn check(plain: &str, expected: Option<(&str, u64)>) {
        let got = stated(plain).map(|it| {
            let left = format!("{}{}", &plain[..it.cut.start], &plain[it.cut.end..]);
            (left, it.time.whole_seconds())
        });
        assert_eq!(got, expected.map(|it| (it.0.to_owned(), it.1)), "{plain}");
    }

    #[test]
    fn times_stand_before_behind_and_inside() {
        for plain in [
            "00:30 T",
            "0:30 - T",
            "[00:30] T",
            "(0:30) T",
            "00:30 – T",
            "00:30. T",
            "0:30) T",
            "[@00:30] - T",
            "@ 0:30 T",
            "0m30s T",
            "00:30-01:00 T",
            "(00:30 – 01:00): T",
            "T — 00:30",
            "T (00:30)",
            "T - 00:30.",
            "T [00:30]",
            "T | 0:30",
            "T @ 0:30",
            "T @0:30",
            "T 0:30",
            "T – 00:30-01:00",
            "T – 00:30 – 01:00",
            "T: 0:30",
        ] {
            check(plain, Some(("T", 30)));
        }
        check("• 00:30 T", Some(("T", 30)));
        check("– 00:30 T", Some(("T", 30)));
        check("+00:30 T", Some(("T", 30)));
        check("🎙️ 00:30 T", Some(("🎙️ T", 30)));
        check("Title (0:30) by Ann", Some(("Title by Ann", 30)));
        check("Ann #2 [0:30]: T", Some(("Ann #2: T", 30)));
    }

    #[test]
    fn clock_times_ratios_and_verses_are_none() {
        for plain in [
            "10:30 am Doors",
            "19:30 Uhr Einlass",
            "Doors at 10:30 pm",
            "A 16:9 picture",
            "#12:34 T",
            "won 2:1",
            "see https://a.example/12:34",
            "Friday, 19:30",
            "v1:20",
            "in 0:30 and (0:40) or (0:50) it goes on",
        ] {
            check(plain, None);
        }
        assert!(stated("We read John 3:16").unwrap().is_bare);
        assert!(!stated("Title - 3:16").unwrap().is_bare);
    }
}
