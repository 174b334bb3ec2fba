//! Whether links into the world still lead somewhere, asked politely: one
//! question at a time to each host, the head of a file before the file, and
//! nothing that was good a few days ago.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::net::{self, Client, Reach};

/// Hosts that are asked at once.
pub(super) const HOSTS: usize = 8;

/// Between two questions to one host.
pub(super) const PAUSE: Duration = Duration::from_millis(300);

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Questions before an address is given up.
const TRIES: usize = 2;

/// Days for which a good answer holds.
const FRESH_DAYS: i32 = 7;

/// Addresses of the world, each with what is known of it.
pub type LinkCache = BTreeMap<String, Asked>;

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The last answer.
    pub answer: Answer,
    /// The day of it.
    pub day: Date,
    /// The last day on which it was good.
    pub good: Option<Date>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is there.
    Good,
    /// It is there for people, and asks programs to stay away.
    Guarded(u16),
    /// It has moved for good.
    Moved(String),
    /// The server says that it is gone, or cannot give it.
    Gone(u16),
    /// No server answers.
    Silent(String),
    /// It leads into a private network, and was not asked.
    Private(String),
}

/// Which links are asked about.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// Their addresses.
    pub urls: &'a [&'a str],
    /// What earlier checks know.
    pub known: &'a LinkCache,
    /// The day of this check.
    pub today: Date,
}

/// Asks about links; what is known and fresh is not asked again. Nobody typed
/// them here, so that `reach` rarely is more than the public Internet.
#[must_use]
pub fn ask(links: Links<'_>, reach: Reach) -> LinkCache {
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut all = LinkCache::new();
    for url in links.urls {
        match links.known.get(*url).filter(|it| is_fresh(it, links.today)) {
            Some(known) => drop(all.insert((*url).to_owned(), known.clone())),
            None => hosts.entry(host(url)).or_default().push(url),
        }
    }
    let hosts: Vec<Vec<&str>> = hosts.into_values().collect();
    let (next, asked) = (AtomicUsize::new(0), Mutex::new(all));
    let client = Client::new(reach, PATIENCE, "checks links of a podcast");
    std::thread::scope(|scope| {
        for _ in 0..HOSTS.min(hosts.len()) {
            scope.spawn(|| {
                while let Some(urls) = hosts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (nth, url) in urls.iter().enumerate() {
                        if 0 < nth {
                            std::thread::sleep(PAUSE);
                        }
                        let answer = answer(client.agent(), url);
                        let is_good = is_good(&answer);
                        let before = links.known.get(*url).and_then(|it| it.good);
                        let good = if is_good { Some(links.today) } else { before };
                        let found = Asked { answer, day: links.today, good };
                        if let Ok(mut all) = asked.lock() {
                            all.insert((*url).to_owned(), found);
                        }
                    }
                }
            });
        }
    });
    asked.into_inner().unwrap_or_default()
}

fn is_good(answer: &Answer) -> bool {
    matches!(answer, Answer::Good | Answer::Guarded(_) | Answer::Moved(_))
}

fn is_fresh(it: &Asked, today: Date) -> bool {
    let days = it.day.until(today).map_or(i32::MAX, |it| it.get_days());
    it.good == Some(it.day) && (0..FRESH_DAYS).contains(&days)
}

pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |it| it.1);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn answer(agent: &ureq::Agent, url: &str) -> Answer {
    let page = url.split('#').next().unwrap_or(url);
    let mut last = Answer::Silent(String::new());
    for nth in 0..TRIES {
        if 0 < nth {
            std::thread::sleep(PAUSE);
        }
        last = follow(agent, page);
        let is_passing = matches!(&last, Answer::Silent(_) | Answer::Gone(500..));
        if !is_passing {
            break;
        }
    }
    last
}

/// Asks once, and goes on where it is led to.
fn follow(agent: &ureq::Agent, page: &str) -> Answer {
    let Some(mut at) = net::web(page) else {
        return Answer::Silent("it is no address of the web".to_owned());
    };
    let mut moved = None;
    for _ in 0..10 {
        let head = agent.head(at.as_str()).call();
        // Some servers know no heads.
        let answer = match head {
            Ok(it) if matches!(it.status().as_u16(), 400 | 403 | 404 | 405 | 501) => {
                agent.get(at.as_str()).call()
            }
            other => other,
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => match net::refused(&error) {
                Some(it) => return Answer::Private(it.to_string()),
                None => return Answer::Silent(error.to_string()),
            },
        };
        let status = answer.status().as_u16();
        match status {
            200..=299 => return moved.map_or(Answer::Good, Answer::Moved),
            301 | 302 | 303 | 307 | 308 => {
                let to = answer.headers().get("location").and_then(|it| it.to_str().ok());
                let Some(to) = to.and_then(|it| net::redirected(&at, it)) else {
                    return Answer::Gone(status);
                };
                at = to;
                if matches!(status, 301 | 308) {
                    moved = Some(at.to_string());
                }
            }
            401 | 402 | 403 | 406 | 429 | 451 | 999 => return Answer::Guarded(status),
            _ => return Answer::Gone(status),
        }
    }
    Answer::Silent("it leads in circles".to_owned())
}
