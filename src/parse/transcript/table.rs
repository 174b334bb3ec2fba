//! Tables: Whisper's TSV (`start end text`, in milliseconds), labels of
//! Audacity (in seconds), and CSV with a line of titles, as editors export it.

use super::{Utterance, clock, lines};
use crate::diag::Reported;
use crate::time::Timestamp;

/// What columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    sign: char,
    start: usize,
    end: Option<usize>,
    speaker: Option<usize>,
    text: usize,
    /// Whether the first line holds titles.
    titled: bool,
}

/// Whether a text is a table of times and texts.
pub(super) fn is_table(text: &str) -> bool {
    let Some(columns) = columns(text) else { return false };
    let rows = lines(text).filter(|it| !it.1.trim().is_empty()).skip(usize::from(columns.titled));
    let (mut good, mut n) = (0, 0);
    for (_, line) in rows.take(50) {
        n += 1;
        let cells = cells(line, columns.sign);
        good += usize::from(cells.get(columns.start).is_some_and(|it| time(it, false).is_some()));
    }
    0 < n && n <= good * 2
}

fn columns(text: &str) -> Option<Columns> {
    let first = text.lines().find(|it| !it.trim().is_empty())?.trim_start_matches('\u{feff}');
    for sign in ['\t', ',', ';'] {
        let titles: Vec<String> = cells(first, sign)
            .iter()
            .map(|it| it.to_lowercase().replace([' ', '_', '-'], ""))
            .collect();
        let of = |names: &[&str]| {
            titles.iter().position(|it| names.iter().any(|name| it.starts_with(name)))
        };
        let start = of(&["start", "begin", "timein", "in", "timestamp", "timecode", "time"]);
        let text = of(&["text", "transcript", "content", "caption", "sentence", "body"]);
        if let (Some(start), Some(text)) = (start, text)
            && start != text
        {
            let end = of(&["end", "stop", "timeout", "out"]);
            let speaker = of(&["speaker", "name", "who"]);
            return Some(Columns { sign, start, end, speaker, text, titled: true });
        }
    }
    let row = cells(first, '\t');
    let is_label = row.len() == 3 && row[..2].iter().all(|it| time(it, false).is_some());
    is_label.then_some(Columns {
        sign: '\t',
        start: 0,
        end: Some(1),
        speaker: None,
        text: 2,
        titled: false,
    })
}

/// The cells of a row; quoted ones may hold the sign that parts them.
fn cells(line: &str, sign: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(it) = signs.next() {
        let Some(cell) = cells.last_mut() else { break };
        match it {
            '"' if quoted && signs.peek() == Some(&'"') => {
                cell.push('"');
                signs.next();
            }
            '"' if sign != '\t' && (quoted || cell.is_empty()) => quoted = !quoted,
            it if it == sign && !quoted => cells.push(String::new()),
            it => cell.push(it),
        }
    }
    cells
}

/// A clock, seconds with a fraction, or whole milliseconds or seconds.
fn time(cell: &str, whole_seconds: bool) -> Option<Timestamp> {
    let cell = cell.trim();
    if let Some((length, time)) = clock::clock(cell) {
        return time.ok().filter(|_| length == cell.len());
    }
    let is_number = !cell.is_empty() && cell.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let number: f64 = cell.parse().ok().filter(|_| is_number)?;
    let millis = !cell.contains('.') && !whole_seconds;
    Timestamp::from_seconds(if millis { number / 1000.0 } else { number })
}

pub(super) fn utterances(text: &str) -> Reported<Vec<Utterance>> {
    let Some(columns) = columns(text) else { return Reported::clean(Vec::new()) };
    let rows: Vec<(usize, &str, Vec<String>)> = lines(text)
        .filter(|it| !it.1.trim().is_empty())
        .skip(usize::from(columns.titled))
        .map(|(offset, line)| (offset, line, cells(line, columns.sign)))
        .collect();
    // Milliseconds between one row and the next are three digits and more.
    let start = |it: &(usize, &str, Vec<String>)| it.2.get(columns.start)?.parse::<u64>().ok();
    let last = rows.iter().filter_map(start).max().unwrap_or(0);
    let whole_seconds = last < rows.len() as u64 * 100;
    let mut all = Vec::new();
    for (offset, line, cells) in rows {
        let of = |column: usize| cells.get(column).map(|it| it.trim());
        let (Some(start), Some(said)) =
            (of(columns.start).and_then(|it| time(it, whole_seconds)), of(columns.text))
        else {
            continue;
        };
        let speaker = columns.speaker.and_then(of).filter(|it| !it.is_empty());
        all.push(Utterance {
            end: columns.end.and_then(of).and_then(|it| time(it, whole_seconds)),
            speaker: speaker.map(str::to_owned),
            ..Utterance::new(start, said.to_owned(), offset..offset + line.len())
        });
    }
    Reported::clean(all)
}
