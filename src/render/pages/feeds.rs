//! Feeds of shows, topics and people.

use std::fmt::Write as _;

use super::super::Artifact;
use super::super::escape::escape;
use super::super::export::transcript_files;
use super::super::feed::{
    self, Addresses, Channel, DESCRIPTION_BYTES, Enclosure, FeedEntry, FeedPerson, Form,
    ShowChannel,
};
use super::super::sanitise::{Pictures, Sanitiser};
use super::super::urls;
use super::super::view::{EpisodePage, PartView, TimeView};
use super::{Renderer, artifact_of_page};
use crate::catalog;
use crate::config::AuthorHtml;
use crate::diag::{Diagnostic, Span};
use crate::model::{Chapter, Episode, EpisodeId, Role, ShowId};
use crate::time::Timestamp;

/// Bytes of a description that chapters may take.
const CHAPTER_BYTES: usize = 1_500;

/// Characters that directories take of a title (`formats.md` section 1).
const TITLE: usize = 250;

/// A page of a show's feed, ready to take its entries.
pub struct FeedPage {
    /// Path and head of each form.
    pub files: [(String, Form, Vec<u8>); 2],
}

/// An episode as an entry of each form: RSS, JSON.
pub type EntryBytes = [Vec<u8>; 2];

impl Renderer<'_> {
    /// The pages of a show's feed, the newest episodes first, and how many
    /// entries each takes.
    #[must_use]
    pub fn feed_pages(&self, show: ShowId) -> (Vec<FeedPage>, usize) {
        let settings = &self.from.site.shows[usize::from(show.0)].feed;
        let n = self.look.of_show(show).filter(|it| self.is_in_feed(*it)).count();
        let size = settings.page_size.unwrap_or(usize::MAX);
        let total = n.div_ceil(size).max(1);
        let page = |nth: usize| {
            let mut channel = self.channel(show);
            channel.addresses = self.addresses(show, nth, total);
            let path = |form| self.feed_path(show, form, nth);
            let head = |form: Form| (path(form), form, form.head(&channel));
            FeedPage { files: [head(Form::Rss), head(Form::Json)] }
        };
        ((1..=total).map(page).collect(), size)
    }

    fn feed_path(&self, show: ShowId, form: Form, nth: usize) -> String {
        let home = urls::show(&self.from.site.shows[usize::from(show.0)]);
        let extension = if form == Form::Rss { "xml" } else { "json" };
        match nth {
            1 => format!("{home}feed.{extension}"),
            _ => format!("{home}feed-{nth}.{extension}"),
        }
    }

    fn addresses(&self, show: ShowId, nth: usize, total: usize) -> Addresses {
        let at = |form, nth| self.urls.absolute(&self.feed_path(show, form, nth));
        let mut pages = Vec::new();
        if 1 < total {
            pages.push(("first", at(Form::Rss, 1)));
            pages.push(("last", at(Form::Rss, total)));
            if 1 < nth {
                pages.push(("prev", at(Form::Rss, nth - 1)));
            }
            if nth < total {
                pages.push(("next", at(Form::Rss, nth + 1)));
            }
        }
        Addresses {
            rss: at(Form::Rss, nth),
            json: at(Form::Json, nth),
            pages,
            next_json: (nth < total).then(|| at(Form::Json, nth + 1)),
        }
    }

    /// Whether an episode is in the feed: podcast apps can do nothing with one
    /// that has no audio, unless the show has none at all.
    fn is_in_feed(&self, id: EpisodeId) -> bool {
        let entry = self.look.episode(id);
        entry.facts.audio.is_some() || !self.look.has_audio(entry.facts.show)
    }

    fn channel(&self, show: ShowId) -> Channel {
        let of = &self.from.site.shows[usize::from(show.0)];
        let dates = self
            .look
            .of_show(show)
            .filter_map(|it| catalog::published(&self.look.episode(it).facts));
        let described = !of.description.trim().is_empty();
        Channel {
            title: of.title.clone(),
            description: if described { of.description.clone() } else { of.title.clone() },
            language: self.from.site.language.clone(),
            home: self.urls.absolute(&urls::show(of)),
            newest: dates.max(),
            show: Some(self.show_channel(show)),
            ..Channel::default()
        }
    }

    /// What a feed says about the show.
    fn show_channel(&self, show: ShowId) -> ShowChannel {
        let site = self.from.site;
        let of = &site.shows[usize::from(show.0)];
        let settings = &of.feed;
        let guid = self.look.show_guid(show);
        let hosts: Vec<&str> = of
            .people
            .iter()
            .filter(|it| it.role == Some(Role::Host))
            .map(|it| it.name.as_str())
            .collect();
        let author = of.author.clone().unwrap_or_else(|| match hosts.is_empty() {
            true => of.title.clone(),
            false => hosts.join(", "),
        });
        let owner = settings
            .owner_email
            .clone()
            .map(|email| (settings.owner_name.clone().unwrap_or_else(|| author.clone()), email));
        let category = |it: &String| match it.split_once('/') {
            Some((category, sub)) => (category.trim().to_owned(), Some(sub.trim().to_owned())),
            None => (it.trim().to_owned(), None),
        };
        ShowChannel {
            guid: site.is_settled.then(|| guid.to_string()),
            author,
            owner,
            image: self.show_image(show),
            categories: settings.categories.iter().map(category).collect(),
            explicit: settings.explicit,
            kind: if settings.serial { "serial" } else { "episodic" },
            medium: settings.medium.clone().unwrap_or_else(|| "podcast".to_owned()),
            locked: settings.locked,
            copyright: settings.copyright.clone(),
            new_url: settings.new_url.clone(),
            block: settings.block,
            complete: settings.complete,
            hubs: settings.hubs.clone(),
            podping: settings.podping,
            people: hosts.iter().map(|it| self.feed_person(it, Role::Host)).collect(),
            tags: settings.tags.clone(),
        }
    }

    /// A show's picture, absolute.
    pub(super) fn show_image(&self, show: ShowId) -> Option<String> {
        let of = &self.from.site.shows[usize::from(show.0)];
        of.cover.as_ref().map(|_| self.urls.absolute(&super::lists::cover_path(of)))
    }

    pub(super) fn feed_person(&self, name: &str, role: Role) -> FeedPerson {
        let page = self.look.person(name);
        FeedPerson {
            name: name.to_owned(),
            role: super::links::role_word(role),
            href: page.map(|it| self.urls.absolute(&urls::person(it))),
        }
    }

    /// An episode as an entry of its show's feed.
    pub(super) fn feed_entry(
        &self,
        id: EpisodeId,
        episode: &Episode,
        page: &EpisodePage,
    ) -> Option<EntryBytes> {
        if !self.is_in_feed(id) {
            return None;
        }
        let entry = self.look.episode(id);
        let url = self.urls.absolute(&entry.path);
        let beside = |name: &str| format!("{url}{name}");
        let notes = self.published_html(&page.notes, episode.show);
        let content = feed::absolute_links(&notes, &url);
        let chapters = &entry.facts.chapters;
        let marks = chapter_block(chapters);
        let mut brief = match content.is_empty() {
            true => self.brief_entry(id).description,
            false => content.clone(),
        };
        brief = feed::description(&brief, DESCRIPTION_BYTES - marks.len());
        let has_files = self.from.site.exports.files;
        let timed = |name: &str| name.ends_with(".vtt") || name.ends_with(".srt");
        let transcripts = transcript_files(episode, self.from.site);
        let feed_entry = FeedEntry {
            description: brief + &marks,
            content: Some(content).filter(|it| !it.is_empty()),
            season: episode.season,
            image: page.cover.as_deref().map(|it| self.urls.absolute_of(it)),
            transcripts: transcripts
                .into_iter()
                .map(|(name, _, mime)| (beside(&name), mime, timed(&name)))
                .collect(),
            chapters_url: (has_files && !chapters.is_empty()).then(|| beside("chapters.json")),
            chapters: chapters.clone(),
            people: episode.people.iter().map(|it| self.feed_person(&it.name, it.role)).collect(),
            tags: episode.tags.clone(),
            ..self.brief_entry(id)
        };
        Some([Form::Rss.entry(&feed_entry), Form::Json.entry(&feed_entry)])
    }

    /// The notes as feeds have them. Other people's programs show them, so they
    /// are sanitised even where the owner trusts every author.
    fn published_html(&self, notes: &[PartView], show: ShowId) -> String {
        let html = notes_html(notes);
        match self.from.site.shows[usize::from(show.0)].html {
            AuthorHtml::Sanitised => html,
            AuthorHtml::Unsafe => {
                let pictures = Pictures {
                    name: self.ui.get("picture"),
                    base: Some(&self.from.site.base_url),
                    sponsored: false,
                };
                Sanitiser::default().clean(&html, pictures)
            }
        }
    }

    /// An episode as an entry of any feed, out of what the site knows of it.
    pub(super) fn brief_entry(&self, id: EpisodeId) -> FeedEntry {
        let line = self.look.line(id);
        let show = &self.from.site.shows[usize::from(line.show().0)];
        // Feeds must have a description.
        let words = line.summary().unwrap_or(line.title());
        let summary = format!("<p>{}</p>", escape(words));
        let enclosure = line.enclosure(self.from.site);
        FeedEntry {
            guid: line.guid().to_string(),
            title: super::links::short(line.title(), TITLE),
            url: self.urls.absolute(line.path()),
            description: feed::description(&summary, DESCRIPTION_BYTES),
            date: line.published(),
            enclosure: enclosure.map(|(url, audio)| Enclosure {
                // What nobody can subscribe to, nobody's service counts.
                url: match self.from.site.is_settled {
                    true => show.audio_prefix.put(&url),
                    false => url,
                },
                bytes: audio.bytes.unwrap_or_default(),
                mime: audio.mime.clone(),
            }),
            length: line.length(),
            explicit: Some(line.is_explicit() || show.feed.explicit),
            number: line.number(),
            kind: line.kind(),
            ..FeedEntry::default()
        }
    }

    /// A feed that is no show's: of a topic, of a person.
    pub(super) fn small_feed(
        &self,
        path: &str,
        title: String,
        description: String,
        mut entries: Vec<FeedEntry>,
    ) -> Result<Vec<Artifact>, Diagnostic> {
        entries.sort_by(|a, b| b.date.cmp(&a.date));
        let absolute = |name: &str| self.urls.absolute(&format!("{path}{name}"));
        let channel = Channel {
            title,
            description,
            language: self.from.site.language.clone(),
            home: self.urls.absolute(path),
            addresses: Addresses {
                rss: absolute("feed.xml"),
                json: absolute("feed.json"),
                ..Addresses::default()
            },
            newest: entries.iter().filter_map(|it| it.date.clone()).max(),
            // Podcast apps ask every feed for these; what identifies the show
            // stays with its own.
            show: Some(ShowChannel {
                guid: self
                    .from
                    .site
                    .is_settled
                    .then(|| self.look.show_guid(ShowId(0)).of_episode(path).to_string()),
                new_url: None,
                podping: None,
                hubs: Vec::new(),
                people: Vec::new(),
                tags: Vec::new(),
                ..self.show_channel(ShowId(0))
            }),
        };
        [("feed.xml", Form::Rss), ("feed.json", Form::Json)]
            .into_iter()
            .map(|(name, form)| {
                let bytes = form.whole(&channel, &entries);
                artifact_of_page(&format!("{path}{name}"), bytes, None)
            })
            .collect()
    }

    /// The shows of a network as a list for podcast apps.
    pub(super) fn show_list(&self) -> Option<Vec<u8>> {
        let shows = &self.from.site.shows;
        let outline = |(idx, show): (u16, &crate::config::Show)| {
            let feed = self.feed_path(ShowId(idx), Form::Rss, 1);
            let home = self.urls.absolute(&urls::show(show));
            (show.title.clone(), self.urls.absolute(&feed), home)
        };
        let outlines: Vec<_> = (0..).zip(shows).map(outline).collect();
        (1 < shows.len()).then(|| feed::opml(&self.from.site.title, &outlines))
    }

    /// What directories will complain about.
    pub(super) fn feed_doubts(&self, id: EpisodeId, episode: &Episode) -> Vec<Diagnostic> {
        let Some(audio) = episode.audio.as_ref().filter(|_| self.from.site.is_settled) else {
            return Vec::new();
        };
        let mut doubts = Vec::new();
        let mut doubt = |code, message: &str, hint: &str| {
            doubts.push(Diagnostic::warning(code, Span::file(episode.file), message).hint(hint));
        };
        if audio.bytes.is_none_or(|it| it == 0) {
            doubt(
                "feed/length",
                "the feed does not know how many bytes the audio has",
                "put the file beside the notes, or write it into front matter: `audio = { url = \"…\", length = 12345678 }`",
            );
        }
        if self.look.episode(id).facts.date.is_none() {
            doubt(
                "feed/undated",
                "the feed does not know when the episode was published",
                "write `date = 2026-03-03` into its front matter; apps sort by it",
            );
        }
        doubts
    }
}

