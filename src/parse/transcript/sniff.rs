//! What a text is, by its content: a file's extension is only a rumour.
//!
//! Front matter is off already. The whole text is looked at: recognisers write
//! the words of an hour before the first time.

use super::{clock, editor_text, html, lines, lrc, mark, name, part, table};
use crate::model::TranscriptFormat;
use crate::time::Timestamp;

/// The format of a transcript; `None` if a text looks like none.
#[must_use]
pub fn sniff(text: &str) -> Option<TranscriptFormat> {
    let start = beginning(text);
    if let Some(format) = by_signature(start) {
        return format;
    }
    let counts = LineCounts::of(start);
    if let Some(captions) = counts.captions(start) {
        return Some(captions);
    }
    if part::headed(start).is_none() {
        return counts.spoken();
    }
    // Notes may hold a transcript.
    let (_, format) = part::part(start)?;
    (!part::is_among_notes(start)).then_some(format)
}

/// The format of a text by its lines, whatever its headings say.
pub(super) fn by_lines(text: &str) -> Option<TranscriptFormat> {
    let counts = LineCounts::of(text);
    counts.captions(text).or_else(|| counts.spoken())
}

/// The format that fits best where somebody says that a text is a transcript:
/// at last, prose. `None` for what can be read as none: another kind of file,
/// or JSON without texts and times.
#[must_use]
pub fn claimed(text: &str) -> Option<TranscriptFormat> {
    let start = beginning(text);
    let foreign = ["{\\rtf", "%PDF", "PK\u{3}\u{4}", "ID3", "\u{fffd}PNG"];
    if start.is_empty() || foreign.iter().any(|it| start.starts_with(it)) {
        return None;
    }
    if is_json(start) {
        // Some programs keep nothing but the words.
        let has_words =
            ["text", "transcript"].iter().any(|it| start.contains(&format!("\"{it}\"")));
        return json(start).or(has_words.then_some(TranscriptFormat::MachineJson));
    }
    if start.starts_with("<?xml") && !start.contains("<tt") && !start.contains("<html") {
        return None;
    }
    if let Some(Some(format)) = by_signature(start) {
        return Some(format);
    }
    let counts = LineCounts::of(start);
    Some(counts.captions(start).or_else(|| counts.spoken()).unwrap_or({
        if is_markup(start) {
            TranscriptFormat::Html
        } else if 2 <= counts.names.max(counts.headers) || counts.are_colons() {
            TranscriptFormat::Dialogue
        } else if 0 < counts.stamps {
            counts.of_times()
        } else {
            TranscriptFormat::Prose
        }
    }))
}

fn beginning(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_start()
}

fn is_json_list(start: &str) -> bool {
    let is_list = |it: &str| it.trim_start().starts_with(['{', '"']);
    // A link in Markdown: `["Lids"](…)`, `[{{ guest }}](…)`.
    let is_link = || start.lines().next().is_some_and(|it| it.contains("]("));
    start.strip_prefix('[').is_some_and(is_list) && !is_link()
}

fn is_json(start: &str) -> bool {
    // Tags of templates begin with a brace, too.
    let is_object = |it: &str| it.trim_start().starts_with(['"', '}']);
    start.strip_prefix('{').is_some_and(is_object) || is_json_list(start)
}

/// Whether a text begins with a block of HTML: Markdown may begin with a link.
fn is_markup(start: &str) -> bool {
    let blocks = [
        "!doc", "html", "body", "main", "div", "p>", "p ", "section", "article", "details", "h1",
        "h2", "h3", "ul", "ol", "dl", "table", "cite", "strong", "span", "?xml", "tt",
    ];
    let near: String = start.chars().take(12).collect::<String>().to_ascii_lowercase();
    near.strip_prefix('<').is_some_and(|it| blocks.iter().any(|block| it.starts_with(block)))
}

/// Whether most paragraphs of a text stand in tags.
fn is_all_markup(text: &str) -> bool {
    let paragraphs = || text.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
    paragraphs().filter(|it| it.starts_with('<')).count() * 4 >= paragraphs().count() * 3
}

