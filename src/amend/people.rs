//! Names that are confirmed in the settings.

use std::fmt::Write as _;
use std::path::Path;

use super::Change;
use crate::model::{Credit, Role};

/// Adds people to the settings, each with a note of where the name is said.
/// What is there stays as it is. `None` where the file has its people in a form
/// to which nothing can be added, or is no TOML. Pure.
#[must_use]
pub fn plan_people(path: &Path, existing: &str, people: &[(&Credit, String)]) -> Option<Change> {
    let quoted = |it: &str| toml::Value::String(it.to_owned()).to_string();
    let mut added = String::new();
    for (credit, heard) in people {
        let role = match credit.role {
            Role::Host => "host",
            Role::Guest => "guest",
        };
        // A comment is one line without control characters.
        let heard: String = heard.chars().filter(|it| !it.is_control()).collect();
        let _ = writeln!(added, "\n[[people]] # {heard}\nname = {}", quoted(&credit.name));
        let _ = writeln!(added, "role = \"{role}\"");
    }
    let text = match existing.trim() {
        "" => added.trim_start().to_owned(),
        _ => format!("{}\n{added}", existing.trim_end()),
    };
    text.parse::<toml::Table>().ok()?;
    let diff = added.trim_start().lines().fold(String::new(), |diff, it| diff + "+ " + it + "\n");
    Some(Change { path: path.to_owned(), before: existing.to_owned(), text, diff })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;

    #[test]
    fn people_are_added_behind_what_is_there() {
        let (name, role, origin) = ("Bea \"B\" Holt".to_owned(), Role::Guest, Origin::Speech);
        let credit = Credit { name, role, is_role_known: true, origin, hearing: None };
        let plan = |existing| {
            let people = [(&credit, "heard at 0:41\nof 3".to_owned())];
            plan_people(Path::new("show.toml"), existing, &people)
        };
        let added = "[[people]] # heard at 0:41of 3\nname = 'Bea \"B\" Holt'\nrole = \"guest\"\n";
        assert_eq!(plan("").unwrap().text, added);
        let before = "title = \"T\"\n[feed]\nlocked = true\n\n";
        let expected = format!("{}\n\n{added}", before.trim_end());
        assert_eq!(plan(before).unwrap().text, expected);
        assert_eq!(plan("people = [{ name = \"Ann\" }]\n"), None);
        assert_eq!(plan("title = \n"), None);
    }
}
