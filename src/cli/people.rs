//! `cuepoint people`: who takes part in the show, and names that were heard
//! once, to be looked at and confirmed.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::build::Format;
use super::report::{is_any_unknown, plural};
use super::{ExitStatus, report};
use crate::amend;
use crate::catalog::{Catalog, PersonEntry, WithheldName};
use crate::diag::Severity;
use crate::model::{Credit, EpisodeId, Origin, Role};
use crate::pipeline::{self, Surveyed};
use crate::time::Timestamp;

/// Arguments of `cuepoint people`.
#[derive(Debug, Args)]
pub(super) struct People {
    /// Names, or parts of them: their episodes are shown, instead of the list
    /// of all. With `--write` only these are confirmed.
    people: Vec<String>,
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Confirm the names that are withheld: add them to `[[people]]` in
    /// `show.toml`, to be edited.
    #[arg(long)]
    write: bool,
}

pub(super) fn run(args: &People, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let surveyed = pipeline::survey(&args.root);
    report::problems(&surveyed.problems, Format::Human, true, out, err);
    if surveyed.problems.iter().any(|it| it.severity == Severity::Error) {
        return ExitStatus::Problems;
    }
    let catalog = &surveyed.catalog;
    let withheld_names = catalog.withheld.iter().map(|it| &it.credit.name);
    let names: Vec<&String> =
        catalog.people.iter().map(|it| &it.name).chain(withheld_names).collect();
    let is_known = |it: &str| names.iter().any(|name| is_called(it, name));
    if is_any_unknown(&args.people, ("person", "cuepoint people"), is_known, err) {
        return ExitStatus::Failure;
    }
    if args.write {
        return confirm(args, &surveyed, out, err);
    }
    let is_one = |name: &str| args.people.is_empty() || is_wanted(args, name);
    for it in catalog.people.iter().filter(|it| is_one(&it.name)) {
        let _ = writeln!(out, "page     {}", shown(it));
        if !args.people.is_empty() {
            episodes(it, catalog, out);
        }
    }
    for it in catalog.withheld.iter().filter(|it| is_one(&it.credit.name)) {
        let _ = writeln!(out, "withheld {}", withheld(it, catalog));
    }
    ExitStatus::Clean
}

fn is_wanted(args: &People, name: &str) -> bool {
    args.people.iter().any(|it| is_called(it, name))
}

fn is_called(wanted: &str, name: &str) -> bool {
    name.to_lowercase().contains(&wanted.to_lowercase())
}

/// Adds withheld names to the settings of their shows.
fn confirm(
    args: &People,
    surveyed: &Surveyed,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> ExitStatus {
    let catalog = &surveyed.catalog;
    let is_one = |name: &str| args.people.is_empty() || is_wanted(args, name);
    let mut n_written = 0;
    for (path, text) in &surveyed.settings {
        let of_file = |it: &&WithheldName| {
            let show = usize::from(catalog.episode(it.episode).facts.show.0);
            is_one(&it.credit.name) && surveyed.settings_of.get(show) == Some(path)
        };
        let names = catalog.withheld.iter().filter(of_file);
        let names: Vec<(&Credit, String)> =
            names.map(|it| (&it.credit, heard(it, catalog))).collect();
        if names.is_empty() {
            continue;
        }
        let Some(change) = amend::plan_people(path, text, &names) else {
            let _ = writeln!(
                err,
                "error: `{}` has its people in a list, `people = […]`: write `[[people]]` for each, or add the names yourself",
                path.display()
            );
            return ExitStatus::Problems;
        };
        let _ = write!(out, "{}\n{}", path.display(), change.diff);
        if let Err(error) = amend::apply(&args.root, &change) {
            let _ = writeln!(err, "error: cannot write `{}`: {error}", path.display());
            return ExitStatus::Failure;
        }
        n_written += names.len();
    }
    if n_written == 0 {
        let _ = writeln!(out, "no name is withheld");
    }
    ExitStatus::Clean
}

/// Somebody with a page: how often they are there as what, and what their name
/// is known from.
fn shown(person: &PersonEntry) -> String {
    let n = |role: Role| person.episodes.iter().filter(|it| it.1 == role).count();
    let roles = match (n(Role::Host), n(Role::Guest)) {
        (hosted, 0) => format!("host in {}", plural(hosted, "episode")),
        (0, visited) => format!("guest in {}", plural(visited, "episode")),
        (hosted, visited) => {
            format!("host in {}, guest in {visited}", plural(hosted, "episode"))
        }
    };
    let why = match (person.is_in_settings, person.origin) {
        (true, _) => "in the settings",
        (false, Origin::Stated) => "stated",
        (false, Origin::Transcript) => "from marks of speakers",
        (false, Origin::Speech) => "from what is said",
        (false, _) => "from the notes",
    };
    format!("{:<32} {roles}; {why}", person.name)
}

fn withheld(name: &WithheldName, catalog: &Catalog) -> String {
    let role = role(name.credit.role);
    format!("{:<32} {role} in one episode; {}", name.credit.name, heard(name, catalog))
}

/// Where a name is said: `heard at 0:41 of 3 A title: “I'm Ann Lee”`.
fn heard(name: &WithheldName, catalog: &Catalog) -> String {
    let of = title(name.episode, catalog);
    let Some(hearing) = &name.credit.hearing else { return format!("heard in {of}") };
    match hearing.start.map(Timestamp::clock) {
        Some(clock) => format!("heard at {clock} of {of}: “{}”", hearing.text),
        None => format!("heard in {of}: “{}”", hearing.text),
    }
}

fn title(id: EpisodeId, catalog: &Catalog) -> String {
    let facts = &catalog.episode(id).facts;
    match facts.number {
        Some(number) => format!("{} {}", number.value, facts.title.value),
        None => facts.title.value.clone(),
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Host => "host",
        Role::Guest => "guest",
    }
}

/// A line for each episode of somebody: number, role, title.
fn episodes(person: &PersonEntry, catalog: &Catalog, out: &mut dyn Write) {
    for (id, as_what) in &person.episodes {
        let facts = &catalog.episode(*id).facts;
        let number = facts.number.map(|it| it.value.to_string()).unwrap_or_default();
        let credit = facts.people.iter().find(|it| it.name == person.name);
        let heard = credit.and_then(|it| it.hearing.as_ref());
        let clock = heard.and_then(|it| it.start).map(Timestamp::clock).unwrap_or_default();
        let (as_what, title) = (role(*as_what), &facts.title.value);
        let _ = writeln!(out, "  {number:>5}  {clock:>8}  {as_what:<5}  {title}");
    }
}
