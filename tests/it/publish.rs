//! A site on its way to real hosts on this machine: a folder, a bare git
//! repository, an S3 server that fails now and then, an SSH server.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cuepoint::cli::ExitStatus;
use rusty_s3::S3Action as _;

use crate::support::{build, cuepoint, files_below, project, write_site};

const SHOW: &str = "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\nexports = false\ncards = false\n== 1.md\n# Show 1: One\n\nWords.\n== 2.md\n# Show 2: Two\n\nWords.\n";

/// A built show, and where it is to go.
struct Case {
    temp: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self { temp: tempfile::tempdir().unwrap() };
        write_site(&case.root(), SHOW);
        case.build();
        case
    }

    fn root(&self) -> PathBuf {
        self.temp.path().join("show")
    }

    fn site(&self) -> PathBuf {
        self.root().join("dist")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn build(&self) {
        let run = build(&self.root(), &self.site(), &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    }

    /// An episode more, another's words, one episode less.
    fn edit(&self) {
        write_site(
            &self.root(),
            "== 1.md\n# Show 1: One\n\nOther words.\n== 3.md\n# Show 3: Three\n\nWords.\n",
        );
        fs::remove_file(self.root().join("2.md")).unwrap();
        self.build();
    }

    fn publish(&self, target: &str, more: &[&str]) -> (ExitStatus, String, String) {
        let root = self.root();
        let args = ["publish", target, "--root", root.to_str().unwrap()];
        let run = cuepoint(&[&args[..], more].concat());
        (run.status, run.out, run.err)
    }

    /// What the site holds, for comparison.
    fn files(&self) -> BTreeSet<String> {
        names(&self.site()).into_iter().filter(|it| it != ".cuepoint-ledger").collect()
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    files_below(folder).iter().map(|it| it.display().to_string()).collect()
}

#[test]
fn a_folder_gets_what_differs_and_keeps_what_is_others() {
    let case = Case::new();
    let www = case.at("www");
    let to = www.to_str().unwrap();
    let (status, out, err) = case.publish(to, &["--dry-run"]);
    assert_eq!((status, out.as_str()), (ExitStatus::Clean, ""), "{err}");
    assert!(err.contains("     new  feed.xml") && !www.exists(), "{err}");
    let (status, out, _) = case.publish(to, &[]);
    assert_eq!(status, ExitStatus::Clean);
    assert!(out.contains("https://s.example/episodes/1-one/\n"), "{out}");
    let same =
        |it: &str| fs::read(case.site().join(it)).unwrap() == fs::read(www.join(it)).unwrap();
    assert!(case.files().iter().all(|it| same(it)));
    write_site(&www, "== theirs.html\nmine\n");
    assert!(case.publish(to, &[]).2.starts_with("0 new, 0 changed, 0 removed"));
    case.edit();
    let (_, out, err) = case.publish(to, &[]);
    assert!(!out.contains("assets/") && out.contains("episodes/2-two/"), "{out}");
    assert!(!err.starts_with("0 new"), "{err}");
    let mut wanted = case.files();
    wanted.extend([".cuepoint-published".to_owned(), "theirs.html".to_owned()]);
    assert_eq!(names(&www), wanted);
    // Somebody else's site is not replaced unasked.
    let other = case.at("other");
    write_site(&other, "== index.html\ntheirs\n");
    let (status, _, err) = case.publish(other.to_str().unwrap(), &[]);
    assert_eq!(status, ExitStatus::Failure);
    assert!(err.contains("`index.html`") && names(&other).len() == 1, "{err}");
    assert_eq!(case.publish(other.to_str().unwrap(), &["--adopt"]).0, ExitStatus::Clean);
    assert_eq!(case.publish("ftp://x.example/", &[]).0, ExitStatus::Failure);
    let nothing = cuepoint(&["publish", to, "--out", case.at("none").to_str().unwrap()]);
    assert!(nothing.err.contains("no built site"), "{}", nothing.err);
    let settings = fs::read_to_string(case.root().join("show.toml")).unwrap();
    fs::write(case.root().join("show.toml"), format!("publish = {to:?}\n{settings}")).unwrap();
    let run = cuepoint(&["publish", "--root", case.root().to_str().unwrap()]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
}

#[test]
fn hubs_hear_of_a_feed_that_changed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let hub = format!("http://{}/hub", listener.local_addr().unwrap());
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut piece = [0; 2_000];
            while !String::from_utf8_lossy(&request).contains("hub.url=") {
                let n = stream.read(&mut piece).unwrap();
                request.extend(&piece[..n]);
            }
            let _ = stream.write_all(b"HTTP/1.1 204 Heard\r\nConnection: close\r\n\r\n");
            tell.send(String::from_utf8(request).unwrap()).unwrap();
        }
    });
    let case = Case::new();
    let settings = fs::read_to_string(case.root().join("show.toml")).unwrap();
    let settings = format!("{settings}[feed]\nhubs = [\"{hub}\"]\n");
    fs::write(case.root().join("show.toml"), settings).unwrap();
    case.build();
    let www = case.at("www");
    let ping = |more: &[&str]| case.publish(www.to_str().unwrap(), &[&["--ping"], more].concat()).2;
    let publish = || ping(&["--allow-private"]);
    assert!(publish().contains(&format!("told {hub} of https://s.example/feed.xml")));
    let request = told.recv_timeout(Duration::from_secs(5)).unwrap();
    assert!(request.starts_with("POST /hub") && request.contains("hub.mode=publish"), "{request}");
    assert!(request.contains("hub.url=https%3A%2F%2Fs.example%2Ffeed.xml"), "{request}");
    // Nothing changed, nothing to hear.
    publish();
    assert!(told.recv_timeout(Duration::from_millis(200)).is_err());
}

