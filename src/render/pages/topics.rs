//! Topics: the list of all, and of each every moment.

use std::collections::BTreeMap;

use super::super::chart::{self, Caption, Value};
use super::super::escape::escape;
use super::super::feed::{self, FeedEntry};
use super::super::urls;
use super::super::view::{
    ChartView, EpisodeRef, MomentView, MomentsView, NavLink, TimeView, TopicGroup, TopicLink,
    TopicPage, TopicsPage,
};
use super::super::{Artifact, export};
use super::links::{bare, on_page, short, spoken, time_view};
use super::{Renderer, artifact_of_page};
use crate::catalog::{ShownMoment, TopicEntry, TopicName};
use crate::diag::Diagnostic;
use crate::model::{EpisodeId, Moment, MomentKind, Placement};
use crate::path::Slug;
use crate::schemes::is_safe;
use crate::time::Timestamp;

/// Topics in the chart over the list.
const TOP: usize = 10;

/// Topics that stand open at once.
const AT_ONCE: usize = 120;

/// Topics of a long list that are shown by how often they come up.
const OFTEN: usize = 40;

/// Entries of a topic's feed.
const FEED_ENTRIES: usize = 50;

impl Renderer<'_> {
    /// Makes `/topics/`.
    pub(super) fn topics(&self) -> Result<Artifact, Diagnostic> {
        let topics = self.look.topics();
        let mut groups: BTreeMap<(u8, String), Vec<TopicLink>> = BTreeMap::new();
        for (idx, it) in topics.iter().enumerate() {
            groups
                .entry(initial(&it.name, self.ui.get("others")))
                .or_default()
                .push(self.topic_link(idx));
        }
        // Letters of two scripts may be written with one: `T` and `Т`.
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let group = |((_, label), topics): ((u8, String), Vec<TopicLink>)| {
            let slug = Slug::of(&label).map_or("other".to_owned(), |it| it.to_string());
            let n = ids.entry(slug.clone()).and_modify(|it| *it += 1).or_insert(1);
            let id = if *n == 1 { format!("group-{slug}") } else { format!("group-{slug}-{n}") };
            TopicGroup { id, label, topics }
        };
        let top = self.top_topics(TOP);
        let mut often: Vec<usize> = (0..topics.len()).filter(|_| AT_ONCE < topics.len()).collect();
        often.sort_by_key(|it| std::cmp::Reverse(topics[*it].moments.len()));
        often.truncate(OFTEN);
        let page = TopicsPage {
            full_title: self.full_title(self.ui.get("topics")),
            description: self.of_site("topics_about"),
            canonical: self.urls.absolute("/topics/"),
            lead: self.ui.count("topics_lead", topics.len()),
            top: (3 < topics.len()).then(|| self.top_chart(&top)),
            often: often.into_iter().map(|it| self.topic_link(it)).collect(),
            is_long: AT_ONCE < topics.len(),
            lately: self.topics_lately().into_iter().map(|it| self.topic_link(it)).collect(),
            groups: groups.into_iter().map(group).collect(),
        };
        self.page("topics.html", "/topics/", &page, None)
    }

    /// The topics that tell most of the show: discussed often, and not just said
    /// everywhere.
    pub(super) fn top_topics(&self, n: usize) -> Vec<usize> {
        let topics = self.look.topics();
        let all = (self.look.newest().len() + 1) as f64;
        let weight = |it: &TopicEntry| it.n_discussed as f64 * (all / it.n_episodes as f64).ln();
        let mut top: Vec<usize> = (0..topics.len()).collect();
        let often = |it: usize| (topics[it].n_episodes, topics[it].moments.len());
        top.sort_by(|a, b| {
            let by_weight = weight(&topics[*b]).total_cmp(&weight(&topics[*a]));
            by_weight.then(often(*b).cmp(&often(*a)))
        });
        top.truncate(n);
        top
    }

    /// The topics that the newest episodes discuss more than those before.
    fn topics_lately(&self) -> Vec<usize> {
        let topics = self.look.topics();
        let all = self.look.newest().len() as f64;
        let lately = crate::catalog::n_lately(self.look.newest().len()) as f64;
        // How often the newest would discuss it if nothing had changed.
        let expected = |it: &TopicEntry| it.n_discussed as f64 * lately / all.max(1.0);
        let weight = |it: &TopicEntry| it.n_lately as f64 - 2.0 * expected(it);
        let is_new = |it: &usize| 2 <= topics[*it].n_lately && 0.0 < weight(&topics[*it]);
        let mut new: Vec<usize> = (0..topics.len()).filter(is_new).collect();
        new.sort_by(|a, b| weight(&topics[*b]).total_cmp(&weight(&topics[*a])));
        new.truncate(TOP);
        new
    }

    fn top_chart(&self, top: &[usize]) -> ChartView {
        let topics = self.look.topics();
        let are_discussed = top.iter().all(|it| topics[*it].n_discussed > 0);
        let value = |it: &usize| {
            let topic = &topics[*it];
            let n = if are_discussed { topic.n_discussed } else { topic.n_episodes };
            let text = self.ui.count("n_episodes", n);
            Value {
                name: topic.name.clone(),
                value: n as f64,
                text,
                href: Some(self.urls.href(&urls::topic(&topic.slug))),
            }
        };
        let caption = Caption {
            id: "top",
            title: self.ui.get("most_talked_about"),
            heads: &[self.ui.get("topic"), self.ui.get("episodes")],
        };
        let mut values: Vec<Value> = top.iter().map(value).collect();
        // A chart whose bars are in no order is hard to read.
        values.sort_by(|a, b| b.value.total_cmp(&a.value));
        chart::rows(caption, &values)
    }

    /// How many pages a topic has.
    pub(super) fn topic_pages(&self, idx: usize) -> usize {
        self.look.topic_line(idx).n_pages
    }

    /// Makes a page of a topic; the first brings feeds and `topic.json`.
    pub(super) fn topic(&self, idx: usize, nth: usize) -> Result<Vec<Artifact>, Diagnostic> {
        let (topic, shown) = self.look.topic_page(idx, nth);
        let path = urls::topic(&topic.slug);
        let (discussed, mentioned) = self.moments_of_page(&shown);
        let total = self.topic_pages(idx);
        let href = |name: &str| self.urls.href(&format!("{path}{name}"));
        let count = self.ui.fill(
            "moments_in",
            &[
                ("moments", &self.ui.count_within("n_moments", topic.moments.len())),
                ("episodes", &self.ui.count_within("n_episodes", topic.n_episodes)),
            ],
        );
        let names = [("name", topic.name.as_str()), ("site", &self.from.site.title)];
        let page = TopicPage {
            full_title: self.title_of_page(&topic.name, nth),
            description: short(
                &self.ui.fill("topic_about", &[names[0], names[1], ("count", &count)]),
                200,
            ),
            canonical: self.urls.absolute(&urls::page(&path, nth)),
            name: topic.name.clone(),
            about: topic.description.clone().unwrap_or_default(),
            url: topic
                .url
                .as_ref()
                .filter(|it| is_safe(it))
                .map(|it| NavLink { label: bare(it), href: it.clone() }),
            parent: topic.parent.map(|it| self.topic_nav(self.look.topic_at(it))),
            parts: self.parts(idx),
            count,
            years: self.years_of(topic),
            discussed,
            mentioned,
            related: topic.related.iter().map(|it| self.topic_link(*it)).collect(),
            pager: self.pager(&path, nth, total),
            feed: href("feed.xml"),
            json_feed: href("feed.json"),
            json: self.from.site.exports.files.then(|| href("topic.json")),
        };
        let address = urls::page(&path, nth);
        let has_card = topic.in_file || self.from.site.exports.topic_cards <= topic.n_episodes;
        let foot = has_card.then_some(page.count.as_str());
        let (meta, card) = self.topic_meta(&topic.name, &address, foot)?;
        let mut made = vec![self.page_with("topic.html", &address, (&page, &meta), None)?];
        made.extend(card.filter(|_| nth == 1));
        if nth == 1 {
            let topic = self.look.topic(idx);
            if page.json.is_some() {
                let json = export::topic_json(topic, &self.look, self.from.site, &self.urls);
                made.push(artifact_of_page(&format!("{path}topic.json"), json, None)?);
            }
            let title = self.ui.fill("topic_feed", &names);
            let about = self.ui.fill("topic_feed_about", &names);
            made.extend(self.small_feed(&path, title, about, self.topic_entries(topic))?);
        }
        Ok(made)
    }

    fn parts(&self, idx: usize) -> Vec<NavLink> {
        let parts = self.look.topic_parts(idx).iter();
        parts.map(|it| self.topic_nav(self.look.topic_at(*it))).collect()
    }

    /// A topic as a link.
    pub(super) fn topic_nav(&self, topic: TopicName<'_>) -> NavLink {
        let href = self.urls.href(&urls::topic(topic.slug));
        NavLink { label: topic.name.to_owned(), href }
    }

    /// A topic in a list.
    pub(super) fn topic_link(&self, idx: usize) -> TopicLink {
        let topic = self.look.topic_line(idx);
        let TopicName { name, slug } = topic.name;
        let names = topic.aliases.iter().map(|it| it.to_lowercase()).chain([name.to_lowercase()]);
        let parent = topic.parent.map(|it| self.look.topic_at(it).name.to_owned());
        TopicLink {
            name: name.to_owned(),
            href: self.urls.href(&urls::topic(slug)),
            count: self.ui.count("n_moments", topic.n_moments),
            names: names.collect::<Vec<_>>().join(" "),
            parent,
        }
    }

    /// The moments of a page: items first, then mentions; each newest first.
    fn moments_of_page(&self, shown: &[ShownMoment<'_>]) -> (Vec<MomentsView>, Vec<MomentsView>) {
        let (mut discussed, mut mentioned) = (Vec::new(), Vec::new());
        let mut last = None;
        for it in shown {
            let kind = it.moment.kind;
            let list: &mut Vec<MomentsView> = match kind {
                MomentKind::Item => &mut discussed,
                MomentKind::Mention => &mut mentioned,
            };
            if last.replace((it.episode, kind)) != Some((it.episode, kind)) {
                let episode = self.episode_ref(it.episode);
                list.push(MomentsView { episode, moments: Vec::new() });
            }
            if let Some(last) = list.last_mut() {
                last.moments.push(self.moment_view(it));
            }
        }
        (discussed, mentioned)
    }

    fn moment_view(&self, shown: &ShownMoment<'_>) -> MomentView {
        let ShownMoment { episode, moment, item } = *shown;
        let show = self.look.line(episode).show();
        let corrections = &self.from.site.shows[usize::from(show.0)].corrections;
        let (before, name, after) = parts(moment);
        let correct = |it: &str| super::super::correct::plain(it, corrections);
        MomentView {
            href: self.moment_href(episode, moment),
            time: self.moment_time(episode, moment, item.and_then(|it| it.placement)),
            item: item.map(|it| short(it.title, 100)),
            before: correct(before),
            name: correct(name),
            after: correct(after),
        }
    }

    /// A moment as a link to its episode. That a name is said there is no
    /// guess; where an item begins may be.
    fn moment_time(
        &self,
        episode: EpisodeId,
        moment: &Moment,
        placement: Option<&Placement>,
    ) -> Option<TimeView> {
        let start = moment.start?;
        let page = self.urls.href(self.look.line(episode).path());
        let guess = placement.map(time_view).filter(|_| moment.kind == MomentKind::Item);
        // Items and their moments begin at the same time.
        Some(on_page(guess.unwrap_or_else(|| spoken(start)), &page))
    }

    /// Where a moment leads: to its time, or to its item in the notes.
    fn moment_href(&self, episode: EpisodeId, moment: &Moment) -> String {
        let page = self.urls.href(self.look.line(episode).path());
        format!("{page}{}", urls::anchor(&self.look, episode, moment))
    }

    /// An episode in a line.
    pub(super) fn episode_ref(&self, id: EpisodeId) -> EpisodeRef {
        let line = self.look.line(id);
        EpisodeRef {
            title: line.title().to_owned(),
            number: line.number(),
            href: self.urls.href(line.path()),
            date: line.date().map(|it| self.date_view(it)),
            show: self.show_link(line.show()),
        }
    }

    /// In how many episodes of each year a topic comes up.
    fn years_of(&self, topic: &TopicEntry) -> Option<ChartView> {
        let counts = &topic.by_year;
        let (first, last) = (*counts.keys().next()?, *counts.keys().next_back()?);
        let value = |year: i16| {
            let n = counts.get(&year).copied().unwrap_or_default();
            Value { name: year.to_string(), value: n as f64, text: n.to_string(), href: None }
        };
        let title = self.ui.fill("topic_by_year", &[("name", &topic.name)]);
        let caption = Caption {
            id: "years",
            title: &title,
            heads: &[self.ui.get("year"), self.ui.get("episodes")],
        };
        (first < last)
            .then(|| chart::columns(caption, &(first..=last).map(value).collect::<Vec<_>>()))
    }

    /// An entry for each episode in which the topic comes up, with its moments.
    fn topic_entries(&self, topic: &TopicEntry) -> Vec<FeedEntry> {
        let mut entries: Vec<FeedEntry> = Vec::new();
        let mut last = None;
        for it in &topic.moments {
            let url = self.urls.absolute(self.look.line(it.0).path());
            let moment = self.look.moment(it.0, it.1);
            let at = format!("{url}{}", urls::anchor(&self.look, it.0, moment));
            if last.replace(it.0) != Some(it.0) {
                if entries.len() == FEED_ENTRIES {
                    break;
                }
                let entry = self.brief_entry(it.0);
                entries.push(FeedEntry {
                    title: format!("{}: {}", topic.name, entry.title),
                    url: at.clone(),
                    description: String::new(),
                    ..entry
                });
            }
            if let Some(last) = entries.last_mut() {
                last.description += &format!(
                    "<p><a href=\"{}\">{}</a> {}</p>\n",
                    escape(&at),
                    moment.start.map_or_else(|| "#".to_owned(), Timestamp::clock),
                    escape(&moment.text)
                );
            }
        }
        for it in &mut entries {
            it.description = feed::description(&it.description, feed::DESCRIPTION_BYTES);
        }
        entries
    }
}

/// A moment's text before, at and behind the name.
fn parts(moment: &Moment) -> (&str, &str, &str) {
    let (from, to) = (usize::from(moment.name.start), usize::from(moment.name.end));
    match (moment.text.get(..from), moment.text.get(from..to), moment.text.get(to..)) {
        (Some(before), Some(name), Some(after)) => (before, name, after),
        _ => (&moment.text, "", ""),
    }
}

/// What a name is listed under: letters in their order, then digits, then the
/// rest.
fn initial(name: &str, others: &str) -> (u8, String) {
    let Some(first) = name.chars().find(|it| it.is_alphanumeric()) else {
        return (2, others.to_owned());
    };
    let latin = crate::path::Slug::of(&first.to_string());
    match latin.as_ref().and_then(|it| it.as_str().chars().next()) {
        _ if first.is_numeric() => (1, "0–9".to_owned()),
        Some(it) if first.is_ascii() || ('\u{C0}'..='\u{24F}').contains(&first) => {
            (0, it.to_ascii_uppercase().to_string())
        }
        _ => (0, first.to_uppercase().to_string()),
    }
}
