//! What `feed.lock` binds, from when on, and what becomes of it in merges.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cuepoint::cli::ExitStatus;

use crate::support::{Run, build, build_in_ci, cuepoint, write_site};

/// Four episodes that differ in everything.
fn show(root: &Path, has_audio: bool, has_days: bool) {
    write_site(
        root,
        "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\ncards = false\n",
    );
    for (number, name) in (1..).zip(["ash", "birch", "cedar", "elm"]) {
        let day = if has_days { format!("date = \"2023-03-0{number}\"\n") } else { String::new() };
        let audio = format!("audio = {{ url = \"https://cdn.example/{name}.mp3\", length = 7 }}\n");
        let audio = if has_audio { audio } else { String::new() };
        let front = format!("title = \"About {name}\"\nnumber = {number}\n{day}{audio}");
        let text = format!("+++\n{front}+++\n\nWords about {name}.\n");
        write_site(root, &format!("== eps/{number}-{name}/notes.md\n{text}"));
    }
}

struct Trial {
    _temp: tempfile::TempDir,
    root: PathBuf,
    out: PathBuf,
}

impl Trial {
    fn new(has_audio: bool, has_days: bool) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let (root, out) = (temp.path().join("show"), temp.path().join("out"));
        show(&root, has_audio, has_days);
        Self { _temp: temp, root, out }
    }

    fn build(&self, more: &[&str]) -> Run {
        build(&self.root, &self.out, more)
    }

    fn publish(&self, more: &[&str]) -> Run {
        build_in_ci(&self.root, &self.out, more)
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.root.join("feed.lock")).unwrap()
    }

    fn notes(&self, name: &str) -> PathBuf {
        self.root.join("eps").join(name).join("notes.md")
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.notes(name)).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(self.notes(name), text.replace(from, to)).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root.join("eps").join(from), self.root.join("eps").join(to)).unwrap();
    }

    fn delete(&self, name: &str) {
        fs::remove_dir_all(self.root.join("eps").join(name)).unwrap();
    }

    /// Name and GUID of each episode in the feed, by the tree that it is about.
    fn guids(&self) -> Vec<(String, String)> {
        let feed = fs::read_to_string(self.out.join("feed.xml")).unwrap();
        let text = |item: &str, tag: &str| {
            let from = item.split_once(&format!("<{tag}")).unwrap().1.split_once('>').unwrap().1;
            from.split_once("</").unwrap().0.to_owned()
        };
        let items = feed.split("<item>").skip(1);
        let mut all: Vec<_> = items
            .map(|it| {
                let about =
                    text(it, "description").split("about ").nth(1).unwrap_or("?").to_owned();
                (about.split(['.', '<', '&']).next().unwrap().to_owned(), text(it, "guid"))
            })
            .collect();
        all.sort();
        all
    }
}

/// What is done to a show.
type Edit = fn(&Trial);

