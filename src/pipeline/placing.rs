//! How items are recognised in speech: what is shipped for the language, and
//! what `placing.toml` adds for the show.

use std::borrow::Cow;

use super::Open;
use crate::align::{Addition, Learned};
use crate::config::Site;
use crate::diag::{Diagnostic, Span};
use crate::source::{FileKind, SourceTree};

/// Reads `placing.toml`, where there is one.
pub(super) fn learned(
    tree: &SourceTree,
    site: &Site,
    open: &mut Open<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Cow<'static, Learned> {
    let shipped = Learned::of(&site.language);
    let file = tree.files().iter().find(|it| it.kind == FileKind::Placing).map(|it| it.id);
    let Some(file) = file else { return Cow::Borrowed(shipped) };
    let Some(text) = open.read(file, site, problems) else { return Cow::Borrowed(shipped) };
    let lost = |span, message| {
        Diagnostic::warning("placing/unknown", span, message)
            .hint("run `cuepoint learn` again, or delete the file")
    };
    match Addition::parse(text) {
        Ok(addition) if addition.language == site.language => {
            return Cow::Owned(shipped.with(&addition));
        }
        Ok(addition) => problems.push(lost(
            Span::file(file),
            format!(
                "what was learned is of the language `{}`, and the site's is `{}`; it is not used",
                addition.language, site.language
            ),
        )),
        Err(error) => {
            let bytes = error.span().unwrap_or(0..0);
            let what = error.message().lines().next().unwrap_or_default().to_owned();
            let message = format!("what was learned is not understood, and not used: {what}");
            problems.push(lost(Span::new(file, bytes), message));
        }
    }
    Cow::Borrowed(shipped)
}
