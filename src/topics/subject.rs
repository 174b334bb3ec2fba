//! What an item of the notes is about: the project, site or person that its
//! title and its address agree on.
//!
//! A title alone names nothing: most titles are those of articles. Where title
//! and address say the same name, that is what the item is about.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::address::{self, Address};
use super::fold::{Folded, key};
use super::words::Words;
use crate::model::{Item, ItemKind, Link};

/// Something an item is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// As the notes write it.
    pub form: String,
    /// The address as written, where it is the thing's own.
    pub url: Option<String>,
    /// The address without what varies: two names with one home are one thing.
    pub home: Option<String>,
    /// Why it is taken for a subject.
    pub how: How,
    /// Whether the item is about it: its title or own address names it, not
    /// just a link of its text.
    pub is_own: bool,
}

/// Why something is taken for a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum How {
    /// A topic file or front matter names it.
    Stated,
    /// A topic file gives it as another name.
    Alias,
    /// Title and address agree.
    Agreed,
    /// The address is a project's home.
    Address,
    /// A person's name over their profile.
    Person,
    /// The title is nothing but a name.
    Title,
    /// Nobody links it: speech writes it as a name, in many episodes.
    Speech,
}

/// Tokens of the longest name that is looked for in a title.
const LONGEST: usize = 4;

/// Links of an item that are looked at.
const LINKS: usize = 12;

/// What an item is about; each thing once.
#[must_use]
pub fn subjects(item: &Item, language: &str) -> Vec<Subject> {
    let words = Words::of(language);
    let mut found: Vec<Subject> = Vec::new();
    if !matches!(item.kind, ItemKind::Topic | ItemKind::Extra) {
        return found;
    }
    let own = item.url.as_deref();
    found.extend(of_link(&item.title, own.unwrap_or_default(), true, words));
    for link in item.links.iter().take(LINKS) {
        let subject = of_link(&link.text, &link.url, false, words);
        found.extend(
            subject
                .filter(|it| 2 < it.form.len())
                .map(|it| Subject { is_own: own == Some(link.url.as_str()), ..it }),
        );
    }
    for subject in found.iter_mut().filter(|it| it.how == How::Address) {
        subject.form = as_written(&subject.form, [&item.title, &item.body]);
    }
    let mut keys: Vec<String> = Vec::new();
    let title = Folded::new(&item.title);
    found.retain_mut(|it| {
        let key = key(&it.form);
        it.is_own |= !words.is_common(&key) && title.says(&key);
        let new = 1 < key.chars().count() && !keys.contains(&key);
        keys.push(key);
        new
    });
    found
}

/// What addresses of a text call the things behind them, folded.
pub fn labels<'l>(links: impl IntoIterator<Item = &'l Link>) -> Vec<String> {
    let mut labels = std::collections::BTreeSet::new();
    for link in links {
        let Address { labels: own, pieces, profile, .. } = address::read(&link.url);
        labels.extend(own.into_iter().chain(pieces).filter(|it| !profile && 2 < it.len()));
    }
    labels.into_iter().collect()
}

/// A name from an address as the texts around it write it: `cpython` is
/// `CPython`.
fn as_written(name: &str, texts: [&str; 2]) -> String {
    let wanted = key(name);
    for text in texts {
        let folded = Folded::new(text);
        let token = folded.tokens.iter().find(|it| folded.word(it) == wanted);
        if let Some(token) = token {
            return text[token.from as usize..token.to as usize].to_owned();
        }
    }
    name.to_owned()
}

/// The subject of a text that leads to an address.
fn of_link(text: &str, url: &str, is_title: bool, words: &Words) -> Option<Subject> {
    let address = address::read(url);
    let text =
        ["https://", "http://", "www."].iter().fold(text, |text, it| text.trim_start_matches(it));
    let folded = Folded::new(text);
    if let Some(person) = person(text, &folded, &address, words) {
        return Some(Subject {
            form: person,
            url: Some(url.to_owned()),
            home: None,
            how: How::Person,
            is_own: is_title,
        });
    }
    // Somebody's handle is no name of a thing.
    let form = agreed(text, &folded, &address, words).filter(|_| !address.profile);
    if let Some(form) = form {
        let own = address.project.is_some() || is_root(url);
        let home = address.project.map(|it| it.1);
        let url = own.then(|| url.to_owned());
        return Some(Subject { form, url, home, how: How::Agreed, is_own: is_title });
    }
    if let Some((name, home)) = address.project {
        let plain = Folded::new(&name).tokens.len() == 1 && words.is_ordinary(&key(&name));
        return (!plain && is_name(&name)).then(|| Subject {
            form: name,
            url: Some(url.to_owned()),
            home: Some(home),
            how: How::Address,
            is_own: is_title,
        });
    }
    let in_address = |it: &str| url.is_empty() || key(url).contains(&key(it));
    let form = title_name(text, &folded, words)
        .filter(|it| is_title && (in_address(it) || is_spelt_like_a_name(it)))?;
    Some(Subject { form, url: None, home: None, how: How::Title, is_own: is_title })
}

