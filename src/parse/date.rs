//! Dates as people write and say them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

use crate::diag::FileId;
use crate::tree::{Kind, Table, parse_toml};

/// Months in English: what is spoken is read in English only, where `mar` and
/// `set` are other words.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day, and the moment of it where there is a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateDoc {
    /// As written, in whatever zone that is.
    pub day: Date,
    /// A time without a zone is taken as UTC.
    pub instant: Option<jiff::Timestamp>,
}

/// Reads a text that is a date, with or without a time of day and a zone:
/// RFC 3339 and what looks like it (a blank for the `T`, `+0900`, slashes or
/// points for hyphens), RFC 2822 as feeds write it and as they should not
/// (another weekday, no comma, the whole month, no seconds, `9:05`), seconds
/// or milliseconds since 1970, `31.12.2022`, and words in the languages of
/// `dialects/dates.toml`: `April 17th, 2025 3:00 PM EDT`, `4 de abril de 2023`.
///
/// `None` for what is no date, and where day and month cannot be told apart:
/// `5/4/2022`.
#[must_use]
pub fn read(text: &str) -> Option<DateDoc> {
    let text = &ideographic(text.trim());
    if let Some(epoch) = epoch(text) {
        return Some(DateDoc { day: epoch.to_zoned(TimeZone::UTC).date(), instant: Some(epoch) });
    }
    let (day, rest) = digits_of_day(text).or_else(|| {
        let (day, from, to) = find_words(text)?;
        Some((day, format!("{} {}", &text[..from], &text[to..])))
    })?;
    Some(DateDoc { day, instant: time_of_day(&rest).and_then(|it| it.on(day)) })
}

/// The day of [`read`].
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    read(text).map(|it| it.day)
}

/// The moment of [`read`]; `None` where a text has no time of day.
#[must_use]
pub fn instant(text: &str) -> Option<jiff::Timestamp> {
    read(text)?.instant
}

/// `2023年7月28日` → `2023-7-28 `; Korean likewise.
fn ideographic(text: &str) -> Cow<'_, str> {
    const MARKS: [(char, &str); 6] =
        [('年', "-"), ('月', "-"), ('日', " "), ('년', "-"), ('월', "-"), ('일', " ")];
    if !text.contains(['年', '년']) {
        return Cow::Borrowed(text);
    }
    let mut plain: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (mark, sign) in MARKS {
        plain = plain.replacen(&format!("{mark} "), sign, 1).replacen(mark, sign, 1);
    }
    Cow::Owned(plain)
}

/// Seconds or milliseconds since 1970, from 2001 to 2096.
fn epoch(text: &str) -> Option<jiff::Timestamp> {
    let whole = text.split('.').next().unwrap_or_default();
    let is_number = text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    if !is_number || !matches!(whole.len(), 10 | 13) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let millis = if whole.len() == 10 { number.checked_mul(1000)? } else { number };
    let moment = jiff::Timestamp::from_millisecond(millis).ok()?;
    (978_307_200..4_000_000_000).contains(&moment.as_second()).then_some(moment)
}

