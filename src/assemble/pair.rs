//! Which files make an episode: by folder, by front matter, by number, by slug.
//!
//! Nothing is decided in silence: where two files could be meant, a diagnostic
//! names both.

use std::collections::{BTreeMap, BTreeSet};

use super::FileName;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Known, Origin, ShowId, TranscriptFormat};
use crate::parse::clues::{Clues, Foreign, Nature};
use crate::source::{Claim, FileKind, SourceFile};

/// A file and what its beginning says. Files that are no text have no clues.
#[derive(Debug, Clone)]
pub struct Candidate<'s> {
    pub file: &'s SourceFile,
    pub clues: Clues,
    /// What its name says; `.times` does not count.
    name: FileName,
}

impl<'s> Candidate<'s> {
    /// Looks at the file's name.
    #[must_use]
    pub fn new(file: &'s SourceFile, clues: Clues) -> Self {
        let stem = file.path.stem();
        let name = FileName::parse(stem.strip_suffix(".times").unwrap_or(stem));
        Self { file, clues, name }
    }
}

/// The files of one episode.
#[derive(Debug, Clone)]
pub struct EpisodeFiles {
    pub show: ShowId,
    /// The file that problems of the whole episode point at.
    pub main: FileId,
    pub notes: Option<FileId>,
    /// Best first; the others are offered for download.
    pub transcripts: Vec<(FileId, TranscriptFormat)>,
    pub chapters: Option<FileId>,
    /// Starts of items that the author keeps beside the notes.
    pub times: Option<FileId>,
    pub audio: Option<FileId>,
    pub cover: Option<FileId>,
    /// What the names of folder and files say, the most telling first.
    pub names: Vec<FileName>,
    pub number: Option<Known<u32>>,
    pub season: Option<u32>,
}

/// What holds the files of an episode together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Folder(String),
    Number(Option<u32>, u32),
    Slug(String),
    Alone(FileId),
}

#[derive(Debug, Default)]
struct Group<'c, 's> {
    members: Vec<&'c Candidate<'s>>,
}

