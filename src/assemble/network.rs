//! Several shows in one root, told by their folders and names alone: each
//! counts its episodes from one, in a folder of its own.
//!
//! `show-notes/gotime/go-time-1.md`, `transcripts/gotime/go-time-1.md` and
//! `show-notes/shipit/ship-it-1.md` are two shows; `docs/alpha/001.md` and
//! `docs/beta/001.md` are, if each folder has a page of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::FileName;
use super::file_name::is_of_episodes;
use super::scheme::{Scheme, lead};
use crate::source::{Claim, FileKind, SourceFile, SourceTree, claim_of_folder};

/// A show that only its files tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundShow {
    /// Its folder below the root, without those that say what is in them: it
    /// has one below `show-notes` and one below `transcripts`.
    pub folder: String,
    /// What its files are called, else its folder.
    pub name: String,
}

/// The shows of a root, and which folder belongs to which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// At least two, in order of their folders.
    pub shows: Vec<FoundShow>,
    /// How many folders without those of roles lead to a show's.
    depth: usize,
    /// These folders, each with the index of its show.
    keys: BTreeMap<Vec<String>, usize>,
}

/// The numbered files of a folder that may be a show.
#[derive(Default)]
struct Child {
    numbers: BTreeSet<(Option<u32>, u32)>,
    prefixes: BTreeMap<String, usize>,
    has_page: bool,
    /// What it has folders of, of its own: notes, transcripts.
    roles: Vec<Claim>,
    /// Names without endings: an episode each.
    stems: BTreeSet<String>,
}

impl Network {
    /// The show of a file, by its index; files beside all shows belong to the
    /// first.
    #[must_use]
    pub fn show_of(&self, file: &SourceFile) -> usize {
        let mut key = folders(file.path.folder());
        key.truncate(self.depth);
        self.keys.get(&key).copied().unwrap_or(0)
    }
}

/// The folders above a file, without those that say what is in them.
fn folders(folder: &str) -> Vec<String> {
    let all = folder.split('/').filter(|it| !it.is_empty() && !is_role(it));
    all.map(str::to_owned).collect()
}

/// Whether a folder's name says what is in it and not of what.
fn is_role(name: &str) -> bool {
    matches!(claim_of_folder(name), Some(Claim::Notes | Claim::Transcript))
}

/// Finds several shows; `None` where the files are one.
#[must_use]
pub fn network(tree: &SourceTree) -> Option<Network> {
    let is_text =
        |it: &&SourceFile| matches!(it.kind, FileKind::Text | FileKind::Subtitles | FileKind::Json);
    let mut by_folder: BTreeMap<&str, Vec<&SourceFile>> = BTreeMap::new();
    for it in tree.files().iter().filter(is_text) {
        by_folder.entry(it.path.folder()).or_default().push(it);
    }
    let deepest = by_folder.keys().map(|it| folders(it).len()).max().unwrap_or(0);
    (1..=deepest.min(4)).find_map(|depth| at_depth(tree, &by_folder, depth))
}

fn at_depth(
    tree: &SourceTree,
    by_folder: &BTreeMap<&str, Vec<&SourceFile>>,
    depth: usize,
) -> Option<Network> {
    let mut children: BTreeMap<Vec<String>, Child> = BTreeMap::new();
    for (folder, files) in by_folder {
        let mut key = folders(folder);
        if key.len() < depth {
            continue;
        }
        key.truncate(depth);
        let child = children.entry(key).or_default();
        let last = folder.rsplit('/').next().unwrap_or_default();
        if folder.matches('/').count() == depth {
            child.roles.extend(claim_of_folder(last).filter(|_| is_role(last)));
        }
        child.read(files);
    }
    for (path, _) in tree.omitted() {
        let mut key = folders(path.folder());
        let is_page = key.len() == depth && path.stem() != "_template";
        key.truncate(depth);
        if let Some(child) = children.get_mut(&key).filter(|_| is_page) {
            child.has_page = true;
        }
    }
    let is_part = |key: &[String]| key.last().is_some_and(|it| is_part(it));
    children.retain(|key, it| (!it.roles.is_empty() || !it.numbers.is_empty()) && !is_part(key));
    // Brothers only: all shows lie in one folder.
    let mut brothers: BTreeMap<&[String], Vec<&Vec<String>>> = BTreeMap::new();
    for key in children.keys() {
        brothers.entry(&key[..depth - 1]).or_default().push(key);
    }
    let keys = brothers.into_values().find_map(|mut it| {
        if !have_folders(&it, &children) {
            it.retain(|key| !children[*key].numbers.is_empty());
            are_shows(&it, &children).then_some(it)
        } else {
            Some(it)
        }
    })?;
    let shows = keys.iter().map(|it| found(it, &children[*it])).collect();
    let keys = keys.iter().enumerate().map(|(idx, it)| ((*it).clone(), idx)).collect();
    Some(Network { shows, depth, keys })
}

/// Years and seasons are parts of a show.
fn is_part(folder: &str) -> bool {
    let is_number = folder.bytes().all(|it| it.is_ascii_digit());
    is_number || lead(folder).is_some_and(|it| it.rest.is_empty())
}

impl Child {
    fn read(&mut self, files: &[&SourceFile]) {
        let stems: Vec<&str> = files.iter().map(|it| it.path.stem()).collect();
        let scheme = Scheme::of(&stems, &stems);
        for stem in &stems {
            self.stems.insert(stem.split('.').next().unwrap_or_default().to_lowercase());
            self.has_page |= stem.eq_ignore_ascii_case("index");
            let name = FileName::within(stem, &scheme);
            let Some(number) = name.number.filter(|_| name.date.is_none()) else { continue };
            self.numbers.insert((name.season, number));
            let prefix = lead(stem).map(|it| it.prefix).filter(|it| !is_of_episodes(it));
            *self.prefixes.entry(prefix.unwrap_or_default()).or_default() += 1;
        }
    }

