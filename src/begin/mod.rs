//! The first files of a show, and of an episode. Pure: they are made by
//! `amend`, which overwrites nothing.

mod archive;
mod ci;
mod sample;

pub use archive::{FoundFacts, archive};
pub use ci::Host;
pub use sample::{SAMPLE, SAMPLE_TRANSCRIPT, sample_as_made};

use jiff::civil::Date;

use crate::amend::NewFile;
use crate::path::Slug;
use crate::source::AudioFacts;
use crate::time::Timestamp;
use crate::tree::written::quoted;

/// What a show is called and who makes it.
#[derive(Debug, Default, Clone)]
pub struct NewShow {
    pub title: String,
    /// Where the site will live.
    pub base_url: Option<String>,
    /// Names of its hosts.
    pub hosts: Vec<String>,
    /// Hosts whose CI builds it.
    pub ci: Vec<Host>,
    /// The command by which their CI gets the program.
    pub install: Option<String>,
}

/// How git merges what cuepoint keeps beside the settings.
const MERGED: &str = "feed.lock merge=union\naddresses.lock merge=union\n";

/// What is built, and is no source.
const IGNORED: &str = "/dist/\n/.dist.cuepoint-*\n";

/// The files of a new show: settings, a draft of an episode to look at, what git is to
/// ignore and how it merges, and CI. `today` is the day of the episode.
#[must_use]
pub fn show(show: &NewShow, today: Date) -> Vec<NewFile> {
    let mut files = vec![
        NewFile::new("show.toml", settings(show)),
        NewFile::new(".gitattributes", MERGED),
        NewFile::new(".gitignore", IGNORED),
        NewFile::new("content/pages/about.md", about(show)),
    ];
    let host = show.hosts.first().map_or(sample::NOBODY, String::as_str);
    files.extend(sample::files(host, today));
    files.extend(ci(show));
    files
}

/// The files of a show that has begun already: CI, if wanted.
#[must_use]
pub fn ci(show: &NewShow) -> Vec<NewFile> {
    show.ci.iter().map(|it| it.file(show.install.as_deref())).collect()
}

fn settings(show: &NewShow) -> String {
    let mut text =
        format!("# Every key is described in the manual.\ntitle = {}\n", quoted(&show.title));
    match &show.base_url {
        Some(url) => text += &format!("base-url = {}\n", quoted(url)),
        None => text += "# Where the site will live; feeds need it:\n# base-url = \"https://…/\"\n",
    }
    let by = match show.hosts.as_slice() {
        [] => String::new(),
        hosts => format!(" by {}", hosts.join(" and ")),
    };
    let description = quoted(&format!("{}, a podcast{by}.", show.title));
    text += &format!("# One or two sentences:\ndescription = {description}\n");
    text += "# A picture of 3000 pixels square, below this folder:\n# cover = \"content/cover.jpg\"\n\n";
    text += "[feed]\ncategories = [\"Technology\"]\n# owner-name = \"\"\n# owner-email = \"\"\n";
    for it in &show.hosts {
        text += &format!("\n[[people]]\nname = {}\n", quoted(it));
    }
    if show.hosts.is_empty() {
        text += "\n# Who makes it:\n# [[people]]\n# name = \"Your Name\"\n";
    }
    text
}

fn about(show: &NewShow) -> String {
    let title = &show.title;
    let summary = quoted(&format!("About {title}"));
    format!(
        "+++\nsummary = {summary}\n+++\n\n# About\n\nSay here what {title} is, and who makes it.\n"
    )
}

/// An episode that begins.
#[derive(Debug, Default, Clone)]
pub struct NewEpisode {
    pub title: String,
    pub number: Option<u32>,
    pub date: Option<Date>,
    /// The name of its audio file and what that says of itself.
    pub audio: Option<(String, AudioFacts)>,
}

/// The files of a new episode in a folder of its own below `folder`; the audio
/// itself is the caller's to put there, as the last of the files says.
#[must_use]
pub fn episode(episode: &NewEpisode, folder: &str) -> (String, Vec<NewFile>) {
    let slug = Slug::of(&episode.title);
    let slug = slug.as_ref().map_or("episode", Slug::as_str);
    let name = match episode.number {
        Some(number) => format!("{number:03}-{slug}"),
        None => slug.to_owned(),
    };
    let folder = format!("{folder}/{name}");
    let mut front = format!("+++\ntitle = {}\n", quoted(&episode.title));
    if let Some(number) = episode.number {
        front += &format!("number = {number}\n");
    }
    if let Some(date) = episode.date {
        front += &format!("date = \"{date}\"\n");
    }
    let mut files = Vec::new();
    if let Some((file, facts)) = &episode.audio {
        let mime = match mime_guess::from_path(file).first_raw() {
            Some("audio/m4a") => "audio/mp4",
            known => known.unwrap_or("audio/mpeg"),
        };
        let end = facts.length.map(|it| Timestamp::ZERO.plus(it).clock());
        let end = end.map(|it| format!(", duration = \"{it}\"")).unwrap_or_default();
        front += &format!(
            "# By the file itself:\naudio = {{ url = {}, length = {}, type = \"{mime}\"{end} }}\n",
            quoted(file),
            facts.bytes
        );
        if !facts.chapters.is_empty() {
            let lines =
                facts.chapters.iter().map(|(at, title)| format!("{} {title}\n", at.clock()));
            files.push(NewFile::new(format!("{folder}/chapters.txt"), lines.collect::<String>()));
        }
        if let Some((end, bytes)) = &facts.cover {
            files.push(NewFile::new(format!("{folder}/cover.{end}"), bytes.clone()));
        }
    }
    let notes = front
        + "# people = []\n+++\n\nWhat this episode is about.\n\n- [An item](https://example.com/): what there is to say about it\n";
    files.insert(0, NewFile::new(format!("{folder}/notes.md"), notes));
    (folder, files)
}
