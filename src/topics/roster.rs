//! Every name that is looked for: what topic files and front matter state,
//! and what the notes of all episodes name.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use serde::{Deserialize, Serialize};

use super::address;
use super::fold::{Folded, key};
use super::starts::Starts;
use super::subject::{How, Subject};
use super::words::Words;
use crate::diag::{Diagnostic, Reported};
use crate::hash::ContentHash;
use crate::model::{TopicDoc, TopicId, TopicsDoc};

/// Named by the notes of so many episodes, a rare word is a name.
const SEVERAL: usize = 3;

/// What the notes of one episode name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Named {
    /// Topics in its front matter.
    pub stated: Vec<String>,
    /// Subjects of each of its items.
    pub subjects: Vec<Vec<Subject>>,
    /// What the addresses of its links call things, folded.
    pub labels: Vec<String>,
}

/// A thing with a name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is known by.
    pub id: TopicId,
    /// What a topic file says of it.
    pub doc: Option<TopicDoc>,
    /// The name it was first met by.
    pub name: String,
    /// Whether a topic file or front matter names it.
    pub stated: bool,
    /// The topic it is a part of.
    pub parent: Option<TopicId>,
}

impl Entry {
    fn new(name: &str, doc: Option<TopicDoc>, stated: bool) -> Self {
        Self { id: TopicId(0), doc, name: name.to_owned(), stated, parent: None }
    }
}

/// What an acronym with a plural ending is many of: `CPUs`.
fn singular(name: &str) -> Option<&str> {
    let one = name.strip_suffix('s')?;
    (1 < one.len() && one.bytes().all(|it| it.is_ascii_uppercase())).then_some(one)
}

/// The id of a topic that is met by this folded name.
fn id_of(key: &str) -> TopicId {
    TopicId(ContentHash::of(key.as_bytes()).short())
}

/// Every name that is looked for.
#[derive(Debug)]
pub struct Roster {
    /// In the order in which they were met.
    pub entries: Vec<Entry>,
    place_of: FxHashMap<TopicId, usize>,
    pub(super) language: String,
    pub(super) by_key: FxHashMap<String, TopicId>,
    pub(super) by_home: FxHashMap<String, TopicId>,
    ignored: FxHashSet<String>,
    /// Topics that others are parts of.
    pub(super) parents: FxHashSet<TopicId>,
    pub(super) patterns: Vec<Pattern>,
    /// The folded names, each of its pattern, ascending.
    pub(super) keys: Vec<String>,
    starts: OnceLock<Starts>,
}

/// A folded name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pattern {
    pub topic: TopicId,
    /// Made of words that people say without meaning it.
    pub ordinary: bool,
    /// The settings give just these words: they count wherever they are said.
    pub literal: bool,
    /// How many words it may be said as. A name that only an address gives is
    /// too weak for `any io` instead of `anyio`.
    pub words: usize,
}

impl Roster {
    /// Merges what is stated and what is named. What topic files say wins:
    /// their aliases take discovered names in, `ignore` keeps them out.
    /// `spoken` are names that nobody links.
    pub fn new(
        stated: &[TopicsDoc],
        named: &[Named],
        spoken: &[String],
        language: &str,
    ) -> Reported<Self> {
        let mut problems = Vec::new();
        let mut roster = Self {
            entries: Vec::new(),
            place_of: FxHashMap::default(),
            language: language.to_owned(),
            by_key: FxHashMap::default(),
            by_home: FxHashMap::default(),
            ignored: stated.iter().flat_map(|it| &it.ignore).map(|it| key(it)).collect(),
            parents: FxHashSet::default(),
            patterns: Vec::new(),
            keys: Vec::new(),
            starts: OnceLock::new(),
        };
        let mut names = Names::default();
        let docs: Vec<&TopicDoc> = stated.iter().flat_map(|it| &it.topics).collect();
        for doc in &docs {
            roster.add_stated(doc, &mut names, &mut problems);
        }
        for doc in &docs {
            roster.add_aliases(doc, &mut names, &mut problems);
        }
        roster.set_parents(&mut problems);
        roster.parents = roster.entries.iter().filter_map(|it| it.parent).collect();
        for it in named {
            for name in &it.stated {
                roster.add_name(name, &mut names);
            }
        }
        for it in named {
            let mut seen = FxHashSet::default();
            for subject in it.subjects.iter().flatten() {
                let key = roster.add_subject(subject, &mut names);
                let known =
                    key.and_then(|it| names.by_key.get_mut(&it).filter(|_| seen.insert(it)));
                known.into_iter().for_each(|it| it.episodes += 1);
            }
        }
        for name in spoken {
            roster.add_spoken(name, &mut names);
        }
        roster.join_variants(&mut names);
        roster.build(names);
        Reported { value: roster, problems }
    }

