//! What of a feed has no place in the files of a show: what is lost by that,
//! and what nobody will miss.

use super::feed::{Feed, ItemDoc};

/// Elements that say again what is read elsewhere, or what only the old host
/// and its tools needed. A prefix with `:` stands for all of its elements.
const HARMLESS: &[&str] = &[
    // Written anew, or of no use to a show.
    "cloud",
    "docs",
    "generator",
    "image",
    "lastBuildDate",
    "managingEditor",
    "rating",
    "skipDays",
    "skipHours",
    "source",
    "textInput",
    "ttl",
    "webMaster",
    "itunes:category", // of an episode: no app reads it
    "itunes:isClosedCaptioned",
    "itunes:keywords",
    "itunes:order",
    "itunes:type",
    "podcast:podping",
    // The site has no comments.
    "comments",
    "slash:",
    "thr:",
    "wfw:",
    // The same once more for other apps.
    "admin:",
    "atom10:",
    "atom:",
    "creativeCommons:",
    "dc:",
    "dcterms:",
    "googleplay:",
    "media:",
    "sy:",
    "syn:",
    "spotify:",
    // Of hosts and their statistics.
    "acast:",
    "anchor:",
    "art19:",
    "captivate:",
    "feedburner:",
    "fireside:",
    "georss:",
    "libsyn-podcast:",
    "megaphone:",
    "omny:",
    "pingback:",
    "podaccess:",
    "podbean:",
    "podcastRF:",
    "ppg:",
    "radiofrance:",
    "rawvoice:",
    "simplecast:",
    "yandex:",
    // Of WordPress' export, where what matters is read by name.
    "excerpt:encoded",
    "wp:",
];

/// Whether nobody will miss an element.
pub(super) fn is_harmless(name: &str) -> bool {
    let has = |it: &str| if it.ends_with(':') { name.starts_with(it) } else { name == it };
    HARMLESS.iter().any(|it| has(it))
}

/// Three names of many.
pub(super) fn some(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(3).map(|it| format!("`{it}`")).collect();
    match names.len().saturating_sub(3) {
        0 => first.join(", "),
        n => format!("{} and {n} more", first.join(", ")),
    }
}

/// What is lost, each kind once, with the reason or what to do.
pub(super) fn lost(feed: &Feed, fetches: bool) -> Vec<String> {
    let reason = |name: &str| match name {
        "category" => "tags of episodes; topics follow from what their notes name",
        "itunes:new-feed-url" => {
            "the feed says that it has moved there; set `feed.new-url` if that is not this show's new home"
        }
        it if it.starts_with("podcast:") => "there is no setting for it yet",
        _ => "there is no place for it",
    };
    let elements = feed.dropped.iter().filter(|it| !is_harmless(it.0));
    let mut all: Vec<String> = elements
        .map(|(name, n)| format!("`{name}`, {}: {}", plural(*n, "time"), reason(name)))
        .collect();
    if 0 < feed.n_comments {
        all.push(format!("comments of readers, {}: the site has none", feed.n_comments));
    }
    let titles = |is_wanted: &dyn Fn(&ItemDoc) -> bool| -> Vec<String> {
        feed.items.iter().filter(|it| is_wanted(it)).map(|it| it.title.clone()).collect()
    };
    let mut add = |what: &str, titles: Vec<String>| {
        if !titles.is_empty() {
            let n = plural(titles.len(), "episode");
            all.push(format!("{what}, {n}: {}", some(&titles)));
        }
    };
    if !fetches {
        let offline = "as nothing is fetched with `--offline`";
        add(&format!("transcripts, {offline}"), titles(&|it| !it.transcripts.is_empty()));
        let chapters = |it: &ItemDoc| it.chapters_url.is_some() && it.chapters.is_empty();
        add(&format!("chapters, {offline}"), titles(&chapters));
        let own = |it: &ItemDoc| it.image.is_some() && it.image != feed.show.image;
        add(&format!("pictures, {offline}"), titles(&own));
    }
    let unreadable = |it: &ItemDoc| it.date.is_some() && it.published.is_none();
    add("dates that are none (write `date` into the front matter)", titles(&unreadable));
    add("numbers that are not whole (write them into the title)", titles(&|it| it.has_odd_number));
    add("names of seasons", titles(&|it| it.has_named_season));
    add("chapters without a title or a time", titles(&|it| 0 < it.n_bad_chapters));
    add("enclosures beside the audio", titles(&|it| 1 < it.n_enclosures));
    add("a text that says something else than the notes", titles(&|it| it.lost_text.is_some()));
    all
}

/// `1 time`, `3 times`.
fn plural(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// What nobody will miss, in one line.
pub(super) fn harmless(feed: &Feed) -> Option<String> {
    let elements = feed.dropped.keys().filter(|it| is_harmless(it)).map(|it| format!("`{it}`"));
    let posts = feed.left_out.iter().map(|(kind, n)| format!("{n} of `{kind}`"));
    let names: Vec<String> = elements.chain(posts).collect();
    let more = match names.len().saturating_sub(3) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("{}{more}", first.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_is_told_from_what_nobody_misses() {
        for name in ["sy:updatePeriod", "ttl", "media:content", "itunes:keywords", "wp:post_id"] {
            assert!(is_harmless(name), "{name}");
        }
        for name in ["podcast:liveItem", "category", "itunes:new-feed-url", "their:thing", "t"] {
            assert!(!is_harmless(name), "{name}");
        }
    }
}
