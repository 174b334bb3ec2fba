//! Addresses of a site that was made before `addresses.lock` was: they are
//! taken over from the site itself.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use crate::amend;
use crate::output;
use crate::path::SitePath;
use crate::pipeline;

/// Lists whose pages are named after something.
const LISTS: [&str; 3] = ["topics/", "people/", "sponsors/"];

/// Where episodes lie, unless settings say otherwise.
const EPISODES: &str = "episodes/";

/// Takes the addresses of the site in a folder over, if what was published
/// binds and no address was remembered yet.
pub(super) fn take_over_once(root: &Path, site: &Path, err: &mut dyn Write) {
    let binds = || pipeline::read_lock(root).ok().flatten().is_some_and(|it| it.lock.binds());
    if output::is_built(site)
        && !pipeline::has_addresses(root)
        && binds()
        && let Err(error) = take_over(root, site, err)
    {
        let _ = writeln!(
            err,
            "warning: the addresses of the site in `{}` are not remembered: {error}\nhint: `cuepoint lock --from DIR` takes them over later",
            site.display()
        );
    }
}

/// Takes the addresses of the site in a folder over; the error says what keeps
/// it from that.
pub(super) fn take_over(root: &Path, site: &Path, err: &mut dyn Write) -> Result<(), String> {
    let files = output::published_files(site);
    let is_list = |page: &str| {
        LISTS.iter().any(|list| page.strip_prefix(list).is_some_and(|it| !it.is_empty()))
            || page.contains("page/")
    };
    let pages = files.iter().filter_map(|it| it.0.as_str().strip_suffix("index.html"));
    let mut pages: Vec<String> =
        pages.filter(|it| is_list(it)).map(|it| format!("/{it}")).collect();
    let page_of = |(path, _): &(SitePath, u64)| {
        let page = path.as_str().strip_suffix("index.html").filter(|it| !is_list(it))?;
        let html = output::published(site, path)?;
        Some((guid_of(&String::from_utf8_lossy(&html))?, format!("/{page}")))
    };
    let of_guid: BTreeMap<String, String> = files.par_iter().filter_map(page_of).collect();
    // What was in no feed has no GUID on its page.
    let known: BTreeSet<&String> = of_guid.values().collect();
    let episodes = files.iter().filter_map(|it| it.0.as_str().strip_suffix("/index.html"));
    let episodes =
        episodes.filter(|it| it.strip_prefix(EPISODES).is_some_and(|it| !it.contains('/')));
    pages.extend(episodes.map(|it| format!("/{it}/")).filter(|it| !known.contains(it)));
    let changes = pipeline::taken_over(root, &pages, &of_guid).map_err(|it| it.to_string())?;
    for change in &changes {
        amend::apply(root, change)
            .map_err(|error| format!("cannot write `{}`: {error}", change.path.display()))?;
    }
    if !changes.is_empty() {
        let _ = writeln!(
            err,
            "{} addresses taken over from `{}`; links to them go on working",
            pages.len() + of_guid.len(),
            site.display()
        );
    }
    Ok(())
}

/// The GUID of the episode that a page is about, as its JSON-LD says it.
fn guid_of(html: &str) -> Option<String> {
    let json = html.split_once("application/ld+json\">")?.1.split("</script>").next()?;
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let of = |it: &serde_json::Value| it.get("identifier")?.as_str().map(str::to_owned);
    let graph = value.get("@graph").and_then(serde_json::Value::as_array);
    of(&value).or_else(|| graph?.iter().find_map(of))
}
