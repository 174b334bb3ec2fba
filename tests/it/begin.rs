//! A show and an episode that begin, and one that waits for its day.

use std::fs;
use std::path::Path;

use cuepoint::cli::ExitStatus;
use lofty::config::WriteOptions;
use lofty::id3::v2::{ChapterFrame, Frame, FrameId, FrameList, Id3v2Tag, TextInformationFrame};
use lofty::tag::TagExt;

use crate::support::{build, cuepoint, files_below, project, write_site};

fn files(root: &Path) -> Vec<String> {
    files_below(root).iter().map(|it| it.display().to_string()).collect()
}

#[test]
fn a_new_show_builds_at_once_with_every_item_placed() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    let at = root.to_str().unwrap();
    let init = [
        "init",
        at,
        "--title",
        "A \"quoted\" show",
        "--base-url",
        "https://a.example/",
        "--person",
        "Ann Lee",
        "--ci",
        "github",
        "--ci",
        "gitlab",
        "--ci",
        "netlify",
        "--ci",
        "cloudflare",
        "--ci",
        "shell",
    ];
    let run = cuepoint(&init);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    for file in [".github/workflows/site.yml", ".gitlab-ci.yml", "netlify.toml", "build.sh"] {
        assert!(root.join(file).is_file(), "{file}");
    }
    let out = root.join("dist");
    let run = build(&root, &out, &["--strict", "--drafts"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let check = cuepoint(&["check", "--out", out.to_str().unwrap(), "--strict"]);
    assert_eq!(check.status, ExitStatus::Clean, "{}", check.err);
    let json = fs::read_to_string(out.join("episodes/1-hello/episode.json")).unwrap();
    assert_eq!(json.matches("\"evidence\": \"matched\"").count(), 3, "{json}");
    // What is there stays.
    fs::write(root.join("show.toml"), "title = \"Mine\"\n").unwrap();
    let again = cuepoint(&init);
    assert!(again.err.contains("show.toml is there already"), "{}", again.err);
    assert_eq!(fs::read_to_string(root.join("show.toml")).unwrap(), "title = \"Mine\"\n");
    fs::remove_dir_all(root.join("content/pages")).unwrap();
    assert_eq!(cuepoint(&init).status, ExitStatus::Clean);
    assert!(!root.join("content/pages").exists(), "a show that has begun begins once more");
    let wrong = cuepoint(&["init", at, "--title", "x", "--base-url", "a.example"]);
    assert_eq!(wrong.status, ExitStatus::Failure);
}

/// The sample is a draft that goes with the first episode, unless somebody
/// made it theirs; a show that has begun does not begin once more.
#[test]
fn the_sample_goes_with_the_first_episode() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    let at = root.to_str().unwrap();
    write_site(&root, "== .gitignore\n/dist/\n*.log\n");
    let run = cuepoint(&["init", at, "--title", "S", "--yes"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let missing =
        ".gitignore is there already, and stays as it is\nadd to it:\n    /.dist.cuepoint-*\n";
    assert!(run.err.contains(missing), "{}", run.err);
    let run = build(&root, &root.join("dist"), &[]);
    for said in [
        "next: `cuepoint new TITLE` begins your first episode and takes the sample, `content/episodes/001-hello/notes.md`, away",
        "next: say who makes the show instead of \"Your Name\"",
        "\n0 episodes, ",
    ] {
        assert!(run.err.contains(said), "{said}\n{}", run.err);
    }
    let drafts = root.join("drafts");
    let run = build(&root, &drafts, &["--drafts"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let page = fs::read_to_string(drafts.join("episodes/1-hello/index.html")).unwrap();
    assert!(page.contains("href=\"#t=15\"") && page.contains("data-line"), "{page}");
    let sample = root.join("content/episodes/001-hello/notes.md");
    let made = fs::read_to_string(&sample).unwrap();
    // Whoever changed it keeps it, and its number.
    for (name, text) in
        [("notes.md", made.replace("Hello", "Mine")), ("audio.mp3", "ID3".to_owned())]
    {
        let path = sample.with_file_name(name);
        fs::write(&path, text).unwrap();
        let run = cuepoint(&["new", "Next", "--root", at]);
        assert!(run.err.starts_with("made content/episodes/002-next/notes.md\n"), "{}", run.err);
        assert!(sample.is_file() && !run.err.contains("removed"), "{}", run.err);
        fs::remove_dir_all(root.join("content/episodes/002-next")).unwrap();
        if name == "audio.mp3" {
            fs::remove_file(path).unwrap()
        } else {
            fs::write(path, &made).unwrap()
        }
    }
    let run = cuepoint(&["new", "The first one", "--root", at]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(
        run.err.contains("removed content/episodes/001-hello/notes.md, the sample"),
        "{}",
        run.err
    );
    let below = files(&root.join("content/episodes"));
    assert_eq!(below, ["001-the-first-one/notes.md"]);
    fs::remove_dir_all(root.join("content")).unwrap();
    let before = files(&root);
    let run = cuepoint(&["init", at, "--title", "S", "--yes"]);
    assert!(run.err.starts_with("show.toml is there already: the show has begun"), "{}", run.err);
    assert_eq!(files(&root), before);
}

#[test]
fn a_folder_with_episodes_begins_with_what_it_says() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("kettles");
    write_site(
        &root,
        "== config.toml\ntitle = \"Kettles\"\nbaseURL = \"https://kettles.example/\"\n\
         == content/episodes/1.md\n---\ntitle: Lids\nepisode: 1\n---\nThey rattle.\n\
         == content/episodes/2.md\n---\ntitle: Pots\nepisode: 2\n---\nThey boil.\n",
    );
    let at = root.to_str().unwrap();
    let run = cuepoint(&["init", at, "--audio-url", "https://cdn.kettles.example/{number}.mp3"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.starts_with("2 episodes here, 0 with audio;"), "{}", run.err);
    assert!(
        !root.join("content/pages").exists() && !root.join("content/episodes/001-hello").exists()
    );
    let text = fs::read_to_string(root.join("show.toml")).unwrap();
    for line in
        ["title = \"Kettles\"", "base-url = \"https://kettles.example/\"", "# language = \"en\""]
    {
        assert!(text.lines().any(|it| it == line), "{line}: {text}");
    }
    let run = build(&root, &root.join("dist"), &[]);
    assert!(run.err.contains("the episodes: all with audio; none with"), "{}", run.err);
    let wrong = cuepoint(&["init", at, "--audio-url", "{number}.mp3"]);
    assert_eq!(wrong.status, ExitStatus::Failure);
}

#[test]
fn ci_installs_the_program_as_it_is_told_and_from_no_registry() {
    let temp = tempfile::tempdir().unwrap();
    let root = |name: &str| temp.path().join(name);
    let init = |name: &str, more: &[&str]| {
        let at = root(name).display().to_string();
        let hosts = ["github", "gitlab", "netlify", "cloudflare", "shell"];
        let hosts = hosts.iter().flat_map(|it| ["--ci", it]);
        let args: Vec<&str> = ["init", &at, "--title", "S"].into_iter().chain(hosts).collect();
        cuepoint(&[&args[..], more].concat())
    };
    let files = [
        ".github/workflows/site.yml",
        ".gitlab-ci.yml",
        "netlify.toml",
        "cloudflare-build.sh",
        "build.sh",
    ];
    let bare = init("bare", &[]);
    assert!(bare.err.contains("--install COMMAND"), "{}", bare.err);
    let command = "curl -fsSL \"https://dl.example/cuepoint\" -o ~/c && echo 'it'\\''s: here'";
    assert_eq!(init("told", &["--install", command]).status, ExitStatus::Clean);
    for file in files {
        let text = fs::read_to_string(root("bare").join(file)).unwrap();
        for word in ["cargo", "npm", "pip", "brew", "docker", "image: rust"] {
            assert!(!text.contains(word), "{file}: {text}");
        }
        let says = format!("{file} does not say how to install cuepoint yet");
        assert!(text.contains(&says) && text.contains("exit 1"), "{text}");
        let text = fs::read_to_string(root("told").join(file)).unwrap();
        let written = match file.ends_with(".toml") {
            true => text.parse::<toml::Table>().unwrap()["build"]["command"]
                .as_str()
                .unwrap()
                .to_owned(),
            false => text.clone(),
        };
        assert!(written.contains(command) && !text.contains("exit 1"), "{text}");
    }
    for wrong in ["", " ", "a\nb"] {
        assert_eq!(init("wrong", &["--install", wrong]).status, ExitStatus::Failure, "{wrong:?}");
    }
    // The script stops, and says why.
    let run = std::process::Command::new("sh")
        .arg("build.sh")
        .current_dir(root("bare"))
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains("does not say how to install"));
}

#[test]
fn a_new_episode_takes_what_its_audio_says() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    write_site(&root, "== content/episodes/007-x/notes.md\n# X\n");
    let audio = temp.path().join("take.mp3");
    fs::copy(project("content/episodes/001-first-things-first/audio.mp3"), &audio).unwrap();
    let mut tag = Id3v2Tag::new();
    for (nth, title) in ["Opening", "The rest"].into_iter().enumerate() {
        let title = Frame::Text(TextInformationFrame::new(
            FrameId::new("TIT2").unwrap(),
            lofty::TextEncoding::UTF8,
            title.to_owned(),
        ));
        let start = u32::try_from(nth).unwrap() * 61_000;
        let mut within = FrameList::new();
        within.insert(title);
        let (times, bytes) = (start..start + 1, u32::MAX..u32::MAX);
        let chapter = ChapterFrame::new(format!("c{nth}"), times, bytes, within);
        tag.insert(Frame::Chapter(chapter));
    }
    tag.save_to_path(&audio, WriteOptions::default()).unwrap();
    let new = |more: &[&str]| {
        let args = ["new", "What <we> heard", "--root", root.to_str().unwrap()];
        cuepoint(&[&args[..], more].concat())
    };
    let run = new(&["--audio", audio.to_str().unwrap()]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let folder = root.join("content/episodes/008-what-we-heard");
    assert_eq!(files(&folder), ["audio.mp3", "chapters.txt", "notes.md"]);
    let chapters = fs::read_to_string(folder.join("chapters.txt")).unwrap();
    assert_eq!(chapters, "0:00 Opening\n1:01 The rest\n");
    let notes = fs::read_to_string(folder.join("notes.md")).unwrap();
    let bytes = fs::metadata(&audio).unwrap().len();
    for line in [
        "title = \"What <we> heard\"\nnumber = 8\n".to_owned(),
        format!(
            "{{ url = \"audio.mp3\", length = {bytes}, type = \"audio/mpeg\", duration = \"2:56\" }}"
        ),
    ] {
        assert!(notes.contains(&line), "{notes}");
    }
    assert_eq!(new(&["--number", "8"]).status, ExitStatus::Failure);
    assert_eq!(new(&["--audio", "Cargo.toml"]).status, ExitStatus::Failure);
    assert_eq!(build(&root, &temp.path().join("out"), &[]).status, ExitStatus::Clean);
}

#[test]
fn an_episode_of_tomorrow_waits() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(
        &root,
        "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\n== 1.md\n+++\ndate = 2020-01-01\n+++\n# One\n== 2.md\n+++\ndate = \"2999-06-01T10:00:00Z\"\n+++\n# Two\n== 3.md\n+++\ndate = 2999-07-01\n+++\n# Three\n",
    );
    let run = build(&root, &out, &["--verbose"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.contains("waits for its date, 2999-06-01T10:00:00Z"), "{}", run.err);
    let shown = || fs::read_dir(out.join("episodes")).unwrap().count();
    assert_eq!(shown(), 1);
    let again = build(&root, &out, &[]);
    assert!(again.err.contains("0 written"), "{}", again.err);
    assert_eq!(build(&root, &out, &["--future"]).status, ExitStatus::Clean);
    assert_eq!(shown(), 3);
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    assert_eq!(shown(), 1);
    assert_eq!(cuepoint(&["next-due", root.to_str().unwrap()]).out, "2999-06-01T10:00:00Z\n");
    assert_eq!(cuepoint(&["next-due", project("").to_str().unwrap()]).out, "");
}

#[test]
fn shells_and_man_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = cuepoint(&["completions", shell]);
        assert!(run.out.contains("accept-feed-changes"), "{shell}");
    }
    let man = cuepoint(&["man"]).out.replace("\\-", "-");
    for flag in cuepoint::cli::flags() {
        let (command, flag) = flag.split_once(' ').unwrap();
        let own = man.split(&format!("CUEPOINT {}\"", command.to_uppercase())).nth(1).unwrap();
        assert!(own.contains(flag), "{command} {flag}");
    }
}
