//! Files that belong to one episode.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::member::Member;
use super::published::places;
use super::purpose::Purpose;
use crate::source::{Claim, FileKind};

/// Letters of a title that two episodes hardly share by chance: `interview` has
/// nine.
const LONG_TITLE: usize = 12;

/// The file that a path in front matter means.
pub(super) fn resolve(folder: &str, path: &str, known: &BTreeMap<&str, usize>) -> Option<usize> {
    places(folder, path).find_map(|it| known.get(it.as_str()).copied())
}

/// The groups of files, and for each file what put it there.
pub(super) struct Groups {
    pub all: Vec<Vec<usize>>,
    pub why: Vec<Option<&'static str>>,
}

/// Where groups are found by what their files say.
#[derive(Default)]
struct Index {
    bundles: BTreeMap<String, usize>,
    twins: BTreeMap<String, usize>,
    numbers: BTreeMap<u32, Vec<usize>>,
    slugs: BTreeMap<String, Vec<usize>>,
    dates: BTreeMap<Date, Vec<usize>>,
}

impl Groups {
    /// Notes make a group each; what else there is joins the one it belongs
    /// to. Transcripts that belong to none make groups of their own.
    pub(super) fn of(members: &[Member<'_, '_>]) -> Self {
        let mut groups = Self { all: Vec::new(), why: vec![None; members.len()] };
        let mut index = Index::default();
        let mut group_of: Vec<Option<usize>> = vec![None; members.len()];
        let named = named(members);
        let order = |it: &&usize| rank(&members[**it]);
        let all: Vec<usize> = (0..members.len()).collect();
        let mut sorted: Vec<&usize> = all.iter().filter(|it| order(it).is_some()).collect();
        sorted.sort_by_key(|it| (order(it), **it));
        for &at in sorted {
            let member = &members[at];
            let stated = named.get(&at).into_iter().flatten().find_map(|it| group_of[*it]);
            let found = match stated {
                Some(group) => Some((group, "front matter names it")),
                None => index.find(member, members, &groups.all),
            };
            let makes_one = member.purpose == Purpose::Notes || member.format().is_some();
            let (group, why) = match found {
                Some((group, why)) => (group, Some(why)),
                None if makes_one || member.bundle.is_some() => {
                    groups.all.push(Vec::new());
                    (groups.all.len() - 1, None)
                }
                None => continue,
            };
            groups.all[group].push(at);
            groups.why[at] = why;
            group_of[at] = Some(group);
            index.add(member, group);
        }
        groups.join_titles(members, &index);
        groups
    }

    /// Gives what is left of the transcripts to notes of the same title, though
    /// their days differ: some name transcripts by the day they were made on.
    fn join_titles(&mut self, members: &[Member<'_, '_>], index: &Index) {
        let has_transcript = |it: &[usize]| it.iter().any(|it| members[*it].format().is_some());
        for at in 0..self.all.len() {
            let [lone] = self.all[at][..] else { continue };
            let (member, slug) = (&members[lone], members[lone].name.slug());
            if member.format().is_none() || slug.chars().count() < LONG_TITLE {
                continue;
            }
            let is_silent = |it: &usize| {
                let group = &self.all[*it];
                let numbers = group.iter().find_map(|it| members[*it].number());
                let is_other =
                    numbers.zip(member.number()).is_some_and(|it| it.0.value != it.1.value);
                let has_notes = group.iter().any(|it| members[*it].purpose == Purpose::Notes);
                has_notes && !has_transcript(group) && !is_other
            };
            let alike: Vec<usize> =
                index.slugs.get(&slug).into_iter().flatten().copied().filter(is_silent).collect();
            if let [only] = alike[..] {
                self.all[at].clear();
                self.all[only].push(lone);
                self.why[lone] = Some("the same title");
            }
        }
        self.all.retain(|it| !it.is_empty());
    }
}

/// Notes first, then transcripts, then what makes no episode; `None` is left
/// out.
fn rank(member: &Member<'_, '_>) -> Option<u8> {
    match member.purpose {
        Purpose::Notes => Some(0),
        Purpose::Transcript(_) => Some(1),
        Purpose::Omitted(_) => None,
        _ => Some(2),
    }
}

/// For each file those that name it in their front matter, or that it names.
fn named(members: &[Member<'_, '_>]) -> BTreeMap<usize, Vec<usize>> {
    let by_path: BTreeMap<&str, usize> =
        members.iter().enumerate().map(|(at, it)| (it.it.file.path.as_str(), at)).collect();
    let mut named: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let clues = &member.it.clues;
        for path in clues.paths.iter().chain(&clues.transcript) {
            let other = resolve(member.it.file.path.folder(), path, &by_path);
            // Notes that name notes are two episodes: `next: 12.md`.
            let is_pair = |other: &usize| {
                *other != at && !(rank(member) == Some(0) && rank(&members[*other]) == Some(0))
            };
            if let Some(other) = other.filter(is_pair) {
                named.entry(at).or_default().push(other);
                named.entry(other).or_default().push(at);
            }
        }
    }
    named
}

