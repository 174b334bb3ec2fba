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
        if ALL.iter().any(|known| known == name) {
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
}
