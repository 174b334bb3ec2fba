//! How the files of a folder are named: what most of them share tells what it
//! means. `go-time-105` is an episode's number where the folder is full of
//! `go-time-N`; `what-is-new-in-python-311` is a title.

use std::collections::{BTreeMap, BTreeSet};

use super::file_name::{dated, digits, without_version};

/// How the files of a folder are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheme {
    /// What stands before numbers, in lower case: `go-time`.
    prefixes: BTreeSet<String>,
    /// Names are `SEASON_NUMBER`.
    pairs: bool,
    /// What stands glued before numbers at the end, in lower case: `title_mm80`.
    suffixes: BTreeSet<String>,
    /// How many names there are that no day begins, and how many of these begin
    /// with a number.
    n_undated: usize,
    n_bare: usize,
    /// Whether a number stands behind the day of most names.
    bare_behind_days: bool,
    /// Whether the numbers of episodes run through what looks like years.
    counts_years: bool,
    /// Numbers that stand for "none": the `999` of a season of ten.
    odd: BTreeSet<u32>,
    /// Names, in lower case, that several files have but for `-v2` at the end.
    versioned: BTreeSet<String>,
}

/// In a folder of fewer files a number at the beginning is an episode's.
const FEW: usize = 5;

/// A name with letters before its first number.
pub(super) struct Lead<'s> {
    /// The letters, in lower case, without marks at the end.
    pub prefix: String,
    pub number: u32,
    /// Whether a mark stands between both.
    pub is_apart: bool,
    /// What follows the number.
    pub rest: &'s str,
}

/// Words before a number; more of them are a title.
const WORDS_OF_PREFIX: usize = 5;

/// Takes a name apart at its first number. Letters glued behind the number
/// make it a word: `web3`, `3d`.
pub(super) fn lead(stem: &str) -> Option<Lead<'_>> {
    let at = stem.find(|c: char| c.is_ascii_digit()).filter(|it| 0 < *it)?;
    let written = &stem[..at];
    let prefix = written.trim_end_matches(['-', '_', ' ', '#', '.']);
    let (number, rest) = digits(&stem[at..])?;
    let n_words = prefix.split(['-', '_', ' ']).count();
    let is_version = prefix.ends_with("-v") || prefix.ends_with("_v") || prefix.ends_with(" v");
    let is_word = rest.starts_with(char::is_alphanumeric) || prefix.is_empty() || is_version;
    let is_apart = prefix.len() < written.len();
    (!is_word && n_words <= WORDS_OF_PREFIX).then(|| Lead {
        prefix: prefix.to_lowercase(),
        number,
        is_apart,
        rest,
    })
}

/// `7_1`, `5_999`: two numbers and nothing else.
fn two_numbers(stem: &str) -> Option<(u32, u32)> {
    let (season, rest) = digits(stem).filter(|it| it.0 < 100)?;
    let (number, rest) = digits(rest.strip_prefix(['_', '-', '.', 'x'])?)?;
    rest.is_empty().then_some((season, number))
}

impl Scheme {
    /// What the stems of the files of a folder share. Names that begin with a
    /// day are told by it: what stands before numbers behind it must be common
    /// in the whole show.
    #[must_use]
    pub fn of(folder: &[&str], show: &[&str]) -> Self {
        let stems: BTreeSet<&str> = folder.iter().copied().collect();
        let undated: Vec<&str> = stems.iter().copied().filter(|it| dated(it).is_none()).collect();
        let all: BTreeSet<&str> = show.iter().copied().collect();
        let behind_days: Vec<&str> = all.iter().filter_map(|it| Some(dated(it)?.1)).collect();
        let mut prefixes = shared_prefixes(&undated, 4);
        prefixes.extend(shared_prefixes(&behind_days, 2));
        let pairs: Vec<_> = undated.iter().filter_map(|it| two_numbers(it)).collect();
        let is_paired = 2 <= pairs.len() && stems.len() <= pairs.len() * 2;
        let n_bare = |names: &[&str]| names.iter().filter(|it| digits(it).is_some()).count();
        let n_behind = n_bare(&behind_days);
        Self {
            prefixes,
            pairs: is_paired,
            suffixes: shared_suffixes(&undated),
            n_undated: undated.len(),
            n_bare: n_bare(&undated),
            counts_years: counts_years(&undated),
            bare_behind_days: 2 <= n_behind && behind_days.len() <= n_behind * 2,
            odd: if is_paired { odd(&pairs) } else { BTreeSet::new() },
            versioned: versioned(&stems),
        }
    }