impl Index {
    fn add(&mut self, member: &Member<'_, '_>, group: usize) {
        let folder = member.it.file.path.folder();
        if member.bundle.is_some() {
            self.bundles.insert(folder.to_owned(), group);
        }
        if let Some(twin) = &member.twin {
            self.twins.entry(twin.clone()).or_insert(group);
        }
        let add = |list: &mut Vec<usize>| {
            if !list.contains(&group) {
                list.push(group);
            }
        };
        if let Some(number) = member.number() {
            add(self.numbers.entry(number.value).or_default());
        }
        if let Some(date) = member.date() {
            add(self.dates.entry(date).or_default());
        }
        for name in [Some(&member.name), member.bundle.as_ref()].into_iter().flatten() {
            let slug = name.slug();
            if !slug.is_empty() {
                add(self.slugs.entry(slug).or_default());
            }
        }
    }

    /// The group a file belongs to, and what says so. Notes find only groups
    /// of their folder or path: every other is an episode of its own.
    fn find(
        &self,
        member: &Member<'_, '_>,
        members: &[Member<'_, '_>],
        groups: &[Vec<usize>],
    ) -> Option<(usize, &'static str)> {
        if member.bundle.is_some() {
            return self
                .bundles
                .get(member.it.file.path.folder())
                .map(|it| (*it, "the same folder"));
        }
        let twin = member.twin.as_ref().and_then(|it| self.twins.get(it));
        if let Some(group) = twin {
            return Some((*group, "the same name"));
        }
        if member.purpose == Purpose::Notes {
            return None;
        }
        let seen = Seeker { member, members, groups };
        let slug = member.name.slug();
        let alike = self.slugs.get(&slug).filter(|_| !slug.is_empty());
        if let Some(group) = self.by_number(&seen, alike) {
            return Some((group, "the same number"));
        }
        let by_title = seen.only(alike).map(|it| (it, "the same title"));
        by_title.or_else(|| {
            let day = self.dates.get(&member.date()?);
            let is_picture = member.it.file.kind == FileKind::Image;
            seen.only(day).filter(|_| !is_picture).map(|it| (it, "the same day"))
        })
    }

    fn by_number(&self, seen: &Seeker<'_, '_, '_>, alike: Option<&Vec<usize>>) -> Option<usize> {
        let Seeker { member, members, groups } = seen;
        let known = self.numbers.get(&member.number()?.value)?;
        let is_alike = |it: &usize| alike.is_some_and(|all| all.contains(it));
        // What has a title of its own is whole: another's notes with the same
        // number take it for theirs only if they are claimed.
        let is_whole = member.it.clues.is_titled == Some(true);
        let is_notes = |at: &usize| members[*at].it.file.is_claimed(Claim::Notes);
        let is_beside = |it: &usize| in_same_place(member, &groups[*it], members);
        let takes = |it: &usize| {
            !is_whole || is_alike(it) || is_beside(it) || groups[*it].iter().any(is_notes)
        };
        let near = known.iter().copied().filter(|it| seen.is_near(*it) && takes(it));
        let near: Vec<usize> = near.collect();
        let by_title = || near.iter().find(|it| is_alike(it));
        let by_place = || near.iter().find(|it| is_beside(it));
        match near.as_slice() {
            [one] => Some(*one),
            _ => by_title().or_else(by_place).or(near.first()).copied(),
        }
    }
}

/// A file that looks for its group.
struct Seeker<'a, 'c, 's> {
    member: &'a Member<'c, 's>,
    members: &'a [Member<'c, 's>],
    groups: &'a [Vec<usize>],
}

impl Seeker<'_, '_, '_> {
    /// Whether seasons, days and the words before numbers allow a group.
    fn is_near(&self, group: usize) -> bool {
        let first = self.groups[group].first().map(|it| &self.members[*it]);
        first.is_some_and(|it| {
            let seasons = it.season().zip(self.member.season());
            it.is_near(self.member) && seasons.is_none_or(|(a, b)| a == b)
        })
    }

    /// Whether a title or a day may tell a group: it is worth nothing against
    /// another number.
    fn agrees(&self, group: usize) -> bool {
        let theirs = self.groups[group].iter().find_map(|it| self.members[*it].number());
        let numbers = theirs.zip(self.member.number());
        self.is_near(group) && numbers.is_none_or(|(a, b)| a.value == b.value)
    }

    /// The group of a list that agrees, if it is the only one.
    fn only(&self, groups: Option<&Vec<usize>>) -> Option<usize> {
        let mut agreeing = groups?.iter().copied().filter(|it| self.agrees(*it));
        let first = agreeing.next()?;
        agreeing.next().is_none().then_some(first)
    }
}

/// Whether a group has a file of the same folder, or of one beside it with the
/// same name at its end.
fn in_same_place(member: &Member<'_, '_>, group: &[usize], members: &[Member<'_, '_>]) -> bool {
    let last = |it: &Member<'_, '_>| {
        it.it.file.path.folder().rsplit('/').next().unwrap_or_default().to_lowercase()
    };
    group.iter().any(|it| last(&members[*it]) == last(member))
}
