//! Whether a text labels its items.

use super::label;
use crate::config::Vocabulary;
use crate::parse::markdown::{Block, BlockKind};

/// Numbers of items start low: a single line with a higher one names an
/// episode, or an issue.
const HIGHEST_ALONE: u32 = 20;

/// How a text marks its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// `Brian #1: title`; `headed` where the labels are headings, so that
    /// other headings are items too.
    Labels { headed: bool },
    /// By headings, lists and lines, as [`super::plan`] finds.
    Plain,
}

/// Names that labels use, and the mode of the text.
pub(super) fn mode(blocks: &[Block], words: &Vocabulary) -> (Mode, Vec<String>) {
    let mut presenters = words.presenters.clone();
    let (mut labelled, mut headed, mut highest) = (0, 0, 0);
    for block in blocks {
        for line in &block.lines {
            let Some(label) = label::label(&line.plain(), &presenters) else { continue };
            labelled += 1;
            highest = highest.max(label.number);
            headed += usize::from(matches!(block.kind, BlockKind::Heading(_)));
            if let Some(name) = label.presenter.filter(|it| !presenters.contains(it)) {
                presenters.push(name);
            }
        }
    }
    // `# #12 Kettles: how they whistle` is the title of the whole.
    let is_title = blocks.first().is_some_and(|it| {
        it.kind == BlockKind::Heading(1) && label::label(&it.plain, &words.presenters).is_some()
    });
    match labelled {
        0 => (Mode::Plain, presenters),
        1 if HIGHEST_ALONE < highest || is_title => (Mode::Plain, words.presenters.clone()),
        _ => (Mode::Labels { headed: labelled <= headed * 2 }, presenters),
    }
}

/// Whether a block is a paragraph of one bold line.
pub(super) fn is_bold(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.lines.len() == 1 && block.lines[0].is_strong()
}
