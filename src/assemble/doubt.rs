//! What to say about notes that may be no episode's, and transcripts that may
//! be another one's.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::member::Member;
use crate::diag::{Diagnostic, Span};

/// What to say about notes of which nothing says that they are an episode's:
/// once, since a folder of them is a folder of something else.
pub(super) fn unclear(doubted: &[&Member<'_, '_>]) -> Option<Diagnostic> {
    let first = doubted.first()?;
    let names: Vec<String> =
        doubted.iter().take(3).map(|it| format!("`{}`", it.it.file.path)).collect();
    let names = names.join(", ");
    let message = match doubted.len() {
        1 => format!("{names} has no number, date, transcript or audio; it is left out"),
        n @ 2..=3 => format!(
            "{n} texts have no number, date, transcript or audio; they are left out: {names}"
        ),
        n => format!(
            "{n} texts have no number, date, transcript or audio; they are left out: {names}, …"
        ),
    };
    Some(Diagnostic::warning("source/unclear", Span::file(first.it.file.id), message).hint(
        match doubted.len() {
            1 => "move it into `pages/`, or give it front matter with a `number`",
            _ => "move them into `pages/`, or give them front matter with a `number`",
        },
    ))
}

/// What to say about transcripts without notes in a folder whose others have
/// some: each makes an episode of its own, and may be one of the others' under
/// another name.
pub(super) fn alone(kept: &[&Draft<'_, '_>]) -> Option<Diagnostic> {
    let folder =
        |it: &Draft<'_, '_>| it.transcripts.first().map(|it| it.it.file.path.folder().to_owned());
    let mut n_of: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for it in kept {
        let Some(folder) = folder(it) else { continue };
        let (with, without) = n_of.entry(folder).or_default();
        *if it.notes.is_some() { with } else { without } += 1;
    }
    let is_served = |it: &&&Draft<'_, '_>| {
        let counts = folder(it).and_then(|it| n_of.get(&it));
        // A title of its own says that it is an episode.
        let is_titled = it.transcripts.iter().any(|it| it.it.clues.is_titled == Some(true));
        let is_known = it.notes.is_some() || is_titled;
        !is_known && counts.is_some_and(|(with, without)| without < with)
    };
    let lone: Vec<&Member<'_, '_>> =
        kept.iter().filter(is_served).filter_map(|it| it.transcripts.first().copied()).collect();
    let first = lone.first()?;
    let names: Vec<String> =
        lone.iter().take(3).map(|it| format!("`{}`", it.it.file.path)).collect();
    let more = if 3 < lone.len() { ", …" } else { "" };
    let message = match lone.len() {
        1 => format!("{} belongs to no notes, and makes an episode of its own", names[0]),
        n => format!(
            "{n} transcripts belong to no notes, and make episodes of their own: {}{more}",
            names.join(", ")
        ),
    };
    let problem = Diagnostic::note("source/lone-transcript", Span::file(first.it.file.id), message);
    Some(problem.hint("if it is that of other notes, call it as they are called, or name it in their front matter: `transcript`"))
}
