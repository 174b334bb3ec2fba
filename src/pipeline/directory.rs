//! Ids of people and sponsors → their names, where other files of the show
//! have them: a page of a guest says who `ann-lee` is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Open;
use super::load::Loaded;
use crate::assemble::{EpisodeFiles, FileName};
use crate::config::Site;
use crate::diag::{Diagnostic, FileId, Span};
use crate::model::Origin;
use crate::parse::front_matter;
use crate::source::{FileKind, SourceTree};

/// Gives those their names whom front matter calls by an id.
pub(super) fn name_all(
    loaded: &mut [Loaded<'_>],
    (tree, site): (&SourceTree, &Site),
    all: &[EpisodeFiles],
) -> Option<Diagnostic> {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for facts in loaded.iter().map(|it| &it.facts) {
        let people = facts.people.iter().filter(|it| it.origin == Origin::Stated);
        let names = people.map(|it| &it.name).chain(facts.sponsors.iter().map(|it| &it.name));
        ids.extend(names.filter(|it| is_id(it)).map(|it| letters(it)));
    }
    if ids.is_empty() {
        return None;
    }
    let names = names(&ids, (tree, site), all);
    let name = |it: &str| if is_id(it) { names.get(&letters(it)).cloned() } else { None };
    for facts in loaded.iter_mut().map(|it| &mut it.facts) {
        let has_ids = facts.people.iter().any(|it| name(&it.name).is_some())
            || facts.sponsors.iter().any(|it| name(&it.name).is_some());
        if !has_ids {
            continue;
        }
        let facts = Arc::make_mut(facts);
        for credit in facts.people.iter_mut().filter(|it| it.origin == Origin::Stated) {
            credit.name = name(&credit.name).unwrap_or_else(|| credit.name.clone());
        }
        for sponsor in &mut facts.sponsors {
            sponsor.name = name(&sponsor.name).unwrap_or_else(|| sponsor.name.clone());
        }
        // Whom an episode calls by id and by name is one.
        let mut seen = BTreeSet::new();
        facts.people.retain(|it| seen.insert(it.name.clone()));
    }
    nobody(loaded, site)
}

/// Ids of people that nothing resolves, said once.
fn nobody(loaded: &[Loaded<'_>], site: &Site) -> Option<Diagnostic> {
    let is_known = |name: &str| {
        let mut people = site.shows.iter().flat_map(|it| &it.people);
        people.any(|it| it.name == name)
    };
    let starts = |name: &str| name.starts_with(|it: char| it.is_ascii_lowercase());
    let mut found: BTreeMap<&str, (Option<FileId>, usize)> = BTreeMap::new();
    for facts in loaded.iter().map(|it| &it.facts) {
        for it in facts.people.iter().filter(|it| it.origin == Origin::Stated) {
            if is_id(&it.name) && starts(&it.name) && !is_known(&it.name) {
                found.entry(&it.name).or_insert((facts.file, 0)).1 += 1;
            }
        }
    }
    let (first, _) = *found.values().next()?;
    let names: Vec<String> = found.iter().map(|it| format!("`{}` ({})", it.0, it.1.1)).collect();
    let message = format!("no file says who this is: {}", names.join(", "));
    let hint =
        "name them in `show.toml`: `[[people]]`, `name = \"Ann Lee\"`, `aliases = [\"annlee\"]`";
    Some(Diagnostic::note("front-matter/person", Span::file(first), message).hint(hint))
}

/// Whether a name may be an id: one word in small letters.
fn is_id(name: &str) -> bool {
    !name.contains(char::is_whitespace) && !name.chars().any(char::is_uppercase)
}

/// An id without its marks.
fn letters(id: &str) -> String {
    id.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Titles and names of files that are of no episode, by the ids they are called
/// by.
fn names(
    ids: &BTreeSet<String>,
    (tree, site): (&SourceTree, &Site),
    all: &[EpisodeFiles],
) -> BTreeMap<String, String> {
    let notes = all.iter().filter_map(|it| it.notes);
    let used: BTreeSet<FileId> =
        notes.chain(all.iter().flat_map(|it| it.transcripts.iter().map(|it| it.0))).collect();
    let mut names = BTreeMap::new();
    for file in tree.files().iter().filter(|it| it.kind == FileKind::Text) {
        let stem = file.path.stem();
        let folder = file.path.folder().rsplit('/').next().unwrap_or_default();
        // The folder of a page alone in it has the name.
        let is_index = matches!(stem, "index" | "_index");
        let stem = if is_index { folder } else { stem };
        let called = [letters(&FileName::parse(stem).words), letters(stem)];
        let Some(id) = called.into_iter().find(|it| ids.contains(it)) else { continue };
        if used.contains(&file.id) || names.contains_key(&id) {
            continue;
        }
        let mut open = Open::new(tree);
        let dialect = &site.shows[usize::from(file.show.0)].dialect;
        let text = open.read(file.id, site, &mut Vec::new()).unwrap_or_default();
        let front = front_matter::split(file.id, text, dialect).value.front;
        let title = front.title.map(|it| it.value.trim().to_owned());
        let title =
            title.or_else(|| front.extra.get("name").and_then(|it| it.as_str()).map(str::to_owned));
        names.extend(title.filter(|it| !it.is_empty()).map(|it| (id, it)));
    }
    names
}
