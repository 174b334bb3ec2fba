//! The command line: exit status, formats, and that a good site stays good.

use std::fs;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, project, write_site};

const SHOW: &str = "== show.toml
title = \"T\"
base-url = \"https://t.example/\"
== 1-a.md
# T 1: A

**Ann #1:** [X](https://x.example/)
== 1-a.vtt
WEBVTT

00:01.000 --> 00:02.000
Hello.
";

#[test]
fn a_broken_build_leaves_the_published_site_alone() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    let before = files_below(&out);
    let page = fs::read(out.join("episodes/1-a/index.html")).unwrap();
    fs::write(root.join("show.toml"), "title = \n").unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems);
    assert!(run.err.contains("show.toml:1:"), "{}", run.err);
    assert_eq!(files_below(&out), before);
    assert_eq!(fs::read(out.join("episodes/1-a/index.html")).unwrap(), page);
    fs::remove_dir_all(temp.path().join(".site.cuepoint-cache")).unwrap();
    let beside = files_below(temp.path()).len();
    assert_eq!(beside, before.len() + files_below(&root).len(), "staging is left behind");
}

#[test]
fn a_second_build_writes_nothing_and_a_gone_episode_goes() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    build(&root, &out, &[]);
    let run = build(&root, &out, &[]);
    assert!(run.err.contains("(0 written,"), "{}", run.err);
    fs::write(out.join("mine.txt"), "mine").unwrap();
    write_site(&root, "== 2-b.md\n# T 2: B\n");
    build(&root, &out, &[]);
    assert!(out.join("episodes/2-b/index.html").exists());
    fs::remove_file(root.join("2-b.md")).unwrap();
    build(&root, &out, &[]);
    assert!(!out.join("episodes/2-b").exists());
    assert!(out.join("mine.txt").exists(), "a file that is not ours was deleted");
}

#[test]
fn somebody_elses_files_are_not_overwritten() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    write_site(&out, "== index.html\nmine\n");
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Failure);
    assert!(run.err.contains("not empty") && run.err.contains("--adopt"), "{}", run.err);
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "mine\n");
    assert_eq!(files_below(&out).len(), 1);
    // Files that come into ours later are not overwritten either.
    let ours = temp.path().join("ours");
    assert_eq!(build(&root, &ours, &[]).status, ExitStatus::Clean);
    write_site(&ours, "== episodes/2-b/index.html\nmine\n");
    write_site(&root, "== 2-b.md\n# T 2: B\n");
    let run = build(&root, &ours, &[]);
    assert_eq!(run.status, ExitStatus::Failure);
    assert!(run.err.contains("`episodes/2-b/index.html`"), "{}", run.err);
    assert_eq!(fs::read_to_string(ours.join("episodes/2-b/index.html")).unwrap(), "mine\n");
    // Unless somebody says so.
    write_site(&out, "== other.txt\nmine\n");
    let run = build(&root, &out, &["--adopt"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_ne!(fs::read_to_string(out.join("index.html")).unwrap(), "mine\n");
    assert_eq!(fs::read_to_string(out.join("other.txt")).unwrap(), "mine\n");
    // Nor is the site written over its own sources.
    assert_eq!(build(&root, &root, &[]).status, ExitStatus::Failure);
    assert_eq!(build(&root, temp.path(), &[]).status, ExitStatus::Failure);
}

#[test]
fn steps_and_pages_are_timed_if_wanted() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    let trace = temp.path().join("trace.json");
    let run = build(&root, &out, &["--timings", "--trace", trace.to_str().unwrap()]);
    for step in ["find files", "read episodes", "sum up", "render episodes", "publish"] {
        assert!(run.err.contains(step), "{step}: {}", run.err);
    }
    let trace: serde_json::Value = serde_json::from_slice(&fs::read(trace).unwrap()).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let named = |name: &str| events.iter().any(|it| it["name"] == name && it["ph"] == "X");
    for name in ["sum up", "1-a.md", "/episodes/1-a/", "list /archive/"] {
        assert!(named(name), "{name}");
    }
    assert!(!build(&root, &out, &[]).err.contains("sum up"));
}

#[test]
fn warnings_publish_unless_strict() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    write_site(&root, "== 1-a.vtt\nWEBVTT\n\n00:03.000 --> 00:02.000\nHello.\n");
    assert_eq!(build(&root, &out, &["--strict"]).status, ExitStatus::Problems);
    assert!(!out.exists());
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    assert!(out.exists());
}

#[test]
fn machines_get_every_problem_on_a_line() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    write_site(&root, "== show.toml\ntitel = \"T\"\nbase-url = \"t\"\n");
    let run = build(&root, &out, &["--format", "json"]);
    let lines: Vec<serde_json::Value> =
        run.out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let place = |it: &serde_json::Value| {
        format!("{}:{}:{} {}", it["path"].as_str().unwrap(), it["line"], it["column"], it["code"])
    };
    let places: Vec<String> = lines.iter().map(place).collect();
    assert_eq!(
        places[..2],
        ["show.toml:1:1 \"config/unknown-key\"", "show.toml:2:12 \"config/base-url\""]
    );
    assert_eq!(lines[0]["hints"][0]["text"], "did you mean `title`?");
    let run = build(&root, &out, &["--format", "github"]);
    assert!(run.out.starts_with("::error file=show.toml,line=1,col=1,"), "{}", run.out);
}

