//! `/stats/`: the show as pictures.

use std::collections::BTreeMap;

use super::super::Artifact;
use super::super::chart::{self, Caption, Value};
use super::super::urls;
use super::super::view::{ChartView, NewestBar, StatsPage};
use super::super::wording::unbroken;
use super::Renderer;
use super::links::length_view;
use crate::catalog::Entry;
use crate::diag::Diagnostic;
use crate::time::Length;

/// Topics in the timeline.
const TIMELINE: usize = 12;

/// People in the chart of talk time.
const TALKERS: usize = 10;

impl Renderer<'_> {
    /// Makes `/stats/`.
    pub(super) fn stats(&self) -> Result<Artifact, Diagnostic> {
        let catalog = self.look.everything();
        let mut charts = Vec::new();
        charts.extend(self.episodes_by_year());
        charts.extend(self.timeline());
        charts.extend(self.talk_time());
        charts.extend(self.lengths());
        let newest = catalog.newest.iter().find_map(|id| {
            let entry = catalog.episode(*id);
            // Its items, which are the same links for keys, are on its page.
            let bar = self.topic_bar(&entry.facts, None)?;
            let length = entry.facts.length.map(|it| length_view(it.value));
            Some(NewestBar { episode: self.episode_ref(*id), length, bar })
        });
        let page = StatsPage {
            full_title: self.full_title(self.ui.get("statistics")),
            description: self.of_site("stats_about"),
            canonical: self.urls.absolute("/stats/"),
            totals: self.totals(),
            charts,
            newest,
        };
        self.page("stats.html", "/stats/", &page, None)
    }

    fn totals(&self) -> Vec<(String, String)> {
        let catalog = self.look.everything();
        let facts = || catalog.episodes.iter().map(|it| &it.facts);
        let millis: u64 = facts().filter_map(|it| it.length).map(|it| it.value.as_millis()).sum();
        let hours = millis / 3_600_000;
        let placed = facts().flat_map(|it| &it.items).filter(|it| it.placement.is_some()).count();
        let moments: usize = catalog.topics.iter().map(|it| it.moments.len()).sum();
        let all = [
            ("episodes", catalog.episodes.len()),
            ("hours", usize::try_from(hours).unwrap_or_default()),
            ("items_with_time", placed),
            ("topics", catalog.topics.len()),
            ("moments", moments),
            ("people", catalog.people.len()),
        ];
        let shown = all.into_iter().filter(|it| 0 < it.1);
        shown.map(|(key, n)| (self.ui.get(key).to_owned(), thousands(n))).collect()
    }

    fn episodes_by_year(&self) -> Vec<ChartView> {
        let ui = self.ui;
        let mut years: BTreeMap<i16, (usize, u64)> = BTreeMap::new();
        for entry in &self.look.everything().episodes {
            let Some(date) = entry.facts.date else { continue };
            let year = years.entry(date.value.year()).or_default();
            year.0 += 1;
            year.1 += entry.facts.length.map_or(0, |it| it.value.as_millis());
        }
        let (Some(first), Some(last)) = (years.keys().next(), years.keys().next_back()) else {
            return Vec::new();
        };
        // A single column compares nothing.
        if first == last {
            return Vec::new();
        }
        let of = |year: i16| years.get(&year).copied().unwrap_or_default();
        let episodes = |year: i16| {
            let n = of(year).0;
            Value { name: year.to_string(), value: n as f64, text: n.to_string(), href: None }
        };
        let hours = |year: i16| {
            let hours = of(year).1 as f64 / 3_600_000.0;
            Value { name: year.to_string(), value: hours, text: format!("{hours:.1}"), href: None }
        };
        let all = || *first..=*last;
        let mut charts = vec![chart::columns(
            Caption {
                id: "episodes",
                title: ui.get("episodes_by_year"),
                heads: &[ui.get("year"), ui.get("episodes")],
            },
            &all().map(episodes).collect::<Vec<_>>(),
        )];
        if years.values().any(|it| 0 < it.1) {
            charts.push(chart::columns(
                Caption {
                    id: "hours",
                    title: ui.get("hours_by_year"),
                    heads: &[ui.get("year"), ui.get("hours")],
                },
                &all().map(hours).collect::<Vec<_>>(),
            ));
        }
        charts
    }

    /// The topics of most episodes through the years.
    fn timeline(&self) -> Option<ChartView> {
        let topics = self.look.topics();
        let top: Vec<_> = self.top_topics(TIMELINE).into_iter().map(|it| &topics[it]).collect();
        let counts: Vec<_> = top.iter().map(|it| &it.by_year).collect();
        let years = || counts.iter().flat_map(|it| it.keys()).copied();
        let (first, last) = (years().min()?, years().max()?);
        if first == last {
            return None;
        }
        let names: Vec<String> = (first..=last).map(|it| it.to_string()).collect();
        let series: Vec<(String, Vec<usize>)> = top
            .iter()
            .zip(&counts)
            .map(|(topic, counts)| {
                let count = |it: i16| counts.get(&it).copied().unwrap_or_default();
                (topic.name.clone(), (first..=last).map(count).collect())
            })
            .collect();
        let heads: Vec<&str> =
            std::iter::once(self.ui.get("topic")).chain(names.iter().map(String::as_str)).collect();
        let caption = Caption { id: "timeline", title: self.ui.get("timeline"), heads: &heads };
        Some(chart::bubbles(caption, &names, &series))
    }

    fn talk_time(&self) -> Option<ChartView> {
        let mut people: Vec<_> =
            self.look.everything().people.iter().filter(|it| 0 < it.talk.as_millis()).collect();
        people.sort_by_key(|it| std::cmp::Reverse(it.talk));
        let value = |it: &&crate::catalog::PersonEntry| Value {
            name: it.name.clone(),
            value: it.talk.seconds(),
            text: it.talk.words(),
            href: Some(self.urls.href(&urls::person(&it.slug))),
        };
        let values: Vec<Value> = people.iter().take(TALKERS).map(value).collect();
        let caption = Caption {
            id: "talk",
            title: self.ui.get("talk_time"),
            heads: &[self.ui.get("person"), self.ui.get("time")],
        };
        (!values.is_empty()).then(|| chart::rows(caption, &values))
    }

    /// How much somebody talks, for people.
    pub(super) fn talk_words(&self, talk: Length, n_episodes: usize) -> Option<String> {
        let episodes = self.ui.count_within("n_episodes", n_episodes);
        let values = [("time", unbroken(&talk.words())), ("episodes", episodes)];
        let values = values.each_ref().map(|it| (it.0, it.1.as_str()));
        (0 < talk.as_millis()).then(|| self.ui.fill("talk", &values))
    }

    /// How long each episode is, in the order of the show.
    fn lengths(&self) -> Option<ChartView> {
        let catalog = self.look.everything();
        let oldest = catalog.newest.iter().rev().map(|it| catalog.episode(*it));
        let known: Vec<(&Entry, Length)> =
            oldest.filter_map(|it| Some((it, it.facts.length?.value))).collect();
        if known.len() < 3 {
            return None;
        }
        let last = (known.len() - 1) as f64;
        let name = |entry: &Entry| match entry.facts.number {
            Some(number) => format!("{}: {}", number.value, entry.facts.title.value),
            None => entry.facts.title.value.clone(),
        };
        let point = |(idx, (entry, length)): (usize, &(&Entry, Length))| {
            let value = Value {
                name: name(entry),
                value: length.seconds() / 60.0,
                text: length.words(),
                href: None,
            };
            (idx as f64 / last, value)
        };
        let points: Vec<(f64, Value)> = known.iter().enumerate().map(point).collect();
        let mut ticks: Vec<(f64, String)> = Vec::new();
        for (idx, (entry, _)) in known.iter().enumerate() {
            let Some(date) = entry.facts.date else { continue };
            let year = date.value.year().to_string();
            // Order by number need not be order by day: a year is named where it begins.
            if ticks.iter().all(|it| it.1 != year) {
                ticks.push((idx as f64 / last, year));
            }
        }
        // Without a day nothing says which is the oldest.
        if ticks.is_empty() {
            return None;
        }
        let caption = Caption {
            id: "lengths",
            title: self.ui.get("lengths"),
            heads: &[self.ui.get("episode"), self.ui.get("length")],
        };
        Some(chart::dots(caption, &ticks, &points))
    }
}

/// `12,345` with a thin space, which no language misreads.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (idx, it) in digits.chars().enumerate() {
        if 0 < idx && (digits.len() - idx).is_multiple_of(3) {
            text.push('\u{202F}');
        }
        text.push(it);
    }
    text
}
