//! Dates as people write and say them.

use jiff::civil::Date;
use jiff::fmt::rfc2822::DateTimeParser;

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

/// Reads a text that is a date: ISO 8601 with or without time, RFC 2822,
/// `November 1, 2022`, `1 Nov 2022`.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    let iso =
        text.get(..10).filter(|_| text.len() == 10 || text[10..].starts_with(['T', 't', ' ']));
    if let Some(date) = iso.and_then(|it| it.replace('/', "-").parse().ok()) {
        return Some(date);
    }
    let compact = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    if compact {
        return date(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    }
    find(text).map(|it| it.0)
}

/// The moment a text names: RFC 3339, RFC 2822 (also as feeds should not write
/// it: another weekday, no comma, the whole month, no seconds), or
/// `2022-11-01 15:30` taken as UTC. `None` where it has no time of day.
#[must_use]
pub fn instant(text: &str) -> Option<jiff::Timestamp> {
    static RFC_2822: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let text = text.trim();
    let rfc_2822 = || RFC_2822.parse_timestamp(text).ok();
    let local = || {
        let moment: jiff::civil::DateTime = text.parse().ok().filter(|_| text.contains(':'))?;
        moment.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|it| it.timestamp())
    };
    let mended = || {
        let start = text.find(|it: char| it.is_ascii_digit())?;
        let words: Vec<&str> = text[start..].split_whitespace().collect();
        let [day, month, year, time, zone @ ..] = words.as_slice() else { return None };
        let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
        let zone = zone.first().copied().unwrap_or("+0000");
        let usual = format!("{day} {} {year} {time}{seconds} {zone}", month.get(..3)?);
        RFC_2822.parse_timestamp(&usual).ok()
    };
    text.parse().ok().or_else(rfc_2822).or_else(local).or_else(mended)
}

/// The first date written or spoken with the month's name, and the byte where
/// it begins. A year is required: `April 19` is no date.
#[must_use]
pub fn find(text: &str) -> Option<(Date, usize)> {
    let words: Vec<(usize, String)> = words(text);
    for (idx, (at, word)) in words.iter().enumerate() {
        let Some(month) = month(word) else { continue };
        let number = |offset: usize| words.get(idx + offset).map(|it| it.1.as_str());
        // November 1st, 2022
        if let Some((day, used)) = day(number(1), number(2))
            && let Some(it) = number(1 + used).and_then(year).and_then(|y| date(y, month, day))
        {
            return Some((it, *at));
        }
        // 1 Nov 2022, the 1st of November 2022
        let before = |back: usize| idx.checked_sub(back).and_then(|it| words.get(it));
        let day_word = match before(1) {
            Some((_, of)) if of == "of" => before(2),
            other => other,
        };
        if let Some((start, Some((day, _)))) = day_word.map(|(at, it)| (*at, day(Some(it), None)))
            && let Some(it) = number(1).and_then(year).and_then(|y| date(y, month, day))
        {
            return Some((it, start));
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
            ("20221101", Some("2022-11-01")),
            ("Tue, 1 Nov 2022 10:00:00 GMT", Some("2022-11-01")),
            ("recorded November 1st, 2022.", Some("2022-11-01")),
            ("on the 1st of November 2022", Some("2022-11-01")),
            ("May twenty first 2021", Some("2021-05-21")),
            ("February 30, 2022", None),
            ("April 19-23", None),
            ("2022", None),
        ] {
            assert_eq!(parse(text).map(|it| it.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments_are_read_as_feeds_write_them() {
        for text in [
            "Tue, 01 Nov 2022 15:30:00 +0000",
            "Tue, 1 Nov 2022 15:30:00 GMT",
            "Mon, 1 Nov 2022 15:30:00 GMT",
            "Tue 1 Nov 2022 15:30:00 GMT",
            "1 November 2022 11:30 EDT",
            "2022-11-01T15:30:00Z",
            "2022-11-01 15:30",
        ] {
            let moment = instant(text).map(|it| it.to_string());
            assert_eq!(moment.as_deref(), Some("2022-11-01T15:30:00Z"), "{text}");
        }
        assert_eq!(instant("2022-11-01"), None);
        assert_eq!(instant("soon"), None);
    }
}
