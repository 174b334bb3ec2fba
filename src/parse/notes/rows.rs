//! Rows of notes: entries of lists and lines of paragraphs, and what of them
//! tells whether they are items. Nothing here asks for times: a row is what it
//! is before anybody knows when it is talked about.

use super::facts;
use super::group::{Opening, OpeningKind, Openings};
use crate::model::{ItemKind, Link};
use crate::parse::markdown::{Block, BlockKind, Entry, Line, Run};

/// Characters of a line that is a title, not a sentence of a text.
const SHORT: usize = 110;

/// Characters of a line that is about the link it begins or ends with, the
/// address aside.
const LONGEST_LINKED: usize = 100;

/// Characters from which on a line is speech or prose.
const LONG: usize = 160;

/// Characters of an entry of a list of titles.
const SHORT_ENTRY: usize = 200;

/// What a row is like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// It states a time.
    pub timed: bool,
    /// It has a link that is worth an item.
    pub linked: bool,
    /// Its links stand for most of it.
    pub is_link: bool,
    /// Its only links are ways to reach the makers: profiles, mail.
    pub contact: bool,
    /// Nothing but an address: it belongs to the row above.
    pub bare: bool,
    /// It is the episode itself: its audio.
    pub audio: bool,
    /// As short as titles are, and no sentence.
    pub short: bool,
    /// Longer than any title: prose, or what somebody said.
    pub long: bool,
    /// It opens something of its own.
    pub opens: bool,
    /// It names people, or opens a joke or a sponsor: no item of the list
    /// around it.
    pub aside: bool,
    /// It says when or how long the episode is.
    pub fact: bool,
    /// It has no words.
    pub empty: bool,
    /// It leads where the notes of other episodes lead too, and states no time.
    pub standing: bool,
}

impl Row {
    /// Whether it may be an item at all.
    pub(super) fn may_be_item(self) -> bool {
        !self.empty && !self.audio && !self.bare && !self.fact && !self.standing
    }
}

/// The rows of a block: entries of a list, lines of a paragraph.
pub(super) fn rows(block: &Block, openings: &Openings<'_>) -> Vec<Row> {
    match block.kind {
        BlockKind::List => block.entries.iter().map(|it| of_entry(it, openings)).collect(),
        BlockKind::Paragraph => {
            let mut rows: Vec<Row> = block.lines.iter().map(|it| of_line(it, openings)).collect();
            for at in 1..rows.len() {
                // The address of a line may stand below it.
                let below = rows[at];
                if below.bare && below.linked && !rows[at - 1].empty {
                    rows[at - 1].linked = true;
                    rows[at - 1].is_link |= !rows[at - 1].opens;
                }
            }
            rows
        }
        _ => Vec::new(),
    }
}

fn of_entry(entry: &Entry, openings: &Openings<'_>) -> Row {
    let Some(line) = entry.lines.first() else {
        return Row { empty: entry.plain.trim().is_empty(), ..Row::default() };
    };
    let own = of_line(line, openings);
    // The address may stand on a line of its own.
    let more = entry.lines.get(1).map(|it| of_line(it, openings)).unwrap_or_default();
    Row {
        linked: own.linked || (more.bare && more.linked),
        short: line.plain().chars().count() <= SHORT_ENTRY,
        empty: own.empty && entry.plain.trim().is_empty(),
        ..own
    }
}

