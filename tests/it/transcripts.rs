//! Transcripts as their makers write them: `tests/transcripts/` holds a file
//! of each, and beside it what is read: the format, the cues, the problems.
//!
//! `~` marks a time that is estimated. `UPDATE=1 cargo test --test it
//! transcripts` rewrites what is expected.

use std::fmt::Write as _;
use std::fs;

use cuepoint::diag::FileId;
use cuepoint::parse::transcript;

use crate::support::{files_below, project};

/// What a text is read as: where nothing tells what it is, as a transcript that
/// somebody says is one.
fn read(text: &str) -> String {
    let body = &text[transcript::body(text)..];
    let sniffed = transcript::sniff(body);
    let Some(format) = sniffed.or_else(|| transcript::claimed(body)) else {
        return "nothing\n".to_owned();
    };
    let mut out = match sniffed {
        Some(format) => format!("{format:?}\n"),
        None => format!("nothing; claimed {format:?}\n"),
    };
    let got = transcript::parse(FileId(0), text, format);
    let timed = got.value.is_timed();
    for cue in &got.value.cues {
        if timed {
            let mark = if cue.timed { "" } else { "~" };
            let _ = write!(out, "{mark}{}-{} ", cue.start.seconds(), cue.end.seconds());
        }
        let name = got.value.speaker(cue).unwrap_or_default();
        let _ = writeln!(out, "[{name}] {}", cue.text);
    }
    for it in got.problems {
        let _ = writeln!(out, "! {}: {}", it.code, it.message);
    }
    out
}

#[test]
fn transcripts_are_read_as_their_makers_write_them() {
    let update = std::env::var("UPDATE").is_ok_and(|it| it == "1");
    let folder = project("tests/transcripts");
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for file in files_below(&folder) {
        let name = file.to_string_lossy().into_owned();
        if name.ends_with(".cues") {
            continue;
        }
        seen += 1;
        let got = read(&fs::read_to_string(folder.join(&file)).unwrap());
        let beside = folder.join(format!("{name}.cues"));
        if update {
            fs::write(&beside, &got).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if got != expected {
            wrong.push(format!("--- {name}\n{expected}\n+++ got\n{got}"));
        }
    }
    assert!(40 < seen, "the transcripts are missing");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Recognisers write the whole text before the first time.
#[test]
fn the_whole_of_a_text_tells_what_it_is() {
    let words = "the kettle is on and so is the stove ".repeat(2_000);
    let text = format!(
        "{{\"text\":\"{words}\",\"segments\":[{{\"start\":0,\"end\":2,\"text\":\"Hi.\"}}]}}"
    );
    assert!(read(&text).starts_with("MachineJson\n0-2 [] Hi."));
}

/// Machines that name a speaker for each line must not take quadratic time.
#[test]
fn many_speakers_take_linear_time() {
    let mut text = String::from("WEBVTT\n");
    for at in 0..50_000 {
        let (minute, second) = (at / 60 % 60, at % 60);
        let _ = write!(
            text,
            "\n{:02}:{minute:02}:{second:02}.000 --> 99:00:00.000\n<v Name {at}>Hi\n",
            at / 3600
        );
    }
    let started = std::time::Instant::now();
    assert!(read(&text).starts_with("WebVtt"));
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}
