//! What the configuration of another tool says about a show: assumed where
//! `show.toml` is silent.

mod feed;
mod people;

use std::sync::LazyLock;

use people::people;

use super::{BaseUrl, FeedSettings, Generator, Person, SubscribeLinks, folded};
use crate::diag::FileId;
use crate::tree::{Kind, Node, Table, parse_toml, read_json, read_toml, read_yaml};

/// Files of data about people.
pub const PEOPLE: [&str; 10] = [
    "people",
    "guests",
    "hosts",
    "authors",
    "speakers",
    "team",
    "team-members",
    "members",
    "contributors",
    "profiles",
];

/// What is known of a show from files that other tools were configured with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assumed {
    pub title: Option<String>,
    pub description: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub base_url: Option<BaseUrl>,
    pub author: Option<String>,
    /// A path below the show's folder.
    pub cover: Option<String>,
    /// Paths and addresses of pictures that may be the cover, the likeliest
    /// first.
    pub covers: Vec<String>,
    /// Pictures that are the cover only if directories would take them.
    pub pictures: Vec<String>,
    /// What feeds and directories want to know.
    pub feed: FeedSettings,
    /// Where it can be followed.
    pub subscribe: SubscribeLinks,
    /// What made its site until now, those with a folder of their own first.
    pub generators: Vec<Generator>,
    pub audio_base: Option<String>,
    /// Names.
    pub hosts: Vec<String>,
    /// Everybody whom files of data name; episodes may call them by an id.
    pub people: Vec<Person>,
    /// Paths of the files that say so, each once.
    pub files: Vec<String>,
}

/// Rows of `dialects/site.toml`: section, path of keys.
static ROWS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let text = include_str!("../../../dialects/site.toml");
    let table = parse_toml(FileId(0), text, 0, "t/syntax").unwrap_or_default();
    let mut rows = Vec::new();
    for (section, node) in table {
        let Kind::Table(keys) = node.kind else { continue };
        let path = |key: &str| key.split('.').map(folded).collect();
        rows.extend(keys.iter().map(|it| (section.name.clone(), path(&it.0.name))));
    }
    rows
});

impl Assumed {
    /// Reads files in their order: what the first one says counts. A file is
    /// its path and its text; what cannot be read is another tool's business.
    #[must_use]
    pub fn read(files: &[(String, String)]) -> Self {
        let mut all = Self::default();
        for (path, text) in files {
            let found = of_file(path, text);
            let before = all.clone();
            all.add(found);
            let is_same =
                Self { people: Vec::new(), ..all.clone() } == Self { people: Vec::new(), ..before };
            if !is_same {
                all.files.push(path.clone());
            }
        }
        all
    }

    fn add(&mut self, other: Self) {
        self.title = self.title.take().or(other.title);
        self.description = self.description.take().or(other.description);
        self.language = self.language.take().or(other.language);
        self.base_url = self.base_url.take().or(other.base_url);
        self.author = self.author.take().or(other.author);
        self.covers.extend(other.covers);
        self.pictures.extend(other.pictures);
        self.feed.complete_with(other.feed);
        if self.subscribe.is_empty() {
            self.subscribe = other.subscribe;
        }
        self.generators.extend(other.generators);
        self.generators.sort_by_key(|it| std::cmp::Reverse(it.folder.len()));
        self.audio_base = self.audio_base.take().or(other.audio_base);
        if self.hosts.is_empty() {
            self.hosts = other.hosts;
        }
        self.people.extend(other.people);
    }
}

fn of_file(path: &str, text: &str) -> Assumed {
    let name = path.rsplit('/').next().unwrap_or_default();
    let end = name.rsplit('.').next().unwrap_or_default();
    if name.eq_ignore_ascii_case("readme.md") {
        return Assumed { title: of_readme(text), ..Assumed::default() };
    }
    let file = FileId(0);
    let stem = name.split('.').next().unwrap_or_default();
    if PEOPLE.contains(&stem) {
        return Assumed { people: people(end, text), ..Assumed::default() };
    }
    let table = match end {
        "yml" | "yaml" => read_yaml(file, text, 0, "t/syntax"),
        "toml" => read_toml(file, text, 0, "t/syntax"),
        "json" => read_json(file, text, 0, "t/syntax"),
        "md" => return of_index(text),
        _ => return Assumed::default(),
    };
    let mut found = of_table(&table.value);
    found.generators.extend(Generator::of_file(path, &table.value));
    found
}

/// `_index.md`: front matter between fences.
fn of_index(text: &str) -> Assumed {
    let file = FileId(0);
    let fenced = |fence: &str| {
        let rest = text.trim_start_matches('\u{feff}').strip_prefix(fence)?;
        rest.split(&format!("\n{fence}")).next().map(str::to_owned)
    };
    let table = match (fenced("---"), fenced("+++")) {
        (Some(inner), _) => read_yaml(file, &inner, 0, "t/syntax"),
        (None, Some(inner)) => read_toml(file, &inner, 0, "t/syntax"),
        _ => return Assumed::default(),
    };
    // Its address, picture and author are those of a page.
    let Assumed { title, description, language, hosts, .. } = of_table(&table.value);
    Assumed { title, description, language, hosts, ..Assumed::default() }
}

