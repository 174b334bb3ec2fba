//! Social cards: pictures of 1200×630 pixels that links to a page show
//! elsewhere. `card.svg` says how they look; SVG does not wrap text, so that
//! lines are made here.

use std::collections::hash_map::Entry;
use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};
use resvg::{render, tiny_skia};
use rustc_hash::FxHashMap;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

pub use super::card_text::{CardText, Cover, SIZE};
use super::colour;
use super::view::{CardLine, CardPart, CardView};
use crate::hash::ContentHash;

/// Space at both sides.
const MARGIN: f32 = 64.0;

/// The side of the show's picture.
const COVER: u32 = 340;

/// Draws cards: fonts and the pictures of shows.
pub struct Cards {
    fonts: Arc<fontdb::Database>,
    family: String,
    /// The bytes of the bold font, to measure with.
    bold: Vec<u8>,
}

impl Default for Cards {
    fn default() -> Self {
        Self::new(None)
    }
}

static BUILT_IN: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    Arc::new(fonts)
});

impl Cards {
    /// With the user's own font, or the built-in one.
    #[must_use]
    pub fn new(own: Option<Vec<u8>>) -> Self {
        let family = "DejaVu Sans".to_owned();
        let Some(own) = own else {
            let bold = dejavu::sans::bold().to_vec();
            return Self { fonts: Arc::clone(&BUILT_IN), family, bold };
        };
        let mut fonts = (**BUILT_IN).clone();
        let before = fonts.len();
        fonts.load_font_data(own.clone());
        let new = fonts.faces().nth(before).and_then(|it| Some(it.families.first()?.0.clone()));
        match new {
            Some(family) => Self { fonts: Arc::new(fonts), family, bold: own },
            None => Self::new(None),
        }
    }

    /// The same, as far as this program draws cards.
    #[must_use]
    pub fn built_in(own: Option<Vec<u8>>) -> Option<Self> {
        Some(Self::new(own))
    }

    /// What `card.svg` is given.
    #[must_use]
    pub fn view(&self, text: &CardText<'_>, cover: Option<&str>) -> CardView {
        let whole = SIZE.0 as f32 - 2.0 * MARGIN;
        let beside = if cover.is_some() { COVER as f32 + 48.0 } else { 0.0 };
        let (size, lines) = self.fit(text.title, whole - beside);
        let first = 190.0 + size * 0.35;
        let lines = lines.into_iter().zip(0_u8..).map(|(text, nth)| CardLine {
            text,
            y: (first + f32::from(nth) * size * 1.16).round(),
        });
        let start = if text.rtl { SIZE.0 as f32 - MARGIN } else { MARGIN };
        CardView {
            show: self.cut(text.show, 30.0, whole - beside - 240.0),
            label: text.label.clone(),
            lines: lines.collect(),
            size,
            foot: self.cut(&text.foot, 28.0, whole),
            x: start,
            anchor: if text.rtl { "end" } else { "start" },
            font: self.family.clone(),
            cover: cover.map(str::to_owned),
            cover_x: if text.rtl { MARGIN } else { SIZE.0 as f32 - MARGIN - COVER as f32 },
            bar: bar(&text.course, text.rtl),
        }
    }

    /// A drawing that has yet to be made.
    #[must_use]
    pub fn drawing(&self, svg: String) -> Drawing {
        Drawing { svg, fonts: Arc::clone(&self.fonts) }
    }

    /// What a card looks like beyond its SVG: the font, and who draws.
    #[must_use]
    pub fn hand(&self) -> ContentHash {
        let version = env!("CARGO_PKG_VERSION").as_bytes();
        ContentHash::of(&[version, ContentHash::of(&self.bold).to_string().as_bytes()].concat())
    }

    /// How wide a bold text is at a size. Letters that the font lacks count
    /// as wide ones.
    fn width(&self, text: &str, size: f32) -> f32 {
        let Ok(font) = FontRef::new(&self.bold) else { return size * text.len() as f32 };
        let metrics = font.glyph_metrics(Size::new(size), LocationRef::default());
        let letters = font.charmap();
        text.chars()
            .map(|it| letters.map(it).and_then(|it| metrics.advance_width(it)).unwrap_or(size))
            .sum()
    }

