//! What is there and cannot be read is never taken for empty.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use cuepoint::cli::ExitStatus;

use crate::support::{build, files_below, write_site};

/// A user without rights: the superuser may read everything.
const NOBODY: u32 = 65_534;

const SHOW: &str = "== show.toml
title = \"Kettle Talk\"
base-url = \"https://kettle.example/\"
cards = false
cover = \"cover.jpg\"
== topics.toml
[[topics]]
name = \"Spout\"
== cover.jpg
picture
== static/robots.txt
User-agent: *
== templates/404.html
<p>Nothing here.</p>
== content/1-steam/notes.md
# Kettle Talk 1: Steam

- [Spout](https://spout.example/)
== content/1-steam/transcript.vtt
WEBVTT

00:01.000 --> 00:02.000
The spout.
== content/1-steam/times.toml
\"Spout\" = \"0:01\"
== content/1-steam/chapters.json
{\"version\": \"1.2.0\", \"chapters\": [{\"startTime\": 0, \"title\": \"Spout\"}]}
== content/1-steam/audio.mp3
sound
";

/// A show that somebody without rights builds with a program of their own.
struct Nobody {
    temp: tempfile::TempDir,
    program: PathBuf,
    is_root: bool,
}

impl Nobody {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let is_root = fs::metadata(temp.path()).unwrap().uid() == 0;
        let built = Path::new(env!("CARGO_BIN_EXE_cuepoint"));
        let program = if is_root { temp.path().join("cuepoint") } else { built.to_owned() };
        write_site(&temp.path().join("show"), SHOW);
        if is_root {
            fs::copy(built, &program).unwrap();
            for path in files_below(temp.path()) {
                for it in path.ancestors() {
                    chown(temp.path().join(it), Some(NOBODY), Some(NOBODY)).unwrap();
                }
            }
        }
        Self { temp, program, is_root }
    }

    /// Exit status and what is said.
    fn build(&self) -> (i32, String) {
        let mut command = Command::new(&self.program);
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        let run = command.current_dir(self.temp.path()).args(["build", "show"]).output().unwrap();
        (run.status.code().unwrap(), String::from_utf8_lossy(&run.stderr).into_owned())
    }

    fn site(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let out = self.temp.path().join("show/dist");
        let read = |it: PathBuf| (it.clone(), fs::read(out.join(it)).unwrap());
        files_below(&out).into_iter().map(read).collect()
    }
}

#[test]
fn no_file_that_cannot_be_read_counts_as_empty() {
    let nobody = Nobody::new();
    let (code, said) = nobody.build();
    assert_eq!(code, 0, "{said}");
    let site = nobody.site();
    let show = nobody.temp.path().join("show");
    let sources: Vec<PathBuf> =
        files_below(&show).into_iter().filter(|it| !it.starts_with("dist")).collect();
    assert!(sources.contains(&PathBuf::from("feed.lock")), "{sources:?}");
    let sources = sources.iter().filter(|it| !it.to_string_lossy().starts_with('.'));
    for source in sources {
        let path = show.join(source);
        fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
        let (code, said) = nobody.build();
        let wanted = format!("`{}` cannot be read", source.display());
        assert_eq!(code, 1, "{source:?}: {said}");
        assert_eq!(said.matches(&wanted).count(), 1, "{source:?}: {said}");
        assert!(!said.contains("is empty"), "{said}");
        assert!(nobody.site() == site, "{source:?}: the site changed");
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let (code, said) = nobody.build();
        assert_eq!(code, 0, "{source:?}: {said}");
        assert!(nobody.site() == site, "{source:?}: the site is another one");
    }
}

#[test]
fn links_that_lead_nowhere_cost_what_they_may_have_been() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    // As editors leave beside a file that is open.
    symlink("somebody@somewhere.1", root.join("content/1-steam/.#notes.md")).unwrap();
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    for folder in ["content/bin", "content/transcripts"] {
        fs::create_dir(root.join(folder)).unwrap();
    }
    for (link, to, is_said) in [
        ("content/2-lid.md", "gone.md", true),
        ("content/3-lid.mp3", "3-lid.mp3", true),
        ("content/transcripts/2", "/gone", true),
        ("content/again", ".", false),
        ("content/bin/tool", "../vendor/tool", false),
        ("content/bin/tool.dtd", "/usr/gone/tool.dtd", false),
        ("content/bin/tool.json", "gone.json", false),
        ("content/README.md", "gone.md", false),
        ("shop.toml", "x", false),
    ] {
        symlink(to, root.join(link)).unwrap();
        let run = build(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{link}: {}", run.err);
        let said = run.err.contains(&format!("the link `{link}` leads to no file"));
        assert_eq!(said, is_said, "{link}: {}", run.err);
        fs::remove_file(root.join(link)).unwrap();
    }
    // What `feed.lock` knows does not vanish.
    let was = root.join("content/1-steam");
    fs::rename(&was, root.join("kept")).unwrap();
    fs::create_dir(&was).unwrap();
    for name in ["notes.md", "transcript.vtt"] {
        symlink("/gone", was.join(name)).unwrap();
    }
    fs::write(root.join("content/2-lid.md"), "# T 2: Lid\n").unwrap();
    bind(&root);
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
    assert!(run.err.contains("1-steam"), "{}", run.err);
    fs::remove_dir_all(&was).unwrap();
    fs::rename(root.join("kept"), &was).unwrap();
    fs::remove_file(root.join("content/2-lid.md")).unwrap();
    // What the settings call notes.
    let settings = fs::read_to_string(root.join("show.toml")).unwrap();
    let named = format!("{settings}\n[content]\nnotes = [\"content/**/*.md\"]\n");
    fs::write(root.join("show.toml"), named).unwrap();
    symlink("gone.md", root.join("content/2-lid.md")).unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
    assert!(run.err.contains("`content/2-lid.md` cannot be read"), "{}", run.err);
    // Settings that somebody wanted to be there.
    fs::remove_file(root.join("show.toml")).unwrap();
    symlink("gone.toml", root.join("show.toml")).unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems);
    assert!(run.err.contains("`show.toml` cannot be read"), "{}", run.err);
    assert!(!run.err.contains("there is no `show.toml`"), "{}", run.err);
}

/// Makes `feed.lock` bind, as a publication does.
fn bind(root: &Path) {
    let lock = fs::read_to_string(root.join("feed.lock")).unwrap();
    fs::write(root.join("feed.lock"), lock.replace("draft = true\n", "")).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_said_and_left_out() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, SHOW);
    fs::write(root.join("content").join(OsStr::from_bytes(b"2-l\xefd.md")), "# T 2: Lid\n")
        .unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.contains("warning[source/file-name]"), "{}", run.err);
    assert!(run.err.contains("`content/2-l\u{fffd}d.md` is not UTF-8"), "{}", run.err);
    assert!(run.err.contains("1 episode,"), "{}", run.err);
}