    /// The topic of this name or alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<TopicId> {
        self.by_key.get(&key(name)).copied()
    }

    /// The topic that a subject of an item is.
    pub(super) fn of_subject(&self, subject: &Subject) -> Option<TopicId> {
        let by_home = || self.by_home.get(subject.home.as_ref()?).copied();
        self.find(&subject.form).or_else(by_home)
    }

    /// A topic by id.
    #[must_use]
    pub fn entry(&self, id: TopicId) -> &Entry {
        &self.entries[self.place(id)]
    }

    /// The place of a topic in `entries`.
    #[must_use]
    pub fn place(&self, id: TopicId) -> usize {
        self.place_of[&id]
    }

    /// Whether the name of a topic is one word that dictionaries have.
    #[must_use]
    pub fn is_word(&self, topic: TopicId) -> bool {
        let name = key(&self.entry(topic).name);
        Words::of(&self.language).is_ordinary(&name)
    }

    /// Adds a topic that is met for the first time, by its folded name.
    fn add(&mut self, key: &str, entry: Entry) -> TopicId {
        let id = id_of(key);
        self.place_of.insert(id, self.entries.len());
        self.entries.push(Entry { id, ..entry });
        id
    }

    fn add_stated(&mut self, doc: &TopicDoc, names: &mut Names, problems: &mut Vec<Diagnostic>) {
        let key = key(&doc.name);
        if key.is_empty() {
            let message = format!("`{}` has no letters and no digits", doc.name);
            problems.push(
                Diagnostic::warning("topics/name", doc.span.clone(), message)
                    .hint("give the topic a name that can be said"),
            );
            return;
        }
        let is_short = key.chars().count() < 2;
        if is_short && doc.aliases.is_empty() {
            let message = format!("`{}` is too short a name to look for", doc.name);
            problems.push(
                Diagnostic::warning("topics/short-name", doc.span.clone(), message)
                    .hint("add what people say: `aliases = [\"C language\"]`"),
            );
        }
        if let Some(other) = self.by_key.get(&key) {
            let message = format!("two topics are called `{}`", doc.name);
            let problem = Diagnostic::warning("topics/name-twice", doc.span.clone(), message);
            let other = self.entry(*other).doc.as_ref();
            problems.push(match other {
                Some(other) => problem.see(other.span.clone(), "this is the other one"),
                None => problem,
            });
            return;
        }
        let id = self.add(&key, Entry::new(&doc.name, Some(doc.clone()), true));
        if let Some((_, home)) = doc.url.as_deref().and_then(|it| address::read(it).project) {
            self.by_home.entry(home).or_insert(id);
        }
        if !is_short {
            names.add(&key, id, &doc.name, How::Stated);
        }
        self.by_key.insert(key, id);
    }

    fn add_aliases(&mut self, doc: &TopicDoc, names: &mut Names, problems: &mut Vec<Diagnostic>) {
        let Some(id) = self.find(&doc.name) else { return };
        for (alias, span) in &doc.aliases {
            let key = key(alias);
            if key.chars().count() < 2 {
                let message = format!("`{alias}` is too short an alias to look for");
                problems.push(
                    Diagnostic::warning("topics/short-alias", span.clone(), message)
                        .hint("it is not used; an alias needs two letters or digits"),
                );
                continue;
            }
            match self.by_key.get(&key).copied().filter(|it| *it != id) {
                Some(other) => {
                    let other = self.entry(other);
                    let message = format!("`{alias}` stands for `{}` already", other.name);
                    let problem = Diagnostic::warning("topics/alias-twice", span.clone(), message)
                        .hint("give the alias to one of the two topics");
                    problems.push(match &other.doc {
                        Some(doc) => problem.see(doc.span.clone(), "this is the other one"),
                        None => problem,
                    });
                }
                None => {
                    names.add(&key, id, alias, How::Alias);
                    self.by_key.insert(key, id);
                }
            }
        }
    }

    fn set_parents(&mut self, problems: &mut Vec<Diagnostic>) {
        for idx in 0..self.entries.len() {
            let doc = self.entries[idx].doc.as_ref();
            let Some((name, span)) = doc.and_then(|it| it.parent.clone()) else { continue };
            let parent = self.find(&name);
            // Going up from the parent must not come back here.
            let up = |it: &TopicId| self.entry(*it).parent;
            let circles = std::iter::successors(parent, up).any(|it| self.place(it) == idx);
            match parent {
                Some(_) if !circles => self.entries[idx].parent = parent,
                Some(_) => problems.push(
                    Diagnostic::warning("topics/parent", span, "a topic is a part of itself")
                        .hint("leave out one `parent` of the circle"),
                ),
                None => problems.push(
                    Diagnostic::warning(
                        "topics/parent",
                        span,
                        format!("there is no topic `{name}`"),
                    )
                    .hint("state it, or leave out `parent`"),
                ),
            }
        }
    }

    /// A topic that front matter names.
    fn add_name(&mut self, name: &str, names: &mut Names) {
        let key = key(name);
        if key.is_empty() || self.ignored.contains(&key) {
            return;
        }
        if !self.by_key.contains_key(&key) {
            let id = self.add(&key, Entry::new(name, None, true));
            if 1 < key.chars().count() {
                names.add(&key, id, name, How::Stated);
            }
            self.by_key.insert(key, id);
        }
    }

    /// Adds what an item is about; its folded name, if it is looked for.
    fn add_subject(&mut self, subject: &Subject, names: &mut Names) -> Option<String> {
        let key = key(&subject.form);
        if self.ignored.contains(&key) || key.chars().count() < 2 {
            return None;
        }
        let known = self.of_subject(subject);
        let id = known.unwrap_or_else(|| self.add(&key, Entry::new(&subject.form, None, false)));
        if let Some(home) = &subject.home {
            self.by_home.entry(home.clone()).or_insert(id);
        }
        names.add(&key, id, &subject.form, subject.how);
        self.by_key.entry(key.clone()).or_insert(id);
        Some(key)
    }

    /// Adds a name that nobody links; names come in order, one of a thing before
    /// many of it.
    fn add_spoken(&mut self, name: &str, names: &mut Names) {
        let key = key(name);
        if self.ignored.contains(&key) || self.by_key.contains_key(&key) {
            return;
        }
        let id = match singular(name).and_then(|it| self.find(it)) {
            Some(id) => id,
            None => self.add(&key, Entry::new(name, None, false)),
        };
        names.add(&key, id, name, How::Speech);
        self.by_key.insert(key, id);
    }

    /// Two discovered names of which one is the other with an ending that says
    /// nothing (`Node` and `Node.js`) are one thing.
    fn join_variants(&mut self, names: &mut Names) {
        let words = Words::of(&self.language);
        let mut joined: FxHashMap<TopicId, TopicId> = FxHashMap::default();
        for (key, known) in &names.by_key {
            let base = address::bases(key).find(|it| !words.is_common(it));
            let base = base.and_then(|it| self.by_key.get(it).copied());
            let Some(base) = base.filter(|it| *it != known.topic) else { continue };
            if !self.entry(known.topic).stated {
                joined.insert(known.topic, base);
            }
        }
        let end = |mut it: TopicId| {
            while let Some(base) = joined.get(&it) {
                it = *base;
            }
            it
        };
        names.by_key.values_mut().for_each(|it| it.topic = end(it.topic));
        self.by_key.values_mut().for_each(|it| *it = end(*it));
        self.by_home.values_mut().for_each(|it| *it = end(*it));
    }

    /// The names by their first bytes; made when the first text is searched.
    pub(super) fn starts(&self) -> &Starts {
        self.starts.get_or_init(|| Starts::new(&self.keys))
    }

    fn build(&mut self, names: Names) {
        let words = Words::of(&self.language);
        let ordinary = |key: &str, forms: &[String]| {
            words.is_ordinary(key)
                || forms.iter().any(|form| {
                    let folded = Folded::new(form);
                    1 < folded.tokens.len() && words.are_ordinary(&folded, &folded.tokens)
                })
        };
        let (mut keys, mut patterns) = (Vec::new(), Vec::new());
        for (key, name) in names.by_key {
            let is_stated = self.entry(name.topic).stated;
            let is_meant = (is_stated || name.episodes >= SEVERAL) && Words::is_rare(&key);
            let ordinary = !is_meant && ordinary(&key, &name.forms);
            let KnownName { topic, literal, words, .. } = name;
            patterns.push(Pattern { topic, ordinary, literal, words });
            keys.push(key);
        }
        self.keys = keys;
        self.patterns = patterns;
    }
}

/// Folded names and the forms they were met in, in order of the names.
#[derive(Debug, Default)]
struct Names {
    by_key: std::collections::BTreeMap<String, KnownName>,
}

#[derive(Debug)]
struct KnownName {
    topic: TopicId,
    forms: Vec<String>,
    literal: bool,
    words: usize,
    /// Episodes whose notes name it as what an item or a link is about.
    episodes: usize,
}

impl Names {
    fn add(&mut self, key: &str, topic: TopicId, form: &str, how: How) {
        let known = self.by_key.entry(key.to_owned()).or_insert_with(|| KnownName {
            topic,
            forms: Vec::new(),
            literal: false,
            words: 0,
            episodes: 0,
        });
        let n_words = Folded::new(form).tokens.len();
        let is_weak = matches!(how, How::Address | How::Speech);
        known.words = known.words.max(if is_weak { n_words } else { usize::MAX });
        // An alias of several words, or in lower case, is meant as it is said.
        known.literal |=
            how == How::Alias && (1 < n_words || !form.chars().any(char::is_uppercase));
        if !known.forms.iter().any(|it| it == form) && known.forms.len() < 8 {
            known.forms.push(form.to_owned());
        }
    }
}
