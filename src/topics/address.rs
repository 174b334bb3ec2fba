//! The project, site or person behind an address.

use super::fold::key;

/// What an address says about the thing behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// The project that the address is the home of: its name as the address
    /// writes it, and the address without what varies.
    pub project: Option<(String, String)>,
    /// Names that the thing may have; folded. They count where the title
    /// agrees with one.
    pub labels: Vec<String>,
    /// Pieces of the path, folded: `jetbrains.com/pycharm` is about PyCharm
    /// where the title says so.
    pub pieces: Vec<String>,
    /// Whether it is somebody's profile.
    pub profile: bool,
}

/// Places that hold repositories below `owner/name`.
const FORGES: [&str; 5] = ["github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "sr.ht"];

/// Pages of a forge that are about no repository.
const NO_OWNERS: [&str; 14] = [
    "about",
    "apps",
    "blog",
    "collections",
    "explore",
    "features",
    "login",
    "marketplace",
    "orgs",
    "pricing",
    "search",
    "settings",
    "sponsors",
    "topics",
];

/// Pages of a repository that are about one change or question.
const PARTS_OF_REPOSITORIES: [&str; 7] =
    ["issues", "pull", "pulls", "discussions", "commit", "commits", "merge_requests"];

/// Hosts where everybody publishes about everything: their names say nothing
/// about a page.
const PLATFORMS: [&str; 49] = [
    "aka",
    "amazon",
    "amzn",
    "apple",
    "archive",
    "bbc",
    "bit",
    "blogspot",
    "bsky",
    "buff",
    "devto",
    "do",
    "git",
    "facebook",
    "fb",
    "fosstodon",
    "goo",
    "google",
    "hachyderm",
    "hackernoon",
    "hashnode",
    "imgur",
    "instagram",
    "linkedin",
    "lnkd",
    "mastodon",
    "medium",
    "mstdn",
    "news",
    "nytimes",
    "patreon",
    "redd",
    "reddit",
    "soundcloud",
    "spotify",
    "substack",
    "tco",
    "threads",
    "ti",
    "tiktok",
    "tinyurl",
    "twitch",
    "twitter",
    "vimeo",
    "wikipedia",
    "x",
    "wp",
    "youtu",
    "youtube",
];

/// What stands before a site's own name.
const GENERIC: [&str; 26] = [
    "www",
    "docs",
    "doc",
    "blog",
    "blogs",
    "api",
    "app",
    "en",
    "us",
    "uk",
    "m",
    "web",
    "wiki",
    "forum",
    "community",
    "discuss",
    "dev",
    "developer",
    "developers",
    "learn",
    "get",
    "help",
    "news",
    "code",
    "engineering",
    "support",
];

/// What stands behind a thing's name in its address.
const SUFFIXES: [&str; 8] =
    ["project", "projects", "lang", "docs", "app", "framework", "hq", "dev"];

/// Endings by which one thing has two names: `PostgreSQL`, `Node.js`.
const ENDINGS: [&str; 4] = ["js", "ql", "org", "package"];

/// A folded name without each ending that says nothing.
pub(super) fn bases(name: &str) -> impl Iterator<Item = &str> {
    let endings = SUFFIXES.iter().chain(&ENDINGS);
    endings.filter_map(|it| name.strip_suffix(it)).filter(|it| 3 < it.len())
}

/// Package indexes: a host's part and the path's pieces before the name.
const INDEXES: [(&str, &[&str]); 11] = [
    ("pypi", &["project"]),
    ("pypi", &["pypi"]),
    ("crates", &["crates"]),
    ("npmjs", &["package"]),
    ("rubygems", &["gems"]),
    ("packagist", &["packages", "*"]),
    ("nuget", &["packages"]),
    ("hex", &["packages"]),
    ("hackage", &["package"]),
    ("anaconda", &["*"]),
    ("formulae", &["formula"]),
];

/// Reads an address.
pub(super) fn read(url: &str) -> Address {
    let bare = url.split_once("://").map_or(url, |it| it.1);
    let bare = bare.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let host = host.rsplit('@').next().unwrap_or_default().to_lowercase();
    let host = host.trim_start_matches("www.").split(':').next().unwrap_or_default();
    let path: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    if !host.contains('.') {
        return Address::default();
    }
    if FORGES.contains(&host) {
        return of_forge(host, &path);
    }
    if let Some(name) = of_index(host, &path) {
        return project(name, &format!("{}/{}", host, path.join("/").to_lowercase()));
    }
    let parts: Vec<&str> = host.split('.').collect();
    if let [name, "readthedocs" | "rtfd" | "readthedocs-hosted", _] = parts.as_slice() {
        return project(name, host);
    }
    if let [owner, "github" | "gitlab" | "codeberg", "io" | "page"] = parts.as_slice() {
        let labels = path.iter().take(1).copied().chain([*owner]).map(key).collect();
        return Address { labels, ..Address::default() };
    }
    of_site(&parts, &path)
}

fn project(name: &str, home: &str) -> Address {
    let labels = variants(name);
    let project = Some((name.to_owned(), home.to_owned()));
    Address { project, labels, ..Address::default() }
}

fn of_forge(host: &str, path: &[&str]) -> Address {
    match path {
        [owner, ..] if NO_OWNERS.contains(owner) => Address::default(),
        [owner] => Address { labels: vec![key(owner)], profile: true, ..Address::default() },
        [_, name, part, ..] if PARTS_OF_REPOSITORIES.contains(part) => {
            Address { labels: variants(name), ..Address::default() }
        }
        [owner, name, ..] => {
            let name = name.trim_end_matches(".git");
            project(name, &format!("{host}/{owner}/{name}").to_lowercase())
        }
        [] => Address {
            labels: vec![key(host.split('.').next().unwrap_or_default())],
            ..Address::default()
        },
    }
}

fn of_index<'p>(host: &str, path: &[&'p str]) -> Option<&'p str> {
    INDEXES.iter().find_map(|(part, before)| {
        let fits = host.split('.').any(|it| it == *part)
            && before.len() < path.len()
            && before.iter().zip(path).all(|(want, got)| *want == "*" || want == got);
        let name = path.get(before.len()).filter(|_| fits)?;
        // Scopes: `@angular/core`.
        let scoped = name.starts_with('@').then(|| path.get(before.len() + 1)).flatten();
        Some(*scoped.unwrap_or(name))
    })
}

