//! What is said once for a show, not once for every file: keys of front matter
//! that mean nothing, files that are not there.

use std::collections::BTreeMap;

use crate::diag::{Located, LocatedHint, Severity};
use crate::parse::front_matter::{KEYS, UNUSED};

/// A file of every how many may hold a slip of the pen: a key that is there
/// more often is meant.
const SLIPS: usize = 10;

/// Files that front matter names and that are not there: the message of such
/// a problem is the path. Code; what one is, and several are; what that costs
/// an episode; what to do.
const GONE: [(&str, [&str; 2], &str, &str); 3] = [
    (
        "front-matter/audio",
        ["audio", "files of audio"],
        "; the episode has none",
        "put the file beside the notes, or write its whole address",
    ),
    (
        "front-matter/chapters",
        ["file of chapters", "files of chapters"],
        "",
        "put the file below the show's folder; addresses are not followed",
    ),
    (
        "front-matter/cover",
        ["picture", "pictures"],
        "",
        "put pictures below the show's folder; addresses are not followed",
    ),
];

/// Problems of many files, by what they are about.
#[derive(Debug, Default)]
pub(super) struct Minor {
    /// For each key the first place and how often it is there.
    keys: BTreeMap<String, (Located, usize)>,
    /// For each row of [`GONE`] those that are not there.
    gone: [Vec<Located>; GONE.len()],
}

impl Minor {
    /// Takes what is said once, and hands back the rest.
    pub(super) fn without(&mut self, problems: Vec<Located>) -> Vec<Located> {
        let mut rest = Vec::new();
        for it in problems {
            if it.code == UNUSED {
                let entry = self.keys.entry(it.message.clone());
                entry.or_insert_with(|| (it, 0)).1 += 1;
                continue;
            }
            match GONE.iter().position(|row| it.code == row.0) {
                Some(row) => self.gone[row].push(it),
                None => rest.push(it),
            }
        }
        rest
    }

    /// What there is to say about `n` episodes.
    pub(super) fn told(self, n: usize) -> Vec<Located> {
        let mut told = Vec::new();
        let mut unused: Vec<(String, Located, usize)> = Vec::new();
        for (key, (first, count)) in self.keys {
            let meant = nearest(&key).filter(|_| count <= 1 + n / SLIPS);
            match meant {
                Some(meant) => told.push(Located {
                    severity: Severity::Warning,
                    code: "front-matter/unknown-key".into(),
                    message: format!("there is no key `{key}`; it is kept for templates"),
                    hints: vec![hint(format!("did you mean `{meant}`?"))],
                    ..first
                }),
                None => unused.push((key, first, count)),
            }
        }
        unused.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        let names: Vec<String> =
            unused.iter().map(|(key, _, count)| format!("`{key}` ({count})")).collect();
        let first = unused.into_iter().next().map(|it| it.1);
        told.extend(first.map(|first| {
            let message =
                format!("keys of front matter are kept for templates only: {}", names.join(", "));
            let what = "say what a key means in `show.toml`: `[front-matter]`, `key = \"number\"`; or that it means `\"nothing\"`";
            Located { message, hints: vec![hint(what.to_owned())], ..first }
        }));
        for (row, gone) in GONE.into_iter().zip(self.gone) {
            told.extend(not_there(row, gone));
        }
        told
    }
}

/// One problem for all files of a kind that are not there.
fn not_there(
    (_, [one, several], cost, help): (&str, [&str; 2], &str, &str),
    gone: Vec<Located>,
) -> Option<Located> {
    let names: Vec<String> = gone.iter().take(3).map(|it| format!("`{}`", it.message)).collect();
    let names = names.join(", ");
    let message = match gone.len() {
        1 => format!("there is no {one} {names}{cost}"),
        n @ 2..=3 => format!("{n} {several} that front matter names are not there: {names}"),
        n => format!("{n} {several} that front matter names are not there: {names}, …"),
    };
    let first = gone.into_iter().next()?;
    Some(Located { message, hints: vec![hint(help.to_owned())], ..first })
}

fn hint(text: String) -> LocatedHint {
    LocatedHint { text, place: None }
}

/// The key that a slip of the pen stands for.
fn nearest(key: &str) -> Option<&'static str> {
    let plain = key.to_lowercase().replace('_', "-");
    let distance = |it: &&'static str| (strsim::damerau_levenshtein(&plain, it), *it);
    let near = KEYS.iter().map(distance);
    near.filter(|(distance, it)| 4 <= it.len() && *distance <= 1 + it.len() / 6)
        .min()
        .map(|it| it.1)
}
