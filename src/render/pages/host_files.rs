//! Files by which hosts say what pages cannot: the policy, who may read, how
//! long what is kept.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::Artifact;
use super::{Renderer, artifact};
use crate::config::{AuthorHtml, HostFile};
use crate::model::AudioPlace;

/// For what is named by its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Folders of the site in which all is named by its content.
const NAMED_BY_CONTENT: [&str; 2] = ["assets", "cards"];

impl Renderer<'_> {
    /// The files that the settings want; one of the user's own wins.
    pub(super) fn host_files(&self) -> Vec<Artifact> {
        let files = self.from.site.host_files.iter().map(|it| match it {
            HostFile::Headers => ("_headers", self.headers()),
            HostFile::Nginx => ("headers.nginx.conf", self.nginx()),
        });
        let wanted = files.filter(|it| !self.from.own_static.contains_key(it.0));
        wanted.filter_map(|(name, text)| artifact(name, text.into_bytes(), None)).collect()
    }

    /// Names and values for every file of the site.
    fn for_all(&self) -> Vec<(&'static str, String)> {
        let policy = self.policy().map(|it| ("Content-Security-Policy", it));
        let fixed = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            // Players and apps of others read transcripts, chapters and feeds.
            ("Access-Control-Allow-Origin", "*"),
        ];
        policy.into_iter().chain(fixed.map(|(name, it)| (name, it.to_owned()))).collect()
    }

    /// The strictest policy that pages work under; `None` where authors may
    /// write any HTML.
    fn policy(&self) -> Option<String> {
        let site = self.from.site;
        if site.shows.iter().any(|it| it.html != AuthorHtml::Sanitised) {
            return None;
        }
        let episodes = self.look.everything().episodes.iter();
        let hosts: BTreeSet<String> = episodes
            .filter_map(|it| match &it.facts.audio.as_ref()?.place {
                AudioPlace::Url(url) => origin(url),
                AudioPlace::File(..) => None,
            })
            .collect();
        let media: String = hosts.iter().map(|it| format!(" {it}")).collect();
        let manifest = if site.offline { "; manifest-src 'self'; worker-src 'self'" } else { "" };
        Some(format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; \
             media-src 'self'{media}; connect-src 'self'; \
             frame-src https://www.youtube-nocookie.com; base-uri 'none'; form-action 'self'{manifest}"
        ))
    }

    /// `_headers`, as Netlify and Cloudflare Pages read it.
    fn headers(&self) -> String {
        let mut text = format!("{}*\n", self.urls.href("/"));
        for (name, value) in self.for_all() {
            let _ = writeln!(text, "  {name}: {value}");
        }
        for folder in NAMED_BY_CONTENT {
            let _ =
                write!(text, "{}{folder}/*\n  Cache-Control: {FOR_EVER}\n", self.urls.href("/"));
        }
        text
    }

    /// What a `server` of nginx includes.
    fn nginx(&self) -> String {
        // nginx looks at paths with their characters as they are.
        let root = self.urls.href("/");
        let root = percent_encoding::percent_decode_str(&root).decode_utf8_lossy();
        let pattern = root.replace('.', "\\.").replace('+', "\\+");
        let mut text = String::from("# Include this in the `server` of the site.\n");
        let _ = writeln!(text, "error_page 404 {root}404.html;");
        let mut all = String::new();
        for (name, value) in self.for_all() {
            let _ = writeln!(all, "add_header {name} \"{value}\";");
        }
        text += &all;
        // A location forgets what stands outside it.
        let inside = all.replace("add_header", "    add_header");
        for folder in NAMED_BY_CONTENT {
            let keep = format!("    add_header Cache-Control \"{FOR_EVER}\";\n");
            let _ = write!(text, "location {root}{folder}/ {{\n{inside}{keep}}}\n");
        }
        // Not in every list of types; `types` would replace the whole list.
        for (end, kind) in [("vtt", "text/vtt"), ("srt", "application/x-subrip")] {
            let kind = format!("    types {{ }}\n    default_type \"{kind}; charset=utf-8\";\n");
            let _ = write!(text, "location ~ ^{pattern}.*\\.{end}$ {{\n{inside}{kind}}}\n");
        }
        text
    }
}

/// Scheme and host of an address.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_plain = host.chars().all(|it| it.is_ascii_alphanumeric() || ".-:".contains(it));
    (is_plain && !host.is_empty()).then(|| format!("{scheme}://{host}"))
}
