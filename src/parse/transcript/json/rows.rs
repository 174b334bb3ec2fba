//! Rows: a list of objects with a text, a time and a voice, whatever they are
//! called and wherever the list lies. Whisper, `WhisperX`, whisper.cpp, `OpenAI`,
//! Hugging Face, `AssemblyAI`, Deepgram, Podcasting 2.0 and most others.

use serde_json::{Map, Value};

use super::{JsonTime, Snippet, join_words, speaker, time};
use crate::time::Timestamp;

/// How deep a list may lie.
const DEEPEST: usize = 6;

/// Lists by what they hold, the best first: what somebody says in one go, then
/// sentences, then words.
const LISTS: [&str; 22] = [
    "utterances",
    "paragraphs",
    "segments",
    "chunks",
    "sentences",
    "captions",
    "subtitles",
    "cues",
    "lines",
    "rows",
    "entries",
    "transcription",
    "transcript",
    "transcripts",
    "results",
    "channels",
    "alternatives",
    "items",
    "data",
    "body",
    "words",
    "word_segments",
];

/// Keys without the signs that join their words.
const TEXTS: [&str; 15] = [
    "text",
    "body",
    "transcript",
    "content",
    "sentence",
    "line",
    "caption",
    "utterance",
    "phrase",
    "display",
    "punctuatedword",
    "word",
    "value",
    "said",
    "message",
];
const STARTS: [&str; 22] = [
    "start",
    "starttime",
    "startsec",
    "startseconds",
    "starttimeseconds",
    "startms",
    "starttimems",
    "startmillis",
    "starttimestamp",
    "startoffset",
    "begin",
    "begintime",
    "beginms",
    "from",
    "sec",
    "seconds",
    "timestamp",
    "time",
    "timecode",
    "offset",
    "ts",
    "t0",
];
const ENDS: [&str; 16] = [
    "end",
    "endtime",
    "endsec",
    "endseconds",
    "endtimeseconds",
    "endms",
    "endtimems",
    "endmillis",
    "endtimestamp",
    "endoffset",
    "stop",
    "to",
    "until",
    "finish",
    "endts",
    "t1",
];
const LENGTHS: [&str; 4] = ["duration", "dur", "durationms", "length"];
const SPEAKERS: [&str; 10] = [
    "speaker",
    "speakername",
    "speakerlabel",
    "speakerid",
    "speakertag",
    "who",
    "name",
    "participant",
    "author",
    "channeltag",
];

/// The values of a row, by the order of keys above.
fn value<'v>(row: &'v Map<String, Value>, keys: &[&str]) -> Option<(String, &'v Value)> {
    let mut best: Option<(usize, String, &Value)> = None;
    for (key, value) in row {
        let folded: String =
            key.chars().filter(|it| it.is_ascii_alphanumeric()).collect::<String>().to_lowercase();
        if let Some(rank) = keys.iter().position(|it| *it == folded)
            && best.as_ref().is_none_or(|it| rank < it.0)
            && !value.is_null()
        {
            best = Some((rank, folded, value));
        }
    }
    best.map(|it| (it.1, it.2))
}

/// A row before its unit is known.
struct JsonRow {
    start: Option<(JsonTime, bool)>,
    end: Option<(JsonTime, bool)>,
    length: Option<(JsonTime, bool)>,
    speaker: Option<String>,
    text: String,
    estimated: bool,
}

fn row(value_of_row: &Value) -> Option<JsonRow> {
    let row = value_of_row.as_object()?;
    let text = TEXTS.iter().find_map(|it| {
        let (_, text) = value(row, &[it])?;
        text.as_str()
    })?;
    // Whether the key says that it counts milliseconds.
    let of = |keys: &[&str]| {
        let (key, value) = value(row, keys)?;
        Some((time(value)?, key.ends_with("ms") || key.ends_with("millis")))
    };
    // `timestamp: [0.0, 1.5]`, `offsets: {from, to}` in milliseconds.
    let pair = || {
        let (key, pair) =
            value(row, &["timestamp", "timestamps", "offsets", "offset", "interval", "time"])?;
        let millis = key == "offsets";
        let (start, end) = match pair {
            Value::Array(it) => (it.first(), it.get(1)),
            Value::Object(it) => (
                value(it, &["from", "start", "begin"]).map(|it| it.1),
                value(it, &["to", "end", "stop"]).map(|it| it.1),
            ),
            _ => return None,
        };
        Some((
            start.and_then(time).map(|it| (it, millis)),
            end.and_then(time).map(|it| (it, millis)),
        ))
    };
    // whisper.cpp gives both; the numbers are finer.
    let offsets = row.get("offsets").is_some().then(pair).flatten();
    let (start, end) = match offsets {
        Some(pair) => pair,
        None => match (of(&STARTS), of(&ENDS)) {
            (None, end) => pair().unwrap_or((None, end)),
            both => both,
        },
    };
    Some(JsonRow {
        start,
        end,
        length: of(&LENGTHS),
        speaker: value(row, &SPEAKERS).and_then(|it| speaker(it.1)),
        text: text.replace("[SPEAKER_TURN]", ""),
        estimated: row.get("estimated") == Some(&Value::Bool(true)),
    })
}

