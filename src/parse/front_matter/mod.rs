//! Front matter: TOML between `+++`, YAML between `---`, JSON in braces.

mod cut;

use jiff::civil::Date;

pub use cut::{Seam, Syntax, body, cut};

use super::date;
use crate::config;
use crate::diag::{Diagnostic, FileId, Reported, Severity, Span};
use crate::model::{EpisodeType, Role, Tag};
use crate::time::{Length, Timestamp};
use crate::tree::{
    Fields, Kind, Node, Spanned, Table, parse_toml, read_json, read_toml, read_yaml,
};

const CODES: [&str; 2] = ["front-matter/type", "front-matter/unknown-key"];

/// Every key of front matter; the manual is tested against it.
pub const KEYS: [&str; 21] = [
    "title",
    "number",
    "season",
    "date",
    "slug",
    "audio",
    "people",
    "sponsors",
    "topics",
    "summary",
    "explicit",
    "draft",
    "transcript",
    "youtube",
    "youtube-offset",
    "aliases",
    "guid",
    "type",
    "podcast",
    "extra",
    "times",
];

/// Front matter as written. `None` and empty mean that the author is silent.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    pub title: Option<Spanned<String>>,
    pub number: Option<Spanned<u32>>,
    pub season: Option<u32>,
    pub date: Option<Spanned<Date>>,
    /// The moment it was published, where `date` has a time of day.
    pub published: Option<jiff::Timestamp>,
    pub slug: Option<Spanned<String>>,
    pub audio: AudioDoc,
    pub people: Vec<PersonDoc>,
    pub sponsors: Vec<LinkDoc>,
    pub topics: Vec<String>,
    pub summary: Option<String>,
    pub explicit: bool,
    pub draft: bool,
    /// Path of the transcript, relative to the notes.
    pub transcript: Option<Spanned<String>>,
    pub youtube: Option<Spanned<String>>,
    /// Seconds to add to a time of the audio for the same moment of the video.
    pub youtube_offset: f64,
    pub aliases: Vec<Spanned<String>>,
    /// What subscribers know it by.
    pub guid: Option<Spanned<String>>,
    /// `full`, `trailer` or `bonus`.
    pub kind: EpisodeType,
    /// Elements of its entry in the feed.
    pub tags: Vec<Tag>,
    /// Whatever else the author adds.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Starts of items by their title: what the author knows better.
    pub times: Vec<(String, Spanned<Timestamp>)>,
}

/// The audio as written.
#[derive(Debug, Clone, Default)]
pub struct AudioDoc {
    pub url: Option<Spanned<String>>,
    pub bytes: Option<u64>,
    pub mime: Option<String>,
    pub length: Option<Length>,
}

/// A person as written.
#[derive(Debug, Clone)]
pub struct PersonDoc {
    pub name: String,
    /// `None` where only the name is given.
    pub role: Option<Role>,
}

/// A name with an address.
#[derive(Debug, Clone)]
pub struct LinkDoc {
    pub name: String,
    pub url: Option<String>,
}

/// A text cut into front matter and what follows.
#[derive(Debug, Clone)]
pub struct Split {
    pub front: FrontMatter,
    /// Byte of the text where Markdown begins.
    pub body: usize,
}

/// Reads a sidecar of starts: `"Title" = "12:34"`, a line each.
pub fn parse_times(file: FileId, text: &str) -> Reported<Vec<(String, Spanned<Timestamp>)>> {
    let mut problems = Vec::new();
    let mut times = Vec::new();
    match parse_toml(file, text, 0, "times/syntax") {
        Ok(table) => {
            let mut fields = Fields::new(file, &table, CODES);
            for (key, node) in &table {
                times.extend(read_time(&mut fields, &key.name, node));
            }
            problems = fields.finish();
            problems.retain(|it| it.code == CODES[0]);
        }
        Err(found) => problems.extend(found),
    }
    Reported { value: times, problems }
}