/// A site of its own, or a page somewhere.
fn of_site(parts: &[&str], path: &[&str]) -> Address {
    let registered = &parts[parts.len() - parts.len().min(2)..];
    let name = registered[0];
    // `bbc.co.uk`: the name stands one further to the left.
    let second = matches!(name, "co" | "com" | "org" | "net" | "ac" | "gov") && 2 < parts.len();
    let (name, before) = match second {
        true => (parts[parts.len() - 3], &parts[..parts.len() - 3]),
        false => (name, &parts[..parts.len() - registered.len()]),
    };
    let is_platform = PLATFORMS.contains(&name) || (name == "dev" && parts.last() == Some(&"to"));
    let profile = match (name, path) {
        ("twitter" | "x", [one]) => !matches!(*one, "home" | "search" | "i"),
        ("linkedin", ["in", _]) | ("bsky", ["profile", _]) => true,
        (_, [one]) => one.starts_with('@'),
        _ => false,
    };
    let mut labels = Vec::new();
    if !is_platform {
        labels.extend(variants(name));
        // `fly.io` is called so, since `fly` says nothing; `python.org` is not.
        labels.push(key(&registered.concat()));
        for part in before.iter().filter(|it| !GENERIC.contains(it)) {
            labels.extend(variants(part));
        }
    }
    labels.extend(path.last().and_then(|it| numbered(it)));
    // What a platform's paths name are its authors and their pages.
    let pieces = if is_platform && !path.is_empty() { Vec::new() } else { pieces(path) };
    // A platform is the thing itself on its front page, and on its own blog.
    let is_own = path.is_empty() && before.is_empty()
        || before.iter().any(|it| matches!(*it, "blog" | "about" | "developer" | "developers"));
    if is_platform && is_own && 3 < name.len() {
        labels.push(key(name));
    }
    Address { project: None, labels, pieces, profile }
}

/// Pieces of a path that may be the name of a thing.
fn pieces(path: &[&str]) -> Vec<String> {
    let stem = |it: &&str| key(it.rsplit_once('.').map_or(*it, |it| it.0));
    let named = path.iter().map(stem).filter(|it| {
        2 < it.chars().count()
            && !GENERIC.contains(&it.as_str())
            && !it.starts_with(char::is_numeric)
    });
    named.collect()
}

/// Numbered things are told by their path: `pep-0581`, `rfc2119.html`.
fn numbered(piece: &str) -> Option<String> {
    let piece = piece.trim_end_matches(".html");
    let letters: String = piece.chars().take_while(char::is_ascii_alphabetic).collect();
    let digits = piece[letters.len()..].trim_start_matches(['-', '_']).trim_start_matches('0');
    let sound = (2..=5).contains(&letters.len())
        && (2..=5).contains(&digits.len())
        && digits.bytes().all(|it| it.is_ascii_digit());
    sound.then(|| format!("{}{digits}", letters.to_lowercase()))
}

fn variants(name: &str) -> Vec<String> {
    let whole = key(name);
    let shorter = SUFFIXES.iter().filter_map(|it| whole.strip_suffix(it));
    let shorter: Vec<String> = shorter.filter(|it| 3 < it.len()).map(str::to_owned).collect();
    std::iter::once(whole).chain(shorter).filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_of_projects() {
        let name = |url| read(url).project.map(|it| it.0);
        for (url, expected) in [
            ("https://github.com/psf/Black", Some("Black")),
            ("https://github.com/psf/black/tree/main/docs", Some("black")),
            ("https://github.com/psf/black/issues/3", None),
            ("https://github.com/sponsors/ann", None),
            ("https://pypi.example/project/rapidfuzz/", Some("rapidfuzz")),
            ("https://www.npmjs.com/package/@scope/thing", Some("thing")),
            ("http://notifiers.readthedocs.io/en/latest/index.html", Some("notifiers")),
            ("https://example.org/a/b", None),
            ("javascript:alert(1)", None),
            ("", None),
        ] {
            assert_eq!(name(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn names_that_sites_may_have() {
        let has = |url, label: &str| read(url).labels.iter().any(|it| it == label);
        assert!(has("https://www.djangoproject.com/weblog/", "django"));
        assert!(has("https://us.pycon.org/2020/online/", "pycon"));
        assert!(has("https://peps.python.org/pep-0594/", "pep594"));
        assert!(has("https://mcdonc.github.io/klangk/", "klangk"));
        assert!(!has("https://medium.com/a/b", "medium"));
        assert!(read("https://fosstodon.org/@ann").profile && read("https://x.com/ann").profile);
        assert!(!read("https://x.com/ann/status/1").profile);
    }
}