#[test]
fn a_branch_holds_the_site_and_what_pages_of_github_want() {
    let case = Case::new();
    let bare = case.at("bare.git");
    let git = |args: &[&str]| {
        let done = Command::new("git").arg("--git-dir").arg(&bare).args(args).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    git(&["init", "--quiet", "--bare", bare.to_str().unwrap()]);
    let to = format!("git:{}#site", bare.display());
    let (status, _, err) = case.publish(&to, &[]);
    assert_eq!(status, ExitStatus::Clean, "{err}");
    assert_eq!(git(&["show", "site:CNAME"]), "s.example\n");
    case.edit();
    case.publish(&to, &[]);
    case.publish(&to, &[]);
    let files = git(&["ls-tree", "-r", "--name-only", "site"]);
    let files: BTreeSet<String> = files.lines().map(str::to_owned).collect();
    let mut wanted = case.files();
    wanted.extend([".cuepoint-published", ".nojekyll", "CNAME"].map(str::to_owned));
    assert_eq!(files, wanted);
    assert_eq!(git(&["rev-list", "--count", "site"]), "2\n");
    let (status, _, err) = case.publish("git:https://user:hunter2@127.0.0.1:1/x.git", &[]);
    assert_eq!(status, ExitStatus::Failure);
    assert!(!err.contains("hunter2"), "{err}");
    assert!(!case.root().join(".dist.cuepoint-work").exists());
}

/// A show in a repository of its own with something that is not for the
/// public, as its maker has it.
struct OwnRepository {
    case: Case,
    remote: PathBuf,
}

impl OwnRepository {
    fn new() -> Self {
        let case = Case::new();
        let remote = case.at("remote.git");
        let own = Self { case, remote };
        own.git(&["init", "--quiet", "--bare", "--initial-branch", "main", "../remote.git"]);
        own.git(&["init", "--quiet", "--initial-branch", "main"]);
        fs::write(own.case.root().join(".gitignore"), "/dist/\n/.dist.cuepoint-*\n*.css\n")
            .unwrap();
        // A first publication lets `feed.lock` bind; this is a later one.
        let mut lock = Command::new(env!("CARGO_BIN_EXE_cuepoint"));
        let bound = lock.args(["lock", "--published"]).arg(own.case.root()).output().unwrap();
        assert!(bound.status.success(), "{}", said(&bound));
        own.commit("sources");
        own.git(&["remote", "add", "origin", own.remote.to_str().unwrap()]);
        own.git(&["push", "--quiet", "origin", "main"]);
        fs::write(own.case.root().join("secrets.env"), "SECRET=hunter2\n").unwrap();
        own
    }

    fn git(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@a.example"]).args(args);
        let done = git.current_dir(self.case.root()).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// What must not change: commits, branches, what is and is not committed.
    fn state(&self) -> [String; 3] {
        let remote = self.remote.to_str().unwrap();
        [
            self.git(&["for-each-ref"]),
            self.git(&["status", "--porcelain"]),
            self.git(&["--git-dir", remote, "rev-parse", "main"]),
        ]
    }

    /// Names of what the branch of the site holds.
    fn published(&self) -> BTreeSet<String> {
        let remote = self.remote.to_str().unwrap();
        let names = self.git(&["--git-dir", remote, "ls-tree", "-r", "--name-only", "gh-pages"]);
        names.lines().map(str::to_owned).collect()
    }

    /// Publishes from a folder, with what a shell there would say.
    fn publish(&self, from: &Path, args: &[&str], env: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuepoint"));
        command.arg("publish").args(args).current_dir(from);
        command.envs(env.iter().copied()).output().unwrap()
    }

    /// As people say it: from inside and outside of the show, by name, by path,
    /// in a hook of git, by a setting.
    fn publish_in_way(&self, way: u32) -> Output {
        let root = self.case.root();
        let above = root.parent().unwrap().to_owned();
        let hook = root.join(".git").display().to_string();
        match way {
            0 => self.publish(&root, &["git:origin"], &[]),
            1 => self.publish(&root, &["git:../remote.git"], &[]),
            2 => self.publish(&above, &["git:remote.git", "--root", "show"], &[]),
            3 => self.publish(&above, &["git:origin", "--root", "./show"], &[]),
            // As in a hook of the show's repository.
            4 => self.publish(
                &root,
                &["git:origin"],
                &[("GIT_DIR", &hook), ("GIT_INDEX_FILE", ".git/index")],
            ),
            _ => {
                self.git(&["remote", "set-url", "origin", "../remote.git"]);
                let settings = fs::read_to_string(root.join("show.toml")).unwrap();
                fs::write(
                    root.join("show.toml"),
                    format!("publish = \"git:../remote.git\"\n{settings}"),
                )
                .unwrap();
                let run = self.publish(&above, &["--root", "show"], &[]);
                fs::write(root.join("show.toml"), settings).unwrap();
                run
            }
        }
    }
}

#[test]
fn publishing_to_a_branch_leaves_the_repository_of_the_show_alone() {
    let branches: [(&str, &[&[&str]]); 3] = [
        ("missing", &[]),
        ("an ancestor of main", &[&["push", "--quiet", "origin", "main:gh-pages"]]),
        (
            "an orphan",
            &[
                &["checkout", "--quiet", "--orphan", "gh-pages"],
                &["rm", "--quiet", "-r", "--cached", "."],
                &["commit", "--quiet", "--allow-empty", "--message", "empty"],
                &["push", "--quiet", "origin", "gh-pages"],
                &["checkout", "--quiet", "--force", "main"],
                &["branch", "--quiet", "-D", "gh-pages"],
            ],
        ),
    ];
    for (what, steps) in branches {
        let ways = if what == "missing" { &[0, 1, 2, 3, 4, 5][..] } else { &[0, 3] };
        for way in ways {
            let own = OwnRepository::new();
            steps.iter().for_each(|it| drop(own.git(it)));
            // Another commit, so that the branch is an ancestor and not the same.
            fs::write(own.case.root().join("4.txt"), "more").unwrap();
            own.git(&["add", "4.txt"]);
            own.git(&["commit", "--quiet", "--message", "more"]);
            let before = own.state();
            assert!(before[1].contains("?? secrets.env"), "{before:?}");
            let root = own.case.root();
            let run = own.publish_in_way(*way);
            let what = format!("{what}, way {way}: {}", said(&run));
            assert!(run.status.success(), "{what}");
            assert_eq!(own.state(), before, "{what}");
            let there = own.published();
            let site = own.case.files();
            assert!(site.iter().any(|it| it.ends_with(".css")), "nothing is ignored");
            assert!(site.is_subset(&there), "{what}: {there:?}");
            // Sources that were on the branch before are somebody's to remove.
            let is_ancestor = what.contains("ancestor");
            assert_eq!(there.contains("1.md"), is_ancestor, "{what}");
            assert!(!there.contains("secrets.env") && !there.contains("4.txt"), "{what}");
            assert!(!root.join(".dist.cuepoint-work").exists());
            // Again, there is nothing to do, and nothing new.
            let again = own.publish(&root, &["git:origin"], &[]);
            assert!(said(&again).contains("0 new, 0 changed, 0 removed"), "{}", said(&again));
            assert_eq!(own.state()[..2], before[..2]);
        }
    }
}

#[test]
fn what_git_refuses_is_said_as_it_is() {
    let own = OwnRepository::new();
    let root = own.case.root();
    // A rejected push leaves no trace either.
    let refuses = |args: &[&str], env: &[(&str, &str)], words: &[&str]| {
        let before = own.state();
        let run = own.publish(&root, args, env);
        assert_eq!(run.status.code(), Some(2), "{}", said(&run));
        assert!(words.iter().all(|it| said(&run).contains(it)), "{}", said(&run));
        assert!(!said(&run).contains('\u{1b}'), "{}", said(&run));
        assert_eq!(own.state(), before);
    };
    let no_remote = "`orgin` is no remote of the repository around the show";
    refuses(&["git:orgin"], &[], &[no_remote, "is no folder"]);
    let none = ["`git` is not installed", "nothing was changed there"];
    refuses(&["git:origin"], &[("PATH", "/nowhere")], &none);
    let hook = own.remote.join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\nprintf 'No \\033[31mred\\033[0m here\\n' >&2\nexit 1\n").unwrap();
    let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    fs::set_permissions(&hook, mode).unwrap();
    refuses(&["git:origin"], &[], &["run `git push`", "red", "nothing was published"]);
    // A link in the branch leads nowhere.
    fs::remove_file(&hook).unwrap();
    let victim = own.case.at("victim");
    fs::create_dir(&victim).unwrap();
    own.git(&["checkout", "--quiet", "--orphan", "gh-pages"]);
    own.git(&["rm", "--quiet", "-r", "--cached", "."]);
    std::os::unix::fs::symlink(&victim, root.join("episodes")).unwrap();
    own.git(&["add", "episodes"]);
    own.git(&["commit", "--quiet", "--message", "link"]);
    own.git(&["push", "--quiet", "origin", "gh-pages"]);
    own.git(&["checkout", "--quiet", "--force", "main"]);
    own.git(&["branch", "--quiet", "-D", "gh-pages"]);
    let _ = fs::remove_file(root.join("episodes"));
    refuses(&["git:origin"], &[], &["`episodes`", "in the way"]);
    let adopted = own.publish(&root, &["git:origin", "--adopt"], &[]);
    assert!(adopted.status.success(), "{}", said(&adopted));
    assert!(own.published().contains("episodes/1-one/index.html"));
    assert_eq!(fs::read_dir(&victim).unwrap().count(), 0);
}

#[test]
fn nothing_is_published_that_no_build_made_or_no_lock_binds() {
    let case = Case::new();
    fs::write(case.site().join("id_rsa"), "secret").unwrap();
    let target = case.at("public");
    let (status, _, err) = case.publish(target.to_str().unwrap(), &[]);
    assert_eq!(status, ExitStatus::Clean, "{err}");
    assert!(err.contains("not published: `id_rsa`"), "{err}");
    assert!(target.join("index.html").is_file() && !target.join("id_rsa").exists());
    assert!(case.root().join("addresses.lock").is_file());
    let lock = case.root().join("feed.lock");
    let text = fs::read_to_string(&lock).unwrap();
    for broken in [Some(text.trim_end().trim_end_matches("# end").to_owned()), None] {
        match broken {
            Some(text) => fs::write(&lock, text).unwrap(),
            None => fs::remove_file(&lock).unwrap(),
        }
        let (status, _, err) = case.publish(target.to_str().unwrap(), &[]);
        assert_eq!(status, ExitStatus::Failure, "{err}");
        assert!(err.contains("feed.lock"), "{err}");
    }
}

#[test]
fn sources_are_no_place_for_a_site() {
    let case = Case::new();
    let content = case.root().join("content");
    write_site(&content, "== 7-more.md\n---\ntitle: More\n---\nMore.\n");
    let above = case.temp.path().to_owned();
    for target in [case.root(), case.root().join("."), above, content.join("new"), content] {
        let before = names(&case.root());
        let (status, _, err) = case.publish(target.to_str().unwrap(), &[]);
        assert_eq!(status, ExitStatus::Failure, "{err}");
        assert!(err.contains("holds the sources of the show"), "{err}");
        assert_eq!(names(&case.root()), before);
    }
}

#[cfg(unix)]
#[test]
fn nothing_binds_where_a_host_refuses() {
    let case = Case::new();
    let lock = case.root().join("feed.lock");
    let draft = fs::read_to_string(&lock).unwrap();
    assert!(draft.contains("draft = true"), "{draft}");
    let remote = case.at("remote.git");
    let made = Command::new("git").args(["init", "--quiet", "--bare"]).arg(&remote).status();
    assert!(made.unwrap().success());
    let hook = remote.join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    fs::set_permissions(&hook, mode).unwrap();
    let target = format!("git:{}", remote.display());
    fs::write(case.at("file"), "no folder").unwrap();
    for target in [&target, case.at("file/below").to_str().unwrap()] {
        let (status, _, err) = case.publish(target, &[]);
        assert_eq!(status, ExitStatus::Failure, "{err}");
        assert_eq!(fs::read_to_string(&lock).unwrap(), draft, "{target}: {err}");
    }
    fs::remove_file(&hook).unwrap();
    let (status, _, err) = case.publish(&target, &[]);
    assert_eq!(status, ExitStatus::Clean, "{err}");
    assert!(!fs::read_to_string(&lock).unwrap().contains("draft"), "{err}");
}

#[cfg(unix)]
#[test]
fn nothing_is_published_through_links_and_nothing_is_left_behind() {
    let case = Case::new();
    let (www, victim) = (case.at("www"), case.at("victim"));
    let link = |to: &Path, at: PathBuf| {
        let _ = fs::create_dir_all(at.parent().unwrap());
        std::os::unix::fs::symlink(to, at).unwrap();
    };
    write_site(&victim, "== kept.txt\ntheirs\n== index.html\ntheirs\n");
    let untouched = || {
        assert_eq!(names(&victim), BTreeSet::from(["index.html", "kept.txt"].map(str::to_owned)));
        assert_eq!(fs::read_to_string(victim.join("index.html")).unwrap(), "theirs\n");
    };
    let to = www.to_str().unwrap();
    // A folder, a file, the ledger, and what is on its way.
    for at in ["episodes", "index.html", ".cuepoint-published", "assets"] {
        let _ = fs::remove_dir_all(&www);
        link(&victim, www.join(at));
        let (status, _, err) = case.publish(to, &[]);
        assert_eq!(status, ExitStatus::Failure, "{at}: {err}");
        assert!(err.contains(at), "{err}");
        untouched();
    }
    let _ = fs::remove_dir_all(&www);
    link(&victim.join("kept.txt"), www.join(".index.html.cuepoint-new"));
    link(&victim.join("kept.txt"), www.join("episodes/1-one/.index.html.cuepoint-new"));
    assert_eq!(case.publish(to, &[]).0, ExitStatus::Clean);
    untouched();
    // What a killed run left goes, also where nothing else is to be done.
    write_site(&www, "== topics/.index.html.cuepoint-new\nhalf");
    assert!(case.publish(to, &[]).2.starts_with("0 new, 0 changed, 0 removed"));
    let mut wanted = case.files();
    wanted.insert(".cuepoint-published".to_owned());
    assert_eq!(names(&www), wanted);
    // A link that was named is the user's way; one inside the show is whoever's
    // made the show.
    let alias = case.at("alias");
    link(&www, alias.clone());
    assert_eq!(case.publish(alias.to_str().unwrap(), &[]).0, ExitStatus::Clean);
    link(&victim, case.root().join("public"));
    let inside = case.root().join("public");
    let (status, _, err) = case.publish(inside.to_str().unwrap(), &[]);
    assert_eq!(status, ExitStatus::Failure);
    assert!(err.contains("is a link"), "{err}");
    untouched();
}

#[test]
fn a_page_takes_the_place_of_a_file_that_was_published_before() {
    let case = Case::new();
    let www = case.at("www");
    let to = www.to_str().unwrap();
    assert_eq!(case.publish(to, &[]).0, ExitStatus::Clean);
    // An earlier version wrote a file where a folder is now, and a folder where
    // a file is.
    let episode = www.join("episodes/1-one");
    fs::remove_dir_all(&episode).unwrap();
    fs::write(&episode, "old").unwrap();
    fs::remove_file(www.join("feed.xml")).unwrap();
    write_site(&www, "== feed.xml/index.html\nold\n");
    let ledger = www.join(".cuepoint-published");
    let listed = fs::read_to_string(&ledger).unwrap();
    let listed = listed.replace("episodes/1-one/index.html", "episodes/1-one");
    fs::write(&ledger, listed.replace("feed.xml\n", "feed.xml/index.html\n")).unwrap();
    let (status, _, err) = case.publish(to, &[]);
    assert_eq!(status, ExitStatus::Clean, "{err}");
    let mut wanted = case.files();
    wanted.insert(".cuepoint-published".to_owned());
    assert_eq!(names(&www), wanted);
}

/// A store that answers each request as a function says: method, path with
/// query, headers.
fn made_store(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let n_asked = Arc::new(AtomicUsize::new(0));
    let (count, answer) = (n_asked.clone(), Arc::new(answer));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::Relaxed);
            let answer = answer.clone();
            std::thread::spawn(move || {
                let mut request = [0; 16_384];
                let n = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..n]).into_owned();
                let text = answer(&request);
                let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
                let head = head.replace('\n', "\r\n");
                let _ = write!(
                    stream,
                    "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                // Until the client has read it all.
                let _ = stream.shutdown(std::net::Shutdown::Write);
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            });
        }
    });
    (port, n_asked)
}

