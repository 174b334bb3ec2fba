//! Transcripts as files: `WebVTT`, SRT, Podcasting 2.0 JSON, text.
//!
//! Formats: `formats.md` sections 5 and 6. What these files say is read back
//! as the same cues.

use std::fmt::Write as _;
use std::ops::Range;

use serde::Serialize;

use crate::config::Site;
use crate::model::{Cue, Episode, Transcript};
use crate::path::SourcePath;
use crate::time::{Length, Timestamp};

/// A format that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TranscriptFile {
    /// <https://www.w3.org/TR/webvtt1/>.
    WebVtt,
    /// `SubRip`.
    Srt,
    /// Podcasting 2.0.
    Json,
    /// `Name: text`, a blank line between turns.
    Text,
}

impl TranscriptFile {
    /// What a transcript can be written as: without times only as text.
    #[must_use]
    pub fn of(transcript: &Transcript) -> &'static [Self] {
        match transcript.is_timed() {
            true => &[Self::WebVtt, Self::Srt, Self::Json, Self::Text],
            false if transcript.cues.is_empty() => &[],
            false => &[Self::Text],
        }
    }

    /// The file's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebVtt => "transcript.vtt",
            Self::Srt => "transcript.srt",
            Self::Json => "transcript.json",
            Self::Text => "transcript.txt",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::WebVtt => "WebVTT",
            Self::Srt => "SRT",
            Self::Json => "JSON",
            Self::Text => "Text",
        }
    }

    /// MIME type, as `podcast:transcript` names it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::WebVtt => "text/vtt",
            Self::Srt => "application/x-subrip",
            Self::Json => "application/json",
            Self::Text => "text/plain",
        }
    }

    /// The bytes of the file.
    #[must_use]
    pub fn write(self, transcript: &Transcript) -> Vec<u8> {
        match self {
            Self::WebVtt => vtt(transcript).0.into_bytes(),
            Self::Srt => srt(transcript).into_bytes(),
            Self::Json => json(transcript),
            Self::Text => text(transcript).into_bytes(),
        }
    }
}

/// The transcript of an episode as files: name, label and MIME type. Without
/// exports the author's own files are published.
#[must_use]
pub fn transcript_files(
    episode: &Episode,
    site: &Site,
) -> Vec<(String, &'static str, &'static str)> {
    if !site.exports.files {
        let own = episode.downloads.iter();
        return own.map(|it| (transcript_name(&it.path), it.label, it.mime)).collect();
    }
    let formats = episode.transcript.as_ref().map(TranscriptFile::of).unwrap_or_default();
    formats.iter().map(|it| (it.name().to_owned(), it.label(), it.mime())).collect()
}

/// The name under which an author's own transcript is published.
#[must_use]
pub fn transcript_name(path: &SourcePath) -> String {
    format!("transcript.{}", path.extension())
}

/// Characters in a line, as the formats advise.
const VTT_LINE: usize = 65;
const SRT_LINE: usize = 42;

/// `transcript.vtt`, and the byte at which each cue begins.
pub fn vtt(transcript: &Transcript) -> (String, Vec<usize>) {
    let mut out = String::from("WEBVTT\n");
    let note = estimates(transcript);
    out.reserve(transcript.cues.iter().map(|it| it.text.len() + 64).sum());
    let mut begins = Vec::with_capacity(transcript.cues.len());
    for cue in &transcript.cues {
        out.push('\n');
        begins.push(out.len());
        // What stands before the first cue belongs to it: who reads a part of
        // the file begins behind the signature.
        if let Some(note) = note.as_ref().filter(|_| begins.len() == 1) {
            out.push_str(note);
        }
        push_times(&mut out, cue, '.');
        match transcript.speaker(cue) {
            Some(name) => {
                out.push_str("<v ");
                push_markup(&mut out, name);
                out.push('>');
            }
            None => out.push_str(dash(cue)),
        }
        // Character references are longer than what they stand for; a line
        // that is a little too long is no error.
        push_wrapped(&mut out, (&cue.text, 0), VTT_LINE, push_markup);
        out.push('\n');
    }
    (out, begins)
}

