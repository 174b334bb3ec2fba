//! `[feed]` and `[subscribe]`: what feeds and directories want to know.

use super::{categories, tags};
use crate::diag::Diagnostic;
use crate::model::{Guid, Tag};
use crate::schemes;
use crate::tree::{Fields, Spanned};

const CODES: [&str; 2] = ["config/type", "config/unknown-key"];

/// What the feed of a show says about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedSettings {
    /// `podcast:guid`, where the author knows it.
    pub guid: Option<Guid>,
    /// Whether other hosts may import the feed.
    pub locked: Option<bool>,
    /// Who answers for the feed.
    pub owner_name: Option<String>,
    /// Their address.
    pub owner_email: Option<String>,
    /// `Technology`, or `Society & Culture/Documentary`; the first counts most.
    pub categories: Vec<String>,
    /// Not for children.
    pub explicit: bool,
    /// To be heard from the first episode on.
    pub serial: bool,
    /// `podcast` unless stated.
    pub medium: Option<String>,
    /// Whose work it is.
    pub copyright: Option<String>,
    /// Where the feed has moved.
    pub new_url: Option<String>,
    /// Not to be listed.
    pub block: bool,
    /// No episode will follow.
    pub complete: bool,
    /// Episodes on a page of the feed; all unless stated.
    pub page_size: Option<usize>,
    /// Hubs that tell subscribers of news (`WebSub`).
    pub hubs: Vec<String>,
    /// Whether news go out by podping.
    pub podping: Option<bool>,
    /// Elements passed on as stated.
    pub tags: Vec<Tag>,
}

impl FeedSettings {
    /// Takes from `other` what is not said here: the little that the
    /// configuration of another tool says.
    pub(super) fn complete_with(&mut self, other: Self) {
        self.explicit |= other.explicit;
        self.serial |= other.serial;
        self.owner_name = self.owner_name.take().or(other.owner_name);
        self.owner_email = self.owner_email.take().or(other.owner_email);
        self.copyright = self.copyright.take().or(other.copyright);
        if self.categories.is_empty() {
            self.categories = other.categories;
        }
    }
}

/// Reads `[feed]`; what it does not say stays as it is `assumed`.
pub(super) fn read_feed(fields: &mut Fields<'_>, assumed: &FeedSettings) -> Option<FeedSettings> {
    let file = fields.file();
    let table = fields.table("feed")?;
    let mut own = Fields::new(file, table, CODES);
    let text = |own: &mut Fields<'_>, key| own.text(key).map(|it| it.value.trim().to_owned());
    let medium = text(&mut own, "medium");
    let serial = match own.text("type") {
        None => assumed.serial,
        Some(it) if it.value == "serial" => true,
        Some(it) if it.value == "episodic" => false,
        Some(it) => {
            let span = own.span(&it.span);
            let message = format!("`{}` is no type of a show", it.value);
            own.report(
                Diagnostic::error("config/feed-type", span, message)
                    .hint("write `episodic` or `serial`"),
            );
            false
        }
    };
    let stated = own.texts("categories");
    categories::check(&mut own, &stated);
    let categories: Vec<String> = stated.into_iter().map(|it| it.value).collect();
    let settings = FeedSettings {
        guid: text(&mut own, "guid").and_then(|it| Guid::new(&it)),
        locked: own.flag("locked"),
        owner_name: text(&mut own, "owner-name").or_else(|| assumed.owner_name.clone()),
        owner_email: text(&mut own, "owner-email").or_else(|| assumed.owner_email.clone()),
        categories: if categories.is_empty() { assumed.categories.clone() } else { categories },
        explicit: own.flag("explicit").unwrap_or(assumed.explicit),
        serial,
        medium,
        copyright: text(&mut own, "copyright").or_else(|| assumed.copyright.clone()),
        new_url: address(&mut own, "new-url"),
        block: own.flag("block").unwrap_or_default(),
        complete: own.flag("complete").unwrap_or_default(),
        page_size: own.count("page-size").map(|it| (it.value as usize).max(1)),
        hubs: addresses(&mut own, "hubs"),
        podping: own.flag("podping"),
        tags: tags::of_show(&mut own, CODES),
    };
    for problem in own.finish() {
        fields.report(problem);
    }
    Some(settings)
}

/// An address for feeds.
fn address(own: &mut Fields<'_>, key: &'static str) -> Option<String> {
    let stated = own.text(key)?;
    checked(own, stated)
}

/// A list of them.
fn addresses(own: &mut Fields<'_>, key: &'static str) -> Vec<String> {
    let stated = own.texts(key);
    stated.into_iter().filter_map(|it| checked(own, it)).collect()
}

fn checked(own: &mut Fields<'_>, stated: Spanned<String>) -> Option<String> {
    let address = stated.value.trim();
    if schemes::is_web(address) {
        return Some(address.to_owned());
    }
    let message = format!("`{address}` is no address that a feed may name");
    let span = own.span(&stated.span);
    own.report(
        Diagnostic::error("feed/address", span, message).hint("write a whole one: `https://…`"),
    );
    None
}
