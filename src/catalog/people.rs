//! Who takes part in what.

use std::collections::BTreeMap;

use super::Entry;
use crate::config::Site;
use crate::model::{AddressLock, EpisodeId, LockedPage, Origin, Role};
use crate::path::Slug;
use crate::time::Length;

/// How many episodes must agree before somebody only heard gets a page: one
/// may be a name misheard.
const HEARD_TWICE: usize = 2;

/// A person with a page.
#[derive(Debug)]
pub struct PersonEntry {
    /// The name to show.
    pub name: String,
    /// Its page is `/people/<slug>/`.
    pub slug: Slug,
    /// Their addresses, from the settings.
    pub links: Vec<String>,
    /// Their episodes, newest first.
    pub episodes: Vec<(EpisodeId, Role)>,
    /// False where no author names them.
    pub stated: bool,
    /// How long they speak where transcripts name speakers.
    pub talk: Length,
    /// In how many episodes they do.
    pub n_talks: usize,
}

/// The pages that people have, by their names.
fn kept(known: &AddressLock) -> BTreeMap<&str, Slug> {
    let of_person = |(path, page): (&String, &'_ LockedPage)| {
        let slug = path.strip_prefix("/people/")?.strip_suffix('/')?;
        let is_kept = !page.is_gone && !page.name.is_empty() && !slug.contains('/');
        Slug::of(slug).filter(|it| is_kept && it.as_str() == slug)
    };
    let own = known.pages.iter().filter_map(|it| Some((it.1.name.as_str(), of_person(it)?)));
    own.collect()
}

/// Everybody who is stated, or known from more than one episode; by name.
/// Who has a page already, keeps it.
pub(super) fn people(
    episodes: &[Entry],
    newest: &[EpisodeId],
    (site, known): (&Site, &AddressLock),
) -> Vec<PersonEntry> {
    let kept = kept(known);
    let owners: BTreeMap<&Slug, &str> = kept.iter().map(|it| (it.1, *it.0)).collect();
    let mut found: BTreeMap<String, (Vec<(EpisodeId, Role)>, Origin)> = BTreeMap::new();
    for &id in newest {
        for credit in &episodes[id.0 as usize].facts.people {
            let entry = found.entry(credit.name.clone()).or_insert((Vec::new(), credit.origin));
            entry.0.push((id, credit.role));
            entry.1 = entry.1.min(credit.origin);
        }
    }
    let mut talk: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
    for (name, length) in episodes.iter().flat_map(|it| &it.facts.talk) {
        let of_person = talk.entry(name).or_default();
        *of_person = (of_person.0 + length.as_millis(), of_person.1 + 1);
    }
    let settings: Vec<_> = site.shows.iter().flat_map(|it| &it.people).collect();
    let mut slugs: Vec<Slug> = Vec::new();
    let mut people = Vec::new();
    for (name, (episodes, origin)) in found {
        let known = settings.iter().find(|it| it.name == name);
        let sure = known.is_some()
            || matches!(origin, Origin::Stated | Origin::Notes | Origin::Transcript);
        if !sure && episodes.len() < HEARD_TWICE {
            continue;
        }
        let Some(slug) = Slug::of(&name) else { continue };
        let is_others = |it: &Slug| owners.get(it).is_some_and(|of| *of != name);
        let own = kept.get(name.as_str()).cloned();
        let slug = own.unwrap_or_else(|| slug.free(|it| slugs.contains(it) || is_others(it)));
        slugs.push(slug.clone());
        let links = known.map(|it| it.links.clone()).unwrap_or_default();
        let stated = known.is_some() || origin == Origin::Stated;
        let (talk, n_talks) = talk.get(name.as_str()).copied().unwrap_or_default();
        let talk = Length::from_millis(talk);
        people.push(PersonEntry { name, slug, links, episodes, stated, talk, n_talks });
    }
    people
}
