//! LRC, the form of song texts that some recognisers write: `[mm:ss.xx]text`,
//! with lines such as `[by:…]` above.

use super::{Utterance, clock, lines};
use crate::diag::Reported;
use crate::time::{Length, Timestamp};

/// Whether a line is LRC's: no space behind its times, or nothing but `[by:…]`.
pub(super) fn is_line(line: &str) -> bool {
    stamp(line).is_some_and(|it| {
        let rest = &line[it.1..];
        !rest.is_empty() && !rest.starts_with([' ', '\t', ':', '-', '('])
    })
}

/// `[by:somebody]`
pub(super) fn is_tag(line: &str) -> bool {
    let inner = line.trim().strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    inner.and_then(|it| it.split_once(':')).is_some_and(|(key, _)| {
        matches!(
            key,
            "ar" | "al"
                | "ti"
                | "au"
                | "by"
                | "re"
                | "ve"
                | "length"
                | "offset"
                | "la"
                | "id"
                | "tool"
                | "#"
        )
    })
}

fn stamp(line: &str) -> Option<(Timestamp, usize)> {
    let inner = line.strip_prefix('[')?;
    let (length, time) = clock::clock(inner)?;
    inner[length..].starts_with(']').then_some((time.ok()?, length + 2))
}

pub(super) fn utterances(text: &str) -> Reported<Vec<Utterance>> {
    let mut all = Vec::new();
    let offset_of = |line: &str| {
        line.trim().strip_prefix("[offset:")?.strip_suffix(']')?.trim().parse::<i64>().ok()
    };
    // A positive offset shows texts earlier.
    let earlier = text.lines().take(40).find_map(offset_of).unwrap_or(0);
    for (at, line) in lines(text).filter(|it| !is_tag(it.1)) {
        let mut rest = line.trim();
        let mut starts = Vec::new();
        while let Some((time, length)) = stamp(rest) {
            starts.push(time);
            rest = &rest[length..];
        }
        let said = without_word_times(rest);
        for start in starts {
            let length = Length::from_millis(earlier.unsigned_abs());
            let start = match earlier {
                0.. => Timestamp::ZERO.plus(start.since(Timestamp::ZERO.plus(length))),
                _ => start.plus(length),
            };
            all.push(Utterance::new(start, said.clone(), at..at + line.len()));
        }
    }
    // A refrain has all of its times on one line.
    all.sort_by_key(|it| it.start);
    Reported::clean(all)
}

/// `<00:12.50>` before single words.
fn without_word_times(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        said.push_str(&rest[..open]);
        let inner = &rest[open + 1..];
        match clock::clock(inner).filter(|it| inner[it.0..].starts_with('>')) {
            Some((length, _)) => rest = &inner[length + 1..],
            None => {
                said.push('<');
                rest = inner;
            }
        }
    }
    said.push_str(rest);
    said
}
