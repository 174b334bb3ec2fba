//! Which files make an episode: by what front matter names, by folder, by
//! path, by number, day and title in their names. Speech tells only of files
//! of which nothing else does.
//!
//! Nothing is decided in silence: every file has a [`FileUse`], and where two
//! files could be meant, a diagnostic names both.

use std::collections::{BTreeMap, BTreeSet};

use super::FileName;
use super::doubt::{alone, unclear};
use super::draft::{Draft, settle_numbers};
use super::groups::{Groups, resolve};
use super::member::{Member, members};
use super::purpose::{self, Decision, Purpose};
use super::signs::{self, Verdict};
use super::site_page;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Known, ShowId, TranscriptFormat};
use crate::parse::clues::Clues;
use crate::source::{Omission, SourceFile};

/// A file and what it gives away. Files that are no text have no clues.
#[derive(Debug, Clone)]
pub struct Candidate<'s> {
    pub file: &'s SourceFile,
    pub clues: Clues,
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
    /// Whether no name says anything: then speech may.
    pub is_mute: bool,
}

/// What a file is used for, and how that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileUse {
    pub file: FileId,
    pub purpose: Purpose,
    /// Index of its episode, among those of its show.
    pub episode: Option<usize>,
    /// Clauses: what says that it is this, what says it is of that episode.
    pub why: Vec<&'static str>,
}

/// The episodes of a show, and what became of each of its files.
#[derive(Debug, Default)]
pub struct Paired {
    pub episodes: Vec<EpisodeFiles>,
    pub uses: Vec<FileUse>,
}

