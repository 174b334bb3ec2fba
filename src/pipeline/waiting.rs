//! What was read and is needed once more, as much of it as there is room for:
//! the rest is read again. Notes are small and take long to parse; transcripts
//! are neither.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::diag::{FileId, Reported};
use crate::model::Episode;
use crate::parse::notes::NotesDoc;

/// Bytes of notes, as their files have them, that may wait in a build; parsed
/// they take some four times as much.
pub(super) const ROOM: usize = 4 << 20;

/// Documents and episodes that wait for their next use.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    room: usize,
    notes: FxHashMap<FileId, Reported<NotesDoc>>,
    episodes: FxHashMap<FileId, Episode>,
}

impl Waiting {
    /// With room for notes of so many bytes.
    pub(super) fn new(room: usize) -> Self {
        Self { inside: Mutex::new(Inside { room, ..Inside::default() }) }
    }

    /// Lets notes of so many bytes wait for their episode.
    pub(super) fn put_notes(&self, file: FileId, bytes: usize, doc: Reported<NotesDoc>) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = inside.room.checked_sub(bytes) {
            inside.room = left;
            inside.notes.insert(file, doc);
        }
    }

    /// Takes notes that waited; their room is their episode's.
    pub(super) fn take_notes(&self, file: FileId) -> Option<Reported<NotesDoc>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).notes.remove(&file)
    }

    /// Lets an episode wait for its page, without its transcript.
    pub(super) fn put(&self, episode: Episode) {
        let episode = Episode { transcript: None, ..episode };
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.episodes.insert(episode.file, episode);
    }

    /// Takes the episode of this file that waited.
    pub(super) fn take(&self, file: FileId) -> Option<Episode> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner).episodes.remove(&file)
    }
}
