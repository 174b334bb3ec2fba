//! Values of front matter, in every form that they are written in.

use super::PersonDoc;
use crate::config::folded;
use crate::model::{Chapter, Role};
use crate::parse::length;
use crate::time::{Length, Timestamp};
use crate::tree::{Kind, Node, Table};

/// Endings of files of sound.
const SOUNDS: [&str; 10] = ["mp3", "m4a", "m4b", "ogg", "oga", "opus", "aac", "wav", "flac", "mp4"];

/// A number, and the season where both are one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NumberDoc {
    pub season: Option<u32>,
    /// `None` for half a number, which names an episode between two, and for
    /// one with letters before it.
    pub number: Option<u32>,
    /// `V023`: a number of a series that the letters name.
    pub lettered: Option<(String, u32)>,
}

/// What stands before a number and names no series.
const NUMBERS: [&str; 19] = [
    "ep",
    "epi",
    "eps",
    "e",
    "no",
    "nr",
    "num",
    "number",
    "n",
    "nº",
    "episode",
    "episodes",
    "folge",
    "episodio",
    "episódio",
    "épisode",
    "выпуск",
    "show",
    "podcast",
];

/// Whether nothing is said.
pub(super) fn is_blank(node: &Node) -> bool {
    match &node.kind {
        Kind::Null => true,
        Kind::Text(it) => it.trim().is_empty(),
        Kind::List(list) => list.iter().all(is_blank),
        Kind::Table(table) => table.is_empty(),
        _ => false,
    }
}

/// `84`, `"84"`, `#84`, `Episode 84`, `S02E05`; `19.5` is half a number, and
/// `V023` one with letters.
pub(super) fn number(node: &Node) -> Option<NumberDoc> {
    let whole = |number| NumberDoc { number, ..NumberDoc::default() };
    match &node.kind {
        Kind::Integer(it) => Some(whole(Some(sound_number(*it)?))),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the fraction is none, the range is checked"
        )]
        Kind::Float(it) if it.fract() == 0.0 => Some(whole(Some(sound_number(*it as i64)?))),
        Kind::Float(it) => (0.0..100_000.0).contains(it).then_some(whole(None)),
        Kind::Text(text) => number_in(text.trim()),
        _ => None,
    }
}

fn sound_number(it: i64) -> Option<u32> {
    u32::try_from(it).ok().filter(|it| *it < 100_000)
}

fn number_in(text: &str) -> Option<NumberDoc> {
    let at = text.find(|it: char| it.is_ascii_digit())?;
    let prefix = text[..at].trim_end_matches(['#', ' ', '-', '.', ':', '_']);
    let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let first = sound_number(text[at..at + length].parse().ok()?)?;
    let rest = &text[at + length..];
    if rest.is_empty() {
        let is_word = prefix.chars().all(char::is_alphabetic);
        let prefix = prefix.to_lowercase();
        let is_plain = prefix.is_empty() || NUMBERS.contains(&prefix.as_str());
        let (number, lettered) =
            if is_plain { (Some(first), None) } else { (None, Some((prefix, first))) };
        return is_word.then_some(NumberDoc { season: None, number, lettered });
    }
    let lower = rest.to_lowercase();
    let second = lower.trim_start_matches(['e', 'x', ' ', '-', ':', '.', 'p']);
    if prefix.eq_ignore_ascii_case("s") && lower.contains('e') {
        let number = sound_number(second.parse().ok()?)?;
        return Some(NumberDoc { season: Some(first), number: Some(number), lettered: None });
    }
    let is_half = rest.starts_with('.') && rest[1..].bytes().all(|it| it.is_ascii_digit());
    (is_half && prefix.is_empty()).then_some(NumberDoc::default())
}

