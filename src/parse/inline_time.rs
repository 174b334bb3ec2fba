//! Times written in running text: `12:34`, `(1:02:03)`, `[00:04:01.06]`.
//!
//! A moment is told from a ratio (`16:9`), a time of day (`10:30 am`), an
//! address and a verse; when in doubt it is no moment.

use std::ops::Range;

use crate::time::Timestamp;

/// A moment named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineTime {
    /// Bytes of the text to make a link of, brackets left out.
    pub range: Range<usize>,
    /// The moment.
    pub time: Timestamp,
}

/// What follows a time of day.
const OF_DAY: [&str; 26] = [
    "am", "pm", "a.m", "p.m", "utc", "gmt", "pt", "et", "ct", "mt", "pst", "pdt", "est", "edt",
    "cst", "cdt", "cet", "cest", "bst", "pacific", "eastern", "central", "uhr", "o'clock", "h",
    "hours",
];

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
    let before = text[..range.start].chars().next_back();
    let after = &text[range.end..];
    let joined = before.is_some_and(|c| c.is_alphanumeric() || "/=#&-–+.,:$€£@_".contains(c))
        || after.starts_with(|c: char| c.is_alphanumeric() || "/=_-–%+:@".contains(c));
    let next = after.trim_start().to_lowercase();
    let of_day = OF_DAY.iter().any(|it| {
        next.strip_prefix(it).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    });
    (!joined && !of_day).then_some(time)
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
            ("http://x.org/12:34 v1:20 12:34-56 9:30–10:30", ""),
            ("1:2:3:4 99:99 2022-11-01T10:00:00", ""),
        ] {
            let got: Vec<_> = find(text).into_iter().map(|it| &text[it.range]).collect();
            assert_eq!(got.join("|"), expected, "{text}");
        }
    }
}
