//! The show as it is served: who makes its pages now, and what is wrong.

use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::sync::{broadcast, oneshot};

use crate::diag::{Located, Style, draw};
use crate::path::SitePath;
use crate::pipeline::{Preview, Served};

/// An answer of the thread that makes pages: a file, nothing, or what is wrong
/// with it, as text.
pub(super) type Answer = Result<Option<Served>, String>;

/// A file that somebody wants.
type Ask = (SitePath, Haste, oneshot::Sender<Answer>);

/// Whether a page whose sources were saved meanwhile is wanted as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Haste {
    Wait,
    Anyway,
}

/// How long a page waits for the state of the show that has its new sources.
const WAIT: Duration = Duration::from_secs(3);

/// What browsers are told.
#[derive(Debug, Clone, Serialize)]
pub(super) struct News {
    /// Counts states that were served.
    pub version: u64,
    /// What keeps the newest state from being served, as on a terminal.
    pub problems: Vec<String>,
}

/// The show as it is served.
#[derive(Debug)]
pub struct State {
    now: Mutex<Now>,
    tell: broadcast::Sender<News>,
}

#[derive(Debug)]
struct Now {
    news: News,
    /// Who makes pages; `None` until the show was read.
    maker: Option<mpsc::Sender<Ask>>,
    /// Whether its state has no errors.
    is_sound: bool,
    /// Those who asked before.
    waiting: Vec<Ask>,
}

impl State {
    pub(super) fn new(tell: broadcast::Sender<News>) -> Self {
        let news = News { version: 0, problems: Vec::new() };
        let now = Now { news, maker: None, is_sound: false, waiting: Vec::new() };
        Self { now: Mutex::new(now), tell }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a file; waits for a show that is still being read.
    pub(super) async fn ask(&self, path: SitePath) -> Answer {
        let begin = Instant::now();
        loop {
            // Where the new sources have errors the page is made of them as far
            // as that goes: the problems stand over it.
            let hasty = WAIT < begin.elapsed() || !self.lock().news.problems.is_empty();
            let haste = if hasty { Haste::Anyway } else { Haste::Wait };
            match self.ask_once(path.clone(), haste).await {
                Ok(Some(Served::Stale)) => tokio::time::sleep(Duration::from_millis(2)).await,
                answer => return answer,
            }
        }
    }

    async fn ask_once(&self, path: SitePath, haste: Haste) -> Answer {
        let (reply, answer) = oneshot::channel();
        {
            let mut now = self.lock();
            let ask = (path, haste, reply);
            let left = match &now.maker {
                Some(maker) => maker.send(ask).err().map(|it| it.0),
                None => Some(ask),
            };
            now.waiting.extend(left);
        }
        answer.await.unwrap_or(Ok(None))
    }

    /// What a browser is told first, and all that follows.
    pub(super) fn news(&self) -> (News, broadcast::Receiver<News>) {
        let now = self.lock();
        (now.news.clone(), self.tell.subscribe())
    }

    /// Takes a state of the show over: its pages are served from now on, until
    /// another one takes over. One with errors does so only if there is none
    /// before it. `goes` is called when browsers know.
    pub(super) fn take_over(&self, preview: &Preview<'_>, goes: impl FnOnce()) {
        let (send, asked) = mpsc::channel();
        let takes_over = {
            let mut now = self.lock();
            let takes_over = preview.is_sound() || !now.is_sound;
            now.news.problems = drawn(&preview.problems);
            if takes_over {
                now.is_sound = preview.is_sound();
                now.news.version += 1;
                for ask in std::mem::take(&mut now.waiting) {
                    let _ = send.send(ask);
                }
                now.maker = Some(send);
            }
            // Nobody may be listening.
            let _ = self.tell.send(now.news.clone());
            takes_over
        };
        goes();
        if !takes_over {
            return;
        }
        // Ends when another state has taken over.
        for (path, haste, reply) in asked {
            let answer = preview.file(&path, haste == Haste::Anyway);
            let _ = reply.send(answer.map_err(|it| drawn(&it).join("\n\n")));
        }
    }
}

/// Errors as they look on a terminal.
fn drawn(problems: &[Located]) -> Vec<String> {
    let errors = problems.iter().filter(|it| it.severity == crate::diag::Severity::Error);
    errors.map(|it| draw(it, Style::Plain)).collect()
}
