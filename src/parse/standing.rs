//! What the notes of a show have in common, read off their texts before any is
//! parsed: links and headings that stand in one of three or more, or in most of
//! those in a row.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::front_matter;
use crate::config::{Dialect, Standing};
use crate::diag::FileId;

/// In fewer notes nothing is standing matter.
const FEW: usize = 5;

/// One of so many notes of a folder has it, at least.
const SHARE: usize = 3;

/// Or so many of so many in a row: what a show says of itself changes over the
/// years.
const OF_ROW: usize = 6;
const ROW: usize = 9;

/// What one text has of links and headings, by the keys of [`Standing`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    links: BTreeSet<u64>,
    heads: BTreeSet<u64>,
}

impl Marks {
    /// What of a show's standing matter a text has, in order.
    #[must_use]
    pub fn standing(&self, all: &Standing) -> Vec<u64> {
        let links = self.links.intersection(&all.links);
        links.chain(self.heads.intersection(&all.heads)).copied().collect()
    }
}

/// Reads the links and headings off a text.
#[must_use]
pub fn marks(text: &str) -> Marks {
    // What is in no list has no part in what all have in common.
    let body = front_matter::body(text);
    let front = &text[..text.len() - body.len()];
    if front.contains("unlisted") && is_unlisted(front) {
        return Marks::default();
    }
    let mut marks = Marks::default();
    for (at, _) in body.match_indices("://") {
        let rest = &body[at + 3..];
        let end = end_of_address(rest);
        if rest[..end].contains('.') {
            marks.links.insert(Standing::link_key(&rest[..end]));
        }
    }
    for line in body.lines() {
        let line = line.trim();
        let is_bold = || {
            let inner =
                line.strip_prefix("**").and_then(|it| it.trim_end_matches(':').strip_suffix("**"));
            inner.is_some_and(|it| !it.contains("**") && !it.contains("]("))
        };
        if (line.starts_with('#') || is_bold()) && line.len() < 200 {
            marks.heads.extend(Standing::head_key(line));
        }
    }
    marks
}

fn is_unlisted(front: &str) -> bool {
    let front = front_matter::split(FileId(0), front, &Dialect::default()).value.front;
    front.unlisted.is_some()
}

/// Where an address ends that a text begins with.
fn end_of_address(text: &str) -> usize {
    let mut open = 0_u32;
    for (at, it) in text.char_indices() {
        match it {
            '(' => open += 1,
            ')' if open == 0 => return at,
            ')' => open -= 1,
            '<' | '>' | '"' | '\'' | ']' | '|' | '`' => return at,
            it if it.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

/// What is standing matter, of texts with their paths: in any folder what one
/// of three of the texts below it has, or most of those in a row.
#[must_use]
pub fn standing<'t>(all: impl IntoIterator<Item = (&'t str, &'t Marks)>) -> Standing {
    let mut all: Vec<(&str, &Marks)> = all.into_iter().collect();
    all.sort_by_cached_key(|it| order(it.0));
    let mut folders: BTreeMap<&str, Vec<&Marks>> = BTreeMap::new();
    for (path, marks) in all {
        if marks.links.is_empty() && marks.heads.is_empty() {
            continue;
        }
        let folder = path.rsplit_once('/').map_or("", |it| it.0);
        folders.entry("").or_default().push(marks);
        let ends = folder.match_indices('/').map(|it| it.0).chain([folder.len()]);
        for end in ends.filter(|it| 0 < *it) {
            folders.entry(&folder[..end]).or_default().push(marks);
        }
    }
    let mut standing = Standing::default();
    for marks in folders.values().filter(|it| FEW <= it.len()) {
        standing.links.extend(often(marks, |it| &it.links));
        standing.heads.extend(often(marks, |it| &it.heads));
    }
    standing
}

/// Names in the order of the numbers in them: `9` comes before `10`.
fn order(path: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let words = rest.find(|it: char| it.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[words..].bytes().take_while(u8::is_ascii_digit).count();
        let value = rest[words..words + number].parse().unwrap_or(u64::MAX);
        parts.push((0, rest[..words].to_owned()));
        parts.push((value, String::new()));
        rest = &rest[words + number..];
    }
    parts
}

/// What many of these texts, in their order, have.
fn often<'m>(all: &[&'m Marks], keys: impl Fn(&'m Marks) -> &'m BTreeSet<u64>) -> Vec<u64> {
    let least = FEW.max(all.len().div_ceil(SHARE));
    let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, marks) in all.iter().enumerate() {
        for key in keys(marks) {
            places.entry(*key).or_default().push(at);
        }
    }
    let in_row = |it: &[usize]| it.windows(OF_ROW).any(|it| it[OF_ROW - 1] < it[0] + ROW);
    let is_often = |it: &(u64, Vec<usize>)| least <= it.1.len() || in_row(&it.1);
    places.into_iter().filter(is_often).map(|it| it.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_of_three_has_is_standing_matter() {
        let own = |n: usize| {
            format!(
                "---\nurl: https://x.example/{n}\n---\n## Topic {n}\n\n[a](https://a.example/{n})\n"
            )
        };
        let texts: Vec<String> = (0..15)
            .map(|n| match n % 3 {
                0 => own(n) + "\n**Follow us:**\n\n- <https://www.us.example/>\n",
                _ => own(n),
            })
            .collect();
        let all: Vec<Marks> = texts.iter().map(|it| marks(it)).collect();
        let found = standing(all.iter().map(|it| ("content/episodes/x.md", it)));
        assert!(found.has_link("http://us.example") && found.has_head("Follow us"));
        assert!(!found.has_link("https://a.example/3") && !found.has_head("Topic 3"));
        assert_eq!(standing(all.iter().take(4).map(|it| ("", it))), Standing::default());
    }

    #[test]
    fn most_in_a_row_have_what_was_said_for_some_years() {
        let text = |n: usize| match n {
            4..11 if n != 6 => format!("[a](https://a.example/{n}) [b](https://b.example)"),
            _ => format!("[a](https://a.example/{n})"),
        };
        let all: Vec<(String, Marks)> =
            (0..40).map(|n| (format!("posts/{n}-x.md"), marks(&text(n)))).collect();
        let found = standing(all.iter().map(|it| (it.0.as_str(), &it.1)));
        assert!(found.has_link("https://b.example") && found.links.len() == 1, "{:?}", found.links);
        assert_eq!(all[4].1.standing(&found).len(), 1);
        assert_eq!(all[6].1.standing(&found).len(), 0);
    }

    #[test]
    fn addresses_end_where_markdown_ends_them() {
        for text in [
            "[a](https://a.example/b_(c))",
            "<https://a.example/b_(c)>",
            "(see https://a.example/b_(c)) so",
            "\"https://a.example/b_(c)\"",
        ] {
            let found = marks(text).links;
            assert!(found.contains(&Standing::link_key("a.example/b_(c)")), "{text}");
        }
    }
}
