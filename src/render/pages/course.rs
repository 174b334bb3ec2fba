//! The course of an episode: its transcript with what begins where, its
//! topics as a bar and as links, and episodes about the same things.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::chart::{self, Part, Stretch};
use super::super::export::{NamedTopic, TopicKind};
use super::super::transcript::{self, Marks};
use super::super::urls;
use super::super::view::{MarkView, NavLink, RelatedLink, TranscriptView};
use super::Renderer;
use super::links::short;
use crate::catalog::TopicName;
use crate::model::{Episode, EpisodeFacts, EpisodeId, Grade, ItemKind, MomentKind, TopicId};
use crate::parse::inline_time;

impl Renderer<'_> {
    /// What is said, with the items and moments that the page links to.
    pub(super) fn transcript_view(
        &self,
        id: EpisodeId,
        episode: &Episode,
        ids: &[String],
    ) -> Option<TranscriptView> {
        let facts = &self.look.episode(id).facts;
        let mut marks = Marks::default();
        for (item, id) in facts.items.iter().zip(ids) {
            let Some(placement) = &item.placement else { continue };
            let about = placement.grade() == Grade::About;
            let mark = MarkView { title: short(&item.title, 72), href: format!("#{id}"), about };
            marks.headings.push((placement.start, mark));
            marks.seconds.insert(placement.start.whole_seconds());
        }
        // Without items that have times the author's chapters are the headings.
        if marks.headings.is_empty() {
            for it in &episode.chapters {
                let href = format!("#t={}", it.start.whole_seconds());
                let mark = MarkView { title: short(&it.title, 72), href, about: false };
                marks.headings.push((it.start, mark));
            }
        }
        let of_topics = self.look.moments(id).filter(|it| self.look.topic_name(it.topic).is_some());
        marks.seconds.extend(of_topics.filter_map(|it| Some(it.start?.whole_seconds())));
        marks.seconds.extend(episode.chapters.iter().map(|it| it.start.whole_seconds()));
        let inline = inline_time::find(&episode.notes.markdown);
        marks.seconds.extend(inline.iter().map(|it| it.time.whole_seconds()));
        marks.corrections = &self.from.site.shows[usize::from(episode.show.0)].corrections;
        marks.refrains = self.look.refrains(id, episode.transcript.as_ref()?);
        let view = transcript::view(episode.transcript.as_ref()?, marks, self.ui);
        (!view.paragraphs.is_empty()).then_some(view)
    }

    /// Topics that come up in an episode: those of its items first, then
    /// those that come up most often.
    pub(super) fn topics_of(&self, id: EpisodeId) -> Vec<NavLink> {
        let all = self.topics_in(id).into_iter().take(TOPICS);
        all.map(|(it, _)| self.topic_nav(it)).collect()
    }

    /// The same for programs, after those that front matter states.
    pub(super) fn named_topics(&self, id: EpisodeId, stated: &[String]) -> Vec<NamedTopic> {
        let own = stated.iter().map(|it| NamedTopic {
            name: it.clone(),
            url: None,
            kind: TopicKind::Stated,
        });
        let mut named: Vec<NamedTopic> = own.collect();
        for (topic, kind) in self.topics_in(id) {
            let url = Some(self.urls.absolute(&urls::topic(topic.slug)));
            match stated.iter().position(|it| topic.is_called(it)) {
                Some(at) => named[at].url = url,
                None => named.push(NamedTopic { name: topic.name.to_owned(), url, kind }),
            }
        }
        named
    }

    /// Topics with a page that come up in an episode, in order of
    /// [`Self::topics_of`].
    fn topics_in(&self, id: EpisodeId) -> Vec<(TopicName<'_>, TopicKind)> {
        let mut ranks: BTreeMap<TopicId, (Reverse<bool>, Reverse<usize>)> = BTreeMap::new();
        for it in self.look.moments(id) {
            let rank = ranks.entry(it.topic).or_insert((Reverse(false), Reverse(0)));
            rank.0.0 |= it.kind == MomentKind::Item;
            rank.1.0 += 1;
        }
        let mut known: Vec<_> = ranks
            .into_iter()
            .filter_map(|(id, rank)| Some((rank, self.look.topic_name(id)?)))
            .collect();
        known.sort_by(|a, b| (a.0, a.1.name).cmp(&(b.0, b.1.name)));
        let kind = |is_item: bool| if is_item { TopicKind::Item } else { TopicKind::Mention };
        known.into_iter().map(|(rank, it)| (it, kind(rank.0.0))).collect()
    }

    /// Episodes about the same things.
    pub(super) fn related(&self, id: EpisodeId) -> Vec<RelatedLink> {
        let link = |it: &crate::catalog::RelatedEpisode| RelatedLink {
            episode: self.episode_ref(it.episode),
            topics: it
                .topics
                .iter()
                .take(4)
                .map(|it| self.look.topic_at(*it).name.to_owned())
                .collect(),
        };
        self.look.episode(id).related.iter().map(link).collect()
    }

    /// The course of an episode as a coloured bar, whose stretches lead to the
    /// page with the address `page`, if one is given.
    pub(super) fn topic_bar(&self, facts: &EpisodeFacts, page: Option<&str>) -> Option<String> {
        let stretches = self.stretches(facts);
        (!stretches.is_empty()).then(|| chart::bar(self.ui.get("course"), &stretches, page))
    }

    /// The course of an episode: its items, or its chapters; empty where they
    /// are no course.
    pub(super) fn stretches(&self, facts: &EpisodeFacts) -> Vec<Stretch> {
        let Some(length) = facts.length else { return Vec::new() };
        let end = length.value.seconds();
        let item = |it: &crate::model::ItemFacts| {
            Some((it.placement.as_ref()?.start, short(&it.title, 72), it.kind))
        };
        let mut starts: Vec<_> = facts.items.iter().filter_map(item).collect();
        if starts.len() < 2 {
            let chapters = facts.chapters.iter();
            starts = chapters.map(|it| (it.start, it.title.clone(), ItemKind::Topic)).collect();
        }
        starts.retain(|it| it.0.seconds() < end);
        starts.sort_by_key(|it| it.0);
        if starts.len() < 2 {
            return Vec::new();
        }
        let ends = starts.iter().skip(1).map(|it| it.0.seconds()).chain([end]);
        let mut stretches = vec![Stretch {
            from: 0.0,
            to: starts[0].0.seconds() / end,
            name: self.ui.get("beginning").to_owned(),
            part: Part::Rest,
            start: None,
        }];
        let mut even = false;
        for ((start, name, kind), to) in starts.iter().zip(ends) {
            let part = match kind {
                ItemKind::Topic => {
                    even = !even;
                    Part::Item(even)
                }
                ItemKind::Extra | ItemKind::Joke => Part::Extra,
                ItemKind::Sponsor => Part::Sponsor,
            };
            let (from, to) = (start.seconds() / end, to / end);
            stretches.push(Stretch { from, to, name: name.clone(), part, start: Some(*start) });
        }
        stretches.retain(|it| it.from < it.to);
        stretches
    }
}

/// Topics named on an episode's page.
const TOPICS: usize = 14;
