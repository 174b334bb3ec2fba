//! Style sheets and scripts of the theme, and what a show makes of them.

use super::super::colour::Accent;
use super::super::{BUILT_IN_STATIC, Cover};
use super::{Sources, WORKER};
use crate::config;
use crate::hash::ContentHash;

/// The theme's style sheet.
pub(super) const STYLE: &str = "theme.css";

/// The colour of `favicon.svg`.
const OF_ICON: &str = "#4b3fd1";

/// What the theme's files become for a show.
pub(super) struct Assets {
    /// Style sheets and scripts: name and bytes.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// The hash of all scripts.
    scripts: ContentHash,
    accent: Option<Accent>,
}

impl Assets {
    pub(super) fn of(from: &Sources<'_>) -> Self {
        let accent = accent(from);
        let files = BUILT_IN_STATIC.files();
        let named = files.filter_map(|it| Some((it.path().to_str()?, it.contents())));
        let files: Vec<_> = named
            .filter(|it| is_asset(it.0))
            .map(|(name, bytes)| {
                let own = from.own_assets.get(name).filter(|it| it.as_slice() != bytes);
                let mut bytes = match own {
                    Some(own) => own.clone(),
                    None if name == STYLE => brief(bytes),
                    None => brief_script(bytes),
                };
                if let Some(accent) = accent.filter(|_| name == STYLE) {
                    bytes.extend(accent.css().into_bytes());
                }
                (name.to_owned(), bytes)
            })
            .collect();
        let scripts = scripts_hash(&files);
        Self { files, scripts, accent }
    }

    /// An asset's path carries a hash, so that browsers may keep it for ever.
    /// Scripts import one another by name: they share a folder with the hash of
    /// all of them.
    pub(super) fn path(&self, (name, bytes): &(String, Vec<u8>)) -> String {
        let scripts = self.scripts;
        match name.rsplit_once('.') {
            Some((_, "js")) => format!("assets/scripts-{scripts:.10}/{name}"),
            Some((stem, extension)) => {
                format!("assets/{stem}-{:.10}.{extension}", ContentHash::of(bytes))
            }
            None => format!("assets/{name}"),
        }
    }

    /// The theme's icon in the colour of the show.
    pub(super) fn icon(&self, built_in: &[u8]) -> Vec<u8> {
        match self.accent {
            Some(accent) => {
                String::from_utf8_lossy(built_in).replace(OF_ICON, &accent.in_light()).into_bytes()
            }
            None => built_in.to_vec(),
        }
    }
}

/// The colour of what one presses, if it is not the theme's own.
fn accent(from: &Sources<'_>) -> Option<Accent> {
    let of_cover = || from.covers.first()?.as_ref().and_then(|it: &Cover| it.colour);
    match from.site.identity.accent {
        config::Accent::Stated(colour) => Some(Accent::of(colour)),
        // Several shows have several pictures.
        config::Accent::OfCover if from.site.shows.len() == 1 => of_cover().map(Accent::of),
        config::Accent::OfCover | config::Accent::OfTheme => None,
    }
}

/// The theme's own style sheet without comments and indentation, which nobody
/// needs to load. INVARIANT: no text in it looks like a comment.
fn brief(css: &[u8]) -> Vec<u8> {
    let css = String::from_utf8_lossy(css);
    let without: String = css
        .split("/*")
        .enumerate()
        .map(|(nth, it)| if nth == 0 { it } else { it.split_once("*/").map_or("", |it| it.1) })
        .collect();
    let lines = without.lines().map(str::trim).filter(|it| !it.is_empty());
    lines.flat_map(|it| [it, "\n"]).collect::<String>().into_bytes()
}

/// One of the theme's own scripts without comments and indentation. INVARIANT:
/// comments stand on lines of their own, and no text over several lines has
/// lines that look like one.
fn brief_script(script: &[u8]) -> Vec<u8> {
    let script = String::from_utf8_lossy(script);
    let mut brief = String::with_capacity(script.len());
    let mut is_comment = false;
    for line in script.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.starts_with("//") && !line.is_empty() {
            brief.extend([line, "\n"]);
        }
        is_comment &= !line.ends_with("*/");
    }
    brief.into_bytes()
}

/// Names of the theme's style sheets and scripts, which a user's file of the
/// same name replaces.
#[must_use]
pub fn asset_names() -> Vec<String> {
    let names = BUILT_IN_STATIC.files().map(|it| it.path().to_string_lossy().into_owned());
    names.filter(|it| is_asset(it)).collect()
}

pub(super) fn is_asset(name: &str) -> bool {
    name.ends_with(".css") || (name.ends_with(".js") && name != WORKER)
}

/// The hash of all scripts.
fn scripts_hash(files: &[(String, Vec<u8>)]) -> ContentHash {
    let scripts = files.iter().filter(|it| it.0.ends_with(".js"));
    let all: Vec<u8> = scripts.flat_map(|it| [it.0.as_bytes(), b"\n", &it.1].concat()).collect();
    ContentHash::of(&all)
}
