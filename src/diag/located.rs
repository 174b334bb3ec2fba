//! Diagnostics that carry the line they speak of.
//!
//! Source texts are dropped as soon as their episode is done, so a problem
//! takes its line along while the text is still at hand.

use std::borrow::Cow;

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
    pub mark: std::ops::Range<usize>,
}

/// Who knows names and texts of files.
pub trait Texts {
    /// The file's path for people.
    fn path(&self, file: FileId) -> String;
    /// Its text, if it is at hand.
    fn text(&self, file: FileId) -> Option<&str>;
}

/// Gives diagnostics their places.
#[must_use]
pub fn locate(problems: Vec<Diagnostic>, texts: &dyn Texts) -> Vec<Located> {
    problems
        .into_iter()
        .map(|it| Located {
            severity: it.severity,
            code: Cow::Borrowed(it.code),
            message: it.message,
            place: place(&it.span, texts),
            hints: it
                .hints
                .into_iter()
                .map(|hint| LocatedHint {
                    text: hint.text,
                    place: hint.span.and_then(|span| place(&span, texts)),
                })
                .collect(),
        })
        .collect()
}

/// `None` for a span without a file.
fn place(span: &Span, texts: &dyn Texts) -> Option<Place> {
    let file = span.file?;
    let path = texts.path(file);
    let Some(text) = texts.text(file).filter(|_| span.bytes != (0..0)) else {
        return Some(Place { path, line: 1, column: 1, text: None });
    };
    let start = floor(text, span.bytes.start);
    let end = floor(text, span.bytes.end.max(start));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[..line_start].bytes().filter(|&b| b == b'\n').count() + 1;
    let column = text[line_start..start].chars().count() + 1;
    // Show the neighbourhood of the mark when the line is long.
    let from = if line_end - line_start <= LINE_WINDOW {
        line_start
    } else {
        floor(text, start.saturating_sub(LINE_WINDOW / 3).max(line_start))
    };
    let to = floor(text, line_end.min(from + LINE_WINDOW));
    let mark = (start - from).min(to - from)..end.clamp(start, to.max(start)).min(to) - from;
    let mark = mark.start..mark.end.max(mark.start);
    let text = LineText { line: text[from..to].to_owned(), mark };
    Some(Place { path, line, column, text: Some(text) })
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
    fn long_line_is_shown_around_the_mark_only() {
        let long = "x".repeat(100_000) + "MARK" + &"y".repeat(100_000);
        let texts = One(Box::leak(long.into_boxed_str()));
        let problem = Diagnostic::error("a/b", Span::new(FileId(0), 100_000..100_004), "m");
        let shown = locate(vec![problem], &texts)[0].place.clone().unwrap().text.unwrap();
        assert!(shown.line.len() <= LINE_WINDOW);
        assert_eq!(&shown.line[shown.mark], "MARK");
    }
}
