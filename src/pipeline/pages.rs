//! The second half of a build: every page into the sink.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::feeds::Feeds;
use super::load::transcript;
use super::lock::{self, LockedAddresses};
use super::memo::Memo;
use super::pictures::{self, NotedPictures};
use super::plain_pages;
use super::search::{Indexing, Place};
use super::units::{Entry, Units};
use super::{Job, Model, Open, load};
use crate::assemble;
use crate::cache::{self, Cache};
use crate::catalog::{self, Catalog, Watched};
use crate::config::{self, Site};
use crate::diag::{self, Diagnostic, FileId, Located, Reported, Span};
use crate::model::{AddressLock, Episode, EpisodeFacts, EpisodeId};
use crate::render::{
    self, Artifact, Cards, Content, KnownAddresses, MadeEpisode, PageDoc, Press, Redirect,
    Renderer, Sink, Templates,
};
use crate::search::Contribution;
use crate::source::{FileKind, FileOnDisk, SourceTree};

/// Episodes that are rendered before their entries go into feeds.
const EPISODES_AT_ONCE: usize = 64;

/// Redirects whose pages are made together.
const REDIRECTS_AT_ONCE: usize = 256;

/// Everything that pages are made with.
pub(super) struct Desk<'a> {
    pub press: &'a Press<'a>,
    pub watched: &'a Watched<'a>,
    /// Plain pages.
    pub pages: &'a [PageDoc],
    /// Pictures that notes and plain pages show, beside those of `static/`.
    pub pictures: NotedPictures,
    /// The texts of templates and plain pages, for their problems.
    pub open: &'a Open<'a>,
}

