//! What is wrong in transcripts as they are published.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diag::{Diagnostic, FileId, Span};
use crate::model::{Cue, Transcript, TranscriptFormat};
use crate::parse::transcript::{self, webvtt};
use crate::time::{Length, Timestamp};

/// Two voices at once are no overlap; cues that lie on one another are.
const OVERLAP: Length = Length::from_secs(2);

/// Cues in a row that begin at one time: the clock stands.
const STUCK: usize = 12;

/// Times that a recogniser says one thing in a row before it is a loop.
const LOOPED: usize = 5;

/// What is wrong in a transcript.
pub(super) fn problems(file: FileId, name: &str, text: &str) -> Vec<Diagnostic> {
    // What is said and nothing else has no marks by which it could be known.
    let is_text = std::path::Path::new(name).extension().is_some_and(|it| it == "txt");
    let prose = || (is_text && !text.trim().is_empty()).then_some(TranscriptFormat::Prose);
    let Some(format) = transcript::sniff(text).or_else(prose) else {
        let problem = Diagnostic::warning(
            "transcript/unknown",
            Span::file(file),
            "the file is no transcript that we know",
        );
        return vec![problem.hint("export it as WebVTT")];
    };
    let mut problems = Vec::new();
    // Cues as the file has them: the reader mends times, and makes one name of
    // two that are nearly the same.
    let written = match text.starts_with("WEBVTT") {
        true => webvtt::parse(file, text, webvtt::Reading::Lenient).value.unwrap_or_default(),
        false => Vec::new(),
    };
    problems.extend(times(file, &written));
    let read = transcript::parse(file, text, format).value;
    problems.extend(loops(file, &read));
    problems.extend(speakers(file, &written, &read));
    problems
}

/// Times of a file as it stands: the reader would mend them.
fn times(file: FileId, cues: &[webvtt::VttCue]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let warn = |code, cue: &webvtt::VttCue, message: String, hint: &str| {
        Diagnostic::warning(code, Span::new(file, cue.timing.clone()), message).hint(hint)
    };
    let mut last = (Timestamp::ZERO, Timestamp::ZERO);
    let mut same = 1;
    for it in cues {
        if it.end < it.start {
            problems.push(warn(
                "transcript/end",
                it,
                "the cue ends before it starts".to_owned(),
                "swap the two times",
            ));
        }
        if it.start < last.0 {
            problems.push(warn(
                "transcript/order",
                it,
                format!("the cue starts before the one above it, at {}", last.0.clock()),
                "sort the cues by their times",
            ));
        } else if it.start.plus(OVERLAP) < last.1 && it.start != last.0 {
            problems.push(warn(
                "transcript/overlap",
                it,
                format!("the cue starts while the one above it lasts, until {}", last.1.clock()),
                "end the one above where this one starts",
            ));
        }
        same = if it.start == last.0 { same + 1 } else { 1 };
        if same == STUCK {
            problems.push(warn(
                "transcript/clock",
                it,
                format!("{STUCK} cues in a row start at {}", it.start.clock()),
                "the clock of the recogniser stands; export the transcript again",
            ));
        }
        last = (it.start, it.end);
    }
    problems
}

/// One thing said again and again: a recogniser that hears silence or music.
fn loops(file: FileId, transcript: &Transcript) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let words = |it: &Cue| it.text.trim().to_lowercase();
    for run in transcript.cues.chunk_by(|a, b| words(a) == words(b)) {
        // People do say yeah, yeah, yeah.
        let least = if run[0].text.trim().contains(' ') { LOOPED } else { LOOPED * 3 };
        if least <= run.len() && !run[0].text.trim().is_empty() {
            let message = format!("`{}` is said {} times in a row", short(&run[0].text), run.len());
            problems.push(
                Diagnostic::warning(
                    "transcript/loop",
                    Span::new(file, run[0].span.clone()),
                    message,
                )
                .hint("recognisers loop over music and silence; delete all but one"),
            );
        }
    }
    problems
}

fn short(text: &str) -> String {
    let line: String =
        text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    line
}

