//! What a page says about itself to other sites and to programs.

use serde_json::Value;

use super::super::card::{self, CardText};
use super::super::export::json_ld;
use super::super::urls;
use super::super::view::{AudioMeta, EpisodePage, ImageView, MetaView, NavLink};
use super::super::{Artifact, Content};
use super::{Press, Renderer};
use crate::diag::Diagnostic;
use crate::hash::ContentHash;
use crate::model::{Episode, EpisodeId, ShowId};
use crate::path::SitePath;

/// A card: its picture for `meta`, and its file.
pub(super) type Card = (ImageView, Artifact);

impl Press<'_> {
    /// The card of the site, for pages that have none.
    pub(super) fn site_card(&self) -> Result<Option<Card>, Diagnostic> {
        let site = self.from.site;
        let foot = super::links::short(&site.description, 90);
        self.card(CardText { title: &site.title, foot, ..CardText::default() }, ShowId(0))
    }

    /// Draws a card, if there are any.
    pub(super) fn card(
        &self,
        mut text: CardText<'_>,
        show: ShowId,
    ) -> Result<Option<Card>, Diagnostic> {
        let (Some(cards), Some(hand)) = (&self.from.cards, self.card_hand) else { return Ok(None) };
        text.rtl = super::site_view::direction(&self.from.site.language) == "rtl";
        let cover = self.from.covers.get(usize::from(show.0)).and_then(Option::as_ref);
        let view = cards.view(&text, cover.map(|it| it.card.as_str()));
        let svg = self.templates.render_card(&view)?;
        let shown = format!("{hand}{svg}");
        let path = format!("cards/{:.20}.png", ContentHash::of(shown.as_bytes()));
        let Some(path) = SitePath::new(&path) else { return Ok(None) };
        let image = ImageView {
            url: self.urls.absolute(path.as_str()),
            size: Some(card::SIZE),
            alt: text.title.to_owned(),
        };
        let drawing = Content::Drawn(cards.drawing(svg));
        Ok(Some((image, Artifact { path, content: drawing, origin: None })))
    }
}

impl Renderer<'_> {
    /// What a page without anything of its own says.
    pub(super) fn plain_meta(&self) -> MetaView {
        MetaView { image: self.site_card.clone(), ..MetaView::default() }
    }

    /// What the page of an episode says; its card too.
    pub(super) fn episode_meta(
        &self,
        id: EpisodeId,
        episode: &Episode,
        page: &EpisodePage,
    ) -> Result<(MetaView, Option<Artifact>), Diagnostic> {
        let entry = self.look.episode(id);
        let show = &self.from.site.shows[usize::from(episode.show.0)];
        let names: Vec<&str> = episode.people.iter().map(|it| it.name.as_str()).collect();
        let label = page.number.map(|it| format!("{} {it}", self.ui.get("episode")));
        let text = CardText {
            show: &show.title,
            label: label.unwrap_or_default(),
            title: &page.title,
            foot: names.join(", "),
            course: self
                .stretches(&entry.facts)
                .iter()
                .map(|it| (it.from, it.to, it.part.nth()))
                .collect(),
            rtl: false,
        };
        let is_unlisted = self.look.is_unlisted(id);
        let card = if is_unlisted { None } else { self.card(text, episode.show)? };
        let (image, artifact) = card.unzip();
        let audio = crate::catalog::enclosure(entry, self.from.site);
        let ld = json_ld::episode(
            entry,
            json_ld::OfEpisode {
                series: self.series(episode.show),
                description: &page.description,
                season: episode.season,
                image: image.as_ref().map(|it| it.url.clone()),
                audio: audio.clone(),
                people: episode
                    .people
                    .iter()
                    .map(|it| self.feed_person(&it.name, it.role))
                    .collect(),
                topics: &self.named_topics(id, &episode.topics),
            },
            &self.urls,
        );
        let steps = [
            (show.title.as_str(), self.urls.absolute(&urls::show(show))),
            (page.title.as_str(), self.urls.absolute(&entry.path)),
        ];
        let mime = episode.audio.as_ref().map(|it| it.mime.clone()).unwrap_or_default();
        let meta = MetaView {
            image: image.or_else(|| self.site_card.clone()),
            audio: audio.map(|url| AudioMeta { url, mime }),
            json_ld: Some(json_ld::script(vec![ld, json_ld::breadcrumbs(&steps)])),
            is_hidden: is_unlisted,
        };
        Ok((meta, artifact))
    }

    fn series(&self, show: ShowId) -> Value {
        let site = self.from.site;
        let of = &site.shows[usize::from(show.0)];
        let guid = self.look.show_guid(show);
        let guid = site.is_settled.then_some(guid.as_str());
        json_ld::series(of, &site.language, guid, self.show_image(show), &self.urls)
    }

    /// What the home of a site or show says.
    pub(super) fn home_meta(&self, show: Option<ShowId>) -> MetaView {
        let site = self.from.site;
        let shows: Vec<ShowId> = match show {
            Some(show) => vec![show],
            None => {
                (0..site.shows.len()).filter_map(|it| u16::try_from(it).ok()).map(ShowId).collect()
            }
        };
        let things = shows.iter().map(|it| self.series(*it)).collect();
        MetaView { json_ld: Some(json_ld::script(things)), ..self.plain_meta() }
    }

    /// What the page of a person says.
    pub(super) fn person_meta(&self, name: &str, path: &str, links: &[String]) -> MetaView {
        let url = self.urls.absolute(path);
        let ld = json_ld::person(name, &url, links);
        let list = self.step("people", "/people/");
        let trail = json_ld::breadcrumbs(&[(&list.label, list.href), (name, url)]);
        MetaView { json_ld: Some(json_ld::script(vec![ld, trail])), ..self.plain_meta() }
    }

    /// What the page of a topic says; its card too, if it has one with a foot.
    pub(super) fn topic_meta(
        &self,
        name: &str,
        path: &str,
        foot: Option<&str>,
    ) -> Result<(MetaView, Option<Artifact>), Diagnostic> {
        let text = foot.map(|foot| CardText {
            show: &self.from.site.title,
            label: self.ui.get("topic").to_owned(),
            title: name,
            foot: foot.to_owned(),
            ..CardText::default()
        });
        let card = text.map(|it| self.card(it, ShowId(0))).transpose()?.flatten();
        let (image, artifact) = card.unzip();
        let list = self.step("topics", "/topics/");
        let trail =
            json_ld::breadcrumbs(&[(&list.label, list.href), (name, self.urls.absolute(path))]);
        let meta = MetaView {
            image: image.or_else(|| self.site_card.clone()),
            json_ld: Some(json_ld::script(vec![trail])),
            ..MetaView::default()
        };
        Ok((meta, artifact))
    }

    fn step(&self, key: &'static str, path: &str) -> NavLink {
        NavLink { label: self.ui.get(key).to_owned(), href: self.urls.absolute(path) }
    }
}