/// Prepares rendering, and does some with it; problems of templates and plain
/// pages come first.
pub(super) fn with_desk<R>(
    (tree, site, model): (&SourceTree, &Site, &Model),
    (watched, cache): (&Watched<'_>, &Cache),
    work: impl FnOnce(&Desk<'_>, Vec<Diagnostic>) -> R,
) -> R {
    let mut open = Open::new(tree);
    let mut problems = Vec::new();
    let own = own_templates(&mut open, site, &mut problems);
    let (templates, wrong) = Templates::new(own);
    problems.extend(wrong);
    let own_static = own_static(tree);
    let own_assets = own_assets(tree, &own_static);
    problems.extend(replaced(site, &own_static, &own_assets));
    let pages = plain_pages::read(&mut open, (site, &model.pages), &mut problems);
    let (covers, cards) = pictures(tree, site, cache, &mut problems);
    let from = render::Sources {
        site,
        watched,
        settings: tree.find("show.toml").map(|it| it.id),
        own_static: &own_static,
        own_assets,
        pages: &pages,
        covers,
        cards,
    };
    let press = Press::new(from, templates);
    let pictures = pictures::noted((tree, site), (model, &pages), &mut problems);
    work(&Desk { press: &press, watched, pages: &pages, pictures, open: &open }, problems)
}

/// Rendering every page into a sink.
pub(super) struct Rendering<'a> {
    pub job: &'a Job<'a>,
    pub tree: &'a SourceTree,
    pub site: &'a Site,
    pub model: &'a Model,
    pub memo: &'a Memo<'a>,
    pub sink: &'a dyn Sink,
}

impl Rendering<'_> {
    /// Renders every page; what there is to say about them, and the addresses
    /// of lists that are to be remembered.
    pub(super) fn render_all(&self) -> (Vec<Located>, AddressLock) {
        let watched = Watched::new(&self.model.catalog);
        with_desk(
            (self.tree, self.site, self.model),
            (&watched, self.job.cache),
            |desk, problems| self.render_at(desk, problems),
        )
    }

    fn render_at(
        &self,
        desk: &Desk<'_>,
        mut problems: Vec<Diagnostic>,
    ) -> (Vec<Located>, AddressLock) {
        let press = desk.press;
        let units =
            Units::new(press, desk.watched, (self.tree, self.job), (self.sink, &self.memo.pages));
        self.job.trace.step("prepare pages");

        let again = |id: EpisodeId| {
            make((self.tree, self.site), self.model, &press.renderer(), id).value.entry
        };
        let mut feeds = Feeds::new(press, &units, self.site.shows.len(), &again);
        let indexing = self.site.search.then(|| Indexing::new(self.place(press)));
        let (lists, last) = rayon::join(
            || Lists::new(&press.renderer(), &self.model.addresses),
            || self.episodes(&units, indexing.as_ref(), &mut feeds, &mut problems),
        );
        problems.extend(self.unlisted(&units));
        self.job.trace.step("render episodes");
        add_words(indexing.as_ref(), &last);
        let feed = || {
            let mut problems = self.feed(last, &mut feeds);
            problems.extend(feeds.end().err());
            problems
        };
        let index_and_list = || {
            let problems = indexing.and_then(|it| it.end(self.sink).err());
            problems.into_iter().chain(self.lists(&units, &lists)).collect::<Vec<_>>()
        };
        let (fed, rest) = rayon::join(feed, index_and_list);
        problems.extend(fed.into_iter().chain(rest));
        for made in single_files(desk, self.tree) {
            let put = made.and_then(|it| match self.sink.is_taken(&it.path) {
                true => Err(not_free(&it)),
                false => self.sink.put(it),
            });
            problems.extend(put.err());
        }
        // Last: a redirect is never in the way of a page or a file.
        problems.extend(self.redirects(&units, lists.redirects));
        problems.extend(lock::gone_addresses(&self.model.addresses, &lists.gone));
        self.job.trace.step("end feeds, index what is said, render lists and files");
        let mut located = units.problems();
        // One mistake in a template shows on every page: once is enough.
        let mut seen = std::collections::HashSet::new();
        problems.retain(|it| {
            let place = (it.span.file, it.span.bytes.start, it.message.clone());
            it.code != "template/error" || seen.insert(place)
        });
        located.extend(diag::locate(problems, desk.open));
        units.save();
        (located, lists.lock)
    }

    /// Renders every episode; words and entries of all but the last, which
    /// are handed back, go into index and feeds.
    fn episodes(
        &self,
        units: &Units<'_>,
        indexing: Option<&Indexing<'_>>,
        feeds: &mut Feeds<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<Made> {
        // Newest first, as feeds want them; a few at a time, as memory wants them.
        let order = feed_order(&self.model.catalog);
        self.job.progress.start("rendering", order.len());
        let make = |it: (usize, EpisodeId)| self.episode(units, indexing, it);
        let mut ready: Vec<Made> = Vec::new();
        for (nth, some) in order.chunks(EPISODES_AT_ONCE).enumerate() {
            let numbered = some.par_iter().enumerate();
            let numbered = numbered.map(|(at, id)| (nth * EPISODES_AT_ONCE + at, *id));
            // What is ready goes out while the next are made.
            let last = std::mem::take(&mut ready);
            let out = || {
                add_words(indexing, &last);
                problems.extend(self.feed(last, feeds));
            };
            ready = rayon::join(out, || numbered.map(make).collect()).1;
        }
        ready
    }

    /// Renders the episodes that are in no list.
    fn unlisted(&self, units: &Units<'_>) -> Vec<Diagnostic> {
        let ids: Vec<EpisodeId> = self.model.catalog.unlisted_ids().collect();
        let of = (self.tree, self.site);
        let made = |id: &EpisodeId| {
            units.episode(None, |it| it.episode(*id, &load_again(of, self.model, *id), self.tree)).0
        };
        ids.par_iter().flat_map_iter(made).collect()
    }

    /// Renders every list.
    fn lists(&self, units: &Units<'_>, lists: &Lists) -> Vec<Diagnostic> {
        self.job.progress.start("listing", lists.pages.len());
        let of_list = |(list, path): &(render::List, String)| {
            let made = units.make(&["list", path], |it| it.list(*list));
            self.job.progress.advance();
            made
        };
        let site_files = || units.make(&["site files"], |it| Ok(it.site_files()));
        let (found, rest) = rayon::join(
            || lists.pages.par_iter().map(of_list).collect::<Vec<Vec<Diagnostic>>>(),
            site_files,
        );
        found.into_iter().flatten().chain(rest).collect()
    }

    /// Makes redirects from addresses that are free, some at a time. They are
    /// named by what they are: few edits change one, and none has to be looked
    /// up in the catalog again.
    fn redirects(&self, units: &Units<'_>, found: Reported<Vec<Redirect>>) -> Vec<Diagnostic> {
        let mut problems = found.problems;
        let mut all = found.value;
        all.retain(|it| {
            let is_free = it.path().is_some_and(|it| !self.sink.is_taken(&it));
            problems.extend(it.is_in_the_way().filter(|_| !is_free));
            is_free
        });
        let hash = |it: &[Redirect]| Redirect::hash(it).to_string();
        let some = |some: &[Redirect]| {
            units.make(&["redirects", &hash(some)], |it| it.redirect_pages(some))
        };
        let pages: Vec<_> = all.par_chunks(REDIRECTS_AT_ONCE).map(some).collect();
        let name = ["lists of redirects", &hash(&all)];
        let lists = units.make(&name, |it| Ok(it.redirect_lists(&all)));
        problems.extend(pages.into_iter().flatten().chain(lists));
        problems
    }

    /// Entries of episodes into their feeds; what there is to say about both.
    fn feed(&self, made: Vec<Made>, feeds: &mut Feeds<'_>) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for it in made {
            problems.extend(it.problems);
            let show = self.model.catalog.episode(it.id).facts.show;
            problems.extend(it.entry.and_then(|entry| feeds.add(show, it.id, entry).err()));
        }
        problems
    }

    fn place<'p>(&'p self, press: &'p Press<'p>) -> Place<'p> {
        let Self { job, tree, site, model, memo, .. } = self;
        Place { press, tree, site, model, memo, cache: job.cache }
    }

    /// The files of an episode into the sink; its entry, and its words if they
    /// are wanted.
    fn episode(
        &self,
        units: &Units<'_>,
        indexing: Option<&Indexing<'_>>,
        (at, id): (usize, EpisodeId),
    ) -> Made {
        let key = self.memo.episode_key(&self.model.files[id.0 as usize], self.tree);
        let name = || self.model.catalog.episode(id).path.clone();
        let indexing = indexing.filter(|it| it.wants(at));
        let mut words = None;
        let (problems, entry) = units.episode(key, |it| {
            let _span = self.job.trace.span("page", name);
            let episode = load_again((self.tree, self.site), self.model, id);
            words = indexing.map(|indexing| indexing.words_in(at, &episode));
            it.episode(id, &episode, self.tree)
        });
        self.job.progress.advance();
        let words = words.or_else(|| indexing.map(|it| it.words_of(at)));
        Made { at, id, problems, entry, words }
    }
}

