//! What each directory asks of a feed, as data: the only place that knows.
//!
//! What a directory recommends of every episode though its show states it
//! already (`itunes:explicit`, `itunes:image`) is left out: nobody would act on
//! it. Whoever brings a table up to date changes `read` with it.

use super::{Basis, Demand, Directory, Rule, Scope, Weight};

/// Every directory that is known, in the order of the manual.
pub const DIRECTORIES: [Directory; 3] = [
    Directory {
        key: "apple",
        name: "Apple Podcasts",
        document: "A Podcaster's Guide to RSS",
        address: "https://help.apple.com/itc/podcasts_connect/#/itcb54353390",
        basis: Basis::ArchivedCopy,
        read: "2026-11-27",
        rules: &APPLE,
    },
    Directory {
        key: "spotify",
        name: "Spotify",
        document: "Podcast Delivery Specification 1.9",
        address: "https://providersupport.spotify.com/article/podcast-delivery-specification-1-9",
        basis: Basis::Hearsay,
        read: "2026-11-27",
        rules: &SPOTIFY,
    },
    Directory {
        key: "podcastindex",
        name: "Podcast Index",
        document: "The podcast namespace 1.0",
        address: "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        basis: Basis::Itself,
        read: "2026-11-27",
        rules: &PODCAST_INDEX,
    },
];

const fn required(part: Scope, place: &'static str, demand: Demand, hint: &'static str) -> Rule {
    Rule { part, place, demand, weight: Weight::Required, hint }
}

const fn recommended(part: Scope, place: &'static str, demand: Demand, hint: &'static str) -> Rule {
    Rule { part, place, demand, weight: Weight::Recommended, hint }
}

use Demand::{
    AtMostBytes, AtMostCharacters, Category, Date, Ending, Language, NoneOf, OneOf, Picture,
    Positive, Secure, There, Unique, Uuid, Web,
};
use Scope::{Episode, SerialEpisode, Show};

const TITLE: &str = "set `title` in `show.toml`";
const DESCRIPTION: &str = "set `description` in `show.toml`";
const LANGUAGE: &str = "set `language` in `show.toml`, such as `en` or `pt-BR`";
const COVER: &str =
    "name a picture by `cover` in `show.toml`: square, 1400 to 3000 pixels, JPEG or PNG in RGB";
const CATEGORY: &str = "set `categories` in `[feed]` of `show.toml`: `\"Technology\"`";
const EXPLICIT: &str = "set `explicit` in `[feed]` of `show.toml`";
const AUTHOR: &str = "set `author` in `show.toml`";
const ADDRESS: &str = "set `base-url` in `show.toml`";
const EPISODE_TITLE: &str = "give the episode a title";
const AUDIO: &str = "say where its audio is: `audio = \"https://…\"` in its front matter, a file beside the notes, or `audio-url` for all";
const BYTES: &str =
    "`cuepoint audio` asks the servers for it; or state `length` in `audio` of its front matter";
const MIME: &str = "state `type` in `audio` of its front matter";
const GUID: &str = "give one of them another `guid` in its front matter";
const DAY: &str = "state `date` in its front matter";
const SUMMARY: &str = "write notes for it, or set `summary` in its front matter";
const DURATION: &str =
    "`cuepoint audio` asks the servers for it; or state `duration` in `audio` of its front matter";
const SHORTER: &str = "shorten it";
const SECURE: &str = "name it by an address that begins with `https://`";
const SQUARE: &str = "bring a picture of 1400 to 3000 pixels square, as JPEG or PNG in RGB";
const BLOCK: &str = "take `block` out of `[feed]` in `show.toml`";

