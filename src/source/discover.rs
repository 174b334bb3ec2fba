//! Finding the files of a site.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::class::{Class, Globs, classify, is_picture};
use super::{
    Claim, Claimant, FileKind, FileState, Omission, SourceFile, SourceTree, UNREADABLE, canonical,
    configuration, place,
};
use crate::config::{Show, Site};
use crate::diag::{Diagnostic, FileId, Reported, Severity, Span};
use crate::model::ShowId;
use crate::path::{LEDGER, PUBLISHED_LEDGER, SourcePath, is_published_dot_name};

/// Finds every file of the site. `out` is the output folder, which is no source;
/// other folders that a site was built into are known by their ledgers.
pub fn discover(root: &Path, site: &Site, out: Option<&Path>) -> Reported<SourceTree> {
    let mut search = Search {
        root,
        canonical_root: canonical(root),
        out: out.map(canonical),
        outside: HashMap::new(),
        files: Vec::new(),
        folders: vec![root.to_owned()],
        dot_files: Vec::new(),
        problems: Vec::new(),
        omitted: Vec::new(),
    };
    let is_foreign = configuration::owns_templates(root);
    let template = |_: &Path| {
        let own = Ok((FileKind::Template, None));
        Some(if is_foreign { Err(Omission::ForeignTemplate) } else { own })
    };
    search.walk(&root.join("templates"), ShowId(0), &|_| false, &template);
    let in_static = |path: &Path| Some(Ok(place::of_static(path.strip_prefix(root).ok()?)));
    search.walk(&root.join("static"), ShowId(0), &|_| false, &in_static);
    search.add(&root.join("show.toml"), ShowId(0), FileKind::Settings);
    search.add(&root.join("feed.lock"), ShowId(0), FileKind::FeedLock);
    search.add(&root.join("addresses.lock"), ShowId(0), FileKind::AddressLock);
    search.add(&root.join("placing.toml"), ShowId(0), FileKind::Placing);
    search.add(&root.join("audio.toml"), ShowId(0), FileKind::Sounds);
    for (idx, show) in (0..).zip(&site.shows) {
        search.show(ShowId(idx), show);
    }
    let tree = SourceTree::new(root, search.files, search.folders, search.omitted);
    let mut problems = search.problems;
    problems.extend(dot_files(&search.dot_files));
    // What is not followed or read is why, and is said.
    let is_said =
        problems.iter().any(|it| ["source/outside", "source/site-inside"].contains(&it.code));
    if !is_said && tree.files().iter().all(|it| !is_source(it.kind)) {
        let message = format!("there are no notes and no transcripts in `{}`", root.display());
        let mut problem = Diagnostic::error("source/empty", Span::detached(), message)
            .hint("name the folder that holds the show: `cuepoint build FOLDER`");
        if tree.find("show.toml").is_some() {
            // A show that begins, or a feed without entries.
            problem.severity = Severity::Warning;
        }
        problems.push(problem);
    }
    Reported { value: tree, problems }
}

fn is_source(kind: FileKind) -> bool {
    matches!(kind, FileKind::Text | FileKind::Subtitles | FileKind::Json | FileKind::Page)
}

/// A file that was found.
struct Found {
    path: PathBuf,
    /// The same below the root.
    below: SourcePath,
    state: FileState,
    is_link: bool,
}

impl Found {
    /// Asks the disk about a file.
    fn new(root: &Path, path: PathBuf, is_link: bool) -> Result<Self, Diagnostic> {
        let below = SourcePath::from_relative(path.strip_prefix(root).unwrap_or(&path));
        match path.metadata() {
            Ok(it) => Ok(Self { path, below, state: FileState::of(&it), is_link }),
            Err(error) => Err(unreadable(&below.to_string(), &error)),
        }
    }
}

/// Whether a hidden name is one that version control, desktops and editors
/// leave everywhere.
fn is_of_tools(name: &str) -> bool {
    [".git", ".#", "._", "~"].iter().any(|it| name.starts_with(it))
        || [".DS_Store", ".directory", ".keep"].contains(&name)
        || [".swp", ".swo"].iter().any(|it| name.ends_with(it))
}

