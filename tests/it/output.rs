//! What is published is whole, whatever happens while it is published.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use cuepoint::cli::ExitStatus;

use crate::support::{build, files_below, write_site};

/// Times a build is killed.
const KILLS: u32 = 200;

/// A show in one of two states: other words, other episodes, another title.
fn show(state: usize) -> String {
    let mut files = format!(
        "== show.toml\ntitle = \"State {state}\"\nbase-url = \"https://t.example/\"\ncards = false\n"
    );
    for nth in 1..=12 {
        if nth % 4 == state {
            continue;
        }
        let words = format!("word{state} ").repeat(40 * nth);
        files += &format!(
            "== {nth}-e{nth}.md\n# T {nth}: Episode {nth}\n\n- [X](https://x.example/{state})\n\n{words}\n"
        );
        files += &format!("== {nth}-e{nth}.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n");
    }
    files
}

/// Every published file; what cuepoint keeps for itself is left out.
fn published(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files_below(out).into_iter();
    let files = files.filter(|it| !it.to_string_lossy().starts_with(".cuepoint-ledger"));
    files.map(|it| (it.clone(), fs::read(out.join(&it)).unwrap())).collect()
}

fn start(root: &Path, out: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_cuepoint"))
        .args(["build", root.to_str().unwrap(), "--out", out.to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program is there")
}

/// Numbers that are the same in every run.
fn next(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 11) as f64 / (1_u64 << 53) as f64
}

/// When the list of published files was written: what a build publishes first
/// and last.
fn ledger_age(out: &Path) -> Option<SystemTime> {
    fs::metadata(out.join(".cuepoint-ledger")).and_then(|it| it.modified()).ok()
}

/// Waits until a build begins to publish, or ends.
fn until_it_publishes(run: &mut std::process::Child, out: &Path, before: Option<SystemTime>) {
    while ledger_age(out) == before && run.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// Killed at any moment, every published file is the old one or the new one,
/// and the next build heals. Publishing is a small part of a build, so every
/// other kill waits for it: how many of the others meet it is the machine's
/// mood.
#[allow(clippy::print_stdout, reason = "the log of the test, for `--nocapture`")]
#[test]
fn a_killed_build_leaves_no_half_file() {
    let temp = tempfile::tempdir().unwrap();
    let roots = [0, 1].map(|it| temp.path().join(format!("show{it}")));
    let whole = [0, 1].map(|it| {
        write_site(&roots[it], &show(it));
        let out = temp.path().join(format!("whole{it}"));
        assert_eq!(build(&roots[it], &out, &[]).status, ExitStatus::Clean);
        published(&out)
    });
    let out = temp.path().join("out");
    let started = Instant::now();
    assert!(start(&roots[0], &out).wait().unwrap().success());
    let takes = started.elapsed();
    let mut seed = 7;
    let (mut died, mut mixed) = (0, 0);
    for nth in 0..KILLS {
        let to = usize::from(nth % 2 == 0);
        let before = ledger_age(&out);
        let mut run = start(&roots[to], &out);
        let wait = match nth % 4 < 2 {
            true => takes.mul_f64(next(&mut seed) * 1.1).max(Duration::from_micros(100)),
            false => {
                until_it_publishes(&mut run, &out, before);
                Duration::from_micros((next(&mut seed) * 3_000.0) as u64)
            }
        };
        std::thread::sleep(wait);
        let _ = run.kill();
        died += u32::from(!run.wait().unwrap().success());
        let now = published(&out);
        mixed += u32::from(now != whole[0] && now != whole[1]);
        for (path, bytes) in &now {
            let known = whole.iter().any(|it| it.get(path) == Some(bytes));
            assert!(known, "kill {nth}: {path:?} is neither old nor new");
        }
    }
    println!("{KILLS} kills: {died} before the end, {mixed} while the site was published");
    assert!(KILLS / 4 < died, "only {died} of {KILLS} runs were killed in time");
    assert!(0 < mixed, "no run was killed while it published: the test tests nothing");
    for (root, whole) in roots.iter().zip(&whole) {
        assert_eq!(build(root, &out, &[]).status, ExitStatus::Clean);
        assert!(published(&out) == *whole, "the next build did not heal");
    }
    let beside = fs::read_dir(temp.path()).unwrap().flatten();
    let staging = beside.filter(|it| it.file_name().to_string_lossy().ends_with("-staging"));
    assert_eq!(staging.count(), 0, "staging is left behind");
}

#[test]
fn a_build_that_fails_amid_publishing_leaves_no_staging_folder() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, &show(0));
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    // A folder of somebody else where a page is.
    fs::remove_file(out.join("index.html")).unwrap();
    write_site(&out, "== index.html/theirs.txt\nmine\n");
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Failure, "{}", run.err);
    let names = fs::read_dir(temp.path()).unwrap().flatten();
    let names: Vec<String> =
        names.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    assert!(!names.iter().any(|it| it.ends_with("-staging")), "{names:?}");
}

