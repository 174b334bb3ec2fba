//! Positions and lengths in audio.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A position in one episode's audio: whole milliseconds from its first sample.
///
/// Two timestamps are comparable only within the same episode and the same
/// audio file: inserted advertisements shift everything behind them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Timestamp {
    millis: u64,
}

/// How long something lasts: whole milliseconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Length {
    millis: u64,
}

/// Why a text is not a [`Timestamp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampError {
    /// Not of the form `[H…H:]MM:SS[.mmm]`.
    Shape,
    /// Minutes or seconds above 59, or more than 999 hours.
    Range,
}

impl Timestamp {
    /// The first sample.
    pub const ZERO: Self = Self { millis: 0 };

    /// From whole milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self { millis }
    }

    /// From seconds as machine transcripts write them. `None` for what is not
    /// a time: negative, not a number, more than 999 hours.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked the line before"
    )]
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        (0.0..3_600_000.0)
            .contains(&seconds)
            .then(|| Self { millis: (seconds * 1000.0).round() as u64 })
    }

    /// In whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.millis
    }

    /// In whole seconds, rounded down: what an address carries.
    #[must_use]
    pub const fn whole_seconds(self) -> u64 {
        self.millis / 1000
    }

    /// In seconds, for JSON and `<audio>`.
    #[must_use]
    pub fn seconds(self) -> f64 {
        std::time::Duration::from_millis(self.millis).as_secs_f64()
    }

    /// How long after `earlier` this is; zero if it is not after.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Length {
        Length { millis: self.millis.saturating_sub(earlier.millis) }
    }

    /// This much later.
    #[must_use]
    pub const fn plus(self, length: Length) -> Self {
        Self { millis: self.millis.saturating_add(length.millis) }
    }

    /// For people: `4:59`, `1:02:03`.
    #[must_use]
    pub fn clock(self) -> String {
        let (h, m, s) = parts(self.millis);
        if h == 0 { format!("{m}:{s:02}") } else { format!("{h}:{m:02}:{s:02}") }
    }

    /// Reads what people and machines write: like [`FromStr`], and minutes may
    /// go past 59 when no hours are given (`90:00`).
    ///
    /// # Errors
    ///
    /// As [`FromStr`].
    pub fn parse_loose(text: &str) -> Result<Self, TimestampError> {
        read(text, Minutes::Unbounded)
    }
}

/// Reads `[H…H:]MM:SS[.mmm]`, the form WebVTT and show notes use. SRT's comma
/// is accepted for the point. A missing fraction is zero.
///
/// # Errors
///
/// [`TimestampError::Shape`] for any other form, [`TimestampError::Range`] for
/// minutes or seconds above 59 and for more than 999 hours.
///
/// # Examples
///
/// ```
/// use cuepoint::time::{Timestamp, TimestampError};
/// assert_eq!("01:02:03.250".parse(), Ok(Timestamp::from_millis(3_723_250)));
/// assert_eq!("02:03".parse(), Ok(Timestamp::from_millis(123_000)));
/// assert_eq!("00:61".parse::<Timestamp>(), Err(TimestampError::Range));
/// ```
impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        read(text, Minutes::BelowSixty)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Minutes {
    BelowSixty,
    Unbounded,
}

fn read(text: &str, bound: Minutes) -> Result<Timestamp, TimestampError> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut fields = clock.split(':');
    let (first, second, third) = (fields.next(), fields.next(), fields.next());
    if fields.next().is_some() {
        return Err(TimestampError::Shape);
    }
    let (hours, minutes, seconds) = match (first, second, third) {
        (Some(m), Some(s), None) => (None, m, s),
        (Some(h), Some(m), Some(s)) => (Some(h), m, s),
        _ => return Err(TimestampError::Shape),
    };
    if seconds.len() != 2 || (hours.is_some() && minutes.len() != 2) {
        return Err(TimestampError::Shape);
    }
    let minutes_may_grow = hours.is_none() && bound == Minutes::Unbounded;
    let (hours, minutes, seconds) =
        (digits(hours.unwrap_or("0"))?, digits(minutes)?, digits(seconds)?);
    if (59 < minutes && !minutes_may_grow) || 59 < seconds || 999 < hours || 59_999 < minutes {
        return Err(TimestampError::Range);
    }
    let scale = match fraction.len() {
        1 => 100,
        2 => 10,
        3 => 1,
        _ => return Err(TimestampError::Shape),
    };
    let millis = digits(fraction)? * scale;
    Ok(Timestamp { millis: ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis })
}

/// Unlike `str::parse`, refuses signs, and numbers too long to be a clock.
fn digits(text: &str) -> Result<u64, TimestampError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TimestampError::Shape);
    }
    text.parse().map_err(|_| TimestampError::Range)
}

fn parts(millis: u64) -> (u64, u64, u64) {
    let s = millis / 1000;
    (s / 3600, s / 60 % 60, s % 60)
}

/// `01:02:03.250`; `{:.0}` leaves out the milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m, s) = parts(self.millis);
        write!(f, "{h:02}:{m:02}:{s:02}")?;
        match f.precision() {
            Some(0) => Ok(()),
            _ => write!(f, ".{:03}", self.millis % 1000),
        }
    }
}

impl Length {
    /// From whole milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self { millis }
    }

    /// From whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self { millis: seconds.saturating_mul(1000) }
    }

    /// In whole milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.millis
    }

    /// In seconds, for JSON.
    #[must_use]
    pub fn seconds(self) -> f64 {
        std::time::Duration::from_millis(self.millis).as_secs_f64()
    }

    /// For people: `35 min`, `1 h 2 min`, `40 s`.
    #[must_use]
    pub fn words(self) -> String {
        let minutes = (self.millis + 30_000) / 60_000;
        match (minutes / 60, minutes % 60) {
            (0, 0) => format!("{} s", self.millis.div_ceil(1000)),
            (0, m) => format!("{m} min"),
            (h, 0) => format!("{h} h"),
            (h, m) => format!("{h} h {m} min"),
        }
    }

    /// ISO 8601, for `<time datetime>`: `PT34M35S`.
    #[must_use]
    pub fn iso(self) -> String {
        let (h, m, s) = parts(self.millis);
        format!("PT{h}H{m}M{s}S")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_clock_is_read_or_refused_with_the_reason() {
        let ok = |millis| Ok(Timestamp::from_millis(millis));
        for (text, expected) in [
            ("0:05", ok(5_000)),
            ("00:00:12,5", ok(12_500)),
            ("100:00:00", ok(360_000_000)),
            ("1:2:03", Err(TimestampError::Shape)),
            ("1:02:3", Err(TimestampError::Shape)),
            ("60:00", Err(TimestampError::Range)),
            ("1000000000:00:00", Err(TimestampError::Range)),
            ("99999999999999999999:00:00", Err(TimestampError::Range)),
            ("-1:00", Err(TimestampError::Shape)),
            ("12", Err(TimestampError::Shape)),
            ("1:02:03:04", Err(TimestampError::Shape)),
            ("01:02.1234", Err(TimestampError::Shape)),
        ] {
            assert_eq!(text.parse::<Timestamp>(), expected, "{text}");
        }
        assert_eq!(Timestamp::parse_loose("90:00"), ok(5_400_000));
    }

    #[test]
    fn people_read_short_clocks() {
        assert_eq!(Timestamp::from_millis(299_999).clock(), "4:59");
        assert_eq!(Timestamp::from_millis(3_723_000).clock(), "1:02:03");
        assert_eq!(Length::from_millis(2_075_000).words(), "35 min");
        assert_eq!(Length::from_millis(3_600_000).words(), "1 h");
    }
}
