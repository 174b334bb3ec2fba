//! Settings for a folder that has none.

use std::sync::Arc;

use super::assume::Assumed;
use super::read::Wanted;
use super::{
    AudioPrefix, AuthorHtml, BaseUrl, Content, Dialect, Exports, Identity, Permalink, Person,
    RedirectList, Show, Site, TopicSettings, Vocabulary,
};
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::Role;

/// The address of a site that does not say where it will live.
pub(super) const PREVIEW: &str = "http://localhost:3000/";

/// In so many episodes a topic comes up that has a card, unless the settings
/// say another number.
pub(super) const TOPIC_CARDS: usize = 10;

/// Bytes of a text file that are read unless the settings allow more.
pub(super) const MAX_BYTES: u64 = 8_000_000;

/// The settings of a folder without `show.toml`, and what was assumed: what
/// other tools were told, else what the folder's name says.
///
/// `folder_name` is the folder's own name; problems point at `file`,
/// if there is one.
pub fn infer(
    folder_name: &str,
    file: Option<FileId>,
    wanted: &Wanted,
    assumed: &Assumed,
) -> Reported<Site> {
    let title = assumed.title.clone().unwrap_or_else(|| title_of(folder_name));
    let base_url = wanted.base_url.clone().or(assumed.base_url.clone()).unwrap_or_else(preview);
    let mut problems = Vec::new();
    if assumed.title.is_none() {
        problems.push(
            Diagnostic::note(
                "assumed/title",
                Span::detached(),
                format!("there is no `show.toml`; the show's title is taken to be `{title}`"),
            )
            .hint(format!("write `title = \"{title}\"` into a file `show.toml` in this folder")),
        );
    }
    problems.extend(taken_over(file, assumed, &|_| false));
    if wanted.base_url.is_none() && assumed.base_url.is_none() {
        problems.push(assumed_address(file));
    }
    let show = show_of(&title, assumed);
    let site = Site {
        title,
        description: assumed.description.clone().unwrap_or_default(),
        base_url,
        is_settled: false,
        language: assumed.language.clone().unwrap_or_else(|| "en".to_owned()),
        is_language_stated: assumed.language.is_some(),
        shows: vec![show],
        episodes_per_page: 30,
        topics: TopicSettings { discover: true, least_episodes: 2 },
        offline: false,
        publish: None,
        search: true,
        exports: Exports { files: true, twins: true, cards: true, topic_cards: TOPIC_CARDS },
        redirects: Vec::new(),
        short_links: true,
        redirect_lists: vec![RedirectList::Netlify],
        host_files: Vec::new(),
        identity: Identity::default(),
    };
    Reported { value: site, problems }
}

/// A show of this title, with what is assumed of it.
fn show_of(title: &str, assumed: &Assumed) -> Show {
    let people = assumed.hosts.iter().map(|name| Person {
        name: name.clone(),
        role: Some(Role::Host),
        aliases: Vec::new(),
        links: Vec::new(),
    });
    let people: Vec<Person> = people.chain(assumed.people.iter().cloned()).collect();
    let first_names = assumed.hosts.iter().filter_map(|it| it.split(' ').next());
    let mut vocabulary = Vocabulary::default();
    vocabulary.presenters.extend(first_names.map(str::to_owned));
    Show {
        folder: String::new(),
        prefix: None,
        title: title.to_owned(),
        description: assumed.description.clone().unwrap_or_default(),
        author: assumed.author.clone(),
        cover: assumed.cover.clone(),
        people,
        content: Content::default(),
        permalink: Permalink(Permalink::DEFAULT.to_owned()),
        generators: assumed.generators.clone(),
        audio_url: None,
        audio_base: assumed.audio_base.clone(),
        audio_prefix: AudioPrefix::default(),
        sounds: Arc::default(),
        dialect: Dialect::default(),
        vocabulary,
        least_confidence: None,
        html: AuthorHtml::Sanitised,
        corrections: Vec::new(),
        feed: assumed.feed.clone(),
        subscribe: assumed.subscribe.clone(),
        social: Vec::new(),
        fediverse: None,
        card_font: None,
    }
}

/// What is taken from other tools' files where `is_stated` says that the
/// settings are silent.
pub(super) fn taken_over(
    file: Option<FileId>,
    assumed: &Assumed,
    is_stated: &dyn Fn(&str) -> bool,
) -> Option<Diagnostic> {
    let feed = &assumed.feed;
    let services: Vec<&str> = assumed.subscribe.iter().map(|it| it.0.as_str()).collect();
    let joined = |it: &[&str]| Some(it.join(", ")).filter(|it| !it.is_empty());
    let categories: Vec<&str> = feed.categories.iter().map(String::as_str).collect();
    let rules: Vec<String> = assumed.generators.iter().map(|it| format!("{:?}", it.kind)).collect();
    let rules = joined(&rules.iter().map(String::as_str).collect::<Vec<_>>());
    let values: [(&str, &str, Option<String>); 15] = [
        ("title", "title", assumed.title.clone()),
        ("description", "description", assumed.description.as_ref().map(|_| String::new())),
        ("language", "language", assumed.language.clone()),
        ("base-url", "address", assumed.base_url.as_ref().map(|it| it.as_str().to_owned())),
        ("author", "author", assumed.author.clone()),
        ("cover", "cover", assumed.cover.clone()),
        ("audio-base", "where audio is", assumed.audio_base.clone()),
        ("people", "hosts", Some(assumed.hosts.join(", ")).filter(|it| !it.is_empty())),
        ("feed.explicit", "that it is explicit", feed.explicit.then(String::new)),
        ("feed.owner-name", "owner", feed.owner_name.clone()),
        (
            "feed.owner-email",
            "the owner's address",
            feed.owner_email.as_ref().map(|_| String::new()),
        ),
        ("feed.categories", "categories", joined(&categories)),
        ("feed.copyright", "copyright", feed.copyright.as_ref().map(|_| String::new())),
        ("subscribe", "where it can be followed", joined(&services)),
        ("", "old addresses of pages as made by", rules),
    ];
    let taken = values.into_iter().filter(|(key, _, value)| value.is_some() && !is_stated(key));
    let taken: Vec<String> = taken
        .map(|(_, name, value)| match value.filter(|it| !it.is_empty()) {
            Some(value) => format!("{name} `{value}`"),
            None => name.to_owned(),
        })
        .collect();
    if taken.is_empty() {
        return None;
    }
    let files: Vec<String> = assumed.files.iter().map(|it| format!("`{it}`")).collect();
    let message = format!("taken from {}: {}", files.join(", "), taken.join(", "));
    let problem = Diagnostic::note("assumed/settings", Span::file(file), message);
    Some(problem.hint("write into `show.toml` what is to be otherwise"))
}

pub(super) fn preview() -> BaseUrl {
    BaseUrl(PREVIEW.to_owned())
}

pub(super) fn assumed_address(file: Option<FileId>) -> Diagnostic {
    let message = format!("the site's address is taken to be `{PREVIEW}`");
    Diagnostic::note("assumed/base-url", Span::file(file), message)
        .hint("set `base-url`, or give `--base-url`, before you publish")
}

/// `python-bytes` → `Python Bytes`.
pub(super) fn title_of(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ', '.']).filter(|it| !it.is_empty());
    let title: Vec<String> = words
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        })
        .collect();
    if title.is_empty() { "Podcast".to_owned() } else { title.join(" ") }
}

impl Default for Content {
    fn default() -> Self {
        Self { notes: Vec::new(), transcripts: Vec::new(), audio: Vec::new(), max_bytes: MAX_BYTES }
    }
}
