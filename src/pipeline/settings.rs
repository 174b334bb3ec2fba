//! Settings of a site and its shows, before anything else is read.

use std::path::{Component, Path};

use super::Job;
use crate::config::{self, Assumed, BaseUrl, Show, Site};
use crate::diag::{self, Diagnostic, FileId, Located, Span, Texts};
use crate::source;

/// Reads `show.toml`, or infers what it would say.
pub(super) fn settings(job: &Job<'_>) -> (Site, Vec<Located>) {
    let folder = job.root.canonicalize().unwrap_or_else(|_| job.root.to_owned());
    let name = folder.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let mut texts = SettingsTexts::default();
    let mut assumed = Assumed::read(&source::read_configuration(job.root));
    assumed.cover = assumed_cover(job.root, &assumed);
    let inferred = || config::infer(&name, None, &job.wanted, &assumed);
    let own = match texts.load(job.root, "") {
        Some(own) => own,
        // What it would say is not known, and not to be guessed.
        None if !texts.problems.is_empty() => {
            return (inferred().value, diag::locate(texts.problems.clone(), &texts));
        }
        None => {
            let inferred = inferred();
            return (inferred.value, diag::locate(inferred.problems, &texts));
        }
    };
    // Which folders of shows there are is known only after the first reading.
    let first =
        config::read((own, texts.texts[0].1.as_str(), &name), &job.wanted, &assumed, &|_| None);
    for show in first.value.shows.iter().filter(|it| !it.folder.is_empty()) {
        texts.load(job.root, &show.folder);
    }
    let load = |folder: &str| {
        let id = texts.find(folder)?;
        Some((id, texts.text(id)?))
    };
    let read = config::read((own, texts.texts[0].1.as_str(), &name), &job.wanted, &assumed, &load);
    let mut problems = texts.problems.clone();
    problems.extend(read.problems);
    let mut site = read.value;
    for show in &mut site.shows {
        let file = texts.find(&show.folder).unwrap_or(own);
        problems.extend(check_files(job.root, show, file));
    }
    problems.extend(check_static(job.root, &mut site, own));
    (site, diag::locate(problems, &texts))
}

/// Pixels of a side up to which a picture is an icon.
const ICON: usize = 300;

/// The picture that the configuration of another tool most likely means: the
/// first that directories take, else the first that it calls a cover.
fn assumed_cover(root: &Path, assumed: &Assumed) -> Option<String> {
    let own = assumed.base_url.as_ref().map(BaseUrl::as_str).unwrap_or_default();
    let below = |it: &String| {
        let path = it.strip_prefix(own).filter(|_| !own.is_empty()).unwrap_or(it);
        source::find_published(root, path.split('?').next().unwrap_or_default())
    };
    // Icons are no covers.
    let is_large =
        |it: &String| source::picture_size(&root.join(it)).is_none_or(|it| ICON < it.0.min(it.1));
    let drawn = |it: &Vec<String>| {
        let found = it.iter().filter_map(below);
        found.filter(|it| !is_svg(it) && is_large(it)).collect::<Vec<String>>()
    };
    let (covers, pictures) = (drawn(&assumed.covers), drawn(&assumed.pictures));
    let fits = |it: &&String| source::picture_size(&root.join(it)).is_some_and(is_fit);
    covers.iter().chain(&pictures).find(fits).or(covers.first()).cloned()
}

/// Takes out of the settings of a site what is not below `static/`.
fn check_static(root: &Path, site: &mut Site, file: FileId) -> Vec<Diagnostic> {
    let folder = root.join("static");
    let mut problems = Vec::new();
    let mut is_there = |key: &str, path: &str| {
        let is_below = Path::new(path).components().all(|it| matches!(it, Component::Normal(_)));
        let is_there = is_below && folder.join(path).is_file();
        if !is_there {
            let message =
                format!("`{key}` names `{path}`, which is not below `static/`; it is left out");
            problems.push(
                Diagnostic::warning("config/file", Span::file(Some(file)), message)
                    .hint("put the file there: it is published as it is"),
            );
        }
        is_there
    };
    let identity = &mut site.identity;
    identity.logo = identity.logo.take().filter(|it| is_there("logo", it));
    identity.extra_css.retain(|it| is_there("extra-css", it));
    problems
}

