//! The build as one sentence: find, pair, load each episode into facts, make
//! the catalog, render each page.
//!
//! `build`, `serve` and `check` all call this and differ only in the sink.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::align;
use crate::assemble::{self, Candidate, Documents, EpisodeFiles};
use crate::catalog::{self, Catalog};
use crate::config::{self, Site, Wanted};
use crate::diag::{self, Diagnostic, FileId, Located, Reported, Severity, Texts};
use crate::model::{Episode, EpisodeFacts, EpisodeId, ItemFacts, ShowId};
use crate::parse::{self, clues};
use crate::render::{self, PageDoc, Renderer, Sink, Templates};
use crate::source::{self, FileKind, SourceTree};

/// What to build.
pub struct Job<'a> {
    /// The folder with the sources.
    pub root: &'a Path,
    /// The output folder: it is no source.
    pub out: &'a Path,
    /// What the command line asks for.
    pub wanted: Wanted,
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// Hears how far the build is.
    pub progress: &'a dyn Progress,
}

/// Whether drafts are part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    Hidden,
    /// They are shown, marked.
    Shown,
}

/// Hears how far a build is.
pub trait Progress: Sync {
    /// A step begins that has `total` parts.
    fn start(&self, what: &'static str, total: usize);
    /// One part is done.
    fn advance(&self);
}

/// What a build came to. The files are with the sink.
#[derive(Debug)]
pub struct Built {
    /// Everything that is wrong, in the order of files.
    pub problems: Vec<Located>,
    /// What is known of each episode, newest first, for `--verbose`.
    pub episodes: Vec<EpisodeFacts>,
}

impl Built {
    /// Whether the site may be published.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(|it| it.severity != Severity::Error)
    }
}

/// Builds a site into a sink.
pub fn build(job: &Job<'_>, sink: &dyn Sink) -> Built {
    let (site, mut problems) = settings(job);
    let tree = source::discover(job.root, &site, job.out);
    let mut open = Vec::new();
    let tree = tree.report_to(&mut open);
    let episodes = find_episodes(&tree, &site, &mut open);
    problems.extend(diag::locate(open, &Open::new(&tree)));

    let loaded = load_all(job, &tree, &site, &episodes, &mut problems);
    let (files, facts): (Vec<&EpisodeFiles>, Vec<EpisodeFacts>) = loaded.into_iter().unzip();
    let mut open = Vec::new();
    let catalog = catalog::catalog(facts, &site).report_to(&mut open);
    problems.extend(diag::locate(open, &Open::new(&tree)));

    problems.extend(render_all(job, &tree, &site, &catalog, &files, sink));
    let by_place =
        |it: &Located| (it.severity, it.place.path.clone(), it.place.line, it.place.column);
    problems.sort_by_key(by_place);
    let order = catalog.newest.clone();
    let episodes = order.iter().map(|it| catalog.episode(*it).facts.clone()).collect();
    Built { problems, episodes }
}

/// Reads `show.toml`, or infers what it would say.
fn settings(job: &Job<'_>) -> (Site, Vec<Located>) {
    let folder = job.root.canonicalize().unwrap_or_else(|_| job.root.to_owned());
    let name = folder.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let mut texts = SettingsTexts::default();
    let Some(own) = texts.load(job.root, "") else {
        let inferred = config::infer(&name, FileId(0), &job.wanted);
        return (inferred.value, diag::locate(inferred.problems, &texts));
    };
    // Which folders of shows there are is known only after the first reading.
    let first = config::read((own, texts.texts[0].1.as_str(), &name), &job.wanted, &|_| None);
    for show in first.value.shows.iter().filter(|it| !it.folder.is_empty()) {
        texts.load(job.root, &show.folder);
    }
    let load = |folder: &str| {
        let path = format!("{folder}/show.toml");
        let idx = texts.texts.iter().position(|it| it.0 == path)?;
        Some((FileId(u32::try_from(idx).ok()?), texts.texts[idx].1.as_str()))
    };
    let read = config::read((own, texts.texts[0].1.as_str(), &name), &job.wanted, &load);
    let mut problems = texts.problems.clone();
    problems.extend(read.problems);
    (read.value, diag::locate(problems, &texts))
}

/// Settings files; their ids count within this list only.
#[derive(Default)]
struct SettingsTexts {
    texts: Vec<(String, String)>,
    problems: Vec<Diagnostic>,
}

impl SettingsTexts {
    fn load(&mut self, root: &Path, folder: &str) -> Option<FileId> {
        let read = source::read_settings(root, folder)?;
        let id = FileId(u32::try_from(self.texts.len()).ok()?);
        self.problems.extend(read.problems.into_iter().map(|mut it| {
            it.span.file = id;
            it
        }));
        self.texts
            .push((format!("{folder}/show.toml").trim_start_matches('/').to_owned(), read.value));
        Some(id)
    }
}

impl Texts for SettingsTexts {
    fn path(&self, file: FileId) -> String {
        self.texts.get(file.0 as usize).map_or_else(|| "show.toml".to_owned(), |it| it.0.clone())
    }

