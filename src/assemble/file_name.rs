//! What a file's name says about its episode.

use jiff::civil::Date;

/// A name, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileName {
    /// The episode's number.
    pub number: Option<u32>,
    /// The season, from `s02e03`.
    pub season: Option<u32>,
    /// A day, from `2022-11-01-title`.
    pub date: Option<Date>,
    /// What is left: the title as a slug; empty if there is nothing.
    pub words: String,
}

/// Endings that say what a file is or which version, not what it is about.
const ENDINGS: [&str; 11] = [
    "transcript",
    "transcripts",
    "shownotes",
    "show-notes",
    "show_notes",
    "notes",
    "final",
    "names",
    "captions",
    "subtitles",
    "edited",
];

/// Names that say what a file is in its folder, and nothing about the episode.
const GENERIC: [&str; 13] = [
    "times",
    "notes",
    "index",
    "transcript",
    "show-notes",
    "shownotes",
    "show_notes",
    "episode",
    "chapters",
    "cover",
    "audio",
    "captions",
    "subtitles",
];

impl FileName {
    /// Takes the stem of a file apart, or the name of a folder.
    #[must_use]
    pub fn parse(stem: &str) -> Self {
        let stem = stem.trim();
        if is_export(stem) {
            return Self::default();
        }
        if let Some((date, rest)) = dated(stem) {
            return Self { date: Some(date), words: words(rest), ..Self::parse(rest) };
        }
        if let Some((season, number, rest)) = seasoned(stem) {
            let (season, number) = (Some(season), Some(number));
            return Self { season, number, words: words(rest), ..Self::default() };
        }
        match numbered(stem) {
            Some((number, rest)) => {
                Self { number: Some(number), words: words(rest), ..Self::default() }
            }
            None => Self { words: words(stem), ..Self::default() },
        }
    }

    /// Whether a stem says nothing about the episode: `notes`, `transcript`.
    #[must_use]
    pub fn is_generic(stem: &str) -> bool {
        let stem = stem.to_lowercase();
        GENERIC.iter().any(|it| {
            stem == *it || stem.strip_prefix(it).is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// The title that the words make: `heating-up` → `Heating up`.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        let spaced = self.words.replace(['-', '_'], " ");
        let spaced: Vec<&str> = spaced.split_whitespace().collect();
        let joined = spaced.join(" ");
        let mut letters = joined.chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    }
}

/// `000_c27f7230e3b5438a`: an index and a hash, which a tool made up.
fn is_export(stem: &str) -> bool {
    let hash = stem.rsplit(['_', '-']).next().unwrap_or_default();
    12 <= hash.len()
        && hash.bytes().all(|b| b.is_ascii_hexdigit())
        && hash.bytes().any(|b| b.is_ascii_digit())
        && stem[..stem.len() - hash.len()]
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'_' || b == b'-')
}

fn dated(stem: &str) -> Option<(Date, &str)> {
    let date = stem.get(..10)?.replace('_', "-").parse().ok()?;
    let rest = &stem[10..];
    (rest.is_empty() || rest.starts_with(['-', '_', ' ', '.'])).then(|| (date, trimmed(rest)))
}

/// `s01e02`, `S1E02-title`.
fn seasoned(stem: &str) -> Option<(u32, u32, &str)> {
    let rest = stem.strip_prefix(['s', 'S'])?;
    let (season, rest) = digits(rest)?;
    let rest = rest.strip_prefix(['e', 'E']).or_else(|| rest.strip_prefix("-e"))?;
    let (number, rest) = digits(rest)?;
    (!rest.starts_with(char::is_alphanumeric)).then(|| (season, number, trimmed(rest)))
}

/// `182`, `182-psf-survey`, `PB 485`, `ep12-title`, `episode-12`. A number
/// elsewhere belongs to the title: `what-is-new-in-python-311`.
fn numbered(stem: &str) -> Option<(u32, &str)> {
    if let Some((number, rest)) = digits(stem) {
        let ends = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
        // `3.6-is-out`: a version, not an episode.
        let version = rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        return (ends && !version).then(|| (number, trimmed(rest)));
    }
    let letters = stem.find(|c: char| !c.is_alphabetic())?;
    let prefix = stem[..letters].to_lowercase();
    let behind = stem[letters..].trim_start_matches(['-', '_', ' ', '#', '.']);
    let glued = behind.len() + letters == stem.len();
    let (number, rest) = digits(behind)?;
    let known = matches!(prefix.as_str(), "ep" | "eps" | "episode" | "show" | "folge" | "e");
    let short = letters <= 4 && rest.is_empty() && !glued;
    let ends = !rest.starts_with(char::is_alphanumeric);
    ((known || short) && ends).then(|| (number, trimmed(rest)))
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..length].parse().ok().filter(|_| length <= 5)?;
    Some((number, &text[length..]))
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches(['-', '_', ' ', '.'])
}

/// The words of a title, without endings that are about the file.
fn words(text: &str) -> String {
    let mut text = text.trim().to_lowercase();
    loop {
        let ending = ENDINGS.iter().find_map(|it| text.strip_suffix(it));
        let cut = ending.filter(|it| it.is_empty() || it.ends_with(['-', '_', ' ', '.']));
        let version = || {
            let (head, tail) = text.rsplit_once(['-', '_', ' '])?;
            let digits = tail.strip_prefix('v')?;
            (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(head)
        };
        let Some(head) = cut.or_else(version) else { return text };
        text = head.trim_end_matches(['-', '_', ' ', '.']).to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (stem, number, words) in [
            ("182", Some(182), ""),
            ("182-psf-survey-is-out", Some(182), "psf-survey-is-out"),
            ("PB 485", Some(485), ""),
            ("459 Inverted dependency trees", Some(459), "inverted dependency trees"),
            ("271-task-groups-in-python-311", Some(271), "task-groups-in-python-311"),
            ("what-is-new-in-python-311", None, "what-is-new-in-python-311"),
            ("312-ai-goes-on-trial-v2", Some(312), "ai-goes-on-trial"),
            ("452-pi-py-day-names", Some(452), "pi-py-day"),
            ("12-hello-transcript", Some(12), "hello"),
            ("ep012", Some(12), ""),
            ("episode-7-title", Some(7), "title"),
            ("000_c27f7230e3b5438a", None, ""),
            ("3.6-is-out", None, "3.6-is-out"),
            ("003-python-3.6-is-coming", Some(3), "python-3.6-is-coming"),
        ] {
            let got = FileName::parse(stem);
            assert_eq!((got.number, got.words.as_str()), (number, words), "{stem}");
        }
        let got = FileName::parse("s02e03-x");
        assert_eq!((got.season, got.number, got.words.as_str()), (Some(2), Some(3), "x"));
        let got = FileName::parse("2022-11-01-hello");
        assert_eq!(
            (got.date.map(|it| it.to_string()).as_deref(), &*got.words),
            (Some("2022-11-01"), "hello")
        );
    }
}
