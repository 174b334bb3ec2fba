//! Values of one kind by key: a file that is only ever added to, until most
//! of it is out of use.
//!
//! A head with the program's hash, then records: key, length, check sum,
//! bytes. A build that is killed while it writes leaves a record that is cut
//! off; what stands before it is still good.

use std::borrow::Cow;
use std::fs::File;
use std::hash::Hasher;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Cache, PROGRAM, disk};
use crate::hash::ContentHash;

/// Bytes of a record before its value: key, length, check sum.
const RECORD: usize = 32 + 4 + 8;

/// Bytes out of use that are not worth a rewrite.
const WASTE: usize = 1 << 20;

/// New bytes that are held in memory before they are written.
const HELD: usize = 1 << 20;

/// Values of one kind, read when the first is asked for.
#[derive(Debug)]
pub struct Shelf<'c> {
    cache: &'c Cache,
    name: &'static str,
    /// Whether values are read one by one.
    is_rare: bool,
    old: OnceLock<Records>,
    fresh: Mutex<Fresh>,
}

/// The records of a file.
#[derive(Debug, Default)]
struct Records {
    source: Source,
    /// Where each value stands.
    places: FxHashMap<ContentHash, Range<usize>>,
    /// Bytes up to the end of the last whole record; 0 for no file, or that
    /// of another program.
    good: usize,
    /// Whether nothing stands behind them.
    whole: bool,
}

/// Where values are.
#[derive(Debug)]
enum Source {
    /// The whole file.
    Memory(Vec<u8>),
    File(Mutex<File>),
}

impl Default for Source {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl Source {
    /// Some bytes of the file.
    fn bytes(&self, range: Range<usize>) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Memory(bytes) => bytes.get(range).map(Cow::Borrowed),
            Self::File(file) => {
                let mut bytes = vec![0; range.len()];
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                disk::read_at(&mut file, &mut bytes, range.start as u64).ok()?;
                Some(Cow::Owned(bytes))
            }
        }
    }
}

/// What is new.
#[derive(Debug, Default)]
struct Fresh {
    /// Records to be written.
    bytes: Vec<u8>,
    /// Bytes of the file, once this build has written to it.
    end: Option<u64>,
    /// Another build took the file away, or there is no room.
    is_lost: bool,
}

impl<'c> Shelf<'c> {
    pub(super) fn new(cache: &'c Cache, name: &'static str) -> Self {
        Self { cache, name, is_rare: false, old: OnceLock::new(), fresh: Mutex::default() }
    }

    pub(super) fn rare(cache: &'c Cache, name: &'static str) -> Self {
        Self { is_rare: true, ..Self::new(cache, name) }
    }

    /// Reads it now, for somebody who waits for something else anyway.
    pub fn fetch(&self) {
        self.old();
    }

    fn old(&self) -> &Records {
        self.old.get_or_init(|| {
            let folder = self.cache.folder.as_ref();
            let records = match self.is_rare {
                true => folder.and_then(|it| disk::look(it, self.name, Records::of_file)),
                false => folder.and_then(|it| disk::read(it, self.name)).map(Records::of),
            };
            let records = records.unwrap_or_else(|| Records::of(Vec::new()));
            if !records.whole {
                self.cache.report_damage();
            }
            records
        })
    }

    /// The value that follows from `key`, if an earlier build kept it.
    pub fn get<T: DeserializeOwned>(&self, key: ContentHash) -> Option<T> {
        let old = self.old();
        let range = old.places.get(&key)?.clone();
        let bytes = old.source.bytes(range.start - 8..range.end);
        let value = bytes.as_deref().and_then(|it| it.split_at_checked(8));
        let value = value.filter(|(sum, value)| *sum == check_sum(value).to_le_bytes());
        let value = value.and_then(|it| postcard::from_bytes(it.1).ok());
        if value.is_none() {
            self.cache.report_damage();
        }
        value
    }

    /// The value that follows from `key`, made if it is not there.
    pub fn get_or<T: Serialize + DeserializeOwned>(
        &self,
        key: Option<ContentHash>,
        make: impl FnOnce() -> T,
    ) -> T {
        let Some(key) = key else { return make() };
        self.get(key).unwrap_or_else(|| {
            let value = make();
            self.put(key, &value);
            value
        })
    }

    /// Keeps a value for the next build.
    pub fn put<T: Serialize>(&self, key: ContentHash, value: &T) {
        if self.cache.folder.is_none() {
            return;
        }
        let Ok(bytes) = postcard::to_allocvec(value) else { return };
        let old = self.old();
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        push_record(&mut fresh.bytes, key, &bytes);
        if HELD <= fresh.bytes.len() {
            self.write(&mut fresh, old);
        }
    }