/// The notes as one text of HTML.
fn notes_html(parts: &[PartView]) -> String {
    let mut html = String::new();
    for part in parts {
        match part {
            PartView::Prose { html: prose } => html.push_str(prose),
            PartView::Group { title } => {
                let _ = write!(html, "<h3>{}</h3>", escape(title));
            }
            PartView::Presenter { name } => {
                let _ = write!(html, "<p><strong>{}</strong></p>", escape(name));
            }
            PartView::Section { item, html: body } => {
                html.push_str("<h3>");
                push_time(&mut html, item.time.as_ref());
                let _ = write!(html, "{}</h3>\n{body}", item.title_html);
            }
            PartView::Bullets { entries } => {
                html.push_str("<ul>");
                for entry in entries {
                    html.push_str("<li>");
                    push_time(&mut html, entry.item.as_ref().and_then(|it| it.time.as_ref()));
                    let _ = write!(html, "{}</li>", entry.html);
                }
                html.push_str("</ul>");
            }
        }
        html.push('\n');
    }
    html.trim().to_owned()
}

/// A time that is not just about right: what apps copy cannot be mended later.
fn push_time(html: &mut String, time: Option<&TimeView>) {
    if let Some(time) = time.filter(|it| !it.about) {
        let _ = write!(html, "<a href=\"{}\">{}</a> ", time.href, time.clock);
    }
}

