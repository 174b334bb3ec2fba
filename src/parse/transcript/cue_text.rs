//! Markup inside cues: `<v Name>`, `<i>`, `{\an8}`, `&amp;`.
//!
//! Format: <https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules>. Tags are
//! dropped and their text stays.

/// A stretch of a cue in one voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// `None` before the first voice tag; empty where the tag has no name.
    pub name: Option<String>,
    /// Plain text, line breaks kept.
    pub text: String,
}

/// Splits a cue's text at its voice tags and takes the markup out.
#[must_use]
pub fn voices(text: &str) -> Vec<Voice> {
    let mut voices = vec![Voice { name: None, text: String::new() }];
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        push_text(&mut voices, &rest[..open]);
        let (tag, after) = match rest[open + 1..].split_once('>') {
            Some(parts) => parts,
            // An unclosed tag swallows the rest of the cue, as in browsers.
            None => (&rest[open + 1..], ""),
        };
        if let Some(name) = voice_name(tag) {
            voices.push(Voice { name: Some(name), text: String::new() });
        }
        rest = after;
    }
    push_text(&mut voices, rest);
    voices.iter_mut().for_each(drop_repetition);
    if 1 < voices.len() && voices[0].text.trim().is_empty() {
        voices.remove(0);
    }
    voices
}

fn push_text(voices: &mut [Voice], text: &str) {
    if let Some(last) = voices.last_mut() {
        last.text.push_str(&htmlize::unescape(text));
    }
}

/// What was made into a voice tag may stand in the text, too: `<v Ann>Ann: Hi`.
fn drop_repetition(voice: &mut Voice) {
    let Some(name) = voice.name.as_deref().filter(|it| !it.is_empty()) else { return };
    let said = voice.text.trim_start().strip_prefix(name);
    if let Some(said) = said.and_then(|it| it.strip_prefix(':')) {
        voice.text = said.trim_start().to_owned();
    }
}

/// The name in a voice tag; classes stand between `v` and the name.
fn voice_name(tag: &str) -> Option<String> {
    let rest = tag.strip_prefix('v')?;
    if !(rest.is_empty() || rest.starts_with(['.', ' ', '\t', '\n'])) {
        return None;
    }
    let name = rest.split_once([' ', '\t', '\n']).map_or("", |(_, name)| name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let name = htmlize::unescape(words.join(" "));
    // Some programs take the colon of `Ann Lee: Hi` along.
    Some(name.trim_end_matches([':', ' ']).to_owned())
}

/// Takes out what `SubRip` files carry: `<i>`, `<font …>`, `{\an8}`.
#[must_use]
pub(super) fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['<', '{']) {
        plain.push_str(&rest[..open]);
        let (is_markup, close) = match rest.as_bytes()[open] {
            b'<' => {
                (rest[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'), '>')
            }
            _ => (rest[open + 1..].starts_with('\\'), '}'),
        };
        match rest[open..].find(close).filter(|_| is_markup) {
            Some(length) => rest = &rest[open + length + 1..],
            None => {
                plain.push_str(&rest[open..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}
