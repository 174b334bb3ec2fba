//! What a file is by its name, its place and the settings' globs.

use std::path::Path;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::{Claim, Claimant, FileKind, Omission, place};
use crate::config::Show;

/// What a file is, and what its place claims it is; or why it is no source.
pub(super) type Class = Result<(FileKind, Option<(Claim, Claimant)>), Omission>;

/// What the settings say of a show's files.
pub(super) struct Globs {
    notes: GlobSet,
    transcripts: GlobSet,
    audio: GlobSet,
    given: bool,
}

impl Globs {
    pub(super) fn new(show: &Show) -> Self {
        let set = |globs: &[String]| {
            let mut builder = GlobSetBuilder::new();
            for glob in globs.iter().filter_map(|it| Glob::new(it).ok()) {
                builder.add(glob);
            }
            builder.build().unwrap_or_default()
        };
        let content = &show.content;
        Self {
            notes: set(&content.notes),
            transcripts: set(&content.transcripts),
            audio: set(&content.audio),
            given: !content.notes.is_empty(),
        }
    }
}

/// Endings of pictures.
const PICTURES: [&str; 7] = ["jpg", "jpeg", "png", "webp", "gif", "svg", "avif"];

/// Whether a file is a picture by its name.
pub(super) fn is_picture(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    PICTURES.contains(&ending.as_str())
}

/// `topics.toml`, or a file for each topic below `topics/`.
fn is_topics(below_base: &Path) -> bool {
    below_base == Path::new("topics.toml") || (below_base.parent() == Some(Path::new("topics")))
}

/// What a file is. `below_base` leads from the content folder, `below_show` from the
/// show's, which the settings' globs are about.
pub(super) fn classify(below_base: &Path, below_show: &Path, globs: &Globs) -> Option<Class> {
    let extension = below_base.extension()?.to_string_lossy().to_lowercase();
    let kind = match extension.as_str() {
        "md" | "markdown" | "mdown" | "mdx" | "txt" => FileKind::Text,
        // Elsewhere these are templates and data of programs.
        "html" | "htm" | "tsv" | "csv" | "lrc" => FileKind::Text,
        "vtt" | "srt" | "sbv" | "ttml" | "dfxp" | "ass" | "ssa" => FileKind::Subtitles,
        "json" | "jsonl" | "ndjson" => FileKind::Json,
        "toml" if is_topics(below_base) => FileKind::Topics,
        "toml" if below_base.to_string_lossy().ends_with("times.toml") => FileKind::Times,
        "mp3" | "m4a" | "ogg" | "oga" | "opus" | "wav" | "flac" | "aac" | "mp4" => FileKind::Audio,
        it if PICTURES.contains(&it) => FileKind::Image,
        _ if globs.audio.is_match(below_show) => FileKind::Audio,
        _ => return None,
    };
    if kind == FileKind::Text && below_base.starts_with("pages") {
        let is_page = !matches!(extension.as_str(), "html" | "htm" | "tsv" | "csv" | "lrc");
        return is_page.then_some(Ok((FileKind::Page, None)));
    }
    let by_settings = |claim| Some((claim, Claimant::Settings));
    let claim = if globs.notes.is_match(below_show) {
        by_settings(Claim::Notes)
    } else if globs.transcripts.is_match(below_show) {
        by_settings(Claim::Transcript)
    } else if matches!(kind, FileKind::Text | FileKind::Subtitles | FileKind::Json) {
        let is_content = below_base != below_show;
        let of_name = || place::omission(below_base).filter(|_| kind == FileKind::Text);
        let of_folders = place::omission_of_folders(below_base, kind, is_content);
        if let Some(why) = of_folders.or_else(of_name) {
            return Some(Err(why));
        }
        place::claim(below_base, kind)
    } else {
        None
    };
    let is_claimed = claim.is_some_and(|it| it.0 == Claim::Transcript);
    if matches!(extension.as_str(), "html" | "htm" | "tsv" | "lrc") && !is_claimed {
        return None;
    }
    // Where the settings say which files are notes, no other Markdown is.
    let is_named = claim.is_some_and(|(what, by)| match what {
        Claim::Transcript => true,
        Claim::Notes => by == Claimant::Settings,
        Claim::Episode | Claim::Aside => false,
    });
    (is_named || !globs.given || kind != FileKind::Text).then_some(Ok((kind, claim)))
}
