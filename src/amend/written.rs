//! How the user's tools write a file: its byte order mark and its line ends.
//! Git for Windows gives every file `\r\n`.

/// U+FEFF at the beginning of a file.
const MARK: char = '\u{feff}';

/// The text of a file as `source` hands it out: without a byte order mark,
/// every line ended with `\n`.
pub(super) fn meant(raw: &str) -> String {
    let text = raw.strip_prefix(MARK).unwrap_or(raw);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A text as the file `raw` is written: with its byte order mark, and with the
/// line end that most of its lines have.
pub(super) fn like(raw: &str, text: &str) -> String {
    let pairs = raw.matches("\r\n").count();
    let lines = raw.matches('\n').count();
    let returns = raw.matches('\r').count() - pairs;
    let end = match () {
        () if lines < returns => "\r",
        () if lines < 2 * pairs => "\r\n",
        () => "\n",
    };
    let mark = if raw.starts_with(MARK) { "\u{feff}" } else { "" };
    format!("{mark}{}", text.replace('\n', end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_as_their_tools_write_them() {
        for (raw, text, written) in [
            ("", "a\n", "a\n"),
            ("a\nb\n", "a\nc\n", "a\nc\n"),
            ("a\r\nb\r\n", "a\nb\nc\n", "a\r\nb\r\nc\r\n"),
            ("\u{feff}a\r\n", "a\nb\n", "\u{feff}a\r\nb\r\n"),
            ("\u{feff}a\n", "b\n", "\u{feff}b\n"),
            // Most lines decide; an old Mac knew no `\n`.
            ("a\r\nb\nc\n", "a\nb\n", "a\nb\n"),
            ("a\rb\r", "a\nb\nc\n", "a\rb\rc\r"),
            ("one line", "one\ntwo", "one\ntwo"),
        ] {
            assert_eq!(like(raw, text), written, "{raw:?}");
            assert_eq!(meant(&like(raw, text)), text, "{raw:?}");
        }
    }
}
