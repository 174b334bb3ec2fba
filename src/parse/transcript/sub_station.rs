//! `SubStation` Alpha (`.ssa`, `.ass`): `Dialogue: 0,0:00:01.00,0:00:03.00,…`.

use super::{Utterance, clock, cue_text, lines};
use crate::diag::Reported;

pub(super) fn utterances(text: &str) -> Reported<Vec<Utterance>> {
    let mut columns = [
        "Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut all = Vec::new();
    let mut in_events = false;
    for (offset, line) in lines(text) {
        if line.starts_with('[') {
            in_events = line.trim().eq_ignore_ascii_case("[Events]");
        } else if let Some(format) = line.strip_prefix("Format:").filter(|_| in_events) {
            columns = format.split(',').map(|it| it.trim().to_owned()).collect();
        } else if let Some(row) = line.strip_prefix("Dialogue:") {
            // The text comes last, and may hold commas.
            let cells: Vec<&str> = row.trim_start().splitn(columns.len().max(1), ',').collect();
            let of = |name: &str| {
                let at = columns.iter().position(|it| it.eq_ignore_ascii_case(name))?;
                cells.get(at).map(|it| it.trim())
            };
            let time = |name: &str| clock::clock(of(name)?)?.1.ok();
            let (Some(start), Some(said)) = (time("Start"), of("Text")) else { continue };
            let said = said.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ");
            let said = without_overrides(&cue_text::without_markup(&said));
            all.push(Utterance {
                end: time("End").filter(|it| start <= *it),
                speaker: of("Name").filter(|it| !it.is_empty()).map(str::to_owned),
                ..Utterance::new(start, said, offset..offset + line.len())
            });
        }
    }
    all.sort_by_key(|it: &Utterance| it.start);
    Reported::clean(all)
}

/// `{\i1}` and comments in braces.
fn without_overrides(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('{') {
        said.push_str(before);
        let Some((_, after)) = inner.split_once('}') else {
            rest = inner;
            break;
        };
        rest = after;
    }
    said.push_str(rest);
    said
}
