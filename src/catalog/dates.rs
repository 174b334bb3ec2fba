//! Days that were spoken: years for those without one ("recorded June 12th"),
//! and doubts about those that the episodes around contradict.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diag::{Diagnostic, Span};
use crate::model::{EpisodeFacts, Known, Origin, ShowId};

/// How many numbers an episode may lie behind the last known date: a weekly
/// show makes about fifty a year.
const REACH: u32 = 30;

/// Completes spoken days by the dates of the episodes around them, where just
/// one year fits.
pub(super) fn complete(facts: &mut [Arc<EpisodeFacts>]) {
    let mut known: BTreeMap<ShowId, BTreeMap<u32, Date>> = BTreeMap::new();
    for it in facts.iter() {
        if let (Some(number), Some(date)) = (it.number, it.date) {
            known.entry(it.show).or_default().insert(number.value, date.value);
        }
    }
    for it in facts.iter_mut().filter(|it| it.date.is_none()) {
        let (Some(number), Some((month, day)), Some(known)) =
            (it.number, it.spoken_day, known.get(&it.show))
        else {
            continue;
        };
        let below = known.range(..number.value).next_back();
        let above = known.range(number.value + 1..).next();
        let year = match (below, above) {
            (Some((_, from)), Some((_, to))) => only_year(month, day, *from, *to),
            (Some((n, from)), None) if number.value - n <= REACH => from
                .checked_add(jiff::Span::new().days(364))
                .ok()
                .and_then(|to| only_year(month, day, *from, to)),
            (None, Some((n, to))) if n - number.value <= REACH => to
                .checked_sub(jiff::Span::new().days(364))
                .ok()
                .and_then(|from| only_year(month, day, from, *to)),
            _ => None,
        };
        if let Some(date) = year {
            Arc::make_mut(it).date = Some(Known::new(date, Origin::Speech));
        }
    }
}

/// Within a season episodes are counted in the order of their days.
type Season = (ShowId, Option<u32>);

/// A show counts its episodes in the order of their days if so many of ten
/// dated ones stand in it.
const IN_ORDER: usize = 8;

/// Takes back the days that were heard and contradict the episodes around: those
/// that are in the way of the longest run of days in order. Their month and
/// day may still be right, and [`complete`] finds their year. Says so once.
pub(super) fn take_back(facts: &mut [Arc<EpisodeFacts>]) -> Vec<usize> {
    let mut known: BTreeMap<Season, Vec<(u32, usize)>> = BTreeMap::new();
    for (idx, it) in facts.iter().enumerate() {
        if let (Some(number), Some(_)) = (it.number, it.date) {
            known.entry((it.show, it.season)).or_default().push((number.value, idx));
        }
    }
    let mut taken = Vec::new();
    for mut all in known.into_values() {
        all.sort_unstable();
        let days: Vec<(Date, usize)> = all
            .iter()
            .filter_map(|it| facts[it.1].date.map(|date| (date.value, weight(date.origin))))
            .collect();
        let kept = in_order(&days);
        if all.len() * IN_ORDER < kept.len() * 10 {
            let is_kept = |nth: usize| kept.binary_search(&nth).is_ok();
            let wrong = all.iter().enumerate().filter(|it| !is_kept(it.0)).map(|it| it.1.1);
            taken.extend(wrong.filter(|it| is_heard(&facts[*it])));
        }
    }
    for &idx in &taken {
        let it = Arc::make_mut(&mut facts[idx]);
        if let Some(date) = it.date.take() {
            it.spoken_day = Some((date.value.month(), date.value.day()));
        }
    }
    taken.sort_unstable();
    taken
}