/// Takes the front matter off a text and reads it. What cannot be read of it
/// is left out, with a warning.
pub fn split(file: FileId, text: &str) -> Reported<Split> {
    let Some(cut) = cut(text) else {
        return Reported::clean(Split { front: FrontMatter::default(), body: 0 });
    };
    let mut problems = Vec::new();
    if !cut.is_closed {
        let fence = &text[cut.opening.clone()].trim_end();
        problems.push(
            Diagnostic::warning(
                "front-matter/unclosed",
                Span::new(file, cut.opening.clone()),
                format!("the front matter is not closed with `{fence}`; it is taken to end at the first empty line"),
            )
            .hint(format!("put a line `{fence}` behind the last key")),
        );
    }
    let read_table = match cut.syntax {
        Syntax::Toml => read_toml,
        Syntax::Yaml => read_yaml,
        Syntax::Json => read_json,
    };
    let start = cut.front.start;
    let table = read_table(file, &text[cut.front], start, "front-matter/syntax");
    let table = table.report_to(&mut problems);
    let (front, found) = read(file, &table);
    problems.extend(found);
    Reported { value: Split { front, body: cut.body }, problems }
}

fn read(file: FileId, table: &Table) -> (FrontMatter, Vec<Diagnostic>) {
    let mut fields = Fields::new(file, table, CODES);
    let (date, published) = read_date(&mut fields);
    let front = FrontMatter {
        title: fields.text("title"),
        number: fields.count("number"),
        season: fields.count("season").map(|it| it.value),
        date,
        published,
        guid: fields.text("guid"),
        kind: read_kind(&mut fields),
        tags: read_tags(file, &mut fields),
        slug: fields.text("slug"),
        audio: read_audio(file, &mut fields),
        people: read_people(file, &mut fields),
        sponsors: read_sponsors(file, &mut fields),
        topics: fields.texts("topics").into_iter().map(|it| it.value).collect(),
        summary: fields.text("summary").map(|it| it.value),
        explicit: fields.flag("explicit").unwrap_or(false),
        draft: fields.flag("draft").unwrap_or(false),
        transcript: fields.text("transcript"),
        youtube: fields.text("youtube"),
        youtube_offset: fields.number("youtube-offset").unwrap_or_default(),
        aliases: fields.texts("aliases"),
        times: read_times(&mut fields),
        extra: read_extra(&mut fields, table),
    };
    let mut problems = fields.finish();
    // Front matter of another system has keys we do not know; they are kept
    // for templates. Only what looks misspelt is worth a word.
    problems.retain_mut(|it| {
        // A value that is not understood costs that value.
        it.severity = Severity::Warning;
        it.code != CODES[1] || it.hints.iter().any(|hint| hint.text.starts_with("did you mean"))
    });
    (front, problems)
}

fn read_extra(
    fields: &mut Fields<'_>,
    table: &Table,
) -> serde_json::Map<String, serde_json::Value> {
    let mut extra = serde_json::Map::new();
    for (key, node) in table {
        if !KEYS.contains(&key.name.as_str()) {
            extra.insert(key.name.clone(), to_json(node));
        }
    }
    for (key, node) in fields.table("extra").into_iter().flatten() {
        extra.insert(key.name.clone(), to_json(node));
    }
    extra
}

fn to_json(node: &Node) -> serde_json::Value {
    match &node.kind {
        Kind::Null => serde_json::Value::Null,
        Kind::Flag(it) => (*it).into(),
        Kind::Integer(it) => (*it).into(),
        Kind::Float(it) => (*it).into(),
        Kind::Text(it) => it.clone().into(),
        Kind::List(list) => list.iter().map(to_json).collect(),
        Kind::Table(table) => {
            table.iter().map(|(key, value)| (key.name.clone(), to_json(value))).collect()
        }
    }
}

