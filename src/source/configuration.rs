//! Files that other tools are configured with: they know the show's name.

use std::io::Read;
use std::path::Path;

use super::text;
use crate::config::PEOPLE;
use crate::diag::FileId;

/// Configuration of a site, the most telling first.
const OF_SITE: [&str; 16] = [
    "_config.yml",
    "_config.yaml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config/_default/params.toml",
    "config/_default/params.yaml",
];

/// Folders of data files, and the files about a show in them.
const DATA_FOLDERS: [&str; 7] =
    ["", "_data", "data", "src/_data", "src/data", "content/_data", "app/_data"];
const OF_SHOW: [&str; 5] = ["podcast-info", "podcast", "show", "site", "metadata"];
const DATA_ENDS: [&str; 4] = ["json", "yml", "yaml", "toml"];

/// Folders that hold a whole site of another tool.
const OF_TOOLS: [&str; 6] = ["hugo", "site", "docs", "web", "website", "www"];

/// Larger files configure nothing.
const MAX_BYTES: u64 = 256 * 1024;

/// Configuration of other tools below a show's folder: path and text, the most
/// telling first.
#[must_use]
pub fn read_configuration(root: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<String> = Vec::new();
    let folders = subfolders(root);
    let tools = folders.iter().filter(|it| OF_TOOLS.contains(&it.as_str()));
    for folder in std::iter::once("").chain(tools.map(String::as_str)) {
        let below = |path: &str| format!("{folder}/{path}").trim_matches('/').to_owned();
        paths.extend(OF_SITE.iter().map(|it| below(it)));
        for (data, name) in DATA_FOLDERS.iter().flat_map(|it| OF_SHOW.map(|name| (it, name))) {
            // `show.toml` is ours.
            let ends = DATA_ENDS.iter().filter(|it| (name, **it) != ("show", "toml"));
            paths.extend(ends.map(|end| below(format!("{data}/{name}.{end}").trim_matches('/'))));
        }
        for (data, name) in DATA_FOLDERS.iter().flat_map(|it| PEOPLE.map(|name| (it, name))) {
            let ends = DATA_ENDS.iter().filter(|_| !data.is_empty());
            paths.extend(ends.map(|end| below(&format!("{data}/{name}.{end}"))));
        }
        paths.push(below("content/_index.md"));
        paths.push(below("_index.md"));
    }
    let mut files: Vec<(String, String)> =
        paths.into_iter().filter_map(|it| Some((it.clone(), read(&root.join(it))?))).collect();
    // The only section of a folder of folders is the show.
    let sections = folders.iter().map(|it| format!("{it}/_index.md"));
    let mut sections = sections.filter_map(|it| Some((it.clone(), read(&root.join(it))?)));
    if let (Some(only), None) = (sections.next(), sections.next())
        && !files.iter().any(|it| it.0 == only.0)
    {
        files.push(only);
    }
    files.extend(read(&root.join("README.md")).map(|it| ("README.md".to_owned(), it)));
    files
}

/// Whether `templates/` is another generator's: it is configured here, and
/// either reads that folder itself, as Zola does, or nothing is ours yet.
pub(super) fn owns_templates(root: &Path) -> bool {
    let is_zola = || {
        let text = read(&root.join("config.toml")).unwrap_or_default();
        text.lines().any(|it| it.trim_start().starts_with("base_url"))
    };
    let is_ours = root.join("show.toml").symlink_metadata().is_ok();
    is_zola() || (!is_ours && OF_SITE.iter().any(|it| root.join(it).is_file()))
}

/// Whether a tool is configured here that writes its site into `_site/`.
pub(super) fn writes_into_site(folder: &Path) -> bool {
    const OF_TOOLS: [&str; 6] = [
        "_config.yml",
        "_config.yaml",
        ".eleventy.js",
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
    ];
    OF_TOOLS.iter().any(|it| folder.join(it).is_file())
}

/// Folders whose files other tools publish at the root of the site.
pub const PUBLISHED: [&str; 5] = ["", "static", "public", "assets", "src"];

/// The path below the root of a file that another tool publishes under `path`.
#[must_use]
pub fn find_published(root: &Path, path: &str) -> Option<String> {
    let path = path.trim_start_matches('/');
    if path.is_empty() || path.split('/').any(|it| it == "..") {
        return None;
    }
    let below = |folder: &&str| match *folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    PUBLISHED.iter().map(below).find(|it| root.join(it).is_file())
}

/// Names of the folders in a folder, in order.
fn subfolders(root: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(root).min_depth(1).max_depth(1).sort_by_file_name();
    let entries = entries.into_iter().filter_map(Result::ok);
    let folders = entries.filter(|it| it.file_type().is_dir());
    let names = folders.map(|it| it.file_name().to_string_lossy().into_owned());
    names.filter(|it| !it.starts_with('.') && it != "node_modules").collect()
}

fn read(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
    let file = std::fs::File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= MAX_BYTES).then(|| text::decode(FileId(0), bytes).value)
}
