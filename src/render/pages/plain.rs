//! Plain pages out of `pages/`, and the page for what is not there.

use super::super::Artifact;
use super::super::markdown::{Markdown, Setting};
use super::super::sanitise::is_theme_id;
use super::super::view::PlainPage;
use super::Renderer;
use crate::config::AuthorHtml;
use crate::diag::{Diagnostic, FileId};

/// A plain page, read.
#[derive(Debug, Clone)]
pub struct PageDoc {
    /// Its file.
    pub file: FileId,
    /// Its address below the base: `/about/`.
    pub path: String,
    /// Its heading.
    pub title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Its Markdown, without front matter and heading.
    pub markdown: String,
    /// What happens to raw HTML.
    pub html: AuthorHtml,
    /// Whether it is another generator's page: it is linked at the foot, since
    /// nobody chose it for the head.
    pub is_found: bool,
    /// Another address that it had there.
    pub old: Option<String>,
}

impl Renderer<'_> {
    /// Makes a plain page.
    ///
    /// # Errors
    ///
    /// A mistake in a template.
    pub fn plain_page(&self, doc: &PageDoc) -> Result<Artifact, Diagnostic> {
        let mut markdown = Markdown::new(&doc.markdown, doc.html);
        markdown.show_own_pictures(&self.from.site.base_url);
        markdown.keep_free(is_theme_id);
        let setting = Setting { heading: 2, sponsored: false };
        let page = PlainPage {
            full_title: self.full_title(&doc.title),
            description: doc.description.clone(),
            canonical: self.urls.absolute(&doc.path),
            title: doc.title.clone(),
            html: markdown.blocks(&(0..doc.markdown.len()), setting),
            newest: Vec::new(),
        };
        self.page("page.html", &doc.path, &page, Some(doc.file))
    }

    /// Makes `404.html`.
    ///
    /// # Errors
    ///
    /// A mistake in a template.
    pub fn not_found(&self) -> Result<Artifact, Diagnostic> {
        let page = PlainPage {
            full_title: self.full_title(self.ui.get("not_found")),
            description: String::new(),
            canonical: self.urls.absolute("/404.html"),
            title: self.ui.get("no_such_page").to_owned(),
            html: String::new(),
            newest: self
                .look
                .newest()
                .iter()
                .take(3)
                .map(|it| self.episode_link(*it, None))
                .collect(),
        };
        self.page("404.html", "/404.html", &page, None)
    }
}
