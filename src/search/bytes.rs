//! Numbers and texts as bytes, and bytes as files: what the index is made of.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// No file of an index is larger; what is, is no file of ours.
const LARGEST: u64 = 64 << 20;

/// Appends a number: seven bits a byte, the lowest first.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while 0x7F < number {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Appends a text behind its length.
pub(super) fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_number(bytes, text.len() as u64);
    bytes.extend(text.as_bytes());
}

/// Reads bytes from the front. Everything is `None` behind their end.
#[derive(Debug, Clone)]
pub(super) struct Reader<'b>(pub &'b [u8]);

impl<'b> Reader<'b> {
    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A number that counts or places something.
    pub(super) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub(super) fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        let n = self.small()? as usize;
        std::str::from_utf8(self.take(n)?).ok()
    }
}

/// Bytes that are kept in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece(pub Vec<u8>);

impl Serialize for Piece {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Piece;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Piece, E> {
                Ok(Piece(bytes.to_vec()))
            }
        }
        from.deserialize_bytes(Bytes)
    }
}

/// Bytes as they are published: every host serves them as small as they are.
/// RFC 1951, which browsers call `deflate-raw`.
#[must_use]
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::new(6));
    // Writing into memory cannot fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// What was packed; `None` for bytes that nobody packed.
#[must_use]
pub fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    DeflateDecoder::new(bytes).take(LARGEST).read_to_end(&mut all).ok()?;
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers: Vec<u64>, text: String) {
            let mut bytes = Vec::new();
            push_text(&mut bytes, &text);
            numbers.iter().for_each(|it| push_number(&mut bytes, *it));
            let bytes = unpacked(&packed(&bytes)).unwrap();
            let mut reader = Reader(&bytes);
            prop_assert_eq!(reader.text(), Some(text.as_str()));
            for it in numbers {
                prop_assert_eq!(reader.number(), Some(it));
            }
            prop_assert!(reader.is_at_end() && reader.byte().is_none());
        }

        #[test]
        fn odd_bytes_are_no_numbers(bytes: Vec<u8>) {
            let mut reader = Reader(&bytes);
            while reader.text().is_some() && reader.number().is_some() {}
            let _ = unpacked(&bytes);
        }
    }
}
