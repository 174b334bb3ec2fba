//! `cuepoint serve`.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;

use super::ExitStatus;
use super::build::Format;
use super::report::{self, plural};
use crate::output;
use crate::pipeline::Drafts;
use crate::serve::{Event, Options, serve};

/// Arguments of `cuepoint serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The folder with the show's files.
    #[arg(default_value = ".")]
    root: PathBuf,
    /// The port, or the first of those to try.
    #[arg(long, default_value_t = 3030)]
    port: u16,
    /// The address to listen at; others than this machine reach it only if it
    /// is not the default.
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Open the site in a browser.
    #[arg(long)]
    open: bool,
    /// Show episodes whose front matter says `draft = true`.
    #[arg(long)]
    drafts: bool,
    /// Work everything out anew, and keep nothing for the next run.
    #[arg(long)]
    no_cache: bool,
}

pub(super) fn run(args: &Serve, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let out = args.root.join("dist");
    let options = Options {
        root: args.root.clone(),
        cache: (!args.no_cache).then(|| output::cache_folder(&out)),
        out,
        drafts: if args.drafts { Drafts::Shown } else { Drafts::Hidden },
        host: args.host,
        port: args.port,
    };
    let told = Mutex::new(std::io::stderr());
    let hear = |event: Event<'_>| {
        let mut err = told.lock().unwrap_or_else(PoisonError::into_inner);
        hear(&event, args, &mut *err);
    };
    match serve(&options, &hear) {
        Ok(()) => ExitStatus::Clean,
        Err(error) => {
            let _ = writeln!(err, "error: cannot listen at {}:{}: {error}", args.host, args.port);
            let _ = writeln!(err, "hint: choose another port with `--port`");
            ExitStatus::Failure
        }
    }
}

fn hear(event: &Event<'_>, args: &Serve, err: &mut dyn Write) {
    match event {
        Event::Listens(address) => {
            let _ = writeln!(err, "serving {} at {address}; Ctrl-C ends", args.root.display());
            if args.open && open::that_detached(address).is_err() {
                let _ = writeln!(err, "warning: no browser could be opened");
            }
        }
        Event::Read { problems, n_episodes, took } => {
            report::problems(problems, Format::Human, false, &mut std::io::sink(), err);
            let _ = writeln!(
                err,
                "{} read; {}; {:.2} s",
                plural(*n_episodes, "episode"),
                report::count(problems),
                took.as_secs_f64()
            );
        }
        Event::Blind(reason) => {
            let _ = writeln!(err, "warning: changes of files cannot be noticed: {reason}");
            let _ = writeln!(err, "hint: start `cuepoint serve` again to see them");
        }
    }
}
