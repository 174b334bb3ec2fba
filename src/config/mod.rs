//! `show.toml`: as written in the file, as meant in [`Site`] and [`Show`].
//!
//! Everything after this takes the settings as meant and never asks again
//! whether a value is there or makes sense.

mod assume;
mod audio_pattern;
mod audio_prefix;
mod categories;
mod dialect;
mod dictionary;
mod feed;
mod generator;
mod identity;
mod infer;
mod keys;
mod people;
mod read;
mod standing;
mod tags;
mod vocabulary;

pub use assume::{Assumed, PEOPLE};
pub use audio_pattern::{AudioPattern, Places};
pub use audio_prefix::AudioPrefix;
pub use categories::is_category;
pub use dialect::{Dialect, MEANINGS, Meaning, folded};
pub use dictionary::Dictionary;
pub use feed::FeedSettings;
pub use generator::{Generator, GeneratorKind, PageRule};
pub use identity::{Accent, Identity, SITE_LISTS, SiteLink};
pub use infer::infer;
pub use keys::{KEYS, KeyDoc};
pub use read::{Wanted, read};
pub use standing::Standing;
pub use tags::{
    OF_EPISODE, OF_SHOW, TagDoc, episode_tag_keys, of_episode as episode_tags, show_tag_keys,
};
pub use vocabulary::{Vocabulary, Wordlist};

use std::sync::Arc;

use crate::model::{Role, Sounds};
use crate::path::Slug;

/// A site: one show, or several as a network.
#[derive(Debug, Clone)]
pub struct Site {
    /// The site's title: the show's, unless it is a network.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// Where the site will live.
    pub base_url: BaseUrl,
    /// Whether the settings say where the site will live: a preview or a try
    /// elsewhere is nothing subscribers ever see.
    pub is_settled: bool,
    /// BCP 47, e.g. `en`.
    pub language: String,
    /// Whether settings, or those of another tool, say the language.
    pub is_language_stated: bool,
    /// At least one, in the order of the settings.
    pub shows: Vec<Show>,
    /// Episodes on one page of a list.
    pub episodes_per_page: usize,
    /// Which topics get a page.
    pub topics: TopicSettings,
    /// Whether browsers keep the pages that were read.
    pub offline: bool,
    /// Whether the site can be searched.
    pub search: bool,
    /// Where `cuepoint publish` puts the site.
    pub publish: Option<String>,
    /// What is made beside the pages.
    pub exports: Exports,
    /// Addresses that lead elsewhere: a path, and a path or an address.
    pub redirects: Vec<(String, String)>,
    /// Whether `/308/` leads to episode 308.
    pub short_links: bool,
    /// Lists of redirects for hosts that can do them.
    pub redirect_lists: Vec<RedirectList>,
    /// Files by which hosts say what pages cannot.
    pub host_files: Vec<HostFile>,
    /// What makes it look like its show.
    pub identity: Identity,
}

/// Services and addresses: what people call each, in the order in which they
/// are shown.
pub type SubscribeLinks = Vec<(String, String)>;

/// A file by which a host says what pages cannot: policy, readers, times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostFile {
    /// `_headers`: Netlify, Cloudflare Pages.
    Headers,
    /// For nginx to include.
    Nginx,
}

/// A list of redirects for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectList {
    /// `_redirects`: Netlify, Cloudflare Pages.
    Netlify,
    /// A map to include.
    Nginx,
    /// For publishing to S3.
    S3,
}

/// What is made beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exports {
    /// Transcripts in every format, chapters, lists of everything.
    pub files: bool,
    /// Each episode's page as Markdown.
    pub twins: bool,
    /// Pictures that links to a page show elsewhere.
    pub cards: bool,
    /// In so many episodes a topic comes up, at least, that has a picture of
    /// its own; others have the site's.
    pub topic_cards: usize,
}

impl Site {
    /// The same settings for a site of which nobody knows where it will live:
    /// all that an episode's own facts follow from.
    #[must_use]
    pub fn without_address(&self) -> Self {
        Self { base_url: infer::preview(), is_settled: false, ..self.clone() }
    }

    /// Makes a network of a site of one show: a show for each folder, named
    /// as the files in it are, with the settings of the one.
    pub fn split<'f>(&mut self, folders: impl Iterator<Item = (&'f str, &'f str)>) {
        let Some(own) = self.shows.first().cloned() else { return };
        let show = |(folder, name): (&str, &str)| {
            let last = folder.rsplit('/').next().unwrap_or_default();
            Show {
                folder: folder.to_owned(),
                prefix: Slug::of(last).or_else(|| Slug::of(folder)),
                title: infer::title_of(name),
                description: String::new(),
                feed: FeedSettings { guid: None, ..own.feed.clone() },
                subscribe: Vec::new(),
                social: Vec::new(),
                ..own.clone()
            }
        };
        self.shows = folders.map(show).collect();
    }

    /// Whether nobody said where the site will live.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        self.base_url == infer::preview()
    }
}

