//! Files → episodes: read, assembled, placed, searched for names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::facts::{Made, facts, place};
use super::memo::{Memo, RosterTag};
use super::minor::Minor;
use super::placing::learned;
use super::settings::settings;
use super::topics::Names;
use super::waiting::Waiting;
use super::{Drafts, Job, Open, find_episodes, language, network, standing};
use crate::align::{self, Learned, TimeProblem, Wrong};
use crate::assemble::{self, Documents, EpisodeFiles};
use crate::cache::Cache;
use crate::config::{Show, Site};
use crate::diag::{self, Diagnostic, FileId, Located, Reported, Span, Texts};
use crate::model::{AudioPlace, Episode, EpisodeFacts, Mentions, Origin, Placement, Transcript};
use crate::parse;
use crate::parse::front_matter::FrontMatter;
use crate::parse::notes::NotesDoc;
use crate::refrain::Sample;
use crate::source::SourceTree;
use crate::time::Timestamp;
use crate::topics::{Named, WordSet};
use crate::trace::Trace;

/// What a build keeps of an episode.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The names that were looked for.
    roster: RosterTag,
    pub draft: bool,
    pub problems: Vec<Located>,
    pub facts: Arc<EpisodeFacts>,
    pub mentions: Arc<Mentions>,
}

/// An episode of the build, and what is known of it.
pub(super) struct Loaded<'e> {
    pub files: &'e EpisodeFiles,
    pub facts: Arc<EpisodeFacts>,
    pub mentions: Arc<Mentions>,
    /// A sample of its runs of words, if this build took it.
    pub sample: Option<Sample>,
}

/// Loads every episode and keeps its facts; drafts are left out unless wanted.
pub(super) fn load_all<'e>(
    job: &Job<'_>,
    (tree, site): (&SourceTree, &Site),
    names: &Names,
    episodes: &'e [EpisodeFiles],
    (memo, waiting): (&Memo<'_>, &Waiting),
    problems: &mut Vec<Located>,
) -> Vec<Loaded<'e>> {
    job.progress.start("reading", episodes.len());
    let keys: Vec<_> = episodes.iter().map(|it| memo.episode_key(it, tree)).collect();
    let known = memo.searched(&names.roster, &keys, &names.named);
    let load_one = |idx: usize| -> (Kept, Option<Sample>) {
        let files = &episodes[idx];
        let tag = known.good[idx].unwrap_or(known.tag);
        let kept = keys[idx].and_then(|it| memo.episode(it));
        let kept = kept.filter(|it| it.roster == tag);
        if let Some(kept) = kept {
            job.progress.advance();
            let kept = renumbered(kept, files);
            memo.remember(keys[idx], &kept);
            return (kept, None);
        }
        let _span = job.trace.span("read", || tree.name(files.main));
        let (mut kept, sample, words) =
            load_facts(files, (tree, site), (names, &names.named[idx]), waiting);
        kept.roster = known.tag;
        if let Some(key) = keys[idx] {
            memo.keep_episode(key, &kept, &words);
        }
        memo.remember(keys[idx], &kept);
        job.progress.advance();
        (kept, Some(sample))
    };
    let loaded: Vec<_> = (0..episodes.len()).into_par_iter().map(load_one).collect();
    let mut wanted = Vec::new();
    let mut minor = Minor::default();
    for (files, (it, sample)) in episodes.iter().zip(loaded) {
        problems.extend(minor.without(it.problems));
        if !it.draft || job.drafts == Drafts::Shown {
            wanted.push(Loaded { files, facts: it.facts, mentions: it.mentions, sample });
        }
    }
    problems.extend(minor.told(episodes.len()));
    wanted
}

/// Files have other numbers in every build.
fn renumbered(mut kept: Kept, files: &EpisodeFiles) -> Kept {
    let of_audio = kept.facts.audio.as_ref().map(|it| &it.place);
    let is_audio_numbered = match of_audio {
        Some(AudioPlace::File(id, _)) => *id == files.audio,
        Some(AudioPlace::Url(_)) | None => true,
    };
    if kept.facts.file == Some(files.main) && is_audio_numbered {
        return kept;
    }
    let facts = Arc::make_mut(&mut kept.facts);
    facts.file = Some(files.main);
    if let Some(AudioPlace::File(id, _)) = facts.audio.as_mut().map(|it| &mut it.place) {
        *id = files.audio;
    }
    kept
}

/// Loads an episode for its facts, with every word in it.
pub(super) fn load_facts(
    files: &EpisodeFiles,
    (tree, site): (&SourceTree, &Site),
    (names, named): (&Names, &Named),
    waiting: &Waiting,
) -> (Kept, Sample, WordSet) {
    let mut open = Open::new(tree);
    let notes = files.notes.and_then(|it| waiting.take_notes(it));
    let waited = notes.is_some();
    let mut loaded = load(files, site, &mut open, notes, None);
    let name = tree.name(files.main);
    let Made { facts, mentions, sample, words } = facts(&loaded.value, site, names, named, &name);
    loaded.problems.extend(doubts(&loaded.value, &facts, (site, &names.learned)));
    let problems = diag::locate(loaded.problems, &open);
    let draft = loaded.value.draft;
    // Speech in front matter is read with the notes.
    if waited && !(files.transcripts.is_empty() && loaded.value.transcript.is_some()) {
        waiting.put(loaded.value);
    }
    (Kept { roster: 0, draft, problems, facts, mentions }, sample, words)
}

