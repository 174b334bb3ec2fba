//! Whether a value is what a rule asks.

use std::collections::BTreeSet;

use super::picture::{self, PictureHead};
use super::{Demand, Rule};
use crate::check::Catalog;
use crate::config;
use crate::parse::date;
use crate::parse::xml::Element;

/// Bytes of a picture in which its size stands, behind profiles and previews.
const PICTURE_HEAD: u64 = 1 << 20;

/// What surrounds a value.
pub(super) struct Whole<'c> {
    pub catalog: &'c Catalog<'c>,
    /// The channel.
    pub feed: &'c Element,
    /// Of the feed, in the site.
    pub path: &'c str,
}

/// What a rule says of an episode or a show.
pub(super) enum Outcome<'e> {
    Good,
    /// The element to blame, and why; nothing where it is not there.
    Wrong(&'e Element, String),
    /// The element that cannot be judged from here, and why.
    Unseen(&'e Element, String),
}

impl Rule {
    /// What is wrong with a part of a feed. `seen` are values of the same
    /// place in other parts.
    pub(super) fn outcome<'e>(
        &self,
        part: &'e Element,
        whole: &Whole<'_>,
        seen: &mut BTreeSet<String>,
    ) -> Outcome<'e> {
        let (path, attribute) = match self.place.split_once('@') {
            Some((path, attribute)) => (path, Some(attribute)),
            None => (self.place, None),
        };
        let mut found: Vec<&Element> = vec![part];
        for name in path.split('/') {
            found = found.iter().flat_map(|it| it.all(name)).collect();
        }
        let value = |it: &'e Element| match attribute {
            Some(attribute) => it.attribute(attribute),
            // An episode has no text of its own, and is there.
            None if it.name == "item" => Some("item"),
            None => Some(it.text.trim()).filter(|it| !it.is_empty()),
        };
        let values: Vec<(&Element, &str)> =
            found.iter().filter_map(|it| Some((*it, value(it)?))).collect();
        if values.is_empty() {
            let must_be = matches!(self.demand, Demand::There | Demand::Positive);
            let element = found.first().copied().unwrap_or(part);
            return if must_be { Outcome::Wrong(element, String::new()) } else { Outcome::Good };
        }
        for (element, value) in values {
            if matches!(self.demand, Demand::Unique) {
                if !seen.insert(value.to_owned()) {
                    return Outcome::Wrong(element, format!("`{value}` stands twice"));
                }
                continue;
            }
            match self.demand.fault(element, value, whole) {
                Ok(()) => {}
                Err(Some(why)) => return Outcome::Wrong(element, why),
                Err(None) => {
                    let why = format!("`{value}` is not among the files of the site");
                    return Outcome::Unseen(element, why);
                }
            }
        }
        Outcome::Good
    }
}

impl Demand {
    /// The code of problems with it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::There => "directory/missing",
            Self::AtMostBytes(_) | Self::AtMostCharacters(_) => "directory/too-long",
            Self::OneOf(_) | Self::Language | Self::Date | Self::Uuid => "directory/value",
            Self::NoneOf(_) => "directory/blocked",
            Self::Ending(_) => "directory/media",
            Self::Web | Self::Secure => "directory/address",
            Self::Category => "directory/category",
            Self::Picture { .. } => "directory/picture",
            Self::Positive => "directory/number",
            Self::Unique => "directory/twice",
        }
    }

    /// Why a value is not what is asked; `None` within for what cannot be known
    /// from here.
    fn fault(
        self,
        element: &Element,
        value: &str,
        whole: &Whole<'_>,
    ) -> Result<(), Option<String>> {
        let not = |is_good: bool, why: &dyn Fn() -> String| match is_good {
            true => Ok(()),
            false => Err(Some(why())),
        };
        let is_in = |all: &[&str], it: &str| all.iter().any(|any| any.eq_ignore_ascii_case(it));
        match self {
            Self::There | Self::Unique => Ok(()),
            Self::AtMostBytes(most) => not(value.len() <= most, &|| {
                format!("it has {} bytes, and may have {most}", value.len())
            }),
            Self::AtMostCharacters(most) => {
                let n = value.chars().count();
                not(n <= most, &|| format!("it has {n} characters, and may have {most}"))
            }
            Self::OneOf(all) => not(is_in(all, value), &|| {
                let few: Vec<String> = all.iter().take(6).map(|it| format!("`{it}`")).collect();
                format!("`{value}` is none of {}", few.join(", "))
            }),
            Self::NoneOf(all) => {
                not(!is_in(all, value), &|| format!("`{value}` keeps the show out of directories"))
            }
            Self::Ending(all) => not(is_in(all, ending(value)), &|| {
                format!("`{value}` ends in none of `.{}`", all.join("`, `."))
            }),
            Self::Web => {
                not(is_public(value), &|| format!("`{value}` is no address that others can reach"))
            }
            Self::Secure => not(value.starts_with("https://"), &|| {
                format!("`{value}` does not begin with `https://`")
            }),
            Self::Category => category(element),
            Self::Language => {
                not(is_language(value), &|| format!("`{value}` is no code of a language"))
            }
            Self::Picture { least, most } => picture_fault(value, (least, most), whole),
            Self::Positive => not(value.parse::<u64>().is_ok_and(|it| 0 < it), &|| {
                format!("`{value}` is no whole number above zero")
            }),
            Self::Date => {
                not(date::instant(value).is_some(), &|| format!("`{value}` is no date of a feed"))
            }
            Self::Uuid => not(is_uuid(value), &|| format!("`{value}` is no UUID")),
        }
    }
}

