//! Names of files and addresses: relative, validated, `/` everywhere.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

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

/// Names beginning with a dot that hosts know: published if the user has them.
const DOT_FILES: [&str; 3] = [".htaccess", ".nojekyll", ".domains"];

/// The folder of files that say things about a site: RFC 8615.
const WELL_KNOWN: &str = ".well-known";

/// Whether a name below `static/` that begins with a dot is published. `depth`
/// counts folders above it.
#[must_use]
pub fn is_published_dot_name(name: &str, depth: usize) -> bool {
    DOT_FILES.contains(&name) || (depth == 0 && name == WELL_KNOWN)
}

/// Whether every system takes this for the name of one file or folder, and no
/// other: Windows reserves devices, and drops dots and blanks at the end.
fn is_portable(name: &str) -> bool {
    !matches!(name, "" | "." | "..")
        && !name.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
        && !name.contains(char::is_control)
        && !name.ends_with(['.', ' '])
        && !is_reserved(name)
}

/// Whether a name stands for a device of Windows, with any ending:
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") {
        return true;
    }
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    port.is_some_and(|it| {
        let mut digits = it.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}

/// An address of a site with `_` behind each part that Windows reserves: `/topics/con/`
/// is `/topics/con_/`. No slug ends so.
#[must_use]
pub fn without_reserved(address: String) -> String {
    if !address.split('/').any(is_reserved) {
        return address;
    }
    let free = |it: &str| if is_reserved(it) { format!("{it}_") } else { it.to_owned() };
    address.split('/').map(free).collect::<Vec<_>>().join("/")
}

/// The address of a page as the site has it, out of what somebody wrote for it:
/// begins with `/`, characters are themselves (`/caf%C3%A9` is `/café/`), ends
/// with `/` unless it names a file (`/old.html`). `None` for what can be no page:
/// another host, a query, a part that begins with a dot or that no file can be
/// called.
///
/// ```
/// use cuepoint::path::page_address;
/// assert_eq!(page_address("/old/kettles").as_deref(), Some("/old/kettles/"));
/// assert_eq!(page_address("/old//kettles/").as_deref(), Some("/old/kettles/"));
/// assert_eq!(page_address("/old.html").as_deref(), Some("/old.html"));
/// assert_eq!(page_address("/.git/config"), None);
/// ```
#[must_use]
pub fn page_address(written: &str) -> Option<String> {
    let written = written.trim();
    if written.contains(['?', '#', '\\']) || written.starts_with("//") {
        return None;
    }
    let path = percent_encoding::percent_decode_str(written).decode_utf8().ok()?;
    let parts: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    let inner = parts.join("/");
    let is_file = !path.ends_with('/') && parts.last().is_some_and(|it| has_ending(it));
    let address = match (inner.is_empty(), is_file) {
        (true, _) => "/".to_owned(),
        (_, true) => format!("/{inner}"),
        (_, false) => format!("/{inner}/"),
    };
    SitePath::of_page(&address).map(|_| address)
}

/// Whether a name ends as files do: `a.html`, not `3.5` or `v2.0-beta`.
fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && ending.len() <= 5
            && ending.chars().all(|it| it.is_ascii_alphanumeric())
            && ending.chars().any(|it| it.is_ascii_alphabetic())
    })
}

/// Path of a file below the output folder.
/// INVARIANT: not empty, relative, `/` everywhere; each part is a name on every
/// system, and begins with a dot only where hosts know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SitePath(String);

