//! Tera with the built-in theme; a user's templates of the same name win.

use include_dir::{Dir, include_dir};
use tera::{Context, ErrorKind, Tera};

use super::view::SiteView;
use super::wording::Wording;
use crate::diag::{Diagnostic, FileId, Span};

/// The templates of the theme.
pub(super) static THEME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Built-in files that are published as they are.
pub static BUILT_IN_STATIC: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Where built-in templates live beside the user's; a user's template may
/// extend one: `{% extends "built-in/episode.html" %}`.
const PREFIX: &str = "built-in/";

/// The templates of a site.
pub struct Templates {
    tera: Tera,
    /// The user's templates: name, file, text.
    own: Vec<(String, FileId, String)>,
}

impl Templates {
    /// Loads the built-in theme and the user's templates over it.
    ///
    /// # Errors
    ///
    /// A mistake in a template, at its line; then the built-in theme is used
    /// alone, so that other problems are found in the same run.
    #[must_use]
    pub fn new(own: Vec<(String, FileId, String)>) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut tera = built_in();
        if let Err(error) = tera.add_raw_templates(own.iter().map(|it| (&it.0, &it.2))) {
            problems.push(diagnostic(&error, &own));
            tera = built_in();
        }
        problems.extend(own.iter().filter_map(|it| unused(it, &own)));
        (Self { tera, own }, problems)
    }

    /// Sets `site`, and `ui` with what pages say, for every template.
    pub fn set_site(&mut self, site: &SiteView, ui: &Wording) {
        self.tera.global_context().insert("site", site);
        self.tera.global_context().insert("ui", ui.texts());
    }

    /// Name and text of the user's templates.
    pub fn own_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.own.iter().map(|it| (it.0.as_str(), it.2.as_str()))
    }

    /// Renders a template with `page`.
    ///
    /// # Errors
    ///
    /// A mistake that shows only when rendering, at its line.
    pub fn render<T: serde::Serialize, M: serde::Serialize>(
        &self,
        name: &str,
        page: &T,
        meta: &M,
    ) -> Result<String, Diagnostic> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("meta", meta);
        self.tera.render(name, &context).map_err(|error| diagnostic(&error, &self.own))
    }

    /// Renders `card.svg`.
    ///
    /// # Errors
    ///
    /// As [`Templates::render`].
    pub fn render_card<T: serde::Serialize>(&self, card: &T) -> Result<String, Diagnostic> {
        let mut context = Context::new();
        context.insert("card", card);
        self.tera.render("card.svg", &context).map_err(|error| diagnostic(&error, &self.own))
    }
}

/// Every file of the theme that a show may replace: its place beside
/// `show.toml`, and its text.
pub fn theme_files() -> impl Iterator<Item = (String, &'static [u8])> {
    let below = |folder: &'static str, dir: &'static Dir<'static>| {
        dir.files().map(move |it| (format!("{folder}/{}", it.path().display()), it.contents()))
    };
    below("templates", &THEME).chain(below("static", &BUILT_IN_STATIC))
}

/// A template of the user's that nothing asks for: its name is none of the
/// theme's, and no other one of theirs says it.
fn unused(
    (name, file, _): &(String, FileId, String),
    own: &[(String, FileId, String)],
) -> Option<Diagnostic> {
    let built_in: Vec<&str> = THEME.files().filter_map(|it| it.path().to_str()).collect();
    let says = |text: &str| {
        ['"', '\'', '`'].into_iter().any(|it| text.contains(&format!("{it}{name}{it}")))
    };
    let is_component = own.iter().any(|it| it.0 == *name && it.2.contains("{% component"));
    let is_asked_for = own.iter().any(|it| it.0 != *name && says(&it.2));
    if built_in.contains(&name.as_str()) || is_component || is_asked_for {
        return None;
    }
    let near = built_in.iter().map(|it| (strsim::damerau_levenshtein(it, name), *it)).min();
    let hint = match near.filter(|it| it.0 <= 3) {
        Some((_, it)) => format!("did you mean `{it}`?"),
        None => "`cuepoint theme --list` says which there are".to_owned(),
    };
    let message = format!("the theme has no template `{name}`, and no other one asks for it");
    Some(Diagnostic::warning("template/unused", Span::file(Some(*file)), message).hint(hint))
}

fn built_in() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".svg", ".xml"]);
    let files = THEME.files().chain(THEME.dirs().flat_map(Dir::files));
    let built_in = files
        .filter_map(|it| Some((format!("{PREFIX}{}", it.path().to_str()?), it.contents_utf8()?)));
    // The built-in theme is tested; an error here would show in every test.
    let _ = tera.set_fallback_prefixes([PREFIX]);
    if let Err(error) = tera.add_raw_templates(built_in) {
        debug_assert!(false, "{error}");
    }
    tera
}

fn diagnostic(error: &tera::Error, own: &[(String, FileId, String)]) -> Diagnostic {
    let hint = "correct the template, or delete it to get the built-in one back";
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report),
        _ => None,
    };
    let named = report.and_then(|it| own.iter().find(|(name, ..)| name == it.filename()));
    if let (Some(report), Some((_, file, text))) = (report, named) {
        let range = report.span().range.clone();
        let range = range.start.min(text.len())..range.end.min(text.len());
        let span = Span::new(*file, range.start..range.end.max(range.start + 1));
        return Diagnostic::error("template/error", span, plain(report.message())).hint(hint);
    }
    // Some errors know their place only in words; the first template that
    // they name is where to look.
    let text = error.to_string();
    let file = own.iter().find(|(name, ..)| text.contains(name.as_str())).map(|it| it.1);
    let file = file.or(own.first().map(|it| it.1));
    Diagnostic::error("template/error", Span::file(file), plain(&text)).hint(hint)
}

fn plain(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
