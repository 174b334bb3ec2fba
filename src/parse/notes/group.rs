//! Lines that open a group: `Extras:`, `Joke: …`, `Sponsored by …`.

use rustc_hash::FxHashMap;

use super::label::is_name;
use crate::config::{Standing, Vocabulary};
use crate::model::{ItemKind, Role};

/// What a line opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    pub kind: OpeningKind,
    /// The words that open it, as written.
    pub title: String,
    /// Who presents it, from `Extra (michael):`.
    pub presenter: Option<String>,
    /// Byte of the plain line where the rest begins; its length if there is none.
    pub end: usize,
}

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OpeningKind {
    /// Items of a kind.
    Items(ItemKind),
    /// No items; who is named is there, in this role.
    People(Role),
    /// No items.
    Boilerplate,
    /// A list whose entries are items.
    List,
}

/// The phrases of a vocabulary, by their first letter: most lines open nothing,
/// and should find that out quickly.
pub(super) struct Openings<'w> {
    phrases: FxHashMap<char, Vec<(&'w str, OpeningKind)>>,
    sponsors: &'w [String],
    /// What the notes of other episodes have too.
    pub standing: &'w Standing,
}

impl<'w> Openings<'w> {
    /// Where items are labelled nothing opens a list: the few words of lists
    /// that are boilerplate too say so there.
    pub(super) fn new(words: &'w Vocabulary, labelled: bool) -> Self {
        let mut phrases: FxHashMap<char, Vec<(&str, OpeningKind)>> = FxHashMap::default();
        let is_list = |it: &str| !labelled && words.lists.iter().any(|list| list == it);
        for (list, kind) in [
            (&words.extras, OpeningKind::Items(ItemKind::Extra)),
            (&words.jokes, OpeningKind::Items(ItemKind::Joke)),
            (&words.sponsors, OpeningKind::Items(ItemKind::Sponsor)),
            (&words.guests, OpeningKind::People(Role::Guest)),
            (&words.hosts, OpeningKind::People(Role::Host)),
            (&words.boilerplate, OpeningKind::Boilerplate),
            (&words.lists, OpeningKind::List),
        ] {
            let skipped = |it: &str| match kind {
                OpeningKind::List => labelled,
                OpeningKind::Boilerplate => is_list(it),
                _ => false,
            };
            for phrase in list.iter().filter(|it| !skipped(it)) {
                let Some(first) = phrase.chars().next() else { continue };
                phrases.entry(first).or_default().push((phrase, kind));
            }
        }
        Self { phrases, sponsors: &words.sponsors, standing: &words.standing }
    }

    /// What a line opens, if anything. A phrase counts when the line ends
    /// behind it, or goes on with a colon, a dash or a bracket; phrases of
    /// several words of sponsors and boilerplate may begin a sentence.
    pub(super) fn of(&self, line: &str) -> Option<Opening> {
        let indent = line.find(|it: char| !is_ornament(it))?;
        let text = &line[indent..];
        let first = text.chars().next()?.to_lowercase().next()?;
        let mut whole: Vec<(OpeningKind, usize)> = Vec::new();
        let mut sentences: Vec<(OpeningKind, usize)> = Vec::new();
        for &(phrase, kind) in self.phrases.get(&first)? {
            let Some(length) = prefix_length(text, phrase) else { continue };
            let may_go_on = matches!(kind, OpeningKind::Items(ItemKind::Sponsor))
                || matches!(kind, OpeningKind::People(_) | OpeningKind::Boilerplate);
            if may_go_on && phrase.contains(' ') {
                longest(&mut sentences, kind, length);
            }
            longest(&mut whole, kind, length);
        }
        let of = |list: &[(OpeningKind, usize)], kind| {
            list.iter().find(|it| it.0 == kind).map(|it| it.1)
        };
        let closed = |kind| closed(line, indent, of(&whole, kind)?, kind);
        let sentence = |kind| {
            let end = skip(line, indent + of(&sentences, kind)?);
            Some(Opening { kind, title: line.trim().to_owned(), presenter: None, end })
        };
        let sponsor = OpeningKind::Items(ItemKind::Sponsor);
        closed(OpeningKind::Items(ItemKind::Extra))
            .or_else(|| closed(OpeningKind::Items(ItemKind::Joke)))
            .or_else(|| sentence(sponsor))
            .or_else(|| closed(sponsor))
            .or_else(|| closed(OpeningKind::People(Role::Guest)))
            .or_else(|| closed(OpeningKind::People(Role::Host)))
            .or_else(|| closed(OpeningKind::Boilerplate))
            .or_else(|| closed(OpeningKind::List))
            .or_else(|| sentence(OpeningKind::People(Role::Guest)))
            .or_else(|| sentence(OpeningKind::People(Role::Host)))
            .or_else(|| sentence(OpeningKind::Boilerplate))
    }

    /// Of `LogRocket – Sponsor` and `LogRocket (sponsor)` the bytes that are
    /// the name.
    pub(super) fn sponsor_behind(&self, line: &str) -> Option<usize> {
        let text = line.trim_end().trim_end_matches([')', ']', '.', ':', '!', '*', ' ']);
        let at = text.rfind(['-', '–', '—', '(', '[', '|', ':'])?;
        let mark = text[at..].chars().next()?;
        let word = text[at + mark.len_utf8()..].trim();
        let is_word = self.sponsors.iter().any(|it| prefix_length(word, it) == Some(word.len()));
        let name = text[..at].trim_end();
        let set_off = name.len() < at || mark == ':';
        (is_word && set_off && !name.trim().is_empty()).then_some(name.len())
    }
}

