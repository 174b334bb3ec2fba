//! Who takes part: what is stated wins, then marks of speakers, then what is
//! heard at the beginning.

use crate::config::{Correction, Person};
use crate::model::{Credit, Origin, Role, Transcript};
use crate::parse::front_matter::PersonDoc;
use crate::parse::speech::Heard;

/// What is known about the people of an episode.
pub(super) struct Sources<'a> {
    pub stated: &'a [PersonDoc],
    /// Names under `Special guest`.
    pub guests: &'a [String],
    pub transcript: Option<&'a Transcript>,
    pub heard: &'a Heard,
    /// People that the settings know.
    pub known: &'a [Person],
    /// What is meant instead of misheard names.
    pub corrections: &'a [Correction],
}

/// The people of an episode, hosts before guests, in order of appearance.
pub(super) fn people(from: &Sources<'_>) -> Vec<Credit> {
    let mut credits: Vec<Credit> = Vec::new();
    let mut add = |name: &str, role: Option<Role>, fallback: Role, origin: Origin| {
        let correct = from.corrections.iter().find(|it| it.heard == name);
        let name = correct.map_or(name, |it| &it.meant);
        let person = known(from.known, name);
        let name = person.map_or(name, |it| &it.name).trim().to_owned();
        let role = role.or(person.map(|it| it.role)).unwrap_or(fallback);
        if !name.is_empty() && !credits.iter().any(|it| it.name == name) {
            credits.push(Credit { name, role, origin });
        }
    };
    for it in from.stated {
        add(&it.name, it.role, Role::Host, Origin::Stated);
    }
    if from.stated.is_empty() {
        for name in from.guests {
            add(name, Some(Role::Guest), Role::Guest, Origin::Notes);
        }
        let speakers = from.transcript.map(|it| it.speakers.as_slice()).unwrap_or_default();
        // Two words make a name; `Speaker 1`, `Break` and `Announcer` are none.
        let names = speakers.iter().filter(|it| {
            it.contains(' ')
                && !it.starts_with("Speaker ")
                && !it.chars().any(|c| c.is_ascii_digit())
        });
        for name in names {
            add(name, None, Role::Host, Origin::Transcript);
        }
        if speakers.is_empty() {
            // A guest that the notes name is heard under another spelling.
            let misheard = |name: &str| from.guests.iter().any(|it| sounds_like(it, name));
            for (name, role) in from.heard.people.iter().filter(|it| !misheard(&it.0)) {
                let role = (*role == Role::Guest).then_some(Role::Guest);
                add(name, role, Role::Host, Origin::Speech);
            }
        }
    }
    credits.sort_by_key(|it| it.role);
    credits
}

/// The person of the settings with this name or alias.
fn known<'p>(people: &'p [Person], name: &str) -> Option<&'p Person> {
    let is = |it: &str| it.trim().to_lowercase() == name.trim().to_lowercase();
    people.iter().find(|it| is(&it.name) || it.aliases.iter().any(|alias| is(alias)))
}

/// The whole name of a speaker whom the settings or the credits know, by an
/// alias or a first name; else the name as it is.
#[must_use]
pub fn full_name<'n>(speaker: &'n str, people: &'n [Person], credits: &'n [Credit]) -> &'n str {
    if let Some(person) = known(people, speaker) {
        return &person.name;
    }
    let is_first = |it: &&Credit| it.name.split(' ').next() == Some(speaker);
    let mut named = credits.iter().filter(is_first);
    match (named.next(), named.next()) {
        (Some(only), None) => &only.name,
        _ => speaker,
    }
}

/// Whether two names may be one person's, written and misheard: first names
/// that differ in two letters at most.
fn sounds_like(a: &str, b: &str) -> bool {
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_lowercase();
    strsim::damerau_levenshtein(&first(a), &first(b)) <= 2
}
