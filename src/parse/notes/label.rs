//! Labels of items: `Brian #1:`, `#2 Michael:`, `#3 (Brian)`.

/// A label at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub presenter: Option<String>,
    pub number: u32,
    /// Byte of the plain line where the title begins.
    pub end: usize,
}

/// Marks that stand between a label and its title.
const MARKS: [char; 9] = [':', '-', '–', '—', '.', ')', ' ', '*', '\u{a0}'];

/// The label of a line. `presenters` are names that may stand before a number
/// without `#`.
pub(super) fn label(line: &str, presenters: &[String]) -> Option<Label> {
    let indent = line.len() - line.trim_start_matches([' ', '*']).len();
    let text = &line[indent..];
    if let Some(rest) = text.strip_prefix('#') {
        return number_first(rest).map(|it| shifted(it, indent + 1));
    }
    name_first(text, presenters).map(|it| shifted(it, indent))
}

fn shifted(label: Label, by: usize) -> Label {
    Label { end: label.end + by, ..label }
}

/// `1 Brian: title`, `2 (Michael): title`, `3: title`.
fn number_first(text: &str) -> Option<Label> {
    let (number, length) = digits(text.trim_start())?;
    let at = text.len() - text.trim_start().len() + length;
    let rest = &text[at..];
    let inner = rest.trim_start();
    let gap = rest.len() - inner.len();
    if let Some(close) = inner.strip_prefix('(').and_then(|it| it.find(')')) {
        let name = inner[1..=close].trim();
        if is_name(name) {
            let end = skip_marks(text, at + gap + close + 2);
            return Some(Label { presenter: Some(name.to_owned()), number, end });
        }
    }
    if let Some(colon) = inner.find(':').filter(|it| *it <= 40) {
        let name = inner[..colon].trim();
        if is_name(name) {
            let end = skip_marks(text, at + gap + colon + 1);
            return Some(Label { presenter: Some(name.to_owned()), number, end });
        }
    }
    let marked = inner.starts_with([':', '-', '–', '—', '.']);
    marked.then(|| Label { presenter: None, number, end: skip_marks(text, at) })
}

/// `Brian #1: title`, `Leah #6 - title`, and `Brian 5: title` for known names.
fn name_first(text: &str, presenters: &[String]) -> Option<Label> {
    let hash = text.find('#').filter(|it| *it <= 50);
    if let Some(hash) = hash {
        let name = text[..hash].trim().trim_end_matches([':', '-']).trim();
        if is_name(name) {
            let (number, length) = digits(text[hash + 1..].trim_start())?;
            let gap = text[hash + 1..].len() - text[hash + 1..].trim_start().len();
            let at = hash + 1 + gap + length;
            let glued = text[at..].starts_with(|c: char| c.is_alphanumeric());
            let end = skip_marks(text, at);
            return (!glued).then(|| Label { presenter: Some(name.to_owned()), number, end });
        }
    }
    let at = text.find(|c: char| c.is_ascii_digit()).filter(|it| *it <= 40)?;
    let name = text[..at].trim();
    if !presenters.iter().any(|it| it.eq_ignore_ascii_case(name)) {
        return None;
    }
    let (number, length) = digits(&text[at..])?;
    let marked = text[at + length..].trim_start().starts_with([':', '-', '–']);
    marked.then(|| Label {
        presenter: Some(name.to_owned()),
        number,
        end: skip_marks(text, at + length),
    })
}

fn digits(text: &str) -> Option<(u32, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..length)?.parse().ok()?;
    (number < 200).then_some((number, length))
}

fn skip_marks(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(MARKS).len()
}

/// Whether a text may be a person's name, or several: `Brian`, `Ann & Bob`.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=5).contains(&words.len())
        && text.len() <= 40
        && words[0].starts_with(char::is_uppercase)
        && words.iter().all(|it| {
            matches!(*it, "&" | "and" | "+" | "/" | "de" | "van" | "von")
                || (it.starts_with(char::is_uppercase)
                    && it.chars().all(|c| c.is_alphabetic() || "'’-.,&".contains(c)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_all_forms_are_read() {
        let check = |line: &str, expected: Option<(&str, u32, &str)>| {
            let got = label(line, &["Brian".to_owned()]);
            let got = got
                .as_ref()
                .map(|it| (it.presenter.as_deref().unwrap_or(""), it.number, &line[it.end..]));
            assert_eq!(got, expected, "{line}");
        };
        check("Brian #1: X", Some(("Brian", 1, "X")));
        check("Michael #3: X: y", Some(("Michael", 3, "X: y")));
        check("Leah #6 - X", Some(("Leah", 6, "X")));
        check("#1 Brian: X", Some(("Brian", 1, "X")));
        check("#2 (Michael): X", Some(("Michael", 2, "X")));
        check("#3 (Brian) X", Some(("Brian", 3, "X")));
        check("Brian 5 : X", Some(("Brian", 5, "X")));
        check("Dan #5:", Some(("Dan", 5, "")));
        check("Michael #4:: X #277", Some(("Michael", 4, "X #277")));
        check("Ann & Bob #0: X", Some(("Ann & Bob", 0, "X")));
        check("Carol 5 : X", None);
        check("Issue #277 is closed", None); // Numbers of items stay below 200.
        check("see #100 for more", None);
        check("Python 3.11 is out", None);
    }
}