    fn text(&self, file: FileId) -> Option<&str> {
        self.texts.get(file.0 as usize).map(|it| it.1.as_str())
    }
}

/// Paths of all files, and the texts that are being worked on: those of one
/// episode, say.
struct Open<'t> {
    tree: &'t SourceTree,
    texts: Vec<(FileId, String)>,
}

impl Texts for Open<'_> {
    fn path(&self, file: FileId) -> String {
        self.tree.name(file)
    }

    fn text(&self, file: FileId) -> Option<&str> {
        self.texts.iter().find(|it| it.0 == file).map(|it| it.1.as_str())
    }
}

impl<'t> Open<'t> {
    fn new(tree: &'t SourceTree) -> Self {
        Self { tree, texts: Vec::new() }
    }

    fn read(&mut self, file: FileId, site: &Site, problems: &mut Vec<Diagnostic>) -> Option<&str> {
        let show = &site.shows[usize::from(self.tree.file(file).show.0)];
        let text = self.tree.read_text(file, show.content.max_bytes).report_to(problems)?;
        self.texts.push((file, text));
        self.texts.last().map(|it| it.1.as_str())
    }
}

/// Looks into every file and groups them into episodes.
fn find_episodes(
    tree: &SourceTree,
    site: &Site,
    problems: &mut Vec<Diagnostic>,
) -> Vec<EpisodeFiles> {
    let relevant = |kind: FileKind| {
        matches!(
            kind,
            FileKind::Text
                | FileKind::Subtitles
                | FileKind::Json
                | FileKind::Audio
                | FileKind::Image
        )
    };
    let candidates: Vec<Candidate<'_>> = tree
        .files()
        .par_iter()
        .filter(|it| relevant(it.kind))
        .map(|file| {
            let is_text = !matches!(file.kind, FileKind::Audio | FileKind::Image);
            let clues = match is_text {
                true => clues::look(&tree.head(file.id, clues::HEAD_BYTES)),
                false => clues::Clues::default(),
            };
            Candidate { file, clues }
        })
        .collect();
    let mut episodes = Vec::new();
    for show in (0..site.shows.len()).filter_map(|it| u16::try_from(it).ok()).map(ShowId) {
        let own: Vec<Candidate<'_>> =
            candidates.iter().filter(|it| it.file.show == show).cloned().collect();
        episodes.extend(assemble::pair(show, &own).report_to(problems));
    }
    episodes
}

/// Loads every episode and keeps its facts; drafts are left out unless wanted.
fn load_all<'e>(
    job: &Job<'_>,
    tree: &SourceTree,
    site: &Site,
    episodes: &'e [EpisodeFiles],
    problems: &mut Vec<Located>,
) -> Vec<(&'e EpisodeFiles, EpisodeFacts)> {
    job.progress.start("reading", episodes.len());
    let loaded: Vec<(Vec<Located>, EpisodeFacts, bool)> = episodes
        .par_iter()
        .map(|files| {
            let mut open = Open::new(tree);
            let loaded = load(files, site, &mut open);
            let facts = facts(&loaded.value, &site.language);
            job.progress.advance();
            (diag::locate(loaded.problems, &open), facts, loaded.value.draft)
        })
        .collect();
    let mut kept = Vec::new();
    for (files, (found, facts, draft)) in episodes.iter().zip(loaded) {
        problems.extend(found);
        if !draft || job.drafts == Drafts::Shown {
            kept.push((files, facts));
        }
    }
    kept
}

/// Reads and assembles one episode.
fn load(files: &EpisodeFiles, site: &Site, open: &mut Open<'_>) -> Reported<Episode> {
    let mut problems = Vec::new();
    let show = &site.shows[usize::from(files.show.0)];
    let mut documents = Documents::default();
    if let Some(file) = files.notes
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let doc = parse::notes::parse(file, text, &show.vocabulary).report_to(&mut problems);
        documents.notes = Some(doc);
    }
    if let Some(&(file, format)) = files.transcripts.first()
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let transcript = parse::transcript::parse(file, text, format).report_to(&mut problems);
        documents.transcript = Some(transcript);
    }
    if let Some(file) = files.chapters
        && let Some(text) = open.read(file, site, &mut problems)
    {
        documents.chapters = parse::chapters::parse(file, text).report_to(&mut problems);
    }
    let tree = open.tree;
    documents.audio_length = files.audio.and_then(|it| tree.audio_length(it));
    let episode = assemble::episode(files, documents, show, tree).report_to(&mut problems);
    Reported { value: episode, problems }
}

