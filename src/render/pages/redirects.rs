//! Short links, old addresses, and whatever the settings lead elsewhere: a
//! page each, and lists for hosts that can do it themselves.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::super::Artifact;
use super::super::urls;
use super::super::view::RedirectPage;
use super::{Renderer, artifact, artifact_of_page};
use crate::catalog::Entry;
use crate::config::RedirectList;
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::hash::ContentHash;
use crate::path::SitePath;
use crate::schemes::{is_external, is_safe};

/// What no address holds as it is: <https://url.spec.whatwg.org/#url-code-points>.
const NO_ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a name of a file does not hold in an address, and what lists of hosts
/// take for a pattern.
const NO_NAME: &AsciiSet = &NO_ADDRESS
    .add(b'%')
    .add(b'#')
    .add(b'?')
    .add(b'*')
    .add(b':')
    .add(b'[')
    .add(b']')
    .add(b'$')
    .add(b';')
    .add(b'\'');

/// An address that leads to another.
#[derive(Debug)]
pub struct Redirect {
    /// A path of the site, its characters as they are.
    from: String,
    /// A path of the site, or an address elsewhere.
    to: String,
    /// What is there.
    title: String,
    /// The file that asks for it.
    origin: Option<FileId>,
    /// Whether somebody wrote it, who wants to know if it cannot be.
    is_written: bool,
}

impl Redirect {
    /// Equal hashes, equal redirects.
    #[must_use]
    pub fn hash(all: &[Self]) -> ContentHash {
        let mut parts: Vec<&[u8]> = Vec::with_capacity(3 * all.len());
        for Self { from, to, title, .. } in all {
            parts.extend([from.as_bytes(), to.as_bytes(), title.as_bytes()]);
        }
        ContentHash::of_parts(&parts)
    }

    /// An old address of a page of the site.
    pub(super) fn of_page(from: String, to: String, title: String) -> Self {
        Self { from, to, title, origin: None, is_written: false }
    }

    /// Where its page goes.
    #[must_use]
    pub fn path(&self) -> Option<SitePath> {
        SitePath::of_page(&self.from)
    }

    /// What to say where its path is another file's of the site.
    #[must_use]
    pub fn is_in_the_way(&self) -> Option<Diagnostic> {
        let message = format!(
            "`{}` is an address of the site already; no redirect leaves from it",
            self.from
        );
        self.is_written.then(|| self.left_out(message))
    }

    fn left_out(&self, message: String) -> Diagnostic {
        Diagnostic::warning("output/redirect", Span::file(self.origin), message)
            .hint("take the redirect out, or let it leave from another address")
    }
}

/// Redirects, each address once: who comes first has it.
#[derive(Default)]
struct Addresses {
    all: Vec<Redirect>,
    /// Where each is, by its path as systems without capitals have it.
    taken: HashMap<String, usize>,
    problems: Vec<Diagnostic>,
}

impl Addresses {
    fn add(&mut self, redirect: Redirect) {
        let Some(path) = redirect.path() else { return };
        let key = path.folded().unwrap_or_else(|| path.as_str().to_owned());
        let Some(first) = self.taken.get(&key).and_then(|at| self.all.get(*at)) else {
            self.taken.insert(key, self.all.len());
            self.all.push(redirect);
            return;
        };
        if redirect.is_written && first.to != redirect.to {
            let message = format!("`{}` leads to `{}` already", redirect.from, first.to);
            let problem = redirect.left_out(message);
            let is_other = first.origin.is_some() && first.origin != redirect.origin;
            self.problems.push(match is_other {
                true => problem.see(Span::file(first.origin), "by this one"),
                false => problem,
            });
        }
    }
}

