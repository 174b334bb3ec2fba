//! Code → HTML with a handful of short classes; colours are the style sheet's.

use std::fmt::Write as _;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Loading takes a millisecond; a site without code never pays it.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Code longer than this many bytes is shown plain: highlighting costs about
/// 80 µs a line.
const LONGEST: usize = 60_000;

/// Scope prefixes and their classes; the first that fits counts.
const CLASSES: [(&str, &str); 19] = [
    ("comment", "c"),
    ("string.regexp", "sr"),
    ("constant.character.escape", "se"),
    ("string", "s"),
    ("constant.numeric", "m"),
    ("constant.language", "kc"),
    ("constant", "no"),
    ("keyword.operator", "o"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.function", "nf"),
    ("support.function", "nf"),
    ("variable.function", "nf"),
    ("entity.name.tag", "nt"),
    ("entity.name", "nc"),
    ("support", "nb"),
    ("entity.other.attribute-name", "na"),
    ("variable.parameter", "np"),
    ("invalid", "err"),
];

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    CLASSES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect()
});

/// Whether a class is one of highlighted code.
#[must_use]
pub(super) fn is_class(class: &str) -> bool {
    CLASSES.iter().any(|it| it.1 == class)
}

/// Highlights code of a language; `None` where the language is not known, and
/// for plain text.
#[must_use]
pub fn highlight(language: &str, code: &str) -> Option<String> {
    let syntax = syntax(language)?;
    if LONGEST < code.len() {
        return None;
    }
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 2);
    let mut open: Option<&str> = None;
    for line in LinesWithEndings::from(code) {
        let changes = state.parse_line(line, &SYNTAXES).ok()?;
        let mut from = 0;
        for (at, change) in changes {
            piece(&mut html, &mut open, class(&stack), &line[from..at]);
            stack.apply(&change).ok()?;
            from = at;
        }
        piece(&mut html, &mut open, class(&stack), &line[from..]);
    }
    if open.is_some() {
        html.push_str("</span>");
    }
    Some(html)
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = match language {
        "" | "text" | "txt" | "plain" | "none" | "output" => return None,
        "csharp" => "cs",
        "powershell" => "ps1",
        "jsx" => "tsx",
        "console" | "shell" | "shell-session" | "zsh" => "sh",
        "pycon" | "python3" | "py3" => "python",
        other => other,
    };
    SYNTAXES.find_syntax_by_token(name)
}

fn class(stack: &ScopeStack) -> Option<&'static str> {
    let of = |scope: &Scope| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
    stack.as_slice().iter().rev().find_map(of).map(|it| it.1)
}

fn piece(
    html: &mut String,
    open: &mut Option<&'static str>,
    class: Option<&'static str>,
    text: &str,
) {
    if text.is_empty() {
        return;
    }
    if *open != class {
        if open.is_some() {
            html.push_str("</span>");
        }
        if let Some(class) = class {
            let _ = write!(html, "<span class=\"{class}\">");
        }
        *open = class;
    }
    escape(html, text);
}

/// Escapes text for element content.
fn escape(html: &mut String, text: &str) {
    for it in text.chars() {
        match it {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            it => html.push(it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_becomes_short_classes() {
        let html = highlight("python", "import os  # <x>\nname = \"a\"\n").unwrap();
        assert!(html.contains("<span class=\"k\">import</span>"), "{html}");
        assert!(html.contains("&lt;x&gt;"), "{html}");
        assert_eq!(highlight("text", "x"), None);
        assert_eq!(highlight("no-such-language", "x"), None);
    }
}
