//! The documents of one episode and the settings → an [`Episode`](crate::model::Episode).
//!
//! Also decides which files make an episode: that takes a look at what the
//! files say, which `source` does not read.

mod audio;
mod choice;
mod doubt;
mod draft;
mod episode;
mod file_name;
mod groups;
mod member;
mod network;
mod old_address;
mod pair;
mod people;
mod published;
mod purpose;
mod scheme;
mod signs;
mod site_page;
mod spelling;
mod title;
mod title_guest;
mod variant;
mod voice;

pub use episode::{Documents, episode};
pub use file_name::FileName;
pub use network::{FoundShow, Network, network};
pub use old_address::{OldPage, old_address};
pub use pair::{Candidate, EpisodeFiles, FileUse, Paired, pair};
pub use people::{full_name, name_voices};
pub use published::places;
pub use purpose::Purpose;
pub use title::number_by_titles;
