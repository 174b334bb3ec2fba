//! Source files as answers, whole or the range that a player wants (RFC 9110,
//! section 14).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::time::SystemTime;

use httpdate::HttpDate;
use hyper::header::{self, HeaderMap};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::mpsc;

use super::body::Body;
use super::http::response;

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Pieces that are read ahead of the browser.
const AHEAD: usize = 2;

/// Answers with a file. It may have gone since the show was read.
pub(super) fn answer<B>(request: &Request<B>, path: &Path) -> Response<Body> {
    match open(request, path) {
        Ok(response) => response,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            response(StatusCode::NOT_FOUND, &[], Vec::new())
        }
        Err(_) => response(StatusCode::INTERNAL_SERVER_ERROR, &[], Vec::new()),
    }
}

fn open<B>(request: &Request<B>, path: &Path) -> io::Result<Response<Body>> {
    #[expect(clippy::disallowed_methods, reason = "the preview names it: it is a file of the show")]
    let file = File::open(path)?;
    let about = file.metadata()?;
    let modified = about.modified().ok().map(HttpDate::from);
    if let Some(status) = modified.and_then(|it| precondition(request.headers(), it)) {
        return Ok(response(status, &[(header::CACHE_CONTROL, "no-cache")], Vec::new()));
    }
    let length = about.len();
    let mime = mime_guess::from_path(path).first_or_octet_stream().to_string();
    let modified = modified.map(|it| it.to_string());
    let mut headers = vec![
        (header::CONTENT_TYPE, mime.as_str()),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    headers.extend(modified.as_deref().map(|it| (header::LAST_MODIFIED, it)));
    let wanted = request.headers().get(header::RANGE);
    let wanted = wanted.map(|it| it.to_str().ok().and_then(|it| range(it, length)));
    let (status, range, content_range) = match wanted {
        None => (StatusCode::OK, 0..length, None),
        Some(Some(it)) => {
            let said = format!("bytes {}-{}/{length}", it.start, it.end - 1);
            (StatusCode::PARTIAL_CONTENT, it, Some(said))
        }
        Some(None) => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0, Some(format!("bytes */{length}"))),
    };
    headers.extend(content_range.as_deref().map(|it| (header::CONTENT_RANGE, it)));
    let n_bytes = (range.end - range.start).to_string();
    headers.push((header::CONTENT_LENGTH, &n_bytes));
    let mut answer = response(status, &headers, Vec::new());
    if request.method() == Method::GET && !range.is_empty() {
        *answer.body_mut() = pieces(file, range);
    }
    Ok(answer)
}

/// The answer if the browser has the file, or wants it only as it was.
fn precondition(headers: &HeaderMap, modified: HttpDate) -> Option<StatusCode> {
    let date = |name: header::HeaderName| -> Option<HttpDate> {
        let text = headers.get(name)?.to_str().ok()?;
        httpdate::parse_http_date(text).ok().map(|it: SystemTime| it.into())
    };
    if date(header::IF_UNMODIFIED_SINCE).is_some_and(|it| it < modified) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    let is_known = date(header::IF_MODIFIED_SINCE).is_some_and(|it| modified <= it);
    is_known.then_some(StatusCode::NOT_MODIFIED)
}

/// The bytes that a `Range` wants of a file of so many; `None` where there are
/// none, or it wants several ranges.
fn range(wanted: &str, length: u64) -> Option<Range<u64>> {
    let (from, to) = wanted.trim().strip_prefix("bytes=")?.split_once('-')?;
    let range = match (from.trim(), to.trim()) {
        ("", last) => length.saturating_sub(last.parse().ok()?)..length,
        (from, "") => from.parse().ok()?..length,
        (from, to) => from.parse().ok()?..to.parse::<u64>().ok()?.saturating_add(1).min(length),
    };
    (!range.is_empty()).then_some(range)
}

/// Reads a range on a thread of its own, a little ahead of who takes it.
fn pieces(mut file: File, range: Range<u64>) -> Body {
    let (send, pieces) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut left = range.end - range.start;
        let begun = file.seek(SeekFrom::Start(range.start)).err();
        if let Some(error) = begun {
            let _ = send.blocking_send(Err(error));
            return;
        }
        while 0 < left {
            let mut piece = Vec::with_capacity(PIECE);
            let read = (&mut file).take(left.min(PIECE as u64)).read_to_end(&mut piece);
            let piece = match read {
                Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => {
                    left -= n as u64;
                    Ok(piece.into())
                }
                Err(error) => Err(error),
            };
            let is_broken = piece.is_err();
            // Whoever leaves takes no more.
            if send.blocking_send(piece).is_err() || is_broken {
                return;
            }
        }
    });
    Body::Pieces(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_file() {
        for (wanted, expected) in [
            ("bytes=2-5", Some(2..6)),
            ("bytes=2-", Some(2..11)),
            ("bytes=-3", Some(8..11)),
            ("bytes=-90", Some(0..11)),
            ("bytes=5-90", Some(5..11)),
            ("bytes=0-18446744073709551615", Some(0..11)),
            ("bytes=11-", None),
            ("bytes=5-2", None),
            ("bytes=-0", None),
            ("bytes=-", None),
            ("bytes=0-1,4-5", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(range(wanted, 11), expected, "{wanted}");
        }
        assert_eq!(range("bytes=0-", 0), None);
    }

    #[test]
    fn a_browser_that_has_the_file_gets_none() {
        let at = |it| httpdate::parse_http_date(it).unwrap();
        let modified = HttpDate::from(at("Sun, 06 Nov 1994 08:49:37 GMT"));
        let asked = |name, date: &str| {
            let headers = HeaderMap::from_iter([(name, date.parse().unwrap())]);
            precondition(&headers, modified).map(|it| it.as_u16())
        };
        assert_eq!(asked(header::IF_MODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:37 GMT"), Some(304));
        assert_eq!(asked(header::IF_MODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:36 GMT"), None);
        assert_eq!(asked(header::IF_UNMODIFIED_SINCE, "Sun, 06 Nov 1994 08:49:36 GMT"), Some(412));
        assert_eq!(asked(header::IF_MODIFIED_SINCE, "yesterday"), None);
    }
}
