//! `cuepoint import`: a show that lives elsewhere becomes files.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::build::Format;
use super::missing::Missing;
use super::report::plural;
use super::{ExitStatus, report};
use crate::amend::{self, NewFile};
use crate::config::BaseUrl;
use crate::diag::{self, FileId, Texts};
use crate::import::{
    self, Allowance, Feed, FetchError, Fetcher, Known, KnownEpisode, Limits, Plan, RemoteFile,
    Wanted,
};
use crate::model::AudioPlace;
use crate::net::{self, Reach};
use crate::path::Slug;
use crate::pipeline::{self, Match};
use crate::source;

/// Of a page of a feed.
const FEED: Limits = Limits { bytes: 64_000_000, time: Duration::from_secs(60) };

/// Of a transcript, a picture, a list of chapters.
const FILE: Limits = Limits { bytes: 16_000_000, time: Duration::from_secs(60) };

/// Of all pages of a feed.
const PAGES: Allowance =
    Allowance { files: 200, bytes: 256_000_000, time: Duration::from_secs(600) };

/// Of all files that a feed names: ten thousand episodes with a transcript and
/// a picture. What is left is the next import's.
const FILES: Allowance =
    Allowance { files: 20_000, bytes: 4_000_000_000, time: Duration::from_secs(3_600) };

/// Files of a host that fail in a row before it is left alone.
const PATIENCE: usize = 5;

/// Arguments of `cuepoint import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The address of a feed, or a file that holds one; or `transcripts` and a folder of them.
    feed: String,
    /// The folder with transcripts.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The folder of the show; it may be new.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Where the new site will live.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Fetch nothing that the feed names: no transcripts, chapters, pictures, further pages.
    #[arg(long)]
    offline: bool,
    /// Import the show although its feed says `podcast:locked`.
    #[arg(long)]
    ignore_lock: bool,
    /// Fetch from servers of private networks too, whoever names them.
    #[arg(long)]
    allow_private: bool,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Import, err: &mut dyn Write) -> ExitStatus {
    match import(args, err) {
        Ok(status) => status,
        Err(message) => {
            let _ = writeln!(err, "error: {message}");
            ExitStatus::Failure
        }
    }
}

fn import(args: &Import, err: &mut dyn Write) -> Result<ExitStatus, String> {
    if let Some(folder) = &args.folder {
        return match args.feed.as_str() {
            "transcripts" => transcripts(args, folder, err),
            other => Err(format!(
                "`{other}` takes no folder\nhint: `cuepoint import transcripts DIR` does"
            )),
        };
    }
    if let Some(url) = &args.base_url {
        BaseUrl::new(url).ok_or_else(|| {
            format!("`{url}` is not an absolute address; start it with `https://`")
        })?;
    }
    let feed = feed(args, err)?;
    if feed.items.is_empty() && feed.show.title.is_none() {
        return Err(format!(
            "`{}` is no feed of a podcast\nhint: give the address that podcast apps subscribe to",
            args.feed
        ));
    }
    if feed.show.locked && !args.ignore_lock {
        let owner = feed.show.owner_email.as_deref().unwrap_or("its owner");
        return Err(format!(
            "the feed is locked: its makers want no other host to import it\nhint: if the show is yours, unlock it there (it names {owner}), or give `--ignore-lock`"
        ));
    }
    let wanted = Wanted {
        folder: "content/episodes".to_owned(),
        base_url: args.base_url.clone(),
        fetches: !args.offline,
    };
    let plan = import::plan(&feed, &known(&args.root), &wanted);
    if args.dry_run {
        let settings = plan.settings.iter().map(|it| &it.0);
        for it in settings.chain(&plan.files) {
            let _ = writeln!(err, "would write {}", it.path);
        }
        for it in plan.cover.iter().chain(&plan.downloads) {
            tell(err, &format!("would fetch {} to {}", it.url, it.path));
        }
        say(&plan, err);
        return Ok(ExitStatus::Clean);
    }
    let written = |it: std::io::Error| {
        format!(
            "cannot write below `{}`: {it}\nhint: check permissions and room on the disk, then import again: what is there stays, and the rest is brought",
            args.root.display()
        )
    };
    let mut missing = Missing::default();
    make(args, &plan, &mut missing).map_err(written)?;
    say(&plan, err);
    missing.say(err);
    Ok(ExitStatus::Clean)
}

/// What a private address may be asked for: the origin that was typed, unless
/// the user says more.
fn reach(args: &Import) -> Reach {
    match net::web(&args.feed) {
        _ if args.allow_private => Reach::Private,
        Some(typed) => Reach::Typed(typed),
        None => Reach::Public,
    }
}

