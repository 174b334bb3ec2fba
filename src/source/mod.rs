//! The user's folders: what is there, and reading it. The only reader.
//!
//! A file that is there and cannot be read is an error: what it says is not
//! known, so nothing may be published as if it said nothing.

mod audio;
mod class;
mod configuration;
mod discover;
mod fingerprint;
mod place;
mod reserved;
mod text;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub use audio::{AudioFacts, audio_facts};
pub use configuration::{PUBLISHED, find_published, read_configuration};
pub use discover::discover;
pub use fingerprint::{FileState, Fingerprint, Fingerprints};
pub use place::{claim, claim_of_folder};
pub use reserved::is_reserved;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::ShowId;
use crate::path::SourcePath;
use crate::time::Length;

/// Every file of a site, found but not read.
#[derive(Debug)]
pub struct SourceTree {
    root: PathBuf,
    /// Of every file, by its id; empty until they are taken.
    prints: Vec<Option<Fingerprint>>,
    /// Sorted by path; a file's id is its index.
    files: Vec<SourceFile>,
    /// Where files were looked for.
    folders: Vec<PathBuf>,
    /// Texts that were not looked into, and why; in order of path.
    omitted: Vec<(SourcePath, Omission)>,
}

/// A file that is published as it is.
#[derive(Debug, Clone)]
pub struct FileOnDisk {
    /// Where it lies.
    pub path: PathBuf,
    /// What stands for its content, if that was taken.
    pub print: Option<Fingerprint>,
}

/// A file of the site.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Index into the tree.
    pub id: FileId,
    /// The show whose folder it is in.
    pub show: ShowId,
    /// Below the root.
    pub path: SourcePath,
    /// What the disk says of it: size, time, place.
    pub state: FileState,
    /// What its name and place make of it.
    pub kind: FileKind,
    /// What the settings, the folders' names or its own make of it, and who
    /// says so.
    pub claim: Option<(Claim, Claimant)>,
}

impl SourceFile {
    /// Whether something claims that the file is this.
    #[must_use]
    pub fn is_claimed(&self, claim: Claim) -> bool {
        self.claim.is_some_and(|it| it.0 == claim)
    }
}

/// What a file's name and place make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `show.toml`.
    Settings,
    /// Markdown or plain text: notes or a transcript, its content decides.
    Text,
    /// `.vtt`, `.srt`.
    Subtitles,
    /// A transcript or chapters.
    Json,
    /// Starts of items: `times.toml`, `NAME.times.toml`.
    Times,
    /// Topics: `topics.toml`, or a file for each below `topics/`.
    Topics,
    /// `placing.toml`: what `cuepoint learn` found out about the show.
    Placing,
    /// `audio.toml`: what `cuepoint audio` was told by servers.
    Sounds,
    /// `feed.lock`: what subscribers know already.
    FeedLock,
    /// `addresses.lock`: pages that others may link to.
    AddressLock,
    /// Sound.
    Audio,
    /// A picture.
    Image,
    /// A picture in a folder that only other tools publish from: it is of the
    /// site where notes show it, and no episode's cover by its name.
    Asset,
    /// A font for cards.
    Font,
    /// A plain page, Markdown below `pages/`.
    Page,
    /// A template of the user's.
    Template,
    /// Published as it is.
    Static,
}

/// What is said of a file without a look into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Show notes.
    Notes,
    /// A transcript.
    Transcript,
    /// Something of an episode: notes, unless it is a transcript.
    Episode,
    /// About people, sponsors or the site: no episode, unless it has audio.
    Aside,
}

/// Who claims what a file is, the most trusted first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimant {
    /// A glob of the settings.
    Settings,
    /// Its own name.
    Name,
    /// A folder above it.
    Folder,
}

/// Why a file is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Omission {
    /// It is about the repository: `README.md`.
    Repository,
    /// A blank to be copied.
    Template,
    /// The page of a folder: `_index.md`.
    Section,
    /// What a server says where nothing is: `404.md`.
    ErrorPage,
    /// Not to be published yet.
    Draft,
    /// It lacks what the episodes around it have.
    NoEpisode,
    /// Nothing says that it is an episode.
    Unclear,
    /// It speaks of an episode whose notes, or transcript, are another file.
    OtherNotes,
    /// Sound without notes and transcript.
    LoneAudio,
    /// Chapters or times without an episode.
    LoneSidecar,
    /// Data of other programs.
    Data,
    /// It is said to be a transcript and cannot be read as one.
    NotUnderstood,
    /// Nothing is in it.
    Empty,
    /// A template that another generator reads.
    ForeignTemplate,
}

