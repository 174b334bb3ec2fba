//! Reading the show again whenever a file of it was saved.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use notify::{RecursiveMode, Watcher};

use super::{Event, Options, State};
use crate::cache::Cache;
use crate::config::{BaseUrl, Wanted};
use crate::pipeline::{self, Job, Memory, Preview, Silent};
use crate::trace::Trace;

/// Editors save in several steps: quiet for so long means that it is done.
const QUIET: Duration = Duration::from_millis(15);

/// However restless the disk is, the show is read after this time.
const PATIENCE: Duration = Duration::from_millis(500);

/// Reads the show, and again after every change, until the process ends.
pub(super) fn read_again_and_again(
    options: &Options,
    base_url: &str,
    state: &Arc<State>,
    hear: &(dyn Fn(Event<'_>) + Sync),
) {
    let (send, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|it| !it.kind.is_access()) {
            let _ = send.send(());
        }
    });
    if let Err(error) = &watcher {
        hear(Event::Blind(error.to_string()));
    }
    let mut watched: BTreeSet<PathBuf> = BTreeSet::new();
    std::thread::scope(|scope| {
        let mut last = Memory::default();
        loop {
            // Each state lives on its own thread, for as long as it is served.
            let (done, read) = mpsc::channel();
            let state = Arc::clone(state);
            let before = last;
            scope.spawn(move || read_once(options, base_url, before, &state, hear, &done));
            let Ok((memory, folders)) = read.recv() else { return };
            last = memory;
            let now: BTreeSet<PathBuf> = folders.into_iter().collect();
            if let Ok(watcher) = &mut watcher
                && now != watched
            {
                watch(watcher, &watched, &now, hear);
                watched = now;
                // What was saved before somebody watched was not noticed.
                continue;
            }
            if !wait(&changes) {
                // Nothing will ever change.
                std::thread::park();
            }
        }
    });
}

/// Watches other folders from now on.
fn watch(
    watcher: &mut notify::RecommendedWatcher,
    before: &BTreeSet<PathBuf>,
    now: &BTreeSet<PathBuf>,
    hear: &(dyn Fn(Event<'_>) + Sync),
) {
    for gone in before.difference(now) {
        let _ = watcher.unwatch(gone);
    }
    for new in now.difference(before) {
        if let Err(error) = watcher.watch(new, RecursiveMode::NonRecursive) {
            hear(Event::Blind(error.to_string()));
        }
    }
}

/// Reads the show once and serves it until another state takes over.
fn read_once(
    options: &Options,
    base_url: &str,
    before: Memory,
    state: &State,
    hear: &(dyn Fn(Event<'_>) + Sync),
    done: &mpsc::Sender<(Memory, Vec<PathBuf>)>,
) {
    let begin = Instant::now();
    let (cache, trace) = match &options.cache {
        Some(folder) => (Cache::at(folder), Trace::steps_only()),
        None => (Cache::none(), Trace::steps_only()),
    };
    #[expect(clippy::disallowed_methods, reason = "only to tell files that somebody writes now")]
    let now = SystemTime::now();
    let job = Job {
        root: &options.root,
        out: Some(&options.out),
        wanted: Wanted { base_url: BaseUrl::new(base_url) },
        drafts: options.drafts,
        accept_feed_changes: true,
        allow_removals: true,
        is_published: false,
        inferred: false,
        cache: &cache,
        trace: &trace,
        now,
        due: None,
        progress: &Silent,
    };
    let told = OnceLock::new();
    let tell = |memory: &Memory, folders: &[PathBuf]| {
        told.get_or_init(|| done.send((memory.clone(), folders.to_vec())));
    };
    let work = |preview: &Preview<'_>| {
        state.take_over(preview, || {
            let took = begin.elapsed();
            let Preview { problems, n_episodes, .. } = preview;
            hear(Event::Read { problems, n_episodes: *n_episodes, took });
            tell(&preview.memory, &preview.folders);
        });
    };
    // Nothing that matters was changed: a file of an editor's own.
    if let Err(folders) = pipeline::preview(&job, &before, work) {
        tell(&before, &folders);
    }
}

/// Waits for a change and for the quiet behind it; false if none can come.
fn wait(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE && changes.recv_timeout(QUIET).is_ok() {}
    true
}
