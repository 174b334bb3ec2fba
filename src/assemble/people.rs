//! Who takes part: what is stated wins, then marks of speakers, then what is
//! heard at the beginning.

use super::episode::Opening;
use super::title_guest;
use super::voice::{is_name, is_software};
use crate::config::{Person, Show};
use crate::model::{Credit, Notes, Origin, Role, Transcript};
use crate::parse::front_matter::PersonDoc;

/// What is known about the people of an episode.
pub(super) struct Sources<'a> {
    pub stated: &'a [PersonDoc],
    /// Whom the notes call guests and hosts.
    pub noted: &'a [(Role, String)],
    /// Its settings know people, and whom misheard names mean; its title is
    /// nobody's name.
    pub show: &'a Show,
    /// The title, which may name guests.
    pub title: &'a str,
    pub notes: &'a Notes,
    pub transcript: Option<&'a Transcript>,
    pub opening: &'a Opening,
}

/// The people of an episode, hosts before guests, in order of appearance.
pub(super) fn people(from: &Sources<'_>) -> Vec<Credit> {
    let mut credits = Credits { from, all: Vec::new() };
    let is_somebody =
        |it: &&PersonDoc| !is_same(&it.name, &from.show.title) && !is_software(&it.name);
    let (authors, stated): (Vec<&PersonDoc>, Vec<&PersonDoc>) =
        from.stated.iter().filter(is_somebody).partition(|it| it.is_author);
    for it in &stated {
        credits.add(&it.name, it.role, Role::Host, Origin::Stated);
    }
    let states = |role| stated.iter().any(|it| it.role.unwrap_or(Role::Host) == role);
    let noted = |wanted: Role| {
        let of_role = from.noted.iter().filter(move |it| it.0 == wanted && !states(wanted));
        of_role.map(|it| it.1.as_str())
    };
    let titled = match states(Role::Guest) {
        true => Vec::new(),
        false => title_guest::guests(from.title, from.notes, from.transcript),
    };
    let guests: Vec<&str> = noted(Role::Guest).chain(titled.iter().map(String::as_str)).collect();
    let hosts: Vec<&str> = noted(Role::Host).collect();
    for name in &hosts {
        credits.add(name, Some(Role::Host), Role::Host, Origin::Notes);
    }
    for name in guests.iter().filter(|it| !hosts.contains(it)) {
        let is_host = known(&from.show.people, name).is_some_and(|it| it.role == Some(Role::Host));
        let role = if is_host { Role::Host } else { Role::Guest };
        credits.add(name, Some(role), Role::Guest, Origin::Notes);
    }
    let states_hosts = stated.iter().any(|it| it.role == Some(Role::Host));
    let speakers = from.transcript.map(|it| it.speakers.as_slice()).unwrap_or_default();
    for name in speakers.iter().filter(|it| !states_hosts && is_name(it)) {
        // Lists of speakers name those who are new, and the hosts not always.
        if known(&from.show.people, name).is_some_and(|it| it.role == Some(Role::Host)) {
            credits.add(name, Some(Role::Host), Role::Host, Origin::Transcript);
        }
    }
    if credits.all.iter().all(|it| it.role == Role::Guest) {
        for it in &authors {
            credits.add(&it.name, it.role, Role::Host, Origin::Stated);
        }
    }
    // Where guests alone are stated, the hosts are who speaks besides.
    if !states(Role::Host) && (authors.is_empty() || !hosts.is_empty()) {
        let named: Vec<&str> =
            stated.iter().map(|it| it.name.as_str()).chain(guests).chain(hosts).collect();
        let is_named = |name: &str| named.iter().any(|it| is_one(it, name));
        // A guest who does not speak by their name speaks by one that a machine
        // spelt as it heard it.
        let silent: Vec<&String> =
            titled.iter().filter(|it| !speakers.iter().any(|name| is_one(it, name))).collect();
        let is_misspelt = |name: &str| silent.iter().any(|it| is_misspelt(it, name));
        let others = speakers.iter().filter(|it| is_name(it) && !is_named(it));
        for name in others.filter(|it| !is_misspelt(it)) {
            credits.add(name, None, Role::Host, Origin::Transcript);
        }
        // `Speaker 1` names nobody.
        if !speakers.iter().any(|it| is_name(it)) {
            credits.add_heard(&named);
        }
    }
    credits.all.sort_by_key(|it| it.role);
    credits.all
}

