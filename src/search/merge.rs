//! The words of all episodes and pages → shards; and what becomes of shards
//! when a few episodes change.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::bytes::{Reader, push_number};
use super::contribution::Contribution;
use super::shard::{self, Entry, Places, Shard, begins};

/// Bytes of places that become shards at once: as entries they are several
/// times as large.
const AT_ONCE: usize = 4 << 20;

/// The pages that have a word in their names, by word.
pub type PageWords = BTreeMap<String, Vec<u32>>;

/// The words of all episodes.
#[derive(Debug, Default)]
pub struct Index {
    words: FxHashMap<Box<str>, Gathered>,
}

/// Where a word stands.
#[derive(Debug, Default)]
struct Gathered {
    /// For each episode its number and its places.
    bytes: Vec<u8>,
    pages: Vec<u32>,
}

impl Gathered {
    fn entry(&self, word: &str) -> Entry {
        let mut episodes = Vec::new();
        let mut reader = Reader(&self.bytes);
        while let Some((episode, n)) = reader.small().zip(reader.small()) {
            episodes.extend(reader.take(n as usize).map(|it| (episode, it.to_vec())));
        }
        Entry { word: word.to_owned(), episodes, pages: self.pages.clone() }
    }
}

impl Index {
    /// Takes an episode. INVARIANT: from the newest to the oldest.
    pub fn add(&mut self, episode: u32, words: &Contribution) {
        for (word, places) in words.words() {
            let gathered = match self.words.get_mut(word) {
                Some(it) => it,
                None => self.words.entry(word.into()).or_default(),
            };
            push_number(&mut gathered.bytes, u64::from(episode));
            push_number(&mut gathered.bytes, places.len() as u64);
            gathered.bytes.extend(places);
        }
    }

    /// Takes the words of pages.
    pub fn add_pages(&mut self, pages: &PageWords) {
        for (word, pages) in pages {
            self.words.entry(word.as_str().into()).or_default().pages.clone_from(pages);
        }
    }

    /// Every word in shards, in order; `make` takes each away.
    pub fn shards<R: Send>(self, make: impl Fn(Shard) -> R + Sync) -> Vec<R> {
        let mut words: Vec<(Box<str>, Gathered)> = self.words.into_iter().collect();
        words.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut made = Vec::new();
        let mut cut = Cut::default();
        let mut words = words.into_iter().peekable();
        while words.peek().is_some() {
            let mut bytes = 0;
            let few = std::iter::from_fn(|| {
                let (word, gathered) = words.next_if(|_| bytes < AT_ONCE)?;
                bytes += word.len() + gathered.bytes.len();
                Some((word, gathered))
            });
            let few: Vec<(Box<str>, Gathered)> = few.collect();
            let entries: Vec<Entry> = few.into_par_iter().map(|it| it.1.entry(&it.0)).collect();
            let runs: Vec<Vec<Entry>> = entries.into_iter().filter_map(|it| cut.push(it)).collect();
            made.par_extend(runs.into_par_iter().map(|it| make(shard::write(&it))));
        }
        made.extend(cut.end().map(|it| make(shard::write(&it))));
        made
    }
}

/// Cuts entries into runs of a shard each.
#[derive(Default)]
struct Cut {
    run: Vec<Entry>,
    bytes: usize,
}

impl Cut {
    /// Takes an entry; the run before it, if that ends here.
    fn push(&mut self, entry: Entry) -> Option<Vec<Entry>> {
        let ended = (!self.run.is_empty() && begins(self.bytes, &entry)).then(|| {
            self.bytes = 0;
            std::mem::take(&mut self.run)
        });
        self.bytes += entry.weight();
        self.run.push(entry);
        ended
    }

    /// Whether a run would end before an entry.
    fn ends_before(&self, entry: &Entry) -> bool {
        self.run.is_empty() || begins(self.bytes, entry)
    }

    fn end(self) -> Option<Vec<Entry>> {
        (!self.run.is_empty()).then_some(self.run)
    }
}

/// What changed about words.
#[derive(Debug, Default)]
pub struct Changes {
    words: BTreeMap<String, Change>,
}

#[derive(Debug, Default)]
struct Change {
    /// The new places of episodes, if they have any.
    episodes: BTreeMap<u32, Option<Vec<u8>>>,
    pages: Option<Vec<u32>>,
}

