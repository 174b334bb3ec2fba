//! The static site generator that made a show's site until now, and what its
//! configuration says about the addresses of pages.
//!
//! Sources: <https://gohugo.io/configuration/permalinks/>,
//! <https://jekyllrb.com/docs/permalinks/>,
//! <https://www.getzola.org/documentation/content/page/>.

use super::folded;
use crate::tree::{Kind, Node, Table};

/// Which generator it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeneratorKind {
    Hugo,
    Jekyll,
    Zola,
}

/// A rule for the addresses of some pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRule {
    /// The section or collection; empty for all.
    pub section: String,
    /// A pattern with `:year` and such, or the name of a style.
    pub pattern: String,
}

/// A generator and what its configuration says about addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generator {
    pub kind: GeneratorKind,
    /// The folder that its pages lie in, below the show's; without `/` at the
    /// end, empty for the show's own.
    pub folder: String,
    /// The last one for a section counts.
    pub rules: Vec<PageRule>,
    /// Collections that become pages (Jekyll).
    pub collections: Vec<String>,
    /// Pages are files: `/a.html` (`uglyURLs` of Hugo).
    pub is_ugly: bool,
    /// Capitals stay (`disablePathToLower` of Hugo).
    pub keeps_case: bool,
    /// Accents go (`removePathAccents` of Hugo).
    pub without_accents: bool,
}

impl Generator {
    /// The generator that a file configures; `None` for other files.
    pub(super) fn of_file(path: &str, table: &Table) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.split('.').next().unwrap_or_default();
        let has = |key: &str| table.iter().any(|it| it.0.name == key);
        let kind = match stem {
            "_config" => GeneratorKind::Jekyll,
            "config" if has("base_url") => GeneratorKind::Zola,
            "config" | "hugo" if has_folded(table, "baseurl") => GeneratorKind::Hugo,
            _ => return None,
        };
        let base = folder.trim_end_matches("config/_default").trim_end_matches('/');
        let content = match kind {
            GeneratorKind::Hugo => text(table, "contentdir").unwrap_or_else(|| "content".into()),
            GeneratorKind::Zola => "content".into(),
            GeneratorKind::Jekyll => text(table, "source").unwrap_or_default(),
        };
        let content = content.trim_matches(['.', '/']);
        let flag = |key| find(table, key).is_some_and(|it| matches!(it.kind, Kind::Flag(true)));
        let mut generator = Self {
            kind,
            folder: [base, content]
                .iter()
                .filter(|it| !it.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join("/"),
            rules: Vec::new(),
            collections: Vec::new(),
            is_ugly: flag("uglyurls"),
            keeps_case: flag("disablepathtolower"),
            without_accents: flag("removepathaccents"),
        };
        match kind {
            GeneratorKind::Hugo => generator.read_hugo(table),
            GeneratorKind::Jekyll => generator.read_jekyll(table),
            GeneratorKind::Zola => {}
        }
        Some(generator)
    }

    /// The pattern of a section, else that of all.
    #[must_use]
    pub fn pattern(&self, section: &str) -> Option<&str> {
        let of = |section: &str| self.rules.iter().rev().find(|it| it.section == section);
        of(section).or_else(|| of("")).map(|it| it.pattern.as_str())
    }

    /// The pattern that is stated for this section alone.
    #[must_use]
    pub fn own_pattern(&self, section: &str) -> Option<&str> {
        self.rules.iter().rev().find(|it| it.section == section).map(|it| it.pattern.as_str())
    }

    /// `[permalinks]`: sections, and since 0.115 sections below `page`.
    fn read_hugo(&mut self, table: &Table) {
        let Some(Kind::Table(sections)) = find(table, "permalinks").map(|it| &it.kind) else {
            return;
        };
        for (key, node) in sections {
            match &node.kind {
                Kind::Table(inner) if key.name == "page" => {
                    inner.iter().for_each(|(key, node)| self.add(&key.name, node));
                }
                Kind::Table(_) => {}
                _ => self.add(&key.name, node),
            }
        }
    }

    fn read_jekyll(&mut self, table: &Table) {
        if let Some(node) = find(table, "permalink") {
            self.add("", node);
        }
        let collections = find(table, "collections").map(|it| &it.kind);
        if let Some(Kind::Table(collections)) = collections {
            for (key, node) in collections {
                let Kind::Table(own) = &node.kind else { continue };
                if find(own, "output").is_some_and(|it| matches!(it.kind, Kind::Flag(true))) {
                    self.collections.push(key.name.clone());
                }
                if let Some(node) = find(own, "permalink") {
                    self.add(&key.name, node);
                }
            }
        }
        let Some(Kind::List(defaults)) = find(table, "defaults").map(|it| &it.kind) else { return };
        for row in defaults {
            let Kind::Table(row) = &row.kind else { continue };
            let inner = |key| match find(row, key).map(|it| &it.kind) {
                Some(Kind::Table(it)) => Some(it),
                _ => None,
            };
            let kind = inner("scope").and_then(|it| text(it, "type"));
            let node = inner("values").and_then(|it| find(it, "permalink"));
            if let (Some(kind), Some(node)) = (kind, node) {
                self.add(&kind, node);
            }
        }
    }

    fn add(&mut self, section: &str, node: &Node) {
        let Kind::Text(pattern) = &node.kind else { return };
        let (section, pattern) = (section.to_owned(), pattern.trim().to_owned());
        self.rules.push(PageRule { section, pattern });
    }
}

fn has_folded(table: &Table, key: &str) -> bool {
    find(table, key).is_some()
}

fn find<'t>(table: &'t Table, key: &str) -> Option<&'t Node> {
    table.iter().find(|it| folded(&it.0.name) == key).map(|it| &it.1)
}

fn text(table: &Table, key: &str) -> Option<String> {
    find(table, key).and_then(Node::as_text)
}
