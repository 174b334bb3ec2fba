//! What an episode, and what pages, bring to search.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Renderer;
use super::links::short;
use crate::cache;
use crate::catalog::Entry;
use crate::diag::Diagnostic;
use crate::hash::ContentHash;
use crate::model::{Episode, EpisodeId, Grade, Item, ItemFacts, Moment, Part};
use crate::path::SitePath;
use crate::render::view::SearchPage;
use crate::render::{Artifact, Content, correct, urls};
use crate::search::{
    Contribution, Field, FoundPage, Gatherer, Language, PageWords, RECORD_FILE, Record,
    RecordedItem, RecordedPassage, VTT_HEAD, passages,
};

/// Topics that are offered to those who do not know what to look for.
const TOPICS: usize = 24;

/// Characters of an item in a list of results: of its title, of its text.
const TITLE: usize = 90;
const BODY: usize = 280;

impl Renderer<'_> {
    /// The words of an episode, each with its moments.
    #[must_use]
    pub fn words(&self, id: EpisodeId, episode: &Episode) -> Contribution {
        let site = self.from.site;
        let mut words = Gatherer::new(Language::of(&site.language));
        words.text(0, Field::Title, &episode.title.value);
        for it in &episode.people {
            words.text(0, Field::Item, &it.name);
        }
        if let Some(summary) = &episode.summary {
            words.text(0, Field::Note, &summary.value);
        }
        for range in episode.notes.parts.iter().filter_map(prose) {
            words.text(0, Field::Note, episode.notes.markdown.get(range.clone()).unwrap_or(""));
        }
        for filter in self.filters(id) {
            words.filter(0, filter.0, &filter.1);
        }
        for (moment, item) in (1..).zip(&episode.notes.items) {
            words.text(moment, Field::Item, &item.title);
            words.text(moment, Field::Note, &item.body);
        }
        let Some(transcript) = &episode.transcript else { return words.end() };
        let corrections = &site.shows[usize::from(episode.show.0)].corrections;
        let mut names = self.names(id).into_iter().peekable();
        let first = 1 + episode.notes.items.len() as u32;
        for (moment, cues) in (first..).zip(passages(transcript)) {
            let cues = &transcript.cues[cues];
            let said: Vec<&str> = cues.iter().map(|it| it.text.as_str()).collect();
            words.text(moment, Field::Speech, &correct::plain(&said.join(" "), corrections));
            let mut last = None;
            for speaker in cues.iter().filter_map(|it| transcript.speaker(it)) {
                if last != Some(speaker) {
                    words.filter(moment, "speaker", &correct::plain(speaker, corrections));
                }
                last = Some(speaker);
            }
            let end = cues.last().map(|it| it.end.as_millis()).unwrap_or_default();
            while let Some((_, name)) = names.next_if(|it| it.0 < end) {
                words.name(moment, name);
            }
        }
        words.end()
    }

    /// What an episode can be found by, besides its words: `year`, `2026`.
    fn filters(&self, id: EpisodeId) -> Vec<(&'static str, Cow<'_, str>)> {
        let facts = &self.look.episode(id).facts;
        let mut filters: Vec<(_, Cow<'_, str>)> = Vec::new();
        filters.extend(facts.number.map(|it| ("episode", it.value.to_string().into())));
        filters.extend(facts.date.map(|it| ("year", it.value.year().to_string().into())));
        let catalog = self.look.everything();
        let topics: BTreeSet<_> = self.look.moments(id).map(|it| it.topic).collect();
        for it in topics.into_iter().filter_map(|it| catalog.topic(it)) {
            let names = it.aliases.iter().chain([&it.name]);
            filters.extend(names.map(|it| ("topic", it.as_str().into())));
        }
        filters
    }

    /// When the topics of an episode come up, in milliseconds, and what they
    /// are called.
    fn names(&self, id: EpisodeId) -> Vec<(u64, &str)> {
        let moments = self.look.moments(id);
        let name =
            |it: &Moment| Some((it.start?.as_millis(), self.look.topic_name(it.topic)?.name));
        moments.filter_map(name).collect()
    }

    /// All that the words of an episode follow from, besides its own files.
    #[must_use]
    pub fn words_key(&self, id: EpisodeId) -> ContentHash {
        let facts = &self.look.episode(id).facts;
        cache::digest(&(&facts.hash, facts.date, self.filters(id), self.names(id)))
    }

    /// The file by which results show an episode; `vtt` is its transcript, and
    /// where each cue begins in there.
    pub(super) fn record_file(
        &self,
        entry: &Entry,
        episode: &Episode,
        vtt: Option<&(String, Vec<usize>)>,
    ) -> Option<Artifact> {
        let (begins, length) = vtt.map_or((&[][..], 0), |it| (&it.1, it.0.len()));
        let record = self.record(entry, episode, (begins, length));
        Some(Artifact {
            path: SitePath::of_page(&format!("{}{RECORD_FILE}", entry.path))?,
            content: Content::Bytes(record.to_bytes()),
            origin: Some(episode.file),
        })
    }

    fn record(&self, entry: &Entry, episode: &Episode, vtt: (&[usize], usize)) -> Record {
        let facts = &entry.facts;
        let item = |(item, facts): (&Item, &ItemFacts)| RecordedItem {
            title: short(&item.title, TITLE),
            body: short(&item.body, BODY),
            start: facts.placement.as_ref().map(|it| it.start.as_millis()),
            guessed: facts.placement.as_ref().is_some_and(|it| it.grade() == Grade::About),
        };
        let items = episode.notes.items.iter().zip(&facts.items);
        let summary = facts.summary.as_ref().map(|it| short(&it.value, BODY));
        let mut record = Record {
            title: facts.title.value.clone(),
            show: self.from.site.shows[usize::from(facts.show.0)].title.clone(),
            number: facts.number.map(|it| it.value),
            day: facts.date.map(|it| self.date_view(it).text).unwrap_or_default(),
            year: facts.date.and_then(|it| u32::try_from(it.value.year()).ok()),
            summary: summary.unwrap_or_default(),
            items: items.map(item).collect(),
            ..Record::default()
        };
        let Some(transcript) = &episode.transcript else { return record };
        let begin = |cue: usize| vtt.0.get(cue).copied().unwrap_or(vtt.1) as u64;
        let timed = transcript.is_timed();
        for cues in passages(transcript) {
            let first = &transcript.cues[cues.start];
            // Without times there is no such file, and nothing to read in it.
            let bytes = begin(cues.end).saturating_sub(begin(cues.start).max(VTT_HEAD));
            record
                .passages
                .push(RecordedPassage { start: timed.then(|| first.start.as_millis()), bytes });
        }
        record
    }

    /// The page with the field for words; without a script it leads to the
    /// lists.
    pub(super) fn search_page(&self) -> Result<Artifact, Diagnostic> {
        let topics = self.top_topics(TOPICS).into_iter().map(|it| self.topic_link(it));
        let page = SearchPage {
            full_title: self.full_title(self.ui.get("search")),
            description: self.of_site("search_about"),
            canonical: self.urls.absolute("/search/"),
            topics: topics.collect(),
        };
        self.page("search.html", "/search/", &page, None)
    }

    /// Every page that can be found by its name, in order, and the words of
    /// their names.
    #[must_use]
    pub fn found_pages(&self) -> (Vec<FoundPage>, PageWords) {
        let catalog = self.look.everything();
        let page = |kind: &str, path: String, title: &str| FoundPage {
            kind: kind.to_owned(),
            path,
            title: title.to_owned(),
        };
        let mut pages: Vec<(FoundPage, Vec<&str>)> = Vec::new();
        for it in &catalog.topics {
            let names = it.aliases.iter().map(String::as_str).collect();
            pages.push((page("topic", urls::topic(&it.slug), &it.name), names));
        }
        for it in &catalog.people {
            pages.push((page("person", urls::person(&it.slug), &it.name), Vec::new()));
        }
        for it in &catalog.sponsors {
            pages.push((page("sponsor", urls::sponsor(&it.slug), &it.name), Vec::new()));
        }
        for it in self.from.pages {
            pages.push((page("page", it.path.clone(), &it.title), Vec::new()));
        }
        pages.sort();
        let mut words = PageWords::new();
        for (nth, (page, names)) in (0..).zip(&pages) {
            for name in names.iter().copied().chain([page.title.as_str()]) {
                let of_name = crate::search::Words::of(name);
                let single = (0..of_name.len()).map(|it| of_name.text(it).to_owned());
                for word in single.chain([crate::search::key(name)]) {
                    let of_word = words.entry(word).or_default();
                    if !word_is_known(of_word, nth) {
                        of_word.push(nth);
                    }
                }
            }
        }
        words.remove("");
        (pages.into_iter().map(|it| it.0).collect(), words)
    }
}

fn word_is_known(pages: &[u32], page: u32) -> bool {
    pages.last() == Some(&page)
}

/// Notes that belong to no item.
fn prose(part: &Part) -> Option<&std::ops::Range<usize>> {
    match part {
        Part::Prose(range) => Some(range),
        _ => None,
    }
}