fn of_line(line: &Line, openings: &Openings<'_>) -> Row {
    let plain = line.plain();
    let text = plain.trim();
    let opening = openings.of(text);
    let links = line.links_from(0);
    let in_links: usize = links.iter().map(|it| it.text.trim().len()).sum();
    let audio = links.iter().filter(|it| is_audio(&it.url)).count();
    let contacts = links.iter().filter(|it| is_contact(&it.url)).count();
    let is_web = |it: &Link| it.url.contains("://") || it.url.starts_with("//");
    let n_words = |it: &str| it.chars().filter(|c| c.is_alphanumeric()).count();
    let behind = links.last().is_some_and(|it| text.ends_with(it.text.trim()));
    let before = links.first().is_some_and(|it| text.starts_with(it.text.trim()));
    let addresses: usize = links.iter().filter(|it| is_address(it)).map(|it| it.text.len()).sum();
    let length = text.chars().count();
    let others = links.iter().filter(|it| !is_address(it)).count();
    Row {
        timed: line.stated.is_some(),
        linked: links.iter().any(|it| is_web(it) || it.url.contains(['/', '.'])),
        // A line that begins or ends in its one link is about it.
        is_link: !links.is_empty()
            && (text.len() <= in_links * 2
                || (before && length <= SHORT + in_links)
                || (behind && length <= LONGEST_LINKED + addresses))
            && (others <= 1 || text.len() <= in_links + in_links / 2),
        contact: 0 < contacts && contacts == links.len(),
        bare: !links.is_empty() && links.iter().all(is_address) && n_words(text) <= n_links(&links),
        audio: 0 < audio && links.iter().all(|it| is_audio(&it.url) || others_of_audio(it)),
        short: length <= SHORT && !text.ends_with(['.', ',', ';', ':', '!', '…', '-', '–']),
        long: LONG < length,
        opens: opening.is_some(),
        aside: opening.is_some_and(|it| {
            matches!(
                it.kind,
                OpeningKind::People(_) | OpeningKind::Items(ItemKind::Joke | ItemKind::Sponsor)
            )
        }),
        fact: links.is_empty() && line.stated.is_none() && facts::fact(text).is_some(),
        empty: n_words(text) == 0,
        standing: !links.is_empty()
            && line.stated.is_none()
            && links.iter().all(|it| openings.standing.has_link(&it.url)),
    }
}

