//! A warm build is a clean build, byte for byte, whatever was changed; and the
//! cache may be lost, damaged or shared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cuepoint::cli::ExitStatus;
use proptest::prelude::*;

use crate::support::{Run, build, build_in_ci, files_below, write_site};

/// A show with every kind of source.
const SHOW: &str = "== show.toml
title = \"T\"
base-url = \"https://t.example/\"
short-links = true
[[people]]
name = \"Ann Lee\"
links = [\"https://ann.example/\"]
[corrections]
zorb = \"Zorp\"
== topics.toml
[[topics]]
name = \"Zorp\"
aliases = [\"zed orp\"]
== content/1-a.md
+++
date = 2024-01-01
sponsors = [\"Acme\"]
+++
# T 1: A

**Ann #1:** [Quux](https://github.com/quux/quux)

- A thing about Quux.
== content/1-a.vtt
WEBVTT

00:01.000 --> 00:02.000
<v Ann>Hello zorb and Quux, we talk about Zorp today.

00:05.000 --> 00:09.000
<v Bob>Quux is a good thing, and so is Frob.
== content/2-b.md
+++
date = 2024-01-08
slug = \"bee\"
aliases = [\"/old/b/\"]
+++
# T 2: B

## [Frob](https://github.com/frob/frob)

Frob and Quux.
== content/2-b.srt
1
00:00:01,000 --> 00:00:02,000
Frob it is, zed orp.
== content/3-c.md
+++
date = 2024-01-15
topics = [\"Cats\"]
+++
# T 3: C

**Bob #1:** [Quux](https://github.com/quux/quux) at 0:03
== content/3-c.txt
00:00:01 Quux again.
00:00:04 And cats.
== content/3-c.times.toml

== content/4-d.md
+++
draft = true
+++
# T 4: D
== content/pages/about.md
# About

Us.
== static/extra.txt
extra
";

/// What people do to their files, one after another: a name, files to write,
/// files to delete, and pairs to rename.
type Edit =
    (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const EDITS: &[Edit] = &[
    ("nothing", "", &[], &[]),
    (
        "four notes with a link in common",
        "== content/21-s.md\n# T 21: S21\n\n- [Own 21](https://own.example/21)\n- [Same](https://same.example/)\n== content/22-s.md\n# T 22: S22\n\n- [Own 22](https://own.example/22)\n- [Same](https://same.example/)\n== content/23-s.md\n# T 23: S23\n\n- [Own 23](https://own.example/23)\n- [Same](https://same.example/)\n== content/24-s.md\n# T 24: S24\n\n- [Own 24](https://own.example/24)\n- [Same](https://same.example/)\n",
        &[],
        &[],
    ),
    (
        "a fifth, which makes it standing matter",
        "== content/25-s.md\n# T 25: S25\n\n- [Own 25](https://own.example/25)\n- [Same](https://same.example/)\n",
        &[],
        &[],
    ),
    ("and four again", "", &["content/25-s.md"], &[]),
    (
        "notes",
        "== content/1-a.md\n+++\ndate = 2024-01-01\n+++\n# T 1: A changed\n\n**Ann #1:** [Quux](https://github.com/quux/quux)\n",
        &[],
        &[],
    ),
    (
        "a name that others say",
        "== content/3-c.md\n# T 3: C\n\n- [Hello](https://github.com/hello/hello)\n",
        &[],
        &[],
    ),
    (
        "transcript",
        "== content/1-a.vtt\nWEBVTT\n\n00:03.000 --> 00:04.000\n<v Ann>Bye Frob.\n",
        &[],
        &[],
    ),
    (
        "other format",
        "== content/2-b.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nFrob in VTT.\n",
        &[],
        &[],
    ),
    ("times", "== content/3-c.times.toml\n\"Hello\" = \"0:02\"\n", &[], &[]),
    (
        "chapters",
        "== content/2-b.chapters.json\n{\"version\": \"1.2.0\", \"chapters\": [{\"startTime\": 0, \"title\": \"In\"}, {\"startTime\": 1, \"title\": \"Out\"}]}\n",
        &[],
        &[],
    ),
    (
        "topic file",
        "== topics.toml\n[[topics]]\nname = \"Zorp\"\naliases = [\"zed orp\", \"bye\"]\ndescription = \"What zorps.\"\n[[topics]]\nname = \"Frob\"\nparent = \"Zorp\"\n",
        &[],
        &[],
    ),
    (
        "ignored name",
        "== topics.toml\nignore = [\"Quux\"]\n[[topics]]\nname = \"Zorp\"\n",
        &[],
        &[],
    ),
    ("template", "== templates/404.html\nnothing here, {{ site.title }}\n", &[], &[]),
    (
        "part of a template",
        "== templates/episode.html\n{% extends \"built-in/episode.html\" %}\n",
        &[],
        &[],
    ),
    ("style", "== static/theme.css\nbody { color: red }\n", &[], &[]),
    ("static file", "== static/extra.txt\nmore\n", &[], &[]),
    ("page", "== content/pages/about.md\n# About us\n\nMore.\n", &[], &[]),
    (
        "pictures that notes and a page show",
        "== content/pages/about.md\n# About us\n\n![us](/us.svg)\n== public/us.svg\n<svg/>\n== content/near.svg\n<svg/>\n== content/30-p.md\n# T 30: P\n\n![near](near.svg)\n",
        &[],
        &[],
    ),
    ("a picture", "== public/us.svg\n<svg><path/></svg>\n== content/near.svg\n<svg />\n", &[], &[]),
    ("no picture", "", &["public/us.svg", "content/near.svg", "content/30-p.md"], &[]),
    (
        "new episode",
        "== content/5-e.md\n+++\ndate = 2024-02-01\nsponsors = [\"Acme\", \"Bolt\"]\n+++\n# T 5: E with Zoe\n\n- [Quux](https://github.com/quux/quux)\n== content/5-e.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\n<v Zoe>Quux.\n",
        &[],
        &[],
    ),
    (
        "person and correction",
        "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\nshort-links = true\n[[people]]\nname = \"Zoe Zim\"\nlinks = [\"https://zoe.example/\"]\n",
        &[],
        &[],
    ),
    (
        "sponsor",
        "== content/3-c.md\n+++\nsponsors = [\"Bolt\"]\n+++\n# T 3: C\n\n- [Hello](https://github.com/hello/hello)\n",
        &[],
        &[],
    ),
    ("audio", "== content/1-a.mp3\nno sound\n", &[], &[]),
    ("other audio", "== content/1-a.mp3\nstill none\n", &[], &[]),
    ("cover", "== content/1-a.png\nno picture\n", &[], &[]),
    (
        "settings",
        "== show.toml\ntitle = \"U\"\nbase-url = \"https://t.example/u/\"\nexports = false\nepisodes-per-page = 2\n[topics]\nleast-episodes = 1\n",
        &[],
        &[],
    ),
    (
        "rename notes and transcript",
        "",
        &[],
        &[("content/1-a.md", "content/1-renamed.md"), ("content/1-a.vtt", "content/1-renamed.vtt")],
    ),
    ("rename static", "", &[], &[("static/extra.txt", "static/other.txt")]),
    ("delete a transcript", "", &["content/2-b.vtt", "content/2-b.srt"], &[]),
    (
        "delete an episode",
        "",
        &["content/3-c.md", "content/3-c.txt", "content/3-c.times.toml"],
        &[],
    ),
    (
        "delete template and style",
        "",
        &["templates/404.html", "templates/episode.html", "static/theme.css"],
        &[],
    ),
    ("delete topics", "", &["topics.toml"], &[]),
    (
        "draft published",
        "== content/4-d.md\n# T 4: D\n\n- [Quux](https://github.com/quux/quux)\n",
        &[],
        &[],
    ),
    ("undo", "== content/4-d.md\n+++\ndraft = true\n+++\n# T 4: D\n", &[], &[]),
    ("odd notes", "== content/4-d.md\n+++\ntitle = \n+++\n", &[], &[]),
    ("mended", "== content/4-d.md\n# T 4: D\n", &[], &[]),
    ("a file in the way", "== static/episodes/2-bee/index.html\n{}\n", &[], &[]),
    ("nothing in the way", "", &["static/episodes/2-bee/index.html"], &[]),
    ("broken settings", "== show.toml\ntitel = \"U\"\n", &[], &[]),
    (
        "mended settings",
        "== show.toml\ntitle = \"U\"\nbase-url = \"https://t.example/\"\n",
        &[],
        &[],
    ),
];

fn apply(root: &Path, (_, write, delete, rename): &Edit) {
    write_site(root, write);
    for it in *delete {
        let _ = fs::remove_file(root.join(it));
    }
    for (from, to) in *rename {
        let _ = fs::rename(root.join(from), root.join(to));
    }
}

/// Every published file with its bytes.
fn site(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files_below(out).into_iter();
    files.map(|it| (it.clone(), fs::read(out.join(&it)).unwrap())).collect()
}

fn copy(from: &Path, to: &Path) {
    for it in files_below(from) {
        fs::create_dir_all(to.join(&it).parent().unwrap()).unwrap();
        fs::copy(from.join(&it), to.join(&it)).unwrap();
    }
}

/// Not a flag: the build is one of CI, and `feed.lock` binds.
const IN_CI: &str = "in CI";

fn run(root: &Path, out: &Path, more: &[&str]) -> Run {
    let mut args = vec!["--format", "json"];
    args.extend(more.iter().filter(|it| **it != IN_CI));
    match more.contains(&IN_CI) {
        true => build_in_ci(root, out, &args),
        false => build(root, out, &[&args, &["--accept-feed-changes"][..]].concat()),
    }
}

/// Builds a folder warm, and a copy of it from nothing; both must say and make
/// the same.
fn compare(temp: &Path, nth: usize, more: &[&str], sound: Option<bool>, what: &str) {
    let (root, out) = (temp.join("show"), temp.join("warm"));
    let copied = temp.join(format!("{nth}/show"));
    copy(&root, &copied);
    let clean = temp.join(format!("clean-{nth}"));
    let of_clean = run(&copied, &clean, &[more, &["--no-cache"]].concat());
    let of_warm = run(&root, &out, more);
    if let Some(sound) = sound {
        assert_eq!(of_clean.status == ExitStatus::Clean, sound, "{what}: {}", of_clean.out);
    }
    assert_eq!(of_warm.status, of_clean.status, "{what}: {}", of_warm.err);
    assert_eq!(of_warm.out, of_clean.out, "{what}");
    if of_clean.status == ExitStatus::Clean {
        let (warm, clean) = (site(&out), site(&clean));
        let names = |it: &BTreeMap<PathBuf, Vec<u8>>| it.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&warm), names(&clean), "{what}");
        for (path, bytes) in &clean {
            let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
            assert_eq!(text(&warm[path]), text(bytes), "{what}: {}", path.display());
        }
    }
    let lock = |root: &Path| fs::read_to_string(root.join("feed.lock")).ok();
    assert_eq!(lock(&root), lock(&copied), "{what}");
}

#[test]
fn every_kind_of_edit() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    write_site(&root, SHOW);
    compare(temp.path(), 0, &[], Some(true), "from nothing");
    for (nth, edit) in EDITS.iter().enumerate() {
        apply(&root, edit);
        let sound = !edit.0.starts_with("broken");
        compare(temp.path(), nth + 1, &[], Some(sound), edit.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    /// Edits in any order, drafts shown or not, and now and then a published
    /// file or a file of the cache that somebody took away or wrote over.
    #[test]
    fn any_sequence_of_edits(steps in prop::collection::vec((0..EDITS.len(), 0..12_usize), 1..6)) {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("show");
        write_site(&root, SHOW);
        run(&root, &temp.path().join("warm"), &[]);
        for (nth, (edit, luck)) in steps.iter().enumerate() {
            apply(&root, &EDITS[*edit]);
            match luck {
                0 => drop(fs::remove_file(temp.path().join("warm/index.html"))),
                1 => drop(fs::write(temp.path().join("warm/archive/index.html"), "mine")),
                2 => drop(fs::remove_file(temp.path().join(".warm.cuepoint-cache/pages"))),
                3 => drop(fs::write(temp.path().join(".warm.cuepoint-cache/words"), "junk")),
                _ => {}
            }
            let more: &[&str] = match luck {
                4 => &["--drafts"],
                5..8 => &[IN_CI],
                8 => &[IN_CI, "--allow-removals", "--accept-feed-changes"],
                _ => &[],
            };
            compare(temp.path(), nth, more, None, EDITS[*edit].0);
        }
    }
}

/// How many files a run wrote.
fn n_written(run: &Run) -> usize {
    let (before, _) = run.err.split_once(" written").expect("a summary");
    before.rsplit('(').next().unwrap().parse().unwrap()
}

#[test]
fn only_what_is_stale_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("warm"));
    write_site(&root, SHOW);
    run(&root, &out, &[]);
    let before = fs::metadata(out.join("episodes/1-a/index.html")).unwrap().modified().unwrap();
    assert_eq!(n_written(&run(&root, &out, &[])), 0);
    write_site(&root, "== content/pages/about.md\n# About\n\nOthers.\n");
    assert_eq!(n_written(&run(&root, &out, &[])), 1);
    let after = fs::metadata(out.join("episodes/1-a/index.html")).unwrap().modified().unwrap();
    assert_eq!(before, after);
}

/// An episode with a goodbye that is as long as refrains are, if it has one,
/// and `n` sentences about Zorp, two minutes apart.
fn long_episode(number: usize, goodbye: bool, n: usize) -> String {
    let words = |of: &str, n: usize| (0..n).map(|it| format!("{of}{it} ")).collect::<String>();
    let clock = |second: usize| {
        format!("{:02}:{:02}:{:02}.000", second / 3600, second / 60 % 60, second % 60)
    };
    let mut cues: Vec<String> = (0..n).map(|it| format!("We say Zorp for time {it}.")).collect();
    cues.push(words(&format!("own{number}x"), 60) + ".");
    cues.extend(goodbye.then(|| words("bye", 90) + "."));
    let mut text = format!("== content/{number}.md\n# T {number}: About {number}\n\n- Zorp\n");
    text += &format!("== content/{number}.vtt\nWEBVTT\n");
    for (nth, cue) in cues.iter().enumerate() {
        let (from, to) = (clock(nth * 130), clock(nth * 130 + 120));
        text += &format!("\n{from} --> {to}\n{cue}\n");
    }
    text
}

#[test]
fn what_episodes_share_is_counted_again_where_one_says_something_else() {
    let temp = tempfile::tempdir().unwrap();
    let (root, page) =
        (temp.path().join("show"), temp.path().join("warm/episodes/1-about-1/index.html"));
    write_site(&root, "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\n");
    let folds = || fs::read_to_string(&page).unwrap().contains("class=\"fold\"");
    let mut nth = 0;
    let mut edit = |number: usize, goodbye: bool| {
        write_site(&root, &long_episode(number, goodbye, 1));
        nth += 1;
        compare(temp.path(), nth, &[], Some(true), &format!("{nth}: {number} {goodbye}"));
    };
    (1..=3).for_each(|it| edit(it, true));
    assert!(!folds(), "three are few");
    edit(4, true);
    assert!(folds(), "four are many");
    edit(2, false);
    assert!(!folds(), "three again");
    edit(2, true);
    assert!(folds(), "as it was");
}

#[test]
fn a_page_of_a_topic_follows_from_its_own_moments() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    write_site(&root, "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\n");
    write_site(&root, "== topics.toml\n[[topics]]\nname = \"Zorp\"\n");
    for number in 1..=3 {
        write_site(&root, &long_episode(number, false, 150));
    }
    compare(temp.path(), 0, &[], Some(true), "from nothing");
    assert!(temp.path().join("warm/topics/zorp/page/3/index.html").exists());
    let edits = [
        ("another title", "== content/1.md\n# T 1: Renamed\n\n- Zorp\n".to_owned()),
        (
            "another item",
            "== content/3.md\n# T 3: About 3\n\n- All of Zorp for time 7\n".to_owned(),
        ),
        ("other words", long_episode(2, false, 149).replace("Zorp for", "Zorp at")),
        (
            "a day",
            "== content/2.md\n+++\ndate = 2024-05-06\n+++\n# T 2: About 2\n\n- Zorp\n".to_owned(),
        ),
        ("fewer moments", long_episode(3, false, 20)),
    ];
    for (nth, (what, files)) in edits.iter().enumerate() {
        write_site(&root, files);
        compare(temp.path(), nth + 1, &[], None, what);
    }
}

#[test]
fn a_damaged_cache_is_made_anew_with_one_warning() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("warm"));
    let cache = temp.path().join(".warm.cuepoint-cache");
    write_site(&root, SHOW);
    run(&root, &out, &[]);
    let clean = site(&out);
    let names = files_below(&cache);
    assert!(6 < names.len(), "{names:?}");
    let mut all_told = 0;
    for damage in 0..3 {
        for name in &names {
            let bytes = fs::read(cache.join(name)).unwrap();
            if bytes.len() < 100 {
                continue;
            }
            let mut bad = bytes.clone();
            match damage {
                0 => bad[bytes.len() - 5] ^= 255,
                1 => bad.truncate(bytes.len() * 2 / 3),
                _ => bad.extend(b"torn"),
            }
            fs::write(cache.join(name), &bad).unwrap();
            // A build that meets it says so once, and makes it good.
            let mut told = 0;
            for state in ["== content/1-a.md\n# T 1: Other\n", SHOW, SHOW] {
                write_site(&root, state);
                let run = build(&root, &out, &["--accept-feed-changes"]);
                assert_eq!(run.status, ExitStatus::Clean);
                let n = run.err.matches("damaged").count();
                assert!(n <= 1 && (told == 0 || n == 0), "{name:?} {damage}: {}", run.err);
                told += n;
            }
            all_told += told;
            assert!(site(&out) == clean, "{name:?} {damage}");
        }
    }
    assert!(6 < all_told, "damage is met in silence");
    // One that is gone is no loss.
    fs::remove_dir_all(&cache).unwrap();
    assert_eq!(n_written(&run(&root, &out, &[])), 0);
    // And nobody needs one.
    fs::remove_dir_all(&cache).unwrap();
    assert_eq!(run(&root, &out, &["--no-cache"]).status, ExitStatus::Clean);
    assert!(!cache.exists());
}
