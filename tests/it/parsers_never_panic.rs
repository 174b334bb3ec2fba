//! Property tests: no text makes a parser panic, or take more than linear time.

use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use cuepoint::config::{Assumed, AuthorHtml, Dialect, Vocabulary, Wanted};
use cuepoint::diag::FileId;
use cuepoint::model::{Item, ItemKind, Link, TranscriptFormat};
use cuepoint::parse::{
    chapters, clues, date, front_matter, inline_time, notes, speech, standing, topics, transcript,
};
use cuepoint::topics::{Named, Roster, subjects};
use proptest::prelude::*;

use crate::support::{files_below, project};

/// Runs every parser; spans must lie in the text.
fn read_as_everything(text: &str) {
    let file = FileId(0);
    let notes = notes::parse(
        file,
        text,
        (&Vocabulary::default(), &Dialect::default()),
        AuthorHtml::Sanitised,
    );
    for part in &notes.value.notes.parts {
        let cuepoint::model::Part::Section { title, body, .. } = part else { continue };
        for range in [title, body] {
            assert!(
                notes.value.notes.markdown.get(range.clone()).is_some(),
                "{range:?} in {text:?}"
            );
        }
    }
    let mut problems = notes.problems;
    problems.extend(front_matter::split(file, text, &Dialect::default()).problems);
    problems.extend(chapters::parse(file, text).problems);
    problems.extend(names(text));
    for format in TranscriptFormat::ALL {
        let parsed = transcript::parse(file, text, format);
        assert!(parsed.value.cues.windows(2).all(|it| it[0].start <= it[1].start));
        assert!(parsed.value.cues.windows(2).all(|it| it[0].end <= it[1].start.max(it[0].start)));
        assert!(parsed.value.cues.iter().all(|it| it.start <= it.end));
        problems.extend(parsed.problems);
    }
    problems.extend(
        cuepoint::config::read((file, text, "x"), &Wanted::default(), &Assumed::default(), &|_| {
            None
        })
        .problems,
    );
    for it in problems {
        assert!(it.span.bytes.start <= it.span.bytes.end, "{it:?}");
        // The message of these is a key, as it is written.
        let is_key = it.code == front_matter::UNUSED;
        assert!(!it.message.is_empty() && (is_key || !it.message.ends_with('.')), "{it:?}");
    }
    let _ = (transcript::sniff(text), transcript::claimed(text), transcript::inside(file, text));
    assert_eq!(transcript::without(text).len(), text.len());
    assert_eq!(transcript::headings(text).len(), text.len());
    let _ = (clues::look(text, true), date::find(text), date::parse(text), speech::listen(text));
    let _ = inline_time::find(text);
    let marks = standing::marks(text);
    let _ = standing::standing([("a/1.md", &marks); 6]);
}

/// Looks for names out of a text in the text itself.
fn names(text: &str) -> Vec<cuepoint::diag::Diagnostic> {
    let stated = topics::parse(FileId(0), text, None);
    let item = Item {
        kind: ItemKind::Topic,
        number: None,
        presenter: None,
        title: text.lines().next().unwrap_or_default().to_owned(),
        url: text.split_whitespace().last().map(str::to_owned),
        body: text.to_owned(),
        links: vec![Link { url: text.to_owned(), text: text.to_owned() }],
        span: 0..0,
        stated: None,
        stated_beside: false,
    };
    let named = Named {
        stated: text.split_whitespace().take(20).map(str::to_owned).collect(),
        subjects: vec![subjects(&item, "en")],
        labels: Vec::new(),
    };
    let roster = Roster::new(&[stated.value], std::slice::from_ref(&named), &[], "en");
    let found = roster.value.find_in(text);
    for (topic, range) in found {
        assert!(text.get(range.clone()).is_some(), "{topic:?} at {range:?} in {text:?}");
    }
    stated.problems.into_iter().chain(roster.problems).collect()
}

/// Text out of the pieces that parsers look for.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9 äß€😀]{0,8}",
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("00:01:02.500 --> 00:01:03.000\n".to_owned()),
        Just("WEBVTT".to_owned()),
        Just("**Ann #1:** ".to_owned()),
        Just("[X](https://x.example/)".to_owned()),
        Just("[1:02:03] ".to_owned()),
        Just("## Extras\n".to_owned()),
        Just("Joke: ".to_owned()),
        Just("Sponsored by ".to_owned()),
        Just("- ".to_owned()),
        Just("    ".to_owned()),
        Just("```\n".to_owned()),
        Just("+++\n".to_owned()),
        Just("---\n".to_owned()),
        Just("title = \"".to_owned()),
        Just("key: ".to_owned()),
        Just("{\"segments\":[".to_owned()),
        Just("<v Ann>".to_owned()),
        Just(">> ".to_owned()),
        Just("&amp;<".to_owned()),
        Just("Ann Lee (00:00:12):\n".to_owned()),
        Just("__Bo__: ".to_owned()),
        Just("**[0:12] Ann:** ".to_owned()),
        Just("## Transcript\n\n".to_owned()),
        Just("<details><summary>Transcript</summary>".to_owned()),
        Just("</details><p><b>Ann</b>: ".to_owned()),
        Just("<!DOCTYPE html><main>".to_owned()),
        Just("start\tend\ttext\n0\t12\t".to_owned()),
        Just("[00:12.50]la ".to_owned()),
        Just("00:00:01:12 - 00:00:03:00\n".to_owned()),
        Just("Dialogue: 0,0:00:01.00,0:00:03.00,,Ann,,,,,".to_owned()),
        Just("\"text\": \"a\", \"start\": 1}, {".to_owned()),
        Just("\"words\": [{\"word\": \"a\", \"start\": \"0.5\"}]}".to_owned()),
        Just("Ann Lee  0:12\n".to_owned()),
        Just("episode one hundred and ".to_owned()),
        Just("**Ann**  ".to_owned()),
        Just("Ann: [00:00:12] ".to_owned()),
        Just("word ".repeat(70)),
        Just("  \t ".to_owned()),
        Just(" https://x.example/_a*b_(c) ".to_owned()),
        Just("<div class=\"x\">\n".to_owned()),
        Just(
            "[extra]\naudio = {name = \"1.mp3\"}\nlinks: [{title: a, url: https://x.example}]\n"
                .to_owned()
        ),
        Just("{{< nbsp >}}{% include a.md %}".to_owned()),
        Just("November 31st, 2022".to_owned()),
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|it| it.concat())
}

