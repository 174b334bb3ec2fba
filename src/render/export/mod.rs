//! Facts for machines.

mod episode_json;
mod oembed;
mod topic_json;

pub use episode_json::episode_json;
pub use oembed::oembed;
pub use topic_json::topic_json;
