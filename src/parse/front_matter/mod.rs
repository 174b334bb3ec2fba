//! Front matter: TOML between `+++`, YAML between `---`, JSON in braces.

mod cut;
mod keys;
mod read;
mod rows;
mod shape;
mod value;

use std::ops::Range;

use jiff::civil::Date;

pub use cut::{Seam, Syntax, body, cut};
pub use value::{is_sound, youtube_id};

use crate::config::Dialect;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{Chapter, EpisodeType, Role, Tag};
use crate::time::{Length, Timestamp};
use crate::tree::{Fields, Kind, Node, Spanned, parse_toml, read_json, read_toml, read_yaml};

const CODES: [&str; 2] = ["front-matter/type", "front-matter/unknown-key"];

/// The code of a key that means nothing: its message is the key alone. Who
/// reads a whole show says each once.
pub const UNUSED: &str = "front-matter/unused";

/// Every key of front matter; the manual is tested against it.
pub const KEYS: [&str; 22] = [
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
    "unlisted",
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
    /// A number that is none: `60.75`, `G1`.
    pub is_unnumbered: bool,
    /// Of those the letters and the number behind them.
    pub lettered: Option<(String, u32)>,
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
    /// Whether it is in no list, and the word that its address follows from; empty
    /// where none is stated.
    pub unlisted: Option<String>,
    /// Path of the transcript, relative to the notes.
    pub transcript: Option<Spanned<String>>,
    /// Speech that stands in the front matter itself.
    pub rows: Vec<RowDoc>,
    /// In ascending order.
    pub chapters: Vec<Chapter>,
    /// Path or address of a file with chapters.
    pub chapters_file: Option<Spanned<String>>,
    /// `YouTube`'s id of the video.
    pub youtube: Option<Spanned<String>>,
    /// Seconds to add to a time of the audio for the same moment of the video.
    pub youtube_offset: f64,
    pub aliases: Vec<Spanned<String>>,
    /// What another generator makes its address of.
    pub address: AddressDoc,
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
    /// Path of its picture.
    pub cover: Option<Spanned<String>>,
    /// The notes themselves, in Markdown.
    pub text: Option<String>,
    /// Links that belong to the notes.
    pub links: Vec<LinkDoc>,
    /// Path of the notes, where this is the front matter of a transcript.
    pub notes: Option<String>,
}

/// What other generators make the address of a page of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressDoc {
    /// As written: it may be a number.
    pub slug: Option<String>,
    /// `url` (Hugo) or `path` (Zola), where that is a path of the site.
    pub url: Option<String>,
    /// As Jekyll reads them: words, or a list.
    pub categories: Vec<String>,
}

impl FrontMatter {
    /// This front matter, and of `other` what is not said here: notes come
    /// before the transcript of the same episode.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            is_unnumbered: self.is_unnumbered || (self.number.is_none() && other.is_unnumbered),
            lettered: self.lettered.or(other.lettered),
            number: self.number.or(other.number),
            season: self.season.or(other.season),
            published: if self.date.is_some() { self.published } else { other.published },
            date: self.date.or(other.date),
            slug: self.slug.or(other.slug),
            audio: AudioDoc {
                url: self.audio.url.or(other.audio.url),
                bytes: self.audio.bytes.or(other.audio.bytes),
                mime: self.audio.mime.or(other.audio.mime),
                length: self.audio.length.or(other.audio.length),
            },
            people: if self.people.is_empty() { other.people } else { self.people },
            sponsors: if self.sponsors.is_empty() { other.sponsors } else { self.sponsors },
            topics: if self.topics.is_empty() { other.topics } else { self.topics },
            summary: self.summary.or(other.summary),
            explicit: self.explicit || other.explicit,
            draft: self.draft || other.draft,
            unlisted: self.unlisted.or(other.unlisted),
            transcript: self.transcript.or(other.transcript),
            rows: if self.rows.is_empty() { other.rows } else { self.rows },
            chapters: if self.chapters.is_empty() { other.chapters } else { self.chapters },
            chapters_file: self.chapters_file.or(other.chapters_file),
            youtube_offset: if self.youtube.is_some() {
                self.youtube_offset
            } else {
                other.youtube_offset
            },
            youtube: self.youtube.or(other.youtube),
            aliases: if self.aliases.is_empty() { other.aliases } else { self.aliases },
            address: self.address,
            guid: self.guid.or(other.guid),
            kind: if self.kind == EpisodeType::Full { other.kind } else { self.kind },
            tags: if self.tags.is_empty() { other.tags } else { self.tags },
            extra: if self.extra.is_empty() { other.extra } else { self.extra },
            times: if self.times.is_empty() { other.times } else { self.times },
            cover: self.cover.or(other.cover),
            text: self.text.or(other.text),
            links: if self.links.is_empty() { other.links } else { self.links },
            notes: self.notes.or(other.notes),
        }
    }
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
    /// A name, or the id of somebody whom another file of the show names.
    pub name: String,
    /// `None` where only the name is given.
    pub role: Option<Role>,
    /// What the transcript calls them: `A`.
    pub letter: Option<String>,
    /// Who wrote the notes: a host where nobody else is known to be one.
    pub is_author: bool,
}