/// Letters and digits of links.
fn n_links(links: &[Link]) -> usize {
    links.iter().map(|it| it.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
}

/// Whether a link shows its address, not words.
pub(super) fn is_address(link: &Link) -> bool {
    let text = link.text.trim().trim_end_matches('/');
    let url = link.url.trim_end_matches('/');
    text.contains("://") || (!text.is_empty() && url.ends_with(text) && text.contains('.'))
}

/// Whether an address is a file of audio.
fn is_audio(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    [".mp3", ".m4a", ".ogg", ".opus", ".flac", ".wav", ".aac", ".torrent"]
        .iter()
        .any(|it| path.ends_with(it))
}

/// Beside a link to the audio short words lead to other forms of the episode.
fn others_of_audio(link: &Link) -> bool {
    link.text.trim().chars().count() <= 20
}

/// Sites where people and shows have a page of their own, and how deep it lies.
const PROFILES: [(&str, usize); 22] = [
    ("twitter.com", 1),
    ("x.com", 1),
    ("bsky.app", 2),
    ("facebook.com", 1),
    ("instagram.com", 1),
    ("threads.net", 1),
    ("linkedin.com", 2),
    ("youtube.com", 2),
    ("twitch.tv", 1),
    ("tiktok.com", 1),
    ("t.me", 1),
    ("vk.com", 1),
    ("patreon.com", 1),
    ("ko-fi.com", 1),
    ("discord.gg", 1),
    ("discord.com", 2),
    ("github.com", 1),
    ("podcasts.apple.com", 9),
    ("itunes.apple.com", 9),
    ("open.spotify.com", 9),
    ("groups.google.com", 9),
    ("mastodon.social", 1),
];

/// Whether an address is a way to reach or follow somebody.
fn is_contact(url: &str) -> bool {
    if url.starts_with("mailto:") || url.starts_with("tel:") {
        return true;
    }
    let Some((_, rest)) = url.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.trim_start_matches("www.").trim_start_matches("m.");
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    let depth = path.split('/').filter(|it| !it.is_empty()).count();
    let known = PROFILES.iter().find(|it| it.0.eq_ignore_ascii_case(host));
    let is_video = path.starts_with("watch") || path.starts_with("playlist");
    known.is_some_and(|it| depth <= it.1 && !is_video) || (path.starts_with('@') && depth == 1)
}

/// Whether a line stands over what follows: a phrase that opens something and
/// no more, or words that end in a colon.
pub(super) fn heads(line: &Line, openings: &Openings<'_>) -> Option<Opening> {
    let plain = line.plain();
    openings.of(&plain).filter(|it| it.end == plain.len())
}

/// Makes links of the addresses that stand in rows as they are.
pub(super) fn link_addresses(blocks: &mut [Block]) {
    for block in blocks {
        for line in &mut block.lines {
            link_in(line);
        }
        for entry in &mut block.entries {
            entry.lines.iter_mut().take(2).for_each(link_in);
        }
    }
}

fn link_in(line: &mut Line) {
    let is_bare = |it: &Run| it.url.is_none() && it.text.contains("://");
    if !line.runs.iter().any(is_bare) {
        return;
    }
    let mut finder = linkify::LinkFinder::new();
    finder.kinds(&[linkify::LinkKind::Url]);
    let runs = std::mem::take(&mut line.runs);
    for run in runs {
        if !is_bare(&run) {
            line.runs.push(run);
            continue;
        }
        // Entities make text and source differ in length.
        let same = run.text.len() == run.range.len();
        for span in finder.spans(&run.text) {
            let range = match same {
                true => run.range.start + span.start()..run.range.start + span.end(),
                false => run.range.clone(),
            };
            let url = span.kind().map(|_| span.as_str().to_owned());
            let text = span.as_str().to_owned();
            line.runs.push(Run { text, range, url, strong: run.strong });
        }
    }
}

/// Cuts paragraphs before lines that stand over others, and behind them: a
/// line `Timestamps:` is a heading, whether a blank line follows it or not.
pub(super) fn split_heads(blocks: Vec<Block>, openings: &Openings<'_>) -> Vec<Block> {
    let mut split = Vec::with_capacity(blocks.len());
    for block in blocks {
        let is_head = |it: &Line| {
            let plain = it.plain();
            heads(it, openings).is_some() || (plain.trim_end().ends_with(':') && it.is_strong())
        };
        let is_paragraph = block.kind == BlockKind::Paragraph && 1 < block.lines.len();
        if !is_paragraph || !block.lines.iter().any(is_head) {
            split.push(block);
            continue;
        }
        let starts: Vec<usize> = (0..block.lines.len())
            .filter(|at| *at == 0 || is_head(&block.lines[*at]) || is_head(&block.lines[*at - 1]))
            .collect();
        for (nth, &from) in starts.iter().enumerate() {
            let to = starts.get(nth + 1).copied().unwrap_or(block.lines.len());
            let start = if from == 0 { block.range.start } else { block.lines[from].from };
            let end = block.lines.get(to).map_or(block.range.end, |it| it.from);
            let lines = block.lines[from..to].to_vec();
            let plain: Vec<String> = lines.iter().map(Line::plain).collect();
            split.push(Block {
                kind: BlockKind::Paragraph,
                range: start..end.max(start),
                links: lines.iter().flat_map(|it| it.links_from(0)).collect(),
                plain: plain.join("\n"),
                lines,
                entries: Vec::new(),
            });
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Vocabulary;
    use crate::parse::markdown::blocks;

    #[test]
    fn rows_tell_what_they_are() {
        let words = Vocabulary::default();
        let openings = Openings::new(&words, false);
        let row = |text: &str| rows(&blocks(text)[0], &openings)[0];
        assert!(row("[The kettle](https://a.example/k) sings").is_link);
        assert!(row("The kettle <https://a.example/k>").is_link);
        assert!(row("<https://a.example/k>").bare);
        assert!(!row("Kettle: <https://a.example/k>").bare);
        assert!(row("[MP3](https://a.example/7.mp3) · [Chat](https://a.example/c)").audio);
        assert!(!row("[How MP3 works](https://a.example/mp3)").audio);
        assert!(row("- Mastodon: [us](https://m.example/@us)").contact);
        assert!(!row("- [A talk](https://youtube.com/watch?v=x)").contact);
        assert!(row("Why kettles sing").short && !row("They sing.").short);
        let long = "We met [Ann](https://a.example) in the town where she lives now, and talked \
            for hours about all that one can do with a kettle, and about bells, too, of course";
        assert!(!row(long).is_link && row(long).linked);
    }

    #[test]
    fn lines_over_others_are_blocks() {
        let words = Vocabulary::default();
        let openings = Openings::new(&words, false);
        let text = "A talk.\nTimestamps:\n• One\n• Two\n";
        let split = split_heads(blocks(text), &openings);
        let texts: Vec<&str> = split.iter().map(|it| &text[it.range.clone()]).collect();
        assert_eq!(texts, ["A talk.\n", "Timestamps:\n", "• One\n• Two\n"]);
    }
}
