//! Which addresses may stand where: judged as browsers resolve them.
//!
//! Browsers read `\\` as `/`, drop tabs and line ends, and cut blanks and
//! control characters off both ends (WHATWG URL, section 4.4). A test on the
//! text as written says another thing than they do, so every address is
//! resolved by the same algorithm first.

use url::Url;

/// Schemes that a page may link to.
const OF_PAGES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Schemes of `uri` attributes of Podcasting 2.0 beside the web: alternate
/// sources and places of discussion.
const OF_URIS: [&str; 7] = ["http", "https", "ipfs", "magnet", "nostr", "matrix", "at"];

/// The host of a page of the site; `.invalid` is nobody's (RFC 2606, section 2).
const HOST: &str = "site.invalid";

/// Resolves an address as a page does that is served by a scheme: `https:/x`
/// leads to another place from `http:` than from `https:`.
fn resolve(address: &str, scheme: &str) -> Option<Url> {
    let page = Url::parse(&format!("{scheme}://{HOST}/episodes/page/")).ok()?;
    page.join(address).ok()
}

/// Whether an author's address may stand in a page: no scripts, no data, no
/// files of the reader's machine. One that browsers cannot read is none.
#[must_use]
pub fn is_safe(address: &str) -> bool {
    resolve(address, "https").is_some_and(|it| OF_PAGES.contains(&it.scheme()))
}

/// Whether an address leads away from the site: to another host, or to no
/// page. One that browsers cannot read counts as such.
#[must_use]
pub fn is_external(address: &str) -> bool {
    let leads_away = |scheme| resolve(address, scheme).is_none_or(|it| it.host_str() != Some(HOST));
    leads_away("https") || leads_away("http")
}

/// Whether feeds and JSON may name an address: a whole one of the web, as
/// written, without anything that a reader would have to mend.
#[must_use]
pub fn is_web(address: &str) -> bool {
    is_whole(address, &["http", "https"])
}

/// Whether feeds may name an address as a `uri`: of the web, or of one of the
/// networks that Podcasting 2.0 names.
#[must_use]
pub fn is_uri(address: &str) -> bool {
    is_whole(address, &OF_URIS)
}

fn is_whole(address: &str, schemes: &[&str]) -> bool {
    let is_plain = !address.contains(|it: char| it.is_control() || it.is_whitespace());
    is_plain
        && Url::parse(address).is_ok_and(|it| {
            let needs_host = matches!(it.scheme(), "http" | "https");
            schemes.contains(&it.scheme()) && (!needs_host || it.has_host())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_no_addresses() {
        for bad in [
            "javascript:alert(1)",
            " JaVa\tscript:x",
            "java\nscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "blob:https://a.org/1",
            "view-source:https://a.org",
            "http://",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
        for good in ["https://a.org", "/a:b", "#t=1", "a/b", "mailto:a@b.c", "?x=1:2", "tel:+1", ""]
        {
            assert!(is_safe(good), "{good}");
        }
    }

    #[test]
    fn what_browsers_take_for_another_host_is_one() {
        for there in [
            "//evil.example/x.png",
            " //evil.example/x.png",
            "/\\evil.example/x.png",
            "\\\\evil.example/x.png",
            "/\t/evil.example/x.png",
            "https:\\\\evil.example",
            "https:/evil.example/x",
            "HTTPS://evil.example",
            "\u{0}//evil.example",
            "data:image/png,x",
            "mailto:a@b.c",
        ] {
            assert!(is_external(there), "{there:?}");
        }
        for here in ["x.png", "/x.png", "./x:y.png", "#a", "?a=//b", "", "\\x.png", "../a//b"] {
            assert!(!is_external(here), "{here:?}");
        }
    }

    #[test]
    fn feeds_name_whole_addresses_only() {
        for bad in [
            "javascript:alert(1)",
            "/x",
            "//a.org/x",
            "a.org",
            "ftp://a.org",
            "https://a b",
            " https://a.org",
            "https://",
        ] {
            assert!(!is_web(bad) && !is_uri(bad), "{bad}");
        }
        assert!(is_web("https://a.org/x?y#z") && !is_web("ipfs://x/y"));
        assert!(is_uri("ipfs://x/y") && is_uri("nostr:note1x") && !is_uri("data:,x"));
    }
}
