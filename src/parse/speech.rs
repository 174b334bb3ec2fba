//! What people say about the episode at its beginning: its number, its date,
//! their names. English; every result is a guess.

use jiff::civil::Date;

use super::date;
use crate::model::Role;

/// Facts heard in the first minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// "this is episode 308".
    pub number: Option<u32>,
    /// "recorded November 1st, 2022".
    pub date: Option<Date>,
    /// "recorded June 12th": month and day, where the year is not said.
    pub day: Option<(i8, i8)>,
    /// "I'm Ann Lee", in order.
    pub people: Vec<Introduction>,
}

/// Somebody says a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// As the transcript has it.
    pub name: String,
    /// Whether they are greeted.
    pub role: Role,
    /// The byte of the text where it is said.
    pub at: usize,
}

/// Listens to the beginning of a transcript. `text` is plain, a line for each
/// turn, with straight apostrophes; a few minutes are enough.
#[must_use]
pub fn listen(text: &str) -> Heard {
    let lower = text.to_lowercase();
    let mut dates = after_words(text);
    Heard {
        number: number(&lower),
        date: dates.clone().find_map(date::find).map(|it| it.0),
        day: dates.find_map(date::find_day),
        people: people(text),
    }
}

/// Bytes behind a word in which the day is said that it announces.
const NEAR: usize = 120;

/// Bytes behind `it's` in which a day is said.
const AT_ONCE: usize = 40;

/// The places that may say the day of the episode: behind each `recorded`,
/// behind `episode 12`, and where somebody says what day it is. The surest
/// come first.
fn after_words(text: &str) -> impl Iterator<Item = &str> + Clone {
    let lower = text.to_ascii_lowercase();
    let behind = |word: &str, length: usize, is_good: &dyn Fn(&str) -> bool| {
        let starts = lower.match_indices(word).map(|it| it.0 + word.len());
        let part = |from: usize| {
            let end = (from + length).min(text.len());
            let end = (end..=text.len()).find(|it| text.is_char_boundary(*it));
            text.get(from..end.unwrap_or(text.len())).unwrap_or_default()
        };
        starts.map(part).filter(|it| is_good(it)).collect::<Vec<_>>()
    };
    let is_numbered = |it: &str| {
        let words: Vec<String> = it.split_whitespace().take(4).map(str::to_lowercase).collect();
        let bare = |it: &String| it.trim_matches(|it: char| !it.is_alphanumeric()).to_owned();
        let words: Vec<String> = words.iter().map(bare).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        spoken_number(words.strip_prefix(&["number"]).unwrap_or(&words)).is_some()
    };
    let mut places = behind("record", NEAR, &|_| true);
    places.extend(behind("episode", NEAR, &is_numbered));
    for phrase in ["it's ", "it is ", "this is ", "today is ", "today's "] {
        places.extend(behind(phrase, AT_ONCE, &|it| begins_with_day(it)));
    }
    places.into_iter()
}

/// `Monday, February 23rd`, `the 23rd of February`: not `the best of May`.
fn begins_with_day(text: &str) -> bool {
    date::find(text).is_some_and(|(_, at)| {
        text[..at].split(|it: char| !it.is_alphabetic()).filter(|it| !it.is_empty()).count() <= 1
    })
}

/// The number that is said at the beginning of a transcript, as [`listen`]
/// hears it.
#[must_use]
pub fn number_in(text: &str) -> Option<u32> {
    number(&text.to_lowercase())
}

/// The number in "this is episode 308" or "episode 308, recorded …"; other
/// episodes are mentioned too, and do not count.
fn number(lower: &str) -> Option<u32> {
    if !lower.contains("episode") {
        return None;
    }
    let words: Vec<&str> = lower.split_whitespace().collect();
    for (idx, word) in words.iter().enumerate() {
        if word.trim_matches(|c: char| !c.is_alphanumeric()) != "episode" {
            continue;
        }
        let mut rest: Vec<&str> = words[idx + 1..]
            .iter()
            .take(5)
            .map(|it| it.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        if rest.first().is_some_and(|it| *it == "number") {
            rest.remove(0);
        }
        let Some((number, used)) = spoken_number(&rest) else { continue };
        let before = words[idx.saturating_sub(8)..idx].join(" ");
        let announced = before.contains("this is") || before.contains("welcome to");
        let recorded = rest.get(used).is_some_and(|it| it.starts_with("record"));
        if announced || recorded {
            return Some(number);
        }
    }
    None
}

/// `308`, `three`, `one hundred twenty five`: the number, and how many words.
fn spoken_number(words: &[&str]) -> Option<(u32, usize)> {
    let first = words.first()?;
    if let Ok(number) = first.parse::<u32>() {
        return (number < 100_000).then_some((number, 1));
    }
    let (mut total, mut used) = (0_u32, 0);
    for word in words.iter().flat_map(|it| it.split('-')) {
        match (small_number(word), word) {
            (Some(it), _) if total % 10 == 0 || 100 <= it => total += it,
            (None, "hundred") if total < 10 => total = total.max(1) * 100,
            (None, "and") if 100 <= total => {}
            _ => break,
        }
        used += 1;
    }
    (0 < total).then_some((total, used.min(words.len())))
}

fn small_number(word: &str) -> Option<u32> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = SMALL.iter().position(|it| *it == word).filter(|it| 0 < *it);
    let tens = TENS.iter().position(|it| *it == word).map(|it| (it + 2) * 10);
    u32::try_from(small.or(tens)?).ok()
}

