//! Somebody else's feed → source files of a show; never overwrites.
//!
//! `feed` says what a feed holds of a show and its episodes, with `atom` and
//! `wordpress` for the two other forms and `body` to tell notes from summaries;
//! `settings`, `notes` and `markdown` write that as the files that a build reads;
//! `plan` leaves out what is there already, and `losses` says what was left out.
//! All of these are pure. `fetch` alone uses the network.
//!
//! Source: `formats.md` sections 1 and 11.

mod atom;
mod body;
mod chapters;
mod decode;
mod feed;
mod fetch;
mod lines;
mod losses;
mod markdown;
mod notes;
mod plan;
mod settings;
mod tags;
mod wordpress;

pub use decode::decode;
pub use feed::{Feed, ItemDoc, ShowDoc, read};
pub use fetch::{Allowance, FetchError, Fetched, Fetcher, Limits};
pub use plan::{Known, KnownEpisode, Plan, RemoteFile, Wanted, ending, named, plan};
