//! Feeds of others: `tests/imports/<behaviour>/` holds a feed, what a folder
//! held before (`site/`), what the import says (`expected.txt`) and what the
//! folder holds then (`expected/`). `UPDATE=1 cargo test imports` rewrites
//! both.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use cuepoint::cli::ExitStatus;
use cuepoint::import::{Allowance, FetchError, Fetched, Fetcher, Limits};
use cuepoint::net::{self, Reach};

use crate::support::{build, cuepoint, files_below, project, write_site};

#[test]
fn feeds_become_files_as_expected() {
    let update = std::env::var("UPDATE").is_ok_and(|it| it == "1");
    let mut wrong = Vec::new();
    let folders = fs::read_dir(project("tests/imports")).unwrap().flatten();
    let mut folders: Vec<_> = folders.map(|it| it.path()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "the feeds are missing");
    for folder in folders {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("show");
        for file in files_below(&folder.join("site")) {
            fs::create_dir_all(root.join(&file).parent().unwrap()).unwrap();
            fs::copy(folder.join("site").join(&file), root.join(&file)).unwrap();
        }
        let feed = folder.join("feed.xml");
        let (feed, at) = (feed.to_str().unwrap(), root.to_str().unwrap());
        let run = cuepoint(&["import", feed, "--root", at, "--offline"]);
        let said = run.err.replace(&project("").display().to_string(), "");
        let said = said.lines().map(|it| it.trim_end().to_owned() + "\n").collect::<String>();
        let before = files_below(&folder.join("expected"));
        let now = files_below(&root);
        if update {
            let _ = fs::remove_dir_all(folder.join("expected"));
            fs::write(folder.join("expected.txt"), &said).unwrap();
            for file in &now {
                let to = folder.join("expected").join(file);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(root.join(file), to).unwrap();
            }
            continue;
        }
        let name = folder.display();
        if said != fs::read_to_string(folder.join("expected.txt")).unwrap_or_default() {
            wrong.push(format!("{name} says\n{said}"));
        }
        if before != now {
            wrong.push(format!("{name}: {now:#?} is there, and not {before:#?}"));
        }
        for file in &now {
            let text = fs::read_to_string(root.join(file)).unwrap();
            if text != fs::read_to_string(folder.join("expected").join(file)).unwrap_or_default() {
                wrong.push(format!("{name}, {}:\n{text}", file.display()));
            }
        }
        if run.status == ExitStatus::Clean {
            let run = build(&root, &temp.path().join("out"), &[]);
            assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
            let again = cuepoint(&["import", feed, "--root", at, "--offline"]);
            assert!(again.err.contains("0 episodes imported"), "{}", again.err);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn transcripts_find_their_episodes() {
    let temp = tempfile::tempdir().unwrap();
    let (root, from) = (temp.path().join("show"), temp.path().join("machine"));
    write_site(
        &root,
        "== content/episodes/001-one/notes.md\n+++\nnumber = 1\n+++\n# One\n== content/episodes/two/notes.md\n# A quiet room\n== notes/7.md\n# Show 7: Seven\n== content/episodes/009-nine/notes.md\n+++\nnumber = 9\n+++\n# Nine\n== content/episodes/009-nine/transcript.srt\n1\n00:00:01,000 --> 00:00:02,000\nHi.\n",
    );
    write_site(
        &from,
        "== ep1.json\n{\"segments\":[{\"startTime\":0,\"endTime\":1,\"body\":\"Hi\"}]}\n== a-quiet-room.txt\n00:00:01 Hello there.\n00:00:04 And hello.\n00:00:09 Yes.\n== nine-9.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nThis is episode 9.\n== nobody.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nHi.\n",
    );
    let import = |more: &[&str]| {
        let args =
            ["import", "transcripts", from.to_str().unwrap(), "--root", root.to_str().unwrap()];
        cuepoint(&[&args[..], more].concat())
    };
    let before = files_below(&root);
    assert!(import(&["--dry-run"]).err.contains("2 transcripts imported"));
    assert_eq!(files_below(&root), before);
    let run = import(&[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    for (file, like) in
        [("001-one/transcript.json", "ep1.json"), ("two/transcript.txt", "a-quiet-room.txt")]
    {
        let (made, given) = (root.join("content/episodes").join(file), from.join(like));
        assert_eq!(fs::read(made).unwrap(), fs::read(given).unwrap());
    }
    for why in ["nine-9.vtt: `Nine` has a transcript", "nobody.vtt: no episode"] {
        assert!(run.err.contains(why), "{}", run.err);
    }
    assert_eq!(files_below(&root).len(), before.len() + 2);
    assert!(import(&[]).err.contains("0 transcripts imported"));
}

/// A server on this machine that answers each path with a fixed text.
fn serve(answers: &[(&str, &str)]) -> String {
    serve_owned(answers.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect())
}

fn serve_owned(answers: Vec<(String, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let own = address.clone();
    let answers = std::sync::Arc::new(answers);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten().take(200) {
            let (own, answers) = (own.clone(), answers.clone());
            std::thread::spawn(move || {
                let mut request = [0; 2_000];
                let n = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..n]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default();
                let answer = answers.iter().find(|it| it.0 == path).map(|it| it.1.as_str());
                let answer = answer.unwrap_or("404 Gone\r\n\r\n").replace("OWN", &own);
                if answer == "STALL" {
                    std::thread::sleep(Duration::from_secs(5));
                    return;
                }
                let text = format!(
                    "HTTP/1.1 {}",
                    answer.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                );
                let _ = stream.write_all(text.as_bytes());
            });
        }
    });
    address
}

const FEED: &str = "200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>Two pages</title><itunes:image href=\"OWN/cover.jpg\"/><atom:link rel=\"next\" href=\"OWN/page-2\"/><item><itunes:image href=\"OWN/new.png?x=1\"/><title>New</title><guid>new</guid><podcast:transcript url=\"OWN/new.html\" type=\"text/html\"/><podcast:transcript url=\"OWN/new.srt\" type=\"application/x-subrip\"/><podcast:chapters url=\"OWN/gone.json\" type=\"application/json+chapters\"/></item></channel></rss>";

#[test]
fn what_a_feed_names_is_fetched_page_by_page() {
    let own = serve(&[
        ("/feed", "302 Found\r\nLocation: /moved\r\n\r\n"),
        ("/moved", FEED),
        (
            "/page-2",
            "200 OK\r\n\r\n<rss><channel><title>Two pages</title><item><title>Old</title><guid>old</guid></item></channel></rss>",
        ),
        ("/cover.jpg", "200 OK\r\n\r\npicture"),
        ("/new.png?x=1", "200 OK\r\n\r\npicture"),
        ("/new.srt", "200 OK\r\n\r\n1\r\n00:00:01,000 --> 00:00:02,000\r\nHello there.\r\n"),
    ]);
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("show");
    let run = cuepoint(&["import", &format!("{own}/feed"), "--root", root.to_str().unwrap()]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let files: Vec<String> = files_below(&root).iter().map(|it| it.display().to_string()).collect();
    assert_eq!(
        files,
        [
            "content/cover.jpg",
            "content/episodes/new/cover.png",
            "content/episodes/new/notes.md",
            "content/episodes/new/transcript.srt",
            "content/episodes/old/notes.md",
            "show.toml"
        ]
    );
    assert!(run.err.contains("gone.json`: the server answers 404"), "{}", run.err);
}

/// Enough for everything.
const PLENTY: Allowance = Allowance { files: 100, bytes: 1_000_000, time: Duration::from_secs(60) };

fn fetch(url: &str, limits: Limits) -> Result<Fetched, FetchError> {
    let reach = net::web(url).map_or(Reach::Public, Reach::Typed);
    Fetcher::new(reach, PLENTY).fetch(url, limits)
}

#[test]
fn servers_that_lead_astray_are_given_up() {
    let own = serve(&[
        ("/loop", "302 Found\r\nLocation: OWN/loop\r\n\r\n"),
        ("/large", "200 OK\r\n\r\n0123456789"),
        ("/short", "200 OK\r\nContent-Length: 1000\r\n\r\nonly this"),
        ("/file", "302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"),
        ("/slow", "STALL"),
    ]);
    let limits = Limits { bytes: 5, time: Duration::from_millis(500) };
    let get = |path: &str| fetch(&format!("{own}{path}"), limits).unwrap_err();
    assert!(matches!(get("/loop"), FetchError::Redirects));
    assert!(matches!(get("/large"), FetchError::TooLarge(5)));
    assert!(matches!(get("/file"), FetchError::Address(_)));
    assert!(matches!(get("/gone"), FetchError::Status(404)));
    assert!(matches!(get("/slow"), FetchError::Failed(_)));
    let limits = Limits { bytes: 5_000, ..limits };
    assert!(matches!(fetch(&format!("{own}/short"), limits), Err(FetchError::Failed(_))));
    assert!(matches!(fetch("ftp://a.example/", limits), Err(FetchError::Address(_))));
    // All files of an import share what they may take.
    let mut few = Fetcher::new(Reach::Private, Allowance { files: 2, ..PLENTY });
    let mut ask = || few.fetch(&format!("{own}/large"), limits);
    assert!(ask().is_ok() && ask().is_ok());
    assert!(matches!(ask(), Err(FetchError::Spent("files"))));
    let mut little = Fetcher::new(Reach::Private, Allowance { bytes: 15, ..PLENTY });
    let mut ask = || little.fetch(&format!("{own}/large"), limits);
    assert!(ask().is_ok());
    assert!(matches!(ask(), Err(FetchError::Spent("bytes"))));
    // One request and most of a second: on a busy machine the first may take longer.
    let limits = Limits { time: Duration::from_secs(1), ..limits };
    let short = Allowance { time: Duration::from_millis(1_900), ..PLENTY };
    let mut slow = Fetcher::new(Reach::Private, short);
    let mut ask = || slow.fetch(&format!("{own}/slow"), limits);
    assert!(matches!(ask(), Err(FetchError::Failed(_))));
    assert!(matches!(ask(), Err(FetchError::Failed(_))));
    assert!(matches!(ask(), Err(FetchError::Spent("time"))));
}

/// What a stranger's feed names on this machine: `OWN` is the feed's server,
/// `OTHER` one that nobody typed.
const STRANGERS_FEED: &str = "200 OK\r\n\r\n<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>\u{1b}[31mRed</title><item><title>A</title><guid>a</guid><podcast:transcript url=\"OTHER/a.vtt\" type=\"text/vtt\"/><podcast:chapters url=\"OWN/lead\" type=\"application/json\"/><itunes:image href=\"OTHER/a.png\"/></item><item><title>B\u{1b}]0;x\u{7}</title><guid>b</guid><podcast:transcript url=\"OWN/b.vtt\" type=\"text/vtt\"/></item></channel></rss>";

#[test]
fn a_feed_leads_into_no_private_network_that_the_user_did_not_name() {
    let secret = "200 OK\r\n\r\nWEBVTT\n\n00:01.000 --> 00:02.000\nThe secret.\n";
    let other = serve_owned(vec![
        ("/a.vtt".to_owned(), secret.to_owned()),
        ("/a.png".to_owned(), secret.to_owned()),
        ("/lead".to_owned(), secret.to_owned()),
        ("/page-2".to_owned(), "200 OK\r\n\r\n<rss/>".to_owned()),
    ]);
    // The same machine by other names is another origin.
    for named in [
        other.clone(),
        other.replace("127.0.0.1", "localhost"),
        other.replace("127.0.0.1", "2130706433"),
        other.replace("127.0.0.1", "0x7f.1"),
        other.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ] {
        let own = serve_owned(vec![
            ("/feed".to_owned(), STRANGERS_FEED.replace("OTHER", &named)),
            ("/lead".to_owned(), format!("302 Found\r\nLocation: {named}/lead\r\n\r\n")),
            ("/b.vtt".to_owned(), secret.to_owned()),
        ]);
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("show");
        let import = |more: &[&str]| {
            let feed = format!("{own}/feed");
            let args = ["import", &feed, "--root", root.to_str().unwrap()];
            cuepoint(&[&args[..], more].concat())
        };
        let run = import(&[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        let files: Vec<String> =
            files_below(&root).iter().map(|it| it.display().to_string()).collect();
        // What the typed server itself has is brought, and nothing else.
        assert_eq!(
            files,
            [
                "content/episodes/a/notes.md",
                "content/episodes/b-0-x/notes.md",
                "content/episodes/b-0-x/transcript.vtt",
                "show.toml"
            ],
            "{named}: {}",
            run.err
        );
        assert_eq!(run.err.matches("--allow-private").count(), 1, "{}", run.err);
        assert!(!run.err.contains('\u{1b}') && !run.err.contains('\u{7}'), "{}", run.err);
        // The next import brings the rest, if the user says so.
        let run = import(&["--allow-private"]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        assert!(run.err.contains("0 episodes imported; 2 episodes known"), "{}", run.err);
        assert_eq!(files_below(&root).len(), 7, "{named}: {}", run.err);
    }
}

#[test]
fn no_redirect_and_no_further_page_leads_into_a_private_network() {
    let other = serve(&[("/lead", STRANGERS_FEED), ("/page-2", "200 OK\r\n\r\n<rss/>")]);
    let own = serve_owned(vec![
        ("/feed".to_owned(), format!("301 Moved\r\nLocation: {other}/lead\r\n\r\n")),
        (
            "/paged".to_owned(),
            format!(
                "200 OK\r\n\r\n<rss xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>P</title><atom:link rel=\"next\" href=\"{other}/page-2\"/></channel></rss>"
            ),
        ),
    ]);
    for path in ["feed", "paged"] {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("show");
        let feed = format!("{own}/{path}");
        let run = cuepoint(&["import", &feed, "--root", root.to_str().unwrap()]);
        assert_eq!(run.status, ExitStatus::Failure, "{}", run.err);
        assert!(run.err.contains("--allow-private") && !root.exists(), "{}", run.err);
    }
}

/// A feed whose notes are larger than what may be written to a file.
fn long_feed(path: &Path) {
    let words = "Words of the notes. ".repeat(6_000);
    let items: String = (0..6)
        .map(|nth| {
            let notes = if nth % 2 == 0 { "Short." } else { words.as_str() };
            format!(
                "<item><title>E {nth}</title><guid>g{nth}</guid><description>{notes}</description><psc:chapters><psc:chapter start=\"0:0{nth}\" title=\"C\"/></psc:chapters></item>"
            )
        })
        .collect();
    let text = format!(
        "<rss xmlns:psc=\"http://podlove.org/simple-chapters\"><channel><title>T</title>{items}</channel></rss>"
    );
    fs::write(path, text).unwrap();
}

#[cfg(unix)]
#[test]
fn an_import_that_is_cut_off_is_gone_on_with_by_the_next() {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name).display().to_string();
    long_feed(&temp.path().join("feed.xml"));
    let import = |before: &str, root: &str| {
        let mut shell = std::process::Command::new("sh");
        let line = format!("{before}exec \"$0\" import \"$1\" --root \"$2\" --offline");
        shell.args(["-c", &line, env!("CARGO_BIN_EXE_cuepoint"), &at("feed.xml"), root]);
        shell.output().unwrap()
    };
    assert!(import("", &at("whole")).status.success());
    let whole = files_below(&temp.path().join("whole"));
    // Killed amid a file, and told amid a file that there is no more room.
    for (name, before) in [("killed", "ulimit -f 40; "), ("full", "trap '' XFSZ; ulimit -f 40; ")] {
        let root = temp.path().join(name);
        let cut = import(before, &at(name));
        assert!(!cut.status.success());
        let left = files_below(&root);
        let visible = left.iter().filter(|it| !it.display().to_string().contains("/."));
        for it in visible {
            let wanted = fs::read(temp.path().join("whole").join(it)).unwrap();
            assert_eq!(fs::read(root.join(it)).unwrap(), wanted, "{name}: {it:?} is torn");
        }
        assert!(left.len() < whole.len(), "{name}: nothing was cut: the test tests nothing");
        assert!(import("", &at(name)).status.success());
        assert_eq!(files_below(&root), whole, "{name}");
    }
}

#[test]
fn a_thousand_episodes_may_have_one_title() {
    let temp = tempfile::tempdir().unwrap();
    let import = |n: usize| {
        let feed = temp.path().join(format!("{n}.xml"));
        let items: String =
            (0..n).map(|it| format!("<item><title>Same</title><guid>{it}</guid></item>")).collect();
        fs::write(&feed, format!("<rss><channel><title>T</title>{items}</channel></rss>")).unwrap();
        let root = temp.path().join(n.to_string());
        let start = std::time::Instant::now();
        let args = ["import", feed.to_str().unwrap(), "--root", root.to_str().unwrap()];
        let run = cuepoint(&[&args[..], &["--dry-run"]].concat());
        assert!(run.err.contains(&format!("same-{n}/notes.md")), "{}", run.err);
        start.elapsed()
    };
    let (few, many) = (import(500), import(5_000));
    assert!(many < few * 40 + Duration::from_millis(300), "{few:?}, ten times: {many:?}");
}

/// What subscribers know of an episode: GUID, audio, moment.
#[cfg(has_shared)]
fn known(path: &Path) -> Vec<(String, String, Option<u64>, String)> {
    let bytes = fs::read(path).unwrap();
    let text = cuepoint::import::decode(&bytes, u64::MAX);
    let feed = cuepoint::import::read(cuepoint::diag::FileId(0), &text).value;
    assert_eq!(feed.items.len(), text.matches("<item>").count() + text.matches("<item ").count());
    let mut known: Vec<_> = feed
        .items
        .into_iter()
        .map(|it| {
            let audio = it.audio.unwrap_or_default();
            (it.guid.unwrap(), audio.url, audio.bytes, it.published.unwrap().to_string())
        })
        .collect();
    known.sort();
    // Of two items with one GUID apps show one.
    known.dedup_by(|a, b| a.0 == b.0);
    known
}

#[cfg(has_shared)]
#[test]
fn real_feeds_come_back_with_their_guids_audio_and_dates() {
    let feeds = project("../shared/corpus/feeds");
    let mut n_feeds = 0;
    for file in files_below(&feeds).iter().filter(|it| it.extension().is_some_and(|it| it == "xml"))
    {
        n_feeds += 1;
        let temp = tempfile::tempdir().unwrap();
        let (root, out) = (temp.path().join("show"), temp.path().join("out"));
        let feed = feeds.join(file);
        let run = cuepoint(&[
            "import",
            feed.to_str().unwrap(),
            "--root",
            root.to_str().unwrap(),
            "--offline",
            "--ignore-lock",
            "--base-url",
            "https://new.example/",
        ]);
        assert_eq!(run.status, ExitStatus::Clean, "{file:?}: {}", run.err);
        let settings = fs::read_to_string(root.join("show.toml")).unwrap();
        let settings =
            settings.replacen("\n\n[feed]", "\ncards = false\nsearch = false\n\n[feed]", 1);
        fs::write(root.join("show.toml"), settings).unwrap();
        let run = build(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{file:?}: {}", run.err);
        assert_eq!(known(&feed), known(&out.join("feed.xml")), "{file:?}");
    }
    assert_eq!(n_feeds, 16);
}

#[cfg(not(has_shared))]
#[test]
#[ignore = "../shared is not here"]
fn real_feeds_come_back_with_their_guids_audio_and_dates() {}
