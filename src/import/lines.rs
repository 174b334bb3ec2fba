//! Plain text → Markdown that shows it as it is.

/// Plain text as Markdown that shows it as it is: each line a line, and no
/// mark of Markdown but for the dash of lists.
pub(super) fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let is_entry = |at: usize| {
        lines
            .get(at)
            .is_some_and(|it| it.strip_prefix("- ").is_some_and(|it| !it.trim().is_empty()))
    };
    let mut markdown = String::with_capacity(text.len() + 16);
    for (nth, line) in lines.iter().enumerate() {
        let before = nth.checked_sub(1);
        // A single dash is a dash.
        let is_list = is_entry(nth) && (is_entry(nth + 1) || before.is_some_and(is_entry));
        if line.is_empty() {
            markdown.push('\n');
            continue;
        }
        let of_list = |at: usize| {
            is_entry(at) && (is_entry(at + 1) || at.checked_sub(1).is_some_and(is_entry))
        };
        // Text right behind a list would belong to its last entry.
        if !is_list && before.is_some_and(of_list) {
            markdown.push('\n');
        }
        match line.strip_prefix("- ").filter(|_| is_list) {
            Some(rest) => {
                markdown.push_str("- ");
                markdown.push_str(&escaped(rest.trim()));
            }
            None => markdown.push_str(&escaped(line)),
        }
        let goes_on = lines.get(nth + 1).is_some_and(|it| !it.is_empty());
        let is_before_list = of_list(nth + 1);
        if is_before_list && !is_list {
            markdown.push('\n');
        } else if goes_on && !is_list {
            markdown.push('\\');
        }
        markdown.push('\n');
    }
    markdown
}

/// A line in which nothing is a mark of Markdown.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    if let Some(at) = block_mark(line) {
        out.push_str(&line[..at]);
        out.push('\\');
        out.push_str(&inline(&line[at..]));
        return out;
    }
    inline(line)
}

/// The byte of a line's beginning that would make it something else than a
/// paragraph.
fn block_mark(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let is_only = |it: char| line.chars().all(|own| own == it || own.is_whitespace());
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    match first {
        '#' => ends(line.trim_start_matches('#')).then_some(0),
        '>' | '|' => Some(0),
        '-' | '+' | ':' | '=' => {
            let is_row = first == '-' || first == ':';
            let is_row = is_row && line.chars().all(|it| matches!(it, '-' | ':' | '|' | ' '));
            (ends(&line[1..]) || is_only(first) || is_row).then_some(0)
        }
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let rest = &line[digits..];
            let is_mark = rest.starts_with(['.', ')']) && rest.get(1..).is_some_and(ends);
            (digits <= 9 && is_mark).then_some(digits)
        }
        _ => None,
    }
}

/// A text in which nothing is a mark of Markdown. Addresses that hold marks are
/// put between angle brackets, and stay what they are.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
        let is_address = bare.starts_with("http://") || bare.starts_with("https://");
        if is_address
            && bare.contains(['*', '`', '~', '[', ']', '\\', '_'])
            && !bare.contains(['<', '>'])
        {
            out.push_str(&format!("<{bare}>"));
            marks(&piece[bare.len()..], &mut out);
        } else {
            marks(piece, &mut out);
        }
    }
    out
}

fn marks(text: &str, out: &mut String) {
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_mark = match it {
            '\\' | '*' | '`' | '[' | ']' => true,
            // Within a word it is none.
            '_' => !before.is_alphanumeric() || !next.is_alphanumeric(),
            '~' => before == '~' || next == '~',
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => next.is_ascii_alphabetic() || next == '#',
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(it);
        before = it;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_what_it_is() {
        for (text, expected) in [
            ("One\n#2 is\n# three\n\nfour", "One\\\n#2 is\\\n\\# three\n\nfour\n"),
            (
                "1. Low\n3) High\n* Bell *\n    Buoy",
                "1\\. Low\\\n3\\) High\\\n\\* Bell \\*\\\nBuoy\n",
            ),
            ("a_b _c_ x<y <z> [1] `d`", "a_b \\_c\\_ x\\<y \\<z> \\[1\\] \\`d\\`\n"),
            ("- one\n- two\nthree\n- four", "- one\n- two\n\nthree\\\n\\- four\n"),
            ("Links:\n- one\n- two", "Links:\n\n- one\n- two\n"),
            ("Title\n---\n===\na | b\n--|--", "Title\\\n\\---\\\n\\===\\\na | b\\\n\\--|--\n"),
            ("see https://a.example/a_b_*c*, yes", "see <https://a.example/a_b_*c*>, yes\n"),
            ("Tom & Jerry <3 &x;", "Tom & Jerry <3 \\&x;\n"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