const APPLE: [Rule; 33] = [
    required(Show, "title", There, TITLE),
    required(Show, "title", AtMostCharacters(255), SHORTER),
    required(Show, "description", There, DESCRIPTION),
    required(Show, "description", AtMostBytes(4_000), SHORTER),
    required(Show, "itunes:image@href", There, COVER),
    required(Show, "itunes:image@href", Web, ADDRESS),
    required(Show, "itunes:image@href", Picture { least: 1_400, most: 3_000 }, COVER),
    required(Show, "language", There, LANGUAGE),
    required(Show, "language", Language, LANGUAGE),
    required(Show, "itunes:category@text", There, CATEGORY),
    required(Show, "itunes:category@text", Category, CATEGORY),
    required(Show, "itunes:explicit", There, EXPLICIT),
    required(Show, "itunes:explicit", OneOf(&["true", "false"]), EXPLICIT),
    required(Show, "itunes:type", OneOf(&["episodic", "serial"]), "set `type` in `[feed]`"),
    required(Show, "itunes:block", NoneOf(&["yes"]), BLOCK),
    required(Show, "item", There, AUDIO),
    recommended(Show, "itunes:author", There, AUTHOR),
    recommended(Show, "link", There, ADDRESS),
    required(Episode, "title", There, EPISODE_TITLE),
    required(Episode, "title", AtMostCharacters(255), SHORTER),
    required(Episode, "enclosure@url", There, AUDIO),
    required(Episode, "enclosure@url", Web, ADDRESS),
    required(
        Episode,
        "enclosure@url",
        Ending(&["m4a", "mp3", "mov", "mp4", "m4v", "pdf"]),
        "offer it as MP3 or M4A",
    ),
    required(Episode, "enclosure@length", Positive, BYTES),
    required(Episode, "enclosure@type", There, MIME),
    recommended(
        Episode,
        "enclosure@type",
        OneOf(&[
            "audio/x-m4a",
            "audio/mpeg",
            "video/quicktime",
            "video/mp4",
            "video/x-m4v",
            "application/pdf",
        ]),
        MIME,
    ),
    required(Episode, "guid", Unique, GUID),
    required(Episode, "pubDate", Date, DAY),
    recommended(Episode, "pubDate", There, DAY),
    recommended(Episode, "description", There, SUMMARY),
    recommended(Episode, "itunes:duration", There, DURATION),
    recommended(Episode, "itunes:image@href", Picture { least: 1_400, most: 3_000 }, SQUARE),
    required(SerialEpisode, "itunes:episode", Positive, "give it a `number` in its front matter"),
];

const SPOTIFY: [Rule; 24] = [
    required(Show, "title", There, TITLE),
    required(Show, "link", There, ADDRESS),
    required(Show, "description", There, DESCRIPTION),
    required(Show, "language", There, LANGUAGE),
    required(Show, "language", Language, LANGUAGE),
    required(Show, "itunes:author", There, AUTHOR),
    required(Show, "itunes:image@href", There, COVER),
    required(Show, "itunes:image@href", Web, ADDRESS),
    required(Show, "itunes:image@href", Picture { least: 1_400, most: u32::MAX }, COVER),
    required(Show, "item", There, AUDIO),
    recommended(
        Show,
        "itunes:owner/itunes:email",
        There,
        "set `owner-name` and `owner-email` in `[feed]`: Spotify sends there the code by which you claim the show",
    ),
    recommended(Show, "itunes:category@text", There, CATEGORY),
    recommended(Show, "itunes:explicit", There, EXPLICIT),
    required(Episode, "title", There, EPISODE_TITLE),
    required(Episode, "description", There, SUMMARY),
    required(Episode, "guid", There, GUID),
    required(Episode, "guid", Unique, GUID),
    required(Episode, "pubDate", There, DAY),
    required(Episode, "pubDate", Date, DAY),
    required(Episode, "enclosure@url", There, AUDIO),
    required(Episode, "enclosure@url", Web, ADDRESS),
    required(
        Episode,
        "enclosure@url",
        Ending(&["mp3", "m4a", "mp4", "m4v", "mov"]),
        "offer it as MP3 or M4A",
    ),
    required(Episode, "enclosure@length", Positive, BYTES),
    required(Episode, "enclosure@type", There, MIME),
];

const PODCAST_INDEX: [Rule; 17] = [
    required(Show, "title", There, TITLE),
    required(Show, "item", There, AUDIO),
    required(Show, "podcast:guid", Uuid, "set `guid` in `[feed]` to the UUID that the show has"),
    required(Show, "podcast:locked", OneOf(&["yes", "no"]), "set `locked` in `[feed]`"),
    required(
        Show,
        "podcast:medium",
        OneOf(&[
            "podcast",
            "music",
            "video",
            "film",
            "audiobook",
            "newsletter",
            "blog",
            "publisher",
            "course",
            "mixed",
            "podcastL",
            "musicL",
            "videoL",
            "filmL",
            "audiobookL",
            "newsletterL",
            "blogL",
            "publisherL",
            "courseL",
        ]),
        "set `medium` in `[feed]`",
    ),
    required(Show, "podcast:block", NoneOf(&["yes"]), BLOCK),
    required(Show, "podcast:funding@url", Secure, SECURE),
    recommended(Show, "podcast:guid", There, ADDRESS),
    recommended(
        Show,
        "podcast:locked",
        There,
        "set `locked` in `[feed]`: `true` asks other hosts not to import the show",
    ),
    required(Episode, "enclosure@url", There, AUDIO),
    required(Episode, "enclosure@url", Web, ADDRESS),
    required(Episode, "guid", Unique, GUID),
    recommended(Episode, "guid", There, GUID),
    required(Episode, "podcast:transcript@url", Secure, SECURE),
    required(Episode, "podcast:chapters@url", Secure, SECURE),
    recommended(Episode, "enclosure@length", Positive, BYTES),
    recommended(Episode, "pubDate", There, DAY),
];