/// Takes out of the settings of a show, which `file` holds, what they name and
/// is not there, or may not be published.
fn check_files(root: &Path, show: &mut Show, file: FileId) -> Vec<Diagnostic> {
    let folder = root.join(&show.folder);
    let Show { cover, card_font, .. } = show;
    let mut problems = Vec::new();
    for (key, value) in [("cover", cover), ("card-font", card_font)] {
        let Some(path) = value.as_deref() else { continue };
        let is_below = !path.contains("://")
            && Path::new(path)
                .components()
                .all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
        let (what, hint) = if !is_below {
            (
                "is no path below the folder of the show",
                "name the file from there, without `/` in front: `cover.jpg`",
            )
        } else if is_svg(path) {
            (
                "is an SVG, which may hold scripts and which no app shows",
                "export it as JPEG or PNG, 3000 pixels square",
            )
        } else if !source::is_there(&folder.join(path)) {
            ("is not there", "name a file of the show, from the folder of `show.toml` on")
        } else {
            problems.extend(
                (key == "cover").then(|| size_of(&folder.join(path), path, file)).flatten(),
            );
            continue;
        };
        let message = format!("`{path}`, which `{key}` names, {what}; it is left out");
        problems.push(Diagnostic::warning("config/file", Span::file(file), message).hint(hint));
        *value = None;
    }
    problems
}

fn is_fit((width, height): (usize, usize)) -> bool {
    width == height && (1400..=3000).contains(&width)
}

/// What directories say about the size of a cover: square, 1400 to 3000 pixels
/// (Apple's requirements of artwork, 2026).
fn size_of(picture: &Path, name: &str, file: FileId) -> Option<Diagnostic> {
    let (width, height) = source::picture_size(picture)?;
    let is_fit = is_fit((width, height));
    let message =
        format!("the cover `{name}` has {width} × {height} pixels, which directories refuse");
    let problem = Diagnostic::warning("feed/cover", Span::file(file), message);
    (!is_fit).then(|| problem.hint("make it square, of 1400 to 3000 pixels, as JPEG or PNG"))
}

/// Whether a file is a drawing by its name.
fn is_svg(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|it| it.1.eq_ignore_ascii_case("svg"))
}

/// Settings files; their ids count within this list only.
#[derive(Default)]
struct SettingsTexts {
    texts: Vec<(String, String)>,
    problems: Vec<Diagnostic>,
}

impl SettingsTexts {
    /// The settings of a folder that were loaded.
    fn find(&self, folder: &str) -> Option<FileId> {
        let path = format!("{folder}/show.toml");
        let at = self.texts.iter().position(|it| it.0 == path.trim_start_matches('/'))?;
        u32::try_from(at).ok().map(FileId)
    }

    /// Reads a settings file; `None` if there is none, or if it cannot be read.
    fn load(&mut self, root: &Path, folder: &str) -> Option<FileId> {
        let id = FileId(u32::try_from(self.texts.len()).ok()?);
        let path = format!("{folder}/show.toml").trim_start_matches('/').to_owned();
        match source::read_settings(root, folder, id) {
            Ok(read) => {
                let text = read?.report_to(&mut self.problems);
                self.texts.push((path, text));
                Some(id)
            }
            Err(problem) => {
                self.problems.push(problem);
                self.texts.push((path, String::new()));
                None
            }
        }
    }
}

impl Texts for SettingsTexts {
    fn path(&self, file: FileId) -> String {
        self.texts.get(file.0 as usize).map(|it| it.0.clone()).unwrap_or_default()
    }

    fn text(&self, file: FileId) -> Option<&str> {
        self.texts.get(file.0 as usize).map(|it| it.1.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the files are the test's own")]
    fn covers_have_a_size_that_directories_take() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("cover.png");
        for (width, height, is_fit) in
            [(1400, 1400, true), (3000, 3000, true), (1400, 1500, false), (600, 600, false)]
        {
            let mut encoder =
                png::Encoder::new(std::fs::File::create(&path).unwrap(), width, height);
            encoder.set_color(png::ColorType::Grayscale);
            let pixels = vec![0; (width * height) as usize];
            encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
            let found = size_of(&path, "cover.png", FileId(0));
            assert_eq!(found.is_none(), is_fit, "{width} × {height}: {found:?}");
        }
        std::fs::write(&path, "no picture").unwrap();
        assert!(size_of(&path, "cover.png", FileId(0)).is_none());
    }
}
