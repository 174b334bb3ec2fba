//! Diagnostics that carry the line they speak of.
//!
//! Source texts are dropped as soon as their episode is done, so a problem
//! takes its line along while the text is still at hand.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Diagnostic, FileId, Severity, Span};

/// Bytes of a line that a snippet shows at most; a 200 MB line must not be
/// printed, nor kept.
const LINE_WINDOW: usize = 160;

/// A diagnostic with everything that drawing it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    /// See [`Diagnostic::severity`].
    pub severity: Severity,
    /// See [`Diagnostic::code`].
    pub code: Cow<'static, str>,
    /// See [`Diagnostic::message`].
    pub message: String,
    /// Where it is, if a file is to blame.
    pub place: Option<Place>,
    /// See [`Diagnostic::hints`].
    pub hints: Vec<LocatedHint>,
}

impl Located {
    /// Path, line and column, to sort by: what has no place comes first.
    #[must_use]
    pub fn at(&self) -> Option<(&str, usize, usize)> {
        self.place.as_ref().map(|it| (it.path.as_str(), it.line, it.column))
    }
}

/// A hint with its place, if it has one of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocatedHint {
    /// A clause.
    pub text: String,
    /// The other place.
    pub place: Option<Place>,
}

/// A place as people name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Relative to the site's root, `/` everywhere.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The line, or a window of a long one; `None` when the whole file is meant.
    pub text: Option<LineText>,
}

/// A line and the marked part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineText {
    /// Without its line end, at most about [`LINE_WINDOW`] bytes.
    pub line: String,
    /// Bytes of `line` to mark.
    pub mark: Range<usize>,
}

/// Who knows names and texts of files.
pub trait Texts {
    /// The file's path for people.
    fn path(&self, file: FileId) -> String;
    /// Its text, if it is at hand.
    fn text(&self, file: FileId) -> Option<&str>;
}

/// Gives diagnostics their places. Takes time linear in the texts and the
/// number of problems, if those of a file come in its order.
#[must_use]
pub fn locate(problems: Vec<Diagnostic>, texts: &dyn Texts) -> Vec<Located> {
    let mut lines = LineIndexes { texts, by_file: HashMap::new() };
    problems
        .into_iter()
        .map(|it| Located {
            severity: it.severity,
            code: Cow::Borrowed(it.code),
            message: it.message,
            place: lines.place(&it.span),
            hints: it
                .hints
                .into_iter()
                .map(|hint| LocatedHint {
                    text: hint.text,
                    place: hint.span.and_then(|span| lines.place(&span)),
                })
                .collect(),
        })
        .collect()
}

/// The line indexes of the files that problems speak of, each made once.
struct LineIndexes<'a> {
    texts: &'a dyn Texts,
    by_file: HashMap<FileId, LineIndex>,
}

/// Where the lines of a text begin.
struct LineIndex {
    /// Bytes, in order; the first is 0.
    starts: Vec<usize>,
    /// The last position asked for, in bytes, and its column, in characters
    /// from 1: the next one in the same line is counted on from there.
    last: (usize, usize),
}

impl LineIndexes<'_> {
    /// `None` for a span without a file.
    fn place(&mut self, span: &Span) -> Option<Place> {
        let file = span.file?;
        let path = self.texts.path(file);
        let Some(text) = self.texts.text(file).filter(|_| span.bytes != (0..0)) else {
            return Some(Place { path, line: 1, column: 1, text: None });
        };
        let index = self.by_file.entry(file).or_insert_with(|| LineIndex::new(text));
        let start = floor(text, span.bytes.start);
        let end = floor(text, span.bytes.end.max(start));
        let (line, lines) = index.line(start, text.len());
        let column = index.column(text, lines.start, start);
        // Show the neighbourhood of the mark when the line is long.
        let from = if lines.len() <= LINE_WINDOW {
            lines.start
        } else {
            floor(text, start.saturating_sub(LINE_WINDOW / 3).max(lines.start))
        };
        let to = floor(text, lines.end.min(from + LINE_WINDOW));
        let mark = (start - from).min(to - from)..end.clamp(start, to.max(start)).min(to) - from;
        let mark = mark.start..mark.end.max(mark.start);
        let text = LineText { line: text[from..to].to_owned(), mark };
        Some(Place { path, line, column, text: Some(text) })
    }
}