impl Changes {
    /// An episode brings other words.
    pub fn episode(&mut self, number: u32, before: &Contribution, now: &Contribution) {
        let before: FxHashMap<&str, &[u8]> = before.words().collect();
        let now: FxHashMap<&str, &[u8]> = now.words().collect();
        let mut set = |word: &str, places: Option<&[u8]>| {
            let change = self.words.entry(word.to_owned()).or_default();
            change.episodes.insert(number, places.map(<[u8]>::to_vec));
        };
        #[expect(clippy::iter_over_hash_type, reason = "they end in an ordered map")]
        for (word, places) in &now {
            if before.get(word) != Some(places) {
                set(word, Some(places));
            }
        }
        for word in before.keys().filter(|it| !now.contains_key(*it)) {
            set(word, None);
        }
    }

    /// The pages have other names.
    pub fn pages(&mut self, before: &PageWords, now: &PageWords) {
        let all = before.keys().chain(now.keys());
        for word in all.filter(|it| before.get(*it) != now.get(*it)) {
            let pages = now.get(word).cloned().unwrap_or_default();
            self.words.entry(word.clone()).or_default().pages = Some(pages);
        }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A shard after changes.
#[derive(Debug)]
pub enum Patched {
    /// It is as it was: its index.
    Kept(usize),
    /// It is new.
    New(Shard),
}

/// Applies changes to shards of which only the first words are at hand:
/// `bytes` gets a shard, `block` a block by name. What comes out is what all
/// contributions would give anew. `None` where something is lost.
pub fn patch(
    firsts: &[&str],
    bytes: impl Fn(usize) -> Option<Vec<u8>>,
    block: impl Fn(&str) -> Option<Vec<u8>>,
    changes: Changes,
) -> Option<Vec<Patched>> {
    let of = |word: &str| firsts.partition_point(|it| *it <= word).saturating_sub(1);
    let mut stale = vec![false; firsts.len()];
    for word in changes.words.keys() {
        let at = of(word);
        *stale.get_mut(at)? = true;
        // Where the shard before ends follows from this word.
        if firsts.get(at) == Some(&word.as_str()) && 0 < at {
            stale[at - 1] = true;
        }
    }
    let mut changes = changes.words.into_iter().peekable();
    let mut patched = Vec::with_capacity(firsts.len());
    let mut at = 0;
    while at < firsts.len() {
        if !stale[at] {
            patched.push(Patched::Kept(at));
            at += 1;
            continue;
        }
        // From here on anew, until an end falls where one was.
        let mut cut = Cut::default();
        while at < firsts.len() {
            let mut entries = entries(&bytes(at)?, &block)?.into_iter().peekable();
            let fits = entries.peek().is_some_and(|it| cut.ends_before(it));
            if !stale[at] && fits {
                break;
            }
            let until = firsts.get(at + 1);
            let mine = |word: &str| until.is_none_or(|it| word < *it);
            while entries.peek().is_some() || changes.peek().is_some_and(|it| mine(&it.0)) {
                let entry = next(&mut entries, &mut changes, mine);
                patched.extend(entry.and_then(|it| cut.push(it)).map(|it| made(&it)));
            }
            at += 1;
        }
        patched.extend(cut.end().map(|it| made(&it)));
    }
    Some(patched)
}

fn made(entries: &[Entry]) -> Patched {
    Patched::New(shard::write(entries))
}

/// The next word of a shard with what changed about it; `None` where it is
/// gone.
fn next(
    entries: &mut std::iter::Peekable<impl Iterator<Item = Entry>>,
    changes: &mut std::iter::Peekable<impl Iterator<Item = (String, Change)>>,
    mine: impl Fn(&str) -> bool,
) -> Option<Entry> {
    let changed = changes.peek().filter(|it| mine(&it.0)).map(|it| it.0.as_str());
    let known = entries.peek().map(|it| it.word.as_str());
    let is_changed = match (known, changed) {
        (Some(known), Some(changed)) => changed <= known,
        (_, changed) => changed.is_some(),
    };
    if !is_changed {
        return entries.next();
    }
    let (word, change) = changes.next()?;
    let entry = entries.next_if(|it| it.word == word);
    let mut entry = entry.unwrap_or_else(|| Entry { word, ..Entry::default() });
    entry.episodes.retain(|it| !change.episodes.contains_key(&it.0));
    let new = change.episodes.into_iter();
    entry.episodes.extend(new.filter_map(|(episode, places)| Some((episode, places?))));
    entry.episodes.sort_by_key(|it| std::cmp::Reverse(it.0));
    entry.pages = change.pages.unwrap_or(entry.pages);
    (!entry.episodes.is_empty() || !entry.pages.is_empty()).then_some(entry)
}

/// Every word of a shard, whole.
fn entries(bytes: &[u8], block: &impl Fn(&str) -> Option<Vec<u8>>) -> Option<Vec<Entry>> {
    let of = |bytes: &[u8]| -> Vec<(u32, Vec<u8>)> {
        shard::episodes(bytes).map(|it| (it.0, it.1.to_vec())).collect()
    };
    shard::read(bytes)
        .map(|it| {
            let episodes = match it.places {
                Places::Here(bytes) => of(bytes),
                Places::Blocks(blocks) => {
                    let mut all = Vec::new();
                    for (_, name) in blocks {
                        all.extend(of(&block(&name)?));
                    }
                    all
                }
            };
            Some(Entry { word: it.word, episodes, pages: it.pages })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::{Field, Gatherer, Language};

    fn contribution(words: &[u16]) -> Contribution {
        let mut gatherer = Gatherer::new(Language::of("xx"));
        for (moment, it) in (0..).zip(words) {
            // Letters, so that words share beginnings; many of one word.
            let word: String =
                format!("{it:x}").chars().map(|it| char::from(it as u8 + 49)).collect();
            gatherer.text(moment, Field::Speech, &format!("{word} often"));
            gatherer.text(moment, Field::Speech, &"x".repeat(usize::from(it % 7) + 1));
        }
        gatherer.end()
    }

    fn index(episodes: &[Contribution], pages: &PageWords) -> Vec<Shard> {
        let mut index = Index::default();
        for (number, it) in episodes.iter().enumerate().rev() {
            index.add(number as u32, it);
        }
        index.add_pages(pages);
        index.shards(|it| it)
    }

    fn after(before: &[Shard], changes: Changes) -> Vec<Shard> {
        let firsts: Vec<&str> = before.iter().map(|it| it.first.as_str()).collect();
        let block = |name: &str| {
            let mut blocks = before.iter().flat_map(|it| &it.blocks);
            blocks.find(|it| it.0 == name).map(|it| it.1.clone())
        };
        let patched = patch(&firsts, |it| Some(before[it].bytes.clone()), block, changes).unwrap();
        let shard = |it| match it {
            Patched::Kept(at) => before[at].clone(),
            Patched::New(shard) => shard,
        };
        patched.into_iter().map(shard).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn patched_is_as_made_anew(
            mut words: Vec<Vec<u16>>,
            edits in prop::collection::vec((0_usize..200, prop::collection::vec(0_u16..900, 0..300)), 1..4),
        ) {
            words.extend((0..150).map(|it| (it * 7..it * 7 + 120).collect()));
            let mut episodes: Vec<Contribution> = words.iter().map(|it| contribution(it)).collect();
            let mut pages = PageWords::from([("often".to_owned(), vec![1, 4])]);
            let before = index(&episodes, &pages);
            prop_assert!(before.len() > 3 && before.iter().any(|it| !it.blocks.is_empty()));
            let mut changes = Changes::default();
            let pages_before = pages.clone();
            for (at, words) in edits {
                let new = contribution(&words);
                // Behind the last: a new episode.
                let at = at.min(episodes.len());
                let old = episodes.get(at).cloned().unwrap_or_default();
                changes.episode(at as u32, &old, &new);
                if at == episodes.len() { episodes.push(new) } else { episodes[at] = new }
                pages.insert(format!("page{at}"), vec![at as u32]);
                if episodes.len() == at + 1 { break }
            }
            pages.remove("often");
            changes.pages(&pages_before, &pages);
            prop_assert_eq!(after(&before, changes), index(&episodes, &pages));
        }
    }

    #[test]
    fn one_word_more_makes_few_shards_new() {
        let all: Vec<Contribution> = (0..300_u16)
            .map(|it| contribution(&(it * 9..it * 9 + 200).collect::<Vec<_>>()))
            .collect();
        let pages = PageWords::new();
        let before = index(&all, &pages);
        let mut changes = Changes::default();
        let mut words: Vec<u16> = (1800..2000).collect();
        words[199] = 60_000;
        changes.episode(200, &all[200], &contribution(&words));
        let after = after(&before, changes);
        let kept = after.iter().filter(|it| before.contains(it)).count();
        assert!(after.len() <= kept + 5, "{kept} of {}", after.len());
    }
}