impl PersonDoc {
    fn new(name: String, role: Option<Role>) -> Self {
        Self { name, role, letter: None, is_author: false }
    }
}

/// A row of speech as written.
#[derive(Debug, Clone)]
pub struct RowDoc {
    pub start: Option<Timestamp>,
    pub speaker: Option<String>,
    pub text: String,
    /// Bytes of the file.
    pub span: Range<usize>,
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
/// is left out, with a warning; keys that mean nothing are notes of the code
/// [`UNUSED`].
pub fn split(file: FileId, text: &str, dialect: &Dialect) -> Reported<Split> {
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
    let written = &text[cut.front];
    let table = read_table(file, written, start, "front-matter/syntax");
    let table = table.report_to(&mut problems);
    let (mut front, found) = read::read(file, &table, dialect);
    problems.extend(found);
    let is_understood = table.iter().any(|it| it.0.name == "draft" && value::flag(&it.1).is_some());
    let is_stated = table.iter().any(|it| it.0.name == "unlisted");
    let may_be_draft = !is_understood && may_say(written, &["draft", "status"]);
    if !front.draft && (may_be_draft || !is_stated && may_say(written, &["unlisted"])) {
        front.draft = true;
        problems.push(
            Diagnostic::warning(
                "front-matter/draft",
                Span::new(file, start..start + written.len()),
                "this may say that the episode is a draft, or in no list; it is kept back",
            )
            .hint(
                "write `draft: true` or `draft: false`, `unlisted: true` or `unlisted: false`, as the rest of the front matter is written",
            ),
        );
    }
    Reported { value: Split { front, body: cut.body }, problems }
}

/// Whether a line of front matter says something by one of these keys that is not
/// no. What is not meant for the public must not get there by a slip of syntax.
fn may_say(written: &str, keys: &[&str]) -> bool {
    written.lines().any(|line| {
        let line = line.trim().trim_start_matches(['{', ',', ' ', '"', '\'']);
        let key = keys.iter().find(|it| line.starts_with(**it));
        let Some((key, rest)) = key.map(|it| (it, &line[it.len()..])) else { return false };
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        let Some(value) = rest.strip_prefix([':', '=']) else { return false };
        let value = value.split(['#', ',', '}']).next().unwrap_or_default();
        let value = value.trim().trim_matches(['"', '\'', '[', ']']).to_lowercase();
        if *key == "status" {
            return value == "draft";
        }
        !["false", "no", "off", "0", "n", "null", "~", ""].contains(&value.as_str())
    })
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
        let got = split(FileId(0), text, &Dialect::default());
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
            let got = check(text, &["front-matter/unused \"mood\""]);
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
    fn what_may_be_a_draft_is_kept_back() {
        for (text, expected) in [
            ("+++\ntitle = \"A\"\ndraft = True\n+++\n", true),
            ("+++\ntitle = \"A\"\ndraft = yes\n+++\n", true),
            ("---\ntitle: A\ndraft:true\n---\n", true),
            ("---\ntitle: A\ndraft: maybe\n---\n", true),
            ("---\ntitle: A\nstatus: draft\n---\n", true),
            ("---\ntitle: A\nstatus: done\n---\n", false),
            ("---\ntitle: A\ndraft: no # not yet\n---\n", false),
            ("---\ntitle: A\ndraft:\n---\n", false),
            ("---\ntitle: A\ndrafted: 2020\n---\n", false),
        ] {
            let got = split(FileId(0), text, &Dialect::default()).value.front;
            assert_eq!(got.draft, expected, "{text}");
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
            &["front-matter/date \"2022-02-30\"", "front-matter/unused \"titel\""],
        );
    }

    /// Facts of front matter of other tools, a line each, and the keys that
    /// mean nothing.
    #[track_caller]
    fn check_facts(yaml: &str, expected: &str) {
        let text = format!("---\n{yaml}---\n");
        let got = split(FileId(0), &text, &Dialect::default());
        let it = got.value.front;
        let mut facts = Vec::new();
        let mut fact = |name: &str, value: Option<String>| {
            facts.extend(value.map(|value| format!("{name} {value}")));
        };
        fact("number", it.number.map(|it| it.value.to_string()));
        fact("season", it.season.map(|it| it.to_string()));
        fact("title", it.title.map(|it| it.value));
        fact(
            "at",
            it.published.map(|it| it.to_string()).or(it.date.map(|it| it.value.to_string())),
        );
        fact("slug", it.slug.map(|it| it.value));
        fact("audio", it.audio.url.map(|it| it.value));
        fact("bytes", it.audio.bytes.map(|it| it.to_string()));
        fact("plays", it.audio.length.map(|it| it.seconds().to_string()));
        fact("video", it.youtube.map(|it| it.value));
        for person in it.people {
            fact("person", Some(format!("{} {:?}", person.name, person.role)));
        }
        fact("topics", Some(it.topics.join("+")).filter(|it| !it.is_empty()));
        fact("summary", it.summary);
        fact("paid", it.sponsors.first().map(|it| it.name.clone()));
        fact("chapters", Some(it.chapters.len()).filter(|it| 0 < *it).map(|it| it.to_string()));
        fact("rows", Some(it.rows.len()).filter(|it| 0 < *it).map(|it| it.to_string()));
        fact("guid", it.guid.map(|it| it.value));
        fact("cover", it.cover.map(|it| it.value));
        fact("alias", it.aliases.first().map(|it| it.value.clone()));
        fact("notes", it.notes);
        fact("draft", it.draft.then(String::new));
        for it in got.problems {
            fact(it.code, Some(text[it.span.bytes].to_owned()));
        }
        assert_eq!(facts.join("\n"), expected.trim(), "{yaml}");
    }

    #[test]
    fn keys_of_other_tools_mean_what_they_mean_there() {
        // castanet
        check_facts(
            "Title: Hello\nDate: 2026-02-03T06:00:00Z\nepisode: \"84\"\npodcast_file: 84.mp3\npodcast_duration: \"1:08:22\"\npodcast_bytes: \"9123456\"\nhosts: [ann]\nguests: [bo]\nyoutube: \"\"\nexplicit: \"no\"\nimages: [x.png]\nmood: blue\n",
            "number 84\ntitle Hello\nat 2026-02-03T06:00:00Z\naudio 84.mp3\nbytes 9123456\nplays 4102\nperson ann Some(Host)\nperson bo Some(Guest)\nfront-matter/unused mood",
        );
        // Octopod
        check_facts(
            "title: Zero\nauthor: Arne and Stefan\ndatum: March 22nd 2016\nduration: \"0:03:13\"\naudio:\n  mp3: zero.mp3\n  ogg: zero.ogg\nfilesize:\n  mp3: 1234567\nchapters:\n  - '00:00:00.000 Intro.'\n  - '00:00:30.000 Two'\ntags: [a, b]\nlayout: post\n",
            "title Zero\nat 2016-03-22\naudio zero.mp3\nbytes 1234567\nplays 193\nperson Arne Some(Host)\nperson Stefan Some(Host)\ntopics a+b\nchapters 2",
        );
        // Eleventy, and a table in a list
        check_facts(
            "title: One\ntags: [podcastEpisode]\nepisode:\n  filename: S1E1, One.mp3\n  seasonNumber: 1\n  episodeNumber: 2\n  size: 61231442\n  duration: 3283\nexcerpt: |\n  A <b>short</b>\n  text.\n",
            "number 2\nseason 1\ntitle One\naudio S1E1, One.mp3\nbytes 61231442\nplays 3283\nsummary A short text.",
        );
        // An address under a key of ours, and keys that hold other things too
        check_facts(
            "podcast: https://x.example/36.mp3\nauthors: [Ann Lee]\nurl: https://x.example/36\nlength: 123\nduration: \"52:28\"\nmedia: https://youtu.be/abcdefghijk\npermalink: /old/36/\n",
            "audio https://x.example/36.mp3\nplays 3148\nvideo abcdefghijk\nperson Ann Lee Some(Host)\nalias /old/36/\nfront-matter/unused url",
        );
        // Zola
        check_facts(
            "title: One\nextra:\n  episode_url: https://x.example/1.mp3\n  guests: [Bo]\n  social: One\ntaxonomies:\n  tags: [a]\n",
            "title One\naudio https://x.example/1.mp3\nperson Bo Some(Guest)\ntopics a",
        );
        // Names of files, with their sizes; whether there is a transcript
        check_facts(
            "audio:\n  name: 1.mp3\n  size: 1234567\ntranscript: true\nchapters: chapters/1.json\nfile_duration: \"01:22:32\"\nfont_size: 12\n",
            "audio 1.mp3\nbytes 1234567\nplays 4952\nfront-matter/unused font_size",
        );
        // Speech
        check_facts(
            "ids: {youtube: abcdefghijk}\ntranscript:\n- header: A\n- {line: Hi., sec: 3, who: Ann}\n",
            "video abcdefghijk\nchapters 1\nrows 1",
        );
        check_facts("episode: _episodes/12.md\n", "notes _episodes/12.md");
        check_facts("episode: half\npublished: false\n", "draft \nfront-matter/type half");
    }
}
