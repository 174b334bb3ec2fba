//! Times written in running text: `12:34`, `(1:02:03)`, `[00:04:01.06]`.
//!
//! A moment is told from a ratio (`16:9`), a time of day (`10:30 am`), an
//! address and a verse; when in doubt it is no moment.

use std::ops::Range;

use super::clock::is_of_day;
use crate::time::Timestamp;

/// A moment named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineTime {
    /// Bytes of the text to make a link of, brackets left out.
    pub range: Range<usize>,
    /// The moment.
    pub time: Timestamp,
}

/// Every moment in a text, in order.
#[must_use]
pub fn find(text: &str) -> Vec<InlineTime> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let length =
            bytes[at..].iter().take_while(|b| b.is_ascii_digit() || b":.".contains(b)).count();
        let clock = text[at..at + length].trim_end_matches(['.', ':']);
        let range = at..at + clock.len();
        at += length;
        if let Some(time) = moment(text, &range) {
            found.push(InlineTime { range, time });
        }
    }
    found
}

/// The time in an address like `#t=12:34` or `#t=754`.
#[must_use]
pub fn of_fragment(url: &str) -> Option<Timestamp> {
    let value = url.strip_prefix("#t=")?;
    let seconds = value.parse::<f64>().ok().and_then(Timestamp::from_seconds);
    seconds.or_else(|| Timestamp::parse_loose(value).ok())
}

fn moment(text: &str, range: &Range<usize>) -> Option<Timestamp> {
    let clock = &text[range.clone()];
    let time = Timestamp::parse_loose(clock).ok().filter(|_| clock.contains(':'))?;
    let head = &text[..range.start];
    let before = head.chars().next_back();
    let after = &text[range.end..];
    // `[@12:34]` marks a moment; `ann@12:34` does not.
    let marked = head.strip_suffix('@').is_some_and(|it| !it.ends_with(char::is_alphanumeric));
    let other = before_dash(head).or_else(|| behind_dash(after));
    // `00:00-30:00` is a range of moments; `9:30–10:30` may be hours of a day.
    let ranged = other.is_some_and(|it| [clock, it].iter().any(|it| is_of_audio(it)));
    let joined = before.is_some_and(|c| {
        c.is_alphanumeric()
            || "/=#&+.,:$€£_".contains(c)
            || (c == '@' && !marked)
            || (['-', '–'].contains(&c) && !ranged)
    }) || after.starts_with(|c: char| {
        c.is_alphanumeric() || "/=_%+:@".contains(c) || (['-', '–'].contains(&c) && !ranged)
    });
    // A range may have its word of the day at its end: `9:30–10:30 Uhr`.
    let end = after.trim_start_matches(|c: char| "-–:".contains(c) || c.is_ascii_digit());
    let of_day = is_of_day(after) || (ranged && is_of_day(end));
    (!joined && !of_day).then_some(time)
}

/// The time before the dash that a text ends in.
fn before_dash(head: &str) -> Option<&str> {
    let head = head.strip_suffix(['-', '–'])?;
    let length = head.bytes().rev().take_while(|it| it.is_ascii_digit() || *it == b':').count();
    Some(&head[head.len() - length..]).filter(|it| Timestamp::parse_loose(it).is_ok())
}

/// The time behind the dash that a text begins with.
fn behind_dash(after: &str) -> Option<&str> {
    let after = after.strip_prefix(['-', '–'])?;
    let length = after.bytes().take_while(|it| it.is_ascii_digit() || *it == b':').count();
    Some(&after[..length]).filter(|it| Timestamp::parse_loose(it).is_ok())
}

/// Whether a clock is written as those of audio are: `05:10`, `1:02:03`.
fn is_of_audio(clock: &str) -> bool {
    clock.starts_with('0') || 1 < clock.bytes().filter(|it| *it == b':').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_from_ratios_and_times_of_day() {
        for (text, expected) in [
            ("at 12:34 she says", "12:34"),
            ("(1:02:03)", "1:02:03"),
            ("[00:04:01.06] hi", "00:04:01.06"),
            ("0:00, 3:05; 90:00.", "0:00|3:05|90:00"),
            ("16:9 and 4:3 and 1:10", "1:10"),
            ("10:30 am, 11:00AM, 10:00 PT, 19:00 Uhr", ""),
            ("http://x.org/12:34 v1:20 12:34-56 ann@12:34 9:30–10:30", ""),
            ("[@01:22] x, @ 2:33, [00:00-30:00] y", "01:22|2:33|00:00|30:00"),
            ("12:30 ч, 12:30 heures, 12:30 horas", ""),
            ("1:2:3:4 99:99 2022-11-01T10:00:00", ""),
        ] {
            let got: Vec<_> = find(text).into_iter().map(|it| &text[it.range]).collect();
            assert_eq!(got.join("|"), expected, "{text}");
        }
    }
}