fn of_table(table: &Table) -> Assumed {
    let text = |section: &str| values(table, section).find_map(plain_text);
    let address = values(table, "address").filter_map(plain_text).find(|it| it.contains("://"));
    // Jekyll keeps the path apart.
    let path = table.iter().find(|it| it.0.name == "baseurl").and_then(|it| it.1.as_text());
    let path = path.filter(|it| it.starts_with('/')).unwrap_or_default();
    let address = address.map(|it| {
        let it = it.trim_end_matches('/').to_owned();
        if it.ends_with(path.trim_end_matches('/')) { it } else { format!("{it}{path}") }
    });
    let people = values(table, "hosts").find_map(|it| match &it.kind {
        Kind::List(list) => Some(list.iter().filter_map(plain_text).collect::<Vec<_>>()),
        _ => plain_text(it).map(|it| it.split(',').map(|it| it.trim().to_owned()).collect()),
    });
    Assumed {
        title: text("title"),
        description: text("description"),
        language: text("language").and_then(|it| language(&it)),
        base_url: address.and_then(|it| BaseUrl::new(&it)).filter(|it| !is_nowhere(it.as_str())),
        author: text("author").filter(|it| !it.contains('@')),
        cover: None,
        covers: values(table, "cover").filter_map(plain_text).collect(),
        pictures: values(table, "picture").filter_map(plain_text).collect(),
        feed: feed::settings(table),
        subscribe: feed::services(table),
        audio_base: text("audio-base").or_else(|| prefix(table)).filter(|it| it.contains("://")),
        hosts: people.unwrap_or_default(),
        ..Assumed::default()
    }
}

/// Whether an address is that of an example, or of a site that is looked at.
fn is_nowhere(address: &str) -> bool {
    let host = address.split_once("://").map_or("", |it| it.1);
    let host = host.split(['/', ':']).next().unwrap_or_default().trim_start_matches("www.");
    ["example.com", "example.org", "example.net", "localhost", "127.0.0.1"].contains(&host)
}

/// The values that may have a meaning.
fn values<'t>(table: &'t Table, section: &'t str) -> impl Iterator<Item = &'t Node> {
    let rows = ROWS.iter().filter(move |it| it.0 == section);
    rows.filter_map(move |(_, path)| match path.split_first() {
        Some((any, path)) if any == "**" => find_anywhere(table, path),
        _ => find(table, path),
    })
}

/// The value behind a path of keys.
fn find<'t>(table: &'t Table, path: &[String]) -> Option<&'t Node> {
    let (first, rest) = path.split_first()?;
    let node = table.iter().find(|it| folded(&it.0.name) == *first).map(|it| &it.1)?;
    match &node.kind {
        _ if rest.is_empty() => Some(node),
        Kind::Table(inner) => find(inner, rest),
        _ => None,
    }
}

/// The same in a table or in one within it: themes keep it where they like.
fn find_anywhere<'t>(table: &'t Table, path: &[String]) -> Option<&'t Node> {
    let within = || {
        table.iter().find_map(|(_, node)| match &node.kind {
            Kind::Table(inner) => find_anywhere(inner, path),
            _ => None,
        })
    };
    find(table, path).or_else(within)
}

/// `media_prefix`, `cdn_base_url`, however deep it stands: themes keep it where
/// they like. An address that ends with the name of a file is of that file.
fn prefix(table: &Table) -> Option<String> {
    const NAMES: [&str; 6] =
        ["mediaprefix", "cdn", "mediabase", "mediaurl", "audiobase", "audiourl"];
    table.iter().find_map(|(key, node)| match &node.kind {
        Kind::Table(inner) => prefix(inner),
        _ => {
            let key = folded(&key.name);
            let is_place = |it: &String| {
                let path = it.split_once("://").map_or("", |it| it.1);
                !it.contains(['{', '?', '#', '%'])
                    && path
                        .split_once('/')
                        .is_none_or(|it| !it.1.rsplit('/').next().unwrap_or_default().contains('.'))
            };
            let is_named = NAMES.iter().any(|it| key.starts_with(it));
            plain_text(node).filter(|it| is_named && it.contains("://") && is_place(it))
        }
    })
}

