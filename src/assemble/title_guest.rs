//! Guests whom a title names: `Through the Hurt with Scotty Jackson`, `The
//! art of product | Shreyas Doshi (Stripe)`. A title names programs and firms
//! in the same way, so whom it names must be spoken of as a person, by the
//! first name alone, unless the title says that it is a talk. A run of words
//! that are no names is nobody.

use std::sync::LazyLock;

use crate::config::{Dictionary, Wordlist};
use crate::model::{Notes, Transcript};

/// Words behind which a title names its guest.
static WITH: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("with"));

/// Words of titles that say it is a talk with somebody.
static TALKS: LazyLock<Vec<String>> = LazyLock::new(|| Wordlist::all("talks"));

/// What joins two names.
const AND: [&str; 7] = ["and", "&", "und", "et", "y", "e", "и"];

/// What may stand between the parts of a name.
const PARTICLES: [&str; 13] =
    ["de", "van", "von", "der", "den", "du", "la", "le", "di", "da", "del", "dos", "bin"];

/// How often the first name must stand alone in what is said; notes are short:
/// there once is enough.
const SAID: usize = 2;

/// The guests that a title names, as far as the notes or what is said know
/// them as people.
pub(super) fn guests(title: &str, notes: &Notes, transcript: Option<&Transcript>) -> Vec<String> {
    let named = named(title);
    if named.is_empty() {
        return named;
    }
    let speakers = transcript.map(|it| it.speakers.as_slice()).unwrap_or_default();
    let cues = transcript.map(|it| it.cues.as_slice()).unwrap_or_default();
    let texts = || std::iter::once(notes.markdown.as_str()).chain(cues.iter().map(|it| &*it.text));
    let is_talk = title.split_whitespace().any(|it| TALKS.contains(&bare(it).to_lowercase()));
    let is_known = |name: &String| {
        let Some((first, rest)) = name.split_once(' ') else { return false };
        let last = rest.rsplit(' ').next().unwrap_or(rest);
        let speaks = speakers.iter().any(|it| it == name || it == first || it == last);
        let in_notes = || 0 < alone(&notes.markdown, first, rest, 1);
        let is_said = || {
            let mut n = 0;
            cues.iter().any(|cue| {
                n += alone(&cue.text, first, rest, SAID - n);
                SAID <= n
            })
        };
        speaks || (!is_phrase(name, texts) && (is_talk || in_notes() || is_said()))
    };
    named.into_iter().filter(is_known).collect()
}

/// The names that stand where a title names a guest.
fn named(title: &str) -> Vec<String> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let is_with = |it: &&str| {
        let bare = it.trim_start_matches(['(', '[', '"', '“', '«']).to_lowercase();
        *it == "|" || WITH.contains(&bare)
    };
    let starts = words.iter().enumerate().filter(|it| is_with(it.1)).map(|it| it.0 + 1);
    // The last place that names somebody: `Working with X with Ann Lee`.
    let found = starts.map(|at| names_at(&words[at..])).filter(|it| !it.is_empty());
    found.fold(Vec::new(), |_, last| last)
}

/// Names at the beginning of some words: `Ann Lee and Bo Ek (of Acme)`.
fn names_at(words: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    for word in words {
        let bare = bare(word);
        let owner = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s"));
        let bare = owner.unwrap_or(bare);
        let is_part = is_part(bare) && !word.starts_with(['(', '[']);
        let is_particle = !name.is_empty() && PARTICLES.contains(&bare);
        if is_part || is_particle {
            name.push(bare);
        }
        // `Acme's Ann Lee`: a single owner is no part of the name.
        if owner.is_some() && name.len() == 1 {
            name.clear();
            continue;
        }
        let ends = word.ends_with([',', ')', ']', '"', '”', '»', '!', '?', ':', ';']);
        if ends || !(is_part || is_particle) {
            names.extend(whole(&name));
            name.clear();
            let goes_on = word.ends_with(',') || AND.contains(word);
            if !goes_on {
                return names;
            }
        }
    }
    names.extend(whole(&name));
    names
}

/// A word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(['"', '“', '”', ',', ')', ']', '«', '»', '!', '?', ':'])
}

/// Whether a run of words with capitals is no name: common words alone, or one
/// that the episode writes small at least as often (`Machine Learning`). Behind
/// a first name, any word may be a family's: `Stephen King`.
fn is_phrase<'t, T: Iterator<Item = &'t str>>(name: &str, texts: impl Fn() -> T) -> bool {
    let words: Vec<String> =
        name.split(' ').filter(|it| !PARTICLES.contains(it)).map(str::to_lowercase).collect();
    let is_common = |it: &String| Dictionary::Common.has(it);
    if words.iter().all(is_common) {
        return true;
    }
    let is_first_name = |it: &&String| Dictionary::Proper.has(it) && !is_common(it);
    if words.first().filter(is_first_name).is_some() {
        return false;
    }
    let mut counts = vec![(0_usize, 0_usize); words.len()];
    for word in texts().flat_map(|it| it.split(|it: char| !it.is_alphanumeric())) {
        for (lower, (small, large)) in words.iter().zip(&mut counts) {
            if word == lower {
                *small += 1;
            } else if word.len() == lower.len() && word.to_lowercase() == *lower {
                *large += 1;
            }
        }
    }
    counts.iter().any(|(small, large)| 0 < *small && large <= small)
}

