//! Diagnostics as text for people, as JSON lines, and as GitHub annotations.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Located, Place, Severity};

/// Whether colour may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// Draws a diagnostic for a terminal, with the line it is about. Ends without
/// a newline.
#[must_use]
pub fn draw(problem: &Located, style: Style) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = printable(&problem.message);
    let title = level.primary_title(message).id(problem.code.as_ref());
    let mut group = Group::with_title(title);
    if let Some(place) = &problem.place {
        group = element(group, place, None);
    }
    for hint in &problem.hints {
        group = match &hint.place {
            Some(place) => element(group, place, Some(hint.text.clone())),
            None => group.element(Level::HELP.message(printable(&hint.text))),
        };
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    renderer.render(&[group]).clone()
}

fn element<'a>(group: Group<'a>, place: &Place, label: Option<String>) -> Group<'a> {
    let Some(text) = &place.text else {
        let group = group.element(Origin::path(place.path.clone()));
        return match label {
            Some(label) => group.element(Level::NOTE.message(printable(&label))),
            None => group,
        };
    };
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let mark = kind.span(text.mark.clone()).label(label);
    group.element(
        Snippet::source(text.line.clone())
            .line_start(place.line)
            .path(place.path.clone())
            .annotation(mark),
    )
}

/// A text with a mark in place of each control character: those could repaint
/// the terminal, and texts come from the user's files and from servers.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { '\u{fffd}' } else { it }).collect()
}

/// One JSON object on one line: `severity, code, message, path, line, column, hints[]`.
/// Path, line and column are null where no file is to blame.
#[must_use]
pub fn to_json(problem: &Located) -> String {
    let hints: Vec<_> = problem
        .hints
        .iter()
        .map(|it| match &it.place {
            Some(place) => serde_json::json!({
                "text": it.text, "path": place.path, "line": place.line, "column": place.column,
            }),
            None => serde_json::json!({ "text": it.text }),
        })
        .collect();
    let place = problem.place.as_ref();
    serde_json::json!({
        "severity": word(problem.severity),
        "code": problem.code,
        "message": problem.message,
        "path": place.map(|it| &it.path),
        "line": place.map(|it| it.line),
        "column": place.map(|it| it.column),
        "hints": hints,
    })
    .to_string()
}

/// A workflow command that GitHub Actions shows beside the line, or with the run
/// where no file is to blame.
///
/// Format: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
#[must_use]
pub fn to_github(problem: &Located) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut message = problem.message.clone();
    for hint in &problem.hints {
        message.push_str("\nhint: ");
        message.push_str(&hint.text);
    }
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let place = problem.place.as_ref().map_or_else(String::new, |it| {
        format!("file={},line={},col={},", property(&it.path), it.line, it.column)
    });
    format!("::{kind} {place}title={}::{}", property(&problem.code), data(&message))
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
