//! A feed with one fault of each kind that directories look for: each
//! directory says what it says, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cuepoint::cli::ExitStatus;
use serde_json::Value;

use crate::support::{Run, build, cuepoint, project, write_site};

/// A text of the feed, what takes its place, and what is said then: directory,
/// severity and code, separated by blanks.
struct Fault(&'static str, &'static str, &'static [&'static str]);

const EXPLICIT: &str = "<itunes:explicit>false</itunes:explicit>";
const OWNER: &str = "<itunes:email>mail@liner-notes.example</itunes:email>";
const AUTHOR: &str = "<itunes:author>Mara Lindqvist and Theo Okafor</itunes:author>";
const GUID: &str = "<podcast:guid>";

const FAULTS: &[Fault] = &[
    Fault(EXPLICIT, "", &["apple error missing", "spotify warning missing"]),
    Fault(EXPLICIT, "<itunes:explicit>clean</itunes:explicit>", &["apple error value"]),
    Fault(OWNER, "", &["spotify warning missing"]),
    Fault(AUTHOR, "", &["apple warning missing", "spotify error missing"]),
    Fault(
        "<language>en<",
        "<language>English, mostly<",
        &["apple error value", "spotify error value"],
    ),
    Fault(
        "<itunes:category text=\"Technology\"/>",
        "<itunes:category text=\"Tecnology\"/>",
        &["apple error category"],
    ),
    Fault("text=\"How To\"", "text=\"How-To\"", &["apple error category"]),
    Fault(
        "<itunes:type>episodic",
        "<itunes:type>serial</itunes:type><itunes:block>Yes</itunes:block><itunes:type>serial",
        &["apple error blocked"],
    ),
    Fault("<itunes:type>episodic", "<itunes:type>weekly", &["apple error value"]),
    Fault(GUID, "<podcast:guid>no-", &["podcastindex error value"]),
    Fault(">yes</podcast:locked>", ">true</podcast:locked>", &["podcastindex error value"]),
    Fault("<podcast:medium>podcast<", "<podcast:medium>radio<", &["podcastindex error value"]),
    Fault(
        "<podcast:funding url=\"https:",
        "<podcast:funding url=\"http:",
        &["podcastindex error address"],
    ),
    Fault(
        "<pubDate>Tue, 03 Mar",
        "<pubDate>Someday in Mar",
        &["apple error value", "spotify error value"],
    ),
    Fault(
        "length=\"528752\" type=\"audio/mpeg\"/>",
        "length=\"0\" type=\"audio/mpeg\"/>",
        &["apple error number", "podcastindex warning number", "spotify error number"],
    ),
    Fault(
        "length=\"528752\" type=\"audio/mpeg\"/>",
        "length=\"528752\" type=\"audio/mp3\"/>",
        &["apple warning value"],
    ),
    Fault(
        "/audio.mp3\" length=\"528752\"",
        "/audio.opus\" length=\"528752\"",
        &["apple error media", "spotify error media"],
    ),
    Fault(
        "<enclosure url=\"https://liner-notes.example/",
        "<enclosure url=\"http://localhost:3000/",
        &["apple error address", "podcastindex error address", "spotify error address"],
    ),
    Fault("<title>First things first<", "<title>LONG<", &["apple error too-long"]),
    Fault(
        "<title>The Liner Notes</title>\n<link>",
        "<title>LONG</title>\n<link>",
        &["apple error too-long"],
    ),
    Fault(
        "<itunes:image href=\"https://liner-notes.example/",
        "<itunes:image href=\"https://elsewhere.example/",
        &["apple note unseen", "spotify note unseen"],
    ),
];

/// Checks a site for every directory.
fn check(out: &Path, more: &[&str]) -> Run {
    let mut args = vec!["check", "--out", out.to_str().unwrap()];
    args.extend(["--for", "apple", "--for", "spotify", "--for", "podcastindex"]);
    args.extend(more);
    cuepoint(&args)
}

/// What directories say of a site.
fn said(out: &Path) -> BTreeSet<String> {
    let names = [("Apple", "apple"), ("Spotify", "spotify"), ("Podcast Index", "podcastindex")];
    let run = check(out, &["--format", "json"]);
    let lines = run.out.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    let problems = lines.filter_map(|it| {
        let code = it["code"].as_str()?.strip_prefix("directory/")?.to_owned();
        let (message, severity) = (it["message"].as_str()?, it["severity"].as_str()?.to_owned());
        let who = names.iter().find(|it| message.starts_with(it.0)).map_or("all", |it| it.1);
        Some(format!("{who} {severity} {code}"))
    });
    problems.collect()
}

