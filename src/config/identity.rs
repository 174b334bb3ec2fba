//! What makes a site look like its show: colour, logo, links, style sheets.

use super::SubscribeLinks;
use crate::diag::Diagnostic;
use crate::path::page_address;
use crate::schemes;
use crate::tree::{Fields, Kind, Node, Spanned};

const CODES: [&str; 2] = ["config/type", "config/unknown-key"];

/// What makes a site look like its show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The colour of what one presses.
    pub accent: Accent,
    /// Its sign in the head of every page, a path below `static/`.
    pub logo: Option<String>,
    /// Links in the head of every page, instead of the theme's.
    pub nav: Option<Vec<SiteLink>>,
    /// Links at the foot of every page, instead of the theme's.
    pub footer: Option<Vec<SiteLink>>,
    /// Style sheets behind the theme's, paths below `static/`.
    pub extra_css: Vec<String>,
    /// Where one edits a source, `{path}` being its path below the root.
    pub edit_url: Option<String>,
}

/// Where the colour of what one presses comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Accent {
    /// From the show's picture, if that has a colour.
    #[default]
    OfCover,
    /// It is the theme's own.
    OfTheme,
    /// Red, green and blue.
    Stated([u8; 3]),
}

/// A link in the head or at the foot of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SiteLink {
    /// A list of the site, one of [`SITE_LISTS`].
    List(&'static str),
    /// A page of the site by its path: it is called what its title says.
    Page(String),
    /// Anything else.
    Named {
        /// What it says.
        label: String,
        /// A path below the site, or an address.
        href: String,
    },
}

/// Lists of the site that links may name.
pub const SITE_LISTS: &[&str] =
    &["episodes", "topics", "people", "sponsors", "links", "statistics", "search"];

/// Services that people know by another name than their key says.
const SERVICES: &[(&str, &str)] = &[
    ("apple", "Apple Podcasts"),
    ("spotify", "Spotify"),
    ("youtube", "YouTube"),
    ("youtube-music", "YouTube Music"),
    ("overcast", "Overcast"),
    ("pocket-casts", "Pocket Casts"),
    ("antennapod", "AntennaPod"),
    ("amazon", "Amazon Music"),
    ("castro", "Castro"),
    ("castbox", "Castbox"),
    ("deezer", "Deezer"),
    ("iheart", "iHeart"),
    ("podcast-addict", "Podcast Addict"),
    ("tunein", "TuneIn"),
    ("soundcloud", "SoundCloud"),
    ("github", "GitHub"),
    ("gitlab", "GitLab"),
    ("linkedin", "LinkedIn"),
    ("tiktok", "TikTok"),
    ("x", "X"),
];

/// Reads the keys of the look.
pub(super) fn read_identity(fields: &mut Fields<'_>) -> Identity {
    let accent = fields.text("accent");
    Identity {
        accent: accent.map_or(Accent::OfCover, |it| read_accent(fields, &it)),
        logo: fields.text("logo").map(|it| below_static(&it.value)),
        nav: read_links(fields, "nav"),
        footer: read_links(fields, "footer"),
        extra_css: fields.texts("extra-css").iter().map(|it| below_static(&it.value)).collect(),
        edit_url: read_edit_url(fields),
    }
}

/// A name of a file below `static/`, with or without the folder.
fn below_static(path: &str) -> String {
    let path = path.trim().trim_start_matches("./").trim_start_matches('/');
    path.strip_prefix("static/").unwrap_or(path).to_owned()
}

fn read_accent(fields: &mut Fields<'_>, stated: &Spanned<String>) -> Accent {
    let text = stated.value.trim();
    if text == "theme" {
        return Accent::OfTheme;
    }
    if let Some(colour) = text.strip_prefix('#').and_then(hex) {
        return Accent::Stated(colour);
    }
    let span = fields.span(&stated.span);
    fields.report(
        Diagnostic::error("config/accent", span, format!("`{text}` is no colour"))
            .hint("write it as `#4b3fd1`, or `theme` for the theme's own; without it, it is taken from the cover"),
    );
    Accent::OfCover
}

fn hex(digits: &str) -> Option<[u8; 3]> {
    if !digits.is_ascii() {
        return None;
    }
    let part = |it: &str| u8::from_str_radix(it, 16).ok();
    match digits.len() {
        3 => {
            let twice = |at: usize| part(&digits[at..=at].repeat(2));
            Some([twice(0)?, twice(1)?, twice(2)?])
        }
        6 => Some([part(&digits[..2])?, part(&digits[2..4])?, part(&digits[4..])?]),
        _ => None,
    }
}

