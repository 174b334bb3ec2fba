//! The preview: a site served from its sources, page by page as somebody asks,
//! and again whenever a file is saved.
//!
//! One thread holds each state of the show and makes its pages; the server
//! asks it by channel. A state with errors does not take over: the last good
//! one goes on serving, and browsers show the problems over its pages.

mod http;
mod show;
mod watch;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::diag::Located;
use crate::pipeline::Drafts;

pub use show::State;

/// Ports that are tried after the wanted one.
const MORE_PORTS: u16 = 20;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder with the sources.
    pub root: PathBuf,
    /// Where `build` would publish: no source.
    pub out: PathBuf,
    /// Where earlier runs kept what they worked out.
    pub cache: Option<PathBuf>,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// The address to listen at.
    pub host: IpAddr,
    /// The port, or the first of those to try.
    pub port: u16,
}

/// What happens while serving.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server answers at this address.
    Listens(&'a str),
    /// The show was read.
    Read {
        /// Everything that is wrong.
        problems: &'a [Located],
        /// How many episodes it has.
        n_episodes: usize,
        /// How long reading took.
        took: Duration,
    },
    /// Changes cannot be noticed, and why.
    Blind(String),
}

/// Serves until the process ends.
///
/// # Errors
///
/// When no port is free.
pub fn serve(options: &Options, hear: &(dyn Fn(Event<'_>) + Sync)) -> io::Result<()> {
    let (listener, address) = listen(options.host, options.port)?;
    let base_url = format!("http://{address}/");
    let (tell, _) = tokio::sync::broadcast::channel(16);
    let state = Arc::new(State::new(tell));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::scope(|scope| {
        hear(Event::Listens(&base_url));
        let for_watching = Arc::clone(&state);
        scope.spawn(move || watch::read_again_and_again(options, &base_url, &for_watching, hear));
        runtime.block_on(http::answer(listener, address, state))
    })
}

/// Takes the wanted port, or the next that is free.
fn listen(host: IpAddr, port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let mut last = None;
    for port in port..=port.saturating_add(MORE_PORTS) {
        match TcpListener::bind((host, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                return Ok((listener, address));
            }
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}
