//! What the place and the name of a file say it is, before anybody looks into
//! it.

use std::path::Path;

use super::{Claim, Claimant, FileKind, Omission};

/// Folders at the top of a show that hold no sources.
const NOT_CONTENT: [&str; 5] = ["templates", "static", "target", "dist", "public"];

/// Folders that programs fill, wherever they are.
const OF_PROGRAMS: [&str; 5] =
    ["node_modules", "bower_components", "vendor", "__pycache__", "venv"];

/// Files about a repository, in whatever folder they are.
const OF_REPOSITORY: [&str; 16] = [
    "readme",
    "license",
    "licence",
    "changelog",
    "contributing",
    "contributors",
    "architecture",
    "copying",
    "notice",
    "authors",
    "code_of_conduct",
    "code-of-conduct",
    "security",
    "agents",
    "claude",
    "codeowners",
];

/// Folders of transcripts have one of these words in their names.
const TRANSCRIPTS: [&str; 10] = [
    "transcript",
    "transcripts",
    "transcription",
    "transcriptions",
    "transkript",
    "transkripte",
    "transcricoes",
    "transcripciones",
    "captions",
    "subtitles",
];

/// Names of folders of show notes, without marks in front.
const NOTES: [&str; 5] = ["show_notes", "show-notes", "shownotes", "show notes", "notes"];

/// Names of folders of episodes, without marks in front.
const EPISODES: [&str; 6] = ["episodes", "episode", "podcast", "podcasts", "shows", "folgen"];

/// Names of folders of what stands beside episodes, without marks in front.
const ASIDE: [&str; 22] = [
    "guest",
    "guests",
    "host",
    "hosts",
    "people",
    "person",
    "persons",
    "team",
    "staff",
    "author",
    "authors",
    "speaker",
    "speakers",
    "sponsor",
    "sponsors",
    "newsletter",
    "newsletters",
    "redirect",
    "redirects",
    "page",
    "tags",
    "categories",
];

/// Folders of what is not written yet, wherever they are.
const DRAFTS: [&str; 4] = ["drafts", "_drafts", "__drafts", "__draft"];

/// Folders of what programs are tried with.
const TRIALS: [&str; 6] =
    ["tests", "__tests__", "testdata", "fixtures", "__fixtures__", "__snapshots__"];

/// Words in the name of a folder that begins with its claim, and in one that
/// ends with it: more are a title, `captions-make-a-difference`.
const WORDS_BEHIND_CLAIM: usize = 2;
const WORDS_BEFORE_CLAIM: usize = 3;

/// What may follow the word in `12-transcript-slim`: which of several it is.
const VERSIONS: [&str; 22] = [
    "corrected",
    "revised",
    "reviewed",
    "cleaned",
    "slim",
    "tiny",
    "base",
    "small",
    "medium",
    "large",
    "turbo",
    "raw",
    "clean",
    "full",
    "final",
    "edited",
    "en",
    "de",
    "es",
    "fr",
    "pt",
    "ru",
];

/// Whether a folder of a show is not even looked into.
pub(super) fn is_closed(below: &Path) -> bool {
    let mut folders = below.iter().map(|it| it.to_string_lossy().to_lowercase());
    let first = folders.next().unwrap_or_default();
    NOT_CONTENT.contains(&first.as_str()) || is_of_programs(below)
}

/// Whether a folder belongs to programs: theirs are thousands of files.
pub(super) fn is_of_programs(below: &Path) -> bool {
    let mut folders = below.iter().map(|it| it.to_string_lossy().to_lowercase());
    folders.any(|it| OF_PROGRAMS.contains(&it.as_str()))
}

