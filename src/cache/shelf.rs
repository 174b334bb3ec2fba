//! Values of one kind by key: a file that is only ever added to, until most
//! of it is out of use.
//!
//! A head with the program's hash, then records: key, length, check sum,
//! bytes. A build that is killed while it writes leaves a record that is cut
//! off; what stands before it is still good.

use std::hash::Hasher;
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
const HELD: usize = 4 << 20;

/// Values of one kind, read when the first is asked for.
#[derive(Debug)]
pub struct Shelf<'c> {
    cache: &'c Cache,
    name: &'static str,
    old: OnceLock<Records>,
    fresh: Mutex<Fresh>,
}

/// The records of a file.
#[derive(Debug, Default)]
struct Records {
    bytes: Vec<u8>,
    /// Where each value stands in `bytes`.
    places: FxHashMap<ContentHash, Range<usize>>,
    /// Bytes up to the end of the last whole record; 0 for no file, or that
    /// of another program.
    good: usize,
    /// Whether nothing stands behind them.
    whole: bool,
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
        Self { cache, name, old: OnceLock::new(), fresh: Mutex::default() }
    }

    fn old(&self) -> &Records {
        self.old.get_or_init(|| {
            let folder = self.cache.folder.as_ref();
            let bytes = folder.and_then(|it| disk::read(it, self.name)).unwrap_or_default();
            let records = Records::of(bytes);
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
        let sum = &old.bytes[range.start - 8..range.start];
        let value = &old.bytes[range];
        let good = sum == check_sum(value).to_le_bytes();
        let value = postcard::from_bytes(value).ok().filter(|_| good);
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
        let Records { bytes, places, .. } = self.old();
        let mut kept: Vec<&Range<usize>> =
            places.iter().filter(|it| live.contains(it.0)).map(|it| it.1).collect();
        kept.sort_by_key(|it| it.start);
        let head = head();
        let mut pieces: Vec<&[u8]> = vec![&head];
        pieces.extend(kept.into_iter().map(|it| &bytes[it.start - RECORD..it.end]));
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
        let mut records = Self { bytes, whole: true, ..Self::default() };
        // Another program's, or nothing at all.
        if !records.bytes.starts_with(&head()) {
            return Self { bytes: Vec::new(), ..records };
        }
        let mut at = head().len();
        while let Some((key, value)) = record(&records.bytes, at) {
            at = value.end;
            records.places.insert(key, value);
        }
        records.good = at;
        records.whole = at == records.bytes.len();
        records
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

/// The record at a place: its key, and where its value stands.
fn record(bytes: &[u8], at: usize) -> Option<(ContentHash, Range<usize>)> {
    let head = bytes.get(at..at + RECORD)?;
    let key = ContentHash::from_bytes(head[..32].try_into().ok()?);
    let length = u32::from_le_bytes(head[32..36].try_into().ok()?) as usize;
    let start = at + RECORD;
    (start + length <= bytes.len()).then(|| (key, start..start + length))
}

fn push_record(records: &mut Vec<u8>, key: ContentHash, value: &[u8]) {
    let Ok(length) = u32::try_from(value.len()) else { return };
    records.extend(key.as_bytes());
    records.extend(length.to_le_bytes());
    records.extend(check_sum(value).to_le_bytes());
    records.extend(value);
}
