//! Tells the tests what this machine has, so that those it cannot run are
//! listed as ignored instead of passing in silence. With `CI=true` all are
//! required.

use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "a build script has no other way to ask")]
fn main() {
    let in_ci = std::env::var("CI").is_ok_and(|it| it == "true");
    let has_shared = Path::new("../shared/README.md").is_file();
    let has_browser = Path::new("tests/browser/node_modules/playwright-core").is_dir()
        && (Path::new("/usr/bin/chromium").is_file() || std::env::var_os("CHROMIUM").is_some())
        && on_path("node");
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
    if in_ci || has_browser {
        println!("cargo::rustc-cfg=has_browser");
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
