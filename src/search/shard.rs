//! Words in order, cut into files of a few kilobytes.
//!
//! A shard is a run of entries: the bytes a word shares with the one before
//! it, the rest of the word, in how many moments it stands, and where. A word
//! that stands in very many has its places in blocks, files of their own, of
//! which a query needs few. Episodes are numbered from the oldest, and listed
//! from the newest, so that a new one leaves the numbers of all others alone.

use super::bytes::{Reader, push_number};
use super::contribution::{Contribution, fnv};
use crate::hash::ContentHash;

/// Bytes of places that a shard holds itself.
const LONG: usize = 6 << 10;

/// Bytes of a block, about.
const BLOCK: usize = 6 << 10;

/// Bytes of a shard: at least, and at most unless one word has more.
const LEAST: usize = 6 << 10;
const MOST: usize = 18 << 10;

/// Bytes of a hash that names a file.
const NAME: usize = 6;

/// A word, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub word: String,
    /// Episodes, from the newest: its number, and its places there.
    pub episodes: Vec<(u32, Vec<u8>)>,
    /// Pages that have it in their names.
    pub pages: Vec<u32>,
}

/// A file of words, and files with the places of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Its first word.
    pub first: String,
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
    /// Names and bytes of blocks, unpacked.
    pub blocks: Vec<(String, Vec<u8>)>,
}

/// Where the places of a word are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Places<'b> {
    Here(&'b [u8]),
    /// The newest episode of each block, and the block's name.
    Blocks(Vec<(u32, String)>),
}

/// A word as a shard has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed<'b> {
    pub word: String,
    /// In how many moments it stands.
    pub n_moments: u32,
    pub places: Places<'b>,
    pub pages: Vec<u32>,
}

/// The name of a file by its content.
#[must_use]
pub fn name_of(bytes: &[u8]) -> String {
    short_name(ContentHash::of(bytes))
}

/// The name of a file by the hash of its content.
#[must_use]
pub fn short_name(hash: ContentHash) -> String {
    format!("{hash:.12}")
}

/// Whether a shard may end before a word: by the word alone, so that a word
/// more or less moves few ends.
pub(super) fn may_begin(word: &str) -> bool {
    fnv(word).is_multiple_of(128)
}

/// Whether a new shard begins before `entry`, behind so many bytes.
pub(super) fn begins(bytes: usize, entry: &Entry) -> bool {
    MOST <= bytes || (LEAST <= bytes && may_begin(&entry.word))
}

impl Entry {
    /// How many bytes it is, about. INVARIANT: it follows from the entry
    /// alone.
    pub(super) fn weight(&self) -> usize {
        let places = self.episodes.iter().map(|it| it.1.len() + 1).sum::<usize>();
        let places = if LONG < places { places / BLOCK * 8 } else { places };
        self.word.len() + places + self.pages.len() + 4
    }

    fn encoded(&self) -> Vec<u8> {
        encoded(&self.episodes)
    }

    /// Episodes in ranges that a block has: by number, so that a new episode
    /// changes the newest block only.
    fn blocks(&self, n_bytes: usize) -> Vec<(u32, Vec<u8>)> {
        let newest = self.episodes.first().map_or(0, |it| it.0) as usize;
        let wanted = (BLOCK * (newest + 1) / n_bytes.max(1)).max(1);
        // A power of two, so that it seldom changes as episodes come.
        let size = 1 << wanted.ilog2();
        let of_one = self.episodes.chunk_by(|a, b| a.0 / size == b.0 / size);
        of_one.map(|it| (it.first().map_or(0, |it| it.0), encoded(it))).collect()
    }
}

fn encoded(episodes: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut last = None;
    for (episode, places) in episodes {
        push_number(&mut bytes, u64::from(last.map_or(*episode, |it: u32| it - episode)));
        bytes.extend(places);
        last = Some(*episode);
    }
    bytes
}

/// Writes a shard.
pub(super) fn write(entries: &[Entry]) -> Shard {
    let (mut bytes, mut blocks) = (Vec::new(), Vec::new());
    let mut last = "";
    for it in entries {
        let n_shared = last.bytes().zip(it.word.bytes()).take_while(|it| it.0 == it.1).count();
        push_number(&mut bytes, n_shared as u64);
        push_number(&mut bytes, (it.word.len() - n_shared) as u64);
        bytes.extend(&it.word.as_bytes()[n_shared..]);
        last = &it.word;
        let n_moments = it.episodes.iter().map(|it| u64::from(Contribution::n_places(&it.1)));
        push_number(&mut bytes, n_moments.sum());
        push_number(&mut bytes, it.pages.len() as u64);
        let mut before = 0;
        for page in &it.pages {
            push_number(&mut bytes, u64::from(page - before));
            before = *page;
        }
        let places = it.encoded();
        if places.len() <= LONG {
            push_number(&mut bytes, (places.len() as u64) << 1);
            bytes.extend(places);
            continue;
        }
        let of_word = it.blocks(places.len());
        push_number(&mut bytes, (of_word.len() as u64) << 1 | 1);
        for (newest, block) in of_word {
            push_number(&mut bytes, u64::from(newest));
            let hash = ContentHash::of(&block);
            bytes.extend(&hash.as_bytes()[..NAME]);
            blocks.push((name_of(&block), block));
        }
    }
    let first = entries.first().map(|it| it.word.clone()).unwrap_or_default();
    Shard { first, bytes, blocks }
}