/// Reads and assembles one episode. Its notes may have been parsed already;
/// `known` is what an earlier reading of the same files came to.
pub(super) fn load(
    files: &EpisodeFiles,
    site: &Site,
    open: &mut Open<'_>,
    notes: Option<Reported<NotesDoc>>,
    known: Option<&EpisodeFacts>,
) -> Reported<Episode> {
    let mut problems = Vec::new();
    let show = &site.shows[usize::from(files.show.0)];
    let mut documents = Documents::default();
    if let Some(file) = files.notes
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let doc = notes.unwrap_or_else(|| {
            parse::notes::parse(file, text, (&show.vocabulary, &show.dialect), show.html)
        });
        documents.notes = Some(doc.report_to(&mut problems));
    }
    documents.transcript = transcript(files, site, open, &mut problems);
    documents.beside = front_of_transcript(files, show, open);
    if documents.transcript.is_none() {
        documents.transcript = in_front_matter(files.main, &documents, &mut problems);
    }
    if files.notes.is_none() {
        documents.notes = front(files, open, show, &mut problems);
        if let (Some(notes), Some(transcript)) = (&mut documents.notes, &documents.transcript) {
            begin_with_words(notes, transcript);
        }
    }
    if let Some(file) = files.chapters
        && let Some(text) = open.read(file, site, &mut problems)
    {
        documents.chapters = parse::chapters::parse(file, text).report_to(&mut problems);
    }
    if let Some(file) = files.times
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let times = parse::front_matter::parse_times(file, text);
        documents.times = times.report_to(&mut problems);
    }
    let tree = open.tree;
    match known {
        Some(facts) => {
            documents.known = Some(facts);
            let of_audio = facts.length.filter(|it| it.origin == Origin::Audio);
            documents.audio_length = of_audio.map(|it| it.value);
        }
        None => documents.audio_length = files.audio.and_then(|it| tree.audio_length(it)),
    }
    let episode = assemble::episode(files, documents, show, tree).report_to(&mut problems);
    Reported { value: episode, problems }
}

/// What stands before the speech in the transcript's file of an episode with
/// notes: what they do not say counts, and nothing in it is worth a word.
fn front_of_transcript(files: &EpisodeFiles, show: &Show, open: &mut Open<'_>) -> FrontMatter {
    let none = FrontMatter::default();
    let (Some(_), Some(&(file, _))) = (files.notes, files.transcripts.first()) else { return none };
    match open.text(file) {
        Some(text) => parse::front_matter::split(file, text, &show.dialect).value.front,
        None => none,
    }
}