/// Speakers who are called in two ways, and cues without one.
fn speakers(file: FileId, written: &[webvtt::VttCue], transcript: &Transcript) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<String, (usize, Range<usize>)> = BTreeMap::new();
    let mut count = |name: &str, span: &Range<usize>| {
        counts.entry(name.to_owned()).or_insert_with(|| (0, span.clone())).0 += 1;
    };
    for cue in written {
        cue.names().iter().for_each(|it| count(it, &cue.span));
    }
    let mut unnamed: Option<&Cue> = None;
    let mut n_unnamed = 0;
    for cue in &transcript.cues {
        match transcript.speaker(cue) {
            Some(name) if written.is_empty() => count(name, &cue.span),
            Some(_) => {}
            None => {
                n_unnamed += 1;
                unnamed = unnamed.or(Some(cue));
            }
        }
    }
    let mut problems = Vec::new();
    if let Some(cue) = unnamed.filter(|_| !counts.is_empty()) {
        let message =
            format!("{n_unnamed} of {} cues do not say who speaks", transcript.cues.len());
        problems.push(
            Diagnostic::warning(
                "transcript/no-speaker",
                Span::new(file, cue.span.clone()),
                message,
            )
            .hint("name the speaker on every cue, or on none"),
        );
    }
    let all: Vec<_> = counts.into_iter().collect();
    for (name, (n, span)) in &all {
        let near = all.iter().filter(|(other, (more, _))| n < more && is_near(name, other));
        if let Some((other, _)) = near.max_by_key(|it| it.1.0) {
            let message = format!("`{name}` speaks {n} times, and `{other}` more often");
            problems.push(
                Diagnostic::warning("transcript/speaker", Span::new(file, span.clone()), message)
                    .hint(format!("did you mean `{other}`?")),
            );
        }
    }
    problems
}

/// Whether two names are one but for a slip: `Brian Okken`, `Brian Oken`.
/// Numbers count: `Speaker 1` is not `Speaker 2`.
fn is_near(a: &str, b: &str) -> bool {
    let digits = |it: &str| it.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = a.chars().count().min(b.chars().count());
    4 <= letters
        && digits(a) == digits(b)
        && strsim::damerau_levenshtein(a, b) <= if letters < 8 { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cues: &str, codes: &[&str]) {
        let text = format!("WEBVTT\n\n{cues}");
        let found: Vec<_> = problems(FileId(0), "a.vtt", &text).iter().map(|it| it.code).collect();
        assert_eq!(found, codes, "{cues}");
    }

    #[test]
    fn transcripts_are_wrong_in_known_ways() {
        check("00:01.000 --> 00:02.000\nHi\n\n00:02.000 --> 00:03.000\nHo\n", &[]);
        check("00:05.000 --> 00:02.000\nHi\n", &["transcript/end"]);
        check(
            "00:01.000 --> 00:09.000\nHi\n\n00:02.000 --> 00:10.000\nHo\n",
            &["transcript/overlap"],
        );
        check(
            "00:05.000 --> 00:06.000\nHi\n\n00:02.000 --> 00:03.000\nHo\n",
            &["transcript/order"],
        );
        let at = |it: usize| format!("00:{it:02}.000 --> 00:{:02}.000\n", it + 1);
        let looped: String = (1..8).map(|it| at(it) + "Thank you.\n\n").collect();
        check(&looped, &["transcript/loop"]);
        let stuck: String =
            (0..14).map(|it| format!("00:04.000 --> 00:05.000\nWord {it}\n\n")).collect();
        check(&stuck, &["transcript/clock"]);
        check(
            &format!(
                "{}<v Ann Lee>Hi\n\n{}<v Ann Lee>So\n\n{}<v Ann Lea>Ho\n",
                at(1),
                at(2),
                at(3)
            ),
            &["transcript/speaker"],
        );
        check(&format!("{}<v Ann Lee>Hi\n\n{}Ho\n", at(1), at(2)), &["transcript/no-speaker"]);
    }
}
