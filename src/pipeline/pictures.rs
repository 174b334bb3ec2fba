//! Pictures that notes and pages show: files that lie beside them, or where
//! another tool publishes them from, are published where they are looked for.

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use crate::assemble;
use crate::config::{BaseUrl, Site};
use crate::diag::{Diagnostic, FileId, Span};
use crate::model::ShowId;
use crate::parse::markdown;
use crate::path::{SitePath, within};
use crate::render::{BUILT_IN_STATIC, PageDoc};
use crate::schemes::is_external;
use crate::source::{FileKind, SourceFile, SourceTree};

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
    let mut found = NotedPictures::new();
    let mut missing: BTreeMap<Option<ShowId>, (FileId, BTreeSet<String>)> = BTreeMap::new();
    let mut see = |show, file: FileId, page: &str, url: &str| {
        let folder = tree.file(file).path.folder();
        let Some((path, sources)) = places(url, (&site.base_url, page), folder) else { return };
        if is_published(tree, path.as_str()) {
            return;
        }
        let is_picture = |it: &&SourceFile| {
            matches!(it.kind, FileKind::Image | FileKind::Asset | FileKind::Static)
        };
        match sources.iter().filter_map(|it| tree.find(it)).find(is_picture) {
            Some(it) => drop(found.insert(path, it.id)),
            None => drop(
                missing.entry(show).or_insert((file, BTreeSet::new())).1.insert(url.to_owned()),
            ),
        }
    };
    let catalog = &model.catalog;
    for entry in catalog.episodes.iter().chain(&catalog.unlisted) {
        let facts = &entry.facts;
        let pictures = facts.pictures.iter().filter_map(|it| Some((facts.file?, it)));
        pictures.for_each(|(file, url)| see(Some(facts.show), file, &entry.path, url));
    }
    for page in pages {
        let pictures = markdown::pictures(&page.markdown);
        pictures.iter().for_each(|url| see(None, page.file, &page.path, url));
    }
    problems.extend(missing.into_values().map(|(first, urls)| warning(first, &urls)));
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
    folder: &str,
) -> Option<(SitePath, Vec<String>)> {
    let own = base.own(url);
    let url = own.as_deref().or(Some(url).filter(|it| !is_external(it)))?;
    let written = url.split(['?', '#']).next()?;
    let written = percent_encoding::percent_decode_str(written).decode_utf8().ok()?;
    let path = match written.strip_prefix(base.path()) {
        Some(below) => within("", below)?,
        None => within(page, &written)?,
    };
    let rooted = format!("/{path}");
    let beside = own.is_none().then(|| assemble::places(folder, &written));
    let sources = beside.into_iter().flatten().chain(assemble::places(folder, &rooted));
    Some((SitePath::new(&path)?, sources.collect()))
}

/// What to say about pictures that are nowhere; there is one.
fn warning(first: FileId, missing: &BTreeSet<String>) -> Diagnostic {
    let names: Vec<String> = missing.iter().take(NAMES).map(|it| format!("`{it}`")).collect();
    let names = names.join(", ");
    let message = match missing.len() {
        1 => format!("a picture that is shown is not there: {names}"),
        n => {
            let more = if NAMES < n { ", …" } else { "" };
            format!("{n} pictures that are shown are not there: {names}{more}")
        }
    };
    Diagnostic::warning("notes/picture", Span::file(Some(first)), message).hint(
        "put each beside the notes that show it, or below `static/` at the path that is written",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_looked_for_where_it_may_lie() {
        let check = |url: &str, base: &str, path: &str, first: &str| {
            let base = BaseUrl::new(&format!("https://a.example{base}")).unwrap();
            let found = places(url, (&base, "/episodes/1/"), "content/1");
            let found = found.map(|it| (it.0.as_str().to_owned(), it.1[0].clone()));
            let expected = (!path.is_empty()).then(|| (path.to_owned(), first.to_owned()));
            assert_eq!(found, expected, "{url}");
        };
        check("/a/b%20c.png?x#y", "/", "a/b c.png", "content/a/b c.png");
        check("/show/a.png", "/show/", "a.png", "content/a.png");
        check("/a.png", "/show/", "a.png", "content/a.png");
        check("http://a.example/show/a.png", "/show/", "a.png", "content/a.png");
        check("https://b.example/a.png", "/", "", "");
        check("a.png", "/", "episodes/1/a.png", "content/1/a.png");
        check("./b/../a.png", "/", "episodes/1/a.png", "content/1/a.png");
        check("../../a.png", "/", "a.png", "a.png");
        check("../../../a.png", "/", "", "");
        check("/../a.png", "/", "", "");
    }
}