/// A day in digits at the beginning of a text, and what follows.
fn digits_of_day(text: &str) -> Option<(Date, String)> {
    let is_compact = 8 <= text.len() && text.as_bytes()[..8].iter().all(u8::is_ascii_digit);
    if is_compact && !text[8..].starts_with(|it: char| it.is_ascii_digit()) {
        let day =
            date(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?)?;
        let rest = text[8..].trim_start_matches(['T', 't']);
        let clock = rest.get(..4).filter(|it| it.bytes().all(|it| it.is_ascii_digit()));
        let seconds = clock.and_then(|_| rest.get(4..6)).filter(|it| it.parse::<u8>().is_ok());
        let behind = clock.map_or(rest, |_| &rest[4 + seconds.map_or(0, str::len)..]);
        let clock = clock.map_or(String::new(), |it| {
            format!("{}:{}:{}", &it[..2], &it[2..], seconds.unwrap_or("00"))
        });
        return Some((day, format!("{clock}{behind}")));
    }
    let sign = text.find(['-', '/', '.'])?;
    let mark = text[sign..].chars().next()?;
    let mut parts = text.splitn(3, mark);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let length = third.bytes().take_while(u8::is_ascii_digit).count();
    let (third, rest) = third.split_at(length);
    if [first, second, third].iter().any(|it| it.is_empty() || 4 < it.len()) {
        return None;
    }
    let rest = rest.trim_start_matches(['T', 't', ',', ' ']).to_owned();
    let day = match (first.len(), third.len()) {
        (4, 1 | 2) => date(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?),
        (1 | 2, 4) => {
            let (a, b): (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
            let year = third.parse().ok()?;
            // Points are German and Russian: the day comes first. With other
            // marks only a number above 12 tells.
            match mark {
                '.' => date(year, b, a),
                _ if 12 < a || a == b => date(year, b, a),
                _ if 12 < b => date(year, a, b),
                _ => None,
            }
        }
        _ => None,
    };
    Some((day?, rest))
}

/// A time of day, and how far east of Greenwich.
struct TimeOfDay {
    time: Time,
    offset: Offset,
}

impl TimeOfDay {
    fn on(&self, day: Date) -> Option<jiff::Timestamp> {
        self.offset.to_timestamp(day.to_datetime(self.time)).ok()
    }
}

/// The time of day in what stands around a day: `05:00:00+00:00`, `9:05 EDT`,
/// `3 PM`. `None` without one, or where its zone is not known.
fn time_of_day(text: &str) -> Option<TimeOfDay> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len()).filter(|it| is_digit(*it) && (*it == 0 || !is_digit(it - 1)));
    for start in starts {
        let length = (start..start + 3).take_while(|it| is_digit(*it)).count();
        let Some(mut hour) = text[start..start + length].parse::<i8>().ok().filter(|_| length < 3)
        else {
            continue;
        };
        let mut rest = &text[start + length..];
        let (mut minute, mut second, mut is_clock) = (0, 0, false);
        if let Some((value, behind)) = two_digits(rest, &[':', 'h']) {
            (minute, rest, is_clock) = (value, behind, true);
            if let Some((value, behind)) = two_digits(rest, &[':']) {
                (second, rest) = (value, behind);
                if let Some(fraction) = rest.strip_prefix(['.', ',']) {
                    rest = fraction.trim_start_matches(|it: char| it.is_ascii_digit());
                }
            }
        }
        let half = rest.trim_start().get(..2).map(str::to_ascii_lowercase);
        if let Some(half) = half.filter(|it| it == "am" || it == "pm")
            && hour <= 12
        {
            hour = hour % 12 + if half == "pm" { 12 } else { 0 };
            rest = &rest.trim_start()[2..];
            is_clock = true;
        }
        if !is_clock {
            continue;
        }
        let time = Time::new(hour, minute, second, 0).ok()?;
        return Some(TimeOfDay { time, offset: zone(rest)? });
    }
    None
}

fn two_digits<'t>(text: &'t str, marks: &[char]) -> Option<(i8, &'t str)> {
    let rest = text.strip_prefix(marks)?;
    let digits = rest.get(..2).filter(|it| it.bytes().all(|it| it.is_ascii_digit()))?;
    let behind = &rest[2..];
    (!behind.starts_with(|it: char| it.is_ascii_digit())).then_some(())?;
    Some((digits.parse().ok()?, behind))
}

/// The zone that a text begins with; UTC where it says nothing, `None` where
/// it says what is not known.
fn zone(text: &str) -> Option<Offset> {
    let text = text.trim_start_matches([' ', ',', '(']);
    let letters = text.find(|it: char| !it.is_alphabetic()).unwrap_or(text.len());
    let (name, rest) = text.split_at(letters);
    let name = name.to_lowercase();
    if WORDS.fill.contains(&name) {
        return zone(rest);
    }
    let minutes = match name.as_str() {
        "" => 0,
        name => *WORDS.zones.get(name)?,
    };
    // `GMT+0100`
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-' | '−') => -1,
        _ => return Offset::from_seconds(minutes * 60).ok(),
    };
    let digits: String =
        rest.chars().skip(1).take_while(|it| it.is_ascii_digit() || *it == ':').collect();
    let digits = digits.replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        _ => return None,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// `dialects/dates.toml`.
