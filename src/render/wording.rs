//! What pages say in their language: `[ui]` of `i18n/<language>.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

static LANGUAGES: LazyLock<BTreeMap<&'static str, Wording>> = LazyLock::new(|| {
    let files = [
        ("de", include_str!("../../i18n/de.toml")),
        ("en", include_str!("../../i18n/en.toml")),
        ("es", include_str!("../../i18n/es.toml")),
        ("fr", include_str!("../../i18n/fr.toml")),
        ("pt", include_str!("../../i18n/pt.toml")),
        ("ru", include_str!("../../i18n/ru.toml")),
    ];
    files.into_iter().map(|(language, text)| (language, Wording::parse(text))).collect()
});

static NOTHING: LazyLock<Wording> = LazyLock::new(Wording::default);

/// The words of a language.
#[derive(Debug, Default, Deserialize)]
pub struct Wording {
    /// The names of the months.
    months: Vec<String>,
    /// Which form a number takes.
    #[serde(default)]
    plurals: Plurals,
    /// The forms of what is counted, in the order of the rule.
    counts: BTreeMap<String, Vec<String>>,
    /// Everything else: `ui` in templates.
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

/// Which form of a word a number takes: the rules of Unicode CLDR for whole
/// numbers, by the categories that they tell apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Plurals {
    /// One; any other.
    #[default]
    OneOther,
    /// None and one; any other.
    ZeroOneOther,
    /// 1, 21, 31 but not 11; 2 to 4, 22 to 24 but not 12 to 14; any other.
    OneFewMany,
}

impl Plurals {
    /// How many forms there are.
    #[cfg(test)]
    const fn forms(self) -> usize {
        match self {
            Self::OneOther | Self::ZeroOneOther => 2,
            Self::OneFewMany => 3,
        }
    }

    /// The index of the form of a number.
    const fn form(self, n: usize) -> usize {
        match self {
            Self::OneOther if n == 1 => 0,
            Self::ZeroOneOther if n <= 1 => 0,
            Self::OneOther | Self::ZeroOneOther => 1,
            Self::OneFewMany => match (n % 10, n % 100) {
                (_, 11..=14) => 2,
                (1, _) => 0,
                (2..=4, _) => 1,
                _ => 2,
            },
        }
    }
}

impl Wording {
    /// The words of a language, BCP 47: `de-AT` speaks `de`; English where a
    /// language has no file.
    #[must_use]
    pub fn of(language: &str) -> &'static Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let known = LANGUAGES.get(primary.as_str()).or_else(|| LANGUAGES.get("en"));
        known.unwrap_or(&NOTHING)
    }

    fn parse(text: &str) -> Self {
        #[derive(Deserialize)]
        struct File {
            ui: Wording,
        }
        // The files are part of the program; a test reads every one of them.
        toml::from_str::<File>(text).map(|it| it.ui).unwrap_or_default()
    }

    /// The texts by key, for templates.
    pub(super) fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// A text.
    pub(super) fn get(&self, key: &'static str) -> &str {
        debug_assert!(self.texts.contains_key(key), "no text `{key}`");
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// A text with its `{…}` filled in.
    pub(super) fn fill(&self, key: &'static str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// A count: `1 episode`, `3 episodes`.
    pub(super) fn count(&self, key: &'static str, n: usize) -> String {
        debug_assert!(self.counts.contains_key(key), "no count `{key}`");
        let forms = self.counts.get(key).map(Vec::as_slice).unwrap_or_default();
        let form = forms.get(self.plurals.form(n)).or(forms.last());
        fill(form.map_or("{n}", String::as_str), &[("n", &n.to_string())])
    }

    /// A count amid a sentence: its number and what is counted stay in one line.
    pub(super) fn count_within(&self, key: &'static str, n: usize) -> String {
        unbroken(&self.count(key, n))
    }

    /// A day as people read it.
    pub(super) fn day(&self, date: Date) -> String {
        let month = self.months.get(usize::from(date.month().unsigned_abs()).wrapping_sub(1));
        self.fill(
            "date",
            &[
                ("day", &date.day().to_string()),
                ("month", month.map_or("", String::as_str)),
                ("year", &date.year().to_string()),
            ],
        )
    }
}

/// Words that stay in one line.
pub(super) fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{A0}")
}

