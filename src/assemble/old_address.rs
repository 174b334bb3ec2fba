//! Where another generator put a page: listeners, search engines and other
//! sites keep those addresses.
//!
//! Sources: <https://gohugo.io/configuration/permalinks/>,
//! <https://jekyllrb.com/docs/permalinks/>,
//! <https://www.getzola.org/documentation/content/page/>.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use crate::config::{Generator, GeneratorKind};
use crate::path::{Slug, page_address};

/// What an address is made of.
#[derive(Debug, Clone, Copy)]
pub struct OldPage<'a> {
    /// Its file below the show's folder.
    pub path: &'a str,
    /// As front matter has it.
    pub title: &'a str,
    /// As front matter has it.
    pub slug: Option<&'a str>,
    /// The path that front matter states, `url` of Hugo.
    pub url: Option<&'a str>,
    /// Of its front matter; a file name may have another one.
    pub date: Option<Date>,
    /// Of its front matter.
    pub categories: &'a [String],
}

/// The address of a page as this generator has it; `None` where the file is no
/// page of it, or where the address takes what the page does not say.
#[must_use]
pub fn old_address(generator: &Generator, page: &OldPage<'_>) -> Option<String> {
    let below = match generator.folder.as_str() {
        "" => page.path,
        folder => page.path.strip_prefix(folder)?.strip_prefix('/')?,
    };
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    let (stem, extension) = name.rsplit_once('.')?;
    if !["md", "markdown", "mkd", "mkdown", "html"].contains(&extension) {
        return None;
    }
    if let Some(url) = page.url {
        return page_address(url);
    }
    let place = Place { folder, stem };
    let written = match generator.kind {
        GeneratorKind::Hugo => of_hugo(generator, page, place)?,
        GeneratorKind::Jekyll => of_jekyll(generator, page, place)?,
        GeneratorKind::Zola => of_zola(page, place),
    };
    let written = written.replace('%', "%25").replace('#', "%23").replace('?', "%3F");
    // A part that stayed empty leaves two slashes.
    page_address(&format!("/{}", written.trim_start_matches('/'))).filter(|it| it != "/")
}

/// A file below the folder of pages.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    folder: &'a str,
    stem: &'a str,
}

impl Place<'_> {
    /// `a/index.md` is the page of the folder `a`.
    fn of_bundle(self) -> Self {
        if !matches!(self.stem, "index" | "_index") {
            return self;
        }
        let (folder, stem) = self.folder.rsplit_once('/').unwrap_or(("", self.folder));
        Self { folder, stem }
    }
}

fn of_hugo(generator: &Generator, page: &OldPage<'_>, place: Place<'_>) -> Option<String> {
    let place = place.of_bundle();
    // `5.de.md` is German; the own language has no folder unless told so.
    let stem = match place.stem.rsplit_once('.') {
        Some((stem, language)) if language.len() == 2 && !stem.is_empty() => stem,
        _ => place.stem,
    };
    let clean = |text: &str| {
        let text = hugo_path(text);
        let text = if generator.keeps_case { text } else { text.to_lowercase() };
        if generator.without_accents {
            return text
                .nfd()
                .filter(|it| !unicode_normalization::char::is_combining_mark(*it))
                .collect();
        }
        text
    };
    let section = place.folder.split('/').next().unwrap_or_default();
    let slug = || page.slug.map(&clean);
    let pattern = generator.own_pattern(section).unwrap_or(":sections/:slugorcontentbasename");
    let filled = filled(pattern, |token| {
        Some(match token {
            "section" => clean(section),
            "sections" => clean(place.folder),
            "title" => clean(page.title),
            "slug" | "slugortitle" => slug().unwrap_or_else(|| clean(page.title)),
            "filename" | "contentbasename" => clean(stem),
            "slugorfilename" | "slugorcontentbasename" => slug().unwrap_or_else(|| clean(stem)),
            _ => of_date(token, page.date?)?,
        })
    })?;
    let filled = filled.trim_matches('/');
    Some(if generator.is_ugly { format!("/{filled}.html") } else { format!("/{filled}/") })
}

/// What Hugo leaves of a text in an address: letters, digits, marks and some
/// signs; blanks become hyphens.
fn hugo_path(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    let mut is_open = false;
    for it in text.trim().chars() {
        let is_kept = it.is_alphanumeric()
            || "./\\_#+~-@".contains(it)
            || unicode_normalization::char::is_combining_mark(it);
        if is_kept {
            if is_open && it != '-' {
                path.push('-');
            }
            is_open = false;
            path.push(it);
        } else if it.is_whitespace() && !path.is_empty() && !path.ends_with('-') {
            is_open = true;
        }
    }
    path
}

