//! Stands for `card` in a program that is built without cards: nobody draws.

use std::convert::Infallible;

pub use super::card_text::{CardText, Cover, SIZE};
use super::view::CardView;
use crate::hash::ContentHash;

/// What cards would be drawn with: there is none of it.
#[derive(Debug)]
pub enum Cards {}

impl Cards {
    /// None, whatever the font.
    #[must_use]
    pub fn built_in(_font: Option<Vec<u8>>) -> Option<Self> {
        None
    }

    /// What `card.svg` is given.
    #[must_use]
    pub fn view(&self, _: &CardText<'_>, _cover: Option<&str>) -> CardView {
        match *self {}
    }

    /// A drawing that has yet to be made.
    #[must_use]
    pub fn drawing(&self, _svg: String) -> Drawing {
        match *self {}
    }

    /// What a card looks like beyond its SVG.
    #[must_use]
    pub fn hand(&self) -> ContentHash {
        match *self {}
    }
}

/// A card that has yet to be drawn: there is none.
#[derive(Debug, Clone)]
pub struct Drawing(Infallible);

impl Drawing {
    /// The SVG.
    #[must_use]
    pub fn svg(&self) -> &str {
        match self.0 {}
    }

    /// Draws it as PNG.
    ///
    /// # Errors
    ///
    /// Never: there is none.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        match self.0 {}
    }
}

impl Cover {
    /// Nothing, whatever the picture.
    #[must_use]
    pub fn of(_bytes: &[u8]) -> Option<Self> {
        None
    }
}
