//! Which values of a table may have a meaning, which of them can be understood,
//! and what is left over.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::shape;
use super::value::{field, is_blank};
use super::{CODES, KEYS, UNUSED};
use crate::config::{self, Dialect, Meaning, folded};
use crate::diag::{Diagnostic, FileId, Severity, Span};
use crate::tree::{Kind, Node, Spanned, Table};

/// Keys that are the program's own but for capitals and hyphens get its name.
pub(super) fn with_own_names(table: &Table) -> Cow<'_, Table> {
    let own_name = |name: &str| {
        let folded_name = folded(name);
        let own = KEYS.iter().find(|it| folded(it) == folded_name)?;
        (*own != name && !table.iter().any(|it| it.0.name == *own)).then_some(*own)
    };
    if table.iter().all(|it| own_name(&it.0.name).is_none()) {
        return Cow::Borrowed(table);
    }
    let mut table = table.clone();
    let names: Vec<_> = table.iter().map(|it| own_name(&it.0.name)).collect();
    for ((key, _), name) in table.iter_mut().zip(names) {
        if let Some(name) = name {
            key.name = name.to_owned();
        }
    }
    Cow::Owned(table)
}

/// Tables into which Zola puts all keys that it does not know itself.
const INNER: [&str; 2] = ["extra", "taxonomies"];

/// What keys in there may mean. All else is for templates.
const OF_EPISODES: [Meaning; 11] = [
    Meaning::Audio,
    Meaning::Sound,
    Meaning::AudioBytes,
    Meaning::Duration,
    Meaning::Youtube,
    Meaning::Host,
    Meaning::Guest,
    Meaning::Number,
    Meaning::Season,
    Meaning::Topics,
    Meaning::Transcript,
];

/// A table, and what stands in tables for other keys as if it stood in it.
pub(super) fn with_inner<'t>(file: FileId, table: &'t Table, dialect: &Dialect) -> Cow<'t, Table> {
    let mut found: Table = Vec::new();
    for name in INNER {
        let inner = table.iter().find(|it| it.0.name == name).map(|it| &it.1.kind);
        let Some(Kind::Table(inner)) = inner else { continue };
        found.extend(
            inner
                .iter()
                .filter(|(key, node)| {
                    let key = folded(&key.name);
                    let means =
                        |it: &Meaning| dialect.rows(*it).any(|row| row.path == [key.as_str()]);
                    let says =
                        || shape::sound_of(file, node).is_some() || shape::video_of(node).is_some();
                    let is_new = !table.iter().any(|it| folded(&it.0.name) == key);
                    is_new && (OF_EPISODES.iter().any(means) || says())
                })
                .cloned(),
        );
    }
    if found.is_empty() {
        return Cow::Borrowed(table);
    }
    let mut table = table.clone();
    table.extend(found);
    Cow::Owned(table)
}

/// A value that may have a meaning.
pub(super) struct KeyValue<'t> {
    /// Index of the key in the table.
    pub(super) key: usize,
    /// The key, and keys inside it.
    path: Vec<String>,
    pub(super) node: &'t Node,
    is_own: bool,
}

/// A value that could not be understood.
struct Refusal {
    key: usize,
    path: Vec<String>,
    means: Meaning,
    is_own: bool,
    problem: Diagnostic,
}

pub(super) struct KeyReader<'t> {
    pub(super) file: FileId,
    pub(super) table: &'t Table,
    pub(super) dialect: &'t Dialect,
    pub(super) problems: Vec<Diagnostic>,
    /// Keys whose value was understood.
    pub(super) used: BTreeSet<usize>,
    refused: Vec<Refusal>,
}

impl<'t> KeyReader<'t> {
    pub(super) fn new(file: FileId, table: &'t Table, dialect: &'t Dialect) -> Self {
        Self {
            file,
            table,
            dialect,
            problems: Vec::new(),
            used: BTreeSet::new(),
            refused: Vec::new(),
        }
    }

