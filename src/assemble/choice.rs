//! Which of several files of one episode is used.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::member::Member;
use super::purpose::Purpose;
use crate::diag::{Diagnostic, FileId, Span};
use crate::source::Claim;

/// A transcript may end this much before or behind the audio.
const SLACK_MS: u64 = 120_000;

/// The notes of a group. Of several those with the most in their front matter
/// are used, and it is said.
pub(super) fn notes<'c, 's>(
    members: &[&'c Member<'c, 's>],
    problems: &mut Vec<Diagnostic>,
) -> Option<&'c Member<'c, 's>> {
    let mut all: Vec<_> = members.iter().filter(|it| it.purpose == Purpose::Notes).collect();
    if members.iter().any(|it| it.format().is_some()) {
        all.retain(|it| it.may_be_notes());
    }
    let says = |it: &Member<'_, '_>| {
        let clues = &it.it.clues;
        let is_whole = clues.is_titled == Some(true);
        (clues.signs.len(), is_whole, clues.date.is_some(), it.is_corrected())
    };
    all.sort_by_key(|it| (Reverse(says(it)), it.it.file.id));
    let first = **all.first()?;
    // The text that somebody corrected is there as it was, too.
    let is_older = |it: &&&&Member<'_, '_>| first.is_corrected() && it.name == first.name;
    for other in all[1..].iter().filter(|it| !is_older(it)) {
        let (used, path) = (&first.it.file.path, &other.it.file.path);
        let message = format!("two files hold the notes of one episode: `{used}` is used");
        problems.push(
            Diagnostic::warning("source/duplicate-notes", Span::file(other.it.file.id), message)
                .see(Span::file(first.it.file.id), format!("`{path}` is left out"))
                .hint("delete one, or give them names of their own"),
        );
    }
    Some(first)
}

/// The transcripts of a group, best first: of the folder that serves most
/// episodes, as long as the audio is said to be, called a transcript, corrected,
/// with the names of speakers, in the format that says most. Several formats or
/// versions of one transcript are one; two different ones are reported.
pub(super) fn transcripts<'c, 's>(
    members: &[&'c Member<'c, 's>],
    all_members: &[Member<'_, '_>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<&'c Member<'c, 's>> {
    let mut all: Vec<&Member<'_, '_>> =
        members.iter().copied().filter(|it| it.format().is_some()).collect();
    if all.len() < 2 {
        return all;
    }
    let served = folders(&all, all_members);
    let length = members.iter().find_map(|it| it.it.clues.length);
    let fits = |it: &Member<'_, '_>| {
        let (Some(length), Some(end)) = (length, it.it.clues.end) else { return true };
        let (length, end) = (length.as_millis(), end.as_millis());
        end.abs_diff(length) <= SLACK_MS.max(length / 10)
    };
    let rank = |it: &&Member<'_, '_>| {
        let n_served = served.get(it.it.file.path.folder()).copied().unwrap_or(0);
        let stem = it.it.file.path.stem().len();
        let is_claimed = it.it.file.is_claimed(Claim::Transcript);
        let says = (
            n_served,
            fits(it),
            is_claimed,
            it.is_corrected(),
            it.it.clues.names_speakers,
            it.format(),
        );
        (Reverse(says), stem, it.it.file.id)
    };
    all.sort_by_key(rank);
    let best = all[0];
    let differs = |it: &&&Member<'_, '_>| {
        let (a, b) = (best.name.slug(), it.name.slug());
        let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
        // A name without words says nothing else; versions begin alike.
        let is_twin = best.twin.is_some() && best.twin == it.twin;
        !is_twin
            && !a.is_empty()
            && !b.is_empty()
            && shared * 2 < a.chars().count().min(b.chars().count())
    };
    let is_bundle = best.bundle.is_some();
    if let Some(other) = all.iter().find(differs).filter(|_| !is_bundle) {
        let why = if best.it.file.path.folder() != other.it.file.path.folder() {
            "its folder serves more episodes"
        } else if fits(best) && !fits(other) {
            "it is as long as the audio"
        } else if best.it.clues.names_speakers && !other.it.clues.names_speakers {
            "it names the speakers"
        } else {
            "its format says more"
        };
        let used = &best.it.file.path;
        let message = format!("two transcripts for one episode: `{used}` is used, since {why}");
        let path = &other.it.file.path;
        problems.push(
            Diagnostic::warning("source/two-transcripts", Span::file(best.it.file.id), message)
                .see(Span::file(other.it.file.id), format!("`{path}` is the other one"))
                .hint("delete one, or name the right one in front matter: `transcript = \"…\"`"),
        );
    }
    all
}

/// The picture of an episode. A drawing may hold scripts, and no app shows one.
pub(super) fn cover(members: &[&Member<'_, '_>], problems: &mut Vec<Diagnostic>) -> Option<FileId> {
    let pictures = members.iter().filter(|it| it.purpose == Purpose::Cover);
    let (drawings, pictures): (Vec<_>, Vec<_>) =
        pictures.map(|it| it.it.file).partition(|it| it.path.extension() == "svg");
    problems.extend(drawings.iter().map(|it| {
        let message = format!("`{}` is an SVG, which may hold scripts; it is left out", it.path);
        Diagnostic::warning("source/svg", Span::file(it.id), message)
            .hint("export the episode's picture as JPEG or PNG")
    }));
    pictures.first().map(|it| it.id)
}

/// How many transcripts lie in each folder that one of these lies in.
fn folders<'c>(of: &[&'c Member<'_, '_>], all: &[Member<'_, '_>]) -> BTreeMap<&'c str, usize> {
    let mut served: BTreeMap<&str, usize> =
        of.iter().map(|it| (it.it.file.path.folder(), 0)).collect();
    if served.len() < 2 {
        return served;
    }
    for it in all.iter().filter(|it| it.format().is_some()) {
        if let Some(n) = served.get_mut(it.it.file.path.folder()) {
            *n += 1;
        }
    }
    served
}
