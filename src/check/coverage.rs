//! What episodes have and lack: transcripts, times, people, chapters.

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, FileId, Span};

/// What the episodes of a site have.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// In order of address.
    pub episodes: Vec<EpisodeCoverage>,
}

/// What an episode has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EpisodeCoverage {
    /// Its address below the site's root.
    pub path: String,
    pub number: Option<u32>,
    pub title: String,
    pub transcript: bool,
    /// Items of its notes, and how many of them have a time.
    pub items: usize,
    pub timed: usize,
    pub people: usize,
    pub chapters: usize,
    pub dated: bool,
}

impl Coverage {
    /// What is counted: a name, and how many episodes have it.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, usize)> {
        let count =
            |has: fn(&EpisodeCoverage) -> bool| self.episodes.iter().filter(|it| has(it)).count();
        vec![
            ("transcript", count(|it| it.transcript)),
            ("items", count(|it| 0 < it.items)),
            ("times of all items", count(|it| 0 < it.items && it.timed == it.items)),
            ("people", count(|it| 0 < it.people)),
            ("chapters", count(|it| 0 < it.chapters)),
            ("date", count(|it| it.dated)),
        ]
    }
}

/// What is read of `episode.json`.
#[derive(Deserialize)]
struct Facts {
    number: Option<u32>,
    title: String,
    date: Option<String>,
    duration: Option<f64>,
    items: Vec<Item>,
    chapters: Vec<Start>,
    people: Vec<serde::de::IgnoredAny>,
    transcripts: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Item {
    title: String,
    start: Option<f64>,
}

#[derive(Deserialize)]
struct Start {
    start: f64,
}

/// Reads `episode.json`.
pub(super) fn episode(
    file: FileId,
    path: &str,
    text: &str,
) -> (Option<EpisodeCoverage>, Vec<Diagnostic>) {
    let facts: Facts = match serde_json::from_str(text) {
        Ok(facts) => facts,
        Err(error) => {
            let problem =
                Diagnostic::error("episode/unreadable", Span::file(file), error.to_string());
            return (None, vec![problem.hint("build the site again")]);
        }
    };
    let mut problems = Vec::new();
    let end = facts.duration.unwrap_or(f64::MAX) + 1.0;
    if let Some(it) = facts.items.iter().find(|it| it.start.is_some_and(|it| end < it)) {
        let message = format!("`{}` starts behind the end of the audio", it.title);
        problems.push(
            Diagnostic::error("time/outside", Span::file(file), message)
                .hint("correct its time, or `audio.duration`"),
        );
    }
    if facts.chapters.iter().any(|it| end < it.start) {
        let message = "a chapter starts behind the end of the audio";
        problems.push(
            Diagnostic::error("time/outside", Span::file(file), message)
                .hint("correct the chapters, or `audio.duration`"),
        );
    }
    let coverage = EpisodeCoverage {
        path: format!("/{}", path.trim_end_matches("episode.json")),
        number: facts.number,
        title: facts.title,
        transcript: !facts.transcripts.is_empty(),
        items: facts.items.len(),
        timed: facts.items.iter().filter(|it| it.start.is_some()).count(),
        people: facts.people.len(),
        chapters: facts.chapters.len(),
        dated: facts.date.is_some(),
    };
    (Some(coverage), problems)
}
