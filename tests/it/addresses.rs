//! Pages of topics, people and sponsors move, go, and their addresses stay.

use std::fs;
use std::path::PathBuf;

use cuepoint::cli::ExitStatus;

use crate::support::{Run, build, build_in_ci, cuepoint, files_below, write_site};

const SHOW: &str = "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\ncards = false\nepisodes-per-page = 2\n== topics.toml\n[[topics]]\nname = \"Walking\"\nurl = \"https://walking.example/\"\n[[topics]]\nname = \"Rowing\"\n";

struct Trial {
    _temp: tempfile::TempDir,
    root: PathBuf,
    out: PathBuf,
}

impl Trial {
    /// A published show of three episodes that speak of the same things.
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let (root, out) = (temp.path().join("show"), temp.path().join("out"));
        write_site(&root, SHOW);
        for (number, name) in (1..).zip(["ash", "birch", "cedar"]) {
            let front = format!(
                "title = \"About {name}\"\nnumber = {number}\npeople = [\"Ada Small\"]\nsponsors = [\"Acme Mills\"]\n"
            );
            let words = "Of walking, and of rowing.\n\n- 0:10 [Walking](https://walking.example/)\n- 0:50 [Rowing](https://rowing.example/)\n";
            write_site(
                &root,
                &format!("== eps/{number}-{name}/notes.md\n+++\n{front}+++\n\n{words}"),
            );
        }
        let trial = Self { _temp: temp, root, out };
        let run = build_in_ci(&trial.root, &trial.out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        let line = "+ /topics/walking/\tWalking\thttps://walking.example";
        assert!(run.err.contains(line), "{}", run.err);
        trial
    }

    fn build(&self) -> Run {
        let run = build(&self.root, &self.out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        run
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.root.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn edit_all(&self, from: &str, to: &str) {
        for name in ["1-ash", "2-birch", "3-cedar"] {
            self.edit(&format!("eps/{name}/notes.md"), from, to);
        }
    }

    fn pages(&self) -> Vec<String> {
        let files = files_below(&self.out);
        let pages = files.iter().filter(|it| it.ends_with("index.html"));
        pages.map(|it| it.display().to_string()).collect()
    }

    fn leads(&self, from: &str, to: &str) {
        let page = fs::read_to_string(self.out.join(from).join("index.html")).unwrap();
        let target = format!("https://t.example{to}\"");
        assert!(
            page.contains("http-equiv=\"refresh\"") && page.contains(&target),
            "{from}: {page}"
        );
    }
}

#[test]
fn old_addresses_of_lists_lead_on() {
    let trial = Trial::new();
    let before = trial.pages();
    assert!(before.contains(&"people/ada-small/page/2/index.html".to_owned()), "{before:?}");
    // Known by its address, by an alias, and not at all.
    trial.edit("topics.toml", "\"Walking\"", "\"Hiking\"");
    trial.edit_all("[Walking]", "[Hiking]");
    trial.edit("topics.toml", "\"Rowing\"", "\"Sculling\"\naliases = [\"Rowing\"]");
    trial.edit_all("Ada Small", "Bo Large");
    trial.edit_all("sponsors = [\"Acme Mills\"]\n", "");
    let run = trial.build();
    assert!(run.err.contains("note[address/gone]: 2 pages are gone"), "{}", run.err);
    assert!(run.err.contains("`/people/ada-small/`, `/sponsors/acme-mills/`"), "{}", run.err);
    trial.leads("topics/walking", "/topics/hiking/");
    trial.leads("people/ada-small/page/2", "/people/");
    trial.leads("topics/rowing", "/topics/sculling/");
    trial.leads("people/ada-small", "/people/");
    trial.leads("sponsors/acme-mills", "/");
    let now = trial.pages();
    let dead: Vec<_> = before.iter().filter(|it| !now.contains(it)).collect();
    assert!(dead.is_empty(), "{dead:?}");
    // Said once; a clean build makes the same.
    let lock = fs::read_to_string(trial.root.join("addresses.lock")).unwrap();
    assert!(lock.contains("/people/ada-small/\tAda Small\t\tgone\n"), "{lock}");
    fs::remove_dir_all(&trial.out).unwrap();
    let run = trial.build();
    assert!(!run.err.contains("address/gone"), "{}", run.err);
    assert_eq!(trial.pages(), now);
    // Another name of somebody is an alias in the settings.
    let settings = fs::read_to_string(trial.root.join("show.toml")).unwrap();
    let alias = "\n[[people]]\nname = \"Bo Large\"\naliases = [\"Ada Small\"]\n";
    fs::write(trial.root.join("show.toml"), settings.clone() + alias).unwrap();
    trial.build();
    trial.leads("people/ada-small", "/people/bo-large/");
    fs::write(trial.root.join("show.toml"), settings).unwrap();
    // Who comes back has the page again.
    trial.edit_all("Bo Large", "Ada Small");
    trial.build();
    let page = fs::read_to_string(trial.out.join("people/ada-small/index.html")).unwrap();
    assert!(!page.contains("http-equiv=\"refresh\""), "{page}");
    trial.leads("people/bo-large", "/people/");
}

#[test]
fn a_site_of_an_older_version_is_taken_over() {
    let trial = Trial::new();
    let before = trial.pages();
    fs::remove_file(trial.root.join("addresses.lock")).unwrap();
    let lock = fs::read_to_string(trial.root.join("feed.lock")).unwrap();
    let old: String = lock
        .lines()
        .filter(|it| !it.starts_with("path = "))
        .fold(String::new(), |text, line| text + line + "\n");
    assert_ne!(lock, old);
    fs::write(trial.root.join("feed.lock"), old).unwrap();
    trial.edit("topics.toml", "\"Rowing\"", "\"Sculling\"");
    trial.edit_all("[Rowing](https://rowing.example/)", "[Sculling](https://sculling.example/)");
    trial.edit("eps/3-cedar/notes.md", "About cedar", "Another name");
    // Elsewhere nothing tells what there was, until it is said.
    let other = trial.root.parent().unwrap().join("other");
    let root = trial.root.to_str().unwrap();
    let run = cuepoint(&["lock", root, "--from", other.to_str().unwrap()]);
    assert_eq!(run.status, ExitStatus::Failure);
    assert!(run.err.contains("no site of cuepoint"), "{}", run.err);
    let run = trial.build();
    assert!(run.err.contains("taken over from"), "{}", run.err);
    let now = trial.pages();
    let dead: Vec<_> = before.iter().filter(|it| !now.contains(it)).collect();
    assert!(dead.is_empty(), "{dead:?}");
    trial.leads("topics/rowing", "/topics/");
    trial.leads("episodes/3-about-cedar", "/episodes/3-another-name/");
}

#[test]
fn before_a_show_is_published_no_address_binds() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, SHOW);
    write_site(&root, "== 1-ash.md\n# Ash\n\nOf walking.\n");
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(!root.join("addresses.lock").exists(), "{}", run.err);
}