/// A list of links: names of lists, paths of pages, and tables.
fn read_links(fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<SiteLink>> {
    let node = fields.node(key)?;
    let Kind::List(list) = &node.kind else {
        return fields.wrong(key, node, "a list of links");
    };
    Some(list.iter().filter_map(|it| read_link(fields, key, it)).collect())
}

fn read_link(fields: &mut Fields<'_>, key: &'static str, node: &Node) -> Option<SiteLink> {
    match &node.kind {
        Kind::Text(name) => {
            let name = name.trim();
            let list = SITE_LISTS.iter().find(|it| **it == name).map(|it| SiteLink::List(it));
            let page = || page_address(name).filter(|_| name.starts_with('/')).map(SiteLink::Page);
            list.or_else(page).or_else(|| {
                let message = format!("`{name}` is neither a list nor the path of a page");
                let hint = format!(
                    "there are: {}; a page is `/about/`, anything else `{{ label = \"…\", href = \"…\" }}`",
                    SITE_LISTS.join(", ")
                );
                let span = fields.span(&node.span);
                fields.report(Diagnostic::error("config/link", span, message).hint(hint));
                None
            })
        }
        Kind::Table(table) => {
            let mut link = Fields::new(fields.file(), table, CODES);
            let (label, href) = (link.text("label"), link.text("href"));
            for problem in link.finish() {
                fields.report(problem);
            }
            let named = label.zip(href).filter(|it| schemes::is_safe(&it.1.value));
            if named.is_none() {
                let span = fields.span(&node.span);
                fields.report(
                    Diagnostic::error("config/link", span, "a link lacks its label or its address")
                        .hint("write `{ label = \"Shop\", href = \"https://…\" }`"),
                );
            }
            named.map(|it| SiteLink::Named { label: it.0.value, href: it.1.value })
        }
        _ => fields.wrong(key, node, "a list of names and of tables with `label` and `href`"),
    }
}

fn read_edit_url(fields: &mut Fields<'_>) -> Option<String> {
    let stated = fields.text("edit-url")?;
    let pattern = stated.value.trim();
    if pattern.contains("{path}") && schemes::is_web(&pattern.replace("{path}", "p")) {
        return Some(pattern.to_owned());
    }
    let span = fields.span(&stated.span);
    fields.report(
        Diagnostic::error("config/edit-url", span, "`edit-url` is no address with a `{path}`")
            .hint("write `https://github.com/OWNER/NAME/edit/main/{path}`"),
    );
    None
}

/// Reads a table of services and addresses: any service, in the order of the
/// file. What people call one that is not known is what its key says.
pub(super) fn read_services(fields: &mut Fields<'_>, key: &'static str) -> SubscribeLinks {
    let mut links = Vec::new();
    for (service, node) in fields.table(key).into_iter().flatten() {
        let address = node.as_text().map(|it| it.trim().to_owned());
        match address.filter(|it| schemes::is_web(it)) {
            Some(address) => links.push((service_name(&service.name), address)),
            None => {
                let span = fields.span(&node.span);
                let message = format!("`{key}.{}` is no address of the web", service.name);
                fields.report(
                    Diagnostic::error("feed/address", span, message)
                        .hint("write a whole one: `https://…`"),
                );
            }
        }
    }
    links
}

pub(super) fn service_name(key: &str) -> String {
    if let Some(known) = SERVICES.iter().find(|it| it.0 == key.to_lowercase()) {
        return known.1.to_owned();
    }
    // `"My Newsletter"` is a name already; `my-newsletter` is a key.
    let mut letters = key.chars();
    match letters.next() {
        Some(first) if key.chars().all(|it| !it.is_uppercase()) => {
            format!("{}{}", first.to_uppercase(), letters.as_str().replace(['-', '_'], " "))
        }
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;
    use crate::tree::parse_toml;

    #[test]
    fn links_and_services_are_read_and_mistakes_told() {
        let text = "accent = \"#48f\"\nlogo = \"static/logo.svg\"\nnav = [\"episodes\", \"/about/\", { label = \"Shop\", href = \"https://shop.example/\" }, \"shop\"]\nedit-url = \"https://git.example/edit\"\n[social]\nmastodon = \"https://social.example/@a\"\nmy-letter = \"https://l.example/\"\nx = \"javascript:1\"\n";
        let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap();
        let mut fields = Fields::new(FileId(0), &table, CODES);
        let got = read_identity(&mut fields);
        assert_eq!(got.accent, Accent::Stated([0x44, 0x88, 0xff]));
        assert_eq!(got.logo.as_deref(), Some("logo.svg"));
        let shop = SiteLink::Named { label: "Shop".into(), href: "https://shop.example/".into() };
        let nav = vec![SiteLink::List("episodes"), SiteLink::Page("/about/".into()), shop];
        assert_eq!(got.nav, Some(nav));
        let services = read_services(&mut fields, "social");
        let names: Vec<_> = services.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(names, ["Mastodon", "My letter"]);
        let codes: Vec<_> = fields.finish().iter().map(|it| it.code).collect();
        assert_eq!(codes, ["config/link", "config/edit-url", "feed/address"]);
    }
}
