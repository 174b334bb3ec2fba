//! Who is a host and who a guest, where nobody says so: hosts come back. And
//! who is called by a first name alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Site;
use crate::model::{Credit, EpisodeFacts, Origin, Role, ShowId};
use crate::path::Slug;

/// Hosts are there in one of so many episodes at least.
const SHARE_OF_HOSTS: usize = 5;

/// Up to so many episodes show nothing: whoever speaks is a host.
const TOO_FEW: usize = 2;

/// Names that are only a first name become the whole one; hosts for want of
/// better knowledge who are rarely there become guests.
pub(super) fn settle(facts: &mut [Arc<EpisodeFacts>], site: &Site) {
    unify_forms(facts, site);
    let counts = Counts::of(facts);
    for it in facts.iter_mut() {
        let renamed: Vec<Option<String>> =
            it.people.iter().map(|credit| counts.whole_name(it, credit)).collect();
        if renamed.iter().any(Option::is_some) {
            let facts = Arc::make_mut(it);
            for (credit, name) in facts.people.iter_mut().zip(renamed) {
                credit.name = name.unwrap_or_else(|| std::mem::take(&mut credit.name));
            }
            // Who is stated stands before who is heard.
            facts.people.sort_by_key(|it| it.origin);
            let mut seen = BTreeSet::new();
            facts.people.retain(|it| seen.insert(it.name.clone()));
            facts.people.sort_by_key(|it| it.role);
        }
    }
    let counts = Counts::of(facts);
    let of_settings = |show: ShowId, name: &str| {
        let people = site.shows.get(usize::from(show.0)).map(|it| it.people.as_slice());
        people.unwrap_or_default().iter().any(|it| it.name == name && it.role.is_some())
    };
    let is_guest = |show: ShowId, it: &Credit| {
        !it.is_role_known
            && it.role == Role::Host
            && !of_settings(show, &it.name)
            && !counts.is_host(show, &it.name)
    };
    let guests: Vec<Vec<bool>> = facts
        .iter()
        .map(|it| it.people.iter().map(|credit| is_guest(it.show, credit)).collect())
        .collect();
    for (it, guests) in facts.iter_mut().zip(guests) {
        if guests.contains(&true) {
            let facts = Arc::make_mut(it);
            for (credit, _) in facts.people.iter_mut().zip(guests).filter(|it| it.1) {
                credit.role = Role::Guest;
            }
            facts.people.sort_by_key(|it| it.role);
        }
    }
}

/// Makes one name of those that differ in capitals and accents alone: of
/// `laís marinoni` and `Laís Marinoni` the one that settings have, else the
/// better written.
fn unify_forms(facts: &mut [Arc<EpisodeFacts>], site: &Site) {
    let mut forms: BTreeMap<Slug, BTreeMap<&str, usize>> = BTreeMap::new();
    for credit in facts.iter().flat_map(|it| &it.people) {
        if let Some(slug) = Slug::of(&credit.name) {
            *forms.entry(slug).or_default().entry(&credit.name).or_default() += 1;
        }
    }
    let of_settings: BTreeSet<&str> =
        site.shows.iter().flat_map(|it| &it.people).map(|it| it.name.as_str()).collect();
    let mut meant: BTreeMap<String, String> = BTreeMap::new();
    for forms in forms.into_values().filter(|it| 1 < it.len()) {
        let rank = |(name, n): &(&&str, &usize)| {
            let is_cased = name.split(' ').all(|it| it.starts_with(char::is_uppercase));
            let n_marks = name.chars().filter(|it| !it.is_ascii()).count();
            (of_settings.contains(**name), is_cased, n_marks, **n)
        };
        let Some(best) = forms.iter().rev().max_by_key(rank).map(|it| (*it.0).to_owned()) else {
            continue;
        };
        // Whom the settings tell apart are two.
        let others = forms.keys().filter(|it| **it != best && !of_settings.contains(**it));
        meant.extend(others.map(|it| ((*it).to_owned(), best.clone())));
    }
    for it in facts.iter_mut() {
        if !it.people.iter().any(|it| meant.contains_key(&it.name)) {
            continue;
        }
        let facts = Arc::make_mut(it);
        let names = facts.people.iter_mut().map(|it| &mut it.name);
        for name in names.chain(facts.talk.iter_mut().map(|it| &mut it.0)) {
            if let Some(best) = meant.get(name) {
                name.clone_from(best);
            }
        }
        let mut seen = BTreeSet::new();
        facts.people.retain(|it| seen.insert(it.name.clone()));
    }
}

/// In how many episodes people are.
struct Counts {
    episodes: BTreeMap<ShowId, usize>,
    of_name: BTreeMap<(ShowId, String), usize>,
    /// Who is said to be a host, somewhere.
    hosts: BTreeSet<(ShowId, String)>,
    /// Who is named by more than speech.
    stated: BTreeSet<(ShowId, String)>,
    /// Whole names by their first word.
    by_first: BTreeMap<(ShowId, String), BTreeSet<String>>,
    /// Whole names by their initials: `AL`.
    by_initials: BTreeMap<(ShowId, String), BTreeSet<String>>,
}