/// Groups the files of one show into episodes, in order of their numbers.
pub fn pair(show: ShowId, candidates: &[Candidate<'_>]) -> Reported<Paired> {
    let mut problems = Vec::new();
    let named = named_transcripts(candidates, &mut problems);
    let decide = |(idx, it)| purpose::decide(it, named.contains(&idx));
    let mut decisions: Vec<Decision> = candidates.iter().enumerate().map(decide).collect();
    purpose::other_forms(candidates, &mut decisions);
    purpose::pages_of_errors(candidates, &mut decisions);
    let members = members(candidates, &decisions);
    for ((it, member), decision) in candidates.iter().zip(&members).zip(&decisions) {
        problems.extend(purpose::complaint(it, decision, member.bundle.is_some()));
    }
    let groups = Groups::of(&members);
    let drafts: Vec<Draft<'_, '_>> = groups.all.iter().map(|it| Draft::new(&members, it)).collect();
    let verdicts = verdicts(&drafts);
    let mut paired = Paired::default();
    let mut kept: Vec<(Draft<'_, '_>, &[usize])> = Vec::new();
    let mut doubted = Vec::new();
    for ((draft, group), verdict) in drafts.into_iter().zip(&groups.all).zip(verdicts) {
        match verdict {
            Ok(()) => {
                problems.extend_from_slice(&draft.problems);
                kept.push((draft, group));
            }
            Err(why) => {
                let is_page = leave_out(group, why, &members, &mut decisions);
                let is_unclear = why == Omission::Unclear && !is_page;
                doubted.extend(draft.notes.filter(|_| is_unclear));
            }
        }
    }
    for (it, decision) in candidates.iter().zip(&mut decisions) {
        if decision.purpose == Purpose::Omitted(Omission::Section) && site_page::is_page(it) {
            *decision = site_page::decision(it);
        }
    }
    problems.extend(unclear(&doubted));
    let drafts: Vec<&Draft<'_, '_>> = kept.iter().map(|it| &it.0).collect();
    problems.extend(alone(&drafts));
    kept.sort_by_key(|it| it.0.order());
    settle_numbers(&mut kept, &mut problems);
    let mut episode_of: Vec<Option<usize>> = vec![None; members.len()];
    for (idx, (draft, group)) in kept.iter().enumerate() {
        for &at in *group {
            episode_of[at] = Some(idx);
            let is_second = decisions[at].purpose == Purpose::Notes
                && draft.notes.is_none_or(|it| it.it.file.id != members[at].it.file.id);
            if is_second {
                decisions[at].purpose = Purpose::Omitted(Omission::OtherNotes);
            }
        }
        paired.episodes.extend(draft.files(show));
    }
    paired.uses = uses(&members, &decisions, &groups, &episode_of);
    Reported { value: paired, problems }
}

/// Says of the files of a group that is no episode for this reason what they
/// are instead; whether it is a page of the site.
fn leave_out(
    group: &[usize],
    why: Omission,
    members: &[Member<'_, '_>],
    decisions: &mut [Decision],
) -> bool {
    let is_open = matches!(why, Omission::NoEpisode | Omission::Unclear | Omission::Section);
    if let [at] = *group
        && is_open
        && site_page::is_page(members[at].it)
    {
        decisions[at] = site_page::decision(members[at].it);
        return true;
    }
    for &at in group {
        let lone = match members[at].purpose {
            Purpose::Audio => Omission::LoneAudio,
            Purpose::Notes => why,
            _ => Omission::LoneSidecar,
        };
        decisions[at].purpose = Purpose::Omitted(lone);
    }
    false
}

/// What became of each file, by its episode.
fn uses(
    members: &[Member<'_, '_>],
    decisions: &[Decision],
    groups: &Groups,
    episode_of: &[Option<usize>],
) -> Vec<FileUse> {
    let mut uses = Vec::with_capacity(members.len());
    for (at, (member, decision)) in members.iter().zip(decisions).enumerate() {
        let alone = match decision.purpose {
            Purpose::Audio => Purpose::Omitted(Omission::LoneAudio),
            Purpose::Chapters | Purpose::Times => Purpose::Omitted(Omission::LoneSidecar),
            other => other,
        };
        let purpose = if episode_of[at].is_some() { decision.purpose } else { alone };
        let why = [Some(decision.why), groups.why[at]].into_iter().flatten().collect();
        uses.push(FileUse { file: member.it.file.id, purpose, episode: episode_of[at], why });
    }
    uses
}

/// Candidates that front matter calls transcripts: `transcript = "…"`. Those
/// that are not there are said once: an archive keeps all of them elsewhere.
fn named_transcripts(
    candidates: &[Candidate<'_>],
    problems: &mut Vec<Diagnostic>,
) -> BTreeSet<usize> {
    let by_path: BTreeMap<&str, usize> =
        candidates.iter().enumerate().map(|(idx, it)| (it.file.path.as_str(), idx)).collect();
    let mut named = BTreeSet::new();
    let mut gone: Vec<(FileId, &str)> = Vec::new();
    for it in candidates {
        let Some(wanted) = &it.clues.transcript else { continue };
        match resolve(it.file.path.folder(), wanted, &by_path) {
            Some(found) => drop(named.insert(found)),
            // An address, or words, and no path.
            None if wanted.contains("://") || !wanted.contains('.') || wanted.contains(' ') => {}
            None => gone.push((it.file.id, wanted)),
        }
    }
    problems.extend(gone.first().map(|(first, wanted)| {
        let names: Vec<String> = gone.iter().take(3).map(|it| format!("`{}`", it.1)).collect();
        let message = match gone.len() {
            1 => format!("there is no transcript `{wanted}`"),
            n @ 2..=3 => format!("{n} transcripts are not there: {}", names.join(", ")),
            n => format!("{n} transcripts are not there: {}, …", names.join(", ")),
        };
        Diagnostic::warning("front-matter/transcript", Span::file(*first), message).hint(
            "the path is relative to the notes, or with `/` in front to what the site publishes; it may not leave the site's folder",
        )
    }));
    named
}

/// Which groups are episodes; else why not.
fn verdicts(drafts: &[Draft<'_, '_>]) -> Vec<Result<(), Omission>> {
    let is_there = |it: &Draft<'_, '_>| it.notes.is_some() || !it.transcripts.is_empty();
    let judged: Vec<_> = drafts.iter().filter(|it| is_there(it)).map(Draft::signs).collect();
    let mut verdicts = signs::judge(&judged).into_iter();
    let mut verdict = |it: &Draft<'_, '_>| {
        let verdict = verdicts.next().filter(|_| is_there(it));
        match verdict {
            Some(Verdict::Episode) => Ok(()),
            Some(Verdict::Blank) => Err(Omission::Template),
            Some(Verdict::Unclear | Verdict::Lacking) if it.is_section() => Err(Omission::Section),
            Some(Verdict::Lacking) => Err(Omission::NoEpisode),
            Some(Verdict::Unclear) => Err(Omission::Unclear),
            None => Err(Omission::LoneSidecar),
        }
    };
    drafts
        .iter()
        .map(|it| if is_there(it) { verdict(it) } else { Err(Omission::LoneSidecar) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::clues::{Nature, Sign};
    use crate::path::SourcePath;
    use crate::source::{Claim, FileKind, FileState};
    use std::path::Path;

    fn file(id: u32, path: &str) -> SourceFile {
        let kind = match path.rsplit('.').next() {
            Some("vtt" | "srt") => FileKind::Subtitles,
            Some("mp3") => FileKind::Audio,
            _ => FileKind::Text,
        };
        let claim = crate::source::claim(Path::new(path), kind);
        let path = SourcePath::from_relative(Path::new(path));
        let state = FileState::default();
        SourceFile { id: FileId(id), show: ShowId(0), path, state, kind, claim }
    }

    /// Pairs files. Behind a path: `!` marks a transcript with speakers, `=N` a
    /// number that is said, `#N` one in front matter, `$` audio in it,
    /// `>PATH` a path that it names, `~` plain text. Prints one line per episode, then the
    /// problems.
    #[track_caller]
    fn check(written: &[&str], expected: &str) {
        let path = |it: &str| it.split(['!', '=', '#', '$', '>', '~']).next().unwrap().to_owned();
        let files: Vec<SourceFile> =
            (0..).zip(written).map(|(id, it)| file(id, &path(it))).collect();
        let candidate = |(file, it): (&'_ SourceFile, &&str)| {
            let number = |sign: char| it.split_once(sign).and_then(|it| it.1.parse().ok());
            let is_spoken = file.kind == FileKind::Subtitles
                || file.path.extension() == "txt"
                || file.is_claimed(Claim::Transcript);
            let format = TranscriptFormat::WebVtt;
            let nature = if is_spoken { Nature::Transcript(format) } else { Nature::Notes };
            let mut signs = Vec::new();
            signs.extend(it.contains('$').then_some(Sign::Audio));
            signs.extend(number('#').map(|_| Sign::Number));
            Clues {
                nature,
                signs,
                spoken_number: number('='),
                stated_number: number('#'),
                paths: it.split_once('>').map(|it| it.1.to_owned()).into_iter().collect(),
                names_speakers: it.ends_with('!'),
                is_plain: it.ends_with('~'),
                as_transcript: it.ends_with('~').then_some(TranscriptFormat::Prose),
                ..Clues::default()
            }
        };
        let clues: Vec<Clues> = files.iter().zip(written).map(candidate).collect();
        let candidates: Vec<Candidate<'_>> =
            files.iter().zip(clues).map(|(file, clues)| Candidate { file, clues }).collect();
        let got = pair(ShowId(0), &candidates);
        let name = |id: FileId| files[id.0 as usize].path.to_string();
        let mut lines = String::new();
        for it in &got.value.episodes {
            let notes = it.notes.map_or("-".to_owned(), name);
            let transcripts: Vec<_> = it.transcripts.iter().map(|it| name(it.0)).collect();
            let season = it.season.map(|it| format!("{it}x")).unwrap_or_default();
            let number = it.number.map_or("?".to_owned(), |it| it.value.to_string());
            lines += format!("{season}{number} {notes} {}", transcripts.join("+")).trim_end();
            lines += "\n";
        }
        for it in &got.value.uses {
            if let Purpose::Omitted(why) = it.purpose {
                lines += &format!("{why:?} {}\n", name(it.file));
            }
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
            "7 n/hello-world.md t/7-hello-world.vtt\n129 - t/129-alone.vtt\n182 n/182.md t/182-survey.vtt\n485 n/PB 485.md t/485-x-transcript.vtt\nsource/lone-transcript: `t/129-alone.vtt` belongs to no notes, and makes an episode of its own",
        );
    }

    #[test]
    fn the_transcript_with_speakers_or_of_the_larger_folder_wins() {
        check(&["452.md", "452-a-names.vtt!", "452-a.vtt"], "452 452.md 452-a-names.vtt+452-a.vtt");
        check(
            &["1.md", "2.md", "a/1.vtt", "a/2.vtt", "b/1.vtt!"],
            "1 1.md a/1.vtt+b/1.vtt\n2 2.md a/2.vtt",
        );
        check(
            &["452.md", "452-kettles.vtt!", "452-lids.vtt"],
            "452 452.md 452-kettles.vtt+452-lids.vtt\nsource/two-transcripts: two transcripts for one episode: `452-kettles.vtt` is used, since it names the speakers",
        );
    }

    #[test]
    fn transcripts_of_another_day_go_to_notes_of_their_title() {
        check(
            &[
                "n/2024-03-05-a-kettle-of-fish.md$",
                "n/2024-04-05-lids.md$",
                "n/2024-05-05-mills-and-men.md$",
                "t/2023-12-18-a-kettle-of-fish.vtt",
                "t/2023-04-01-lids.vtt",
                "t/2024-05-05-mills-and-men.vtt",
            ],
            "? n/2024-03-05-a-kettle-of-fish.md t/2023-12-18-a-kettle-of-fish.vtt\n? n/2024-04-05-lids.md\n? n/2024-05-05-mills-and-men.md t/2024-05-05-mills-and-men.vtt\n? - t/2023-04-01-lids.vtt\nsource/lone-transcript: `t/2023-04-01-lids.vtt` belongs to no notes, and makes an episode of its own",
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
    fn speech_tells_nothing_against_a_name() {
        check(
            &["n/go-3.md", "n/go-202.md", "t/go-3.vtt=3", "t/go-202.vtt"],
            "3 n/go-3.md t/go-3.vtt\n202 n/go-202.md t/go-202.vtt",
        );
    }

    #[test]
    fn bundles_pair_by_folder_and_stray_texts_are_left_out() {
        check(
            &["e/3-hi/notes.md", "e/3-hi/transcript.vtt", "about.md"],
            "3 e/3-hi/notes.md e/3-hi/transcript.vtt\nUnclear about.md\nsource/unclear: `about.md` has no number, date, transcript or audio; it is left out",
        );
        check(
            &["e/ann/transcript.md", "e/ben/transcript.md", "e/teaser_2021/transcript.md"],
            "? - e/ann/transcript.md\n? - e/ben/transcript.md\n? - e/teaser_2021/transcript.md",
        );
        check(
            &["s/index.md", "s/2020/1.md", "s/2020/2.md", "s/2020/3.md"],
            "1 s/2020/1.md\n2 s/2020/2.md\n3 s/2020/3.md\nSection s/index.md",
        );
    }

    #[test]
    fn the_same_number_of_something_else_is_no_reason() {
        check(
            &["_episodes/01-lids.txt", "_hosts/01-ann.md"],
            "1 - _episodes/01-lids.txt\nNoEpisode _hosts/01-ann.md",
        );
        check(
            &["n/issue-1.md", "n/issue-2.md", "p/episode-1.vtt", "p/episode-2.vtt"],
            "1 - p/episode-1.vtt\n2 - p/episode-2.vtt\nNoEpisode n/issue-1.md\nNoEpisode n/issue-2.md",
        );
    }

    #[test]
    fn plain_text_beside_captions_is_their_other_form() {
        check(
            &["srt/W 10 - A.srt", "srt/W 12 - B.srt", "txt/W 10 - A.md~"],
            "10 - srt/W 10 - A.srt+txt/W 10 - A.md\n12 - srt/W 12 - B.srt",
        );
    }

    #[test]
    fn pages_of_errors_are_no_episodes_unless_numbers_lie_around_them() {
        check(
            &["404.md", "p/404.md", "p/403.md", "p/405.md", "50x.md", "500.md$"],
            "403 p/403.md\n404 p/404.md\n405 p/405.md\n500 500.md\nErrorPage 404.md\nErrorPage 50x.md",
        );
    }

    #[test]
    fn notes_of_one_number_are_two_episodes() {
        check(&["3-a.md", "3-b.md"], "3 3-a.md\n3 3-b.md");
    }

    #[test]
    fn a_stated_number_that_another_has_is_a_slip() {
        check(
            &["722 - a.md#722", "772 - b.md#722"],
            "722 722 - a.md\n772 772 - b.md\nsource/number: front matter says number 722, which another episode has; it is taken to be 772, as the name says",
        );
    }

    #[test]
    fn paths_below_folders_of_roles_and_statements_pair() {
        check(
            &["_episodes/i/2019-12-19-a.md", "_transcripts/i/2019-12-19-a.md"],
            "? _episodes/i/2019-12-19-a.md _transcripts/i/2019-12-19-a.md",
        );
        check(
            &["p/-1-wrap-up.md>d/transcripts/-1-slim.txt", "d/transcripts/-1-slim.txt"],
            "? p/-1-wrap-up.md d/transcripts/-1-slim.txt",
        );
    }

    #[test]
    fn seasons_days_and_halves_tell_episodes_apart() {
        check(&["1_1.srt", "1_2.srt", "2_1.srt"], "1x1 - 1_1.srt\n1x2 - 1_2.srt\n2x1 - 2_1.srt");
        check(
            &["2021-04-13-ep19.md", "2021-04-15-ep19.5.md", "2021-05-13-ep20.md"],
            "19 2021-04-13-ep19.md\n20 2021-05-13-ep20.md\n? 2021-04-15-ep19.5.md",
        );
        check(&["kettle-v23.md$", "kettle-v24.md$"], "? kettle-v23.md\n? kettle-v24.md");
    }
}
