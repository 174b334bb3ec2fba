//! What keys of front matter mean that other tools write.

use std::sync::LazyLock;

use crate::diag::{Diagnostic, FileId};
use crate::tree::{Fields, Kind, Table, parse_toml};

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    Number,
    Season,
    Title,
    Date,
    /// An address or a file, whatever it looks like.
    Audio,
    /// The same, where it looks like one.
    Sound,
    AudioBytes,
    AudioType,
    Duration,
    Youtube,
    Host,
    Guest,
    /// Somebody who takes part: as host or guest is not said.
    Speaker,
    /// A host, where nobody else is said to be one.
    Author,
    Topics,
    Summary,
    Chapters,
    Transcript,
    Sponsors,
    Guid,
    Cover,
    Explicit,
    Draft,
    /// The contrary of a draft.
    Published,
    /// With a page, and in no list.
    Unlisted,
    Aliases,
    Type,
    /// Path of the notes that a transcript belongs to.
    Notes,
    /// The notes themselves, for a file with nothing behind its front matter.
    Text,
    /// Links that belong to the notes.
    Links,
    /// Nothing to the program.
    Nothing,
}

/// Every meaning by its name in `dialects/front-matter.toml` and in
/// `[front-matter]`.
pub const MEANINGS: [(&str, Meaning); 31] = [
    ("number", Meaning::Number),
    ("season", Meaning::Season),
    ("title", Meaning::Title),
    ("date", Meaning::Date),
    ("audio", Meaning::Audio),
    ("sound", Meaning::Sound),
    ("audio-bytes", Meaning::AudioBytes),
    ("audio-type", Meaning::AudioType),
    ("duration", Meaning::Duration),
    ("youtube", Meaning::Youtube),
    ("host", Meaning::Host),
    ("guest", Meaning::Guest),
    ("speaker", Meaning::Speaker),
    ("author", Meaning::Author),
    ("topics", Meaning::Topics),
    ("summary", Meaning::Summary),
    ("chapters", Meaning::Chapters),
    ("transcript", Meaning::Transcript),
    ("sponsors", Meaning::Sponsors),
    ("guid", Meaning::Guid),
    ("cover", Meaning::Cover),
    ("explicit", Meaning::Explicit),
    ("draft", Meaning::Draft),
    ("published", Meaning::Published),
    ("unlisted", Meaning::Unlisted),
    ("aliases", Meaning::Aliases),
    ("type", Meaning::Type),
    ("notes", Meaning::Notes),
    ("text", Meaning::Text),
    ("links", Meaning::Links),
    ("nothing", Meaning::Nothing),
];

/// A key and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The key, and the keys inside it that lead to the value, each
    /// [`folded`].
    pub path: Vec<String>,
    pub means: Meaning,
}

/// What keys mean to one show: what its settings say, then what
/// `dialects/front-matter.toml` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialect {
    own: Vec<Row>,
}

static BUILT_IN: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let text = include_str!("../../dialects/front-matter.toml");
    let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap_or_default();
    let mut rows = Vec::new();
    for (section, node) in table {
        let means = MEANINGS.iter().find(|it| it.0 == section.name);
        if let (Some((_, means)), Kind::Table(keys)) = (means, node.kind) {
            rows.extend(keys.iter().map(|(key, _)| Row::new(&key.name, *means)));
        }
    }
    rows
});

impl Row {
    fn new(key: &str, means: Meaning) -> Self {
        Self { path: key.split('.').map(folded).collect(), means }
    }
}

impl Dialect {
    /// The rows of a meaning, the most telling first.
    pub fn rows(&self, means: Meaning) -> impl Iterator<Item = &Row> {
        self.own.iter().chain(BUILT_IN.iter()).filter(move |it| it.means == means)
    }

    /// Whether the settings of the show say that a key has a meaning.
    #[must_use]
    pub fn has_own(&self, means: Meaning) -> bool {
        self.own.iter().any(|it| it.means == means)
    }

    /// Whether a key, or a key inside it, means something. The key is
    /// [`folded`].
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        let is_it = |it: &Row| it.path.first().is_some_and(|it| it == key);
        self.own.iter().any(is_it) || BUILT_IN.iter().any(is_it)
    }

    /// Whether a key has another meaning than this one.
    #[must_use]
    pub fn doubts(&self, path: &[String], means: Meaning) -> bool {
        let is_other = |it: &Row| it.means != means && it.path == path;
        self.own.iter().chain(BUILT_IN.iter()).any(is_other)
    }
}

/// A key as keys are compared: without capitals, hyphens, underscores, blanks.
#[must_use]
pub fn folded(key: &str) -> String {
    let signs = key.chars().filter(|it| !matches!(it, '-' | '_' | ' '));
    signs.flat_map(char::to_lowercase).collect()
}

/// Reads `[front-matter]`: a key of front matter = what it means.
pub(super) fn read_dialect(fields: &mut Fields<'_>) -> Option<Dialect> {
    let table: &Table = fields.table("front-matter")?;
    let mut own = Vec::new();
    for (key, node) in table {
        let said = match &node.kind {
            Kind::Text(it) => it.trim(),
            _ => "",
        };
        match MEANINGS.iter().find(|it| it.0 == said) {
            Some((_, means)) => own.push(Row::new(&key.name, *means)),
            None => {
                let span = fields.span(&node.span);
                let message = format!("`{said}` is nothing that a key can mean");
                let known: Vec<&str> = MEANINGS.iter().map(|it| it.0).collect();
                fields.report(
                    Diagnostic::error("config/front-matter", span, message)
                        .hint(format!("there are: {}", known.join(", "))),
                );
            }
        }
    }
    Some(Dialect { own })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_who_uses_it() {
        let text = include_str!("../../dialects/front-matter.toml");
        let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap();
        let sections: Vec<&str> = table.iter().map(|it| it.0.name.as_str()).collect();
        let known: Vec<&str> = MEANINGS.iter().map(|it| it.0).collect();
        assert_eq!(sections, known);
        for (section, node) in &table {
            let Kind::Table(keys) = &node.kind else { panic!("{}", section.name) };
            for (key, node) in keys {
                let Kind::List(users) = &node.kind else { panic!("{}", key.name) };
                assert!((1..=2).contains(&users.len()), "{}", key.name);
                assert!(users.len() == 1 || users[0].kind != users[1].kind, "{}", key.name);
            }
        }
    }

    #[test]
    fn keys_are_compared_by_their_letters() {
        let dialect = Dialect::default();
        for key in ["audioUrl", "audio_url", "Audio-URL"] {
            assert!(dialect.knows(&folded(key)), "{key}");
        }
        assert!(!dialect.knows("mood"));
        assert!(dialect.doubts(&["length".to_owned()], Meaning::Duration));
    }
}
