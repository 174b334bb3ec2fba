//! Files with their names taken apart, each by those around it, and the folders
//! that are one episode each.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::file_name::{dated, may_be_one};
use super::purpose::{self, Decision, Purpose};
use super::scheme::{Lead, Scheme, lead};
use super::variant::{Variants, is_corrected, is_of_notes};
use super::{Candidate, FileName};
use crate::model::{Known, Origin, TranscriptFormat};
use crate::source::{FileKind, claim_of_folder};

/// A file, what its name says among those around it, and what it is for.
#[derive(Debug)]
pub(super) struct Member<'c, 's> {
    pub it: &'c Candidate<'s>,
    pub name: FileName,
    pub purpose: Purpose,
    /// The ending of its name that tells it from other forms of the same.
    pub variant: Option<&'c str>,
    /// What the name of its folder says, if that is one episode.
    pub bundle: Option<FileName>,
    /// The number behind letters that front matter gives all episodes: `V023`.
    pub lettered: Option<u32>,
    /// Its path without what says what it is: those of one episode have the
    /// same below folders of the same names.
    pub twin: Option<String>,
}

/// Notes and transcripts whose days are further apart are not of one episode,
/// whatever their numbers.
const DAYS_APART: i32 = 14;

/// Folders that say what is in them and not of what.
const OF_FORMATS: [&str; 12] = [
    "srt", "vtt", "txt", "json", "md", "markdown", "html", "text", "webvtt", "raw", "audio", "mp3",
];

impl<'c, 's> Member<'c, 's> {
    /// Whether its name says that somebody went over it again.
    pub(super) fn is_corrected(&self) -> bool {
        self.variant.is_some_and(is_corrected)
    }

    /// Whether it may be the notes of an episode with a transcript: the ending
    /// of its name does not say that it is a form of something else.
    pub(super) fn may_be_notes(&self) -> bool {
        self.variant.is_none_or(is_of_notes)
    }

    pub(super) fn format(&self) -> Option<TranscriptFormat> {
        match self.purpose {
            Purpose::Transcript(format) => Some(format),
            _ => None,
        }
    }

    /// The number a file gives its episode: front matter, name, heading; where
    /// the name says nothing at all, speech.
    pub(super) fn number(&self) -> Option<Known<u32>> {
        let clues = &self.it.clues;
        let known = |value: Option<u32>, origin| value.map(|it| Known::new(it, origin));
        let named = self.name.number.or_else(|| self.bundle.as_ref()?.number);
        let is_half = self.name.is_half || self.bundle.as_ref().is_some_and(|it| it.is_half);
        let stated = clues.stated_number.or(self.lettered);
        if stated.is_none() && clues.is_unnumbered {
            return None;
        }
        known(stated, Origin::Stated)
            .or_else(|| known(named, Origin::FileName))
            .or_else(|| known(clues.heading_number, Origin::Heading).filter(|_| !is_half))
            .or_else(|| known(clues.spoken_number, Origin::Speech))
    }

    pub(super) fn season(&self) -> Option<u32> {
        let bundle = self.bundle.as_ref();
        self.it.clues.season.or(self.name.season).or_else(|| bundle?.season)
    }

    pub(super) fn date(&self) -> Option<Date> {
        self.name.date.or(self.it.clues.date)
    }

    /// What stands before the number of its name, in lower case.
    fn prefix(&self) -> String {
        let stem = self.it.file.path.stem();
        let rest = dated(stem).map_or(stem, |it| it.1);
        let of_number = |it: &Lead<'_>| self.name.number == Some(it.number);
        lead(rest).filter(of_number).map(|it| it.prefix).unwrap_or_default()
    }

    /// Whether days and words before the numbers of both allow that they are of
    /// one episode.
    pub(super) fn is_near(&self, other: &Self) -> bool {
        if !may_be_one(&self.prefix(), &other.prefix()) {
            return false;
        }
        let (Some(a), Some(b)) = (self.date(), other.date()) else { return true };
        a.until(b).is_ok_and(|it| it.get_days().abs() <= DAYS_APART)
    }
}

/// `transcripts/gotime/go-time-1-transcript.md` → `gotime/gotime1`, the twin of
/// `show-notes/gotime/go-time-1.md`.
fn twin(it: &Candidate<'_>, stem: &str, name: &FileName) -> Option<String> {
    if *name == FileName::default() {
        return None;
    }
    let says = |it: &&str| {
        claim_of_folder(it).is_none() && !OF_FORMATS.contains(&it.to_lowercase().as_str())
    };
    let folders: Vec<&str> = it.file.path.folder().split('/').filter(says).collect();
    let whole = FileName::whole(stem);
    // The point of `19.5` tells it from 195.
    let is_said = |it: &char| it.is_alphanumeric() || *it == '.';
    let whole: String = whole.chars().filter(is_said).flat_map(char::to_lowercase).collect();
    Some(format!("{}/{whole}", folders.join("/")))
}

