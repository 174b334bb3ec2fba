//! `cuepoint publish`: a built site goes to its host.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use rayon::prelude::*;

use super::report::plural;
use super::{ExitStatus, addresses, lock};
use crate::net::Reach;
use crate::output::{self, WorkFolder};
use crate::path::SitePath;
use crate::pipeline;
use crate::publish::{
    self, Foreign, Host, Plan, PublishError, Site as _, Store, Surroundings, Target, There,
};

/// Arguments of `cuepoint publish`.
#[derive(Debug, Args)]
pub(super) struct Publish {
    /// Where it goes: a folder, s3://BUCKET/PREFIX, git:REMOTE#BRANCH or ssh:HOST:FOLDER; `publish` in show.toml unless given.
    target: Option<String>,
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder of the built site; `dist` in ROOT unless given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Replace files of somebody else that are in the way.
    #[arg(long)]
    adopt: bool,
    /// Tell the hubs that the feed names, if it changed.
    #[arg(long)]
    ping: bool,
    /// Tell hubs in private networks too.
    #[arg(long)]
    allow_private: bool,
}

/// A built site in a folder.
struct Built<'a>(&'a Path);

impl publish::Site for Built<'_> {
    fn folder(&self) -> &Path {
        self.0
    }

    fn files(&self) -> Vec<(SitePath, u64)> {
        output::own_files(self.0).0
    }

    fn read(&self, path: &SitePath) -> Option<Vec<u8>> {
        output::published(self.0, path)
    }
}

pub(super) fn run(args: &Publish, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    let absolute =
        |it: &Path| std::path::absolute(it).map_err(|error| format!("`{}`: {error}", it.display()));
    let done = absolute(&args.root).and_then(|root| {
        let folder = args.out.clone().unwrap_or_else(|| root.join("dist"));
        let folder = absolute(&folder)?;
        let work = WorkFolder::open(&folder).map_err(|it| it.to_string())?;
        let places = Places { root: &root, site: &folder, work: work.path() };
        run_in(args, &places, out, err)
    });
    match done {
        Ok(()) => ExitStatus::Clean,
        Err(message) => {
            let _ = writeln!(err, "error: {message}");
            ExitStatus::Failure
        }
    }
}

/// Where things are; all absolute.
struct Places<'a> {
    root: &'a Path,
    site: &'a Path,
    work: &'a Path,
}

