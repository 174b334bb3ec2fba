//! Times in order: the order of the file is kept, one wrong time moves no
//! words, and where the file gives no time it is estimated.

use super::Utterance;
use crate::diag::{Diagnostic, FileId, Span};
use crate::time::{Length, Timestamp};

/// People say about twelve characters a second.
fn spoken(text: &str) -> u64 {
    text.len() as u64 * 1000 / 12
}

/// How long something without an end lasts at most.
fn longest(text: &str) -> Length {
    Length::from_millis(2_000 + spoken(text))
}

/// A stated end that is no later than this behind the start is none.
const BLINK: Length = Length::from_millis(10);

/// Gives every utterance a start no earlier than that of the one before. A
/// start that the file does not give, or gives against the order of nearly all
/// others, is estimated from the words between its neighbours and no longer
/// `timed`. Less than two times are no clock: then none is.
pub(super) fn settle(file: FileId, all: &mut [Utterance], problems: &mut Vec<Diagnostic>) {
    let stated = |it: &&Utterance| it.timed;
    let first = all.iter().find(stated).map(|it| it.start);
    let is_clock = all.iter().filter(stated).any(|it| Some(it.start) != first || it.end.is_some());
    if !is_clock {
        for it in all.iter_mut() {
            (it.timed, it.start, it.end) = (false, Timestamp::ZERO, None);
        }
        return;
    }
    report(file, all, problems);
    if runs_backwards(all) {
        all.sort_by_key(|it| it.start);
    }
    doubt(all);
    estimate(all);
}

/// Whether the file begins with what is said last.
fn runs_backwards(all: &[Utterance]) -> bool {
    let stated: Vec<Timestamp> = all.iter().filter(|it| it.timed).map(|it| it.start).collect();
    let back = stated.windows(2).filter(|it| it[1] < it[0]).count();
    stated.len() == all.len() && stated.len() < back * 2 + 1
}

fn report(file: FileId, all: &[Utterance], problems: &mut Vec<Diagnostic>) {
    let timed: Vec<&Utterance> = all.iter().filter(|it| it.timed).collect();
    let back: Vec<_> = timed.windows(2).filter(|it| it[1].start < it[0].start).collect();
    let Some(first) = back.first() else { return };
    let message = match back.len() {
        1 => "the time runs backwards here".to_owned(),
        n => format!("the time runs backwards here, and in {} more places", n - 1),
    };
    problems.push(
        Diagnostic::warning(
            "transcript/backwards",
            Span::new(file, first[1].span.clone()),
            message,
        )
        .hint(
            "the words stay in their order; times that contradict their neighbours are estimated",
        ),
    );
}