#[test]
fn a_page_of_somebody_is_not_handed_to_another() {
    let trial = Trial::new();
    trial.edit_all("Ada Small", "Zoé Roe");
    // Else they were one, written in two ways.
    let both = "[[people]]\nname = \"Zoé Roe\"\n[[people]]\nname = \"Zoe Roe\"\n";
    trial.edit(
        "show.toml",
        "cards = false\nepisodes-per-page = 2\n",
        &format!("cards = false\nepisodes-per-page = 2\n{both}"),
    );
    trial.build();
    trial.edit("eps/3-cedar/notes.md", "Zoé Roe", "Zoe Roe");
    trial.build();
    let page = fs::read_to_string(trial.out.join("people/zoe-roe/index.html")).unwrap();
    assert!(page.contains("<h1>Zoé Roe") || page.contains("Zoé Roe</bdi></h1>"), "{page}");
    assert!(trial.out.join("people/zoe-roe-2/index.html").is_file());
}

#[test]
fn an_output_may_lie_above() {
    let trial = Trial::new();
    let out = trial.root.join("../beside/site");
    let run = build(&trial.root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(trial.root.parent().unwrap().join("beside/site/index.html").is_file());
}

#[test]
fn a_lock_of_addresses_that_was_cut_is_missed_and_mended() {
    let trial = Trial::new();
    let lock = trial.root.join("addresses.lock");
    let whole = fs::read_to_string(&lock).unwrap();
    let torn = whole.replace("/topics/walking/", "<<<<<<< ours\n/topics/walking/");
    fs::write(&lock, torn.trim_end().trim_end_matches("# end")).unwrap();
    let run = build(&trial.root, &trial.out, &[]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
    assert!(run.err.contains("error[address/cut]"), "{}", run.err);
    assert!(run.err.contains("warning[address/line]"), "{}", run.err);
    let run = cuepoint(&["lock", trial.root.to_str().unwrap(), "--merge"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(fs::read_to_string(&lock).unwrap(), whole);
    trial.build();
}
