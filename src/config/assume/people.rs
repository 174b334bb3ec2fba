//! People whom files of data name, with what episodes may call them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Person, folded};
use super::plain_text;
use crate::diag::FileId;
use crate::path::Slug;
use crate::tree::{Kind, Node, read_json, read_toml, read_yaml};

/// The people of a file of data: a list of tables, or a table by id.
pub(super) fn people(end: &str, text: &str) -> Vec<Person> {
    let file = FileId(0);
    let says = |it: &&str| !it.trim().is_empty() && !it.trim_start().starts_with('#');
    let first = text.lines().find(says).unwrap_or_default().trim_start();
    let is_list = first.starts_with("- ") || first == "-" || first.starts_with('[');
    let table = match end {
        "json" if is_list => read_json(file, &format!("{{\"all\": {text}}}"), 0, "t/syntax"),
        "json" => read_json(file, text, 0, "t/syntax"),
        "toml" => read_toml(file, text, 0, "t/syntax"),
        _ if is_list => read_yaml(file, &format!("all:\n{text}"), 0, "t/syntax"),
        _ => read_yaml(file, text, 0, "t/syntax"),
    };
    let mut rows: Vec<(Option<&str>, &Node)> = Vec::new();
    for (key, node) in &table.value {
        match &node.kind {
            Kind::List(list) => rows.extend(list.iter().map(|it| (None, it))),
            _ => rows.push((Some(&key.name), node)),
        }
    }
    // What two rows have is nobody's id.
    let mut n_of: BTreeMap<String, usize> = BTreeMap::new();
    for id in rows.iter().flat_map(|it| other_ids(it.1)) {
        *n_of.entry(id).or_default() += 1;
    }
    let of_row = |(key, node): &(Option<&str>, &Node)| {
        let mut person = person(*key, node)?;
        let others = other_ids(node).into_iter().filter(|it| n_of.get(it) == Some(&1));
        for id in others {
            if !person.aliases.contains(&id) {
                person.aliases.push(id);
            }
        }
        Some(person)
    };
    rows.iter().filter_map(of_row).collect()
}

/// Values of a row that may be an id, whatever their key: `slack: annlee`.
fn other_ids(row: &Node) -> BTreeSet<String> {
    let Kind::Table(table) = &row.kind else { return BTreeSet::new() };
    let is_id = |it: &String| {
        3 <= it.len()
            && it.starts_with(|it: char| it.is_ascii_lowercase())
            && it.chars().all(|it| it.is_lowercase() || it.is_ascii_digit() || "-_.".contains(it))
    };
    table.iter().filter_map(|it| plain_text(&it.1)).filter(is_id).collect()
}

/// Somebody, with what episodes may call them: an id, the name as part of an
/// address, the name without blanks.
fn person(key: Option<&str>, node: &Node) -> Option<Person> {
    let Kind::Table(table) = &node.kind else {
        let name = key.and(plain_text(node))?;
        return Some(with_ids(name, key));
    };
    let text = |keys: &[&str]| {
        let found =
            keys.iter().filter_map(|it| table.iter().find(|(key, _)| folded(&key.name) == **it));
        found.filter_map(|it| plain_text(&it.1)).next()
    };
    let whole = || {
        let last = text(&["lastname", "familyname"]).unwrap_or_default();
        Some(format!("{} {last}", text(&["firstname", "givenname"])?).trim().to_owned())
    };
    let name = text(&["name", "fullname", "displayname", "title"]).or_else(whole)?;
    let id = text(&["id", "slug", "username", "key", "short"]);
    Some(with_ids(name, id.as_deref().or(key)))
}

fn with_ids(name: String, id: Option<&str>) -> Person {
    let mut aliases: Vec<String> = id.map(str::to_owned).into_iter().collect();
    aliases.extend(Slug::of(&name).map(|it| it.to_string()));
    aliases.push(name.chars().filter(|it| it.is_alphanumeric()).collect());
    Person { name, role: None, aliases, links: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_tell_names_by_ids() {
        let ids = |path: &str, text: &str| {
            people(path.rsplit('.').next().unwrap(), text)
                .iter()
                .map(|it| format!("{} = {}", it.aliases.join(" "), it.name))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ids("_data/guests.yml", "# All\n- first_name: Ann\n  last_name: Lee\n"),
            ["ann-lee AnnLee = Ann Lee"]
        );
        assert_eq!(
            ids("data/team.json", "{\"al\": {\"name\": \"Ann Lee\"}}"),
            ["al ann-lee AnnLee = Ann Lee"]
        );
        assert_eq!(ids("people.yml", "al: Ann Lee\n"), ["al ann-lee AnnLee = Ann Lee"]);
        let rows =
            "info:\n- name: Ann Lee\n  chat: alee\n  team: docs\n- name: Bo Day\n  team: docs\n";
        assert_eq!(
            ids("_data/profiles.yml", rows),
            ["ann-lee AnnLee alee = Ann Lee", "bo-day BoDay = Bo Day"]
        );
    }
}