/// Why a file is no source whatever it says, if its folders tell. `is_content`
/// says that `below` leads from a folder that holds nothing but content.
pub(super) fn omission_of_folders(
    below: &Path,
    kind: FileKind,
    is_content: bool,
) -> Option<Omission> {
    let folders: Vec<String> =
        below.parent()?.iter().map(|it| it.to_string_lossy().to_lowercase()).collect();
    let is_one_of = |names: &[&str], it: &String| names.contains(&it.as_str());
    if folders.iter().any(|it| is_one_of(&DRAFTS, it)) {
        return Some(Omission::Draft);
    }
    // `episodes/tests/notes.md` is an episode about tests.
    let is_below_claim =
        |at: usize| 0 < at && of_folder(&folders[at - 1], FileKind::Text).is_some();
    let is_trial = |(at, it): (usize, &String)| is_one_of(&TRIALS, it) && !is_below_claim(at);
    let is_data = || {
        kind == FileKind::Text
            && folders.iter().any(|it| it == "_data")
            && !folders.iter().any(|it| of_folder(it, kind).is_some())
    };
    let is_of_programs = !is_content && (folders.iter().enumerate().any(is_trial) || is_data());
    is_of_programs.then_some(Omission::Data)
}

/// Why a text is no source whatever it says, if its name tells.
pub(super) fn omission(below: &Path) -> Option<Omission> {
    let stem = below.file_stem()?.to_string_lossy().to_lowercase();
    let first = stem.split('.').next().unwrap_or_default();
    let mut words = first.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let n_words = words.clone().count();
    let last = words.clone().next_back().unwrap_or_default();
    // `README-site`, `Open Font License`.
    let is_about = OF_REPOSITORY.contains(&first)
        || (first.starts_with("readme") && n_words <= 3 && words.clone().next() == Some("readme"))
        || (matches!(last, "license" | "licence")
            && n_words <= 4
            && !first.starts_with(char::is_numeric))
        // `player.js.LICENSE.txt`
        || stem.ends_with(".license");
    if is_about {
        return Some(Omission::Repository);
    }
    let is_mould = |it: &str| matches!(it, "template" | "blank" | "yyyy");
    // `_template`, `blank-episode`, `000-podcast-episode-blank`, not
    // `12-a-blank-page`.
    let begins = words.next().is_some_and(is_mould);
    let is_blank = begins || (is_mould(last) && n_words <= 4);
    is_blank.then_some(Omission::Template)
}

/// What the folders of a file or its own name say it is. The folder next to
/// the file knows best.
#[must_use]
pub fn claim(below: &Path, kind: FileKind) -> Option<(Claim, Claimant)> {
    let folders: Vec<String> = below
        .parent()
        .map(|it| it.iter().map(|it| it.to_string_lossy().to_lowercase()).collect())
        .unwrap_or_default();
    let stem = below.file_stem()?.to_string_lossy().to_lowercase();
    let own = of_name(&stem, kind).map(|it| (it, Claimant::Name));
    own.or_else(|| {
        let claims = folders.iter().rev().filter_map(|it| of_folder(it, kind));
        claims.map(|it| (it, Claimant::Folder)).next()
    })
}

/// What a file of `static/` is besides a file that is published as it is:
/// sites keep transcripts there for others to download.
pub(super) fn of_static(below_root: &Path) -> (FileKind, Option<(Claim, Claimant)>) {
    let extension = below_root.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let kind = match extension.as_str() {
        "md" | "txt" => FileKind::Text,
        "vtt" | "srt" => FileKind::Subtitles,
        "json" => FileKind::Json,
        _ => return (FileKind::Static, None),
    };
    let claim = claim(below_root, kind);
    match claim.filter(|it| *it == (Claim::Transcript, Claimant::Folder)) {
        Some(claim) => (kind, Some(claim)),
        None => (FileKind::Static, None),
    }
}

/// What the name of a folder says of the texts in it.
#[must_use]
pub fn claim_of_folder(name: &str) -> Option<Claim> {
    of_folder(&name.to_lowercase(), FileKind::Text)
}

fn of_folder(name: &str, kind: FileKind) -> Option<Claim> {
    let bare = name.trim_start_matches('_');
    if has_claim(bare) {
        return Some(Claim::Transcript);
    }
    match kind {
        FileKind::Text if NOTES.contains(&bare) => Some(Claim::Notes),
        FileKind::Text if EPISODES.contains(&bare) => Some(Claim::Episode),
        FileKind::Text if ASIDE.contains(&bare) => Some(Claim::Aside),
        _ => None,
    }
}

