//! The standing matter of each show: links and headings of its notes that are
//! about the show and not about an episode.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::memo::Memo;
use crate::cache;
use crate::config::Site;
use crate::diag::FileId;
use crate::hash::ContentHash;
use crate::model::ShowId;
use crate::parse::standing::{Marks, marks, standing};
use crate::source::{Claim, FileKind, SourceFile, SourceTree};

/// For each text that has any standing matter, what stands for it.
pub(super) type StandingIn = FxHashMap<FileId, ContentHash>;

/// Tells the vocabulary of each show what its notes have in common.
pub(super) fn find(tree: &SourceTree, site: &mut Site, memo: &Memo<'_>) -> StandingIn {
    let is_notes =
        |it: &&SourceFile| it.kind == FileKind::Text && !it.is_claimed(Claim::Transcript);
    let files: Vec<&SourceFile> = tree.files().iter().filter(is_notes).collect();
    let max = site.shows.iter().map(|it| it.content.max_bytes).max().unwrap_or_default();
    // What cannot be read is told when it is read for its episode.
    let read = |it: &&SourceFile| {
        memo.marks(tree, it.id, || {
            let text = tree.read_text(it.id, max).value;
            text.map(|it| marks(&it)).unwrap_or_default()
        })
    };
    let all: Vec<Marks> = files.par_iter().map(read).collect();
    let mut shows: BTreeMap<ShowId, Vec<(&str, &Marks)>> = BTreeMap::new();
    for (file, marks) in files.iter().zip(&all) {
        shows.entry(file.show).or_default().push((file.path.as_str(), marks));
    }
    for (show, all) in shows {
        if let Some(show) = site.shows.get_mut(usize::from(show.0)) {
            show.vocabulary.standing = standing(all);
        }
    }
    let own = |(file, marks): (&&SourceFile, &Marks)| {
        let show = site.shows.get(usize::from(file.show.0))?;
        let own = marks.standing(&show.vocabulary.standing);
        (!own.is_empty()).then(|| (file.id, cache::digest(&own)))
    };
    files.iter().zip(&all).filter_map(own).collect()
}
