//! Plain pages: those of `pages/`, and those that another generator's site has
//! elsewhere.

use super::{Open, dropped};
use crate::assemble::{self, OldPage};
use crate::config::{Show, Site};
use crate::diag::{Diagnostic, FileId};
use crate::parse::markdown::opening;
use crate::parse::notes::{self, PageText};
use crate::path::{Slug, page_address};
use crate::render::PageDoc;
use crate::source::{FileKind, SourceFile};

/// Every plain page, those of `pages/` first, in order of path; `found` lie
/// elsewhere.
pub(super) fn read(
    open: &mut Open<'_>,
    (site, found): (&Site, &[FileId]),
    problems: &mut Vec<Diagnostic>,
) -> Vec<PageDoc> {
    let mut pages = Vec::new();
    let tree = open.tree;
    let own = tree.files().iter().filter(|it| it.kind == FileKind::Page).map(|it| (it, false));
    let elsewhere = found.iter().map(|it| (tree.file(*it), true));
    for (file, is_found) in own.chain(elsewhere) {
        let show = &site.shows[usize::from(file.show.0)];
        let Some(text) = open.read(file.id, site, problems) else { continue };
        let read = notes::parse_page(file.id, text, show.html);
        // Keys of another tool's page are that tool's.
        problems.extend(read.problems.into_iter().filter(|_| !is_found));
        problems.extend(dropped::of_page(file.id, &read.value.dropped));
        pages.extend(page(file, show, read.value, is_found));
    }
    pages
}

/// Letters of a description that lists of results show.
const DESCRIPTION: usize = 160;

fn page(file: &SourceFile, show: &Show, text: PageText, is_found: bool) -> Option<PageDoc> {
    let title = text.title.unwrap_or_else(|| {
        let name = assemble::FileName::parse(file.path.stem());
        name.title().unwrap_or_else(|| "Page".to_owned())
    });
    // The page of a folder is called as the folder is.
    let stem = match file.path.stem() {
        "index" | "_index" => file.path.folder().rsplit('/').next().unwrap_or_default(),
        stem => stem,
    };
    let slug = Slug::of(text.slug.as_deref().unwrap_or(stem))?;
    let prefix = show.prefix.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
    let mut path = format!("{prefix}/{slug}/");
    let mut old = None;
    if is_found {
        let before = OldPage {
            path: file.path.as_str(),
            title: &title,
            slug: text.slug.as_deref(),
            url: None,
            date: None,
            categories: &[],
        };
        let stated = text.addresses.first().and_then(|it| page_address(it));
        let mut generators = show.generators.iter();
        let told = || generators.find_map(|it| assemble::old_address(it, &before));
        old = stated.or_else(told);
        // `/about/` stays; `/about.html` leads there.
        if let Some(folder) = old.as_ref().filter(|it| it.ends_with('/') && it.len() > 1) {
            path.clone_from(folder);
        }
    }
    Some(PageDoc {
        file: file.id,
        old: old.filter(|it| *it != path),
        path,
        title,
        description: text
            .summary
            .or_else(|| opening(&text.markdown, DESCRIPTION))
            .unwrap_or_default(),
        markdown: text.markdown,
        html: show.html,
        is_found,
    })
}
