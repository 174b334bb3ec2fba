//! Who takes part: what is stated wins, then marks of speakers, then what is
//! heard at the beginning.

use super::voice::is_name;
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
        let role = role.or(person.and_then(|it| it.role));
        let is_role_known = role.is_some();
        let role = role.unwrap_or(fallback);
        if !name.is_empty() && !credits.iter().any(|it| it.name == name) {
            credits.push(Credit { name, role, is_role_known, origin });
        }
    };
    for it in from.stated {
        add(&it.name, it.role, Role::Host, Origin::Stated);
    }
    // Where guests alone are stated, the hosts are who speaks besides.
    if from.stated.iter().all(|it| it.role == Some(Role::Guest)) {
        for name in from.guests.iter().filter(|_| from.stated.is_empty()) {
            add(name, Some(Role::Guest), Role::Guest, Origin::Notes);
        }
        let speakers = from.transcript.map(|it| it.speakers.as_slice()).unwrap_or_default();
        let is_stated = |name: &str| from.stated.iter().any(|it| is_one(&it.name, name));
        for name in speakers.iter().filter(|it| is_name(it) && !is_stated(it)) {
            add(name, None, Role::Host, Origin::Transcript);
        }
        if speakers.is_empty() {
            // A guest that is named is heard under another spelling.
            let named = from.guests.iter().chain(from.stated.iter().map(|it| &it.name));
            let named: Vec<&String> = named.collect();
            let misheard = |name: &str| named.iter().any(|it| sounds_like(it, name));
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
    let is = |it: &str| {
        let letters = it.trim().chars().flat_map(char::to_lowercase);
        letters.eq(name.trim().chars().flat_map(char::to_lowercase))
    };
    people.iter().find(|it| is(&it.name) || it.aliases.iter().any(|alias| is(alias)))
}

/// Gives the speakers of a transcript their names: `A`, or `Speaker A`, is
/// whom front matter calls so.
pub fn name_voices(transcript: &mut Transcript, voices: &[(String, String)]) {
    for speaker in &mut transcript.speakers {
        let letter = speaker.strip_prefix("Speaker ").unwrap_or(speaker);
        if let Some((_, name)) = voices.iter().find(|it| it.0 == letter) {
            *speaker = name.clone();
        }
    }
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

/// Whether a speaker is somebody with this name: by the whole name, or its
/// first or last word.
fn is_one(name: &str, speaker: &str) -> bool {
    let (name, speaker) = (name.to_lowercase(), speaker.to_lowercase());
    let mut words = name.split(' ');
    name == speaker || words.next() == Some(&speaker) || words.next_back() == Some(&speaker)
}

/// Whether two names may be one person's, written and misheard: first names
/// that differ in two letters at most.
fn sounds_like(a: &str, b: &str) -> bool {
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_lowercase();
    strsim::damerau_levenshtein(&first(a), &first(b)) <= 2
}
