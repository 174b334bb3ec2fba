//! What a picture is by its first bytes, as far as directories ask.

/// A picture that directories may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Endings that its name may have, the usual one first.
    pub endings: &'static [&'static str],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether its colours are red, green and blue.
    pub is_rgb: bool,
}

/// The form of a JPEG or PNG; `None` for everything else.
pub(super) fn form(bytes: &[u8]) -> Option<Form> {
    png(bytes).or_else(|| jpeg(bytes))
}

/// PNG, section 11.2.2: size and type of colour stand at fixed places. A
/// palette (3) is one of red, green and blue.
fn png(bytes: &[u8]) -> Option<Form> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let is_rgb = matches!(bytes.get(25)?, 2 | 3 | 6);
    Some(Form { endings: &["png"], width: number(16)?, height: number(20)?, is_rgb })
}

/// JPEG, section B.2.2: the frame says size and number of components, of which
/// a picture in red, green and blue has three.
fn jpeg(bytes: &[u8]) -> Option<Form> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, tail @ ..] = rest else { return None };
        // Fill bytes, and markers without a segment.
        if matches!(marker, 0xff | 0x01 | 0xd0..=0xd7) {
            rest = &rest[if *marker == 0xff { 1 } else { 2 }..];
            continue;
        }
        let length = usize::from(u16::from_be_bytes(tail.get(..2)?.try_into().ok()?));
        let segment = tail.get(2..length.max(2))?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let number =
                |at: usize| Some(u16::from_be_bytes(segment.get(at..at + 2)?.try_into().ok()?));
            return Some(Form {
                endings: &["jpg", "jpeg"],
                width: number(3)?.into(),
                height: number(1)?.into(),
                is_rgb: *segment.get(5)? == 3,
            });
        }
        rest = &tail[length.max(2)..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_off_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x05\x78\0\0\x05\x78\x08\x02\0\0\0";
        let found = form(png).unwrap();
        assert_eq!((found.width, found.height, found.is_rgb), (1400, 1400, true));
        // A comment, then a frame of four components: CMYK.
        let jpeg = b"\xff\xd8\xff\xfe\0\x05abc\xff\xc0\0\x14\x08\x05\x78\x0b\xb8\x04............";
        let found = form(jpeg).unwrap();
        assert_eq!((found.width, found.height, found.is_rgb), (3000, 1400, false));
        for broken in [&b"GIF89a"[..], b"\xff\xd8", b"\xff\xd8\xff\xc0\0\x01", b"\x89PNG", b""] {
            assert_eq!(form(broken), None);
        }
        for end in 0..jpeg.len() {
            form(&jpeg[..end]);
        }
    }
}
