//! `index.md`: what an episode's page says, as Markdown, for programs that
//! read text and for people who keep it.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::super::sanitise;
use super::super::urls::Urls;
use super::super::view::EpisodePage;
use super::super::wording::Wording;
use super::transcripts::turns;
use crate::config::AuthorHtml;
use crate::model::{Episode, Transcript};

/// The bytes of `index.md`.
#[must_use]
pub fn twin(
    page: &EpisodePage,
    episode: &Episode,
    path: &str,
    (urls, ui): (&Urls, &Wording),
    html: AuthorHtml,
) -> Vec<u8> {
    let address = urls.absolute(path);
    let mut out = String::new();
    let number = page.number.map(|it| format!("{it}: ")).unwrap_or_default();
    let _ = writeln!(out, "# {number}{}\n", plain(&page.title));
    let date = page.date.as_ref().map(|it| it.text.clone());
    let length = page.length.as_ref().map(|it| it.text.clone());
    let people = page.people.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
    let about = [date, length, (!people.is_empty()).then(|| plain(&people))];
    let about: Vec<String> = about.into_iter().flatten().chain([format!("<{address}>")]).collect();
    let _ = writeln!(out, "{}", about.join(" · "));
    if !page.items.is_empty() {
        let _ = writeln!(out, "\n## {}\n", ui.get("in_this_episode"));
        for it in &page.items {
            match &it.time {
                Some(time) => {
                    let guess = if time.about { ui.get("estimated") } else { "" };
                    let guess =
                        if guess.is_empty() { String::new() } else { format!(" ({guess})") };
                    let _ = writeln!(
                        out,
                        "- [{}]({address}{}) {}{guess}",
                        time.clock,
                        time.href,
                        plain(&it.title)
                    );
                }
                None => {
                    let _ = writeln!(out, "- {}", plain(&it.title));
                }
            }
        }
    }
    let notes = match html {
        AuthorHtml::Sanitised => sanitise::markdown(&episode.notes.markdown, ui.get("picture")),
        AuthorHtml::Unsafe => Cow::Borrowed(episode.notes.markdown.as_str()),
    };
    let notes = untitled(&notes);
    if !notes.is_empty() {
        let _ = writeln!(out, "\n## {}\n\n{notes}", ui.get("show_notes"));
    }
    if let Some(transcript) = &episode.transcript {
        let _ = writeln!(out, "\n## {}", ui.get("transcript"));
        said(&mut out, transcript, &address);
    }
    out.into_bytes()
}

/// Without the heading that names the episode: the page has one.
fn untitled(notes: &str) -> &str {
    let notes = notes.trim();
    match notes.strip_prefix("# ") {
        Some(title) => title.split_once('\n').map_or("", |it| it.1).trim(),
        None => notes,
    }
}

fn said(out: &mut String, transcript: &Transcript, address: &str) {
    let timed = transcript.is_timed();
    for turn in turns(transcript) {
        let cues = &transcript.cues[turn];
        out.push('\n');
        if let Some(name) = transcript.speaker(&cues[0]) {
            let _ = write!(out, "**{}:** ", plain(name));
        }
        if timed {
            let start = cues[0].start;
            let about = if cues[0].timed { "" } else { "~" };
            let _ =
                write!(out, "[{about}{}]({address}#t={}) ", start.clock(), start.whole_seconds());
        }
        let texts: Vec<&str> = cues.iter().map(|it| it.text.as_str()).collect();
        out.push_str(&plain(&texts.join(" ")));
        out.push('\n');
    }
}

/// Text that Markdown leaves alone.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for it in text.chars() {
        if matches!(it, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '#') {
            plain.push('\\');
        }
        plain.push(it);
    }
    plain
}