    /// The largest letters with which a title fits, and its lines.
    fn fit(&self, title: &str, width: f32) -> (f32, Vec<String>) {
        // At most so many lines of a size fit between show and foot.
        for (size, most) in [(84.0, 3), (72.0, 3), (62.0, 4), (54.0, 4), (46.0, 5)] {
            let lines = self.wrap(title, size, width);
            if lines.len() <= most {
                return (size, lines);
            }
        }
        let (size, most) = (40.0, 6);
        let mut lines = self.wrap(title, size, width);
        if most < lines.len() {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = self.cut(&format!("{last} …"), size, width);
                if !last.ends_with('…') {
                    last.push('…');
                }
            }
        }
        (size, lines)
    }

    /// Lines of at most a width, cut between words; a word that is too long
    /// is cut where it must be.
    fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            if let Some(last) = lines.last_mut() {
                let longer = format!("{last} {word}");
                if self.width(&longer, size) <= width {
                    *last = longer;
                    continue;
                }
            }
            let mut piece = String::new();
            for it in word.chars() {
                piece.push(it);
                if width < self.width(&piece, size) && 1 < piece.chars().count() {
                    piece.pop();
                    lines.push(std::mem::take(&mut piece));
                    piece.push(it);
                }
            }
            lines.push(piece);
        }
        lines
    }

    /// A text that fits into a line.
    fn cut(&self, text: &str, size: f32, width: f32) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let mut cut: String = text.to_owned();
        while !cut.is_empty() && width < self.width(&cut, size) + size {
            cut.pop();
        }
        format!("{}…", cut.trim_end())
    }
}

/// The course of an episode in the colours of the dark theme.
fn bar(course: &[(f64, f64, Option<usize>)], rtl: bool) -> Vec<CardPart> {
    const COLOURS: [&str; 6] = ["#8f98ff", "#4fc3cf", "#7fcf8a", "#ffd05c", "#ff8d7d", "#f08cd2"];
    let whole = f64::from(SIZE.0) - 2.0 * f64::from(MARGIN);
    course
        .iter()
        .map(|(from, to, colour)| {
            let left = if rtl { 1.0 - to } else { *from };
            let width = ((to - from) * whole - 3.0).max(1.0);
            CardPart {
                x: (f64::from(MARGIN) + left * whole).round() as f32,
                width: width.round() as f32,
                fill: colour.map_or("#5c5fb8", |it| COLOURS[it % COLOURS.len()]),
            }
        })
        .collect()
}

/// A card that has yet to be drawn: its address follows from what it shows,
/// so that one that is there need not be drawn again.
#[derive(Clone)]
pub struct Drawing {
    svg: String,
    fonts: Arc<fontdb::Database>,
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawing").field("svg", &self.svg).finish_non_exhaustive()
    }
}

impl Drawing {
    /// The SVG.
    #[must_use]
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// Draws it as PNG.
    ///
    /// # Errors
    ///
    /// When `card.svg` is no SVG.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        png(&self.svg, &self.fonts, SIZE)
    }
}

/// A card hides nothing behind it: three bytes a pixel, written fast.
fn png(svg: &str, fonts: &Arc<fontdb::Database>, size: (u32, u32)) -> Result<Vec<u8>, String> {
    let pixels = pixels(svg, fonts, size)?;
    // The user's own `card.svg` may.
    if pixels.data().iter().skip(3).step_by(4).any(|it| *it < u8::MAX) {
        return pixels.encode_png().map_err(|it| it.to_string());
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.0, size.1);
    encoder.set_depth(png::BitDepth::Eight);
    let data = match palette(&pixels) {
        Some((palette, indices)) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            encoder.set_filter(png::Filter::NoFilter);
            encoder.set_deflate_compression(png::DeflateCompression::Level(1));
            indices
        }
        None => {
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_filter(png::Filter::Adaptive);
            encoder.set_deflate_compression(png::DeflateCompression::Level(4));
            pixels.data().chunks_exact(4).flat_map(|it| [it[0], it[1], it[2]]).collect()
        }
    };
    let written = encoder.write_header().and_then(|mut it| it.write_image_data(&data));
    written.map_err(|it| it.to_string())?;
    Ok(bytes)
}

