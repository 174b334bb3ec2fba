//! What a text is, by its content: a file's extension is only a rumour.

use super::{lines, speaker_mark};
use crate::model::TranscriptFormat;
use crate::time::Timestamp;

/// The transcript format a text's beginning looks like; `None` if it looks
/// like no transcript. Reads at most some hundred lines.
#[must_use]
pub fn sniff(head: &str) -> Option<TranscriptFormat> {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let is_list = start.starts_with('[') && start[1..].trim_start().starts_with(['{', '"']);
    if start.starts_with('{') || is_list {
        return sniff_json(start);
    }
    let (mut arrows, mut comma_arrows, mut times, mut dialogue, mut headers, mut n_lines) =
        (0, 0, 0, 0, 0, 0);
    let mut fenced = false;
    for (_, line) in lines(start).take(400) {
        let line = line.trim();
        // Notes may quote a transcript.
        fenced ^= line.starts_with("```");
        if line.is_empty() || fenced {
            continue;
        }
        n_lines += 1;
        if let Some((before, _)) = line.split_once("-->") {
            arrows += 1;
            comma_arrows += usize::from(before.contains(','));
        } else if super::turns::header(line).is_some() {
            headers += 1;
        } else if super::timed_text::leading_time(line).is_some_and(|it| it.time.is_ok()) {
            times += 1;
        } else if speaker_mark::markdown(line).is_some() {
            dialogue += 1;
        }
    }
    // A single arrow is enough beside a signature; without one it takes a
    // time on both sides, which prose with arrows has not.
    if start.starts_with("WEBVTT") && (comma_arrows == 0 || comma_arrows < arrows) {
        return Some(TranscriptFormat::WebVtt);
    }
    if n_lines <= arrows * 8 && start.lines().any(is_timing) {
        // Without a signature only voice tags tell it from SRT with points.
        let srt = 0 < comma_arrows || !start.contains("<v");
        return Some(if srt { TranscriptFormat::Srt } else { TranscriptFormat::WebVtt });
    }
    let share = |n: usize| 3 <= n && n_lines <= n * 4;
    if share(headers) {
        Some(TranscriptFormat::Turns)
    } else if share(dialogue) {
        Some(TranscriptFormat::DialogueMarkdown)
    } else if share(times) || (0 < times && times == n_lines) {
        Some(TranscriptFormat::TimedText)
    } else {
        None
    }
}

fn is_timing(line: &str) -> bool {
    let Some((before, after)) = line.split_once("-->") else { return false };
    let time = |text: &str| {
        text.split_whitespace().next_back().is_some_and(|it| Timestamp::parse_loose(it).is_ok())
    };
    time(before) && after.split_whitespace().next().is_some_and(time)
}

/// JSON is recognised by its keys: specification `formats.md` section 8.
fn sniff_json(head: &str) -> Option<TranscriptFormat> {
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    if has("segments") && has("startTime") && has("body") {
        return Some(TranscriptFormat::PodcastJson);
    }
    if has("chapters") && has("startTime") {
        return None;
    }
    let machine = has("segments")
        || has("utterances")
        || has("words")
        || has("results")
        || has("chunks")
        || has("transcription")
        || has("monologues");
    machine.then_some(TranscriptFormat::MachineJson)
}

#[cfg(test)]
mod tests {
    use super::*;
    use TranscriptFormat::*;

    #[test]
    fn formats_are_told_by_content() {
        for (text, expected) in [
            ("WEBVTT\n\n00:00.000 --> 00:01.000\nHi", Some(WebVtt)),
            ("WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nHi", Some(Srt)),
            ("1\n00:00:01,000 --> 00:00:02,000\nHi", Some(Srt)),
            ("00:00:01 Hello there.\n\n00:00:04 And hello.\n\n00:00:09 Yes.", Some(TimedText)),
            ("[00:01] Ann: Hi\n[00:04] Bob: Hi\n[00:05] Ann: So", Some(TimedText)),
            ("Ann Lee  0:01\nHello.\n\nBob Day  0:05\nHi.\n\nAnn Lee  0:09\nSo.\n", Some(Turns)),
            ("**Ann:** Hello.\n\n**Bob:** Hi.\n\n**Ann:** So.\n", Some(DialogueMarkdown)),
            ("{\"segments\":[{\"startTime\":0,\"body\":\"\"}]}", Some(PodcastJson)),
            ("{\"text\":\"\",\"segments\":[{\"start\":0}]}", Some(MachineJson)),
            ("{\"version\":\"1.2.0\",\"chapters\":[{\"startTime\":0}]}", None),
            ("# Notes\n\n```text\n00:01.000 --> 00:02.000\nHi\n```\n\n- x\n", None),
            ("# Notes\n\n- A --> B\n- 12:30 lunch\n", None),
            ("**Ann #1:** [X](y)\n\n- z\n\n**Bob #2:** [X](y)\n\n**Ann #3:** q", None),
        ] {
            assert_eq!(sniff(text), expected, "{text}");
        }
    }
}
