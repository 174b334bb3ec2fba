//! What a file gives away before it is read for its episode: what it is, and
//! which episode it speaks of.
//!
//! Front matter is taken off first. What is behind it says what the file is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{front_matter, markdown, notes, speech, transcript};
use crate::config::Dialect;
use crate::diag::FileId;
use crate::model::TranscriptFormat;
use crate::time::{Length, Timestamp};

/// Bytes in which people introduce themselves.
const INTRODUCTION: usize = 6 * 1024;

/// Notes have a link in so many bytes, or more.
const BYTES_OF_LINK: usize = 1500;

/// Letters of a page that says something.
const PROSE: usize = 60;

/// Bytes in which the last words are.
const ENDING: usize = 2 * 1024;

/// What a file is and which episode it speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clues {
    /// What the text is.
    pub nature: Nature,
    /// The number in front matter.
    pub stated_number: Option<u32>,
    /// Whether front matter has a number that is none: `60.75`, `G1`.
    pub is_unnumbered: bool,
    /// Of `G1` the letters, and the number if all have the same ones.
    pub lettered: Option<(String, u32)>,
    /// The season in front matter.
    pub season: Option<u32>,
    /// The slug in front matter.
    pub slug: Option<String>,
    /// The day in front matter.
    pub date: Option<Date>,
    /// Whether front matter has a title. `Some(false)` is one that is empty or
    /// to be filled in: the file is a blank.
    pub is_titled: Option<bool>,
    /// What the title in front matter says before its first word: a word or a
    /// name, folded, and a number: `MTP 83 - Tools`.
    pub title_lead: Option<(String, u32)>,
    /// The transcript that front matter names.
    pub transcript: Option<String>,
    /// Values of front matter that may be paths of other files.
    pub paths: Vec<String>,
    /// What front matter and body have that only episodes have.
    pub signs: Vec<Sign>,
    /// The number in the first heading.
    pub heading_number: Option<u32>,
    /// The number that is spoken; listened to only where it may be needed.
    pub spoken_number: Option<u32>,
    /// Whether a transcript names its speakers.
    pub names_speakers: bool,
    /// How long front matter says that the audio is.
    pub length: Option<Length>,
    /// When the last words of a transcript with times are said.
    pub end: Option<Timestamp>,
    /// How a text that looks like no transcript is read if it is said to be
    /// one.
    pub as_transcript: Option<TranscriptFormat>,
    /// Whether a text has nothing but words: no front matter, no heading, list
    /// or link.
    pub is_plain: bool,
    /// Whether nothing stands behind the front matter.
    pub is_bare: bool,
    /// Whether there is text of some length besides tags of any kind.
    pub has_prose: bool,
    /// Whether front matter says that it is not to be published yet.
    pub is_draft: bool,
    /// Whether front matter says that it is in no list, and by which word.
    pub unlisted: Option<String>,
    /// The template of another generator, from front matter.
    pub layout: Option<String>,
    /// What a text that is no transcript looks like, for messages.
    pub form: Option<String>,
}

/// What only episodes have. Order: the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sign {
    /// An address of audio, in front matter or in the body.
    Audio,
    /// A number in front matter.
    Number,
    /// A season in front matter.
    Season,
    /// A GUID.
    Guid,
    /// How long it plays.
    Length,
    /// A video.
    Video,
    /// Hosts or guests.
    People,
}

impl Sign {
    /// What it is called where something lacks it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Number => "a number",
            Self::Season => "a season",
            Self::Guid => "a GUID",
            Self::Length => "a length",
            Self::Video => "a video",
            Self::People => "people",
        }
    }
}

impl Clues {
    /// Whether front matter says when it was published, or has what only
    /// published episodes have.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.date.is_some() || self.signs.iter().any(|it| matches!(it, Sign::Audio | Sign::Guid))
    }
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Nature {
    /// Show notes: whatever is nothing else.
    #[default]
    Notes,
    /// A transcript in this format.
    Transcript(TranscriptFormat),
    /// A transcript that is none: a web page, or JSON nobody knows.
    Foreign(Foreign),
    /// A list of chapters.
    Chapters,
    /// Nothing at all.
    Empty,
}