/// The day, and the moment where there is a time of day.
fn read_date(fields: &mut Fields<'_>) -> (Option<Spanned<Date>>, Option<jiff::Timestamp>) {
    let Some(written) = fields.text("date") else { return (None, None) };
    if let Some(value) = date::parse(&written.value) {
        let published = date::instant(&written.value);
        return (Some(Spanned { value, span: written.span }), published);
    }
    let span = fields.span(&written.span);
    let message = format!("`{}` is no date", written.value);
    fields.report(
        Diagnostic::error("front-matter/date", span, message)
            .hint("write it as `2022-11-01`; check that the month has that day"),
    );
    (None, None)
}

fn read_kind(fields: &mut Fields<'_>) -> EpisodeType {
    let Some(written) = fields.text("type") else { return EpisodeType::Full };
    match written.value.trim().to_lowercase().as_str() {
        "trailer" => EpisodeType::Trailer,
        "bonus" => EpisodeType::Bonus,
        // Other systems have types of their own.
        _ => EpisodeType::Full,
    }
}

fn read_tags(file: FileId, fields: &mut Fields<'_>) -> Vec<Tag> {
    let Some(table) = fields.table("podcast") else { return Vec::new() };
    let (tags, problems) = config::episode_tags(file, table, CODES);
    for mut problem in problems {
        // A misspelt key here would be lost in silence.
        if problem.code == CODES[1] {
            problem.code = "feed/unknown-key";
        }
        fields.report(problem);
    }
    tags
}

fn read_audio(file: FileId, fields: &mut Fields<'_>) -> AudioDoc {
    let Some(node) = fields.node("audio") else { return AudioDoc::default() };
    match &node.kind {
        Kind::Text(url) => AudioDoc {
            url: Some(Spanned { value: url.clone(), span: node.span.clone() }),
            ..AudioDoc::default()
        },
        Kind::Table(table) => {
            let mut audio = Fields::new(file, table, CODES);
            let url = audio.text("url");
            let bytes = audio.count("length").map(|it| u64::from(it.value));
            let mime = audio.text("type").map(|it| it.value);
            let length = audio.text("duration").and_then(|it| read_length(&mut audio, &it));
            for problem in audio.finish() {
                fields.report(problem);
            }
            AudioDoc { url, bytes, mime, length }
        }
        _ => {
            fields.wrong::<()>("audio", node, "an address or a table");
            AudioDoc::default()
        }
    }
}

/// Seconds, `MM:SS` or `HH:MM:SS`, as feeds write durations.
fn read_length(fields: &mut Fields<'_>, written: &Spanned<String>) -> Option<Length> {
    let text = written.value.trim();
    let seconds = text.parse::<f64>().ok().and_then(Timestamp::from_seconds);
    if let Some(end) = seconds.or_else(|| Timestamp::parse_loose(text).ok()) {
        return Some(end.since(Timestamp::ZERO));
    }
    let span = fields.span(&written.span);
    let problem =
        Diagnostic::warning("front-matter/duration", span, format!("`{text}` is no duration"));
    fields.report(problem.hint("write seconds, or `HH:MM:SS`"));
    None
}

/// Tables of a list; texts of the list stand for their `name`.
fn entries<'t>(fields: &mut Fields<'t>, key: &'static str) -> Vec<&'t Node> {
    let Some(node) = fields.node(key) else { return Vec::new() };
    match &node.kind {
        Kind::List(list) => list.iter().collect(),
        _ => vec![node],
    }
}

fn read_people(file: FileId, fields: &mut Fields<'_>) -> Vec<PersonDoc> {
    let mut people = Vec::new();
    for node in entries(fields, "people") {
        match &node.kind {
            Kind::Text(name) => people.push(PersonDoc { name: name.clone(), role: None }),
            Kind::Table(table) => {
                let mut person = Fields::new(file, table, CODES);
                let name = person.text("name").map(|it| it.value);
                let role = person.text("role").and_then(|it| match it.value.as_str() {
                    "guest" => Some(Role::Guest),
                    "host" => Some(Role::Host),
                    _ => None,
                });
                people.extend(name.map(|name| PersonDoc { name, role }));
                for problem in person.finish() {
                    fields.report(problem);
                }
            }
            _ => {
                fields.wrong::<()>("people", node, "a list of names or tables");
            }
        }
    }
    people
}