/// Does what is planned, and lets `feed.lock` bind: from the first file on
/// somebody may subscribe. A host that refuses everything binds nothing.
fn send(
    args: &Publish,
    (plan, site, host): (&Plan, &Built<'_>, &dyn Host),
    err: &mut dyn Write,
) -> Result<(), String> {
    let told = Mutex::new((&mut *err, None));
    let tell = |what: &str, n: usize| {
        if let Ok(mut told) = told.lock() {
            let (err, bound) = &mut *told;
            // Nobody subscribes to a style sheet.
            if bound.is_none() && what != publish::Step::Assets.name() {
                *bound = Some(lock::bind(&args.root, *err));
            }
            let _ = writeln!(err, "{n:>8}  {what}");
        }
    };
    let sent = publish::apply(plan, site, host, &tell);
    let (_, bound) = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    match (sent, host.is_all_or_nothing()) {
        (Ok(()), _) => {
            if bound.is_none() {
                lock::bind(&args.root, err);
            }
            addresses::take_over_once(&args.root, site.0, err);
            Ok(())
        }
        (Err(error), true) => {
            if let Some(change) = bound.flatten() {
                lock::unbind(&args.root, &change, err);
            }
            Err(explain(&error, "nothing was published; publish again when that is mended"))
        }
        (Err(error), false) => {
            Err(explain(&error, "what was published stays; publish again to go on from there"))
        }
    }
}

fn run_in(
    args: &Publish,
    places: &Places<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), String> {
    if !output::is_built(places.site) {
        return Err(format!(
            "there is no built site in `{}`\nhint: build it first, or say where it is with `--out`",
            places.site.display()
        ));
    }
    let settings = pipeline::read_settings(places.root);
    lock::is_sound(places.root, settings.is_settled)?;
    // What is typed is relative to where it is typed, a setting to its file.
    let here = std::path::absolute(".").map_err(|it| it.to_string())?;
    let (named, from) = match (&args.target, settings.publish) {
        (Some(typed), _) => (typed.clone(), here.as_path()),
        (None, Some(set)) => (set, places.root),
        (None, None) => return Err("where is the site to go?\nhint: name a target, or set `publish` in `show.toml`: a folder, `s3://BUCKET/PREFIX`, `git:REMOTE#BRANCH` or `ssh:HOST:FOLDER`".to_owned()),
    };
    let target = Target::parse(&named).ok_or_else(|| format!("`{named}` is no target\nhint: a folder, `s3://BUCKET/PREFIX`, `git:REMOTE#BRANCH` or `ssh:HOST:FOLDER`"))?;
    let site = Built(places.site);
    let base = settings.base_url.as_str();
    let (root, work, store) = (places.root, places.work, store());
    let around = Surroundings { from, root, work, base, store: &store };
    let unchanged = |it| explain(&it, "nothing was changed there");
    let host = target.open(&around).map_err(unchanged)?;
    let plan = planned(args, &site, &*host).map_err(unchanged)?;
    say(&plan, args.dry_run, err);
    if args.dry_run {
        return Ok(());
    }
    let others = output::own_files(places.site).1;
    if let [first, more @ ..] = &others[..] {
        let more =
            if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        let _ = writeln!(
            err,
            "not published: `{}`{more}: no build made it; what is to go along belongs into `static/`",
            first.as_str()
        );
    }
    send(args, (&plan, &site, &*host), err)?;
    for path in plan.new.iter().chain(&plan.changed).chain(&plan.removed) {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        let _ = writeln!(out, "{base}{page}");
    }
    let n = plan.new.len() + plan.changed.len();
    let _ = writeln!(err, "{} published", plural(n, "file"));
    if args.ping {
        ping(args, &plan, &site, err);
    }
    Ok(())
}

fn planned(
    args: &Publish,
    site: &Built<'_>,
    host: &dyn publish::Host,
) -> Result<Plan, PublishError> {
    let files = site.files();
    let sums: BTreeMap<String, (String, u64)> = files
        .par_iter()
        .filter_map(|(path, bytes)| {
            Some((path.as_str().to_owned(), (publish::sum(&site.read(path)?), *bytes)))
        })
        .collect();
    let ours = publish::ledger(host)?;
    let foreign = if args.adopt { Foreign::Replaced } else { Foreign::Kept };
    let there = There { files: host.files()?, has_folders: host.has_folders() };
    publish::plan(&sums, &there, ours.as_ref(), foreign)
}

/// What the environment says of stores. Secrets are in no message.
fn store() -> Store {
    #[expect(clippy::disallowed_methods, reason = "`cli` reads the environment")]
    let of = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    Store {
        endpoint: of("AWS_ENDPOINT_URL_S3").or_else(|| of("AWS_ENDPOINT_URL")),
        region: of("AWS_REGION").or_else(|| of("AWS_DEFAULT_REGION")),
        key: of("AWS_ACCESS_KEY_ID"),
        secret: of("AWS_SECRET_ACCESS_KEY"),
        token: of("AWS_SESSION_TOKEN"),
    }
}

/// A message with what to do. `became` says what became of the site until then.
fn explain(error: &PublishError, became: &str) -> String {
    let hint = match error {
        PublishError::Host { .. } => became,
        PublishError::Missing(_) => "nothing was changed there",
        PublishError::Foreign(_) => {
            "nothing was changed; choose another target, or replace them with `--adopt`"
        }
        PublishError::Sources(_) => {
            "nothing was changed; a site has a folder of its own: `cuepoint publish public`"
        }
        PublishError::Link(_) => "nothing went there; put a folder in its place",
        PublishError::Remote { .. } => {
            "name a remote of the show's repository, a folder with a repository, or an address: `git:https://…`"
        }
        PublishError::Gone(_) => "build the site, then publish it again",
    };
    format!("{error}\nhint: {hint}")
}

fn say(plan: &Plan, is_dry: bool, err: &mut dyn Write) {
    if is_dry {
        let lists = [("new", &plan.new), ("changed", &plan.changed), ("removed", &plan.removed)];
        for (what, paths) in lists {
            for it in paths {
                let _ = writeln!(err, "{what:>8}  {it}");
            }
        }
    }
    let _ = writeln!(
        err,
        "{} new, {} changed, {} removed, {} unchanged; {:.1} MB to send",
        plan.new.len(),
        plan.changed.len(),
        plan.removed.len(),
        plan.unchanged,
        plan.bytes as f64 / 1_000_000.0
    );
}

/// Tells hubs, if what they tell others about has changed. A hub that does not
/// hear makes no site less published.
fn ping(args: &Publish, plan: &Plan, site: &Built<'_>, err: &mut dyn Write) {
    let reach = if args.allow_private { Reach::Private } else { Reach::Public };
    let client = publish::messenger(reach);
    for path in plan.new.iter().chain(&plan.changed).filter(|it| it.ends_with("feed.xml")) {
        let feed = SitePath::new(path).and_then(|it| site.read(&it)).unwrap_or_default();
        let Some((own, hubs)) = publish::hubs(&String::from_utf8_lossy(&feed)) else { continue };
        for hub in hubs {
            let _ = match publish::ping(&hub, &own, &client) {
                Ok(()) => writeln!(err, "told {hub} of {own}"),
                Err(error) => writeln!(err, "warning: {error}"),
            };
        }
    }
}
