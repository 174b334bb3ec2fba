//! Tags of other generators that notes were read without: one warning for each
//! show, since an archive has hundreds of the same.

use std::collections::BTreeMap;

use super::load::Loaded;
use crate::diag::{Diagnostic, FileId, Span};
use crate::model::ShowId;

/// Names of tags that a warning gives.
const NAMES: usize = 6;

/// What was left out of the notes of episodes.
pub(super) fn of_notes(loaded: &[Loaded<'_>]) -> Vec<Diagnostic> {
    let mut shows: BTreeMap<ShowId, Tally> = BTreeMap::new();
    for it in loaded.iter().filter(|it| !it.facts.dropped.is_empty()) {
        let tally = shows.entry(it.facts.show).or_insert_with(|| Tally::new(it.facts.file));
        tally.n_files += 1;
        tally.count(&it.facts.dropped);
    }
    let notes = |n: usize| if n == 1 { "1 episode".to_owned() } else { format!("{n} episodes") };
    shows
        .into_values()
        .map(|it| it.warning(&format!("the notes of {}", notes(it.n_files))))
        .collect()
}

/// What was left out of a page.
pub(super) fn of_page(file: FileId, dropped: &[String]) -> Option<Diagnostic> {
    let mut tally = Tally::new(Some(file));
    tally.count(dropped);
    (!dropped.is_empty()).then(|| tally.warning("this page"))
}

struct Tally {
    /// The first file that has any.
    first: Option<FileId>,
    n_files: usize,
    names: BTreeMap<String, usize>,
}

impl Tally {
    fn new(first: Option<FileId>) -> Self {
        Self { first, n_files: 0, names: BTreeMap::new() }
    }

    fn count(&mut self, dropped: &[String]) {
        for name in dropped {
            *self.names.entry(name.clone()).or_default() += 1;
        }
    }

    fn warning(&self, place: &str) -> Diagnostic {
        let mut names: Vec<(&String, &usize)> = self.names.iter().collect();
        names.sort_by_key(|it| (std::cmp::Reverse(it.1), it.0));
        let more = names.len().saturating_sub(NAMES);
        let mut list: Vec<String> =
            names.iter().take(NAMES).map(|(name, n)| format!("`{name}` ({n})")).collect();
        if 0 < more {
            list.push(format!("{more} more"));
        }
        let message =
            format!("tags of another generator are left out of {place}: {}", list.join(", "));
        Diagnostic::warning("notes/foreign-tag", Span::file(self.first), message)
            .hint("what they stood for is not on the site; where it matters write it as Markdown")
    }
}
