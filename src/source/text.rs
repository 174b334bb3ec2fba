//! Bytes into text: encodings, line ends, bytes that are no text.

use crate::diag::{Diagnostic, FileId, Reported, Span};

/// Decodes a text file. Never fails: windows-1252 has a character for every
/// byte.
pub(super) fn decode(file: FileId, bytes: Vec<u8>) -> Reported<String> {
    // Nearly every file is what it should be.
    if bytes.is_ascii() && !bytes.contains(&b'\r') && !bytes.contains(&0) {
        return Reported::clean(String::from_utf8(bytes).unwrap_or_default());
    }
    let bytes = bytes.as_slice();
    let mut problems = Vec::new();
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]).0,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(error) => {
                let (text, _, _) = encoding_rs::WINDOWS_1252.decode(bytes);
                let at = error.valid_up_to();
                let message = format!(
                    "byte {:#04x} is not UTF-8; the file is read as windows-1252",
                    bytes[at]
                );
                let line = bytes[..at].iter().filter(|it| **it == b'\n').count();
                let span = span_of_line(&normal(&text), line);
                problems.push(
                    Diagnostic::warning("source/encoding", Span::new(file, span), message)
                        .hint("save the file as UTF-8"),
                );
                text
            }
        },
    };
    let mut text = normal(&text);
    if let Some(at) = text.find('\0') {
        let message = "the file holds NUL bytes; they are shown as U+FFFD";
        text = text.replace('\0', "\u{fffd}");
        problems.push(
            Diagnostic::warning("source/nul", Span::new(file, at..at + 3), message)
                .hint("a text editor did not write this; export the file again"),
        );
    }
    Reported { value: text, problems }
}

/// Ends every line with `\n`.
fn normal(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

fn span_of_line(text: &str, line: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for (idx, it) in text.split('\n').enumerate() {
        if idx == line {
            return start..start + it.len().max(1);
        }
        start += it.len() + 1;
    }
    0..0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, codes: &[&str]) {
        let got = decode(FileId(0), bytes.to_vec());
        assert_eq!(got.value, expected);
        assert_eq!(got.problems.iter().map(|it| it.code).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn every_encoding_ends_as_text_with_line_feeds() {
        check(b"a\r\nb\rc\n", "a\nb\nc\n", &[]);
        check("\u{feff}ä".as_bytes(), "ä", &[]);
        check(b"\xff\xfeh\x00i\x00", "hi", &[]);
        check(b"one\ncaf\xe9 \x97\n", "one\ncafé —\n", &["source/encoding"]);
        check(b"a\0b", "a\u{fffd}b", &["source/nul"]);
    }
}
