//! RSS 2.0 with the elements of iTunes, Atom, Podlove and Podcasting 2.0,
//! written by a real XML writer.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};

use super::{Channel, FeedEntry, FeedPerson, ShowChannel};
use crate::model::{Chapter, EpisodeType, Tag};
use crate::time::Timestamp;

type Xml = Writer<Vec<u8>>;

const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:psc", "http://podlove.org/simple-chapters"),
];

/// Writes with a writer of its own. Writing into memory cannot fail.
fn written(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let _ = write(&mut xml);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// Everything in front of the first item.
pub(super) fn head(feed: &Channel) -> Vec<u8> {
    let mut bytes = written(|xml| {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut rss = BytesStart::new("rss");
        rss.push_attribute(("version", "2.0"));
        rss.extend_attributes(NAMESPACES);
        xml.write_event(Event::Start(rss))?;
        xml.write_event(Event::Start(BytesStart::new("channel")))?;
        Ok(())
    });
    bytes.extend(written(|xml| channel(xml, feed)));
    bytes
}

fn channel(xml: &mut Xml, feed: &Channel) -> io::Result<()> {
    text(xml, "title", &feed.title)?;
    text(xml, "link", &feed.home)?;
    text(xml, "description", &feed.description)?;
    text(xml, "language", &feed.language)?;
    let rss = ("type", "application/rss+xml");
    empty(xml, "atom:link", &[("rel", "self"), rss, ("href", &feed.addresses.rss)])?;
    for (rel, href) in &feed.addresses.pages {
        empty(xml, "atom:link", &[("rel", rel), rss, ("href", href)])?;
    }
    if let Some(date) = feed.newest.as_deref().and_then(rfc_2822) {
        text(xml, "lastBuildDate", &date)?;
    }
    match &feed.show {
        Some(show) => of_show(xml, feed, show),
        None => Ok(()),
    }
}

fn of_show(xml: &mut Xml, feed: &Channel, show: &ShowChannel) -> io::Result<()> {
    for hub in &show.hubs {
        empty(xml, "atom:link", &[("rel", "hub"), ("href", hub)])?;
    }
    text(xml, "generator", "Cuepoint")?;
    optional(xml, "copyright", show.copyright.as_deref())?;
    if let Some(image) = &show.image {
        xml.create_element("image").write_inner_content(|xml| {
            text(xml, "url", image)?;
            text(xml, "title", &feed.title)?;
            text(xml, "link", &feed.home)
        })?;
        empty(xml, "itunes:image", &[("href", image)])?;
    }
    text(xml, "itunes:author", &show.author)?;
    if let Some((name, email)) = &show.owner {
        xml.create_element("itunes:owner").write_inner_content(|xml| {
            text(xml, "itunes:name", name)?;
            text(xml, "itunes:email", email)
        })?;
    }
    for (category, sub) in &show.categories {
        let element = xml.create_element("itunes:category").with_attribute(("text", &**category));
        match sub {
            Some(sub) => element
                .write_inner_content(|xml| empty(xml, "itunes:category", &[("text", sub)]))?,
            None => element.write_empty()?,
        };
    }
    text(xml, "itunes:explicit", yes(show.explicit, "true", "false"))?;
    text(xml, "itunes:type", show.kind)?;
    optional(xml, "itunes:new-feed-url", show.new_url.as_deref())?;
    for (name, set) in [("itunes:block", show.block), ("itunes:complete", show.complete)] {
        optional(xml, name, set.then_some("Yes"))?;
    }
    optional(xml, "podcast:guid", show.guid.as_deref())?;
    if let Some(locked) = show.locked {
        // Readers ignore the element without an owner.
        let owner = show.owner.as_ref().map_or("", |it| &it.1);
        let element = xml.create_element("podcast:locked").with_attribute(("owner", owner));
        element.write_text_content(BytesText::new(yes(locked, "yes", "no")))?;
    }
    text(xml, "podcast:medium", &show.medium)?;
    if let Some(it) = show.podping {
        empty(xml, "podcast:podping", &[("usesPodping", yes(it, "true", "false"))])?;
    }
    people(xml, &show.people)?;
    tags(xml, &show.tags)
}

const fn yes(it: bool, yes: &'static str, no: &'static str) -> &'static str {
    if it { yes } else { no }
}

/// An item.
pub(super) fn item(entry: &FeedEntry) -> Vec<u8> {
    written(|xml| {
        xml.create_element("item").write_inner_content(|xml| inside(xml, entry))?;
        Ok(())
    })
}

