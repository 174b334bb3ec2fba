//! Bytes of a feed → text: packed or not, in whatever encoding it says.

use std::io::Read;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Unpacks and decodes a feed; one that unpacks to more than `max_bytes` is
/// cut there. Never fails: the last resort has a character for every byte.
#[must_use]
pub fn decode(bytes: &[u8], max_bytes: u64) -> String {
    let mut unpacked = Vec::new();
    let bytes = match bytes {
        [0x1f, 0x8b, ..] => {
            // What was unpacked before a mistake counts.
            let _ = flate2::read::GzDecoder::new(bytes).take(max_bytes).read_to_end(&mut unpacked);
            unpacked.as_slice()
        }
        plain => plain,
    };
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = head.split_once("encoding=").and_then(|it| {
        let label = it.1.get(1..)?.split(['"', '\'']).next()?;
        Encoding::for_label(label.as_bytes())
    });
    let (text, _, has_errors) = declared.unwrap_or(encoding_rs::UTF_8).decode(bytes);
    match has_errors && declared.is_none() {
        true => WINDOWS_1252.decode(bytes).0.into_owned(),
        false => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_say_their_encoding() {
        for (bytes, expected) in [
            (&b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe9"[..], 'é'),
            (b"<rss>\xe9", 'é'),
            ("<?xml version=\"1.0\" encoding=\"utf-8\"?>é".as_bytes(), 'é'),
        ] {
            assert_eq!(decode(bytes, 100).chars().last(), Some(expected));
        }
    }
}