/// Why a file is no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// HTML.
    WebPage,
    /// JSON of an unknown shape.
    Json,
    /// What Git LFS leaves where a large file should be.
    Pointer,
}

/// Looks at a text. `is_mute` says that neither the name nor the folder of the
/// file tells its episode: then what is said at the beginning may.
#[must_use]
pub fn look(text: &str, is_mute: bool) -> Clues {
    let text = text.trim_start_matches('\u{feff}');
    let body = front_matter::body(text);
    let at = text.len() - body.len();
    let clues = stated(text, at);
    let start = body.trim_start();
    if start.is_empty() && at == 0 {
        return Clues { nature: Nature::Empty, ..clues };
    }
    let lower: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return foreign(body, Foreign::WebPage, clues);
    }
    // <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>
    if lower.starts_with("version https://git-lfs.github.com/") {
        return foreign(body, Foreign::Pointer, clues);
    }
    if super::chapters::is_chapters(start) {
        return Clues { nature: Nature::Chapters, ..clues };
    }
    let looks = transcript::sniff(body);
    let is_notes = looks.is_some_and(|it| clues.is_titled.is_some() && is_linked(body, it));
    if let Some(format) = looks.filter(|_| !is_notes) {
        let spoken = Clues { nature: Nature::Transcript(format), ..clues };
        return listened(body, format, is_mute, spoken);
    }
    if is_json(start) {
        return foreign(body, Foreign::Json, clues);
    }
    let has_prose = clues.is_titled == Some(true) && has_prose(body);
    Clues { is_bare: start.is_empty(), has_prose, ..of_body(body, clues) }
}

