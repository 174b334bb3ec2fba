//! What a build ends with: what the site has, and what would help it most.

use std::io::Write;

use super::report::plural;
use crate::begin;
use crate::pipeline::{Built, Holdings};
use crate::source::Omission;

/// Steps that are said at once: nobody takes more in one evening.
const STEPS: usize = 3;

/// Prints what the episodes have, and the next steps.
pub(super) fn tell(built: &Built, err: &mut dyn Write) {
    let n = built.n_episodes;
    if n == 0 {
        first_steps(built).iter().for_each(|it| drop(writeln!(err, "next: {it}")));
        return;
    }
    let it = &built.holdings;
    let counts = [
        (it.dates, "a date"),
        (it.audio, "audio"),
        (it.transcripts, "a transcript"),
        (it.people, "people"),
    ];
    let with = |wanted: usize| {
        let some = counts.iter().filter(move |it| it.0 == wanted);
        some.map(|it| it.1).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    let (all, none) = (with(n), with(0));
    if !all.is_empty() {
        parts.push(format!("all with {all}"));
    }
    let some = counts.iter().filter(|it| 0 < it.0 && it.0 < n);
    parts.extend(some.map(|(n, what)| format!("{n} with {what}")));
    if !none.is_empty() {
        parts.push(format!("none with {none}"));
    }
    if 0 < it.items {
        let about = match it.about {
            0 => String::new(),
            n => format!(", {n} of them about right"),
        };
        parts.push(format!("times for {} of {}{about}", it.times, plural(it.items, "item")));
    }
    let _ = writeln!(err, "the episodes: {}", parts.join("; "));
    for step in steps(built).into_iter().take(STEPS) {
        let _ = writeln!(err, "next: {step}");
    }
}

/// What comes next in a show of which there is the sample alone.
fn first_steps(built: &Built) -> Vec<String> {
    let drafts = built.tally.omitted.get(&Omission::Draft);
    if drafts.is_none_or(|it| !it.iter().any(|it| it == begin::SAMPLE)) {
        return Vec::new();
    }
    let mut steps = vec![format!(
        "`cuepoint new TITLE` begins your first episode and takes the sample, `{}`, away; `cuepoint serve --drafts` shows it",
        begin::SAMPLE
    )];
    if !built.holdings.has_people {
        steps.push(
            "say who makes the show instead of \"Your Name\": `[[people]]` in `show.toml`"
                .to_owned(),
        );
    }
    steps
}

/// The same for programs: one line.
pub(super) fn to_json(built: &Built) -> String {
    let (episodes, unlisted) = (built.n_episodes, built.tally.unlisted);
    let all = serde_json::json!({ "episodes": episodes, "unlisted": unlisted, "holdings": built.holdings });
    all.to_string()
}

/// What would help most, the most useful first.
fn steps(built: &Built) -> Vec<String> {
    let n = built.n_episodes;
    let Holdings { audio, transcripts, withheld, about, .. } = built.holdings;
    let is_assumed = |code: &str| built.problems.iter().any(|it| it.code == code);
    let mut steps = Vec::new();
    if is_assumed("assumed/title") && is_assumed("assumed/base-url") {
        steps.push("`cuepoint init` writes a `show.toml` that says what the show is called and where it will live".to_owned());
    } else if is_assumed("assumed/base-url") {
        steps.push(
            "say where the site will live: `base-url = \"https://…/\"` in `show.toml`".to_owned(),
        );
    }
    let pattern = "`audio-url = \"https://…/{number}.mp3\"` in `show.toml` says where all of it is";
    match n - audio {
        0 => {}
        silent if silent == n => {
            steps.push(format!("no episode has audio: {pattern}, or put files beside the notes"))
        }
        silent => steps.push(format!(
            "{} no audio ({}{}): {pattern}, `audio` in front matter where one is",
            if silent == 1 {
                "1 episode has".to_owned()
            } else {
                format!("{silent} episodes have")
            },
            built.holdings.silent.join("; "),
            if built.holdings.silent.len() < silent { "; …" } else { "" },
        )),
    }
    if is_assumed("feed/length") {
        steps.push(
            "`cuepoint audio` asks servers how large audio is, which apps want to know".to_owned(),
        );
    }
    if transcripts == 0 {
        steps.push("there is no transcript: put one with times (WebVTT, SRT) beside the notes of an episode, or into `transcripts/`, and its items get times".to_owned());
    } else if built.holdings.times == 0 && 0 < built.holdings.items {
        steps.push("no item has a time, since no transcript tells any: one with times (WebVTT, SRT) of the same episode does".to_owned());
    }
    if 0 < withheld {
        steps.push(format!(
            "`cuepoint people` lists {} heard in one episode alone; `--write` confirms them",
            plural(withheld, "name")
        ));
    }
    if !built.holdings.has_cover {
        steps.push("a picture of 1400 to 3000 pixels square: `cover = \"cover.jpg\"` in `show.toml`; directories want one".to_owned());
    }
    if !built.holdings.has_description {
        steps.push("say what the show is about: `description = \"…\"` in `show.toml`".to_owned());
    }
    if 0 < about {
        steps.push(format!(
            "`cuepoint times` lists where items begin; {} about right, and `times.toml` beside the notes corrects them",
            if about == 1 { "1 is".to_owned() } else { format!("{about} are") }
        ));
    }
    steps
}
