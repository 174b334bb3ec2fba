//! Episodes in the making: a group of files, what they say together.

use std::collections::BTreeMap;

use super::member::Member;
use super::purpose::{self, Purpose};
use super::scheme::lead;
use super::signs::Signs;
use super::{EpisodeFiles, FileName, choice};
use crate::diag::{Diagnostic, FileId, Span};
use crate::model::{Known, Origin, ShowId};
use crate::parse::clues::Sign;
use crate::source::{Claim, FileKind};

/// An episode in the making.
pub(super) struct Draft<'c, 's> {
    members: Vec<&'c Member<'c, 's>>,
    pub notes: Option<&'c Member<'c, 's>>,
    pub transcripts: Vec<&'c Member<'c, 's>>,
    names: Vec<FileName>,
    number: Option<Known<u32>>,
    season: Option<u32>,
    cover: Option<FileId>,
    /// What is to be said if it is an episode.
    pub problems: Vec<Diagnostic>,
}

impl<'c, 's> Draft<'c, 's> {
    pub(super) fn new(all: &'c [Member<'c, 's>], group: &[usize]) -> Self {
        let mut problems = Vec::new();
        let members: Vec<&Member<'_, '_>> = group.iter().map(|it| &all[*it]).collect();
        let notes = choice::notes(&members, &mut problems);
        let transcripts = choice::transcripts(&members, all, &mut problems);
        let names = names(notes, &transcripts, &members);
        let season = || members.iter().find_map(|it| it.it.clues.season);
        let main = || notes.into_iter().chain(transcripts.iter().copied());
        let of_names = names.iter().filter_map(|it| Some(Known::new(it.number?, Origin::FileName)));
        let is_unnumbered =
            notes.is_some_and(|it| it.it.clues.is_unnumbered && it.lettered.is_none());
        let number = main().filter_map(Member::number).chain(of_names).min_by_key(|it| it.origin);
        let number = number.filter(|it| !is_unnumbered || it.origin == Origin::Stated);
        let season = season().or_else(|| names.iter().find_map(|it| it.season));
        let cover = choice::cover(&members, &mut problems);
        Self { notes, transcripts, names, number, season, cover, members, problems }
    }

    /// Whether it is the page of a folder and nothing else.
    pub(super) fn is_section(&self) -> bool {
        let is_index = |it: &Member<'_, '_>| it.it.file.path.stem().eq_ignore_ascii_case("index");
        self.members.len() == 1 && self.notes.is_some_and(|it| it.bundle.is_none() && is_index(it))
    }

    fn of(&self, purpose: Purpose) -> Option<FileId> {
        self.members.iter().find(|it| it.purpose == purpose).map(|it| it.it.file.id)
    }