/// Makes the files of a plan and fetches what it names.
fn make(args: &Import, plan: &Plan, missing: &mut Missing) -> std::io::Result<()> {
    let mut fetcher = Fetcher::new(reach(args), FILES);
    let cover = match &plan.cover {
        Some(it) => fetch(args, it, &mut fetcher, missing)?,
        None => None,
    };
    if let Some((with_cover, without)) = &plan.settings {
        let named = plan.cover.as_ref().map(|it| &it.path);
        let settings = match cover {
            // The picture is not what its address says it is.
            Some(path) if Some(&path) != named => {
                let text = String::from_utf8_lossy(&with_cover.bytes);
                let text = named.map_or_else(String::new, |it| text.replace(it.as_str(), &path));
                NewFile::new(with_cover.path.clone(), text)
            }
            Some(_) => with_cover.clone(),
            None => without.clone(),
        };
        amend::create(&args.root, &[settings])?;
    }
    let created = amend::create(&args.root, &plan.files)?;
    for it in created.kept {
        missing.add(it, "a file of this name is there already".to_owned());
    }
    for it in &plan.downloads {
        fetch(args, it, &mut fetcher, missing)?;
    }
    Ok(())
}

/// Fetches a file and puts it in place; where it is then.
fn fetch(
    args: &Import,
    file: &RemoteFile,
    fetcher: &mut Fetcher,
    missing: &mut Missing,
) -> std::io::Result<Option<String>> {
    let host = file.url.split('/').nth(2).unwrap_or_default().to_owned();
    let silent = missing.silent.entry(host).or_default();
    if PATIENCE <= *silent {
        missing.add(file.url.clone(), "its host does not answer".to_owned());
        return Ok(None);
    }
    let fetched = fetcher.fetch(&file.url, FILE);
    *silent = if matches!(fetched, Err(FetchError::Failed(_))) { *silent + 1 } else { 0 };
    let why = match fetched {
        Ok(it) => match import::named(&file.path, &it.bytes) {
            Some(path) => {
                amend::create(&args.root, &[NewFile::new(path.clone(), it.bytes)])?;
                return Ok(Some(path));
            }
            None => "it is a web page".to_owned(),
        },
        Err(error) => error.to_string(),
    };
    missing.add(file.url.clone(), why);
    Ok(None)
}

/// Prints a line with words of a feed or a server.
pub(super) fn tell(err: &mut dyn Write, line: &str) {
    let _ = writeln!(err, "{}", diag::printable(line));
}

/// Copies transcripts of a folder beside the notes they belong to.
fn transcripts(args: &Import, folder: &Path, err: &mut dyn Write) -> Result<ExitStatus, String> {
    for it in [folder, &args.root] {
        if !it.is_dir() {
            return Err(format!("there is no folder `{}`", it.display()));
        }
    }
    let mut n_copied = 0;
    for it in pipeline::offered(&args.root, folder) {
        let why = match (it.matched, it.bytes) {
            (Match::Episode(notes), Some(bytes)) => {
                let end = import::ending(it.format);
                let to = amend::beside(&notes, &format!("transcript.{end}"), end);
                let name = to.file_name().map(|it| it.to_string_lossy().into_owned());
                let at = to.parent().unwrap_or(&args.root);
                let _ = writeln!(err, "{} → {}", it.path, to.display());
                n_copied += 1;
                if args.dry_run {
                    continue;
                }
                let made = amend::create(at, &[NewFile::new(name.unwrap_or_default(), bytes)]);
                let made = made.map_err(|it| format!("cannot write `{}`: {it}", to.display()))?;
                if made.kept.is_empty() {
                    continue;
                }
                n_copied -= 1;
                "a file of this name is there already".to_owned()
            }
            (Match::Episode(_), None) => "it cannot be read".to_owned(),
            (Match::Served(title), _) => format!("`{title}` has a transcript"),
            (Match::Several(titles), _) => format!("it may be of {}", titles.join(", ")),
            (Match::None, _) => "no episode has its number or its title".to_owned(),
        };
        let _ = writeln!(err, "left out: {}: {why}", it.path);
    }
    let _ = writeln!(err, "{} imported", plural(n_copied, "transcript"));
    Ok(ExitStatus::Clean)
}