impl LineIndex {
    fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|it| it.1 == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|it| it.0 + 1)).collect();
        Self { starts, last: (0, 1) }
    }

    /// The line of a position, from 1, and its bytes without the line end.
    fn line(&self, at: usize, text_len: usize) -> (usize, Range<usize>) {
        let number = self.starts.partition_point(|it| *it <= at);
        let start = number.checked_sub(1).and_then(|it| self.starts.get(it)).copied();
        let end = self.starts.get(number).map_or(text_len, |it| it - 1);
        (number, start.unwrap_or_default()..end)
    }

    fn column(&mut self, text: &str, line_start: usize, at: usize) -> usize {
        let (from, column) =
            if (line_start..=at).contains(&self.last.0) { self.last } else { (line_start, 1) };
        let column = column + text[from..at].chars().count();
        self.last = (at, column);
        column
    }
}

/// The next character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(&'static str);
    impl Texts for One {
        fn path(&self, _: FileId) -> String {
            "a.md".into()
        }
        fn text(&self, _: FileId) -> Option<&str> {
            Some(self.0)
        }
    }

    #[test]
    fn place_counts_lines_from_one_and_columns_in_characters() {
        let texts = One("one\ntwo äöü four\n");
        let problem = Diagnostic::error("a/b", Span::new(FileId(0), 15..19), "m");
        let got = locate(vec![problem], &texts)[0].place.clone().unwrap();
        assert_eq!((got.line, got.column), (2, 9));
        let shown = got.text.as_ref().unwrap();
        assert_eq!(&shown.line[shown.mark.clone()], "four");
    }

    #[test]
    fn places_do_not_depend_on_the_order_of_problems() {
        let text = "ä one\nö two\n\nü three four\n";
        let texts = One(text);
        let spans = [21..25, 0..2, 3..6, 12..13, 6..9, 21..25, 14..17];
        let at = |span: &Range<usize>| {
            let problem = Diagnostic::error("a/b", Span::new(FileId(0), span.clone()), "m");
            locate(vec![problem], &texts).remove(0).place
        };
        let all =
            spans.iter().map(|it| Diagnostic::error("a/b", Span::new(FileId(0), it.clone()), "m"));
        let together = locate(all.collect(), &texts).into_iter().map(|it| it.place);
        assert_eq!(together.collect::<Vec<_>>(), spans.iter().map(at).collect::<Vec<_>>());
    }

    /// Lines were counted from the top for each problem: 100,000 problems in a
    /// file, or in one long line, took minutes.
    #[test]
    fn many_problems_of_a_file_take_linear_time() {
        for text in ["bad cue\n".repeat(200_000), "bad cue ".repeat(200_000)] {
            let texts = One(Box::leak(text.into_boxed_str()));
            let problem = |at: usize| {
                Diagnostic::warning("a/b", Span::new(FileId(0), at * 8 + 4..at * 8 + 7), "m")
            };
            let begin = std::time::Instant::now();
            let all = locate((0..200_000).map(problem).collect(), &texts);
            assert_eq!(all.len(), 200_000);
            assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
        }
    }

    #[test]
    fn long_line_is_shown_around_the_mark_only() {
        let long = "x".repeat(100_000) + "MARK" + &"y".repeat(100_000);
        let texts = One(Box::leak(long.into_boxed_str()));
        let problem = Diagnostic::error("a/b", Span::new(FileId(0), 100_000..100_004), "m");
        let shown = locate(vec![problem], &texts)[0].place.clone().unwrap().text.unwrap();
        assert!(shown.line.len() <= LINE_WINDOW);
        assert_eq!(&shown.line[shown.mark], "MARK");
    }
}