/// The comment of a file with estimated times.
fn estimates(transcript: &Transcript) -> Option<String> {
    let estimated = transcript.cues.iter().filter(|it| !it.timed).count();
    let all = transcript.cues.len();
    (0 < estimated).then(|| {
        format!(
            "NOTE\nThe times of {estimated} of {all} cues are estimated from the words between stated times.\n\n"
        )
    })
}

/// Names tell voices apart: a sole speaker needs none, and text that begins
/// with the only name there is could not be told from other text.
fn has_voices(transcript: &Transcript) -> bool {
    1 < transcript.speakers.len()
}

fn srt(transcript: &Transcript) -> String {
    let mut out = String::new();
    out.reserve(transcript.cues.iter().map(|it| it.text.len() + 64).sum());
    let mut last = None;
    for (idx, cue) in transcript.cues.iter().enumerate() {
        let _ = writeln!(out, "{}", idx + 1);
        push_times(&mut out, cue, ',');
        let name = transcript.speaker(cue).filter(|_| has_voices(transcript));
        let before = out.len();
        match name.filter(|_| name != last) {
            Some(name) => {
                push_arrowless(&mut out, name);
                out.push_str(": ");
            }
            None if cue.speaker.is_none() => out.push_str(dash(cue)),
            None => {}
        }
        last = name;
        let used = out[before..].chars().count();
        push_wrapped(&mut out, (&cue.text, used), SRT_LINE, push_arrowless);
        out.push_str("\n\n");
    }
    out
}

/// A voice without a name.
fn dash(cue: &Cue) -> &'static str {
    if cue.turn { "- " } else { "" }
}

#[derive(Serialize)]
struct Json<'a> {
    version: &'static str,
    segments: Vec<Segment<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    start_time: f64,
    end_time: f64,
    body: String,
    /// Whether the times are estimated: they are not in the author's file.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    estimated: bool,
}

fn json(transcript: &Transcript) -> Vec<u8> {
    let segment = |cue: &'_ Cue| {
        let speaker = cue.speaker.and_then(|it| transcript.speakers.get(usize::from(it)));
        Segment {
            speaker: speaker.map(String::as_str),
            start_time: cue.start.seconds(),
            end_time: cue.end.seconds(),
            estimated: !cue.timed,
            body: match speaker {
                Some(_) => cue.text.clone(),
                None => format!("{}{}", dash(cue), cue.text),
            },
        }
    };
    let segments = transcript.cues.iter().map(segment).collect();
    // The struct has no maps with odd keys: serialising it cannot fail.
    let mut bytes = serde_json::to_vec(&Json { version: "1.0.0", segments }).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn text(transcript: &Transcript) -> String {
    let mut out = String::new();
    let mut last = None;
    for turn in turns(transcript) {
        let cues = &transcript.cues[turn];
        if !out.is_empty() {
            out.push('\n');
        }
        let name = transcript.speaker(&cues[0]).filter(|_| has_voices(transcript));
        match name.filter(|_| name != last) {
            Some(name) => {
                let _ = write!(out, "{name}: ");
            }
            None if cues[0].speaker.is_some() => {}
            None => out.push_str(dash(&cues[0])),
        }
        last = name;
        let texts: Vec<&str> = cues.iter().map(|it| it.text.as_str()).collect();
        out.push_str(&texts.join(" "));
        out.push('\n');
    }
    out
}

/// The cues of each turn; long ones and long silences make a new paragraph.
pub(super) fn turns(transcript: &Transcript) -> Vec<Range<usize>> {
    const PAUSE: Length = Length::from_millis(2_500);
    const FULL: usize = 900;
    let mut turns: Vec<Range<usize>> = Vec::new();
    let mut length = 0;
    for (idx, cue) in transcript.cues.iter().enumerate() {
        let before = idx.checked_sub(1).map(|it| &transcript.cues[it]);
        let begins = before.is_none_or(|it| {
            cue.turn
                || cue.paragraph
                || cue.speaker != it.speaker
                || (cue.timed && PAUSE < cue.start.since(it.end))
                || (FULL <= length && it.text.ends_with(['.', '?', '!', '…', '。']))
        });
        match turns.last_mut().filter(|_| !begins) {
            Some(turn) => turn.end = idx + 1,
            None => {
                turns.push(idx..idx + 1);
                length = 0;
            }
        }
        length += cue.text.len();
    }
    turns
}

