//! The feeds of shows: entries go out as episodes are rendered, so that an
//! archive of thousands is never in memory as a whole.
//!
//! As long as the entries are those of the last build nothing is written; with
//! the first that differs the page is written from its beginning.

use std::collections::HashMap;
use std::ops::Range;

use super::units::{Entry, FeedUnit, Units};
use crate::diag::{Diagnostic, Span};
use crate::hash::ContentHash;
use crate::model::{EpisodeId, ShowId};
use crate::path::SitePath;
use crate::render::{EntryBytes, FeedPage, Form, Press, Stream};

/// Renders the entry of an episode whose page was not.
pub(super) type Again<'s> = dyn Fn(EpisodeId) -> Option<EntryBytes> + Sync + 's;

/// The feed of each show, being written.
pub(super) struct Feeds<'s> {
    units: &'s Units<'s>,
    again: &'s Again<'s>,
    shows: Vec<ShowFeed<'s>>,
}

struct ShowFeed<'s> {
    /// Pages to come, the next one last.
    pages: Vec<FeedPage>,
    /// Entries that a page takes.
    size: usize,
    open: Option<Page<'s>>,
}

/// A page of a feed.
struct Page<'s> {
    page: FeedPage,
    /// What the last build wrote.
    before: Option<FeedUnit>,
    /// Entries so far.
    entries: Vec<(EpisodeId, Entry)>,
    streams: Vec<(Form, Box<dyn Stream + 's>)>,
    /// Where entries can be copied from.
    published: Option<Published>,
    /// Bytes of each entry that is written, in each form.
    lengths: Vec<[u64; 2]>,
}

impl<'s> Feeds<'s> {
    pub(super) fn new(
        press: &Press<'_>,
        units: &'s Units<'s>,
        n_shows: usize,
        again: &'s Again<'s>,
    ) -> Self {
        let ids = (0..n_shows).filter_map(|it| u16::try_from(it).ok()).map(ShowId);
        let shows = ids.map(|it| {
            let (mut pages, size) = press.renderer().feed_pages(it);
            pages.reverse();
            ShowFeed { pages, size, open: None }
        });
        Self { units, again, shows: shows.collect() }
    }

    /// Adds the next older episode of a show.
    pub(super) fn add(
        &mut self,
        show: ShowId,
        id: EpisodeId,
        entry: Entry,
    ) -> Result<(), Diagnostic> {
        let feed = &mut self.shows[usize::from(show.0)];
        if feed.open.as_ref().is_none_or(|it| it.entries.len() == feed.size) {
            feed.turn(self.units, self.again)?;
        }
        match &mut feed.open {
            Some(page) => page.add(id, entry, self.units, self.again),
            None => Ok(()),
        }
    }

    /// Ends every feed; one without entries is a feed too.
    pub(super) fn end(mut self) -> Result<(), Diagnostic> {
        for feed in &mut self.shows {
            if feed.open.is_none() {
                feed.turn(self.units, self.again)?;
            }
            if let Some(page) = feed.open.take() {
                page.end(self.units, self.again)?;
            }
        }
        Ok(())
    }
}

impl<'s> ShowFeed<'s> {
    /// Ends this page and begins the next.
    fn turn(&mut self, units: &'s Units<'s>, again: &Again<'_>) -> Result<(), Diagnostic> {
        if let Some(page) = self.open.take() {
            page.end(units, again)?;
        }
        let Some(page) = self.pages.pop() else { return Ok(()) };
        let before = units.feed(&page);
        self.open = Some(Page {
            page,
            before,
            entries: Vec::new(),
            streams: Vec::new(),
            published: None,
            lengths: Vec::new(),
        });
        Ok(())
    }
}

impl<'s> Page<'s> {
    fn add(
        &mut self,
        id: EpisodeId,
        mut entry: Entry,
        units: &'s Units<'s>,
        again: &Again<'_>,
    ) -> Result<(), Diagnostic> {
        let known = self.before.as_ref().and_then(|it| it.entries.get(self.entries.len()));
        let is_known = known.is_some_and(|it| it.0 == entry.hash);
        if is_known && self.streams.is_empty() {
            // Should it be needed, it is in the published file.
            entry.bytes = None;
            self.entries.push((id, entry));
            return Ok(());
        }
        self.entries.push((id, entry));
        self.write(units, again)
    }

