//! A query → moments with their words, times and addresses: what
//! `cuepoint search` prints.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::bytes::unpacked;
use super::excerpt::{Excerpt, Said, excerpt};
use super::language::Language;
use super::query::Query;
use super::rank::{Files, Found, rank};
use super::record::{RECORD_FILE, Record, VTT_HEAD};
use super::start::{DIRECTORY, FoundPage, START_FILE, Start, file};

/// Moments of one episode in a list of results.
const OF_ONE_EPISODE: usize = 3;

/// Moments that begin within so many milliseconds of one another are one.
const ONE_MOMENT: u64 = 30_000;

/// A moment, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The title of its show.
    pub show: String,
    /// The episode's number.
    pub number: Option<u32>,
    /// The episode's title.
    pub title: String,
    /// The episode's day as people read it; may be empty.
    pub day: String,
    /// The episode's address below the site's root.
    pub path: String,
    /// Where to listen, in milliseconds.
    pub start: Option<u64>,
    /// The sentence, or the title of the item.
    pub text: String,
    /// Bytes of the text that were looked for.
    pub marks: Vec<Range<usize>>,
    /// Who says it, where that is known.
    pub speaker: Option<String>,
    /// How good it is; only its order means something.
    pub score: f32,
}

/// What a search comes to.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The address of the site's root.
    pub base: String,
    /// Moments, best first.
    pub hits: Vec<Hit>,
    /// Pages with such a name.
    pub pages: Vec<FoundPage>,
    /// Words that are near to those that are nowhere.
    pub nearest: Vec<String>,
    /// Whether every word is one that is in every sentence.
    pub only_stop_words: bool,
}

/// Searches a site; `None` if it has no index.
pub fn find(files: &dyn Files, text: &str, limit: usize) -> Option<Answer> {
    let start = Start::of_bytes(&files.read(START_FILE)?)?;
    let language = start.language();
    let mut query = Query::of(text, &language, false);
    let mut answer = Answer {
        base: start.base.clone(),
        only_stop_words: query.only_stop_words,
        ..Answer::default()
    };
    if query.is_empty() {
        return Some(answer);
    }
    let ranked = rank(&start, &query, &language, files);
    for (term, nearest) in query.terms.iter_mut().zip(&ranked.nearest) {
        term.joins.extend(nearest.iter().cloned());
    }
    answer.nearest = ranked.nearest.concat();
    let page = |it: &u32| entry::<FoundPage>(files, &start.page_directories, *it);
    answer.pages = ranked.pages.iter().take(5).filter_map(page).collect();
    let mut finder = Finder { files, start: &start, episodes: BTreeMap::new() };
    for it in &ranked.found {
        if limit <= answer.hits.len() {
            break;
        }
        answer.hits.extend(finder.hit(it, &query, &language));
    }
    Some(answer)
}

/// An entry of a directory.
fn entry<T: DeserializeOwned>(files: &dyn Files, directories: &[String], at: u32) -> Option<T> {
    let at = at as usize;
    let bytes = files.read(&file(directories.get(at / DIRECTORY)?))?;
    let all: Vec<T> = serde_json::from_slice(&unpacked(&bytes)?).ok()?;
    all.into_iter().nth(at % DIRECTORY)
}

/// An episode with results.
struct Episode {
    path: String,
    record: Record,
    /// Where its results begin.
    taken: Vec<Option<u64>>,
}

struct Finder<'f> {
    files: &'f dyn Files,
    start: &'f Start,
    episodes: BTreeMap<u32, Option<Episode>>,
}

impl Finder<'_> {
    fn episode(&self, number: u32) -> Option<Episode> {
        let path: String = entry(self.files, &self.start.directories, number)?;
        let record = format!("{}{RECORD_FILE}", path.trim_start_matches('/'));
        let record = Record::of_bytes(&self.files.read(&record)?)?;
        Some(Episode { path, record, taken: Vec::new() })
    }

    /// A moment ready to be shown; `None` where a better one stands for it.
    fn hit(&mut self, found: &Found, query: &Query, language: &Language) -> Option<Hit> {
        if !self.episodes.contains_key(&found.episode) {
            let episode = self.episode(found.episode);
            self.episodes.insert(found.episode, episode);
        }
        let files = self.files;
        let episode = self.episodes.get_mut(&found.episode)?.as_mut()?;
        if OF_ONE_EPISODE <= episode.taken.len() {
            return None;
        }
        let excerpt = excerpt_of(files, episode, found.moment, (query, language))?;
        let is_taken = |it: &Option<u64>| match (it, excerpt.start) {
            (Some(a), Some(b)) => a.abs_diff(b) < ONE_MOMENT,
            (a, b) => *a == b,
        };
        let asked: Vec<usize> = query.terms.iter().filter_map(|it| it.phrase).collect();
        let lacks = asked.iter().any(|it| !excerpt.phrases.contains(it));
        if lacks || episode.taken.iter().any(is_taken) {
            return None;
        }
        episode.taken.push(excerpt.start);
        let record = &episode.record;
        Some(Hit {
            show: record.show.clone(),
            number: record.number,
            title: record.title.clone(),
            day: record.day.clone(),
            path: episode.path.clone(),
            start: excerpt.start,
            text: excerpt.text,
            marks: excerpt.marks,
            speaker: excerpt.speaker,
            score: found.score,
        })
    }
}

/// The words of a moment.
fn excerpt_of(
    files: &dyn Files,
    episode: &Episode,
    moment: u32,
    (query, language): (&Query, &Language),
) -> Option<Excerpt> {
    let record = &episode.record;
    let of_text = |title: &str, text: &str, start: Option<u64>| {
        let said = Said { text: format!("{title}\n{text}"), cues: Vec::new() };
        Excerpt { start, ..excerpt(&said, query, language) }
    };
    let at = moment as usize;
    let Some(at) = at.checked_sub(1) else {
        return Some(of_text(&record.title, &record.summary, None));
    };
    let Some(at) = at.checked_sub(record.items.len()) else {
        let item = &record.items[at];
        return Some(of_text(&item.title, &item.body, item.start));
    };
    let passage = record.passages.get(at)?;

    let before: u64 = record.passages[..at].iter().map(|it| it.bytes).sum();
    let range = (VTT_HEAD + before) as usize..(VTT_HEAD + before + passage.bytes) as usize;
    let vtt = files.read(&format!("{}transcript.vtt", episode.path.trim_start_matches('/')));
    let piece = vtt.as_deref().and_then(|it| std::str::from_utf8(it.get(range)?).ok());
    let mut excerpt = excerpt(&Said::of_vtt(piece.unwrap_or_default()), query, language);
    excerpt.start = excerpt.start.or(passage.start);
    Some(excerpt)
}