struct DateWords {
    months: HashMap<String, i8>,
    /// Minutes east of Greenwich.
    zones: HashMap<String, i32>,
    fill: Vec<String>,
}

static WORDS: LazyLock<DateWords> = LazyLock::new(|| {
    let text = include_str!("../../dialects/dates.toml");
    let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap_or_default();
    let mut words = DateWords { months: HashMap::new(), zones: HashMap::new(), fill: Vec::new() };
    let within = |name: &str| -> Table {
        let found = table.iter().find(|it| it.0.name == name);
        match found.map(|it| &it.1.kind) {
            Some(Kind::Table(table)) => table.clone(),
            _ => Table::new(),
        }
    };
    for (key, node) in within("months") {
        if let (Ok(month), Kind::List(list)) = (key.name.parse(), node.kind) {
            let names = list.into_iter().filter_map(|it| it.as_text());
            words.months.extend(names.map(|it| (it, month)));
        }
    }
    for (key, node) in within("zones") {
        if let Kind::Integer(minutes) = node.kind {
            words.zones.insert(key.name, i32::try_from(minutes).unwrap_or_default());
        }
    }
    for (_, node) in within("fill") {
        if let Kind::List(list) = node.kind {
            words.fill.extend(list.into_iter().filter_map(|it| it.as_text()));
        }
    }
    words
});

/// The first date written or spoken with the month's name, and the byte where
/// it begins. A year is required: `April 19` is no date.
#[must_use]
pub fn find(text: &str) -> Option<(Date, usize)> {
    find_words(text).map(|(day, from, _)| (day, from))
}

/// The same, and the byte where it ends.
fn find_words(text: &str) -> Option<(Date, usize, usize)> {
    let all = words(text);
    let is_fill = |it: &(usize, String)| WORDS.fill.contains(&it.1);
    let words: Vec<&(usize, String)> = all.iter().filter(|it| !is_fill(it)).collect();
    let end = |it: &(usize, String)| it.0 + it.1.len();
    for (idx, word) in words.iter().enumerate() {
        let Some(month) = WORDS.months.get(&word.1).copied() else { continue };
        let number = |offset: usize| words.get(idx + offset).map(|it| it.1.as_str());
        // November 1st, 2022
        if let Some((day, used)) = day(number(1), number(2))
            && let Some(it) = number(1 + used).and_then(year).and_then(|y| date(y, month, day))
        {
            return Some((it, word.0, words.get(idx + 1 + used).map_or(text.len(), |it| end(it))));
        }
        // 1 Nov 2022, the 1st of November 2022, 1 de novembro de 2022
        let before = idx.checked_sub(1).and_then(|it| words.get(it));
        if let Some((start, (day, _))) = before.and_then(|it| Some((it.0, day(Some(&it.1), None)?)))
            && let Some(it) = number(1).and_then(year).and_then(|y| date(y, month, day))
        {
            return Some((it, start, words.get(idx + 1).map_or(text.len(), |it| end(it))));
        }
    }
    None
}

/// The first month and day written or spoken, whatever the year.
#[must_use]
pub fn find_day(text: &str) -> Option<(i8, i8)> {
    let words = words(text);
    words.iter().enumerate().find_map(|(idx, (_, word))| {
        // `may` and `march` are words too; a day must follow at once.
        let word_at = |offset: usize| words.get(idx + offset).map(|it| it.1.as_str());
        Some((month(word)?, day(word_at(1), word_at(2))?.0))
    })
}

fn words(text: &str) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, it) in text.char_indices().chain([(text.len(), ' ')]) {
        match (it.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, text[from..at].to_lowercase()));
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn month(word: &str) -> Option<i8> {
    let full = MONTHS.iter().position(|it| *it == word);
    let short = || MONTHS.iter().position(|it| word.len() == 3 && it.starts_with(word));
    let idx = full.or_else(short).or((word == "sept").then_some(8))?;
    i8::try_from(idx + 1).ok()
}

