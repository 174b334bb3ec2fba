//! Opens connections, but none into a private network that the user did not
//! name.

use std::fmt;
use std::net::IpAddr;
use std::sync::OnceLock;

use ureq::http::Uri;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, Transport};
use url::Url;

use super::is_public;

/// Which servers may have a private address.
#[derive(Debug, Clone)]
pub enum Reach {
    /// None: whatever is asked for was named by somebody else.
    Public,
    /// Those of the origin (scheme, host and port) of an address that the user
    /// typed, if it is private from the first: the name of a server of the
    /// world must not turn into one of this network later.
    Typed(Url),
    /// All of them: the user said so.
    Private,
}

/// A request that was not sent, since its host has a private address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateAddress {
    host: String,
    ip: IpAddr,
}

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.trim_matches(['[', ']']).parse() == Ok(self.ip) {
            true => write!(f, "{} is an address of a private network", self.ip),
            false => {
                write!(f, "{} has the address {}, of a private network", self.host, self.ip)
            }
        }
    }
}

impl std::error::Error for PrivateAddress {}

/// Checks the addresses of a connection, then opens it.
#[derive(Debug)]
pub(super) struct Guard {
    reach: Reach,
    /// Whether the typed origin had a private address when it was first
    /// connected to.
    typed_is_private: OnceLock<bool>,
    /// Names are resolved by this proxy, if there is one.
    proxy: Option<Uri>,
    next: DefaultConnector,
}

impl Guard {
    pub(super) fn new(reach: Reach, proxy: Option<Uri>) -> Self {
        Self { reach, typed_is_private: OnceLock::new(), proxy, next: DefaultConnector::new() }
    }

    /// Those of the resolved addresses that may be connected to. What is
    /// checked here is what is connected to: nothing is resolved again.
    ///
    /// Where a proxy of the environment stands between, it alone resolves names
    /// in the end. We then refuse what is seen to be private from here, and
    /// leave the rest to the proxy, whose business it is.
    fn allowed(&self, details: &ConnectionDetails<'_>) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let through = details.config.proxy();
        // The connection to the proxy itself: it is the only one without.
        let is_proxy = through.is_none() && self.proxy.as_ref() == Some(details.uri);
        if matches!(self.reach, Reach::Private) || is_proxy {
            return Ok(details.addrs.clone());
        }
        let resolves_elsewhere = through.is_some_and(|it| !it.is_no_proxy(details.uri));
        let addrs = if resolves_elsewhere {
            match details.resolver.resolve(details.uri, details.config, details.timeout) {
                Ok(addrs) => addrs,
                Err(_) => return Ok(details.addrs.clone()),
            }
        } else {
            details.addrs.clone()
        };
        let private = addrs.iter().map(|it| it.ip()).find(|it| !is_public(*it));
        let Some(ip) = private else {
            self.is_typed_and_private(details.uri, false);
            return Ok(details.addrs.clone());
        };
        if self.is_typed_and_private(details.uri, true) {
            return Ok(details.addrs.clone());
        }
        let mut public = details.resolver.empty();
        for it in addrs.iter().filter(|it| is_public(it.ip())) {
            public.push(*it);
        }
        // A proxy picks one of all.
        if public.is_empty() || resolves_elsewhere {
            let host = details.uri.host().unwrap_or_default().to_owned();
            return Err(ureq::Error::Other(Box::new(PrivateAddress { host, ip })));
        }
        Ok(public)
    }

    /// Whether an address is of the origin that the user typed, and that one
    /// is private. Its first connection decides.
    fn is_typed_and_private(&self, uri: &Uri, is_private: bool) -> bool {
        let Reach::Typed(typed) = &self.reach else { return false };
        let own = Url::parse(&uri.to_string()).map(|it| it.origin());
        own.is_ok_and(|it| it == typed.origin())
            && *self.typed_is_private.get_or_init(|| is_private)
    }
}

impl Connector<()> for Guard {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let details = ConnectionDetails {
            uri: details.uri,
            addrs: self.allowed(details)?,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: details.register_shutdown.clone(),
        };
        self.next.connect(&details, chained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_origin_is_what_it_was_at_first() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        let typed = || Reach::Typed(Url::parse("http://Show.example/feed.xml").unwrap());
        let guard = Guard::new(typed(), None);
        assert!(guard.is_typed_and_private(&uri("http://show.example:80/a"), true));
        assert!(guard.is_typed_and_private(&uri("http://show.example/b"), true));
        for other in ["https://show.example/", "http://show.example:81/", "http://x.example/"] {
            assert!(!guard.is_typed_and_private(&uri(other), true), "{other}");
        }
        // A server of the world whose name turns into one of this network.
        let guard = Guard::new(typed(), None);
        assert!(!guard.is_typed_and_private(&uri("http://show.example/feed.xml"), false));
        assert!(!guard.is_typed_and_private(&uri("http://show.example/secret"), true));
    }
}