/// Whether so many letters stand outside of HTML, shortcodes and Liquid.
fn has_prose(body: &str) -> bool {
    let mut depth = 0_usize;
    let letters = body.chars().filter(|it| {
        match it {
            '<' | '{' => depth += 1,
            '>' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && it.is_alphabetic()
    });
    letters.take(PROSE).count() == PROSE
}

/// Whether a text that reads like speech is full of links: notes with a title
/// that quote people. Nobody speaks links.
fn is_linked(body: &str, format: TranscriptFormat) -> bool {
    use TranscriptFormat::{Dialogue, Prose, TimedText};
    let n_links = body.matches("](").count();
    matches!(format, Dialogue | TimedText | Prose)
        && 3 <= n_links
        && body.len() <= n_links * BYTES_OF_LINK
}

/// `{"…`, not `{% include %}`, nor a link: `["Lids"](…)`, `[{{ guest }}](…)`.
fn is_json(start: &str) -> bool {
    if start.lines().next().is_some_and(|it| it.starts_with('[') && it.contains("](")) {
        return false;
    }
    let inner = start.strip_prefix(['{', '[']).map(str::trim_start);
    inner.is_some_and(|it| it.starts_with(['"', '{', '}', ']']) && !start.starts_with("{{"))
}

/// A text in a form that is not for people.
fn foreign(body: &str, what: Foreign, clues: Clues) -> Clues {
    let form = match what {
        Foreign::WebPage => "a web page".to_owned(),
        Foreign::Pointer => "a pointer of Git LFS".to_owned(),
        Foreign::Json => form_of_json(body),
    };
    let as_transcript = transcript::claimed(body);
    Clues { nature: Nature::Foreign(what), as_transcript, form: Some(form), ..clues }
}

/// The keys at the top, which tell people which program wrote it.
fn form_of_json(body: &str) -> String {
    let keys = |it: &serde_json::Map<String, serde_json::Value>| {
        let keys: Vec<String> = it.keys().take(5).map(|it| format!("`{it}`")).collect();
        keys.join(", ")
    };
    match serde_json::from_str::<serde_json::Value>(body) {
        Ok(serde_json::Value::Object(it)) => format!("JSON with the keys {}", keys(&it)),
        Ok(_) => "JSON of a shape of its own".to_owned(),
        Err(error) => format!("JSON that is broken ({error})"),
    }
}

/// What the beginning of a transcript says. Text is cheap to parse; JSON is
/// parsed only where speech alone may tell the episode.
fn listened(body: &str, format: TranscriptFormat, is_mute: bool, clues: Clues) -> Clues {
    let is_json = matches!(format, TranscriptFormat::MachineJson | TranscriptFormat::PodcastJson);
    if is_json && !is_mute {
        let names_speakers = body.contains("\"speaker");
        return Clues { names_speakers, ..clues };
    }
    let start = body.as_bytes().get(..INTRODUCTION).filter(|_| !is_json);
    let end = start.and_then(|it| it.iter().rposition(|it| *it == b'\n'));
    let beginning = end.map_or(body, |it| &body[..it]);
    let parsed = transcript::parse(FileId(0), beginning, format).value;
    let names_speakers = !parsed.speakers.is_empty();
    let text: Vec<&str> = parsed.cues.iter().take(60).map(|it| it.text.as_str()).collect();
    let spoken_number = is_mute.then(|| speech::number_in(&text.join(" "))).flatten();
    let end = if is_json { None } else { end_of(body, format) };
    Clues { names_speakers, spoken_number, end, ..clues }
}

/// When the last words are said: of a text the last bytes tell.
fn end_of(body: &str, format: TranscriptFormat) -> Option<Timestamp> {
    let from = body.len().saturating_sub(ENDING);
    let tail = (from..body.len()).find(|it| body.is_char_boundary(*it)).map(|it| &body[it..])?;
    let tail = if from == 0 { tail } else { tail.split_once("\n\n")?.1 };
    transcript::parse(FileId(0), tail, format).value.end()
}

/// What front matter states that ends at a byte.
fn stated(text: &str, end: usize) -> Clues {
    if end == 0 {
        return Clues::default();
    }
    let front = front_matter::split(FileId(0), text, &Dialect::default()).value.front;
    let mut signs = Vec::new();
    let mut sign = |is_there: bool, it: Sign| signs.extend(is_there.then_some(it));
    sign(front.audio.url.as_ref().is_some_and(|it| !it.value.trim().is_empty()), Sign::Audio);
    sign(front.number.is_some(), Sign::Number);
    sign(front.season.is_some(), Sign::Season);
    sign(front.guid.is_some(), Sign::Guid);
    sign(front.audio.length.is_some(), Sign::Length);
    sign(front.youtube.as_ref().is_some_and(|it| !it.value.trim().is_empty()), Sign::Video);
    sign(front.people.iter().any(|it| !it.is_author), Sign::People);
    // `Using {{ braces }}` is a title, `{{ title }}` a place for one.
    let is_filled = |it: &str| !it.trim().is_empty() && !it.trim_start().starts_with("{{");
    Clues {
        stated_number: front.number.map(|it| it.value),
        is_unnumbered: front.is_unnumbered,
        lettered: front.lettered,
        season: front.season,
        slug: front.slug.map(|it| it.value),
        date: front.date.map(|it| it.value),
        title_lead: front.title.as_ref().and_then(|it| {
            let heading = notes::heading(&it.value);
            let before = heading.show.unwrap_or_default().to_lowercase();
            let is_marked = before.is_empty() && it.value.trim_start().starts_with('#');
            let before = if is_marked { "#".to_owned() } else { before };
            Some((before, heading.number.filter(|_| heading.title.is_some())?))
        }),
        is_draft: front.draft,
        unlisted: front.unlisted,
        is_titled: front.title.map(|it| is_filled(&it.value)),
        transcript: front.transcript.map(|it| it.value),
        length: front.audio.length,
        paths: paths(&text[..end]),
        layout: layout(&text[..end]),
        signs,
        ..Clues::default()
    }
}

/// The value of the key `layout` at the top of front matter, in whatever form.
fn layout(fence: &str) -> Option<String> {
    let value = |line: &str| {
        let rest = line.trim_start_matches('"').strip_prefix("layout")?;
        let rest = rest.trim_start_matches('"').trim_start().strip_prefix([':', '='])?;
        let value = rest.trim().trim_matches([',', '"', '\'', ' ']);
        (!value.is_empty()).then(|| value.to_lowercase())
    };
    fence.lines().find_map(value)
}

/// Values of front matter, in whatever form, that may be paths of files:
/// `episode: _episodes/12.md`, `transcript_slim = "data/12.json"`.
fn paths(fence: &str) -> Vec<String> {
    const OF_FILES: [&str; 9] =
        [".md", ".markdown", ".txt", ".vtt", ".srt", ".json", ".html", ".mp3", ".m4a"];
    let value = |line: &str| {
        let (key, value) = line.split_once([':', '='])?;
        let is_key = |c: char| c.is_alphanumeric() || "_-\"' ".contains(c);
        let value = value.trim().trim_matches([',', '"', '\'', ' ']);
        let is_path = key.chars().all(is_key)
            && !value.contains("://")
            && OF_FILES.iter().any(|it| value.to_ascii_lowercase().ends_with(it));
        is_path.then(|| value.to_owned())
    };
    fence.lines().filter_map(value).take(8).collect()
}

/// What the body of notes gives away.
fn of_body(body: &str, mut clues: Clues) -> Clues {
    if !clues.signs.contains(&Sign::Audio) && links_audio(body) {
        clues.signs.insert(0, Sign::Audio);
    }
    let heading = markdown::first_heading(body);
    let heading_number = heading.and_then(|it| notes::heading(&it).number);
    let as_transcript = transcript::claimed(body);
    let form = Some("text without times and names of speakers".to_owned());
    let is_marked = |it: &str| it.trim_start().starts_with(['#', '-', '*', '|', '>']);
    let is_plain =
        clues == Clues::default() && !body.contains("://") && !body.lines().any(is_marked);
    Clues { nature: Nature::Notes, heading_number, as_transcript, is_plain, form, ..clues }
}

/// Whether a text plays or links a file of audio on the web.
fn links_audio(body: &str) -> bool {
    let of_audio = |it: &str| {
        let end = it.find(|c: char| c.is_whitespace() || "\"'()<>".contains(c));
        let url = &it[..end.unwrap_or(it.len())];
        let path = url.split(['?', '#']).next().unwrap_or_default();
        path.ends_with(".mp3") || path.ends_with(".m4a")
    };
    body.contains("<audio") || body.split("://").skip(1).any(of_audio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_taken_off_first() {
        let timed = "00:01 Hello, and welcome to the workshop, all of you.\n\n00:09 Today we polish the copper kettle again.\n\n00:20 And then we count its lids together.\n";
        let got = look(&format!("---\ntitle: Kettles\ndate: 2025-01-02\n---\n{timed}"), false);
        assert_eq!(got.nature, Nature::Transcript(TranscriptFormat::TimedText));
        assert_eq!(got.date.unwrap().to_string(), "2025-01-02");
        assert_eq!(got.is_titled, Some(true));
    }

    #[test]
    fn notes_that_quote_people_are_no_transcript() {
        let turns = "**Ann Lee:** I like [lids](https://x.example/1) of copper.\n\n**Bo Ray:** And I like [spouts](https://x.example/2).\n\n";
        let text = format!("---\ntitle: Kettles\n---\n{}", turns.repeat(4));
        assert_eq!(look(&text, false).nature, Nature::Notes);
        let spoken = text.replace("](https://x.example/", "").replace('[', "");
        assert!(matches!(look(&spoken, false).nature, Nature::Transcript(_)));
    }

    #[test]
    fn links_at_the_beginning_are_no_json() {
        for body in ["[\"Lids\"](https://x.example)", "[{{ guest }}]({{ contact }}), and more"] {
            let got = look(&format!("---\ntitle: Kettles\n---\n{body}\n"), false);
            assert_eq!(got.nature, Nature::Notes, "{body}");
        }
        assert_eq!(look("[\"Lids\"]\n", false).nature, Nature::Foreign(Foreign::Json));
    }

    #[test]
    fn paths_and_signs_are_seen() {
        let got = look(
            "---\ntitle: \"\"\nepisode: _episodes/12.md\nimage: https://x.example/a.md\n---\nHear [it](https://x.example/12.mp3?a=b).\n",
            false,
        );
        assert_eq!(got.paths, ["_episodes/12.md"]);
        assert!(!got.is_bare && got.layout.is_none());
        assert_eq!(got.signs, [Sign::Audio]);
        assert_eq!(got.is_titled, Some(false));
        let got = look("---\nlayout: 'Tag'\ntitle: Lids\n---\n\n", false);
        assert!(got.is_bare);
        assert_eq!(got.layout.as_deref(), Some("tag"));
    }
}
