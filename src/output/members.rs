//! The files of a site as they come in.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::prints::Prints;
use crate::diag::FileId;
use crate::hash::ContentHash;
use crate::path::SitePath;

/// What became of an artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The published file has the same bytes.
    Same,
    /// It waits in the staging folder.
    Staged,
}

/// A file of the site.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    pub(super) state: State,
    pub(super) origin: Option<FileId>,
    /// What stands for its content, once that is known.
    pub(super) mark: Option<ContentHash>,
}

/// The files of a site. Nearly all of them were there in the last build.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// Those that the last build published, in order of its prints.
    pub known: Vec<Option<Member>>,
    /// The others.
    pub new: BTreeMap<SitePath, Member>,
    /// Those whose path is another one where systems do not tell capitals from
    /// small letters: by that.
    folded: BTreeMap<String, SitePath>,
}

impl Members {
    /// None yet.
    pub(super) fn beside(prints: &Prints) -> Self {
        Self { known: vec![None; prints.len()], ..Self::default() }
    }

    /// Takes a file in; the one that has its path already, if there is one.
    /// `place` is where the path stands in the prints.
    pub(super) fn add(
        &mut self,
        path: &SitePath,
        place: Option<usize>,
        member: Member,
    ) -> Option<Member> {
        if let Some(known) = place.and_then(|it| self.known.get_mut(it)) {
            let first = *known;
            *known = first.or(Some(member));
            return first;
        }
        match self.new.entry(path.clone()) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert(member);
                None
            }
        }
    }

    /// Another file that some systems take for the one with this path, and its
    /// path. Remembers the path for those that come.
    pub(super) fn rival(&mut self, path: &SitePath, prints: &Prints) -> Option<(SitePath, Member)> {
        let rival = self.find_rival(path, prints);
        if rival.is_none()
            && let Some(folded) = path.folded()
        {
            self.folded.insert(folded, path.clone());
        }
        rival
    }

    fn find_rival(&self, path: &SitePath, prints: &Prints) -> Option<(SitePath, Member)> {
        let folded = path.folded();
        let key = folded.as_deref().unwrap_or(path.as_str());
        let same = self.folded.get(key).filter(|it| *it != path).cloned();
        let rival = same.or_else(|| SitePath::new(&folded?))?;
        let member = self.get(&rival, prints)?;
        Some((rival, member))
    }

    /// The file with this path.
    pub(super) fn get(&self, path: &SitePath, prints: &Prints) -> Option<Member> {
        match prints.place(path) {
            Some(at) => *self.known.get(at)?,
            None => self.new.get(path).copied(),
        }
    }

    /// Whether a file has this path, or one that some systems take for it.
    pub(super) fn is_taken(&self, path: &SitePath, prints: &Prints) -> bool {
        self.get(path, prints).is_some() || self.find_rival(path, prints).is_some()
    }

    /// The file with this path.
    pub(super) fn get_mut(&mut self, path: &SitePath, place: Option<usize>) -> Option<&mut Member> {
        match place {
            Some(at) => self.known.get_mut(at)?.as_mut(),
            None => self.new.get_mut(path),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.known.iter().flatten().count() + self.new.len()
    }

    /// Every file, in order of path.
    pub(super) fn all<'m>(&'m self, prints: &'m Prints) -> Vec<(&'m SitePath, Member)> {
        let known = prints.paths().iter().zip(&self.known);
        let known = known.filter_map(|(path, it)| Some((path, (*it)?)));
        let mut all: Vec<_> = known.chain(self.new.iter().map(|it| (it.0, *it.1))).collect();
        // Two runs in order: that is quick.
        all.sort_by_key(|it| it.0);
        all
    }
}