/// What to say about files of `static/` that are left out for their names.
fn dot_files(left_out: &[String]) -> Option<Diagnostic> {
    let shown: Vec<String> = left_out.iter().take(3).map(|it| format!("`{it}`")).collect();
    let more = match left_out.len() {
        0 => return None,
        1..=3 => String::new(),
        n => format!(" and {} more", n - 3),
    };
    let message = format!("what begins with a dot is not published: {}{more}", shown.join(", "));
    let problem = Diagnostic::warning("source/dot-file", Span::detached(), message);
    Some(problem.hint(
        "of such names only `.well-known/`, `.htaccess`, `.nojekyll` and `.domains` are; move the others out of `static/`",
    ))
}

/// Something that is there and does not open, before it has a number.
fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Diagnostic {
    let message = format!("`{name}` cannot be read: {error}");
    Diagnostic::error("source/unreadable", Span::detached(), message).hint(UNREADABLE)
}

/// What a walk could not look into. A link that leads nowhere, or in a circle,
/// has nothing that could be read: it matters where it may have been a source.
fn unwalked(
    root: &Path,
    error: &walkdir::Error,
    classify: &dyn Fn(&Path) -> Option<Class>,
) -> Option<Diagnostic> {
    let path = error.path().unwrap_or(root);
    let below = SourcePath::from_relative(path.strip_prefix(root).unwrap_or(path));
    let name = if below.as_str().is_empty() { "." } else { below.as_str() };
    let why = match error.io_error() {
        Some(it) => it.to_string(),
        None => "it is a link that leads in a circle".to_owned(),
    };
    let loss =
        if leads_nowhere(path, error) { lost_with(path, classify(path)) } else { Loss::Known };
    match loss {
        Loss::Nothing => None,
        Loss::Unsure => {
            let message = format!("the link `{name}` leads to no file: {why}");
            let problem = Diagnostic::warning("source/dead-link", Span::detached(), message);
            Some(problem.hint("it is left out; remove it, or put back what it led to"))
        }
        Loss::Known => Some(unreadable(name, &why)),
    }
}

/// Whether a link is there and nothing behind it.
fn leads_nowhere(path: &Path, error: &walkdir::Error) -> bool {
    let is_link = path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    let is_refused = |it: &std::io::Error| it.kind() == std::io::ErrorKind::PermissionDenied;
    is_link && !error.io_error().is_some_and(is_refused)
}

/// What the show loses with a link that leads nowhere.
enum Loss {
    /// It was no source by its name.
    Nothing,
    /// It may have been one.
    Unsure,
    /// It is one: the settings say so, or something is behind it.
    Known,
}

fn lost_with(path: &Path, class: Option<Class>) -> Loss {
    let folder = path.parent().and_then(Path::file_name).map(|it| it.to_string_lossy());
    let in_claimed = || folder.is_some_and(|it| place::claim_of_folder(&it).is_some());
    match class {
        Some(Ok((_, Some((_, Claimant::Settings))))) => Loss::Known,
        Some(Ok((FileKind::Json | FileKind::Image | FileKind::Asset, None))) => Loss::Nothing,
        Some(Ok(_)) => Loss::Unsure,
        Some(Err(_)) => Loss::Nothing,
        None if in_claimed() => Loss::Unsure,
        None => Loss::Nothing,
    }
}

fn not_unicode(root: &Path, path: &Path) -> Diagnostic {
    let below = SourcePath::from_relative(path.strip_prefix(root).unwrap_or(path));
    let message = format!("the name of `{below}` is not UTF-8; it is left out");
    Diagnostic::warning("source/file-name", Span::detached(), message)
        .hint("rename it: addresses of the web are UTF-8")
}

struct Search<'r> {
    root: &'r Path,
    canonical_root: PathBuf,
    out: Option<PathBuf>,
    /// For each folder whether it lies outside the root.
    outside: HashMap<PathBuf, bool>,
    files: Vec<SourceFile>,
    folders: Vec<PathBuf>,
    /// Files and folders in `static/` that are left out for their names.
    dot_files: Vec<String>,
    problems: Vec<Diagnostic>,
    omitted: Vec<(SourcePath, Omission)>,
}

