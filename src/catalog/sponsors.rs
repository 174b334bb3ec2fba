//! Who paid for what.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Entry;
use crate::model::EpisodeId;
use crate::path::Slug;
use crate::topics::key;

/// A sponsor with a page.
#[derive(Debug)]
pub struct SponsorEntry {
    /// The name that most episodes write; of equals the newest.
    pub name: String,
    /// Its page is `/sponsors/<slug>/`.
    pub slug: Slug,
    /// Its other names in notes, by their letters.
    pub aliases: Vec<String>,
    /// Its most recent address.
    pub url: Option<String>,
    /// The episodes it paid for, newest first.
    pub episodes: Vec<EpisodeId>,
}

/// A name of a sponsor, by its letters.
#[derive(Debug, Default)]
struct Written {
    /// How notes write it, and how often; the newest first.
    forms: Vec<(String, usize)>,
    /// Addresses, the newest first.
    urls: Vec<String>,
    episodes: Vec<EpisodeId>,
}

/// A shorter name begins too many others by chance.
const LEAST_LETTERS: usize = 4;

/// Every sponsor, by slug. Names of the same letters are one (`Scout APM`,
/// `ScoutAPM`), names that lead to one page are (`DigialOcean`), and so is a
/// name that another one begins with (`Posit`, `Posit Connect`).
pub(super) fn sponsors(episodes: &[Entry], newest: &[EpisodeId]) -> Vec<SponsorEntry> {
    let names = written(episodes, newest);
    let mut sponsor_of: BTreeMap<&str, &str> = BTreeMap::new();
    let mut by_page: BTreeMap<String, &str> = BTreeMap::new();
    // Those of most episodes first: they take the others in.
    let mut order: Vec<(&str, &Written)> = names.iter().map(|it| (it.0.as_str(), it.1)).collect();
    order.sort_by_key(|it| (Reverse(it.1.episodes.len()), it.0));
    for &(name, all) in &order {
        let pages = || all.urls.iter().filter_map(|it| page(it));
        let same_page = pages().find_map(|it| by_page.get(&it).copied());
        let begins = order.iter().map(|it| it.0).find(|it| {
            *it != name && it.len() >= LEAST_LETTERS && begins_with(&all.forms[0].0, it)
        });
        let known = same_page.or(begins.map(|it| sponsor_of.get(it).copied().unwrap_or(it)));
        let sponsor = known.unwrap_or(name);
        sponsor_of.insert(name, sponsor);
        for page in pages() {
            by_page.entry(page).or_insert(sponsor);
        }
    }
    let mut groups: BTreeMap<&str, Vec<&Written>> = BTreeMap::new();
    for (name, sponsor) in &sponsor_of {
        let end = sponsor_of.get(sponsor).copied().unwrap_or(sponsor);
        groups.entry(end).or_default().push(&names[*name]);
    }
    let place: BTreeMap<EpisodeId, usize> = newest.iter().copied().zip(0..).collect();
    let mut found: BTreeMap<Slug, SponsorEntry> = BTreeMap::new();
    for (sponsor, all) in groups {
        let own = names[sponsor].forms.iter().enumerate();
        let best = own.max_by_key(|(idx, it)| (it.1, Reverse(*idx))).map(|it| it.1.0.clone());
        let Some(name) = best else { continue };
        let Some(slug) = Slug::of(&name) else { continue };
        let mut episodes: Vec<EpisodeId> =
            all.iter().flat_map(|it| it.episodes.iter().copied()).collect();
        episodes.sort_by_key(|it| place.get(it).copied());
        episodes.dedup();
        let url = names[sponsor].urls.first().cloned();
        let forms = all.iter().flat_map(|it| &it.forms).map(|it| it.0.clone());
        let aliases = forms.filter(|it| *it != name).collect();
        found.entry(slug.clone()).or_insert(SponsorEntry { name, slug, aliases, url, episodes });
    }
    found.into_values().collect()
}

/// All names that notes give sponsors, by their letters.
fn written(episodes: &[Entry], newest: &[EpisodeId]) -> BTreeMap<String, Written> {
    let mut names: BTreeMap<String, Written> = BTreeMap::new();
    for &id in newest {
        for sponsor in &episodes[id.0 as usize].facts.sponsors {
            let key = key(&sponsor.name);
            if key.is_empty() {
                continue;
            }
            let all = names.entry(key).or_default();
            match all.forms.iter_mut().find(|it| it.0 == sponsor.name) {
                Some(form) => form.1 += 1,
                None => all.forms.push((sponsor.name.clone(), 1)),
            }
            all.urls.extend(sponsor.url.clone());
            if all.episodes.last() != Some(&id) {
                all.episodes.push(id);
            }
        }
    }
    names
}

/// The page behind an address, without what varies: several sponsors may have
/// pages of one site, so that an address without a path is none.
fn page(url: &str) -> Option<String> {
    let bare = url.split_once("://").map_or(url, |it| it.1);
    let bare = bare.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let bare = bare.trim_start_matches("www.").to_lowercase();
    bare.contains('/').then_some(bare)
}

/// Whether a name begins with the words of another, given by its letters.
fn begins_with(name: &str, letters: &str) -> bool {
    let ends = name.char_indices().filter(|it| it.1 == ' ').map(|it| it.0);
    ends.into_iter().any(|it| key(&name[..it]) == letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_names() {
        assert!(
            begins_with("Red Kettle Cloud", "redkettle") && begins_with("Posit Connect", "posit")
        );
        assert!(!begins_with("Positron", "posit") && !begins_with("Posit", "posit"));
    }

    #[test]
    fn pages_are_compared_without_what_varies() {
        assert_eq!(
            page("https://www.show.example/Kettle/?x=1").as_deref(),
            Some("show.example/kettle")
        );
        assert_eq!(page("https://kettle.example/"), None);
    }
}
