//! Typed reading of a table: what is wrong is reported, what is right is used.

use std::ops::Range;

use super::{Kind, Node, Table};
use crate::diag::{Diagnostic, FileId, Span};

/// A value that remembers where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Bytes of the file it was read from.
    pub span: Range<usize>,
}

/// A table being read. Ask for every key there may be, then call
/// [`Fields::finish`]: keys nobody asked for are reported.
pub struct Fields<'t> {
    table: &'t Table,
    file: FileId,
    /// Names of the diagnostics: `[wrong type, unknown key]`.
    codes: [&'static str; 2],
    asked: Vec<&'static str>,
    problems: Vec<Diagnostic>,
}

impl<'t> Fields<'t> {
    /// Starts reading `table`, a part of `file`.
    #[must_use]
    pub fn new(file: FileId, table: &'t Table, codes: [&'static str; 2]) -> Self {
        Self { table, file, codes, asked: Vec::new(), problems: Vec::new() }
    }

    /// Adds a problem with a value that was read.
    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// The file that the table is a part of.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The span of some bytes of this file.
    #[must_use]
    pub fn span(&self, bytes: &Range<usize>) -> Span {
        Span::new(self.file, bytes.clone())
    }

    /// The value of `key`, if it is there and not null.
    pub fn node(&mut self, key: &'static str) -> Option<&'t Node> {
        self.asked.push(key);
        let (_, node) = self.table.iter().find(|(it, _)| it.name == key)?;
        (node.kind != Kind::Null).then_some(node)
    }

    /// A text. A number is taken as it would be written.
    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        let value = node.as_text().or_else(|| self.wrong(key, node, "a text"))?;
        Some(Spanned { value, span: node.span.clone() })
    }

    /// A whole number from 0. A text of digits is taken as a number.
    pub fn count(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let node = self.node(key)?;
        let value = match &node.kind {
            Kind::Integer(it) => u32::try_from(*it).ok(),
            Kind::Text(it) => it.trim().parse().ok(),
            _ => None,
        };
        let value = value.or_else(|| self.wrong(key, node, "a whole number from 0"))?;
        Some(Spanned { value, span: node.span.clone() })
    }

    /// Any finite number. A text of digits is taken as a number.
    pub fn number(&mut self, key: &'static str) -> Option<f64> {
        let node = self.node(key)?;
        let value = match &node.kind {
            Kind::Float(it) => Some(*it),
            Kind::Integer(it) => Some(*it as f64),
            Kind::Text(it) => it.trim().parse().ok(),
            _ => None,
        };
        let value = value.filter(|it: &f64| it.is_finite());
        value.or_else(|| self.wrong(key, node, "a number"))
    }

    /// A number from 0 to 1.
    pub fn share(&mut self, key: &'static str) -> Option<f64> {
        let node = self.node(key)?;
        let value = match &node.kind {
            Kind::Float(it) => Some(*it),
            Kind::Integer(0) => Some(0.0),
            Kind::Integer(1) => Some(1.0),
            _ => None,
        };
        let value = value.filter(|it| (0.0..=1.0).contains(it));
        value.or_else(|| self.wrong(key, node, "a number from 0 to 1"))
    }

    /// `true` or `false`; `yes` and `no` too, as feeds write them.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        let value = match &node.kind {
            Kind::Flag(it) => Some(*it),
            Kind::Text(it) if it.eq_ignore_ascii_case("yes") => Some(true),
            Kind::Text(it) if it.eq_ignore_ascii_case("no") => Some(false),
            _ => None,
        };
        value.or_else(|| self.wrong(key, node, "true or false"))
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let list = match &node.kind {
            Kind::List(list) => list.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::new();
        for it in list {
            match it.as_text() {
                Some(value) => texts.push(Spanned { value, span: it.span.clone() }),
                None => {
                    self.wrong::<()>(key, it, "a list of texts");
                }
            }
        }
        texts
    }

    /// A table inside this one.
    pub fn table(&mut self, key: &'static str) -> Option<&'t Table> {
        let node = self.node(key)?;
        match &node.kind {
            Kind::Table(table) => Some(table),
            _ => self.wrong(key, node, "a table"),
        }
    }

    /// Reports a value of the wrong kind.
    pub fn wrong<T>(&mut self, key: &str, node: &Node, wanted: &str) -> Option<T> {
        let message = format!("`{key}` is {}, not {wanted}", node.describe());
        let span = self.span(&node.span);
        self.problems.push(
            Diagnostic::error(self.codes[0], span, message)
                .hint(format!("give `{key}` {wanted}, or leave it out")),
        );
        None
    }

    /// Ends the reading: problems met, and every key nobody asked for.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for (key, _) in self.table {
            if self.asked.contains(&key.name.as_str()) {
                continue;
            }
            let message = format!("there is no setting `{}`", key.name);
            let span = Span::new(self.file, key.span.clone());
            let problem = Diagnostic::error(self.codes[1], span, message);
            self.problems.push(match nearest(&key.name, &self.asked) {
                Some(known) => problem.hint(format!("did you mean `{known}`?")),
                None => problem.hint(format!("there are: {}", self.asked.join(", "))),
            });
        }
        self.problems
    }
}

/// The known word that `name` probably stands for.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let plain = name.to_lowercase().replace('_', "-");
    known
        .iter()
        .map(|it| (strsim::damerau_levenshtein(&plain, it), *it))
        .filter(|(distance, it)| *distance <= 1 + it.len() / 4)
        .min()
        .map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::super::{parse_toml, parse_yaml};
    use super::*;

    #[track_caller]
    fn check(table: &Table, text: &str, expected: &[&str]) {
        let mut fields = Fields::new(FileId(0), table, ["t/type", "t/key"]);
        let _ = (fields.text("title"), fields.count("number"), fields.flag("explicit"));
        let got: Vec<String> = fields
            .finish()
            .iter()
            .map(|it| {
                format!("{}|{}|{}", &text[it.span.bytes.clone()], it.message, it.hints[0].text)
            })
            .collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn all_problems_are_reported_with_their_places() {
        let toml = "titel = \"ä\"\nnumber = \"x\"\nexplicit = 3\n";
        let expected = [
            "\"x\"|`number` is a text, not a whole number from 0|give `number` a whole number from 0, or leave it out",
            "3|`explicit` is a number, not true or false|give `explicit` true or false, or leave it out",
            "titel|there is no setting `titel`|did you mean `title`?",
        ];
        check(&parse_toml(FileId(0), toml, 0, "t/syntax").unwrap(), toml, &expected);
    }

    #[test]
    fn yaml_keeps_bytes_behind_umlauts() {
        let yaml = "title: äöü\nnumbr: 3\n";
        let expected = ["numbr|there is no setting `numbr`|did you mean `number`?"];
        check(&parse_yaml(FileId(0), yaml, 0, "t/syntax").unwrap(), yaml, &expected);
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        let deep = format!("a: {}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(parse_yaml(FileId(0), &deep, 0, "t/syntax").unwrap_err().len(), 1);
        let deep = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse_toml(FileId(0), &deep, 0, "t/syntax").is_err());
    }
}
