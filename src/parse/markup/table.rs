//! Tables of times are lists of items.

use pulldown_cmark::{Event, Parser, Tag};

use super::rewrite::Rewrite;
use crate::parse::clock::clock_or_range;
use crate::parse::markdown::options;

/// Makes lists of tables in which at least two rows have a cell that is a time.
pub(super) fn timed_to_list(rewrite: &mut Rewrite<'_>) {
    let text = rewrite.source();
    let mut rows: Vec<Vec<&str>> = Vec::new();
    let mut table = None;
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                match tag {
                    Tag::Table(_) if depth == 0 => table = Some(range),
                    Tag::TableHead | Tag::TableRow => rows.push(Vec::new()),
                    Tag::TableCell => {
                        let cell = text.get(range).unwrap_or_default();
                        if let Some(row) = rows.last_mut() {
                            row.push(cell.trim_matches(['|', ' ', '\t']));
                        }
                    }
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    if let (Some(range), Some(list)) = (table.take(), list(&rows)) {
                        rewrite.replace(range, &list);
                    }
                    rows.clear();
                }
            }
            _ => {}
        }
    }
}

fn list(rows: &[Vec<&str>]) -> Option<String> {
    let is_time = |cell: &str| {
        let plain = cell.trim_matches(['*', '`', '[', ']', '(', ')', ' ']);
        clock_or_range(plain).is_some_and(|it| it.length == plain.len())
    };
    let timed = rows.iter().filter(|row| row.iter().any(|it| is_time(it))).count();
    if timed < 2 {
        return None;
    }
    let mut list = String::from("\n");
    for (nth, row) in rows.iter().enumerate() {
        let time = row.iter().position(|it| is_time(it));
        // The head of the table says what its columns are.
        if nth == 0 && time.is_none() {
            continue;
        }
        let others = row.iter().enumerate().filter(|it| Some(it.0) != time && !it.1.is_empty());
        let words: Vec<&str> = others.map(|it| *it.1).collect();
        list.push_str("- ");
        if let Some(time) = time {
            list.push_str(row[time]);
            list.push(' ');
        }
        list.push_str(&words.join(" – "));
        list.push('\n');
    }
    list.push('\n');
    Some(list)
}