impl Renderer<'_> {
    /// Makes the pages of redirects.
    ///
    /// # Errors
    ///
    /// A mistake in the template.
    pub fn redirect_pages(&self, some: &[Redirect]) -> Result<Vec<Artifact>, Diagnostic> {
        let page = |it: &Redirect| {
            let page = RedirectPage {
                canonical: self.target(&it.to, true),
                href: self.target(&it.to, false),
                title: it.title.clone(),
            };
            let html = self.templates.render("redirect.html", &page, &self.plain_meta())?;
            artifact_of_page(&it.from, html.into_bytes(), it.origin)
        };
        some.iter().map(page).collect()
    }

    /// Makes the lists of all redirects.
    #[must_use]
    pub fn redirect_lists(&self, all: &[Redirect]) -> Vec<Artifact> {
        if all.is_empty() {
            return Vec::new();
        }
        let root = self.urls.href("/");
        let pairs: Vec<(&str, String)> =
            all.iter().map(|it| (it.from.as_str(), self.target(&it.to, false))).collect();
        let lists: [(RedirectList, &str, &dyn Fn() -> String); 3] = [
            (RedirectList::Netlify, "_redirects", &|| netlify(&root, &pairs)),
            (RedirectList::Nginx, "redirects.nginx.conf", &|| nginx(&root, &pairs)),
            (RedirectList::S3, "redirects.s3.json", &|| s3(&pairs)),
        ];
        let wanted = lists.into_iter().filter(|(list, name, _)| {
            self.from.site.redirect_lists.contains(list)
                && !self.from.own_static.contains_key(*name)
        });
        wanted.filter_map(|it| artifact(it.1, it.2().into_bytes(), None)).collect()
    }

    /// What the settings lead elsewhere, aliases of episodes, addresses that
    /// episodes had before, numbers of episodes, other names of topics, each
    /// address once; last those that lists had (`old`). Whether something else of the site has an address is not
    /// known here.
    pub fn redirects(&self, old: Vec<Redirect>) -> Reported<Vec<Redirect>> {
        let (site, catalog) = (self.from.site, self.look.everything());
        let mut addresses = Addresses::default();
        for (from, to) in &site.redirects {
            let (from, to, title) = (from.clone(), to.clone(), to.clone());
            let origin = self.from.settings;
            let redirect = Redirect { from, to, title, origin, is_written: true };
            match is_safe(&redirect.to) {
                true => addresses.add(redirect),
                false => {
                    let message =
                        format!("`{}` leads to what is no address of the web", redirect.from);
                    addresses.problems.push(redirect.left_out(message));
                }
            }
        }
        for entry in &catalog.episodes {
            let (to, title) = (&entry.path, &entry.facts.title.value);
            for from in entry.facts.aliases.iter().filter(|it| *it != to) {
                let (from, to, title) = (from.clone(), to.clone(), title.clone());
                let origin = entry.facts.file;
                addresses.add(Redirect { from, to, title, origin, is_written: true });
            }
        }
        let pages: BTreeSet<&String> = catalog.episodes.iter().map(|it| &it.path).collect();
        for known in catalog.identity.lock.episodes.iter().filter(|it| !it.is_gone) {
            // A draft has no page that its old addresses could lead to.
            let Some(to) = known.path.as_ref().filter(|it| pages.contains(it)) else { continue };
            for from in known.was.iter().filter(|it| *it != to) {
                let (from, to, title) = (from.clone(), to.clone(), known.name().to_owned());
                let embed = |it: &String| format!("{it}embed/");
                let player = Redirect::of_page(embed(&from), embed(&to), title.clone());
                addresses.add(Redirect::of_page(from, to, title));
                if known.url.is_some() {
                    addresses.add(player);
                }
            }
        }
        catalog.episodes.iter().filter_map(former).for_each(|it| addresses.add(it));
        for page in self.from.pages {
            if let Some(from) = page.old.clone() {
                addresses.add(Redirect::of_page(from, page.path.clone(), page.title.clone()));
            }
        }
        let numbered = catalog.episodes.iter().filter(|_| site.short_links);
        for entry in numbered {
            let show = &site.shows[usize::from(entry.facts.show.0)];
            let Some(number) = &entry.facts.number else { continue };
            let from = format!("{}{}/", urls::show(show), number.value);
            let (to, title) = (entry.path.clone(), entry.facts.title.value.clone());
            let origin = entry.facts.file;
            addresses.add(Redirect { from, to, title, origin, is_written: false });
        }
        for topic in catalog.topics.iter().filter(|it| it.in_file) {
            for alias in topic.aliases.iter().filter_map(|it| crate::path::Slug::of(it)) {
                let (from, to) = (urls::topic(&alias), urls::topic(&topic.slug));
                let title = topic.name.clone();
                addresses.add(Redirect { from, to, title, origin: None, is_written: false });
            }
        }
        old.into_iter().for_each(|it| addresses.add(it));
        Reported { value: addresses.all, problems: addresses.problems }
    }

    /// An address that a redirect leads to, as addresses are written.
    fn target(&self, to: &str, absolute: bool) -> String {
        let to = match is_external(to) {
            true => to.to_owned(),
            false if absolute => self.urls.absolute(to),
            false => self.urls.href(to),
        };
        utf8_percent_encode(&to, NO_ADDRESS).to_string()
    }
}

/// From where another generator had an episode.
fn former(entry: &Entry) -> Option<Redirect> {
    let from = entry.facts.old_address.clone().filter(|it| *it != entry.path)?;
    Some(Redirect::of_page(from, entry.path.clone(), entry.facts.title.value.clone()))
}

/// Netlify, Cloudflare Pages and others: words between blanks, a rule a line.
fn netlify(root: &str, pairs: &[(&str, String)]) -> String {
    pairs.iter().fold(String::new(), |mut text, (from, to)| {
        let from = utf8_percent_encode(from.trim_start_matches('/'), NO_NAME);
        let _ = writeln!(text, "{root}{from} {to} 301");
        text
    })
}

/// A map for nginx: `if ($cuepoint_redirect) { return 301 $cuepoint_redirect; }`.
/// It asks for paths with their characters as they are, and takes `$` in what
/// it leads to for a variable.
fn nginx(root: &str, pairs: &[(&str, String)]) -> String {
    let root = percent_decode_str(root).decode_utf8_lossy();
    let quoted = |it: &str| it.replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = String::from("map $uri $cuepoint_redirect {\n  default \"\";\n");
    for (from, to) in pairs {
        let from = format!("{root}{}", from.trim_start_matches('/'));
        let to = to.replace('$', "%24");
        let _ = writeln!(text, "  \"{}\" \"{}\";", quoted(&from), quoted(&to));
    }
    text.push_str("}\n");
    text
}

/// For publishing to S3: each becomes an object that leads elsewhere. The
/// site's root is the bucket's.
fn s3(pairs: &[(&str, String)]) -> String {
    let rules: Vec<_> = pairs
        .iter()
        .map(|(from, to)| {
            let path = from.trim_start_matches('/');
            let index = if from.ends_with('/') { "index.html" } else { "" };
            let key = format!("{path}{index}");
            serde_json::json!({ "key": key, "website_redirect_location": to })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(rules))
}
