//! What an episode is called, without the show's name and the number before
//! it: both are shown beside the title.

use std::collections::{BTreeMap, BTreeSet};

use super::Candidate;

/// Words before a number that say no more than the number, in the languages of
/// the program.
const WORDS: [&str; 20] = [
    "episode",
    "ep",
    "eps",
    "e",
    "épisode",
    "folge",
    "ausgabe",
    "episodio",
    "capítulo",
    "episódio",
    "выпуск",
    "эпизод",
    "show",
    "no",
    "nr",
    "nº",
    "n°",
    "num",
    "number",
    "part",
];

/// So many titles of a show that begin alike tell how it writes them.
const FEW: usize = 3;

/// Takes the number before a title for the episode's, where nothing states
/// another and the titles of the show are written so: `MTP 83 - Tools`, `#12
/// Lids`, `Episode 5: Lids`.
pub fn number_by_titles(candidates: &mut [Candidate<'_>]) {
    let mut leads: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    let mut n_titled = 0;
    for clues in candidates.iter().map(|it| &it.clues) {
        n_titled += usize::from(clues.is_titled == Some(true));
        if let Some((before, number)) = &clues.title_lead {
            leads.entry(before).or_default().insert(*number);
        }
    }
    let is_told = |before: &str, numbers: &BTreeSet<u32>| {
        let is_word = before == "#" || WORDS.contains(&before);
        FEW <= numbers.len() && (is_word || n_titled <= numbers.len() * 2)
    };
    let told: BTreeSet<String> =
        leads.iter().filter(|it| is_told(it.0, it.1)).map(|it| (*it.0).to_owned()).collect();
    for clues in candidates.iter_mut().map(|it| &mut it.clues) {
        if let Some((before, number)) = &clues.title_lead
            && told.contains(before)
            && clues.heading_number.is_none()
        {
            clues.heading_number = Some(*number);
        }
    }
}

/// The title without what stands before it: `MTP 83 - Tools` → `Tools`, where
/// the number is the episode's. What would leave nothing is left alone.
pub(super) fn bare<'t>(title: &'t str, number: Option<u32>, show: &str) -> &'t str {
    let title = title.trim();
    let own = number.and_then(|it| without_number_behind(title, it));
    let title = own.filter(|it| !is_show(it, show)).unwrap_or(title);
    let named = without_show(title, show);
    let rest = named.unwrap_or(title);
    number.and_then(|it| without_number(rest, it, show)).unwrap_or_else(|| {
        // A number alone is no title.
        named.filter(|it| !it.starts_with(|it: char| it.is_ascii_digit())).unwrap_or(title)
    })
}

/// Whether a text says no more than the show's name.
fn is_show(text: &str, show: &str) -> bool {
    let of_show: Vec<String> = words_of(show).collect();
    words_of(text).all(|it| of_show.contains(&it) || it == "podcast")
}

/// The title behind the show's name and a mark.
fn without_show<'t>(title: &'t str, show: &str) -> Option<&'t str> {
    let mut rest = title;
    for it in show.chars() {
        let mut letters = rest.chars();
        let same = letters.next()?.to_lowercase().eq(it.to_lowercase());
        rest = same.then_some(letters.as_str())?;
    }
    let behind = rest.trim_start();
    let is_apart = behind.starts_with([':', '|', '–', '—', '#'])
        || (behind.len() < rest.len() && behind.starts_with(['-', '•', '·']))
        || (behind.len() < rest.len() && behind.starts_with(|it: char| it.is_ascii_digit()));
    let behind = behind.trim_start_matches([':', '|', '–', '—', '-', '•', '·', ' ']);
    (!show.is_empty() && is_apart && !behind.is_empty()).then_some(behind)
}

/// The title before a mark, a word for episodes and the number: `Lids — Episode
/// 0023`, `Lids (#23)`.
fn without_number_behind(title: &str, number: u32) -> Option<&str> {
    let whole = title.trim_end_matches([')', ']', ' ']);
    let rest = whole.trim_end_matches(|it: char| it.is_ascii_digit());
    let said = whole[rest.len()..].parse::<u32>().ok()?;
    let before = rest.trim_end_matches(['#', ' ', '.']);
    let is_marked = rest[before.len()..].contains('#');
    let word = before.rsplit(|it: char| !it.is_alphabetic()).next().unwrap_or_default();
    // `Lids, part 2` is the second about lids.
    let lower = word.to_lowercase();
    let is_word = lower != "part" && WORDS.contains(&lower.as_str());
    let before = if is_word { before[..before.len() - word.len()].trim_end() } else { before };
    let marks = ['(', '[', '|', '–', '—', '-', ',', '•', '·', ':'];
    let bare = before.trim_end_matches(|it| marks.contains(&it) || it == ' ');
    let is_apart = bare.len() < before.len();
    let is_there = bare.chars().any(char::is_alphabetic);
    (said == number && (is_word || is_marked) && is_apart && is_there).then_some(bare)
}

