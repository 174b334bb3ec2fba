//! OPML 2.0: the shows of a network, for podcast apps.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A show: its title, its feed, its home; absolute.
pub type Outline = (String, String, String);

/// The bytes of the list.
#[must_use]
pub fn opml(title: &str, shows: &[Outline]) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing into memory cannot fail.
    let _ = write(&mut xml, title, shows);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write(xml: &mut Writer<Vec<u8>>, title: &str, shows: &[Outline]) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = xml.create_element("opml").with_attribute(("version", "2.0"));
    root.write_inner_content(|xml| {
        xml.create_element("head").write_inner_content(|xml| {
            xml.create_element("title").write_text_content(BytesText::new(title))?;
            Ok(())
        })?;
        xml.create_element("body").write_inner_content(|xml| {
            for (title, feed, home) in shows {
                xml.create_element("outline")
                    .with_attribute(("type", "rss"))
                    .with_attribute(("text", title.as_str()))
                    .with_attribute(("title", title.as_str()))
                    .with_attribute(("xmlUrl", feed.as_str()))
                    .with_attribute(("htmlUrl", home.as_str()))
                    .write_empty()?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}
