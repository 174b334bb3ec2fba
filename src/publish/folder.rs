//! A folder of this machine: a mounted share, a web server's root.
#![expect(clippy::disallowed_methods, reason = "this folder is the host that is published to")]

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Host, PublishError, sum};

/// A folder as a host.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    fn at(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.0.clone(), |folder, part| folder.join(part))
    }
}

impl Host for Folder {
    fn files(&self) -> Result<BTreeMap<String, String>, PublishError> {
        let entries = walkdir::WalkDir::new(&self.0).into_iter().flatten();
        let is_wanted = |it: &walkdir::DirEntry| {
            it.file_type().is_file() && !it.path().components().any(|it| it.as_os_str() == ".git")
        };
        let paths: Vec<PathBuf> =
            entries.filter(is_wanted).map(walkdir::DirEntry::into_path).collect();
        let read = |path: &PathBuf| {
            let below = path.strip_prefix(&self.0).ok()?;
            let parts: Option<Vec<&str>> = below.iter().map(std::ffi::OsStr::to_str).collect();
            Some((parts?.join("/"), sum(&fs::read(path).ok()?)))
        };
        Ok(paths.par_iter().filter_map(read).collect())
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        match fs::read(self.at(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PublishError::host(format!("read `{path}`"), &error)),
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let to = self.at(path);
        let put = || {
            let folder = to.parent().unwrap_or(&self.0);
            fs::create_dir_all(folder)?;
            let name = to.file_name().map(|it| it.to_string_lossy().into_owned());
            // Beside it, so that readers see the old file or the new one.
            let fresh = folder.join(format!(".{}.cuepoint-new", name.unwrap_or_default()));
            fs::write(&fresh, bytes)?;
            fs::rename(&fresh, &to)
        };
        put().map_err(|it| PublishError::host(format!("put `{path}`"), &it))
    }

    fn delete(&self, path: &str) -> Result<(), PublishError> {
        let file = self.at(path);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(PublishError::host(format!("remove `{path}`"), &error));
            }
            _ => {}
        }
        let mut folder = file.parent();
        while let Some(it) = folder.filter(|it| *it != self.0 && it.starts_with(&self.0)) {
            if fs::remove_dir(it).is_err() {
                break;
            }
            folder = it.parent();
        }
        Ok(())
    }
}
