//! An episode elsewhere: its player on other sites, its video on another.

use super::super::view::{EmbedPage, EpisodePage, VideoView};
use super::super::{Artifact, export};
use super::episode::chapter_link;
use super::{Renderer, artifact_of_page};
use crate::diag::Diagnostic;
use crate::model::{Episode, EpisodeId, Video};

impl Renderer<'_> {
    /// The player for other sites, and what tells them about it.
    pub(super) fn embed(
        &self,
        id: EpisodeId,
        episode: &Episode,
        page: &EpisodePage,
    ) -> Vec<Result<Artifact, Diagnostic>> {
        let entry = self.look.episode(id);
        let (Some(audio), Some(links)) = (&page.audio, &page.embed) else { return Vec::new() };
        let chapters = entry.facts.chapters.iter().map(chapter_link);
        let embed = EmbedPage {
            title: page.title.clone(),
            full_title: page.full_title.clone(),
            canonical: page.canonical.clone(),
            href: self.urls.href(&entry.path),
            show: audio.album.clone(),
            cover: page.artwork.clone(),
            audio: audio.clone(),
            chapters: chapters.collect(),
        };
        let site = self.from.site;
        let oembed = export::oembed(&page.title, &links.url, &site.title, site.base_url.as_str());
        vec![
            self.page("embed.html", &format!("{}embed/", entry.path), &embed, Some(episode.file)),
            artifact_of_page(&format!("{}oembed.json", entry.path), oembed, Some(episode.file)),
        ]
    }
}

/// A video as the page links to it.
pub(super) fn video_view(video: &Video) -> VideoView {
    VideoView {
        href: watch(video, 0.0),
        embed: format!("https://www.youtube-nocookie.com/embed/{}", video.youtube),
        offset: video.offset,
    }
}

/// The address of a moment of a video; `at` in seconds of the audio.
pub(super) fn watch(video: &Video, at: f64) -> String {
    let page = format!("https://www.youtube.com/watch?v={}", video.youtube);
    let at = (at + video.offset).max(0.0).floor();
    if 0.0 < at { format!("{page}&t={at:.0}s") } else { page }
}
