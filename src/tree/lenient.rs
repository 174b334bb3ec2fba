//! Front matter as the tools take it that it was written for: what cannot be
//! read costs the entry it stands in, never the rest.
//!
//! YAML that is sound is read as a whole. What is not is read entry by entry,
//! and an entry that is not sound is mended as the lenient readers do
//! (`libyaml`, with Ruby and Python above it): lines of a quoted text may be
//! indented as they like, tabs are spaces, the last of two equal keys counts.
//! A plain text with `: ` in it, which no reader takes, is a text here too.

use std::ops::Range;

use super::toml_tree::{parse_recoverable, syntax_error};
use super::yaml_tree::parse_entry;
use super::{Key, Kind, Node, Table, parse_yaml};
use crate::diag::{Diagnostic, FileId, Reported, Span};

/// Reads YAML that starts `offset` bytes into its file. Warnings, as `code`,
/// name what is left out.
pub fn read_yaml(file: FileId, text: &str, offset: usize, code: &'static str) -> Reported<Table> {
    if let Ok(table) = parse_yaml(file, text, offset, code) {
        return Reported::clean(table);
    }
    let mut problems = Vec::new();
    let mut table = Table::new();
    for entry in entries(text) {
        let part = &text[entry.clone()];
        let at = offset + entry.start;
        match parse_entry(part, at).or_else(|error| mended(part, at).ok_or(error)) {
            Ok(read) => {
                read.into_iter().for_each(|it| insert(&mut table, it, (file, code), &mut problems))
            }
            Err((place, message)) => {
                let place = if place < part.trim_end().len() { place } else { 0 };
                let line = line_around(text, entry.start + place);
                let span = Span::new(file, offset + line.start..offset + line.end);
                problems.push(
                    left_out(code, span, &message)
                        .hint("quote a text that holds `: `, `#` or quotes"),
                );
            }
        }
    }
    Reported { value: table, problems }
}

/// Reads TOML that starts `offset` bytes into its file. Warnings, as `code`,
/// name what is left out.
pub fn read_toml(file: FileId, text: &str, offset: usize, code: &'static str) -> Reported<Table> {
    let (table, errors) = parse_recoverable(text, offset);
    let spans: Vec<Range<usize>> = errors.iter().map(|it| syntax_error(it, offset).0).collect();
    // What an error stands in is not what the author meant.
    let is_hit = |node: &Node, key: &Key| {
        spans.iter().any(|it| key.span.start <= it.start && it.start <= node.span.end)
    };
    let table = table.into_iter().filter(|(key, node)| !is_hit(node, key)).collect();
    let problem = |error| {
        let (span, message) = syntax_error(error, offset);
        left_out(code, Span::new(file, span), &message)
            .hint("strings need quotes: `title = \"…\"`; a key may stand once")
    };
    Reported { value: table, problems: errors.iter().map(problem).collect() }
}

/// Reads a JSON object that starts `offset` bytes into its file. All of it is
/// left out, with a warning as `code`, where it is not sound.
pub fn read_json(file: FileId, text: &str, offset: usize, code: &'static str) -> Reported<Table> {
    // YAML reads JSON, and knows where things stand; but not pairs of escapes
    // for one character.
    if !text.contains("\\u")
        && let Ok(table) = parse_yaml(file, text, offset, code)
    {
        return Reported::clean(table);
    }
    let whole = offset..offset + text.len();
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
        Ok(map) => Reported::clean(of_json(map, &whole)),
        Err(error) => {
            let line = text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let start = line.map(str::len).sum::<usize>().min(text.len());
            let line = line_around(text, start);
            let span = Span::new(file, offset + line.start..offset + line.end);
            let message = error.to_string();
            let message = message.split(" at line").next().unwrap_or_default();
            let problem =
                left_out(code, span, message).hint("a comma too many, or a quote too few?");
            Reported { value: Table::new(), problems: vec![problem] }
        }
    }
}

fn left_out(code: &'static str, span: Span, message: &str) -> Diagnostic {
    let message = format!("this front matter cannot be read and is left out: {message}");
    Diagnostic::warning(code, span, message)
}