    /// Values that may have a meaning, the most telling first.
    pub(super) fn candidates(&self, means: Meaning, own: Option<&str>) -> Vec<KeyValue<'t>> {
        let table: &'t Table = self.table;
        let mut found = Vec::new();
        if let Some(own) = own
            && let Some(key) = table.iter().position(|it| it.0.name == own)
        {
            let path = vec![folded(own)];
            found.push(KeyValue { key, path, node: &table[key].1, is_own: true });
        }
        for row in self.dialect.rows(means) {
            let Some(first) = row.path.first() else { continue };
            let is_it = |it: &(crate::tree::Key, Node)| folded(&it.0.name) == *first;
            let Some(key) = table.iter().position(is_it) else { continue };
            if let Some(node) = inside(&table[key].1, &row.path[1..]) {
                found.push(KeyValue { key, path: row.path.clone(), node, is_own: false });
            }
        }
        found.retain(|it| !is_blank(it.node));
        found
    }

    /// The first value that can be understood.
    pub(super) fn first<T>(
        &mut self,
        means: Meaning,
        own: Option<&str>,
        wanted: &str,
        read: impl Fn(&Node) -> Option<T>,
    ) -> Option<Spanned<T>> {
        for it in self.candidates(means, own) {
            if let Some(value) = read(it.node) {
                self.used.insert(it.key);
                return Some(Spanned { value, span: it.node.span.clone() });
            }
            let problem = self.refusal(&it, means, wanted);
            let KeyValue { key, path, is_own, .. } = it;
            self.refused.push(Refusal { key, path, means, is_own, problem });
        }
        None
    }

    fn refusal(&self, it: &KeyValue<'_>, means: Meaning, wanted: &str) -> Diagnostic {
        let name = &self.table[it.key].0.name;
        let span = Span::new(self.file, it.node.span.clone());
        let shown = it.node.as_text().map(|it| it.chars().take(60).collect::<String>());
        let (code, message, hint) = match (means, shown) {
            (Meaning::Date, Some(text)) => (
                "front-matter/date",
                format!("`{}` is no date", text.trim()),
                "write it as `2022-11-01`; check that the month has that day".to_owned(),
            ),
            (Meaning::Duration, Some(text)) => (
                "front-matter/duration",
                format!("`{}` is no duration", text.trim()),
                "write seconds, or `HH:MM:SS`".to_owned(),
            ),
            (Meaning::Youtube, Some(text)) => (
                "front-matter/youtube",
                format!("`{}` is no video id", text.trim()),
                "write the eleven characters behind `v=` in the video's address".to_owned(),
            ),
            _ => (
                CODES[0],
                format!("`{name}` is {}, not {wanted}", it.node.describe()),
                format!("give `{name}` {wanted}, or leave it out"),
            ),
        };
        Diagnostic::warning(code, span, message).hint(hint)
    }

    /// The first value under a key that means nothing which says itself what it
    /// is.
    pub(super) fn by_shape<T>(&mut self, read: impl Fn(&Node) -> Option<T>) -> Option<T> {
        let table: &'t Table = self.table;
        let unknown = table.iter().enumerate().filter(|(_, (key, node))| {
            let is_known =
                KEYS.contains(&key.name.as_str()) || self.dialect.knows(&folded(&key.name));
            !is_known && !is_blank(node)
        });
        let (key, value) = unknown.filter_map(|(at, it)| Some((at, read(&it.1)?))).next()?;
        self.used.insert(key);
        Some(value)
    }

    /// The first value under a key that means nothing but for a word in its
    /// name, which can be understood so: `file_duration: "54:24"`.
    pub(super) fn by_name<T>(
        &mut self,
        word: &str,
        read: impl Fn(&Node) -> Option<T>,
    ) -> Option<T> {
        let table: &'t Table = self.table;
        let is_named = |key: &str| {
            let key = folded(key);
            key.contains(word) && !KEYS.contains(&key.as_str()) && !self.dialect.knows(&key)
        };
        let named = table.iter().enumerate().filter(|(_, (key, _))| is_named(&key.name));
        let (key, value) = named.filter_map(|(at, it)| Some((at, read(&it.1)?))).next()?;
        self.used.insert(key);
        Some(value)
    }

    pub(super) fn text(&mut self, means: Meaning, own: Option<&str>) -> Option<Spanned<String>> {
        self.first(means, own, "a text", Node::as_text)
    }

    /// A text that only the program's own key gives.
    pub(super) fn own_text(&mut self, own: &'static str) -> Option<Spanned<String>> {
        let node = self.own(own)?;
        let value = node.as_text().or_else(|| self.wrong(own, node, "a text"))?;
        Some(Spanned { value, span: node.span.clone() })
    }

    /// The value of one of the program's own keys.
    pub(super) fn own(&mut self, own: &str) -> Option<&'t Node> {
        let table: &'t Table = self.table;
        let key = table.iter().position(|it| it.0.name == own)?;
        self.used.insert(key);
        Some(&table[key].1).filter(|it| !is_blank(it))
    }

    pub(super) fn wrong<T>(&mut self, key: &str, node: &Node, wanted: &str) -> Option<T> {
        let message = format!("`{key}` is {}, not {wanted}", node.describe());
        let problem =
            Diagnostic::warning(CODES[0], Span::new(self.file, node.span.clone()), message);
        self.problems.push(problem.hint(format!("give `{key}` {wanted}, or leave it out")));
        None
    }

    /// What could not be understood by any of its meanings, and what has none.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let mut told = BTreeSet::new();
        for it in &self.refused {
            let others =
                self.refused.iter().filter(|other| other.key == it.key && other.path == it.path);
            let refused: Vec<Meaning> = others.map(|it| it.means).collect();
            let may_mean =
                |means: &Meaning| self.dialect.rows(*means).any(|row| row.path == it.path);
            let mut meanings = config::MEANINGS.iter().map(|it| it.1).filter(may_mean);
            // Where it is known to hold other things, too, nothing is lost.
            let is_odd = meanings.all(|means| refused.contains(&means));
            let may_hold_more = matches!(
                it.means,
                Meaning::Sound
                    | Meaning::Youtube
                    | Meaning::Cover
                    | Meaning::Type
                    | Meaning::Notes
                    | Meaning::Text
                    | Meaning::Links
                    | Meaning::Transcript
            );
            if self.used.contains(&it.key) || !is_odd || !told.insert(it.key) {
                continue;
            }
            if it.is_own || !may_hold_more {
                self.problems.push(it.problem.clone());
            } else {
                self.problems.push(unused(self.file, &self.table[it.key].0));
            }
        }
        for (at, (key, node)) in self.table.iter().enumerate() {
            let is_known = self.used.contains(&at)
                || KEYS.contains(&key.name.as_str())
                || INNER.contains(&key.name.as_str())
                || self.dialect.knows(&folded(&key.name));
            if !is_known && !is_blank(node) {
                self.problems.push(unused(self.file, key));
            }
        }
        // A value that is not understood costs that value.
        for it in &mut self.problems {
            it.severity = it.severity.max(Severity::Warning);
        }
        self.problems
    }
}

fn unused(file: FileId, key: &crate::tree::Key) -> Diagnostic {
    let name = if key.name.is_empty() { "\"\"".to_owned() } else { key.name.clone() };
    Diagnostic::note(UNUSED, Span::new(file, key.span.clone()), name)
}

/// The value that a path of keys leads to; of a list the first table counts.
fn inside<'t>(node: &'t Node, path: &[String]) -> Option<&'t Node> {
    let Some((first, rest)) = path.split_first() else { return Some(node) };
    match &node.kind {
        Kind::Table(table) => inside(field(table, &[first])?, rest),
        Kind::List(list) => inside(list.iter().find(|it| matches!(it.kind, Kind::Table(_)))?, path),
        _ => None,
    }
}
