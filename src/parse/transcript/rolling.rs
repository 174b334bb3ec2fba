//! Rolling captions: `YouTube` and live captions carry lines on to the next
//! cue, so that the screen scrolls. Here each line is said once, when it
//! first appears.

use super::Utterance;

/// Leaves out what the cue before has said, where a file scrolls: where a
/// quarter of its cues begin with lines of the one before, and go on.
pub(super) fn once(all: Vec<Utterance>) -> Vec<Utterance> {
    let scrolls = |it: &[Utterance]| {
        let (n_lines, grown) = carry(&it[0], &it[1]);
        0 < grown || (0 < n_lines && n_lines < screen(&it[1]).count())
    };
    let carried = all.windows(2).filter(|it| scrolls(it)).count();
    if all.len() < 3 || carried * 4 < all.len() {
        return all;
    }
    let mut kept: Vec<Utterance> = Vec::new();
    let mut before: Option<Utterance> = None;
    for it in all {
        let (n_lines, grown) = match &before {
            Some(before) => carry(before, &it),
            None => (0, 0),
        };
        let mut new = it.clone();
        let lines: Vec<&str> = screen(&it).skip(n_lines).collect();
        new.text = lines.join("\n");
        // A line that grows word by word goes on where it was.
        if 0 < grown
            && let Some(last) = kept.last_mut()
        {
            last.text.push_str(new.text.get(grown..).unwrap_or_default());
            last.end = it.end.or(last.end);
        } else if !new.text.is_empty() {
            kept.push(new);
        } else if let Some(last) = kept.last_mut() {
            last.end = last.end.max(it.end);
        }
        before = Some(it);
    }
    kept
}

/// The lines on the screen.
fn screen(it: &Utterance) -> impl DoubleEndedIterator<Item = &str> {
    it.text.lines().map(str::trim).filter(|it| !it.is_empty())
}

/// How many lines of the second cue the first has shown last; and how many
/// bytes of its next line, if that line grows.
fn carry(first: &Utterance, second: &Utterance) -> (usize, usize) {
    // Captions have few lines; what is longer is no caption.
    let shown: Vec<&str> = screen(first).take(5).collect();
    let next: Vec<&str> = screen(second).take(5).collect();
    if shown.is_empty() || 4 < shown.len() || 4 < next.len() || first.speaker != second.speaker {
        return (0, 0);
    }
    for n in (1..=shown.len().min(next.len())).rev() {
        if shown[shown.len() - n..] == next[..n] {
            return (n, 0);
        }
        let (upper, last) = (&shown[shown.len() - n..shown.len() - 1], shown[shown.len() - 1]);
        let grows = next[n - 1].strip_prefix(last).is_some_and(|it| it.starts_with(' '));
        if *upper == next[..n - 1] && grows {
            return (n - 1, last.len());
        }
    }
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[track_caller]
    fn check(screens: &[&str], expected: &[&str]) {
        let cue = |(at, it): (u64, &&str)| {
            Utterance::new(Timestamp::from_millis(at * 1000), (*it).to_owned(), 0..0)
        };
        let all = once((0..).zip(screens).map(cue).collect());
        let got: Vec<String> =
            all.iter().map(|it| format!("{} {}", it.start.whole_seconds(), it.text)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn lines_that_scroll_are_said_once() {
        check(&[" \na", "a\n ", "a\nb", "b\n ", "b\nc"], &["0 a", "2 b", "4 c"]);
        check(&["a", "a b", "a b\nc", "a b\nc d"], &["0 a b", "2 c d"]);
    }

    #[test]
    fn people_who_repeat_themselves_do_not_scroll() {
        check(&["thanks", "thanks", "thanks"], &["0 thanks", "1 thanks", "2 thanks"]);
        check(
            &["yes", "yes", "so", "it", "is", "then"],
            &["0 yes", "1 yes", "2 so", "3 it", "4 is", "5 then"],
        );
    }
}