/// `1`, `1st`, `first`, `twenty first`: the day, and how many words it took.
fn day(word: Option<&str>, next: Option<&str>) -> Option<(i8, usize)> {
    let word = word?;
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    if matches!(suffix, "" | "st" | "nd" | "rd" | "th") {
        let day: i8 = digits.parse().ok()?;
        return (1..=31).contains(&day).then_some((day, 1));
    }
    let tens = match word {
        "twenty" => 20,
        "thirty" => 30,
        _ => return ordinal(word).map(|it| (it, 1)),
    };
    next.and_then(ordinal).filter(|it| *it < 10).map(|it| (tens + it, 2))
}

fn ordinal(word: &str) -> Option<i8> {
    const ORDINALS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    match word {
        "thirtieth" => Some(30),
        _ => i8::try_from(ORDINALS.iter().position(|it| *it == word)? + 1).ok(),
    }
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|it| word.len() == 4 && (1990..2100).contains(it))
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_written_and_as_spoken() {
        for (text, expected) in [
            ("2022-11-01", Some("2022-11-01")),
            ("2022-11-01T10:00:00Z", Some("2022-11-01")),
            ("2022/11/1", Some("2022-11-01")),
            ("20221101", Some("2022-11-01")),
            ("Tue, 1 Nov 2022 10:00:00 GMT", Some("2022-11-01")),
            ("recorded November 1st, 2022.", Some("2022-11-01")),
            ("on the 1st of November 2022", Some("2022-11-01")),
            ("May twenty first 2021", Some("2021-05-21")),
            ("\n\n  April 17th, 2025", Some("2025-04-17")),
            ("1. November 2022", Some("2022-11-01")),
            ("mardi 1 novembre 2022", Some("2022-11-01")),
            ("1 de noviembre de 2022", Some("2022-11-01")),
            ("3 de março de 2021", Some("2021-03-03")),
            ("1 ноября 2022 г.", Some("2022-11-01")),
            ("31.12.2022", Some("2022-12-31")),
            ("12/31/2022", Some("2022-12-31")),
            ("2022年11月1日（火）", Some("2022-11-01")),
            ("2022년 11월 1일", Some("2022-11-01")),
            ("31/12/2022", Some("2022-12-31")),
            ("5/4/2022", None),
            ("February 30, 2022", None),
            ("2022-02-30", None),
            ("April 19-23", None),
            ("2022", None),
            ("soon", None),
        ] {
            assert_eq!(parse(text).map(|it| it.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments_are_read_as_people_and_programs_write_them() {
        for text in [
            "Tue, 01 Nov 2022 15:30:00 +0000",
            "Tue, 1 Nov 2022 15:30:00 GMT",
            "Mon, 1 Nov 2022 15:30:00 GMT",
            "Tue 1 Nov 2022 15:30:00 GMT",
            "1 November 2022 11:30 EDT",
            "Tue Nov 01 2022 16:30:00 GMT+0100 (CET)",
            "2022-11-01T15:30:00Z",
            "2022-11-01 15:30",
            "2022-11-01 15:30:00+00:00",
            "2022-11-02 00:30:00 +0900",
            "2022-11-01T17:30:00.250+0200",
            "2022-11-01 10:30:00 -05",
            "20221101T153000Z",
            "1667316600",
            "1667316600000",
            "November 1st, 2022 3:30 PM",
            "November 1, 2022, at 11:30am EDT",
            "1. November 2022 um 15:30 Uhr",
            "01.11.2022 15:30",
        ] {
            let moment = instant(text).map(|it| it.as_second());
            assert_eq!(moment, Some(1_667_316_600), "{text}");
        }
        for text in ["2022-11-01", "soon", "2022-11-01 15:30 IST", "2022-11-01 25:00"] {
            assert_eq!(instant(text), None, "{text}");
        }
        // The day is that of the zone it is written in.
        assert_eq!(parse("2022-11-02 00:30:00 +0900").map(|it| it.day()), Some(2));
    }
}
