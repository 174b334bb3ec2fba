//! The preview: what it serves, and that it notices what is saved.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{build, files_below, project, write_site};

const SHOW: &str = "== show.toml
title = \"T\"
short-links = true
== content/1-a.md
# T 1: A

**Ann #1:** [Quux](https://github.com/quux/quux)
== content/1-a.vtt
WEBVTT

00:01.000 --> 00:02.000
Hello Quux.
== content/1-a.mp3
0123456789
== content/2-b.md
# T 2: B

- [Quux](https://github.com/quux/quux)
== content/2-b.txt
00:00:01 Quux too.
";

/// A preview that ends with the test.
struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An answer: status, headers in lower case, body.
struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        let of =
            |line: &'_ str| line.split_once(": ").filter(|it| it.0 == name).map(|it| it.1.len());
        let line = self.headers.lines().find(|it| of(it).is_some());
        line.and_then(|it| it.split_once(": ")).map_or("", |it| it.1)
    }
}

impl Server {
    fn start(root: &Path, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_cuepoint"))
            .args(["serve", root.to_str().unwrap(), "--port"])
            .args(if more.is_empty() { &["0"] } else { more })
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program is there");
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        // Somebody has to read on, or the server stalls.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = if headers.contains("Host:") {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        write!(stream, "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{headers}\r\n")
            .unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let end = all.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, headers: head, body: all[end + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// Asks until the answer is as it should be.
    fn wait(&self, path: &str, what: &str, good: impl Fn(&Answer) -> bool) {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            if good(&self.get(path)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{what}: {} is {}", path, self.get(path).text());
    }
}

const LIVE: &str = "<script type=\"module\" src=\"/.cuepoint/live.js\" data-once></script>\n";

/// A show of so many episodes that the preview cannot keep all its pages.
fn large_show() -> String {
    let episode = |nth: usize| {
        format!(
            "== content/{nth}-e.md\n# T {nth}: Episode {nth}\n\n- [Quux](https://github.com/quux/quux)\n== content/{nth}-e.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nHello Quux {nth}.\n"
        )
    };
    let show = "== show.toml\ntitle = \"T\"\ncards = false\n".to_owned();
    show + &(1..=90).map(episode).collect::<String>()
}

/// The example show, without what was built of it.
fn copy_example(show: &Path) {
    fs::create_dir_all(show).unwrap();
    for name in ["content", "show.toml", "feed.lock"] {
        let from = project(name);
        let copied = Command::new("cp").arg("-r").args([from.as_path(), show]).status();
        assert!(copied.unwrap().success());
    }
}

/// Every file that a build publishes is served, byte for byte: cards before
/// their pages, and more pages than the preview keeps.
#[test]
fn the_preview_is_the_site() {
    for texts in [Some(SHOW.to_owned()), Some(large_show()), None] {
        let temp = tempfile::tempdir().unwrap();
        let show = temp.path().join("show");
        match texts {
            Some(texts) => write_site(&show, &texts),
            None => copy_example(&show),
        }
        let server = Server::start(&show, &[]);
        let out = temp.path().join("site");
        let base = format!("http://{}/", server.address);
        let run = build(&show, &out, &["--base-url", &base, "--accept-feed-changes"]);
        assert!(run.err.contains("published") || out.exists(), "{}", run.err);
        let files = files_below(&out).into_iter();
        let files: Vec<_> =
            files.filter(|it| !it.to_string_lossy().starts_with(".cuepoint")).collect();
        // First the cards, before anybody saw their pages, then the pages in an
        // order that is none of theirs.
        let cards = files.iter().filter(|it| it.starts_with("cards"));
        let rest = (0..7).flat_map(|it| files.iter().skip(it).step_by(7));
        let mut seen = 0;
        for file in cards.chain(rest) {
            let name = file.to_str().unwrap();
            let answer = server.get(&format!("/{}", name.trim_end_matches("index.html")));
            assert_eq!(answer.status, 200, "{name}");
            let built = fs::read(out.join(file)).unwrap();
            if name.ends_with(".html") {
                let body = answer.text().replacen(LIVE, "", 1);
                assert_eq!(body, String::from_utf8_lossy(&built), "{name}");
            } else {
                assert!(answer.body == built, "{name}");
            }
            seen += 1;
        }
        assert!(30 < seen, "{seen}");
    }
}

/// By DNS rebinding another site's page reaches the preview under its own name.
#[test]
fn nothing_is_said_to_those_who_ask_for_another_host() {
    let temp = tempfile::tempdir().unwrap();
    write_site(temp.path(), SHOW);
    let server = Server::start(temp.path(), &[]);
    server.wait("/", "the show", |it| it.status == 200);
    for path in ["/", "/.cuepoint/live.js", "/.cuepoint/news", "/nowhere/", "/assets/x.css"] {
        for host in
            ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.x:1", ""]
        {
            let answer = server.ask("GET", path, &format!("Host: {host}\r\n"));
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(answer.body.is_empty(), "{host} {path}");
        }
    }
    for host in
        ["localhost", "LOCALHOST:1", "localhost.", "localhost.:1", "127.0.0.1:3030", "[::1]:1"]
    {
        let answer = server.ask("GET", "/", &format!("Host: {host}\r\n"));
        assert_eq!(answer.status, 200, "{host}");
    }
}

/// A head of a request that never ends kept its connection for ever.
#[test]
fn requests_that_never_end_are_ended() {
    let temp = tempfile::tempdir().unwrap();
    write_site(temp.path(), SHOW);
    let server = Server::start(temp.path(), &[]);
    server.wait("/", "the show", |it| it.status == 200);
    let open = |head: &str| {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    };
    let hang =
        (0..40).map(|_| open("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")).collect::<Vec<_>>();
    let news = open("GET /.cuepoint/news HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(server.get("/").status, 200);
    for mut stream in hang {
        let mut answer = Vec::new();
        // The end of the stream, not of our patience.
        stream.read_to_end(&mut answer).unwrap();
    }
    // A head of 400 kB is refused.
    let mut large = open("GET / HTTP/1.1\r\nHost: localhost\r\n");
    let _ = large.write_all(format!("X-A: {}\r\n\r\n", "a".repeat(400_000)).as_bytes());
    let mut answer = Vec::new();
    let _ = large.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 200"));
    // Who listens for news is not sent away.
    news.set_nonblocking(true).unwrap();
    let mut lines = Vec::new();
    let ended = (&news).read_to_end(&mut lines);
    assert!(ended.is_err_and(|it| it.kind() == std::io::ErrorKind::WouldBlock));
    assert!(String::from_utf8_lossy(&lines).contains("data:"));
}

#[test]
fn files_are_served_as_browsers_and_players_want_them() {
    let temp = tempfile::tempdir().unwrap();
    write_site(temp.path(), SHOW);
    let server = Server::start(temp.path(), &[]);
    let page = server.get("/episodes/1-a/");
    assert!(page.text().contains(LIVE));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let tag = page.header("etag").to_owned();
    let again = server.ask("GET", "/episodes/1-a/", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(server.ask("HEAD", "/", "").body.len(), 0);
    assert_eq!(server.ask("POST", "/", "").status, 405);
    for (path, mime) in [
        ("/episodes/1-a/transcript.vtt", "text/vtt; charset=utf-8"),
        ("/episodes/1-a/transcript.srt", "application/x-subrip; charset=utf-8"),
        ("/episodes/1-a/episode.json", "application/json"),
        ("/episodes/1-a/audio.mp3", "audio/mpeg"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ] {
        let path = path.replace("audio.mp3", "1-a.mp3");
        let answer = server.get(&path);
        assert_eq!((answer.status, answer.header("content-type")), (200, mime), "{path}");
    }
    let range = server.ask("GET", "/episodes/1-a/1-a.mp3", "Range: bytes=2-5\r\n");
    assert_eq!((range.status, range.text().as_str()), (206, "2345"));
    assert_eq!(range.header("content-range"), "bytes 2-5/11");
    let beyond = server.ask("GET", "/episodes/1-a/1-a.mp3", "Range: bytes=90-\r\n");
    assert_eq!(beyond.status, 416);
    let missing = server.get("/nowhere/");
    assert!(missing.status == 404 && missing.text().contains("<h1"), "{}", missing.text());
    assert_eq!(server.get("/archive").header("location"), "/archive/");
    // Nothing but the site is there, and only for those who ask by our name.
    for path in
        ["/../show.toml", "/%2e%2e/show.toml", "/content/1-a.md", "//etc/passwd", "/..%5cx", "/%00"]
    {
        let answer = server.get(path);
        assert!(answer.status == 404 || answer.status == 400, "{path}: {}", answer.status);
    }
}

#[test]
fn what_is_saved_is_served() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    write_site(root, SHOW);
    let server = Server::start(root, &[]);
    server.wait("/episodes/1-a/", "the first page", |it| it.text().contains("Hello Quux"));
    let has = |text: &'static str| move |it: &Answer| it.text().contains(text);
    write_site(root, "== content/1-a.vtt\nWEBVTT\n\n00:01.000 --> 00:02.000\nBye Quux.\n");
    server.wait("/episodes/1-a/", "a transcript", has("Bye Quux"));
    // As editors save: a new file in place of the old one.
    write_site(root, "== content/.1-a.md.swp\n# T 1: Renamed\n");
    fs::rename(root.join("content/.1-a.md.swp"), root.join("content/1-a.md")).unwrap();
    server.wait("/archive/", "notes", has("Renamed"));
    write_site(root, "== show.toml\ntitle = \"New name\"\n");
    server.wait("/", "settings", has("New name"));
    write_site(root, "== templates/404.html\nnot here\n");
    server.wait("/nowhere/", "a template in a new folder", has("not here"));
    let style = |it: &Answer| {
        let text = it.text();
        let at = text.find("/assets/theme-").expect("a style sheet");
        text[at..].split('"').next().unwrap().to_owned()
    };
    let before = style(&server.get("/"));
    write_site(root, "== static/theme.css\nbody { color: red }\n");
    server.wait("/", "a style sheet", |it| style(it) != before);
    assert!(server.get(&style(&server.get("/"))).text().contains("color: red"));
    write_site(root, "== content/more/3-c.md\n# T 3: C\n");
    server.wait("/episodes/3-c/", "an episode in a new folder", |it| it.status == 200);
    write_site(root, "== content/more/4-d.md\n# T 4: D\n");
    server.wait("/episodes/4-d/", "another one there", |it| it.status == 200);
    // With an error the last good site stays, and whoever listens is told.
    let mut news = TcpStream::connect(&server.address).unwrap();
    write!(news, "GET /.cuepoint/news HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    write_site(root, "== show.toml\ntitle = \n");
    let mut lines = BufReader::new(news).lines().map_while(Result::ok);
    let told = lines.find(|it| it.contains("config/syntax")).unwrap();
    assert!(told.contains("show.toml:1:"), "{told}");
    assert!(server.get("/archive/").text().contains("Renamed"));
    // A template that fails when rendering is told on its page.
    write_site(
        root,
        "== show.toml\ntitle = \"New name\"\n== content/1-a.md\n# T 1: Mended\n== templates/archive.html\n{{ page.nothing.at.all }}\n",
    );
    server.wait("/", "the mended notes", has("Mended"));
    server.wait("/archive/", "what is wrong", |it| {
        it.status == 500 && it.text().contains("templates/archive.html:1")
    });
    fs::remove_file(root.join("templates/archive.html")).unwrap();
    server.wait("/archive/", "the built-in template", |it| it.status == 200);
    fs::remove_file(root.join("content/more/3-c.md")).unwrap();
    server.wait("/episodes/3-c/", "an episode that is gone", |it| it.status == 404);
}

#[test]
fn drafts_are_served_if_wanted_and_a_taken_port_is_passed_over() {
    let temp = tempfile::tempdir().unwrap();
    write_site(temp.path(), SHOW);
    write_site(temp.path(), "== content/9-i.md\n+++\ndraft = true\n+++\n# T 9: I\n");
    let first = Server::start(temp.path(), &[]);
    assert_eq!(first.get("/episodes/9-i/").status, 404);
    let port = first.address.rsplit(':').next().unwrap();
    let second = Server::start(temp.path(), &[port, "--drafts"]);
    assert_ne!(first.address, second.address);
    assert_eq!(second.get("/episodes/9-i/").status, 200);
}
