//! Lengths of time as people and programs write them.

use crate::time::{Length, Timestamp};

/// Beginnings of words for units, in the languages of the program and in
/// Chinese and Japanese, whose players write them; the longer ones come first where one begins another.
const UNITS: [(&[&str], f64); 3] = [
    (&["h", "stunde", "std", "uur", "ч", "時", "时"], 3600.0),
    (&["m", "мин", "分"], 60.0),
    (&["s", "с", "秒"], 1.0),
];

/// Reads a length: seconds, `MM:SS`, `HH:MM:SS`, ISO 8601 (`PT1H2M3S`), or
/// numbers with units (`36 mins 4 secs`, `1h 2m`, `1 Stunde 12 Minuten`).
/// `None` for what is none, and for zero, which is written where nobody knows.
#[must_use]
pub fn parse(text: &str) -> Option<Length> {
    let text = text.trim();
    let end = text.parse::<f64>().ok().and_then(Timestamp::from_seconds);
    let clock = || Timestamp::parse_loose(text).ok().or_else(|| loose_clock(text));
    let end = end.or_else(clock).or_else(|| iso(text)).or_else(|| units(text))?;
    Some(end.since(Timestamp::ZERO)).filter(|it| 0 < it.as_millis())
}

/// `1:2:3`, `100:05`, `01:02:03.1234`.
fn loose_clock(text: &str) -> Option<Timestamp> {
    let mut seconds = 0.0;
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for (idx, part) in parts.iter().enumerate() {
        let is_last = idx + 1 == parts.len();
        let is_number = part.bytes().all(|it| it.is_ascii_digit() || (is_last && it == b'.'))
            && !part.is_empty();
        let value: f64 = part.parse().ok().filter(|_| is_number)?;
        if 0 < idx && 60.0 <= value {
            return None;
        }
        seconds = seconds * 60.0 + value;
    }
    Timestamp::from_seconds(seconds)
}

/// `PT28M19S`, `P0DT1H2M3S`.
fn iso(text: &str) -> Option<Timestamp> {
    let upper = text.to_ascii_uppercase();
    let (days, rest) = upper.strip_prefix('P')?.split_once('T')?;
    if !matches!(days, "" | "0D" | "0Y0M0D") || rest.is_empty() {
        return None;
    }
    units(rest)
}

/// Numbers, each with its unit.
fn units(text: &str) -> Option<Timestamp> {
    let lower = text.to_lowercase();
    let mut rest = lower.as_str();
    let (mut seconds, mut n_units) = (0.0, 0);
    loop {
        rest = rest.trim_start_matches([' ', ',', '.', '&', ';']);
        rest = ["and ", "und ", "et ", "y ", "e ", "и "]
            .iter()
            .find_map(|it| rest.strip_prefix(it))
            .unwrap_or(rest);
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let value: f64 = rest[..end].parse().ok()?;
        let word = rest[end..].trim_start();
        let length = word.find(|it: char| !it.is_alphabetic()).unwrap_or(word.len());
        let is_unit = |names: &[&str]| names.iter().any(|it| word[..length].starts_with(it));
        // `std` and `stunde` begin like seconds: hours come first.
        let (_, scale) = UNITS.iter().find(|it| is_unit(it.0))?;
        (seconds, n_units) = (seconds + value * scale, n_units + 1);
        rest = &word[length..];
    }
    Timestamp::from_seconds(seconds).filter(|_| 0 < n_units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_length() {
        for (text, expected) in [
            ("5210.0", Some(5210)),
            ("54:24", Some(3264)),
            ("1:08:22", Some(4102)),
            ("1:2:3", Some(3723)),
            ("34:32.000", Some(2072)),
            ("0:03:13", Some(193)),
            ("PT28M19S", Some(1699)),
            ("PT01H02M16S", Some(3736)),
            ("36 mins 4 secs", Some(2164)),
            ("1h02m16s", Some(3736)),
            ("1 hour and 5 minutes", Some(3900)),
            ("1 Stunde, 5 Minuten", Some(3900)),
            ("48 min.", Some(2880)),
            ("72分05秒", Some(4325)),
            ("1時間2分", Some(3720)),
            ("0", None),
            ("00:00", None),
            ("soon", None),
            ("12 parsecs", None),
            ("1:75:00", None),
        ] {
            let got = parse(text).map(|it| it.as_millis() / 1000);
            assert_eq!(got, expected, "{text}");
        }
    }
}
