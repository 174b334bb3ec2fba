//! Which things an archive talks about by name, and where each is said.
//!
//! `subject` reads what an item is about off its title and address; `roster`
//! merges what the settings state and what all notes name into one list;
//! `scan` finds every name of the list in an episode, in one pass. Names are
//! compared by `fold`: letters and digits only. A name that is an ordinary
//! word (`words`) counts only where something speaks for it.

mod address;
mod capitals;
mod fold;
mod outline;
mod roster;
mod said;
mod scan;
mod starts;
mod strength;
mod stretch;
mod subject;
mod word_set;
mod words;

pub use capitals::{Capitals, spoken_names};
pub use fold::key;
pub use outline::{Difference, Outline};
pub use roster::{Entry, Named, Roster};
pub use scan::Found;
pub use subject::{How, Subject, labels, subjects};
pub use word_set::WordSet;
