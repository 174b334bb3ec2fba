//! Running cuepoint in a test.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use cuepoint::cli::{self, Environment, ExitStatus};

/// What a run came to.
pub(crate) struct Run {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a command line in this process, as on somebody's own machine.
pub(crate) fn cuepoint(args: &[&str]) -> Run {
    cuepoint_in(Environment::default(), args)
}

/// Runs a command line in this process, as in CI.
fn cuepoint_in_ci(args: &[&str]) -> Run {
    cuepoint_in(Environment { is_ci: true }, args)
}

fn cuepoint_in(environment: Environment, args: &[&str]) -> Run {
    let args = std::iter::once("cuepoint").chain(args.iter().copied()).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = cli::run(args, environment, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Run { status, out: text(out), err: text(err) }
}

/// Builds `root` into `out`.
pub(crate) fn build(root: &Path, out: &Path, more: &[&str]) -> Run {
    let mut args = vec!["build", root.to_str().unwrap(), "--out", out.to_str().unwrap()];
    args.extend(more);
    cuepoint(&args)
}

/// Builds `root` into `out` as CI does: what is built is published.
pub(crate) fn build_in_ci(root: &Path, out: &Path, more: &[&str]) -> Run {
    let mut args = vec!["build", root.to_str().unwrap(), "--out", out.to_str().unwrap()];
    args.extend(more);
    cuepoint_in_ci(&args)
}

/// Writes a small site: each line `== path` starts a file.
pub(crate) fn write_site(root: &Path, files: &str) {
    for file in files.split("== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        let path = root.join(path.trim());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Every file below a folder, sorted, relative.
pub(crate) fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}

/// A folder of the checkout.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
