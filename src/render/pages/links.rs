//! Links and small views that several pages share.

use jiff::civil::Date;

use super::super::urls;
use super::super::view::{
    DateView, EpisodeLink, HeardView, LengthView, NavLink, PagerView, PersonLink, TimeView,
};
use super::Renderer;
use crate::model::{
    Credit, EpisodeId, Evidence, Grade, ItemKind, Known, Origin, Placement, Role, ShowId,
};
use crate::time::{Length, Timestamp};

/// Topics named beside an episode in a list.
const TOPICS_IN_LIST: usize = 4;

impl Renderer<'_> {
    /// An episode in a list.
    pub(super) fn episode_link(&self, id: EpisodeId, role: Option<Role>) -> EpisodeLink {
        let entry = self.look.episode(id);
        let facts = &entry.facts;
        let href = self.urls.href(&entry.path);
        let ids = urls::item_ids(facts.items.iter().map(|it| it.title.as_str()));
        let topics = facts.items.iter().zip(ids).filter(|(it, _)| it.kind == ItemKind::Topic);
        let topic = |(it, item): (&crate::model::ItemFacts, String)| NavLink {
            label: short(&it.title, 56),
            href: match &it.placement {
                Some(placement) => format!("{href}#t={}", placement.start.whole_seconds()),
                None => format!("{href}#{item}"),
            },
        };
        let topics = topics.take(TOPICS_IN_LIST).map(topic).collect();
        EpisodeLink {
            title: facts.title.value.clone(),
            number: facts.number.map(|it| it.value),
            date: facts.date.map(|it| self.date_view(it)),
            length: facts.length.map(|it| length_view(it.value)),
            // One made of the items would say what stands below it.
            summary: facts
                .summary
                .as_ref()
                .filter(|it| it.origin == Origin::Stated)
                .map(|it| short(&it.value, 240)),
            show: self.show_link(facts.show),
            topics,
            has_audio: facts.audio.is_some(),
            heard: self.heard_view(id),
            has_transcript: facts.has_transcript,
            role: role.map(role_word),
            href,
        }
    }

    /// What says in lists how far one has heard an episode.
    pub(super) fn heard_view(&self, id: EpisodeId) -> Option<HeardView> {
        let line = self.look.line(id);
        let seconds = line.length().map_or(0, |it| it.as_millis() / 1000);
        line.has_audio().then(|| HeardView { id: line.path().to_owned(), seconds })
    }

    /// Where a list of several pages goes on.
    pub(super) fn pager(&self, list: &str, nth: usize, total: usize) -> PagerView {
        let page_link = |it: usize| self.urls.href(&urls::page(list, it));
        PagerView {
            current: nth,
            total,
            here: self.ui.fill("nth_page", &[("n", &nth.to_string())]),
            place: self
                .ui
                .fill("page_of", &[("n", &nth.to_string()), ("total", &total.to_string())]),
            newer: (1 < nth).then(|| page_link(nth - 1)),
            older: (nth < total).then(|| page_link(nth + 1)),
        }
    }

    /// A title on the later pages of a list: `Links, page 2`.
    pub(super) fn title_of_page(&self, title: &str, nth: usize) -> String {
        if nth == 1 {
            return self.full_title(title);
        }
        let page = self.ui.fill("nth_page", &[("n", &nth.to_string())]);
        self.full_title(&format!("{title}, {page}"))
    }

    /// A day, for people and machines.
    pub(super) fn date_view(&self, date: Known<Date>) -> DateView {
        DateView {
            iso: date.value.to_string(),
            text: self.ui.day(date.value),
            guessed: date.origin != Origin::Stated,
        }
    }

    /// The show of an episode, where there is more than one.
    pub(super) fn show_link(&self, show: ShowId) -> Option<NavLink> {
        let shows = &self.from.site.shows;
        let show = shows.get(usize::from(show.0)).filter(|_| 1 < shows.len())?;
        Some(NavLink { label: show.title.clone(), href: self.urls.href(&urls::show(show)) })
    }

    /// A person of an episode.
    pub(super) fn person_link(&self, credit: &Credit) -> PersonLink {
        let page = self.look.person(&credit.name);
        PersonLink {
            name: credit.name.clone(),
            href: page.map(|it| self.urls.href(&urls::person(it))),
            role: role_word(credit.role),
            guessed: credit.origin == Origin::Speech && page.is_none(),
        }
    }
}

/// The word for a role.
pub(super) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Host => "host",
        Role::Guest => "guest",
    }
}

/// A length, for people and machines.
pub(super) fn length_view(length: Length) -> LengthView {
    LengthView { iso: length.iso(), text: length.words() }
}

/// A moment on the page it belongs to.
pub(super) fn time_view(placement: &Placement) -> TimeView {
    let spoken = spoken(placement.start);
    let about = placement.grade() == Grade::About;
    match &placement.evidence {
        Evidence::Stated => spoken,
        Evidence::Matched { words, .. } => TimeView {
            clock: if about { format!("≈ {}", spoken.clock) } else { spoken.clock },
            stated: false,
            about,
            evidence: Some(words.to_string()),
            ..spoken
        },
    }
}

/// A moment at which something certainly is said.
pub(super) fn spoken(start: Timestamp) -> TimeView {
    TimeView {
        clock: start.clock(),
        seconds: start.seconds(),
        href: format!("#t={}", start.whole_seconds()),
        stated: true,
        about: false,
        evidence: None,
    }
}

/// A moment as other pages link to it.
pub(super) fn on_page(time: TimeView, page: &str) -> TimeView {
    TimeView { href: format!("{page}{}", time.href), ..time }
}

/// At most about `length` characters, cut between words.
pub(super) fn short(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let cut: String = text.chars().take(length).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    format!("{}…", cut.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// An address as people read it.
pub(super) fn bare(url: &str) -> String {
    let bare = url.split_once("://").map_or(url, |it| it.1);
    bare.trim_start_matches("www.").trim_end_matches('/').to_owned()
}