/// One pass, so that a value that looks like a place is left alone.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 24);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = behind.split_once('}') else { break };
        match values.iter().find(|it| it.0 == name) {
            Some((_, value)) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The `{…}` of a text.
    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|it| it.0).collect()
    }

    #[test]
    fn every_language_says_everything() {
        let english = Wording::of("en");
        assert!(100 < english.texts.len());
        for (language, it) in LANGUAGES.iter() {
            assert!(it.texts.keys().eq(english.texts.keys()), "{language}: other keys");
            assert!(it.counts.keys().eq(english.counts.keys()), "{language}: other counts");
            assert_eq!(it.months.len(), 12, "{language}");
            for (key, text) in &it.texts {
                assert!(!text.trim().is_empty(), "{language}: {key} is empty");
                assert_eq!(places(text), places(&english.texts[key]), "{language}: {key}");
            }
            for (key, forms) in &it.counts {
                assert_eq!(forms.len(), it.plurals.forms(), "{language}: {key}");
                assert!(forms[1..].iter().all(|it| it.contains("{n}")), "{language}: {key}");
            }
        }
    }

    /// Every key is used, and every key that a template or the program asks
    /// for is there.
    #[test]
    fn texts_and_their_uses_agree() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        #[allow(clippy::disallowed_methods, reason = "a test reads its own sources")]
        let read = |folder: &str| {
            let files = walkdir::WalkDir::new(root.join(folder)).into_iter().filter_map(Result::ok);
            let files = files.filter(|it| it.file_type().is_file());
            files.filter_map(|it| std::fs::read_to_string(it.path()).ok()).collect::<String>()
        };
        let (templates, source) = (read("templates"), read("src/render"));
        let english = Wording::of("en");
        let asked: BTreeSet<&str> = templates
            .split("ui.")
            .skip(1)
            .filter_map(|it| it.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
            .collect();
        for key in &asked {
            assert!(english.texts.contains_key(*key), "templates ask for `ui.{key}`");
        }
        for key in english.texts.keys().chain(english.counts.keys()) {
            let used = asked.contains(key.as_str()) || source.contains(&format!("\"{key}\""));
            assert!(used, "nobody says `{key}`");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(fill("{a}-{b}-{c}", &[("a", "{b}"), ("b", "1")]), "{b}-1-{c}");
        let day = "2022-11-01".parse().unwrap();
        assert_eq!(Wording::of("en-GB").day(day), "1 November 2022");
        assert_eq!(Wording::of("de_AT").day(day), "1. November 2022");
        assert_eq!(Wording::of("tlh").count("n_episodes", 1), "1 episode");
        assert_eq!(Wording::of("en").count_within("n_episodes", 2), "2\u{A0}episodes");
    }

    #[test]
    fn numbers_take_the_form_of_their_language() {
        let say = |language: &str, n| Wording::of(language).count("n_episodes", n);
        for (n, russian) in [
            (0, "0 выпусков"),
            (1, "1 выпуск"),
            (2, "2 выпуска"),
            (5, "5 выпусков"),
            (11, "11 выпусков"),
            (21, "21 выпуск"),
            (22, "22 выпуска"),
            (112, "112 выпусков"),
            (121, "121 выпуск"),
        ] {
            assert_eq!(say("ru-RU", n), russian);
        }
        assert_eq!((say("fr", 0).as_str(), say("fr", 2).as_str()), ("0 épisode", "2 épisodes"));
        assert_eq!(
            (say("pt-BR", 1).as_str(), say("pt", 2).as_str()),
            ("1 episódio", "2 episódios")
        );
        assert_eq!(Wording::of("ru").day("2024-10-12".parse().unwrap()), "12 октября 2024");
    }
}