/// Two builds of one folder at once: one of them works, the other says so.
#[test]
fn one_build_at_a_time() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, &show(0));
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    let whole = published(&out);
    let mut busy = 0;
    for _ in 0..10 {
        let runs: Vec<_> = (0..4).map(|_| start(&root, &out)).collect();
        let ends: Vec<_> = runs.into_iter().map(|mut it| it.wait().unwrap()).collect();
        assert!(ends.iter().any(|it| it.success()));
        busy += ends.iter().filter(|it| it.code() == Some(2)).count();
        assert!(published(&out) == whole);
    }
    assert!(0 < busy, "no two builds met");
}

/// A disk without room, a file where a folder must be: the old site stays.
#[cfg(unix)]
#[test]
fn where_nothing_can_be_written_the_old_site_stays() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, &show(0));
    let blocked = temp.path().join("file");
    fs::write(&blocked, "a file").unwrap();
    let run = build(&root, &blocked, &[]);
    assert_eq!(run.status, ExitStatus::Failure, "{}", run.err);
    assert_eq!(fs::read_to_string(&blocked).unwrap(), "a file");

    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    let whole = published(&out);
    write_site(&root, &show(1));
    // Files of more than four kilobytes cannot be written, and the system says
    // so instead of ending the program.
    let command = format!(
        "trap '' XFSZ; ulimit -f 8; exec '{}' build '{}' --out '{}'",
        env!("CARGO_BIN_EXE_cuepoint"),
        root.display(),
        out.display()
    );
    let run = Command::new("sh").args(["-c", &command]).output().unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("output/write") && said.contains("room on the disk"), "{said}");
    assert!(published(&out) == whole, "the old site was touched");
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
}

#[test]
fn no_site_is_written_among_sources() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let files = [
        "content/1.md",
        "static/a.txt",
        "_episodes/1.md",
        "show-b/show.toml",
        "show-b/content/1.md",
        "notes-of-mine/1-tea.md",
        "pages-branch/.git",
        "pages-branch/CHANGES.md",
        "site/index.html",
        "site/llms.md",
        "dist/.cuepoint-ledger",
        "dist/episodes/1/index.md",
        "other/README.md",
    ];
    for it in files {
        let path = root.join(it);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    for (folder, expected) in [
        ("content", true),
        ("content/episodes", true),
        ("content/not/there/yet", true),
        ("static", true),
        ("_episodes", true),
        ("show-b/content", true),
        ("notes-of-mine", true),
        ("templates", false),
        ("pages-branch", false),
        ("site", false),
        ("dist", false),
        ("dist/episodes", false),
        ("other", false),
        ("not-there", false),
        ("show-b/dist", false),
        ("../elsewhere", false),
    ] {
        assert_eq!(cuepoint::source::is_reserved(root, &root.join(folder)), expected, "{folder}");
    }
}