/// Two to four words that may be a name.
fn whole(words: &[&str]) -> Option<String> {
    let ends = words.last().is_some_and(|it| is_part(it));
    ((2..=4).contains(&words.len()) && ends).then(|| words.join(" "))
}

/// `Ann`, `O'Beirne`, `J.`, `McArthur`; not `AWS`, `3D`, `the`.
fn is_part(word: &str) -> bool {
    let letters = word.chars().filter(|it| it.is_alphabetic()).count();
    let is_initial = letters == 1 && word.ends_with('.');
    word.starts_with(char::is_uppercase)
        && word.chars().all(|it| it.is_alphabetic() || "'’-.".contains(it))
        && (is_initial || word.chars().any(char::is_lowercase))
        && 1 <= letters
}

/// How often a first name stands alone in a text, up to `most`: with a
/// capital, and not before the rest of the name.
fn alone(text: &str, first: &str, rest: &str, most: usize) -> usize {
    let is_letter = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '-');
    let next = rest.split(' ').next().unwrap_or(rest);
    let stands = |(at, _): &(usize, &str)| {
        let behind = &text[at + first.len()..];
        !is_letter(text[..*at].chars().next_back())
            && !is_letter(behind.chars().next())
            && !behind.trim_start().starts_with(next)
    };
    text.match_indices(first).filter(stands).take(most).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_guests() {
        for (title, expected) in [
            ("Through the Hurt with Scotty Jackson", &["Scotty Jackson"][..]),
            ("\"Big Theme Guy,\" with Stephen Hackett", &["Stephen Hackett"]),
            ("Interview Kotlin avec Arnaud Giuliani", &["Arnaud Giuliani"]),
            ("The art of work | Ada B. Small (Acme, Initech)", &["Ada B. Small"]),
            ("Fit bleiben mit Ann Lee und Bo van Ek", &["Ann Lee", "Bo van Ek"]),
            ("Working with Rust with Ann-Marie O'Neil", &["Ann-Marie O'Neil"]),
            ("With Ann Lee, Bo Ek & Cy Orr on lids", &["Ann Lee", "Bo Ek", "Cy Orr"]),
            ("Business strategy with Ann Lee (author of 7 Lids)", &["Ann Lee"]),
            ("Cloud with AWS Lambda", &[]),
            ("Living with it", &[]),
            ("Dealing with Windows", &[]),
            ("Ann Lee", &[]),
        ] {
            assert_eq!(named(title), expected, "{title}");
        }
    }

    #[test]
    fn runs_of_words_are_nobody() {
        for (name, text, expected) in [
            ("Kubernetes Operators", "Kubernetes is hard. Kubernetes operators.", true),
            ("Machine Learning", "Machine, the machine. Machine.", true),
            ("Visual Studio", "Visual is good. Studio.", true),
            ("What We Have", "", true),
            ("Stephen King", "the king and a king", false),
            ("Ann Lee", "Ann Lee talks of it.", false),
            ("Hervé Boutemy", "Hervé Boutemy se fait interviewer", false),
        ] {
            assert_eq!(is_phrase(name, || std::iter::once(text)), expected, "{name}");
        }
    }

    #[test]
    fn a_title_of_a_talk_names_whom_nobody_calls_by_the_first_name() {
        let notes = |markdown: &str| Notes { markdown: markdown.to_owned(), ..Notes::default() };
        let whole = notes("Hervé Boutemy se fait interviewer.");
        let guests = |title, notes| guests(title, notes, None);
        assert_eq!(guests("Interview Maven avec Hervé Boutemy", &whole), ["Hervé Boutemy"]);
        assert!(guests("Maven avec Hervé Boutemy", &whole).is_empty());
        let things = notes("Kubernetes is hard. Kubernetes operators.");
        assert!(guests("A talk with Kubernetes Operators", &things).is_empty());
    }

    #[test]
    fn people_are_spoken_of_by_their_first_names() {
        assert_eq!(alone("Visual Studio is Visual Studio.", "Visual", "Studio", 9), 0);
        assert_eq!(alone("Hey Ann, how is it? Ann Lee, Anna; Ann's.", "Ann", "Lee", 9), 2);
    }
}
