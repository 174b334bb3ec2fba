//! Which of the ways to mark items a text uses.

use super::label;
use crate::config::Vocabulary;
use crate::parse::markdown::{Block, BlockKind, Line};
use crate::parse::transcript::leading_time_and_rest;

use super::group::{OpeningKind, opening};

/// How a text marks its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// `Brian #1: title`; `headed` where the labels are headings, so that
    /// other headings are items too.
    Labels { headed: bool },
    /// Lines and entries that begin with a time.
    Times,
    /// Headings.
    Headings,
    /// Paragraphs that are bold as a whole.
    Bold,
    /// Entries of lists that hold a link.
    Links,
}

/// Names that labels use, and the mode of the text.
pub(super) fn mode(blocks: &[Block], words: &Vocabulary) -> (Mode, Vec<String>) {
    let mut presenters = words.presenters.clone();
    let mut labelled = 0;
    let mut headed = 0;
    for block in blocks {
        for line in &block.lines {
            let Some(label) = label::label(&line.plain(), &presenters) else { continue };
            labelled += 1;
            headed += usize::from(matches!(block.kind, BlockKind::Heading(_)));
            if let Some(name) = label.presenter.filter(|it| !presenters.contains(it)) {
                presenters.push(name);
            }
        }
    }
    if 0 < labelled {
        return (Mode::Labels { headed: labelled <= headed * 2 }, presenters);
    }
    let count = |test: &dyn Fn(&Block) -> usize| blocks.iter().map(test).sum::<usize>();
    let times = count(&|block| {
        let entries = block.entries.iter().filter_map(|it| it.lines.first());
        block.lines.iter().chain(entries).filter(|it| has_time(it)).count()
    });
    let headings = count(&|block| {
        let heads = matches!(block.kind, BlockKind::Heading(2..)) && opens_nothing(block, words);
        usize::from(heads)
    });
    let bold = count(&|block| usize::from(is_bold(block) && opens_nothing(block, words)));
    let mode = if 2 <= times {
        Mode::Times
    } else if 2 <= bold && headings <= bold {
        Mode::Bold
    } else if 2 <= headings {
        Mode::Headings
    } else {
        Mode::Links
    };
    (mode, presenters)
}

/// Whether a line begins with a time and goes on.
pub(super) fn has_time(line: &Line) -> bool {
    leading_time_and_rest(&line.plain()).is_some_and(|(_, rest)| !rest.trim().is_empty())
}

/// Whether a block is a paragraph of one bold line.
pub(super) fn is_bold(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.lines.len() == 1 && block.lines[0].is_strong()
}

fn opens_nothing(block: &Block, words: &Vocabulary) -> bool {
    let Some(line) = block.lines.first() else { return false };
    let opened = opening(&line.plain(), words);
    opened.is_none_or(|it| matches!(it.kind, OpeningKind::Items(_)) && it.end < line.plain().len())
        && !line.plain().trim_end().ends_with(':')
}
