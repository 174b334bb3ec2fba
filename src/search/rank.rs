//! A query → moments, best first.
//!
//! `static/search-index.js` does the same with the same numbers.

use rustc_hash::{FxHashMap, FxHashSet};

use super::bytes::unpacked;
use super::contribution::follower;
use super::filter::Filter;
use super::language::Language;
use super::query::{Query, Term};
use super::shard::{self, Listed, Places};
use super::start::{Start, file};

/// The files of a site.
pub trait Files {
    /// A file by its path below the site's root.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
}

/// What a word of the index is worth to a term: the word itself, another form
/// of it, one that begins so, one that is nearly it.
const SAME: f32 = 1.0;
const FORM: f32 = 0.85;
const BEGINS: f32 = 0.6;
const NEARLY: f32 = 0.4;

/// What a short word is worth alone where it is a part of a longer one.
const APART: f32 = 0.25;

/// What a field is worth, by its number.
const FIELDS: [f32; 4] = [1.0, 1.1, 1.6, 1.3];

/// What a word more in the same moment is worth.
const AGAIN: f32 = 0.1;

/// What a term is worth in the passage before or behind, and anywhere in the
/// episode.
const BESIDE: f32 = 0.5;
const ELSEWHERE: f32 = 0.15;

/// What two terms in a row are worth, of both.
const IN_A_ROW: f32 = 0.6;

/// Words that begin as a term does, and that are nearly it.
const MOST_BEGINNINGS: usize = 24;
const MOST_NEAR: usize = 4;

/// Blocks of a long list that a query looks at: the newest, and those with the
/// episodes that other terms are in.
const NEWEST_BLOCKS: usize = 3;
const BLOCKS: usize = 4;
const EPISODES: usize = 8;

/// Moments that are considered.
const CANDIDATES: usize = 60;

/// A moment that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The episode's number in the index.
    pub episode: u32,
    /// The moment's number in the episode.
    pub moment: u32,
    /// How good it is; only its order means something.
    pub score: f32,
}

/// What an index says to a query.
#[derive(Debug, Clone, Default)]
pub struct Ranked {
    /// The best moments, best first.
    pub found: Vec<Found>,
    /// Pages that are called so: their numbers.
    pub pages: Vec<u32>,
    /// For each term that is nowhere, words of the index that are near to it.
    pub nearest: Vec<Vec<String>>,
}

/// A word of the index that a term means.
struct Meant {
    word: String,
    worth: f32,
    n_moments: u32,
    places: Long,
    pages: Vec<u32>,
}

enum Long {
    Here(Vec<u8>),
    Blocks(Vec<(u32, String)>),
}

/// How a term is met in a moment.
#[derive(Clone, Copy, Default)]
struct Cell {
    worth: f32,
    followers: u8,
    /// What follows the term before it: a bit of the word that was met.
    own: u8,
}

/// Where terms are met.
struct Met {
    n_terms: usize,
    at: FxHashMap<(u32, u32), usize>,
    cells: Vec<Cell>,
}

impl Met {
    fn add(&mut self, term: usize, meant: (f32, u8), bytes: &[u8], wanted: &dyn Fn(u32) -> bool) {
        for (episode, places) in shard::episodes(bytes).filter(|it| wanted(it.0)) {
            for (moment, field, followers) in shard::places(places) {
                let (n, cells) = (self.n_terms, &mut self.cells);
                let row = *self.at.entry((episode, moment)).or_insert_with(|| {
                    cells.resize(cells.len() + n, Cell::default());
                    cells.len() / n - 1
                });
                let again = 1.0 + AGAIN * followers.count_ones().saturating_sub(1) as f32;
                let worth = meant.0 * FIELDS[usize::from(field)] * again;
                let cell = &mut self.cells[row * n + term];
                if cell.worth < worth {
                    *cell = Cell { worth, followers: cell.followers | followers, own: meant.1 };
                } else {
                    cell.followers |= followers;
                }
            }
        }
    }
}

/// Ranks moments for a query.
pub fn rank(start: &Start, query: &Query, language: &Language, files: &dyn Files) -> Ranked {
    let mut ranked = Ranked::default();
    let mut shards: FxHashMap<usize, Vec<u8>> = FxHashMap::default();
    let mut read = |at: usize| -> Vec<u8> {
        let bytes = shards.entry(at).or_insert_with(|| {
            let packed = files.read(&file(&start.shards[at].1));
            packed.and_then(|it| unpacked(&it)).unwrap_or_default()
        });
        bytes.clone()
    };
    let mut terms = Vec::new();
    for it in &query.terms {
        let (meant, nearest) = meant(it, start, language, &mut read);
        ranked.nearest.push(nearest);
        terms.push(meant);
    }
    ranked.pages = pages(&terms);
    let filter = Filter::of(query, start, &mut read, files);
    let weights: Vec<f32> = terms.iter().map(|it| weight(it, start.moments)).collect();
    if terms.is_empty() {
        ranked.found = filter.newest();
        return ranked;
    }
    let met = meet(&terms, &weights, language, files, &filter);
    ranked.found = score(&met, &weights, &filter);
    ranked
}