/// Keeps the longest match of each kind.
fn longest(list: &mut Vec<(OpeningKind, usize)>, kind: OpeningKind, length: usize) {
    match list.iter_mut().find(|it| it.0 == kind) {
        Some(known) => known.1 = known.1.max(length),
        None => list.push((kind, length)),
    }
}

/// What may stand before the words: blanks, emphasis, bullets, pictures.
fn is_ornament(it: char) -> bool {
    it == ' ' || it == '*' || (!it.is_ascii() && !it.is_alphanumeric() && !"“„«‘".contains(it))
}

/// Bytes of a line that a phrase matches, where a word ends. Case, commas and
/// the form of apostrophes do not matter.
fn prefix_length(line: &str, phrase: &str) -> Option<usize> {
    let mut wanted = phrase.chars().filter(|it| *it != ',');
    let mut next = wanted.next();
    let mut at = 0;
    for it in line.chars() {
        let Some(want) = next else { break };
        if it == ',' {
            at += 1;
            continue;
        }
        let same = it == want || (it == '’' && want == '\'') || it.to_lowercase().eq([want]);
        if !same {
            return None;
        }
        at += it.len_utf8();
        next = wanted.next();
    }
    let ends = !line.get(at..)?.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    (next.is_none() && ends).then_some(at)
}

fn closed(line: &str, indent: usize, length: usize, kind: OpeningKind) -> Option<Opening> {
    let rest = line.get(indent + length..)?;
    let mut end = indent + length;
    let mut presenter = None;
    let mut inner = rest.trim_start_matches([' ', '*']);
    if let Some(close) = inner.strip_prefix('(').and_then(|it| it.find(')')) {
        let name = capitalised(inner[1..=close].trim());
        if is_name(&name) {
            presenter = Some(name);
        }
        inner = &inner[close + 2..];
        end = line.len() - inner.len();
    }
    let inner = inner.trim_start_matches([' ', '*', '!']);
    if inner.chars().all(is_ornament) {
        let title = line[indent..indent + length].to_owned();
        return Some(Opening { kind, title, presenter, end: line.len() });
    }
    if !inner.starts_with([':', '-', '–', '—']) {
        return None;
    }
    let title = line[indent..indent + length].to_owned();
    Some(Opening { kind, title, presenter, end: skip(line, end) })
}

fn skip(line: &str, at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    line.len() - rest.trim_start_matches([' ', ':', '-', '–', '—', '*', '!', '\u{a0}']).len()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_read() {
        let words = Vocabulary::default();
        let check = |line: &str, labelled: bool, expected: Option<(OpeningKind, &str)>| {
            let got = Openings::new(&words, labelled).of(line);
            assert_eq!(got.as_ref().map(|it| (it.kind, &line[it.end..])), expected, "{line}");
        };
        let items = OpeningKind::Items;
        for labelled in [true, false] {
            let check = |line, expected| check(line, labelled, expected);
            check("Extras", Some((items(ItemKind::Extra), "")));
            check("Extras:", Some((items(ItemKind::Extra), "")));
            check("Extra, Extra, Extra", Some((items(ItemKind::Extra), "")));
            check("Extras and personal info:", Some((items(ItemKind::Extra), "")));
            check("Extra (michael): The X", Some((items(ItemKind::Extra), "The X")));
            check("Follow up: X", Some((items(ItemKind::Extra), "X")));
            check("Follow up on GIL / PEP 554", None);
            check("Joke: X", Some((items(ItemKind::Joke), "X")));
            check("Joke of ours", None);
            check("Sponsored by Datadog -- x", Some((items(ItemKind::Sponsor), "Datadog -- x")));
            check("Sponsored: Datadog", Some((items(ItemKind::Sponsor), "Datadog")));
            check("Sponsor – Datadog", Some((items(ItemKind::Sponsor), "Datadog")));
            check("This episode was brought to you by X.", Some((items(ItemKind::Sponsor), "X.")));
            check("Today’s sponsor: X", Some((items(ItemKind::Sponsor), "X")));
            check("Спонсоры этого выпуска X и Y", Some((items(ItemKind::Sponsor), "X и Y")));
            check("Diese Folge wird präsentiert von X", Some((items(ItemKind::Sponsor), "X")));
            check("Connect with the hosts", Some((OpeningKind::Boilerplate, "")));
            check("Join us on YouTube at x", Some((OpeningKind::Boilerplate, "YouTube at x")));
            check("Special guest: Ann Lee", Some((OpeningKind::People(Role::Guest), "Ann Lee")));
            check("Links that matter", None);
        }
        check("Links", true, Some((OpeningKind::Boilerplate, "")));
        check("Links", false, Some((OpeningKind::List, "")));
        check("🔗 Links 🔗", false, Some((OpeningKind::List, "")));
        check("Resources", true, None);
        check("Sprungmarken", false, Some((OpeningKind::List, "")));
        check("Таймкоды:", false, Some((OpeningKind::List, "")));
    }

    #[test]
    fn sponsors_may_be_named_before_the_word() {
        let words = Vocabulary::default();
        let openings = Openings::new(&words, false);
        for (line, name) in [
            ("LogRocket - Sponsor", Some("LogRocket")),
            ("LogRocket — Sponsor", Some("LogRocket")),
            ("Clear Bank (sponsor)", Some("Clear Bank")),
            ("Über Bank: Werbung", Some("Über Bank")),
            ("Sponsor", None),
            ("- Sponsor", None),
            ("How to co-sponsor", None),
            ("We thank our sponsor", None),
        ] {
            assert_eq!(openings.sponsor_behind(line).map(|at| &line[..at]), name, "{line}");
        }
    }
}
