//! The page of an episode, its twin for machines, and its files.

use std::collections::BTreeSet;

use super::super::escape::escape;
use super::super::export::{self, TranscriptFile, transcript_files, transcript_name};
use super::super::markdown::{Markdown, Setting, anchor};
use super::super::sanitise::is_theme_id;
use super::super::urls;
use super::super::view::{
    AudioView, BulletView, ChapterLink, DownloadLink, EmbedLinks, EpisodePage, ItemLink, ItemView,
    PartView,
};
use super::super::{Artifact, Content};
use super::embed::{video_view, watch};
use super::feeds::EntryBytes;
use super::links::{length_view, short, spoken, time_view};
use super::{Renderer, artifact_of_page, bad_name};
use crate::catalog::Entry;
use crate::diag::{FileId, Reported};
use crate::model::{
    AudioPlace, Bullet, Chapter, Episode, EpisodeId, ItemKind, Part, Placement, Transcript,
};
use crate::parse::inline_time;
use crate::path::SitePath;
use crate::schemes::is_safe;
use crate::source::SourceTree;
use crate::time::Timestamp;

/// What becomes of an episode.
pub struct MadeEpisode {
    /// Its files.
    pub artifacts: Vec<Artifact>,
    /// Its entry in its show's feed, if it has one.
    pub entry: Option<EntryBytes>,
}

