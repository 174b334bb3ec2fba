//! What stands in front of the addresses of audio in feeds, so that a service
//! counts downloads: OP3, Podtrac and their like.

use super::Show;
use crate::diag::Diagnostic;
use crate::tree::Fields;

/// Prefixes of services, the outermost first. INVARIANT: each is an `https`
/// address without its scheme that ends with `/`.
///
/// Form: <https://op3.dev/setup>. What stands behind a prefix is an address
/// without `https://`; that of a host without encryption keeps its `http://`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AudioPrefix(Vec<String>);

const SECURE: &str = "https://";

impl AudioPrefix {
    /// The address that feeds name for audio at an absolute address. A prefix
    /// that stands there already is not put there twice.
    #[must_use]
    pub fn put(&self, url: &str) -> String {
        if self.0.is_empty() {
            return url.to_owned();
        }
        format!("{SECURE}{}{}", self.0.concat(), self.behind(url))
    }

    /// What is left of an address without these prefixes and without `https://`:
    /// equal for addresses that lead to one file.
    #[must_use]
    pub fn behind<'u>(&self, url: &'u str) -> &'u str {
        let plain = |it: &'u str| it.strip_prefix(SECURE).unwrap_or(it);
        let mut rest = plain(url);
        while let Some(inner) = self.0.iter().find_map(|it| rest.strip_prefix(it.as_str())) {
            rest = plain(inner);
        }
        rest
    }
}

/// The prefix without its scheme; `None` for what is none.
fn prefix(text: &str) -> Option<String> {
    let rest = text.trim().strip_prefix(SECURE)?;
    let url = url::Url::parse(text.trim()).ok()?;
    let is_plain = url.host_str().is_some_and(|it| it.contains('.'))
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && !rest.contains(|it: char| it.is_whitespace() || it.is_control() || it == '\\');
    is_plain.then(|| format!("{}/", rest.trim_end_matches('/')))
}

/// `audio-prefix`: one, or a chain of them.
pub(super) fn read_audio_prefix(fields: &mut Fields<'_>, show: &mut Show) {
    let mut all = Vec::new();
    for it in fields.texts("audio-prefix") {
        match prefix(&it.value) {
            Some(prefix) => all.push(prefix),
            None => {
                let span = fields.span(&it.span);
                let message = format!("`{}` is no prefix of addresses of audio", it.value);
                fields.report(
                    Diagnostic::error("config/audio-prefix", span, message).hint(
                        "write it as the service gives it, with `https://` and without `?` and `#`: `https://op3.dev/e/`",
                    ),
                );
            }
        }
    }
    if !all.is_empty() {
        show.audio_prefix = AudioPrefix(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_chain_and_stand_once() {
        let of = |all: &[&str]| AudioPrefix(all.iter().filter_map(|it| prefix(it)).collect());
        let (op3, podtrac) = ("https://op3.dev/e", "https://dts.podtrac.com/redirect.mp3/");
        for (prefixes, url, expected) in [
            (&[][..], "https://a.example/1.mp3", "https://a.example/1.mp3"),
            (&[op3], "https://a.example/1.mp3", "https://op3.dev/e/a.example/1.mp3"),
            (&[op3], "http://a.example/1.mp3", "https://op3.dev/e/http://a.example/1.mp3"),
            (&[op3], "https://op3.dev/e/a.example/1.mp3", "https://op3.dev/e/a.example/1.mp3"),
            (
                &[op3, podtrac],
                "https://a.example/1.mp3?x=1",
                "https://op3.dev/e/dts.podtrac.com/redirect.mp3/a.example/1.mp3?x=1",
            ),
            (
                &[op3, podtrac],
                "https://dts.podtrac.com/redirect.mp3/https://op3.dev/e/a.example/1.mp3",
                "https://op3.dev/e/dts.podtrac.com/redirect.mp3/a.example/1.mp3",
            ),
        ] {
            let prefix = of(prefixes);
            assert_eq!(prefix.put(url), expected);
            assert_eq!(prefix.put(expected), expected, "once is enough");
            assert_eq!(prefix.behind(url), prefix.behind(expected));
        }
        for none in ["http://op3.dev/e/", "op3.dev/e/", "https://x/", "https://a.example/?u=", ""] {
            assert_eq!(prefix(none), None, "{none}");
        }
    }
}
