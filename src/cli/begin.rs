//! `cuepoint init` and `cuepoint new`: the first files of a show, and of an
//! episode.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::report::plural;
use super::{ExitStatus, today};
use crate::amend::{self, Created, NewFile};
use crate::begin::{self, FoundFacts, Host, NewEpisode, NewShow};
use crate::config::{Assumed, BaseUrl};
use crate::model::EpisodeId;
use crate::pipeline::{self, Timed};
use crate::source;

/// Bytes of an audio file that is put beside its notes.
const AUDIO_BYTES: u64 = 2_000_000_000;

/// Arguments of `cuepoint init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The folder of the show; it may be new.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The show's title; asked for on a terminal unless given.
    #[arg(long)]
    title: Option<String>,
    /// Where the site will live; asked for on a terminal unless given.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Who makes the show; may be given several times.
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// Write a file for CI; may be given several times.
    #[arg(long, value_enum)]
    ci: Vec<Ci>,
    /// Where the audio of episodes is: an address with places such as `{number}`.
    #[arg(long, value_name = "PATTERN")]
    audio_url: Option<String>,
    /// Ask nothing.
    #[arg(long)]
    yes: bool,
    /// How CI gets the program: a command of its shell.
    #[arg(long, value_name = "COMMAND", requires = "ci")]
    install: Option<String>,
}

/// Who builds the show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ci {
    /// GitHub Actions, for GitHub Pages.
    Github,
    /// GitLab CI, for GitLab Pages.
    Gitlab,
    /// `netlify.toml`.
    Netlify,
    /// A script for Cloudflare Pages.
    Cloudflare,
    /// A script for any machine.
    Shell,
}

impl From<Ci> for Host {
    fn from(ci: Ci) -> Self {
        match ci {
            Ci::Github => Self::Github,
            Ci::Gitlab => Self::Gitlab,
            Ci::Netlify => Self::Netlify,
            Ci::Cloudflare => Self::Cloudflare,
            Ci::Shell => Self::Shell,
        }
    }
}

/// Arguments of `cuepoint new`.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The title of the episode.
    title: String,
    /// The folder of the show.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The number of the episode; the next one unless given.
    #[arg(long)]
    number: Option<u32>,
    /// The audio: it is copied beside the notes, with its chapters and its picture.
    #[arg(long, value_name = "FILE")]
    audio: Option<PathBuf>,
}

pub(super) fn init(args: &Init, err: &mut dyn Write) -> ExitStatus {
    let folder = std::path::absolute(&args.dir).unwrap_or_else(|_| args.dir.clone());
    let name = folder.file_name().map(|it| it.to_string_lossy().into_owned());
    let asks = args.title.is_none() && !args.yes && std::io::stdin().is_terminal();
    if let Some(found) = found(&args.dir, name.as_deref().unwrap_or_default()) {
        return take_stock(args, found, asks, err);
    }
    let title = args.title.clone().or_else(|| ask(asks, "Title of the show", err));
    let base_url = args.base_url.clone().or_else(|| ask(asks, "Address of its site", err));
    let mut hosts = args.person.clone();
    if hosts.is_empty() {
        let names = ask(asks, "Who makes it (names, with commas)", err).unwrap_or_default();
        hosts = names.split(',').map(|it| it.trim().to_owned()).collect();
    }
    hosts.retain(|it| !it.is_empty());
    if let Some(url) = base_url.as_deref().filter(|it| BaseUrl::new(it).is_none()) {
        let _ =
            writeln!(err, "error: `{url}` is not an absolute address; start it with `https://`");
        return ExitStatus::Failure;
    }
    let title = title.or(name).unwrap_or_else(|| "My show".to_owned());
    let install = args.install.clone();
    let is_command = |it: &str| !it.trim().is_empty() && !it.chars().any(char::is_control);
    if !install.as_deref().is_none_or(is_command) {
        let _ = writeln!(err, "error: `--install` is no command of one line");
        return ExitStatus::Failure;
    }
    let ci = args.ci.iter().map(|it| (*it).into()).collect();
    let show = NewShow { title, base_url, hosts, ci, install };
    let has_begun = args.dir.join("show.toml").symlink_metadata().is_ok();
    let files = if has_begun { begin::ci(&show) } else { begin::show(&show, today()) };
    let status = make(&args.dir, &files, err).1;
    if status == ExitStatus::Clean && !args.ci.is_empty() && args.install.is_none() {
        let _ = writeln!(
            err,
            "CI does not know yet how to install cuepoint: write the command into the file where it says so (`--install COMMAND` does that at once)"
        );
    }
    if status == ExitStatus::Clean && has_begun {
        let _ = writeln!(
            err,
            "show.toml is there already: the show has begun, and nothing is begun anew\n`cuepoint new TITLE` begins an episode"
        );
    } else if status == ExitStatus::Clean {
        let _ = writeln!(
            err,
            "see it with `cuepoint serve {} --drafts`: its episode is a sample, and `cuepoint new TITLE` puts yours in its place",
            args.dir.display()
        );
    }
    status
}

