//! Archives of releases: their program works alone.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{files_below, project};

/// Runs a script of `.ci`; what it prints.
fn script(name: &str, args: &[&Path]) -> String {
    let run = Command::new(project(".ci").join(name)).args(args).output().unwrap();
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{text}{}", String::from_utf8_lossy(&run.stderr));
    text
}

/// The program of these tests stands for that of a release, which takes
/// minutes to build.
#[test]
#[cfg(unix)]
fn the_program_of_an_archive_builds_the_example_show_in_an_empty_folder() {
    let temp = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_cuepoint"));
    let made = script("archive", &[Path::new("some-target"), program, temp.path()]);
    let archive = Path::new(made.trim());
    assert_eq!(
        archive.file_name().unwrap().to_str().unwrap(),
        format!("cuepoint-{}-some-target.tar.gz", env!("CARGO_PKG_VERSION"))
    );
    let tried = script("try-archive", &[archive]);
    assert!(tried.contains("OK"), "{tried}");
    assert_eq!(files_below(temp.path()).len(), 2, "an archive, and its sum");
}

/// `cargo binstall` finds archives by where the workflow puts them.
#[test]
fn archives_are_where_the_manifest_says() {
    let manifest = fs::read_to_string(project("Cargo.toml")).unwrap();
    let at = "/releases/download/v{ version }/{ name }-{ version }-{ target }.tar.gz\"";
    assert!(manifest.contains(at));
    assert!(
        manifest.contains("bin-dir = \"{ name }-{ version }-{ target }/{ bin }{ binary-ext }\"")
    );
    let script = fs::read_to_string(project(".ci/archive")).unwrap();
    assert!(script.contains("name=cuepoint-$version-$target\n"));
    let workflow = fs::read_to_string(project(".github/workflows/release.yml")).unwrap();
    let page = fs::read_to_string(project("docs/pages/installing.md")).unwrap();
    let targets = workflow.split("target: ").skip(1).filter_map(|it| it.lines().next());
    let untold: Vec<&str> = targets.filter(|it| !page.contains(&format!("`{it}`"))).collect();
    assert!(untold.is_empty(), "docs/pages/installing.md does not name {untold:?}");
}