/// Groups the files of one show into episodes, in order of their keys.
pub fn pair(show: ShowId, candidates: &[Candidate<'_>]) -> Reported<Vec<EpisodeFiles>> {
    let mut problems = Vec::new();
    let bundles = bundles(candidates);
    let mut groups: BTreeMap<Key, Group<'_, '_>> = BTreeMap::new();
    let mut keys: BTreeMap<FileId, Key> = BTreeMap::new();
    for it in candidates {
        report_useless(it, &mut problems);
        keys.insert(it.file.id, key(it, &bundles));
    }
    claim_named_transcripts(candidates, &mut keys, &mut problems);
    for it in candidates {
        groups.entry(keys[&it.file.id].clone()).or_default().members.push(it);
    }
    merge_by_slug(&mut groups);
    let mut episodes = Vec::new();
    for (key, group) in groups {
        episodes.extend(episode(show, &key, &group, &mut problems));
    }
    Reported { value: episodes, problems }
}

/// Folders whose files have names like `notes` and `transcript`.
fn bundles(candidates: &[Candidate<'_>]) -> BTreeSet<String> {
    let texts = candidates.iter().filter(|it| !matches!(it.file.kind, FileKind::Image));
    let generic = texts.filter(|it| FileName::is_generic(it.file.path.stem()));
    generic.map(|it| it.file.path.folder().to_owned()).collect()
}

fn key(it: &Candidate<'_>, bundles: &BTreeSet<String>) -> Key {
    let folder = it.file.path.folder();
    if bundles.contains(folder) {
        return Key::Folder(folder.to_owned());
    }
    let name = &it.name;
    let season = it.clues.season.or(name.season);
    match number(it) {
        Some(number) => Key::Number(season, number.value),
        None if name.words.is_empty() && name.date.is_none() => Key::Alone(it.file.id),
        None => Key::Slug(slug_key(name)),
    }
}

fn slug_key(name: &FileName) -> String {
    let date = name.date.map(|it| it.to_string()).unwrap_or_default();
    let words: String = name.words.chars().filter(|it| it.is_alphanumeric()).collect();
    if words.is_empty() { date } else { words }
}

/// The number a file gives its episode: front matter, name, heading, speech.
fn number(Candidate { clues, name, .. }: &Candidate<'_>) -> Option<Known<u32>> {
    let known = |value: Option<u32>, origin| value.map(|it| Known::new(it, origin));
    known(clues.stated_number, Origin::Stated)
        .or_else(|| known(name.number, Origin::FileName))
        .or_else(|| known(clues.heading_number, Origin::Heading))
        .or_else(|| known(clues.spoken_number, Origin::Speech))
}

fn report_useless(it: &Candidate<'_>, problems: &mut Vec<Diagnostic>) {
    let span = Span::file(it.file.id);
    let is_text = matches!(it.file.kind, FileKind::Text | FileKind::Subtitles | FileKind::Json);
    problems.extend(match it.clues.nature {
        Nature::Empty if is_text => Some(
            Diagnostic::warning("source/empty-file", span, format!("`{}` is empty", it.file.path))
                .hint("delete it, or fill it"),
        ),
        Nature::Foreign(Foreign::WebPage) => Some(
            Diagnostic::error("source/web-page", span, format!("`{}` is a web page", it.file.path))
                .hint("download the transcript itself, as WebVTT or text"),
        ),
        Nature::Foreign(Foreign::Json) => Some(
            Diagnostic::warning(
                "source/unknown-json",
                span,
                "this JSON is neither transcript nor chapters",
            )
            .hint("it is left out; move it out of the content if that is right"),
        ),
        _ => None,
    });
}

/// `transcript = "…"` in front matter.
fn claim_named_transcripts(
    candidates: &[Candidate<'_>],
    keys: &mut BTreeMap<FileId, Key>,
    problems: &mut Vec<Diagnostic>,
) {
    for it in candidates {
        let Some(wanted) = &it.clues.transcript else { continue };
        let folder = it.file.path.folder();
        let path = resolve(folder, wanted);
        match candidates.iter().find(|other| Some(other.file.path.as_str()) == path.as_deref()) {
            Some(found) => {
                let key = keys[&it.file.id].clone();
                keys.insert(found.file.id, key);
            }
            None => problems.push(
                Diagnostic::error(
                    "front-matter/transcript",
                    Span::file(it.file.id),
                    format!("there is no transcript `{wanted}`"),
                )
                .hint("the path is relative to the notes; it may not leave the site's folder"),
            ),
        }
    }
}

/// A path relative to a folder, with `..` resolved; `None` if it leaves the root.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Notes called by slug and transcripts called by number and the same slug
/// belong together.
fn merge_by_slug(groups: &mut BTreeMap<Key, Group<'_, '_>>) {
    let slugs: Vec<Key> = groups.keys().filter(|it| matches!(it, Key::Slug(_))).cloned().collect();
    let mut by_slug: BTreeMap<String, Vec<Key>> = BTreeMap::new();
    for (key, group) in groups.iter().filter(|(key, _)| matches!(key, Key::Number(..))) {
        for member in &group.members {
            let slug = slug_key(&member.name);
            if !slug.is_empty() {
                by_slug.entry(slug).or_default().push(key.clone());
            }
        }
    }
    for key in slugs {
        let Key::Slug(slug) = &key else { continue };
        let Some(targets) = by_slug.get(slug) else { continue };
        let first = &targets[0];
        if targets.iter().all(|it| it == first)
            && let (Some(group), target) = (groups.remove(&key), first.clone())
        {
            groups.entry(target).or_default().members.extend(group.members);
        }
    }
}

fn episode(
    show: ShowId,
    key: &Key,
    group: &Group<'_, '_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<EpisodeFiles> {
    let notes = notes(key, group, problems);
    let transcripts = transcripts(key, group, problems);
    let of_kind = |kind: FileKind| group.members.iter().find(|it| it.file.kind == kind);
    let audio = of_kind(FileKind::Audio).map(|it| it.file.id);
    let chapters = group.members.iter().find(|it| is_chapters(it)).map(|it| it.file.id);
    let names = names(key, notes, &transcripts, group);
    let number = notes
        .into_iter()
        .chain(transcripts.iter().copied())
        .filter_map(number)
        .chain(names.iter().filter_map(|it| Some(Known::new(it.number?, Origin::FileName))))
        .min_by_key(|it| it.origin);
    if let Some(lone) = notes.filter(|_| transcripts.is_empty() && audio.is_none()) {
        let is_known = number.is_some()
            || names.iter().any(|it| it.date.is_some())
            || lone.clues.is_dated
            || lone.file.claim.is_some()
            || matches!(key, Key::Folder(_));
        if !is_known {
            let message = format!(
                "`{}` has no number, date, transcript or audio; it is left out",
                lone.file.path
            );
            problems.push(
                Diagnostic::warning("source/unclear", Span::file(lone.file.id), message)
                    .hint("move it into `pages/`, or give it front matter with a `number`"),
            );
            return None;
        }
    }
    let main = notes.or(transcripts.first().copied())?.file.id;
    let season = group.members.iter().find_map(|it| it.clues.season);
    Some(EpisodeFiles {
        show,
        main,
        notes: notes.map(|it| it.file.id),
        transcripts: transcripts.iter().filter_map(|it| Some((it.file.id, format(it)?))).collect(),
        chapters,
        times: of_kind(FileKind::Times).map(|it| it.file.id),
        audio,
        cover: cover(group, problems),
        season: season.or_else(|| names.iter().find_map(|it| it.season)),
        number,
        names,
    })
}

/// The picture of an episode. A drawing may hold scripts, and no app shows one.
fn cover(group: &Group<'_, '_>, problems: &mut Vec<Diagnostic>) -> Option<FileId> {
    let pictures = group.members.iter().filter(|it| it.file.kind == FileKind::Image);
    let (drawings, pictures): (Vec<_>, Vec<_>) =
        pictures.map(|it| it.file).partition(|it| it.path.extension() == "svg");
    problems.extend(drawings.iter().map(|it| {
        let message = format!("`{}` is an SVG, which may hold scripts; it is left out", it.path);
        Diagnostic::warning("source/svg", Span::file(it.id), message)
            .hint("export the episode's picture as JPEG or PNG")
    }));
    pictures.first().map(|it| it.id)
}

fn is_chapters(it: &Candidate<'_>) -> bool {
    it.clues.nature == Nature::Chapters
        || (it.file.kind == FileKind::Text && it.file.path.stem().eq_ignore_ascii_case("chapters"))
}

fn is_transcript(it: &Candidate<'_>) -> bool {
    matches!(it.clues.nature, Nature::Transcript(_))
        && !is_chapters(it)
        && it.file.claim != Some(Claim::Notes)
}

fn format(it: &Candidate<'_>) -> Option<TranscriptFormat> {
    match it.clues.nature {
        Nature::Transcript(format) => Some(format),
        _ => None,
    }
}

fn notes<'c, 's>(
    key: &Key,
    group: &Group<'c, 's>,
    problems: &mut Vec<Diagnostic>,
) -> Option<&'c Candidate<'s>> {
    let is_notes = |it: &&&Candidate<'_>| {
        it.file.kind == FileKind::Text
            && !is_transcript(it)
            && !is_chapters(it)
            && matches!(it.clues.nature, Nature::Notes | Nature::Transcript(_))
            && it.file.claim != Some(Claim::Transcript)
    };
    let mut all = group.members.iter().filter(is_notes);
    let first = *all.next()?;
    for other in all {
        let what = match key {
            Key::Number(_, number) => format!("two files hold the notes of episode {number}"),
            _ => "two files hold the notes of one episode".to_owned(),
        };
        problems.push(
            Diagnostic::error("source/duplicate-notes", Span::file(other.file.id), what)
                .see(Span::file(first.file.id), format!("`{}` is the other one", first.file.path))
                .hint("give one of them another `number`, or delete it"),
        );
    }
    Some(first)
}

/// The transcripts of a group, best first. Several formats of one transcript
/// are one; two different ones are reported.
fn transcripts<'c, 's>(
    key: &Key,
    group: &Group<'c, 's>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<&'c Candidate<'s>> {
    let mut all: Vec<&Candidate<'_>> =
        group.members.iter().copied().filter(|it| is_transcript(it)).collect();
    all.sort_by_key(|it| {
        let stem = it.file.path.stem().len();
        (std::cmp::Reverse((it.clues.names_speakers, format(it))), stem, it.file.id)
    });
    let Some(best) = all.first() else { return all };
    let stem = |it: &Candidate<'_>| it.file.path.stem().to_owned();
    if let (Some(other), Key::Number(..)) = (all.iter().find(|it| stem(it) != stem(best)), key) {
        let why = if best.clues.names_speakers && !other.clues.names_speakers {
            "it names the speakers"
        } else {
            "its format says more"
        };
        let message =
            format!("two transcripts for one episode: `{}` is used, since {why}", best.file.path);
        problems.push(
            Diagnostic::warning("source/two-transcripts", Span::file(best.file.id), message)
                .see(Span::file(other.file.id), format!("`{}` is the other one", other.file.path))
                .hint("delete one, or name the right one in front matter: `transcript = \"…\"`"),
        );
    }
    all
}

fn names(
    key: &Key,
    notes: Option<&Candidate<'_>>,
    transcripts: &[&Candidate<'_>],
    group: &Group<'_, '_>,
) -> Vec<FileName> {
    let mut names = Vec::new();
    if let Key::Folder(folder) = key {
        names.push(FileName::parse(folder.rsplit('/').next().unwrap_or_default()));
    }
    let files =
        notes.into_iter().chain(transcripts.iter().copied()).chain(group.members.iter().copied());
    let says = |it: &&Candidate<'_>| {
        it.file.kind != FileKind::Times && !FileName::is_generic(it.file.path.stem())
    };
    for it in files.filter(says) {
        if !names.contains(&it.name) {
            names.push(it.name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::source::FileState;
    use std::path::Path;

    fn file(id: u32, path: &str) -> SourceFile {
        let kind = match path.rsplit('.').next() {
            Some("vtt" | "srt") => FileKind::Subtitles,
            Some("mp3") => FileKind::Audio,
            _ => FileKind::Text,
        };
        let path = SourcePath::from_relative(Path::new(path));
        SourceFile {
            id: FileId(id),
            show: ShowId(0),
            path,
            state: FileState::default(),
            kind,
            claim: None,
        }
    }

    /// Pairs files; `path!` marks a transcript with speakers, `path=N` gives a
    /// spoken or headed number. Prints one line per episode, then the problems.
    fn check(paths: &[&str], expected: &str) {
        let files: Vec<SourceFile> = (0..)
            .zip(paths)
            .map(|(id, it)| file(id, it.trim_end_matches('!').split('=').next().unwrap()))
            .collect();
        let candidates: Vec<Candidate<'_>> = files
            .iter()
            .zip(paths)
            .map(|(file, it)| {
                let spoken = it.split_once('=').and_then(|(_, n)| n.parse().ok());
                let is_vtt = file.kind == FileKind::Subtitles || it.contains(".txt");
                let nature = if is_vtt {
                    Nature::Transcript(TranscriptFormat::WebVtt)
                } else {
                    Nature::Notes
                };
                let clues = Clues {
                    nature,
                    spoken_number: spoken,
                    names_speakers: it.ends_with('!'),
                    ..Clues::default()
                };
                Candidate::new(file, clues)
            })
            .collect();
        let got = pair(ShowId(0), &candidates);
        let name = |id: FileId| files[id.0 as usize].path.to_string();
        let mut lines = String::new();
        for it in &got.value {
            let notes = it.notes.map_or("-".to_owned(), name);
            let transcripts: Vec<_> = it.transcripts.iter().map(|it| name(it.0)).collect();
            let number = it.number.map_or("?".to_owned(), |it| it.value.to_string());
            lines += &format!("{number} {notes} {}\n", transcripts.join("+"));
        }
        for it in &got.problems {
            lines += &format!("{}: {}\n", it.code, it.message);
        }
        assert_eq!(lines.trim(), expected.trim());
    }

    #[test]
    fn flat_archives_pair_by_number_then_by_slug() {
        check(
            &[
                "n/182.md",
                "t/182-survey.vtt",
                "n/PB 485.md",
                "t/485-x-transcript.vtt",
                "t/129-alone.vtt",
                "n/hello-world.md",
                "t/7-hello-world.vtt",
            ],
            "7 n/hello-world.md t/7-hello-world.vtt\n129 - t/129-alone.vtt\n182 n/182.md t/182-survey.vtt\n485 n/PB 485.md t/485-x-transcript.vtt",
        );
    }

    #[test]
    fn two_transcripts_are_reported_and_the_one_with_speakers_wins() {
        check(
            &["452.md", "452-a-names.vtt!", "452-a.vtt"],
            "452 452.md 452-a-names.vtt+452-a.vtt\nsource/two-transcripts: two transcripts for one episode: `452-a-names.vtt` is used, since it names the speakers",
        );
    }

    #[test]
    fn exports_pair_by_what_they_say() {
        check(
            &["000_c27f7230e3b5438a.txt=308", "002_499f142406a66896.md=308"],
            "308 002_499f142406a66896.md 000_c27f7230e3b5438a.txt",
        );
    }

    #[test]
    fn bundles_pair_by_folder_and_stray_texts_are_left_out() {
        check(
            &["e/3-hi/notes.md", "e/3-hi/transcript.vtt", "about.md"],
            "3 e/3-hi/notes.md e/3-hi/transcript.vtt\nsource/unclear: `about.md` has no number, date, transcript or audio; it is left out",
        );
    }

    #[test]
    fn two_notes_for_one_number_are_an_error() {
        check(
            &["3-a.md", "3-b.md"],
            "3 3-a.md \nsource/duplicate-notes: two files hold the notes of episode 3",
        );
    }
}
