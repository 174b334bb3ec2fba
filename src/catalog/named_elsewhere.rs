//! Names that need no page among the topics: of people, of who pays, of the show
//! itself.

use rustc_hash::FxHashSet;

use super::{Drop, Entry, SponsorEntry, WithheldName};
use crate::config::Site;
use crate::topics::key;

/// Names of what has a page elsewhere, folded.
pub(super) struct NamedElsewhere {
    people: FxHashSet<String>,
    sponsors: FxHashSet<String>,
    own: FxHashSet<String>,
}

impl NamedElsewhere {
    pub(super) fn new(
        (episodes, withheld): (&[Entry], &[WithheldName]),
        sponsors: &[SponsorEntry],
        site: &Site,
    ) -> Self {
        let of_sponsor = |it: &SponsorEntry| {
            let names = it.aliases.iter().chain([&it.name]).map(|it| key(it));
            names.collect::<Vec<_>>()
        };
        Self {
            people: people(episodes, withheld),
            sponsors: sponsors.iter().flat_map(of_sponsor).collect(),
            own: own_subjects(site),
        }
    }

    /// Why a discovered name needs no page among the topics. `n_meant` is in
    /// how many episodes the notes have it beside what they thank sponsors for.
    pub(super) fn other_page(&self, name: &str, n_meant: impl Fn() -> usize) -> Option<Drop> {
        // `Python 3.14` is a version of what `Python Bytes` is about.
        if self.own.contains(name.trim_end_matches(|it: char| it.is_ascii_digit())) {
            return Some(Drop::OwnShow);
        }
        if self.people.contains(name) {
            return Some(Drop::Person);
        }
        (self.sponsors.contains(name) && n_meant() == 0).then_some(Drop::Sponsor)
    }
}

/// Whole names, and their parts: `Brian` is somebody, not a thing.
fn people(episodes: &[Entry], withheld: &[WithheldName]) -> FxHashSet<String> {
    let mut people = FxHashSet::default();
    let shown = episodes.iter().flat_map(|it| &it.facts.people);
    for credit in shown.chain(withheld.iter().map(|it| &it.credit)) {
        people.insert(key(&credit.name));
        people.extend(credit.name.split(' ').map(key));
        // Handles: `annlee` is covered, `alee` is another usual form.
        let first = credit.name.chars().next();
        if let Some((_, last)) = credit.name.rsplit_once(' ') {
            people.extend(first.map(|it| key(&format!("{it}{last}"))));
        }
    }
    people
}

/// What the show's title says anyway: a page about Python on a show about
/// Python would list everything.
fn own_subjects(site: &Site) -> FxHashSet<String> {
    let mut own = FxHashSet::default();
    let titles = site.shows.iter().map(|it| it.title.as_str()).chain([site.title.as_str()]);
    for title in titles {
        own.insert(key(title));
        own.extend(title.split(|c: char| !c.is_alphanumeric()).map(key));
    }
    own
}
