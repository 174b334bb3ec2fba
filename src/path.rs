//! Names of files and addresses: relative, validated, `/` everywhere.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The list of our files in a folder that a site is built into. A folder that
/// holds one is an output, and no source.
pub const LEDGER: &str = ".cuepoint-ledger";

/// The same in a place that a site is published to.
pub const PUBLISHED_LEDGER: &str = ".cuepoint-published";

/// Path of a source file below the site's root.
/// INVARIANT: relative, `/` everywhere, without `.` and `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(String);

impl SourcePath {
    /// From a path that `walkdir` found below the root. Characters that are
    /// not Unicode are replaced.
    #[must_use]
    pub fn from_relative(path: &Path) -> Self {
        let parts: Vec<_> = path.iter().map(|it| it.to_string_lossy()).collect();
        Self(parts.join("/"))
    }

    /// The whole path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder, without slash at the end; empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last name, with extension.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last name without extension. `3.6-is-out.vtt` has the stem `3.6-is-out`.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// The extension in lower case, without the dot; empty if there is none.
    #[must_use]
    pub fn extension(&self) -> String {
        match self.name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// The file's name as it is published: what may stand in an address.
    #[must_use]
    pub fn published_name(&self) -> String {
        let stem = Slug::of(self.stem()).map_or_else(|| "file".to_owned(), |it| it.to_string());
        format!("{stem}.{}", self.extension())
    }

    /// The path below `folder`, if it is there. Every path is below `""`.
    #[must_use]
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Path of a file below the output folder.
/// INVARIANT: not empty, relative, `/` everywhere, without `.`, `..`, control
/// characters, and names that Windows reserves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SitePath(String);

impl SitePath {
    /// `None` where the invariant does not hold.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        let sound = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.contains(['\\', ':', '\0'])
                && !part.chars().any(char::is_control)
        };
        path.split('/').all(sound).then(|| Self(path.to_owned()))
    }

    /// The page that answers for the address `url`: `/a/b/` → `a/b/index.html`.
    /// `None` where the invariant does not hold.
    #[must_use]
    pub fn of_page(url: &str) -> Option<Self> {
        let inner = url.trim_start_matches('/');
        if inner.is_empty() || inner.ends_with('/') {
            Self::new(&format!("{inner}index.html"))
        } else {
            Self::new(inner)
        }
    }

    /// The whole path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the file lies on disk.
    #[must_use]
    pub fn below(&self, folder: &Path) -> PathBuf {
        if cfg!(windows) {
            return self.0.split('/').fold(folder.to_path_buf(), |path, part| path.join(part));
        }
        folder.join(&self.0)
    }
}

/// An address of the web as seen from another one.
///
/// ```
/// use cuepoint::path::joined;
/// for (to, expected) in [
///     ("https://b.example/x", "https://b.example/x"),
///     ("//b.example/x", "http://b.example/x"),
///     ("/y", "http://a.example/y"),
///     ("y", "http://a.example/f/y"),
/// ] {
///     assert_eq!(joined("http://a.example/f/x", to), expected);
/// }
/// ```
#[must_use]
pub fn joined(base: &str, to: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    if let Some(host) = to.strip_prefix("//") {
        return format!("{scheme}://{host}");
    }
    let host = rest.split('/').next().unwrap_or_default();
    if let Some(path) = to.strip_prefix('/') {
        return format!("{scheme}://{host}/{path}");
    }
    let folder = rest.rsplit_once('/').map_or(rest, |it| it.0);
    format!("{scheme}://{folder}/{to}")
}

/// One segment of an address.
/// INVARIANT: not empty; lower-case ASCII letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Makes a slug of any text; `None` if nothing of it is left. Letters of
    /// other scripts are transliterated.
    ///
    /// ```
    /// use cuepoint::path::Slug;
    /// assert_eq!(Slug::of("Łódź & C++").unwrap().as_str(), "lodz-c");
    /// assert_eq!(Slug::of("…"), None);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        // Long titles make long file names; 80 characters are plenty.
        let slug = slug::slugify(text.replace(['\'', '’'], ""));
        let mut short = slug.as_str();
        if 80 < short.len() {
            short = &slug[..80];
            short = short.rsplit_once('-').map_or(short, |(head, _)| head);
        }
        (!short.is_empty()).then(|| Self(short.to_owned()))
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This slug, or with the first number behind it that is not taken, to
    /// tell two of a name apart. Where no number helps, as in addresses that
    /// hold no slug, it stays as it is.
    #[must_use]
    pub fn free(self, is_taken: impl Fn(&Self) -> bool) -> Self {
        let numbered = |n: usize| Self(format!("{}-{n}", self.0));
        match is_taken(&self) {
            true => (2..10_000).map(numbered).find(|it| !is_taken(it)).unwrap_or(self),
            false => self,
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn site_path_refuses_what_leaves_the_output() {
        for bad in ["", "/a", "a//b", "../a", "a/./b", "a\\b", "c:/x", "a\n"] {
            assert_eq!(SitePath::new(bad), None, "{bad:?}");
        }
        assert_eq!(SitePath::of_page("/").unwrap().as_str(), "index.html");
        assert_eq!(SitePath::of_page("/a/b/").unwrap().as_str(), "a/b/index.html");
    }

    #[test]
    fn a_taken_slug_gets_the_first_free_number() {
        let slug = || Slug::of("a").unwrap();
        assert_eq!(slug().free(|_| false).as_str(), "a");
        assert_eq!(slug().free(|it| ["a", "a-2"].contains(&it.as_str())).as_str(), "a-3");
        assert_eq!(slug().free(|_| true).as_str(), "a");
    }

    #[test]
    fn stem_keeps_inner_dots() {
        let path = SourcePath("t/130-python.exe-now.vtt".into());
        assert_eq!((path.stem(), path.extension().as_str()), ("130-python.exe-now", "vtt"));
        assert_eq!(path.folder(), "t");
    }
}
