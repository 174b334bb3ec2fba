//! RSS 2.0, written by a real XML writer.

use std::io;

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Feed, FeedEntry};

type Xml = Writer<Vec<u8>>;

/// The bytes of an RSS feed.
#[must_use]
pub fn rss(feed: &Feed) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to memory cannot fail.
    let _ = write(&mut xml, feed);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write(xml: &mut Xml, feed: &Feed) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("rss")
        .with_attribute(("version", "2.0"))
        .with_attribute(("xmlns:atom", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|xml| {
            xml.create_element("channel").write_inner_content(|xml| channel(xml, feed))?;
            Ok(())
        })?;
    Ok(())
}

fn channel(xml: &mut Xml, feed: &Feed) -> io::Result<()> {
    text(xml, "title", &feed.title)?;
    text(xml, "link", &feed.home)?;
    text(xml, "description", &feed.description)?;
    text(xml, "language", &feed.language)?;
    xml.create_element("atom:link")
        .with_attribute(("rel", "self"))
        .with_attribute(("type", "application/rss+xml"))
        .with_attribute(("href", feed.rss.as_str()))
        .write_empty()?;
    // The newest entry's day: the time of the build would change every feed.
    if let Some(date) = feed.entries.iter().filter_map(|it| it.date).max() {
        text(xml, "lastBuildDate", &rfc_2822(date))?;
    }
    for entry in &feed.entries {
        xml.create_element("item").write_inner_content(|xml| item(xml, entry))?;
    }
    Ok(())
}

fn item(xml: &mut Xml, entry: &FeedEntry) -> io::Result<()> {
    text(xml, "title", &entry.title)?;
    text(xml, "link", &entry.url)?;
    text(xml, "description", &entry.html)?;
    xml.create_element("guid")
        .with_attribute(("isPermaLink", "false"))
        .write_text_content(BytesText::new(&legal(&entry.guid)))?;
    if let Some(date) = entry.date {
        text(xml, "pubDate", &rfc_2822(date))?;
    }
    Ok(())
}

fn text(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&legal(value.trim())))?;
    Ok(())
}

/// Without the characters that XML 1.0 forbids (section 2.2).
fn legal(value: &str) -> String {
    let allowed = |it: &char| matches!(it, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    value.chars().filter(allowed).collect()
}

/// A day as feeds write it: RFC 2822, at midnight.
fn rfc_2822(date: Date) -> String {
    date.strftime("%a, %d %b %Y 00:00:00 +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_legal() {
        let feed = Feed {
            title: "A & B\u{0}\u{8}".into(),
            description: "<b>".into(),
            language: "en".into(),
            home: "https://a.example/?x=1&y=2".into(),
            rss: "https://a.example/feed.xml".into(),
            json: String::new(),
            entries: vec![FeedEntry {
                guid: "g".into(),
                title: "T".into(),
                url: "https://a.example/1".into(),
                html: "<p>]]></p>".into(),
                date: Some("2022-11-01".parse().unwrap()),
            }],
        };
        let got = String::from_utf8(rss(&feed)).unwrap();
        assert!(got.contains("<title>A &amp; B</title>"), "{got}");
        assert!(got.contains("&lt;p&gt;]]&gt;&lt;/p&gt;"), "{got}");
        assert!(got.contains("<pubDate>Tue, 01 Nov 2022 00:00:00 +0000</pubDate>"), "{got}");
    }
}