    /// Writes every entry that is not written yet.
    fn write(&mut self, units: &'s Units<'s>, again: &Again<'_>) -> Result<(), Diagnostic> {
        if self.streams.is_empty() {
            self.open(units)?;
        }
        // Neighbours of the published feed are copied in one go.
        let mut run: Option<Pieces> = None;
        for nth in self.lengths.len()..self.entries.len() {
            let (id, entry) = &mut self.entries[nth];
            let (id, bytes) = (*id, entry.bytes.take());
            let place = self.published.as_ref().and_then(|it| it.entries.get(&entry.hash));
            if let (None, Some(place)) = (&bytes, place) {
                self.lengths.push([0, 1].map(|it| place[it].end - place[it].start));
                let gaps = [0, 1].map(|it| self.streams[it].0.between().len() as u64);
                match &mut run {
                    Some(run) if (0..2).all(|it| run[it].end + gaps[it] == place[it].start) => {
                        (0..2).for_each(|it| run[it].end = place[it].end);
                    }
                    _ => {
                        let before = run.replace(place.clone());
                        self.copy(before)?;
                        self.part(nth)?;
                    }
                }
                continue;
            }
            self.copy(run.take())?;
            let bytes = bytes.or_else(|| again(id)).unwrap_or_default();
            self.part(nth)?;
            for ((_, stream), bytes) in self.streams.iter_mut().zip(&bytes) {
                stream.write(bytes)?;
            }
            self.lengths.push([0, 1].map(|it| bytes[it].len() as u64));
        }
        self.copy(run)
    }

    /// Begins both forms.
    fn open(&mut self, units: &'s Units<'s>) -> Result<(), Diagnostic> {
        for (path, form, head) in &self.page.files {
            let Some(path) = SitePath::of_page(path) else { continue };
            let mut stream = units.sink.stream(path, None)?;
            stream.write(head)?;
            self.streams.push((*form, stream));
        }
        let published = self.before.as_ref().map(|it| Published::of(it, &self.page));
        let Some(published) = published else { return Ok(()) };
        let mut is_there = true;
        for ((_, stream), mark) in self.streams.iter_mut().zip(&published.marks) {
            is_there &= stream.copy(*mark, 0..0)?;
        }
        self.published = is_there.then_some(published);
        Ok(())
    }

    /// Writes what stands between two entries, before all but the first.
    fn part(&mut self, nth: usize) -> Result<(), Diagnostic> {
        let mut streams = self.streams.iter_mut().filter(|_| 0 < nth);
        streams.try_for_each(|(form, stream)| stream.write(form.between()))
    }

    /// Takes bytes of the published feed over.
    fn copy(&mut self, run: Option<Pieces>) -> Result<(), Diagnostic> {
        let (Some(run), Some(published)) = (run, &self.published) else { return Ok(()) };
        for ((_, stream), (mark, range)) in
            self.streams.iter_mut().zip(published.marks.iter().zip(run))
        {
            if !stream.copy(*mark, range)? {
                let message = "the published feed was changed while the site was built";
                let span = Span::detached();
                return Err(Diagnostic::error("output/changed", span, message).hint("build again"));
            }
        }
        Ok(())
    }

    fn end(mut self, units: &'s Units<'s>, again: &Again<'_>) -> Result<(), Diagnostic> {
        let heads: Vec<&[u8]> = self.page.files.iter().map(|it| it.2.as_slice()).collect();
        let head = ContentHash::of_parts(&heads);
        if let Some(before) = self.before.as_ref().filter(|_| self.streams.is_empty())
            && before.head == head
            && before.entries.len() == self.entries.len()
            && units.keep_feed(before)?
        {
            return Ok(());
        }
        self.write(units, again)?;
        let hashes: Vec<&[u8]> =
            self.entries.iter().map(|it| it.1.hash.as_bytes().as_slice()).collect();
        let hashes = ContentHash::of_parts(&hashes);
        let mut files = Vec::new();
        for ((path, _, head), (form, mut stream)) in self.page.files.iter().zip(self.streams) {
            stream.write(form.foot())?;
            let mark = ContentHash::of_parts(&[b"feed", head, hashes.as_bytes()]);
            stream.end(mark)?;
            files.push((path.clone(), mark));
        }
        let hashes = self.entries.iter().map(|it| it.1.hash);
        let entries = hashes.zip(self.lengths).collect();
        let head_bytes = [0, 1].map(|it| self.page.files[it].2.len() as u64);
        units.keep_feed_for_next(&self.page, &FeedUnit { files, head, head_bytes, entries });
        Ok(())
    }
}

/// Bytes of each form.
type Pieces = [Range<u64>; 2];

/// A page of a feed as it is published, and where each entry stands in it.
struct Published {
    marks: Vec<ContentHash>,
    /// By the hash of the entry.
    entries: HashMap<ContentHash, Pieces>,
}

impl Published {
    fn of(before: &FeedUnit, page: &FeedPage) -> Self {
        let mut at = before.head_bytes;
        let mut entries = HashMap::new();
        for (nth, (hash, lengths)) in before.entries.iter().enumerate() {
            let ranges = [0, 1].map(|it| {
                let gap = if nth == 0 { 0 } else { page.files[it].1.between().len() as u64 };
                let start = at[it] + gap;
                at[it] = start + lengths[it];
                start..at[it]
            });
            entries.insert(*hash, ranges);
        }
        Self { marks: before.files.iter().map(|it| it.1).collect(), entries }
    }
}