const LISTING: &str = "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name><Prefix></Prefix><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>";

#[test]
fn a_store_gets_no_credentials_of_another_and_ends() {
    let case = Case::new();
    let (other, n_led) = made_store(|_| "200 OK\n\n".to_owned());
    // A redirect takes the signed address and the session's token along.
    let to = format!("307 Elsewhere\nLocation: http://127.0.0.1:{other}/b");
    let (port, _) = made_store(move |_| to.clone());
    let led = to_store(&case, port).env("AWS_SESSION_TOKEN", "TOK").output().unwrap();
    assert_eq!((led.status.code(), n_led.load(Ordering::Relaxed)), (Some(2), 0));
    assert!(said(&led).contains("307") && said(&led).contains("AWS_REGION"), "{}", said(&led));
    assert!(said(&led).contains("nothing was changed there"), "{}", said(&led));
    // A listing that does not advance: one token, or ever new ones.
    let nth = AtomicUsize::new(0);
    for is_new in [false, true] {
        let nth = AtomicUsize::new(nth.load(Ordering::Relaxed));
        let (port, n_asked) = made_store(move |request| {
            if !request.contains("list-type") {
                return "404 No\n\n".to_owned();
            }
            let token = if is_new { nth.fetch_add(1, Ordering::Relaxed) } else { 0 };
            format!(
                "200 OK\n\n{LISTING}<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken></ListBucketResult>"
            )
        });
        let run = to_store(&case, port).output().unwrap();
        assert_eq!(run.status.code(), Some(2));
        assert!(said(&run).contains("in circles"), "{}", said(&run));
        assert!(n_asked.load(Ordering::Relaxed) < 200);
    }
    // What it says does not repaint the terminal.
    let (port, _) = made_store(|_| {
        "403 No\n\n<Error><Code>\u{1b}[31mDenied\u{1b}]0;pwn\u{7}</Code></Error>".to_owned()
    });
    let run = to_store(&case, port).output().unwrap();
    assert!(said(&run).contains("403") && !said(&run).contains('\u{1b}'), "{}", said(&run));
}