/// Reads the words of a shard; what is damaged ends it.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = Listed<'_>> {
    let mut reader = Reader(bytes);
    let mut word: Vec<u8> = Vec::new();
    std::iter::from_fn(move || {
        if reader.is_at_end() {
            return None;
        }
        word.truncate(reader.small()? as usize);
        let n_rest = reader.small()? as usize;
        word.extend(reader.take(n_rest)?);
        let n_moments = reader.small()?;
        let mut pages = Vec::new();
        for _ in 0..reader.small()? {
            pages.push(pages.last().copied().unwrap_or(0_u32).checked_add(reader.small()?)?);
        }
        let size = reader.number()?;
        let n = usize::try_from(size >> 1).ok()?;
        let places = match size & 1 {
            0 => Places::Here(reader.take(n)?),
            _ => {
                let mut blocks = Vec::new();
                for _ in 0..n {
                    let newest = reader.small()?;
                    let hash = reader.take(NAME)?;
                    blocks.push((newest, hash.iter().map(|it| format!("{it:02x}")).collect()));
                }
                Places::Blocks(blocks)
            }
        };
        let word = std::str::from_utf8(&word).ok()?.to_owned();
        Some(Listed { word, n_moments, places, pages })
    })
}

/// Reads places: each episode, and the bytes of its places.
pub(super) fn episodes(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut reader = Reader(bytes);
    let mut last = None;
    std::iter::from_fn(move || {
        let number = reader.small()?;
        let episode = match last {
            Some(it) => u32::checked_sub(it, number)?,
            None => number,
        };
        last = Some(episode);
        let begin = reader.0;
        for _ in 0..reader.small()? {
            reader.number()?;
            reader.byte()?;
        }
        Some((episode, &begin[..begin.len() - reader.0.len()]))
    })
}

/// Reads the places of one episode: moment, field as a number, followers.
pub(super) fn places(bytes: &[u8]) -> impl Iterator<Item = (u32, u8, u8)> {
    let mut reader = Reader(bytes);
    let n = reader.small().unwrap_or_default();
    let mut moment = 0;
    (0..n).map_while(move |_| {
        let number = reader.small()?;
        moment = u32::checked_add(moment, number >> 2)?;
        Some((moment, (number & 3) as u8, reader.byte()?))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(word: &str, episodes: &[u32]) -> Entry {
        let episodes = episodes.iter().map(|it| (*it, vec![1, 4, 2])).collect();
        Entry { word: word.into(), episodes, pages: vec![3, 9] }
    }

    #[test]
    fn what_is_written_is_read() {
        let many: Vec<u32> = (0..4000).rev().collect();
        let entries = [entry("ab", &[7, 3, 0]), entry("abc", &many), entry("ä", &[])];
        let shard = write(&entries);
        assert_eq!(shard.first, "ab");
        let words: Vec<Listed<'_>> = read(&shard.bytes).collect();
        assert_eq!(words.len(), 3);
        assert_eq!((words[0].n_moments, words[1].n_moments, words[2].n_moments), (3, 4000, 0));
        assert_eq!(words[2].word, "ä");
        assert_eq!(words[0].pages, [3, 9]);
        let Places::Here(here) = &words[0].places else { panic!("a short list is here") };
        let found: Vec<u32> = episodes(here).map(|it| it.0).collect();
        assert_eq!(found, [7, 3, 0]);
        assert_eq!(episodes(here).flat_map(|it| places(it.1)).next(), Some((1, 0, 2)));
        let Places::Blocks(blocks) = &words[1].places else { panic!("a long one is not") };
        let all: Vec<u32> =
            shard.blocks.iter().flat_map(|it| episodes(&it.1)).map(|it| it.0).collect();
        assert_eq!(all, many);
        let names: Vec<&String> = shard.blocks.iter().map(|it| &it.0).collect();
        assert_eq!(blocks.iter().map(|it| &it.1).collect::<Vec<_>>(), names);
        assert_eq!(blocks[0].0, 3999);
    }

    #[test]
    fn a_new_episode_changes_the_newest_block_only() {
        let of = |n: u32| write(&[entry("word", &(0..n).rev().collect::<Vec<_>>())]).blocks;
        let (before, after) = (of(4000), of(4001));
        let kept = before.iter().filter(|it| after.contains(it)).count();
        assert!(before.len() <= kept + 1, "{kept} of {}", before.len());
    }

    proptest! {
        #[test]
        fn odd_bytes_end_it(bytes: Vec<u8>) {
            let _ = read(&bytes).count();
            let _ = episodes(&bytes).map(|it| places(it.1).count()).sum::<usize>();
            let _ = places(&bytes).count();
        }
    }
}
