//! Search without a server: what is said, as files of which a query needs few.
//!
//! `Gatherer` makes a `Contribution` of an episode, `Index` makes `Shard`s of
//! all contributions, and `patch` makes new shards of old ones where few
//! contributions changed. `Start` names the shards. `Query` finds moments in
//! all of this, as `static/search-index.js` does in browsers.

mod bytes;
mod contribution;
mod excerpt;
mod filter;
mod find;
mod fold;
mod language;
mod merge;
mod passage;
mod query;
mod rank;
mod record;
mod shard;
mod start;

pub use bytes::{Piece, packed, unpacked};
pub use contribution::{Contribution, Field, Gatherer};
pub use find::{Answer, Hit, find};
pub use fold::{Words, key};
pub use language::Language;
pub use merge::{Changes, Index, PageWords, Patched, patch};
pub use passage::passages;
pub use query::Query;
pub use rank::Files;
pub use record::{RECORD_FILE, Record, RecordedItem, RecordedPassage, VTT_HEAD};
pub use shard::{Shard, name_of, short_name};
pub use start::{DIRECTORY, FOLDER, FoundPage, START_FILE, Start, file, to_bytes};