#[test]
fn a_ledger_of_thousands_of_episodes_is_read() {
    let case = Case::new();
    // As 22,000 episodes have it; 10 MB were the end.
    let ledger: String = (0..22_000)
        .flat_map(|it| {
            (0..18).map(move |file| format!("episodes/{it}-the-title-of-it/file-{file:02}.html\n"))
        })
        .collect();
    assert!(15_000_000 < ledger.len());
    let (port, _) = made_store(move |request| match request {
        it if it.contains("list-type") => {
            format!("200 OK\n\n{LISTING}<IsTruncated>false</IsTruncated></ListBucketResult>")
        }
        _ => format!("200 OK\n\n{ledger}"),
    });
    let run = to_store(&case, port).arg("--dry-run").output().unwrap();
    assert!(run.status.success(), "{}", said(&run));
    assert!(said(&run).contains("0 changed, 0 removed, 0 unchanged"), "{}", said(&run));
}

/// A program that is ended with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn wait_for(port: u16) {
    for _ in 0..300 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("no server at port {port}");
}

/// A store with a bucket, and who may ask it.
struct Store {
    _server: Server,
    port: u16,
    bucket: rusty_s3::Bucket,
    credentials: rusty_s3::Credentials,
}

impl Store {
    fn start() -> Self {
        let port = free_port();
        let mut command = Command::new("moto_server");
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = Server(server.expect("moto_server is there"));
        wait_for(port);
        let endpoint = format!("http://127.0.0.1:{port}").parse().unwrap();
        let style = rusty_s3::UrlStyle::Path;
        let bucket = rusty_s3::Bucket::new(endpoint, style, "shows", "us-east-1").unwrap();
        let credentials = rusty_s3::Credentials::new("KEY", "S3CR3T");
        let make = bucket.create_bucket(&credentials).sign(Duration::from_secs(60));
        ureq::put(make.as_str()).send_empty().unwrap();
        Self { _server: server, port, bucket, credentials }
    }

