//! Lines that open a group: `Extras:`, `Joke: …`, `Sponsored by …`.

use crate::config::Vocabulary;
use crate::model::ItemKind;

use super::label::is_name;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpeningKind {
    /// Items of a kind.
    Items(ItemKind),
    /// No items.
    Boilerplate,
}

/// What a line opens, if anything. A phrase counts when the line ends behind
/// it, or goes on with a colon, a dash or a bracket; sponsors' and boilerplate
/// phrases may be the beginning of a sentence.
pub(super) fn opening(line: &str, words: &Vocabulary) -> Option<Opening> {
    let indent = line.len() - line.trim_start_matches([' ', '*']).len();
    let folded = fold(&line[indent..]);
    let whole = |kind, list: &[String]| {
        best(&folded, list).and_then(|length| closed(line, indent, length, kind))
    };
    let sentence = |kind, list: &[String]| {
        best(&folded, list).map(|length| {
            let end = skip(line, indent + length);
            Opening { kind, title: line.trim().to_owned(), presenter: None, end }
        })
    };
    whole(OpeningKind::Items(ItemKind::Extra), &words.extras)
        .or_else(|| whole(OpeningKind::Items(ItemKind::Joke), &words.jokes))
        .or_else(|| {
            let phrases: Vec<String> =
                words.sponsors.iter().filter(|it| it.contains(' ')).cloned().collect();
            sentence(OpeningKind::Items(ItemKind::Sponsor), &phrases)
        })
        .or_else(|| whole(OpeningKind::Items(ItemKind::Sponsor), &words.sponsors))
        .or_else(|| whole(OpeningKind::Boilerplate, &words.boilerplate))
        .or_else(|| {
            let phrases: Vec<String> =
                words.boilerplate.iter().filter(|it| it.contains(' ')).cloned().collect();
            sentence(OpeningKind::Boilerplate, &phrases)
        })
}

/// Lower case, with commas and repeated blanks blanked out; as long as `text`
/// where it is ASCII, which all phrases are.
fn fold(text: &str) -> String {
    text.chars().map(|it| if it == '’' { '\'' } else { it }).collect::<String>().to_lowercase()
}

/// The length in bytes of the longest phrase that `folded` begins with, where
/// a word ends. Commas in the line do not matter.
fn best(folded: &str, phrases: &[String]) -> Option<usize> {
    phrases.iter().filter_map(|it| prefix_length(folded, it)).max()
}

fn prefix_length(line: &str, phrase: &str) -> Option<usize> {
    let mut wanted = phrase.chars().filter(|it| *it != ',');
    let mut next = wanted.next();
    let mut at = 0;
    for it in line.chars() {
        let Some(want) = next else { break };
        if it == ',' {
            at += it.len_utf8();
            continue;
        }
        if it != want {
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
    if inner.is_empty() {
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
        let check = |line: &str, expected: Option<(OpeningKind, &str)>| {
            let got = opening(line, &Vocabulary::default());
            assert_eq!(got.as_ref().map(|it| (it.kind, &line[it.end..])), expected, "{line}");
        };
        let items = OpeningKind::Items;
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
        check("This episode was brought to you by X.", Some((items(ItemKind::Sponsor), "X.")));
        check("Connect with the hosts", Some((OpeningKind::Boilerplate, "")));
        check("Join us on YouTube at x", Some((OpeningKind::Boilerplate, "YouTube at x")));
        check("Links that matter", None);
    }
}