impl SitePath {
    /// `None` where the invariant does not hold.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        let sound = |(depth, part): (usize, &str)| {
            is_portable(part) && (!part.starts_with('.') || is_published_dot_name(part, depth))
        };
        path.split('/').enumerate().all(sound).then(|| Self(path.to_owned()))
    }

    /// A path out of a list of what was published, also by versions that took
    /// other names for sound: it may be called what it likes, but stays below
    /// the folder and is none of its hidden files.
    #[must_use]
    pub fn of_ledger(line: &str) -> Option<Self> {
        let sound = |(depth, part): (usize, &str)| {
            !part.is_empty()
                && !part.contains(['\\', ':'])
                && !part.contains(char::is_control)
                && (!part.starts_with('.') || is_published_dot_name(part, depth))
        };
        line.split('/').enumerate().all(sound).then(|| Self(line.to_owned()))
    }

    /// Equal for paths that are one file where systems do not tell capitals
    /// from small letters, nor ways of writing an accent; `None` where that is
    /// the path itself.
    #[must_use]
    pub fn folded(&self) -> Option<String> {
        if self.0.bytes().all(|it| it.is_ascii() && !it.is_ascii_uppercase()) {
            return None;
        }
        let folded: String = self.0.nfc().collect::<String>().to_lowercase();
        (folded != self.0).then_some(folded)
    }

    /// The page that answers for the address `url`: `/a/b/` → `a/b/index.html`.
    /// `None` where the invariant does not hold, or a part begins with a dot:
    /// what hosts read there is no page.
    #[must_use]
    pub fn of_page(url: &str) -> Option<Self> {
        let inner = url.trim_start_matches('/');
        if inner.split('/').any(|it| it.starts_with('.')) {
            return None;
        }
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

/// A path below a folder, both below one root, with `.` and `..` resolved;
/// `None` if it leaves the root.
///
/// ```
/// use cuepoint::path::within;
/// assert_eq!(within("a/b", "./../c.png").as_deref(), Some("a/c.png"));
/// assert_eq!(within("a", "../../c.png"), None);
/// ```
#[must_use]
pub fn within(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
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
            assert_eq!(SitePath::of_ledger(bad), None, "{bad:?}");
        }
        for bad in [".git/config", "a/.env", ".cuepoint-ledger", "a/.well-known/x"] {
            assert_eq!((SitePath::new(bad), SitePath::of_ledger(bad)), (None, None), "{bad:?}");
        }
        for good in [".well-known/security.txt", ".htaccess", "a/.htaccess", ".nojekyll"] {
            assert!(SitePath::new(good).is_some(), "{good}");
            assert_eq!(SitePath::of_page(good), None, "{good}");
        }
        assert_eq!(SitePath::of_page("/").unwrap().as_str(), "index.html");
        assert_eq!(SitePath::of_page("/a/b/").unwrap().as_str(), "a/b/index.html");
    }

    #[test]
    fn site_path_refuses_names_that_some_system_does_not_have() {
        for bad in [
            "nul",
            "a/CON/b",
            "Aux.html",
            "com1",
            "lpt\u{b9}.txt",
            "conin$",
            "dot./x",
            "blank /x",
            "q?x",
            "a*",
            "a|b",
            "a\"b",
        ] {
            assert_eq!(SitePath::new(bad), None, "{bad:?}");
        }
        for good in ["null", "console", "com", "com10", "a.con", "lpt-1", "auxiliary/x.html"] {
            assert!(SitePath::new(good).is_some(), "{good}");
        }
        // So that what 0.1.0 published can go.
        assert!(SitePath::of_ledger("nul/index.html").is_some());
        assert_eq!(without_reserved("/topics/con/".into()), "/topics/con_/");
        assert_eq!(without_reserved("/episodes/1-con/".into()), "/episodes/1-con/");
    }

    #[test]
    fn folded_paths_are_equal_where_a_system_takes_them_for_one() {
        let folded = |it: &str| SitePath::new(it).unwrap().folded();
        assert_eq!(folded("about/index.html"), None);
        assert_eq!(folded("About/INDEX.html").as_deref(), Some("about/index.html"));
        assert_eq!(folded("cafe\u{301}").as_deref(), Some("café"));
        assert_eq!(folded("café"), None);
    }

    #[test]
    fn written_addresses_become_those_of_pages() {
        for (written, expected) in [
            ("a/b", "/a/b/"),
            ("/a/b/", "/a/b/"),
            ("/a//b", "/a/b/"),
            ("/", "/"),
            ("/3.5", "/3.5/"),
            ("/a.HTML", "/a.HTML"),
            ("/a.html/", "/a.html/"),
            ("/caf%C3%A9", "/café/"),
            (" /a ", "/a/"),
        ] {
            assert_eq!(page_address(written).as_deref(), Some(expected), "{written}");
        }
        for bad in [
            "/.git/config",
            "/a/.env/",
            "/%2e%2e/x",
            "/%2egit",
            "/q?x=1/",
            "/a#b",
            "//a.example/x",
            "https://a.example/x",
            "/nul",
            "/a%00b",
            "/a%0ab",
            "/%ff",
            "/a\\b",
            "/trailing. /",
        ] {
            assert_eq!(page_address(bad), None, "{bad}");
        }
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