fn of_jekyll(generator: &Generator, page: &OldPage<'_>, place: Place<'_>) -> Option<String> {
    let parts: Vec<&str> = place.folder.split('/').filter(|it| !it.is_empty()).collect();
    let at = parts.iter().position(|it| it.starts_with('_'));
    let Some(at) = at else { return Some(of_jekyll_page(generator, place)) };
    let (before, collection, within) = (&parts[..at], &parts[at][1..], &parts[at + 1..]);
    let is_post = collection == "posts";
    if !is_post && !generator.collections.iter().any(|it| it == collection) {
        return None;
    }
    let (day, name) = match dated(place.stem) {
        Some((day, name)) => (Some(day), name),
        None if is_post => return None,
        None => (None, place.stem),
    };
    let date = page.date.or(day);
    let own = generator.own_pattern(collection);
    let style = generator.pattern("").unwrap_or("date");
    let is_folder = style == "pretty" || style.ends_with('/');
    let default = match style {
        "date" if is_post => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" if is_post => "/:categories/:year/:month/:day/:title/",
        "ordinal" if is_post => "/:categories/:year/:y_day/:title:output_ext",
        "none" if is_post => "/:categories/:title:output_ext",
        it if is_post => it,
        _ if is_folder => "/:collection/:path/",
        "date" | "none" | "ordinal" => "/:collection/:path:output_ext",
        it if it.ends_with(":output_ext") => "/:collection/:path:output_ext",
        _ => "/:collection/:path",
    };
    // A collection may be told a style by its name too.
    let pattern = match own {
        Some("pretty") => "/:collection/:path/",
        Some("date" | "none" | "ordinal") => "/:collection/:path:output_ext",
        Some(it) => it,
        None => default,
    };
    let categories = || {
        let own = page.categories.iter().map(String::as_str);
        let all = before.iter().copied().chain(own).map(|it| jekyll_slug(&it.to_lowercase(), true));
        let mut each: Vec<String> = Vec::new();
        all.for_each(|it| {
            if !each.contains(&it) {
                each.push(it)
            }
        });
        each.join("/")
    };
    let slug = page.slug.unwrap_or(name);
    filled(pattern, |token| {
        Some(match token {
            "categories" => categories(),
            "collection" => collection.to_owned(),
            "path" => within.iter().copied().chain([place.stem]).collect::<Vec<_>>().join("/"),
            "name" => jekyll_slug(name, false).to_lowercase(),
            "title" => jekyll_slug(slug, true),
            "slug" => jekyll_slug(slug, false).to_lowercase(),
            "output_ext" => ".html".to_owned(),
            _ => of_date(token, date?)?,
        })
    })
}

fn of_jekyll_page(generator: &Generator, place: Place<'_>) -> String {
    let style = generator.pattern("").unwrap_or("date");
    let path = match place.folder {
        "" => place.stem.to_owned(),
        folder => format!("{folder}/{}", place.stem),
    };
    if style == "pretty" || style.ends_with('/') {
        return format!("/{}/", path.trim_end_matches("/index"));
    }
    format!("/{path}.html")
}

/// `2020-01-31-name` → its day and `name`.
fn dated(stem: &str) -> Option<(Date, &str)> {
    let (day, rest) = stem.split_at_checked(10)?;
    Some((day.parse().ok()?, rest.strip_prefix(['-', '_'])?))
}

/// What Jekyll leaves of a text in an address; `is_pretty` keeps the signs that
/// addresses may have.
fn jekyll_slug(text: &str, is_pretty: bool) -> String {
    let is_kept = |it: char| {
        it.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(it)
            || (is_pretty && "._~!$&'()+,;=@".contains(it))
    };
    text.split(|it: char| !is_kept(it)).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("-")
}

fn of_zola(page: &OldPage<'_>, place: Place<'_>) -> String {
    let place = place.of_bundle();
    let stem = dated(place.stem).map_or(place.stem, |it| it.1);
    let slug = Slug::of(page.slug.unwrap_or(stem)).map(|it| it.to_string()).unwrap_or_default();
    format!("/{}/{slug}/", place.folder)
}

