//! Where front matter ends and the text begins: without reading either.

use std::ops::Range;

/// How front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Between `+++`, or `---toml` and `---`.
    Toml,
    /// Between `---` and `---` or `...`.
    Yaml,
    /// `{ … }` at the head, as Hugo has it; between `;;;`, or `---json` and `---`.
    Json,
}

/// A text cut in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seam {
    pub syntax: Syntax,
    /// Bytes of the first line, which tells that there is front matter.
    pub opening: Range<usize>,
    /// Bytes of the front matter itself, without its fences.
    pub front: Range<usize>,
    /// Byte where the body begins.
    pub body: usize,
    /// Whether the fence that ends it is there. Where it is not, the front
    /// matter is taken to end at the first blank line.
    pub is_closed: bool,
}

/// Finds the front matter of a text; `None` where it has none. This is the one
/// place that knows what front matter looks like: notes, pages and
/// transcripts are cut by it before anything else looks at them.
///
/// Two or more keys above a `---` need no fence above them.
///
/// A byte order mark and blank lines may stand before it. `---` opens front
/// matter only with a key below it: alone it is a rule of Markdown. JSON is
/// front matter where a text follows it, or where it has a title and a date:
/// else it is a file of its own.
#[must_use]
pub fn cut(text: &str) -> Option<Seam> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', ' ', '\t']).len();
    let line = text[start..].lines().next()?;
    let opening = start..start + line.len();
    let (fence, syntax) = match line.trim_end() {
        "+++" => ("+++", Syntax::Toml),
        "---" | "---yaml" | "---yml" | "--- yaml" => ("---", Syntax::Yaml),
        "---toml" | "--- toml" => ("---", Syntax::Toml),
        "---json" | "--- json" | "---js" | "--- js" => ("---", Syntax::Json),
        ";;;" => (";;;", Syntax::Json),
        _ if line.starts_with('{') => return json(text, opening),
        _ => return without_fence(text, opening),
    };
    let from = (opening.end + 1).min(text.len());
    let (front, body, is_closed) = match closing(text, from, fence) {
        Some((end, body)) => (from..end, body, true),
        None => {
            let end = text[from..].find("\n\n").map_or(text.len(), |at| from + at + 1);
            (from..end, end, false)
        }
    };
    let inner = &text[front.clone()];
    if syntax == Syntax::Yaml && !(is_closed && inner.trim().is_empty() || has_key(inner)) {
        return None;
    }
    Some(Seam { syntax, opening, front, body, is_closed })
}

/// Keys in lines of their own down to `---`, without a fence above them: some
/// generators write no more. Two are needed, one of them `title`: what people say
/// looks like keys too.
fn without_fence(text: &str, opening: Range<usize>) -> Option<Seam> {
    const MOST: usize = 40;
    let from = opening.start;
    let (mut at, mut n_keys, mut is_titled) = (from, 0, false);
    for line in text[from..].split_inclusive('\n').take(MOST) {
        let bare = line.trim_end();
        if bare == "---" && 2 <= n_keys && is_titled {
            let (front, body) = (from..at, at + line.len());
            return Some(Seam { syntax: Syntax::Yaml, opening, front, body, is_closed: true });
        }
        let key = bare.split_once(':').map(|it| it.0).unwrap_or_default();
        let is_key = key.starts_with(|it: char| it.is_ascii_alphabetic())
            && key.chars().all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_')
            && has_key(bare);
        if !is_key {
            return None;
        }
        n_keys += 1;
        is_titled |= key.eq_ignore_ascii_case("title");
        at += line.len();
    }
    None
}

/// What follows the front matter of a text.
#[must_use]
pub fn body(text: &str) -> &str {
    &text[cut(text).map_or(0, |it| it.body)..]
}