    fn objects(&self) -> BTreeSet<String> {
        let list = self.bucket.list_objects_v2(Some(&self.credentials));
        let url = list.sign(Duration::from_secs(60));
        let text = ureq::get(url.as_str()).call().unwrap().into_body().read_to_string().unwrap();
        let page = rusty_s3::actions::ListObjectsV2::parse_response(&text).unwrap();
        page.contents.into_iter().map(|it| it.key).collect()
    }

    fn get(&self, key: &str) -> ureq::http::Response<ureq::Body> {
        let get = self.bucket.get_object(Some(&self.credentials), key);
        ureq::get(get.sign(Duration::from_secs(60)).as_str()).call().unwrap()
    }

    /// A way to the store on which now and then an answer is 500, a connection
    /// is cut, or takes its time; every connection takes at least `pause`.
    fn rough_way(&self, pause: Duration) -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (own, store) = (listener.local_addr().unwrap().port(), self.port);
        let faults = Arc::new(AtomicUsize::new(0));
        let count = faults.clone();
        std::thread::spawn(move || {
            for (nth, client) in listener.incoming().flatten().enumerate() {
                let count = count.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(pause);
                    lead(client, store, nth, &count);
                });
            }
        });
        (own, faults)
    }
}

/// Leads one request and its answer, or does not.
fn lead(mut client: TcpStream, store: u16, nth: usize, faults: &AtomicUsize) {
    let fault = match nth % 7 {
        2 => "HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        4 => "",
        5 => "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        _ => {
            let Ok(server) = TcpStream::connect(("127.0.0.1", store)) else { return };
            let mut pairs =
                [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
            std::thread::scope(|scope| {
                for (from, to) in &mut pairs {
                    scope.spawn(move || {
                        let _ = std::io::copy(from, to);
                        let _ = to.shutdown(std::net::Shutdown::Write);
                    });
                }
            });
            return;
        }
    };
    faults.fetch_add(1, Ordering::Relaxed);
    let mut request = [0; 65_536];
    let _ = client.read(&mut request);
    let _ = client.write_all(fault.as_bytes());
}

