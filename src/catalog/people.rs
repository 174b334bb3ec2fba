//! Who takes part in what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Entry;
use crate::config::Site;
use crate::diag::{Diagnostic, Span};
use crate::model::{AddressLock, Credit, EpisodeFacts, EpisodeId, LockedPage, Origin, Role};
use crate::path::Slug;
use crate::time::Length;

/// How many episodes must agree before a name that was only heard is shown: one
/// may be misheard.
const HEARD_TWICE: usize = 2;

/// In a show with fewer episodes few names can be heard a second time; those
/// that are heard once are shown as guesses, and have no page.
const FEW_EPISODES: usize = 5;

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
    /// The best that their name is known from.
    pub origin: Origin,
    /// Whether the settings know them.
    pub is_in_settings: bool,
    /// How long they speak where transcripts name speakers.
    pub talk: Length,
    /// In how many episodes they do.
    pub n_talks: usize,
}

/// A name that is on no page, in no feed and in no file of the site.
#[derive(Debug, Clone)]
pub struct WithheldName {
    /// The name, and where it is said.
    pub credit: Credit,
    /// The only episode with it.
    pub episode: EpisodeId,
}

/// Takes the names out of episodes that only speech gives, and only of one
/// episode: machines mishear names. Whom settings name, as people or as what a
/// misheard word means, is known.
pub(super) fn withhold(facts: &mut [Arc<EpisodeFacts>], site: &Site) -> Vec<WithheldName> {
    if facts.len() < FEW_EPISODES {
        return Vec::new();
    }
    let mut heard: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sure: BTreeSet<&str> =
        site.shows.iter().flat_map(|it| &it.people).map(|it| it.name.as_str()).collect();
    sure.extend(site.shows.iter().flat_map(|it| &it.corrections).map(|it| it.meant.as_str()));
    for credit in facts.iter().flat_map(|it| &it.people) {
        if credit.origin == Origin::Speech {
            *heard.entry(&credit.name).or_default() += 1;
        } else {
            sure.insert(&credit.name);
        }
    }
    let once = heard.into_iter().filter(|it| it.1 < HEARD_TWICE && !sure.contains(it.0));
    let once: BTreeSet<String> = once.map(|it| it.0.to_owned()).collect();
    let mut withheld = Vec::new();
    for (id, it) in (0..).map(EpisodeId).zip(facts.iter_mut()) {
        if it.people.iter().any(|it| once.contains(&it.name)) {
            let people = &mut Arc::make_mut(it).people;
            let names = people.extract_if(.., |it| once.contains(&it.name));
            withheld.extend(names.map(|credit| WithheldName { credit, episode: id }));
        }
    }
    withheld
}

/// Says once whose names are withheld.
pub(super) fn tell(facts: &[Arc<EpisodeFacts>], withheld: &[WithheldName]) -> Option<Diagnostic> {
    let first = withheld.first()?;
    let names: Vec<&str> = withheld.iter().take(3).map(|it| it.credit.name.as_str()).collect();
    let more = if names.len() < withheld.len() { ", …" } else { "" };
    let message = match withheld.len() {
        1 => format!("{} is heard in one episode alone, and shown nowhere", names[0]),
        n => format!(
            "{n} names are heard in one episode each, and shown nowhere: {}{more}",
            names.join(", ")
        ),
    };
    let file = facts[first.episode.0 as usize].file;
    Some(Diagnostic::note("people/withheld", Span::file(file), message).hint(
        "`cuepoint people` says where they are heard, and with `--write` confirms them; or add them to `[[people]]`",
    ))
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

/// Everybody but those who are heard in one episode alone, by name. Who has a
/// page already, keeps it.
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
    let meant: Vec<_> = site.shows.iter().flat_map(|it| &it.corrections).collect();
    let mut slugs: Vec<Slug> = Vec::new();
    let mut people = Vec::new();
    for (name, (episodes, origin)) in found {
        let known = settings.iter().find(|it| it.name == name);
        let is_sure = known.is_some() || meant.iter().any(|it| it.meant == name);
        if !is_sure && origin == Origin::Speech && episodes.len() < HEARD_TWICE {
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
        let is_in_settings = known.is_some();
        people.push(PersonEntry {
            name,
            slug,
            links,
            episodes,
            stated,
            origin,
            is_in_settings,
            talk,
            n_talks,
        });
    }
    people
}
