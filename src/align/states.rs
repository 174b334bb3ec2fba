//! What can be on in an episode, and what speaks for going from one thing to
//! another: the order of the notes.

use crate::model::{Item, ItemKind};

/// What is looked at when one item follows another; `resume` and `leave` when
/// chatter ends and begins.
pub const MOVES: [&str; 24] = [
    "next",
    "skip",
    "back",
    "first_skip",
    "topic_after_sponsor",
    "topic_after_extra",
    "early_extra",
    "early_extra_by",
    "early_joke_by",
    "extra_next",
    "extra_skip",
    "extra_back",
    "extra_after_joke",
    "sponsor_after_extra",
    "sponsor_first",
    "note_next",
    "note_next_sponsor",
    "resume",
    "leave",
    "missing",
    "extra_same",
    "extra_other",
    "joke_after_extra",
    "joke_after_sponsor",
];

pub(super) const RESUME: usize = 17;
pub(super) const LEAVE: usize = 18;
pub(super) const MISSING: usize = 19;

/// An item that is on, and how many topics were passed when it began: only a
/// break needs to remember that, so that the order is not forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub item: usize,
    /// Topics of the notes up to the last one that was on.
    pub passed: usize,
    kind: ItemKind,
    /// Its place among the items of its kind.
    rank: usize,
}

/// Everything that can be on.
#[derive(Debug)]
pub struct States<'a> {
    items: &'a [Item],
    pub turns: Vec<Turn>,
    pub topics: usize,
}

impl<'a> States<'a> {
    /// One state for each item, several for a sponsor.
    #[must_use]
    pub fn new(items: &'a [Item]) -> Self {
        let topics = items.iter().filter(|it| it.kind == ItemKind::Topic).count();
        let mut ranks = [0; 4];
        let mut turns = Vec::new();
        for (item, it) in items.iter().enumerate() {
            let rank = ranks[it.kind as usize];
            ranks[it.kind as usize] += 1;
            let turn = |passed| Turn { item, passed, kind: it.kind, rank };
            match it.kind {
                ItemKind::Topic => turns.push(turn(rank + 1)),
                ItemKind::Sponsor => turns.extend((0..=topics).map(turn)),
                ItemKind::Extra | ItemKind::Joke => turns.push(turn(topics)),
            }
        }
        Self { items, turns, topics }
    }

    /// What speaks for one state behind another (`None`: at the beginning);
    /// nothing where the one cannot follow the other.
    #[must_use]
    pub fn between(&self, from: Option<usize>, to: usize) -> Option<[f32; MOVES.len()]> {
        let (from, to) = (from.map(|it| self.turns[it]), self.turns[to]);
        let passed = from.map_or(0, |it| it.passed);
        let before = from.map(|it| it.kind);
        if from.is_some_and(|it| it.item == to.item) {
            return None;
        }
        let mut moves = [0.0; MOVES.len()];
        let late = matches!(before, Some(ItemKind::Extra | ItemKind::Joke));
        let missing = (self.topics - passed).min(4) as f32;
        match to.kind {
            ItemKind::Topic => {
                match (to.rank.checked_sub(passed), from) {
                    (Some(0), _) => moves[0] = 1.0,
                    (Some(it), Some(_)) => moves[1] = it as f32,
                    (Some(it), None) => moves[3] = it as f32,
                    (None, _) => moves[2] = 1.0,
                }
                moves[4] = flag(before == Some(ItemKind::Sponsor));
                moves[5] = flag(late);
            }
            ItemKind::Sponsor => {
                if to.passed != passed {
                    return None;
                }
                moves[13] = flag(late);
                moves[14] = flag(from.is_none());
            }
            ItemKind::Extra => {
                moves[6] = flag(0.0 < missing);
                moves[7] = missing;
                if let Some(from) = from.filter(|it| it.kind == ItemKind::Extra) {
                    let step = to.rank as isize - from.rank as isize;
                    moves[if step == 1 {
                        9
                    } else if 1 < step {
                        10
                    } else {
                        11
                    }] = 1.0;
                    let presenter = |it: usize| self.items[it].presenter.as_deref();
                    let same = presenter(from.item) == presenter(to.item);
                    moves[if same { 20 } else { 21 }] = 1.0;
                }
                moves[12] = flag(before == Some(ItemKind::Joke));
            }
            ItemKind::Joke => {
                moves[8] = missing;
                moves[22] = flag(before == Some(ItemKind::Extra));
                moves[23] = flag(before == Some(ItemKind::Sponsor));
            }
        }
        if let Some(from) = from.filter(|it| it.item + 1 == to.item) {
            let paid = from.kind == ItemKind::Sponsor || to.kind == ItemKind::Sponsor;
            moves[if paid { 16 } else { 15 }] = 1.0;
        }
        Some(moves)
    }

    /// Topics that never came, if the episode ends in this state (`None`: in
    /// none).
    #[must_use]
    pub fn missing(&self, state: Option<usize>) -> f32 {
        (self.topics - state.map_or(0, |it| self.turns[it].passed)) as f32
    }
}

fn flag(it: bool) -> f32 {
    f32::from(u8::from(it))
}