/// Puts values into the places of a pattern: `:year`. `None` if one has none.
fn filled(pattern: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(|it: char| it != '_' && !it.is_ascii_alphabetic());
        let (token, behind) = after.split_at(end.unwrap_or(after.len()));
        text.push_str(&value(token)?);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

fn of_date(token: &str, date: Date) -> Option<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    Some(match token {
        "year" => format!("{year:04}"),
        "short_year" => format!("{:02}", year.rem_euclid(100)),
        "month" => format!("{month:02}"),
        "i_month" => month.to_string(),
        "monthname" => date.strftime("%B").to_string().to_lowercase(),
        "day" => format!("{day:02}"),
        "i_day" => day.to_string(),
        "yearday" => date.day_of_year().to_string(),
        "y_day" => format!("{:03}", date.day_of_year()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PageRule;

    fn address(
        kind: GeneratorKind,
        rules: &[(&str, &str)],
        path: &str,
        slug: Option<&str>,
    ) -> String {
        let rule =
            |it: &(&str, &str)| PageRule { section: it.0.to_owned(), pattern: it.1.to_owned() };
        let generator = Generator {
            kind,
            folder: if kind == GeneratorKind::Jekyll {
                String::new()
            } else {
                "content".to_owned()
            },
            rules: rules.iter().map(rule).collect(),
            collections: vec!["episodes".to_owned()],
            is_ugly: false,
            keeps_case: false,
            without_accents: false,
        };
        let categories = ["Talk Show".to_owned()];
        let page = OldPage {
            path,
            title: "Mills & Kilns: A/B, Part 1!",
            slug,
            url: None,
            date: Some(jiff::civil::date(2020, 2, 3)),
            categories: &categories,
        };
        old_address(&generator, &page).unwrap_or_default()
    }

    #[test]
    fn pages_of_hugo_have_the_addresses_that_it_gives_them() {
        let of = |rules: &[(&str, &str)], path: &str, slug| {
            address(GeneratorKind::Hugo, rules, path, slug)
        };
        assert_eq!(of(&[], "content/Episodes/2020/My Mill.md", None), "/episodes/2020/my-mill/");
        assert_eq!(of(&[], "content/episode/12/index.md", None), "/episode/12/");
        assert_eq!(of(&[], "content/episode/12.md", Some("kilns")), "/episode/kilns/");
        let title = [("episode", "/:title/")];
        assert_eq!(of(&title, "content/episode/12.md", None), "/mills-kilns-a/b-part-1/");
        let dated = [("posts", "/p/:year/:month/:day/:contentbasename")];
        assert_eq!(of(&dated, "content/posts/mill-7.md", None), "/p/2020/02/03/mill-7/");
        assert_eq!(of(&dated, "other/posts/mill-7.md", None), "");
    }

    #[test]
    fn pages_of_jekyll_have_the_addresses_that_it_gives_them() {
        let of = |rules: &[(&str, &str)], path: &str, slug| {
            address(GeneratorKind::Jekyll, rules, path, slug)
        };
        let post = "_posts/2020-02-03-Mill-Talk.md";
        assert_eq!(of(&[], post, None), "/talk-show/2020/02/03/Mill-Talk.html");
        assert_eq!(of(&[("", "pretty")], post, None), "/talk-show/2020/02/03/Mill-Talk/");
        assert_eq!(of(&[("", "/:title")], post, None), "/Mill-Talk/");
        assert_eq!(
            of(&[], "cast/_posts/2020-02-03-x.md", None),
            "/cast/talk-show/2020/02/03/x.html"
        );
        assert_eq!(of(&[], "_episodes/12.md", None), "/episodes/12.html");
        assert_eq!(
            of(&[("episodes", "/episode/:title/")], "_episodes/A B.md", None),
            "/episode/A-B/"
        );
        assert_eq!(of(&[("", "/x/:title/")], "_episodes/s1/12.md", None), "/episodes/s1/12/");
        assert_eq!(of(&[], "_guests/ann.md", None), "");
        assert_eq!(of(&[], "episodes/12.md", None), "/episodes/12.html");
    }

    #[test]
    fn pages_of_zola_have_the_addresses_that_it_gives_them() {
        let of = |path: &str, slug| address(GeneratorKind::Zola, &[], path, slug);
        assert_eq!(of("content/episodes/2020-02-03-Mill Talk.md", None), "/episodes/mill-talk/");
        assert_eq!(of("content/episodes/12/index.md", Some("kilns")), "/episodes/kilns/");
    }
}
