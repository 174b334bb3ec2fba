//! `cuepoint build`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::progress_bar::ProgressBar;
use super::report::plural;
use super::{Environment, ExitStatus, addresses, lock, moment, now, outlook, report};
use crate::amend;
use crate::cache::Cache;
use crate::config::{BaseUrl, Wanted};
use crate::disk;
use crate::output::{self, Adopt, OutputError, Published, Staging};
use crate::pipeline::{self, Built, Drafts, Job};
use crate::source;
use crate::trace::Trace;

/// Arguments of `cuepoint build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    /// The folder with the show's files.
    #[arg(default_value = ".")]
    root: PathBuf,
    /// Where the site goes; `dist` in ROOT unless given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will live; wins over `base-url` in show.toml.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Show episodes whose front matter says `draft = true`.
    #[arg(long)]
    drafts: bool,
    /// Show episodes whose date lies in the future.
    #[arg(long)]
    future: bool,
    /// Let subscribers see GUIDs, audio addresses and dates change.
    #[arg(long)]
    accept_feed_changes: bool,
    /// Let episodes and entries of the feed go though their sources are there.
    #[arg(long)]
    allow_removals: bool,
    /// Say how long each step took.
    #[arg(long)]
    timings: bool,
    /// Write where the time went, for programs that draw Chrome's traces.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Work everything out anew, and keep nothing for the next build.
    #[arg(long)]
    no_cache: bool,
    /// Take over an output folder that holds files of somebody else.
    #[arg(long)]
    adopt: bool,
    /// Publish nothing while there is a warning.
    #[arg(long)]
    strict: bool,
    /// List every warning, and what was inferred for every episode.
    #[arg(long, short)]
    verbose: bool,
    /// Say nothing but what is wrong.
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// How problems are printed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the line each is about, warnings grouped.
    Human,
    /// A JSON object a line, on standard output.
    Json,
    /// Annotations of GitHub Actions, on standard output.
    Github,
}

