//! Years of days that were spoken without one: "recorded June 12th".

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

/// Episodes and their days, by their numbers.
type ByNumber<'f> = BTreeMap<u32, (Date, &'f EpisodeFacts)>;

/// Doubts years that contradict both neighbours: with the neighbours' year the
/// day would fit between them.
pub(super) fn doubt(facts: &[Arc<EpisodeFacts>], problems: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<(ShowId, Option<u32>), ByNumber<'_>> = BTreeMap::new();
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
            if (from..=to).contains(&date) || to < from {
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
    fn one_year_fits_or_none_is_taken() {
        let date = |it: &str| it.parse::<Date>().unwrap();
        let fit = |from, to| only_year(6, 12, date(from), date(to)).map(|it| it.to_string());
        assert_eq!(fit("2024-02-13", "2024-09-16").as_deref(), Some("2024-06-12"));
        assert_eq!(fit("2022-02-13", "2024-09-16"), None);
        assert_eq!(fit("2024-06-13", "2024-09-16"), None);
    }
}