fn of_json(map: serde_json::Map<String, serde_json::Value>, span: &Range<usize>) -> Table {
    let entry = |(name, value)| {
        (Key { span: span.clone(), name }, Node { span: span.clone(), kind: kind_of(value, span) })
    };
    map.into_iter().map(entry).collect()
}

fn kind_of(value: serde_json::Value, span: &Range<usize>) -> Kind {
    use serde_json::Value;
    match value {
        Value::Null => Kind::Null,
        Value::Bool(it) => Kind::Flag(it),
        Value::Number(it) => match it.as_i64() {
            Some(it) => Kind::Integer(it),
            None => Kind::Float(it.as_f64().unwrap_or_default()),
        },
        Value::String(it) => Kind::Text(it),
        Value::Array(list) => {
            let node = |it| Node { span: span.clone(), kind: kind_of(it, span) };
            Kind::List(list.into_iter().map(node).collect())
        }
        Value::Object(map) => Kind::Table(of_json(map, span)),
    }
}

/// The last of two equal keys counts, as it did for the tool that the file
/// was written for.
fn insert(
    table: &mut Table,
    (key, node): (Key, Node),
    (file, code): (FileId, &'static str),
    problems: &mut Vec<Diagnostic>,
) {
    let Some(known) = table.iter_mut().find(|it| it.0.name == key.name) else {
        return table.push((key, node));
    };
    let message = format!("`{}` is there twice; the second one counts", key.name);
    problems.push(
        Diagnostic::warning(code, Span::new(file, key.span.clone()), message)
            .see(Span::new(file, known.0.span.clone()), "this is the first one")
            .hint("delete one of them"),
    );
    *known = (key, node);
}

/// The entries of a mapping in block style: a line with a key, and all below
/// it.
fn entries(text: &str) -> Vec<Range<usize>> {
    let says = |it: &&str| !it.trim().is_empty() && !it.trim_start().starts_with('#');
    let indent = text.lines().find(says).map_or(0, |it| it.len() - it.trim_start().len());
    let mut entries: Vec<Range<usize>> = Vec::new();
    let (mut at, mut quoted_until) = (0, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        let own_indent = line.len() - bare.len();
        let may_begin = own_indent <= indent && quoted_until <= at;
        let begins = if may_begin { value_of(bare) } else { None };
        match (begins, entries.last_mut()) {
            (Some(value), _) => {
                entries.push(at..at + line.len());
                let from = at + own_indent + value;
                quoted_until = end_of_quotes(text, from).unwrap_or_default();
            }
            (None, Some(last)) => last.end = at + line.len(),
            (None, None) if line.trim().is_empty() || line.trim_start().starts_with('#') => {}
            (None, None) => entries.push(at..at + line.len()),
        }
        at += line.len();
    }
    entries
}

/// Where the value begins in a line that begins with a key.
fn value_of(line: &str) -> Option<usize> {
    if line.starts_with([' ', '\t', '#', '-', '[', ']', '{', '}', '|', '>', '\n']) {
        return None;
    }
    let colon = match line.chars().next() {
        Some(quote @ ('"' | '\'')) => 1 + line[1..].find(quote)? + 1,
        _ => line.find(':')?,
    };
    let rest = line.get(colon..).filter(|_| 0 < colon)?.strip_prefix(':')?;
    let value = rest.trim_start_matches([' ', '\t']);
    (rest.trim_end().is_empty() || value.len() < rest.len()).then(|| line.len() - value.len())
}

/// Where the quotes close that a value opens with; `None` where it opens with
/// none, or they never close at the end of a line.
fn end_of_quotes(text: &str, from: usize) -> Option<usize> {
    let value = &text[from..];
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let mut rest = value.char_indices().skip(1).peekable();
    while let Some((at, it)) = rest.next() {
        let is_doubled = it == quote && rest.peek().is_some_and(|next| next.1 == quote);
        if (it == '\\' && quote == '"') || (is_doubled && quote == '\'') {
            rest.next();
        } else if it == quote {
            let line = value[at + 1..].lines().next().unwrap_or_default().trim();
            return (line.is_empty() || line.starts_with('#')).then_some(from + at + 1);
        }
    }
    None
}

/// An entry that is not sound, mended; its parts have the place of their line.
fn mended(written: &str, offset: usize) -> Option<Table> {
    // A byte order mark amid a text came there with a copy.
    let part = written.replace('\u{feff}', "");
    let part = part.as_str();
    let mut text = String::with_capacity(part.len() + 16);
    let mut at = 0;
    let (mut quoted_until, mut deeper) = (0, 0);
    for line in part.split_inclusive('\n') {
        let bare = line.trim_start();
        if at < quoted_until {
            text.extend(std::iter::repeat_n(' ', deeper));
            text.push_str(bare);
        } else {
            let (head, value) = head_and_value(line);
            text.push_str(&head);
            let from = at + line.len() - value.len();
            match end_of_quotes(part, from) {
                Some(end) => {
                    let key = head.len() - head.trim_start_matches([' ', '-']).len();
                    (quoted_until, deeper) = (end, key + 2);
                    text.push_str(value);
                }
                None => text.push_str(&safe(value)),
            }
        }
        if !text.ends_with('\n') && line.ends_with('\n') {
            text.push('\n');
        }
        at += line.len();
    }
    let mut table = parse_entry(&text, 0).ok()?;
    let lines = Lines::new(&text, written, offset);
    for (key, node) in &mut table {
        key.span = lines.in_part(&key.span);
        lines.move_node(node);
    }
    Some(table)
}

/// Indentation, dashes and key of a line, tabs made spaces; and its value.
fn head_and_value(line: &str) -> (String, &str) {
    let mut rest = line.trim_start_matches([' ', '\t']);
    let mut head: String = line[..line.len() - rest.len()].replace('\t', "  ");
    while let Some(behind) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("-\t")) {
        head.push_str("- ");
        rest = behind.trim_start_matches([' ', '\t']);
    }
    if let Some(value) = value_of(rest) {
        let key = rest[..value].trim_end();
        head.push_str(key);
        if value < rest.trim_end_matches('\n').len() {
            head.push(' ');
        }
        rest = &rest[value..];
    }
    (head, rest)
}