/// Reads the feed, and its further pages.
fn feed(args: &Import, err: &mut dyn Write) -> Result<Feed, String> {
    let mut fetcher = Fetcher::new(reach(args), PAGES);
    let shown = diag::printable(&args.feed);
    let first = match args.feed.contains("://") {
        true => {
            fetcher
                .fetch(&args.feed, FEED)
                .map_err(|it| diag::printable(&format!("cannot get `{shown}`: {it}")))?
                .bytes
        }
        false => source::read_named(Path::new(&args.feed), FEED.bytes)
            .map_err(|it| format!("cannot read `{shown}`: {it}"))?,
    };
    let mut feed = read(&args.feed, &first, err);
    let mut seen = BTreeSet::from([args.feed.clone()]);
    while let Some(next) = feed.next.take() {
        if args.offline {
            tell(
                err,
                &format!(
                    "lost: further pages of the feed, from {next} on: nothing is fetched with `--offline`"
                ),
            );
            break;
        }
        if !seen.insert(next.clone()) {
            break;
        }
        let page = match fetcher.fetch(&next, FEED) {
            Ok(page) => page,
            Err(error @ FetchError::Spent(_)) => {
                tell(
                    err,
                    &format!("missing: further pages of the feed, from `{next}` on: {error}"),
                );
                break;
            }
            Err(error) => {
                let message = format!("cannot get the next page, `{next}`: {error}");
                return Err(diag::printable(&message));
            }
        };
        let more = read(&next, &page.bytes, err);
        feed.items.extend(more.items);
        feed.next = more.next;
        for (name, n) in more.left_out {
            *feed.left_out.entry(name).or_default() += n;
        }
        for (name, n) in more.dropped {
            *feed.dropped.entry(name).or_default() += n;
        }
    }
    Ok(feed)
}

/// The one text whose problems are told.
struct Named<'t>(&'t str, &'t str);

impl Texts for Named<'_> {
    fn path(&self, _: FileId) -> String {
        self.0.to_owned()
    }

    fn text(&self, _: FileId) -> Option<&str> {
        Some(self.1)
    }
}

fn read(name: &str, bytes: &[u8], err: &mut dyn Write) -> Feed {
    let text = import::decode(bytes, FEED.bytes);
    let read = import::read(FileId(0), &text);
    let problems = diag::locate(read.problems, &Named(name, &text));
    report::problems(&problems, Format::Human, true, &mut std::io::sink(), err);
    read.value
}

/// What the folder holds already.
fn known(root: &Path) -> Known {
    if !root.is_dir() {
        return Known::default();
    }
    let mut known = Known {
        has_settings: root.join("show.toml").exists(),
        pages: source::names(&root.join("content/pages")).into_iter().collect(),
        ..Known::default()
    };
    for it in pipeline::load_every(root).episodes {
        let episode = it.episode;
        let slug = Slug::of(episode.slug.as_deref().unwrap_or(&episode.title.value));
        known.slugs.extend(slug.map(|it| it.as_str().to_owned()));
        let url = match episode.audio.map(|it| it.place) {
            Some(AudioPlace::Url(url)) => Some(url),
            _ => None,
        };
        let guids = episode.guid.map(|it| it.as_str().to_owned()).into_iter().chain(url);
        known.by_guid.extend(guids.map(|it| (it, known.episodes.len())));
        let notes = it.notes.map(|it| it.0);
        let folder = notes.as_deref().and_then(Path::parent);
        let name = folder.and_then(Path::file_name).map(|it| it.to_string_lossy().into_owned());
        known.folders.extend(name);
        let is_own = notes.as_ref().is_some_and(|it| it.ends_with("notes.md"));
        let own = folder.filter(|it| is_own && *it != root);
        let beside = own.map(source::names).unwrap_or_default();
        let has = |stem: &str| beside.iter().any(|it| it.split('.').next() == Some(stem));
        known.episodes.push(KnownEpisode {
            has_transcript: episode.transcript.is_some() || has("transcript"),
            has_chapters: !episode.chapters.is_empty() || has("chapters"),
            has_cover: episode.cover.is_some() || has("cover"),
            folder: own.and_then(|it| below(it, root)),
        });
    }
    known
}

/// A folder below the show's, with `/`.
fn below(folder: &Path, root: &Path) -> Option<String> {
    let parts = folder.strip_prefix(root).ok()?.iter().map(std::ffi::OsStr::to_str);
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

fn say(plan: &Plan, err: &mut dyn Write) {
    for it in &plan.lost {
        tell(err, &format!("lost: {it}"));
    }
    if let Some(it) = &plan.harmless {
        tell(err, &format!("left out, and needed by no site: {it}"));
    }
    let known = match plan.n_known {
        0 => String::new(),
        n => format!("; {} known already", plural(n, "episode")),
    };
    let pages = match plan.n_pages {
        0 => String::new(),
        n => format!(" and {}", plural(n, "page")),
    };
    let _ = writeln!(err, "{}{pages} imported{known}", plural(plan.n_new, "episode"));
}
