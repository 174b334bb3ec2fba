//! What a show talks about, without a build.

use std::path::{Path, PathBuf};

use super::load::load_all;
use super::memo::Memo;
use super::settings::settings;
use super::waiting::Waiting;
use super::{Job, Open, directory, find_episodes, network, standing, topics, unlisted};
use crate::cache::Cache;
use crate::catalog::{self, Catalog, Known};
use crate::config::Site;
use crate::diag::Located;
use crate::refrain::Refrains;
use crate::source::SourceTree;
use crate::trace::Trace;

/// What a show talks about, for those who work on its topics.
pub struct Surveyed {
    /// Every episode and topic.
    pub catalog: Catalog,
    /// The settings as meant.
    pub site: Site,
    /// The text of `topics.toml` and where it is, or would be.
    pub file: (PathBuf, String),
    /// The settings, `show.toml`: where they are, or would be, and their texts.
    pub settings: Vec<(PathBuf, String)>,
    /// Which of them each show has, by its path.
    pub settings_of: Vec<PathBuf>,
    /// What is wrong with the topic files.
    pub problems: Vec<Located>,
}

/// Reads every episode of a folder and sums up; other problems are `build`'s
/// to tell.
#[must_use]
pub fn survey(root: &Path) -> Surveyed {
    let (cache, trace) = (Cache::none(), Trace::steps_only());
    let job = Job::to_look(root, (&cache, &trace));
    let (mut site, _) = settings(&job);
    let tree = network::discover(root, &mut site, job.out).value;
    let (memo, waiting) = (Memo::none(&cache), Waiting::default());
    standing::find(&tree, &mut site, &memo);
    let (all, inventory) = find_episodes(&tree, &site, &memo, &mut Vec::new());
    let (episodes, _) = unlisted::part(&all, &inventory);
    let mut problems = Vec::new();
    let names = topics::names(&tree, &site, &episodes, (&memo, &waiting), &mut problems);
    let with = (&memo, &waiting);
    let mut loaded = load_all(&job, (&tree, &site), &names, &episodes, with, &mut Vec::new());
    let _ = directory::name_all(&mut loaded, (&tree, &site), &episodes);
    let facts = loaded.into_iter().map(|it| (it.facts, it.mentions)).collect();
    let none = Refrains::default;
    let catalog = catalog::catalog(facts, none, &names.roster, &Known::default(), &site).value;
    let file = topics::file(&tree, root, &site);
    let (settings, settings_of) = settings_files(&tree, root, &site);
    Surveyed { catalog, site, file, settings, settings_of, problems }
}

/// The settings of a site, each file once, and which of them each show has: a
/// member of a network without settings of its own has those of the network.
fn settings_files(
    tree: &SourceTree,
    root: &Path,
    site: &Site,
) -> (Vec<(PathBuf, String)>, Vec<PathBuf>) {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    let mut of_shows = Vec::new();
    for show in &site.shows {
        let own = format!("{}/show.toml", show.folder);
        let known = tree.find(own.trim_start_matches('/')).or_else(|| tree.find("show.toml"));
        let path = known.map_or_else(|| root.join("show.toml"), |it| tree.location(it.id));
        if files.iter().all(|it| it.0 != path) {
            let mut open = Open::new(tree);
            let text = known.and_then(|it| open.read(it.id, site, &mut Vec::new()));
            files.push((path.clone(), text.unwrap_or_default().to_owned()));
        }
        of_shows.push(path);
    }
    (files, of_shows)
}
