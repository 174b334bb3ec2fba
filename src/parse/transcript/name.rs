//! What could be a name: the shapes in which transcripts write who speaks.

/// Bytes in which a name in plain text ends.
pub(super) const LONGEST: usize = 60;

/// What recognisers hear and nobody says.
pub(super) fn is_sound(text: &str) -> bool {
    const SOUNDS: [&str; 12] = [
        "music",
        "applause",
        "laughter",
        "laughs",
        "laughing",
        "inaudible",
        "crosstalk",
        "silence",
        "noise",
        "musik",
        "musique",
        "música",
    ];
    text.split_whitespace().any(|it| SOUNDS.contains(&it.to_lowercase().as_str()))
}

/// What a name is called by when it comes again: `AL` of `Ann Lee (AL)`, else
/// its first word.
pub(super) fn first(name: &str) -> &str {
    match name.strip_suffix(')').and_then(|it| it.split_once('(')) {
        Some((_, short)) if short.len() <= 4 => short,
        // `Speaker 1` is not `Speaker 2`.
        _ if name.ends_with(|it: char| it.is_ascii_digit()) => name,
        _ => name.split(' ').next().unwrap_or(name),
    }
}

/// Whether a text is nothing but an address.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim().trim_matches(['<', '>']);
    text.contains("://") && !text.contains(char::is_whitespace)
}

/// Whether a text that is set off could be a name.
pub(super) fn is_emphasised(name: &str) -> bool {
    name.len() <= LONGEST
        && name.split_whitespace().count() <= 6
        && !name.contains(['#', '[', '<', '`', '/', '='])
        && !name.ends_with(['.', '?', '!', '…'])
        && name.contains(char::is_alphabetic)
}

/// Whether a plain text could be a name: few words, written as names are. What
/// stands in brackets behind it is its business.
pub(super) fn is_name(text: &str, most_words: usize) -> bool {
    let name = match text.strip_suffix(')').and_then(|it| it.split_once('(')) {
        Some((name, inner)) if inner.len() <= 24 && !inner.contains(['(', ')']) => name.trim_end(),
        _ => text,
    };
    let words = name.split_whitespace().count();
    (1..=most_words).contains(&words)
        && name.len() <= 44
        && name.starts_with(|it: char| it.is_alphanumeric() && !it.is_lowercase())
        && name.contains(char::is_alphabetic)
        && name.split_whitespace().all(is_name_word)
}

fn is_name_word(word: &str) -> bool {
    let particle = matches!(
        word,
        "de" | "van"
            | "von"
            | "der"
            | "den"
            | "du"
            | "la"
            | "le"
            | "di"
            | "da"
            | "del"
            | "dos"
            | "el"
            | "al"
            | "bin"
            | "ibn"
            | "zu"
            | "y"
            | "e"
            | "and"
            | "und"
            | "et"
            | "&"
            | "+"
    );
    let abbreviated = word.strip_suffix('.').is_none_or(|it| it.chars().count() <= 4);
    let lower = word.starts_with(|it: char| it.is_lowercase());
    particle
        || (abbreviated
            && (!lower
                || word.starts_with("d'")
                || word.starts_with("d’")
                || word.starts_with("al-"))
            && word.chars().all(|it| it.is_alphanumeric() || "'’-._&/".contains(it) || is_mark(it))
            && word.contains(char::is_alphanumeric))
}

/// Signs that belong to letters of some scripts.
fn is_mark(it: char) -> bool {
    matches!(it, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}')
}
