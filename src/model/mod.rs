//! What a show is: plain data, no behaviour beyond looking things up.

mod episode;
mod facts;
mod item;
mod transcript;

pub use episode::{
    Audio, AudioPlace, Chapter, Credit, Download, Episode, EpisodeId, Known, Link, Origin, Role,
    ShowId, Sponsor, Video,
};
pub use facts::{EpisodeFacts, ItemFacts};
pub use item::{Bullet, Evidence, Item, ItemKind, Notes, Part, Placement};
pub use transcript::{Cue, Transcript, TranscriptFormat};
