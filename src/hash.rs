//! Names for contents.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A hash of bytes: equal hashes mean equal bytes for all practical purposes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// Hashes bytes with BLAKE3.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Hashes several byte strings, none of which can pass for a part of
    /// another.
    #[must_use]
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for it in parts {
            hasher.update(&(it.len() as u64).to_le_bytes());
            hasher.update(it);
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// As bytes, to hash it again.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its first 64 bits, for names within one machine.
    #[must_use]
    pub fn short(self) -> u64 {
        self.0.iter().take(8).fold(0, |all, it| all << 8 | u64::from(*it))
    }
}

/// In one go: caches hold many of them.
impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

/// From a form that lends its bytes.
impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(from)?;
        bytes.try_into().map(Self).map_err(|_| D::Error::invalid_length(bytes.len(), &"32 bytes"))
    }
}

/// Hashes bytes that come piece by piece.
#[derive(Debug, Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all: as [`ContentHash::of`] of them.
    #[must_use]
    pub fn end(&self) -> ContentHash {
        ContentHash(*self.0.finalize().as_bytes())
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
