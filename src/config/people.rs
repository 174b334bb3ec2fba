//! `[[people]]`: whom the settings know.

use super::Person;
use crate::diag::Diagnostic;
use crate::model::Role;
use crate::tree::{Fields, Kind, Node, Spanned};

const CODES: [&str; 2] = ["config/type", "config/unknown-key"];

/// Reads `[[people]]`.
pub(super) fn read_people(fields: &mut Fields<'_>, node: &Node) -> Vec<Person> {
    let Kind::List(list) = &node.kind else {
        fields.wrong::<()>("people", node, "a list of tables, `[[people]]` each");
        return Vec::new();
    };
    let file = fields.file();
    let mut people = Vec::new();
    for entry in list {
        let Kind::Table(table) = &entry.kind else {
            fields.wrong::<()>("people", entry, "a table");
            continue;
        };
        let mut person = Fields::new(file, table, CODES);
        let name = person.text("name").map(|it| it.value.trim().to_owned());
        let role = person.text("role").map_or(Role::Host, |it| read_role(&mut person, &it));
        let aliases = person.texts("aliases").into_iter().map(|it| it.value).collect();
        let links = person.texts("links").into_iter().map(|it| it.value).collect();
        match name.filter(|it| !it.is_empty()) {
            Some(name) => people.push(Person { name, role: Some(role), aliases, links }),
            None => {
                let span = fields.span(&entry.span);
                let message = "a person has no `name`";
                person.report(
                    Diagnostic::error("config/person", span, message).hint("add `name = \"…\"`"),
                );
            }
        }
        for problem in person.finish() {
            fields.report(problem);
        }
    }
    people
}

fn read_role(fields: &mut Fields<'_>, role: &Spanned<String>) -> Role {
    match role.value.as_str() {
        "host" | "co-host" | "cohost" => Role::Host,
        "guest" => Role::Guest,
        other => {
            let span = fields.span(&role.span);
            let message = format!("`{other}` is no role");
            fields.report(
                Diagnostic::error("config/role", span, message).hint("write `host` or `guest`"),
            );
            Role::Host
        }
    }
}
