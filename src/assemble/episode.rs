//! One episode out of its documents.

use jiff::civil::Date;

use super::EpisodeFiles;
use super::audio::{audio, find, sound};
use super::old_address::{OldPage, old_address};
use super::people::{Sources, name_voices, people};
use super::spelling;
use super::title::bare;
use crate::config::Show;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{
    Chapter, Download, Episode, EpisodeFacts, Guid, Hearing, ItemKind, Known, Notes, Origin,
    Sponsor, Transcript, Video,
};
use crate::parse::front_matter::{AudioDoc, FrontMatter};
use crate::parse::markdown::opening;
use crate::parse::notes::{Heading, NotesDoc};
use crate::parse::{date, speech};
use crate::path::page_address;
use crate::source::SourceTree;
use crate::time::{Length, Timestamp};
use crate::tree::Spanned;

/// How far into an episode people introduce it.
const INTRODUCTION: Length = Length::from_secs(240);

/// Cues of an introduction at most.
const CUES: usize = 120;

/// Words that are kept of where somebody is introduced.
const WORDS_HEARD: usize = 12;

/// Characters of a summary that nobody stated.
const SUMMARY: usize = 300;

/// The title of an item and when it begins.
type StatedTime = (String, Spanned<Timestamp>);

/// What was read for one episode.
#[derive(Debug, Default)]
pub struct Documents<'a> {
    pub notes: Option<NotesDoc>,
    pub transcript: Option<Transcript>,
    /// What the transcript's file states before the speech.
    pub beside: FrontMatter,
    pub chapters: Vec<Chapter>,
    /// Starts of items from the sidecar.
    pub times: Vec<StatedTime>,
    /// How long the audio file plays.
    pub audio_length: Option<Length>,
    /// What these documents came to when they were put together before: what
    /// is guessed from words takes a look at every word.
    pub known: Option<&'a EpisodeFacts>,
}

/// Puts an episode together.
pub fn episode(
    files: &EpisodeFiles,
    documents: Documents<'_>,
    show: &Show,
    tree: &SourceTree,
) -> Reported<Episode> {
    let mut problems = Vec::new();
    let Documents { notes, transcript, beside, chapters, times, audio_length, known } = documents;
    let doc = notes.unwrap_or_default();
    let (noted_day, noted_length) = (doc.day, doc.length);
    let NotesDoc { front, heading, notes, people: noted, sponsors: found, .. } = doc;
    let front = front.or(beside);
    let voices = voices(&front);
    let transcript = transcript.map(|it| with_names(it, &voices));
    let heard = transcript.as_ref().filter(|_| known.is_none());
    let opening = heard.map(Opening::of).unwrap_or_default();
    let told = || number(files, &front, &heading, opening.heard.number);
    let number = known.map_or_else(told, |it| it.number);
    let guess = || title(files, (&front, show), &heading, (&notes, transcript.as_ref()), number);
    let title = known.map_or_else(guess, |it| it.title.clone());
    let sources = Sources {
        stated: &front.people,
        noted: &noted,
        show,
        title: &title.value,
        notes: &notes,
        transcript: transcript.as_ref(),
        opening: &opening,
    };
    let day = || day(files, &front, (opening.heard.date, noted_day), &notes);
    let mut episode = Episode {
        people: known.map_or_else(|| people(&sources), |it| it.people.clone()),
        show: files.show,
        file: files.main,
        title,
        number,
        season: front.season.or(files.season),
        date: known.map_or_else(day, |it| it.date),
        published: front.published,
        guid: front.guid.as_ref().and_then(|it| Guid::new(&it.value)),
        kind: front.kind,
        tags: front.tags.clone(),
        spoken_day: known.map_or(opening.heard.day, |it| it.spoken_day),
        length: length(&front.audio, (audio_length, noted_length), transcript.as_ref()),
        audio: None,
        summary: summary(&front, &notes),
        slug: front.slug.as_ref().map(|it| it.value.clone()),
        explicit: front.explicit,
        draft: front.draft,
        unlisted: front.unlisted.clone(),
        video: video(&front),
        voices,
        topics: front.topics.clone(),
        sponsors: sponsors(&front, found),
        aliases: aliases(files, &front, &mut problems),
        old_address: former_address(files, (&front, show), tree),
        extra: front.extra.clone(),
        notes,
        transcript,
        chapters: listed(files, &front, chapters, &mut problems),
        cover: cover(files, &front, show, tree, &mut problems),
        downloads: downloads(files, tree),
    };
    apply_times(files, (&times, &front.times), &mut episode, &mut problems);
    take_audio(&mut episode, (files, &front.audio), (show, tree), &mut problems);
    Reported { value: episode, problems }
}

