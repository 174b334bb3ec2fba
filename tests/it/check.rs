//! A finished site with one fault of each kind: each is found, and nothing
//! else.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cuepoint::cli::ExitStatus;
use serde_json::Value;

use crate::support::{build, cuepoint, files_below, project, write_site};

const FIRST: &str = "episodes/1-first-things-first";

/// What a fault is planted in: a file, what stands in it, and what takes its
/// place. An empty text is the end of the file; a file that is not there is
/// made.
struct Fault(&'static [&'static str], &'static str, &'static str, &'static str);

const FAULTS: &[Fault] = &[
    Fault(&["link/broken"], "about/index.html", "</main>", "<a href=\"/nowhere/\">x</a></main>"),
    Fault(&["link/broken"], "about/index.html", "</main>", "<a href=\"../gone.html\">x</a></main>"),
    Fault(
        &["link/broken-anchor"],
        "about/index.html",
        "</main>",
        "<a href=\"/topics/#none\">x</a></main>",
    ),
    Fault(&["link/broken-anchor"], "about/index.html", "</main>", "<a href=\"#none\">x</a></main>"),
    Fault(
        &["media/missing"],
        "about/index.html",
        "</main>",
        "<img src=\"/gone.png\" alt=\"\"></main>",
    ),
    Fault(&["image/no-alt"], "about/index.html", "</main>", "<img src=\"/cover.png\"></main>"),
    Fault(
        &["html/duplicate-id"],
        "about/index.html",
        "</main>",
        "<p id=\"a\"></p><p id=\"a\"></p></main>",
    ),
    Fault(&["heading/order"], "about/index.html", "</main>", "<h6>x</h6></main>"),
    Fault(&["heading/order"], "about/index.html", "</main>", "<h1>x</h1></main>"),
    Fault(
        &["page/no-title"],
        "about/index.html",
        "<title>About · The Liner Notes</title>",
        "<title></title>",
    ),
    Fault(
        &["page/no-description"],
        "about/index.html",
        "<meta name=\"description\"",
        "<meta name=\"nothing\"",
    ),
    Fault(
        &["page/orphan"],
        "lonely/index.html",
        "",
        "<html><head><title>x</title><meta name=\"description\" content=\"x\"></head><h1>x</h1></html>",
    ),
    Fault(&["file/mime"], "fake.png", "", "not a picture"),
    Fault(
        &["file/mime"],
        "about/index.html",
        "</main>",
        "<audio><source src=\"/cover.png\" type=\"audio/mpeg\"></audio></main>",
    ),
    Fault(&["file/mime"], "feed.xml", "<enclosure url", "<enclosure type=\"video/mp4\" url"),
    Fault(&["file/empty"], "nothing.txt", "", ""),
    Fault(
        &["time/outside"],
        "episodes/1-first-things-first/index.html",
        "data-seek=\"29.502\"",
        "data-seek=\"9029.502\"",
    ),
    Fault(
        &["time/outside"],
        "episodes/1-first-things-first/episode.json",
        "\"start\": 102.18",
        "\"start\": 9102.18",
    ),
    Fault(
        &["transcript/end"],
        "episodes/1-first-things-first/transcript.vtt",
        "",
        "\n02:55.000 --> 02:51.000\n<v Theo Okafor>So.\n",
    ),
    Fault(
        &["transcript/order"],
        "episodes/1-first-things-first/transcript.vtt",
        "",
        "\n00:01.000 --> 00:02.000\n<v Theo Okafor>So.\n",
    ),
    Fault(
        &["transcript/overlap"],
        "episodes/1-first-things-first/transcript.vtt",
        "",
        "\n02:56.200 --> 02:59.000\n<v Theo Okafor>So.\n\n02:56.500 --> 02:59.000\n<v Mara Lindqvist>No.\n",
    ),
    Fault(
        &["transcript/no-speaker"],
        "episodes/1-first-things-first/transcript.vtt",
        "",
        "\n02:56.200 --> 02:59.000\nSo.\n",
    ),
    Fault(
        &["transcript/speaker"],
        "episodes/1-first-things-first/transcript.vtt",
        "",
        "\n02:56.200 --> 02:59.000\n<v Theo Okafer>So.\n",
    ),
    Fault(&["feed/missing"], "feed.xml", "<language>en</language>", ""),
    Fault(&["feed/date"], "feed.xml", "<pubDate>Tue, 03 Mar", "<pubDate>Someday in Mar"),
    Fault(&["feed/length"], "feed.xml", "<enclosure url", "<enclosure length=\"1\" url"),
];

