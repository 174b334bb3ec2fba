//! Whether directories would take the feeds of a site, by the rules that they
//! publish: `rules` holds those as a table, this reads them off a feed.

mod demand;
mod picture;
mod rules;

use std::collections::BTreeSet;

use serde::Serialize;

pub use rules::DIRECTORIES;

use super::feeds::{channel, tag};
use super::{Catalog, Open, Site};
use crate::diag::{self, Diagnostic, FileId, Located, Span};
use crate::parse::xml::{self, Element};
use demand::{Outcome, Whole};

/// A place where shows are listed.
#[derive(Debug)]
pub struct Directory {
    /// Its name on the command line.
    pub key: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The document that states its rules.
    pub document: &'static str,
    /// Where that is.
    pub address: &'static str,
    /// How that was read for the table.
    pub basis: Basis,
    /// The day on which the table was compared with it, as `2026-11-27`.
    pub read: &'static str,
    /// What it asks.
    pub rules: &'static [Rule],
}

/// How the document behind a table was read: who cannot read the document itself
/// must not say that they did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The document itself.
    Itself,
    /// A copy that an archive of the web keeps.
    ArchivedCopy,
    /// What others say of it.
    Hearsay,
}

impl Basis {
    /// In words, behind the name of the document.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Itself => "",
            Self::ArchivedCopy => ", by an archived copy",
            Self::Hearsay => ", by what others say of it",
        }
    }
}

/// One thing that a directory asks of a feed.
#[derive(Debug)]
pub struct Rule {
    /// Of what.
    pub part: Scope,
    /// The element, within another where there is a `/`, or its attribute
    /// behind `@`.
    pub place: &'static str,
    /// What is asked of it.
    pub demand: Demand,
    /// How much hangs on it.
    pub weight: Weight,
    /// What to do where it is not so.
    pub hint: &'static str,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The show.
    Show,
    /// Every episode.
    Episode,
    /// Every full episode of a show that is told in order.
    SerialEpisode,
}

/// How much hangs on a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Without it the directory refuses the show, or the episode.
    Required,
    /// Listeners lack something without it.
    Recommended,
}

/// What is asked of a value. All but `There` and `Positive` are content where there is none.
#[derive(Debug, Clone, Copy)]
pub enum Demand {
    /// It is there, and not empty.
    There,
    /// So many bytes of UTF-8 at most.
    AtMostBytes(usize),
    /// So many characters at most.
    AtMostCharacters(usize),
    /// One of these, in any case.
    OneOf(&'static [&'static str]),
    /// None of these, in any case.
    NoneOf(&'static [&'static str]),
    /// An address whose path ends in one of these.
    Ending(&'static [&'static str]),
    /// An address that others can reach.
    Web,
    /// An address that begins with `https:`.
    Secure,
    /// One of Apple's categories, with what stands within it.
    Category,
    /// A code of ISO 639 with what may follow.
    Language,
    /// The address of a JPEG or PNG: square, in RGB, of this many pixels.
    Picture {
        /// Of an edge, at least.
        least: u32,
        /// Of an edge, at most.
        most: u32,
    },
    /// A whole number above zero; it must be there.
    Positive,
    /// A moment as feeds write it.
    Date,
    /// Not twice in a feed.
    Unique,
    /// A UUID.
    Uuid,
}

/// What a directory would say of a feed.
#[derive(Debug, Clone, Serialize)]
pub struct Assessment {
    /// [`Directory::key`].
    pub directory: &'static str,
    /// Path of the feed in the site.
    pub feed: String,
    /// How many requirements are not met; none is needed to be taken.
    pub unmet: usize,
    /// How many recommendations are not followed.
    pub advice: usize,
    /// [`Directory::document`].
    pub document: &'static str,
    /// [`Directory::read`].
    pub read: &'static str,
}

/// What directories would say of a site.
#[derive(Debug, Default)]
pub struct Judgement {
    /// In the order of directories, feeds and rules.
    pub problems: Vec<Located>,
    /// One for each directory and feed.
    pub assessments: Vec<Assessment>,
}