/// Chapters as Spotify reads them at the end of a description: `(00:00) Title`
/// a line, the first at zero, three at least.
fn chapter_block(chapters: &[Chapter]) -> String {
    let starts_at_zero = chapters.first().is_some_and(|it| it.start.whole_seconds() == 0);
    if chapters.len() < 3 || !starts_at_zero {
        return String::new();
    }
    let long = chapters.iter().any(|it| 3600 <= it.start.whole_seconds());
    let mut lines = Vec::new();
    let mut bytes = 0;
    for it in chapters {
        let title = super::links::short(&it.title, 38);
        let line = format!("({}) {}", clock(it.start, long), escape(&title));
        bytes += line.len() + "<br>".len();
        if CHAPTER_BYTES < bytes {
            break;
        }
        lines.push(line);
    }
    format!("\n<p>{}</p>", lines.join("<br>\n"))
}

fn clock(time: Timestamp, long: bool) -> String {
    let seconds = time.whole_seconds();
    match long {
        true => format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        false => format!("{:02}:{:02}", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_are_about_right_are_not_in_feeds() {
        let time = |stated, about| TimeView {
            clock: if about { "≈ 2:05" } else { "2:05" }.to_owned(),
            seconds: 125.0,
            href: "#t=125".to_owned(),
            stated,
            about,
            evidence: None,
        };
        for (time, expected) in [
            (time(true, false), "<a href=\"#t=125\">2:05</a> "),
            (time(false, false), "<a href=\"#t=125\">2:05</a> "),
            (time(false, true), ""),
        ] {
            let mut html = String::new();
            push_time(&mut html, Some(&time));
            assert_eq!(html, expected);
        }
    }
}
