//! Problems of a finished site: what a listener, an app or a search engine
//! would stumble over. Looks at the files alone, whoever wrote them; changes
//! nothing.
//!
//! `page` says what a page holds, `links` where it leads, `files` whether files
//! are what their names say, `transcripts` and `feeds` what is wrong in those;
//! `coverage` counts what episodes lack; `directories` says what those where shows
//! are listed would refuse. All are pure. `external` alone asks the world.

#[cfg(feature = "net")]
mod audio;
mod coverage;
mod difference;
mod directories;
#[cfg(feature = "net")]
mod external;
mod feeds;
mod files;
mod links;
mod page;
mod transcripts;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

#[cfg(feature = "net")]
pub use audio::{known_sounds, measure, sounds_text};
pub use coverage::{Coverage, EpisodeCoverage};
pub use difference::{Difference, difference};
pub use directories::{Assessment, DIRECTORIES, Directory, Judgement, Weight, directory, judge};
#[cfg(feature = "net")]
pub use external::{Answer, Asked, LinkCache, Links, ask};
pub use feeds::guids;

use crate::diag::{self, Diagnostic, FileId, Located, Texts};
use crate::path::SitePath;
use page::Page;

/// A finished site.
pub trait Site: Sync {
    /// Every file of it with its bytes, in order of path.
    fn files(&self) -> Vec<(SitePath, u64)>;
    /// The content of a file.
    fn read(&self, path: &SitePath) -> Option<Vec<u8>>;
    /// The first bytes of a file.
    fn head(&self, path: &SitePath, bytes: u64) -> Option<Vec<u8>>;
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Checked {
    /// In order of file and line.
    pub problems: Vec<Located>,
    /// What episodes have and lack.
    pub coverage: Coverage,
    /// Addresses of the world, each with the place of the first link to it.
    pub external: BTreeMap<String, diag::Place>,
    /// How many pages were read.
    pub n_pages: usize,
}

/// Everything that is known of the files of a site while it is checked.
struct Catalog<'s> {
    site: &'s dyn Site,
    files: Vec<(SitePath, u64)>,
    index: BTreeMap<String, usize>,
    /// The address of the site's root, with `/` at the end, if a page says it.
    base: Option<String>,
}

impl<'s> Catalog<'s> {
    fn of(site: &'s dyn Site) -> Self {
        let files = site.files();
        let index = files.iter().enumerate().map(|(at, it)| (it.0.as_str().to_owned(), at));
        let home = SitePath::new("index.html").and_then(|it| site.read(&it));
        let base = home.and_then(|it| page::canonical(&String::from_utf8_lossy(&it)));
        Self { site, index: index.collect(), files, base }
    }

    fn find(&self, path: &str) -> Option<FileId> {
        let at = self.index.get(path)?;
        Some(FileId(u32::try_from(*at).ok()?))
    }

    fn path(&self, file: FileId) -> &str {
        self.files[file.0 as usize].0.as_str()
    }

    /// The path of the site's root on its host: `/`, or `/show/`.
    fn prefix(&self) -> &str {
        let base = self.base.as_deref().and_then(|it| it.split_once("://"));
        base.and_then(|it| it.1.find('/').map(|at| &it.1[at..])).unwrap_or("/")
    }
}

/// The text that problems speak of, if it is one.
struct Open<'c>(&'c Catalog<'c>, Option<(FileId, &'c str)>);

impl Texts for Open<'_> {
    fn path(&self, file: FileId) -> String {
        self.0.path(file).to_owned()
    }

    fn text(&self, file: FileId) -> Option<&str> {
        self.1.filter(|it| it.0 == file).map(|it| it.1)
    }
}

/// What one file came to.
#[derive(Default)]
struct Seen {
    page: Option<Page>,
    problems: Vec<Located>,
    episode: Option<EpisodeCoverage>,
}

