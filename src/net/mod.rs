//! The way out of this machine: requests over HTTP that reach no private
//! network unless the user named it.
//!
//! A feed, a redirect or a DNS answer of a stranger may name any address, also
//! that of a router, a printer, or of the service that hands out a cloud
//! machine's credentials. What is asked for is therefore judged where nothing
//! can change it any more: by the address that a connection is opened to
//! (`guard`), whatever it came from.

mod address;
mod guard;

use std::time::Duration;

pub use address::is_public;
pub use guard::{PrivateAddress, Reach};
pub use url::Url;

/// How long it may take until a server takes a connection.
const CONNECT: Duration = Duration::from_secs(20);

/// Asks servers. Redirects are the caller's to follow, so that each is one
/// request of its own and no credentials go along; an answer that says no is an
/// answer. A proxy of the environment is used.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
}

impl Client {
    /// A client that reaches what `reach` says and gives a whole answer
    /// `patience`. `purpose` stands in the user agent, for who reads logs.
    #[must_use]
    pub fn new(reach: Reach, patience: Duration, purpose: &str) -> Self {
        let name = match purpose {
            "" => concat!("cuepoint/", env!("CARGO_PKG_VERSION")).to_owned(),
            it => format!("cuepoint/{} ({it})", env!("CARGO_PKG_VERSION")),
        };
        #[expect(clippy::disallowed_methods, reason = "this is the one way out")]
        let config = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(patience))
            .timeout_connect(Some(CONNECT))
            .user_agent(name)
            .build();
        let proxy = config.proxy().map(|it| it.uri().clone());
        let resolver = ureq::unversioned::resolver::DefaultResolver::default();
        let guard = guard::Guard::new(reach, proxy);
        Self { agent: ureq::Agent::with_parts(config, guard, resolver) }
    }

    /// What requests are made with.
    #[must_use]
    pub fn agent(&self) -> &ureq::Agent {
        &self.agent
    }
}

/// Reads an address of the web as browsers do; `None` for any other.
///
/// ```
/// let url = cuepoint::net::web("http://0x7f.1/a\\b").unwrap();
/// assert_eq!(url.as_str(), "http://127.0.0.1/a/b");
/// assert_eq!(cuepoint::net::web("file:///etc/passwd"), None);
/// ```
#[must_use]
pub fn web(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(|it| matches!(it.scheme(), "http" | "https"))
}

/// Where a redirect of `base` leads; `None` if out of the web.
#[must_use]
pub fn redirected(base: &Url, location: &str) -> Option<Url> {
    base.join(location).ok().filter(|it| matches!(it.scheme(), "http" | "https"))
}

/// The private address that a request was not sent to, if that is why it
/// failed.
#[must_use]
pub fn refused(error: &ureq::Error) -> Option<&PrivateAddress> {
    match error {
        ureq::Error::Other(it) => it.downcast_ref(),
        _ => None,
    }
}