impl Renderer<'_> {
    /// Makes the files of an episode.
    pub fn episode(
        &self,
        id: EpisodeId,
        episode: &Episode,
        tree: &SourceTree,
    ) -> Reported<MadeEpisode> {
        let entry = self.look.episode(id);
        let placements: Vec<Option<Placement>> =
            entry.facts.items.iter().map(|it| it.placement.clone()).collect();
        let page = self.episode_page(id, episode, &placements, tree);
        let mut problems = Vec::new();
        let mut artifacts = Vec::new();
        let html = self.episode_meta(id, episode, &page).and_then(|(meta, card)| {
            artifacts.extend(card);
            self.page_with("episode.html", &entry.path, (&page, &meta), Some(episode.file))
        });
        let json = page.json.is_some().then(|| {
            let topics = self.named_topics(id, &episode.topics);
            let of_site = (self.from.site, self.ui);
            let json = export::episode_json(entry, episode, of_site, (&topics, &self.urls));
            artifact_of_page(&format!("{}episode.json", entry.path), json, Some(episode.file))
        });
        let embed = self.embed(id, episode, &page);
        for made in std::iter::once(html).chain(json).chain(embed) {
            match made {
                Ok(artifact) => artifacts.push(artifact),
                Err(problem) => problems.push(problem),
            }
        }
        let mut files = files(episode, entry, tree);
        let vtt = self.vtt(episode);
        artifacts.extend(self.exports(entry, episode, vtt.as_ref().map(|it| it.0.as_str())));
        if !self.from.site.exports.files {
            let own = episode.downloads.iter();
            let names = own.map(|it| (transcript_name(&it.path), it.file));
            // Ours has the same cues; results of a search read it.
            files.extend(names.filter(|it| !self.from.site.search || it.0 != VTT));
        }
        if self.from.site.search {
            artifacts.extend(self.record_file(entry, episode, vtt.as_ref()));
        }
        artifacts.extend(self.twin(&page, episode, &entry.path));
        for (name, file) in files {
            let at = if name.starts_with('/') { name.clone() } else { entry.path.clone() + &name };
            match copied(&at, file, tree) {
                Some(copy) => artifacts.push(copy),
                None => problems.push(bad_name(&name, file)),
            }
        }
        if self.look.is_unlisted(id) {
            // Nothing of it lies where others lie.
            let folder = entry.path.trim_start_matches('/');
            artifacts.retain(|it| it.path.as_str().starts_with(folder));
            return Reported { value: MadeEpisode { artifacts, entry: None }, problems };
        }
        problems.extend(self.feed_doubts(id, episode));
        let entry = self.feed_entry(id, episode, &page);
        Reported { value: MadeEpisode { artifacts, entry }, problems }
    }

    /// The page as Markdown, where the settings want it.
    fn twin(&self, page: &EpisodePage, episode: &Episode, path: &str) -> Option<Artifact> {
        if !self.from.site.exports.twins {
            return None;
        }
        let twin = export::twin(
            page,
            episode,
            path,
            (&self.urls, self.ui),
            self.from.site.shows[usize::from(episode.show.0)].html,
        );
        let path = SitePath::of_page(&format!("{path}index.md"))?;
        Some(Artifact { path, content: Content::Bytes(twin), origin: Some(episode.file) })
    }

    fn episode_page(
        &self,
        id: EpisodeId,
        episode: &Episode,
        placements: &[Option<Placement>],
        tree: &SourceTree,
    ) -> EpisodePage {
        let entry = self.look.episode(id);
        let ids = urls::item_ids(episode.notes.items.iter().map(|it| it.title.as_str()));
        let number = episode.number.map(|it| it.value);
        let named = match number {
            Some(number) => format!("{number}: {}", episode.title.value),
            None => episode.title.value.clone(),
        };
        let href = |name: &str| self.urls.href(&format!("{}{name}", entry.path));
        let own_cover = episode.cover.map(|it| href(&tree.file(it).path.published_name()));
        let neighbour = |it: Option<EpisodeId>| it.map(|it| self.episode_ref(it));
        EpisodePage {
            title: episode.title.value.clone(),
            full_title: self.full_title(&named),
            description: episode.summary.as_ref().map(|it| short(&it.value, 300)).unwrap_or_else(
                || {
                    self.ui
                        .fill("episode_about", &[("name", &named), ("site", &self.from.site.title)])
                },
            ),
            canonical: self.urls.absolute(&entry.path),
            show: self.show_link(episode.show),
            number,
            season: episode.season,
            date: entry.facts.date.map(|it| self.date_view(it)),
            length: episode.length.map(|it| length_view(it.value)),
            people: episode.people.iter().map(|it| self.person_link(it)).collect(),
            explicit: episode.explicit,
            draft: episode.draft,
            artwork: own_cover.clone().or_else(|| self.cover_of(episode.show)),
            cover: own_cover,
            audio: self.audio(episode, entry),
            video: episode.video.as_ref().map(video_view),
            notes: self.notes(episode, placements, &ids),
            items: item_links(episode, placements, &ids),
            has_times: placements.iter().any(Option::is_some),
            chapters: chapter_links(&episode.chapters, placements),
            transcript: self.transcript_view(id, episode, &ids),
            downloads: self.downloads(episode, &href),
            topics: self.topics_of(id),
            topic_bar: self.topic_bar(&entry.facts, Some("")),
            related: self.related(id),
            previous: neighbour(entry.previous),
            next: neighbour(entry.next),
            json: self.from.site.exports.files.then(|| href("episode.json")),
            embed: episode.audio.is_some().then(|| EmbedLinks {
                href: href("embed/"),
                url: self.urls.absolute(&format!("{}embed/", entry.path)),
                oembed: self.urls.absolute(&format!("{}oembed.json", entry.path)),
            }),
            edit_notes: self.edit_link(episode.file, tree),
            edit_transcript: episode
                .downloads
                .first()
                .filter(|it| it.file != episode.file)
                .and_then(|it| self.edit_link(it.file, tree)),
            extra: episode.extra.clone(),
        }
    }

    /// The transcript as WebVTT, and where each cue begins in it, if the site
    /// has files for programs or a search, whose results read it.
    fn vtt(&self, episode: &Episode) -> Option<(String, Vec<usize>)> {
        let site = self.from.site;
        timed(episode).filter(|_| site.exports.files || site.search).map(export::vtt)
    }

    /// Transcripts in every format, and chapters; for search alone one format.
    fn exports(&self, entry: &Entry, episode: &Episode, vtt: Option<&str>) -> Vec<Artifact> {
        let exports = &self.from.site.exports;
        let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
        files.extend(vtt.map(|it| (VTT, it.as_bytes().to_vec())));
        if let Some(transcript) = episode.transcript.as_ref().filter(|_| exports.files) {
            let of = TranscriptFile::of(transcript).iter().filter(|it| it.name() != VTT);
            files.extend(of.map(|it| (it.name(), it.write(transcript))));
        }
        if exports.files && !entry.facts.chapters.is_empty() {
            let show = &self.from.site.shows[usize::from(episode.show.0)].title;
            files.push(("chapters.json", export::chapters_json(entry, show, &self.urls)));
        }
        let artifact = |(name, bytes): (&str, Vec<u8>)| {
            let path = SitePath::of_page(&format!("{}{name}", entry.path))?;
            Some(Artifact { path, content: Content::Bytes(bytes), origin: Some(episode.file) })
        };
        files.into_iter().filter_map(artifact).collect()
    }

    /// The transcript as files.
    fn downloads(&self, episode: &Episode, href: &dyn Fn(&str) -> String) -> Vec<DownloadLink> {
        transcript_files(episode, self.from.site)
            .into_iter()
            .map(|(name, label, mime)| DownloadLink {
                label: label.to_owned(),
                href: href(&name),
                mime,
            })
            .collect()
    }

    fn audio(&self, episode: &Episode, entry: &Entry) -> Option<AudioView> {
        let path = entry.path.as_str();
        let audio = episode.audio.as_ref()?;
        let src = match &audio.place {
            AudioPlace::Url(url) if !is_safe(url) => return None,
            AudioPlace::Url(url) if url.contains("://") || url.starts_with('/') => url.clone(),
            AudioPlace::Url(url) => self.urls.href(&format!("{path}{url}")),
            AudioPlace::File(_, source) => match &entry.audio_path {
                Some(kept) => self.urls.href(kept),
                None => self.urls.href(&format!("{path}{}", source.published_name())),
            },
        };
        let people: Vec<&str> = episode.people.iter().map(|it| it.name.as_str()).collect();
        Some(AudioView {
            src,
            mime: audio.mime.clone(),
            size: audio.bytes.map(size),
            id: path.to_owned(),
            artist: people.join(", "),
            album: self.from.site.shows[usize::from(episode.show.0)].title.clone(),
            seconds: episode.length.map_or(0.0, |it| it.value.seconds()),
        })
    }

    fn notes(
        &self,
        episode: &Episode,
        placements: &[Option<Placement>],
        ids: &[String],
    ) -> Vec<PartView> {
        let show = &self.from.site.shows[usize::from(episode.show.0)];
        let mut markdown = Markdown::new(&episode.notes.markdown, show.html);
        markdown.picture = self.ui.get("picture");
        markdown.show_own_pictures(&self.from.site.base_url);
        markdown.keep_free(|it| {
            is_theme_id(it) || it.starts_with("t=") || ids.iter().any(|id| id == it)
        });
        let has_moments = episode.transcript.is_some() || episode.audio.is_some();
        let end = episode.length.map(|it| Timestamp::ZERO.plus(it.value));
        markdown.until = end.or(Some(Timestamp::from_millis(36_000_000))).filter(|_| has_moments);
        let notes = Notes { episode, placements, ids, markdown };
        episode.notes.parts.iter().filter_map(|it| notes.part(it)).collect()
    }
}

