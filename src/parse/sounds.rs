//! `audio.toml`: what servers said of audio, an address a table.

use std::fmt::Write as _;

use crate::diag::{FileId, Reported};
use crate::model::{SoundFile, Sounds};
use crate::time::Length;
use crate::tree::written::quoted;
use crate::tree::{Fields, Kind, parse_toml};

const CODES: [&str; 2] = ["sounds/type", "sounds/unknown-key"];

/// Reads the file. What is not understood of it is left out, and reported.
pub fn parse(file: FileId, text: &str) -> Reported<Sounds> {
    let mut sounds = Sounds::new();
    let table = match parse_toml(file, text, 0, "sounds/syntax") {
        Ok(table) => table,
        Err(problems) => return Reported { value: sounds, problems },
    };
    let mut problems = Vec::new();
    for (key, node) in &table {
        let Kind::Table(inner) = &node.kind else { continue };
        let mut fields = Fields::new(file, inner, CODES);
        let millis = fields.number("seconds").filter(|it| 0.0 < *it && *it < 1e6);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked"
        )]
        let length = millis.map(|it| Length::from_millis((it * 1000.0) as u64));
        let bytes = fields.number("bytes").filter(|it| 0.0 < *it && *it < 1e12);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked"
        )]
        let bytes = bytes.map(|it| it as u64);
        let mime = fields.text("type").map(|it| it.value).filter(|it| it.contains('/'));
        sounds.insert(key.name.clone(), SoundFile { bytes, mime, length });
        problems.extend(fields.finish());
    }
    Reported { value: sounds, problems }
}

/// The text of the file.
#[must_use]
pub fn to_text(sounds: &Sounds) -> String {
    let mut text = "# What servers say of the show's audio, asked by `cuepoint audio`. What notes state comes first.\n".to_owned();
    for (url, it) in sounds {
        let _ = write!(text, "\n[{}]\n", quoted(url));
        if let Some(bytes) = it.bytes {
            let _ = writeln!(text, "bytes = {bytes}");
        }
        if let Some(mime) = &it.mime {
            let _ = writeln!(text, "type = {}", quoted(mime));
        }
        if let Some(length) = it.length {
            let _ = writeln!(text, "seconds = {}", length.as_millis().div_ceil(1000));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut sounds = Sounds::new();
        let known = SoundFile {
            bytes: Some(12_345_678),
            mime: Some("audio/mpeg".to_owned()),
            length: Some(Length::from_millis(61_000)),
        };
        sounds.insert("https://a.example/1.mp3?x=\"y\"".to_owned(), known);
        sounds.insert("https://a.example/2.mp3".to_owned(), SoundFile::default());
        let read = parse(FileId(0), &to_text(&sounds));
        assert_eq!((read.value, read.problems.len()), (sounds, 0));
        let odd = parse(FileId(0), "[\"https://a.example/1.mp3\"]\nbytes = -1\nseconds = \"x\"\n");
        assert_eq!(odd.value.values().next(), Some(&SoundFile::default()));
        assert_eq!(odd.problems.len(), 1);
    }
}