/// The speech that stands in front matter.
fn in_front_matter(
    file: FileId,
    documents: &Documents<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Transcript> {
    let rows = &documents.notes.as_ref()?.front.rows;
    (!rows.is_empty()).then(|| parse::transcript::of_rows(file, rows).report_to(problems))
}

/// Reads the transcript of an episode.
pub(super) fn transcript(
    files: &EpisodeFiles,
    site: &Site,
    open: &mut Open<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Transcript> {
    let Some(&(file, format)) = files.transcripts.first() else {
        // The notes may hold one.
        let file = files.notes?;
        if open.text(file).is_none() {
            open.read(file, site, problems)?;
        }
        return Some(parse::transcript::inside(file, open.text(file)?)?.report_to(problems));
    };
    let text = open.read(file, site, problems)?;
    Some(parse::transcript::parse(file, text, format).report_to(problems))
}

/// What a transcript without notes says of its episode in front matter and
/// headings.
fn front(
    files: &EpisodeFiles,
    open: &Open<'_>,
    show: &Show,
    problems: &mut Vec<Diagnostic>,
) -> Option<NotesDoc> {
    let &(file, _) = files.transcripts.first()?;
    let text = open.text(file)?;
    if parse::transcript::body(text) == 0 {
        return None;
    }
    let text = parse::transcript::headings(text);
    Some(
        parse::notes::parse(file, &text, (&show.vocabulary, &show.dialect), show.html)
            .report_to(problems),
    )
}

/// Headings within a transcript begin when what is below them is said.
fn begin_with_words(notes: &mut NotesDoc, transcript: &Transcript) {
    for item in notes.notes.items.iter_mut().filter(|it| it.stated.is_none()) {
        let at = transcript.cues.partition_point(|it| it.span.start < item.span.start);
        item.stated = transcript.cues.get(at).filter(|it| it.timed).map(|it| it.start);
    }
}

/// What is wrong with a stated time, in words.
fn described(it: &TimeProblem, n_backwards: usize) -> String {
    let clock = it.stated.clock();
    match it.wrong {
        Wrong::PastEnd => format!("{clock} lies behind the end of the episode"),
        Wrong::Backwards if OWN_ORDER <= n_backwards && it.fixed.is_none() => format!(
            "{clock} lies before the time above it, and so do {} more: they are in another order",
            n_backwards - 1
        ),
        Wrong::Backwards => format!("{clock} lies before the time above it"),
        Wrong::Wrapped => format!("{clock} lies an hour before the time above it"),
        Wrong::Mismatch => format!("a link says {clock} and leads to another time"),
    }
}

/// So many times before the one above them are no mistakes.
const OWN_ORDER: usize = 3;

/// What looks wrong about the times of an episode.
fn doubts(
    episode: &Episode,
    facts: &EpisodeFacts,
    (site, learned): (&Site, &Learned),
) -> Vec<Diagnostic> {
    let notes = &episode.notes;
    let end = episode.length.map(|it| Timestamp::ZERO.plus(it.value));
    let mut found = align::check(&notes.items, &notes.links, end);
    // Where many run backwards the notes have an order of their own.
    let is_backwards = |it: &TimeProblem| it.wrong == Wrong::Backwards && it.fixed.is_none();
    let n_backwards = found.iter().filter(|it| is_backwards(it)).count();
    let mut is_told = false;
    found.retain(|it| {
        n_backwards < OWN_ORDER || !is_backwards(it) || !std::mem::replace(&mut is_told, true)
    });
    let mut problems: Vec<Diagnostic> = found
        .iter()
        .map(|it| {
            let item = it.item.and_then(|at| notes.items.get(at));
            let bytes = item.map_or(0..0, |it| it.span.clone());
            let message = described(it, n_backwards);
            let problem =
                Diagnostic::warning("times/stated", Span::new(episode.file, bytes), message);
            match it.fixed {
                Some(fixed) => problem.hint(format!(
                    "`{}` is meant; `cuepoint times --fix` writes it",
                    fixed.clock()
                )),
                None => {
                    problem.hint("correct the time; `cuepoint times --check` lists all of them")
                }
            }
        })
        .collect();
    let placed: Vec<_> = facts.items.iter().map(|it| it.placement.clone()).collect();
    let least = site.shows[usize::from(episode.show.0)].least_confidence;
    // Where nothing was looked for nothing was found.
    let transcript = episode.transcript.as_ref().filter(|_| least.is_none_or(|it| it < 1.0));
    if let Some(transcript) = transcript.filter(|it| it.is_timed())
        && let Some(file) = transcript.file
        && align::is_foreign(&notes.items, &placed, transcript, learned)
    {
        let message = "the transcript hardly speaks of the notes' items: is it another episode's?";
        problems.push(
            Diagnostic::warning("times/other-episode", Span::file(file), message)
                .see(Span::file(episode.file), "these are the notes")
                .hint("name the right one in front matter: `transcript = \"…\"`"),
        );
    }
    problems
}

/// An episode with the times of its items, for those who work on its files.
pub struct Timed {
    /// The episode.
    pub episode: Episode,
    /// Where each item is.
    pub placements: Vec<Option<Placement>>,
    /// Place and text of the notes.
    pub notes: Option<(PathBuf, String)>,
    /// The text of the sidecar of times.
    pub times: Option<String>,
}

/// The episodes of a folder, for those who work on its files.
pub struct Archive {
    /// Its settings, the language as it was recognised.
    pub site: Site,
    /// Every episode, drafts too.
    pub episodes: Vec<Timed>,
}

/// Loads every episode of a folder; problems are `build`'s to tell.
#[must_use]
pub fn load_every(root: &Path) -> Archive {
    let (cache, trace) = (Cache::none(), Trace::steps_only());
    let job = Job::to_look(root, (&cache, &trace));
    let (mut site, _) = settings(&job);
    let tree = network::discover(root, &mut site, job.out).value;
    language::recognise(&tree, &mut site, &mut Vec::new());
    let memo = Memo::none(&cache);
    standing::find(&tree, &mut site, &memo);
    let (files, _) = find_episodes(&tree, &site, &memo, &mut Vec::new());
    let learned = learned(&tree, &site, &mut Open::new(&tree), &mut Vec::new());
    let load_one = |files: &EpisodeFiles| {
        let mut open = Open::new(&tree);
        let episode = load(files, &site, &mut open, None, None).value;
        let text = |file: FileId| open.text(file).map(str::to_owned);
        Timed {
            placements: place(&episode, &site, &learned),
            notes: files.notes.and_then(|it| Some((tree.location(it), text(it)?))),
            times: files.times.and_then(text),
            episode,
        }
    };
    let episodes = files.par_iter().map(load_one).collect();
    Archive { site, episodes }
}