/// Rendering the notes of one episode.
struct Notes<'e> {
    episode: &'e Episode,
    placements: &'e [Option<Placement>],
    ids: &'e [String],
    markdown: Markdown<'e>,
}

impl Notes<'_> {
    fn part(&self, part: &Part) -> Option<PartView> {
        let plain = Setting { heading: 3, sponsored: false };
        match part {
            Part::Prose(range) => {
                let html = self.markdown.blocks(range, plain);
                (!html.is_empty()).then_some(PartView::Prose { html })
            }
            Part::Group(title) => Some(PartView::Group { title: title.clone() }),
            Part::Presenter(name) => Some(PartView::Presenter { name: name.clone() }),
            Part::Section { item, title, body } => {
                let setting = self.setting(*item);
                let whole = self.markdown.plain(title);
                let own = &self.episode.notes.items[*item].title;
                let mut html = self.markdown.blocks(body, setting);
                let mut title_html = self.markdown.inline(title, setting);
                // A paragraph for a title: the heading gets its first sentence.
                if own.trim_end_matches('…').len() + 12 < whole.trim().len() {
                    html = format!("<p>{title_html}</p>\n{html}");
                    title_html = escape(own);
                }
                let start = self.episode.notes.items[*item].stated;
                let mut item = self.item(*item, title_html);
                item.time = item.time.filter(|_| !start.is_some_and(|it| shows(&whole, it)));
                Some(PartView::Section { item: Box::new(item), html })
            }
            Part::Bullets(bullets) => Some(PartView::Bullets {
                entries: bullets.iter().map(|it| self.bullet(it)).collect(),
            }),
        }
    }

    fn bullet(&self, bullet: &Bullet) -> BulletView {
        let setting =
            bullet.item.map_or(Setting { heading: 4, sponsored: false }, |it| self.setting(it));
        let mut item =
            bullet.item.map(|it| self.item(it, escape(&self.episode.notes.items[it].title)));
        // The entry shows the time itself.
        let start = bullet.item.and_then(|it| self.episode.notes.items[it].stated);
        if let (Some(item), Some(start)) = (item.as_mut(), start)
            && shows(&self.markdown.plain(&bullet.body), start)
        {
            item.time = None;
        }
        BulletView { item, html: self.markdown.entry(&bullet.body, setting) }
    }

    fn setting(&self, item: usize) -> Setting {
        let sponsored = self.episode.notes.items[item].kind == ItemKind::Sponsor;
        Setting { heading: 4, sponsored }
    }

    fn item(&self, idx: usize, title_html: String) -> ItemView {
        let item = &self.episode.notes.items[idx];
        let time = self.placements.get(idx).and_then(Option::as_ref).map(time_view);
        ItemView {
            id: self.ids[idx].clone(),
            kind: item.kind.as_str(),
            number: item.number,
            presenter: item.presenter.clone(),
            title_html: if title_html.is_empty() { linked_title(item) } else { title_html },
            title: item.title.clone(),
            time,
        }
    }
}