/// Checks a site.
pub fn check(site: &dyn Site) -> Checked {
    let catalog = Catalog::of(site);
    let ids = (0..catalog.files.len()).filter_map(|it| u32::try_from(it).ok()).map(FileId);
    let ids: Vec<FileId> = ids.collect();
    let seen: Vec<Seen> = ids.par_iter().map(|it| look(&catalog, *it)).collect();
    let mut checked = Checked::default();
    let mut pages: BTreeMap<FileId, Page> = BTreeMap::new();
    for (file, it) in ids.iter().zip(seen) {
        checked.problems.extend(it.problems);
        checked.coverage.episodes.extend(it.episode);
        pages.extend(it.page.map(|page| (*file, page)));
    }
    checked.n_pages = pages.len();
    let problems: Vec<Vec<Located>> =
        pages.par_iter().map(|(file, page)| leads(&catalog, *file, page, &pages)).collect();
    checked.problems.extend(problems.into_iter().flatten());
    let orphans = links::orphans(&catalog, &pages);
    checked.problems.extend(diag::locate(orphans, &Open(&catalog, None)));
    checked.external = external(&catalog, &pages);
    checked.problems.sort_by(|a, b| (a.at(), &a.code).cmp(&(b.at(), &b.code)));
    checked
}

/// Looks at one file by itself.
fn look(catalog: &Catalog<'_>, file: FileId) -> Seen {
    let (path, bytes) = &catalog.files[file.0 as usize];
    let mut seen = Seen::default();
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let head = catalog.site.head(path, files::HEAD_BYTES).unwrap_or_default();
    let found = files::problems(file, path.as_str(), *bytes, &head);
    seen.problems.extend(diag::locate(found, &Open(catalog, None)));
    let is_text = ["html", "vtt", "srt", "xml", "json", "txt"]
        .contains(&name.rsplit('.').next().unwrap_or_default());
    if !is_text {
        return seen;
    }
    let text = catalog.site.read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let mut problems: Vec<Diagnostic> = Vec::new();
    if name.ends_with(".html") {
        let (page, found) = page::read(file, path.as_str(), &text);
        problems.extend(found);
        seen.page = Some(page);
    } else if name.ends_with(".xml") {
        problems.extend(feeds::problems(file, &text, catalog));
    } else if name == "episode.json" {
        let (episode, found) = coverage::episode(file, path.as_str(), &text);
        problems.extend(found);
        seen.episode = episode;
    } else if is_transcript(catalog, path.as_str(), name) {
        problems.extend(transcripts::problems(file, name, &text));
    }
    seen.problems.extend(diag::locate(problems, &Open(catalog, Some((file, &text)))));
    seen
}

/// Whether a file is the transcript of an episode, and the best of several.
fn is_transcript(catalog: &Catalog<'_>, path: &str, name: &str) -> bool {
    let folder = &path[..path.len() - name.len()];
    let has = |other: &str| catalog.find(&format!("{folder}{other}")).is_some();
    if !has("episode.json")
        || !name.starts_with("transcript.") && !name.ends_with(".vtt") && !name.ends_with(".srt")
    {
        return false;
    }
    let order = ["transcript.vtt", "transcript.srt", "transcript.json", "transcript.txt"];
    order.iter().find(|it| has(it)).is_none_or(|it| *it == name)
}

/// Where the links of a page lead.
fn leads(
    catalog: &Catalog<'_>,
    file: FileId,
    page: &Page,
    pages: &BTreeMap<FileId, Page>,
) -> Vec<Located> {
    let found = links::problems(catalog, file, page, pages);
    if found.is_empty() {
        return Vec::new();
    }
    // The text was let go: thousands of pages do not fit at once.
    let text = catalog.site.read(&catalog.files[file.0 as usize].0).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    diag::locate(found, &Open(catalog, Some((file, &text))))
}

/// Links into the world, each once.
fn external(
    catalog: &Catalog<'_>,
    pages: &BTreeMap<FileId, Page>,
) -> BTreeMap<String, diag::Place> {
    let mut seen = BTreeSet::new();
    let mut external = BTreeMap::new();
    for (file, page) in pages {
        let own: Vec<&page::Link> =
            page.links.iter().filter(|it| links::is_external(catalog, &it.to)).collect();
        let fresh: Vec<_> = own.into_iter().filter(|it| seen.insert(it.to.clone())).collect();
        if fresh.is_empty() {
            continue;
        }
        let text = catalog.site.read(&catalog.files[file.0 as usize].0).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        for link in fresh {
            let span = diag::Span::new(*file, link.span.clone());
            let note = vec![Diagnostic::note("link/external", span, "")];
            let located = diag::locate(note, &Open(catalog, Some((*file, &text))));
            let places = located.into_iter().filter_map(|it| it.place);
            external.extend(places.map(|it| (link.to.clone(), it)));
        }
    }
    external
}