impl Search<'_> {
    fn show(&mut self, id: ShowId, show: &Show) {
        let folder = self.root.join(&show.folder);
        if !show.folder.is_empty() {
            self.add(&folder.join("show.toml"), id, FileKind::Settings);
        }
        if !folder.is_dir() {
            let message = format!("there is no folder `{}`", show.folder);
            self.problems.push(
                Diagnostic::error("source/no-folder", Span::detached(), message)
                    .hint("correct `shows` in `show.toml`"),
            );
            return;
        }
        let globs = Globs::new(show);
        let content = folder.join("content");
        let base = if content.is_dir() { content } else { folder.clone() };
        let in_content = base != folder;
        self.folders.push(folder.clone());
        let is_generated = configuration::writes_into_site(&folder);
        let is_other = |it: &Path| {
            let below = it.strip_prefix(&base);
            !in_content
                && below.is_ok_and(|it| {
                    place::is_closed(it) || (is_generated && it.starts_with("_site"))
                })
        };
        self.walk(&base, id, &is_other, &|path| {
            let below_show = path.strip_prefix(&folder).ok()?;
            let below_base = path.strip_prefix(&base).ok()?;
            classify(below_base, below_show, &globs)
        });
        if in_content {
            self.add(&folder.join("topics.toml"), id, FileKind::Topics);
            self.transcripts_beside(id, &folder, &globs);
        }
        self.pictures_beside(id, &folder, &base);
        if let Some(font) = &show.card_font {
            self.add(&folder.join(font), id, FileKind::Font);
        }
        if let Some(cover) = &show.cover {
            self.add(&folder.join(cover), id, FileKind::Image);
        }
    }

    /// Folders of transcripts beside the one of content: other tools keep
    /// speech apart from pages.
    fn transcripts_beside(&mut self, id: ShowId, folder: &Path, globs: &Globs) {
        let names = super::names(folder).into_iter();
        let mut names: Vec<String> =
            names.filter(|it| place::claim_of_folder(it) == Some(Claim::Transcript)).collect();
        names.sort();
        for name in names {
            self.walk(&folder.join(name), id, &|_| false, &|path| {
                let below = path.strip_prefix(folder).ok()?;
                classify(below, below, globs)
            });
        }
    }

    /// Pictures that notes may show, in folders that nothing else is read of.
    /// A folder with a home page is a site that another tool made.
    fn pictures_beside(&mut self, id: ShowId, folder: &Path, base: &Path) {
        for name in configuration::PUBLISHED.iter().filter(|it| !it.is_empty() && **it != "static")
        {
            let pictures = folder.join(name);
            let is_read = base == folder && !place::is_closed(Path::new(name));
            let is_site = pictures.join("index.html").is_file() || self.is_output(&pictures);
            if !is_read && !is_site {
                let is_other =
                    |it: &Path| place::is_of_programs(it.strip_prefix(&pictures).unwrap_or(it));
                self.walk(&pictures, id, &is_other, &|path| {
                    is_picture(path).then_some(Ok((FileKind::Asset, None)))
                });
            }
        }
    }

    /// Adds every file below `base` that `classify` wants; what `is_other` is
    /// not even looked into.
    fn walk(
        &mut self,
        base: &Path,
        show: ShowId,
        is_other: &dyn Fn(&Path) -> bool,
        classify: &(dyn Fn(&Path) -> Option<Class> + Sync),
    ) {
        if !base.is_dir() {
            return;
        }
        let mut entries = WalkDir::new(base).follow_links(true).sort_by_file_name().into_iter();
        let mut files = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let is_wanted = |it: &Path| !is_hidden(it) && !is_other(it);
                    if error.path().is_none_or(is_wanted) {
                        self.problems.extend(unwalked(self.root, &error, classify));
                    }
                    continue;
                }
            };
            let path = entry.path();
            let is_folder = entry.file_type().is_dir();
            let is_below = 0 < entry.depth();
            if !is_below && is_folder && base != self.root && self.is_output(path) {
                self.report_site(path);
            }
            let is_skipped = is_below && (self.is_left_out(&entry) || is_other(path));
            if is_skipped || (is_folder && self.is_output(path)) {
                // No file: what is in there is somebody else's.
            } else if path.to_str().is_none() && (is_folder || classify(path).is_some()) {
                self.problems.push(not_unicode(self.root, path));
            } else if is_folder && entry.path_is_symlink() && self.leads_out(path) {
                self.report_outside(&SourcePath::from_relative(
                    path.strip_prefix(self.root).unwrap_or(path),
                ));
            } else if is_folder {
                self.folders.push(path.to_owned());
                continue;
            } else if entry.file_type().is_file() {
                files.push((entry.path_is_symlink(), entry.into_path()));
                continue;
            }
            if is_folder {
                entries.skip_current_dir();
            }
        }
        let root = self.root;
        let look = |(is_link, path): (bool, PathBuf)| {
            Some((classify(&path)?, Found::new(root, path, is_link)))
        };
        let found: Vec<_> = files.into_par_iter().filter_map(look).collect();
        for (class, found) in found {
            match (class, found) {
                (Ok((kind, claim)), Ok(found)) => self.add_found(found, show, kind, claim),
                (Ok(_), Err(problem)) => self.problems.push(problem),
                (Err(why), Ok(found)) => self.omitted.push((found.below, why)),
                (Err(_), Err(_)) => {}
            }
        }
    }

    /// Adds a file that need not be there.
    fn add(&mut self, path: &Path, show: ShowId, kind: FileKind) {
        let Ok(own) = path.symlink_metadata() else { return };
        match Found::new(self.root, path.to_owned(), own.is_symlink()) {
            Ok(found) => self.add_found(found, show, kind, None),
            Err(problem) => self.problems.push(problem),
        }
    }

    /// Whether a name says that its file or folder is no source. In `static/`
    /// some names that begin with a dot are, and others are remembered.
    fn is_left_out(&mut self, entry: &walkdir::DirEntry) -> bool {
        let path = entry.path();
        if !is_hidden(path) || !path.starts_with(self.root.join("static")) {
            return is_hidden(path);
        }
        let name = entry.file_name().to_string_lossy();
        if is_published_dot_name(&name, entry.depth().saturating_sub(1)) {
            return false;
        }
        if !is_of_tools(&name) {
            let below = path.strip_prefix(self.root).unwrap_or(path);
            self.dot_files.push(SourcePath::from_relative(below).to_string());
        }
        true
    }

    /// Whether a site is, or was, built or published into this folder.
    fn is_output(&self, folder: &Path) -> bool {
        let is_known = || [LEDGER, PUBLISHED_LEDGER].iter().any(|it| folder.join(it).is_file());
        folder != self.root
            && (self.out.as_ref().is_some_and(|it| canonical(folder) == *it) || is_known())
    }

    /// Says that a folder of sources is not read, since a site lies in it.
    fn report_site(&mut self, folder: &Path) {
        let below = SourcePath::from_relative(folder.strip_prefix(self.root).unwrap_or(folder));
        let message = format!("`{below}` is not read: a site was built or published into it");
        let problem = Diagnostic::error("source/site-inside", Span::detached(), message);
        self.problems.push(problem.hint(
            "take the files of the site out of it, and the hidden list of them, `.cuepoint-…`",
        ));
    }

    fn leads_out(&self, path: &Path) -> bool {
        !canonical(path).starts_with(&self.canonical_root)
    }

    fn report_outside(&mut self, link: &SourcePath) {
        let message = format!("the link `{link}` leads out of the site's folder");
        self.problems.push(
            Diagnostic::error("source/outside", Span::detached(), message)
                .hint("copy what it leads to into the folder"),
        );
    }

    /// Whether a file lies outside the site's folder: it is a link, or lies in
    /// a folder that is one.
    fn is_outside(&mut self, found: &Found) -> bool {
        if found.is_link {
            return self.leads_out(&found.path);
        }
        let folder = found.path.parent().unwrap_or(self.root);
        if let Some(known) = self.outside.get(folder) {
            return *known;
        }
        let outside = self.leads_out(folder);
        self.outside.insert(folder.to_owned(), outside);
        outside
    }

    fn add_found(
        &mut self,
        found: Found,
        show: ShowId,
        kind: FileKind,
        claim: Option<(Claim, Claimant)>,
    ) {
        if self.is_outside(&found) {
            self.report_outside(&found.below);
            return;
        }
        let Found { below: path, state, .. } = found;
        self.files.push(SourceFile { id: FileId(0), show, path, state, kind, claim });
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it.to_string_lossy().starts_with(['.', '~']))
}
