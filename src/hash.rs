//! Names for contents.

use std::fmt;

/// A hash of bytes: equal hashes mean equal bytes for all practical purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// Hashes bytes with BLAKE3.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }
}

/// Lower-case hexadecimal; `{:.10}` prints the first ten digits, enough for a
/// file name.
impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(64);
        for nibble in self.0.iter().flat_map(|it| [it >> 4, it & 15]).take(digits) {
            write!(f, "{nibble:x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_shortens_the_name() {
        let hash = ContentHash::of(b"cuepoint");
        assert!(hash.to_string().starts_with(&format!("{hash:.10}")));
        assert_eq!(format!("{hash:.10}").len(), 10);
    }
}
