//! A repository that somebody else wrote leads nothing that we write, move or
//! delete out of its folder.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use cuepoint::cli::ExitStatus;

use crate::support::{Run, build, cuepoint, files_below, write_site};

const SHOW: &str = "== show.toml
title = \"Kettle Talk\"
base-url = \"https://kettle.example/\"
cards = false
[topics]
least-episodes = 1
== content/1-steam.md
# Kettle Talk 1: Steam

- [Spout](https://spout.example/)
== content/1-steam.vtt
WEBVTT

00:01.000 --> 00:02.000
The spout.
";

/// A show and beside it a folder of somebody's, which nobody may touch.
struct Neighbours(tempfile::TempDir);

impl Neighbours {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        write_site(&temp.path().join("show"), SHOW);
        write_site(&temp.path().join("victim"), "== important.txt\nmine\n== deep/er\nmine too\n");
        Self(temp)
    }

    fn show(&self) -> PathBuf {
        self.0.path().join("show")
    }

    fn victim(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let victim = self.0.path().join("victim");
        let read = |it: PathBuf| (it.clone(), fs::read(victim.join(it)).unwrap());
        files_below(&victim).into_iter().map(read).collect()
    }

    /// Puts a link into the show that leads to the victim, or to a file in it.
    fn link(&self, link: &str, to: &str) {
        let link = self.show().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(self.0.path().join("victim").join(to), link).unwrap();
    }

    fn build(&self) -> Run {
        build(&self.show(), &self.show().join("dist"), &[])
    }

    fn run(&self, args: &[&str]) -> Run {
        let show = self.show();
        let mut args = args.to_vec();
        args.extend(["--root", show.to_str().unwrap()]);
        cuepoint(&args)
    }
}

const BUILD: &[&str] = &["build"];
const PUBLISH: &[&str] = &["publish", "PUB"];

/// Every link that 0.1.0 followed and the ones beside them: where each is,
/// where it leads in the victim, what is run, and whether that goes well.
const CASES: &[(&str, &str, &[&str], bool)] = &[
    // Folders beside the output, which are emptied before they are used.
    (".dist.cuepoint-staging", "", BUILD, false),
    (".dist.cuepoint-staging/.lock", "important.txt", BUILD, false),
    (".dist.cuepoint-work", "", PUBLISH, false),
    (".dist.cuepoint-work", "", &["publish", "PUB", "--dry-run"], false),
    (".dist.cuepoint-work/.lock", "important.txt", PUBLISH, false),
    // The output, and folders in it.
    ("dist", "", BUILD, false),
    ("dist", "new", BUILD, false),
    ("dist/episodes", "", BUILD, false),
    ("dist/episodes", "new", BUILD, false),
    ("dist/assets", "deep", BUILD, false),
    // Files in it, which are replaced by ours.
    ("dist/index.html", "important.txt", BUILD, true),
    ("dist/.cuepoint-ledger", "important.txt", BUILD, false),
    // Names of temporary files, of 0.1.0 and of today.
    ("dist/.cuepoint-ledger.new", "important.txt", BUILD, true),
    ("dist/.cuepoint-ledger.cuepoint-0", "important.txt", BUILD, true),
    ("dist/.cuepoint-ledger.cuepoint-0", "new", BUILD, true),
    (".feed.lock.new", "important.txt", BUILD, true),
    (".feed.lock.cuepoint-0", "important.txt", BUILD, true),
    (".feed.lock.cuepoint-0", "new", BUILD, true),
    // The user's own files.
    ("feed.lock", "new", BUILD, false),
    ("topics.toml", "new", &["topics", "--write"], false),
    ("content/episodes", "deep", &["new", "Lid", "--number", "2"], false),
    ("content/episodes/002-lid", "new", &["new", "Lid", "--number", "2"], false),
    // The cache, which is done without.
    (".dist.cuepoint-cache", "", BUILD, true),
    (".dist.cuepoint-cache", "new", BUILD, true),
    (".dist.cuepoint-cache/lock", "important.txt", BUILD, true),
    (".dist.cuepoint-cache/lock", "new", BUILD, true),
    (".dist.cuepoint-cache/files", "new", BUILD, true),
    (".dist.cuepoint-cache/files.new", "important.txt", BUILD, true),
];

