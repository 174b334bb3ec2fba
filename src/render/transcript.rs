//! Cues → paragraphs with ids that are times.
//!
//! `#t=828` is a native fragment link, a Media Fragment, and survives edits of
//! the words. Where several cues begin in one second, the later ones carry
//! their fraction (`t=828.4`), and where that is taken too, a count (`t=828~2`).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::correct;
use super::escape::push_escaped;
use super::view::{MarkView, ParagraphView, TranscriptView};
use super::wording::Wording;
use crate::config::Correction;
use crate::model::{Cue, Transcript};
use crate::refrain::Stretch;
use crate::time::{Length, Timestamp};

/// A silence longer than this ends a paragraph.
const PAUSE: Length = Length::from_millis(2_500);

/// A paragraph of this many bytes ends with the next sentence.
const FULL: usize = 450;

/// A paragraph of this many bytes ends wherever it is: some recognisers write
/// no full stops.
const OVERFULL: usize = 1_100;

/// What stands between paragraphs of a transcript, and the moments that the
/// page links to.
#[derive(Default)]
pub struct Marks<'a> {
    /// Where items begin: the time, and the heading to show there.
    pub headings: Vec<(Timestamp, MarkView)>,
    /// Seconds that need an element of their own to link to.
    pub seconds: BTreeSet<u64>,
    /// What is shown instead of misheard words.
    pub corrections: &'a [Correction],
    /// What many episodes say in the same words: it is folded away.
    pub refrains: Vec<Stretch>,
}

/// Groups cues into paragraphs by voice, pause, length, and where items begin.
#[must_use]
pub fn view(transcript: &Transcript, mut marks: Marks<'_>, ui: &Wording) -> TranscriptView {
    let mut ids = Ids::default();
    marks.headings.sort_by_key(|it| it.0);
    let mut headings = marks.headings.into_iter().peekable();
    let timed = transcript.is_timed();
    let own: BTreeSet<u64> =
        transcript.cues.iter().filter(|_| timed).map(|it| it.start.whole_seconds()).collect();
    let mut anchors = marks.seconds.into_iter().filter(|it| !own.contains(it)).peekable();
    let mut paragraphs: Vec<ParagraphView> = Vec::new();
    let mut length = 0;
    let mut before: Option<&Cue> = None;
    let mut speaker: Option<&str> = None;
    let edges = edges(&marks.refrains);
    let mut firsts = Vec::new();
    for (at, cue) in transcript.cues.iter().enumerate() {
        let id = timed.then(|| ids.of(cue));
        let mut items = Vec::new();
        while let Some((_, it)) = headings.next_if(|it| timed && it.0 < cue.end) {
            items.push(it);
        }
        let is_first = before.is_none_or(|it| starts_paragraph(it, cue, length));
        if is_first || edges.contains(&at) || !items.is_empty() {
            let name = transcript.speaker(cue);
            // Under a heading the reader needs the name again.
            let shown = name.filter(|_| name != speaker || before.is_none() || !items.is_empty());
            speaker = name;
            firsts.push(at);
            let shown = shown.map(|it| correct::plain(it, marks.corrections));
            paragraphs.push(paragraph(cue, id.clone(), shown, items));
            length = 0;
        }
        length += cue.text.len();
        before = Some(cue);
        let mut seconds = Vec::new();
        while let Some(it) = anchors.next_if(|it| timed && *it < cue.end.whole_seconds()) {
            seconds.push(it);
        }
        if let Some(last) = paragraphs.last_mut() {
            say(cue, (id, &seconds), last, (marks.corrections, ui));
        }
    }
    // What comes when all is said: the end of the words is the place nearest to it.
    if let Some(last) = paragraphs.last_mut().filter(|_| timed) {
        for second in anchors {
            let _ = write!(last.html, "<span id=\"t={second}\"></span>");
        }
    }
    fold(&mut paragraphs, &firsts, &marks.refrains, ui);
    let has_speakers = !transcript.speakers.is_empty();
    TranscriptView { timed, has_speakers, paragraphs }
}

/// Adds what a cue says to its paragraph. `seconds` are moments within the cue
/// that the page links to: a link leads to the sentence, wherever in a long
/// paragraph it stands.
fn say(
    cue: &Cue,
    (id, seconds): (Option<String>, &[u64]),
    paragraph: &mut ParagraphView,
    (corrections, ui): (&[Correction], &Wording),
) {
    let html = &mut paragraph.html;
    // The paragraph carries the id of its first cue.
    let id = id.filter(|_| !html.is_empty());
    if !html.is_empty() {
        html.push(' ');
    }
    for second in seconds {
        let _ = write!(html, "<span id=\"t={second}\">");
    }
    html.push_str("<span");
    if let Some(id) = id {
        html.extend([" id=\"", &id, "\""]);
    }
    html.push_str(if paragraph.id.is_some() { " data-cue>" } else { ">" });
    match correct::marked(&cue.text, corrections, ui) {
        Some(marked) => html.push_str(&marked),
        None => push_escaped(&cue.text, html),
    }
    html.push_str(&"</span>".repeat(1 + seconds.len()));
}

