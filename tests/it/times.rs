//! `cuepoint times`: shown, kept, checked and mended.

use std::fs;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, project, write_site};

#[test]
fn found_times_are_shown_kept_and_hand_edits_win() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let of = project("content/episodes/001-first-things-first");
    let text = |name: &str| fs::read_to_string(of.join(name)).unwrap();
    write_site(
        root,
        &format!(
            "== e/1-a/notes.md\n{}== e/1-a/transcript.vtt\n{}",
            text("notes.md"),
            text("transcript.vtt")
        ),
    );
    let root_arg = root.to_str().unwrap();
    let shown = cuepoint(&["times", "1", "--root", root_arg]);
    assert!(shown.out.contains("File names that survive you"), "{}", shown.out);
    assert!(!root.join("e/1-a/times.toml").exists());

    cuepoint(&["times", "--root", root_arg, "--write"]);
    let sidecar = root.join("e/1-a/times.toml");
    let kept = fs::read_to_string(&sidecar).unwrap();
    assert!(kept.contains("\"WebVTT, captions as plain text\" = \""), "{kept}");

    let edited = "\"WebVTT, captions as plain text\" = \"0:42\" # mine\n";
    fs::write(&sidecar, edited).unwrap();
    cuepoint(&["times", "--root", root_arg, "--write"]);
    let after = fs::read_to_string(&sidecar).unwrap();
    assert!(after.starts_with(edited.trim_end()), "{after}");
    assert_eq!(after.matches("WebVTT, captions").count(), 1);

    let out = root.join("site");
    build(root, &out, &[]);
    let json = fs::read_to_string(out.join("episodes/1-first-things-first/episode.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let item = json["items"].as_array().unwrap().iter().find(|it| it["number"] == 2).unwrap();
    assert_eq!((item["start"].as_f64(), item["evidence"].as_str()), (Some(42.0), Some("stated")));
}

const WRAPPED: &str = "== 1-a.md
# T 1

- [0:10](#t=0:10) One
- [59:49](#t=59:49) Two
- [02:12](#t=02:12) Three
- [43:15](#t=0:00) Four
== 1-a.vtt
WEBVTT

00:00.000 --> 1:10:00.000
Words.
";

#[test]
fn contradictions_are_found_and_the_clear_ones_mended() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    write_site(root, WRAPPED);
    let root_arg = root.to_str().unwrap();
    let checked = cuepoint(&["times", "--root", root_arg, "--check"]);
    assert_eq!(checked.status, ExitStatus::Problems);
    assert!(checked.out.contains("has lost its hour: 1:02:12 is meant"), "{}", checked.out);
    assert!(checked.out.contains("a link says 43:15"), "{}", checked.out);

    let fixed = cuepoint(&["times", "--root", root_arg, "--fix"]);
    assert!(
        fixed.out.contains("- - [02:12](#t=02:12) Three\n+ - [1:02:12](#t=1:02:12) Three\n"),
        "{}",
        fixed.out
    );
    let notes = fs::read_to_string(root.join("1-a.md")).unwrap();
    assert!(notes.contains("- [1:02:12](#t=1:02:12) Three\n"), "{notes}");
    assert!(notes.contains("- [59:49](#t=59:49) Two\n"), "{notes}");

    let run = build(root, &root.join("site"), &[]);
    assert!(run.err.contains("times/stated"), "{}", run.err);
}

#[test]
fn unrelated_episodes_change_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let (alone, among) = (temp.path().join("alone"), temp.path().join("among"));
    let of = project("content/episodes/001-first-things-first");
    let text = |name: &str| fs::read_to_string(of.join(name)).unwrap();
    let one = format!(
        "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\n== 1-a.md\n{}== 1-a.vtt\n{}",
        text("notes.md"),
        text("transcript.vtt")
    );
    write_site(&alone, &one);
    write_site(&among, &one);
    write_site(
        &among,
        "== 0-x.md\n# T 0: X\n\n**Theo #1:** [WebVTT](https://x.example/)\n== 0-x.vtt\nWEBVTT\n\n00:01.000 --> 00:09.000\nFile names, WebVTT and loudness.\n",
    );
    let items = |root: &std::path::Path| {
        let out = root.join("site");
        build(root, &out, &[]);
        let path = out.join("episodes/1-first-things-first/episode.json");
        let json: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        json["items"].clone()
    };
    assert_eq!(items(&alone), items(&among));
}

#[test]
fn a_thousand_items_and_a_cue_of_a_megabyte_are_borne() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let items: String =
        (0..1000).map(|n| format!("- [Subject {n}](https://x.example/{n})\n")).collect();
    let words = "word and ".repeat(120_000);
    write_site(
        root,
        &format!(
            "== 1-a.md\n# T 1\n\n{items}== 1-a.vtt\nWEBVTT\n\n00:00.000 --> 10:00.000\n{words}\n"
        ),
    );
    let started = std::time::Instant::now();
    assert_eq!(build(root, &root.join("site"), &[]).status, ExitStatus::Clean);
    assert!(started.elapsed().as_secs() < 60, "took {:?}", started.elapsed());
}

/// Kept times are no reason for complaints, whatever stands where in the notes.
#[test]
fn kept_times_pass_the_strictest_build() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let of = project("content/episodes/001-first-things-first");
    let notes = fs::read_to_string(of.join("notes.md")).unwrap();
    let transcript = fs::read_to_string(of.join("transcript.vtt")).unwrap();
    // What is told last stands first.
    let mut parts: Vec<&str> = notes.trim_end().split("\n\n**").collect();
    parts[1..].reverse();
    let turned = parts.join("\n\n**") + "\n";
    let settings = "title = \"T\"\nbase-url = \"https://t.example/\"\ndescription = \"D\"\n";
    write_site(
        root,
        &format!(
            "== show.toml\n{settings}== show_notes/1.md\n{turned}== transcripts/1.vtt\n{transcript}"
        ),
    );
    let root_arg = root.to_str().unwrap();
    let kept = cuepoint(&["times", "--root", root_arg, "--write"]);
    assert!(
        kept.out.contains("1.times.toml") && 2 < kept.out.matches("\n+ ").count(),
        "{}",
        kept.out
    );
    let checked = cuepoint(&["times", "--root", root_arg, "--check"]);
    assert_eq!(checked.status, ExitStatus::Clean, "{}", checked.out);
    let built = build(root, &root.join("site"), &[]);
    assert!(!built.err.contains("times/"), "{}", built.err);
}

/// `--write` names each title once; items that share one take its times in turn.
#[test]
fn items_of_one_title_keep_their_own_times() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    write_site(
        root,
        "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\n== n/1.md\n# T 1\n\n## Topics\n\n- Beans\n- Peas\n- Beans\n== n/1.times.toml\n\"beans\" = [\"1:00\", \"9:00\"]\n",
    );
    let out = root.join("site");
    let built = build(root, &out, &[]);
    assert!(!built.err.contains("times/"), "{}", built.err);
    let json = fs::read_to_string(out.join("episodes/1-episode-1/episode.json"))
        .or_else(|_| fs::read_to_string(out.join("episodes/1-beans-peas/episode.json")))
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let starts: Vec<Option<f64>> =
        json["items"].as_array().unwrap().iter().map(|it| it["start"].as_f64()).collect();
    assert_eq!(starts, [Some(60.0), None, Some(540.0)]);
}