fn to_store(case: &Case, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cuepoint"));
    command.args(["publish", "s3://shows/a", "--root", case.root().to_str().unwrap()]);
    command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"));
    command.env("AWS_ACCESS_KEY_ID", "KEY").env("AWS_SECRET_ACCESS_KEY", "S3CR3T");
    command
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    text.into_owned()
}

#[test]
#[cfg_attr(not(has_hosts), ignore = "needs moto_server, sshd and rsync")]
fn a_store_that_fails_now_and_then_gets_the_whole_site() {
    let case = Case::new();
    let store = Store::start();
    let (port, faults) = store.rough_way(Duration::ZERO);
    let done = to_store(&case, port).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert!(0 < faults.load(Ordering::Relaxed), "nothing went wrong: the test tests nothing");
    let wanted = |case: &Case| -> BTreeSet<String> {
        let own = case.files().into_iter().chain([".cuepoint-published".to_owned()]);
        own.map(|it| format!("a/{it}")).collect()
    };
    assert_eq!(store.objects(), wanted(&case));
    for (key, kind, keep) in [
        ("a/feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        ("a/index.html", "text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
    ] {
        let answer = store.get(key);
        assert_eq!(answer.headers()["content-type"], kind);
        assert_eq!(answer.headers()["cache-control"], keep);
        let path = case.site().join(key.trim_start_matches("a/"));
        assert_eq!(answer.into_body().read_to_vec().unwrap(), fs::read(path).unwrap());
    }
    case.edit();
    let done = to_store(&case, port).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(store.objects(), wanted(&case));
    let again = to_store(&case, store.port).output().unwrap();
    assert!(said(&again).contains("0 new, 0 changed, 0 removed"), "{}", said(&again));
    // Whatever goes wrong, no secret is told.
    let dead = to_store(&case, free_port()).output().unwrap();
    assert_eq!(dead.status.code(), Some(2));
    let mut nobody = to_store(&case, store.port);
    let nobody = nobody.env_remove("AWS_SECRET_ACCESS_KEY").output().unwrap();
    assert!(said(&nobody).contains("AWS_SECRET_ACCESS_KEY"), "{}", said(&nobody));
    for it in [done, again, dead, nobody] {
        let text = said(&it);
        assert!(!text.contains("S3CR3T") && !text.contains("X-Amz"), "{text}");
    }
}

#[test]
#[cfg_attr(not(has_hosts), ignore = "needs moto_server, sshd and rsync")]
fn a_publish_that_is_killed_breaks_no_page_and_is_gone_on_with() {
    let case = Case::new();
    let store = Store::start();
    let (port, _) = store.rough_way(Duration::from_millis(20));
    let n_files = case.files().len();
    let mut partly = 0;
    for tries in 1..40_u64 {
        let mut run = to_store(&case, port);
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 * tries));
        let _ = run.kill();
        run.wait().unwrap();
        let there = store.objects();
        partly += usize::from(1 < there.len() && there.len() <= n_files);
        // A page is there only when all that it needs is.
        let has = |it: &str| there.contains(&format!("a/{it}"));
        if has("episodes/1-one/index.html") {
            let assets = case.files().into_iter().filter(|it| it.starts_with("assets/"));
            assert!(assets.into_iter().all(|it| has(&it)), "{there:?}");
        }
        if has("feed.xml") {
            assert!(has("episodes/1-one/index.html") && has("episodes/2-two/index.html"));
        }
        if there.len() == n_files + 1 {
            break;
        }
    }
    assert!(0 < partly, "no run was killed amid publishing: the test tests nothing");
    let done = to_store(&case, store.port).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(store.objects().len(), n_files + 1);
}

