//! Whether files are what their names say, and not larger than they need be.

use crate::diag::{Diagnostic, FileId, Span};

/// Bytes of a file that tell what it is.
pub(super) const HEAD_BYTES: u64 = 64;

/// Bytes of a picture that a page waits for.
const LARGE_PICTURE: u64 = 1_000_000;

/// What is wrong with a file by its name, size and beginning.
pub(super) fn problems(file: FileId, path: &str, bytes: u64, head: &[u8]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let end = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    let span = Span::file(file);
    if bytes == 0 && !path.ends_with(".nojekyll") {
        let problem = Diagnostic::warning("file/empty", span.clone(), "the file is empty");
        problems.push(problem.hint("export it again, or delete its source"));
    } else if let Some(wanted) = signature(&end)
        && !wanted(head)
    {
        let message = format!("the file is no `.{end}`, by its first bytes");
        let problem = Diagnostic::error("file/mime", span.clone(), message);
        problems
            .push(problem.hint("hosts send the type that its name says; give it its right ending"));
    }
    let is_picture = ["png", "jpg", "jpeg", "webp", "gif", "avif"].contains(&end.as_str());
    if is_picture && LARGE_PICTURE < bytes {
        let size = bytes as f64 / 1_000_000.0;
        let message = format!("the picture has {size:.1} MB, which phones wait for");
        let problem = Diagnostic::warning("image/oversize", span, message);
        problems.push(
            problem.hint("3000 pixels square are enough for a cover, as JPEG of less than 500 kB"),
        );
    }
    problems
}

type Test = fn(&[u8]) -> bool;

/// How files of an ending begin.
fn signature(end: &str) -> Option<Test> {
    Some(match end {
        "png" => |it| it.starts_with(b"\x89PNG"),
        "jpg" | "jpeg" => |it| it.starts_with(b"\xff\xd8\xff"),
        "gif" => |it| it.starts_with(b"GIF8"),
        "webp" => |it| it.starts_with(b"RIFF") && it.get(8..12) == Some(b"WEBP"),
        // A tag, or a frame's synchronisation.
        "mp3" => |it| {
            it.starts_with(b"ID3")
                || (it.first() == Some(&0xff) && it.get(1).is_some_and(|it| it & 0xe0 == 0xe0))
        },
        "m4a" | "mp4" => |it| it.get(4..8) == Some(b"ftyp"),
        "ogg" | "opus" | "oga" => |it| it.starts_with(b"OggS"),
        "wav" => |it| it.starts_with(b"RIFF"),
        "flac" => |it| it.starts_with(b"fLaC") || it.starts_with(b"ID3"),
        "vtt" => |it| it.strip_prefix(b"\xef\xbb\xbf").unwrap_or(it).starts_with(b"WEBVTT"),
        "json" => |it| matches!(first(it), Some(b'{' | b'[')),
        "xml" | "svg" | "opml" | "html" => |it| first(it) == Some(b'<'),
        _ => return None,
    })
}

/// The first byte that is no blank.
fn first(bytes: &[u8]) -> Option<u8> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().copied().find(|it| !it.is_ascii_whitespace())
}
