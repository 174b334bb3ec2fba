//! The words of a passage → the sentence that is meant, and its time.

use std::ops::Range;

use super::fold::Words;
use super::language::Language;
use super::query::{Query, Term};

/// A match is of words that stand no further apart.
const REACH: usize = 40;

/// A sentence begins at most so many milliseconds before the match: some
/// recognisers write no full stops.
const BEFORE: u64 = 12_000;

/// Bytes of a text that results show, about.
const SHOWN: usize = 220;

/// A sentence that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// What is said.
    pub text: String,
    /// The bytes of it that were looked for.
    pub marks: Vec<Range<usize>>,
    /// When it begins, in milliseconds; `None` if the text has no times.
    pub start: Option<u64>,
    /// Who says it, where that is known.
    pub speaker: Option<String>,
    /// Which of the quoted phrases are in it.
    pub phrases: Vec<usize>,
}

/// A piece of `WebVTT` as text.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub text: String,
    pub cues: Vec<SaidCue>,
}

/// A cue of it.
#[derive(Debug)]
pub(super) struct SaidCue {
    /// Milliseconds.
    start: u64,
    /// Where its text begins.
    at: usize,
    speaker: Option<String>,
}

impl Said {
    /// Reads cues as our own `transcript.vtt` writes them.
    pub(super) fn of_vtt(vtt: &str) -> Self {
        let mut said = Self::default();
        for block in vtt.split("\n\n") {
            let Some((times, text)) = block.trim_start().split_once('\n') else { continue };
            let Some(start) = times.split_once(" --> ").and_then(|it| millis(it.0)) else {
                continue;
            };
            let voice = text.strip_prefix("<v ").and_then(|it| it.split_once('>'));
            let (speaker, text) = voice.map_or((None, text), |it| (Some(plain(it.0)), it.1));
            if let Some(last) = said.cues.last() {
                // A sentence ends where another voice begins.
                said.text.push(if last.speaker == speaker { ' ' } else { '\n' });
            }
            said.cues.push(SaidCue { start, at: said.text.len(), speaker });
            said.text.push_str(plain(text).trim_end());
        }
        said
    }

    /// The cue that a byte of the text is in.
    fn cue(&self, at: usize) -> Option<&SaidCue> {
        self.cues.get(self.cues.partition_point(|it| it.at <= at).checked_sub(1)?)
    }

    /// When it begins.
    fn time(&self, at: usize) -> Option<u64> {
        self.cue(at).map(|it| it.start)
    }
}

