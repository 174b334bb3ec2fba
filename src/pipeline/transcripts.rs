//! Transcripts of another folder, and the episodes they belong to.

use std::path::{Path, PathBuf};

use super::memo::Memo;
use super::settings::settings;
use super::{Job, find_episodes, load_every, network};
use crate::cache::Cache;
use crate::model::{Episode, TranscriptFormat};
use crate::path::Slug;
use crate::trace::Trace;

/// A transcript, and what it is good for.
#[derive(Debug)]
pub struct Offered {
    /// Below its folder.
    pub path: String,
    pub format: TranscriptFormat,
    /// As it is; `None` where it cannot be read.
    pub bytes: Option<Vec<u8>>,
    pub matched: Match,
}

/// The episode of a transcript.
#[derive(Debug)]
pub enum Match {
    /// The notes of an episode without one.
    Episode(PathBuf),
    /// An episode that has a transcript, by its title.
    Served(String),
    /// Several episodes, by their titles.
    Several(Vec<String>),
    /// None that we can tell.
    None,
}

/// Finds the transcripts in `folder`, and the episode of `root` for each: by
/// the number in name, text or speech, else by the title in the name.
#[must_use]
pub fn offered(root: &Path, folder: &Path) -> Vec<Offered> {
    let episodes = load_every(root).episodes;
    let (cache, trace) = (Cache::none(), Trace::steps_only());
    let job = Job::to_look(folder, (&cache, &trace));
    let (mut site, _) = settings(&job);
    let tree = network::discover(folder, &mut site, job.out).value;
    let (found, _) = find_episodes(&tree, &site, &Memo::none(&cache), &mut Vec::new());
    let mut offered = Vec::new();
    for files in found {
        let Some(&(file, format)) = files.transcripts.first() else { continue };
        let is_it = |it: &Episode| match (files.number, it.number) {
            (Some(a), Some(b)) => {
                a.value == b.value && (files.season == it.season || files.season.is_none())
            }
            _ => {
                let own = Slug::of(it.slug.as_deref().unwrap_or(&it.title.value));
                let named = files.names.iter().filter_map(|it| Slug::of(&it.words));
                own.is_some_and(|own| named.into_iter().any(|it| it == own))
            }
        };
        let of: Vec<_> = episodes.iter().filter(|it| is_it(&it.episode)).collect();
        let title = |it: &&super::Timed| it.episode.title.value.clone();
        let matched = match of.as_slice() {
            [] => Match::None,
            [one] if one.episode.transcript.is_some() => Match::Served(title(one)),
            [one] => one.notes.as_ref().map_or(Match::None, |it| Match::Episode(it.0.clone())),
            several => Match::Several(several.iter().map(title).collect()),
        };
        let bytes = tree.read_bytes(file).ok();
        offered.push(Offered { path: tree.name(file), format, bytes, matched });
    }
    offered
}