    /// Episodes come in this order, whatever they are made of.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let main = self.notes.or(self.transcripts.first().copied());
        let path = main.map(|it| it.it.file.path.clone());
        let number = self.number.map(|it| it.value);
        (number.is_none(), self.season, number, path)
    }

    /// Its files; `None` if there are none.
    pub(super) fn files(&self, show: ShowId) -> Option<EpisodeFiles> {
        let format = |it: &&Member<'_, '_>| match it.purpose {
            Purpose::Transcript(format) => Some((it.it.file.id, format)),
            _ => None,
        };
        let main = self.notes.or(self.transcripts.first().copied());
        let main = main.or(self.members.first().copied())?;
        Some(EpisodeFiles {
            show,
            main: main.it.file.id,
            notes: self.notes.map(|it| it.it.file.id),
            transcripts: self.transcripts.iter().filter_map(format).collect(),
            chapters: self.of(Purpose::Chapters),
            times: self.of(Purpose::Times),
            audio: self.of(Purpose::Audio),
            cover: self.cover,
            is_mute: self.names.iter().all(|it| *it == FileName::default()),
            names: self.names.clone(),
            number: self.number,
            season: self.season,
        })
    }

    /// What tells whether notes are an episode's.
    pub(super) fn signs(&self) -> Signs<'c> {
        let main = self.notes.or(self.transcripts.first().copied());
        let folder = main.map_or("", |it| it.it.file.path.folder());
        let bundle = main.and_then(|it| it.bundle.as_ref());
        let unit = match bundle {
            Some(_) => folder.rsplit_once('/').map_or("", |it| it.0),
            None => folder,
        };
        let stem = main.map_or("", |it| it.it.file.path.stem());
        let prefix = lead(stem).filter(|_| bundle.is_none() && self.number.is_some());
        let mut signs: Vec<Sign> = Vec::new();
        for it in &self.members {
            signs.extend(it.it.clues.signs.iter().filter(|_| it.purpose != Purpose::Cover));
        }
        let is_claimed = |it: &&Member<'_, '_>| it.it.file.is_claimed(Claim::Notes);
        // The page of a folder, where that is no episode.
        let is_index = |it: &Member<'_, '_>| it.it.file.path.stem().eq_ignore_ascii_case("index");
        let in_bundle = bundle.is_some() && !self.notes.is_some_and(is_index);
        let is_section = self.is_section();
        let named = self.number.filter(|it| it.origin != Origin::Stated);
        Signs {
            family: (unit, prefix.map(|it| it.prefix).unwrap_or_default()),
            has_files: !self.transcripts.is_empty()
                || [Purpose::Audio, Purpose::Chapters].map(|it| self.of(it)) != [None, None],
            named: named.map(|it| (self.season, it.value)),
            is_dated: self.names.iter().any(|it| it.date.is_some())
                || self.members.iter().any(|it| it.it.clues.is_dated()),
            // `19.5` is a number, too.
            is_claimed: !is_section
                && (in_bundle
                    || self.notes.iter().any(is_claimed)
                    || self.names.iter().any(|it| it.is_half)),
            in_episodes: !is_section
                && (self.notes.is_some_and(|it| it.it.file.is_claimed(Claim::Episode))
                    || bundle.is_some()),
            is_blank: self.notes.is_some_and(|it| it.it.clues.is_titled == Some(false))
                && self.transcripts.is_empty(),
            is_bare: self.notes.is_some_and(|it| it.it.clues.is_bare),
            layout: self.notes.and_then(|it| it.it.clues.layout.as_deref()),
            signs,
        }
    }
}

/// A number that front matter gives to two episodes, though the name of one
/// has a number of its own that is free, is a slip: the name knows.
pub(super) fn settle_numbers(
    kept: &mut [(Draft<'_, '_>, &[usize])],
    problems: &mut Vec<Diagnostic>,
) {
    let key = |it: &Draft<'_, '_>| Some((it.season, it.number?.value));
    let mut n_of: BTreeMap<(Option<u32>, u32), usize> = BTreeMap::new();
    for it in kept.iter().filter_map(|it| key(&it.0)) {
        *n_of.entry(it).or_default() += 1;
    }
    for (draft, _) in kept.iter_mut() {
        let Some((season, number)) = key(draft).filter(|it| 1 < n_of[it]) else { continue };
        let own = draft.names.iter().find_map(|it| it.number);
        let Some(own) = own.filter(|it| !n_of.contains_key(&(season, *it))) else { continue };
        let Some(notes) = draft.notes.filter(|it| it.it.clues.stated_number.is_some()) else {
            continue;
        };
        n_of.entry((season, number)).and_modify(|it| *it -= 1);
        n_of.insert((season, own), 1);
        draft.number = Some(Known::new(own, Origin::FileName));
        let message = format!(
            "front matter says number {number}, which another episode has; it is taken to be {own}, as the name says"
        );
        problems.push(
            Diagnostic::warning("source/number", Span::file(notes.it.file.id), message)
                .hint("correct the number in the front matter"),
        );
    }
}

fn names(
    notes: Option<&Member<'_, '_>>,
    transcripts: &[&Member<'_, '_>],
    members: &[&Member<'_, '_>],
) -> Vec<FileName> {
    let mut names: Vec<FileName> = Vec::new();
    names.extend(members.iter().find_map(|it| it.bundle.clone()));
    let files = notes.into_iter().chain(transcripts.iter().copied()).chain(members.iter().copied());
    let says =
        |it: &&Member<'_, '_>| it.it.file.kind != FileKind::Times && !purpose::is_generic(it.it);
    for it in files.filter(says) {
        if !names.contains(&it.name) {
            names.push(it.name.clone());
        }
    }
    names
}