/// The commands of the manual, one by one, as they stand there.
#[test]
#[cfg_attr(not(has_hosts), ignore = "needs moto_server, sshd and rsync")]
fn the_five_minutes_of_the_manual_end_with_a_published_show() {
    let readme = fs::read_to_string(project("README.md")).unwrap();
    let block = readme.split("```sh\n").find(|it| it.starts_with("cuepoint init")).unwrap();
    let block = block.split("```").next().unwrap();
    let store = Store::start();
    let make = rusty_s3::Bucket::new(
        format!("http://127.0.0.1:{}", store.port).parse().unwrap(),
        rusty_s3::UrlStyle::Path,
        "my-bucket",
        "us-east-1",
    );
    let bucket = make.unwrap();
    let make = bucket.create_bucket(&store.credentials).sign(Duration::from_secs(60));
    ureq::put(make.as_str()).send_empty().unwrap();
    let temp = tempfile::tempdir().unwrap();
    let take = project("content/episodes/001-first-things-first/audio.mp3");
    fs::copy(take, temp.path().join("take-1.mp3")).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_cuepoint")).parent().unwrap();
    // The preview runs until somebody ends it.
    let script = block.replace("cuepoint serve\n", "timeout 2 cuepoint serve --port 0 || true\n");
    assert!(script != block, "{block}");
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", &script]).current_dir(temp.path()).env("HOME", temp.path());
    shell.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()));
    shell.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", store.port));
    shell.env("AWS_ACCESS_KEY_ID", "KEY").env("AWS_SECRET_ACCESS_KEY", "S3CR3T");
    let done = shell.output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let store = Store { bucket, ..store };
    let published = store.objects();
    for it in ["index.html", "feed.xml", "episodes/1-the-first-one/audio.mp3"] {
        assert!(published.contains(it), "{published:?}");
    }
    assert!(!published.contains("episodes/1-hello/index.html"), "the sample: {published:?}");
    let site = temp.path().join("as-published");
    for it in &published {
        let path = site.join(it);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = store.get(it).into_body().into_with_config().limit(1 << 30).read_to_vec();
        fs::write(path, bytes.unwrap()).unwrap();
    }
    if cfg!(has_browser) {
        let mut node = Command::new("node");
        node.args(["--test", "published.test.mjs"]).env("SITE", &site);
        let done = node.current_dir(project("tests/browser")).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
    }
}

