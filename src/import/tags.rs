//! Elements of Podcasting 2.0 → keys and values of settings, by the table that
//! also leads the other way.

use crate::config::TagDoc;
use crate::parse::xml::Element;
use crate::tree::written::{quoted, table};

/// Every element that settings have a place for, as key and TOML.
pub(super) fn all(element: &Element, docs: &'static [TagDoc]) -> Vec<(&'static str, String)> {
    docs.iter().filter_map(|doc| Some((doc.key, some(element, doc)?))).collect()
}

/// All elements of a kind: a table, or a list of them.
fn some(element: &Element, doc: &'static TagDoc) -> Option<String> {
    let around = doc.around.map(|it| element.all(it).collect::<Vec<_>>());
    let within = around.unwrap_or_else(|| vec![element]);
    let found: Vec<String> =
        within.iter().flat_map(|it| it.all(doc.element)).filter_map(|it| one(it, doc)).collect();
    match found.as_slice() {
        [] => None,
        [alone] => Some(alone.clone()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}

/// One element; `None` if it lacks what it must say.
fn one(element: &Element, doc: &'static TagDoc) -> Option<String> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for (key, attribute) in doc.attributes {
        fields.extend(element.attribute(attribute).map(|it| (*key, quoted(it))));
    }
    let text = Some(element.text.trim()).filter(|it| !it.is_empty());
    fields.extend(doc.text.zip(text).map(|(key, it)| (key, quoted(it))));
    for child in doc.children {
        fields.extend(some(element, child).map(|it| (child.key, it)));
    }
    let states = |key: &&&str| fields.iter().any(|it| it.0 == **key);
    (doc.required.iter().filter(states).count() == doc.required.len()).then(|| table(&fields))
}
