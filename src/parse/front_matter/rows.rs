//! Speech that stands in front matter.

use std::collections::BTreeSet;

use super::RowDoc;
use super::value::{START, field, start, text_field};
use crate::model::Chapter;
use crate::tree::{Kind, Node};

/// Speech in front matter: rows with a text, who says it, and when; rows that
/// are headings become chapters. `None` where there is no speech.
pub(super) fn transcript(node: &Node) -> Option<(Vec<RowDoc>, Vec<Chapter>)> {
    let list = match &node.kind {
        Kind::List(list) => list.as_slice(),
        Kind::Table(table) => {
            return transcript(field(table, &["rows", "lines", "segments", "cues"])?);
        }
        _ => return None,
    };
    let (mut rows, mut chapters): (Vec<RowDoc>, Vec<Chapter>) = (Vec::new(), Vec::new());
    let mut headers: Vec<String> = Vec::new();
    for node in list {
        let Kind::Table(table) = &node.kind else { continue };
        if let Some(header) = text_field(table, &["header", "heading", "section"]) {
            headers.push(header);
        }
        let Some(text) = text_field(table, &["line", "text", "body", "content", "words"]) else {
            continue;
        };
        let start = field(table, &START).and_then(start);
        for title in headers.drain(..) {
            chapters.extend(start.map(|start| Chapter { start, title, url: None }));
        }
        let speaker = text_field(table, &["who", "speaker", "name", "person"]);
        rows.push(RowDoc { start, speaker, text, span: node.span.clone() });
    }
    (!rows.is_empty()).then_some((rows, chapters))
}

/// Speech under a key that does not say so: most rows have a time; or there
/// are many rows, of sentences, and those who speak do so again.
pub(super) fn speech(node: &Node) -> Option<(Vec<RowDoc>, Vec<Chapter>)> {
    const MANY: usize = 8;
    let (rows, chapters) = transcript(node)?;
    let timed = rows.iter().filter(|it| it.start.is_some()).count();
    let is_sentence = |it: &&RowDoc| {
        it.speaker.is_some() && it.text.ends_with(['.', '?', '!', '…', '。', '？', '！'])
    };
    let sentences = rows.iter().filter(is_sentence).count();
    let voices: BTreeSet<&String> = rows.iter().filter_map(|it| it.speaker.as_ref()).collect();
    let is_talk =
        MANY <= rows.len() && rows.len() < sentences * 2 && voices.len() * 2 <= rows.len();
    (rows.len() < timed * 2 || is_talk).then_some((rows, chapters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;
    use crate::time::Timestamp;
    use crate::tree::parse_yaml;

    fn node(yaml: &str) -> Node {
        parse_yaml(FileId(0), &format!("x: {yaml}\n"), 0, "t/syntax").unwrap().remove(0).1
    }

    #[test]
    fn speech_is_told_from_other_rows() {
        let rows = "\n  - header: A\n  - {line: Hello., sec: 41, who: Ann}\n  - {line: Yes.}\n";
        let (rows, chapters) = transcript(&node(rows)).unwrap();
        assert_eq!((rows.len(), rows[0].speaker.as_deref()), (2, Some("Ann")));
        assert_eq!(rows[0].start, Some(Timestamp::from_millis(41_000)));
        assert_eq!((chapters.len(), chapters[0].title.as_str()), (1, "A"));
        assert!(transcript(&node("path.vtt")).is_none());
        let head = "\n  - {name: og:title, content: A.}\n  - {name: og:image, content: x.png}\n";
        assert!(speech(&node(head)).is_none());
        assert!(speech(&node("\n  - {line: Hello., sec: 41}\n")).is_some());
        let talk = "\n  - {who: Ann, text: Hello.}\n  - {who: Bo, text: Yes.}".repeat(4);
        assert!(speech(&node(&format!("{talk}\n"))).is_some());
    }
}