/// The run of words in a text that is one of the address's names: the
/// shortest that is no ordinary word (`Django` before `Django project`), else
/// the longest (`fly.io` before `fly`).
fn agreed(text: &str, folded: &Folded, address: &Address, words: &Words) -> Option<String> {
    let is_home = address.project.is_some();
    let tokens = &folded.tokens;
    let is_in = |names: &[String], run: &Range<usize>| {
        let bytes =
            &folded.bytes[tokens[run.start].start as usize..tokens[run.end - 1].end as usize];
        names.iter().any(|it| it.as_bytes() == bytes)
    };
    let is_common =
        |run: &Range<usize>| run.len() == 1 && words.is_common(folded.word(&tokens[run.start]));
    // An article's path repeats its title: one word that is a name is more.
    let is_piece = |run: &Range<usize>| {
        run.len() == 1
            && !words.is_ordinary(folded.word(&tokens[run.start]))
            && is_in(&address.pieces, run)
    };
    let is_label = |run: &Range<usize>| is_in(&address.labels, run) || is_piece(run);
    // An ordinary word is a name where the title begins with it, or writes it
    // like one.
    let stands_out = |run: &Range<usize>| {
        let first = &tokens[run.start];
        // `Talk Python Training` at `training.…` is about no Training.
        let said = match is_home
            || address.labels.first().is_some_and(|it| is_in(std::slice::from_ref(it), run))
        {
            true => first.capital || run.start == 0 && is_home,
            false => first.capital && run.start == 0,
        };
        said && 2 < first.end - first.start
    };
    let runs = (0..tokens.len())
        .flat_map(|first| (1..=LONGEST).map(move |n| first..first + n))
        .filter(|run| run.end <= tokens.len())
        .filter(|run| tokens[run.start + 1..run.end].iter().all(|it| it.joined))
        .filter(is_label)
        .filter(|run| !is_common(run) || stands_out(run));
    let length = |run: &Range<usize>| tokens[run.end - 1].end - tokens[run.start].start;
    let best = runs.min_by_key(|run| match is_common(run) {
        false => (0, length(run), run.start),
        true => (1, u32::MAX - length(run), run.start),
    })?;
    let form = &text[tokens[best.start].from as usize..tokens[best.end - 1].to as usize];
    is_name(form).then(|| form.to_owned())
}

/// A first name and a last name over a profile or a site of that name.
fn person(text: &str, folded: &Folded, address: &Address, words: &Words) -> Option<String> {
    let tokens = &folded.tokens;
    let named = (2..=3).contains(&tokens.len())
        && tokens.iter().all(|it| it.capital && folded.word(it).chars().all(char::is_alphabetic))
        && tokens[1..].iter().all(|it| it.joined)
        && !tokens.iter().any(|it| words.is_common(folded.word(it)));
    let whole = std::str::from_utf8(&folded.bytes).unwrap_or_default();
    let theirs = address.profile || address.labels.iter().any(|it| it == whole);
    (named && theirs && address.project.is_none())
        .then(|| text[tokens[0].from as usize..tokens[tokens.len() - 1].to as usize].to_owned())
}

/// A title that is one word, or begins with one and a colon or dash, where
/// the word is none that people use otherwise.
fn title_name(text: &str, folded: &Folded, words: &Words) -> Option<String> {
    let first = folded.tokens.first()?;
    let alone = folded.tokens.get(1).is_none_or(|it| !it.joined);
    let head = &text[..first.to as usize];
    let behind = text[first.to as usize..].trim_start();
    let ends = behind.is_empty() || behind.starts_with([':', '–', '—']) || behind.starts_with("- ");
    let word = folded.word(first);
    (alone && ends && 2 < word.chars().count() && !words.is_common(word))
        .then(|| head.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|it| is_name(it))
}

/// Capitals where a word has none: `spaCy`, `AWS`.
fn is_spelt_like_a_name(text: &str) -> bool {
    text.chars().skip(1).any(char::is_uppercase)
}

fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.chars().count() <= 48
}

/// Whether an address is a site's front page.
fn is_root(url: &str) -> bool {
    let bare = url.split_once("://").map_or(url, |it| it.1);
    bare.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').split('/').count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(title: &str, url: &str) -> String {
        let link = Link { url: url.to_owned(), text: title.to_owned() };
        let item = Item {
            kind: ItemKind::Topic,
            number: None,
            presenter: None,
            title: title.to_owned(),
            url: Some(url.to_owned()),
            body: String::new(),
            links: vec![link],
            span: 0..0,
            stated: None,
            stated_beside: false,
        };
        subjects(&item, "en").into_iter().map(|it| it.form).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn title_and_address_agree_on_a_name() {
        for (title, url, expected) in [
            ("Any.io", "https://anyio.readthedocs.io/en/stable/", "Any.io"),
            ("Flynt for f-strings", "https://github.com/ikamensh/flynt", "Flynt"),
            ("Git Town solves the problem", "https://www.git-town.com/", "Git Town"),
            (
                "Django 5.0 has been released",
                "https://www.djangoproject.com/weblog/2023/",
                "Django",
            ),
            ("PEP 594 Acceptance", "https://peps.python.org/pep-0594/", "PEP 594"),
            ("rich", "https://github.com/Textualize/rich", "rich"),
            ("Simon Willison", "https://simonwillison.net/", "Simon Willison"),
            ("Ann Novak", "https://twitter.com/annn", "Ann Novak"),
            ("pyjion", "https://talk.example/340/time-for-pyjion", "pyjion"),
            ("Sportsipy: A free API", "https://pages.example/sportsipy", "Sportsipy"),
            ("A better way to test", "https://github.com/okken/pytest-check", "pytest-check"),
        ] {
            assert_eq!(forms(title, url), expected, "{title} {url}");
        }
    }

    #[test]
    fn articles_name_nothing() {
        for (title, url) in [
            ("Please hire me", "https://twitter.com/x/status/150"),
            ("Ten things I wish I had known", "https://blog.example/2018/ten-things"),
            ("How to test your code", "https://code.visualstudio.com/docs"),
            ("Announcements", "https://blog.example/"),
            ("", ""),
        ] {
            assert_eq!(forms(title, url), "", "{title} {url}");
        }
    }
}
