//! Lines of notes that say of the episode what front matter would: `Recorded
//! on: March 3, 2025`, `* Duration: 36 mins 4 secs`.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::config::Wordlist;
use crate::parse::{date, length};
use crate::time::Length;

static DAYS: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("days"));
static LENGTHS: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("lengths"));

/// Longer lines are texts.
const LONGEST: usize = 80;

/// What a line says of the episode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fact {
    Day(Date),
    Length(Length),
}

/// Reads a line; `None` where it says no such thing, or what is no date or
/// length.
pub(super) fn fact(line: &str) -> Option<Fact> {
    let is_ornament = |it: char| it.is_whitespace() || "*_-•+>#".contains(it);
    let line = line.trim_matches(is_ornament);
    if LONGEST < line.len() {
        return None;
    }
    let value_behind = |labels: &[String]| {
        labels.iter().filter_map(|label| behind(line, label)).max_by_key(|it| line.len() - it.len())
    };
    let day = || {
        let value = value_behind(&DAYS)?.trim_end_matches(['.', ',']);
        let day =
            date::parse(value).or_else(|| date::find(value).filter(|it| it.1 == 0).map(|it| it.0));
        day.map(Fact::Day)
    };
    let length = || Some(Fact::Length(length::parse(value_behind(&LENGTHS)?)?));
    day().or_else(length)
}

/// What stands behind a label and a colon or blanks.
fn behind<'l>(line: &'l str, label: &str) -> Option<&'l str> {
    let mut rest = line;
    for letter in label.chars() {
        let mut letters = rest.chars();
        let same = letters.next()?.to_lowercase().eq(letter.to_lowercase());
        rest = same.then_some(letters.as_str())?;
    }
    let value = rest.trim_start_matches(['*', '_']);
    let value = value.strip_prefix(':').or_else(|| value.strip_prefix(' '))?;
    Some(value.trim_matches(|it: char| it.is_whitespace() || "*_:".contains(it)))
}

/// The day and the length that lines of notes state; the first of each.
pub(super) fn facts(markdown: &str) -> (Option<Date>, Option<Length>) {
    let (mut day, mut length) = (None, None);
    for line in markdown.lines() {
        match fact(line) {
            Some(Fact::Day(it)) => day = day.or(Some(it)),
            Some(Fact::Length(it)) => length = length.or(Some(it)),
            None => {}
        }
    }
    (day, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_state_days_and_lengths() {
        let day = |it: &str| match fact(it) {
            Some(Fact::Day(it)) => it.to_string(),
            Some(Fact::Length(it)) => it.as_millis().to_string(),
            None => String::new(),
        };
        for (line, expected) in [
            ("* Air Date: 2020-01-01", "2020-01-01"),
            ("Recorded 2025-12-07.", "2025-12-07"),
            ("**Recorded on:** February 7, 2025", "2025-02-07"),
            ("Datum: 7. März 2025", "2025-03-07"),
            ("- Duration: 36 mins 4 secs", "2164000"),
            ("Length 1:02:03", "3723000"),
            ("Recorded in a barn.", ""),
            ("Data: the new oil", ""),
            ("Dates: 2025-12-07", ""),
        ] {
            assert_eq!(day(line), expected, "{line}");
        }
    }
}
