//! TOML and YAML as one tree in which every value keeps its place.
//!
//! `show.toml`, front matter and `topics.toml` are read through this, so that
//! all of them report all their problems at once, each with its line, and a
//! misspelt key is answered with the right one.

mod fields;
mod lenient;
mod toml_tree;
pub mod written;
mod yaml_tree;

use std::ops::Range;

pub use fields::{Fields, Spanned};
pub use lenient::{read_json, read_toml, read_yaml};
pub use toml_tree::parse_toml;
pub use yaml_tree::parse_yaml;

/// A value and its bytes in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Bytes of the file the tree was read from.
    pub span: Range<usize>,
    /// The value.
    pub kind: Kind,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// YAML's `null`, or a key without value.
    Null,
    /// `true`, `false`.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A string, or a date or time as it was written.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Table(Table),
}

/// A mapping.
pub type Table = Vec<(Key, Node)>;

/// A key and its bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Bytes of the file.
    pub span: Range<usize>,
    /// Without quotes.
    pub name: String,
}

impl Node {
    /// The text that a scalar stands for; `None` for what is no scalar.
    #[must_use]
    pub fn as_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(it) => Some(it.clone()),
            Kind::Integer(it) => Some(it.to_string()),
            Kind::Float(it) => Some(it.to_string()),
            Kind::Flag(it) => Some(it.to_string()),
            Kind::Null | Kind::List(_) | Kind::Table(_) => None,
        }
    }

    /// What people call this kind of value.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Flag(_) => "true or false",
            Kind::Integer(_) | Kind::Float(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }
}
