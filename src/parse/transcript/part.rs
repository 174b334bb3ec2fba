//! A transcript that is part of a text: below a heading that says so, or folded
//! away in HTML among the notes of an episode.

use std::borrow::Cow;
use std::ops::Range;

use super::{body, claimed, finished, html, lines, mark, sniff, utterances};
use crate::diag::{FileId, Reported};
use crate::model::{Transcript, TranscriptFormat};

/// What the heading of a transcript says, in some languages; other words may
/// stand around it: `Automatic transcript`.
const TITLES: [&str; 14] = [
    "transcript",
    "transkript",
    "transcrip",
    "transcri",
    "retranscription",
    "abschrift",
    "mitschrift",
    "trascrizione",
    "расшифровка",
    "стенограмма",
    "транскрипт",
    "транскрипция",
    "文字起こし",
    "逐字稿",
];

/// Words around a transcript that make the text around it notes.
const NOTES: usize = 30;

/// Words that make a text without names and times a transcript.
const PROSE: usize = 100;

/// What may follow the word for a transcript.
const BELOW: [&str; 6] = ["below", "follows", "begins", "folgt", "unten", "ci-dessous"];

/// Whether a heading ends with a word for a transcript: `Transcript`, `Full
/// episode transcript (by machine)`, `Transcript below`. The first heading of a text names the
/// text, unless it says nothing else.
fn is_title(text: &str, level: usize) -> bool {
    let text = text.split('(').next().unwrap_or_default().to_lowercase();
    let text = text.trim_matches(['#', '*', '_', ':', ' ', '\t']);
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.pop_if(|it| BELOW.contains(it));
    let n_words = words.len();
    let last = words.last().copied().unwrap_or_default();
    n_words <= (if level == 1 { 2 } else { 3 }) && TITLES.iter().any(|it| last.starts_with(it))
}

/// The text below a heading that says `Transcript`, up to the next one of its
/// level; headings over speech are part of it.
pub(super) fn headed(text: &str) -> Option<Range<usize>> {
    let mut found: Option<(usize, usize)> = None;
    // The heading after which nobody has said anything yet.
    let mut open: Option<usize> = None;
    let mut fenced = false;
    for (offset, line) in lines(text) {
        fenced ^= line.trim_start().starts_with("```");
        if open.is_some() && is_turn(line) {
            open = None;
        }
        if fenced || !line.starts_with(['#', '*', '_']) {
            continue;
        }
        let hashes = line.bytes().take_while(|it| *it == b'#').count();
        let level = match hashes {
            1..=6 if line[hashes..].starts_with(' ') => hashes,
            0 if line.starts_with("**") && line.trim_end().ends_with("**") => 7,
            _ => continue,
        };
        match found {
            None if is_title(line, level) => {
                found = Some((level, (offset + line.len() + 1).min(text.len())))
            }
            Some((own, from)) if level <= own.min(6) => match open {
                Some(end) => return Some(from..end),
                None => open = Some(offset),
            },
            _ => {}
        }
    }
    found.map(|it| it.1..open.unwrap_or(text.len()))
}

/// Whether somebody says something in a line: a name or a time that is set off
/// stands in front.
fn is_turn(line: &str) -> bool {
    mark::mark(line).is_some_and(|it| {
        let is_set_off = it.name.is_some_and(|it| {
            matches!(it.dress, mark::Dress::Emphasis | mark::Dress::Clock | mark::Dress::Bare)
        });
        let is_said = 3 <= line[it.text_at..].split_whitespace().count();
        let is_timed = it.stamp.is_some() && line.starts_with(['[', '(', '*']);
        (is_set_off || is_timed) && is_said && !it.heading && !line.contains("](")
    })
}

