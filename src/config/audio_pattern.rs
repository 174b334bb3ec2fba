//! The pattern of an episode's audio: an address with places.

use jiff::civil::Date;

use super::Show;
use super::audio_prefix::read_audio_prefix;
use crate::diag::Diagnostic;
use crate::tree::Fields;

/// Places of the pattern, for people.
const PLACES: &str = "`{number}`, `{season}`, `{date}`, `{year}`, `{month}`, `{day}`, `{slug}`, `{file}`; numbers may be filled up with zeros: `{number:03}`";

/// What is put into the places of a pattern.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places<'a> {
    /// The episode's number.
    pub number: Option<u32>,
    /// Its season.
    pub season: Option<u32>,
    /// Its day.
    pub date: Option<Date>,
    /// Its title as part of an address.
    pub slug: Option<&'a str>,
    /// The name of its notes, else of its transcript, without ending.
    pub file: Option<&'a str>,
}

/// A pattern whose places are all known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioPattern(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A place, and how many digits it takes at least.
    Place(Place, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Number,
    Season,
    Date,
    Year,
    Month,
    Day,
    Slug,
    File,
}

impl AudioPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// The first place that is not known, as it is written.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let unknown = || rest[at..].chars().take(20).collect::<String>();
            let end = rest[at..].find('}').map(|it| at + it).ok_or_else(unknown)?;
            let (name, width) = match rest[at + 1..end].split_once(':') {
                Some((name, width)) => (name, width.parse().ok().filter(|it| *it < 10)),
                None => (&rest[at + 1..end], Some(0)),
            };
            let place = place(name).zip(width);
            let (place, width) = place.ok_or_else(|| rest[at..=end].to_owned())?;
            pieces.push(Piece::Text(rest[..at].to_owned()));
            pieces.push(Piece::Place(place, width));
            rest = &rest[end + 1..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// Whether all episodes get the same address.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.0.iter().all(|it| matches!(it, Piece::Text(_)))
    }

    /// The address of an episode; `None` where a place has no value.
    #[must_use]
    pub fn fill(&self, values: &Places<'_>) -> Option<String> {
        let mut address = String::new();
        for it in &self.0 {
            match it {
                Piece::Text(text) => address.push_str(text),
                Piece::Place(place, width) => {
                    let value = value(*place, values)?;
                    let zeros = width.saturating_sub(value.len());
                    address.extend(std::iter::repeat_n('0', zeros));
                    address.push_str(&value.replace(' ', "%20"));
                }
            }
        }
        Some(address)
    }
}

/// `audio-url`, `audio-base` and `audio-prefix`.
pub(super) fn read_audio(fields: &mut Fields<'_>, show: &mut Show) {
    read_audio_prefix(fields, show);
    show.audio_base = fields.text("audio-base").map(|it| it.value).or(show.audio_base.take());
    let Some(written) = fields.text("audio-url") else { return };
    let span = fields.span(&written.span);
    match AudioPattern::new(&written.value) {
        Ok(pattern) => {
            if pattern.is_constant() {
                let message = "all episodes have one address of audio";
                fields.report(
                    Diagnostic::warning("config/audio-url", span, message)
                        .hint(format!("there are places to fill: {PLACES}")),
                );
            }
            show.audio_url = Some(pattern);
        }
        Err(place) => fields.report(
            Diagnostic::error("config/audio-url", span, format!("there is no place `{place}`"))
                .hint(format!("there are: {PLACES}")),
        ),
    }
}

fn place(name: &str) -> Option<Place> {
    Some(match name {
        "number" => Place::Number,
        "season" => Place::Season,
        "date" => Place::Date,
        "year" => Place::Year,
        "month" => Place::Month,
        "day" => Place::Day,
        "slug" => Place::Slug,
        "file" => Place::File,
        _ => return None,
    })
}

fn value(place: Place, values: &Places<'_>) -> Option<String> {
    Some(match place {
        Place::Number => values.number?.to_string(),
        Place::Season => values.season?.to_string(),
        Place::Date => values.date?.to_string(),
        Place::Year => values.date?.year().to_string(),
        Place::Month => format!("{:02}", values.date?.month()),
        Place::Day => format!("{:02}", values.date?.day()),
        Place::Slug => values.slug?.to_owned(),
        Place::File => values.file?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_or_refused() {
        let values = Places {
            number: Some(7),
            season: None,
            date: Some(jiff::civil::date(2022, 11, 1)),
            slug: Some("the-lid"),
            file: Some("7 lid"),
        };
        for (pattern, expected) in [
            ("https://x.example/{number:03}.mp3", Ok(Some("https://x.example/007.mp3"))),
            ("{date}-{slug}", Ok(Some("2022-11-01-the-lid"))),
            ("{year}/{month}/{day}/{file}.mp3", Ok(Some("2022/11/01/7%20lid.mp3"))),
            ("s{season}e{number}", Ok(None)),
            ("{num}", Err("{num}")),
            ("{number:x}", Err("{number:x}")),
            ("a{number", Err("{number")),
        ] {
            let got = AudioPattern::new(pattern).map(|it| it.fill(&values));
            let got = got.as_ref().map(Option::as_deref).map_err(String::as_str);
            assert_eq!(got, expected, "{pattern}");
        }
        assert!(AudioPattern::new("https://x.example/a.mp3").is_ok_and(|it| it.is_constant()));
    }
}