/// What the name of a file ends in, in an address.
fn ending(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map_or("", |it| it.1)
}

fn is_public(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|it| it.split(['/', ':', '?']).next()).unwrap_or_default();
    host.contains('.') && !host.starts_with("127.") && !host.ends_with(".localhost")
}

/// `en`, `pt-BR`, `zh-Hant-TW`.
fn is_language(code: &str) -> bool {
    let mut parts = code.split(['-', '_']);
    let is_word = |it: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    let first = parts.next().unwrap_or_default();
    is_word(first, 2..=3)
        && first.bytes().all(|it| it.is_ascii_alphabetic())
        && parts.all(|it| is_word(it, 1..=8))
}

fn is_uuid(value: &str) -> bool {
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && value.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
}

/// A category with the ones within it.
fn category(element: &Element) -> Result<(), Option<String>> {
    let outer = element.attribute("text").unwrap_or_default();
    let inner = element.all("itunes:category").filter_map(|it| it.attribute("text"));
    let all = std::iter::once(outer.to_owned()).chain(inner.map(|it| format!("{outer}/{it}")));
    match all.into_iter().find(|it| !config::is_category(it)) {
        Some(it) => Err(Some(format!("`{it}` is no category that it has"))),
        None => Ok(()),
    }
}

/// What is wrong with a picture that lies in the site.
fn picture_fault(
    url: &str,
    (least, most): (u32, u32),
    whole: &Whole<'_>,
) -> Result<(), Option<String>> {
    let bytes = whole.head_of(url).ok_or(None)?;
    let Some(PictureHead { endings, width, height, is_rgb }) = picture::head(&bytes) else {
        return Err(Some(format!("`{url}` is neither JPEG nor PNG")));
    };
    let why = if width != height {
        format!("it has {width} × {height} pixels and is not square")
    } else if width < least {
        format!("it has {width} × {height} pixels, and {least} are the least")
    } else if most < width {
        format!("it has {width} × {height} pixels, and {most} are the most")
    } else if !is_rgb {
        "its colours are not RGB".to_owned()
    } else if !endings.iter().any(|it| ending(url).eq_ignore_ascii_case(it)) {
        format!("`{url}` should end in `.{}`, as what it is", endings[0])
    } else {
        return Ok(());
    };
    Err(Some(why))
}

impl Whole<'_> {
    /// The first bytes of a file of the site, by its address.
    fn head_of(&self, url: &str) -> Option<Vec<u8>> {
        let selves = self.feed.all("atom:link").filter(|it| it.attribute("rel") == Some("self"));
        let own = selves.filter_map(|it| it.attribute("href")?.strip_suffix(self.path));
        let mut bases = own.chain(self.catalog.base.as_deref());
        let path = bases.find_map(|it| url.strip_prefix(it))?.split(['?', '#']).next()?;
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let file = self.catalog.find(&path)?;
        self.catalog.site.head(&self.catalog.files[file.0 as usize].0, PICTURE_HEAD)
    }
}