/// What the files of a folder say of their show; `None` where none is an
/// episode's.
fn found(dir: &Path, folder: &str) -> Option<FoundFacts> {
    if !dir.is_dir() {
        return None;
    }
    let assumed = Assumed::read(&source::read_configuration(dir));
    let pipeline::Surveyed { catalog, site, .. } = pipeline::survey(dir);
    let show = site.shows.into_iter().next()?;
    let audio = |it: &&EpisodeId| catalog.episode(**it).facts.audio.is_some();
    let found = FoundFacts {
        folder: folder.to_owned(),
        base_url: assumed.base_url.map(|it| it.as_str().to_owned()),
        cover: show.cover,
        feed: show.feed,
        n_episodes: catalog.newest.len(),
        n_audio: catalog.newest.iter().filter(audio).count(),
        files: assumed.files.iter().map(|it| format!("`{it}`")).collect(),
        title: assumed.title,
        description: assumed.description,
        language: assumed.language,
        author: assumed.author,
        audio_base: assumed.audio_base,
        audio_url: None,
        hosts: assumed.hosts,
    };
    (0 < found.n_episodes).then_some(found)
}

/// Begins where episodes are: settings that say what was found.
fn take_stock(args: &Init, found: FoundFacts, asks: bool, err: &mut dyn Write) -> ExitStatus {
    let FoundFacts { n_episodes, n_audio, .. } = found;
    let _ = writeln!(
        err,
        "{} here, {n_audio} with audio; no file of theirs is touched",
        plural(n_episodes, "episode")
    );
    let mut found = found;
    // Who has settings is asked nothing.
    let asks = asks && args.dir.join("show.toml").symlink_metadata().is_err();
    found.title = args.title.clone().or(found.title);
    found.base_url = args.base_url.clone().or(found.base_url);
    found.audio_url.clone_from(&args.audio_url);
    found.hosts.extend(args.person.iter().cloned());
    if found.title.is_none() {
        found.title = ask(asks, "Title of the show", err);
    }
    if found.base_url.is_none() {
        found.base_url = ask(asks, "Address of its site", err);
    }
    if n_audio < n_episodes && found.audio_url.is_none() {
        let what = "Where is the audio of episodes without any (such as https://…/{number}.mp3)";
        found.audio_url = ask(asks, what, err);
    }
    if let Some(message) = wrong(&found) {
        let _ = writeln!(err, "error: {message}");
        return ExitStatus::Failure;
    }
    let mut files = begin::archive(&found);
    files.extend(args.ci.iter().map(|it| Host::from(*it).file(args.install.as_deref())));
    let status = make(&args.dir, &files, err).1;
    if status == ExitStatus::Clean {
        let _ = writeln!(err, "see it with `cuepoint serve {}`", args.dir.display());
    }
    status
}

/// What is wrong with answers.
fn wrong(found: &FoundFacts) -> Option<String> {
    let url = found.base_url.as_deref().filter(|it| BaseUrl::new(it).is_none());
    let pattern = found.audio_url.as_deref().filter(|it| !it.contains("://"));
    url.or(pattern).map(|it| format!("`{it}` is not an absolute address; start it with `https://`"))
}

/// Asks on the terminal; an empty answer is none.
fn ask(asks: bool, what: &str, err: &mut dyn Write) -> Option<String> {
    if !asks {
        return None;
    }
    let _ = write!(err, "{what}: ");
    let _ = err.flush();
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned()).filter(|it| !it.is_empty())
}

pub(super) fn new(args: &New, err: &mut dyn Write) -> ExitStatus {
    match new_episode(args, err) {
        Ok(status) => status,
        Err(message) => {
            let _ = writeln!(err, "error: {message}");
            ExitStatus::Failure
        }
    }
}

