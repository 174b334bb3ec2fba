//! `show.toml` as written → settings as meant.

use super::assume::Assumed;
use super::audio_pattern::read_audio;
use super::dialect::read_dialect;
use super::feed::read_feed;
use super::identity::{read_identity, read_services};
use super::infer::{assumed_address, infer, preview, taken_over};
use super::people::read_people;
use super::{
    AuthorHtml, BaseUrl, Correction, HostFile, Permalink, Person, RedirectList, Show, Site,
};
use crate::diag::{Diagnostic, FileId, Reported, Span};
use crate::path::{Slug, page_address};
use crate::tree::{Fields, Kind, Spanned, Table, parse_toml};

const CODES: [&str; 2] = ["config/type", "config/unknown-key"];

/// What the command line asks for; it wins over the file.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// `--base-url`.
    pub base_url: Option<BaseUrl>,
}

/// A settings file: its id, its text, and the folder's own name.
type File<'t> = (FileId, &'t str, &'t str);

/// Reads the settings of a site. `load` gives the `show.toml` of a show's
/// folder, if there is one; it is asked only for the folders that `shows` names.
///
/// Never fails: where a value is wrong it is reported and the default stands in.
pub fn read<'t>(
    root: File<'t>,
    wanted: &Wanted,
    assumed: &Assumed,
    load: &dyn Fn(&str) -> Option<(FileId, &'t str)>,
) -> Reported<Site> {
    let (file, text, folder_name) = root;
    let inferred = infer(folder_name, Some(file), wanted, assumed).value;
    let table = match parse_toml(file, text, 0, "config/syntax") {
        Ok(table) => table,
        Err(problems) => return Reported { value: inferred, problems },
    };
    let mut problems = Vec::new();
    let is_stated = |key: &str| match key.split_once('.') {
        None => table.iter().any(|it| it.0.name == key),
        Some((section, key)) => table.iter().any(|it| {
            it.0.name == section
                && matches!(&it.1.kind, Kind::Table(it) if it.iter().any(|it| it.0.name == key))
        }),
    };
    problems.extend(taken_over(Some(file), assumed, &is_stated));
    let (mut site, shows) = read_site(file, &table, inferred, (wanted, assumed), &mut problems);
    if !shows.is_empty() {
        let own = site.shows.remove(0);
        site.shows = shows
            .iter()
            .filter_map(|it| read_member(file, it, &own, load, &mut problems))
            .collect();
        if site.shows.is_empty() {
            site.shows.push(own);
        }
    }
    Reported { value: site, problems }
}

/// Reads one `show.toml` with all its keys. The second value is `shows`.
fn read_site(
    file: FileId,
    table: &Table,
    mut site: Site,
    (wanted, assumed): (&Wanted, &Assumed),
    problems: &mut Vec<Diagnostic>,
) -> (Site, Vec<Spanned<String>>) {
    let mut fields = Fields::new(file, table, CODES);
    let mut show = site.shows.remove(0);
    match fields.text("title") {
        Some(title) => show.title = title.value,
        None if assumed.title.is_some() => {}
        None => fields.report(missing_title(file, &show.title)),
    }
    let base_url = fields.text("base-url");
    site.is_settled = base_url.is_some() && wanted.base_url.is_none();
    site.base_url = address(&mut fields, base_url, (wanted, assumed));
    if let Some(language) = fields.text("language") {
        site.language = checked_language(&mut fields, &language);
        site.is_language_stated = true;
    }
    if let Some(size) = fields.count("episodes-per-page") {
        site.episodes_per_page = (size.value as usize).clamp(1, 10_000);
    }
    site.offline = fields.flag("offline").unwrap_or_default();
    site.publish = fields.text("publish").map(|it| it.value);
    site.search = fields.flag("search").unwrap_or(true);
    site.exports.files = fields.flag("exports").unwrap_or(true);
    site.short_links = fields.flag("short-links").unwrap_or(true);
    read_redirects(&mut fields, &mut site);
    site.identity = read_identity(&mut fields);
    site.exports.cards = fields.flag("cards").unwrap_or(true);
    if let Some(least) = fields.count("topic-cards") {
        site.exports.topic_cards = least.value as usize;
    }
    site.exports.twins = fields.flag("twins").unwrap_or(true);
    read_show(&mut fields, &mut show);
    read_topics(&mut fields, &mut site);
    let shows = fields.texts("shows");
    problems.extend(fields.finish());
    site.title.clone_from(&show.title);
    site.description.clone_from(&show.description);
    site.shows.push(show);
    (site, shows)
}