/// A plain value, in quotes where YAML would see something else in it.
fn safe(value: &str) -> String {
    let bare = value.trim_end();
    let Some(first) = bare.chars().next() else { return value.to_owned() };
    let closes = |open: char, close: char| first == open && bare.ends_with(close);
    let is_block = matches!(first, '|' | '>') && bare.len() <= 3;
    let is_whole = closes('[', ']') || closes('{', '}') || is_block || first == '#';
    let is_odd = matches!(
        first,
        '@' | '`' | '%' | '&' | '*' | '!' | '|' | '>' | '"' | '\'' | ']' | '}' | ','
    ) || (matches!(first, '[' | '{') && bare.contains([']', '}']))
        || bare.contains(": ")
        || bare.contains(":\t")
        || bare.ends_with(':');
    if is_whole || !is_odd {
        return value.to_owned();
    }
    format!("'{}'{}", bare.replace('\'', "''"), &value[bare.len()..])
}

/// Places of a mended text in the one it was.
struct Lines {
    /// Bytes where lines of the mended text end.
    ends: Vec<usize>,
    /// The same lines in the file.
    lines: Vec<Range<usize>>,
}

impl Lines {
    fn new(mended: &str, part: &str, offset: usize) -> Self {
        let mut at = 0;
        let ends = mended.split_inclusive('\n').map(|it| {
            at += it.len();
            at
        });
        let ends = ends.collect();
        let mut at = offset;
        let lines = part.split_inclusive('\n').map(|it| {
            let start = at;
            at += it.len();
            start..start + it.trim_end().len()
        });
        Self { ends, lines: lines.collect() }
    }

    fn in_part(&self, span: &Range<usize>) -> Range<usize> {
        let idx = self.ends.partition_point(|it| *it <= span.start);
        self.lines.get(idx).or(self.lines.last()).cloned().unwrap_or(0..0)
    }

    fn move_node(&self, node: &mut Node) {
        node.span = self.in_part(&node.span);
        match &mut node.kind {
            Kind::List(list) => list.iter_mut().for_each(|it| self.move_node(it)),
            Kind::Table(table) => {
                for (key, node) in table {
                    key.span = self.in_part(&key.span);
                    self.move_node(node);
                }
            }
            _ => {}
        }
    }
}

