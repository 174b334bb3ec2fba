//! Files from the web, with limits: of bytes, of time, of redirects, and of
//! where a redirect may lead.

use std::fmt;
use std::io::Read;
use std::net::{IpAddr, ToSocketAddrs};
use std::time::Duration;

use crate::path::joined;

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
    /// A server of the world leads into somebody's own network.
    Local(String),
    /// Too many redirects.
    Redirects,
    /// More bytes than the limit.
    TooLarge(u64),
    /// The server answers with another status.
    Status(u16),
    /// No answer.
    Failed(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(url) => write!(f, "`{url}` is no address that starts with `https://`"),
            Self::Local(url) => write!(f, "it leads to `{url}`, into a network of its own"),
            Self::Redirects => write!(f, "it leads on more than {REDIRECTS} times"),
            Self::TooLarge(limit) => write!(f, "it has more than {limit} bytes"),
            Self::Status(status) => write!(f, "the server answers {status}"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

/// Gets a file within limits. An address of this machine or of a
/// private network may be asked for, but no server of the world leads there.
///
/// # Errors
///
/// [`FetchError`], also where the answer ends before the length it announced.
pub fn fetch(url: &str, limits: Limits) -> Result<Fetched, FetchError> {
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(limits.time))
        .user_agent(concat!("cuepoint/", env!("CARGO_PKG_VERSION")));
    let agent: ureq::Agent = config.build().into();
    let mut url = url.trim().to_owned();
    let may_be_local = is_local(&url)?;
    for _ in 0..=REDIRECTS {
        // Also says that it is an address of the web.
        if is_local(&url)? && !may_be_local {
            return Err(FetchError::Local(url));
        }
        let answer = agent.get(&url).call().map_err(|it| FetchError::Failed(it.to_string()))?;
        let status = answer.status().as_u16();
        if (300..400).contains(&status) {
            let to = answer.headers().get("location").and_then(|it| it.to_str().ok());
            let to = to.ok_or(FetchError::Status(status))?;
            url = joined(&url, to);
            continue;
        }
        if status != 200 {
            return Err(FetchError::Status(status));
        }
        let mut bytes = Vec::new();
        let body = answer.into_body().into_reader();
        let read = body.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|it| FetchError::Failed(it.to_string()))?;
        if limits.bytes < bytes.len() as u64 {
            return Err(FetchError::TooLarge(limits.bytes));
        }
        return Ok(Fetched { url, bytes });
    }
    Err(FetchError::Redirects)
}

/// Whether an address leads to this machine or into a private network.
fn is_local(url: &str) -> Result<bool, FetchError> {
    let uri: ureq::http::Uri = url.parse().map_err(|_| FetchError::Address(url.to_owned()))?;
    let port = match uri.scheme_str() {
        Some("https") => 443,
        Some("http") => 80,
        _ => return Err(FetchError::Address(url.to_owned())),
    };
    let host = uri.host().ok_or_else(|| FetchError::Address(url.to_owned()))?;
    let host = host.trim_matches(['[', ']']);
    let port = uri.port_u16().unwrap_or(port);
    let found = (host, port)
        .to_socket_addrs()
        .map_err(|it| FetchError::Failed(format!("`{host}` is not found: {it}")))?;
    Ok(found.map(|it| it.ip()).any(is_private))
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(it) => {
            let shared = it.octets()[0] == 100 && it.octets()[1] & 0xC0 == 64;
            it.is_private()
                || it.is_loopback()
                || it.is_link_local()
                || it.is_unspecified()
                || shared
        }
        IpAddr::V6(it) => match it.to_ipv4_mapped() {
            Some(it) => is_private(IpAddr::V4(it)),
            None => {
                let local = matches!(it.segments()[0] & 0xFE00, 0xFC00)
                    || it.segments()[0] & 0xFFC0 == 0xFE80;
                it.is_loopback() || it.is_unspecified() || local
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known() {
        for ip in [
            "127.0.0.1",
            "10.1.1.1",
            "192.168.1.1",
            "169.254.1.1",
            "::1",
            "::ffff:10.0.0.1",
            "fd00::1",
        ] {
            assert!(is_private(ip.parse().unwrap()), "{ip}");
        }
        assert!(!is_private("93.184.216.34".parse().unwrap()));
    }
}