#[test]
fn the_example_is_taken_everywhere() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("site");
    assert_eq!(build(&project(""), &out, &["--no-cache"]).status, ExitStatus::Clean);
    let run = check(&out, &["--strict"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    for it in &cuepoint::check::DIRECTORIES {
        let line = format!(
            "{} would take `feed.xml` (“{}”{}, as of {})",
            it.name,
            it.document,
            it.basis.words(),
            it.read
        );
        assert_eq!(run.err.matches(&line).count(), 1, "{line}\n{}", run.err);
    }
    let feed = out.join("feed.xml");
    let sound = fs::read_to_string(&feed).unwrap();
    let mut wrong = Vec::new();
    for Fault(from, to, expected) in FAULTS {
        let broken = sound.replacen(from, &to.replace("LONG", &"long ".repeat(60)), 1);
        assert_ne!(broken, sound, "the feed has no {from:?}");
        fs::write(&feed, broken).unwrap();
        let mut expected: BTreeSet<String> = expected.iter().map(|it| (*it).to_owned()).collect();
        // What cannot be looked at is said of the place, not of who looks.
        if expected.iter().any(|it| it.ends_with("unseen")) {
            expected = BTreeSet::from(["all note unseen".to_owned()]);
        }
        let said = said(&out);
        if said != expected {
            wrong.push(format!("{from} → {to}: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let guids: Vec<&str> =
        sound.split("<guid").skip(1).filter_map(|it| it.split("</guid>").next()).collect();
    fs::write(&feed, sound.replace(guids[1], guids[0])).unwrap();
    let twice = ["apple", "podcastindex", "spotify"].map(|it| format!("{it} error twice"));
    assert_eq!(said(&out), BTreeSet::from(twice));
    // A serial show needs numbers of its full episodes.
    let serial = sound.replace("<itunes:type>episodic", "<itunes:type>serial");
    fs::write(&feed, &serial).unwrap();
    assert_eq!(said(&out), BTreeSet::new());
    fs::write(&feed, serial.replace("<itunes:episode>1</itunes:episode>", "")).unwrap();
    assert_eq!(said(&out), BTreeSet::from(["apple error missing".to_owned()]));
    // No episode; no show; no feed.
    let (head, _) = sound.split_once("<item>").unwrap();
    fs::write(&feed, format!("{head}</channel></rss>")).unwrap();
    let none = ["apple", "podcastindex", "spotify"].map(|it| format!("{it} error missing"));
    assert_eq!(said(&out), BTreeSet::from(none));
    fs::write(&feed, sound).unwrap();
    pictures(&out);
    for file in ["feed.xml", "topics", "people"] {
        let path = out.join(file);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap()
        } else {
            fs::remove_file(path).unwrap()
        }
    }
    assert_eq!(said(&out), BTreeSet::from(["all error no-feed".to_owned()]));
    let run = check(&out, &[]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
}

/// Covers that directories refuse.
fn pictures(out: &Path) {
    let cover = out.join("cover.png");
    let both = ["apple error picture", "spotify error picture"].map(str::to_owned);
    let head = |width: u32, height: u32, colour: u8| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, colour, 0, 0, 0]);
        bytes
    };
    let cmyk = b"\xff\xd8\xff\xc0\0\x14\x08\x05\x78\x05\x78\x04............".to_vec();
    for bytes in
        [head(1400, 1401, 2), head(1399, 1399, 2), head(1400, 1400, 0), cmyk, b"GIF89a".to_vec()]
    {
        fs::write(&cover, bytes).unwrap();
        assert_eq!(said(out), BTreeSet::from(both.clone()));
    }
    fs::write(&cover, head(3001, 3001, 2)).unwrap();
    assert_eq!(said(out), BTreeSet::from([both[0].clone()]), "Spotify has no upper bound");
    fs::write(&cover, head(3000, 3000, 6)).unwrap();
    assert_eq!(said(out), BTreeSet::new());
}

/// Episodes of which the same is to be said are one problem; feeds of topics
/// are none of a show's.
#[test]
fn what_many_episodes_lack_is_said_once() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    let episode = |n: u32| {
        format!(
            "== {n}.md\n+++\ndate = 2023-01-0{n}\naudio = \"https://cdn.example/{n}.ogg\"\n+++\n# Show {n}: On Python\n\n[Python](https://python.org)\n"
        )
    };
    let settings = "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\n";
    write_site(&root, &(1..5).map(episode).fold(settings.to_owned(), |all, it| all + &it));
    assert_eq!(build(&root, &out, &["--quiet"]).status, ExitStatus::Clean);
    let run = cuepoint(&["check", "--out", out.to_str().unwrap(), "--for", "apple"]);
    assert_eq!(run.status, ExitStatus::Problems);
    for said in [
        "Apple Podcasts requires `itunes:image@href`, which the show lacks",
        "Apple Podcasts requires `itunes:category@text`, which the show lacks",
        "`https://cdn.example/4.ogg` ends in none of `.m4a`, `.mp3`, `.mov`, `.mp4`, `.m4v`, `.pdf`; the same of 3 more",
        "Apple Podcasts would refuse `feed.xml`, for 4 reasons, with ",
    ] {
        assert_eq!(run.err.matches(said).count(), 1, "{said}\n{}", run.err);
    }
    let run = cuepoint(&["check", "--out", out.to_str().unwrap()]);
    assert!(!run.err.contains("directory/"), "{}", run.err);
}
