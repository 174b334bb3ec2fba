//! Words as they compare: folded and stemmed.

/// Calls `each` with every word of a text, folded: lower case, digits joined
/// across points (`3.11` is `311`), apostrophes dropped.
pub(super) fn each_word(text: &str, buffer: &mut String, mut each: impl FnMut(&str)) {
    buffer.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most of a text: plain letters, and the spaces between words.
        let plain = bytes[at..].iter().take_while(|it| it.is_ascii_alphanumeric()).count();
        if 0 < plain {
            let from = buffer.len();
            buffer.push_str(&text[at..at + plain]);
            buffer[from..].make_ascii_lowercase();
            at += plain;
            continue;
        }
        let Some(it) = text[at..].chars().next() else { break };
        at += it.len_utf8();
        if it.is_alphanumeric() {
            buffer.extend(it.to_lowercase());
            continue;
        }
        let joins = match it {
            '.' | ',' => {
                let digit_before = buffer.bytes().last().is_some_and(|it| it.is_ascii_digit());
                digit_before && bytes.get(at).is_some_and(u8::is_ascii_digit)
            }
            '\'' | '’' => true,
            _ => false,
        };
        if !joins && !buffer.is_empty() {
            each(buffer);
            buffer.clear();
        }
    }
    if !buffer.is_empty() {
        each(buffer);
        buffer.clear();
    }
}

/// A word without its ending: crude, and the same for both sides.
pub(super) fn stem(word: &str) -> &str {
    if !word.is_ascii() {
        return word;
    }
    // The last letter rules most endings out.
    let endings: &[(&str, usize)] = match word.as_bytes().last() {
        Some(b's') => &[("ings", 7), ("ers", 6), ("ies", 5), ("es", 5), ("s", 4)],
        Some(b'g') => &[("ing", 6)],
        Some(b'd') => &[("ed", 5)],
        Some(b'y') => &[("y", 5)],
        Some(b'e') => &[("e", 5)],
        _ => &[],
    };
    for &(ending, least) in endings {
        if let Some(stem) = word.strip_suffix(ending)
            && least <= word.len()
            && !stem.ends_with('s')
        {
            return stem;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let (mut all, mut buffer) = (Vec::new(), String::new());
        each_word(text, &mut buffer, |it| all.push(it.to_owned()));
        all
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            words("What's new in Python 3.11, Okken?"),
            ["whats", "new", "in", "python", "311", "okken"]
        );
        assert_eq!(stem("frameworks"), stem("framework"));
        assert_eq!(stem("class"), "class");
    }
}
