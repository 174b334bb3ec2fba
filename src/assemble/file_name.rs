//! What a file's name says about its episode.

use jiff::civil::Date;

use super::scheme::{Scheme, lead};

/// A name, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileName {
    /// The episode's number.
    pub number: Option<u32>,
    /// Whether the number is a half: `19.5` lies behind 19 and is not 19.
    pub is_half: bool,
    /// The season, from `s02e03`.
    pub season: Option<u32>,
    /// A day, from `2022-11-01-title`.
    pub date: Option<Date>,
    /// What is left: the title as written; empty if there is nothing.
    pub words: String,
}

/// Endings that say what a file is or which version, not what it is about.
const ENDINGS: [&str; 13] = [
    "transcript",
    "transcripts",
    "transcription",
    "shownotes",
    "show-notes",
    "show_notes",
    "notes",
    "final",
    "names",
    "captions",
    "subtitles",
    "edited",
    "slim",
];

/// Names that say what a file is in its folder, and nothing about the episode.
const GENERIC: [&str; 14] = [
    "times",
    "notes",
    "index",
    "transcript",
    "transcription",
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

/// Endings of audio that stayed in the names of what was made of it, and of
/// Markdown written twice.
const INNER_EXTENSIONS: [&str; 5] = [".mp3", ".m4a", ".wav", ".mp4", ".md"];

/// Words in front of a number that say it is the episode's.
const OF_EPISODES: [&str; 13] = [
    "ep",
    "eps",
    "episode",
    "episodes",
    "show",
    "folge",
    "e",
    "épisode",
    "episodio",
    "episódio",
    "no",
    "nr",
    "выпуск",
];

impl FileName {
    /// Takes the stem of a file apart, or the name of a folder, by itself.
    #[must_use]
    pub fn parse(stem: &str) -> Self {
        Self::within(stem, &Scheme::default())
    }

    /// Takes a stem apart by how the files around it are named.
    #[must_use]
    pub fn within(stem: &str, scheme: &Scheme) -> Self {
        let stem = bare(stem);
        if is_export(stem) {
            return Self::default();
        }
        let keeps_version = scheme.tells_by_version(stem);
        let (date, rest) = match dated(stem) {
            Some((date, rest)) => (Some(date), rest),
            None => (None, stem),
        };
        let inner = Self::undated(rest, scheme, (date.is_some(), keeps_version));
        Self { date: date.or(inner.date), ..inner }
    }

    fn undated(stem: &str, scheme: &Scheme, (behind_date, keeps_version): (bool, bool)) -> Self {
        let words = |it: &str| words(it, keeps_version);
        if let Some((season, number, rest)) = seasoned(stem).or_else(|| scheme.pair(stem)) {
            let number = Some(number).filter(|it| !scheme.is_odd(*it));
            return Self { season: Some(season), number, words: words(rest), ..Self::default() };
        }
        if let Some((number, is_half, rest)) = numbered(stem, scheme, behind_date) {
            let number = Some(number).filter(|_| !is_half);
            // `87-2022-08-21-S02E27-title`: a count, and then what it is.
            if let Some((date, rest)) = dated(rest).filter(|_| !behind_date) {
                let inner = Self::undated(rest, scheme, (true, keeps_version));
                let number = inner.season.map_or(number, |_| inner.number);
                return Self { date: Some(date), number, is_half, ..inner };
            }
            return Self { number, is_half, words: words(rest), ..Self::default() };
        }
        if let Some((season, number, title)) = seasoned_inside(stem) {
            let (season, number) = (Some(season), Some(number));
            return Self { season, number, words: words(title), ..Self::default() };
        }
        match scheme.tail(stem) {
            Some((number, title)) => {
                Self { number: Some(number), words: words(title), ..Self::default() }
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

    /// Whether a stem says nothing at all of an episode: a tool made it up.
    #[must_use]
    pub fn is_mute(stem: &str) -> bool {
        is_export(bare(stem))
    }

    /// A stem without endings that are about the file.
    #[must_use]
    pub fn whole(stem: &str) -> String {
        words(bare(stem), true)
    }

    /// What the words have in common with those of other names: letters and
    /// digits in lower case.
    #[must_use]
    pub fn slug(&self) -> String {
        self.words.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    }

    /// The title that the words make: `heating-up` → `Heating up`. What is
    /// written with spaces is a title already.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        let text = match self.is_slug() {
            true => self.words.replace(['-', '_'], " "),
            false => with_marks(&self.words),
        };
        let spaced: Vec<&str> = text.split_whitespace().collect();
        let joined = spaced.join(" ");
        let mut letters = joined.chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    }

    /// Whether the words are a slug, which lost capitals and marks.
    #[must_use]
    pub fn is_slug(&self) -> bool {
        !self.words.contains(' ') || !self.words.contains(char::is_uppercase)
    }
}

/// Words in front of a number of something that is no episode.
const OF_OTHERS: [&str; 9] =
    ["issue", "newsletter", "post", "blog", "prep", "news", "host", "guest", "draft"];

/// Whether the same number behind two words may be that of one episode.
pub(super) fn may_be_one(a: &str, b: &str) -> bool {
    let is_other = |it: &str| OF_OTHERS.contains(&it);
    a == b
        || a.is_empty()
        || b.is_empty()
        || ((is_of_episodes(a) || is_of_episodes(b)) && !is_other(a) && !is_other(b))
}

/// Whether a word in front of a number says that it is an episode's.
pub(super) fn is_of_episodes(word: &str) -> bool {
    OF_EPISODES.contains(&word)
}

/// A stem without endings of other formats: `345 - Hello.mp3`, `mentoring.md`.
fn bare(stem: &str) -> &str {
    let mut stem = stem.trim();
    let cut = |it: &str| INNER_EXTENSIONS.iter().find(|end| ends_with(it, end)).map(|it| it.len());
    while let Some(length) = cut(stem) {
        stem = stem[..stem.len() - length].trim_end();
    }
    stem
}

/// Whether a text has letters before this ending of ASCII in any case.
fn ends_with(text: &str, ending: &str) -> bool {
    let at = text.len().checked_sub(ending.len()).filter(|it| 0 < *it);
    at.and_then(|it| text.get(it..)).is_some_and(|it| it.eq_ignore_ascii_case(ending))
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

/// `2022-11-01-title`, `2022-1-9-title`, `2022_11_01`, `20221101 Title`.
pub(super) fn dated(stem: &str) -> Option<(Date, &str)> {
    let short = || {
        let digits = stem.get(..8).filter(|it| it.bytes().all(|b| b.is_ascii_digit()))?;
        let (year, rest) = digits.split_at(4);
        let date = format!("{year}-{}-{}", &rest[..2], &rest[2..]).parse().ok();
        date.filter(|it: &Date| (1990..2100).contains(&it.year()))
    };
    let (date, rest) = match spaced_day(stem) {
        Some(it) => it,
        None => (short()?, &stem[8..]),
    };
    (rest.is_empty() || rest.starts_with(['-', '_', ' ', '.'])).then(|| (date, trimmed(rest)))
}

/// `2022-11-01`, `2017-4-30`, `2022_11_01` and what follows.
fn spaced_day(stem: &str) -> Option<(Date, &str)> {
    const MARKS: [char; 3] = ['-', '_', '.'];
    let (year, rest) = digits(stem).filter(|it| stem.len() - it.1.len() == 4)?;
    let (month, rest) = digits(rest.strip_prefix(MARKS)?)?;
    let (day, rest) = digits(rest.strip_prefix(MARKS)?)?;
    let part = |it: u32| i8::try_from(it).ok();
    let date = Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()?;
    (1900..2100).contains(&date.year()).then_some((date, rest))
}

/// `s01e02`, `S1E02-title`, `2x05`, `season-2-episode-5`.
fn seasoned(stem: &str) -> Option<(u32, u32, &str)> {
    let lower = stem.to_ascii_lowercase();
    let rest_of = |it: &str| &stem[stem.len() - it.len()..];
    let behind = |it: &'static str| lower.strip_prefix(it);
    let marks: &[char] = &['-', '_', ' ', '.'];
    let (season, number, rest) = if let Some(rest) = behind("season").or_else(|| behind("s")) {
        let (season, rest) = digits(rest.trim_start_matches(marks))?;
        let rest = rest.trim_start_matches(marks);
        let rest = ["episode", "ep", "e"].iter().find_map(|it| rest.strip_prefix(it))?;
        let (number, rest) = digits(rest.trim_start_matches(marks))?;
        (season, number, rest)
    } else {
        let (season, rest) = digits(&lower)?;
        let (number, rest) = digits(rest.strip_prefix('x')?)?;
        (season, number, rest)
    };
    (!rest.starts_with(char::is_alphanumeric)).then(|| (season, number, trimmed(rest_of(rest))))
}

/// `The.Show.S02E05.Title`: season, number and title.
fn seasoned_inside(stem: &str) -> Option<(u32, u32, &str)> {
    const MARKS: [char; 4] = ['-', '_', ' ', '.'];
    let mut from = 0;
    while let Some(at) = stem[from..].find(MARKS) {
        from += at + 1;
        let word = &stem[from..];
        let is_season =
            word.starts_with(['s', 'S']) && word[1..].starts_with(|c: char| c.is_ascii_digit());
        if let Some((season, number, rest)) = seasoned(word).filter(|_| is_season) {
            let title = if rest.is_empty() { stem[..from].trim_end_matches(MARKS) } else { rest };
            return Some((season, number, title));
        }
    }
    None
}

/// `182`, `182-psf-survey`, `PB 485`, `ep12-title`, `episode-12`, and what the
/// names around it have in front of their numbers. A number elsewhere belongs
/// to the title: `what-is-new-in-python-311`. The flag tells a half number.
fn numbered<'s>(stem: &'s str, scheme: &Scheme, behind_date: bool) -> Option<(u32, bool, &'s str)> {
    if let Some((number, rest)) = digits(stem) {
        let half = half(rest).filter(|_| scheme.has_bare_numbers());
        if let Some(rest) = half {
            return Some((number, true, trimmed(rest)));
        }
        let ends = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.', ':']);
        // `3.6-is-out`: a version, not an episode.
        let version = rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
        let is_alone = rest.is_empty() && !scheme.is_year(number);
        let is_number = is_alone || scheme.takes_bare(number, behind_date);
        return (ends && !version && is_number).then(|| (number, false, trimmed(rest)));
    }
    let lead = lead(stem)?;
    let last = lead.prefix.rsplit(['-', '_', ' ']).next().unwrap_or_default();
    let is_episode = is_of_episodes(&lead.prefix) || (3 < last.len() && is_of_episodes(last));
    let is_shared = scheme.has_prefix(&lead.prefix) && !scheme.is_year(lead.number);
    let known = is_episode || is_shared;
    let is_glued = !lead.is_apart;
    let short = lead.prefix.chars().count() <= 4 && lead.rest.is_empty() && !is_glued;
    // `2020-05-19-twir-339`: the day tells the episode; the number is its topic's.
    // `git-101` among titles is one.
    let short = short && !behind_date && scheme.takes_bare(lead.number, false);
    if !known && !short {
        return None;
    }
    Some(match half(lead.rest) {
        Some(rest) if known => (lead.number, true, trimmed(rest)),
        Some(_) => return None,
        None => (lead.number, false, trimmed(lead.rest)),
    })
}

/// What follows `.5`, the half of a number, or a quarter.
fn half(rest: &str) -> Option<&str> {
    let rest = [".5", ".25", ".75"].iter().find_map(|it| rest.strip_prefix(it))?;
    (!rest.starts_with(char::is_alphanumeric) && !rest.starts_with('.')).then_some(rest)
}

/// A number of at most five digits, and what follows.
pub(super) fn digits(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..length].parse().ok().filter(|_| length <= 5)?;
    Some((number, &text[length..]))
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches(['-', '_', ' ', '.', ':', '–', '—'])
}

/// The words of a title, without endings that are about the file. A version is
/// one of those unless it tells files apart.
fn words(text: &str, keeps_version: bool) -> String {
    const MARKS: [char; 4] = ['-', '_', ' ', '.'];
    let mut text = text.trim();
    loop {
        let is_end = |it: &&&str| text.eq_ignore_ascii_case(it) || ends_with(text, it);
        let heads = ENDINGS.iter().filter(is_end).map(|it| &text[..text.len() - it.len()]);
        let heads = heads.filter(|it| it.is_empty() || it.ends_with(MARKS));
        let version = || without_version(text).filter(|_| !keeps_version);
        let Some(head) = heads.min_by_key(|it| it.len()).or_else(version) else {
            return text.to_owned();
        };
        text = head.trim_end_matches(MARKS);
    }
}

/// A written title with the marks that file systems do not take: programs put
/// `_` or a wide form of the mark in their place. What `_` was follows from
/// where it stands, mostly.
fn with_marks(title: &str) -> String {
    const WIDE: [(char, char); 8] = [
        ('：', ':'),
        ('？', '?'),
        ('／', '/'),
        ('｜', '|'),
        ('＂', '"'),
        ('＊', '*'),
        ('＜', '<'),
        ('＞', '>'),
    ];
    let is_latin = !title.chars().any(|it| it.is_alphabetic() && '\u{2e80}' <= it);
    let letters: Vec<char> = title.chars().collect();
    let mark = |(at, it): (usize, &char)| {
        let before = at.checked_sub(1).map(|it| letters[it]);
        let behind = letters.get(at + 1);
        let ends_word = before.is_some_and(|it| it.is_alphanumeric() || it == ')');
        match (it, behind) {
            ('_', Some(' ')) if ends_word => ':',
            ('_', Some(' ')) if before == Some(' ') => '|',
            ('_', None | Some('!' | ')')) if ends_word => '?',
            (it, _) if is_latin => WIDE.iter().find(|wide| wide.0 == *it).map_or(*it, |it| it.1),
            (it, _) => *it,
        }
    };
    letters.iter().enumerate().map(mark).collect()
}

/// A name without `-v2` at its end.
pub(super) fn without_version(text: &str) -> Option<&str> {
    let (head, tail) = text.rsplit_once(['-', '_', ' '])?;
    let digits = tail.strip_prefix(['v', 'V'])?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_file_systems_do_not_take_come_back() {
        for (stem, title) in [
            ("12 - Lids_ a history_transcript", "Lids: a history"),
            ("Why so many lids_", "Why so many lids?"),
            ("Lids at last_! (who knew_)", "Lids at last?! (who knew?)"),
            ("Kettles _ Ann Lee", "Kettles | Ann Lee"),
            ("Lids： why？", "Lids: why?"),
            ("On async_await and _private", "On async_await and _private"),
            ("蓋：なぜ Lid", "蓋：なぜ Lid"),
        ] {
            assert_eq!(FileName::parse(stem).title().as_deref(), Some(title), "{stem}");
        }
    }

    #[test]
    fn names_are_taken_apart() {
        for (stem, number, words) in [
            ("182", Some(182), ""),
            ("182-psf-survey-is-out", Some(182), "psf-survey-is-out"),
            ("PB 485", Some(485), ""),
            ("459 Inverted dependency trees", Some(459), "Inverted dependency trees"),
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
            ("00-zählen", Some(0), "zählen"),
            ("12 - Hello.mp3", Some(12), "Hello"),
        ] {
            let got = FileName::parse(stem);
            assert_eq!((got.number, got.words.as_str()), (number, words), "{stem}");
        }
        for stem in ["s02e03-x", "S2E3 x", "2x03-x", "season-2-episode-3-x"] {
            let got = FileName::parse(stem);
            let got = (got.season, got.number, got.words.as_str());
            assert_eq!(got, (Some(2), Some(3), "x"), "{stem}");
        }
        let got = FileName::parse("2017-4-30-hello");
        assert_eq!(got.date.unwrap().to_string(), "2017-04-30");
        assert_eq!((got.number, got.words.as_str()), (None, "hello"));
        for stem in ["2022-11-01-hello", "2022_11_01 hello", "20221101-hello"] {
            let got = FileName::parse(stem);
            let date = got.date.map(|it| it.to_string());
            assert_eq!((date.as_deref(), &*got.words), (Some("2022-11-01"), "hello"), "{stem}");
        }
        assert_eq!(FileName::parse("2020-05-19-twir-339").number, None);
        assert_eq!(FileName::parse("2020-01-13-20-tips").number, None);
        assert_eq!(FileName::parse("the-show-podcast-episode-1").number, Some(1));
        let got = FileName::parse("87-2022-08-21-S02E27-On-lids");
        let date = got.date.map(|it| it.to_string());
        assert_eq!(
            (got.season, got.number, date.as_deref(), got.words.as_str()),
            (Some(2), Some(27), Some("2022-08-21"), "On-lids")
        );
        let got = FileName::parse("The.Show.S02E05.On.lids");
        assert_eq!((got.season, got.number, got.words.as_str()), (Some(2), Some(5), "On.lids"));
    }

    #[test]
    fn half_numbers_are_no_whole_ones() {
        let got = FileName::parse("2021-04-15-ep19.5");
        assert_eq!((got.number, got.is_half, got.words.as_str()), (None, true, ""));
        let got = FileName::parse("2024-05-15-ep60.75");
        assert_eq!((got.number, got.is_half), (None, true));
        let stems = ["1-a", "2-b", "3-c"];
        let scheme = Scheme::of(&stems, &stems);
        let got = FileName::within("2.5-between", &scheme);
        assert_eq!((got.number, got.is_half, got.words.as_str()), (None, true, "between"));
    }

    #[test]
    fn titles_keep_what_is_written() {
        let title = |stem| FileName::parse(stem).title();
        assert_eq!(title("12-heating-up").as_deref(), Some("Heating up"));
        assert_eq!(title("12 Face 2 Face - Kettles").as_deref(), Some("Face 2 Face - Kettles"));
        assert_eq!(title("12"), None);
    }
}
