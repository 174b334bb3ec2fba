//! Text into documents: front matter, notes, transcripts, chapters.
//!
//! Everything here is pure and total: the same text gives the same document,
//! and no text makes it fail.

pub mod address_lock;
pub mod chapters;
pub mod clock;
pub mod clues;
pub mod date;
pub mod feed_lock;
pub mod front_matter;
pub mod inline_time;
pub mod length;
pub mod lock_merge;
pub mod markdown;
pub mod markup;
pub mod notes;
pub mod sounds;
pub mod speech;
pub mod standing;
pub mod topics;
pub mod transcript;
pub mod xml;