/// Small texts of all kinds that tests are made of.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut seeds = Vec::new();
    for folder in ["tests/sites", "tests/transcripts", "tests/imports"] {
        for file in files_below(&project(folder)) {
            let text = fs::read(project(folder).join(&file)).unwrap_or_default();
            seeds.extend(String::from_utf8(text).ok().filter(|it| it.len() < 6_000));
        }
    }
    assert!(100 < seeds.len(), "the texts are missing");
    seeds
});

/// What stands in the way of parsers.
const WEDGES: [&str; 44] = [
    "\u{0}",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "💩",
    "ß",
    "İ",
    "e\u{301}",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    " ",
    "-->",
    "99999999999999999999",
    "-1",
    "1e999",
    "NaN",
    "0:00",
    "99:99:99.999",
    "596523:14:07.999",
    "<v ",
    "</v>",
    "&#x110000;",
    "&amp",
    "{{",
    "{%",
    "\"\"\"",
    "[[",
    "]]",
    "+++\n",
    "---\n",
    "***",
    "___",
    "```\n",
    "[^1]",
    "![",
    "](",
    "<!--",
    "> ",
    "    ",
    "# ",
    "9999-12-31",
    "://",
];

/// A seed with pieces taken out, put in, doubled and swapped.
fn mutated() -> impl Strategy<Value = String> {
    let change = (0_u8..5, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let changes = prop::collection::vec(change, 1..12);
    (any::<prop::sample::Index>(), changes).prop_map(|(seed, changes)| {
        let mut text = seed.get(&SEEDS).clone();
        for (what, a, b) in changes {
            let places: Vec<usize> =
                text.char_indices().map(|it| it.0).chain([text.len()]).collect();
            let (from, to) = (*a.get(&places), *b.get(&places));
            let (from, to) = (from.min(to), from.max(to));
            let near = places.iter().copied().find(|it| from + 24 <= *it).unwrap_or(to).min(to);
            let piece = text[from..near].to_owned();
            match what {
                0 => text.insert_str(from, b.get::<&str>(&WEDGES)),
                1 => text.replace_range(from..near, ""),
                2 => text.insert_str(to, &piece),
                3 => text.insert_str(to, &piece.repeat(20)),
                _ => text.truncate(to),
            }
        }
        text.truncate(
            text.char_indices().map(|it| it.0).find(|it| 9_000 < *it).unwrap_or(text.len()),
        );
        text
    })
}

/// How many texts of each kind are tried; a million is a night's work.
fn cases() -> u32 {
    std::env::var("CUEPOINT_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_pieces_are_read(text in pieces()) {
        read_as_everything(&text);
    }

    #[test]
    fn mutated_texts_are_read(text in mutated()) {
        read_as_everything(&text);
        let _ = cuepoint::import::read(FileId(0), &text);
    }

    #[test]
    fn any_text_is_read(text in "(?s).{0,200}") {
        read_as_everything(&text);
    }
}

/// Each of these, repeated, has made some parser of the world quadratic.
#[test]
fn repetition_takes_linear_time() {
    for piece in [
        "[",
        "[x](",
        "**",
        "> ",
        "- ",
        "  - a\n",
        "`",
        "```\n",
        "<",
        "<v a>",
        "&",
        "(1:00",
        "# a\n",
        "**Ann #1:** x\n\n",
        "00:01 a\n",
        "-->\n",
        "Ann: b\n",
        "0:0",
        "{\"a\":",
        "a\n",
        ">> ",
        "Ann (0:01):\n",
        "__Ann__: b\n\n",
        "**[0:01] Ann:** b\n",
        "**Transcript**\n",
        "## Transcript\n",
        "<details><summary>a",
        "<h2>Transcript",
        "<p><b>a",
        "<nav>",
        "[0:01]",
        "0:01,0:02\na\n",
        "1\t2\ta\n",
        "Dialogue: 0,0:00:01.00,0:00:03.00,,{\n",
        "{\"text\":\"a\",\"start\":1},",
        "[{\"words\":",
        "\\[",
        "*_",
        "+++\n",
        "Extras\n\n",
        "Joke: [a](b) & [c](d)\n\n",
        "1 ",
        "episode ",
        "i'm ",
        "May ",
    ] {
        let mut text = String::new();
        while text.len() < 100_000 {
            let _ = write!(text, "{piece}");
        }
        let started = Instant::now();
        read_as_everything(&text);
        // Quadratic work on 100 kB would take minutes; the bound is generous
        // because tests run unoptimised and beside each other.
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{piece:?} took {:?}",
            started.elapsed()
        );
    }
}
