//! The example show in a real Chromium: `tests/browser/`, run by Node.
//!
//! Needs Chromium, Node and `npm ci` in `tests/browser`; without them the test
//! is listed as ignored. With `CI=true` it is required.

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
        ])
        .current_dir(project("tests/browser"))
        .env("SITE", &site)
        .env("SHOW", project(""))
        .env("CUEPOINT", env!("CARGO_BIN_EXE_cuepoint"))
        .output()
        .expect("node is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}
