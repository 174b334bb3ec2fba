//! Show notes as templates see them: a list of parts.

use serde::Serialize;

use super::TimeView;

/// A part of the notes. `kind` says which of the other fields matter.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum PartView {
    /// Text that belongs to no item.
    Prose {
        /// HTML, safe to print.
        html: String,
    },
    /// A heading over items.
    Group {
        /// `Extras`.
        title: String,
    },
    /// Whose items follow.
    Presenter {
        /// `Brian`.
        name: String,
    },
    /// An item with a heading of its own.
    Section {
        /// The item.
        item: Box<ItemView>,
        /// HTML, safe to print; may be empty.
        html: String,
    },
    /// A list of items.
    Bullets {
        /// Its entries.
        entries: Vec<BulletView>,
    },
}

/// An item where the notes have it.
#[derive(Debug, Serialize)]
pub struct ItemView {
    /// `item-3`.
    pub id: String,
    /// `topic`, `extra`, `sponsor`, `joke`.
    pub kind: &'static str,
    /// The author's number.
    pub number: Option<u32>,
    /// Who brings it.
    pub presenter: Option<String>,
    /// HTML of the title, links and all; safe to print.
    pub title_html: String,
    /// Plain.
    pub title: String,
    /// When it begins.
    pub time: Option<TimeView>,
}

/// An entry of a list of items.
#[derive(Debug, Serialize)]
pub struct BulletView {
    /// The item; `None` for an entry that goes on with the one before it.
    pub item: Option<ItemView>,
    /// HTML, safe to print.
    pub html: String,
}