/// What is made of all episodes, but for feeds and index.
struct Lists {
    /// Every list, and where it goes.
    pages: Vec<(render::List, String)>,
    redirects: Reported<Vec<Redirect>>,
    /// Addresses whose page is gone.
    gone: Vec<String>,
    /// Addresses that are to be remembered.
    lock: AddressLock,
}

impl Lists {
    fn new(renderer: &Renderer<'_>, known: &LockedAddresses) -> Self {
        let pages = renderer.lists().into_iter().map(|it| (it, renderer.path_of(it)));
        let pages: Vec<_> = pages.collect();
        let KnownAddresses { lock, redirects, gone } =
            renderer.known_addresses(&known.lock, &pages);
        Self { pages, redirects: renderer.redirects(redirects), gone, lock }
    }
}

/// Words of episodes into the index.
fn add_words(indexing: Option<&Indexing<'_>>, made: &[Made]) {
    let Some(indexing) = indexing else { return };
    made.iter().for_each(|it| indexing.add(it.at, it.words.as_ref()));
}

/// What came of an episode.
struct Made {
    /// Its place among the newest.
    at: usize,
    id: EpisodeId,
    problems: Vec<Diagnostic>,
    entry: Option<Entry>,
    /// Its words, if the index wants them.
    words: Option<Contribution>,
}