/// What the first signs alone tell; `Some(None)` that it is no transcript.
fn by_signature(start: &str) -> Option<Option<TranscriptFormat>> {
    if is_json(start) {
        return Some(json(start));
    }
    if start.starts_with("[Script Info]") || start.contains("\nDialogue: ") {
        return Some(Some(TranscriptFormat::SubStation));
    }
    let near: String = start.chars().take(300).collect::<String>().to_ascii_lowercase();
    let is_page = near.starts_with("<!doctype html") || near.starts_with("<html");
    let is_captions =
        near.contains("<tt ") || near.contains("<tt:tt") || near.contains("<timedtext");
    if is_page || is_captions || is_markup(start) {
        let text = html::text(start);
        let is_spoken = LineCounts::of(&text).spoken().is_some();
        // Markdown may begin with a block of HTML; notes have headings.
        let is_whole = is_page || is_captions || near.starts_with("<cite");
        let is_speech = || near.starts_with("<p") && is_all_markup(start) && !text.contains("## ");
        if is_whole || (is_spoken && is_speech()) {
            return Some(is_spoken.then_some(TranscriptFormat::Html));
        }
    }
    table::is_table(start).then_some(Some(TranscriptFormat::Table))
}

/// Keys of what is said.
const SAYS: [&str; 10] = [
    "text",
    "transcript",
    "word",
    "punctuated_word",
    "content",
    "value",
    "utf8",
    "line",
    "body",
    "display",
];

/// Keys of when.
const TIMES: [&str; 14] = [
    "start",
    "startTime",
    "start_time",
    "begin",
    "timestamp",
    "offset",
    "offsets",
    "ts",
    "tStartMs",
    "from",
    "sec",
    "offsetInTicks",
    "start_ms",
    "startMs",
];

/// Keys of lists of both.
const LISTS: [&str; 15] = [
    "segments",
    "utterances",
    "words",
    "results",
    "chunks",
    "transcription",
    "monologues",
    "events",
    "recognizedPhrases",
    "captions",
    "subtitles",
    "cues",
    "sentences",
    "transcript",
    "paragraphs",
];

/// JSON is recognised by its keys: specification `formats.md` section 8.
fn json(start: &str) -> Option<TranscriptFormat> {
    let has = |key: &str| start.contains(&format!("\"{key}\""));
    if has("segments") && has("startTime") && has("body") {
        return Some(TranscriptFormat::PodcastJson);
    }
    if has("chapters")
        && has("startTime")
        && !has("utterances")
        && !has("words")
        && !has("segments")
    {
        return None;
    }
    let any = |keys: &[&str]| keys.iter().any(|it| has(it));
    let listed = start.starts_with('[') || any(&LISTS);
    let placed = any(&TIMES) || has("speaker");
    (listed && any(&SAYS) && placed).then_some(TranscriptFormat::MachineJson)
}

/// What the lines of a text begin with, counted.
#[derive(Debug, Default)]
struct LineCounts {
    lines: usize,
    paragraphs: usize,
    /// Lines with an arrow between two times, and those with commas before it.
    arrows: usize,
    comma_arrows: usize,
    /// Lines that are two times of an editor.
    pairs: usize,
    lyrics: usize,
    /// Lines that begin with a time.
    stamps: usize,
    /// Of those, times that are set off: `**[0:12]** text`.
    dressed: usize,
    /// Of those, times behind a name: `Ann: [0:12] text`.
    behind: usize,
    /// Lines with a mark and a link.
    linked: usize,
    /// Times with as many words behind them as fit, and all of those times.
    paced: usize,
    gaps: usize,
    /// Names with a time, names set off, names before colons.
    headers: usize,
    names: usize,
    colons: usize,
    /// Names that come again.
    again: usize,
    different: usize,
    words: usize,
}

impl LineCounts {
    fn of(text: &str) -> Self {
        let mut counts = Self::default();
        let mut names: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
        let mut last: Option<(Timestamp, usize)> = None;
        let (mut fenced, mut gap) = (false, true);
        for (_, line) in lines(text) {
            let line = line.trim();
            // Notes may quote a transcript.
            fenced ^= line.starts_with("```");
            if line.is_empty() || fenced {
                gap = true;
                continue;
            }
            counts.lines += 1;
            counts.paragraphs += usize::from(std::mem::take(&mut gap));
            let n_words = line.split_ascii_whitespace().count();
            counts.words += n_words;
            if is_timing(line) {
                counts.arrows += 1;
                let before = clock::sides(line).map_or("", |it| it.0);
                counts.comma_arrows += usize::from(before.contains(','));
                continue;
            }
            counts.pairs += usize::from(editor_text::times(line).is_some());
            counts.lyrics += usize::from(lrc::is_line(line));
            let found = mark::mark(line)
                .filter(|it| it.stamp.is_some() || !name::is_address(&line[it.text_at..]));
            let Some(mark) = found else {
                if let Some((_, words)) = &mut last {
                    *words += n_words;
                }
                continue;
            };
            counts.linked += usize::from(line.contains("](") || line.contains("://"));
            if let Some(stamp) = mark.stamp {
                if let Some((before, words)) = last.replace((stamp.start, n_words)) {
                    let seconds = stamp.start.since(before).as_millis() / 1000;
                    counts.gaps += 1;
                    counts.paced += usize::from(seconds <= words as u64 * 2);
                }
            } else if let Some((_, words)) = &mut last {
                *words += n_words;
            }
            let is_raw = clock::stamp(line).is_some();
            let is_inside = mark.stamp.is_some() && !is_raw;
            counts.dressed += usize::from(is_inside && mark.name.is_none());
            counts.behind += usize::from(is_inside && mark.name.is_some());
            counts.mark(&mark, &mut names);
        }
        counts.different = names.len();
        counts.again = names.values().map(|it| it - 1).sum();
        counts
    }

