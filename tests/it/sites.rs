//! Small sites: `tests/sites/<behaviour>/` holds a site and what becomes of it.
//!
//! `expected.txt` is what the build says; `expected/` holds some of the files
//! it makes: JSON and text whole, of HTML what stands in `<main>`, so that a
//! change of the theme's frame touches nothing here. A site that must not be
//! published has no `expected/`. `UPDATE=1 cargo test sites` rewrites both.

use std::fs;
use std::path::Path;

use crate::support::{build, files_below, project};

#[test]
fn small_sites_build_as_expected() {
    let mut wrong = Vec::new();
    let mut folders: Vec<_> =
        fs::read_dir(project("tests/sites")).unwrap().flatten().map(|it| it.path()).collect();
    folders.sort();
    assert!(10 < folders.len(), "the sites are missing");
    for folder in folders {
        check(&folder, &mut wrong);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn check(folder: &Path, wrong: &mut Vec<String>) {
    let update = std::env::var("UPDATE").is_ok_and(|it| it == "1");
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("site");
    // A build writes `feed.lock` beside the settings: it gets a copy.
    let site = temp.path().join("source");
    for file in files_below(&folder.join("site")) {
        fs::create_dir_all(site.join(&file).parent().unwrap()).unwrap();
        fs::copy(folder.join("site").join(&file), site.join(&file)).unwrap();
    }
    let run = build(&site, &out, &["--verbose"]);
    let mut said = tidy(&run.err, &out);
    // What would help most is the same for all that have next to nothing.
    if !folder.ends_with("what-would-help") {
        let is_outlook = |it: &&str| it.starts_with("the episodes: ") || it.starts_with("next: ");
        said = said.lines().filter(|it| !is_outlook(it)).map(|it| format!("{it}\n")).collect();
    }
    compare(&folder.join("expected.txt"), &said, update, wrong);
    let expected = folder.join("expected");
    for file in files_below(&expected) {
        let made = fs::read_to_string(out.join(&file)).unwrap_or_else(|_| "(not there)".to_owned());
        let is_html = file.extension().is_some_and(|it| it == "html");
        let made = if is_html { main_of(&made) } else { made };
        compare(&expected.join(&file), &made, update, wrong);
    }
    if !expected.is_dir() && out.exists() {
        wrong.push(format!("{}: something was published", folder.display()));
    }
}

fn compare(path: &Path, got: &str, update: bool, wrong: &mut Vec<String>) {
    if update {
        fs::write(path, got).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected != got {
        wrong.push(format!("--- {}\n{expected}\n+++ got\n{got}", path.display()));
    }
}

/// What a run says, without what differs from run to run.
fn tidy(text: &str, out: &Path) -> String {
    let text = text.replace(&out.display().to_string(), "OUT");
    let lines: Vec<&str> = text
        .lines()
        .map(|line| match line.rsplit_once("; ") {
            Some((head, seconds)) if seconds.ends_with(" s") => head,
            _ => line.trim_end(),
        })
        .collect();
    format!("{}\n", lines.join("\n").trim_end())
}

fn main_of(html: &str) -> String {
    let from = html.find("<main").unwrap_or(0);
    let to = html.find("</main>").map_or(html.len(), |it| it + "</main>".len());
    format!("{}\n", &html[from..to])
}