/// Static files, pictures of shows, plain pages.
pub(super) fn single_files(
    desk: &Desk<'_>,
    tree: &SourceTree,
) -> Vec<Result<Artifact, Diagnostic>> {
    let renderer = desk.press.renderer();
    let covers = renderer.covers().into_iter();
    let covers = covers.filter_map(|it| cover(tree, &it.0, &it.1)).map(Ok);
    let pages = desk.pages.iter().map(|it| renderer.plain_page(it));
    let files = renderer.static_files().into_iter();
    let pictures = desk.pictures.iter().map(|(path, id)| {
        let content = Content::File(tree.on_disk(*id));
        Ok(Artifact { path: path.clone(), content, origin: Some(*id) })
    });
    files.chain(covers).chain(pages).chain([renderer.not_found()]).chain(pictures).collect()
}

/// A file of the user's whose path is one of the site's own.
pub(super) fn not_free(made: &Artifact) -> Diagnostic {
    let message =
        format!("the site has a `{}` of its own; this one is left out", made.path.as_str());
    Diagnostic::warning("output/collision", Span::file(made.origin), message).hint("rename it")
}

/// Loads an episode once more and renders it.
pub(super) fn make(
    (tree, site): (&SourceTree, &Site),
    model: &Model,
    renderer: &Renderer<'_>,
    id: EpisodeId,
) -> Reported<MadeEpisode> {
    renderer.episode(id, &load_again((tree, site), model, id), tree)
}

/// Loads an episode once more. Its problems were reported when its facts were
/// made.
pub(super) fn load_again(
    (tree, site): (&SourceTree, &Site),
    model: &Model,
    id: EpisodeId,
) -> Episode {
    let mut open = Open::new(tree);
    let facts = &model.catalog.episode(id).facts;
    let files = &model.files[id.0 as usize];
    if let Some(waited) = facts.file.and_then(|it| model.waiting.take(it)) {
        let mut transcript = transcript(files, site, &mut open, &mut Vec::new());
        if let Some(transcript) = &mut transcript {
            assemble::name_voices(transcript, &waited.voices);
        }
        return of_facts(Episode { transcript, ..waited }, facts);
    }
    of_facts(load(files, site, &mut open, None, Some(facts)).value, facts)
}

/// What follows from all episodes, and other files: who is a host, and whom an
/// id means.
fn of_facts(episode: Episode, facts: &EpisodeFacts) -> Episode {
    let (people, sponsors) = (facts.people.clone(), facts.sponsors.clone());
    Episode { people, sponsors, ..episode }
}

/// Newest first by what the feed says of it, as apps show it; where a date is
/// missing, as the site does.
pub(super) fn feed_order(catalog: &Catalog) -> Vec<EpisodeId> {
    let mut order = catalog.newest.clone();
    let date = |id: &EpisodeId| catalog::published(&catalog.episode(*id).facts);
    if order.iter().all(|it| date(it).is_some()) {
        order.sort_by_cached_key(|it| std::cmp::Reverse(date(it)));
    }
    order
}

/// The user's static files: where each is, by path below `static/`.
fn own_static(tree: &SourceTree) -> BTreeMap<String, (FileId, FileOnDisk)> {
    let files = tree.files().iter();
    let files = files.filter_map(|it| Some((it.path.below("static")?.to_owned(), it.id)));
    files.map(|(path, id)| (path, (id, tree.on_disk(id)))).collect()
}

