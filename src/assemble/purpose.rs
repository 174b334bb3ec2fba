//! What each file is for: by what states it, by its place, by what it holds,
//! in this order.

use std::collections::BTreeSet;

use super::{Candidate, FileName};
use crate::diag::{Diagnostic, Span};
use crate::model::TranscriptFormat;
use crate::parse::clues::{Foreign, Nature, Sign};
use crate::source::{Claim, Claimant, FileKind, Omission};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Notes of an episode.
    Notes,
    /// The transcript of an episode; all but the first are offered as they are.
    Transcript(TranscriptFormat),
    /// Chapters of an episode.
    Chapters,
    /// Starts of items.
    Times,
    /// Sound of an episode.
    Audio,
    /// A picture of an episode.
    Cover,
    /// A page of the site.
    Page,
    /// Nothing on the site.
    Omitted(Omission),
}

/// What a file is for, and why.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub purpose: Purpose,
    /// A clause: `its folder says so`.
    pub why: &'static str,
}

/// Decides what a file is for. `is_named` says that front matter of another
/// file calls it its transcript.
pub(super) fn decide(it: &Candidate<'_>, is_named: bool) -> Decision {
    let decision = |purpose, why| Decision { purpose, why };
    match it.file.kind {
        FileKind::Times => return decision(Purpose::Times, "by its name"),
        FileKind::Audio => return decision(Purpose::Audio, "by its name"),
        FileKind::Image => return decision(Purpose::Cover, "by its name"),
        _ => {}
    }
    if it.file.path.stem() == "_index" {
        return decision(Purpose::Omitted(Omission::Section), "by its name");
    }
    let omitted = |why| decision(Purpose::Omitted(why), "by its content");
    if it.clues.nature == Nature::Empty {
        return omitted(Omission::Empty);
    }
    let is_chapters_text =
        it.file.kind == FileKind::Text && it.file.path.stem().eq_ignore_ascii_case("chapters");
    if it.clues.nature == Nature::Chapters || is_chapters_text {
        return decision(Purpose::Chapters, "by its content");
    }
    if is_named {
        return spoken(it, "front matter names it");
    }
    match it.file.claim {
        Some((Claim::Transcript, by)) => spoken(it, because(by)),
        Some((Claim::Notes, by)) if it.file.kind == FileKind::Text && !is_captions(it, by) => {
            decision(Purpose::Notes, because(by))
        }
        Some((Claim::Aside, by)) if is_aside(it) => {
            decision(Purpose::Omitted(Omission::NoEpisode), because(by))
        }
        _ => by_content(it),
    }
}

/// Pages of people and sponsors, newsletters: what has no audio of its own.
fn is_aside(it: &Candidate<'_>) -> bool {
    let is_heard = |it: &Sign| matches!(it, Sign::Audio | Sign::Guid);
    it.clues.nature == Nature::Notes && !it.clues.signs.iter().any(is_heard)
}

fn because(by: Claimant) -> &'static str {
    match by {
        Claimant::Settings => "the settings say so",
        Claimant::Name => "its name says so",
        Claimant::Folder => "its folder says so",
    }
}

/// Captions are captions in whatever folder they lie.
fn is_captions(it: &Candidate<'_>, by: Claimant) -> bool {
    use TranscriptFormat::{MachineJson, PodcastJson, Srt, WebVtt};
    let is_marked = Nature::Transcript(WebVtt) == it.clues.nature
        || [Srt, MachineJson, PodcastJson].map(Nature::Transcript).contains(&it.clues.nature);
    by != Claimant::Settings && is_marked
}

/// A file that is said to be a transcript.
fn spoken(it: &Candidate<'_>, why: &'static str) -> Decision {
    let format = match it.clues.nature {
        Nature::Transcript(format) => Some(format),
        Nature::Foreign(Foreign::Pointer) => None,
        // What a server says when it has no captions.
        Nature::Foreign(Foreign::WebPage) if it.file.kind != FileKind::Text => None,
        _ => it.clues.as_transcript,
    };
    let purpose = match format {
        Some(format) => Purpose::Transcript(format),
        None => Purpose::Omitted(Omission::NotUnderstood),
    };
    Decision { purpose, why }
}

fn by_content(it: &Candidate<'_>) -> Decision {
    let purpose = match (it.clues.nature, it.file.kind) {
        (Nature::Transcript(format), _) => Purpose::Transcript(format),
        (Nature::Notes, FileKind::Text) => Purpose::Notes,
        // Settings of tools, with comments.
        (Nature::Notes, FileKind::Json) => Purpose::Omitted(Omission::Data),
        (Nature::Notes | Nature::Foreign(Foreign::WebPage | Foreign::Pointer), _) => {
            Purpose::Omitted(Omission::NotUnderstood)
        }
        _ => Purpose::Omitted(Omission::Data),
    };
    Decision { purpose, why: "by its content" }
}