/// `PT28M19S`, `54:24`, `36 mins 4 secs`, seconds. No episode lasts two days:
/// a larger number is something else.
pub(super) fn duration(node: &Node) -> Option<Length> {
    let found = match &node.kind {
        Kind::Integer(it) => length::parse(&it.to_string()),
        Kind::Float(it) => length::parse(&it.to_string()),
        Kind::Text(it) => length::parse(it),
        _ => None,
    };
    found.filter(|it| it.as_millis() < 172_800_000)
}

/// Bytes: fewer than a hundred thousand are no episode but its length.
pub(super) fn bytes(node: &Node) -> Option<u64> {
    let found = match &node.kind {
        Kind::Integer(it) => u64::try_from(*it).ok(),
        Kind::Text(it) => it.trim().replace(['_', ',', '.', ' ', '\''], "").parse().ok(),
        _ => None,
    };
    found.filter(|it| 100_000 <= *it)
}

/// Whether an address or a path names a file of sound.
#[must_use]
pub fn is_sound(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    path.contains('.') && !address.contains('\n') && SOUNDS.contains(&end.as_str())
}

/// The id of a video: eleven signs, alone or in an address of YouTube's.
#[must_use]
pub fn youtube_id(text: &str) -> Option<String> {
    let text = text.trim();
    let is_id = |it: &str| {
        it.len() == 11 && it.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    if is_id(text) {
        return Some(text.to_owned());
    }
    let rest = text.split("://").last().unwrap_or_default();
    let (host, path) = rest.split_once('/')?;
    let host =
        host.trim_start_matches("www.").trim_start_matches("m.").trim_start_matches("music.");
    if !matches!(host, "youtube.com" | "youtu.be" | "youtube-nocookie.com") {
        return None;
    }
    let of_query = || {
        let query = path.split_once('?')?.1;
        query.split(['&', '#']).find_map(|it| it.strip_prefix("v="))
    };
    let of_path = || path.split(['?', '#', '&']).next()?.trim_end_matches('/').rsplit('/').next();
    of_query().or_else(of_path).filter(|it| is_id(it)).map(str::to_owned)
}

/// `yes`, `no`, `true`, `clean`, `explicit`, 0 and 1.
pub(super) fn flag(node: &Node) -> Option<bool> {
    match &node.kind {
        Kind::Flag(it) => Some(*it),
        Kind::Integer(0) => Some(false),
        Kind::Integer(1) => Some(true),
        Kind::Text(it) => match it.trim().to_lowercase().as_str() {
            "yes" | "true" | "y" | "on" | "1" | "explicit" => Some(true),
            "no" | "false" | "n" | "off" | "0" | "clean" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The value of the first of these keys that says something. Keys are
/// compared [`folded`].
pub(super) fn field<'t>(table: &'t Table, keys: &[&str]) -> Option<&'t Node> {
    let find = |key: &&str| {
        let mut entries = table.iter();
        entries.find(|it| folded(&it.0.name) == **key && !is_blank(&it.1)).map(|it| &it.1)
    };
    keys.iter().find_map(find)
}

/// The text of the first of these keys that says something.
pub(super) fn text_field(table: &Table, keys: &[&str]) -> Option<String> {
    field(table, keys)?.as_text().map(|it| it.trim().to_owned())
}

/// People: a text with one or several, a list of texts or tables, a table by
/// id, or a table of roles.
pub(super) fn people(node: &Node, role: Option<Role>) -> Vec<PersonDoc> {
    match &node.kind {
        Kind::Text(text) => names(text).into_iter().map(|it| PersonDoc::new(it, role)).collect(),
        Kind::Integer(_) => node.as_text().into_iter().map(|it| PersonDoc::new(it, role)).collect(),
        Kind::List(list) => list.iter().flat_map(|it| people(it, role)).collect(),
        Kind::Table(table) => match person(table, role) {
            Some(person) => vec![person],
            None => table.iter().flat_map(|(key, node)| by_key(&key.name, node, role)).collect(),
        },
        _ => Vec::new(),
    }
}

/// `hosts: [A, B]` inside `people`, or `ann: { name: Ann Lee }`.
fn by_key(key: &str, node: &Node, role: Option<Role>) -> Vec<PersonDoc> {
    let of_key = role_of(key);
    match &node.kind {
        _ if of_key.is_some() => people(node, of_key),
        Kind::Table(table) => match person(table, role) {
            Some(person) => vec![person],
            None => vec![PersonDoc::new(key.to_owned(), role)],
        },
        _ => Vec::new(),
    }
}

fn person(table: &Table, role: Option<Role>) -> Option<PersonDoc> {
    let whole = || {
        let first = text_field(table, &["firstname", "givenname", "first"])?;
        let last = text_field(table, &["lastname", "familyname", "last"]).unwrap_or_default();
        Some(format!("{first} {last}").trim().to_owned())
    };
    let name = text_field(table, &["name", "fullname", "displayname", "title"]).or_else(whole);
    let name = name.or_else(|| text_field(table, &["id", "slug", "username", "uid", "key"]))?;
    let stated = text_field(table, &["role", "roles", "group", "type"]);
    let mut person = PersonDoc::new(clean(&name), stated.and_then(|it| role_of(&it)).or(role));
    person.letter = text_field(table, &["transcriptletter", "letter", "speakerlabel", "label"]);
    Some(person)
}

/// The role that a word names, in the languages of the program.
fn role_of(word: &str) -> Option<Role> {
    let word = word.to_lowercase();
    let is = |stems: &[&str]| stems.iter().any(|it| word.contains(it));
    if is(&["guest", "gast", "gäst", "invit", "convidad", "гост", "interviewee"]) {
        return Some(Role::Guest);
    }
    let hosts = ["host", "moderat", "present", "anfitri", "apresenta", "animat", "ведущ"];
    is(&hosts).then_some(Role::Host)
}

/// Names in a text: `Ann Lee, Bo Day`, `Ann & Bo`, `Ann and Bo`.
fn names(text: &str) -> Vec<String> {
    const AND: [&str; 9] = [" & ", " and ", " und ", " et ", " y ", " e ", " и ", " with ", " + "];
    let mut text = text.replace([';', '\n', '|'], ",");
    for it in AND {
        let is_sign = !it.trim().starts_with(char::is_alphabetic);
        if text.split(',').all(|part| joins_names(part, it, is_sign)) {
            text = text.replace(it, ",");
        }
    }
    // A comma inside brackets is part of what somebody is.
    let mut depth = 0_usize;
    let parts = text.split(|it: char| {
        match it {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        it == ',' && depth == 0
    });
    let parts = parts
        .map(clean)
        .filter(|it| !matches!(it.to_lowercase().as_str(), "" | "none" | "n/a" | "tbd" | "-"));
    parts.collect()
}

/// Whether a word joins names in a text, as far as it is there: not in `Nick
/// Cave and the Bad Seeds`, nor in `dennis e o cão`.
fn joins_names(text: &str, word: &str, is_sign: bool) -> bool {
    let has_capitals = text.chars().any(char::is_uppercase);
    let is_name = |it: &str| match has_capitals {
        true => {
            it.trim_start_matches(['"', '[', '@', '(']).starts_with(|it: char| !it.is_lowercase())
        }
        false => is_sign || (2..=3).contains(&it.split_whitespace().count()) || it.starts_with('@'),
    };
    !text.contains(word) || text.split(word).all(|it| is_name(it.trim()))
}

/// A name without its link, mail address, and what stands behind it in
/// brackets.
fn clean(name: &str) -> String {
    let name = name.trim().trim_start_matches("[[").trim_end_matches("]]");
    let mut name = name.to_owned();
    if let (true, Some(end)) = (name.starts_with('['), name.find("](")) {
        name = name[1..end].to_owned();
    }
    for open in [" (", " <"] {
        if let Some(at) = name.find(open).filter(|it| 0 < *it) {
            name.truncate(at);
        }
    }
    name.trim().trim_start_matches('@').to_owned()
}

/// Texts of a list; a text with commas is a list.
pub(super) fn texts(node: &Node) -> Vec<String> {
    match &node.kind {
        Kind::List(list) => {
            list.iter().filter_map(text_or_name).filter(|it| !it.is_empty()).collect()
        }
        Kind::Text(text) => {
            let parts = text.split(',').map(|it| it.trim().to_owned());
            parts.filter(|it| !it.is_empty()).collect()
        }
        _ => text_or_name(node).into_iter().collect(),
    }
}

fn text_or_name(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Table(table) => text_field(table, &["name", "title", "label"]),
        _ => node.as_text().map(|it| it.trim().to_owned()),
    }
}

/// Where something starts: a clock, or seconds.
pub(super) fn start(node: &Node) -> Option<Timestamp> {
    match &node.kind {
        Kind::Integer(it) => u64::try_from(*it).ok()?.checked_mul(1000).map(Timestamp::from_millis),
        Kind::Float(it) => Timestamp::from_seconds(*it),
        Kind::Text(it) => {
            let it = it.trim();
            let clock = Timestamp::parse_loose(it).ok();
            clock.or_else(|| length::parse(it).map(|it| Timestamp::ZERO.plus(it)))
        }
        _ => None,
    }
}

pub(super) const START: [&str; 9] =
    ["start", "starttime", "startoffset", "time", "timestamp", "sec", "seconds", "timecode", "at"];

/// Chapters: tables with a start and a title, texts `00:12:30 Title`, a table
/// from start to title, or a table with a list of them in it. `None` where it
/// is none of these.
pub(super) fn chapters(node: &Node) -> Option<Vec<Chapter>> {
    let mut found: Vec<Chapter> = match &node.kind {
        Kind::List(list) => list.iter().filter_map(chapter).collect(),
        Kind::Table(table) => match field(table, &["chapters", "items", "list"]) {
            Some(inner) => return chapters(inner),
            None => {
                let of_key = |(key, node): &(crate::tree::Key, Node)| {
                    let start = Timestamp::parse_loose(key.name.trim()).ok()?;
                    Some(Chapter { start, title: node.as_text()?, url: None })
                };
                table.iter().filter_map(of_key).collect()
            }
        },
        Kind::Text(text) if text.contains('\n') => text.lines().filter_map(chapter_line).collect(),
        _ => return None,
    };
    found.sort_by_key(|it| it.start);
    (!found.is_empty()).then_some(found)
}

fn chapter(node: &Node) -> Option<Chapter> {
    match &node.kind {
        Kind::Text(text) => chapter_line(text),
        Kind::Table(table) => {
            let start = start(field(table, &START)?)?;
            let title = text_field(table, &["title", "name", "label", "text", "chapter", "topic"])?;
            let url = text_field(table, &["url", "href", "link"]).filter(|it| it.contains("://"));
            Some(Chapter { start, title, url })
        }
        _ => None,
    }
}

fn chapter_line(line: &str) -> Option<Chapter> {
    let (clock, title) = line.trim().split_once([' ', '\t'])?;
    let start = Timestamp::parse_loose(clock.trim_matches(['[', ']', '(', ')', '-'])).ok()?;
    let title = title.trim_start_matches([' ', '-', '–', '—', ':']).trim();
    (!title.is_empty()).then(|| Chapter { start, title: title.to_owned(), url: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;
    use crate::tree::parse_yaml;

    fn node(yaml: &str) -> Node {
        parse_yaml(FileId(0), &format!("x: {yaml}\n"), 0, "t/syntax").unwrap().remove(0).1
    }

    #[test]
    fn numbers_in_all_forms() {
        let check = |yaml: &str, expected: Option<(Option<u32>, Option<u32>)>| {
            let got = number(&node(yaml)).map(|it| (it.season, it.number));
            assert_eq!(got, expected, "{yaml}");
        };
        check("84", Some((None, Some(84))));
        check("\"084\"", Some((None, Some(84))));
        check("\"#84\"", Some((None, Some(84))));
        check("Episode 84", Some((None, Some(84))));
        for (yaml, expected) in [("V023", ("v", 23)), ("T-1", ("t", 1)), ("G1", ("g", 1))] {
            let got = number(&node(yaml)).and_then(|it| it.lettered);
            assert_eq!(got, Some((expected.0.to_owned(), expected.1)), "{yaml}");
            check(yaml, Some((None, None)));
        }
        check("\"60.75\"", Some((None, None)));
        check("Ep. 84", Some((None, Some(84))));
        check("S02E05", Some((Some(2), Some(5))));
        check("84.0", Some((None, Some(84))));
        check("19.5", Some((None, None)));
        check("_episodes/12.md", None);
        check("bonus", None);
        check("-1", None);
    }

    #[test]
    fn videos_by_id_and_address() {
        for text in [
            "dQw4w9WgXcQ",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "https://www.youtube.com/watch?t=3&v=dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ?si=x",
            "https://youtube.com/live/dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ",
            "youtube.com/shorts/dQw4w9WgXcQ",
        ] {
            assert_eq!(youtube_id(text).as_deref(), Some("dQw4w9WgXcQ"), "{text}");
        }
        for text in ["", "TODO", "https://vimeo.com/12345678901", "https://www.youtube.com/@show"] {
            assert_eq!(youtube_id(text), None, "{text}");
        }
    }

    #[test]
    fn people_in_all_forms() {
        let check = |yaml: &str, expected: &[&str]| {
            let got = people(&node(yaml), None);
            let shown = got.iter().map(|it| match it.role {
                Some(Role::Host) => format!("{} (host)", it.name),
                Some(Role::Guest) => format!("{} (guest)", it.name),
                None => it.name.clone(),
            });
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{yaml}");
        };
        check("Ann Lee", &["Ann Lee"]);
        check("Ann Lee, Bo Day and Cy Orr", &["Ann Lee", "Bo Day", "Cy Orr"]);
        check("[Ann Lee, \"Bo Day (The Mill, a podcast)\"]", &["Ann Lee", "Bo Day"]);
        check("\"[Ann Lee](https://x.example)\"", &["Ann Lee"]);
        check(
            "\n  - name: Ann Lee\n    role: Co-Host\n  - first_name: Bo\n    last_name: Day\n",
            &["Ann Lee (host)", "Bo Day"],
        );
        check("{hosts: [Ann], guests: [Bo]}", &["Ann (host)", "Bo (guest)"]);
        check("{ann: {name: Ann Lee}, bo: {url: x}}", &["Ann Lee", "bo"]);
    }

    #[test]
    fn chapters_in_all_forms() {
        let check = |yaml: &str, expected: &[(u64, &str)]| {
            let got = chapters(&node(yaml)).unwrap_or_default();
            let got: Vec<_> = got.iter().map(|it| (it.start.whole_seconds(), &*it.title)).collect();
            assert_eq!(got, expected, "{yaml}");
        };
        check("['00:00:00.000 Intro.', '00:01:30 - Two']", &[(0, "Intro."), (90, "Two")]);
        check(
            "\n  - {start: 00:05:13, title: B}\n  - {start: 0, title: A}\n",
            &[(0, "A"), (313, "B")],
        );
        check("{chapters: [{startTime: 3.5, title: A}]}", &[(3, "A")]);
        check("{'0:30': A}", &[(30, "A")]);
    }

    #[test]
    fn sizes_are_no_lengths() {
        assert_eq!(bytes(&node("\"52224834\"")), Some(52_224_834));
        assert_eq!(bytes(&node("3600")), None);
        assert_eq!(duration(&node("52224834")), None);
        assert_eq!(duration(&node("54:24")).map(Length::as_millis), Some(3_264_000));
    }
}
