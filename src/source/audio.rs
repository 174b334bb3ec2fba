//! What an audio file says of itself.

use std::path::Path;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile, TaggedFileExt};
use lofty::id3::v2::Frame;
use lofty::mpeg::MpegFile;

use crate::time::{Length, Timestamp};

/// What an audio file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AudioFacts {
    /// Of the whole file.
    pub bytes: u64,
    pub length: Option<Length>,
    /// Chapters of an ID3 tag or of an MP4 file, in order.
    pub chapters: Vec<(Timestamp, String)>,
    /// The picture inside: the ending of its format, and its bytes.
    pub cover: Option<(&'static str, Vec<u8>)>,
}

/// How long an audio file plays, by its own data; `None` where the file does
/// not say.
pub(super) fn length(path: &Path) -> Option<Length> {
    let millis = lofty::read_from_path(path).ok()?.properties().duration().as_millis();
    let millis = u64::try_from(millis).ok()?;
    (0 < millis).then(|| Length::from_millis(millis))
}

/// What an audio file says of itself: what it does not say is left out.
///
/// # Errors
///
/// When the system refuses to give the file.
pub fn audio_facts(path: &Path) -> std::io::Result<AudioFacts> {
    let mut facts = AudioFacts { bytes: path.metadata()?.len(), ..AudioFacts::default() };
    facts.length = length(path);
    let tagged = lofty::read_from_path(path).ok();
    let tags = tagged.iter().flat_map(TaggedFileExt::tags);
    facts.cover = tags.flat_map(|it| it.pictures()).find_map(|it| {
        let end = match it.data() {
            [0xff, 0xd8, ..] => "jpg",
            [0x89, b'P', ..] => "png",
            _ => return None,
        };
        Some((end, it.data().to_vec()))
    });
    facts.chapters = chapters_of_id3(path).or_else(|| chapters_of_mp4(path)).unwrap_or_default();
    facts.chapters.sort_by_key(|it| it.0);
    Ok(facts)
}

fn chapters_of_id3(path: &Path) -> Option<Vec<(Timestamp, String)>> {
    #[expect(clippy::disallowed_methods, reason = "`source` is the reader")]
    let mut file = std::fs::File::open(path).ok()?;
    let file = MpegFile::read_from(&mut file, ParseOptions::new()).ok()?;
    let frames = file.id3v2()?.into_iter();
    let chapters = frames.filter_map(|it| match it {
        Frame::Chapter(it) => {
            let start = Timestamp::from_millis(u64::from(it.times.start));
            Some((start, it.title()?.to_owned()))
        }
        _ => None,
    });
    Some(chapters.collect())
}

fn chapters_of_mp4(path: &Path) -> Option<Vec<(Timestamp, String)>> {
    let tag = mp4ameta::Tag::read_from_path(path).ok()?;
    let chapters = tag.chapters().iter().filter_map(|it| {
        let start = Timestamp::from_millis(u64::try_from(it.start.as_millis()).ok()?);
        Some((start, it.title.clone()))
    });
    Some(chapters.collect())
}
