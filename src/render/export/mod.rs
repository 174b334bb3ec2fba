//! Facts for machines.

mod episode_json;
mod topic_json;

pub use episode_json::episode_json;
pub use topic_json::topic_json;