/// Takes the times away that say nothing new or contradict the others: what
/// stays is the longest series of times that grow.
fn doubt(all: &mut [Utterance]) {
    let stated: Vec<usize> = (0..all.len()).filter(|it| all[*it].timed).collect();
    // For each length of a series the place of its earliest last time.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; all.len()];
    for &at in &stated {
        let length = ends.partition_point(|end| all[*end].start < all[at].start);
        before[at] = length.checked_sub(1).map(|it| ends[it]);
        match ends.get_mut(length) {
            // Of equal times the first counts.
            Some(end) if all[*end].start == all[at].start => {}
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut keep = vec![false; all.len()];
    let mut at = ends.last().copied();
    while let Some(it) = at {
        keep[it] = true;
        at = before[it];
    }
    for at in stated {
        all[at].timed = keep[at];
    }
}

/// Estimates the starts between those that are stated, by the words that are
/// said between them.
fn estimate(all: &mut [Utterance]) {
    let mut from = 0;
    while from < all.len() {
        if all[from].timed {
            from += 1;
            continue;
        }
        let to = (from..all.len()).find(|it| all[*it].timed).unwrap_or(all.len());
        let next = all.get(to).map(|it| it.start);
        let before = from.checked_sub(1);
        let (mut clock, mut first) = (Timestamp::ZERO, from);
        let mut limit = next;
        if let Some(last) = before.map(|it| &all[it]) {
            // Voices that share a cue share its time.
            let shares = all[from].start == last.start;
            match last.end.filter(|it| last.start < *it && next.is_none_or(|next| *it < next)) {
                Some(end) if shares => {
                    (clock, first) = (last.start, from - 1);
                    let same = |it: &Utterance| it.start == last.start && it.end == last.end;
                    if all[from..to].iter().all(same) {
                        limit = Some(end);
                    }
                }
                Some(end) => clock = end,
                None => (clock, first) = (last.start, from - 1),
            }
        }
        spread(all, first..to, from, (clock, limit));
        from = to;
    }
}

/// Spreads starts over the time between `clock` and `limit`; those before
/// `from` stay. Without a limit people speak at their usual pace.
fn spread(
    all: &mut [Utterance],
    range: std::ops::Range<usize>,
    from: usize,
    (clock, limit): (Timestamp, Option<Timestamp>),
) {
    // A byte at least, so that no two begin at once.
    let weight = |it: &Utterance| spoken(&it.text).max(1);
    let total: u64 = all[range.clone()].iter().map(weight).sum();
    let room = limit.map_or(total, |it| it.since(clock).as_millis());
    let mut said = 0_u64;
    for at in range {
        let share = u128::from(room) * u128::from(said) / u128::from(total.max(1));
        said += weight(&all[at]);
        if from <= at {
            let millis = u64::try_from(share).unwrap_or(u64::MAX);
            all[at].start = clock.plus(Length::from_millis(millis));
        }
    }
}

/// When each utterance ends: where the file says, before the next begins, and
/// not long after the words are said.
pub(super) fn ends(all: &[Utterance]) -> Vec<Timestamp> {
    let mut next: Option<Timestamp> = None;
    let mut ends = vec![Timestamp::ZERO; all.len()];
    for at in (0..all.len()).rev() {
        let it = &all[at];
        let latest = it.start.plus(longest(&it.text));
        let stated = it.end.filter(|end| it.start.plus(BLINK) < *end);
        let end = stated.unwrap_or(latest);
        ends[at] = next.map_or(end, |next| end.min(next)).max(it.start);
        next = Some(it.start);
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `start` in seconds, `?` for none; the text is as long as it is.
    fn utterances(text: &str) -> Vec<Utterance> {
        let one = |it: &str| {
            let (start, said) = it.split_once(' ').unwrap();
            let seconds = start.parse().ok();
            let start = Timestamp::from_millis(seconds.unwrap_or(0_u64) * 1000);
            let timed = seconds.is_some();
            Utterance { timed, ..Utterance::new(start, said.to_owned(), 0..0) }
        };
        text.split('|').map(one).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut all = utterances(text);
        let mut problems = Vec::new();
        settle(FileId(0), &mut all, &mut problems);
        let ends = ends(&all);
        let shown = |(it, end): (&Utterance, &Timestamp)| {
            let mark = if it.timed { "" } else { "~" };
            format!("{mark}{}-{} {}", it.start.seconds(), end.seconds(), it.text)
        };
        let got: Vec<String> = all.iter().zip(&ends).map(shown).collect();
        assert_eq!(got.join("|"), expected);
        let starts: Vec<_> = all.iter().map(|it| it.start).collect();
        assert!(starts.is_sorted());
    }

    #[test]
    fn one_wrong_time_moves_no_words() {
        check(
            "1 abcdef|2 abcdef|90 abcdef|4 abcdef|5 abcdef",
            "1-2 abcdef|2-3 abcdef|~3-4 abcdef|4-5 abcdef|5-7.5 abcdef",
        );
        check("8 a|2 b|9 c|11 d", "~0-2 a|2-4.083 b|9-11 c|11-13.083 d");
    }

    #[test]
    fn a_file_in_reverse_is_turned() {
        check("9 c|5 b|1 a", "1-3.083 a|5-7.083 b|9-11.083 c");
    }

    #[test]
    fn times_between_times_are_estimated_by_words() {
        check("0 abcd|? abcdefgh|12 abcd", "0-2.333 abcd|~4-6.666 abcdefgh|12-14.333 abcd");
        check("0 abcd|0 abcd|4 abcd", "0-2 abcd|~2-4 abcd|4-6.333 abcd");
        check("2 abcdefabcdef|3 ab|? ab", "2-3 abcdefabcdef|3-3.166 ab|~3.166-5.332 ab");
    }

    #[test]
    fn one_time_is_no_clock() {
        check("? abc|9 abc|? abc", "~0-0 abc|~0-0 abc|~0-2.25 abc");
    }
}
