//! TOML into [`Node`]s.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Key, Kind, Node, Table};
use crate::diag::{Diagnostic, FileId, Span};

/// Reads a TOML document that starts `offset` bytes into its file.
///
/// # Errors
///
/// Every syntax error, as `code`. What could be read despite them is dropped:
/// half a settings file is worse than none.
pub fn parse_toml(
    file: FileId,
    text: &str,
    offset: usize,
    code: &'static str,
) -> Result<Table, Vec<Diagnostic>> {
    let (table, errors) = parse_recoverable(text, offset);
    if errors.is_empty() {
        return Ok(table);
    }
    let problem = |error: &toml::de::Error| {
        let (span, message) = syntax_error(error, offset);
        Diagnostic::error(code, Span::new(file, span), message)
            .hint("this is not TOML; strings need quotes: `title = \"…\"`")
    };
    Err(errors.iter().map(problem).collect())
}

/// What can be read of a TOML document, and what is wrong with it.
pub(super) fn parse_recoverable(text: &str, offset: usize) -> (Table, Vec<toml::de::Error>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    (read_table(table.get_ref(), offset), errors)
}

/// Place and message of an error in a document that starts `offset` bytes into
/// its file.
pub(super) fn syntax_error(error: &toml::de::Error, offset: usize) -> (Range<usize>, String) {
    let span = error.span().unwrap_or(0..0);
    let span = span.start + offset..span.end.max(span.start + 1) + offset;
    (span, error.message().lines().collect::<Vec<_>>().join(", "))
}

fn read_table(table: &DeTable<'_>, offset: usize) -> Table {
    let entry = |key: &toml::Spanned<std::borrow::Cow<'_, str>>,
                 value: &toml::Spanned<DeValue<'_>>| {
        let span = key.span().start + offset..key.span().end + offset;
        let span_of_value = value.span().start + offset..value.span().end + offset;
        let key = Key { span, name: key.get_ref().to_string() };
        (key, Node { span: span_of_value, kind: read_value(value.get_ref(), offset) })
    };
    let mut entries: Table = table.iter().map(|(key, value)| entry(key, value)).collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    entries
}

fn read_value(value: &DeValue<'_>, offset: usize) -> Kind {
    match value {
        DeValue::String(it) => Kind::Text(it.to_string()),
        DeValue::Integer(it) => {
            match i64::from_str_radix(&it.as_str().replace('_', ""), it.radix()) {
                Ok(number) => Kind::Integer(number),
                Err(_) => Kind::Text(it.as_str().to_owned()),
            }
        }
        DeValue::Float(it) => Kind::Float(it.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(it) => Kind::Flag(*it),
        DeValue::Datetime(it) => Kind::Text(it.to_string()),
        DeValue::Array(list) => Kind::List(
            list.iter()
                .map(|it| Node {
                    span: it.span().start + offset..it.span().end + offset,
                    kind: read_value(it.get_ref(), offset),
                })
                .collect(),
        ),
        DeValue::Table(table) => Kind::Table(read_table(table, offset)),
    }
}
