//! Somebody else's feed → source files of a show; never overwrites.
//!
//! `feed` says what a feed holds of a show and its episodes; `settings` and `notes` write that as the files that a
//! build reads; `plan` leaves out what is there already. All of these are pure.
//! `fetch` alone uses the network.
//!
//! Source: `formats.md` sections 1 and 11.

mod decode;
mod feed;
mod fetch;
mod notes;
mod plan;
mod settings;
mod tags;

pub use decode::decode;
pub use feed::{Feed, ItemDoc, ShowDoc, read};
pub use fetch::{Allowance, FetchError, Fetched, Fetcher, Limits};
pub use plan::{Known, KnownEpisode, Plan, RemoteFile, Wanted, ending, named, plan};
