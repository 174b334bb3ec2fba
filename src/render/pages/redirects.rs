//! Short links, old addresses, and whatever the settings lead elsewhere: a
//! page each, and lists for hosts that can do it themselves.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::super::Artifact;
use super::super::urls;
use super::super::view::RedirectPage;
use super::{Renderer, artifact, artifact_of_page};
use crate::config::RedirectList;
use crate::diag::Diagnostic;
use crate::hash::ContentHash;
use crate::schemes::{is_external, is_safe};

/// An address that leads to another.
#[derive(Debug)]
pub struct Redirect {
    /// A path of the site.
    from: String,
    /// A path of the site, or an address elsewhere.
    to: String,
    /// What is there; `None` for an alias of an episode, whose page comes with
    /// the episode.
    title: Option<String>,
}

impl Redirect {
    /// Equal hashes, equal redirects.
    #[must_use]
    pub fn hash(all: &[Self]) -> ContentHash {
        let mut parts: Vec<&[u8]> = Vec::with_capacity(4 * all.len());
        for Self { from, to, title } in all {
            let has_page = if title.is_some() { &[1][..] } else { &[0] };
            let title = title.as_deref().unwrap_or_default();
            parts.extend([from.as_bytes(), to.as_bytes(), has_page, title.as_bytes()]);
        }
        ContentHash::of_parts(&parts)
    }
}

impl Renderer<'_> {
    /// Makes the pages of redirects.
    ///
    /// # Errors
    ///
    /// A mistake in the template.
    pub fn redirect_pages(&self, some: &[Redirect]) -> Result<Vec<Artifact>, Diagnostic> {
        let page = |(it, title): (&Redirect, &String)| {
            let page = RedirectPage {
                canonical: self.target(&it.to, true),
                href: self.target(&it.to, false),
                title: title.clone(),
            };
            let html = self.templates.render("redirect.html", &page, &self.plain_meta())?;
            artifact_of_page(&it.from, html.into_bytes(), None)
        };
        some.iter().filter_map(|it| Some((it, it.title.as_ref()?))).map(page).collect()
    }

    /// Makes the lists of all redirects.
    #[must_use]
    pub fn redirect_lists(&self, all: &[Redirect]) -> Vec<Artifact> {
        let pairs = self.pairs(all);
        if pairs.is_empty() {
            return Vec::new();
        }
        let root = self.urls.href("/").len();
        let lists: [(RedirectList, &str, &dyn Fn() -> String); 3] = [
            (RedirectList::Netlify, "_redirects", &|| netlify(&pairs)),
            (RedirectList::Nginx, "redirects.nginx.conf", &|| nginx(&pairs)),
            (RedirectList::S3, "redirects.s3.json", &|| s3(&pairs, root)),
        ];
        let wanted = lists.into_iter().filter(|(list, name, _)| {
            self.from.site.redirect_lists.contains(list)
                && !self.from.own_static.contains_key(*name)
        });
        wanted.filter_map(|it| artifact(it.1, it.2().into_bytes(), None)).collect()
    }

    /// What the settings lead elsewhere, numbers of episodes, other names of
    /// topics, addresses that episodes had before, aliases of episodes. `lists` are the paths of all lists: a page
    /// of the site is never hidden by one that we make up.
    #[must_use]
    pub fn redirects(&self, lists: impl Iterator<Item = String>) -> Vec<Redirect> {
        let (site, catalog) = (self.from.site, self.look.everything());
        let mut all: Vec<Redirect> = site
            .redirects
            .iter()
            .filter(|it| is_safe(&it.1))
            .map(|(from, to)| {
                let title = Some(to.clone());
                Redirect { from: closed(from), to: to.clone(), title }
            })
            .collect();
        let mut taken: HashSet<String> = lists.collect();
        taken.extend(catalog.episodes.iter().map(|it| it.path.clone()));
        taken.extend(self.from.pages.iter().map(|it| it.path.clone()));
        taken.extend(all.iter().map(|it| it.from.clone()));
        let own = self.from.own_static.keys();
        taken.extend(own.filter_map(|it| Some(format!("/{}", it.strip_suffix("index.html")?))));
        taken.extend(catalog.episodes.iter().flat_map(|it| &it.facts.aliases).map(|it| closed(it)));
        if site.short_links {
            for entry in &catalog.episodes {
                let show = &site.shows[usize::from(entry.facts.show.0)];
                let Some(number) = &entry.facts.number else { continue };
                let from = format!("{}{}/", urls::show(show), number.value);
                if taken.insert(from.clone()) {
                    let title = Some(entry.facts.title.value.clone());
                    all.push(Redirect { from, to: entry.path.clone(), title });
                }
            }
        }
        for topic in catalog.topics.iter().filter(|it| it.in_file) {
            for alias in topic.aliases.iter().filter_map(|it| crate::path::Slug::of(it)) {
                let from = urls::topic(&alias);
                if taken.insert(from.clone()) {
                    let to = urls::topic(&topic.slug);
                    all.push(Redirect { from, to, title: Some(topic.name.clone()) });
                }
            }
        }
        for known in catalog.identity.lock.episodes.iter().filter(|it| !it.is_gone) {
            let Some(to) = &known.path else { continue };
            for from in &known.was {
                if taken.insert(from.clone()) {
                    let title = Some(known.name().to_owned());
                    all.push(Redirect { from: from.clone(), to: to.clone(), title });
                }
            }
        }
        for entry in &catalog.episodes {
            let alias =
                |it: &String| Redirect { from: it.clone(), to: entry.path.clone(), title: None };
            all.extend(entry.facts.aliases.iter().map(alias));
        }
        all
    }

    /// From and to of every redirect, as hosts want them: paths below the host.
    fn pairs(&self, all: &[Redirect]) -> Vec<(String, String)> {
        let pairs = all.iter().map(|it| (self.urls.href(&it.from), self.target(&it.to, false)));
        pairs.filter(|it| !it.0.contains(char::is_whitespace)).collect()
    }

    fn target(&self, to: &str, absolute: bool) -> String {
        match is_external(to) {
            true => to.to_owned(),
            false if absolute => self.urls.absolute(to),
            false => self.urls.href(to),
        }
    }
}

