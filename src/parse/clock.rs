//! Times as people write them: `12:34`, `1:02:03.5`, `1h02m`, `00:00-30:00`;
//! and the words that make a time of day of them.

use std::ops::Range;
use std::sync::LazyLock;

use crate::config::Wordlist;
use crate::time::Timestamp;

/// A time at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What it says; of a range the first of the two.
    pub time: Timestamp,
    /// Its bytes.
    pub length: usize,
}

/// Words behind a time of day, in all languages: `12:30 Uhr`, `12:30 pm`.
static OF_DAY: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("of-day"));

/// Words before a time of day: `restored at 9:12`.
static BEFORE_DAY: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("before-day"));

/// Words between the two times of a range, in all languages: `1:00 to 2:00`.
static UNTIL: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("until"));

/// The time at the beginning of a text, written with colons or with units.
/// Nothing that a letter or a digit follows.
#[must_use]
pub fn clock(text: &str) -> Option<Clock> {
    let found = with_colons(text).or_else(|| with_units(text))?;
    let after = &text[found.length..];
    (!after.starts_with(char::is_alphanumeric)).then_some(found)
}

/// As [`clock`]; where a later time follows behind a dash, both are one range.
#[must_use]
pub fn clock_or_range(text: &str) -> Option<Clock> {
    let first = clock(text)?;
    let behind = &text[first.length..];
    let gap = behind.trim_start();
    let mark = gap.trim_start_matches(['-', '–', '—', '−', '→', '~', '>']);
    let joined = if mark.len() < gap.len() {
        Some(mark)
    } else {
        // A word needs its blanks.
        let word = UNTIL.iter().filter(|_| gap.len() < behind.len());
        word.filter_map(|it| after_word(gap, it)).max_by_key(|it| gap.len() - it.len())
    };
    let end = joined.map(str::trim_start).and_then(|it| Some((clock(it)?, it.len())));
    match end.filter(|(end, _)| first.time < end.time) {
        Some((end, left)) => Some(Clock { length: text.len() - left + end.length, ..first }),
        None => Some(first),
    }
}

/// Whether what stands behind a time makes it one of the day.
#[must_use]
pub fn is_of_day(behind: &str) -> bool {
    let behind = behind.trim_start();
    OF_DAY.iter().any(|it| after_word(behind, it).is_some())
}

/// Whether the words before a time make it one of the day, amid a sentence.
#[must_use]
pub fn is_amid_a_day(before: &str) -> bool {
    let last = before.rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    BEFORE_DAY.contains(&last.to_lowercase())
}

/// What follows a word that a text begins with, whatever its case.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for want in word.chars() {
        let got = rest.next()?;
        if got != want && !got.to_lowercase().eq(std::iter::once(want)) {
            return None;
        }
    }
    let rest = rest.as_str();
    // Scripts that put no blanks between words begin beyond this.
    let joins = word.ends_with(|it: char| '\u{2e80}' <= it);
    (joins || !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

fn with_colons(text: &str) -> Option<Clock> {
    let digits = |from: usize| {
        text.as_bytes().iter().skip(from).take_while(|it| it.is_ascii_digit()).count()
    };
    let mut length = digits(0);
    let mut colons = 0;
    while 0 < length && text[length..].starts_with(':') && 0 < digits(length + 1) {
        length += 1 + digits(length + 1);
        colons += 1;
    }
    if !(1..=2).contains(&colons) {
        return None;
    }
    let whole = Timestamp::parse_loose(&text[..length]).ok()?;
    // A fraction, unless the point ends the sentence.
    let fraction = digits(length + 1);
    let pointed = text[length..].starts_with(['.', ',']) && (1..=3).contains(&fraction);
    if pointed && let Ok(time) = Timestamp::parse_loose(&text[..length + 1 + fraction]) {
        return Some(Clock { time, length: length + 1 + fraction });
    }
    Some(Clock { time: whole, length })
}

/// `1h02m`, `1h 02m 03s`, `12m30s`, `0h30min`. One number alone is a length.
fn with_units(text: &str) -> Option<Clock> {
    const UNITS: [(&str, u64); 5] = [("h", 3600), ("min", 60), ("m", 60), ("sec", 1), ("s", 1)];
    let (mut at, mut end, mut seconds, mut n_parts, mut last) = (0, 0, 0, 0, u64::MAX);
    loop {
        let n_digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        let Some(value) = text[at..at + n_digits].parse::<u64>().ok().filter(|it| *it < 1000)
        else {
            break;
        };
        let behind = &text[at + n_digits..];
        let unit = UNITS.iter().find(|(unit, scale)| behind.starts_with(unit) && *scale < last);
        let Some((unit, scale)) = unit.filter(|(_, scale)| *scale == 3600 || value < 600) else {
            break;
        };
        (seconds, n_parts, last) = (seconds + value * scale, n_parts + 1, *scale);
        end = at + n_digits + unit.len();
        at = text.len() - text[end..].trim_start_matches(' ').len();
    }
    let time = Timestamp::from_millis(seconds * 1000);
    (2 <= n_parts).then_some(Clock { time, length: end })
}

/// The text in a pair of brackets that a text begins with, and its bytes.
#[must_use]
pub fn bracketed(text: &str) -> Option<(&str, Range<usize>)> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '【' => '】',
        '<' => '>',
        _ => return None,
    };
    let open = text.chars().next().map_or(0, char::len_utf8);
    // Times are short: what is longer holds none.
    let end = text.char_indices().take(48).find(|it| it.1 == close)?.0;
    Some((text.get(open..end)?, 0..end + close.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_all_forms() {
        for (text, expected) in [
            ("12:34 x", Some(("12:34", 754))),
            ("1:02:03.5", Some(("1:02:03.5", 3723))),
            ("00:00. T", Some(("00:00", 0))),
            ("1h02m Talk", Some(("1h02m", 3720))),
            ("1h 02m 03s", Some(("1h 02m 03s", 3723))),
            ("0h30m", Some(("0h30m", 1800))),
            ("12m30s", Some(("12m30s", 750))),
            ("5m users", None),
            ("19h30 Konzert", None),
            ("16:9", None),
            ("1:2:3:4", None),
            ("99:99", None),
            ("12:34th", None),
            ("٣:٣", None),
        ] {
            let got = clock(text).map(|it| (&text[..it.length], it.time.whole_seconds()));
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_range_belongs_to_it() {
        for (text, expected) in [
            ("00:00-30:00 T", "00:00-30:00"),
            ("30:00 – 41:15 T", "30:00 – 41:15"),
            ("1:00 to 2:00 T", "1:00 to 2:00"),
            ("1:00 bis 2:00", "1:00 bis 2:00"),
            ("2:00 - 1:00 is less", "2:00"),
            ("2:00 - Title", "2:00"),
            ("2:00 tomorrow", "2:00"),
        ] {
            let length = clock_or_range(text).map_or(0, |it| it.length);
            assert_eq!(&text[..length], expected);
        }
    }

    #[test]
    fn times_of_day_have_their_words_in_many_languages() {
        for behind in [" am", " PM.", " Uhr", " UTC", " ч.", " часов", " heures", " horas", " h"]
        {
            assert!(is_of_day(behind), "{behind}");
        }
        for behind in [" amazing", " Uhren", "", " Title", " hello"] {
            assert!(!is_of_day(behind), "{behind}");
        }
    }
}
