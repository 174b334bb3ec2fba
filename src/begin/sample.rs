//! The episode that a new show begins with: something to look at, until the first
//! one of its own takes its place.

use jiff::civil::Date;

use crate::amend::NewFile;

/// The notes of the sample, below the show's folder.
pub const SAMPLE: &str = "content/episodes/001-hello/notes.md";

/// Its transcript.
pub const SAMPLE_TRANSCRIPT: &str = "content/episodes/001-hello/transcript.vtt";

/// Who speaks in it where nobody is named.
pub(super) const NOBODY: &str = "Your Name";

/// The files of the sample.
pub(super) fn files(host: &str, today: Date) -> [NewFile; 2] {
    [NewFile::new(SAMPLE, notes(host, today)), NewFile::new(SAMPLE_TRANSCRIPT, transcript(host))]
}

/// The sample as it was made, by the day in its notes and by who speaks in its
/// transcript.
#[must_use]
pub fn sample_as_made(notes: &str, transcript: &str) -> Option<[NewFile; 2]> {
    let date = notes.lines().find_map(|it| it.strip_prefix("date = "))?;
    let host = transcript.split_once("<v ")?.1.split_once('>')?.0;
    Some(files(host, date.trim_matches('"').parse().ok()?))
}

fn notes(host: &str, today: Date) -> String {
    let first = host.split(' ').next().unwrap_or_default();
    format!(
        "+++\ntitle = \"Hello\"\nnumber = 1\ndate = \"{today}\"\ndraft = true\n+++\n\n\
        This episode shows what notes look like. It is a draft, and goes with your first one.\n\n\
        **{first} #1:** [The quiet microphone](https://en.wikipedia.org/wiki/Microphone)\n\n\
        - A dynamic microphone hears the voice and not the kitchen\n\n\
        **{first} #2:** [WebVTT, transcripts as plain text](https://www.w3.org/TR/webvtt1/)\n\n\
        - Two timestamps with an arrow, then the words; browsers read them as captions\n\n\
        **{first} #3:** [Loudness of minus sixteen](https://en.wikipedia.org/wiki/LUFS)\n\n\
        - One pass of normalisation, after all the editing\n"
    )
}

fn transcript(host: &str) -> String {
    let name: String = host.chars().filter(|it| !"<>&".contains(*it)).collect();
    let lines = [
        "Hello and welcome. This is episode one.",
        "All right, first up. I want to talk about the quiet microphone.",
        "A dynamic microphone hears your voice and not the kitchen behind it.",
        "Mine is a dynamic microphone from a flea market, and the kitchen is gone.",
        "Very cool. What's next?",
        "Next, let's talk about WebVTT, which keeps transcripts as plain text.",
        "WebVTT has two timestamps with an arrow, and then the words.",
        "Browsers read WebVTT as captions, so a transcript is never wasted.",
        "All right, on to the last one, which is loudness.",
        "Loudness of minus sixteen, with one pass of normalisation after the editing.",
        "Normalisation comes last, since editing changes the loudness again.",
        "That is all for today. Thanks for listening, and goodbye.",
    ];
    let mut text = String::from("WEBVTT\n");
    for (nth, line) in lines.iter().enumerate() {
        let at = |it: usize| format!("00:{:02}:{:02}.000", it / 60, it % 60);
        text += &format!("\n{} --> {}\n<v {name}>{line}\n", at(nth * 12), at(nth * 12 + 11));
    }
    text
}
