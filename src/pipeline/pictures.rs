//! Pictures that notes and pages show: files that lie beside them, or where
//! another tool publishes them from, are published where they are looked for.

use std::collections::BTreeMap;

use super::Model;
use crate::config::{BaseUrl, Site};
use crate::diag::{Diagnostic, FileId, Span};
use crate::parse::markdown;
use crate::path::SitePath;
use crate::render::{BUILT_IN_STATIC, PageDoc};
use crate::schemes::is_external;
use crate::source::{self, FileKind, SourceTree};

/// Missing pictures that a warning names.
const NAMES: usize = 3;

/// Files by the paths at which pages look for them.
pub(super) type NotedPictures = BTreeMap<SitePath, FileId>;

/// The pictures that the notes of all episodes and the plain pages show, and
/// one warning for each show of those that are nowhere.
pub(super) fn noted(
    (tree, site): (&SourceTree, &Site),
    (model, pages): (&Model, &[PageDoc]),
    problems: &mut Vec<Diagnostic>,
) -> NotedPictures {
    let base = &site.base_url;
    let mut found = NotedPictures::new();
    let mut missing: BTreeMap<_, Vec<(FileId, String)>> = BTreeMap::new();
    let mut see = |show, file: Option<FileId>, page: &str, url: &str| {
        let Some((path, sources)) =
            places(url, (base, page), file.map(|it| tree.file(it).path.folder()))
        else {
            return;
        };
        if is_published(tree, path.as_str()) {
            return;
        }
        let files = sources.iter().filter_map(|it| tree.find(it));
        let mut files = files
            .filter(|it| matches!(it.kind, FileKind::Image | FileKind::Asset | FileKind::Static));
        match (files.next(), file) {
            (Some(it), _) => drop(found.insert(path, it.id)),
            (None, Some(file)) => missing.entry(show).or_default().push((file, url.to_owned())),
            (None, None) => {}
        }
    };
    let catalog = &model.catalog;
    for entry in catalog.episodes.iter().chain(&catalog.unlisted) {
        for url in &entry.facts.pictures {
            see(Some(entry.facts.show), entry.facts.file, &entry.path, url);
        }
    }
    for page in pages {
        for url in markdown::pictures(&page.markdown) {
            see(None, Some(page.file), &page.path, &url);
        }
    }
    problems.extend(missing.into_values().filter_map(|it| warning(&it)));
    found
}

/// Whether something is published at a path anyway.
fn is_published(tree: &SourceTree, path: &str) -> bool {
    BUILT_IN_STATIC.get_file(path).is_some() || tree.find(&format!("static/{path}")).is_some()
}

/// Where a page of the site looks for a picture, and the files that may be
/// meant, the likeliest first. `None` for addresses outside the site.
fn places(
    url: &str,
    (base, page): (&BaseUrl, &str),
    beside: Option<&str>,
) -> Option<(SitePath, Vec<String>)> {
    let url = base.own(url).unwrap_or_else(|| url.to_owned());
    let written = url.split(['?', '#']).next().filter(|_| !is_external(&url))?;
    let written = percent_encoding::percent_decode_str(written).decode_utf8().ok()?;
    let (looked_for, near) = match written.strip_prefix('/') {
        Some(rooted) => {
            let below = base.path().trim_start_matches('/');
            (rooted.strip_prefix(below).unwrap_or(rooted).to_owned(), None)
        }
        None => {
            let near = beside.and_then(|it| joined(&format!("{it}/{written}")));
            (joined(&format!("{page}/{written}"))?, near)
        }
    };
    let mut plain: &str = &written;
    while let Some(rest) = ["/", "./", "../"].iter().find_map(|it| plain.strip_prefix(it)) {
        plain = rest;
    }
    let stated = looked_for.clone();
    let sources = near.into_iter().chain(source::published_paths(plain));
    let sources = sources.chain(source::published_paths(&stated)).collect();
    Some((SitePath::new(&looked_for)?, sources))
}

/// A path without `.` and `..`; `None` if it leaves its root.
fn joined(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match part {
            ".." => drop(parts.pop()?),
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn warning(missing: &[(FileId, String)]) -> Option<Diagnostic> {
    let (first, url) = missing.first()?;
    let mut names: Vec<String> = missing.iter().map(|it| format!("`{}`", it.1)).collect();
    names.dedup();
    let message = match names.len() {
        1 => format!("a picture that is shown is not there: `{url}`"),
        n => {
            let more = if NAMES < n { ", …" } else { "" };
            let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
            format!("{n} pictures that are shown are not there: {shown}{more}")
        }
    };
    Some(Diagnostic::warning("notes/picture", Span::file(Some(*first)), message).hint(
        "put each beside the notes that show it, or below `static/` at the path that is written",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_looked_for_where_it_may_lie() {
        let check = |url: &str, base: &str, path: &str, first: &str| {
            let base = BaseUrl::new(&format!("https://a.example{base}")).unwrap();
            let found = places(url, (&base, "/episodes/1/"), Some("content/1"));
            let found = found.map(|it| (it.0.as_str().to_owned(), it.1[0].clone()));
            let expected = (!path.is_empty()).then(|| (path.to_owned(), first.to_owned()));
            assert_eq!(found, expected, "{url}");
        };
        check("/a/b%20c.png?x#y", "/", "a/b c.png", "a/b c.png");
        check("/show/a.png", "/show/", "a.png", "show/a.png");
        check("http://a.example/show/a.png", "/show/", "a.png", "show/a.png");
        check("https://b.example/a.png", "/", "", "");
        check("a.png", "/", "episodes/1/a.png", "content/1/a.png");
        check("./b/../a.png", "/", "episodes/1/a.png", "content/1/a.png");
        check("../../a.png", "/", "a.png", "a.png");
        check("../../../a.png", "/", "", "");
        check("/../a.png", "/", "", "");
    }
}