/// Gives an episode its audio, and the length that a server's has, unless a
/// better one is known than that of what is said.
fn take_audio(
    episode: &mut Episode,
    (files, doc): (&EpisodeFiles, &AudioDoc),
    (show, tree): (&Show, &SourceTree),
    problems: &mut Vec<Diagnostic>,
) {
    episode.audio = audio(files, doc, (show, tree), episode, problems);
    let asked = episode.audio.as_ref().and_then(|it| sound(&it.place, show)?.length);
    if let Some(length) = asked
        && episode.length.is_none_or(|it| it.origin == Origin::Transcript)
    {
        episode.length = Some(Known::new(length, Origin::Audio));
    }
}

/// The chapters of a file, else those of front matter; a file that it names and
/// that is not there is reported.
fn listed(
    files: &EpisodeFiles,
    front: &FrontMatter,
    of_file: Vec<Chapter>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Chapter> {
    if !of_file.is_empty() {
        return of_file;
    }
    if let (Some(path), []) = (&front.chapters_file, front.chapters.as_slice()) {
        let span = Span::new(files.main, path.span.clone());
        problems.push(Diagnostic::warning("front-matter/chapters", span, path.value.trim()));
    }
    front.chapters.clone()
}

/// Old addresses as the site has them, each once; others are reported.
fn aliases(
    files: &EpisodeFiles,
    front: &FrontMatter,
    problems: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut aliases = Vec::new();
    for written in &front.aliases {
        match page_address(&written.value) {
            Some(alias) if aliases.contains(&alias) => {}
            Some(alias) => aliases.push(alias),
            None => {
                let span = Span::new(files.main, written.span.clone());
                let message = format!("`{}` can be no page of the site", written.value);
                problems.push(Diagnostic::warning("front-matter/alias", span, message).hint(
                    "write the path alone, without a part that begins with a dot: `/old/address/`",
                ));
            }
        }
    }
    aliases
}

/// The address that the generator gave the notes from which the show moves.
fn former_address(
    files: &EpisodeFiles,
    (front, show): (&FrontMatter, &Show),
    tree: &SourceTree,
) -> Option<String> {
    let page = OldPage {
        path: tree.file(files.notes.unwrap_or(files.main)).path.as_str(),
        title: front.title.as_ref().map_or("", |it| it.value.as_str()),
        slug: front.address.slug.as_deref(),
        url: front.address.url.as_deref(),
        date: front.date.as_ref().map(|it| it.value),
        categories: &front.address.categories,
    };
    show.generators.iter().find_map(|it| old_address(it, &page))
}

fn video(front: &FrontMatter) -> Option<Video> {
    let id = front.youtube.as_ref()?.value.clone();
    Some(Video { youtube: id, offset: front.youtube_offset })
}

/// What the transcript calls people, and their names.
fn voices(front: &FrontMatter) -> Vec<(String, String)> {
    let named = front.people.iter();
    named.filter_map(|it| Some((it.letter.clone()?, it.name.clone()))).collect()
}

/// The picture that front matter names, else the one beside the notes.
fn cover(
    files: &EpisodeFiles,
    front: &FrontMatter,
    show: &Show,
    tree: &SourceTree,
    problems: &mut Vec<Diagnostic>,
) -> Option<FileId> {
    let Some(path) = &front.cover else { return files.cover };
    let found = find(files, path.value.trim(), show, tree);
    if found.is_none() {
        let span = Span::new(files.main, path.span.clone());
        problems.push(Diagnostic::note("front-matter/cover", span, path.value.trim()));
    }
    found.map(|it| it.id).or(files.cover)
}

/// Front matter, else whom the notes thank.
fn sponsors(front: &FrontMatter, found: Vec<Sponsor>) -> Vec<Sponsor> {
    if front.sponsors.is_empty() {
        return found;
    }
    let stated = front.sponsors.iter();
    stated.map(|it| Sponsor { name: it.name.clone(), url: it.url.clone() }).collect()
}

/// What is said in the first minutes, in which people introduce the episode.
#[derive(Default)]
pub(super) struct Opening {
    /// What the episode says of itself there.
    pub heard: speech::Heard,
    /// Cue for cue, a line for each turn, with straight apostrophes.
    text: String,
    /// Where each cue begins in it, and when.
    starts: Vec<(usize, Option<Timestamp>)>,
}

impl Opening {
    fn of(transcript: &Transcript) -> Self {
        let limit = Timestamp::ZERO.plus(INTRODUCTION);
        let is_timed = transcript.is_timed();
        let mut said = Self::default();
        for cue in transcript.cues.iter().take_while(|it| it.start < limit).take(CUES) {
            if !said.text.is_empty() {
                said.text.push(if cue.turn { '\n' } else { ' ' });
            }
            said.starts.push((said.text.len(), is_timed.then_some(cue.start)));
            said.text.push_str(&cue.text.replace('’', "'"));
        }
        said.heard = speech::listen(&said.text);
        said
    }

    /// The words around a byte, and when they are said.
    pub(super) fn hearing(&self, at: usize) -> Hearing {
        let next = self.starts.partition_point(|it| it.0 <= at);
        let (_, start) = next.checked_sub(1).map_or((0, None), |it| self.starts[it]);
        let words = |from: usize| self.text.get(from..).unwrap_or_default().split_whitespace();
        let text = words(at).take(WORDS_HEARD).collect::<Vec<_>>().join(" ");
        Hearing { start, text: text.into() }
    }
}

fn with_names(mut transcript: Transcript, voices: &[(String, String)]) -> Transcript {
    name_voices(&mut transcript, voices);
    transcript
}

fn number(
    files: &EpisodeFiles,
    front: &FrontMatter,
    heading: &Heading,
    heard: Option<u32>,
) -> Option<Known<u32>> {
    let stated = front.number.as_ref().map(|it| Known::new(it.value, Origin::Stated));
    let is_half = files.names.iter().any(|it| it.is_half);
    if files.number.is_none() && front.is_unnumbered {
        return None;
    }
    let headed = heading.number.filter(|_| !is_half);
    files
        .number
        .or(stated)
        .or_else(|| headed.map(|it| Known::new(it, Origin::Heading)))
        .or_else(|| heard.filter(|_| files.is_mute).map(|it| Known::new(it, Origin::Speech)))
}

/// Front matter, heading, a name of a file, the first items, the number.
fn title(
    files: &EpisodeFiles,
    (front, show): (&FrontMatter, &Show),
    heading: &Heading,
    (notes, transcript): (&Notes, Option<&Transcript>),
    number: Option<Known<u32>>,
) -> Known<String> {
    let named = |it: &Spanned<String>| {
        let said = number.map(|it| it.value);
        Known::new(bare(&it.value, said, &show.title).to_owned(), Origin::Stated)
    };
    let stated = front.title.as_ref().map(named);
    stated
        .filter(|it| !it.value.is_empty())
        .or_else(|| Some(Known::new(heading.title.clone()?, Origin::Heading)))
        .or_else(|| {
            let name = files.names.iter().find(|it| it.title().is_some())?;
            let title = name.title()?;
            // Whoever wrote capitals into a name meant them.
            let lost_capitals = name.is_slug() && !name.words.contains(char::is_uppercase);
            let title = match lost_capitals {
                true => spelling::restore(&title.to_lowercase(), &notes.markdown, transcript),
                false => title,
            };
            Some(Known::new(title, Origin::FileName))
        })
        .or_else(|| {
            let topics = notes.items.iter().filter(|it| it.kind == ItemKind::Topic);
            let titles: Vec<&str> = topics.take(2).map(|it| it.title.as_str()).collect();
            (!titles.is_empty()).then(|| Known::new(titles.join(", "), Origin::Notes))
        })
        .unwrap_or_else(|| {
            let name = number.map_or("Episode".to_owned(), |it| format!("Episode {}", it.value));
            Known::new(name, Origin::Default)
        })
}

/// Front matter, speech, a name of a file, words of the notes.
fn day(
    files: &EpisodeFiles,
    front: &FrontMatter,
    (heard, noted): (Option<Date>, Option<Date>),
    notes: &Notes,
) -> Option<Known<Date>> {
    let known = |value: Option<Date>, origin| value.map(|it| Known::new(it, origin));
    known(front.date.as_ref().map(|it| it.value), Origin::Stated)
        .or_else(|| known(heard, Origin::Speech))
        .or_else(|| known(files.names.iter().find_map(|it| it.date), Origin::FileName))
        .or_else(|| known(noted, Origin::Notes))
        .or_else(|| {
            let start: String = notes.markdown.chars().take(1000).collect();
            let at = start.to_lowercase().find("recorded")?;
            known(
                date::find(&start.get(at..at + 80)?.replace('*', "")).map(|it| it.0),
                Origin::Notes,
            )
        })
}

fn length(
    audio: &AudioDoc,
    (file, told): (Option<Length>, Option<Length>),
    transcript: Option<&Transcript>,
) -> Option<Known<Length>> {
    let stated = audio.length.map(|it| Known::new(it, Origin::Stated));
    let measured = file.map(|it| Known::new(it, Origin::Audio));
    let noted = told.map(|it| Known::new(it, Origin::Notes));
    stated.or(measured).or(noted).or_else(|| {
        let transcript = transcript?;
        let said = transcript.end()?.since(Timestamp::ZERO);
        // Another unit than seconds would be far off.
        let most = Length::from_millis(said.as_millis() * 3 / 2 + 600_000);
        let told = transcript.audio_length.filter(|it| (said..=most).contains(it));
        let length = told.unwrap_or(said);
        Some(Known::new(length, Origin::Transcript))
    })
}

fn summary(front: &FrontMatter, notes: &Notes) -> Option<Known<String>> {
    if let Some(stated) = &front.summary {
        return Some(Known::new(stated.trim().to_owned(), Origin::Stated));
    }
    let topics = notes.items.iter().filter(|it| it.kind == ItemKind::Topic);
    let titles: Vec<&str> =
        topics.take(8).map(|it| it.title.trim_end_matches(['.', ':'])).collect();
    let opening = || opening(&notes.markdown, SUMMARY);
    let summary = if titles.is_empty() { opening() } else { Some(titles.join(" · ")) };
    summary.map(|it| Known::new(it, Origin::Notes))
}

fn downloads(files: &EpisodeFiles, tree: &SourceTree) -> Vec<Download> {
    let mut downloads: Vec<Download> = Vec::new();
    for (file, format) in &files.transcripts {
        let path = tree.file(*file).path.clone();
        if downloads.iter().all(|it| it.path.extension() != path.extension()) {
            downloads.push(Download {
                file: *file,
                path,
                label: format.label(),
                mime: format.mime(),
            });
        }
    }
    downloads
}

/// Gives items the starts that stand elsewhere: those of chapters, of the
/// sidecar, of front matter; the last of these wins.
fn apply_times(
    files: &EpisodeFiles,
    (beside, front): (&[StatedTime], &[StatedTime]),
    episode: &mut Episode,
    problems: &mut Vec<Diagnostic>,
) {
    apply_chapters(episode);
    apply_stated_times(files.times.unwrap_or(files.main), beside, episode, problems);
    apply_stated_times(files.main, front, episode, problems);
}

/// A title without what people write in one way or another.
fn plain(title: &str) -> String {
    title.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A chapter with the title of an item says when the item begins, unless its
/// notes do.
fn apply_chapters(episode: &mut Episode) {
    let titles: Vec<String> = episode.chapters.iter().map(|it| plain(&it.title)).collect();
    let only = |wanted: &str| {
        let mut all = (0..titles.len()).filter(|at| titles[*at] == wanted && !wanted.is_empty());
        all.next().filter(|_| all.next().is_none())
    };
    let mut taken = vec![false; titles.len()];
    for item in episode.notes.items.iter_mut().filter(|it| it.stated.is_none()) {
        // Of two items of one title nobody knows which is meant.
        if let Some(at) = only(&plain(&item.title)).filter(|at| !taken[*at]) {
            (item.stated, item.stated_beside) = (Some(episode.chapters[at].start), true);
            taken[at] = true;
        }
    }
}

/// Times by title, from a sidecar or front matter, win over what the notes say.
/// Items that share a title take the times of that title in turn.
fn apply_stated_times(
    file: FileId,
    times: &[StatedTime],
    episode: &mut Episode,
    problems: &mut Vec<Diagnostic>,
) {
    let titles: Vec<String> = episode.notes.items.iter().map(|it| plain(&it.title)).collect();
    let mut taken = vec![false; titles.len()];
    for (title, time) in times {
        let wanted = plain(title);
        let at = (0..titles.len()).find(|at| titles[*at] == wanted && !taken[*at]);
        match at.and_then(|at| Some((at, episode.notes.items.get_mut(at)?))) {
            Some((at, item)) => {
                (item.stated, item.stated_beside) = (Some(time.value), true);
                taken[at] = true;
            }
            None => problems.push(
                Diagnostic::warning(
                    "times/unknown-item",
                    Span::new(file, time.span.clone()),
                    format!("the notes have no item `{title}`"),
                )
                .hint("write the item's title as the notes have it"),
            ),
        }
    }
}
