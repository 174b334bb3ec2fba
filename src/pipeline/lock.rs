//! `feed.lock` before a build and behind it.

use super::{Drafts, Job, Open};
use crate::amend::{self, Change};
use crate::catalog::{Catalog, Known};
use crate::config::Site;
use crate::diag::{self, Located};
use crate::parse;
use crate::source::{FileKind, SourceTree};

/// Reads `feed.lock`: what subscribers know, and its text.
pub(super) fn known(
    tree: &SourceTree,
    site: &Site,
    job: &Job<'_>,
    problems: &mut Vec<Located>,
) -> (Known, String) {
    let mut open = Open::new(tree);
    let mut found = Vec::new();
    let mut known = Known { accept: job.accept_feed_changes, ..Known::default() };
    let file = tree.files().iter().find(|it| it.kind == FileKind::FeedLock);
    let text = file
        .and_then(|it| open.read(it.id, site, &mut found))
        .map(str::to_owned)
        .unwrap_or_default();
    if let Some(file) = file {
        known.lock = parse::feed_lock::parse(file.id, &text).report_to(&mut found);
    }
    problems.extend(diag::locate(found, &open));
    (known, text)
}

/// What is to be remembered; nothing while the site has no address of its
/// own, for then nobody has subscribed, and nothing of drafts.
pub(super) fn change(
    job: &Job<'_>,
    site: &Site,
    catalog: &Catalog,
    before: &str,
) -> Option<Change> {
    let path = job.root.join("feed.lock");
    amend::plan_lock(&path, before, &catalog.identity.lock)
        .filter(|_| site.is_settled && job.drafts == Drafts::Hidden)
}
