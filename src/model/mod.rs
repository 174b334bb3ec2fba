//! What a show is: plain data, no behaviour beyond looking things up.

mod addresses;
mod episode;
mod facts;
mod feed;
mod item;
mod lock;
mod sounds;
mod spoken;
mod topic;
mod transcript;

pub use addresses::{ADDRESSES_END, ADDRESSES_HEAD, AddressLock, GONE, LockedPage};
pub use episode::{
    Audio, AudioPlace, Chapter, Credit, Download, Episode, EpisodeId, Hearing, Known, Link, Origin,
    Role, ShowId, Sponsor, Video,
};
pub use facts::{EpisodeFacts, ItemFacts, LinkFacts, Mentions};
pub use feed::{EpisodeType, Guid, Tag};
pub use item::{Bullet, Evidence, Grade, Item, ItemKind, Notes, Part, Placement};
pub use lock::{FeedLock, LOCK_END, LOCK_HEAD, LockedEpisode};
pub use sounds::{SoundFile, Sounds};
pub use spoken::{ByChunk, Spoken};
pub use topic::{
    LetterCase, Moment, MomentKind, SubjectFacts, TopicDoc, TopicId, TopicsDoc, Usage,
};
pub use transcript::{Cue, Transcript, TranscriptFormat};