/// An SSH server for one key, and a folder with an `ssh` that finds it.
fn ssh(temp: &Path) -> (Server, PathBuf) {
    let file = |name: &str| temp.join(name).display().to_string();
    for name in ["host-key", "key"] {
        let mut make = Command::new("ssh-keygen");
        make.args(["-q", "-t", "ed25519", "-N", "", "-f", &file(name)]);
        assert!(make.status().unwrap().success());
    }
    let port = free_port();
    let server = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n",
        file("host-key"),
        file("key.pub")
    );
    fs::write(file("sshd"), server).unwrap();
    // It wants a folder of this name when root starts it.
    let _ = fs::create_dir_all("/run/sshd");
    let mut command = Command::new("/usr/sbin/sshd");
    command.args(["-D", "-e", "-f", &file("sshd")]).stderr(Stdio::null());
    let server = Server(command.spawn().expect("sshd is there"));
    wait_for(port);
    let client = format!(
        "Host web\nHostName 127.0.0.1\nPort {port}\nIdentityFile {}\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n",
        file("key")
    );
    fs::write(file("client"), client).unwrap();
    let bin = temp.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let own = bin.join("ssh");
    fs::write(&own, format!("#!/bin/sh\nexec /usr/bin/ssh -F '{}' \"$@\"\n", file("client")))
        .unwrap();
    let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
    fs::set_permissions(&own, mode).unwrap();
    (server, bin)
}

#[test]
#[cfg_attr(not(has_hosts), ignore = "needs moto_server, sshd and rsync")]
fn a_folder_behind_ssh_gets_what_differs() {
    let case = Case::new();
    let (_server, bin) = ssh(case.temp.path());
    // A colon and blanks are what they are, and so is what the shell would read.
    let www = case.at("it's a: $(w)w");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let publish = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuepoint"));
        command.args(["publish", &format!("ssh:web:{}", www.display())]);
        command.args(["--root", case.root().to_str().unwrap()]).env("PATH", &path);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        said(&done)
    };
    publish();
    write_site(&www, "== theirs/a.html\nmine\n");
    case.edit();
    publish();
    let mut wanted = case.files();
    wanted.extend([".cuepoint-published", "theirs/a.html"].map(str::to_owned));
    assert_eq!(names(&www), wanted);
    let same =
        |it: &String| fs::read(case.site().join(it)).unwrap() == fs::read(www.join(it)).unwrap();
    assert!(case.files().iter().all(same));
    assert!(publish().contains("0 new, 0 changed, 0 removed"));
}