/// What of the theme the user's static files replace, or no longer replace.
fn replaced(
    site: &Site,
    own_static: &BTreeMap<String, (FileId, FileOnDisk)>,
    own_assets: &BTreeMap<String, Vec<u8>>,
) -> Vec<Diagnostic> {
    let differs = |name: &String| {
        let built_in = render::BUILT_IN_STATIC.get_file(name).map(include_dir::File::contents);
        own_assets.get(name).is_some_and(|it| built_in != Some(it))
    };
    let of_theme = own_static.iter().filter(|it| differs(it.0)).map(|(name, file)| {
        let message = format!("`static/{name}` replaces the theme's file of that name");
        Diagnostic::note("theme/replaced", Span::file(Some(file.0)), message)
            .hint("what only adds to the look is better off in a file that `extra-css` names")
    });
    let before = own_static.get("style.css");
    let before = before.filter(|_| !site.identity.extra_css.iter().any(|it| it == "style.css"));
    let before = before.map(|file| {
        let message = "`static/style.css` does not replace the theme's style sheet any more";
        Diagnostic::warning("theme/style", Span::file(Some(file.0)), message).hint(
            "call it `static/theme.css` to go on so; or write `extra-css = [\"style.css\"]` into `show.toml` to add it to the theme's",
        )
    });
    of_theme.chain(before).collect()
}

/// The bytes of those that replace style sheets and scripts of the theme.
fn own_assets(
    tree: &SourceTree,
    own_static: &BTreeMap<String, (FileId, FileOnDisk)>,
) -> BTreeMap<String, Vec<u8>> {
    let names = render::asset_names().into_iter();
    names
        .filter_map(|name| {
            let bytes = tree.read_bytes(own_static.get(&name)?.0).ok()?;
            Some((name, bytes))
        })
        .collect()
}

/// The picture of each show, and what cards are drawn with, if the settings
/// want cards. A preview needs none: nobody links to it. A picture of the size
/// that directories want takes a fifth of a second to look at: what was seen is
/// kept.
fn pictures(
    tree: &SourceTree,
    site: &Site,
    cache: &Cache,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Option<render::Cover>>, Option<Cards>) {
    let find = |folder: &str, path: &Option<String>| {
        let path = format!("{folder}/{}", path.as_ref()?);
        tree.find(path.trim_start_matches('/')).map(|it| it.id)
    };
    let has_cards = site.exports.cards && !site.is_preview();
    // A network takes no colour from the pictures of its shows.
    let has_colour = site.shows.len() == 1 && site.identity.accent == config::Accent::OfCover;
    let shelf = cache.shelf("covers");
    let mut keys = Vec::new();
    let shows = site.shows.iter().filter(|_| has_cards || has_colour);
    let covers = shows.map(|it| -> Option<render::Cover> {
        let file = find(&it.folder, &it.cover)?;
        let key = tree.print(file).map(|it| cache::key("cover", &[it.hash().as_bytes()]));
        keys.extend(key);
        shelf.get_or(key, || render::Cover::of(&tree.read_bytes(file).ok()?))
    });
    let covers = covers.collect();
    shelf.save(keys);
    if !has_cards {
        return (covers, None);
    }
    let font = site.shows.first().and_then(|it| find(&it.folder, &it.card_font));
    let cards = Cards::built_in(font.and_then(|it| tree.read_bytes(it).ok()));
    if cards.is_none() {
        let message = "this program was built without social cards: pages name the cover instead";
        problems.push(
            Diagnostic::note("card/left-out", Span::detached(), message)
                .hint("build it with `--features cards`, or write `cards = false`"),
        );
    }
    (covers, cards)
}

fn cover(tree: &SourceTree, source: &str, target: &str) -> Option<render::Artifact> {
    let file = tree.find(source)?;
    Some(render::Artifact {
        path: crate::path::SitePath::of_page(target)?,
        content: render::Content::File(tree.on_disk(file.id)),
        origin: Some(file.id),
    })
}

fn own_templates(
    open: &mut Open<'_>,
    site: &Site,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(String, FileId, String)> {
    let files = open.tree.below("templates", FileKind::Template).into_iter();
    files
        .filter_map(|(name, id)| Some((name, id, open.read(id, site, problems)?.to_owned())))
        .collect()
}
