//! Episodes with a page that nothing leads to: the rest of the site is what it
//! is without them, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cuepoint::cli::ExitStatus;

use crate::support::{build, build_in_ci, cuepoint, files_below, project, write_site};

/// Whatever an episode can bring into lists: a number, a day, people, a
/// sponsor, topics, aliases, audio, a picture, a transcript with new names.
const EPISODE: &str = "\
== content/episodes/005-for-friends/notes.md
+++
title = \"For friends\"
number = 5
date = 2026-04-14
people = [\"Zoe Quill\", \"Mara Lindqvist\"]
sponsors = [\"Quiet Kettles\"]
topics = [\"Podman\", \"Kettle Lore\"]
aliases = [\"/friends/\"]
summary = \"Not for everybody.\"
unlisted = true
+++

**Zoe #1:** [Podman](https://podman.io) and [WebVTT](https://www.w3.org/TR/webvtt1/)

We talk about [Podman](https://podman.io).
== content/episodes/005-for-friends/transcript.vtt
WEBVTT

00:01.000 --> 00:09.000
<v Zoe Quill>Podman is what we talk about, and WebVTT, and Kettle Lore.

00:09.000 --> 00:20.000
<v Mara Lindqvist>Kettle Lore and Podman, on The Liner Notes.
";

/// The example show.
fn example(root: &Path) {
    for file in files_below(&project("content")) {
        let to = root.join("content").join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(project("content").join(&file), to).unwrap();
    }
    fs::copy(project("show.toml"), root.join("show.toml")).unwrap();
}

/// Every file of a site but its ledger, and those below `unlisted/`.
fn contents(out: &Path) -> (BTreeMap<PathBuf, Vec<u8>>, Vec<PathBuf>) {
    let files = files_below(out).into_iter().filter(|it| !it.ends_with(".cuepoint-ledger"));
    let (apart, rest): (Vec<_>, Vec<_>) =
        files.partition(|it| it.components().any(|it| it.as_os_str() == "unlisted"));
    (rest.into_iter().map(|it| (it.clone(), fs::read(out.join(it)).unwrap())).collect(), apart)
}

fn same(with: &BTreeMap<PathBuf, Vec<u8>>, without: &BTreeMap<PathBuf, Vec<u8>>) {
    let names = |it: &BTreeMap<PathBuf, Vec<u8>>| it.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(with), names(without));
    let differ: Vec<_> = with.iter().filter(|it| without[it.0] != *it.1).map(|it| it.0).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn the_rest_of_the_site_is_what_it_is_without() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    example(&root);
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    let lock = fs::read_to_string(root.join("feed.lock")).unwrap();
    let (without, apart) = contents(&out);
    assert_eq!(apart, Vec::<PathBuf>::new());
    write_site(&root, EPISODE);
    let folder = root.join("content/episodes/005-for-friends");
    fs::copy(root.join("content/audio/003-a-wardrobe-full-of-coats.mp3"), folder.join("audio.mp3"))
        .unwrap();
    fs::copy(root.join("content/cover.png"), folder.join("cover.png")).unwrap();
    for more in [&[][..], &["--no-cache"], &[]] {
        let run = build_in_ci(&root, &out, &[more, &["--strict"]].concat());
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        assert!(
            run.err.contains("unlisted: 1 episode with a page that nothing leads to"),
            "{}",
            run.err
        );
        assert!(run.err.contains("\n4 episodes, "), "{}", run.err);
        let (with, apart) = contents(&out);
        same(&with, &without);
        let names: Vec<_> = apart.iter().filter_map(|it| it.file_name()?.to_str()).collect();
        for name in ["index.html", "audio.mp3", "cover.png", "transcript.vtt"] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert_eq!(fs::read_to_string(root.join("feed.lock")).unwrap(), lock);
    }
    let (_, apart) = contents(&out);
    let page = apart.iter().find(|it| it.ends_with("index.html") && it.components().count() == 3);
    let page = page.unwrap();
    let html = fs::read_to_string(out.join(page)).unwrap();
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"), "{html}");
    // What the site knows leads on; what it does not has no page.
    assert!(html.contains("href=\"/people/mara-lindqvist/\""), "{html}");
    for nowhere in
        ["/people/zoe-quill/", "/topics/kettle-lore/", "/sponsors/quiet-kettles/", "/cards/"]
    {
        let own = html.matches(nowhere).count();
        let other = String::from_utf8(without[Path::new("about/index.html")].clone()).unwrap();
        assert_eq!(own, other.matches(nowhere).count(), "{nowhere}");
    }
    let run = cuepoint(&["check", "--out", out.to_str().unwrap(), "--strict"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let run = cuepoint(&["files", root.to_str().unwrap()]);
    let address = format!("unlisted, at /{}", page.parent().unwrap().to_str().unwrap());
    assert_eq!(run.out.matches(&address).count(), 4, "{}", run.out);
}

/// Where the one unlisted page of a site is.
fn address(root: &Path, more: &[&str]) -> String {
    let out = root.with_file_name("out");
    let run = build(root, &out, more);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let (_, apart) = contents(&out);
    let is_page =
        |it: &&PathBuf| it.ends_with("index.html") && !it.to_str().unwrap().contains("embed");
    let pages: Vec<_> = apart.iter().filter(is_page).collect();
    assert_eq!(pages.len(), 1, "{apart:?}");
    pages[0].parent().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn addresses_stay_and_words_change_them() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    let settings = "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\nlanguage = \"en\"\ncards = false\n";
    let notes = |front: &str| format!("== a/notes.md\n---\n{front}\n---\n# 1: Lids\n\nWords.\n");
    let other = "== b/notes.md\n# 2: Pots\n\nWords.\n";
    write_site(&root, &(settings.to_owned() + &notes("unlisted: true") + other));
    let first = address(&root, &[]);
    assert!(first.starts_with("unlisted/") && first.len() == 21, "{first}");
    // Neither title nor number nor where the site lives.
    write_site(&root, &notes("title: Other\nnumber: 7\nunlisted: \"true\""));
    assert_eq!(address(&root, &["--base-url", "https://other.example/x/"]), first);
    // A word does, and then the name of the file does not.
    write_site(&root, &notes("unlisted: kettle-71"));
    let word = address(&root, &[]);
    assert_ne!(word, first);
    fs::rename(root.join("a"), root.join("c")).unwrap();
    assert_eq!(address(&root, &[]), word);
    write_site(&root, &notes("unlisted: kettle-72"));
    fs::remove_dir_all(root.join("c")).unwrap();
    assert_ne!(address(&root, &[]), word);
    // Another tool's key, a key of the show's own, and one of any form.
    for key in
        ["eleventyExcludeFromCollections: true", "secret: true", "unlisted: [x]", "unlisted: treu"]
    {
        write_site(&root, &(notes(key) + settings + "front-matter = { secret = \"unlisted\" }\n"));
        address(&root, &[]);
    }
    let out = root.with_file_name("out");
    for (key, is_listed) in
        [("unlisted: false", true), ("unlisted: no", true), ("unlisted: true\ndraft: true", false)]
    {
        write_site(&root, &notes(key));
        let run = build(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        let (rest, apart) = contents(&out);
        assert_eq!(apart, Vec::<PathBuf>::new(), "{key}");
        let is_there = rest.keys().any(|it| it.to_str().unwrap().contains("lids"));
        assert_eq!(is_there, is_listed, "{key}: {}", run.err);
    }
}

/// What is not meant for the public does not get there by a slip of syntax.
#[test]
fn broken_front_matter_lists_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(
        &root,
        "== show.toml\ntitle = \"S\"\nlanguage = \"en\"\n== 1.md\n+++\nunlisted = yes please\n+++\n# 1: Lids\n\nWords.\n== 2.md\n# 2: Pots\n\nWords.\n",
    );
    let run = build(&root, &out, &[]);
    assert!(run.err.contains("[front-matter/draft]"), "{}", run.err);
    let (rest, apart) = contents(&out);
    assert_eq!(apart, Vec::<PathBuf>::new());
    assert!(!rest.keys().any(|it| it.to_str().unwrap().contains("lids")));
}

/// An episode that subscribers know leaves the feed, and nothing leads from
/// where it was to where it is now.
#[test]
fn a_published_episode_may_leave_the_lists() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    let episode = |n: u32, more: &str| {
        format!(
            "== {n}/notes.md\n+++\ntitle = \"E{n}\"\nnumber = {n}\ndate = 2024-01-0{n}\naudio = {{ url = \"https://cdn.example/{n}.mp3\", length = 5 }}\n{more}+++\n\nWords.\n"
        )
    };
    write_site(
        &root,
        "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\nlanguage = \"en\"\ncards = false\n",
    );
    write_site(&root, &(1..4).map(|it| episode(it, "")).collect::<String>());
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    write_site(&root, &episode(2, "unlisted = true\n"));
    let run = build_in_ci(&root, &out, &["--strict"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let feed = fs::read_to_string(out.join("feed.xml")).unwrap();
    assert!(!feed.contains("2.mp3") && feed.contains("1.mp3"), "{feed}");
    let lock = fs::read_to_string(root.join("feed.lock")).unwrap();
    assert!(lock.contains("2.mp3"), "its GUID is remembered:\n{lock}");
    let (rest, apart) = contents(&out);
    assert!(!apart.is_empty());
    for (path, bytes) in rest {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("unlisted/"), "{} leads to it", path.display());
    }
    // It comes back as the same.
    write_site(&root, &episode(2, ""));
    assert_eq!(build_in_ci(&root, &out, &["--strict"]).status, ExitStatus::Clean);
    assert_eq!(fs::read_to_string(out.join("feed.xml")).unwrap().matches("<guid").count(), 3);
}