/// The directory of this key.
#[must_use]
pub fn directory(key: &str) -> Option<&'static Directory> {
    DIRECTORIES.iter().find(|it| it.key == key)
}

/// Judges the feeds of the shows of a site.
#[must_use]
pub fn judge(site: &dyn Site, directories: &[&'static Directory]) -> Judgement {
    let catalog = Catalog::of(site);
    let mut judgement = Judgement::default();
    let feeds = feeds(&catalog);
    if feeds.is_empty() && !directories.is_empty() {
        let message = "the site has no feed of a show, which directories read";
        let problem = Diagnostic::error("directory/no-feed", Span::detached(), message)
            .hint("build the site; a show with an episode has one, `feed.xml`");
        judgement.problems.extend(diag::locate(vec![problem], &Open(&catalog, None)));
    }
    for directory in directories {
        for feed in &feeds {
            let rules = directory.rules.iter();
            let faults: Vec<Fault> =
                rules.flat_map(|it| feed.faults(directory, it, &catalog)).collect();
            let count = |weight| faults.iter().filter(|it| it.weight == Some(weight)).count();
            judgement.assessments.push(Assessment {
                directory: directory.key,
                feed: catalog.path(feed.file).to_owned(),
                unmet: count(Weight::Required),
                advice: count(Weight::Recommended),
                document: directory.document,
                read: directory.read,
            });
            let problems = faults.into_iter().map(|it| it.problem).collect();
            let open = Open(&catalog, Some((feed.file, &feed.text)));
            judgement.problems.extend(diag::locate(problems, &open));
        }
    }
    judgement
}

/// What there is to say of a feed by one rule.
struct Fault {
    /// How much hangs on it; nothing is known of what was not looked at.
    weight: Option<Weight>,
    problem: Diagnostic,
}

/// The feed of a show.
struct ShowFeed {
    file: FileId,
    text: String,
    root: Element,
}

/// The feeds of shows. Feeds of topics and people repeat episodes of another,
/// and lie deeper; a site may have feeds that say nothing to apps beside one
/// that does.
fn feeds(catalog: &Catalog<'_>) -> Vec<ShowFeed> {
    let ids = (0..catalog.files.len()).filter_map(|it| u32::try_from(it).ok()).map(FileId);
    let is_xml = |it: &FileId| {
        let end = catalog.path(*it).rsplit('.').next().unwrap_or_default();
        ["xml", "rss"].iter().any(|it| end.eq_ignore_ascii_case(it))
    };
    let read = |file: FileId| {
        let bytes = catalog.site.read(&catalog.files[file.0 as usize].0)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let root = xml::parse(file, &text).value;
        channel(&root).is_some().then_some(ShowFeed { file, text, root })
    };
    let mut all: Vec<ShowFeed> = ids.filter(is_xml).filter_map(read).collect();
    all.sort_by_key(|it| {
        let path = catalog.path(it.file);
        (!it.is_for_apps(), path.matches('/').count(), path.to_owned())
    });
    let (later, first): (Vec<ShowFeed>, Vec<ShowFeed>) =
        all.into_iter().partition(ShowFeed::is_later_page);
    let mut seen: BTreeSet<String> = later.iter().flat_map(ShowFeed::guids).collect();
    let mut kept: Vec<ShowFeed> = Vec::new();
    for it in first {
        let fresh = it.guids().filter(|it| seen.insert(it.clone())).count();
        let is_like = kept.first().is_none_or(|first| first.is_for_apps() == it.is_for_apps());
        if kept.is_empty() || is_like && 0 < fresh {
            kept.push(it);
        }
    }
    kept
}

impl ShowFeed {
    fn channel(&self) -> &Element {
        channel(&self.root).unwrap_or(&self.root)
    }

    /// Whether it says something of a show that only apps ask for.
    fn is_for_apps(&self) -> bool {
        let own = &self.channel().children;
        own.iter().any(|it| it.name.starts_with("itunes:") || it.name.starts_with("podcast:"))
    }

    /// Whether it goes on where another ends (RFC 5005).
    fn is_later_page(&self) -> bool {
        let mut links = self.channel().all("atom:link");
        links.any(|it| matches!(it.attribute("rel"), Some("prev" | "previous")))
    }

    /// What tells its episodes from those of others.
    fn guids(&self) -> impl Iterator<Item = String> + '_ {
        let items = self.channel().all("item");
        items.filter_map(|it| it.text_of("guid").or(it.text_of("title")).map(str::to_owned))
    }

    /// What a rule finds wrong in all of the feed, as one problem, and what
    /// could not be looked at, as a note.
    fn faults(&self, directory: &Directory, rule: &Rule, catalog: &Catalog<'_>) -> Vec<Fault> {
        let mut seen = BTreeSet::new();
        let (mut wrong, mut unseen) = (Vec::new(), Vec::new());
        for it in self.parts(rule.part) {
            let whole = Whole { catalog, feed: self.channel(), path: catalog.path(self.file) };
            match rule.outcome(it, &whole, &mut seen) {
                Outcome::Good => {}
                Outcome::Wrong(element, why) => wrong.push((element, it, why)),
                Outcome::Unseen(element, why) => unseen.push((element, it, why)),
            }
        }
        let wrong = self.said(&wrong, |span, whom, why| rule.problem(directory, span, whom, why));
        let unseen = self.said(&unseen, |span, whom, why| {
            let message = format!("`{}` of {whom} was not looked at: {why}", rule.place);
            Diagnostic::note("directory/unseen", span, message).hint(rule.hint)
        });
        let wrong = wrong.map(|problem| Fault { weight: Some(rule.weight), problem });
        let unseen = unseen.map(|problem| Fault { weight: None, problem });
        wrong.into_iter().chain(unseen).collect()
    }

    /// One problem for all of a kind, at the first.
    fn said(
        &self,
        all: &[(&Element, &Element, String)],
        make: impl FnOnce(Span, &str, &str) -> Diagnostic,
    ) -> Option<Diagnostic> {
        let (element, part, why) = all.first()?;
        let whom = match part.name.as_str() {
            "item" => format!("`{}`", part.text_of("title").unwrap_or("an episode")),
            _ => "the show".to_owned(),
        };
        let more = match all.len() - 1 {
            0 => String::new(),
            n => format!("; the same of {n} more"),
        };
        let span = Span::new(self.file, tag(&self.text, element));
        let mut problem = make(span, &whom, why);
        problem.message += &more;
        Some(problem)
    }

    fn parts(&self, part: Scope) -> Vec<&Element> {
        let channel = self.channel();
        let is_full = |it: &&Element| {
            it.text_of("itunes:episodeType").is_none_or(|it| it.eq_ignore_ascii_case("full"))
        };
        match part {
            Scope::Show => vec![channel],
            Scope::Episode => channel.all("item").collect(),
            Scope::SerialEpisode => match channel.text_of("itunes:type") {
                Some(it) if it.eq_ignore_ascii_case("serial") => {
                    channel.all("item").filter(is_full).collect()
                }
                _ => Vec::new(),
            },
        }
    }
}

impl Rule {
    fn problem(&self, directory: &Directory, span: Span, whom: &str, why: &str) -> Diagnostic {
        let (name, place) = (directory.name, self.place);
        let message = match (self.weight, why) {
            (Weight::Required, "") => format!("{name} requires `{place}`, which {whom} lacks"),
            (Weight::Recommended, "") => format!("{name} recommends `{place}`, which {whom} lacks"),
            (Weight::Required, why) => format!("{name} refuses `{place}` of {whom}: {why}"),
            (Weight::Recommended, why) => {
                format!("{name} advises against `{place}` of {whom}: {why}")
            }
        };
        let code = if why.is_empty() { "directory/missing" } else { self.demand.code() };
        let problem = match self.weight {
            Weight::Required => Diagnostic::error(code, span, message),
            Weight::Recommended => Diagnostic::warning(code, span, message),
        };
        problem.hint(self.hint)
    }
}
