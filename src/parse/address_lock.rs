//! `addresses.lock`: a page a line, its parts between tabs, so that merges of
//! lines (`merge=union`) are right as they are.

use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{ADDRESSES_END, AddressLock, GONE, LockedPage};

/// Reads the file. One that was cut short is an error, for what it bound would
/// be lost in silence. A line that is none costs itself; of two lines of one
/// address the one holds that is not gone.
pub fn parse(file: FileId, text: &str) -> Reported<AddressLock> {
    let mut lock = AddressLock::default();
    let mut problems = Vec::new();
    if !text.lines().any(|it| it.trim_end() == ADDRESSES_END) {
        problems.push(
            Diagnostic::error(
                "address/cut",
                Span::file(file),
                "the file was cut short: it does not end with `# end`",
            )
            .hint("take it out of version control again")
            .hint("or, if nothing is missing, `cuepoint lock --merge` ends it"),
        );
    }
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end();
        let bytes = at..at + line.len();
        at += whole.len();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.split('\t');
        let path = parts.next().unwrap_or_default();
        if !(path.starts_with('/') && path.ends_with('/')) || path.contains(' ') {
            problems.push(
                Diagnostic::warning(
                    "address/line",
                    Span::new(file, bytes),
                    "this is no address of a page",
                )
                .hint("delete the line; if a merge left it, keep the lines of both sides"),
            );
            continue;
        }
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let page = LockedPage { name: part(), url: part(), is_gone: part() == GONE };
        let known = lock.pages.entry(path.to_owned()).or_insert_with(|| page.clone());
        if known.is_gone && !page.is_gone {
            *known = page;
        }
    }
    Reported { value: lock, problems }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_sides_of_a_merge_are_read() {
        let text = "# head\r\n/topics/a/\tA\t\tgone\r\n/topics/a/\tA\thttps://a.example/\n<<<<<<< x\n/page/2/\n# end\n";
        let read = parse(FileId(0), text);
        let page = |name: &str, url: &str| LockedPage {
            name: name.into(),
            url: url.into(),
            is_gone: false,
        };
        let expected =
            [("/page/2/", page("", "")), ("/topics/a/", page("A", "https://a.example/"))];
        assert_eq!(read.value.pages, expected.map(|it| (it.0.to_owned(), it.1)).into());
        let codes: Vec<_> = read.problems.iter().map(|it| &text[it.span.bytes.clone()]).collect();
        assert_eq!(codes, ["<<<<<<< x"]);
        let cut = parse(FileId(0), "# head\n/topics/a/\tA\n");
        assert_eq!(cut.problems[0].code, "address/cut");
    }
}