    /// Writes what is new.
    fn write(&self, fresh: &mut Fresh, old: &Records) {
        let Some(folder) = self.cache.folder.as_ref().filter(|_| !fresh.is_lost) else { return };
        let records = std::mem::take(&mut fresh.bytes);
        let head = head();
        let end = fresh.end.unwrap_or(old.good as u64);
        let written = match end {
            0 => disk::replace(folder, self.name, &[&head, &records]).map(|()| true),
            _ => disk::append(folder, self.name, &head, end, &records),
        };
        let begin = if end == 0 { head.len() as u64 } else { end };
        fresh.end = Some(begin + records.len() as u64);
        // Without a cache the next build takes longer, and that is all.
        fresh.is_lost = !written.unwrap_or(false);
    }

    /// Writes what is left. `live` are the keys that this build used: when
    /// most of the file is about others, they go.
    pub fn save(&self, live: impl IntoIterator<Item = ContentHash>) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        // What nobody asked for and nobody added to is as it was.
        let Some(old) = self.old.get() else { return };
        if !fresh.bytes.is_empty() || !old.whole {
            self.write(&mut fresh, old);
        }
        let live: FxHashSet<ContentHash> = live.into_iter().collect();
        let used = old.places.iter().filter(|it| live.contains(it.0));
        let used: usize = used.map(|it| it.1.len() + RECORD).sum();
        if used + WASTE + old.good / 2 < old.good && !fresh.is_lost {
            // What was added stands in the file only.
            Shelf::new(self.cache, self.name).tidy(&live);
        }
    }

    /// Writes the file anew with nothing but the live values.
    fn tidy(&self, live: &FxHashSet<ContentHash>) {
        let Some(folder) = &self.cache.folder else { return };
        let Records { source, places, .. } = self.old();
        let mut kept: Vec<&Range<usize>> =
            places.iter().filter(|it| live.contains(it.0)).map(|it| it.1).collect();
        kept.sort_by_key(|it| it.start);
        let head = head();
        let piece = |it: &Range<usize>| source.bytes(it.start - RECORD..it.end);
        let Some(kept) = kept.into_iter().map(piece).collect::<Option<Vec<_>>>() else { return };
        let mut pieces: Vec<&[u8]> = vec![&head];
        pieces.extend(kept.iter().map(|it| &**it));
        let _ = disk::replace(folder, self.name, &pieces);
    }

    /// Replaces the whole file by one value.
    pub(super) fn set<T: Serialize>(&self, key: ContentHash, value: &T) {
        let Some(folder) = &self.cache.folder else { return };
        let Ok(bytes) = postcard::to_allocvec(value) else { return };
        let mut record = Vec::with_capacity(bytes.len() + RECORD);
        push_record(&mut record, key, &bytes);
        let _ = disk::replace(folder, self.name, &[&head(), &record]);
    }
}

impl Records {
    fn of(bytes: Vec<u8>) -> Self {
        let mut records = Self { whole: true, ..Self::default() };
        // Another program's, or nothing at all.
        if !bytes.starts_with(&head()) {
            return records;
        }
        let mut at = head().len();
        while let Some((key, value)) = bytes.get(at..).and_then(|it| record(it, at, bytes.len())) {
            at = value.end;
            records.places.insert(key, value);
        }
        records.good = at;
        records.whole = at == bytes.len();
        Self { source: Source::Memory(bytes), ..records }
    }

    /// Reads nothing but what stands before each value.
    fn of_file(mut file: File) -> io::Result<Self> {
        let mut records = Self { whole: true, ..Self::default() };
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        let mut found = head();
        if length < found.len() {
            return Ok(records);
        }
        file.read_exact(&mut found)?;
        if found != head() {
            return Ok(records);
        }
        let (mut at, mut before) = (found.len(), [0; RECORD]);
        while at + RECORD <= length {
            disk::read_at(&mut file, &mut before, at as u64)?;
            let Some((key, value)) = record(&before, at, length) else { break };
            at = value.end;
            records.places.insert(key, value);
        }
        records.good = at;
        records.whole = at == length;
        Ok(Self { source: Source::File(Mutex::new(file)), ..records })
    }
}

fn head() -> Vec<u8> {
    format!("cuepoint cache {PROGRAM}\n").into_bytes()
}

fn check_sum(value: &[u8]) -> u64 {
    // It has to notice an accident, not an attack.
    let mut hasher = FxHasher::default();
    hasher.write(value);
    hasher.finish()
}

/// The record that begins with these bytes, at a place in a file of this
/// length: its key, and where its value stands.
fn record(bytes: &[u8], at: usize, length: usize) -> Option<(ContentHash, Range<usize>)> {
    let head = bytes.get(..RECORD)?;
    let key = ContentHash::from_bytes(head[..32].try_into().ok()?);
    let bytes = u32::from_le_bytes(head[32..36].try_into().ok()?) as usize;
    let start = at + RECORD;
    (start + bytes <= length).then(|| (key, start..start + bytes))
}

fn push_record(records: &mut Vec<u8>, key: ContentHash, value: &[u8]) {
    let Ok(length) = u32::try_from(value.len()) else { return };
    records.extend(key.as_bytes());
    records.extend(length.to_le_bytes());
    records.extend(check_sum(value).to_le_bytes());
    records.extend(value);
}