/// `<details><summary>Transcript</summary>…</details>`, or what stands below
/// an HTML heading that says so.
fn folded(text: &str) -> Option<Range<usize>> {
    for (open, _) in text.match_indices("<details") {
        let inner = &text[open..];
        let near = near(inner);
        let summary = near.split_once("</summary>").and_then(|it| it.0.split_once("<summary"));
        let summary = summary.and_then(|it| it.1.split_once('>'));
        if summary.is_some_and(|it| is_title(&html::text(it.1), 2)) {
            let close = inner.find("</details>").map_or(inner.len(), |it| it + "</details>".len());
            return Some(open..open + close);
        }
    }
    for (open, _) in text.match_indices("<h") {
        let Some(level) = text[open + 2..].bytes().next().filter(|it| (b'1'..=b'6').contains(it))
        else {
            continue;
        };
        let close = format!("</h{}>", char::from(level));
        let Some(end) = near(&text[open..]).find(&close) else { continue };
        let from = open + end + close.len();
        if is_title(&html::text(&text[open..from]), 2) {
            let next = text[from..].match_indices("<h").find(|it| {
                let digit = text[from + it.0 + 2..].bytes().next().unwrap_or(0);
                (b'1'..=level).contains(&digit)
            });
            return Some(from..next.map_or(text.len(), |it| from + it.0));
        }
    }
    None
}

/// Headings are short; looking for their ends further on would take quadratic
/// time.
fn near(text: &str) -> &str {
    let mut end = text.len().min(400);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The part of a body that is a transcript, and its format, where other text
/// stands around it.
pub(super) fn part(body: &str) -> Option<(Range<usize>, TranscriptFormat)> {
    let (range, is_markup) = match folded(body) {
        Some(range) => (range, true),
        None => (headed(body)?, false),
    };
    let inner = &body[range.clone()];
    let is_long = || PROSE <= inner.split_whitespace().count();
    let format = match is_markup {
        true => (is_long() || sniff::by_lines(&html::text(inner)).is_some())
            .then_some(TranscriptFormat::Html),
        false => sniff::by_lines(inner).or_else(|| {
            let is_marked = |it: &TranscriptFormat| {
                !matches!(it, TranscriptFormat::Prose | TranscriptFormat::Html)
            };
            claimed(inner).filter(|it| is_marked(it) || is_long())
        }),
    };
    Some((range, format?))
}

/// Whether notes stand around the transcript in a body.
pub(super) fn is_among_notes(body: &str) -> bool {
    let Some((range, _)) = part(body) else { return false };
    let around = format!("{}\n{}", &body[..range.start], &body[range.end..]);
    let is_said = |line: &&str| !line.starts_with('#') && !line.trim().is_empty();
    let said = around.lines().filter(is_said);
    let listed = |it: &str| it.trim_start().starts_with(['-', '*', '+']) && it.contains("](");
    NOTES <= said.clone().map(|it| it.split_whitespace().count()).sum() || said.clone().any(listed)
}

/// The transcript that notes hold, if they do.
#[must_use]
pub fn inside(file: FileId, text: &str) -> Option<Reported<Transcript>> {
    let at = body(text);
    let (range, format) = part(&text[at..])?;
    let from = at + range.start;
    let mut raw = utterances(file, &text[from..at + range.end], format);
    super::shift(&mut raw, from);
    Some(finished(file, raw, format))
}

/// Notes without the transcript in them: blanks stand for it, so that places
/// stay the same.
#[must_use]
pub fn without(text: &str) -> Cow<'_, str> {
    let at = body(text);
    let Some((range, _)) = part(&text[at..]) else { return Cow::Borrowed(text) };
    let (from, to) = (at + heading(&text[at..], range.start), at + range.end);
    let blank = |it: u8| if it == b'\n' { '\n' } else { ' ' };
    let mut rest = String::with_capacity(text.len());
    rest.push_str(&text[..from]);
    rest.extend(text[from..to].bytes().map(blank));
    rest.push_str(&text[to..]);
    Cow::Owned(rest)
}

