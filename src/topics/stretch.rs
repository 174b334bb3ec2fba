//! What parts of an episode its items are: those about topics, those without
//! a time, and those that somebody pays for.

use super::scan::{CLOSE, Heard};
use crate::model::{Episode, Item, ItemKind, Moment, MomentKind, Placement, TopicId};
use crate::time::{Length, Timestamp};

/// What is said this long before an item begins announces it.
const ANNOUNCED: Length = Length::from_secs(20);

/// A sponsor's read is hardly ever longer.
const LONGEST_READ: Length = Length::from_secs(150);

/// Where items about topics are.
pub(super) struct Stretches {
    pub all: Vec<Stretch>,
}

pub(super) struct Stretch {
    topic: TopicId,
    item: usize,
    start: Timestamp,
    end: Timestamp,
    /// Whether only an ordinary word in the title says what the item is about.
    weak: bool,
}

impl Stretches {
    pub(super) fn new(of_items: &[Vec<(TopicId, bool)>], placements: &[Option<Placement>]) -> Self {
        let mut all: Vec<Stretch> = Vec::new();
        for (item, topics) in of_items.iter().enumerate() {
            let Some(placement) = &placements[item] else { continue };
            let (start, end) = (placement.start, placement.end);
            let end = end.unwrap_or(start.plus(CLOSE));
            for &(topic, weak) in topics {
                if !all.iter().any(|it| it.topic == topic && it.start == start) {
                    all.push(Stretch { topic, item, start, end, weak });
                }
            }
        }
        Self { all }
    }

    /// Whether an item about the topic is on, or about to begin.
    pub(super) fn cover(&self, topic: TopicId, at: Timestamp) -> bool {
        self.all.iter().any(|it| !it.weak && it.covers(topic, at))
    }

    /// The weak item that a mention belongs to, if it is one about its topic.
    pub(super) fn weak_item(&self, moment: &Moment) -> Option<u16> {
        let start = moment.start?;
        let of = self.all.iter().find(|it| it.weak && it.covers(moment.topic, start))?;
        u16::try_from(of.item).ok()
    }
}

impl Stretch {
    fn covers(&self, topic: TopicId, at: Timestamp) -> bool {
        self.topic == topic && self.start <= at.plus(ANNOUNCED) && at < self.end
    }

    /// The item's moment, with the first sentence that says the name.
    pub(super) fn moment(&self, heard: &[Heard], items: &[Item]) -> Moment {
        let first = heard.iter().find(|it| {
            it.topic == self.topic && self.start <= it.start.plus(ANNOUNCED) && it.start < self.end
        });
        let (text, name) = match first {
            Some(it) => (it.text.as_str().into(), it.name.clone()),
            None => (items[self.item].title.as_str().into(), 0..0),
        };
        let item = u16::try_from(self.item).ok();
        let Self { topic, start, weak, .. } = *self;
        Moment { topic, start: Some(start), kind: MomentKind::Item, text, name, item, weak }
    }
}

/// The moments of items that nobody knows the time of.
pub(super) fn untimed<'i>(
    of_items: &'i [Vec<(TopicId, bool)>],
    placements: &'i [Option<Placement>],
    items: &'i [Item],
) -> impl Iterator<Item = Moment> + 'i {
    let without_time = of_items.iter().enumerate().filter(|it| placements[it.0].is_none());
    without_time.flat_map(move |(nth, topics)| {
        let item = u16::try_from(nth).ok();
        topics.iter().map(move |&(topic, weak)| {
            let (kind, text) = (MomentKind::Item, items[nth].title.as_str().into());
            Moment { topic, start: None, kind, text, name: 0..0, item, weak }
        })
    })
}

/// Whether somebody pays for what is said: a sponsor's read is no talk about
/// the things it names.
pub(super) fn is_paid_for(
    at: Timestamp,
    episode: &Episode,
    placements: &[Option<Placement>],
) -> bool {
    episode.notes.items.iter().zip(placements).any(|(item, placement)| {
        let Some(placement) = placement.as_ref().filter(|_| item.kind == ItemKind::Sponsor) else {
            return false;
        };
        let longest = placement.start.plus(LONGEST_READ);
        let end = placement.end.map_or(longest, |it| it.min(longest));
        placement.start <= at && at < end
    })
}
