//! `cuepoint check`: what is wrong with a built site.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::build::Format;
use super::report::plural;
use super::{ExitStatus, dead_links, report};
use crate::check::{self, Assessment, Coverage, Directory};
use crate::diag::{Located, Severity};
use crate::output;
use crate::path::SitePath;

/// Arguments of `cuepoint check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The folder of the built site.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    pub(super) out: PathBuf,
    /// Say what this directory requires of the feeds; may be given several times.
    #[arg(
        long = "for",
        value_name = "DIRECTORY",
        value_parser = PossibleValuesParser::new(check::DIRECTORIES.map(|it| it.key))
    )]
    directories: Vec<String>,
    /// Ask the world whether the links into it still lead somewhere.
    #[arg(long)]
    external: bool,
    /// Ask servers of private networks too.
    #[arg(long)]
    pub(super) allow_private: bool,
    /// Exit with 1 on warnings and dead links too.
    #[arg(long)]
    strict: bool,
    /// List every problem, and every episode that lacks something.
    #[arg(long, short)]
    verbose: bool,
    /// How problems are printed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// A site in a folder.
pub(super) struct Folder<'a>(pub(super) &'a Path);

impl check::Site for Folder<'_> {
    fn files(&self) -> Vec<(SitePath, u64)> {
        output::published_files(self.0)
    }

    fn read(&self, path: &SitePath) -> Option<Vec<u8>> {
        output::published(self.0, path)
    }

    fn head(&self, path: &SitePath, bytes: u64) -> Option<Vec<u8>> {
        output::published_head(self.0, path, bytes)
    }
}

pub(super) fn run(args: &Check, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.out.is_dir() {
        let _ = writeln!(
            err,
            "error: there is no site in `{}`\nhint: build it first, or say where it is with `--out`",
            args.out.display()
        );
        return ExitStatus::Failure;
    }
    let mut checked = check::check(&Folder(&args.out));
    if args.external {
        match dead_links::ask(args, &checked, err) {
            Ok(dead) => checked.problems.extend(dead),
            Err(status) => return status,
        }
    }
    let directories: Vec<&Directory> =
        args.directories.iter().filter_map(|it| check::directory(it)).collect();
    let judgement = check::judge(&Folder(&args.out), &directories);
    checked.problems.extend(judgement.problems);
    report::problems(&checked.problems, args.format, args.verbose, out, err);
    match args.format {
        Format::Human => coverage(&checked.coverage, args.verbose, err),
        Format::Json => {
            let _ = writeln!(out, "{}", serde_json::json!({ "coverage": checked.coverage }));
        }
        Format::Github => {}
    }
    judgement.assessments.iter().for_each(|it| assessment(it, args.format, out, err));
    let problems = report::count(&checked.problems);
    let _ = writeln!(err, "{} checked; {problems}", plural(checked.n_pages, "page"));
    let is_wrong = |it: &Located| {
        it.severity == Severity::Error || args.strict && it.severity == Severity::Warning
    };
    match checked.problems.iter().any(is_wrong) {
        true => ExitStatus::Problems,
        false => ExitStatus::Clean,
    }
}

/// Whether a directory would take a feed: one line.
fn assessment(it: &Assessment, format: Format, out: &mut dyn Write, err: &mut dyn Write) {
    if matches!(format, Format::Json) {
        let _ = writeln!(out, "{}", serde_json::json!({ "verdict": it }));
    }
    let Some(Directory { name, basis, .. }) = check::directory(it.directory) else { return };
    let (feed, document, read) = (&it.feed, it.document, it.read);
    let what = match it.unmet {
        0 => format!("would take `{feed}`"),
        n => format!("would refuse `{feed}`, for {}", plural(n, "reason")),
    };
    let advice = match it.advice {
        0 => String::new(),
        n => format!(", with {}", plural(n, "recommendation")),
    };
    let _ = writeln!(err, "{name} {what}{advice} (“{document}”{}, as of {read})", basis.words());
}

/// What episodes have, as a table.
fn coverage(coverage: &Coverage, verbose: bool, err: &mut dyn Write) {
    let all = coverage.episodes.len();
    if all == 0 {
        return;
    }
    let _ = writeln!(err, "{}, of which have", plural(all, "episode"));
    for (what, n) in coverage.rows() {
        let _ = writeln!(err, "{n:>8}  {:>4} %  {what}", n * 100 / all);
    }
    let lacking = coverage.episodes.iter().filter_map(|it| {
        let lacks = [
            (!it.transcript, "a transcript"),
            (it.timed < it.items, "times of items"),
            (it.people == 0, "people"),
            (it.chapters == 0, "chapters"),
            (!it.dated, "a date"),
        ];
        let lacks: Vec<&str> = lacks.iter().filter(|it| it.0).map(|it| it.1).collect();
        (!lacks.is_empty()).then(|| format!("{} lacks {}", it.path, lacks.join(", ")))
    });
    let lacking: Vec<String> = lacking.collect();
    match verbose {
        true => lacking.iter().for_each(|it| drop(writeln!(err, "{it}"))),
        false if !lacking.is_empty() => {
            let _ = writeln!(err, "(`--verbose` lists what each lacks)\n");
        }
        false => {}
    }
}