const RENAME: Edit = |it| it.rename("1-ash", "zz");
const RENAME_ALL: Edit = |it| {
    for (from, to) in [("1-ash", "a"), ("2-birch", "b"), ("3-cedar", "c"), ("4-elm", "e")] {
        it.rename(from, to);
    }
};
const SWAP_FOLDERS: Edit = |it| {
    it.rename("1-ash", "x");
    it.rename("2-birch", "1-ash");
    it.rename("x", "2-birch");
};
const RETITLE: Edit = |it| it.edit("3-cedar", "About cedar", "Another name");
const RENUMBER: Edit = |it| it.edit("3-cedar", "number = 3", "number = 33");
const MOVE_AND_RETITLE: Edit = |it| {
    RETITLE(it);
    it.rename("3-cedar", "3-another-name");
};
const NEW_AUDIO: Edit = |it| it.edit("2-birch", "birch.mp3", "birch-2.mp3");
const SWAP_AUDIO: Edit = |it| {
    it.edit("1-ash", "/ash.mp3", "/birch.mp3");
    it.edit("2-birch", "/birch.mp3", "/ash.mp3");
};
const NEW_DAY: Edit = |it| it.edit("2-birch", "2023-03-02", "2023-03-22");
const NO_AUDIO: Edit = |it| it.edit("2-birch", "audio = ", "# audio = ");
const COPY_AND_RENAME: Edit = |it| {
    let text = fs::read_to_string(it.notes("1-ash")).unwrap();
    let text = text
        .replace("About ash", "Copied")
        .replace("number = 1", "number = 5")
        .replace("about ash", "about yew");
    write_site(&it.root, &format!("== eps/0-copied/notes.md\n{text}"));
    RENAME(it);
};
/// Nothing but the number is as it was.
const REPLACE: Edit = |it| {
    let text = fs::read_to_string(it.notes("4-elm")).unwrap();
    it.delete("4-elm");
    let text = text.replace("elm", "yew").replace("2023-03-04", "2023-09-09");
    write_site(&it.root, &format!("== eps/yew/notes.md\n{text}"));
};
const LOSE_LOCK: Edit = |it| {
    RENAME(it);
    fs::remove_file(it.root.join("feed.lock")).unwrap();
};
const CUT_LOCK: Edit = |it| {
    RENAME(it);
    let lock = it.lock();
    fs::write(it.root.join("feed.lock"), &lock[..lock.find("[[episode]]").unwrap()]).unwrap();
};
const EMPTY_LOCK: Edit = |it| fs::write(it.root.join("feed.lock"), "").unwrap();
/// Both sides of a merge.
const DOUBLE_LOCK: Edit = |it| {
    let lock = it.lock();
    let entries = &lock[lock.find("[[episode]]").unwrap()..];
    fs::write(it.root.join("feed.lock"), format!("{lock}{entries}")).unwrap();
    RENAME(it);
};
const UNEQUAL_LOCK: Edit = |it| {
    let lock = it.lock();
    let entry = format!("[[episode]]{}", lock.split("[[episode]]").nth(2).unwrap());
    let other = entry.replace("date = \"2023", "date = \"2022");
    assert_ne!(entry, other);
    fs::write(it.root.join("feed.lock"), format!("{lock}{other}")).unwrap();
};

/// Each edit ends with every GUID as it was, or with an error that says so.
#[test]
fn no_guid_changes_in_silence() {
    let cases: &[(&str, Edit, Option<&str>)] = &[
        ("rename", RENAME, None),
        ("rename all", RENAME_ALL, None),
        ("swap folders", SWAP_FOLDERS, None),
        ("retitle", RETITLE, None),
        ("renumber", RENUMBER, None),
        ("copy and rename", COPY_AND_RENAME, None),
        ("replace", REPLACE, Some("feed/guid")),
        ("lose the lock", LOSE_LOCK, Some("there is no `feed.lock`")),
        ("cut the lock", CUT_LOCK, Some("feed-lock/cut")),
        ("empty the lock", EMPTY_LOCK, Some("feed-lock/cut")),
        ("double the lock", DOUBLE_LOCK, None),
    ];
    let of_days: &[(&str, Edit, Option<&str>)] = &[
        ("move and retitle", MOVE_AND_RETITLE, None),
        ("another day", NEW_DAY, Some("feed/date")),
        ("unequal doubles", UNEQUAL_LOCK, Some("feed-lock/double")),
    ];
    let of_audio: &[(&str, Edit, Option<&str>)] = &[
        ("move and retitle", MOVE_AND_RETITLE, None),
        ("other audio", NEW_AUDIO, Some("feed/enclosure")),
        ("swap audio", SWAP_AUDIO, Some("feed/enclosure")),
        ("no audio", NO_AUDIO, Some("feed/removed")),
    ];
    for (has_audio, has_days) in [(true, true), (true, false), (false, true), (false, false)] {
        let days = of_days.iter().filter(|_| has_days);
        let audio = of_audio.iter().filter(|_| has_audio);
        for (name, edit, code) in cases.iter().chain(days).chain(audio) {
            // A copy without audio and day shares nothing with its model.
            let trial = Trial::new(has_audio, has_days);
            assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
            let before = trial.guids();
            assert_eq!(before.len(), 4);
            edit(&trial);
            let run = trial.publish(&[]);
            let what = format!("{name}, audio {has_audio}, days {has_days}: {}", run.err);
            match code {
                Some(code) => {
                    assert_ne!(run.status, ExitStatus::Clean, "{what}");
                    assert!(run.err.contains(code), "{what}");
                }
                None => {
                    assert_eq!(run.status, ExitStatus::Clean, "{what}");
                    let after = trial.guids();
                    assert!(
                        before.iter().all(|it| after.contains(it)),
                        "{what}{before:?} {after:?}"
                    );
                }
            }
        }
    }
}

