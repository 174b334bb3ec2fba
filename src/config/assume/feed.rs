//! What the configuration of another tool says for feeds and directories.

use std::sync::LazyLock;

use super::super::{FeedSettings, SubscribeLinks, categories, identity};
use super::{plain_text, values};
use crate::diag::FileId;
use crate::schemes;
use crate::tree::{Kind, Node, Table, parse_toml};

/// Rows of `dialects/services.toml`: a service, and how addresses there begin.
static SERVICES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let text = include_str!("../../../dialects/services.toml");
    let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap_or_default();
    let texts = |node: &Node| match &node.kind {
        Kind::List(list) => list.iter().filter_map(Node::as_text).collect(),
        _ => Vec::new(),
    };
    table.iter().map(|(key, node)| (key.name.clone(), texts(node))).collect()
});

/// What directories want to know of a show.
pub(super) fn settings(table: &Table) -> FeedSettings {
    let text = |section: &str| values(table, section).find_map(plain_text);
    let is_explicit = values(table, "explicit").find_map(flag);
    let is_mail = |it: &String| it.contains('@') && !it.contains(' ');
    FeedSettings {
        explicit: is_explicit.unwrap_or_default(),
        owner_name: text("owner-name"),
        owner_email: text("owner-email").filter(is_mail),
        categories: stated_categories(table),
        copyright: text("copyright").filter(|it| !it.contains(['<', '[', '{'])),
        serial: text("type").is_some_and(|it| it.eq_ignore_ascii_case("serial")),
        ..FeedSettings::default()
    }
}

/// `yes`, `true`, `"explicit"`.
fn flag(node: &Node) -> Option<bool> {
    match node.as_text()?.trim().to_lowercase().as_str() {
        "true" | "yes" | "explicit" | "1" => Some(true),
        "false" | "no" | "clean" | "0" => Some(false),
        _ => None,
    }
}

/// Categories that directories know: names, or tables with those within.
fn stated_categories(table: &Table) -> Vec<String> {
    let Some(node) = values(table, "category").find(|it| !names(it).is_empty()) else {
        return Vec::new();
    };
    let stated = names(node);
    let within = values(table, "subcategory").find_map(plain_text);
    let known = |(at, name): (usize, &String)| {
        let within = within.as_ref().filter(|_| at == 0);
        within
            .and_then(|it| categories::find(Some(name), it))
            .or_else(|| categories::find(None, name))
    };
    let mut found: Vec<String> = Vec::new();
    for it in stated.iter().enumerate().filter_map(known) {
        if !found.contains(&it) {
            found.push(it);
        }
    }
    found
}

fn names(node: &Node) -> Vec<String> {
    match &node.kind {
        Kind::List(list) => list.iter().flat_map(names).collect(),
        Kind::Table(table) => table.iter().flat_map(|it| names(&it.1)).collect(),
        _ => plain_text(node).into_iter().collect(),
    }
}

/// Where the show can be followed: addresses of services anywhere in the
/// configuration, if there is but one of a service. Others may be of guests.
pub(super) fn services(table: &Table) -> SubscribeLinks {
    let mut addresses = Vec::new();
    collect(table, &mut addresses);
    let rows = SERVICES.iter();
    rows.filter_map(|(service, starts)| {
        let is_there = |it: &&String| {
            let place = it.split_once("://").map_or("", |it| it.1).trim_start_matches("www.");
            starts.iter().any(|start| place.starts_with(start.as_str()))
        };
        // Behind `?` stands who shared the link.
        let path = |it: &str| it.split("?si=").next().map(str::to_owned);
        let mut found = addresses.iter().filter(is_there);
        let first = found.next()?;
        let is_only = found.all(|it| path(it) == path(first));
        is_only.then(|| (identity::service_name(service), first.clone()))
    })
    .collect()
}

fn collect(table: &Table, addresses: &mut Vec<String>) {
    for (_, node) in table {
        collect_node(node, addresses);
    }
}

fn collect_node(node: &Node, addresses: &mut Vec<String>) {
    match &node.kind {
        Kind::Table(table) => collect(table, addresses),
        Kind::List(list) => list.iter().for_each(|it| collect_node(it, addresses)),
        _ => addresses.extend(plain_text(node).filter(|it| schemes::is_web(it))),
    }
}
