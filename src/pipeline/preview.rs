//! A site of which every page is made when somebody asks for it: nothing is
//! rendered before, so that an archive of thousands is there at once.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;

use super::memo::{Memo, Memory};
use super::pages::{Desk, feed_order, make, not_free, single_files, with_desk};
use super::search::{Place, all_files};
use super::settings::settings;
use super::waiting::Waiting;
use super::{Job, Model, Open, find, model};
use crate::cache::Cache;
use crate::catalog::Watched;
use crate::config::Site;
use crate::diag::{self, Diagnostic, Located, Severity};
use crate::model::{EpisodeId, ShowId};
use crate::path::SitePath;
use crate::render::{Artifact, Content, FeedPage, List};
use crate::source::SourceTree;

/// How many rendered files are kept for the next request: a page is rendered
/// together with its twins, cards and transcripts.
const MAX_RENDERED: usize = 512;

/// The folder of pictures that are named by their content: their address does
/// not tell which page they belong to.
const CARDS: &str = "cards/";

/// A site on demand.
pub struct Preview<'a> {
    /// Everything that is wrong so far; templates may fail later.
    pub problems: Vec<Located>,
    /// What the next state of the show may know.
    pub memory: Memory,
    /// Folders in which a new or changed file may change the site.
    pub folders: Vec<PathBuf>,
    /// How many episodes the site has.
    pub n_episodes: usize,
    tree: &'a SourceTree,
    site: &'a Site,
    model: &'a Model,
    desk: &'a Desk<'a>,
    /// What makes the files below an address.
    makers: BTreeMap<String, Maker>,
    /// Files that belong to no address: static ones, plain pages.
    single: HashMap<SitePath, Content>,
    /// Redirects and files for programs, made when the first is asked for.
    rest: OnceLock<HashMap<SitePath, Content>>,
    /// The index of the search, made when it is first asked for.
    index: OnceLock<HashMap<SitePath, Content>>,
    /// Whose page each card belongs to, worked out when one is asked for before
    /// its page was rendered.
    cards: OnceLock<HashMap<SitePath, Maker>>,
    memo: &'a Memo<'a>,
    cache: &'a Cache,
    /// Files of the pages rendered last, at most [`MAX_RENDERED`] and one page.
    rendered: Mutex<HashMap<SitePath, Content>>,
}

/// What makes the files below an address.
#[derive(Debug, Clone, Copy)]
enum Maker {
    Episode(EpisodeId),
    List(List),
}

/// A file of the preview.
#[derive(Debug)]
pub enum Served {
    /// Made now.
    Bytes(Vec<u8>),
    /// A source file, served as it is.
    File(PathBuf),
    /// Its sources were saved since the show was read: another state of the
    /// show is on its way.
    Stale,
}