/// What no file is to blame for names none, for people and for machines.
#[test]
fn problems_without_a_file_have_no_place() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    fs::create_dir(&root).unwrap();
    let run = build(&root, &out, &[]);
    assert!(run.err.contains("error[source/empty]") && !run.err.contains("-->"), "{}", run.err);
    let run = build(&root, &out, &["--format", "json"]);
    let lines: Vec<serde_json::Value> =
        run.out.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(lines[0]["code"], "source/empty");
    for key in ["path", "line", "column"] {
        assert!(lines.iter().all(|it| it[key].is_null() && it.get(key).is_some()), "{}", run.out);
    }
    let run = build(&root, &out, &["--format", "github"]);
    assert!(run.out.starts_with("::error title=source/empty::there are no notes"), "{}", run.out);
    assert!(!run.out.contains("file="), "{}", run.out);
}

/// Whatever the folder is called, and whichever command looks.
#[test]
fn a_site_inside_the_show_is_no_source() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    write_site(&root, SHOW);
    for name in ["site", "html", "web/out"] {
        let run = build(&root, &root.join(name), &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        assert!(run.err.contains("1 episode,"), "{name}: {}", run.err);
    }
    let run = cuepoint(&["times", "--root", root.to_str().unwrap()]);
    assert_eq!(
        run.out.matches("1-a.md").count() + run.out.matches("A\n").count(),
        1,
        "{}",
        run.out
    );
}

#[test]
fn drafts_are_hidden_unless_wanted() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    write_site(&root, "== 2-b.md\n+++\ndraft = true\n+++\n# T 2: B\n");
    build(&root, &out, &[]);
    assert!(!out.join("episodes/2-b").exists());
    build(&root, &out, &["--drafts"]);
    assert!(fs::read_to_string(out.join("episodes/2-b/index.html")).unwrap().contains("draft"));
}

#[test]
fn files_too_large_are_reported_and_not_read() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    let file = fs::File::create(root.join("2-big.vtt")).unwrap();
    std::io::Write::write_all(&mut &file, b"WEBVTT\n\n00:01.000 --> 00:02.000\n").unwrap();
    file.set_len(200_000_000).unwrap();
    let run = build(&root, &out, &[]);
    // It costs the file, not the site.
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.contains("warning[source/too-large]"), "{}", run.err);
    assert!(run.err.contains("2-big.vtt") && run.err.contains("max-bytes"), "{}", run.err);
    assert!(out.join("index.html").is_file());
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    fs::write(temp.path().join("secret.md"), "# secret").unwrap();
    std::os::unix::fs::symlink("../secret.md", root.join("2-x.md")).unwrap();
    std::os::unix::fs::symlink(".", root.join("circle")).unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems);
    assert!(run.err.contains("`2-x.md` leads out"), "{}", run.err);
}

#[test]
fn base_url_may_have_a_path_and_comes_from_the_command_line() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("site");
    let run = build(&project("."), &out, &["--base-url", "https://x.example/pod"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    for file in files_below(&out).iter().filter(|it| it.extension().is_some_and(|it| it == "html"))
    {
        let html = fs::read_to_string(out.join(file)).unwrap();
        for href in html.split("href=\"").skip(1).filter_map(|it| it.split('"').next()) {
            assert!(!href.starts_with('/') || href.starts_with("/pod/"), "{file:?}: {href}");
        }
    }
    assert_eq!(cuepoint(&["build", ".", "--base-url", "x"]).status, ExitStatus::Failure);
}

#[test]
fn arguments_are_explained() {
    assert_eq!(cuepoint(&["--help"]).status, ExitStatus::Clean);
    assert_eq!(cuepoint(&["biuld"]).status, ExitStatus::Failure);
    assert_eq!(cuepoint(&["build", "/no/such/folder"]).status, ExitStatus::Failure);
}

/// A name that nothing has is a slip, not an empty answer.
#[test]
fn names_that_nothing_has_are_said() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    write_site(
        &root,
        "== content/1-water.md\n---\ntitle: Water\n---\n* [Wells](https://a.example/)\n",
    );
    let at = root.to_str().unwrap();
    for (command, what) in [("times", "episode"), ("topics", "topic"), ("people", "person")] {
        let run = cuepoint(&[command, "nope", "--root", at]);
        assert_eq!(run.status, ExitStatus::Failure, "{command}: {}", run.err);
        let said = format!("error: there is no {what} `nope`\nhint: `cuepoint {command}` lists");
        assert!(run.err.contains(&said), "{}", run.err);
    }
    let run = cuepoint(&["times", "water", "--root", at]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let run = cuepoint(&["new", " ", "--root", at]);
    assert!(run.err.starts_with("error: an episode needs a title\n"), "{}", run.err);
}