    /// Whether a file is told from others by the version in its name.
    #[must_use]
    pub fn tells_by_version(&self, stem: &str) -> bool {
        let head = || without_version(stem).map(str::to_lowercase);
        !self.versioned.is_empty() && head().is_some_and(|it| self.versioned.contains(&it))
    }

    /// Whether numbers of episodes stand behind this.
    #[must_use]
    pub fn has_prefix(&self, prefix: &str) -> bool {
        self.prefixes.contains(prefix)
    }

    /// Whether names begin with numbers of episodes.
    #[must_use]
    pub fn has_bare_numbers(&self) -> bool {
        2 <= self.n_bare && self.n_undated <= self.n_bare * 2
    }

    /// Whether a number at the beginning of a name is an episode's, and no part
    /// of a title as in `10-ways-to` and `2015-in-review`.
    #[must_use]
    pub fn takes_bare(&self, number: u32, behind_day: bool) -> bool {
        match behind_day {
            true => self.bare_behind_days,
            false if is_year(number) => self.counts_years && self.has_bare_numbers(),
            false => self.n_undated < FEW || self.n_undated * 3 <= self.n_bare * 10,
        }
    }

    /// Whether a number is a year, and none of those that names count.
    #[must_use]
    pub fn is_year(&self, number: u32) -> bool {
        is_year(number) && !self.counts_years
    }

    /// Title and number of `title_mm80`, where names end so.
    pub(super) fn tail<'s>(&self, stem: &'s str) -> Option<(u32, &'s str)> {
        let (title, word, number) = tail(stem).filter(|_| !self.suffixes.is_empty())?;
        self.suffixes.contains(&word.to_lowercase()).then_some((number, title))
    }

    /// Season and number of `7_1`, where files are named so.
    pub(super) fn pair<'s>(&self, stem: &'s str) -> Option<(u32, u32, &'s str)> {
        let (season, number) = two_numbers(stem).filter(|_| self.pairs)?;
        Some((season, number, &stem[stem.len()..]))
    }

    /// Whether a number stands for none.
    #[must_use]
    pub fn is_odd(&self, number: u32) -> bool {
        self.odd.contains(&number)
    }
}

fn is_year(number: u32) -> bool {
    (1900..2100).contains(&number)
}

/// Whether what looks like years is counted: the numbers before or behind are
/// there too, or there are more than anybody has years of.
fn counts_years(names: &[&str]) -> bool {
    const NEAR: [std::ops::Range<u32>; 2] = [1800..1900, 2100..2200];
    const MANY: usize = 40;
    let number = |it: &&str| Some(digits(it)?.0).or_else(|| Some(lead(it)?.number));
    let numbers: BTreeSet<u32> = names.iter().filter_map(number).collect();
    let is_near = |it: &u32| NEAR.iter().any(|range| range.contains(it));
    numbers.iter().any(is_near) || MANY <= numbers.iter().filter(|it| is_year(**it)).count()
}

/// Letters with a number behind them at the end of a name, and what is before.
fn tail(stem: &str) -> Option<(&str, &str, u32)> {
    let (title, word) = stem.rsplit_once(['-', '_', ' '])?;
    let at = word.find(|c: char| c.is_ascii_digit()).filter(|it| 0 < *it)?;
    let (number, rest) = digits(&word[at..])?;
    let letters = &word[..at];
    let is_part = matches!(letters.to_lowercase().as_str(), "v" | "part" | "teil" | "pt");
    (rest.is_empty() && !is_part).then_some((title, letters, number))
}

/// What stands before numbers at the ends of most names.
fn shared_suffixes(names: &[&str]) -> BTreeSet<String> {
    let mut numbers: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (_, word, number) in names.iter().filter_map(|it| tail(it)) {
        numbers.entry(word.to_lowercase()).or_default().push(number);
    }
    let is_shared = |found: &[u32]| {
        let n_numbers = found.iter().collect::<BTreeSet<_>>().len();
        3 <= found.len() && names.len() <= found.len() * 2 && found.len() * 4 <= n_numbers * 5
    };
    numbers.into_iter().filter(|it| is_shared(&it.1)).map(|it| it.0).collect()
}

