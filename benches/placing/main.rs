//! Learns where items begin in speech, and measures how well.
//!
//! `cargo bench --bench placing` prints what `docs/pages/times.md` says: of
//! episodes and shows that the fit never saw. `-- learn` also writes
//! `i18n/*.placing`. Both read `../shared/gold` and `../shared/corpus`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::iter_over_hash_type,
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "a bench reads files, prints and may give up; what comes out of hashes is sorted or summed"
)]

mod examples;
mod report;
mod trust;

use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let args: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let named = |name: &str| args.iter().find_map(|it| it.strip_prefix(name)).map(PathBuf::from);
    let shared = named("shared=").unwrap_or_else(|| root.join("../shared"));
    if !shared.join("gold").is_dir() {
        println!("../shared/gold is not here: nothing to learn from");
        return;
    }
    let all = examples::Examples::load(&shared, named("fresh=").as_deref());
    let args: Vec<String> = args
        .into_iter()
        .filter(|it| !it.starts_with("shared=") && !it.starts_with("fresh="))
        .collect();
    match args.iter().any(|it| it == "time") {
        true => report::time(&all),
        false => report::run(&all, &args, root),
    }
}