/// What to do about a file that is there and does not open.
const UNREADABLE: &str = "let whoever builds read it, or move it out of the show";

/// The text of a folder's `show.toml`, if there is one, whose number is `id`.
///
/// # Errors
///
/// When it is there and cannot be read.
pub fn read_settings(
    root: &Path,
    folder: &str,
    id: FileId,
) -> Result<Option<Reported<String>>, Diagnostic> {
    let path = root.join(folder).join("show.toml");
    if path.symlink_metadata().is_err_and(|it| it.kind() == std::io::ErrorKind::NotFound) {
        return Ok(None);
    }
    #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(text::decode(id, bytes))),
        Err(error) => {
            let name = format!("{folder}/show.toml");
            Err(unreadable(id, name.trim_start_matches('/'), &error))
        }
    }
}

/// Whether something is there, a link that leads nowhere included.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn is_file_or_link(path: &Path) -> bool {
    path.is_file() || path.symlink_metadata().is_ok_and(|it| it.is_symlink())
}

fn unreadable(id: FileId, name: &str, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{name}` cannot be read: {error}");
    Diagnostic::error("source/unreadable", Span::file(id), message).hint(UNREADABLE)
}

/// The text of a file that cuepoint keeps beside the settings; `None` if it is
/// not there.
///
/// # Errors
///
/// When the system does not give it.
pub fn read_kept(root: &Path, name: &str) -> std::io::Result<Option<String>> {
    let path = root.join(name);
    // A pipe would be waited for.
    if path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return Err(std::io::Error::other("it is no file"));
    }
    #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(text::decode(FileId(0), bytes).value)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file that the user names, of at most `max_bytes`.
///
/// # Errors
///
/// When the system refuses, or the file is larger.
pub fn read_named(path: &Path, max_bytes: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
    let file = std::fs::File::open(path)?;
    file.take(max_bytes + 1).read_to_end(&mut bytes)?;
    if max_bytes < bytes.len() as u64 {
        return Err(std::io::Error::other(format!("it has more than {max_bytes} bytes")));
    }
    Ok(bytes)
}

/// Width and height of a picture in pixels, by its first bytes; `None` where it
/// is none, or cannot be read.
#[must_use]
pub fn picture_size(path: &Path) -> Option<(usize, usize)> {
    imagesize::size(path).ok().map(|it| (it.width, it.height))
}

/// The names of what lies in a folder; none where it cannot be read.
#[must_use]
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect()
}

impl SourceTree {
    /// Orders files and gives them their ids.
    fn new(
        root: &Path,
        mut files: Vec<SourceFile>,
        folders: Vec<PathBuf>,
        mut omitted: Vec<(SourcePath, Omission)>,
    ) -> Self {
        omitted.sort();
        omitted.dedup();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        for (idx, file) in (0..).zip(&mut files) {
            file.id = FileId(idx);
        }
        Self { root: root.to_owned(), prints: Vec::new(), files, folders, omitted }
    }

    /// All files, in order of path.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Every folder in which a new file would be a source.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Whether there is a file at a path below the root, a source or not, a link
    /// that leads nowhere included: nobody took that away.
    #[must_use]
    pub fn is_there(&self, path: &str) -> bool {
        let is_below = path.split('/').all(|it| !matches!(it, "" | "." | ".."));
        is_below && (self.find(path).is_some() || is_file_or_link(&self.root.join(path)))
    }

    /// Texts that were not looked into, since their names tell what they are.
    #[must_use]
    pub fn omitted(&self) -> &[(SourcePath, Omission)] {
        &self.omitted
    }

    /// Says which show each file belongs to, for shows that only the files
    /// themselves tell apart.
    pub fn assign(&mut self, show_of: impl Fn(&SourceFile) -> ShowId) {
        for at in 0..self.files.len() {
            self.files[at].show = show_of(&self.files[at]);
        }
    }

    /// A file by id.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// A file's path for messages.
    #[must_use]
    pub fn name(&self, id: FileId) -> String {
        self.file(id).path.to_string()
    }

    /// The file with this path below the root.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&SourceFile> {
        let at = self.files.binary_search_by(|it| it.path.as_str().cmp(path)).ok()?;
        Some(&self.files[at])
    }

    /// Takes the fingerprints of all files, out of `known` where that is
    /// enough, and makes the table for the next build, if that is another. A
    /// file that cannot be read is an error, whatever it is: what it says is
    /// not known, and nothing must vanish for that.
    pub fn take_prints(
        &mut self,
        known: &Fingerprints,
        now: SystemTime,
    ) -> Reported<Option<Fingerprints>> {
        let (prints, next) = known.of(self, now);
        let (prints, problems): (Vec<_>, Vec<_>) = prints
            .into_iter()
            .map(|it| it.map_or_else(|problem| (None, Some(problem)), |it| (it, None)))
            .unzip();
        self.prints = prints;
        Reported { value: next, problems: problems.into_iter().flatten().collect() }
    }

    /// What stands for the content of a file, if that was taken.
    #[must_use]
    pub fn print(&self, id: FileId) -> Option<Fingerprint> {
        *self.prints.get(id.0 as usize)?
    }

    /// A file to be published as it is.
    #[must_use]
    pub fn on_disk(&self, id: FileId) -> FileOnDisk {
        FileOnDisk { path: self.location(id), print: self.print(id) }
    }

    /// Where a file lies on disk.
    #[must_use]
    pub fn location(&self, id: FileId) -> PathBuf {
        self.root.join(self.file(id).path.as_str())
    }

    /// Whether a file is on disk as it was when it was found.
    #[must_use]
    pub fn is_as_found(&self, id: FileId) -> bool {
        let now = self.location(id).metadata();
        now.is_ok_and(|it| FileState::of(&it) == self.file(id).state)
    }

    /// Reads a text of at most `max_bytes`: UTF-8, or windows-1252 with a
    /// warning; line ends are `\n`, a byte order mark and NUL are gone.
    pub fn read_text(&self, id: FileId, max_bytes: u64) -> Reported<Option<String>> {
        let file = self.file(id);
        let bytes = file.state.bytes;
        if max_bytes < bytes {
            let message = format!("`{}` has {bytes} bytes, which is too large", file.path);
            let problem = Diagnostic::warning("source/too-large", Span::file(id), message)
                .hint(format!("texts may have {max_bytes} bytes; set `max-bytes` in `[content]`"));
            return Reported { value: None, problems: vec![problem] };
        }
        match self.read_bytes(id) {
            Ok(bytes) => text::decode(id, bytes).map(Some),
            Err(problem) => Reported { value: None, problems: vec![problem] },
        }
    }

    /// The first bytes of a text, decoded without complaint: enough to
    /// recognise what it is.
    ///
    /// # Errors
    ///
    /// When the system refuses: then nobody knows what it is.
    pub fn head(&self, id: FileId, bytes: u64) -> Result<String, Diagnostic> {
        let mut head = Vec::new();
        #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
        let opened = std::fs::File::open(self.location(id));
        opened
            .and_then(|it| it.take(bytes).read_to_end(&mut head))
            .map_err(|error| unreadable(id, self.file(id).path.as_str(), &error))?;
        // The cut may fall into a character; that is no fault of the file.
        while head.len() as u64 == bytes && head.last().is_some_and(|it| 0x80 <= *it) {
            head.pop();
        }
        Ok(text::decode(id, head).value)
    }

    /// Reads a file as it is.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn read_bytes(&self, id: FileId) -> Result<Vec<u8>, Diagnostic> {
        #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
        std::fs::read(self.location(id))
            .map_err(|error| unreadable(id, self.file(id).path.as_str(), &error))
    }

    /// Whether a file opens, without reading it.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    fn opens(&self, id: FileId) -> Result<(), Diagnostic> {
        #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
        std::fs::File::open(self.location(id))
            .map(drop)
            .map_err(|error| unreadable(id, self.file(id).path.as_str(), &error))
    }

    /// How long an audio file plays, by its own data; `None` where the file
    /// does not say.
    #[must_use]
    pub fn audio_length(&self, id: FileId) -> Option<Length> {
        audio::length(&self.location(id))
    }

    /// Paths and ids of one kind, e.g. all templates, by path below `folder`.
    #[must_use]
    pub fn below(&self, folder: &str, kind: FileKind) -> BTreeMap<String, FileId> {
        let of_kind = self.files.iter().filter(|it| it.kind == kind);
        of_kind.filter_map(|it| Some((it.path.below(folder)?.to_owned(), it.id))).collect()
    }
}

/// A path without links, where it is there.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