/// The colours of a picture, three bytes each, and which of them each pixel
/// has; `None` if there are more than 256. Letters on one ground have fewer.
fn palette(pixels: &tiny_skia::Pixmap) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: FxHashMap<[u8; 3], u8> = FxHashMap::default();
    let mut colours: Vec<u8> = Vec::new();
    let mut indices = Vec::with_capacity(pixels.data().len() / 4);
    let mut last: Option<([u8; 3], u8)> = None;
    for it in pixels.data().chunks_exact(4) {
        let colour = [it[0], it[1], it[2]];
        // Most pixels are as the one before.
        let index = match last.filter(|it| it.0 == colour) {
            Some((_, index)) => index,
            None => {
                let next = u8::try_from(known.len());
                *match known.entry(colour) {
                    Entry::Occupied(it) => it.into_mut(),
                    Entry::Vacant(it) => {
                        colours.extend(colour);
                        it.insert(next.ok()?)
                    }
                }
            }
        };
        last = Some((colour, index));
        indices.push(index);
    }
    Some((colours, indices))
}

fn pixels(
    svg: &str,
    fonts: &Arc<fontdb::Database>,
    size: (u32, u32),
) -> Result<tiny_skia::Pixmap, String> {
    let options = usvg::Options { fontdb: Arc::clone(fonts), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|it| it.to_string())?;
    let mut pixels = tiny_skia::Pixmap::new(size.0, size.1).ok_or("no room for the picture")?;
    let (x, y) = (size.0 as f32 / tree.size().width(), size.1 as f32 / tree.size().height());
    render(&tree, tiny_skia::Transform::from_scale(x, y), &mut pixels.as_mut());
    Ok(pixels)
}

impl Cover {
    /// Looks at a picture. `None` for what is no PNG, JPEG, GIF or WebP.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mime = match bytes {
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [0xFF, 0xD8, ..] => "image/jpeg",
            [b'G', b'I', b'F', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', ..] => "image/webp",
            _ => return None,
        };
        let whole = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{COVER}" height="{COVER}"><image width="{COVER}" height="{COVER}" preserveAspectRatio="xMidYMid slice" href="{}"/></svg>"#,
            data_address(mime, bytes)
        );
        let small = pixels(&whole, &BUILT_IN, (COVER, COVER)).ok()?;
        // Every sixth pixel is enough to see a colour.
        let some = small.pixels().iter().step_by(6).filter(|it| 127 < it.alpha());
        let some = some.map(|it| it.demultiply()).map(|it| [it.red(), it.green(), it.blue()]);
        let colour = colour::of_picture(&some.collect::<Vec<_>>());
        Some(Self { card: data_address("image/png", &small.encode_png().ok()?), colour })
    }
}

fn data_address(mime: &str, bytes: &[u8]) -> String {
    use base64::Engine;
    format!("data:{mime};base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_wrap_and_shrink_and_never_overflow() {
        let cards = Cards::default();
        for title in [
            "Short",
            "Conference season is heating up",
            &"A title that goes on and on ".repeat(12),
            &"Donaudampfschifffahrtsgesellschaft".repeat(9),
            "Ελληνικά και кириллица 漢字かな交じり文",
        ] {
            for width in [1072.0, 684.0] {
                let (size, lines) = cards.fit(title, width);
                // The last base line stays well above the foot, at 520.
                let last = 190.0 + size * 0.35 + (lines.len() as f32 - 1.0) * size * 1.16;
                assert!(last <= 450.0, "{title}: {last} {lines:?}");
                for line in &lines {
                    let got = cards.width(line, size);
                    assert!(got <= width + size, "{got} of {width}: {line}");
                }
            }
        }
    }

    #[test]
    fn cards_are_small_and_show_what_was_drawn() {
        let svg = |more: &str| {
            format!(
                r##"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><rect width="1200" height="630" fill="#323598"/><text x="64" y="300" font-family="DejaVu Sans" font-size="80" fill="#fff">Kettles</text>{more}</svg>"##
            )
        };
        let gradient = r##"<linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#0f0"/></linearGradient><rect width="900" height="9" fill="url(#g)"/>"##;
        for (more, most) in [("", 20_000), (gradient, 60_000)] {
            let svg = svg(more);
            let bytes = Cards::default().drawing(svg.clone()).png().unwrap();
            assert!(bytes.len() < most, "{} bytes", bytes.len());
            let shown = tiny_skia::Pixmap::decode_png(&bytes).unwrap();
            assert_eq!(shown, pixels(&svg, &BUILT_IN, SIZE).unwrap());
        }
    }

    #[test]
    fn what_is_no_svg_is_an_error() {
        assert!(Cards::default().drawing("<svg".into()).png().is_err());
    }
}