/// Whatever somebody tries before anybody has subscribed is nobody's business.
#[test]
fn nothing_binds_before_the_show_is_published() {
    let trial = Trial::new(true, true);
    assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
    assert_eq!(trial.lock().matches("draft = true").count(), 4, "{}", trial.lock());
    for edit in [SWAP_AUDIO, NEW_DAY, RENUMBER, NO_AUDIO, REPLACE] {
        edit(&trial);
        let run = trial.build(&[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        assert!(!run.err.contains("error"), "{}", run.err);
    }
    // What is gone was never there.
    assert!(!trial.lock().contains("4-elm"), "{}", trial.lock());
    // Another address, another show: its GUID follows from the address.
    let settings = trial.root.join("show.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let show =
        |lock: &str| lock.split("[[show]]").nth(1).unwrap().lines().nth(1).unwrap().to_owned();
    let before = show(&trial.lock());
    fs::write(&settings, text.replace("t.example", "u.example")).unwrap();
    assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
    assert_ne!(show(&trial.lock()), before);
}

#[test]
fn the_first_publication_binds() {
    let bind: [Edit; 3] = [
        |it| {
            let run = it.publish(&[]);
            assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
            // What CI writes is lost with its machine.
            assert!(run.err.contains("commit these lines"), "{}", run.err);
            assert!(run.err.contains("\n- draft = true\n"), "{}", run.err);
            assert!(!it.publish(&[]).err.contains("commit"), "once");
        },
        |it| {
            let run = cuepoint(&["lock", it.root.to_str().unwrap(), "--published"]);
            assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        },
        |it| {
            let (root, out) = (it.root.to_str().unwrap(), it.out.to_str().unwrap());
            let host = it.root.with_file_name("host");
            fs::create_dir_all(&host).unwrap();
            let args = ["publish", host.to_str().unwrap(), "--root", root, "--out", out];
            let dry = cuepoint(&[&args[..], &["--dry-run"]].concat());
            assert_eq!(dry.status, ExitStatus::Clean, "{}", dry.err);
            assert!(it.lock().contains("draft = true"), "nothing is published yet");
            let run = cuepoint(&args);
            assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        },
    ];
    for publish in bind {
        let trial = Trial::new(true, true);
        assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
        publish(&trial);
        assert!(!trial.lock().contains("draft"), "{}", trial.lock());
        NEW_AUDIO(&trial);
        let run = trial.build(&[]);
        assert_eq!(run.status, ExitStatus::Problems);
        assert!(run.err.contains("feed/enclosure"), "{}", run.err);
        trial.edit("2-birch", "birch-2.mp3", "birch.mp3");
        // From now on new entries bind at once.
        let text = fs::read_to_string(trial.notes("1-ash")).unwrap();
        let text = text.replace("ash", "yew").replace("number = 1", "number = 5");
        write_site(&trial.root, &format!("== eps/5-yew/notes.md\n{text}"));
        assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
        trial.edit("5-yew", "yew.mp3", "yew-2.mp3");
        assert_eq!(trial.build(&[]).status, ExitStatus::Problems);
    }
}

/// Merges two texts as git does with `merge=union`.
fn union(folder: &Path, base: &str, one: &str, two: &str) -> String {
    let paths = ["base", "one", "two"].map(|it| folder.join(it));
    for (path, text) in paths.iter().zip([base, one, two]) {
        fs::write(path, text).unwrap();
    }
    let [base, one, two] = paths;
    let mut git = Command::new("git");
    let run =
        git.args(["merge-file", "--union", "-p"]).arg(one).arg(base).arg(two).output().unwrap();
    String::from_utf8(run.stdout).unwrap()
}

/// Two branches, each with an episode of its own on the same day.
#[test]
fn what_union_merges_leave_is_read_or_mended() {
    let trial = Trial::new(true, true);
    let path = trial.root.join("feed.lock");
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    let base = trial.lock();
    let mut sides = Vec::new();
    for name in ["fir", "yew"] {
        let text = fs::read_to_string(trial.notes("1-ash")).unwrap();
        let text = text.replace("ash", name).replace("number = 1\n", "");
        write_site(&trial.root, &format!("== eps/{name}/notes.md\n{text}"));
        fs::write(&path, &base).unwrap();
        assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
        sides.push(trial.lock());
        if name == "fir" {
            trial.delete("fir");
        }
    }
    let all = union(trial.root.parent().unwrap(), &base, &sides[0], &sides[1]);
    fs::write(&path, &all).unwrap();
    let text = fs::read_to_string(trial.notes("yew")).unwrap().replace("yew", "fir");
    write_site(&trial.root, &format!("== eps/fir/notes.md\n{text}"));
    let run = trial.build(&[]);
    assert_eq!(run.status, ExitStatus::Clean, "{all}\n{}", run.err);
    let merged = trial.lock();
    for side in &sides {
        let lines = side.lines().filter(|it| it.starts_with("guid"));
        lines.for_each(|it| assert!(merged.contains(it), "{it}\n{merged}"));
    }

    // Both sides gave one episode another title: its entry has two.
    let titled = |it: &str| base.replace("title = \"About elm\"", &format!("title = \"{it}\""));
    let left = union(trial.root.parent().unwrap(), &base, &titled("Elms"), &titled("The elm"));
    fs::write(&path, &left).unwrap();
    let run = trial.build(&[]);
    assert_eq!(run.status, ExitStatus::Problems, "{left}");
    assert!(run.err.contains("cuepoint lock --merge"), "{}", run.err);
    let mend = || cuepoint(&["lock", trial.root.to_str().unwrap(), "--merge"]);
    let run = mend();
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(trial.lock().matches("[[episode]]").count(), 4);
    assert!(mend().err.contains("nothing to mend"));

    // As does a conflict that git left marked, with and without its base.
    let (ours, theirs) = (&sides[0], &sides[1]);
    let at = |it: &str| it.split_once("\n[[episode]]").unwrap().1.to_owned();
    let marked = format!(
        "{}<<<<<<< HEAD\n[[episode]]{}||||||| base\n[[episode]]{}=======\n[[episode]]{}>>>>>>> other\n",
        base.split_once("[[episode]]").unwrap().0,
        at(ours),
        at(&base),
        at(theirs)
    );
    fs::write(&path, marked).unwrap();
    assert_eq!(mend().status, ExitStatus::Clean);
    assert_eq!(trial.lock().matches("[[episode]]").count(), 6);
}

/// What subscribers know is not guessed.
#[test]
fn two_dates_of_one_episode_are_left_to_the_author() {
    let trial = Trial::new(true, true);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    let base = trial.lock();
    let wrong = union(
        trial.root.parent().unwrap(),
        &base,
        &base.replace("2023-03-02", "2023-03-12"),
        &base.replace("2023-03-02", "2023-03-22"),
    );
    fs::write(trial.root.join("feed.lock"), &wrong).unwrap();
    let run = cuepoint(&["lock", trial.root.to_str().unwrap(), "--merge"]);
    assert_eq!(run.status, ExitStatus::Problems);
    assert!(run.err.contains("About birch") && run.err.contains("2023-03-22"), "{}", run.err);
    assert_eq!(trial.lock(), wrong);
}

/// Git for Windows ends lines with `\r\n`; editors there begin files with a
/// byte order mark.
#[test]
fn files_stay_as_the_users_tools_write_them() {
    for mark in ["", "\u{feff}"] {
        let trial = Trial::new(true, true);
        assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
        let lock = format!("{mark}{}", trial.lock().replace('\n', "\r\n"));
        fs::write(trial.root.join("feed.lock"), lock).unwrap();
        let text = fs::read_to_string(trial.notes("1-ash")).unwrap();
        let text = text.replace("ash", "yew").replace("number = 1", "number = 5");
        write_site(&trial.root, &format!("== eps/5-yew/notes.md\n{text}"));
        let run = trial.publish(&[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        let lock = trial.lock();
        assert!(lock.contains("5-yew") && lock.starts_with(mark), "{lock}");
        assert_eq!(lock.matches('\n').count(), lock.matches("\r\n").count(), "{lock}");
        let before = trial.guids();
        trial.rename("5-yew", "zz");
        assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
        assert_eq!(trial.guids(), before);
    }
}

/// A site never shrinks in silence.
#[test]
fn what_is_published_goes_only_with_its_files() {
    let removed = |edit: Edit, has_audio: bool, what: &str| {
        let trial = Trial::new(has_audio, true);
        assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
        edit(&trial);
        let run = trial.build(&[]);
        assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
        assert!(run.err.contains(what), "{}", run.err);
        let clean = build(&trial.root, &trial.out.with_file_name("clean"), &["--no-cache"]);
        assert_eq!(clean.status, ExitStatus::Problems, "{}", clean.err);
        let run = trial.build(&["--allow-removals"]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        let run = trial.build(&[]);
        assert_eq!(run.status, ExitStatus::Clean, "once is enough: {}", run.err);
    };
    let hide: Edit = |it| {
        let settings = fs::read_to_string(it.root.join("show.toml")).unwrap();
        let hide = "[content]\nnotes = [\"eps/[134]-*/notes.md\"]\n";
        fs::write(it.root.join("show.toml"), settings + hide).unwrap();
    };
    let empty: Edit = |it| fs::write(it.notes("2-birch"), "").unwrap();
    let wait: Edit = |it| it.edit("2-birch", "2023-03-02", "2099-03-02");
    for has_audio in [true, false] {
        removed(hide, has_audio, "`About birch` would vanish from the site");
        removed(empty, has_audio, "`About birch` would vanish from the site");
        removed(wait, has_audio, "it waits for its date");
    }
    removed(NO_AUDIO, true, "the entry of `About birch` would vanish from the feed");
    // The first audio of a show turns all others out of its feed.
    let first_audio: Edit =
        |it| it.edit("2-birch", "number", "audio = \"https://cdn.example/x.mp3\"\nnumber");
    removed(first_audio, false, "the same of `About cedar`, `About elm`");

    // Files that are gone, and drafts, are meant; it is said once.
    let trial = Trial::new(false, true);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    trial.delete("2-birch");
    trial.edit("3-cedar", "number", "draft = true\nnumber");
    let run = trial.build(&[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.contains("`About birch` is gone"), "{}", run.err);
    assert!(!run.err.contains("About cedar"), "{}", run.err);
    assert!(!trial.build(&[]).err.contains("gone"));
}

/// A file beside the notes is published below its page, whose address follows
/// from its title: subscribers must not notice.
#[test]
fn audio_beside_the_notes_stays_where_subscribers_know_it() {
    let trial = Trial::new(false, true);
    for name in ["1-ash", "2-birch", "3-cedar", "4-elm"] {
        fs::write(trial.notes(name).with_file_name("sound.mp3"), name).unwrap();
    }
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    let audio = |feed: &str| -> Vec<String> {
        let all = feed.split("<enclosure url=\"https://t.example/").skip(1);
        all.map(|it| it.split('"').next().unwrap().to_owned()).collect()
    };
    let feed = || fs::read_to_string(trial.out.join("feed.xml")).unwrap();
    let before = audio(&feed());
    assert_eq!(before.len(), 4);
    RETITLE(&trial);
    RENUMBER(&trial);
    let run = trial.build(&[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(audio(&feed()), before);
    for path in &before {
        assert!(trial.out.join(path).is_file(), "{path}");
    }
    let page = fs::read_to_string(trial.out.join("episodes/33-another-name/index.html")).unwrap();
    assert!(page.contains("/episodes/3-about-cedar/sound.mp3"), "the page plays it too");
}

/// Links to an episode outlive its title and its number.
#[test]
fn addresses_of_published_episodes_lead_on() {
    let trial = Trial::new(true, true);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    let leads = |from: &str, to: &str| {
        let page = fs::read_to_string(trial.out.join(from).join("index.html")).unwrap();
        assert!(page.contains(&format!("https://t.example{to}\"")), "{from}: {page}");
    };
    RETITLE(&trial);
    assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
    leads("episodes/3-about-cedar", "/episodes/3-another-name/");
    RENUMBER(&trial);
    trial.edit("3-cedar", "Another name", "A third");
    assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
    for old in ["episodes/3-about-cedar", "episodes/3-another-name", "3", "33"] {
        leads(old, "/episodes/33-a-third/");
    }
    let list = fs::read_to_string(trial.out.join("_redirects")).unwrap();
    assert!(list.contains("/episodes/3-about-cedar/ /episodes/33-a-third/ 301"), "{list}");
    // Back at its first address, it is no redirect any more.
    trial.edit("3-cedar", "A third", "About cedar");
    trial.edit("3-cedar", "number = 33", "number = 3");
    assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
    let page = fs::read_to_string(trial.out.join("episodes/3-about-cedar/index.html")).unwrap();
    assert!(page.contains("Words about cedar"), "{page}");
    leads("episodes/33-a-third", "/episodes/3-about-cedar/");
}

#[test]
fn the_feed_of_a_show_neither_moves_nor_changes_its_guid_in_silence() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(
        &root,
        "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\ncards = false\n",
    );
    for number in 1..=3 {
        write_site(&root, &format!("== ash/{number}.md\n# {number}: A {number}\n\nWords.\n"));
    }
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    let lock = fs::read_to_string(root.join("feed.lock")).unwrap();
    let settings = fs::read_to_string(root.join("show.toml")).unwrap();
    // Another GUID, and a network around what was a show.
    let guid = format!("{settings}\n[feed]\nguid = \"00000000-0000-5000-8000-000000000000\"\n");
    let network = format!("shows = [\"ash\"]\n{settings}");
    for changed in [guid, network] {
        fs::write(root.join("show.toml"), changed).unwrap();
        let run = build(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
        assert!(run.err.contains("error[feed/guid]"), "{}", run.err);
        assert_eq!(fs::read_to_string(root.join("feed.lock")).unwrap(), lock);
    }
    let run = build(&root, &out, &["--accept-feed-changes"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
}

#[test]
fn old_addresses_of_a_draft_lead_nowhere() {
    let trial = Trial::new(true, true);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    RETITLE(&trial);
    assert_eq!(trial.build(&[]).status, ExitStatus::Clean);
    assert!(trial.out.join("episodes/3-about-cedar/index.html").is_file());
    trial.edit("3-cedar", "number = 3", "draft = true\nnumber = 3");
    let run = trial.build(&[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(!trial.out.join("episodes/3-about-cedar").exists());
}

#[test]
fn a_lock_that_was_lost_is_missed() {
    let trial = Trial::new(true, true);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    fs::remove_file(trial.root.join("feed.lock")).unwrap();
    fs::remove_dir_all(&trial.out).unwrap();
    let run = trial.build(&["--no-cache"]);
    assert_eq!(run.status, ExitStatus::Failure, "{}", run.err);
    assert!(run.err.contains("there is no `feed.lock`, though"), "{}", run.err);
}

/// What counts downloads is no address of the audio: it comes and goes, and
/// whoever takes it out of front matter and states it for all changes nothing.
#[test]
fn prefixes_of_audio_bind_nothing() {
    let trial = Trial::new(true, true);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Clean);
    let (lock, guids) = (trial.lock(), trial.guids());
    let feed = || fs::read_to_string(trial.out.join("feed.xml")).unwrap();
    let settings = fs::read_to_string(trial.root.join("show.toml")).unwrap();
    let with = |prefix: &str| {
        fs::write(trial.root.join("show.toml"), format!("audio-prefix = {prefix}\n{settings}"))
            .unwrap();
        let run = trial.publish(&["--strict"]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        assert_eq!((trial.lock(), trial.guids()), (lock.clone(), guids.clone()));
    };
    with("\"https://op3.dev/e/\"");
    assert!(feed().contains("url=\"https://op3.dev/e/cdn.example/ash.mp3\""), "{}", feed());
    with("[\"https://a.example/x/\", \"https://op3.dev/e/\"]");
    assert!(feed().contains("url=\"https://a.example/x/op3.dev/e/cdn.example/ash.mp3\""));
    with("[]");
    assert!(feed().contains("url=\"https://cdn.example/ash.mp3\""));
    // A build that nobody subscribes to is not counted.
    fs::write(
        trial.root.join("show.toml"),
        format!("audio-prefix = \"https://op3.dev/e/\"\n{settings}"),
    )
    .unwrap();
    let out = trial.root.with_file_name("preview");
    let run = build(&trial.root, &out, &["--base-url", "https://preview.example/"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(!fs::read_to_string(out.join("feed.xml")).unwrap().contains("op3.dev"));
    // The address stated with the prefix, and then without it.
    fs::write(trial.root.join("show.toml"), &settings).unwrap();
    let (plain, counted) = ("https://cdn.example/ash.mp3", "https://op3.dev/e/cdn.example/ash.mp3");
    trial.edit("1-ash", plain, counted);
    assert_eq!(trial.publish(&[]).status, ExitStatus::Problems, "another address is another one");
    assert_eq!(trial.publish(&["--accept-feed-changes"]).status, ExitStatus::Clean);
    trial.edit("1-ash", counted, plain);
    fs::write(
        trial.root.join("show.toml"),
        format!("audio-prefix = \"https://op3.dev/e/\"\n{settings}"),
    )
    .unwrap();
    let before = feed();
    let run = trial.publish(&[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let item =
        |feed: &str| feed.split("<item>").find(|it| it.contains("ash.mp3")).unwrap().to_owned();
    assert_eq!(item(&feed()), item(&before), "subscribers see no change");
    assert_eq!(trial.guids(), guids);
}