/// A text that says something, on one line.
fn plain_text(node: &Node) -> Option<String> {
    let text = match &node.kind {
        Kind::Text(it) => it,
        _ => return None,
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if text.contains('&') { htmlize::unescape(text).into_owned() } else { text };
    (!text.is_empty() && !text.contains("{{")).then_some(text)
}

/// `fr_FR`, `en-us` as BCP 47 writes them.
pub(super) fn language(text: &str) -> Option<String> {
    let mut parts = text.trim().split(['-', '_', '.']);
    let first = parts.next()?.to_ascii_lowercase();
    let is_language =
        (2..=3).contains(&first.len()) && first.bytes().all(|it| it.is_ascii_alphabetic());
    let region = parts.next().filter(|it| it.len() == 2);
    let region = region.map(|it| format!("-{}", it.to_ascii_uppercase())).unwrap_or_default();
    is_language.then(|| format!("{first}{region}"))
}

/// `# Mill Talk Podcast Transcripts` → `Mill Talk Podcast`: a heading that says
/// that this is a podcast, or what is said in one, without the words for what
/// the folder holds.
fn of_readme(text: &str) -> Option<String> {
    const HOLDS: [&str; 11] = [
        "website",
        "site",
        "transcripts",
        "transcript",
        "archive",
        "archives",
        "repository",
        "repo",
        "notes",
        "show",
        "episodes",
    ];
    let heading = heading(text)?;
    let mut words: Vec<&str> = heading.split_whitespace().collect();
    let mut is_podcast = words.iter().any(|it| it.eq_ignore_ascii_case("podcast"));
    while let Some(last) = words.last().map(|it| it.to_lowercase())
        && HOLDS.contains(&last.as_str())
    {
        is_podcast |= last.starts_with("transcript");
        words.pop();
    }
    let is_named = (2..=6).contains(&words.len());
    (is_podcast && is_named && !heading.contains(['[', '<', '`'])).then(|| words.join(" "))
}

/// The first heading of a Markdown text, if it is of the first level.
fn heading(text: &str) -> Option<&str> {
    let hash = text.lines().find(|it| it.starts_with('#'));
    let Some((before, html)) = text.split_once("<h1") else { return hash?.strip_prefix("# ") };
    match hash.filter(|it| before.contains(it)) {
        Some(hash) => hash.strip_prefix("# "),
        None => html.split_once('>')?.1.split("</h1>").next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> Assumed {
        let files: Vec<_> = files.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        Assumed::read(&files)
    }

    #[test]
    fn configurations_of_other_tools_are_read() {
        let jekyll = read(&[(
            "_config.yml",
            "name: Mill Talk\nlang: fr_FR\nurl: https://mill.example\nbaseurl: /talk\nauthor:\n  name: Ann Lee\n",
        )]);
        assert_eq!(jekyll.title.as_deref(), Some("Mill Talk"));
        assert_eq!(jekyll.language.as_deref(), Some("fr-FR"));
        assert_eq!(
            jekyll.base_url.as_ref().map(BaseUrl::as_str),
            Some("https://mill.example/talk/")
        );
        assert_eq!(jekyll.author.as_deref(), Some("Ann Lee"));
        let hugo = read(&[(
            "hugo/config.toml",
            "baseURL = \"https://mill.example\"\ntitle = \"Mill\"\nlanguageCode = \"ru-ru\"\n[params]\nmedia_prefix = \"https://cdn.example/\"\ndescription = \"On mills.\"\n",
        )]);
        assert_eq!(hugo.audio_base.as_deref(), Some("https://cdn.example/"));
        assert_eq!(
            (hugo.language.as_deref(), hugo.description.as_deref()),
            (Some("ru-RU"), Some("On mills."))
        );
        let both = read(&[
            ("a.json", "{\"language\": \"de\"}"),
            (
                "b/_index.md",
                "---\ntitle: Mill\nhosts:\n  - Ann Lee\nurl: https://x.example\n---\ntext\n",
            ),
            ("README.md", "# Other Podcast\n"),
        ]);
        assert_eq!((both.title.as_deref(), both.language.as_deref()), (Some("Mill"), Some("de")));
        assert_eq!((both.hosts.as_slice(), both.base_url), (&["Ann Lee".to_owned()][..], None));
        assert_eq!(both.files, ["a.json", "b/_index.md"]);
    }

    #[test]
    fn headings_that_name_a_podcast_name_the_show() {
        assert_eq!(
            of_readme("# Mill Talk Podcast Transcripts\n").as_deref(),
            Some("Mill Talk Podcast")
        );
        let of_html = of_readme(
            "<!-- x -->\n<h1 align=\"center\">\n  Mill and Lids Transcripts\n</h1>\n\n# X\n",
        );
        assert_eq!(of_html.as_deref(), Some("Mill and Lids"));
        assert_eq!(of_readme("# Mill Talk Website\n\n<h1>Mill Podcast</h1>\n"), None);
        assert_eq!(of_readme("<h1><img alt=\"Mill Podcast Transcripts\"></h1>\n"), None);
        assert_eq!(of_readme("# Podcast Transcripts\n"), None);
        assert_eq!(of_readme("# Jekyll Now\n"), None);
        assert_eq!(of_readme("Text\n\n## Podcast\n"), None);
    }
}