/// `transcripts`, `youtube-transcripts`, `transcripts_de`: the claim is the
/// name or stands at an end of a short one.
fn has_claim(bare: &str) -> bool {
    let words: Vec<&str> =
        bare.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let is_claim = |it: Option<&&str>| it.is_some_and(|it| TRANSCRIPTS.contains(it));
    (is_claim(words.last()) && words.len() <= WORDS_BEFORE_CLAIM + 1)
        || (is_claim(words.first()) && words.len() <= WORDS_BEHIND_CLAIM + 1)
}

/// `transcript`, `12-hello-transcript`, `179.transcription__base`, `notes`.
fn of_name(stem: &str, kind: FileKind) -> Option<Claim> {
    let words: Vec<&str> =
        stem.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let is_version =
        |it: &str| VERSIONS.contains(&it) || it.trim_start_matches('v').parse::<u32>().is_ok();
    let last = words.iter().rposition(|it| !is_version(it))?;
    if TRANSCRIPTS.contains(&words[last]) {
        return Some(Claim::Transcript);
    }
    let is_notes = NOTES.contains(&stem) || matches!(words[last], "shownotes");
    (kind == FileKind::Text && is_notes).then_some(Claim::Notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_claims() {
        for (path, expected) in [
            ("transcripts/1.md", Some(Claim::Transcript)),
            ("_transcripts/interviews/2019-01-01-x.md", Some(Claim::Transcript)),
            ("docs/whisper-transcriptions/179.json", Some(Claim::Transcript)),
            ("episodes/ann-lee/transcript.md", Some(Claim::Transcript)),
            ("transcripts/notes/1.md", Some(Claim::Notes)),
            ("_episodes/1.md", Some(Claim::Episode)),
            ("12-kettles-transcript-slim.md", Some(Claim::Transcript)),
            ("transcript_style_guide.md", None),
            ("_posts/1.md", None),
            ("site/_hosts/01-ann.md", Some(Claim::Aside)),
            ("youtube-transcripts/1.md", Some(Claim::Transcript)),
            ("transcripts_de/1.md", Some(Claim::Transcript)),
            ("closed-captions-make-a-difference/1.md", None),
            ("transcripts-of-a-long-evening/1.md", None),
        ] {
            let got = claim(Path::new(path), FileKind::Text).map(|it| it.0);
            assert_eq!(got, expected, "{path}");
        }
    }

    #[test]
    fn folders_tell_what_is_not_content() {
        for (path, is_content, expected) in [
            ("_drafts/12.md", false, Some(Omission::Draft)),
            ("posts/__draft/12.md", true, Some(Omission::Draft)),
            ("tests/fixtures/1.md", false, Some(Omission::Data)),
            ("episodes/tests/notes.md", false, None),
            ("tests/notes.md", true, None),
            ("_data/quotes.txt", false, Some(Omission::Data)),
            ("_data/transcripts/1.txt", false, None),
        ] {
            let got = omission_of_folders(Path::new(path), FileKind::Text, is_content);
            assert_eq!(got, expected, "{path}");
        }
    }

    #[test]
    fn names_tell_what_is_about_the_repository() {
        for (path, expected) in [
            ("app/README.md", Some(Omission::Repository)),
            ("readme.de.md", Some(Omission::Repository)),
            ("site/README-site.md", Some(Omission::Repository)),
            ("fonts/Open Font License.md", Some(Omission::Repository)),
            ("12-readme-first.md", None),
            ("assets/player.js.LICENSE.txt", Some(Omission::Repository)),
            ("show/_index.md", None),
            ("_podcast/_template.md", Some(Omission::Template)),
            ("YYYY-MM-DD-template.md", Some(Omission::Template)),
            ("000-podcast-episode-blank.md", Some(Omission::Template)),
            ("12-what-we-learned-from-a-blank.md", None),
        ] {
            assert_eq!(omission(Path::new(path)), expected, "{path}");
        }
    }
}