#[test]
fn nothing_leaves_the_show_through_a_link() {
    for (link, to, args, goes_well) in CASES {
        let it = Neighbours::new();
        let (before, published) = (it.victim(), it.0.path().join("published"));
        if args[0] == "publish" {
            assert_eq!(it.build().status, ExitStatus::Clean);
        }
        // Where the ledger lists files of the victim, they count as ours.
        let ledger = it.show().join("dist/.cuepoint-ledger");
        if link.starts_with("dist/") && *link != "dist/.cuepoint-ledger" {
            fs::create_dir_all(ledger.parent().unwrap()).unwrap();
            fs::write(&ledger, "episodes/important.txt\nindex.html\n").unwrap();
        }
        it.link(link, to);
        let run = match args[0] {
            "build" => it.build(),
            _ => {
                let args: Vec<&str> = args
                    .iter()
                    .map(|it| if *it == "PUB" { published.to_str().unwrap() } else { it })
                    .collect();
                it.run(&args)
            }
        };
        assert_eq!(it.victim(), before, "{link} → {to}: {}", run.err);
        let went_well = run.status == ExitStatus::Clean;
        assert_eq!(went_well, *goes_well, "{link} → {to}: {}", run.err);
        let says = [
            "is a symbolic link",
            "is a link or a file",
            "cannot be read",
            "not empty",
            "is not followed",
        ];
        assert!(went_well || says.iter().any(|it| run.err.contains(it)), "{link}: {}", run.err);
    }
}

/// A folder of the victim that the ledger lists as ours is not emptied.
#[test]
fn nothing_is_deleted_through_a_link() {
    let it = Neighbours::new();
    assert_eq!(it.build().status, ExitStatus::Clean);
    it.link("dist/x", "");
    let ledger = it.show().join("dist/.cuepoint-ledger");
    let ours = fs::read_to_string(&ledger).unwrap();
    fs::write(&ledger, format!("{ours}x/important.txt\n")).unwrap();
    let dist = it.show().join("dist");
    let before = (it.victim(), files_below(&dist));
    let run = it.build();
    assert_eq!(run.status, ExitStatus::Failure, "{}", run.err);
    assert!(run.err.contains("dist/x` is a symbolic link"), "{}", run.err);
    assert!((it.victim(), files_below(&dist)) == before, "{}", run.err);
    // Without the link all is well, and the ledger is whole again.
    fs::remove_file(it.show().join("dist/x")).unwrap();
    assert_eq!(it.build().status, ExitStatus::Clean);
    assert_eq!(fs::read_to_string(&ledger).unwrap(), ours);
}

/// A published file that somebody replaced by a link becomes a file again, and
/// what is only beside ours stays.
#[test]
fn links_in_the_place_of_our_files_are_replaced() {
    let it = Neighbours::new();
    assert_eq!(it.build().status, ExitStatus::Clean);
    let page = it.show().join("dist/episodes/1-steam/index.html");
    let whole = fs::read(&page).unwrap();
    fs::write(it.0.path().join("victim/page.html"), &whole).unwrap();
    fs::remove_file(&page).unwrap();
    it.link("dist/episodes/1-steam/index.html", "page.html");
    let run = it.build();
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(!page.is_symlink() && fs::read(&page).unwrap() == whole);
    assert!(it.victim().contains_key(Path::new("page.html")));
}

/// Where the user says that the site goes somewhere else, it goes there.
#[test]
fn an_output_elsewhere_may_be_a_link() {
    let it = Neighbours::new();
    let (real, link) = (it.0.path().join("www"), it.0.path().join("web"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    let run = build(&it.show(), &link, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(real.join("index.html").is_file());
}

/// What a killed build left of a temporary file goes with the next.
#[test]
fn temporary_files_that_were_left_go() {
    let it = Neighbours::new();
    assert_eq!(it.build().status, ExitStatus::Clean);
    fs::write(it.show().join(".feed.lock.cuepoint-0"), "half").unwrap();
    fs::write(it.show().join("dist/.cuepoint-ledger.cuepoint-0"), "half").unwrap();
    fs::create_dir(it.show().join(".dist.cuepoint-staging")).unwrap();
    fs::write(it.show().join(".dist.cuepoint-staging/index.html"), "half").unwrap();
    write_site(
        &it.show(),
        "== content/2-lid.md\n# Kettle Talk 2: Lid\n\n- [Lid](https://l.example/)\n",
    );
    let run = it.build();
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let left = files_below(&it.show()).into_iter().filter(|it| {
        let name = it.to_string_lossy().into_owned();
        name.contains(".cuepoint-0") || name.contains("cuepoint-staging")
    });
    assert_eq!(left.count(), 0);
}
