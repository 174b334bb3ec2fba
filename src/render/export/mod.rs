//! Facts for machines.

mod chapters_json;
mod episode_json;
pub mod json_ld;
mod oembed;
mod site_files;
mod topic_json;
mod transcripts;
mod twin;

pub use chapters_json::chapters_json;
pub use episode_json::{NamedTopic, TopicKind, episode_json};
pub use oembed::oembed;
pub use site_files::{SitemapPage, episodes_json, llms, robots, sitemaps};
pub use topic_json::topic_json;
pub use transcripts::{TranscriptFile, transcript_files, transcript_name, vtt};
pub use twin::twin;

/// JSON that people can read too.
fn to_json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    // None of our structs has maps with odd keys: serialising cannot fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
