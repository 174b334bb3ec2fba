//! Liquid of Jekyll, and the templates of Zola and Nunjucks, which look alike:
//! `{% tag … %}`, `{{ expression }}`.

use super::rewrite::{Rewrite, find_within, first_bytes};
use super::shortcode::{Call, LONGEST, is_reference};

/// Reads a tag or an expression at a byte. Returns where to go on.
pub(super) fn read(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let head = &rewrite.source()[at..];
    match head.as_bytes().get(..2)? {
        b"{%" => tag(rewrite, at),
        b"{{" => expression(rewrite, at),
        _ => None,
    }
}

fn tag(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let text = rewrite.source();
    // In `{%}` one sign cannot open and close.
    let length = find_within(&text[at + 2..], "%}", LONGEST)? + 2;
    let end = at + length + 2;
    let inner = text[at + 2..at + length].trim_matches(['-', ' ', '\n', '\t', '\r']);
    let call = Call::parse(inner)?;
    match call.name {
        "comment" | "capture" => {
            let close = format!("end{}", call.name);
            Some(rewrite.drop(at..closing(text, end, &close).map_or(end, |it| it.1), None))
        }
        "raw" | "verbatim" => {
            let Some((from, to)) = closing(text, end, &format!("end{}", call.name)) else {
                return Some(rewrite.drop(at..end, None));
            };
            Some(rewrite.replace(at..to, &text[end..from]))
        }
        "highlight" => {
            let language = call.plain.first().copied().unwrap_or_default().replace('`', "");
            let line = if text[end..].starts_with(['\n', '\r']) { "" } else { "\n" };
            Some(rewrite.replace(at..end, &format!("\n```{language}{line}")))
        }
        "endhighlight" => Some(rewrite.replace(at..end, "\n```\n")),
        name if name == "end" || name.starts_with("end") => Some(rewrite.drop(at..end, None)),
        name if is_reference(name) => Some(match rewrite.unlink(at, end, name) {
            Some(next) => next,
            None => rewrite.drop(at..end, Some(name)),
        }),
        _ => Some(match call.meaning() {
            Some(markdown) => rewrite.replace(at..end, &markdown),
            None => rewrite.drop(at..end, Some(named(&call))),
        }),
    }
}

/// What a call is told by: of `include video.html` the file.
fn named<'t>(call: &Call<'t>) -> &'t str {
    match call.name {
        "include" | "include_cached" | "include_relative" | "render" => {
            call.plain.first().copied().unwrap_or(call.name)
        }
        name => name,
    }
}

/// Bytes between two tags that belong together.
const FURTHEST: usize = 20_000;

/// Where the tag begins and ends that closes another.
fn closing(text: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let within = first_bytes(text.get(from..)?, FURTHEST);
    let mut at = 0;
    while let Some(found) = within[at..].find("{%") {
        let start = at + found;
        let end = start + within[start..].find("%}")? + 2;
        if within[start + 2..end - 2].trim_matches(['-', ' ', '\n', '\t']) == name {
            return Some((from + start, from + end));
        }
        at = end;
    }
    None
}

fn expression(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let text = rewrite.source();
    let length = find_within(&text[at + 2..], "}}", 400)? + 2;
    let end = at + length + 2;
    let inner = text[at + 2..at + length].trim_matches(['-', ' ', '\n', '\t']);
    let value = inner.split('|').next().unwrap_or(inner).trim();
    // `"/about" | relative_url`.
    if let Some(quote) = value.chars().next().filter(|it| ['"', '\''].contains(it)) {
        let literal = value[1..].strip_suffix(quote).filter(|it| !it.contains(quote))?;
        return Some(rewrite.replace(at..end, literal));
    }
    let path = value.split(['(', '[']).next().unwrap_or(value);
    let is_name = path.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && path.chars().all(|it| it.is_ascii_alphanumeric() || "_-.:".contains(it));
    let rest = &value[path.len()..];
    if !is_name || !(rest.is_empty() || rest.ends_with([')', ']'])) {
        return None;
    }
    // Where the site lies says the link itself, which is one of the site's.
    if matches!(path, "site.baseurl" | "site.url" | "site.root" | "baseurl" | "base_url") {
        return Some(rewrite.drop(at..end, None));
    }
    let call = Call::parse(value)?;
    if is_reference(path)
        && let Some(next) = rewrite.unlink(at, end, path)
    {
        return Some(next);
    }
    Some(match call.meaning().filter(|_| rest.starts_with('(')) {
        Some(markdown) => rewrite.replace(at..end, &markdown),
        None => rewrite.drop(at..end, Some(path)),
    })
}
