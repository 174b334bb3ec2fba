//! What a result says of its episode: a small file beside the episode's page.
//!
//! It names the moments that the index only numbers: moment 0 is the episode
//! as a whole, then its items in the order of the notes, then its passages.
//! Of passages it holds times and bytes of `transcript.vtt`, so that the words
//! of one passage can be had without the others.

use super::bytes::{Reader, packed, push_number, push_text, unpacked};

/// The file's name, beside the episode's page.
pub const RECORD_FILE: &str = "search.idx";

/// What a result says of its episode.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Its title.
    pub title: String,
    /// The beginning of its summary.
    pub summary: String,
    /// Its show's title.
    pub show: String,
    /// Its number.
    pub number: Option<u32>,
    /// Its day as people read it; empty if nobody knows.
    pub day: String,
    /// Its year.
    pub year: Option<u32>,
    /// Its items in the order of the notes.
    pub items: Vec<RecordedItem>,
    /// What is said, in order of time.
    pub passages: Vec<RecordedPassage>,
}

/// An item, as results show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedItem {
    /// Its title, not too long.
    pub title: String,
    /// The beginning of what the notes say of it.
    pub body: String,
    /// When it begins, in milliseconds.
    pub start: Option<u64>,
    /// Whether that is a guess.
    pub guessed: bool,
}

/// A passage, as results need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedPassage {
    /// When it begins, in milliseconds; `None` where nobody knows.
    pub start: Option<u64>,
    /// How many bytes of `transcript.vtt` it is; passages follow one another.
    pub bytes: u64,
}

/// Bytes of `transcript.vtt` before its first cue: `WEBVTT`, an empty line.
pub const VTT_HEAD: u64 = 8;

impl Record {
    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1024);
        push_text(&mut bytes, &self.title);
        push_text(&mut bytes, &self.summary);
        push_text(&mut bytes, &self.show);
        push_number(&mut bytes, self.number.map_or(0, |it| u64::from(it) + 1));
        push_text(&mut bytes, &self.day);
        push_number(&mut bytes, self.year.map_or(0, u64::from));
        push_number(&mut bytes, self.items.len() as u64);
        for it in &self.items {
            push_text(&mut bytes, &it.title);
            push_text(&mut bytes, &it.body);
            push_number(
                &mut bytes,
                it.start.map_or(0, |start| (start << 1 | u64::from(it.guessed)) + 1),
            );
        }
        // The numbers of a kind side by side: they pack better so.
        push_number(&mut bytes, self.passages.len() as u64);
        let mut last = 0;
        for it in &self.passages {
            let start = it.start.unwrap_or(last);
            push_number(&mut bytes, it.start.map_or(0, |_| start.saturating_sub(last) + 1));
            last = start;
        }
        self.passages.iter().for_each(|it| push_number(&mut bytes, it.bytes));
        packed(&bytes)
    }

    /// Reads the file; `None` if it is none of ours.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes = unpacked(bytes)?;
        let mut from = Reader(&bytes);
        let mut record = Self {
            title: from.text()?.to_owned(),
            summary: from.text()?.to_owned(),
            show: from.text()?.to_owned(),
            number: from.small()?.checked_sub(1),
            day: from.text()?.to_owned(),
            year: Some(from.small()?).filter(|it| *it != 0),
            ..Self::default()
        };
        for _ in 0..from.small()? {
            let (title, body) = (from.text()?.to_owned(), from.text()?.to_owned());
            let time = from.number()?.checked_sub(1);
            let guessed = time.is_some_and(|it| it & 1 == 1);
            record.items.push(RecordedItem { title, body, start: time.map(|it| it >> 1), guessed });
        }
        let mut last = 0;
        for _ in 0..from.small()? {
            let start = from.number()?.checked_sub(1).map(|it| last + it);
            last = start.unwrap_or(last);
            record.passages.push(RecordedPassage { start, ..RecordedPassage::default() });
        }
        for it in &mut record.passages {
            it.bytes = from.number()?;
        }
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let passage = |start, bytes| RecordedPassage { start, bytes };
        let item = |title: &str, start: Option<u64>| RecordedItem {
            title: title.into(),
            body: "Of it".into(),
            guessed: start.is_some(),
            start,
        };
        let record = Record {
            title: "Naïve".into(),
            summary: "About it".into(),
            show: "Talk".into(),
            number: Some(0),
            day: "1 May 2026".into(),
            year: Some(2026),
            items: vec![item("Item", Some(0)), item("Other", None)],
            passages: vec![passage(Some(500), 300), passage(Some(25_000), 0)],
        };
        let bytes = record.to_bytes();
        assert_eq!(Record::of_bytes(&bytes), Some(record));
        assert_eq!(Record::of_bytes(&bytes[..bytes.len() - 3]), None);
        assert_eq!(Record::of_bytes(b"odd"), None);
    }
}