/// Words of the index that a term means; those that are nearly it, if it is
/// nowhere.
fn meant(
    term: &Term,
    start: &Start,
    language: &Language,
    read: &mut dyn FnMut(usize) -> Vec<u8>,
) -> (Vec<Meant>, Vec<String>) {
    let mut wanted: Vec<usize> = [&term.word, &term.stem]
        .into_iter()
        .chain(term.joins.iter().filter(|it| it.starts_with(&term.stem)))
        .filter_map(|it| start.shard_of(it))
        .collect();
    // What is written apart is looked for as one word where that costs little,
    // or where the parts are too short to say much.
    let short = term.word.len() <= 3;
    wanted.extend(term.joins.iter().filter(|_| short).filter_map(|it| start.shard_of(it)));
    wanted.sort_unstable();
    wanted.dedup();
    let (mut meant, mut begins, mut near) = (Vec::new(), Vec::new(), Vec::new());
    for at in wanted {
        let bytes = read(at);
        for it in shard::read(&bytes).filter(|it| !it.word.contains(':')) {
            if it.word == term.word || term.joins.contains(&it.word) {
                meant.push(Meant::of(it, SAME));
            } else if it.word.starts_with(&term.stem) && language.stem(&it.word) == term.stem {
                meant.push(Meant::of(it, FORM));
            } else if term.is_open && 1 < term.word.len() && it.word.starts_with(&term.word) {
                begins.push(Meant::of(it, BEGINS));
            } else if is_near(&it.word, &term.word) {
                near.push(Meant::of(it, NEARLY));
            }
        }
    }
    let most_said = |it: &Meant| (std::cmp::Reverse(it.n_moments), it.word.clone());
    begins.sort_by_key(most_said);
    begins.truncate(MOST_BEGINNINGS);
    // `io` of `any io` says little where the index has `anyio`.
    if short && meant.iter().any(|it| term.joins.contains(&it.word)) {
        let apart = meant.iter_mut().filter(|it| !term.joins.contains(&it.word));
        apart.for_each(|it| it.worth *= APART);
        begins.clear();
    }
    let is_known = !meant.is_empty() || !begins.is_empty();
    meant.extend(begins);
    if is_known {
        return (meant, Vec::new());
    }
    near.sort_by_key(most_said);
    near.truncate(MOST_NEAR);
    let nearest = near.iter().map(|it| it.word.clone()).collect();
    (near, nearest)
}

impl Meant {
    fn of(it: Listed<'_>, worth: f32) -> Self {
        let places = match it.places {
            Places::Here(bytes) => Long::Here(bytes.to_vec()),
            Places::Blocks(blocks) => Long::Blocks(blocks),
        };
        Self { word: it.word, worth, n_moments: it.n_moments, places, pages: it.pages }
    }
}

/// Whether a word is a slip of the fingers away from another: as many letters
/// for long words as one in four.
fn is_near(word: &str, meant: &str) -> bool {
    let n = meant.chars().count();
    let most = match n {
        0..=3 => return false,
        4..=7 => 1,
        _ => 2,
    };
    n.abs_diff(word.chars().count()) <= most && strsim::osa_distance(word, meant) <= most
}

/// How much a term says: the rarer, the more.
fn weight(meant: &[Meant], n_moments: u32) -> f32 {
    let best = meant.iter().map(|it| it.worth).fold(0.0, f32::max);
    let of_best = meant.iter().filter(|it| it.worth == best).map(|it| it.n_moments);
    let n = of_best.max().unwrap_or_default();
    (1.0 + n_moments as f32 / (1.0 + n as f32)).ln()
}

/// Pages in whose names every term is.
fn pages(terms: &[Vec<Meant>]) -> Vec<u32> {
    let mut all: Option<FxHashSet<u32>> = None;
    for term in terms {
        let of_term: FxHashSet<u32> = term.iter().flat_map(|it| it.pages.iter().copied()).collect();
        all = Some(match all {
            Some(all) => all.intersection(&of_term).copied().collect(),
            None => of_term,
        });
    }
    let mut pages: Vec<u32> = all.into_iter().flatten().collect();
    pages.sort_unstable();
    pages
}

