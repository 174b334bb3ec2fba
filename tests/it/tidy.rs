//! The architecture, as a test: which module may name which.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::{files_below, project};

/// What lies under everything.
const GROUND: [&str; 8] = ["diag", "time", "path", "hash", "schemes", "cache", "model", "config"];

/// Every module, lowest layer first, and what it may name beyond the ground.
const MAY_USE: &[(&str, &[&str])] = &[
    // L0: only what is listed, and not the rest of the ground.
    ("diag", &[]),
    ("time", &[]),
    ("path", &[]),
    ("hash", &[]),
    ("schemes", &[]),
    ("disk", &[]),
    ("trace", &[]),
    ("net", &[]),
    ("tree", &["diag"]),
    // L1
    ("cache", &["hash", "disk"]),
    ("model", &["diag", "time", "path", "hash"]),
    ("config", &["diag", "path", "hash", "schemes", "model", "tree"]),
    ("source", &[]),
    // L2
    ("parse", &["tree"]),
    // L3
    ("assemble", &["parse", "source", "tree"]),
    // L4
    ("align", &["parse"]),
    ("learn", &["align"]),
    ("topics", &["tree"]),
    ("refrain", &[]),
    ("search", &[]),
    // L5
    ("catalog", &["refrain", "topics"]),
    // L6
    ("render", &["catalog", "parse", "refrain", "search", "source"]),
    // L7
    ("output", &["render", "source", "disk"]),
    ("amend", &["catalog", "disk"]),
    ("check", &["net", "parse"]),
    // L8
    (
        "pipeline",
        &[
            "source", "parse", "assemble", "align", "topics", "refrain", "search", "catalog",
            "render", "amend", "trace",
        ],
    ),
    ("serve", &["pipeline", "trace"]),
    ("import", &["amend", "net", "parse", "tree"]),
    ("begin", &["amend", "source", "tree"]),
    ("publish", &["net", "parse", "source"]),
    // L9
    (
        "cli",
        &[
            "pipeline", "output", "align", "learn", "amend", "begin", "catalog", "check", "import",
            "net", "publish", "search", "source", "topics", "serve", "trace", "disk",
        ],
    ),
];

/// These stand below the ground's modules themselves.
const BELOW_GROUND: [&str; 12] = [
    "diag", "time", "path", "hash", "schemes", "disk", "trace", "net", "tree", "cache", "model",
    "config",
];

#[test]
fn modules_name_only_what_they_may() {
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files_below(&project("src")) {
        let name = file.to_string_lossy().replace('\\', "/");
        let module = name.split(['/', '.']).next().unwrap().to_owned();
        if module == "main" || module == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|it| it.0 == module) else {
            broken.push(format!("`{module}` is in no row of the table"));
            continue;
        };
        seen.insert(module.clone());
        let text = fs::read_to_string(project("src").join(&file)).unwrap();
        for used in text.split("crate::").skip(1) {
            let used: String =
                used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let on_ground =
                !BELOW_GROUND.contains(&module.as_str()) && GROUND.contains(&used.as_str());
            if used != module && !on_ground && !allowed.contains(&used.as_str()) {
                broken.push(format!("{name}: `{module}` must not name `{used}`"));
            }
        }
    }
    for (module, _) in MAY_USE.iter().filter(|it| !seen.contains(it.0)) {
        broken.push(format!("the table has a row for `{module}`, which is not there"));
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    let mut broken = Vec::new();
    for file in files_below(&project("src")) {
        let name = file.to_string_lossy();
        let text = fs::read_to_string(project("src").join(&file)).unwrap();
        if !text.starts_with("//!") && name != "main.rs" && name.ends_with(".rs") {
            broken.push(format!("{name} does not say what it is for"));
        }
        if 500 < text.lines().count() {
            broken.push(format!("{name} has {} lines", text.lines().count()));
        }
        for word in ["utils", "helpers", "common", "misc", "manager"] {
            if file.iter().any(|it| Path::new(it).file_stem().is_some_and(|it| it == word)) {
                broken.push(format!("{name}: no drawers"));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_dependency_has_a_reason_beside_it() {
    let manifest = fs::read_to_string(project("Cargo.toml")).unwrap();
    let sections = manifest.split("\n[").filter(|it| it.contains("dependencies]"));
    let lines = sections.flat_map(str::lines).skip(1).filter(|it| it.contains(" = "));
    let bare: Vec<&str> = lines.filter(|it| !it.contains(" # ")).collect();
    assert!(bare.is_empty(), "no reason beside {bare:?}");
}
