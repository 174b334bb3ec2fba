//! Times in transcripts: `1:02`, `[00:01:02.500]`, `\[04:00\]`,
//! `[00:01.000 --> 00:03.000]`, `00:00:01:12` with frames.

use std::ops::Range;

use crate::time::{Timestamp, TimestampError};

/// A time, or a stretch between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub start: Timestamp,
    pub end: Option<Timestamp>,
}

/// What looks like a time at the start of a text.
#[derive(Debug)]
pub(super) struct LeadingStamp {
    /// The bytes that are no time where it is none.
    pub stamp: Result<Stamp, Range<usize>>,
    /// How long it is, brackets and all.
    pub length: usize,
}

/// The time a text starts with, in brackets or not.
pub(super) fn stamp(text: &str) -> Option<LeadingStamp> {
    let bytes = text.as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'\\'));
    let close = match bytes.get(at)? {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'0'..=b'9' if at == 0 => None,
        _ => return None,
    };
    at += usize::from(close.is_some());
    let skip = |at: usize| at + bytes[at..].iter().take_while(|it| **it == b' ').count();
    at = if close.is_some() { skip(at) } else { at };
    let (length, start) = clock(&text[at..])?;
    let clock_at = at..at + length;
    at += length;
    let mut end = None;
    if let Some((behind, later)) = range_end(&text[at..])
        && start.is_ok_and(|it| it <= later)
    {
        end = Some(later);
        at += behind;
    }
    if let Some(close) = close {
        at = skip(at);
        at += usize::from(bytes.get(at) == Some(&b'\\'));
        if bytes.get(at) != Some(&close) {
            return None;
        }
        at += 1;
    }
    let next = text[at..].chars().next();
    let ends = match close {
        // A link, whose text is a time.
        Some(b']') => next != Some('('),
        Some(_) => true,
        None => next.is_none_or(|it| it.is_whitespace() || ":-–—*_|".contains(it)),
    };
    let stamp = start.map(|start| Stamp { start, end }).map_err(|_| clock_at);
    ends.then_some(LeadingStamp { stamp, length: at })
}

/// The end of a stretch: ` --> 0:12`, `-0:12`; its length, sign and all.
fn range_end(text: &str) -> Option<(usize, Timestamp)> {
    let inner = text.trim_start_matches([' ', '\t']);
    let signs = ["-->", "->", "→", "–", "—", "-"];
    let inner = signs.into_iter().find_map(|it| inner.strip_prefix(it))?;
    let inner = inner.trim_start_matches([' ', '\t']);
    let (length, end) = clock(inner)?;
    Some((text.len() - inner.len() + length, end.ok()?))
}

/// What stands before and behind the arrow of a timing line. Other arrows than
/// that of the standards are ones only between two times, as in `0:01 -> 0:04`.
pub(super) fn sides(line: &str) -> Option<(&str, &str)> {
    line.split_once("-->").or_else(|| {
        let found = ["->", "→", "–>", "—>"].into_iter().find_map(|it| line.split_once(it))?;
        let (before, after) = (found.0.trim(), found.1.trim());
        let is_time =
            |it: &str| clock(it).is_some_and(|(length, time)| length == it.len() && time.is_ok());
        (is_time(before) && is_time(after)).then_some((before, after))
    })
}

/// The clock a text starts with: how long it is, and the time.
pub(super) fn clock(text: &str) -> Option<(usize, Result<Timestamp, TimestampError>)> {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes.iter().skip(from).take(12).take_while(|it| it.is_ascii_digit()).count();
    let (mut length, mut last, mut fields) = (digits(0), 0, 1);
    while 0 < length
        && matches!(bytes.get(length), Some(b':' | b';'))
        && 0 < digits(length + 1)
        && fields < 5
    {
        (last, fields) = (length, fields + 1);
        length += 1 + digits(length + 1);
    }
    if fields < 2 {
        return None;
    }
    // A fraction, unless the point ends a sentence.
    if matches!(bytes.get(length), Some(b'.' | b',')) && 0 < digits(length + 1) {
        length += 1 + digits(length + 1);
    }
    let time = match fields {
        // The last field counts frames: a fraction of a second.
        4 => Timestamp::parse_loose(&text[..last].replace(';', ":")),
        _ => Timestamp::parse_loose(&text[..length]),
    };
    Some((length, time))
}
