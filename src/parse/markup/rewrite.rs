//! A text with parts of it replaced, which remembers what stood where.

use std::ops::Range;

/// Where bytes of a rewritten text come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Starts of stretches that were copied: their byte in the new text, and
    /// in the old. Empty where nothing was changed.
    stretches: Vec<(usize, usize)>,
}

impl Places {
    /// Whether nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// The byte of the old text that a byte of the new one stands for; for
    /// what was put in, the place where that happened.
    #[must_use]
    pub fn source(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|it| it.0 <= at);
        let Some((new, old)) = next.checked_sub(1).and_then(|it| self.stretches.get(it)) else {
            return if self.stretches.is_empty() { at } else { 0 };
        };
        let end = self.stretches.get(next).map_or(usize::MAX, |it| it.1);
        (old + (at - new)).min(end)
    }

    /// The places of a text that was rewritten once more.
    pub(super) fn follow(&mut self, later: Self) {
        if later.is_empty() {
            return;
        }
        if self.is_empty() {
            *self = later;
            return;
        }
        let through = |it: &(usize, usize)| (it.0, self.source(it.1));
        let mut stretches: Vec<(usize, usize)> = later.stretches.iter().map(through).collect();
        // Stretches of the earlier text that lie within a copied one.
        for (mid, old) in &self.stretches {
            let at = later.stretches.partition_point(|it| it.1 <= *mid);
            let Some((new, from)) = at.checked_sub(1).and_then(|it| later.stretches.get(it)) else {
                continue;
            };
            let end = later.stretches.get(at).map_or(usize::MAX, |it| it.0);
            let moved = new + (mid - from);
            if moved < end {
                stretches.push((moved, *old));
            }
        }
        stretches.sort_unstable();
        stretches.dedup_by_key(|it| it.0);
        *self = Self { stretches };
    }
}

/// A text being rewritten from its beginning to its end.
pub(super) struct Rewrite<'t> {
    source: &'t str,
    /// Bytes of the source that are done.
    done: usize,
    out: String,
    stretches: Vec<(usize, usize)>,
    dropped: Vec<String>,
}

impl<'t> Rewrite<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Self { source, done: 0, out: String::new(), stretches: Vec::new(), dropped: Vec::new() }
    }

    pub(super) fn source(&self) -> &'t str {
        self.source
    }

    pub(super) fn is_untouched(&self) -> bool {
        self.done == 0
    }

    /// Puts a text where bytes of the source were, which begin behind all that
    /// were replaced so far. Returns where to go on.
    pub(super) fn replace(&mut self, range: Range<usize>, text: &str) -> usize {
        self.copy(range.start);
        self.out.push_str(text);
        self.done = range.end.max(self.done);
        self.done
    }

    /// Takes a part of the source out, whose name is kept if it has one.
    pub(super) fn drop(&mut self, range: Range<usize>, name: Option<&str>) -> usize {
        self.dropped.extend(name.map(str::to_owned));
        self.replace(range, "")
    }

    /// Takes bytes back that were copied or will be: the `[` and `](` of a
    /// link whose address has no meaning.
    pub(super) fn unlink(&mut self, at: usize, end: usize, name: &str) -> Option<usize> {
        let head = self.source.get(self.done..at)?;
        let label = head.strip_suffix("](")?;
        let open = opening(label)?;
        let close = find_within(self.source.get(end..)?, ")", 200)?;
        let start = self.done + open;
        self.replace(start..start + 1, "");
        self.dropped.push(name.to_owned());
        Some(self.replace(at - 2..end + close + 1, ""))
    }

    fn copy(&mut self, to: usize) {
        if self.done < to {
            self.stretches.push((self.out.len(), self.done));
            self.out.push_str(&self.source[self.done..to]);
        }
    }

    pub(super) fn end(mut self) -> (String, Vec<String>, Places) {
        if self.done == 0 {
            return (self.source.to_owned(), self.dropped, Places::default());
        }
        self.copy(self.source.len());
        if self.stretches.is_empty() {
            self.stretches.push((0, 0));
        }
        (self.out, self.dropped, Places { stretches: self.stretches })
    }
}

/// Where a text stands in the first bytes of another: what is open may stay so,
/// and must not be looked for in all that follows.
pub(super) fn find_within(text: &str, what: &str, limit: usize) -> Option<usize> {
    first_bytes(text, limit).find(what)
}

/// The first bytes of a text, cut before the letter that does not fit.
pub(super) fn first_bytes(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The bracket that opens a label which ends where the text does.
fn opening(label: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, it) in label.char_indices().rev().take(400) {
        match it {
            ']' => depth += 1,
            '[' if depth == 0 => return Some(at),
            '[' => depth -= 1,
            _ => {}
        }
    }
    None
}
