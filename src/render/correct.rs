//! What is meant instead of what was heard: the settings' `corrections`, for
//! display only.

use std::ops::Range;

use super::escape::escape;
use super::wording::Wording;
use crate::config::Correction;

/// Where the settings correct a text: bytes, and what is meant there. Whole
/// words only, letter by letter as the settings write them.
fn places<'c>(text: &str, corrections: &'c [Correction]) -> Vec<(Range<usize>, &'c str)> {
    let mut places: Vec<(Range<usize>, &str)> = Vec::new();
    for it in corrections {
        for (at, _) in text.match_indices(&it.heard) {
            let end = at + it.heard.len();
            let is_word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
            let inside =
                is_word(text[..at].chars().next_back()) || is_word(text[end..].chars().next());
            let taken = places.iter().any(|(known, _)| at < known.end && known.start < end);
            if !inside && !taken {
                places.push((at..end, &it.meant));
            }
        }
    }
    places.sort_by_key(|it| it.0.start);
    places
}

/// A text as it is meant.
pub(super) fn plain(text: &str, corrections: &[Correction]) -> String {
    let mut meant = String::with_capacity(text.len());
    let mut last = 0;
    for (range, it) in places(text, corrections) {
        meant.push_str(&text[last..range.start]);
        meant.push_str(it);
        last = range.end;
    }
    meant.push_str(&text[last..]);
    meant
}

/// A text as HTML in which corrections are marked and say what was heard;
/// `None` where there are none.
pub(super) fn marked(text: &str, corrections: &[Correction], ui: &Wording) -> Option<String> {
    let places = places(text, corrections);
    if places.is_empty() {
        return None;
    }
    let mut html = String::with_capacity(text.len() + 80);
    let mut last = 0;
    for (range, meant) in places {
        html.push_str(&escape(&text[last..range.start]));
        let heard = &text[range.clone()];
        html.push_str(&format!(
            "<span class=\"corrected\" title=\"{}\">{}</span>",
            escape(&ui.fill("corrected", &[("heard", heard)])),
            escape(meant)
        ));
        last = range.end;
    }
    html.push_str(&escape(&text[last..]));
    Some(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_corrected_and_marked() {
        let corrections =
            [Correction { heard: "Brian Atkin".into(), meant: "Brian <Okken>".into() }];
        let text = "I'm Brian Atkin. Brian Atkinson & co";
        assert_eq!(plain(text, &corrections), "I'm Brian <Okken>. Brian Atkinson & co");
        let html = marked(text, &corrections, Wording::of("en")).unwrap();
        assert!(
            html.contains("“Brian Atkin”\">Brian &lt;Okken&gt;</span>. Brian Atkinson &amp; co"),
            "{html}"
        );
        assert_eq!(marked("nothing", &corrections, Wording::of("en")), None);
    }
}