fn read_sponsors(file: FileId, fields: &mut Fields<'_>) -> Vec<LinkDoc> {
    let mut sponsors = Vec::new();
    for node in entries(fields, "sponsors") {
        match &node.kind {
            Kind::Text(name) => sponsors.push(LinkDoc { name: name.clone(), url: None }),
            Kind::Table(table) => {
                let mut sponsor = Fields::new(file, table, CODES);
                let name = sponsor.text("name").map(|it| it.value);
                let url = sponsor.text("url").map(|it| it.value);
                sponsors.extend(name.map(|name| LinkDoc { name, url }));
                for problem in sponsor.finish() {
                    fields.report(problem);
                }
            }
            _ => {
                fields.wrong::<()>("sponsors", node, "a list of names or tables");
            }
        }
    }
    sponsors
}

/// `[times]`: an item's title and its start.
fn read_times(fields: &mut Fields<'_>) -> Vec<(String, Spanned<Timestamp>)> {
    let entries = fields.table("times").into_iter().flatten();
    entries.flat_map(|(key, node)| read_time(fields, &key.name, node)).collect()
}

/// The time of an item; a list of them where several share the title.
fn read_time(
    fields: &mut Fields<'_>,
    title: &str,
    node: &Node,
) -> Vec<(String, Spanned<Timestamp>)> {
    let nodes = match &node.kind {
        Kind::List(list) => list.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut times = Vec::with_capacity(nodes.len());
    for node in nodes {
        let time = match &node.kind {
            Kind::Text(it) => Timestamp::parse_loose(it.trim()).ok(),
            Kind::Integer(it) => u64::try_from(*it).ok().map(|s| Timestamp::from_millis(s * 1000)),
            _ => None,
        };
        let value = time.or_else(|| fields.wrong(title, node, "a time such as `\"12:34\"`"));
        times.extend(
            value.map(|it| (title.to_owned(), Spanned { value: it, span: node.span.clone() })),
        );
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) -> Split {
        let got = split(FileId(0), text);
        let problems: Vec<String> = got
            .problems
            .iter()
            .map(|it| format!("{} {:?}", it.code, &text[it.span.bytes.clone()]))
            .collect();
        assert_eq!(problems, expected);
        got.value
    }

    #[test]
    fn toml_and_yaml_say_the_same() {
        let toml = "+++\ntitle = \"T\"\nnumber = 3\ndate = 2022-11-01\npeople = [\"A B\"]\nmood = \"x\"\n[audio]\nurl = \"a.mp3\"\nduration = \"1:02:03\"\n+++\nbody";
        let yaml = "---\ntitle: T\nnumber: 3\ndate: 2022-11-01\npeople: [A B]\nmood: x\naudio:\n  url: a.mp3\n  duration: 1:02:03\n---\nbody";
        for text in [toml, yaml] {
            let got = check(text, &[]);
            assert_eq!(got.front.title.unwrap().value, "T");
            assert_eq!(got.front.number.unwrap().value, 3);
            assert_eq!(got.front.date.unwrap().value.to_string(), "2022-11-01");
            assert_eq!(got.front.audio.length.unwrap().as_millis(), 3_723_000);
            assert_eq!(got.front.people[0].name, "A B");
            assert_eq!(got.front.extra["mood"], "x");
            assert_eq!(&text[got.body..], "body");
        }
    }

    #[test]
    fn mistakes_have_places() {
        check("+++\ntitle = \n+++\n", &["front-matter/syntax \"\\n\""]);
        check("+++\ntitle = \"x\"\n", &["front-matter/unclosed \"+++\""]);
        check("---\ntitle: x\n", &["front-matter/unclosed \"---\""]);
        check("---\n\nJust a rule.\n", &[]);
        check(
            "---\ntitel: x\ndate: 2022-02-30\n---\n",
            &["front-matter/date \"2022-02-30\"", "front-matter/unknown-key \"titel\""],
        );
    }
}
