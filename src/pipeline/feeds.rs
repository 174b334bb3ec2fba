//! The feeds of shows: entries go out as episodes are rendered, so that an
//! archive of thousands is never in memory as a whole.
//!
//! As long as the entries are those of the last build nothing is written; with
//! the first that differs the page is written from its beginning.

use super::units::{Entry, FeedUnit, Units};
use crate::diag::{Diagnostic, FileId};
use crate::model::{EpisodeId, ShowId};
use crate::path::SitePath;
use crate::render::{EntryBytes, FeedPage, Form, Press, Stream};

/// Renders the entry of an episode whose page was not.
pub(super) type Again<'s> = dyn Fn(EpisodeId) -> Option<EntryBytes> + 's;

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
    /// What the last build wrote, while nothing differs.
    before: Option<FeedUnit>,
    /// Entries so far.
    entries: Vec<(EpisodeId, Entry)>,
    streams: Vec<(Form, Box<dyn Stream + 's>)>,
    n_written: usize,
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
        self.open =
            Some(Page { page, before, entries: Vec::new(), streams: Vec::new(), n_written: 0 });
        Ok(())
    }
}

impl<'s> Page<'s> {
    fn add(
        &mut self,
        id: EpisodeId,
        entry: Entry,
        units: &'s Units<'s>,
        again: &Again<'_>,
    ) -> Result<(), Diagnostic> {
        let nth = self.entries.len();
        let known = self.before.as_ref().and_then(|it| it.entries.get(nth));
        let is_known = known == Some(&entry.hash);
        self.entries.push((id, entry));
        if is_known {
            // Its bytes are in the cache by now, should they be needed.
            if let Some(last) = self.entries.last_mut() {
                last.1.bytes = None;
            }
            return Ok(());
        }
        self.write(units, again)
    }

    /// Writes every entry that is not written yet.
    fn write(&mut self, units: &'s Units<'s>, again: &Again<'_>) -> Result<(), Diagnostic> {
        self.before = None;
        if self.streams.is_empty() {
            for (path, form, head) in &self.page.files {
                let Some(path) = SitePath::of_page(path) else { continue };
                let mut stream = units.sink.stream(path, FileId(u32::MAX))?;
                stream.write(head)?;
                self.streams.push((*form, stream));
            }
        }
        for (id, entry) in self.entries.iter_mut().skip(self.n_written) {
            let bytes = entry.bytes.take().or_else(|| units.entry(entry));
            let Some(bytes) = bytes.or_else(|| again(*id)) else { continue };
            for ((form, stream), bytes) in self.streams.iter_mut().zip(&bytes) {
                if 0 < self.n_written {
                    stream.write(form.between())?;
                }
                stream.write(bytes)?;
            }
            self.n_written += 1;
        }
        Ok(())
    }

    fn end(mut self, units: &'s Units<'s>, again: &Again<'_>) -> Result<(), Diagnostic> {
        if let Some(before) = &self.before
            && before.entries.len() == self.entries.len()
            && units.keep_feed(before)?
        {
            return Ok(());
        }
        self.write(units, again)?;
        let mut files = Vec::new();
        for ((path, ..), (form, mut stream)) in self.page.files.iter().zip(self.streams) {
            stream.write(form.foot())?;
            files.push((path.clone(), stream.end()?));
        }
        let entries = self.entries.iter().map(|it| it.1.hash).collect();
        units.keep_feed_for_next(&self.page, &FeedUnit { files, entries });
        Ok(())
    }
}
