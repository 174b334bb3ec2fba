//! `cuepoint audio`: a server is asked once, and builds know what it said.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, project, write_site};

/// A host of a file that redirects first, of a page and of nothing; and what it
/// was asked.
fn host(sound: Vec<u8>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = format!("http://{}", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Vec::new()));
    let seen = log.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 2_000];
            let n = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..n]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            let is_part = request.to_lowercase().contains("range: bytes=0-");
            seen.lock().unwrap().push(path.clone());
            let total = sound.len() + 1_000_000;
            let (head, body): (String, &[u8]) = match path.as_str() {
                "/1.mp3" => ("302 Found\r\nLocation: /files/1.mp3".to_owned(), b""),
                "/files/1.mp3" if is_part => (
                    format!(
                        "206 Partial\r\nContent-Type: audio/mpeg; x=y\r\nContent-Range: bytes 0-{}/{total}",
                        sound.len() - 1
                    ),
                    &sound,
                ),
                "/2.mp3" => ("200 OK\r\nContent-Type: text/html".to_owned(), b"<p>Hello</p>"),
                _ => ("404 No".to_owned(), b""),
            };
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(body);
        }
    });
    (own, log)
}

#[test]
fn audio_is_asked_once_and_builds_know_it() {
    let content = project("content");
    let mut files = files_below(&content);
    files.retain(|it| it.extension().is_some_and(|it| it == "mp3"));
    let sound = fs::read(content.join(files.first().expect("the example show has audio"))).unwrap();
    let bytes = sound.len() + 1_000_000;
    let (own, log) = host(sound);
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    let episode = |n: usize| {
        format!(
            "== {n}.md\n---\ntitle: Week {n}\nepisode: {n}\naudio: {own}/{n}.mp3\n---\nWe talk.\n"
        )
    };
    let settings =
        "== show.toml\ntitle = \"S\"\nbase-url = \"https://s.example/\"\ncards = false\n"
            .to_owned();
    write_site(&root, &[settings, episode(1), episode(2), episode(3)].concat());
    let audio = |more: &[&str]| {
        let args = [&["audio", "--root", root.to_str().unwrap()], more].concat();
        cuepoint(&args)
    };
    // Nobody typed these addresses.
    assert!(audio(&[]).err.contains("private"), "a private network was asked");
    let run = audio(&["--allow-private"]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
    assert!(run.out.contains("1 file measured, 2 without an answer"), "{}", run.out);
    assert!(run.err.contains("it is a page, and no audio"), "{}", run.err);
    assert!(run.err.contains("the server answers 404"), "{}", run.err);
    let text = fs::read_to_string(root.join("audio.toml")).unwrap();
    assert!(
        text.contains(&format!("bytes = {bytes}\ntype = \"audio/mpeg\"\nseconds = ")),
        "{text}"
    );
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let feed = fs::read_to_string(out.join("feed.xml")).unwrap();
    assert!(feed.contains(&format!("length=\"{bytes}\"")), "{feed}");
    assert_eq!(feed.matches("<itunes:duration>").count(), 1, "{feed}");
    fs::write(root.join("audio.toml"), format!("[[[\n{text}")).unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.contains("warning[sounds/syntax]"), "{}", run.err);
    assert_eq!(audio(&["--allow-private"]).status, ExitStatus::Failure);
    assert!(fs::read_to_string(root.join("audio.toml")).unwrap().starts_with("[[["));
    fs::write(root.join("audio.toml"), &text).unwrap();
    let before = log.lock().unwrap().len();
    audio(&["--allow-private"]);
    let again: Vec<String> = log.lock().unwrap()[before..].to_vec();
    assert!(!again.iter().any(|it| it.contains("1.mp3")), "{again:?}");
}