/// The text of a cue without its line breaks and character references.
fn plain(text: &str) -> String {
    let text = text.replace('\n', " ");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// `01:02:03.450` in milliseconds.
fn millis(clock: &str) -> Option<u64> {
    let (whole, fraction) = clock.trim().split_once('.')?;
    let seconds =
        whole.split(':').try_fold(0, |all: u64, it| Some(all * 60 + it.parse::<u64>().ok()?))?;
    Some(seconds * 1000 + fraction.parse::<u64>().ok()?)
}

/// Whether a word of a text is one that is looked for.
pub(super) fn is_meant(term: &Term, word: &str, language: &Language) -> bool {
    word == term.word
        || language.stem(word) == term.stem
        || (term.is_open && 1 < term.word.len() && word.starts_with(&term.word))
}

/// A word, or a few, that a query means.
struct Match {
    /// Which words of the text.
    words: Range<usize>,
    /// Which term of the query.
    term: usize,
    /// Whether it is the term letter by letter.
    is_same: bool,
}

/// The sentence of a text in which most of a query stands closest together.
pub(super) fn excerpt(said: &Said, query: &Query, language: &Language) -> Excerpt {
    let words = Words::of(&said.text);
    let mut meant: Vec<Match> = Vec::new();
    for at in 0..words.len() {
        for n in 1..=3.min(words.len() - at) {
            let joined = words.joined(at..at + n);
            let is_it = |it: &Term| match n {
                1 => is_meant(it, &joined, language) || it.joins.contains(&joined),
                _ => it.word == joined || it.joins.contains(&joined),
            };
            let term = query.terms.iter().position(is_it);
            meant.extend(term.map(|it| Match {
                words: at..at + n,
                term: it,
                is_same: query.terms[it].word == joined,
            }));
        }
    }
    let (from, to) = closest(&meant, query.terms.len());
    let bytes = |range: &Range<usize>| {
        let words = words.words();
        words[range.start].at.start..words[range.end - 1].at.end
    };
    let Some(first) = meant.get(from) else {
        let first = said.text.split('\n').next().unwrap_or_default();
        return Excerpt {
            text: first[shown(first, &(0..0))].to_owned(),
            speaker: said.cues.first().and_then(|it| it.speaker.clone()),
            start: said.cues.first().map(|it| it.start),
            ..Excerpt::default()
        };
    };
    let last = meant.get(to).unwrap_or(first);
    let matched = bytes(&first.words).start..bytes(&last.words).end;
    let sentence = sentence(&said.text, &matched);
    let at_match = said.time(matched.start);
    let at_sentence = said.time(sentence.start);
    let is_near = at_match.zip(at_sentence).is_some_and(|it| it.0 - it.1 <= BEFORE);
    let shown = shown(&said.text[..sentence.end], &matched);
    let shown = shown.start.max(sentence.start)..shown.end;
    let marks = meant.iter().map(|it| bytes(&it.words));
    let mut marks: Vec<Range<usize>> = marks
        .filter(|it| shown.start <= it.start && it.end <= shown.end)
        .map(|it| it.start - shown.start..it.end - shown.start)
        .collect();
    marks.dedup_by(|a, b| a.start < b.end);
    Excerpt {
        text: said.text[shown].to_owned(),
        marks,
        start: if is_near { at_sentence } else { at_match },
        speaker: said.cue(matched.start).and_then(|it| it.speaker.clone()),
        phrases: phrases(&words, query, language),
    }
}

/// The run of matches with most terms in fewest words: first and last.
fn closest(meant: &[Match], n_terms: usize) -> (usize, usize) {
    let mut best = (0, 0);
    let mut best_score = f32::MIN;
    for from in 0..meant.len() {
        let mut seen = vec![false; n_terms];
        for (to, it) in meant.iter().enumerate().skip(from) {
            let span = it.words.start.saturating_sub(meant[from].words.start);
            if REACH < span {
                break;
            }
            if std::mem::replace(&mut seen[it.term], true) {
                continue;
            }
            let n = seen.iter().filter(|it| **it).count();
            let of_run = &meant[from..=to];
            let in_a_row = of_run.windows(2).filter(|it| it[0].term + 1 == it[1].term).count();
            let same = of_run.iter().filter(|it| it.is_same).count();
            let score =
                n as f32 - (span as f32 - in_a_row as f32 - same as f32 / 2.0) / REACH as f32;
            if best_score < score {
                (best, best_score) = ((from, to), score);
            }
        }
    }
    best
}

/// The quoted phrases that are in a text, word by word.
fn phrases(words: &Words, query: &Query, language: &Language) -> Vec<usize> {
    let n = query.terms.iter().filter_map(|it| it.phrase).max().map_or(0, |it| it + 1);
    let content: Vec<&str> =
        (0..words.len()).map(|it| words.text(it)).filter(|it| !language.is_stop(it)).collect();
    let is_in = |phrase: &usize| {
        let terms: Vec<_> = query.terms.iter().filter(|it| it.phrase == Some(*phrase)).collect();
        content
            .windows(terms.len().max(1))
            .any(|window| window.iter().zip(&terms).all(|(word, term)| **word == term.word))
    };
    (0..n).filter(is_in).collect()
}

/// The sentences around a match.
fn sentence(text: &str, matched: &Range<usize>) -> Range<usize> {
    let ends = |it: char| matches!(it, '.' | '?' | '!' | '…' | '。' | '？' | '！');
    let before = text[..matched.start].char_indices().rev();
    let mut follows = None;
    let mut start = 0;
    for (at, it) in before {
        if it == '\n' || ends(it) && (follows == Some(' ') || !it.is_ascii()) {
            start = at + it.len_utf8();
            break;
        }
        follows = Some(it);
    }
    let mut behind = text[matched.end..].char_indices().peekable();
    let mut end = text.len();
    while let Some((at, it)) = behind.next() {
        if it == '\n' {
            end = matched.end + at;
            break;
        }
        let closes = behind.peek().is_none_or(|it| matches!(it.1, ' ' | '\n')) || !it.is_ascii();
        if ends(it) && closes {
            end = matched.end + at + it.len_utf8();
            break;
        }
    }
    let spaces = text[start..].len() - text[start..].trim_start().len();
    start + spaces..end
}

/// As much of a text as results show, around a match; at word ends.
fn shown(text: &str, matched: &Range<usize>) -> Range<usize> {
    if text.len() <= SHOWN {
        return 0..text.len();
    }
    let room = SHOWN.saturating_sub(matched.len());
    let from = matched.start.saturating_sub(room / 2);
    let to = (from + SHOWN.max(matched.len())).min(text.len());
    let from = match from {
        0 => 0,
        _ => {
            text.as_bytes()[from..].iter().position(|it| *it == b' ').map_or(0, |it| from + it + 1)
        }
    };
    let to = match to {
        it if it == text.len() => it,
        _ => text.as_bytes()[..to].iter().rposition(|it| *it == b' ').unwrap_or(text.len()),
    };
    from.min(matched.start)..to.max(matched.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VTT: &str = "00:01:00.000 --> 00:01:04.000\n<v Ada>So. We talk about\nnothing.\n\n00:01:04.500 --> 00:01:06.000\nThen of tasks &amp; groups of tasks.\n\n00:01:10.000 --> 00:01:12.000\nTask groups it is, any io too. Bye.\n\n";

    fn found(query: &str) -> Excerpt {
        let english = Language::of("en");
        excerpt(&Said::of_vtt(VTT), &Query::of(query, english, false), english)
    }

    #[test]
    fn the_sentence_with_most_words_closest_together() {
        let it = found("\"task groups\"");
        assert_eq!(it.text, "Task groups it is, any io too.");
        assert_eq!(it.start, Some(70_000));
        assert_eq!(it.phrases, [0]);
        let marked: Vec<&str> = it.marks.iter().map(|at| &it.text[at.clone()]).collect();
        assert_eq!(marked, ["Task", "groups"]);
        assert_eq!(found("nothing").start, Some(60_000));
        let any_io = found("anyio");
        assert_eq!(
            any_io.marks.iter().map(|it| &any_io.text[it.clone()]).collect::<Vec<_>>(),
            ["any io"]
        );
        assert!(found("\"groups task\" groups").phrases.is_empty());
        assert_eq!(found("absent").start, Some(60_000));
        assert!(found("absent").marks.is_empty());
    }
}
