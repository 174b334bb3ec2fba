//! Settings of a site and its shows, before anything else is read.

use std::path::Path;

use super::Job;
use crate::config::{self, Site};
use crate::diag::{self, Diagnostic, FileId, Located, Texts};
use crate::source;

/// Reads `show.toml`, or infers what it would say.
pub(super) fn settings(job: &Job<'_>) -> (Site, Vec<Located>) {
    let folder = job.root.canonicalize().unwrap_or_else(|_| job.root.to_owned());
    let name = folder.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let mut texts = SettingsTexts::default();
    let inferred = || config::infer(&name, &job.wanted);
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
    let first = config::read((own, texts.texts[0].1.as_str(), &name), &job.wanted, &|_| None);
    for show in first.value.shows.iter().filter(|it| !it.folder.is_empty()) {
        texts.load(job.root, &show.folder);
    }
    let load = |folder: &str| {
        let path = format!("{folder}/show.toml");
        let idx = texts.texts.iter().position(|it| it.0 == path)?;
        Some((FileId(u32::try_from(idx).ok()?), texts.texts[idx].1.as_str()))
    };
    let read = config::read((own, texts.texts[0].1.as_str(), &name), &job.wanted, &load);
    let mut problems = texts.problems.clone();
    problems.extend(read.problems);
    (read.value, diag::locate(problems, &texts))
}

/// Settings files; their ids count within this list only.
#[derive(Default)]
struct SettingsTexts {
    texts: Vec<(String, String)>,
    problems: Vec<Diagnostic>,
}

impl SettingsTexts {
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
