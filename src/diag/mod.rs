//! Problems in the user's files, as values.
//!
//! Every stage returns diagnostics and none prints them. [`Located`] is a
//! diagnostic that no longer needs the text it speaks of; how it looks is
//! decided once per audience in `draw`.

mod draw;
mod located;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use draw::{Style, draw, printable, to_github, to_json};
pub use located::{Located, LocatedHint, Place, Texts, locate};

/// A problem in one of the user's files, with what is needed to fix it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What the problem means for the build.
    pub severity: Severity,
    /// Stable name, e.g. `vtt/cue-order`; tests and scripts refer to it.
    pub code: &'static str,
    /// Where it is; [`Span::detached`] where no file is to blame.
    pub span: Span,
    /// One clause, lower case, no full stop: `cue ends before it starts`.
    pub message: String,
    /// What to do next, or the other place that takes part in the problem.
    pub hints: Vec<Hint>,
}

/// What a problem means for the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// The site is published; the exit status is 1 under `--strict`.
    Warning,
    /// Something was assumed; the reader may want to know.
    Note,
}

/// A range of bytes in one source file, after `source` normalised its line ends;
/// or no place at all, for what no file of the user's is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The file; `None` where there is none to point at.
    pub file: Option<FileId>,
    /// Bytes of its text; `0..0` means the file as a whole.
    pub bytes: Range<usize>,
}

/// Index of a file in the `SourceTree`; keeps paths out of the parsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// Advice that belongs to a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// A clause like the message.
    pub text: String,
    /// The place it speaks of, if it is not the diagnostic's own.
    pub span: Option<Span>,
}

impl Span {
    /// No place: the problem is about the folder, the disk, or a file that is
    /// not there.
    #[must_use]
    pub fn detached() -> Self {
        Self { file: None, bytes: 0..0 }
    }

    /// The file as a whole.
    #[must_use]
    pub fn file(file: impl Into<Option<FileId>>) -> Self {
        Self::new(file, 0..0)
    }

    /// Bytes of a file.
    #[must_use]
    pub fn new(file: impl Into<Option<FileId>>, bytes: Range<usize>) -> Self {
        Self { file: file.into(), bytes }
    }
}

impl Diagnostic {
    /// A problem that keeps the site from being published.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, span, message: message.into(), hints: Vec::new() }
    }

    /// A problem that the build can live with.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Something assumed for want of a setting.
    pub fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, span, message) }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(Hint { text: text.into(), span: None });
        self
    }

    /// Adds the other place that takes part in the problem.
    #[must_use]
    pub fn see(mut self, span: Span, text: impl Into<String>) -> Self {
        self.hints.push(Hint { text: text.into(), span: Some(span) });
        self
    }
}

/// A stage's result and everything it stumbled over on the way.
#[derive(Debug, Clone)]
#[must_use]
pub struct Reported<T> {
    /// The result; whole even where there are problems.
    pub value: T,
    /// In the order they were met.
    pub problems: Vec<Diagnostic>,
}

impl<T> Reported<T> {
    /// A result without problems.
    pub fn clean(value: T) -> Self {
        Self { value, problems: Vec::new() }
    }

    /// Moves the problems to `all` and hands out the value.
    pub fn report_to(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.problems);
        self.value
    }

    /// Changes the value and keeps the problems.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reported<U> {
        Reported { value: change(self.value), problems: self.problems }
    }
}
