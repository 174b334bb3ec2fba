//! What pages say about themselves, and what their cards show.

use serde::Serialize;

/// `meta` in every template.
#[derive(Debug, Default, Clone, Serialize)]
pub struct MetaView {
    /// The picture that links to the page show.
    pub image: Option<ImageView>,
    /// Its audio, absolute.
    pub audio: Option<AudioMeta>,
    /// JSON-LD, safe to print.
    pub json_ld: Option<String>,
    /// Whether search engines shall pass it by.
    pub is_hidden: bool,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
pub struct ImageView {
    /// Absolute.
    pub url: String,
    /// In pixels; none where nobody knows.
    pub size: Option<(u32, u32)>,
    /// What is on it.
    pub alt: String,
}

/// Audio.
#[derive(Debug, Clone, Serialize)]
pub struct AudioMeta {
    /// Absolute.
    pub url: String,
    /// MIME type.
    pub mime: String,
}

/// What `card.svg` is given as `card`.
#[derive(Debug, Serialize)]
pub struct CardView {
    /// The show's title.
    pub show: String,
    /// `Episode 12`, or what else it is; may be empty.
    pub label: String,
    /// The title in lines that fit.
    pub lines: Vec<CardLine>,
    /// The size of its letters.
    pub size: f32,
    /// Who is in it; may be empty.
    pub foot: String,
    /// Where lines begin.
    pub x: f32,
    /// `start`, or `end` where one writes from right to left.
    pub anchor: &'static str,
    /// The font's family.
    pub font: String,
    /// The show's picture as a data address.
    pub cover: Option<String>,
    /// Where it is.
    pub cover_x: f32,
    /// The course of the episode.
    pub bar: Vec<CardPart>,
}

/// A line of the title.
#[derive(Debug, Serialize)]
pub struct CardLine {
    /// What it says.
    pub text: String,
    /// Its base line.
    pub y: f32,
}

/// A stretch of the course of an episode.
#[derive(Debug, Serialize)]
pub struct CardPart {
    /// Where it begins.
    pub x: f32,
    /// How wide it is.
    pub width: f32,
    /// Its colour.
    pub fill: &'static str,
}
