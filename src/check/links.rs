//! Where links lead: files and anchors that are not there, pages that nothing
//! leads to.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use super::Catalog;
use super::page::{Link, Page};
use crate::diag::{Diagnostic, FileId, Span};
use crate::time::Timestamp;

/// Where a link leads within the site.
struct Target {
    /// The path that is asked for, without `/` at the start.
    path: String,
    file: Option<FileId>,
    fragment: Option<String>,
}

/// Whether a link leads to another host.
pub(super) fn is_external(catalog: &Catalog<'_>, to: &str) -> bool {
    let is_web = to.starts_with("https://") || to.starts_with("http://");
    is_web && catalog.base.as_deref().is_none_or(|it| !to.starts_with(it))
}

/// Resolves a link; `None` where it leads out of the site, or nowhere at all.
fn resolve(catalog: &Catalog<'_>, from: &str, to: &str) -> Option<Target> {
    let own = catalog.base.as_deref().and_then(|it| to.strip_prefix(it));
    let prefix = catalog.prefix();
    let (rest, is_rooted) = match own {
        Some(rest) => (rest, true),
        None if to.starts_with("//") => return None,
        None => match to.strip_prefix(prefix) {
            Some(rest) => (rest, true),
            // Another folder of the host is somebody else's.
            None if to.starts_with('/') => return None,
            None => (to, false),
        },
    };
    let scheme = rest.find(':').filter(|at| !rest[..*at].contains(['/', '?', '#']));
    if scheme.is_some() && !is_rooted {
        return None;
    }
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, fragment)) => (rest, Some(decoded(fragment))),
        None => (rest, None),
    };
    let wanted = rest.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = match (is_rooted, wanted.is_empty()) {
        (true, _) => Vec::new(),
        (false, true) => {
            return Some(Target { path: from.to_owned(), file: catalog.find(from), fragment });
        }
        (false, false) => {
            from.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect()
        }
    };
    for part in wanted.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let path = decoded(&parts.join("/"));
    let path = path.trim_start_matches('/').to_owned();
    let as_folder = format!("{}/index.html", path.trim_end_matches('/'));
    let as_folder = as_folder.trim_start_matches('/');
    let file = match path.is_empty() || path.ends_with('/') {
        true => catalog.find(as_folder),
        false => catalog.find(&path).or_else(|| catalog.find(as_folder)),
    };
    Some(Target { path, file, fragment })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A path of the host outside of the site's folder: where a whole host was in
/// mind, the folder is missing.
fn outside(catalog: &Catalog<'_>, link: &Link, span: Span) -> Option<Diagnostic> {
    let prefix = catalog.prefix();
    let path = link.to.split(['#', '?']).next().unwrap_or_default();
    let is_outside = path.starts_with('/') && !path.starts_with("//");
    let is_outside = is_outside && !format!("{path}/").starts_with(prefix);
    is_outside.then(|| {
        let message = format!("`{}` leads out of the site, which lies below `{prefix}`", link.to);
        let own = format!("{prefix}{}", link.to.trim_start_matches('/'));
        Diagnostic::warning("link/outside", span, message)
            .hint(format!("write `{own}` if a page of the site is meant, else the whole address"))
    })
}

/// Links of a page that lead nowhere.
pub(super) fn problems(
    catalog: &Catalog<'_>,
    file: FileId,
    page: &Page,
    pages: &BTreeMap<FileId, Page>,
) -> Vec<Diagnostic> {
    let from = catalog.path(file);
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for link in page.links.iter().filter(|it| seen.insert((it.to.as_str(), it.is_part))) {
        let span = Span::new(file, link.span.clone());
        let Some(target) = resolve(catalog, from, &link.to) else {
            problems.extend(outside(catalog, link, span));
            continue;
        };
        let Some(found) = target.file else {
            if is_stated_audio(&link.to, &target.path) {
                // The feed names it, where it is said once.
                continue;
            }
            let message = format!("`{}` leads to a file that is not there", link.to);
            let (code, hint) = match link.is_part {
                true => (
                    "media/missing",
                    "put it into the folder of the notes or `static/`, or correct its path",
                ),
                false => (
                    "link/broken",
                    "correct the address; if the page has moved, `[redirects]` leads on",
                ),
            };
            problems.push(Diagnostic::error(code, span, message).hint(hint));
            continue;
        };
        problems.extend(wrong_type(link, &target.path, span.clone()));
        let (Some(page), Some(fragment)) = (pages.get(&found), &target.fragment) else { continue };
        if !fragment.is_empty()
            && fragment != "top"
            && !page.ids.contains(fragment)
            && !is_time(fragment)
        {
            let message = format!("`{}` leads to an anchor that is not on the page", link.to);
            problems.push(
                Diagnostic::error("link/broken-anchor", span, message)
                    .hint("look up the id at its target, or leave the part behind `#` out"),
            );
        }
    }
    problems
}

/// Audio by its whole address: it may have been put to the host by hand.
fn is_stated_audio(to: &str, path: &str) -> bool {
    let kind = mime_guess::from_path(path).first();
    to.contains("://") && kind.is_some_and(|it| matches!(it.type_().as_str(), "audio" | "video"))
}

/// Times and ranges of times, which scripts know too.
fn is_time(fragment: &str) -> bool {
    let Some(times) = fragment.strip_prefix("t=") else { return false };
    times
        .split(',')
        .all(|it| it.is_empty() || it.parse::<f64>().is_ok() || Timestamp::parse_loose(it).is_ok())
}

/// A type that is not what the name of the file says.
fn wrong_type(link: &Link, path: &str, span: Span) -> Option<Diagnostic> {
    let stated = link.mime.as_deref()?.split(';').next()?.trim().to_lowercase();
    let known = mime_guess::from_path(path);
    let kind = |it: &str| it.split('/').next().unwrap_or_default().to_owned();
    let is_media = ["audio", "video", "image"].contains(&kind(&stated).as_str());
    let fits =
        known.iter().any(|it| kind(it.essence_str()) == kind(&stated) || it == "application/ogg");
    (is_media && !known.is_empty() && !fits).then(|| {
        let message = format!("`{path}` is said to be `{stated}`");
        Diagnostic::error("file/mime", span, message)
            .hint("correct `type`: browsers and apps play nothing of a wrong type")
    })
}

/// Pages that nothing leads to.
pub(super) fn orphans(catalog: &Catalog<'_>, pages: &BTreeMap<FileId, Page>) -> Vec<Diagnostic> {
    let Some(home) = catalog.find("index.html") else {
        let problem =
            Diagnostic::error("page/no-home", Span::detached(), "the site has no `index.html`");
        return if catalog.files.is_empty() {
            Vec::new()
        } else {
            vec![problem.hint("is this the folder of a built site?")]
        };
    };
    let mut reached = BTreeSet::from([home]);
    let mut open = vec![home];
    while let Some(file) = open.pop() {
        let Some(page) = pages.get(&file) else { continue };
        for link in &page.links {
            let target = resolve(catalog, catalog.path(file), &link.to).and_then(|it| it.file);
            open.extend(target.filter(|it| pages.contains_key(it) && reached.insert(*it)));
        }
    }
    let is_alone = |(file, page): &(&FileId, &Page)| {
        let path = catalog.path(**file);
        !reached.contains(file) && !page.is_redirect && !page.is_hidden && path != "404.html"
    };
    let lost = pages.iter().filter(is_alone);
    lost.map(|(file, _)| {
        Diagnostic::warning("page/orphan", Span::file(*file), "no link leads to this page")
            .hint("link to it, or delete it")
    })
    .collect()
}
