//! `cuepoint learn`: what an archive teaches about itself.

use std::fmt::Write;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, write_site};

/// Things that a made show talks about, in the order of its notes.
const THINGS: [&str; 12] = [
    "kettle",
    "lantern",
    "compass",
    "ladder",
    "violin",
    "bicycle",
    "telescope",
    "umbrella",
    "hammock",
    "teapot",
    "wardrobe",
    "accordion",
];

/// An archive whose hosts hand over in words of their own.
fn archive(episodes: usize) -> String {
    let mut files = "== show.toml\ntitle = \"Things\"\nlanguage = \"en\"\n".to_owned();
    for number in 1..=episodes {
        let things = (0..4).map(|it| THINGS[(number * 5 + it * 3) % THINGS.len()]);
        let _ = write!(files, "== {number}-an-hour.md\n# An hour {number}\n\n");
        let mut speech = "WEBVTT\n".to_owned();
        let mut at = 0;
        let mut say = |text: &str| {
            let clock =
                |it: usize| format!("{:02}:{:02}:{:02}.000", it / 3600, it / 60 % 60, it % 60);
            let _ = write!(speech, "\n{} --> {}\n{text}\n", clock(at), clock(at + 5));
            at += 5;
        };
        (0..6).for_each(|it| say(&format!("Well it is day {it} and we are here again.")));
        for thing in things {
            let _ = write!(
                files,
                "## The {thing}\n\nWhat a {thing} is for, and who made the first {thing}.\n\n"
            );
            say("Roll the drum please.");
            say(&format!("I found a {thing} in the cellar."));
            for it in 0..12 {
                say(&format!("A {thing} is what I use on day {it} of each month."));
                say("That is what my neighbour would say, and so would I.");
            }
        }
        let _ = write!(files, "== {number}-an-hour.vtt\n{speech}");
    }
    files
}

#[test]
fn a_show_teaches_how_it_hands_over() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, &archive(8));
    let path = root.to_str().unwrap();
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    let run = cuepoint(&["learn", "--root", path]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(
        run.out.contains("learned from 8 episodes and 0 items with a stated time"),
        "{}",
        run.out
    );
    let first = std::fs::read_to_string(root.join("placing.toml")).unwrap();
    // Words that stand before every item, and nowhere else.
    assert!(first.contains("please"), "{first}");
    // The same archive teaches the same.
    assert_eq!(cuepoint(&["learn", "--root", path]).status, ExitStatus::Clean);
    assert_eq!(std::fs::read_to_string(root.join("placing.toml")).unwrap(), first);
    // It is an input as others: what was built before is built anew.
    let warm = build(&root, &out, &[]);
    assert_eq!(warm.status, ExitStatus::Clean, "{}", warm.err);
    let clean = temp.path().join("clean");
    build(&root, &clean, &["--no-cache"]);
    for file in files_below(&clean) {
        let read = |root: &std::path::Path| std::fs::read(root.join(&file)).unwrap();
        assert!(read(&out) == read(&clean), "{} differs", file.display());
    }
}

#[test]
fn a_handful_of_episodes_teaches_nothing() {
    let temp = tempfile::tempdir().unwrap();
    write_site(temp.path(), &archive(4));
    let run = cuepoint(&["learn", "--root", temp.path().to_str().unwrap()]);
    assert_eq!(run.status, ExitStatus::Clean);
    assert_eq!(
        run.out,
        "nothing learned: only 4 episodes with items and a transcript with times; 5 are needed\n"
    );
    assert!(!temp.path().join("placing.toml").exists());
}
