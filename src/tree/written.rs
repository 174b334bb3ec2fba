//! TOML as a person would write it: keys in an order that reads, nothing that
//! says nothing.

use std::fmt::Write as _;

/// A text in quotes, on one line: notes and settings are read in editors.
#[must_use]
pub fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|it| !it.is_control() || *it == '\n').collect();
    let joined = plain.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    toml::Value::String(joined.trim().to_owned()).to_string()
}

/// `["a", "b"]`.
#[must_use]
pub fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(quoted).collect();
    format!("[{}]", quoted.join(", "))
}

/// `{ key = value }` of values in TOML.
#[must_use]
pub fn table(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, it)| format!("{key} = {it}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

/// Adds a line `key = value`, if there is a value.
pub fn line(text: &mut String, key: &str, value: Option<String>) {
    if let Some(value) = value {
        let _ = writeln!(text, "{key} = {value}");
    }
}
