//! What servers say of audio: how large it is, of which type, and by its first
//! bytes how long. Asked once, one question at a time to each host.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lofty::file::AudioFile;
use lofty::probe::Probe;

use super::external::{HOSTS, PAUSE, host};
use crate::diag::FileId;
use crate::model::{SoundFile, Sounds};
use crate::net::{self, Client, Reach, Url};
use crate::parse::sounds;
use crate::time::Length;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes of the beginning that are looked at for the length: behind an ID3 tag
/// with a picture.
const HEAD: u64 = 512 * 1024;

/// Steps that redirects may lead: measuring services chain them.
const STEPS: usize = 12;

/// What a text of `audio.toml` says; `None` where it is no TOML.
#[must_use]
pub fn known_sounds(text: &str) -> Option<Sounds> {
    let read = sounds::parse(FileId(0), text);
    let is_broken = read.problems.iter().any(|it| it.code == "sounds/syntax");
    (!is_broken).then_some(read.value)
}

/// The text of `audio.toml`.
#[must_use]
pub fn sounds_text(known: &Sounds) -> String {
    sounds::to_text(known)
}

/// What servers say of these addresses; and why the others are not known.
#[must_use]
pub fn measure(urls: &[&str], reach: Reach) -> (Sounds, BTreeMap<String, String>) {
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for url in urls {
        hosts.entry(host(url)).or_default().push(url);
    }
    let hosts: Vec<Vec<&str>> = hosts.into_values().collect();
    let (next, known) = (AtomicUsize::new(0), Mutex::new((Sounds::new(), BTreeMap::new())));
    let client = Client::new(reach, PATIENCE, "measures audio of a podcast");
    std::thread::scope(|scope| {
        for _ in 0..HOSTS.min(hosts.len()) {
            scope.spawn(|| {
                while let Some(urls) = hosts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (nth, url) in urls.iter().enumerate() {
                        if 0 < nth {
                            std::thread::sleep(PAUSE);
                        }
                        let answer = ask(client.agent(), url);
                        let Ok(mut known) = known.lock() else { return };
                        match answer {
                            Ok(sound) => drop(known.0.insert((*url).to_owned(), sound)),
                            Err(why) => drop(known.1.insert((*url).to_owned(), why)),
                        }
                    }
                }
            });
        }
    });
    known.into_inner().unwrap_or_default()
}

/// Asks for the first bytes: the answer has the size of all.
fn ask(agent: &ureq::Agent, url: &str) -> Result<SoundFile, String> {
    let mut at = net::web(url).ok_or("it is no address of the web")?;
    for _ in 0..STEPS {
        let range = format!("bytes=0-{}", HEAD - 1);
        let answer = agent.get(at.as_str()).header("range", &range).call();
        let mut answer = answer.map_err(|error| match net::refused(&error) {
            Some(it) => it.to_string(),
            None => error.to_string(),
        })?;
        let header = |name: &str| {
            let value = answer.headers().get(name)?.to_str().ok()?;
            Some(value.trim().to_owned())
        };
        match answer.status().as_u16() {
            status @ (200 | 206) => {
                let total =
                    header("content-range").and_then(|it| it.rsplit('/').next()?.parse().ok());
                let whole = header("content-length").filter(|_| status == 200);
                let bytes = total.or_else(|| whole?.parse().ok()).filter(|it| 0 < *it);
                let mime = header("content-type");
                let mime =
                    mime.map(|it| it.split(';').next().unwrap_or_default().trim().to_lowercase());
                let mime = mime.filter(|it| it.starts_with("audio/") || it.starts_with("video/"));
                if mime.is_none()
                    && header("content-type").is_some_and(|it| it.starts_with("text/"))
                {
                    return Err("it is a page, and no audio".to_owned());
                }
                let mut head = Vec::new();
                let _ = answer.body_mut().as_reader().take(HEAD).read_to_end(&mut head);
                let length = bytes.and_then(|it| length(head, it));
                return Ok(SoundFile { bytes, mime, length });
            }
            301 | 302 | 303 | 307 | 308 => at = next(&at, header("location"))?,
            status => return Err(format!("the server answers {status}")),
        }
    }
    Err("it leads in circles".to_owned())
}

fn next(at: &Url, to: Option<String>) -> Result<Url, String> {
    let to = to.and_then(|it| net::redirected(at, &it));
    to.ok_or_else(|| "it leads to no address of the web".to_owned())
}

/// How long a file plays, by its beginning and the bytes of all. A beginning
/// that counts its frames says so itself; else the rate does.
fn length(head: Vec<u8>, total: u64) -> Option<Length> {
    let file = Probe::new(Cursor::new(head)).guess_file_type().ok()?.read().ok()?;
    let said = u64::try_from(file.properties().duration().as_millis()).ok()?;
    let rate = u64::from(file.properties().audio_bitrate().filter(|it| 0 < *it)?);
    let millis = said.max(total.saturating_mul(8) / rate);
    (millis < 172_800_000).then(|| Length::from_millis(millis))
}
