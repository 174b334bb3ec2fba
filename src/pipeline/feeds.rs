//! The feeds of shows: entries go out as episodes are rendered, so that an
//! archive of thousands is never in memory as a whole.

use crate::diag::{Diagnostic, FileId};
use crate::model::ShowId;
use crate::path::SitePath;
use crate::render::{EntryBytes, FeedPage, Form, Renderer, Sink, Stream};

/// The feed of each show, being written.
pub(super) struct Feeds<'s> {
    sink: &'s dyn Sink,
    shows: Vec<ShowFeed<'s>>,
}

struct ShowFeed<'s> {
    /// Pages to come, the next one last.
    pages: Vec<FeedPage>,
    /// Entries that a page takes.
    size: usize,
    /// The page being written, and its entries so far.
    open: Vec<(Form, Box<dyn Stream + 's>)>,
    n_entries: usize,
}

impl<'s> Feeds<'s> {
    pub(super) fn new(renderer: &Renderer<'_>, sink: &'s dyn Sink, n_shows: usize) -> Self {
        let ids = (0..n_shows).filter_map(|it| u16::try_from(it).ok()).map(ShowId);
        let shows = ids.map(|it| {
            let (mut pages, size) = renderer.feed_pages(it);
            pages.reverse();
            ShowFeed { pages, size, open: Vec::new(), n_entries: 0 }
        });
        Self { sink, shows: shows.collect() }
    }

    /// Adds the next older episode of a show.
    pub(super) fn add(&mut self, show: ShowId, entry: &EntryBytes) -> Result<(), Diagnostic> {
        let feed = &mut self.shows[usize::from(show.0)];
        if feed.open.is_empty() || feed.n_entries == feed.size {
            feed.turn(self.sink)?;
        }
        for ((form, stream), bytes) in feed.open.iter_mut().zip(entry) {
            if 0 < feed.n_entries {
                stream.write(form.between())?;
            }
            stream.write(bytes)?;
        }
        feed.n_entries += 1;
        Ok(())
    }

    /// Ends every feed; one without entries is a feed too.
    pub(super) fn end(mut self) -> Result<(), Diagnostic> {
        for feed in &mut self.shows {
            if feed.open.is_empty() {
                feed.turn(self.sink)?;
            }
            feed.close()?;
        }
        Ok(())
    }
}

impl<'s> ShowFeed<'s> {
    /// Ends this page and begins the next.
    fn turn(&mut self, sink: &'s dyn Sink) -> Result<(), Diagnostic> {
        self.close()?;
        let Some(page) = self.pages.pop() else { return Ok(()) };
        for (path, form, head) in page.files {
            let Some(path) = SitePath::of_page(&path) else { continue };
            let mut stream = sink.stream(path, FileId(u32::MAX))?;
            stream.write(&head)?;
            self.open.push((form, stream));
        }
        self.n_entries = 0;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Diagnostic> {
        for (form, mut stream) in self.open.drain(..) {
            stream.write(form.foot())?;
            stream.end()?;
        }
        Ok(())
    }
}