/// Phrases that a speaker's own name follows.
const INTRODUCTIONS: [&str; 6] =
    ["i'm", "i am", "your host", "my name is", "your hosts", "one of your hosts"];

fn people(text: &str) -> Vec<Introduction> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<(usize, String)> = Vec::new();
    for at in 0..lower.len() {
        if 0 < at && lower.as_bytes()[at - 1].is_ascii_alphanumeric() {
            continue;
        }
        let behind = &lower.as_bytes()[at..];
        for phrase in INTRODUCTIONS.iter().filter(|it| behind.starts_with(it.as_bytes())) {
            if let Some(name) = name_at(&text[at + phrase.len()..])
                && !is_ordinary(&name, text)
                && !found.iter().any(|(_, known)| *known == name)
            {
                found.push((at, name));
            }
        }
    }
    found.sort();
    let greeted = greeted(&lower);
    found
        .into_iter()
        .map(|(at, name)| {
            let first = name.split(' ').next().unwrap_or_default().to_lowercase();
            let role = if greeted.contains(&first.as_str()) { Role::Guest } else { Role::Host };
            Introduction { name, role, at }
        })
        .collect()
}

/// Two or three capitalised words, up to the next mark or the end of the turn.
fn name_at(text: &str) -> Option<String> {
    let text = text.trim_start_matches([',', ' ']);
    let turn = text.split('\n').next()?;
    let mut words = Vec::new();
    for word in turn.split_whitespace().take(3) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let capital = bare.starts_with(char::is_uppercase)
            && bare.chars().skip(1).any(char::is_lowercase)
            && bare.chars().all(|c| c.is_alphabetic() || "'-".contains(c));
        let is_again = words.iter().any(|it: &&str| it.eq_ignore_ascii_case(bare));
        if !capital || is_again || is_contraction(bare) {
            break;
        }
        words.push(bare);
        if bare.len() != word.len() {
            break;
        }
    }
    (2 <= words.len()).then(|| words.join(" "))
}

/// `I'm`, `It's`, `We'll`: what begins another sentence. `O'Day` is none.
fn is_contraction(word: &str) -> bool {
    let end = word.rsplit_once('\'').map(|it| it.1);
    end.is_some_and(|it| matches!(it, "m" | "s" | "re" | "ve" | "ll" | "d" | "t"))
}

/// Whether every word of a name is said in lower case, too: `Really Excited`.
fn is_ordinary(name: &str, text: &str) -> bool {
    let is_said = |word: &str| {
        let lower = word.to_lowercase();
        text.split(|it: char| !it.is_alphanumeric() && it != '\'').any(|it| it == lower)
    };
    name.split(' ').all(is_said)
}

/// The words beside a greeting: "welcome, Adam", "Adam, welcome".
fn greeted(lower: &str) -> Vec<&str> {
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let words: Vec<&str> = words.collect();
    let near = |at: usize| &words[at.saturating_sub(1)..words.len().min(at + 5)];
    let greets = |it: &str| it == "welcome" || it == "joining";
    (0..words.len()).filter(|at| greets(words[*at])).flat_map(near).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_date_and_names_are_heard() {
        let heard = listen(
            "Remember episode 12? This is episode 308 recorded November 1st, 2022. I'm Ann Lee. \
             And I am Bob O'Day. And I'm Cy Young. Welcome, Cy. I'm So excited. I'm happy.",
        );
        assert_eq!(heard.number, Some(308));
        assert_eq!(heard.date.unwrap().to_string(), "2022-11-01");
        let people: Vec<_> = heard.people.iter().map(|it| (it.name.as_str(), it.role)).collect();
        assert_eq!(
            people,
            [("Ann Lee", Role::Host), ("Bob O'Day", Role::Host), ("Cy Young", Role::Guest)]
        );
    }

    #[test]
    fn spelled_numbers_count_and_other_episodes_do_not() {
        assert_eq!(listen("Episode number three, recorded November 21st, 2016.").number, Some(3));
        assert_eq!(listen("this is episode one hundred twenty five").number, Some(125));
        assert_eq!(listen("go back to episode 12 if you like").number, None);
    }

    #[test]
    fn stutters_and_plain_words_are_no_names() {
        let heard = listen(
            "I'm I'm Ann. I'm Ann I'm Ann. I am It's Me. I'm Ann Ann. I'm Really Excited, really \
             excited. My name is Bob\nOne. I'm Will Day, and I will.",
        );
        let people: Vec<_> = heard.people.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(people, ["Will Day"]);
    }
}