/// The line that holds a byte, without its end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    start..text[at..].find('\n').map_or(text.len(), |it| at + it).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads YAML; prints it as JSON would, and the line of each problem.
    #[track_caller]
    fn check(text: &str, expected: &str, problems: &[&str]) {
        let got = read_yaml(FileId(0), text, 0, "t/syntax");
        let shown: Vec<String> =
            got.value.iter().map(|(key, node)| format!("{} = {}", key.name, show(node))).collect();
        assert_eq!(shown.join("; "), expected, "{text}");
        let lines: Vec<&str> = got.problems.iter().map(|it| &text[it.span.bytes.clone()]).collect();
        assert_eq!(lines, problems, "{text}");
    }

    fn show(node: &Node) -> String {
        match &node.kind {
            Kind::Text(it) => format!("{it:?}"),
            Kind::List(list) => {
                format!("[{}]", list.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Kind::Table(table) => {
                let entry = |(key, node): &(Key, Node)| format!("{}: {}", key.name, show(node));
                format!("{{{}}}", table.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            Kind::Integer(it) => it.to_string(),
            Kind::Null => "null".to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_ruby_and_python_read_is_read() {
        check("a: \"one\ntwo\"\nb: 1\n", "a = \"one two\"; b = 1", &[]);
        check("a: 'one\n\n\n  two'\nb: 1\n", "a = \"one\\n\\ntwo\"; b = 1", &[]);
        check("a:\tone\nb:\n\t- x\n\t- y\n", "a = \"one\"; b = [\"x\", \"y\"]", &[]);
        check(
            "a:\n  - t: \"one\ntwo\"\n    u: x\nb: 1\n",
            "a = [{t: \"one two\", u: \"x\"}]; b = 1",
            &[],
        );
        check("a:\n- one\u{feff}\n- two\nb: 1\n", "a = [\"one\", \"two\"]; b = 1", &[]);
        check("a: 1\nb: 2\na: 3\n", "a = 3; b = 2", &["a"]);
        check("a:\n  x: 1\n  x: 2\nb: 1\nb: 2\n", "a = {x: 2}; b = 2", &["b"]);
    }

    #[test]
    fn what_nobody_reads_costs_its_entry() {
        check("a: One: two\nb: 1\n", "a = \"One: two\"; b = 1", &[]);
        check("a: @ada\nb: 1\n", "a = \"@ada\"; b = 1", &[]);
        check("a: \"Hi\" he said\nb: 1\n", "a = \"\\\"Hi\\\" he said\"; b = 1", &[]);
        check("a: [One](two) three\nb: 1\n", "a = \"[One](two) three\"; b = 1", &[]);
        check(
            "a:\n  - name: It is: this\n  - name: x\nb: 1\n",
            "a = [{name: \"It is: this\"}, {name: \"x\"}]; b = 1",
            &[],
        );
        check("a: [x, y\nb: 1\n", "b = 1", &["a: [x, y"]);
        check("a: \"x\nb: 1\n", "a = \"\\\"x\"; b = 1", &[]);
        check("  a: One: two\n  b: 1\n", "a = \"One: two\"; b = 1", &[]);
        check("just words\na: 1\n", "a = 1", &["just words"]);
    }

    #[test]
    fn toml_loses_what_is_wrong_and_keeps_the_rest() {
        let text = "a = 1\nb = two\nc = \"x\"\na = 3\n";
        let got = read_toml(FileId(0), text, 0, "t/syntax");
        let names: Vec<&str> = got.value.iter().map(|it| it.0.name.as_str()).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(got.problems.len(), 2);
    }

    #[test]
    fn json_has_places_where_it_can() {
        let got = read_json(FileId(0), "{\n  \"a\": [1, \"x\"]\n}", 0, "t/syntax").value;
        assert_eq!((show(&got[0].1), got[0].1.span.start), ("[1, \"x\"]".to_owned(), 9));
        let got = read_json(FileId(0), "{\"a\": \"\\ud83d\\ude00\"}", 0, "t/syntax").value;
        assert_eq!(show(&got[0].1), "\"😀\"");
        let got = read_json(FileId(0), "{\"a\": nope nope,,}", 0, "t/syntax");
        assert_eq!((got.value.len(), got.problems.len()), (0, 1));
    }
}
