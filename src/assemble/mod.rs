//! The documents of one episode and the settings → an [`Episode`](crate::model::Episode).
//!
//! Also decides which files make an episode: that takes a look at what the
//! files say, which `source` does not read.

mod episode;
mod file_name;
mod pair;
mod people;
mod spelling;

pub use episode::{Documents, episode};
pub use file_name::FileName;
pub use pair::{Candidate, EpisodeFiles, pair};
pub use people::full_name;