/// Takes all names apart, each by those around it, and finds the folders that
/// are episodes.
pub(super) fn members<'c, 's>(
    candidates: &'c [Candidate<'s>],
    decisions: &[Decision],
) -> Vec<Member<'c, 's>> {
    let stem = |it: &'c Candidate<'s>| {
        let stem = it.file.path.stem();
        stem.strip_suffix(".times").unwrap_or(stem)
    };
    let variants = Variants::of(candidates.iter().map(stem));
    let split: Vec<(&str, Option<&str>)> =
        candidates.iter().map(|it| variants.split(stem(it))).collect();
    let stems: Vec<&str> = split.iter().map(|it| it.0).collect();
    let tells = |at: &usize| {
        let is_picture = candidates[*at].file.kind == FileKind::Image;
        let is_lost = matches!(decisions[*at].purpose, Purpose::Omitted(_));
        !is_picture && !is_lost && !FileName::is_generic(stems[*at])
    };
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for at in (0..candidates.len()).filter(tells) {
        folders.entry(candidates[at].file.path.folder()).or_default().push(stems[at]);
    }
    let show: Vec<&str> = folders.values().flatten().copied().collect();
    let schemes: BTreeMap<&str, Scheme> =
        folders.iter().map(|it| (*it.0, Scheme::of(it.1, &show))).collect();
    let bundles = bundles(candidates, decisions, &folders);
    let none = Scheme::default();
    let is_one_series = is_one_series(candidates);
    let of = |at: usize| {
        let it = &candidates[at];
        let folder = it.file.path.folder();
        let scheme = schemes.get(folder).unwrap_or(&none);
        let mut name = FileName::within(stems[at], scheme);
        if name.season.is_none() && name.number.is_some() {
            name.season = season_of(folder);
        }
        let bundle = bundles.get(folder).cloned();
        let (purpose, variant) = (decisions[at].purpose, split[at].1);
        let lettered = it.clues.lettered.as_ref().filter(|_| is_one_series).map(|it| it.1);
        let twin = twin(it, stems[at], &name);
        Member { it, name, purpose, variant, bundle, lettered, twin }
    };
    (0..candidates.len()).map(of).collect()
}

/// Whether all numbers of front matter have the same letters before them, and
/// none is there twice: `V001`, `V002`. Letters beside plain numbers are
/// another series.
fn is_one_series(candidates: &[Candidate<'_>]) -> bool {
    let mut lettered = candidates.iter().filter_map(|it| it.clues.lettered.as_ref());
    let Some((first, _)) = lettered.clone().next() else { return false };
    let mut seen = BTreeSet::new();
    candidates.iter().all(|it| it.clues.stated_number.is_none())
        && lettered.all(|(letters, number)| letters == first && seen.insert(*number))
}

/// `season-2`, `s02`, `Staffel 2`: what the folders above say.
fn season_of(folder: &str) -> Option<u32> {
    const WORDS: [&str; 6] = ["season", "staffel", "saison", "temporada", "series", "s"];
    let season = |name: &str| {
        let lead = lead(name).filter(|it| it.rest.is_empty())?;
        WORDS.contains(&lead.prefix.as_str()).then_some(lead.number)
    };
    folder.rsplit('/').find_map(season)
}

/// Folders that are one episode each: their files have names like `notes` and
/// `transcript`. By folder, with what the folder's name says. A folder with an
/// `index` beside many others, or above other folders, is none.
fn bundles<'c>(
    candidates: &'c [Candidate<'_>],
    decisions: &[Decision],
    named: &BTreeMap<&str, Vec<&str>>,
) -> BTreeMap<&'c str, FileName> {
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    let mut above: BTreeSet<&str> = BTreeSet::new();
    for (it, decision) in candidates.iter().zip(decisions) {
        let folder = it.file.path.folder();
        let is_lost = matches!(decision.purpose, Purpose::Omitted(_) | Purpose::Cover);
        if purpose::is_generic(it) && !is_lost {
            let is_index = it.file.path.stem().eq_ignore_ascii_case("index");
            *found.entry(folder).or_default() |= !is_index;
        }
        if !is_lost {
            above.extend(folder.rsplit_once('/').map(|it| it.0));
        }
    }
    found.retain(|folder, is_sure| {
        let n_others = named.get(folder).map_or(0, |it| it.iter().collect::<BTreeSet<_>>().len());
        n_others <= 1 || (*is_sure && n_others <= 3)
    });
    found.retain(|folder, is_sure| *is_sure || !above.contains(folder));
    let name_of = |folder: &str| folder.rsplit('/').next().unwrap_or_default().to_owned();
    let mut siblings: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for folder in found.keys() {
        let parent = folder.rsplit_once('/').map_or("", |it| it.0);
        siblings.entry(parent).or_default().push(name_of(folder));
    }
    let schemes: BTreeMap<&str, Scheme> = siblings
        .iter()
        .map(|(parent, names)| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            (*parent, Scheme::of(&names, &names))
        })
        .collect();
    let named = |folder: &&'c str| {
        let parent = folder.rsplit_once('/').map_or("", |it| it.0);
        let scheme = schemes.get(parent).cloned().unwrap_or_default();
        let mut name = FileName::within(&name_of(folder), &scheme);
        if name.season.is_none() && name.number.is_some() {
            name.season = season_of(parent);
        }
        (*folder, name)
    };
    found.keys().map(named).collect()
}
