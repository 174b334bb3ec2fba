//! What social cards say and show, whether this program draws them or not.

use serde::{Deserialize, Serialize};

/// The card's size in pixels.
pub const SIZE: (u32, u32) = (1200, 630);

/// What a card says.
#[derive(Debug, Default)]
pub struct CardText<'a> {
    /// The show's title.
    pub show: &'a str,
    /// `Episode 12`; may be empty.
    pub label: String,
    /// The title.
    pub title: &'a str,
    /// Who is in it; may be empty.
    pub foot: String,
    /// The course of the episode: start, end (0 to 1), colour.
    pub course: Vec<(f64, f64, Option<usize>)>,
    /// Whether one writes from right to left.
    pub rtl: bool,
}

/// The picture of a show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cover {
    /// As a data address, small enough for a card.
    pub card: String,
    /// The colour that it is remembered by, if it has one.
    pub colour: Option<[u8; 3]>,
}
