//! Several shows in one root that no settings tell apart.

use std::path::Path;

use crate::assemble;
use crate::config::Site;
use crate::diag::{Diagnostic, Reported, Span};
use crate::model::ShowId;
use crate::source::{self, SourceTree};

/// Finds the files of a site. Where they are several shows, and the settings
/// name none, the site becomes a network of them.
pub(super) fn discover(root: &Path, site: &mut Site, out: Option<&Path>) -> Reported<SourceTree> {
    let mut found = source::discover(root, site, out);
    let is_one = site.shows.len() == 1
        && site.shows.iter().all(|it| it.folder.is_empty() && it.content.notes.is_empty());
    let Some(network) = assemble::network(&found.value).filter(|_| is_one) else { return found };
    let folders = network.shows.iter().map(|it| (it.folder.as_str(), it.name.as_str()));
    site.split(folders);
    found.value.assign(|it| ShowId(u16::try_from(network.show_of(it)).unwrap_or(0)));
    let titles: Vec<&str> = site.shows.iter().map(|it| it.title.as_str()).collect();
    let message = format!("{} shows are seen: {}", titles.len(), titles.join(", "));
    found.problems.push(
        Diagnostic::note("assumed/shows", Span::detached(), message)
            .hint("each counts its episodes anew, in a folder of its own")
            .hint("write `shows = [\"FOLDER\", …]` into `show.toml` to name them yourself"),
    );
    found
}
