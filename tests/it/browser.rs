//! The example show, and a made show of real size, in a real Chromium:
//! `tests/browser/`, run by Node.
//!
//! Needs Chromium, Node and `npm ci` in `tests/browser`; without them the tests
//! are listed as ignored. With `CI=true` they are required.

use std::path::{Path, PathBuf};
use std::process::Command;

use cuepoint::cli::ExitStatus;

use crate::support::{build, project};

#[test]
#[cfg_attr(not(has_browser), ignore = "needs Chromium, Node and `npm ci` in tests/browser")]
fn the_example_show_works_in_a_browser() {
    let temp = tempfile::tempdir().unwrap();
    let site = temp.path().join("site");
    let run = build(&project(""), &site, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let done = Command::new("node")
        .args([
            "--test",
            "--test-reporter=spec",
            "site.test.mjs",
            "times.test.mjs",
            "serve.test.mjs",
            "search.test.mjs",
            "same.test.mjs",
            "hostile.test.mjs",
        ])
        .current_dir(project("tests/browser"))
        .env("SITE", &site)
        .env("SHOW", project(""))
        .env("CUEPOINT", env!("CARGO_BIN_EXE_cuepoint"))
        .output()
        .expect("node is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs Chromium, Node and `npm ci` in tests/browser")]
fn a_show_of_real_size_works_in_a_browser() {
    let temp = tempfile::tempdir().unwrap();
    let site = made_site(temp.path(), "made", &[]);
    let rtl = made_site(temp.path(), "rtl", &["--language", "he", "--episodes", "12"]);
    let done = Command::new("node")
        .args(["--test", "--test-reporter=spec", "made.test.mjs"])
        .current_dir(project("tests/browser"))
        .env("SITE", &site)
        .env("RTL", &rtl)
        .output()
        .expect("node is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

/// Writes a made show into a folder and builds it.
fn made_site(folder: &Path, name: &str, options: &[&str]) -> PathBuf {
    let show = folder.join(name);
    let done = Command::new("node")
        .arg(project("tests/browser/made-show.mjs"))
        .arg(&show)
        .args(options)
        .output()
        .expect("node is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let site = folder.join(format!("{name}-site"));
    let run = build(&show, &site, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    site
}