/// Codes of the problems of a site.
fn codes(out: &Path) -> (BTreeSet<String>, String) {
    let run = cuepoint(&["check", "--out", out.to_str().unwrap(), "--format", "json"]);
    let lines = run.out.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    let codes = lines.filter_map(|it| it["code"].as_str().map(str::to_owned)).collect();
    (codes, run.out + &run.err)
}

#[test]
fn each_fault_is_found_and_nothing_else() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("site");
    assert_eq!(build(&project(""), &out, &["--no-cache"]).status, ExitStatus::Clean);
    let (found, said) = codes(&out);
    assert!(found.is_empty(), "the site is sound, and yet:\n{said}");
    for Fault(expected, file, from, to) in FAULTS {
        let path = out.join(file);
        let before = fs::read_to_string(&path).ok();
        let text = before.clone().unwrap_or_default();
        let broken = match from.is_empty() {
            true => text.clone() + to,
            false => text.replacen(from, to, 1),
        };
        assert!(before.is_none() || broken != text, "{file} has no {from:?}");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, broken).unwrap();
        let (found, said) = codes(&out);
        let expected: BTreeSet<String> = expected.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(found, expected, "{file}: {to}\n{said}");
        match before {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
    }
    // Faults that need more than another text.
    let vtt = out.join(FIRST).join("transcript.vtt");
    let text = fs::read_to_string(&vtt).unwrap();
    let more = |it: &dyn Fn(usize) -> String| (0..16).map(it).collect::<String>();
    let looped = more(&|it| {
        format!("\n03:{it:02}.000 --> 03:{:02}.000\n<v Theo Okafor>Thank you.\n", it + 1)
    });
    let stuck = more(&|it| format!("\n02:58.000 --> 02:59.000\n<v Theo Okafor>Word {it}.\n"));
    for (code, added) in [("transcript/loop", looped), ("transcript/clock", stuck)] {
        fs::write(&vtt, format!("{text}{added}")).unwrap();
        assert_eq!(codes(&out).0, BTreeSet::from([code.to_owned()]));
    }
    fs::write(&vtt, text).unwrap();
    let feed = out.join("feed.xml");
    let text = fs::read_to_string(&feed).unwrap();
    let guids: Vec<&str> =
        text.split("<guid").skip(1).filter_map(|it| it.split("</guid>").next()).collect();
    fs::write(&feed, text.replace(guids[1], guids[0])).unwrap();
    assert_eq!(codes(&out).0, BTreeSet::from(["feed/duplicate-guid".to_owned()]));
    fs::write(&feed, text).unwrap();
    let mut large = b"\x89PNG".to_vec();
    large.resize(1_100_000, 0);
    fs::write(out.join("large.png"), large).unwrap();
    assert_eq!(codes(&out).0, BTreeSet::from(["image/oversize".to_owned()]));
    fs::remove_file(out.join("large.png")).unwrap();
    fs::remove_file(out.join(FIRST).join("audio.mp3")).unwrap();
    let all = ["link/broken", "media/elsewhere", "media/missing"].map(str::to_owned);
    assert_eq!(codes(&out).0, BTreeSet::from(all));
    let strict = cuepoint(&["check", "--out", out.to_str().unwrap()]);
    assert_eq!(strict.status, ExitStatus::Problems);
}

#[test]
fn what_episodes_lack_is_counted() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(
        &root,
        "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/shows/s/\"\n== 1.md\n+++\ndate = 2023-01-01\n+++\n# Show 1: One\n\n**Ann #1:** [X](https://x.example/) [Y](/about/) [Z](/shows/s)\n== 2.md\n# Show 2: Two\n\nWords.\n== 2.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nHi.\n",
    );
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    let run = cuepoint(&["check", "--out", out.to_str().unwrap(), "--verbose"]);
    for line in [
        "1    50 %  transcript",
        "1    50 %  date",
        "/episodes/1-one/ lacks a transcript, times of items, people, chapters\n",
    ] {
        assert!(run.err.contains(line), "{line}:\n{}", run.err);
    }
    assert!(!run.err.contains("link/broken"), "{}", run.err);
    assert_eq!(run.err.matches("link/outside").count(), 1, "{}", run.err);
    assert!(run.err.contains("write `/shows/s/about/`"), "{}", run.err);
    let none = cuepoint(&["check", "--out", temp.path().join("none").to_str().unwrap()]);
    assert_eq!(none.status, ExitStatus::Failure);
}