fn facts(episode: &Episode, language: &str) -> EpisodeFacts {
    let tuning = align::Tuning::default();
    let notes = &episode.notes.items;
    let placements = align::place(notes, episode.transcript.as_ref(), language, &tuning);
    let chapters = align::chapters(&episode.chapters, notes, &placements);
    let items = episode.notes.items.iter().zip(placements);
    EpisodeFacts {
        chapters,
        show: episode.show,
        file: episode.file,
        number: episode.number,
        season: episode.season,
        title: episode.title.clone(),
        slug: episode.slug.clone(),
        date: episode.date,
        spoken_day: episode.spoken_day,
        people: episode.people.clone(),
        length: episode.length,
        summary: episode.summary.clone(),
        explicit: episode.explicit,
        topics: episode.topics.clone(),
        sponsors: episode.sponsors.clone(),
        aliases: episode.aliases.clone(),
        items: items
            .map(|(it, placement)| ItemFacts {
                kind: it.kind,
                title: it.title.clone(),
                url: it.url.clone(),
                placement,
            })
            .collect(),
        has_transcript: episode.transcript.is_some(),
    }
}

/// Renders every page into the sink.
fn render_all(
    job: &Job<'_>,
    tree: &SourceTree,
    site: &Site,
    catalog: &Catalog,
    files: &[&EpisodeFiles],
    sink: &dyn Sink,
) -> Vec<Located> {
    let mut open = Open::new(tree);
    let mut problems = Vec::new();
    let own = own_templates(&mut open, site, &mut problems);
    let (templates, found) = Templates::new(own);
    problems.extend(found);
    let own_static: BTreeMap<_, _> = tree
        .below("static", FileKind::Static)
        .into_iter()
        .map(|(path, id)| (path, (id, tree.location(id))))
        .collect();
    let own_style = own_static.get("style.css").and_then(|it| tree.read_bytes(it.0).ok());
    let pages = plain_pages(&mut open, site, &mut problems);
    let from = render::Sources { site, catalog, own_static: &own_static, own_style, pages: &pages };
    let renderer = Renderer::new(from, templates);

    let lists = renderer.lists();
    job.progress.start("rendering", files.len() + lists.len());
    let of_episode = |(idx, files): (usize, &&EpisodeFiles)| -> Vec<Diagnostic> {
        let Ok(id) = u32::try_from(idx).map(EpisodeId) else { return Vec::new() };
        let mut open = Open::new(tree);
        // Its problems were reported when its facts were made.
        let episode = load(files, site, &mut open).value;
        let made = renderer.episode(id, &episode, tree);
        job.progress.advance();
        let put = made.value.into_iter().filter_map(|it| sink.put(it).err());
        made.problems.into_iter().chain(put).collect()
    };
    let of_list = |it: &render::List| -> Vec<Diagnostic> {
        job.progress.advance();
        renderer.list(*it).and_then(|it| sink.put(it)).err().into_iter().collect()
    };
    let found: Vec<Vec<Diagnostic>> = files.par_iter().enumerate().map(of_episode).collect();
    problems.extend(found.into_iter().flatten());
    let found: Vec<Vec<Diagnostic>> = lists.par_iter().map(of_list).collect();
    problems.extend(found.into_iter().flatten());

    let mut rest = renderer.static_files();
    let covers = renderer.covers();
    rest.extend(covers.into_iter().filter_map(|(source, target)| cover(tree, &source, &target)));
    let plain = pages.iter().map(|it| renderer.plain_page(it)).chain([renderer.not_found()]);
    for made in plain {
        match made {
            Ok(artifact) => rest.push(artifact),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(rest.into_iter().filter_map(|it| sink.put(it).err()));
    // One mistake in a template shows on every page: once is enough.
    let mut seen = std::collections::HashSet::new();
    problems.retain(|it| {
        let place = (it.span.file, it.span.bytes.start, it.message.clone());
        it.code != "template/error" || seen.insert(place)
    });
    diag::locate(problems, &open)
}

fn cover(tree: &SourceTree, source: &str, target: &str) -> Option<render::Artifact> {
    let file = tree.find(source)?;
    Some(render::Artifact {
        path: crate::path::SitePath::of_page(target)?,
        content: render::Content::File(tree.location(file.id)),
        origin: file.id,
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

/// Pages below `pages/`, in order of path.
fn plain_pages(open: &mut Open<'_>, site: &Site, problems: &mut Vec<Diagnostic>) -> Vec<PageDoc> {
    let mut pages = Vec::new();
    let tree = open.tree;
    for file in tree.files().iter().filter(|it| it.kind == FileKind::Page) {
        let show = &site.shows[usize::from(file.show.0)];
        let Some(text) = open.read(file.id, site, problems) else { continue };
        let doc = parse::notes::parse_page(file.id, text).report_to(problems);
        let title = doc.title.unwrap_or_else(|| {
            assemble::FileName::parse(file.path.stem()).title().unwrap_or_else(|| "Page".to_owned())
        });
        let name = doc.slug.unwrap_or_else(|| file.path.stem().to_owned());
        let Some(slug) = crate::path::Slug::of(&name) else { continue };
        let prefix = show.prefix.as_ref().map(|it| format!("/{it}")).unwrap_or_default();
        pages.push(PageDoc {
            file: file.id,
            path: format!("{prefix}/{slug}/"),
            title,
            description: doc.summary.unwrap_or_default(),
            markdown: doc.markdown,
            html: show.html,
        });
    }
    pages
}
