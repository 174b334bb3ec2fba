//! Transcript formats against cases that others wrote: `../shared/cases`.

#[cfg(has_shared)]
mod shared {
    use std::fs;

    use cuepoint::diag::FileId;
    use cuepoint::model::TranscriptFormat;
    use cuepoint::parse::transcript::{self, sniff, webvtt};

    use crate::support::project;

    /// The reader of `formats.md`: standard Base64, padding at the end.
    fn base64(text: &str) -> Vec<u8> {
        let value = |c: u8| match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let mut bytes = Vec::new();
        for four in text.trim_end_matches('=').as_bytes().chunks(4) {
            let bits = four.iter().fold(0_u32, |bits, c| bits << 6 | u32::from(value(*c)));
            let bits = bits << (6 * (4 - four.len()));
            bytes.extend(&bits.to_be_bytes()[1..four.len()]);
        }
        bytes
    }

    /// What `source` does to a file before a parser sees it.
    fn text_of(bytes: &[u8]) -> String {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes);
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
    }

    #[test]
    fn webvtt_is_read_as_browsers_read_it() {
        let cases = fs::read_to_string(project("../shared/cases/webvtt/wpt-min.json")).unwrap();
        let cases: Vec<serde_json::Value> = serde_json::from_str(&cases).unwrap();
        assert_eq!(cases.len(), 56);
        let mut wrong = Vec::new();
        for case in cases {
            let name = case["name"].as_str().unwrap();
            let text = text_of(&base64(case["input_base64"].as_str().unwrap()));
            let parsed = webvtt::parse(FileId(0), &text, webvtt::Reading::Browser).value;
            if parsed.is_some() != case["accepted"].as_bool().unwrap() {
                wrong.push(format!("{name}: accepted {}", parsed.is_some()));
                continue;
            }
            let mut cues = parsed.unwrap_or_default();
            // The cases list cues as a text track has them: by time, the longer first.
            cues.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
            let got: Vec<_> = cues.iter().map(readable).collect();
            let expected: Vec<_> = case["cues"].as_array().unwrap().iter().map(wanted).collect();
            if got != expected {
                wrong.push(format!("{name}\n  expected {expected:?}\n  got      {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    type Readable = (String, u64, u64, String, String, Vec<String>);

    fn readable(cue: &webvtt::VttCue) -> Readable {
        let voices = transcript::voices(&cue.text);
        let plain = voices.iter().map(|it| it.text.as_str()).collect();
        let names = voices.into_iter().filter_map(|it| it.name).collect();
        let (start, end) = (cue.start.as_millis(), cue.end.as_millis());
        (cue.id.clone(), start, end, cue.text.clone(), plain, names)
    }

    fn wanted(cue: &serde_json::Value) -> Readable {
        let text = |key: &str| cue[key].as_str().unwrap().to_owned();
        let names = cue["voices"].as_array().unwrap();
        let names = names.iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        let millis = |key: &str| cue[key].as_u64().unwrap();
        (text("id"), millis("start_ms"), millis("end_ms"), text("text"), text("plain"), names)
    }

    #[test]
    fn every_srt_dialect_is_read() {
        let mut seen = 0;
        for entry in fs::read_dir(project("../shared/cases/srt")).unwrap().flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|it| it != "srt") {
                continue;
            }
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap();
            // windows-1252 agrees with Latin-1 on the letters of this case.
            let text = match std::str::from_utf8(&bytes) {
                Ok(_) => text_of(&bytes),
                Err(_) => {
                    text_of(bytes.iter().map(|it| char::from(*it)).collect::<String>().as_bytes())
                }
            };
            assert_eq!(sniff(&text), Some(TranscriptFormat::Srt), "{name}");
            let parsed = transcript::parse(FileId(0), &text, TranscriptFormat::Srt);
            let got: Vec<_> = parsed.value.cues.iter().map(|it| it.text.as_str()).collect();
            let expected: &[&str] = match name.as_str() {
                "empty-text" => &["world"],
                "blank-in-text" => &["hello there", "world"],
                "numeric-text" => &["42", "world"],
                "reversed" => &["world", "hello"],
                "cp1252" => &["caf\u{e9}", "world"],
                _ => &["hello", "world"],
            };
            assert_eq!(got, expected, "{name}");
            seen += 1;
        }
        assert_eq!(seen, 24);
    }
}

#[cfg(not(has_shared))]
#[test]
#[ignore = "../shared is not here"]
fn webvtt_is_read_as_browsers_read_it() {}

#[cfg(not(has_shared))]
#[test]
#[ignore = "../shared is not here"]
fn every_srt_dialect_is_read() {}