/// A host that answers in its own ways, and what it was asked.
fn world() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = format!("http://{}", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = log.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 2_000];
            let n = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..n]).into_owned();
            let line = request.lines().next().unwrap_or_default().to_owned();
            let path = line.split(' ').nth(1).unwrap_or_default();
            let status = match (path, line.starts_with("HEAD")) {
                ("/good", _) | ("/no-heads", false) | ("/new", _) => "200 OK",
                ("/no-heads", true) => "405 No",
                ("/old", _) => "301 Moved\r\nLocation: /new",
                ("/loop", _) => "302 Found\r\nLocation: /loop",
                ("/people", _) => "403 No",
                _ => "410 Gone",
            };
            seen.lock().unwrap().push(line);
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    (own, log)
}

#[test]
fn the_world_is_asked_politely_and_remembered() {
    let (own, log) = world();
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    let links = ["good", "no-heads", "old", "loop", "people", "gone"];
    let links: String = links.iter().map(|it| format!("- [{it}]({own}/{it})\n")).collect();
    write_site(
        &root,
        &format!(
            "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\nexports = false\n== 1.md\n# Show 1: One\n\n{links}"
        ),
    );
    // Pages link themselves by their own address, which is not asked for.
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    // Nobody typed these addresses: they are asked only if the user says so.
    let check = |more: &[&str]| {
        let args = ["check", "--out", out.to_str().unwrap(), "--external", "--format", "json"];
        cuepoint(&[&args[..], more].concat())
    };
    let run = check(&[]);
    assert_eq!(run.out.matches("link/private").count(), 6, "{}", run.out);
    assert!(log.lock().unwrap().is_empty());
    let check = || check(&["--allow-private"]);
    let run = check();
    assert_eq!(run.status, ExitStatus::Clean, "dead links fail nothing: {}", run.err);
    let lines = run.out.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    let mut found: Vec<String> = lines
        .filter(|it| it["code"].as_str().is_some_and(|it| it == "link/dead" || it == "link/moved"))
        .map(|it| {
            format!(
                "{} {}",
                it["code"].as_str().unwrap(),
                it["message"].as_str().unwrap().replace(&own, "")
            )
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "link/dead `/gone` is not there: the server answers 410",
            "link/dead `/loop` is not there: it leads in circles",
            "link/moved `/old` has moved to `/new`",
        ]
    );
    let asked = log.lock().unwrap().len();
    assert!(log.lock().unwrap().iter().any(|it| it.starts_with("GET /no-heads")));
    check();
    let again: Vec<String> = log.lock().unwrap()[asked..].to_vec();
    assert!(again.iter().all(|it| it.contains("/gone") || it.contains("/loop")), "{again:?}");
    assert!(files_below(temp.path()).iter().any(|it| it.ends_with(".site.cuepoint-links.json")));
}

#[test]
fn what_changes_between_builds_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let (root, old, new) =
        (temp.path().join("show"), temp.path().join("old"), temp.path().join("new"));
    let site = "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\naudio-url = \"https://cdn.example/{number}.mp3\"\n[topics]\nleast-episodes = 1\n";
    let episode = |words: &str, time: &str| {
        format!(
            "== 1.md\n# Show 1: {words}\n\n**Ann #1:** [zedkit](https://github.com/a/zedkit)\n== 1.times.toml\n\"zedkit\" = \"{time}\"\n== 1.vtt\nWEBVTT\n\n00:01.000 --> 00:50.000\nNow to zedkit.\n"
        )
    };
    write_site(&root, &format!("{site}{}", episode("One", "0:10")));
    assert_eq!(build(&root, &old, &[]).status, ExitStatus::Clean);
    let diff = || cuepoint(&["diff", old.to_str().unwrap(), new.to_str().unwrap()]);
    assert_eq!(diff().status, ExitStatus::Failure);
    assert_eq!(build(&root, &new, &[]).status, ExitStatus::Clean);
    assert_eq!(diff().out, "## What changes on the site\n\nNothing.\n");
    write_site(&root, &episode("One_more", "0:20"));
    write_site(
        &root,
        "== 2.md\n# Show 2: Two\n\n**Ann #1:** [pytask](https://github.com/a/pytask)\n== 2.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nNow to pytask.\n",
    );
    assert_eq!(build(&root, &new, &["--accept-feed-changes"]).status, ExitStatus::Clean);
    let report = diff().out;
    for line in [
        "- new: Two\n",
        "- One\\_more: title `One` → `One_more`\n",
        "- One\\_more, “zedkit”: 0:10 → 0:20\n",
        "- new: pytask, 1 moments\n",
        "- `/episodes/2-two/`\n",
        "### Changed pages",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }
}
