//! Shortcodes, and what those mean that everybody has: `{{< youtube ID >}}`,
//! `{{% figure src="…" %}}`, `{{</* escaped */>}}`.

use super::rewrite::{Rewrite, find_within};

/// A tag of any of the languages, taken apart: its name and its arguments.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Call<'t> {
    pub name: &'t str,
    /// Arguments without a name, in order.
    pub plain: Vec<&'t str>,
    /// Arguments with one.
    pub named: Vec<(&'t str, &'t str)>,
}

impl<'t> Call<'t> {
    /// `youtube id="x" "y"`, `youtube(id="x")`.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        let end = text
            .find(|it: char| !(it.is_alphanumeric() || "_-./".contains(it)))
            .unwrap_or(text.len());
        let name = &text[..end];
        if name.is_empty() {
            return None;
        }
        let mut call = Self { name, ..Self::default() };
        let mut rest = text[end..].trim_start_matches(['(', ' ', '\t', '\n', '\r']);
        while !rest.is_empty() && call.plain.len() + call.named.len() < 40 {
            let (value, behind) = argument(rest);
            let equals = behind.trim_start().strip_prefix('=').filter(|_| !value.is_empty());
            rest = match equals {
                Some(it) => {
                    let (given, behind) = argument(it.trim_start());
                    call.named.push((value, given));
                    behind
                }
                None => {
                    if !value.is_empty() {
                        call.plain.push(value);
                    }
                    behind
                }
            };
            rest = rest.trim_start_matches([' ', ',', ')', '\t', '\n', '\r', '=']);
        }
        Some(call)
    }

    fn named(&self, names: &[&str]) -> Option<&'t str> {
        names.iter().find_map(|name| {
            self.named.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1)
        })
    }

    /// The Markdown of a call that means the same everywhere.
    pub(super) fn meaning(&self) -> Option<String> {
        // `include youtube.html`, `youtube_embed`, `Figure`.
        let name = match self.name {
            "include" | "include_cached" | "include_relative" | "render" => self.plain.first()?,
            name => name,
        };
        let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        let is = |words: &[&str]| words.iter().any(|it| name.contains(it));
        let first = || match self.name {
            "include" | "include_cached" | "include_relative" | "render" => self.plain.get(1),
            _ => self.plain.first(),
        };
        // Signs that a keyboard lacks.
        let sign = match name.as_str() {
            "nbsp" => Some("\u{a0}"),
            "ndash" => Some("–"),
            "mdash" => Some("—"),
            "hellip" => Some("…"),
            "br" => Some("\n"),
            _ => None,
        };
        if let Some(sign) = sign {
            return Some(sign.to_owned());
        }
        if is(&["youtube"]) {
            let id = self.named(&["id", "video", "videoid", "video_id", "url", "src"]);
            let id = id.or_else(|| first().copied())?;
            let id = id.rsplit(['/', '=']).next().unwrap_or(id);
            let sound = id.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it));
            return (sound && !id.is_empty())
                .then(|| format!("[YouTube](https://www.youtube.com/watch?v={id})"));
        }
        if is(&["vimeo"]) {
            let id = self.named(&["id", "video"]).or_else(|| first().copied())?;
            let sound = !id.is_empty() && id.chars().all(|it| it.is_ascii_digit());
            return sound.then(|| format!("[Vimeo](https://vimeo.com/{id})"));
        }
        let src = || {
            let src = self.named(&["src", "url", "file", "mp3", "path", "image", "image_path"]);
            src.or_else(|| first().copied()).filter(|it| is_address(it))
        };
        if is(&["audio", "mp3"]) {
            return Some(format!("[Audio]({})", src()?));
        }
        if is(&["figure", "image", "img", "picture"]) {
            let text = self.named(&["alt", "caption", "title"]).unwrap_or_default();
            let text = text.replace(['[', ']', '\n'], " ");
            return Some(format!("![{text}]({})", src()?));
        }
        None
    }
}

/// Whether a text can stand as the address of a link.
fn is_address(text: &str) -> bool {
    !text.is_empty() && !text.contains(|it: char| it.is_whitespace() || "()<>{}\"".contains(it))
}

/// One argument, quoted or not, and what follows.
fn argument(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|it| ['"', '\'', '`'].contains(it));
    if let Some(quote) = quote {
        let inner = &text[1..];
        let end = inner.find(quote).unwrap_or(inner.len());
        return (&inner[..end], inner.get(end + 1..).unwrap_or_default());
    }
    let end = text.find(|it: char| it.is_whitespace() || "=,)".contains(it)).unwrap_or(text.len());
    // What is no argument must not stop the walk.
    let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
    (&text[..end], &text[end..])
}

/// Names that others know for a link to another page.
pub(super) fn is_reference(name: &str) -> bool {
    matches!(name, "ref" | "relref" | "link" | "post_url" | "xref")
}

/// Bytes that a tag has at most.
pub(super) const LONGEST: usize = 2000;

/// Reads a shortcode of Hugo at a byte. Returns where to go on.
pub(super) fn read(rewrite: &mut Rewrite<'_>, at: usize) -> Option<usize> {
    let text = rewrite.source();
    let head = &text[at..];
    let (mark, close) = match head.as_bytes().get(..3)? {
        b"{{<" => ('<', ">}}"),
        b"{{%" => ('%', "%}}"),
        _ => return None,
    };
    let length = find_within(&head[3..], close, LONGEST)? + 3;
    let end = at + length + close.len();
    let inner = &head[3..length];
    if let Some(escaped) = inner.strip_prefix("/*").and_then(|it| it.strip_suffix("*/")) {
        return Some(rewrite.replace(at..end, &format!("{{{{{mark}{escaped}{close}")));
    }
    let inner = inner.trim().trim_end_matches('/').trim();
    if let Some(name) = inner.strip_prefix('/') {
        // The end of a pair, whose beginning was counted.
        let fence = name.trim() == "highlight";
        return Some(rewrite.replace(at..end, if fence { "```\n" } else { "" }));
    }
    let call = Call::parse(inner)?;
    if call.name == "highlight" {
        let language = call.plain.first().copied().unwrap_or_default();
        let language = language.replace('`', "");
        return Some(rewrite.replace(at..end, &format!("\n```{language}")));
    }
    if is_reference(call.name)
        && let Some(next) = rewrite.unlink(at, end, call.name)
    {
        return Some(next);
    }
    Some(match call.meaning() {
        Some(markdown) => rewrite.replace(at..end, &markdown),
        None => rewrite.drop(at..end, Some(call.name)),
    })
}