/// Reads where terms are met; of long lists only what may matter.
fn meet(
    terms: &[Vec<Meant>],
    weights: &[f32],
    language: &Language,
    files: &dyn Files,
    filter: &Filter,
) -> Met {
    let mut met = Met { n_terms: terms.len(), at: FxHashMap::default(), cells: Vec::new() };
    let wanted = |episode: u32| filter.wants_episode(episode);
    let mut decisive = false;
    for (at, term) in terms.iter().enumerate() {
        for it in term {
            if let Long::Here(bytes) = &it.places {
                met.add(at, (it.worth, follower(language.stem(&it.word))), bytes, &wanted);
            }
        }
        // A term that is wholly at hand says which episodes matter.
        let strong = term.iter().filter(|it| FORM <= it.worth);
        decisive |= strong.clone().count() != 0
            && strong.into_iter().all(|it| matches!(it.places, Long::Here(_)));
    }
    let matter = match filter.episodes() {
        Some(episodes) => episodes.into_iter().take(EPISODES).collect(),
        None if decisive => best_episodes(&met, weights),
        None => Vec::new(),
    };
    for (at, term) in terms.iter().enumerate() {
        for it in term {
            let Long::Blocks(blocks) = &it.places else { continue };
            let mut of = |name: &String| {
                let block = files.read(&file(name)).and_then(|it| unpacked(&it));
                let bit = follower(language.stem(&it.word));
                met.add(at, (it.worth, bit), &block.unwrap_or_default(), &wanted);
            };
            chosen(blocks, &matter).into_iter().for_each(|it| of(&blocks[it].1));
        }
    }
    met
}

/// The blocks of a long list that a query looks at.
fn chosen(blocks: &[(u32, String)], matter: &[u32]) -> Vec<usize> {
    if matter.is_empty() {
        return (0..blocks.len().min(NEWEST_BLOCKS)).collect();
    }
    let mut chosen = Vec::new();
    for episode in matter {
        // Blocks go from the newest episode down.
        let behind = blocks.partition_point(|it| *episode <= it.0);
        if let Some(at) = behind.checked_sub(1)
            && !chosen.contains(&at)
            && chosen.len() < BLOCKS
        {
            chosen.push(at);
        }
    }
    chosen
}

/// The episodes that have the best moments so far.
fn best_episodes(met: &Met, weights: &[f32]) -> Vec<u32> {
    let mut best: FxHashMap<u32, f32> = FxHashMap::default();
    #[expect(clippy::iter_over_hash_type, reason = "the greatest is the same in any order")]
    for ((episode, _), row) in &met.at {
        let cells = &met.cells[row * met.n_terms..][..met.n_terms];
        let score: f32 = cells.iter().zip(weights).map(|it| it.0.worth * it.1).sum();
        let known = best.entry(*episode).or_default();
        *known = known.max(score);
    }
    let mut best: Vec<(u32, f32)> = best.into_iter().collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    best.into_iter().take(EPISODES).map(|it| it.0).collect()
}

/// The best moments.
fn score(met: &Met, weights: &[f32], filter: &Filter) -> Vec<Found> {
    let n = met.n_terms;
    let row = |at: usize| &met.cells[at * n..][..n];
    let mut elsewhere: FxHashMap<u32, Vec<f32>> = FxHashMap::default();
    let mut all: Vec<((u32, u32), usize)> = met.at.iter().map(|it| (*it.0, *it.1)).collect();
    all.sort_unstable();
    for ((episode, _), at) in &all {
        let best = elsewhere.entry(*episode).or_insert_with(|| vec![0.0; n]);
        best.iter_mut().zip(row(*at)).for_each(|(best, it)| *best = best.max(it.worth));
    }
    let total: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut found = Vec::new();
    for (nth, ((episode, moment), at)) in all.iter().enumerate() {
        if !filter.wants(*episode, *moment) {
            continue;
        }
        let cells = row(*at);
        let beside = |other: Option<&((u32, u32), usize)>, term: usize| {
            let near = other.filter(|it| it.0.0 == *episode && it.0.1.abs_diff(*moment) == 1);
            near.map_or(0.0, |it| row(it.1)[term].worth)
        };
        let before = nth.checked_sub(1).and_then(|it| all.get(it));
        let behind = all.get(nth + 1);
        let (mut sum, mut covered) = (0.0, 0.0);
        for term in 0..n {
            let here = cells[term].worth;
            let near = BESIDE * beside(before, term).max(beside(behind, term));
            let far = ELSEWHERE * elsewhere.get(episode).map_or(0.0, |it| it[term]);
            sum += weights[term] * here.max(near).max(far);
            covered += weights[term]
                * if 0.0 < here {
                    1.0
                } else if 0.0 < near {
                    0.6
                } else {
                    0.0
                };
        }
        for term in 1..n {
            let (first, second) = (&cells[term - 1], &cells[term]);
            if first.worth.min(second.worth) > 0.0 && first.followers & second.own != 0 {
                sum += IN_A_ROW * (weights[term - 1] + weights[term]);
            }
        }
        let part = covered / total;
        found.push(Found {
            episode: *episode,
            moment: *moment,
            score: sum * (0.2 + 0.8 * part * part),
        });
    }
    found.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(b.episode.cmp(&a.episode)).then(a.moment.cmp(&b.moment))
    });
    found.truncate(CANDIDATES);
    found
}
