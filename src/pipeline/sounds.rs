//! What `audio.toml` knows of audio that lies somewhere else.

use std::sync::Arc;

use super::Open;
use crate::config::Site;
use crate::diag::{Diagnostic, Severity};
use crate::parse;
use crate::source::{FileKind, SourceTree};

/// Tells each show what its audio is like.
pub(super) fn find(tree: &SourceTree, site: &mut Site, problems: &mut Vec<Diagnostic>) {
    let file = tree.files().iter().find(|it| it.kind == FileKind::Sounds).map(|it| it.id);
    let Some(file) = file else { return };
    let mut open = Open::new(tree);
    let Some(text) = open.read(file, site, problems) else { return };
    let mut read = parse::sounds::parse(file, text);
    for it in &mut read.problems {
        // What is lost can be asked for again.
        it.severity = Severity::Warning;
    }
    let sounds = Arc::new(read.report_to(problems));
    for show in &mut site.shows {
        show.sounds = Arc::clone(&sounds);
    }
}
