//! Where the sound of an episode is.

use super::EpisodeFiles;
use super::published::places;
use crate::config::{Places, Show};
use crate::diag::{Diagnostic, Span};
use crate::model::{Audio, AudioPlace, Episode, SoundFile};
use crate::parse::front_matter::{AudioDoc, is_sound};
use crate::path::Slug;
use crate::source::{SourceFile, SourceTree};
use crate::tree::Spanned;

/// Front matter's address or file, a file beside the notes, the settings'
/// pattern, the one file of sound that the notes play or link.
pub(super) fn audio(
    files: &EpisodeFiles,
    doc: &AudioDoc,
    (show, tree): (&Show, &SourceTree),
    episode: &Episode,
    problems: &mut Vec<Diagnostic>,
) -> Option<Audio> {
    let beside = || files.audio.map(|it| tree.file(it));
    let place = match &doc.url {
        Some(url) => stated(files, url, (show, tree), problems)?,
        None => match beside() {
            Some(file) => of_file(file),
            None => {
                AudioPlace::Url(pattern(files, show, episode, tree).or_else(|| in_notes(episode))?)
            }
        },
    };
    let name = match &place {
        AudioPlace::Url(url) => url.split(['?', '#']).next().unwrap_or_default().to_owned(),
        AudioPlace::File(_, path) => path.as_str().to_owned(),
    };
    let on_disk = match &place {
        AudioPlace::File(id, _) => id.map(|it| tree.file(it).state.bytes),
        AudioPlace::Url(_) => None,
    };
    let asked = sound(&place, show);
    let mime = doc.mime.clone().or_else(|| asked?.mime.clone());
    let mime = mime.unwrap_or_else(|| mime_of(&name).to_owned());
    let bytes = on_disk.or(doc.bytes).or(asked.and_then(|it| it.bytes));
    Some(Audio { place, mime, bytes })
}

/// What a server says of audio that lies there.
pub(super) fn sound<'s>(place: &AudioPlace, show: &'s Show) -> Option<&'s SoundFile> {
    match place {
        AudioPlace::Url(url) => show.sounds.get(url),
        AudioPlace::File(..) => None,
    }
}

fn of_file(file: &SourceFile) -> AudioPlace {
    AudioPlace::File(Some(file.id), file.path.clone())
}

/// What front matter names: an address, a file of the show, or the name of a
/// file where the show keeps its audio. Never another file than the one it
/// names.
fn stated(
    files: &EpisodeFiles,
    url: &Spanned<String>,
    (show, tree): (&Show, &SourceTree),
    problems: &mut Vec<Diagnostic>,
) -> Option<AudioPlace> {
    let text = url.value.trim();
    if text.contains("://") || text.starts_with("//") {
        return Some(AudioPlace::Url(text.to_owned()));
    }
    if let Some(file) = find(files, text, show, tree) {
        return Some(of_file(file));
    }
    if let Some(base) = &show.audio_base {
        let encoded = text.trim_start_matches('/').replace(' ', "%20");
        return Some(AudioPlace::Url(format!("{}/{encoded}", base.trim_end_matches('/'))));
    }
    let span = Span::new(files.main, url.span.clone());
    problems.push(Diagnostic::warning("front-matter/audio", span, text));
    None
}

/// The file of the show that a path means.
pub(super) fn find<'t>(
    files: &EpisodeFiles,
    path: &str,
    show: &Show,
    tree: &'t SourceTree,
) -> Option<&'t SourceFile> {
    let main = tree.files().get(files.main.0 as usize);
    let folder = main.map_or(show.folder.as_str(), |it| it.path.folder());
    places(folder, path).find_map(|it| tree.find(&it))
}

/// The settings' pattern, filled in.
fn pattern(
    files: &EpisodeFiles,
    show: &Show,
    episode: &Episode,
    tree: &SourceTree,
) -> Option<String> {
    let pattern = show.audio_url.as_ref()?;
    let slug = Slug::of(episode.slug.as_deref().unwrap_or(&episode.title.value));
    let file = files.notes.or(files.transcripts.first().map(|it| it.0));
    pattern.fill(&Places {
        number: episode.number.map(|it| it.value),
        season: episode.season,
        date: episode.date.map(|it| it.value),
        slug: slug.as_ref().map(Slug::as_str),
        file: file.map(|it| tree.file(it).path.stem()),
    })
}

/// What the notes play, else the one file of sound that they link: links to
/// several files are to other people's, and one to an MP4 is to a film.
fn in_notes(episode: &Episode) -> Option<String> {
    let markdown = &episode.notes.markdown;
    let played = ["<audio", "<source"].iter().find_map(|tag| {
        markdown.match_indices(tag).find_map(|(at, _)| {
            let tag = markdown[at..].split('>').next()?;
            let from = tag.find("src=")? + 4;
            let quote = tag[from..].chars().next().filter(|it| matches!(it, '"' | '\''))?;
            let src = tag[from + 1..].split(quote).next()?.trim();
            (src.contains("://") && is_sound(src)).then(|| src.to_owned())
        })
    });
    played.or_else(|| {
        let links = episode.notes.links.iter().map(|it| it.url.as_str());
        let is_film = |it: &str| {
            let path = it.split(['?', '#']).next().unwrap_or_default();
            path.to_ascii_lowercase().ends_with(".mp4")
        };
        let mut sounds = links.filter(|it| it.contains("://") && is_sound(it) && !is_film(it));
        let first = sounds.next()?;
        sounds.all(|it| it == first).then(|| first.to_owned())
    })
}

fn mime_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "m4a" | "m4b" | "mp4" | "aac" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        _ => "audio/mpeg",
    }
}
