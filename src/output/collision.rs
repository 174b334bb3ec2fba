//! What to say where two outputs want one path.

use crate::diag::{Diagnostic, FileId, Span};
use crate::path::SitePath;

/// Two outputs of one path. The message does not depend on which came first.
pub(super) fn collision(path: &SitePath, a: Option<FileId>, b: Option<FileId>) -> Diagnostic {
    let path = path.as_str();
    let error = |span, message: String| Diagnostic::error("output/collision", span, message);
    match (a.min(b), a.max(b)) {
        (Some(a), Some(b)) if a == b => {
            error(Span::file(a), format!("this file produces `{path}` twice"))
                .hint("does it name one alias twice, or its own address as an alias?")
        }
        (Some(a), Some(b)) => error(Span::file(b), format!("two sources produce `{path}`"))
            .see(Span::file(a), "this is the other one")
            .hint("give one of them another `slug`, or rename the file"),
        (None, Some(own)) => {
            error(Span::file(own), format!("`{path}` is a page that cuepoint makes itself"))
                .hint("rename the file, or give its episode another `slug` or alias")
        }
        (_, None) => error(Span::detached(), format!("two lists of the site produce `{path}`"))
            .hint("rename the topic, person or show that is called so"),
    }
}

/// Two outputs whose paths differ in nothing but capitals, or in how accents
/// are written. The message does not depend on which came first.
pub(super) fn collision_of_case(
    a: (&SitePath, Option<FileId>),
    b: (&SitePath, Option<FileId>),
) -> Diagnostic {
    let (a, b) = if a.0 < b.0 { (a, b) } else { (b, a) };
    let message = format!("`{}` and `{}` are one file on some systems", a.0.as_str(), b.0.as_str());
    let error = Diagnostic::error("output/collision", Span::file(b.1.or(a.1)), message);
    let error = match a.1.filter(|it| b.1.is_some_and(|b| b != *it)) {
        Some(other) => error.see(Span::file(other), "this is the other one"),
        None => error,
    };
    error.hint("give one of them a name that differs in more than capitals")
}