/// The title behind the number, a word before it, and a mark behind it.
fn without_number<'t>(title: &'t str, number: u32, show: &str) -> Option<&'t str> {
    let at = title.find(|it: char| it.is_ascii_digit())?;
    let before = title[..at].trim_end_matches(['#', ' ', '-', '.', ':', '(', '[']);
    let is_marked = title[before.len()..at].contains('#');
    let of_show: Vec<String> = words_of(show).collect();
    if !words_of(before).all(|it| of_show.contains(&it)) && !is_plain_prefix(before) {
        return None;
    }
    let length = title[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = &title[at + length..];
    let mut said: u32 = title[at..at + length].parse().ok()?;
    // S02E05
    if before.eq_ignore_ascii_case("s") {
        let behind = rest.strip_prefix(['e', 'E', 'x'])?;
        let length = behind.bytes().take_while(u8::is_ascii_digit).count();
        (said, rest) = (behind[..length].parse().ok()?, &behind[length..]);
    }
    let behind = rest.trim_start_matches([')', ']']).trim_start();
    let marks = [':', '|', '–', '—', '-', '.', ',', '•', '·', '/'];
    let bare = behind.trim_start_matches(marks);
    // `3.6 is out` is a version; `24-hour days` is a word.
    let is_apart = bare.len() < behind.len()
        && (bare.starts_with(' ') || behind.starts_with([':', '|', '–', '—']));
    let is_spaced = is_marked && behind.len() < rest.len();
    let bare = bare.trim_start();
    (said == number && (is_apart || is_spaced) && !bare.is_empty()).then_some(bare)
}

/// Whether what stands before a number is nothing, a word for episodes, or the
/// show's initials.
fn is_plain_prefix(before: &str) -> bool {
    let lower = before.to_lowercase();
    let is_initials = 2 <= before.chars().count()
        && before.chars().count() <= 6
        && before.chars().all(|it| it.is_uppercase() || it.is_ascii_digit());
    let is_word = |it: &str| WORDS.contains(&it);
    // `WTD Episode`
    let are_both = || {
        let (first, last) = before.split_once(' ')?;
        Some(is_plain_prefix(first) && is_word(&last.to_lowercase()))
    };
    before.is_empty() || lower == "s" || is_initials || is_word(&lower) || are_both() == Some(true)
}

/// The words of a name, folded, without its article.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_lowercase).filter(|it| it != "the")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_title_is_not_in_it() {
        let check = |title: &str, number: u32, expected: &str| {
            assert_eq!(bare(title, Some(number), "Mill Talk"), expected, "{title}");
        };
        check("MTP 83 - The tools", 83, "The tools");
        check("#136 Fit bleiben", 136, "Fit bleiben");
        check("#00 Bei null", 0, "Bei null");
        check("SSH 088: Great Scott!", 88, "Great Scott!");
        check("1: Our Systems: both", 1, "Our Systems: both");
        check("Episode 37: Lids", 37, "Lids");
        check("E01 – Interview – Part 1", 1, "Interview – Part 1");
        check("S02E05: The lid", 5, "The lid");
        check("Mill Talk #12 – Wheels", 12, "Wheels");
        check("Mill Talk 12", 12, "Mill Talk 12");
        check("Mill 12: Wheels", 12, "Wheels");
        check("MT Episode 12: Wheels", 12, "Wheels");
        check("Some Wheels 12: Mills", 12, "Some Wheels 12: Mills");
        check("Mill talk: Wheels", 3, "Wheels");
        check("Mill Talks about wheels", 3, "Mill Talks about wheels");
        check("33: 🧠🐸", 33, "🧠🐸");
        check("Lids — Episode 0023", 23, "Lids");
        check("Lids and pots (Ep. 23)", 23, "Lids and pots");
        check("Lids, #23", 23, "Lids");
        check("Mill Talk Podcast - Episode 1", 1, "Mill Talk Podcast - Episode 1");
        check("Catch - 22", 22, "Catch - 22");
        check("Lids - Part 2", 2, "Lids - Part 2");
        check("Lids of Folge 3", 3, "Lids of Folge 3");
        check("12 angry men", 12, "12 angry men");
        check("3.6 is out", 3, "3.6 is out");
        check("24-hour days", 24, "24-hour days");
        check("Windows 11: a review", 7, "Windows 11: a review");
        check("Please re-enable JavaScript", 7, "Please re-enable JavaScript");
        check("Episode 1", 1, "Episode 1");
        assert_eq!(bare("5: Five", None, ""), "5: Five");
    }
}