/// Plain text with the name of captions is the same transcript without times,
/// and no notes: recognisers write `12.srt`, `12.vtt` and `12.txt`. And plain
/// text with the name of notes in Markdown is what is said.
pub(super) fn other_forms(candidates: &[Candidate<'_>], decisions: &mut [Decision]) {
    let is_captions = |(it, decision): &(&Candidate<'_>, &Decision)| {
        it.file.kind != FileKind::Text && matches!(decision.purpose, Purpose::Transcript(_))
    };
    let stem = |it: &Candidate<'_>| it.file.path.stem().to_lowercase();
    let captions: BTreeSet<String> =
        candidates.iter().zip(&*decisions).filter(is_captions).map(|it| stem(it.0)).collect();
    let is_txt = |it: &Candidate<'_>| it.file.path.extension().eq_ignore_ascii_case("txt");
    let is_markdown = |(it, decision): &(&Candidate<'_>, &Decision)| {
        decision.purpose == Purpose::Notes && !is_txt(it)
    };
    let place = |it: &Candidate<'_>| (it.file.path.folder().to_owned(), stem(it));
    let notes: BTreeSet<(String, String)> =
        candidates.iter().zip(&*decisions).filter(is_markdown).map(|it| place(it.0)).collect();
    for (it, decision) in candidates.iter().zip(decisions) {
        let is_form = decision.purpose == Purpose::Notes
            && it.file.claim.is_none_or(|it| it.0 == Claim::Episode)
            && it.clues.is_plain;
        let why = match () {
            () if captions.contains(&stem(it)) => "captions of the same name say the same",
            () if is_txt(it) && notes.contains(&place(it)) => {
                "notes of the same name lie beside it"
            }
            () => continue,
        };
        if let Some(format) = it.clues.as_transcript.filter(|_| is_form) {
            decision.purpose = Purpose::Transcript(format);
            decision.why = why;
        }
    }
}

/// What is worth a word about a file that is left out: what somebody may have
/// meant to be on the site.
pub(super) fn complaint(
    it: &Candidate<'_>,
    decision: &Decision,
    in_bundle: bool,
) -> Option<Diagnostic> {
    let span = Span::file(it.file.id);
    let path = &it.file.path;
    let Purpose::Omitted(omission) = decision.purpose else { return None };
    let is_json = it.file.kind == FileKind::Json;
    match (omission, it.clues.nature) {
        (Omission::Empty, _) => Some(
            Diagnostic::warning("source/empty-file", span, format!("`{path}` is empty"))
                .hint("delete it, or fill it"),
        ),
        (Omission::NotUnderstood, Nature::Foreign(Foreign::Pointer)) => Some(
            Diagnostic::warning(
                "source/pointer",
                span,
                format!("`{path}` is a pointer of Git LFS; the file itself is not here"),
            )
            .hint("it is left out; `git lfs pull` fetches it"),
        ),
        (Omission::NotUnderstood, Nature::Foreign(Foreign::WebPage)) => Some(
            Diagnostic::warning("source/web-page", span, format!("`{path}` is a web page"))
                .hint("it is left out; download the transcript itself, as WebVTT or text"),
        ),
        (Omission::NotUnderstood, _) => {
            let form = it.clues.form.as_deref().unwrap_or("text");
            let message = format!("`{path}` cannot be read as a transcript: it looks like {form}");
            let problem = Diagnostic::warning("source/unknown-transcript", span, message);
            let why = format!("it is left out; {}, so it was taken for one", decision.why);
            Some(problem.hint(why).hint("export it as WebVTT, SRT or plain text"))
        }
        (Omission::Data, _) if in_bundle && is_json && !is_of_page(it) => Some(
            Diagnostic::warning(
                "source/unknown-json",
                span,
                "this JSON is neither transcript nor chapters",
            )
            .hint("it is left out; move it out of the episode's folder if that is right"),
        ),
        _ => None,
    }
}

/// Whether it is what generators and other tools keep beside a page:
/// `index.json`, `manifest.json`.
fn is_of_page(it: &Candidate<'_>) -> bool {
    const OF_TOOLS: [&str; 7] =
        ["index", "manifest", "package", "package-lock", "composer", "tsconfig", "site"];
    OF_TOOLS.iter().any(|tool| it.file.path.stem().eq_ignore_ascii_case(tool))
}

/// Takes `404.md` and `500.md` for what they are, unless the names beside them
/// are numbers near theirs.
pub(super) fn pages_of_errors(candidates: &[Candidate<'_>], decisions: &mut [Decision]) {
    let code = |it: &Candidate<'_>| {
        let stem = it.file.path.stem();
        let digits = stem.replace(['x', 'X'], "0");
        let code = digits.parse::<u32>().ok().filter(|_| stem.len() == 3)?;
        [400, 401, 403, 404, 410, 500, 502, 503].contains(&code).then_some(code)
    };
    let is_heard =
        |it: &Candidate<'_>| it.clues.signs.iter().any(|it| matches!(it, Sign::Audio | Sign::Guid));
    for (it, decision) in candidates.iter().zip(decisions) {
        let Some(code) = code(it).filter(|_| decision.purpose == Purpose::Notes) else { continue };
        let is_near = |other: &Candidate<'_>| {
            let number = super::file_name::digits(other.file.path.stem()).map(|it| it.0);
            other.file.path.folder() == it.file.path.folder()
                && number.is_some_and(|it| it != code && it.abs_diff(code) <= 9)
        };
        if !is_heard(it) && !candidates.iter().any(is_near) {
            decision.purpose = Purpose::Omitted(Omission::ErrorPage);
            decision.why = "its name says so";
        }
    }
}

/// Whether a file's name says what it is and not which episode it is of.
pub(super) fn is_generic(it: &Candidate<'_>) -> bool {
    FileName::is_generic(it.file.path.stem())
}
