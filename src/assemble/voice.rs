//! Which marks of speakers name somebody.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::diag::FileId;
use crate::tree::{Kind, parse_toml};

/// `dialects/voices.toml`.
static NOBODY: LazyLock<BTreeSet<String>> = LazyLock::new(|| lists(|it| it != "software"));

/// Of these the names of programs.
static SOFTWARE: LazyLock<BTreeSet<String>> = LazyLock::new(|| lists(|it| it == "software"));

fn lists(is_wanted: fn(&str) -> bool) -> BTreeSet<String> {
    let text = include_str!("../../dialects/voices.toml");
    let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap_or_default();
    let lists = table.into_iter().filter_map(|it| match it.1.kind {
        Kind::List(list) if is_wanted(&it.0.name) => Some(list),
        _ => None,
    });
    lists.flatten().filter_map(|it| it.as_text()).collect()
}

/// Whether an author is a program, or whoever looks after one.
pub(super) fn is_software(author: &str) -> bool {
    SOFTWARE.contains(author.trim().to_lowercase().as_str())
}

/// Whether a mark of a speaker is somebody's name: `Ann`, `Ann Lee`; not
/// `Speaker 1`, `Jingle`, `A`.
pub(super) fn is_name(mark: &str) -> bool {
    let lower = mark.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let bare = match words.as_slice() {
        [rest @ .., last] if !rest.is_empty() && is_number_or_letter(last) => rest.join(" "),
        _ => words.join(" "),
    };
    let bare = bare.trim_end_matches(|it: char| it.is_ascii_digit() || it == '_' || it == '-');
    !NOBODY.contains(bare)
        && words.len() <= 6
        && 2 <= mark.chars().filter(|it| it.is_alphabetic()).count()
        && mark.chars().next().is_some_and(char::is_uppercase)
        && !mark.chars().any(|it| it.is_ascii_digit())
}

fn is_number_or_letter(word: &str) -> bool {
    word.chars().count() == 1 || word.chars().all(|it| it.is_ascii_digit() || it == '#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_nobody() {
        assert!(is_software("PodBean Development"));
        assert!(!is_software("Ann Lee"));
    }

    #[test]
    fn nobody_is_called_speaker() {
        for it in ["Ann", "Ann Lee", "Jörn", "Anna B", "Jean-Michel D'Or"] {
            assert!(is_name(it), "{it}");
        }
        for it in [
            "Speaker 1",
            "SPEAKER_00",
            "Sprecher A",
            "Jingle",
            "Ad Break",
            "A",
            "Host",
            "Speaker",
            "ann",
            "",
        ] {
            assert!(!is_name(it), "{it}");
        }
    }
}
