//! Facts for machines.

mod episode_json;

pub use episode_json::episode_json;
