//! The example show, and a made show of real size, in a real Chromium:
//! `tests/browser/`, run by Node.
//!
//! Needs Chromium, Node and `npm ci` in `tests/browser`; without them the tests
//! are listed as ignored. With `CI=true` they are required.
//!
//! A crate of its own, because Cargo runs one after another: what is measured
//! in a browser shares the machine with nothing else. For the same reason its
//! tests wait for each other.
#![expect(clippy::disallowed_methods, reason = "tests read, write and look at the environment")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use cuepoint::cli::ExitStatus;
use support::{build, project};

#[path = "../it/support/mod.rs"]
#[expect(dead_code, reason = "`tests/it` uses the rest")]
mod support;

/// Held while a browser is open.
static MACHINE: Mutex<()> = Mutex::new(());

#[test]
#[cfg_attr(not(has_browser), ignore = "needs Chromium, Node and `npm ci` in tests/browser")]
fn the_example_show_works_in_a_browser() {
    let temp = tempfile::tempdir().unwrap();
    let site = temp.path().join("site");
    let run = build(&project(""), &site, &["--strict"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let show = project("");
    let files = [
        "site.test.mjs",
        "navigation.test.mjs",
        "times.test.mjs",
        "serve.test.mjs",
        "search.test.mjs",
        "same.test.mjs",
        "hostile.test.mjs",
    ];
    let program = Path::new(env!("CARGO_BIN_EXE_cuepoint"));
    passes(&files, &[("SITE", &site), ("SHOW", &show), ("CUEPOINT", program)]);
}

#[test]
#[cfg_attr(not(has_browser), ignore = "needs Chromium, Node and `npm ci` in tests/browser")]
fn a_show_of_real_size_works_in_a_browser() {
    let temp = tempfile::tempdir().unwrap();
    let site = made_site(temp.path(), "made", &[]);
    let rtl = made_site(temp.path(), "rtl", &["--language", "he", "--episodes", "12"]);
    passes(&["made.test.mjs"], &[("SITE", &site), ("RTL", &rtl)]);
}

/// Runs tests of Node one file after another; what they print is shown if one fails.
fn passes(files: &[&str], with: &[(&str, &Path)]) {
    let done = node(|it| {
        it.args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
            .args(files)
            .current_dir(project("tests/browser"))
            .envs(with.iter().copied())
    });
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}

fn node(say: impl FnOnce(&mut Command) -> &mut Command) -> Output {
    let _alone = MACHINE.lock().unwrap_or_else(PoisonError::into_inner);
    say(&mut Command::new("node")).output().expect("node is there")
}

/// Writes a made show into a folder and builds it.
fn made_site(folder: &Path, name: &str, options: &[&str]) -> PathBuf {
    let show = folder.join(name);
    let done = node(|it| it.arg(project("tests/browser/made-show.mjs")).arg(&show).args(options));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let site = folder.join(format!("{name}-site"));
    let run = build(&show, &site, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    site
}
