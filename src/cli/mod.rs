//! Arguments in, exit status out. The only module that prints, and the only
//! one that looks at arguments, environment and terminal.

mod addresses;
#[cfg(feature = "net")]
mod audio;
mod begin;
mod build;
mod check;
#[cfg(feature = "net")]
mod dead_links;
mod diff;
mod files;
#[cfg(feature = "import")]
mod import;
mod learn;
#[cfg(not(all(feature = "net", feature = "import", feature = "publish", feature = "serve")))]
mod left_out;
mod lock;
mod manual;
#[cfg(feature = "import")]
mod missing;
mod next_due;
mod outlook;
mod people;
mod progress_bar;
#[cfg(feature = "publish")]
mod publish;
mod report;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod theme;
mod times;
mod topics;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

#[cfg(not(feature = "import"))]
use left_out::import;
#[cfg(not(feature = "publish"))]
use left_out::publish;
#[cfg(not(feature = "serve"))]
use left_out::serve;
#[cfg(not(feature = "net"))]
use left_out::{audio, dead_links};

/// How a run ended; scripts rely on the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// The work is done.
    Clean = 0,
    /// The user's files have problems; we told which, and published nothing.
    Problems = 1,
    /// We could not do our work: bad arguments, unreadable disk.
    Failure = 2,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}

/// Builds the web site of a podcast from its show notes and transcripts.
#[derive(Debug, Parser)]
#[command(name = "cuepoint", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin a show: settings, an episode to look at, CI.
    Init(begin::Init),
    /// Begin an episode: a folder with notes, and its audio.
    New(begin::New),
    /// Ask servers how large and long the audio of episodes is, and keep that in `audio.toml`.
    Audio(audio::Audio),
    /// Build the site of a show.
    Build(build::Build),
    /// Say what is wrong with a built site, and what its episodes lack.
    Check(check::Check),
    /// Say what changes between two built sites, as Markdown.
    Diff(diff::Diff),
    /// Say what each file is taken for, of which episode, and why.
    Files(files::Files),
    /// Make the files of a show out of its feed; only ever adds.
    Import(import::Import),
    /// Learn from a whole archive how it speaks of its items, and keep that in `placing.toml`.
    Learn(learn::Learn),
    /// Look after `feed.lock`: what subscribers know.
    Lock(lock::LockCommand),
    /// List who takes part in the show; confirm names that were heard once.
    People(people::People),
    /// Bring a built site to its host: what differs, in an order that breaks no link.
    Publish(publish::Publish),
    /// Print the moment when the next episode with a date in the future is due.
    NextDue(next_due::NextDue),
    /// Write completions for a shell.
    Completions(manual::Completions),
    /// Write the man page.
    Man,
    /// Find moments in a built site.
    Search(search::Search),
    /// Serve the site here, and again whenever a file is saved.
    Serve(serve::Serve),
    /// List the files of the theme, and copy one beside your own.
    Theme(theme::Theme),
    /// Show where the items of the notes are talked about; keep, check and mend the times.
    Times(times::Times),
    /// List what the show talks about by name, merged and dropped names with reasons.
    Topics(topics::Topics),
}

/// What the environment says of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Environment {
    /// Whether this is CI: then what is built is what subscribers get.
    pub is_ci: bool,
}

impl Environment {
    /// That of this process: every service sets `CI`.
    #[must_use]
    pub fn of_process() -> Self {
        #[expect(clippy::disallowed_methods, reason = "`cli` reads the environment")]
        let ci = std::env::var("CI").unwrap_or_default();
        Self { is_ci: !matches!(ci.as_str(), "" | "0" | "false") }
    }
}

/// Runs a command line. Results go to `out`, everything said about them to
/// `err`. Tests call this with buffers.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    environment: Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitStatus {
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => {
            let text = error.render();
            let _ = if error.use_stderr() { write!(err, "{text}") } else { write!(out, "{text}") };
            return if error.use_stderr() { ExitStatus::Failure } else { ExitStatus::Clean };
        }
    };
    match arguments.command {
        Command::Init(init) => begin::init(&init, err),
        Command::New(new) => begin::new(&new, err),
        Command::Audio(audio) => audio::run(&audio, out, err),
        Command::Build(build) => build::run(&build, environment, out, err),
        Command::Check(check) => check::run(&check, out, err),
        Command::Diff(diff) => diff::run(&diff, out, err),
        Command::Files(files) => files::run(&files, out, err),
        Command::Import(import) => import::run(&import, err),
        Command::Learn(learn) => learn::run(&learn, out, err),
        Command::Lock(lock) => lock::run(&lock, out, err),
        Command::People(people) => people::run(&people, out, err),
        Command::Publish(publish) => publish::run(&publish, out, err),
        Command::NextDue(next) => next_due::run(&next, out, err),
        Command::Completions(it) => manual::completions(&it, &mut Arguments::command(), out),
        Command::Man => manual::man(Arguments::command(), out),
        Command::Search(search) => search::run(&search, out, err),
        Command::Serve(serve) => serve::run(&serve, err),
        Command::Theme(theme) => theme::run(&theme, out, err),
        Command::Times(times) => times::run(&times, out, err),
        Command::Topics(topics) => topics::run(&topics, out, err),
    }
}

/// Every flag of every command, as `command --flag`: the manual is tested
/// against it.
#[must_use]
pub fn flags() -> Vec<String> {
    let command = Arguments::command();
    let of = |command: &clap::Command| {
        let name = command.get_name().to_owned();
        let flags = command.get_arguments().filter_map(|it| it.get_long().map(str::to_owned));
        flags.map(|it| format!("{name} --{it}")).collect::<Vec<_>>()
    };
    command.get_subcommands().flat_map(of).collect()
}

/// The time of day.
fn now() -> std::time::SystemTime {
    #[expect(clippy::disallowed_methods, reason = "`cli` alone looks at the clock")]
    std::time::SystemTime::now()
}

/// The time of day.
fn moment() -> jiff::Timestamp {
    jiff::Timestamp::try_from(now()).unwrap_or_default()
}

/// The day, in UTC.
fn today() -> jiff::civil::Date {
    moment().to_zoned(jiff::tz::TimeZone::UTC).date()
}
