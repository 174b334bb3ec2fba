//! The language of a show whose settings do not say it: that of its texts.

use std::collections::BTreeMap;

use crate::config::Site;
use crate::diag::{Diagnostic, FileId, Span};
use crate::parse::front_matter;
use crate::source::{FileKind, SourceTree};

/// So many texts, spread over all, speak for the show.
const TEXTS: usize = 24;

/// Bytes of each that are looked at.
const BYTES: u64 = 12 * 1024;

/// Shorter texts say nothing.
const LEAST: usize = 120;

/// Takes the language of the texts for the site's where nobody states it.
pub(super) fn recognise(tree: &SourceTree, site: &mut Site, problems: &mut Vec<Diagnostic>) {
    if site.is_language_stated {
        return;
    }
    let is_text = |kind| matches!(kind, FileKind::Text | FileKind::Subtitles);
    let texts: Vec<FileId> =
        tree.files().iter().filter(|it| is_text(it.kind)).map(|it| it.id).collect();
    let step = texts.len().div_ceil(TEXTS).max(1);
    let mut votes: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut n_votes = 0;
    for file in texts.iter().step_by(step) {
        let head = tree.head(*file, BYTES).unwrap_or_default();
        if let Some(language) = language_of(&head) {
            *votes.entry(language).or_default() += 1;
            n_votes += 1;
        }
    }
    let most = votes.into_iter().max_by_key(|it| it.1);
    let Some((language, _)) = most.filter(|it| n_votes < it.1 * 2) else { return };
    if language != site.language {
        let message = format!("nobody states the language; by its texts it is `{language}`");
        problems.push(
            Diagnostic::note("assumed/language", Span::detached(), message)
                .hint(format!("write `language = \"{language}\"` into `show.toml`")),
        );
        language.clone_into(&mut site.language);
    }
}

/// The language of a text, if it is long enough to tell.
fn language_of(text: &str) -> Option<&'static str> {
    // Where words stand without blanks, marks stand between them.
    let pieces = front_matter::body(text).split(|it: char| it.is_whitespace() || is_wide_mark(it));
    let plain = pieces.filter(|it| is_word(it)).collect::<Vec<_>>().join(" ");
    if plain.len() < LEAST {
        return None;
    }
    let found = whatlang::detect(&plain).filter(whatlang::Info::is_reliable)?;
    let code = found.lang().code();
    CODES.iter().find(|it| it.0 == code).map(|it| it.1)
}

/// Marks of Chinese and Japanese: no blank stands behind them.
fn is_wide_mark(it: char) -> bool {
    matches!(
        it,
        '、' | '。'
            | '，'
            | '！'
            | '？'
            | '「'
            | '」'
            | '『'
            | '』'
            | '・'
            | '：'
            | '；'
            | '（'
            | '）'
            | '\u{3000}'
    )
}

/// Whether a piece of a text is a word: no address, no markup, no time.
fn is_word(piece: &str) -> bool {
    let bare = piece.trim_matches(|it: char| !it.is_alphanumeric());
    !bare.is_empty()
        && bare.chars().all(|it| it.is_alphabetic() || it == '\'' || it == '’' || it == '-')
}

/// Codes of three letters, as the recogniser has them, and of two, as BCP 47
/// wants them.
const CODES: [(&str, &str); 40] = [
    ("eng", "en"),
    ("deu", "de"),
    ("fra", "fr"),
    ("spa", "es"),
    ("por", "pt"),
    ("rus", "ru"),
    ("ita", "it"),
    ("nld", "nl"),
    ("swe", "sv"),
    ("dan", "da"),
    ("nob", "nb"),
    ("fin", "fi"),
    ("pol", "pl"),
    ("ces", "cs"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("ukr", "uk"),
    ("bel", "be"),
    ("bul", "bg"),
    ("ron", "ro"),
    ("hun", "hu"),
    ("ell", "el"),
    ("tur", "tr"),
    ("heb", "he"),
    ("ara", "ar"),
    ("pes", "fa"),
    ("hin", "hi"),
    ("ben", "bn"),
    ("jpn", "ja"),
    ("cmn", "zh"),
    ("kor", "ko"),
    ("vie", "vi"),
    ("tha", "th"),
    ("ind", "id"),
    ("cat", "ca"),
    ("lit", "lt"),
    ("lav", "lv"),
    ("est", "et"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_tell_their_language() {
        let english = "Today we talk about kettles, and why so many of them whistle when the water is hot enough for tea, and what to do about it.";
        let japanese = "今日はやかんの話をします。お湯が沸くと、どうして笛のような音がするのでしょうか。昔のやかんと新しいやかんを比べながら、ゆっくり考えてみたいと思います。";
        assert_eq!(language_of(japanese), Some("ja"));
        let german = "Heute sprechen wir über Mühlen und darüber, warum so viele von ihnen am Wasser stehen, und was das Mehl damit zu tun hat.";
        let russian = "Сегодня мы говорим о мельницах и о том, почему так много из них стоит у воды, и при чём здесь мука и хлеб, и многое другое.";
        let markdown = format!(
            "---\ntitle: One\n---\n- [@00:59] {german}\n- https://mill.example/the/long/address\n"
        );
        assert_eq!(language_of(english), Some("en"));
        assert_eq!(language_of(&markdown), Some("de"));
        assert_eq!(language_of(russian), Some("ru"));
        assert_eq!(language_of("Kettles"), None);
    }
}
