//! Lines of notes, with their places in the source.

use std::ops::Range;

use crate::model::Link;
use crate::time::Timestamp;

/// A line of a heading or paragraph.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Bytes of the source, marks included.
    pub range: Range<usize>,
    /// Where it begins in the source, with what [`Line::cut`] took from it.
    pub from: usize,
    /// In the order of the text.
    pub runs: Vec<Run>,
    /// The time that the line states, once [`Line::cut`] took it out.
    pub stated: Option<Timestamp>,
}

/// A stretch of text in one style.
#[derive(Debug, Clone)]
pub struct Run {
    /// Without markup.
    pub text: String,
    /// Bytes of the source.
    pub range: Range<usize>,
    /// The address, inside a link.
    pub url: Option<String>,
    /// Bold.
    pub strong: bool,
}

impl Line {
    /// The text without markup.
    #[must_use]
    pub fn plain(&self) -> String {
        self.runs.iter().map(|it| it.text.as_str()).collect()
    }

    /// The bytes of the source from the one that stands for byte `at` of
    /// [`Line::plain`]; marks that open there are included.
    #[must_use]
    pub fn source_from(&self, at: usize) -> Range<usize> {
        let mut left = at;
        let mut before = self.range.start;
        for run in &self.runs {
            if left == 0 {
                return before..self.range.end;
            }
            if left < run.text.len() {
                // Entities make text and source differ in length; then the run
                // is taken as a whole.
                let same = run.text.len() == run.range.len();
                return run.range.start + if same { left } else { 0 }..self.range.end;
            }
            left -= run.text.len();
            before = run.range.end;
        }
        self.range.end..self.range.end
    }

    /// Links of the line behind byte `at` of [`Line::plain`]; neighbours with
    /// one address are one link.
    #[must_use]
    pub fn links_from(&self, at: usize) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        let mut offset = 0;
        for run in &self.runs {
            offset += run.text.len();
            let Some(url) = run.url.as_ref().filter(|_| at < offset) else { continue };
            match links.last_mut().filter(|it| it.url == *url) {
                Some(last) => last.text.push_str(&run.text),
                None => links.push(Link { url: url.clone(), text: run.text.clone() }),
            }
        }
        links
    }

    /// Takes bytes of [`Line::plain`] out of the line, and out of its range
    /// where they stand at one of its ends. A link that would be torn stays
    /// whole in the range.
    pub fn cut(&mut self, cut: &Range<usize>) {
        let length: usize = self.runs.iter().map(|it| it.text.len()).sum();
        if cut.start == 0 && !self.tears_link(cut.end) {
            self.range.start = self.source_from(cut.end).start;
        }
        if cut.end == length && !self.tears_link(cut.start) {
            self.range.end = self.source_at(cut.start).unwrap_or(self.range.end);
        }
        self.range.end = self.range.end.max(self.range.start);
        let mut at = 0;
        for run in &mut self.runs {
            let length = run.text.len();
            let from = cut.start.clamp(at, at + length) - at;
            let to = cut.end.clamp(at, at + length) - at;
            run.text.replace_range(from..to, "");
            // Other texts than the source's are taken as a whole from now on.
            if run.range.len() == length {
                if from == 0 {
                    run.range.start += to;
                } else if to == length {
                    run.range.end -= to - from;
                }
            }
            at += length;
        }
        self.runs.retain(|it| !it.text.is_empty());
    }

    /// Whether a byte of [`Line::plain`] stands amid a link.
    fn tears_link(&self, at: usize) -> bool {
        let mut from = 0;
        self.runs.iter().any(|run| {
            let range = from..from + run.text.len();
            from = range.end;
            run.url.is_some() && range.start < at && at < range.end
        })
    }

    /// The byte of the source that stands for byte `at` of [`Line::plain`].
    fn source_at(&self, at: usize) -> Option<usize> {
        let mut from = 0;
        for run in &self.runs {
            if at < from + run.text.len() {
                let same = run.text.len() == run.range.len();
                return (same || at == from).then(|| run.range.start + at - from);
            }
            from += run.text.len();
        }
        None
    }

    /// Whether every visible run is bold.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        let mut visible = self.runs.iter().filter(|it| !it.text.trim().is_empty()).peekable();
        visible.peek().is_some() && visible.all(|it| it.strong || it.text.trim() == ":")
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    #[test]
    fn lines_know_their_source() {
        let text = "**Ann #1:** [**X** y](u) &amp; z\nsecond";
        let block = &blocks(text)[0];
        assert_eq!(block.lines[0].plain(), "Ann #1: X y & z");
        let title = block.lines[0].source_from("Ann #1: ".len());
        assert_eq!(&text[title], "[**X** y](u) &amp; z");
        assert_eq!(block.lines[0].links_from(0), [Link { url: "u".into(), text: "X y".into() }]);
        assert_eq!(block.lines[1].plain(), "second");
    }

    #[test]
    fn what_is_cut_out_is_gone_from_text_and_ends() {
        let check = |text: &str, cut: Range<usize>, plain: &str, range: &str| {
            let mut line = blocks(text)[0].lines[0].clone();
            line.cut(&cut);
            assert_eq!((line.plain().as_str(), &text[line.range.clone()]), (plain, range));
            line
        };
        check("0:10 **T** x", 0..5, "T x", "**T** x");
        check("**0:10** [T](u)", 0..5, "T", "[T](u)");
        check("[T](u) - *0:10*.", 1..9, "T", "[T](u)");
        check("**Ann:** 0:10 [T](u)", 5..10, "Ann: T", "**Ann:** 0:10 [T](u)");
        let torn = check("[0:10 T](u)", 0..5, "T", "[0:10 T](u)");
        assert_eq!(torn.links_from(0), [Link { url: "u".into(), text: "T".into() }]);
    }
}