/// Which topics get a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicSettings {
    /// Whether the notes are searched for things with a name.
    pub discover: bool,
    /// In how many episodes a discovered topic must come up.
    pub least_episodes: usize,
}

/// Words that a recogniser gets wrong, and what is shown instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As the transcript has it.
    pub heard: String,
    /// As it should read.
    pub meant: String,
}

/// One show.
#[derive(Debug, Clone)]
pub struct Show {
    /// Its folder below the root; empty for a site of one show.
    pub folder: String,
    /// In front of all its addresses; `None` for a site of one show.
    pub prefix: Option<Slug>,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// Who makes it.
    pub author: Option<String>,
    /// Its picture, a path below the show's folder.
    pub cover: Option<String>,
    /// Known people.
    pub people: Vec<Person>,
    /// Where the sources are.
    pub content: Content,
    /// Address of an episode below the show.
    pub permalink: Permalink,
    /// The tools that its site was made with until now.
    pub generators: Vec<Generator>,
    /// Where an episode's audio is if nothing else says so.
    pub audio_url: Option<AudioPattern>,
    /// What stands before the names of audio files in front matter.
    pub audio_base: Option<String>,
    /// What stands in front of addresses of audio in feeds.
    pub audio_prefix: AudioPrefix,
    /// What servers say of its audio.
    pub sounds: Arc<Sounds>,
    /// What keys of front matter mean.
    pub dialect: Dialect,
    /// Words that open items.
    pub vocabulary: Vocabulary,
    /// Items found with less confidence get no time; the measured default
    /// unless given.
    pub least_confidence: Option<f64>,
    /// Whether raw HTML of the notes is published as it is.
    pub html: AuthorHtml,
    /// What is shown instead of misheard words.
    pub corrections: Vec<Correction>,
    /// What its feed says.
    pub feed: FeedSettings,
    /// Where it can be followed.
    pub subscribe: SubscribeLinks,
    /// Where its makers are met.
    pub social: SubscribeLinks,
    /// The font of cards, a path below the show's folder.
    pub card_font: Option<String>,
    /// Its account in the Fediverse: `@show@example.social`.
    pub fediverse: Option<String>,
}

/// What happens to raw HTML in notes and pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorHtml {
    /// Scripts, styles, frames and event handlers are removed.
    Sanitised,
    /// Published as written; the owner trusts every author.
    Unsafe,
}

/// A person the settings know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name to show.
    pub name: String,
    /// What they are unless an episode says otherwise; `None` where only the
    /// name is known.
    pub role: Option<Role>,
    /// Other names, spoken, written and misheard.
    pub aliases: Vec<String>,
    /// Their addresses.
    pub links: Vec<String>,
}

/// Where the sources of a show are: globs below its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Show notes; empty to recognise them by what they hold.
    pub notes: Vec<String>,
    /// Transcripts; empty to recognise them by what they hold.
    pub transcripts: Vec<String>,
    /// Audio files.
    pub audio: Vec<String>,
    /// Text files larger than this are not read.
    pub max_bytes: u64,
}

/// An absolute `http(s)` address. INVARIANT: ends with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// As browsers understand the text (<https://url.spec.whatwg.org>). `None`
    /// for what is no absolute address of the web, for one with a name, a
    /// password, a query or a fragment, and where a folder has a name that
    /// lists of hosts would take for something else.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        // Browsers drop or turn these; here they are slips.
        if text.contains(char::is_control) || text.contains(['\\', ' ']) {
            return None;
        }
        // `https:a.org` is an address too, to browsers.
        let host = text.split_once("://")?.1;
        let url = url::Url::parse(text.trim_end_matches('/')).ok()?;
        let sound = matches!(url.scheme(), "http" | "https")
            && !host.starts_with('/')
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let path = percent_encoding::percent_decode_str(url.path()).decode_utf8().ok()?;
        let is_plain = |it: char| it.is_alphanumeric() || "/-._~@+,=&!".contains(it);
        if !sound || !path.chars().all(is_plain) || path.contains("//") {
            return None;
        }
        Some(Self(format!("{}/", url.as_str().trim_end_matches('/'))))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What pages of the site write for an address that begins at its root:
    /// `/podcast/a.png` for `https://example.org/podcast/a.png`, whichever of
    /// HTTP and HTTPS is written, and for `/a.png`, as other tools write what
    /// they put the folder in front of themselves. `None` for any other.
    #[must_use]
    pub fn own(&self, url: &str) -> Option<String> {
        let without = |it| str::split_once(it, "://").map(|it: (&str, &str)| it.1);
        let below = match url.strip_prefix('/') {
            Some(rooted) => url.strip_prefix(self.path()).unwrap_or(rooted),
            None => without(url)?.strip_prefix(without(&self.0)?)?,
        };
        (!below.starts_with(['/', '\\'])).then(|| format!("{}{below}", self.path()))
    }

    /// What stands in front of every path on the site's host: `/`, or `/podcast/`.
    #[must_use]
    pub fn path(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        self.0[host..].find('/').map_or("/", |at| &self.0[host + at..])
    }

    /// The absolute address of a site path such as `/episodes/1/`.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{}", self.0, path.trim_start_matches('/'))
    }
}

