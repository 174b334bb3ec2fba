//! Tells the tests what this machine has, so that those it cannot run are
//! listed as ignored instead of passing in silence. With `CI=true` all are
//! required.

#![expect(clippy::disallowed_methods, reason = "a build script has no other way to ask")]

use std::path::Path;

fn main() {
    let in_ci = std::env::var("CI").is_ok_and(|it| it == "true");
    let has_shared = Path::new("../shared/README.md").is_file();
    let has_browser = Path::new("tests/browser/node_modules/playwright-core").is_dir()
        && (Path::new("/usr/bin/chromium").is_file() || std::env::var_os("CHROMIUM").is_some())
        && on_path("node");
    let has_hosts = ["moto_server", "rsync", "ssh"].iter().all(|it| on_path(it))
        && Path::new("/usr/sbin/sshd").is_file();
    println!("cargo::rustc-check-cfg=cfg(has_hosts)");
    println!("cargo::rustc-check-cfg=cfg(has_shared)");
    println!("cargo::rustc-check-cfg=cfg(has_browser)");
    println!("cargo::rerun-if-env-changed=CHROMIUM");
    println!("cargo::rerun-if-changed=tests/browser");
    println!("cargo::rerun-if-env-changed=CI");
    println!("cargo::rerun-if-changed=build.rs");
    // A path that is not there would count as changed, at every build.
    if has_shared {
        println!("cargo::rerun-if-changed=../shared/README.md");
    }
    // The theme is embedded when compiling.
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=static");
    // What one program kept is nothing to another.
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=i18n");
    println!("cargo::rerun-if-changed=dialects");
    println!("cargo::rerun-if-changed=Cargo.toml");
    println!("cargo::rustc-env=CUEPOINT_SOURCES={:016x}", sources());
    if in_ci || has_browser {
        println!("cargo::rustc-cfg=has_browser");
    }
    if in_ci || has_hosts {
        println!("cargo::rustc-cfg=has_hosts");
    }
    if in_ci || has_shared {
        println!("cargo::rustc-cfg=has_shared");
    }
}

/// Whether there is a program of this name.
fn on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|it| it.join(program).is_file())
}

/// A hash of all that the program is made of. It need not be a strong one:
/// it tells the builds of one developer's afternoon apart.
fn sources() -> u64 {
    let mut files: Vec<std::path::PathBuf> = Vec::new();
    let mut folders: Vec<std::path::PathBuf> =
        ["src", "templates", "static", "i18n", "dialects"].map(Into::into).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.extend(["Cargo.toml", "Cargo.lock"].map(Into::into));
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        for byte in std::fs::read(&file).unwrap_or_default() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