fn inside(xml: &mut Xml, entry: &FeedEntry) -> io::Result<()> {
    text(xml, "title", &entry.title)?;
    text(xml, "link", &entry.url)?;
    text(xml, "description", &entry.description)?;
    optional(xml, "content:encoded", entry.content.as_deref())?;
    xml.create_element("guid")
        .with_attribute(("isPermaLink", "false"))
        .write_text_content(BytesText::new(&legal(&entry.guid)))?;
    optional(xml, "pubDate", entry.date.as_deref().and_then(rfc_2822).as_deref())?;
    let Some(enclosure) = &entry.enclosure else { return tags(xml, &entry.tags) };
    let bytes = enclosure.bytes.to_string();
    let attributes = [("url", &*enclosure.url), ("length", &bytes), ("type", &enclosure.mime)];
    empty(xml, "enclosure", &attributes)?;
    if let Some(length) = entry.length {
        // Whole seconds, and never none.
        text(xml, "itunes:duration", &length.as_millis().div_ceil(1000).to_string())?;
    }
    optional(xml, "itunes:explicit", entry.explicit.map(|it| yes(it, "true", "false")))?;
    if entry.kind != EpisodeType::Full || entry.explicit.is_some() {
        text(xml, "itunes:episodeType", entry.kind.as_str())?;
    }
    for (number, itunes, podcast) in [
        (entry.season, "itunes:season", "podcast:season"),
        (entry.number, "itunes:episode", "podcast:episode"),
    ] {
        let Some(number) = number else { continue };
        // iTunes counts from one.
        optional(xml, itunes, (0 < number).then(|| number.to_string()).as_deref())?;
        text(xml, podcast, &number.to_string())?;
    }
    if let Some(image) = &entry.image {
        empty(xml, "itunes:image", &[("href", image)])?;
    }
    for (url, mime, timed) in &entry.transcripts {
        let mut attributes = vec![("url", url.as_str()), ("type", *mime)];
        attributes.extend(timed.then_some(("rel", "captions")));
        empty(xml, "podcast:transcript", &attributes)?;
    }
    if let Some(url) = &entry.chapters_url {
        let mime = ("type", "application/json+chapters");
        empty(xml, "podcast:chapters", &[("url", url), mime])?;
    }
    people(xml, &entry.people)?;
    tags(xml, &entry.tags)?;
    chapters(xml, &entry.chapters)
}

fn people(xml: &mut Xml, people: &[FeedPerson]) -> io::Result<()> {
    for person in people {
        let mut element =
            xml.create_element("podcast:person").with_attribute(("role", person.role));
        if let Some(href) = &person.href {
            element = element.with_attribute(("href", &*legal(href)));
        }
        element.write_text_content(BytesText::new(&legal(&person.name)))?;
    }
    Ok(())
}

/// Podlove Simple Chapters 1.2.
fn chapters(xml: &mut Xml, chapters: &[Chapter]) -> io::Result<()> {
    if chapters.is_empty() {
        return Ok(());
    }
    let element = xml.create_element("psc:chapters").with_attribute(("version", "1.2"));
    element.write_inner_content(|xml| {
        for it in chapters {
            let start = normal_play_time(it.start);
            empty(xml, "psc:chapter", &[("start", &start), ("title", &it.title)])?;
        }
        Ok(())
    })?;
    Ok(())
}

/// `01:02:03.400` (RFC 2326, section 3.6).
fn normal_play_time(time: Timestamp) -> String {
    let (seconds, millis) = (time.whole_seconds(), time.as_millis() % 1000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{millis:03}", seconds % 60)
}

fn tags(xml: &mut Xml, all: &[Tag]) -> io::Result<()> {
    for it in all {
        let attributes: Vec<(&str, &str)> =
            it.attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut element = xml.create_element(it.element);
        for (name, value) in &attributes {
            element = element.with_attribute((*name, &*legal(value)));
        }
        match &it.text {
            Some(text) => element.write_text_content(BytesText::new(&legal(text.trim())))?,
            None if it.children.is_empty() => element.write_empty()?,
            None => element.write_inner_content(|xml| tags(xml, &it.children))?,
        };
    }
    Ok(())
}

fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    let mut element = xml.create_element(name);
    for (name, value) in attributes {
        element = element.with_attribute((*name, &*legal(value)));
    }
    element.write_empty()?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&legal(value.trim())))?;
    Ok(())
}

fn optional(xml: &mut Xml, name: &str, value: Option<&str>) -> io::Result<()> {
    value.map_or(Ok(()), |it| text(xml, name, it))
}

/// Without the characters that XML 1.0 forbids (section 2.2).
fn legal(value: &str) -> Cow<'_, str> {
    let allowed = |it: char| matches!(it, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    // What is forbidden is a control character, or U+FFFE and U+FFFF, whose
    // first byte is 0xEF: few texts need a closer look.
    let suspect = |it: u8| (it < b' ' && !matches!(it, b'\t' | b'\n' | b'\r')) || it == 0xEF;
    match value.bytes().any(suspect) {
        true => value.chars().filter(|it| allowed(*it)).collect::<String>().into(),
        false => value.into(),
    }
}

/// A moment as RSS writes it: RFC 2822, in UTC.
fn rfc_2822(moment: &str) -> Option<String> {
    let moment: jiff::Timestamp = moment.parse().ok()?;
    Some(moment.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

#[cfg(test)]
mod tests {
    use super::super::{Addresses, Form};
    use super::*;

    #[test]
    fn text_is_escaped_and_legal() {
        let feed = Channel {
            title: "A & B\u{0}\u{8}".into(),
            description: "<b>".into(),
            language: "en".into(),
            home: "https://a.example/?x=1&y=2".into(),
            addresses: Addresses {
                rss: "https://a.example/feed.xml".into(),
                ..Addresses::default()
            },
            ..Channel::default()
        };
        let entry = FeedEntry {
            guid: "g".into(),
            title: "T".into(),
            url: "https://a.example/1".into(),
            description: "<p>]]>\u{FFFE} 🎧 &nbsp;</p>".into(),
            date: Some("2022-11-01T00:00:00Z".into()),
            ..FeedEntry::default()
        };
        let got = String::from_utf8(Form::Rss.whole(&feed, &[entry])).unwrap();
        assert!(got.contains("<title>A &amp; B</title>"), "{got}");
        assert!(got.contains("&lt;p&gt;]]&gt; 🎧 &amp;nbsp;&lt;/p&gt;"), "{got}");
        assert!(got.contains("<pubDate>Tue, 01 Nov 2022 00:00:00 +0000</pubDate>"), "{got}");
    }
}