/// The pattern of an episode's address.
/// INVARIANT: begins and ends with `/`, names `{number}` or `{slug}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink(String);

impl Permalink {
    /// The pattern unless the settings have another.
    pub const DEFAULT: &'static str = "/episodes/{number}-{slug}/";

    /// `None` for a pattern without a place for number or slug, with unknown
    /// places, or with segments that are no segments.
    #[must_use]
    pub fn new(pattern: &str) -> Option<Self> {
        let filled =
            pattern.replace("{number}", "1").replace("{slug}", "s").replace("{year}", "2000");
        let sound = filled != pattern
            && (pattern.contains("{number}") || pattern.contains("{slug}"))
            && pattern.starts_with('/')
            && pattern.ends_with('/')
            && !filled.contains(['{', '}', '?', '#', ' '])
            && crate::path::SitePath::of_page(&filled).is_some();
        sound.then(|| Self(pattern.to_owned()))
    }

    /// The address. Without number or year, the piece that holds it goes,
    /// with the hyphen beside it.
    #[must_use]
    pub fn fill(&self, number: Option<u32>, slug: &Slug, year: Option<i16>) -> String {
        let fill = |pattern: String, place: &str, value: Option<String>| match value {
            Some(value) => pattern.replace(place, &value),
            None => pattern
                .replace(&format!("{place}-"), "")
                .replace(&format!("-{place}"), "")
                .replace(&format!("{place}/"), ""),
        };
        let path = fill(self.0.clone(), "{number}", number.map(|it| it.to_string()));
        let path = fill(path, "{year}", year.map(|it| it.to_string()));
        let path = path.replace("{slug}", slug.as_str());
        if path.trim_matches('/').is_empty() { format!("/{slug}/") } else { path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permalink_without_number_has_no_stray_hyphen() {
        let slug = Slug::of("hello").unwrap();
        let link = Permalink::new(Permalink::DEFAULT).unwrap();
        assert_eq!(link.fill(Some(3), &slug, None), "/episodes/3-hello/");
        assert_eq!(link.fill(None, &slug, None), "/episodes/hello/");
        assert_eq!(Permalink::new("/{number}/").unwrap().fill(None, &slug, None), "/hello/");
        for bad in ["/a/", "{slug}", "/{slug}", "/../{slug}/", "/{what}-{slug}/"] {
            assert_eq!(Permalink::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn base_url_knows_its_path() {
        assert_eq!(BaseUrl::new("https://a.org/show").unwrap().path(), "/show/");
        assert_eq!(BaseUrl::new("https://a.org").unwrap().path(), "/");
        for (written, expected) in [
            ("HTTPS://A.org/Show//", Some("https://a.org/Show/")),
            ("https://a.org//x", None),
            ("HTTPS://A.org/Show/", Some("https://a.org/Show/")),
            ("https://a.org:443/x", Some("https://a.org/x/")),
            ("http://localhost:3000", Some("http://localhost:3000/")),
            ("https://a.org/x/../y", Some("https://a.org/y/")),
            ("https://a.org/café", Some("https://a.org/caf%C3%A9/")),
            ("https://bücher.example", Some("https://xn--bcher-kva.example/")),
            ("http://[::1]:8000/", Some("http://[::1]:8000/")),
        ] {
            assert_eq!(BaseUrl::new(written).as_ref().map(BaseUrl::as_str), expected, "{written}");
        }
        for bad in [
            "a.org",
            "https:a.org",
            "https://",
            "https:///x",
            "ftp://a.org/",
            "https://u:p@a.org/",
            "https://u@a.org/",
            "https://a.org:99999999/",
            "https://[::1",
            "https://a.org/?x",
            "https://a.org/#x",
            "https://a.org/a;}{b",
            "https://a.org/%22",
            "https://a.org/$x",
            "https://a.org/*",
            "https://a.org/a b",
            "https://a.org/a\tb",
            "https://a.org/a\nb",
            "https://a.org\\b",
            "https://a.org/%0a",
            "https://a.org/%ff",
        ] {
            assert_eq!(BaseUrl::new(bad), None, "{bad}");
        }
    }
}
