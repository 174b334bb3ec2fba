//! Topic files: `topics.toml`, and a file for each topic below `topics/`.

use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::model::{TopicDoc, TopicsDoc};
use crate::tree::{Fields, Kind, Node, Table, parse_toml};

const CODES: [&str; 2] = ["topics/type", "topics/unknown-key"];

/// Keys of a topic; the manual is tested against it.
pub const KEYS: [&str; 6] = ["name", "slug", "aliases", "description", "url", "parent"];

/// Reads a topic file. `stem` is the name of a file below `topics/`, which
/// holds one topic and lends it its name; `None` stands for `topics.toml`,
/// which holds tables `[[topics]]` and the list `ignore`.
pub fn parse(file: FileId, text: &str, stem: Option<&str>) -> Reported<TopicsDoc> {
    let table = match parse_toml(file, text, 0, "topics/syntax") {
        Ok(table) => table,
        Err(problems) => return Reported { value: TopicsDoc::default(), problems },
    };
    let mut problems = Vec::new();
    let mut doc = TopicsDoc::default();
    if let Some(stem) = stem {
        let place = Span::file(file);
        doc.topics.extend(topic(file, &table, place, Some(stem), &mut problems));
        return Reported { value: doc, problems };
    }
    let mut fields = Fields::new(file, &table, CODES);
    doc.ignore = fields.texts("ignore").into_iter().map(|it| it.value).collect();
    for entry in tables(&mut fields) {
        let Kind::Table(table) = &entry.kind else {
            fields.wrong::<()>("topics", entry, "a list of tables, `[[topics]]` each");
            continue;
        };
        let place = Span::new(file, entry.span.clone());
        doc.topics.extend(topic(file, table, place, None, &mut problems));
    }
    problems.extend(fields.finish());
    Reported { value: doc, problems }
}

fn tables<'t>(fields: &mut Fields<'t>) -> &'t [Node] {
    match fields.node("topics").map(|it| (&it.kind, it)) {
        Some((Kind::List(list), _)) => list,
        Some((_, node)) => std::slice::from_ref(node),
        None => &[],
    }
}

fn topic(
    file: FileId,
    table: &Table,
    place: Span,
    stem: Option<&str>,
    problems: &mut Vec<Diagnostic>,
) -> Option<TopicDoc> {
    let mut fields = Fields::new(file, table, CODES);
    let name = fields.text("name");
    let span = name.as_ref().map_or(place.clone(), |it| Span::new(file, it.span.clone()));
    let name = name.map(|it| it.value.trim().to_owned()).or(stem.map(str::to_owned));
    let text = |it: crate::tree::Spanned<String>| it.value.trim().to_owned();
    let placed = |it: crate::tree::Spanned<String>| {
        let span = Span::new(file, it.span);
        (it.value.trim().to_owned(), span)
    };
    let doc = TopicDoc {
        slug: fields.text("slug").map(text),
        aliases: fields.texts("aliases").into_iter().map(placed).collect(),
        description: fields.text("description").map(text),
        url: fields.text("url").map(text),
        parent: fields.text("parent").map(placed),
        name: name.clone().unwrap_or_default(),
        span,
    };
    problems.extend(fields.finish());
    if name.is_none_or(|it| it.is_empty()) {
        problems.push(
            Diagnostic::warning("topics/name", place, "a topic has no `name`")
                .hint("add `name = \"…\"`"),
        );
        return None;
    }
    Some(doc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_holds_many_topics_or_one() {
        let text = "ignore = [\"Twitter\"]\n[[topics]]\nname = \"AnyIO\"\naliases = \"any I/O\"\nparent = \"async\"\n";
        let got = parse(FileId(0), text, None);
        assert_eq!(
            (got.problems.as_slice(), got.value.ignore.as_slice()),
            (&[][..], &["Twitter".to_owned()][..])
        );
        assert_eq!(got.value.topics[0].aliases[0].0, "any I/O");
        let got = parse(FileId(0), "url = \"https://a.example\"", Some("asyncio")).value;
        assert_eq!(got.topics[0].name, "asyncio");
    }

    #[test]
    fn mistakes_have_their_places() {
        let text = "[[topics]]\nnmae = \"x\"\n[[topics]]\nname = \"y\"\nalias = []\n";
        let got: Vec<_> = parse(FileId(0), text, None)
            .problems
            .iter()
            .map(|it| (it.code, text[it.span.bytes.clone()].to_owned()))
            .collect();
        let expected = [
            ("topics/unknown-key", "nmae"),
            ("topics/name", "[[topics]]"),
            ("topics/unknown-key", "alias"),
        ];
        assert_eq!(got, expected.map(|it| (it.0, it.1.to_owned())));
    }
}