/// Who is known to take part so far.
struct Credits<'a> {
    from: &'a Sources<'a>,
    all: Vec<Credit>,
}

impl Credits<'_> {
    /// Those who say their names; somebody who is named is heard under another
    /// spelling.
    fn add_heard(&mut self, named: &[&str]) {
        let opening = self.from.opening;
        let misheard = |name: &str| named.iter().any(|it| sounds_like(it, name));
        for it in opening.heard.people.iter().filter(|it| !misheard(&it.name)) {
            let role = (it.role == Role::Guest).then_some(Role::Guest);
            let n_before = self.all.len();
            self.add(&it.name, role, Role::Host, Origin::Speech);
            if let Some(new) = self.all.get_mut(n_before) {
                new.hearing = Some(opening.hearing(it.at));
            }
        }
    }

    /// Adds somebody who is not there yet. `fallback` is the role where neither
    /// `role` nor the settings say one.
    fn add(&mut self, name: &str, role: Option<Role>, fallback: Role, origin: Origin) {
        let correct = self.from.show.corrections.iter().find(|it| it.heard == name);
        let name = correct.map_or(name, |it| &it.meant);
        let person = known(&self.from.show.people, name);
        let name = person.map_or(name, |it| &it.name).trim().to_owned();
        let role = role.or(person.and_then(|it| it.role));
        let is_role_known = role.is_some();
        let role = role.unwrap_or(fallback);
        let is_stated_host =
            is_role_known && role == Role::Host && matches!(origin, Origin::Stated);
        match self.all.iter_mut().find(|it| is_same(&it.name, &name)) {
            // Who is stated as both is at home.
            Some(known) if is_stated_host && known.origin == Origin::Stated => {
                (known.role, known.is_role_known) = (role, true);
            }
            None if !name.is_empty() => {
                self.all.push(Credit { name, role, is_role_known, origin, hearing: None });
            }
            _ => {}
        }
    }
}

/// Whether two texts differ in capitals and white space at most.
fn is_same(a: &str, b: &str) -> bool {
    let words = |it: &str| it.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(a) == words(b)
}

/// The person of the settings with this name or alias; of one word, the only
/// one whose first or last name it is.
fn known<'p>(people: &'p [Person], name: &str) -> Option<&'p Person> {
    let is = |it: &str| {
        let letters = it.trim().chars().flat_map(char::to_lowercase);
        letters.eq(name.trim().chars().flat_map(char::to_lowercase))
    };
    let whole = people.iter().find(|it| is(&it.name) || it.aliases.iter().any(|alias| is(alias)));
    let in_part = || {
        let mut like = people.iter().filter(|it| is_one(&it.name, name));
        like.next().filter(|_| like.next().is_none() && !name.trim().contains(' '))
    };
    whole.or_else(in_part)
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
/// alias or a first or last name; else the name as it is.
#[must_use]
pub fn full_name<'n>(speaker: &'n str, people: &'n [Person], credits: &'n [Credit]) -> &'n str {
    if let Some(person) = known(people, speaker) {
        return &person.name;
    }
    let is_part = |it: &&Credit| {
        let mut words = it.name.split(' ');
        words.next() == Some(speaker) || words.next_back() == Some(speaker)
    };
    let mut named = credits.iter().filter(is_part);
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

/// Whether a name may be another one that a machine spelt as it heard it: the
/// same first name, and a last name that shares more than half of its letters.
fn is_misspelt(name: &str, heard: &str) -> bool {
    let (name, heard) = (name.to_lowercase(), heard.to_lowercase());
    let (Some((first, last)), Some((heard_first, heard_last))) =
        (name.split_once(' '), heard.split_once(' '))
    else {
        return false;
    };
    let length = last.chars().count().max(heard_last.chars().count());
    first == heard_first && 2 * strsim::damerau_levenshtein(last, heard_last) < length
}

/// Whether two names may be one person's, written and misheard: first names
/// that differ in two letters at most.
fn sounds_like(a: &str, b: &str) -> bool {
    let first = |name: &str| name.split(' ').next().unwrap_or_default().to_lowercase();
    strsim::damerau_levenshtein(&first(a), &first(b)) <= 2
}
