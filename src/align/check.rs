//! Stated times that cannot be right.

use crate::model::{Item, ItemKind, Link};
use crate::parse::inline_time;
use crate::time::{Length, Timestamp};

/// What is wrong with a stated time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It lies behind the end.
    PastEnd,
    /// It lies before the time above it.
    Backwards,
    /// The hour was lost: `02:12` below `59:49` means `1:02:12`.
    Wrapped,
    /// A link says one time and leads to another.
    Mismatch,
}

/// A stated time that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeProblem {
    /// What is wrong.
    pub wrong: Wrong,
    /// The item, if it is one's start.
    pub item: Option<usize>,
    /// What is written.
    pub stated: Timestamp,
    /// What must be meant, where only one thing can be.
    pub fixed: Option<Timestamp>,
}

const HOUR: Length = Length::from_secs(3600);

/// A jump back from behind this to before [`EARLY`] is an hour that was lost.
const LATE: Timestamp = Timestamp::from_millis(45 * 60_000);
const EARLY: Timestamp = Timestamp::from_millis(20 * 60_000);

/// Checks the stated starts of items, in the order of the notes, and links to
/// times. `end` is that of the transcript or the audio.
///
/// The order of notes is no order of time for everything in them: thanks to
/// sponsors and jokes stand where it looks well, and times that are kept in
/// another file were not written in any order.
#[must_use]
pub fn check(items: &[Item], links: &[Link], end: Option<Timestamp>) -> Vec<TimeProblem> {
    let mut problems = Vec::new();
    let mut before: Option<Timestamp> = None;
    let mut lost = false;
    for (idx, item) in items.iter().enumerate() {
        let Some(stated) = item.stated else { continue };
        let in_order =
            !item.stated_beside && !matches!(item.kind, ItemKind::Sponsor | ItemKind::Joke);
        let before_it = before.filter(|_| in_order);
        let later = stated.plus(HOUR);
        let fits = end.is_none_or(|end| later <= end);
        let wraps =
            before_it.is_some_and(|it| stated < it && LATE <= it && stated < EARLY && it <= later);
        // Once the hour is lost, all that follows has lost it.
        let wraps =
            (wraps || (lost && before_it.is_some_and(|it| stated < it && it <= later))) && fits;
        let wrong = if wraps {
            Some(Wrong::Wrapped)
        } else if end.is_some_and(|end| end < stated) {
            Some(Wrong::PastEnd)
        } else if before_it.is_some_and(|it| stated < it) {
            Some(Wrong::Backwards)
        } else {
            None
        };
        lost |= wraps;
        let fixed = wraps.then_some(later);
        if let Some(wrong) = wrong {
            problems.push(TimeProblem { wrong, item: Some(idx), stated, fixed });
        }
        if in_order && wrong.is_none_or(|it| it == Wrong::Wrapped) {
            before = Some(fixed.unwrap_or(stated));
        }
    }
    for link in links {
        let Some(target) = inline_time::of_fragment(&link.url) else { continue };
        let label = inline_time::find(&link.text).first().map(|it| it.time);
        if let Some(label) = label.filter(|it| it.whole_seconds() != target.whole_seconds()) {
            problems.push(TimeProblem {
                wrong: Wrong::Mismatch,
                item: None,
                stated: label,
                fixed: None,
            });
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: ItemKind, time: &str) -> Item {
        Item {
            kind,
            number: None,
            presenter: None,
            title: String::new(),
            url: None,
            body: String::new(),
            links: Vec::new(),
            span: 0..0,
            stated: Timestamp::parse_loose(time).ok(),
            stated_beside: false,
        }
    }

    fn check_times(times: &[&str], end: &str, expected: &[(usize, Wrong, Option<&str>)]) {
        let items: Vec<Item> = times.iter().map(|it| item(ItemKind::Topic, it)).collect();
        let got = check(&items, &[], Timestamp::parse_loose(end).ok());
        let got: Vec<_> = got
            .iter()
            .map(|it| (it.item.unwrap(), it.wrong, it.fixed.map(Timestamp::clock)))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|it| (it.0, it.1, it.2.map(str::to_owned))).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn a_lost_hour_is_mended_and_other_contradictions_are_named() {
        use Wrong::{Backwards, PastEnd, Wrapped};
        check_times(
            &["0:10", "59:49", "02:12", "05:00"],
            "1:10:00",
            &[(2, Wrapped, Some("1:02:12")), (3, Wrapped, Some("1:05:00"))],
        );
        check_times(&["0:10", "30:00", "20:00", "40:00"], "50:00", &[(2, Backwards, None)]);
        check_times(&["0:10", "59:49", "02:12"], "1:00:00", &[(2, Backwards, None)]);
        check_times(&["0:10", "56:00:00"], "1:00:00", &[(1, PastEnd, None)]);
    }

    #[test]
    fn what_is_told_out_of_order_may_state_its_time() {
        let mut items = vec![
            item(ItemKind::Sponsor, "13:49"),
            item(ItemKind::Topic, "1:00"),
            item(ItemKind::Topic, "20:00"),
            item(ItemKind::Joke, "0:30"),
            item(ItemKind::Topic, "10:00"),
        ];
        let wrong =
            |items: &[Item]| check(items, &[], None).iter().map(|it| it.item).collect::<Vec<_>>();
        assert_eq!(wrong(&items), [Some(4)]);
        items[4].stated_beside = true;
        assert_eq!(wrong(&items), []);
    }

    #[test]
    fn labels_and_targets_must_agree() {
        let link = |text: &str, url: &str| Link { url: url.into(), text: text.into() };
        let links = [link("43:15", "#t=0"), link("1:00:06", "#t=1:00:06"), link("x", "#t=5")];
        let got = check(&[], &links, None);
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].wrong, Wrong::Mismatch);
    }
}