/// Where the heading begins that stands over a transcript which begins at a
/// byte; the byte itself where none does.
fn heading(body: &str, from: usize) -> usize {
    let above = body[..from].trim_end();
    let start = above.rfind('\n').map_or(0, |it| it + 1);
    let line = &above[start..];
    let hashes = line.bytes().take_while(|it| *it == b'#').count();
    let is_heading = line.starts_with(['#', '*', '_']) && is_title(line, hashes.max(2));
    if is_heading { start } else { from }
}

/// Front matter and headings of a transcript: all that it says of its episode.
/// Blanks stand for the rest, so that places stay the same.
#[must_use]
pub fn headings(text: &str) -> String {
    let at = body(text);
    let mut kept = String::with_capacity(text.len());
    kept.push_str(&text[..at]);
    for (offset, line) in lines(&text[at..]) {
        let hashes = line.bytes().take_while(|it| *it == b'#').count();
        let is_heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ');
        if 0 < offset {
            kept.push('\n');
        }
        match is_heading && !is_title(line, hashes) && mark::mark(line).is_none() {
            true => kept.push_str(line),
            false => kept.extend(line.bytes().map(|_| ' ')),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "**Ann:** Hello and welcome.\n\n**Bo:** Hello.\n\n**Ann:** So we begin.\n";

    #[track_caller]
    fn check(text: &str, cues: usize, rest: &str) {
        let got = inside(FileId(0), text).map_or(0, |it| it.value.cues.len());
        assert_eq!(got, cues, "{text}");
        assert_eq!(without(text).split_whitespace().collect::<Vec<_>>().join(" "), rest);
        assert_eq!(without(text).len(), text.len());
    }

    #[test]
    fn headings_over_speech_are_part_of_it() {
        let text = "Notes.\n\n## Transcript\n\n[Help](https://h.example) us.\n\n## Kettles\n\n[0:01] **Ann:** So we begin now.\n\n## Bells\n\n[0:09] **Bo:** They ring all day.\n\n[0:12] **Ann:** So they do, Bo.\n\n## Links\n\n- [X](y)\n";
        check(text, 3, "Notes. ## Links - [X](y)");
    }

    #[test]
    fn bold_lines_may_stand_above_transcripts() {
        check(
            &format!("- [X](y) [0:12]\n\n**TRANSCRIPT BELOW:**  \n\n{SAID}"),
            3,
            "- [X](y) [0:12]",
        );
    }

    #[test]
    fn transcripts_are_taken_out_of_notes() {
        check(
            &format!(
                "---\na: b\n---\n# One\n\n- [X](y)\n\n## Transcript\n\n{SAID}\n## Links\n\nä\n"
            ),
            3,
            "--- a: b --- # One - [X](y) ## Links ä",
        );
        let long = "<p><b>Ann</b>: Hi there.</p><p><b>Bo</b>: So it is, we say.</p>\n".repeat(20);
        check(
            &format!(
                "Notes.\n\n<details>\n<summary><h2>Transcript</h2></summary>\n{long}</details>\n\n* [X](y)\n"
            ),
            40,
            "Notes. * [X](y)",
        );
        check(
            "<details>\n<summary>Transcript</summary>\n<p><strong>Ann</strong>: Hi.</p>\n<p>So.</p>\n<p><strong>Bo:</strong> Yes.</p>\n<p><strong>Ann</strong></p>\n<p>Why?</p>\n<p><strong>Bo</strong><br>\nIt whistles.</p>\n</details>\n\n* [X](y)\n",
            5,
            "* [X](y)",
        );
        check(
            "<details><summary>Transcript</summary><p>It follows.</p></details>\n",
            0,
            "<details><summary>Transcript</summary><p>It follows.</p></details>",
        );
        assert_eq!(
            headings("---\na: b\n---\n# One\n\n## Transcript\n\n## Two\n\n**Ann:** é\n").trim_end(),
            "---\na: b\n---\n# One\n\n             \n\n## Two"
        );
        check("# One\n\n## Transcript\n\n[Here](x)\n", 0, "# One ## Transcript [Here](x)");
    }
}