/// Reads a show and lets `work` look at its pages.
///
/// # Errors
///
/// If all sources are as they were `before`: then nothing is read, and their
/// folders are handed back.
pub fn preview<R>(
    job: &Job<'_>,
    before: &Memory,
    work: impl FnOnce(&Preview<'_>) -> R,
) -> Result<R, Vec<PathBuf>> {
    let (mut site, mut problems) = settings(job);
    let mut open = Vec::new();
    let (tree, memo) = find(job, &mut site, Some(before), &mut open);
    let print = memo.site_key(job, &tree);
    if print.is_some() && before.print == print {
        return Err(tree.folders().to_vec());
    }
    problems.extend(diag::locate(open, &Open::new(&tree)));
    let with = (&memo, Waiting::default());
    let model = model(job, (&tree, &site), with, &mut problems, || ());
    memo.save(&tree, &model.all);
    job.trace.step("keep for the next build");
    let memory = memo.to_remember(print);
    let watched = Watched::without_stamps(&model.catalog);
    Ok(with_desk((&tree, &site, &model), (&watched, job.cache), |desk, found| {
        problems.extend(diag::locate(found, desk.open));
        let preview = Preview::new(problems, (&tree, &site), &model, desk, (&memo, job.cache));
        job.trace.step("prepare pages");
        work(&Preview { memory, ..preview })
    }))
}

impl<'a> Preview<'a> {
    fn new(
        mut problems: Vec<Located>,
        (tree, site): (&'a SourceTree, &'a Site),
        model: &'a Model,
        desk: &'a Desk<'a>,
        (memo, cache): (&'a Memo<'a>, &'a Cache),
    ) -> Self {
        let renderer = desk.press.renderer();
        let lists = renderer.lists().into_iter();
        let mut makers: BTreeMap<String, Maker> =
            lists.map(|it| (renderer.path_of(it), Maker::List(it))).collect();
        let every = model.catalog.episodes.iter().chain(&model.catalog.unlisted);
        for (id, entry) in (0..).zip(every) {
            let maker = Maker::Episode(EpisodeId(id));
            makers.insert(entry.path.clone(), maker);
        }
        let mut single = HashMap::new();
        let mut failed = Vec::new();
        for made in single_files(desk, tree) {
            match made {
                Ok(it) if is_page(&makers, &it.path) => failed.push(not_free(&it)),
                Ok(it) => drop(single.insert(it.path, it.content)),
                Err(problem) => failed.push(problem),
            }
        }
        problems.extend(diag::locate(failed, desk.open));
        Self {
            problems,
            memory: Memory::default(),
            folders: tree.folders().to_vec(),
            n_episodes: model.catalog.episodes.len(),
            tree,
            site,
            model,
            desk,
            makers,
            single,
            rest: OnceLock::new(),
            index: OnceLock::new(),
            cards: OnceLock::new(),
            memo,
            cache,
            rendered: Mutex::default(),
        }
    }

    /// Whether the site could be published, as far as that is known.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(|it| it.severity != Severity::Error)
    }

    /// A file of the site; `None` if there is no such file. One whose sources
    /// were saved meanwhile is made only if `anyway` says so.
    ///
    /// # Errors
    ///
    /// What keeps the page from being made: mistakes in templates.
    pub fn file(&self, path: &SitePath, anyway: bool) -> Result<Option<Served>, Vec<Located>> {
        let served = |it: &Content| serve(it).map_err(|it| self.locate(vec![it]));
        if let Some(it) = self.single.get(path) {
            return served(it).map(Some);
        }
        if let Some(it) = self.rendered().get(path) {
            return served(it).map(Some);
        }
        if self.site.search
            && path.as_str().starts_with("search/")
            && path.as_str().ends_with(".idx")
        {
            return self.index().get(path).map(served).transpose();
        }
        if !anyway && self.is_stale(path) {
            return Ok(Some(Served::Stale));
        }
        let (artifacts, errors) = self.render(path);
        let wanted = artifacts.iter().find(|it| it.path == *path);
        let wanted = wanted.map(|it| served(&it.content)).transpose()?;
        self.keep(artifacts);
        if !errors.is_empty() {
            return Err(self.locate(errors));
        }
        match wanted {
            Some(it) => Ok(Some(it)),
            None => self.rest().get(path).map(served).transpose(),
        }
    }

    /// Renders what lies at a path with all that comes with it; what could be
    /// made, and the errors.
    fn render(&self, path: &SitePath) -> (Vec<Artifact>, Vec<Diagnostic>) {
        let mut artifacts = Vec::new();
        let mut errors = Vec::new();
        for made in self.make(path) {
            match made {
                Ok(it) => artifacts.push(it),
                Err(problem) if problem.severity == Severity::Error => errors.push(problem),
                Err(_) => {}
            }
        }
        (artifacts, errors)
    }

    /// The files of the pages rendered last.
    fn rendered(&self) -> MutexGuard<'_, HashMap<SitePath, Content>> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps files for the next request; the older ones go when there are
    /// [`MAX_RENDERED`] of them.
    fn keep(&self, artifacts: Vec<Artifact>) {
        let mut rendered = self.rendered();
        if rendered.len() > MAX_RENDERED {
            rendered.clear();
        }
        rendered.extend(artifacts.into_iter().map(|it| (it.path, it.content)));
    }

    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Located> {
        diag::locate(problems, self.desk.open)
    }

    /// Whether the files of the episode at a path are others than those that
    /// were read.
    fn is_stale(&self, path: &SitePath) -> bool {
        let Some(Maker::Episode(id)) = self.maker(path) else { return false };
        let files = &self.model.files[id.0 as usize];
        let transcript = files.transcripts.first().map(|it| it.0);
        let read = [files.notes, transcript, files.chapters, files.times];
        !read.into_iter().flatten().all(|it| self.tree.is_as_found(it))
    }

    /// Whether the site has a file at a path that is no redirect.
    fn is_made(&self, path: &SitePath) -> bool {
        self.single.contains_key(path)
            || is_page(&self.makers, path)
            || self.make(path).into_iter().flatten().any(|it| it.path == *path)
    }

    /// What makes the file at a path: `/topics/x/feed.xml` comes with
    /// `/topics/x/`.
    fn maker(&self, path: &SitePath) -> Option<Maker> {
        let whole = format!("/{}", path.as_str());
        let above = std::iter::successors(Some(whole.as_str()), |it| {
            Some(it.rsplit_once('/')?.0).filter(|it| !it.is_empty())
        });
        let addresses = above.flat_map(|it| [it.to_owned(), format!("{it}/")]);
        let home = (path.as_str() == "index.html").then(|| "/".to_owned());
        addresses.chain(home).find_map(|it| self.makers.get(&it)).copied()
    }

    /// Makes what lies at a path, with all that comes with it.
    fn make(&self, path: &SitePath) -> Vec<Result<Artifact, Diagnostic>> {
        if let Some((show, page)) = self.feed(path) {
            return self.make_feed(show, &page);
        }
        let is_card = path.as_str().starts_with(CARDS);
        let maker = self.maker(path).or_else(|| is_card.then(|| self.card_maker(path)).flatten());
        maker.map(|it| self.make_all(it)).unwrap_or_default()
    }

    /// Makes all that a maker makes.
    fn make_all(&self, maker: Maker) -> Vec<Result<Artifact, Diagnostic>> {
        let renderer = self.desk.press.renderer();
        match maker {
            Maker::Episode(id) => {
                let made = make((self.tree, self.site), self.model, &renderer, id);
                let files = made.value.artifacts.into_iter().map(Ok);
                files.chain(made.problems.into_iter().map(Err)).collect()
            }
            Maker::List(list) => match renderer.list(list) {
                Ok(made) => made.into_iter().map(Ok).collect(),
                Err(problem) => vec![Err(problem)],
            },
        }
    }

    /// Whose page a card belongs to. The first question renders every page, and
    /// keeps only the addresses of cards: browsers ask for a card after its page.
    fn card_maker(&self, path: &SitePath) -> Option<Maker> {
        let cards = self.cards.get_or_init(|| {
            let makers: Vec<Maker> = self.makers.values().copied().collect();
            let of = |maker: &Maker| {
                let files = self.make_all(*maker).into_iter().filter_map(Result::ok);
                let cards = files.filter(|it| it.path.as_str().starts_with(CARDS));
                cards.map(|it| (it.path, *maker)).collect::<Vec<_>>()
            };
            makers.par_iter().flat_map_iter(of).collect()
        });
        cards.get(path).copied()
    }

    /// The page of a show's feed at a path.
    fn feed(&self, path: &SitePath) -> Option<(ShowId, (usize, FeedPage, usize))> {
        let name = path.as_str().rsplit('/').next()?;
        if !name.starts_with("feed") {
            return None;
        }
        let renderer = self.desk.press.renderer();
        let shows = (0..self.site.shows.len()).filter_map(|it| u16::try_from(it).ok()).map(ShowId);
        shows.into_iter().find_map(|show| {
            let (pages, size) = renderer.feed_pages(show);
            let is_it = |it: &FeedPage| {
                it.files.iter().any(|it| SitePath::of_page(&it.0).as_ref() == Some(path))
            };
            let found = pages.into_iter().enumerate().find(|it| is_it(&it.1))?;
            Some((show, (found.0, found.1, size)))
        })
    }

    fn make_feed(
        &self,
        show: ShowId,
        (nth, page, size): &(usize, FeedPage, usize),
    ) -> Vec<Result<Artifact, Diagnostic>> {
        let catalog = &self.model.catalog;
        let order = feed_order(catalog).into_iter();
        let own: Vec<_> = order.filter(|it| catalog.episode(*it).facts.show == show).collect();
        let entry = |id: &EpisodeId| {
            let renderer = self.desk.press.renderer();
            make((self.tree, self.site), self.model, &renderer, *id).value.entry
        };
        let entries: Vec<_> = own.par_iter().filter_map(entry).collect();
        let shown: Vec<_> = entries.iter().skip(nth.saturating_mul(*size)).take(*size).collect();
        let file = |(idx, (path, form, head)): (usize, &(String, crate::render::Form, Vec<u8>))| {
            let mut bytes = head.clone();
            for (at, entry) in shown.iter().enumerate() {
                if 0 < at {
                    bytes.extend(form.between());
                }
                bytes.extend(&entry[idx]);
            }
            bytes.extend(form.foot());
            let path = SitePath::of_page(path)?;
            Some(Ok(Artifact { path, content: Content::Bytes(bytes), origin: None }))
        };
        page.files.iter().enumerate().filter_map(file).collect()
    }

    /// The index of the search.
    fn index(&self) -> &HashMap<SitePath, Content> {
        self.index.get_or_init(|| {
            let Self { tree, site, model, memo, cache, .. } = *self;
            all_files(Place { press: self.desk.press, tree, site, model, memo, cache })
        })
    }

    /// Redirects and files for programs.
    fn rest(&self) -> &HashMap<SitePath, Content> {
        self.rest.get_or_init(|| {
            let renderer = self.desk.press.renderer();
            let files: HashMap<SitePath, Content> =
                renderer.site_files().into_iter().map(|it| (it.path, it.content)).collect();
            let lists = renderer.lists().into_iter().map(|it| (it, renderer.path_of(it)));
            let lists: Vec<_> = lists.collect();
            let old = renderer.known_addresses(&self.model.addresses.lock, &lists).redirects;
            let mut redirects = renderer.redirects(old).value;
            redirects.retain(|it| {
                it.path().is_some_and(|it| !files.contains_key(&it) && !self.is_made(&it))
            });
            // One that cannot be made keeps no other from being served.
            let one_by_one = redirects.chunks(1).map(|it| renderer.redirect_pages(it));
            let pages = one_by_one.filter_map(Result::ok).flatten();
            let lists = renderer.redirect_lists(&redirects);
            let made = pages.chain(lists).map(|it| (it.path, it.content));
            made.chain(files).collect()
        })
    }
}

/// Whether a path is that of a page that somebody makes.
fn is_page(makers: &BTreeMap<String, Maker>, path: &SitePath) -> bool {
    let address = path.as_str().strip_suffix("index.html").map(|it| format!("/{it}"));
    address.is_some_and(|it| makers.contains_key(&it))
}

fn serve(content: &Content) -> Result<Served, Diagnostic> {
    match content {
        Content::Bytes(bytes) => Ok(Served::Bytes(bytes.clone())),
        Content::File(file) => Ok(Served::File(file.path.clone())),
        Content::Drawn(drawing) => drawing.png().map(Served::Bytes).map_err(|it| {
            let message = format!("the card cannot be drawn: {it}");
            Diagnostic::error("card/svg", diag::Span::detached(), message)
        }),
    }
}
