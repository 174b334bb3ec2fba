//! `cuepoint check --external`: links that lead nowhere any more.

use std::collections::BTreeMap;
use std::io::Write;

use super::check::Check;
use super::{ExitStatus, today};
use crate::check::{self, Answer, Asked, Checked, LinkCache, Links};
use crate::diag::{Located, LocatedHint, Place, Severity};
use crate::net::Reach;
use crate::output;

/// What checks know of links, beside the output.
const LINKS: &str = "links.json";

/// Links that lead nowhere any more. They are warnings: the world changes
/// while nobody touches the show.
pub(super) fn ask(
    args: &Check,
    checked: &Checked,
    err: &mut dyn Write,
) -> Result<Vec<Located>, ExitStatus> {
    let known = output::read_beside(&args.out, LINKS);
    let known: LinkCache = known.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default();
    let urls: Vec<&str> = checked.external.keys().map(String::as_str).collect();
    let links = Links { urls: &urls, known: &known, today: today() };
    let reach = if args.allow_private { Reach::Private } else { Reach::Public };
    let asked = check::ask(links, reach);
    let text = serde_json::to_string_pretty(&asked).unwrap_or_default();
    if let Err(error) = output::write_beside(&args.out, LINKS, &text) {
        let _ = writeln!(err, "warning: what was asked is not kept: {error}");
    }
    Ok(dead(&asked, &checked.external))
}

fn dead(asked: &LinkCache, places: &BTreeMap<String, Place>) -> Vec<Located> {
    let problem = |(url, it): (&String, &Asked)| {
        let (severity, code, message, hint) = match &it.answer {
            Answer::Good | Answer::Guarded(_) => return None,
            Answer::Moved(to) => {
                let message = format!("`{url}` has moved to `{to}`");
                (Severity::Note, "link/moved", message, "write the new address".to_owned())
            }
            Answer::Private(why) => {
                let message = format!("`{url}` is for nobody outside: {why}");
                let hint = "write an address of the world; with `--allow-private` it is asked";
                (Severity::Warning, "link/private", message, hint.to_owned())
            }
            Answer::Gone(_) | Answer::Silent(_) => {
                let what = match &it.answer {
                    Answer::Gone(status) => format!("the server answers {status}"),
                    Answer::Silent(why) => why.clone(),
                    _ => String::new(),
                };
                let since = it.good.map(|day| format!("; it was good on {day}"));
                let message = format!("`{url}` is not there: {what}{}", since.unwrap_or_default());
                let hint = format!("the archive may have it: https://web.archive.org/web/{url}");
                (Severity::Warning, "link/dead", message, hint)
            }
        };
        let hints = vec![LocatedHint { text: hint, place: None }];
        Some(Located {
            severity,
            code: code.into(),
            message,
            place: Some(places.get(url)?.clone()),
            hints,
        })
    };
    asked.iter().filter_map(problem).collect()
}