/// The line that is `fence`: where it begins, and where the next one does.
fn closing(text: &str, from: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Whether the first line that says something is `key:`, as it is in every
/// mapping of YAML, or a mapping in braces.
fn has_key(inner: &str) -> bool {
    let says = |it: &&str| !it.trim().is_empty() && !it.trim_start().starts_with(['#', '%']);
    let Some(first) = inner.lines().find(says) else { return inner.contains('#') };
    let first = first.trim();
    if first.starts_with('{') {
        return true;
    }
    let Some((key, value)) = first.split_once(':') else { return false };
    let is_word =
        |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.' | '"' | '\'' | ' ');
    key.chars().all(is_word)
        && key.split(' ').count() <= 2
        && !key.starts_with("- ")
        && (value.is_empty() || value.starts_with([' ', '\t']))
}

/// `{ … }` at the head of a text.
fn json(text: &str, opening: Range<usize>) -> Option<Seam> {
    let start = opening.start;
    let second = text[start + 1..].trim_start();
    if !second.starts_with('"') {
        return None;
    }
    let end = start + object(&text[start..])?;
    let rest = text[end..].lines().next().unwrap_or_default();
    if !rest.trim().is_empty() {
        return None;
    }
    let body = (end + rest.len() + 1).min(text.len());
    // Another object follows: these are rows of JSON Lines.
    if text[body..].trim_start().starts_with('{') {
        return None;
    }
    let front = &text[start..end];
    let states = |key: &str| front.contains(&format!("\"{key}\""));
    if text[body..].trim().is_empty() && !(states("title") && states("date")) {
        return None;
    }
    Some(Seam { syntax: Syntax::Json, opening, front: start..end, body, is_closed: true })
}

/// How long the object is that a text begins with; `None` where it does not
/// end.
fn object(text: &str) -> Option<usize> {
    let (mut open, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => open += 1,
            b'}' if !quoted => {
                open -= 1;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_behind_their_front_matter() {
        let check = |text: &str, expected: Option<(Syntax, &str, &str)>| {
            let got = cut(text);
            let got = got.map(|it| (it.syntax, text[it.front].trim(), &text[it.body..]));
            assert_eq!(got, expected, "{text:?}");
        };
        check("+++\na = 1\n+++\nbody", Some((Syntax::Toml, "a = 1", "body")));
        check("---\na: 1\n---\nbody", Some((Syntax::Yaml, "a: 1", "body")));
        check("\u{feff}\n---  \na: 1\n...\n\nbody", Some((Syntax::Yaml, "a: 1", "\nbody")));
        check(
            "---\n# nothing yet\n\n\"a b\": 1\n---\n",
            Some((Syntax::Yaml, "# nothing yet\n\n\"a b\": 1", "")),
        );
        check("---\n---\nbody", Some((Syntax::Yaml, "", "body")));
        check("---toml\na = 1\n---\nbody", Some((Syntax::Toml, "a = 1", "body")));
        check("---json\n{\"a\": 1}\n---\nbody", Some((Syntax::Json, "{\"a\": 1}", "body")));
        check("{\"start\": 1}\n{\"start\": 2}\n", None);
        check(
            "{\n\"a\": \"}\\\"\"\n}\n\nbody",
            Some((Syntax::Json, "{\n\"a\": \"}\\\"\"\n}", "\nbody")),
        );
        check(
            "{\"title\": 1, \"date\": 2}",
            Some((Syntax::Json, "{\"title\": 1, \"date\": 2}", "")),
        );
        check("{\"segments\": []}", None);
        check("{\"a\": 1} and more", None);
        check("{{< figure >}}\ntext", None);
        check("---\n\nA rule above, another below.\n\n---\n", None);
        check("---\nWe said this: a rule.\n---\n", None);
        check("---\n- a: list\n---\n", None);
        check("# Heading\n---\n", None);
        check("title: A\nkind: b\n---\nbody", Some((Syntax::Yaml, "title: A\nkind: b", "body")));
        check("Remember: a heading\n---\nbody", None);
        check("Ann: Hi.\nBo: And hello to all of you.\n---\n", None);
        check("---\na: 1\nb: 2\n\nbody\n", Some((Syntax::Yaml, "a: 1\nb: 2", "\nbody\n")));
        check("+++\na = 1", Some((Syntax::Toml, "a = 1", "")));
        check("---\n", None);
        assert_eq!(body("---\na: 1\n---\nbody"), "body");
        assert_eq!(body("body"), "body");
    }
}
