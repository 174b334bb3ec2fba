//! Code fences that their author left open.

/// Closes code fences that their author left open, so that one of them does
/// not swallow the rest of the notes. Returns the byte where each was left
/// open.
#[must_use]
pub fn close_fences(text: &str) -> (String, Vec<usize>) {
    let mut repaired = String::with_capacity(text.len());
    let mut opened: Vec<usize> = Vec::new();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut open: Option<(&str, usize)> = None;
    let later = closing_fences_after(&lines);
    for (idx, line) in lines.iter().enumerate() {
        let body = line.trim();
        let marks = &body[..body.len() - body.trim_start_matches(['`', '~']).len()];
        // Fences come in pairs: an even number ahead closes none of ours.
        let unclosed = later[idx].is_multiple_of(2);
        match open {
            None if 3 <= marks.len() && !body[marks.len()..].contains('`') => {
                open = Some((if marks.starts_with('~') { "~~~" } else { "```" }, repaired.len()));
            }
            None => {}
            Some((fence, _)) if marks.starts_with(fence) && marks.len() == body.len() => {
                open = None
            }
            // The fence stands at the end of the last code line.
            Some((fence, _)) if body.ends_with(fence) && unclosed => {
                let end = line.trim_end();
                repaired.push_str(&end[..end.len() - fence.len()]);
                repaired.push_str(&format!("\n{fence}\n"));
                open = None;
                continue;
            }
            Some((fence, at)) if is_item_line(body) && unclosed => {
                opened.push(at);
                repaired.push_str(&format!("{fence}\n\n"));
                open = None;
            }
            Some(_) => {}
        }
        repaired.push_str(line);
    }
    (repaired, opened)
}

/// For each line, how many bare fences follow before one with a language,
/// which can only open a block.
fn closing_fences_after(lines: &[&str]) -> Vec<usize> {
    let mut n_fences = 0;
    let mut counts: Vec<usize> = lines
        .iter()
        .rev()
        .map(|line| {
            let before = n_fences;
            if let Some(rest) = line.trim().strip_prefix("```") {
                n_fences = if rest.trim_matches('`').is_empty() { n_fences + 1 } else { 0 };
            }
            before
        })
        .collect();
    counts.reverse();
    counts
}

fn is_item_line(line: &str) -> bool {
    (line.starts_with("**") || line.starts_with("## ")) && line.contains('#') && line.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_fences_end_before_the_next_item() {
        let (text, opened) = close_fences("```\na = 1]```\nb\n\n**Ann #2:** x\n");
        assert_eq!(text, "```\na = 1]\n```\nb\n\n**Ann #2:** x\n");
        assert!(opened.is_empty());
        let (text, opened) = close_fences("x\n```py\na\n\n**Ann #2:** x\n");
        assert_eq!((text.as_str(), opened), ("x\n```py\na\n\n```\n\n**Ann #2:** x\n", vec![2]));
        let sound = "```\n## a #b: c\n```\ntext\n";
        assert_eq!(close_fences(sound).0, sound);
    }
}
