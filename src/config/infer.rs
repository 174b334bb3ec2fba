//! Settings for a folder that has none.

use super::read::Wanted;
use super::{
    AuthorHtml, BaseUrl, Content, Exports, FeedSettings, Permalink, RedirectList, Show, Site,
    TopicSettings, Vocabulary,
};
use crate::diag::{Diagnostic, FileId, Reported, Span};

/// The address of a site that does not say where it will live.
pub(super) const PREVIEW: &str = "http://localhost:3000/";

/// Bytes of a text file that are read unless the settings allow more.
pub(super) const MAX_BYTES: u64 = 8_000_000;

/// The settings of a folder without `show.toml`, and what was assumed.
///
/// `folder_name` is the folder's own name. There is no file to point at.
pub fn infer(folder_name: &str, wanted: &Wanted) -> Reported<Site> {
    let title = title_of(folder_name);
    let base_url = wanted.base_url.clone().unwrap_or_else(preview);
    let mut problems = vec![
        Diagnostic::note(
            "assumed/title",
            Span::detached(),
            format!("there is no `show.toml`; the show's title is taken to be `{title}`"),
        )
        .hint(format!("write `title = \"{title}\"` into a file `show.toml` in this folder")),
    ];
    if wanted.base_url.is_none() {
        problems.push(assumed_address(None));
    }
    let show = Show {
        folder: String::new(),
        prefix: None,
        title: title.clone(),
        description: String::new(),
        author: None,
        cover: None,
        people: Vec::new(),
        content: Content::default(),
        permalink: Permalink(Permalink::DEFAULT.to_owned()),
        audio_url: None,
        vocabulary: Vocabulary::default(),
        least_confidence: None,
        html: AuthorHtml::Sanitised,
        corrections: Vec::new(),
        feed: FeedSettings::default(),
        subscribe: Vec::new(),
        fediverse: None,
        card_font: None,
    };
    let site = Site {
        title,
        description: String::new(),
        base_url,
        is_settled: false,
        language: "en".to_owned(),
        shows: vec![show],
        episodes_per_page: 30,
        topics: TopicSettings { discover: true, least_episodes: 2 },
        offline: false,
        publish: None,
        search: true,
        exports: Exports { files: true, twins: true, cards: true },
        redirects: Vec::new(),
        short_links: true,
        redirect_lists: vec![RedirectList::Netlify],
        host_files: Vec::new(),
    };
    Reported { value: site, problems }
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