/// Says which heard days were taken back, and what became of them.
pub(super) fn tell(facts: &[Arc<EpisodeFacts>], taken: &[usize]) -> Option<Diagnostic> {
    let first = *taken.first()?;
    let named = taken.iter().take(3).map(|idx| {
        let it = &facts[*idx];
        let number = it.number.map(|it| it.value.to_string()).unwrap_or_default();
        match it.date {
            Some(date) => format!("{number} (now {})", date.value),
            None => format!("{number} (now without)"),
        }
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = if 3 < taken.len() { ", …" } else { "" };
    let message = match taken.len() {
        1 => format!(
            "the day that episode {named} is said to be recorded contradicts the episodes around"
        ),
        n => {
            format!("days that are said contradict the episodes around, {n} of them: {named}{more}")
        }
    };
    let hint = "state their `date` in front matter";
    Some(Diagnostic::note("catalog/heard-date", Span::file(facts[first].file), message).hint(hint))
}

fn is_heard(facts: &EpisodeFacts) -> bool {
    facts.date.is_some_and(|it| it.origin == Origin::Speech)
}

/// What is stated outweighs what is heard.
fn weight(origin: Origin) -> usize {
    if origin == Origin::Speech { 1 } else { 4 }
}

/// The heaviest run of days in order, as places, ascending. Takes n log n time:
/// of the runs that end on a day only those are kept that no earlier day beats.
fn in_order(days: &[(Date, usize)]) -> Vec<usize> {
    let mut before: Vec<Option<usize>> = Vec::with_capacity(days.len());
    // The weight of a run and its last place by its last day; weights ascend
    // with the days.
    let mut best: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
    for (nth, (day, weight)) in days.iter().enumerate() {
        let last = best.range(..=*day).next_back().map(|it| *it.1);
        before.push(last.map(|it| it.1));
        let total = weight + last.map_or(0, |it| it.0);
        while let Some((&later, _)) = best.range(*day..).next().filter(|it| it.1.0 <= total) {
            best.remove(&later);
        }
        best.insert(*day, (total, nth));
    }
    let last = best.values().next_back().map(|it| it.1);
    let mut run: Vec<usize> = std::iter::successors(last, |it| before[*it]).collect();
    run.reverse();
    run
}

/// Episodes and their days, by their numbers.
type ByNumber<'f> = BTreeMap<u32, (Date, &'f EpisodeFacts)>;

/// Doubts years that contradict both neighbours: with the neighbours' year the
/// day would fit between them.
pub(super) fn doubt(facts: &[Arc<EpisodeFacts>], problems: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<Season, ByNumber<'_>> = BTreeMap::new();
    for it in facts.iter() {
        if let (Some(number), Some(date)) = (it.number, it.date) {
            let of_season = known.entry((it.show, it.season)).or_default();
            of_season.insert(number.value, (date.value, it));
        }
    }
    for of_season in known.values() {
        let all: Vec<&(Date, &EpisodeFacts)> = of_season.values().collect();
        for three in all.windows(3) {
            let [(from, _), (date, facts), (to, _)] = three else { continue };
            if (from..=to).contains(&date) || to < from || is_heard(facts) {
                continue;
            }
            let Some(fits) = only_year(date.month(), date.day(), *from, *to) else { continue };
            let message = format!(
                "{date} is not between {from} and {to}, the days of its neighbours; is {fits} meant?"
            );
            problems.push(
                Diagnostic::warning("catalog/dates", Span::file(facts.file), message)
                    .hint("correct the year of its `date`, or of theirs"),
            );
        }
    }
}

/// The day between two dates, if there is just one.
fn only_year(month: i8, day: i8, from: Date, to: Date) -> Option<Date> {
    let fits = |year: i16| Date::new(year, month, day).ok().filter(|it| from <= *it && *it <= to);
    let mut years = (from.year()..=to.year()).filter_map(fits);
    let first = years.next()?;
    years.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_the_way_are_doubted() {
        let run = |days: &[(&str, usize)]| {
            let days: Vec<_> =
                days.iter().map(|it| (it.0.parse::<Date>().unwrap(), it.1)).collect();
            in_order(&days)
        };
        let (a, b, c) = ("2017-01-10", "2017-01-17", "2017-01-24");
        let before = [("2016-12-27", 1), ("2017-01-03", 1)];
        let all = [&before[..], &[(a, 1), ("2016-01-17", 1), ("2016-01-23", 1), (b, 1)]].concat();
        assert_eq!(run(&all), [0, 1, 2, 5]);
        assert_eq!(run(&[(a, 1), ("2018-01-17", 1), (b, 1), (c, 1)]), [0, 2, 3]);
        // Who states a day knows.
        assert_eq!(run(&[(a, 1), ("2018-01-17", 4), (b, 1), (c, 1)]), [0, 1]);
        assert_eq!(run(&[]), [0; 0]);
    }

    #[test]
    fn one_year_fits_or_none_is_taken() {
        let date = |it: &str| it.parse::<Date>().unwrap();
        let fit = |from, to| only_year(6, 12, date(from), date(to)).map(|it| it.to_string());
        assert_eq!(fit("2024-02-13", "2024-09-16").as_deref(), Some("2024-06-12"));
        assert_eq!(fit("2022-02-13", "2024-09-16"), None);
        assert_eq!(fit("2024-06-13", "2024-09-16"), None);
    }
}