fn missing_title(file: FileId, title: &str) -> Diagnostic {
    let message = format!("there is no `title`; the show is called `{title}`");
    Diagnostic::note("assumed/title", Span::file(file), message)
        .hint("add `title = \"…\"` at the top")
}

fn address(
    fields: &mut Fields<'_>,
    base_url: Option<Spanned<String>>,
    (wanted, assumed): (&Wanted, &Assumed),
) -> BaseUrl {
    let written = base_url.as_ref().and_then(|it| BaseUrl::new(&it.value));
    if let (Some(it), None) = (&base_url, &written) {
        let span = fields.span(&it.span);
        fields.report(
            Diagnostic::error("config/base-url", span, "`base-url` is not an absolute address")
                .hint("start it with `https://`; leave out `?` and `#`"),
        );
    }
    let assumed = assumed.base_url.clone().filter(|_| base_url.is_none());
    if base_url.is_none() && wanted.base_url.is_none() && assumed.is_none() {
        let problem = assumed_address(Some(fields.file()));
        fields.report(problem);
    }
    wanted.base_url.clone().or(written).or(assumed).unwrap_or_else(preview)
}

fn checked_language(fields: &mut Fields<'_>, language: &Spanned<String>) -> String {
    let tag = language.value.trim();
    let part =
        |it: &str| (1..=8).contains(&it.len()) && it.chars().all(|c| c.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    if tag.split('-').all(part) && (2..=3).contains(&first.len()) {
        return tag.to_owned();
    }
    let span = fields.span(&language.span);
    fields.report(
        Diagnostic::error("config/language", span, format!("`{tag}` is not a language"))
            .hint("write it as `en` or `en-US`"),
    );
    "en".to_owned()
}

/// The settings that each show of a network has for itself.
fn read_show(fields: &mut Fields<'_>, show: &mut Show) {
    if let Some(it) = fields.text("description") {
        show.description = it.value.trim().to_owned();
    }
    show.author = fields.text("author").map(|it| it.value).or(show.author.take());
    show.cover = fields.text("cover").map(|it| it.value).or(show.cover.take());
    read_audio(fields, show);
    if let Some(pattern) = fields.text("permalink") {
        match Permalink::new(&pattern.value) {
            Some(permalink) => show.permalink = permalink,
            None => {
                let span = fields.span(&pattern.span);
                let message = "`permalink` is no pattern of an address";
                fields.report(Diagnostic::error("config/permalink", span, message).hint(
                    "begin and end it with `/`; use `{number}`, `{slug}`, `{year}` and at least one of the first two",
                ));
            }
        }
    }
    if fields.flag("unsafe-html") == Some(true) {
        show.html = AuthorHtml::Unsafe;
    }
    if let Some(feed) = read_feed(fields, &show.feed) {
        show.feed = feed;
    }
    if let Some(dialect) = read_dialect(fields) {
        show.dialect = dialect;
    }
    let subscribe = read_services(fields, "subscribe");
    if !subscribe.is_empty() {
        show.subscribe = subscribe;
    }
    show.social = read_services(fields, "social");
    show.card_font = fields.text("card-font").map(|it| it.value);
    show.fediverse = fields.text("fediverse").map(|it| it.value);
    read_content(fields, show);
    read_vocabulary(fields, show);
    read_corrections(fields, show);
    if let Some(node) = fields.node("people") {
        let mut people = read_people(fields, node);
        // Notes call people by their first names.
        let first_names = people.iter().filter_map(|it| it.name.split(' ').next());
        show.vocabulary.presenters.extend(first_names.map(str::to_owned));
        // Of whom other files name, the settings know better.
        let is_new = |it: &Person| people.iter().all(|known| known.name != it.name);
        let rest: Vec<Person> =
            show.people.drain(..).filter(|it| it.role.is_none() && is_new(it)).collect();
        people.extend(rest);
        show.people = people;
    }
}

fn read_content(fields: &mut Fields<'_>, show: &mut Show) {
    let file = fields.file();
    let Some(table) = fields.table("content") else { return };
    let mut content = Fields::new(file, table, CODES);
    for (key, list) in [
        ("notes", &mut show.content.notes),
        ("transcripts", &mut show.content.transcripts),
        ("audio", &mut show.content.audio),
    ] {
        for glob in content.texts(key) {
            if let Err(error) = globset::Glob::new(&glob.value) {
                let span = content.span(&glob.span);
                let message = format!("`{}` is no glob: {}", glob.value, error.kind());
                content.report(
                    Diagnostic::error("config/glob", span, message)
                        .hint("`*` stands for a part of a name, `**` for any folders"),
                );
            } else {
                list.push(glob.value);
            }
        }
    }
    if let Some(limit) = content.count("max-bytes") {
        show.content.max_bytes = u64::from(limit.value);
    }
    for problem in content.finish() {
        fields.report(problem);
    }
}

fn read_vocabulary(fields: &mut Fields<'_>, show: &mut Show) {
    let file = fields.file();
    let Some(table) = fields.table("items") else { return };
    let mut items = Fields::new(file, table, CODES);
    let words = &mut show.vocabulary;
    let n_boilerplate = words.boilerplate.len();
    for (key, list) in [
        ("extras", &mut words.extras),
        ("jokes", &mut words.jokes),
        ("sponsors", &mut words.sponsors),
        ("boilerplate", &mut words.boilerplate),
    ] {
        list.extend(items.texts(key).into_iter().map(|it| it.value.trim().to_lowercase()));
    }
    // What the show calls boilerplate is no list of items.
    let own = words.boilerplate.get(n_boilerplate..).unwrap_or_default();
    words.lists.retain(|it| !own.contains(it));
    show.least_confidence = items.share("least-confidence");
    words.presenters.extend(items.texts("presenters").into_iter().map(|it| it.value));
    for problem in items.finish() {
        fields.report(problem);
    }
}

fn read_topics(fields: &mut Fields<'_>, site: &mut Site) {
    let file = fields.file();
    let Some(table) = fields.table("topics") else { return };
    let mut topics = Fields::new(file, table, CODES);
    if let Some(discover) = topics.flag("discover") {
        site.topics.discover = discover;
    }
    if let Some(least) = topics.count("least-episodes") {
        site.topics.least_episodes = (least.value as usize).max(1);
    }
    for problem in topics.finish() {
        fields.report(problem);
    }
}

/// `[redirects]`: path = where it leads; and which hosts get a list of them.
fn read_redirects(fields: &mut Fields<'_>, site: &mut Site) {
    for (key, node) in fields.table("redirects").into_iter().flatten() {
        let from = key.name.trim();
        let to = match &node.kind {
            Kind::Text(to) if !to.trim().is_empty() => to.trim().to_owned(),
            _ => {
                fields.wrong::<()>(from, node, "a path or an address");
                continue;
            }
        };
        if to.contains(char::is_control) {
            let span = fields.span(&node.span);
            let message =
                format!("`{from}` leads to a text with a line break or another control character");
            fields.report(
                Diagnostic::error("config/redirect", span, message)
                    .hint("write one address on one line"),
            );
            continue;
        }
        let address = page_address(from).filter(|_| from.starts_with('/'));
        let Some(address) = address else {
            let span = fields.span(&key.span);
            let message = format!("`{from}` is no path of a page of the site");
            fields.report(Diagnostic::error("config/redirect", span, message).hint(
                "begin it with `/`, and no part of it with a dot: `\"/youtube\" = \"https://…\"`",
            ));
            continue;
        };
        site.redirects.push((address, to));
    }
    read_host_files(fields, site);
    let lists = fields.texts("redirect-lists");
    if lists.is_empty() {
        return;
    }
    site.redirect_lists.clear();
    for it in lists {
        match it.value.as_str() {
            "netlify" => site.redirect_lists.push(RedirectList::Netlify),
            "nginx" => site.redirect_lists.push(RedirectList::Nginx),
            "s3" => site.redirect_lists.push(RedirectList::S3),
            "none" => {}
            other => {
                let span = fields.span(&it.span);
                let message = format!("there is no list of redirects for `{other}`");
                fields.report(
                    Diagnostic::error("config/redirect", span, message)
                        .hint("there are: `netlify`, `nginx`, `s3`, `none`"),
                );
            }
        }
    }
}

fn read_host_files(fields: &mut Fields<'_>, site: &mut Site) {
    for it in fields.texts("host-files") {
        match it.value.as_str() {
            "headers" => site.host_files.push(HostFile::Headers),
            "nginx" => site.host_files.push(HostFile::Nginx),
            other => {
                let span = fields.span(&it.span);
                let message = format!("there is no file of a host called `{other}`");
                fields.report(
                    Diagnostic::error("config/host-file", span, message)
                        .hint("there are: `headers`, `nginx`"),
                );
            }
        }
    }
}

/// `[corrections]`: what is heard = what is meant; any keys.
fn read_corrections(fields: &mut Fields<'_>, show: &mut Show) {
    for (key, node) in fields.table("corrections").into_iter().flatten() {
        let heard = key.name.trim().to_owned();
        match &node.kind {
            Kind::Text(meant) if !heard.is_empty() => {
                show.corrections.push(Correction { heard, meant: meant.trim().to_owned() });
            }
            _ => {
                fields.wrong::<()>(&key.name, node, "the words that are meant");
            }
        }
    }
}

/// Reads the settings of one show of a network.
fn read_member<'t>(
    root: FileId,
    folder: &Spanned<String>,
    own: &Show,
    load: &dyn Fn(&str) -> Option<(FileId, &'t str)>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Show> {
    let name = folder.value.trim_matches('/').to_owned();
    let span = Span::new(root, folder.span.clone());
    let prefix = Slug::of(&name);
    if prefix.is_none() || name.split('/').any(|it| matches!(it, "" | "." | "..")) {
        let message = format!("`{name}` is no folder of a show");
        problems.push(
            Diagnostic::error("config/shows", span, message)
                .hint("name a folder beside this file, without `..`"),
        );
        return None;
    }
    let mut show =
        infer(&name, Some(root), &Wanted::default(), &Assumed::default()).value.shows.remove(0);
    show.author.clone_from(&own.author);
    show.vocabulary = own.vocabulary.clone();
    show.dialect = own.dialect.clone();
    show.people.clone_from(&own.people);
    show.corrections.clone_from(&own.corrections);
    show.folder.clone_from(&name);
    show.prefix = prefix;
    if let Some((file, text)) = load(&name) {
        match parse_toml(file, text, 0, "config/syntax") {
            Ok(table) => {
                let mut fields = Fields::new(file, &table, CODES);
                if let Some(title) = fields.text("title") {
                    show.title = title.value;
                }
                read_show(&mut fields, &mut show);
                problems.extend(fields.finish());
            }
            Err(found) => problems.extend(found),
        }
    }
    Some(show)
}

#[cfg(test)]
mod tests {
    use super::super::KEYS;
    use super::*;

    fn read_text(text: &str) -> Reported<Site> {
        read((FileId(0), text, "a-show"), &Wanted::default(), &Assumed::default(), &|_| None)
    }

    #[test]
    fn every_documented_key_is_known() {
        let mut text = String::new();
        let sections = ["", "content", "people[]", "items", "topics", "feed", "subscribe"];
        for section in sections {
            match section.strip_suffix("[]") {
                Some(list) => text += &format!("[[{list}]]\n"),
                None if section.is_empty() => {}
                None => text += &format!("[{section}]\n"),
            }
            for key in KEYS {
                let (of, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
                if of == section {
                    text += &format!("{name} = {}\n", key.example);
                }
            }
        }
        let got = read_text(&text);
        assert_eq!(got.problems, [], "{text}");
        assert_eq!(got.value.shows[0].people[0].aliases, ["Eda"]);
    }

    #[test]
    fn all_problems_at_once_each_with_its_place() {
        let text = "titel = \"T\"\nbase-url = \"example.org\"\npermalink = \"/x/\"\n[[people]]\nrole = \"boss\"\n[content]\nnotes = \"[\"\n";
        let got = read_text(text).problems;
        let places: Vec<_> = got.iter().map(|it| (it.code, &text[it.span.bytes.clone()])).collect();
        assert_eq!(
            places,
            [
                ("assumed/title", ""),
                ("config/base-url", "\"example.org\""),
                ("config/permalink", "\"/x/\""),
                ("config/glob", "\"[\""),
                ("config/role", "\"boss\""),
                ("config/person", "[[people]]"),
                ("config/unknown-key", "titel"),
            ]
        );
    }

    #[test]
    fn a_network_has_a_show_for_each_folder() {
        let text =
            "title = \"Net\"\nbase-url = \"https://n.org\"\nshows = [\"one\", \"two\", \"../x\"]\n";
        let got =
            read((FileId(0), text, "net"), &Wanted::default(), &Assumed::default(), &|folder| {
                (folder == "one").then_some((FileId(1), "title = \"The One\""))
            });
        let titles: Vec<_> = got.value.shows.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles, ["The One", "Two"]);
        assert_eq!(got.problems.len(), 1);
    }
}