fn new_episode(args: &New, err: &mut dyn Write) -> Result<ExitStatus, String> {
    if !args.root.is_dir() {
        return Err(format!("there is no folder `{}`", args.root.display()));
    }
    if args.title.trim().is_empty() {
        return Err("an episode needs a title\nhint: `cuepoint new \"The title\"`".to_owned());
    }
    let audio = match &args.audio {
        Some(path) => Some(audio(path)?),
        None => None,
    };
    let sample = sample(&args.root);
    let mut known = pipeline::load_every(&args.root).episodes;
    let is_sample = |it: &Timed| it.notes.as_ref().is_some_and(|it| it.0.ends_with(begin::SAMPLE));
    known.retain(|it| sample.is_none() || !is_sample(it));
    let last = known.iter().filter_map(|it| it.episode.number.map(|it| it.value)).max();
    let number = args.number.unwrap_or_else(|| last.map_or(1, |it| it.saturating_add(1)));
    if let Some(it) = known.iter().find(|it| it.episode.number.is_some_and(|it| it.value == number))
    {
        return Err(format!(
            "`{}` has the number {number}\nhint: give another one with `--number`",
            it.episode.title.value
        ));
    }
    let folder = if args.root.join("content").is_dir() { "content/episodes" } else { "episodes" };
    let (name, facts, bytes) = audio
        .map_or((None, None, None), |(name, facts, bytes)| (Some(name), Some(facts), Some(bytes)));
    let episode = NewEpisode {
        title: args.title.clone(),
        number: Some(number),
        date: Some(today()),
        audio: name.clone().zip(facts),
    };
    let (folder, mut files) = begin::episode(&episode, folder);
    files.extend(
        name.zip(bytes).map(|(name, bytes)| NewFile::new(format!("{folder}/{name}"), bytes)),
    );
    let (created, status) = make(&args.root, &files, err);
    if created.kept.iter().any(|it| it.ends_with("notes.md")) {
        return Err(format!("`{folder}/notes.md` is there already, and stays as it is"));
    }
    if let Some(sample) = sample.filter(|_| status == ExitStatus::Clean) {
        amend::take_back(&args.root, &sample)
            .map_err(|it| format!("cannot remove the sample `{}`: {it}", begin::SAMPLE))?;
        let _ = writeln!(err, "removed {}, the sample of `cuepoint init`", begin::SAMPLE);
    }
    Ok(status)
}

/// The episode that `init` made to look at, if nobody touched it.
fn sample(root: &Path) -> Option<[NewFile; 2]> {
    let read = |name| source::read_kept(root, name).ok().flatten();
    let (notes, transcript) = (read(begin::SAMPLE)?, read(begin::SAMPLE_TRANSCRIPT)?);
    begin::sample_as_made(&notes, &transcript).filter(|it| amend::is_as_made(root, it))
}

/// The name of an audio file beside its notes, what it says, and its bytes.
fn audio(path: &Path) -> Result<(String, source::AudioFacts, Vec<u8>), String> {
    let fail = |it: std::io::Error| format!("cannot read `{}`: {it}", path.display());
    let facts = source::audio_facts(path).map_err(fail)?;
    if facts.length.is_none() {
        return Err(format!(
            "`{}` is no audio that we know\nhint: MP3, M4A, Ogg, Opus, WAV and FLAC are",
            path.display()
        ));
    }
    let end = path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bytes = source::read_named(path, AUDIO_BYTES).map_err(fail)?;
    Ok((format!("audio.{end}"), facts, bytes))
}

/// Names the lines that a file of git's lacks, which nobody else would miss.
fn say_missing(root: &Path, wanted: Option<&NewFile>, err: &mut dyn Write) {
    let Some(wanted) = wanted.filter(|it| it.path.starts_with(".git") && !it.path.contains('/'))
    else {
        return;
    };
    let there = source::read_kept(root, &wanted.path).ok().flatten().unwrap_or_default();
    let there: Vec<&str> = there.lines().map(str::trim).collect();
    let lines = String::from_utf8_lossy(&wanted.bytes).into_owned();
    let missing: Vec<&str> = lines.lines().filter(|it| !there.contains(it)).collect();
    if !missing.is_empty() {
        let _ = writeln!(err, "add to it:\n    {}", missing.join("\n    "));
    }
}

/// Makes files and says which.
fn make(root: &Path, files: &[NewFile], err: &mut dyn Write) -> (Created, ExitStatus) {
    match amend::create(root, files) {
        Ok(created) => {
            for it in &created.made {
                let _ = writeln!(err, "made {it}");
            }
            for it in &created.kept {
                let _ = writeln!(err, "{it} is there already, and stays as it is");
                say_missing(root, files.iter().find(|file| file.path == *it), err);
            }
            (created, ExitStatus::Clean)
        }
        Err(error) => {
            let _ = writeln!(err, "error: cannot write below `{}`: {error}", root.display());
            (Created::default(), ExitStatus::Failure)
        }
    }
}
