//! Problems and findings as text.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::Arc;

use super::build::Format;
use crate::diag::{Located, Severity, Style, draw, to_github, to_json};
use crate::model::{EpisodeFacts, Origin};
use crate::pipeline::{self, Tally};

/// Problems of one kind that are drawn in full; the others are counted.
const DRAWN_ERRORS: usize = 10;
const DRAWN_WARNINGS: usize = 2;

/// Prints problems: machines get all of them, people the first of each kind.
pub(super) fn problems(
    all: &[Located],
    format: Format,
    verbose: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) {
    match format {
        Format::Json => all.iter().for_each(|it| drop(writeln!(out, "{}", to_json(it)))),
        Format::Github => all.iter().for_each(|it| drop(writeln!(out, "{}", to_github(it)))),
        Format::Human => {
            let coloured = std::io::stderr().is_terminal() && !no_color();
            let style = if coloured { Style::Coloured } else { Style::Plain };
            human(all, verbose, style, err);
        }
    }
}

/// Whether the user wants no colours: <https://no-color.org>.
fn no_color() -> bool {
    #[expect(clippy::disallowed_methods, reason = "`cli` reads the environment")]
    std::env::var("NO_COLOR").is_ok_and(|it| !it.is_empty())
}

fn human(all: &[Located], verbose: bool, style: Style, err: &mut dyn Write) {
    let mut drawn: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for problem in all {
        let count = drawn.entry((problem.severity, problem.code.as_ref())).or_default();
        *count += 1;
        let limit = match problem.severity {
            Severity::Error => DRAWN_ERRORS,
            Severity::Warning | Severity::Note => DRAWN_WARNINGS,
        };
        if verbose || *count <= limit {
            let _ = writeln!(err, "{}\n", draw(problem, style));
        }
    }
    let mut hidden = false;
    for ((severity, code), count) in drawn {
        let limit = if severity == Severity::Error { DRAWN_ERRORS } else { DRAWN_WARNINGS };
        if !verbose && limit < count {
            hidden = true;
            let _ = writeln!(err, "… and {} more of {code}", count - limit);
        }
    }
    if hidden {
        let _ = writeln!(err, "(`--verbose` lists all of them)\n");
    }
}

/// How many warnings there are.
pub(super) fn n_warnings(all: &[Located]) -> usize {
    all.iter().filter(|it| it.severity == Severity::Warning).count()
}

/// `2 errors, 1 warning`.
pub(super) fn count(all: &[Located]) -> String {
    let n_errors = all.iter().filter(|it| it.severity == Severity::Error).count();
    let n_warnings = n_warnings(all);
    match (n_errors, n_warnings) {
        (0, 0) => "no problems".to_owned(),
        (0, n) => plural(n, "warning"),
        (n, 0) => plural(n, "error"),
        (e, w) => format!("{}, {}", plural(e, "error"), plural(w, "warning")),
    }
}

/// `1 episode`, `3 episodes`.
pub(super) fn plural(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Prints how many files were read as what, and what was left out and why:
/// three names a reason, or all of them.
pub(super) fn tally(tally: &Tally, verbose: bool, err: &mut dyn Write) {
    let read: Vec<String> = tally.read.iter().map(|(kind, n)| counted(*n, kind)).collect();
    if !read.is_empty() {
        let _ = writeln!(err, "read: {}", read.join(", "));
    }
    if 0 < tally.unlisted {
        let _ = writeln!(
            err,
            "unlisted: {} with a page that nothing leads to; `cuepoint files` says where",
            plural(tally.unlisted, "episode")
        );
    }
    for (why, paths) in &tally.omitted {
        let shown = if verbose { paths.len() } else { 3 };
        let names: Vec<&str> = paths.iter().take(shown).map(String::as_str).collect();
        let more = if shown < paths.len() { ", …" } else { "" };
        let (n, why) = (paths.len(), pipeline::reason(*why));
        let _ = writeln!(err, "left out: {n} {why} ({}{more})", names.join(", "));
    }
}

/// `9 notes`, `1 transcript`.
fn counted(n: usize, kind: &str) -> String {
    if kind == "notes" { format!("{n} notes") } else { plural(n, kind) }
}

/// Prints what was inferred for each episode, and from what.
pub(super) fn inferred(episodes: &[Arc<EpisodeFacts>], err: &mut dyn Write) {
    for it in episodes {
        let mut facts = Vec::new();
        let mut add = |what: &str, value: String, origin: Origin| {
            if origin != Origin::Stated {
                facts.push(format!("{what} {value} ({})", from(origin)));
            }
        };
        if let Some(number) = it.number {
            add("number", number.value.to_string(), number.origin);
        }
        add("title", format!("`{}`", it.title.value), it.title.origin);
        if let Some(date) = it.date {
            add("date", date.value.to_string(), date.origin);
        }
        if let Some(length) = it.length {
            add("length", length.value.words(), length.origin);
        }
        for person in &it.people {
            add("with", person.name.clone(), person.origin);
        }
        let name = it.number.map_or_else(|| it.title.value.clone(), |it| it.value.to_string());
        let _ = writeln!(err, "{name}: {}", facts.join(", "));
    }
}

fn from(origin: Origin) -> &'static str {
    match origin {
        Origin::Stated => "stated",
        Origin::Audio => "audio file",
        Origin::FileName => "file name",
        Origin::Heading => "heading",
        Origin::Notes => "notes",
        Origin::Speech => "speech",
        Origin::Transcript => "transcript",
        Origin::Default => "nothing better",
    }
}

/// Says which of the names that were asked for nothing has, and what lists all
/// that there are; whether there are any.
pub(super) fn is_any_unknown(
    wanted: &[String],
    (what, all): (&str, &str),
    is_known: impl Fn(&str) -> bool,
    err: &mut dyn Write,
) -> bool {
    let unknown: Vec<&String> = wanted.iter().filter(|it| !is_known(it)).collect();
    for it in &unknown {
        let _ = writeln!(err, "error: there is no {what} `{it}`\nhint: `{all}` lists all of them");
    }
    !unknown.is_empty()
}