/// `HH:MM:SS.mmm --> HH:MM:SS.mmm`; a cue that takes no time takes a
/// millisecond, for readers drop it otherwise.
fn push_times(out: &mut String, cue: &Cue, mark: char) {
    let end = cue.end.max(cue.start.plus(Length::from_millis(1)));
    push_clock(out, cue.start, mark);
    out.push_str(" --> ");
    push_clock(out, end, mark);
    out.push('\n');
}

fn push_clock(out: &mut String, time: Timestamp, mark: char) {
    let millis = time.as_millis();
    let seconds = millis / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let _ = write!(out, "{hours:02}:{minutes:02}:{:02}{mark}{:03}", seconds % 60, millis % 1000);
}

/// Text of `WebVTT`: what would be markup is escaped.
fn push_markup(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Text of SRT, which has no escape: an arrow would make a line of times.
fn push_arrowless(out: &mut String, text: &str) {
    match text.contains("-->") {
        true => out.push_str(&text.replace("-->", "→")),
        false => out.push_str(text),
    }
}

/// Adds a text in lines of at most a width, cut between words; the first line
/// has so many letters already.
fn push_wrapped(
    out: &mut String,
    (text, used): (&str, usize),
    width: usize,
    push: fn(&mut String, &str),
) {
    if text.len() + used <= width {
        push(out, text);
        return;
    }
    let mut line = used;
    for (nth, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        // A name stays with the first word: on a line of its own it would be
        // read as text.
        if 0 < nth {
            let full = width < line + 1 + length;
            out.push(if full { '\n' } else { ' ' });
            line = if full { 0 } else { line + 1 };
        }
        push(out, word);
        line += length;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diag::FileId;
    use crate::model::TranscriptFormat;
    use crate::parse::transcript::parse;

    /// Cues as readers yield them: words, in order; all with a speaker, or
    /// none.
    fn transcripts() -> impl Strategy<Value = Transcript> {
        let word = prop_oneof![
            6 => "[a-zé你]{1,9}[,.?!]?",
            1 => Just("AT&T".to_owned()),
            1 => Just("R&amp;D".to_owned()),
            1 => Just("]]>".to_owned()),
            1 => Just("2024".to_owned()),
            1 => Just("שלום".to_owned()),
            1 => Just("🎧".to_owned()),
        ];
        let text = (prop::collection::vec(word, 3..24), "[a-z]{2,6}")
            .prop_map(|(words, first)| format!("{first} {}", words.join(" ")));
        let cue = (0..4_000_u64, 20..6_000_u64, text, 0..3_u16, any::<bool>());
        (prop::collection::vec(cue, 1..30), any::<bool>()).prop_map(|(cues, named)| {
            let names = ["Ann Lee", "Bo", "Çelik"];
            let mut transcript = Transcript::default();
            let mut now = 0;
            for (gap, length, text, speaker, turn) in cues {
                now += gap;
                let name = names[usize::from(speaker)].to_owned();
                let known = transcript.speakers.iter().position(|it| *it == name);
                let speaker = named.then(|| {
                    let at = known.unwrap_or_else(|| {
                        transcript.speakers.push(name);
                        transcript.speakers.len() - 1
                    });
                    u16::try_from(at).unwrap()
                });
                let changed = transcript.cues.last().is_none_or(|it: &Cue| it.speaker != speaker);
                let start = Timestamp::from_millis(now);
                now += length;
                transcript.cues.push(Cue {
                    start,
                    end: start.plus(Length::from_millis(length)),
                    timed: true,
                    text,
                    speaker,
                    turn: if named { changed } else { turn },
                    paragraph: false,
                    span: 0..0,
                });
            }
            transcript
        })
    }

    fn read(file: TranscriptFile, bytes: &[u8]) -> Transcript {
        let format = match file {
            TranscriptFile::WebVtt => TranscriptFormat::WebVtt,
            TranscriptFile::Srt => TranscriptFormat::Srt,
            TranscriptFile::Json => TranscriptFormat::PodcastJson,
            TranscriptFile::Text => TranscriptFormat::TimedText,
        };
        parse(FileId(0), std::str::from_utf8(bytes).unwrap(), format).value
    }

    /// Without the name of a sole speaker.
    fn told_apart(transcript: &Transcript) -> Transcript {
        let mut told = transcript.clone();
        if told.speakers.len() == 1 {
            told.speakers.clear();
            for cue in &mut told.cues {
                (cue.speaker, cue.turn) = (None, false);
            }
        }
        told
    }

    /// Who says what, by turns.
    fn said(transcript: &Transcript) -> Vec<(Option<&str>, String)> {
        let mut said: Vec<(Option<&str>, String)> = Vec::new();
        for cue in &transcript.cues {
            let name = transcript.speaker(cue);
            match said.last_mut().filter(|it| it.0 == name) {
                Some(last) => last.1 += &format!(" {}", cue.text),
                None => said.push((name, cue.text.clone())),
            }
        }
        said
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(transcript in transcripts()) {
            for file in [TranscriptFile::WebVtt, TranscriptFile::Srt, TranscriptFile::Json] {
                let mut got = read(file, &file.write(&transcript));
                got.cues.iter_mut().for_each(|it| it.span = 0..0);
                let wanted = match file {
                    TranscriptFile::Srt => told_apart(&transcript),
                    _ => transcript.clone(),
                };
                prop_assert_eq!(&got.cues, &wanted.cues, "{:?}", file);
                prop_assert_eq!(&got.speakers, &wanted.speakers, "{:?}", file);
            }
            let got = read(TranscriptFile::Text, &TranscriptFile::Text.write(&transcript));
            let wanted = told_apart(&transcript);
            prop_assert_eq!(said(&got), said(&wanted));
        }
    }

    #[test]
    fn captions_are_as_the_formats_want_them() {
        let cue = |start, text: &str, speaker| Cue {
            start: Timestamp::from_millis(start),
            end: Timestamp::from_millis(start + 1_500),
            timed: true,
            text: text.to_owned(),
            speaker: Some(speaker),
            turn: true,
            paragraph: false,
            span: 0..0,
        };
        let long = "a < b --> c, and on and on it goes until the line is full and then some more";
        let cues =
            vec![cue(3_723_004, "Hi.", 0), cue(3_725_000, "Again.", 0), cue(3_727_000, long, 1)];
        let transcript = Transcript::new(cues, vec!["Ann".into(), "Bo & Co".into()]);
        assert_eq!(
            vtt(&transcript).0,
            "WEBVTT\n\n01:02:03.004 --> 01:02:04.504\n<v Ann>Hi.\n\n01:02:05.000 --> 01:02:06.500\n<v Ann>Again.\n\n01:02:07.000 --> 01:02:08.500\n<v Bo &amp; Co>a &lt; b --&gt; c, and on and on it goes until the line is full and\nthen some more\n"
        );
        assert_eq!(
            srt(&transcript),
            "1\n01:02:03,004 --> 01:02:04,504\nAnn: Hi.\n\n2\n01:02:05,000 --> 01:02:06,500\nAgain.\n\n3\n01:02:07,000 --> 01:02:08,500\nBo & Co: a < b → c, and on and on it\ngoes until the line is full and then some\nmore\n\n"
        );
        assert_eq!(
            text(&transcript),
            "Ann: Hi. Again.\n\nBo & Co: a < b --> c, and on and on it goes until the line is full and then some more\n"
                .replace("Hi. Again.", "Hi.\n\nAgain.")
        );
    }
}
