//! Files from the web, with limits: of bytes, of time and of redirects, each
//! and in total. Where a connection may lead is [`net`](crate::net)'s to say.

use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant};

use crate::net::{self, Client, Reach};

/// Redirects that are followed.
const REDIRECTS: usize = 10;

/// How much of a server's bytes and time a file may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Unpacked.
    pub bytes: u64,
    /// As a whole, each redirect anew.
    pub time: Duration,
}

/// How much all files of an import may take together.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Files that are asked for.
    pub files: u64,
    /// Unpacked.
    pub bytes: u64,
    /// From the first question on.
    pub time: Duration,
}

/// A file of the web.
#[derive(Debug)]
pub struct Fetched {
    /// Where it was in the end.
    pub url: String,
    pub bytes: Vec<u8>,
}

/// Why a file is not there.
#[derive(Debug)]
pub enum FetchError {
    /// The address is none, or not of the web.
    Address(String),
    /// It leads into a private network, in the words of [`net`].
    Private(String),
    /// Too many redirects.
    Redirects,
    /// More bytes than the limit.
    TooLarge(u64),
    /// The server answers with another status.
    Status(u16),
    /// No answer.
    Failed(String),
    /// The import has taken all that it may: files, bytes or time.
    Spent(&'static str),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(url) => write!(f, "`{url}` is no address that starts with `https://`"),
            Self::Private(why) => {
                write!(f, "{why}: it is not asked without `--allow-private`")
            }
            Self::Redirects => write!(f, "it leads on more than {REDIRECTS} times"),
            Self::TooLarge(limit) => write!(f, "it has more than {limit} bytes"),
            Self::Status(status) => write!(f, "the server answers {status}"),
            Self::Failed(why) => f.write_str(why),
            Self::Spent(what) => {
                write!(f, "one import takes no more {what}: import again to go on")
            }
        }
    }
}

/// Gets files, until an allowance is spent.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    left: Allowance,
    /// When the time is spent; set by the first question.
    end: Option<Instant>,
}

impl Fetcher {
    /// A fetcher that reaches what `reach` says.
    #[must_use]
    pub fn new(reach: Reach, allowance: Allowance) -> Self {
        Self { client: Client::new(reach, allowance.time, ""), left: allowance, end: None }
    }

    /// Gets a file within limits.
    ///
    /// # Errors
    ///
    /// [`FetchError`], also where the answer ends before the length it announced.
    pub fn fetch(&mut self, url: &str, limits: Limits) -> Result<Fetched, FetchError> {
        let address = || FetchError::Address(url.to_owned());
        let mut at = net::web(url).ok_or_else(address)?;
        self.left.files = self.left.files.checked_sub(1).ok_or(FetchError::Spent("files"))?;
        for _ in 0..=REDIRECTS {
            let time = limits.time.min(self.time_left()?);
            let request = self.client.agent().get(at.as_str());
            let request = request.config().timeout_global(Some(time)).build();
            let answer = request.call().map_err(|it| failed(&it))?;
            let status = answer.status().as_u16();
            if (300..400).contains(&status) {
                let to = answer.headers().get("location").and_then(|it| it.to_str().ok());
                let to = to.ok_or(FetchError::Status(status))?;
                at = net::redirected(&at, to).ok_or_else(|| FetchError::Address(to.to_owned()))?;
                continue;
            }
            if status != 200 {
                return Err(FetchError::Status(status));
            }
            let bytes = self.body(answer.into_body(), limits)?;
            return Ok(Fetched { url: at.to_string(), bytes });
        }
        Err(FetchError::Redirects)
    }

    fn time_left(&mut self) -> Result<Duration, FetchError> {
        let now = Instant::now();
        let end = *self.end.get_or_insert(now + self.left.time);
        let left = end.saturating_duration_since(now);
        if left.is_zero() { Err(FetchError::Spent("time")) } else { Ok(left) }
    }

    fn body(&mut self, body: ureq::Body, limits: Limits) -> Result<Vec<u8>, FetchError> {
        let most = limits.bytes.min(self.left.bytes);
        let mut bytes = Vec::new();
        let read = body.into_reader().take(most.saturating_add(1)).read_to_end(&mut bytes);
        self.left.bytes = self.left.bytes.saturating_sub(bytes.len() as u64);
        read.map_err(|it| FetchError::Failed(it.to_string()))?;
        match bytes.len() as u64 {
            n if limits.bytes < n => Err(FetchError::TooLarge(limits.bytes)),
            n if most < n => Err(FetchError::Spent("bytes")),
            _ => Ok(bytes),
        }
    }
}

fn failed(error: &ureq::Error) -> FetchError {
    match net::refused(error) {
        Some(it) => FetchError::Private(it.to_string()),
        None => FetchError::Failed(error.to_string()),
    }
}
