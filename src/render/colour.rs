//! The colour of what one presses: from the settings or the show's picture,
//! made light or dark enough to be read in both themes.
//!
//! Colours are thought of as lightness, chroma and hue in OKLab
//! (<https://bottosson.github.io/posts/oklab/>); contrast is that of WCAG 2.

use std::fmt::Write as _;

/// What text needs to be read (WCAG 1.4.3), and a little more for rounding.
const READABLE: f64 = 4.6;

/// The grounds that accented text stands on, of little chroma each: lightness
/// and chroma in light, and in dark. They are those of `theme.css`.
const GROUNDS: [[(f64, f64); 3]; 2] =
    [[(0.99, 0.004), (0.965, 0.008), (0.94, 0.03)], [(0.19, 0.014), (0.235, 0.018), (0.3, 0.05)]];

/// Below this nothing looks like a colour.
const GREY: f64 = 0.035;

/// A colour as people see it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    /// From 0, black, to 1, white.
    lightness: f64,
    /// From 0, grey, to about 0.3.
    chroma: f64,
    /// In degrees.
    hue: f64,
}

/// An accent in both themes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accent {
    hue: f64,
    is_grey: bool,
    light: [u8; 3],
    dark: [u8; 3],
}

impl Accent {
    /// The accent nearest to a colour that can be read in both themes.
    #[must_use]
    pub fn of(colour: [u8; 3]) -> Self {
        let wanted = seen(colour);
        let is_grey = wanted.chroma < GREY;
        let is_read = |it: &[u8; 3], grounds: &[(f64, f64)]| {
            grounds.iter().all(|(lightness, chroma)| {
                let chroma = if is_grey { 0.0 } else { *chroma };
                let ground = drawn(Seen { lightness: *lightness, chroma, hue: wanted.hue });
                READABLE <= contrast(*it, ground)
            })
        };
        let step = |from: f64, by: f64, chroma: f64, grounds: &[(f64, f64)]| {
            let at = |nth: i32| {
                let lightness = (from + by * f64::from(nth)).clamp(0.0, 1.0);
                drawn(Seen { lightness, chroma, hue: wanted.hue })
            };
            (0..100).map(at).find(|it| is_read(it, grounds)).unwrap_or_else(|| at(100))
        };
        Self {
            hue: wanted.hue.round(),
            is_grey,
            light: step(wanted.lightness.min(0.62), -0.01, wanted.chroma.min(0.21), &GROUNDS[0]),
            dark: step(wanted.lightness.max(0.74), 0.01, wanted.chroma.min(0.13), &GROUNDS[1]),
        }
    }

    /// What stands for it in a style sheet.
    #[must_use]
    pub fn css(&self) -> String {
        let (light, dark) = (hex(self.light), hex(self.dark));
        let mut css = format!(":root{{--hue:{};--accent:light-dark({light},{dark})", self.hue);
        if self.is_grey {
            let _ = write!(css, ";--accent-soft:light-dark(oklch(0.94 0 0),oklch(0.3 0 0))");
        }
        css + "}\n"
    }

    /// It in the light theme, as browsers write colours.
    #[must_use]
    pub fn in_light(&self) -> String {
        hex(self.light)
    }
}

/// The colour that a picture is remembered by: the hue with most colour in
/// it. `None` for a picture in greys.
#[cfg(any(test, feature = "cards"))]
#[must_use]
pub fn of_picture(pixels: &[[u8; 3]]) -> Option<[u8; 3]> {
    let colours: Vec<Seen> = pixels
        .iter()
        .map(|it| seen(*it))
        .filter(|it| GREY < it.chroma && (0.15..0.97).contains(&it.lightness))
        .collect();
    if colours.len() * 50 < pixels.len() {
        return None;
    }
    let around = |hue: f64| {
        colours.iter().filter(move |it| {
            let away = (it.hue - hue).rem_euclid(360.0);
            away.min(360.0 - away) <= 18.0
        })
    };
    let weight = |hue: f64| around(hue).map(|it| it.chroma).sum::<f64>();
    let hues = (0..36).map(|it| f64::from(it) * 10.0);
    let best = hues.max_by(|a, b| weight(*a).total_cmp(&weight(*b)))?;
    // The strongest tones speak for the hue: shades of a picture are dull.
    let whole: f64 = around(best).map(|it| it.chroma.powi(2)).sum();
    let mean = |of: &dyn Fn(&Seen) -> f64| {
        around(best).map(|it| of(it) * it.chroma.powi(2)).sum::<f64>() / whole
    };
    let hue = best + mean(&|it| (it.hue - best + 180.0).rem_euclid(360.0) - 180.0);
    let seen = Seen { lightness: mean(&|it| it.lightness), chroma: mean(&|it| it.chroma), hue };
    Some(drawn(seen))
}

fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |it: [u8; 3]| {
        let [red, green, blue] = it.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn seen(colour: [u8; 3]) -> Seen {
    let [r, g, b] = colour.map(linear);
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
    let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
    let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
    Seen { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees().rem_euclid(360.0) }
}

/// As screens draw it; where they cannot, with less chroma.
fn drawn(mut it: Seen) -> [u8; 3] {
    for _ in 0..40 {
        if let Some(colour) = exact(it) {
            return colour;
        }
        it.chroma *= 0.93;
    }
    exact(Seen { chroma: 0.0, ..it }).unwrap_or([0; 3])
}

fn exact(it: Seen) -> Option<[u8; 3]> {
    let (a, b) = (it.chroma * it.hue.to_radians().cos(), it.chroma * it.hue.to_radians().sin());
    let l = (it.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (it.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (it.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let parts = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    let can = parts.iter().all(|it| (-0.001..=1.001).contains(it));
    can.then(|| {
        parts.map(|it| {
            let it = it.clamp(0.0, 1.0);
            let part =
                if it <= 0.003_130_8 { 12.92 * it } else { 1.055 * it.powf(1.0 / 2.4) - 0.055 };
            (part * 255.0).round() as u8
        })
    })
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_accent_is_readable_in_both_themes() {
        let all = (0..216_u8).map(|it| [it % 6, it / 6 % 6, it / 36].map(|it| it * 51));
        for colour in all {
            let accent = Accent::of(colour);
            for (it, grounds) in [(accent.light, GROUNDS[0]), (accent.dark, GROUNDS[1])] {
                for (lightness, chroma) in grounds {
                    let chroma = if accent.is_grey { 0.0 } else { chroma };
                    let ground = drawn(Seen { lightness, chroma, hue: accent.hue });
                    assert!(4.5 <= contrast(it, ground), "{colour:?}: {accent:?}");
                }
            }
        }
    }

    #[test]
    fn colours_come_back_as_they_went() {
        for colour in [[75, 63, 209], [255, 0, 0], [0, 128, 0], [250, 240, 10], [7, 7, 7]] {
            let back = drawn(seen(colour));
            let is_near = |(a, b): (u8, u8)| a.abs_diff(b) <= 2;
            assert!(colour.into_iter().zip(back).all(is_near), "{colour:?} {back:?}");
        }
    }

    #[test]
    fn a_picture_is_remembered_by_its_colour_and_not_by_its_paper() {
        let paper = [[250, 250, 248]; 80];
        let mut pixels = paper.to_vec();
        pixels.extend([[200, 40, 30]; 15]);
        pixels.extend([[40, 90, 180]; 4]);
        let [red, green, blue] = of_picture(&pixels).unwrap();
        assert!(150 < red && green < 80 && blue < 80);
        assert_eq!(of_picture(&paper), None);
    }
}