/// The best list of rows in a JSON.
pub(super) fn pieces(json: &Value) -> Option<Vec<Snippet>> {
    let mut found: Vec<(usize, Vec<&Value>)> = Vec::new();
    lists(json, LISTS.len(), 0, &mut found);
    found.sort_by_key(|it| it.0);
    // Several channels or parts have a list each, in order.
    let best = found.first()?.0;
    let rows: Vec<JsonRow> = found
        .iter()
        .filter(|it| it.0 == best)
        .flat_map(|it| it.1.iter().filter_map(|it| row(it)))
        .collect();
    let pieces = timed(rows);
    let n_words: usize = pieces.iter().map(|it| it.text.split_whitespace().count()).sum();
    let are_words = n_words <= pieces.len() * 2 && pieces.iter().any(|it| it.start.is_some());
    Some(if are_words { join_words(pieces) } else { pieces })
}

/// Finds the lists of which most values are rows. Lists inside such rows (the
/// words of a segment) say the same again.
fn lists<'v>(json: &'v Value, rank: usize, depth: usize, found: &mut Vec<(usize, Vec<&'v Value>)>) {
    if DEEPEST < depth {
        return;
    }
    match json {
        Value::Array(list) => {
            let sample = list.iter().take(20);
            let (n, good) = sample.fold((0, 0), |(n, good), it| {
                (
                    n + 1,
                    good + usize::from(
                        row(it).is_some_and(|it| it.start.is_some() || it.speaker.is_some()),
                    ),
                )
            });
            if 0 < n && n <= good * 2 {
                found.push((rank, list.iter().collect()));
            } else {
                for it in list {
                    lists(it, rank, depth + 1, found);
                }
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                let own = LISTS.iter().position(|it| key.eq_ignore_ascii_case(it));
                // A list is as good as the name it has; inside one, as the last.
                lists(value, own.unwrap_or(rank), depth + 1, found);
            }
        }
        _ => {}
    }
}

/// Gives rows their times. Where keys do not say whether numbers are seconds
/// or milliseconds, the pace does: nobody takes half a minute for a word.
fn timed(rows: Vec<JsonRow>) -> Vec<Snippet> {
    let number = |it: &Option<(JsonTime, bool)>| match it {
        Some((JsonTime::Number(it), false)) => Some(*it),
        _ => None,
    };
    let (mut span, mut words) = (0.0, 0_usize);
    for it in &rows {
        if let (Some(start), Some(end)) = (number(&it.start), number(&it.end)) {
            span += (end - start).max(0.0);
            words += it.text.split_whitespace().count();
        }
    }
    if words == 0 {
        let starts = || rows.iter().filter_map(|it| number(&it.start));
        span = starts().fold(0.0, f64::max) - starts().fold(f64::MAX, f64::min).min(0.0);
        words = rows.iter().map(|it| it.text.split_whitespace().count()).sum();
    }
    #[expect(clippy::cast_precision_loss, reason = "a pace needs no more digits")]
    let unit = if 30.0 < span / words.max(1) as f64 { 1000.0 } else { 1.0 };
    let at = |it: Option<(JsonTime, bool)>| match it? {
        (JsonTime::Clock(it), _) => Some(it),
        (JsonTime::Number(it), true) => Timestamp::from_seconds(it / 1000.0),
        (JsonTime::Number(it), false) => Timestamp::from_seconds(it / unit),
    };
    let piece = |it: JsonRow| {
        let start = at(it.start);
        let length = at(it.length);
        let end = at(it.end)
            .or_else(|| Some(start?.plus(length?.since(Timestamp::ZERO))))
            .filter(|end| start.is_some_and(|start| start <= *end));
        Snippet { start, end, speaker: it.speaker, text: it.text, estimated: it.estimated }
    };
    rows.into_iter().map(piece).collect()
}
