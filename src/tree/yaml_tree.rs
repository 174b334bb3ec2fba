//! YAML into [`Node`]s.

use std::ops::Range;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, ScanError, YamlData, YamlLoader};
use saphyr_parser::Parser;

use super::{Key, Kind, Node, Table};
use crate::diag::{Diagnostic, FileId, Span};

/// Deeper nesting than this in front matter is an attack, not a podcast.
const MAX_DEPTH: usize = 64;

/// Reads a YAML document that starts `offset` bytes into its file. Only the
/// first document counts.
///
/// # Errors
///
/// The first syntax error, as `code`; a document that is no mapping; nesting
/// deeper than 64 levels.
pub fn parse_yaml(
    file: FileId,
    text: &str,
    offset: usize,
    code: &'static str,
) -> Result<Table, Vec<Diagnostic>> {
    let fail = |at: Range<usize>, message: String| {
        let span = Span::new(file, at.start + offset..at.end + offset);
        vec![
            Diagnostic::error(code, span, message)
                .hint("this is not YAML; quote a text that holds `: ` or `#`"),
        ]
    };
    if deepest(text) > MAX_DEPTH {
        return Err(fail(0..1, "nested too deeply".into()));
    }
    let marks = Marks::new(text);
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let at = marks.byte(error.marker().index());
        fail(at..at + 1, error.info().to_owned())
    })?;
    let Some(document) = documents.first() else { return Ok(Table::new()) };
    match read(document, &marks, offset).kind {
        Kind::Table(table) => Ok(table),
        Kind::Null => Ok(Table::new()),
        _ => Err(fail(0..text.len().min(1), "front matter is not a list of `key: value`".into())),
    }
}

/// Reads one entry of a mapping that starts `offset` bytes into its file; the
/// last of equal keys counts. The error is a byte of `text` and a message.
pub(super) fn parse_entry(text: &str, offset: usize) -> Result<Table, (usize, String)> {
    if deepest(text) > MAX_DEPTH {
        return Err((0, "nested too deeply".into()));
    }
    let marks = Marks::new(text);
    let failed = |error: &ScanError| (marks.byte(error.marker().index()), error.info().to_owned());
    let mut loader = YamlLoader::<MarkedYaml<'_>>::default();
    loader.allow_duplicate_keys(true);
    Parser::new_from_str(text).load(&mut loader, true).map_err(|it| failed(&it))?;
    if let Some(error) = loader.error() {
        return Err(failed(error));
    }
    let documents = loader.into_documents();
    match documents.first().map(|it| read(it, &marks, offset).kind) {
        Some(Kind::Table(table)) => Ok(table),
        Some(Kind::Null) | None => Ok(Table::new()),
        Some(_) => Err((0, "not of the form `key: value`".into())),
    }
}

/// An upper bound of the nesting, without parsing: brackets, and levels of
/// indentation.
fn deepest(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0_usize);
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        most = most.max(indent / 2);
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            most = most.max(open);
        }
    }
    most
}

/// Saphyr counts characters, we count bytes.
struct Marks<'t> {
    text: &'t str,
    /// Byte of every 64th character.
    every: Vec<usize>,
}

impl<'t> Marks<'t> {
    fn new(text: &'t str) -> Self {
        let every = text.char_indices().step_by(64).map(|(at, _)| at).collect();
        Self { text, every }
    }

    fn byte(&self, character: usize) -> usize {
        let Some(&base) = self.every.get(character / 64) else { return self.text.len() };
        let mut rest = self.text[base..].char_indices().skip(character % 64);
        rest.next().map_or(self.text.len(), |(at, _)| base + at)
    }
}

fn read(node: &MarkedYaml<'_>, marks: &Marks<'_>, offset: usize) -> Node {
    let start = marks.byte(node.span.start.index()) + offset;
    let end = marks.byte(node.span.end.index()) + offset;
    let kind = match &node.data {
        YamlData::Value(Scalar::Null) | YamlData::BadValue | YamlData::Alias(_) => Kind::Null,
        YamlData::Value(Scalar::Boolean(it)) => Kind::Flag(*it),
        YamlData::Value(Scalar::Integer(it)) => Kind::Integer(*it),
        YamlData::Value(Scalar::FloatingPoint(it)) => Kind::Float(it.into_inner()),
        YamlData::Value(Scalar::String(it)) => Kind::Text(it.to_string()),
        YamlData::Representation(it, ..) => Kind::Text(it.to_string()),
        YamlData::Sequence(list) => {
            Kind::List(list.iter().map(|it| read(it, marks, offset)).collect())
        }
        YamlData::Mapping(map) => {
            let entries = map.iter().map(|(key, value)| {
                let key = read(key, marks, offset);
                let name = match key.kind {
                    Kind::Text(it) => it,
                    Kind::Integer(it) => it.to_string(),
                    Kind::Flag(it) => it.to_string(),
                    _ => String::new(),
                };
                (Key { span: key.span, name }, read(value, marks, offset))
            });
            Kind::Table(entries.collect())
        }
        YamlData::Tagged(_, inner) => return read(inner, marks, offset),
    };
    Node { span: start..end.max(start), kind }
}