/// A paragraph that begins with a cue, without its words.
fn paragraph(
    cue: &Cue,
    id: Option<String>,
    speaker: Option<String>,
    items: Vec<MarkView>,
) -> ParagraphView {
    ParagraphView {
        seconds: id.as_ref().map(|_| cue.start.seconds()),
        clock: id.as_ref().map(|_| cue.start.clock()),
        estimated: id.is_some() && !cue.timed,
        id,
        speaker,
        turn: cue.turn,
        items,
        html: String::new(),
        fold: None,
        fold_ends: false,
    }
}

/// Cues at which what many episodes say begins, or has ended.
fn edges(refrains: &[Stretch]) -> BTreeSet<usize> {
    refrains.iter().flat_map(|it| [it.cues.start, it.cues.end]).collect()
}

/// Folds away what many episodes say; headings stay in sight. `firsts` are the
/// first cues of the paragraphs.
fn fold(paragraphs: &mut [ParagraphView], firsts: &[usize], refrains: &[Stretch], ui: &Wording) {
    let refrain = |cue: &usize| refrains.iter().position(|it| it.cues.contains(cue));
    let of: Vec<Option<usize>> = firsts.iter().map(refrain).collect();
    for idx in (0..paragraphs.len()).filter(|it| of[*it].is_some()) {
        let goes_on = |at: usize| {
            of.get(at) == Some(&of[idx]) && paragraphs.get(at).is_some_and(|it| it.items.is_empty())
        };
        let begins = idx == 0 || of[idx - 1] != of[idx] || !paragraphs[idx].items.is_empty();
        let ends = !goes_on(idx + 1);
        let n = of[idx].filter(|_| begins).map(|it| refrains[it].n_episodes);
        paragraphs[idx].fold = n.map(|it| ui.count("said_in", it));
        paragraphs[idx].fold_ends = ends;
    }
}

fn starts_paragraph(before: &Cue, cue: &Cue, length: usize) -> bool {
    let pause = cue.timed && PAUSE < cue.start.since(before.end);
    let sentence = before.text.ends_with(['.', '?', '!', '"', '”', '…', '。', '？']);
    cue.turn
        || cue.paragraph
        || cue.speaker != before.speaker
        || pause
        || (FULL <= length && sentence)
        || OVERFULL <= length
}

/// Hands out ids, each once.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<(u64, u64)>,
    counts: std::collections::BTreeMap<u64, usize>,
}

impl Ids {
    fn of(&mut self, cue: &Cue) -> String {
        let (second, millis) = (cue.start.whole_seconds(), cue.start.as_millis() % 1000);
        let count = self.counts.entry(second).or_default();
        *count += 1;
        if *count == 1 {
            return format!("t={second}");
        }
        if 0 < millis && self.taken.insert((second, millis)) {
            let fraction = format!("{millis:03}");
            return format!("t={second}.{}", fraction.trim_end_matches('0'));
        }
        format!("t={second}~{count}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(millis: u64, text: &str) -> Cue {
        let start = Timestamp::from_millis(millis);
        Cue {
            start,
            end: start.plus(Length::from_secs(1)),
            timed: true,
            text: text.into(),
            speaker: None,
            turn: false,
            paragraph: false,
            span: 0..0,
        }
    }

    #[test]
    fn a_moment_that_is_linked_to_is_the_sentence_itself() {
        let cues = vec![cue(5_000, "a"), cue(6_000, "b"), cue(8_000, "c")];
        let mut long = cues;
        long[1].end = Timestamp::from_millis(8_000);
        let marks = Marks { seconds: [5, 7, 60].into(), ..Marks::default() };
        let view = view(&Transcript::new(long, Vec::new()), marks, Wording::of("en"));
        assert_eq!(
            view.paragraphs[0].html,
            "<span data-cue>a</span> \
             <span id=\"t=7\"><span id=\"t=6\" data-cue>b</span></span> \
             <span id=\"t=8\" data-cue>c</span><span id=\"t=60\"></span>"
        );
    }

    #[test]
    fn ids_are_unique_within_a_second() {
        let cues = vec![
            cue(5_000, "a"),
            cue(5_400, "b"),
            cue(5_400, "c"),
            cue(6_000, "d"),
            cue(60_000, "e"),
        ];
        let transcript = Transcript::new(cues, Vec::new());
        let view = view(&transcript, Marks::default(), Wording::of("en"));
        let ids: Vec<_> = view
            .paragraphs
            .iter()
            .flat_map(|it| {
                let inside = it.html.split("id=\"").skip(1).filter_map(|it| it.split('"').next());
                it.id.as_deref().into_iter().chain(inside)
            })
            .collect();
        assert_eq!(ids, ["t=5", "t=5.4", "t=5~3", "t=6", "t=60"]);
        assert_eq!(view.paragraphs.len(), 2);
    }
}
