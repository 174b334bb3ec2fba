//! What a picture is by its first bytes, as far as directories ask.

use imagesize::ImageType;

/// A picture that directories may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PictureHead {
    /// Endings that its name may have, the usual one first.
    pub endings: &'static [&'static str],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether its colours are red, green and blue.
    pub is_rgb: bool,
}

/// The head of a JPEG or PNG; `None` for everything else.
pub(super) fn head(bytes: &[u8]) -> Option<PictureHead> {
    let (endings, is_rgb): (&[&str], bool) = match imagesize::image_type(bytes).ok()? {
        // PNG, section 11.2.2: a palette (3) is one of red, green and blue.
        ImageType::Png => (&["png"], matches!(bytes.get(25)?, 2 | 3 | 6)),
        ImageType::Jpeg => (&["jpg", "jpeg"], n_components(bytes)? == 3),
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (size.width.try_into().ok()?, size.height.try_into().ok()?);
    Some(PictureHead { endings, width, height, is_rgb })
}

/// How many components the frame of a JPEG has (section B.2.2): a picture in
/// red, green and blue has three.
fn n_components(bytes: &[u8]) -> Option<u8> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, tail @ ..] = rest else { return None };
        // Fill bytes, and markers without a segment.
        if matches!(marker, 0xff | 0x01 | 0xd0..=0xd7) {
            rest = &rest[if *marker == 0xff { 1 } else { 2 }..];
            continue;
        }
        let length = usize::from(u16::from_be_bytes(tail.get(..2)?.try_into().ok()?)).max(2);
        let segment = tail.get(2..length)?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return segment.get(5).copied();
        }
        rest = &tail[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_off_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x05\x78\0\0\x05\x78\x08\x02\0\0\0";
        let found = head(png).unwrap();
        assert_eq!((found.width, found.height, found.is_rgb), (1400, 1400, true));
        // A comment, then a frame of four components: CMYK.
        let jpeg = b"\xff\xd8\xff\xfe\0\x05abc\xff\xc0\0\x14\x08\x05\x78\x0b\xb8\x04............";
        let found = head(jpeg).unwrap();
        assert_eq!((found.width, found.height, found.is_rgb), (3000, 1400, false));
        for broken in [&b"GIF89a"[..], b"\xff\xd8", b"\xff\xd8\xff\xc0\0\x01", b"\x89PNG", b""] {
            assert_eq!(head(broken), None);
        }
        for end in 0..jpeg.len() {
            head(&jpeg[..end]);
        }
    }
}