/// What stands before the numbers of at least one of `share` names, if each of
/// those has a number of its own.
fn shared_prefixes(names: &[&str], share: usize) -> BTreeSet<String> {
    let mut numbers: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let counts_years = counts_years(names);
    let leads = names.iter().filter_map(|it| lead(it));
    for lead in leads.filter(|it| counts_years || !is_year(it.number)) {
        numbers.entry(lead.prefix).or_default().push(lead.number);
    }
    let is_shared = |found: &[u32]| {
        let n_numbers = found.iter().collect::<BTreeSet<_>>().len();
        2 <= found.len() && names.len() <= found.len() * share && found.len() <= n_numbers * 2
    };
    numbers.into_iter().filter(|it| is_shared(&it.1)).map(|it| it.0).collect()
}

/// Names of which there are several versions.
fn versioned(stems: &BTreeSet<&str>) -> BTreeSet<String> {
    let lower: BTreeSet<String> = stems.iter().map(|it| it.to_lowercase()).collect();
    let mut n_versions: BTreeMap<&str, usize> = BTreeMap::new();
    for head in lower.iter().filter_map(|it| without_version(it)) {
        *n_versions.entry(head).or_default() += 1;
    }
    let several = n_versions.into_iter().filter(|it| 2 <= it.1 || lower.contains(it.0));
    several.map(|it| it.0.to_owned()).collect()
}

/// Numbers of nines alone, far above all others.
fn odd(pairs: &[(u32, u32)]) -> BTreeSet<u32> {
    let is_odd = |it: u32| matches!(it, 999 | 9999 | 99999);
    let most = pairs.iter().map(|it| it.1).filter(|it| !is_odd(*it)).max().unwrap_or(0);
    pairs.iter().map(|it| it.1).filter(|it| is_odd(*it) && most < it / 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::FileName;

    #[track_caller]
    fn check(stems: &[&str], expected: &[(Option<u32>, Option<u32>)]) {
        let scheme = Scheme::of(stems, stems);
        let got = stems.iter().map(|it| FileName::within(it, &scheme));
        let got: Vec<_> = got.map(|it| (it.season, it.number)).collect();
        assert_eq!(got, expected, "{stems:?}");
    }

    #[test]
    fn what_names_share_is_no_part_of_the_number() {
        let number = |it| (None, Some(it));
        check(
            &["go-time-1", "go-time-242", "go-time-bonus-77"],
            &[number(1), number(242), (None, None)],
        );
        check(&["Syntax99", "Syntax100"], &[number(99), number(100)]);
        check(
            &["WKSHP 010 - Episode 10.mp3", "WKSHP 345 - Face 2 Face"],
            &[number(10), number(345)],
        );
        check(
            &["On_lids_mm80", "On_spouts_mm201", "Steam_mm5"],
            &[number(80), number(201), number(5)],
        );
        let reviews =
            ["2015-in-review", "2016-in-review", "a", "b", "c", "d", "e", "f", "g", "h", "10-ways"];
        check(&reviews, &[(None, None); 11]);
        check(&["1-a", "2-b", "2015-c"], &[number(1), number(2), (None, None)]);
        check(&["1899-a", "1900-b", "1901-c"], &[number(1899), number(1900), number(1901)]);
        let shows = ["show-1-2022", "show-2", "best-of-2022", "best-of-2023", "2023"];
        check(&shows, &[number(1), number(2), (None, None), (None, None), (None, None)]);
        let titles = ["python-311", "a-title", "more-of-it", "kettles", "lids", "spouts", "steam"];
        check(&titles, &[(None, None); 7]);
    }

    #[test]
    fn two_numbers_are_season_and_number_where_most_are() {
        let stems = ["1_0", "2_6", "5_7", "5_999"];
        let season = |season, number| (Some(season), number);
        check(
            &stems,
            &[season(1, Some(0)), season(2, Some(6)), season(5, Some(7)), season(5, None)],
        );
    }

    #[test]
    fn behind_days_numbers_are_topics_unless_most_have_them() {
        let rust = ["2020-01-01-a-talk", "2020-02-01-rust-139", "2020-03-01-b-talk"];
        check(&rust, &[(None, None); 3]);
        let days = ["2013-07-21-mtp-83-tools", "2015-03-19-mtp-120-said", "2015-05-11-https"];
        check(&days, &[(None, Some(83)), (None, Some(120)), (None, None)]);
    }
}