impl Counts {
    fn of(facts: &[Arc<EpisodeFacts>]) -> Self {
        let mut counts = Self {
            episodes: BTreeMap::new(),
            of_name: BTreeMap::new(),
            hosts: BTreeSet::new(),
            stated: BTreeSet::new(),
            by_first: BTreeMap::new(),
            by_initials: BTreeMap::new(),
        };
        for it in facts {
            *counts.episodes.entry(it.show).or_default() += 1;
            for credit in &it.people {
                let key = (it.show, credit.name.clone());
                if credit.is_role_known && credit.role == Role::Host {
                    counts.hosts.insert(key.clone());
                }
                if credit.origin != Origin::Speech {
                    counts.stated.insert(key.clone());
                }
                *counts.of_name.entry(key).or_default() += 1;
                if let Some((first, _)) = credit.name.split_once(' ') {
                    let whole = counts.by_first.entry((it.show, first.to_lowercase()));
                    whole.or_default().insert(credit.name.clone());
                    let whole = counts.by_initials.entry((it.show, initials(&credit.name)));
                    whole.or_default().insert(credit.name.clone());
                }
            }
        }
        counts
    }

    fn n(&self, show: ShowId, name: &str) -> usize {
        self.of_name.get(&(show, name.to_owned())).copied().unwrap_or_default()
    }

    fn is_often(&self, show: ShowId, n: usize) -> bool {
        let all = self.episodes.get(&show).copied().unwrap_or_default();
        all <= n * SHARE_OF_HOSTS && (2 <= n || all <= TOO_FEW)
    }

    fn is_host(&self, show: ShowId, name: &str) -> bool {
        self.hosts.contains(&(show, name.to_owned())) || self.is_often(show, self.n(show, name))
    }

    /// The host whom a name is that was only heard: one with this first name
    /// who is otherwise not in the episode. Last names are what machines
    /// mishear.
    fn misheard_host(&self, facts: &EpisodeFacts, credit: &Credit, first: &str) -> Option<String> {
        let is_stated = || self.stated.contains(&(facts.show, credit.name.clone()));
        if credit.origin != Origin::Speech || is_stated() {
            return None;
        }
        let whole = self.by_first.get(&(facts.show, first.to_owned()))?;
        let is_host = |it: &&String| self.is_often(facts.show, self.n(facts.show, it));
        let mut hosts = whole.iter().filter(is_host);
        let only = hosts.next().filter(|_| hosts.next().is_none())?;
        let is_absent = !facts.people.iter().any(|it| it.name == *only);
        (*only != credit.name && is_absent).then(|| only.clone())
    }

    /// The whole name of somebody whom the transcript calls by the first: of
    /// this episode, else the only host of that first name.
    fn whole_name(&self, facts: &EpisodeFacts, credit: &Credit) -> Option<String> {
        let name = credit.name.to_lowercase();
        let is_heard = matches!(credit.origin, Origin::Transcript | Origin::Speech);
        if !is_heard {
            return None;
        }
        let first = |it: &str| it.split(' ').next().unwrap_or_default().to_lowercase();
        if name.contains(' ') {
            return self.misheard_host(facts, credit, &first(&name));
        }
        let short = credit.name.replace('.', "");
        let are_initials =
            (2..=3).contains(&short.chars().count()) && short.chars().all(char::is_uppercase);
        let is_called = |it: &str| first(it) == name || (are_initials && initials(it) == short);
        let here = facts.people.iter().filter(|it| it.name.contains(' ') && is_called(&it.name));
        let here: BTreeSet<&String> = here.map(|it| &it.name).collect();
        if let (1, Some(only)) = (here.len(), here.first()) {
            return Some((*only).clone());
        }
        let of_first = self.by_first.get(&(facts.show, name));
        let of_initials = self.by_initials.get(&(facts.show, short)).filter(|_| are_initials);
        let whole = of_first.or(of_initials)?;
        // Of several the only host, unless the host is there by the whole name.
        let is_absent = |it: &&String| !facts.people.iter().any(|credit| credit.name == **it);
        let mut hosts = whole.iter().filter(|it| self.is_often(facts.show, self.n(facts.show, it)));
        let host = hosts.next().filter(|_| hosts.next().is_none()).filter(is_absent);
        let only = whole.first().filter(|_| whole.len() == 1).or(host)?;
        let n = self.n(facts.show, only) + self.n(facts.show, &credit.name);
        self.is_often(facts.show, n).then(|| only.clone())
    }
}

/// The first letters of a name's words: `Ann van Lee` → `AVL`.
fn initials(name: &str) -> String {
    let first = name.split(' ').filter_map(|it| it.chars().next());
    first.flat_map(char::to_uppercase).collect()
}
