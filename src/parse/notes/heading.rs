//! The heading over notes: `Python Bytes 182: PSF Survey is out!`.

/// A heading, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// What stands before the number: usually the show's name.
    pub show: Option<String>,
    /// The episode's number.
    pub number: Option<u32>,
    /// The episode's title, if there is more than show and number.
    pub title: Option<String>,
}

/// Takes a heading apart. Forms: `Show 12`, `Show 12: Title`, `Show 12 - Title`,
/// `#12: Title`, `Episode 12 – Title`, `12. Title`, `Title`.
#[must_use]
pub fn heading(text: &str) -> Heading {
    let text = text.trim().trim_matches('*').trim();
    if let Some((show, number, rest)) = numbered(text) {
        let title = rest.trim_start_matches([':', '-', '–', '—', '.', '|', ' ', ')']).trim();
        let delimited = rest.is_empty() || rest.starts_with([':', '.', '|', ')']) || {
            let rest = rest.trim_start();
            rest.starts_with(['-', '–', '—', ':', '|'])
        };
        // `5 ways to …` is a title; `#5 ways` is not.
        // `Teaser 2021` was made in that year.
        let is_year = (1900..2100).contains(&number) && rest.is_empty() && !show.is_empty();
        if !is_year && (delimited || text.starts_with('#')) {
            return Heading {
                show: (!show.is_empty()).then(|| show.to_owned()),
                number: Some(number),
                title: (!title.is_empty()).then(|| title.to_owned()),
            };
        }
    }
    Heading { title: (!text.is_empty()).then(|| text.to_owned()), ..Heading::default() }
}

/// The words before the first number, the number, the rest. At most four words
/// stand before it, all of them capitalised, else it is part of a title.
fn numbered(text: &str) -> Option<(&str, u32, &str)> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let before = text[..at].trim_end_matches(['#', ' ']).trim();
    let joined = text[..at].ends_with(|c: char| c.is_alphabetic() || c == '-' || c == '.');
    let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[at + length..];
    let inside = rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = before.split_whitespace().collect();
    let plausible = words.len() <= 5
        && words.iter().all(|it| !it.starts_with(char::is_lowercase) || it.len() < 4)
        && !before.ends_with([':', ',', '!', '?']);
    if joined || inside || !plausible || rest.starts_with(char::is_alphabetic) {
        return None;
    }
    Some((before, text[at..at + length].parse().ok().filter(|it| *it < 100_000)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_taken_apart() {
        let check = |text: &str, show: &str, number: Option<u32>, title: &str| {
            let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
            let expected = Heading { show: some(show), number, title: some(title) };
            assert_eq!(heading(text), expected, "{text}");
        };
        check("Show Bytes 308", "Show Bytes", Some(308), "");
        check("Show Bytes 182: Survey is out!", "Show Bytes", Some(182), "Survey is out!");
        check("Show Bytes 211 - Will it? 12", "Show Bytes", Some(211), "Will it? 12");
        check("#483: Thanks", "", Some(483), "Thanks");
        check("PB 467", "PB", Some(467), "");
        check("Teaser 2021", "", None, "Teaser 2021");
        check("Flask 2.0 reactions", "", None, "Flask 2.0 reactions");
        check("We talk about 5 things", "", None, "We talk about 5 things");
        check("5 ways to speak", "", None, "5 ways to speak");
        check("**Show 9**", "Show", Some(9), "");
    }
}