    /// What nearly all its files have in front of their numbers.
    fn prefix(&self) -> Option<&str> {
        let n: usize = self.prefixes.values().sum();
        let (prefix, most) = self.prefixes.iter().max_by_key(|it| it.1)?;
        (!prefix.is_empty() && n * 2 < most * 3).then_some(prefix)
    }
}

/// Whether folders beside each other have folders of transcripts each, or of
/// notes, of episodes of their own: `podcasts/NAME/transcripts`. One of notes
/// and one of transcripts are two parts of one show.
fn have_folders(keys: &[&Vec<String>], children: &BTreeMap<Vec<String>, Child>) -> bool {
    let all: Vec<&Child> = keys.iter().map(|it| &children[*it]).collect();
    let names: BTreeSet<&String> = all.iter().flat_map(|it| &it.stems).collect();
    let n_names: usize = all.iter().map(|it| it.stems.len()).sum();
    let n_large = all.iter().filter(|it| 3 <= it.stems.len()).count();
    2 <= all.len()
        && [Claim::Notes, Claim::Transcript]
            .iter()
            .any(|role| all.iter().all(|it| it.roles.contains(role)))
        && (3 <= n_large || all.len() <= n_large * 2)
        && n_names < names.len() * 3 / 2
}

/// Whether folders beside each other are shows: they count the same numbers,
/// and each has a name of its own for its files, or a page of its own.
fn are_shows(keys: &[&Vec<String>], children: &BTreeMap<Vec<String>, Child>) -> bool {
    let all: Vec<&Child> = keys.iter().map(|it| &children[*it]).collect();
    if all.len() < 2 {
        return false;
    }
    let union: BTreeSet<_> = all.iter().flat_map(|it| &it.numbers).collect();
    let n_numbers: usize = all.iter().map(|it| it.numbers.len()).sum();
    let n_twice = n_numbers - union.len();
    let prefixes: BTreeSet<&str> = all.iter().filter_map(|it| it.prefix()).collect();
    if prefixes.len() == all.len() {
        return 0 < n_twice;
    }
    let smallest = all.iter().map(|it| it.numbers.len()).min().unwrap_or(0);
    all.iter().all(|it| it.has_page) && smallest <= n_twice * 2
}

fn found(key: &[String], child: &Child) -> FoundShow {
    let last = key.last().cloned().unwrap_or_default();
    FoundShow { folder: key.join("/"), name: child.prefix().map_or(last, str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the files are the test's own")]
    fn check(paths: &[&str], expected: &[(&str, &str)]) {
        let temp = tempfile::tempdir().unwrap();
        for path in paths {
            let path = temp.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let wanted = crate::config::Wanted::default();
        let site =
            crate::config::infer("x", None, &wanted, &crate::config::Assumed::default()).value;
        let tree = crate::source::discover(temp.path(), &site, None).value;
        let shows = network(&tree).map(|it| it.shows).unwrap_or_default();
        let got: Vec<_> = shows.iter().map(|it| (it.folder.as_str(), it.name.as_str())).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn shows_count_anew_under_names_of_their_own() {
        check(
            &[
                "show-notes/gotime/go-time-1.md",
                "show-notes/gotime/go-time-2.md",
                "transcripts/gotime/go-time-1.md",
                "transcripts/gotime/go-time-2.md",
                "show-notes/shipit/ship-it-1.md",
                "show-notes/shipit/ship-it-9.md",
            ],
            &[("gotime", "go-time"), ("shipit", "ship-it")],
        );
        check(
            &[
                "docs/alpha/index.md",
                "docs/alpha/2020/episode-001.md",
                "docs/alpha/2020/episode-002.md",
                "docs/beta/index.md",
                "docs/beta/2020/episode-001.md",
                "docs/beta/2020/episode-002.md",
            ],
            &[("docs/alpha", "alpha"), ("docs/beta", "beta")],
        );
    }

    #[test]
    fn shows_have_folders_of_transcripts_each() {
        check(
            &[
                "podcasts/lids/transcripts/a.vtt",
                "podcasts/lids/transcripts/b.vtt",
                "podcasts/lids/transcripts/c.vtt",
                "podcasts/mills/transcripts/d.vtt",
            ],
            &[("podcasts/lids", "lids"), ("podcasts/mills", "mills")],
        );
        check(
            &[
                "_includes/show-notes/a.md",
                "_includes/show-notes/b.md",
                "_includes/show-notes/c.md",
                "assets/transcripts/d.vtt",
            ],
            &[],
        );
        let bundles = ["episodes/1-a/transcripts/en.vtt", "episodes/2-b/transcripts/en.vtt"];
        check(&bundles, &[]);
    }

    #[test]
    fn forms_and_seasons_of_one_show_are_none() {
        check(&["srt/12 A.srt", "srt/13 B.srt", "txt/12 A.txt", "txt/13 B.txt"], &[]);
        check(&["raw/1.md", "raw/2.md", "summaries/1.md", "summaries/2.md"], &[]);
        check(&["season-1/1.md", "season-1/2.md", "season-2/1.md", "season-2/2.md"], &[]);
        check(&["show_notes/1.md", "show_notes/2.md", "transcripts/1.vtt"], &[]);
    }
}
