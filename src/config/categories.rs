//! Apple's categories: what a show may say it is about.

use std::sync::LazyLock;

use crate::diag::{Diagnostic, FileId};
use crate::tree::{Fields, Kind, Spanned, parse_toml};

/// Rows of `dialects/categories.toml`: a category, or one and another within.
static ALL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let text = include_str!("../../dialects/categories.toml");
    let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap_or_default();
    let mut all = Vec::new();
    for (key, node) in table {
        let Kind::List(list) = node.kind else { continue };
        let within = list.iter().filter_map(crate::tree::Node::as_text);
        all.extend(within.map(|it| format!("{}/{it}", key.name)));
        all.push(key.name);
    }
    all
});

/// Says which of the stated categories no directory has. They stay in the feed:
/// its readers may know more than we do.
pub(super) fn check(fields: &mut Fields<'_>, stated: &[Spanned<String>]) {
    for it in stated {
        let name = it.value.trim();
        if is_category(name) {
            continue;
        }
        let wanted = name.to_lowercase();
        let last = |it: &str| it.rsplit('/').next().unwrap_or_default().to_lowercase();
        let near = ALL
            .iter()
            .map(|it| (strsim::damerau_levenshtein(&last(&wanted), &last(it)), it))
            .min()
            .filter(|(distance, it)| distance * 3 <= last(it).len());
        let hint = match near {
            Some((_, near)) => format!("did you mean `{near}`?"),
            None => "the manual of Apple Podcasts lists them: `Technology`, `Education/How To`"
                .to_owned(),
        };
        let message = format!("`{name}` is no category that directories know");
        let span = fields.span(&it.span);
        fields.report(Diagnostic::warning("feed/category", span, message).hint(hint));
    }
}

/// Whether directories have a category: `Technology`, or `Education/How To`.
#[must_use]
pub fn is_category(name: &str) -> bool {
    ALL.iter().any(|it| it == name)
}

/// The category of this name, within another one where that is stated: other
/// tools write `How-To` and `technology`. `None` for what directories do not have.
pub(super) fn find(around: Option<&str>, name: &str) -> Option<String> {
    let fold = |it: &str| {
        let letters = it.replace("&amp;", "&");
        letters.chars().filter(|it| it.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let (around, name) = (around.map(fold), fold(name));
    let is_it = |it: &&String| match it.split_once('/') {
        Some((outer, inner)) => {
            fold(inner) == name && around.as_ref().is_none_or(|it| *it == fold(outer))
        }
        None => around.is_none() && fold(it) == name,
    };
    // One that stands by itself comes before one of that name within another.
    let mut found: Vec<&String> = ALL.iter().filter(is_it).collect();
    found.sort_by_key(|it| it.contains('/'));
    found.first().map(|it| (*it).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_those_of_directories() {
        for it in ["Technology", "Education/How To", "Religion & Spirituality/Islam"] {
            assert!(ALL.iter().any(|known| known == it), "{it}");
        }
        assert_eq!(ALL.len(), 110);
    }

    #[test]
    fn categories_are_found_as_other_tools_write_them() {
        assert_eq!(find(None, "technology").as_deref(), Some("Technology"));
        assert_eq!(find(Some("Education"), "How-To").as_deref(), Some("Education/How To"));
        assert_eq!(find(None, "Society &amp; Culture").as_deref(), Some("Society & Culture"));
        assert_eq!(find(Some("Technology"), "Podcasting"), None);
    }
}