/// With a slash at the end, as pages have it.
fn closed(path: &str) -> String {
    let is_file = path.rsplit('/').next().is_some_and(|it| it.contains('.'));
    if path.ends_with('/') || is_file { path.to_owned() } else { format!("{path}/") }
}

/// Netlify, Cloudflare Pages and others.
fn netlify(pairs: &[(String, String)]) -> String {
    pairs.iter().fold(String::new(), |mut text, (from, to)| {
        let _ = writeln!(text, "{from} {} 301", to.replace(' ', "%20"));
        text
    })
}

/// A map for nginx: `if ($cuepoint_redirect) { return 301 $cuepoint_redirect; }`.
fn nginx(pairs: &[(String, String)]) -> String {
    let quoted = |it: &str| it.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "%24");
    let mut text = String::from("map $uri $cuepoint_redirect {\n  default \"\";\n");
    for (from, to) in pairs {
        let _ = writeln!(text, "  \"{}\" \"{}\";", quoted(from), quoted(to));
    }
    text.push_str("}\n");
    text
}

/// For publishing to S3: each becomes an object that leads elsewhere. The
/// site's root, of so many bytes, is the bucket's.
fn s3(pairs: &[(String, String)], root: usize) -> String {
    let rules: Vec<_> = pairs
        .iter()
        .map(|(from, to)| {
            let path = &from[root..];
            let index = if path.ends_with('/') { "index.html" } else { "" };
            let key = format!("{path}{index}");
            serde_json::json!({ "key": key, "website_redirect_location": to })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(rules))
}
