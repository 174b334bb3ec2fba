//! What servers say of audio that lies with them.

use std::collections::BTreeMap;

use crate::time::Length;

/// What is known of a file of sound somewhere else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoundFile {
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// MIME type, e.g. `audio/mpeg`.
    pub mime: Option<String>,
    /// How long it plays.
    pub length: Option<Length>,
}

/// What is known of each, by its address.
pub type Sounds = BTreeMap<String, SoundFile>;
