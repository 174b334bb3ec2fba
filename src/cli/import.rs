//! `cuepoint import`: a show that lives elsewhere becomes files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::build::Format;
use super::report::plural;
use super::{ExitStatus, report};
use crate::amend::{self, NewFile};
use crate::config::BaseUrl;
use crate::diag::{self, FileId, Texts};
use crate::import::{self, Feed, Known, Limits, Plan, Wanted};
use crate::model::AudioPlace;
use crate::path::Slug;
use crate::pipeline::{self, Match};
use crate::source;

/// Of a feed.
const FEED: Limits = Limits { bytes: 64_000_000, time: Duration::from_secs(60) };

/// Of a transcript, a picture, a list of chapters.
const FILE: Limits = Limits { bytes: 16_000_000, time: Duration::from_secs(60) };

/// Pages of a feed that are followed.
const PAGES: usize = 200;

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
        for it in &plan.files {
            let _ = writeln!(err, "would write {}", it.path);
        }
        say(&plan, err);
        return Ok(ExitStatus::Clean);
    }
    let written = |it: std::io::Error| {
        format!(
            "cannot write below `{}`: {it}\nhint: check permissions and room on the disk, then import again: it only adds",
            args.root.display()
        )
    };
    let missing = make(args, &plan).map_err(written)?;
    say(&plan, err);
    for it in missing {
        let _ = writeln!(err, "missing: {it}");
    }
    Ok(ExitStatus::Clean)
}

/// Makes the files of a plan and fetches what it names; what could not be.
fn make(args: &Import, plan: &Plan) -> std::io::Result<Vec<String>> {
    let created = amend::create(&args.root, &plan.files)?;
    let kept =
        created.kept.iter().map(|it| format!("`{it}`: a file of this name is there already"));
    let mut missing: Vec<String> = kept.collect();
    for (url, path) in &plan.fetches {
        match import::fetch(url, FILE) {
            Ok(file) => {
                let path = import::named(path, &file.bytes);
                let files = [NewFile::new(path, file.bytes)];
                amend::create(&args.root, &files)?;
            }
            Err(error) => missing.push(format!("`{url}`: {error}")),
        }
    }
    Ok(missing)
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
    let is_url = args.feed.contains("://");
    let first = match is_url {
        true => {
            import::fetch(&args.feed, FEED)
                .map_err(|it| format!("cannot get `{}`: {it}", args.feed))?
                .bytes
        }
        false => source::read_named(Path::new(&args.feed), FEED.bytes)
            .map_err(|it| format!("cannot read `{}`: {it}", args.feed))?,
    };
    let mut feed = read(&args.feed, &first, err);
    let mut seen = vec![args.feed.clone()];
    while let Some(next) = feed.next.take() {
        if args.offline {
            let _ = writeln!(
                err,
                "dropped: further pages of the feed, from {next} on: nothing is fetched with `--offline`"
            );
            break;
        }
        if seen.contains(&next) || PAGES <= seen.len() {
            break;
        }
        let page = import::fetch(&next, FEED);
        let page = page.map_err(|it| format!("cannot get the next page, `{next}`: {it}"))?;
        let more = read(&next, &page.bytes, err);
        seen.push(next);
        feed.items.extend(more.items);
        feed.next = more.next;
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
    let mut known = Known { has_settings: root.join("show.toml").exists(), ..Known::default() };
    for it in pipeline::load_every(root) {
        let episode = it.episode;
        known.guids.extend(episode.guid.map(|it| it.as_str().to_owned()));
        known.numbers.extend(episode.number.map(|it| (episode.season, it.value)));
        let slug = Slug::of(episode.slug.as_deref().unwrap_or(&episode.title.value));
        known.slugs.extend(slug.map(|it| it.as_str().to_owned()));
        if let Some(AudioPlace::Url(url)) = episode.audio.map(|it| it.place) {
            known.guids.insert(url);
        }
        let folder = it.notes.and_then(|it| Some(it.0.parent()?.file_name()?.to_owned()));
        known.folders.extend(folder.map(|it| it.to_string_lossy().into_owned()));
    }
    known
}

fn say(plan: &Plan, err: &mut dyn Write) {
    for it in &plan.dropped {
        let _ = writeln!(err, "dropped: {it}");
    }
    let known = match plan.n_known {
        0 => String::new(),
        n => format!("; {} known already", plural(n, "episode")),
    };
    let _ = writeln!(err, "{} imported{known}", plural(plan.n_new, "episode"));
}
