//! `cuepoint search`: moments of a built site, as its pages find them.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::ExitStatus;
use crate::output;
use crate::path::SitePath;
use crate::search::{self, Answer, Files, Hit};
use crate::time::Timestamp;

/// Arguments of `cuepoint search`.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// What is looked for: words, "a phrase", speaker:ada, year:2022.
    #[arg(required = true)]
    query: Vec<String>,
    /// The folder of the built site.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    /// Print a list of moments as JSON.
    #[arg(long)]
    json: bool,
    /// How many moments at most.
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

/// A moment in JSON.
#[derive(Serialize)]
struct Moment<'a> {
    show: &'a str,
    episode: Option<u32>,
    slug: &'a str,
    url: String,
    /// Seconds.
    start: Option<f64>,
    text: &'a str,
    score: f32,
}

/// A built site in a folder.
struct Site<'a>(&'a Path);

impl Files for Site<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        output::published(self.0, &SitePath::new(path)?)
    }
}

pub(super) fn run(args: &Search, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    let query = args.query.join(" ");
    let Some(answer) = search::find(&Site(&args.out), &query, args.limit) else {
        let _ = writeln!(
            err,
            "error: there is no index of a site in `{}`\nhint: build the site first, with `search` on, or say where it is with `--out`",
            args.out.display()
        );
        return ExitStatus::Failure;
    };
    if args.json {
        let moments: Vec<Moment<'_>> = answer.hits.iter().map(|it| moment(it, &answer)).collect();
        let json = serde_json::to_string_pretty(&moments).unwrap_or_default();
        let _ = writeln!(out, "{json}");
        return ExitStatus::Clean;
    }
    for it in &answer.pages {
        let _ = writeln!(out, "{}: {}  {}", it.kind, it.title, address(&answer, &it.path));
    }
    for it in &answer.hits {
        let number = it.number.map(|it| format!("{it}: ")).unwrap_or_default();
        let about = [number + &it.title, it.day.clone()];
        let about: Vec<String> = about.into_iter().filter(|it| !it.is_empty()).collect();
        let clock = it.start.map(|it| Timestamp::from_millis(it).clock()).unwrap_or_default();
        let speaker = it.speaker.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
        let _ = writeln!(out, "{clock:>8}  {speaker}{}", it.text);
        let _ = writeln!(out, "          {}\n          {}", about.join(", "), link(&answer, it));
    }
    if answer.hits.is_empty() {
        let _ = writeln!(err, "{}", nothing(&answer, &query));
    }
    ExitStatus::Clean
}

/// Why nothing was found, and what to try.
fn nothing(answer: &Answer, query: &str) -> String {
    if answer.only_stop_words {
        return format!("every sentence has `{query}`: add a rarer word");
    }
    match answer.nearest.as_slice() {
        [] => format!("nobody says `{query}`"),
        nearest => format!("nobody says `{query}`; near it are: {}", nearest.join(", ")),
    }
}

fn moment<'a>(hit: &'a Hit, answer: &Answer) -> Moment<'a> {
    Moment {
        show: &hit.show,
        episode: hit.number,
        slug: hit.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        url: link(answer, hit),
        start: hit.start.map(|it| it as f64 / 1000.0),
        text: &hit.text,
        score: hit.score,
    }
}

/// The address that opens a moment.
fn link(answer: &Answer, hit: &Hit) -> String {
    let page = address(answer, &hit.path);
    match hit.start {
        Some(start) => format!("{page}#t={}", start / 1000),
        None => page,
    }
}

fn address(answer: &Answer, path: &str) -> String {
    format!("{}{}", answer.base, path.trim_start_matches('/'))
}