pub(super) fn run(
    args: &Build,
    environment: Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitStatus {
    match build(args, environment, out, err) {
        Ok(status) => status,
        Err(message) => {
            let _ = writeln!(err, "error: {message}");
            ExitStatus::Failure
        }
    }
}

fn build(
    args: &Build,
    environment: Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<ExitStatus, String> {
    let started = Instant::now();
    if !args.root.is_dir() {
        return Err(format!("there is no folder `{}`", args.root.display()));
    }
    let base_url = args.base_url.as_deref().map(base_url).transpose()?;
    let target = target(args)?;
    let adopt = if args.adopt { Adopt::Yes } else { Adopt::No };
    let cache = match args.no_cache {
        true => Cache::none(),
        false => Cache::at(&output::cache_folder(&target)),
    };
    addresses::take_over_once(&args.root, &target, err);
    let staging = Staging::open(&target, &args.root, adopt, &cache).map_err(|it| explain(&it))?;
    let trace = if args.trace.is_some() { Trace::full() } else { Trace::steps_only() };
    let bar = ProgressBar::new(args.format == Format::Human && std::io::stderr().is_terminal());
    let job = Job {
        root: &args.root,
        out: Some(&target),
        wanted: Wanted { base_url },
        drafts: if args.drafts { Drafts::Shown } else { Drafts::Hidden },
        accept_feed_changes: args.accept_feed_changes,
        allow_removals: args.allow_removals,
        is_published: environment.is_ci,
        inferred: args.verbose && args.format == Format::Human,
        cache: &cache,
        trace: &trace,
        now: now(),
        due: (!args.future).then(moment),
        progress: &bar,
    };
    let built = pipeline::build(&job, &staging);
    bar.finish();
    say_damage(&cache, args.format, err);
    report::problems(&built.problems, args.format, args.verbose, out, err);
    if args.verbose && args.format == Format::Human {
        report::inferred(&built.inferred, err);
    }
    let n_files = staging.len();
    if !built.is_sound() || (args.strict && report::n_warnings(&built.problems) > 0) {
        staging.abandon();
        summary(&built, n_files, None, started, args, err);
        return Ok(ExitStatus::Problems);
    }
    if let Some(lost) =
        lock::lost(&built, (&args.root, &target), &cache).filter(|_| !args.accept_feed_changes)
    {
        staging.abandon();
        return Err(lost);
    }
    let published = staging.publish().map_err(|it| explain(&it))?;
    pipeline::remember(&cache, &built, published.site);
    trace.step("publish");
    say_timings(args, &trace, err)?;
    let remembered = remember(&built, environment, args, err);
    if args.format == Format::Json && !args.quiet {
        let _ = writeln!(out, "{}", outlook::to_json(&built));
    }
    summary(&built, n_files, Some(published), started, args, err);
    Ok(if remembered { ExitStatus::Clean } else { ExitStatus::Problems })
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    let no = || format!("`{text}` is not an absolute address; start it with `https://`");
    BaseUrl::new(text).ok_or_else(no)
}

/// Where the site goes.
fn target(args: &Build) -> Result<PathBuf, String> {
    let target = args.out.clone().unwrap_or_else(|| args.root.join("dist"));
    let target = match target.components().any(|it| it == std::path::Component::ParentDir) {
        true => disk::without_parents(&target).map_err(|it| it.to_string())?,
        false => target,
    };
    match source::is_reserved(&args.root, &target) {
        true => Err(explain(&OutputError::HoldsSources(target))),
        false => Ok(target),
    }
}

/// Says that the cache was of less use than it should be.
fn say_damage(cache: &Cache, format: Format, err: &mut dyn Write) {
    if cache.is_damaged() && format == Format::Human {
        let _ = writeln!(
            err,
            "warning: the cache of earlier builds was damaged; what was lost is worked out anew"
        );
    }
    if cache.is_link() && format == Format::Human {
        let _ = writeln!(
            err,
            "warning: the folder of the cache is a link, and is not followed: nothing is kept for the next build\nhint: delete the link, or say `--no-cache`"
        );
    }
}

/// Says where the time went, as far as somebody wants to know.
fn say_timings(args: &Build, trace: &Trace, err: &mut dyn Write) -> Result<(), String> {
    if args.timings && args.format == Format::Human {
        for (what, took) in trace.steps() {
            let _ = writeln!(err, "{:>9.1} ms  {what}", took.as_secs_f64() * 1000.0);
        }
    }
    let Some(path) = &args.trace else { return Ok(()) };
    output::write_trace(path, &trace.to_json()).map_err(|it| explain(&it))
}

/// Writes the locks, now that subscribers can see what they say. What CI
/// writes is lost with its machine: there the lines to commit are said.
/// False if a lock could not be written.
fn remember(built: &Built, environment: Environment, args: &Build, err: &mut dyn Write) -> bool {
    const GUIDS: &str = "without it GUIDs follow from the names of files; do not rename any";
    const ADDRESSES: &str = "without it a page whose name changes leaves a dead link";
    let changes = [(&built.lock, GUIDS), (&built.addresses, ADDRESSES)];
    let mut is_done = true;
    for (change, cost) in changes.into_iter().filter_map(|it| Some((it.0.as_ref()?, it.1))) {
        match amend::apply(&args.root, change) {
            Ok(()) if environment.is_ci => lock::say_lines(change, err),
            Ok(()) if args.format == Format::Human && !args.quiet => {
                let _ = write!(err, "{}", change.diff);
            }
            Ok(()) => {}
            Err(error) => {
                let path = change.path.display();
                let _ = writeln!(err, "error: cannot write `{path}`: {error}\nhint: {cost}");
                is_done = false;
            }
        }
    }
    is_done
}

fn explain(error: &OutputError) -> String {
    let hint = match error {
        OutputError::Io { error, .. } if disk::is_link_in_the_way(error) => {
            "nothing was changed; delete the link, or name the folder it leads to with `--out`"
        }
        OutputError::Io { .. } => "check permissions and room on the disk, then build again",
        OutputError::NotOurs(_) => {
            "nothing was changed; move them away, or choose another folder with `--out`"
        }
        OutputError::Busy(_) => "wait until it is done, then build again",
        OutputError::NotEmpty(_) => {
            "nothing was changed; choose another folder with `--out`, or take this one over with `--adopt`: files in the way are replaced, others stay"
        }
        OutputError::HoldsSources(_) => "nothing was changed; choose another folder with `--out`",
    };
    format!("{error}\nhint: {hint}")
}

fn summary(
    built: &Built,
    n_files: usize,
    published: Option<Published>,
    started: Instant,
    args: &Build,
    err: &mut dyn Write,
) {
    if args.quiet {
        return;
    }
    report::tally(&built.tally, args.verbose, err);
    if published.is_some() && args.format == Format::Human {
        outlook::tell(built, err);
    }
    let seconds = started.elapsed().as_secs_f64();
    let n_episodes = built.n_episodes;
    let problems = report::count(&built.problems);
    let place = args.out.clone().unwrap_or_else(|| args.root.join("dist"));
    let done = match published {
        Some(it) => format!(
            "{} in {} ({} written, {} unchanged, {} deleted)",
            plural(n_files, "file"),
            place.display(),
            it.written,
            it.unchanged,
            it.deleted
        ),
        None => "nothing published".to_owned(),
    };
    let _ = writeln!(err, "{}, {done}; {problems}; {seconds:.2} s", plural(n_episodes, "episode"),);
}