    fn mark<'t>(
        &mut self,
        mark: &mark::Mark<'t>,
        names: &mut std::collections::HashMap<&'t str, usize>,
    ) {
        let Some(name) = mark.name else {
            self.stamps += usize::from(mark.stamp.is_some());
            return;
        };
        *names.entry(name::first(name.text)).or_default() += 1;
        match (mark.stamp, name.dress) {
            (_, mark::Dress::Clock) | (Some(_), mark::Dress::Emphasis) => self.headers += 1,
            (None, mark::Dress::Emphasis | mark::Dress::Alone | mark::Dress::Bare) => {
                self.names += 1
            }
            (Some(_), _) => self.stamps += 1,
            (None, _) => self.colons += 1,
        }
    }

    /// Captions: blocks under lines of times.
    fn captions(&self, start: &str) -> Option<TranscriptFormat> {
        // A single arrow is enough beside a signature.
        let commas = 0 < self.comma_arrows && self.arrows <= self.comma_arrows;
        if start.starts_with("WEBVTT") && !commas {
            return Some(TranscriptFormat::WebVtt);
        }
        if 0 < self.arrows && self.lines <= self.arrows * 8 {
            // Without a signature only voice tags tell it from SRT with points.
            let srt = 0 < self.comma_arrows || !start.contains("<v");
            return Some(if srt { TranscriptFormat::Srt } else { TranscriptFormat::WebVtt });
        }
        if 0 < self.pairs && self.lines <= self.pairs * 8 {
            return Some(TranscriptFormat::EditorText);
        }
        (3 <= self.lyrics && self.lines <= self.lyrics * 2).then_some(TranscriptFormat::Lrc)
    }

    /// Whether names before colons begin many paragraphs.
    fn are_colons(&self) -> bool {
        3 <= self.colons && self.paragraphs <= self.colons * 3 && 2 <= self.different
    }

    /// Text with times: those that are set off are Markdown's, and those behind
    /// names are turns of a dialogue.
    fn of_times(&self) -> TranscriptFormat {
        match self.stamps < (self.dressed + self.behind) * 2 {
            true => TranscriptFormat::Dialogue,
            false => TranscriptFormat::TimedText,
        }
    }

    /// Text: names, times, or both. Notes have them, too: but what is said
    /// fills the time to the next one, and those who speak do so again.
    fn spoken(&self) -> Option<TranscriptFormat> {
        let is_paced = self.gaps <= self.paced * 2 && self.linked * 3 <= self.stamps.max(3);
        let named = self.names + self.headers;
        let share = |n: usize| 3 <= n && self.paragraphs <= n * 4;
        let repeats = |n: usize| n <= self.again * 3 + 2 && self.again * 4 >= n;
        // Names with times, and times between them for the same voice.
        let turns = 2 <= self.headers && share(self.headers + self.stamps);
        if (turns || share(named)) && repeats(named + self.colons) && 2 <= self.different {
            return Some(TranscriptFormat::Dialogue);
        }
        let times = share(self.stamps) || (0 < self.stamps && self.stamps == self.lines);
        let plain = 4 <= self.colons
            && self.are_colons()
            && repeats(self.colons)
            && self.colons * 3 <= self.words;
        if plain && self.stamps * 2 <= self.colons {
            return Some(TranscriptFormat::Dialogue);
        }
        (times && is_paced).then_some(self.of_times())
    }
}

/// An arrow between two times that begin and end a line.
fn is_timing(line: &str) -> bool {
    let Some((before, after)) = clock::sides(line) else { return false };
    let time = |text: &str| clock::clock(text).is_some_and(|it| it.1.is_ok());
    time(before.split_whitespace().next_back().unwrap_or_default())
        && !line.starts_with(['[', '(', '*', '#'])
        && after.split_whitespace().next().is_some_and(time)
}