/// Whether a text says a time in a form that becomes a link.
fn shows(text: &str, time: Timestamp) -> bool {
    inline_time::find(text).iter().any(|it| it.time == time)
}

/// A title whose text is no part of the notes: a link, if the item has one.
fn linked_title(item: &crate::model::Item) -> String {
    let title = escape(&item.title);
    match item.url.as_ref().filter(|it| is_safe(it)) {
        Some(url) => format!("{}{title}</a>", anchor(url, item.kind == ItemKind::Sponsor)),
        None => title,
    }
}

/// The items in order of time; one without a time stays behind the one that
/// the notes have before it.
fn item_links(
    episode: &Episode,
    placements: &[Option<Placement>],
    ids: &[String],
) -> Vec<ItemLink> {
    let items = episode.notes.items.iter().zip(ids).zip(placements);
    let mut last = Timestamp::ZERO;
    let mut links: Vec<(Timestamp, ItemLink)> = items
        .map(|((item, id), placement)| {
            last = placement.as_ref().map_or(last, |it| it.start);
            let link = ItemLink {
                title: short(&item.title, 72),
                href: format!("#{id}"),
                kind: item.kind.as_str(),
                time: placement.as_ref().map(time_view),
                watch: episode
                    .video
                    .as_ref()
                    .zip(placement.as_ref())
                    .map(|(video, it)| watch(video, it.start.seconds())),
            };
            (last, link)
        })
        .collect();
    links.sort_by_key(|it| it.0);
    links.into_iter().map(|it| it.1).collect()
}

/// Chapters that the author made; those that begin where the items begin would
/// repeat the list of items.
fn chapter_links(chapters: &[Chapter], items: &[Option<Placement>]) -> Vec<ChapterLink> {
    let starts: BTreeSet<u64> = items.iter().flatten().map(|it| it.start.whole_seconds()).collect();
    let repeats = chapters.iter().all(|it| starts.contains(&it.start.whole_seconds()));
    chapters.iter().filter(|_| !repeats).map(chapter_link).collect()
}

/// A chapter mark as a link.
pub(super) fn chapter_link(chapter: &Chapter) -> ChapterLink {
    ChapterLink { title: chapter.title.clone(), time: spoken(chapter.start) }
}

/// The files published beside an episode's page, by name; audio that stays
/// where subscribers know it, by its path.
fn files(episode: &Episode, entry: &Entry, tree: &SourceTree) -> Vec<(String, FileId)> {
    let mut files = Vec::new();
    if let Some(AudioPlace::File(Some(id), path)) = episode.audio.as_ref().map(|it| &it.place) {
        let kept = entry.audio_path.clone();
        files.push((kept.unwrap_or_else(|| path.published_name()), *id));
    }
    if let Some(cover) = episode.cover {
        files.push((tree.file(cover).path.published_name(), cover));
    }
    files
}

/// The transcript, if it has times.
fn timed(episode: &Episode) -> Option<&Transcript> {
    episode.transcript.as_ref().filter(|it| it.is_timed())
}

const VTT: &str = TranscriptFile::WebVtt.name();

/// A file of the user at a path of the site, if it can be one.
fn copied(path: &str, file: FileId, tree: &SourceTree) -> Option<Artifact> {
    let content = Content::File(tree.on_disk(file));
    Some(Artifact { path: SitePath::of_page(path)?, content, origin: Some(file) })
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000 {
        format!("{} kB", bytes.div_ceil(1000))
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
    }
}
