//! A table → [`FrontMatter`]: the program's own keys first, then those of
//! other tools as the dialect has them.

use std::collections::BTreeSet;

use super::keys::{KeyReader, with_inner, with_own_names};
use super::rows as speech;
use super::shape;
use super::value;
use super::{AddressDoc, AudioDoc, CODES, FrontMatter, KEYS, LinkDoc, PersonDoc, RowDoc};
use crate::config::{self, Dialect, Meaning, folded};
use crate::diag::{Diagnostic, FileId};
use crate::model::{Chapter, EpisodeType, Role, Tag};
use crate::parse::date;
use crate::tree::{Fields, Kind, Node, Spanned, Table};

/// Marks that tools give to all their episodes.
const NO_TOPICS: [&str; 6] =
    ["podcast", "podcasts", "episode", "episodes", "post", "podcastepisode"];

/// Reads front matter. Whatever is wrong costs its value and is a warning;
/// keys that mean nothing are problems of the code [`UNUSED`], one each.
pub(super) fn read(
    file: FileId,
    table: &Table,
    dialect: &Dialect,
) -> (FrontMatter, Vec<Diagnostic>) {
    let table = with_own_names(table);
    let table = with_inner(file, &table, dialect);
    let mut reader = KeyReader::new(file, &table, dialect);
    let front = reader.front();
    let problems = reader.finish();
    (front, problems)
}

impl KeyReader<'_> {
    fn front(&mut self) -> FrontMatter {
        let date =
            self.first(Meaning::Date, Some("date"), "a date", |it| date::read(&it.as_text()?));
        let numbered = self.first(Meaning::Number, Some("number"), "a whole number", value::number);
        let season = self.first(Meaning::Season, Some("season"), "a whole number", value::number);
        let season =
            season.and_then(|it| it.value.number.or_else(|| Some(it.value.lettered.as_ref()?.1)));
        let number = numbered
            .as_ref()
            .and_then(|it| Some(Spanned { value: it.value.number?, span: it.span.clone() }));
        let slug = self.own_text("slug");
        let slug = slug
            .filter(|it| Some(it.value.trim().parse()) != number.as_ref().map(|it| Ok(it.value)));
        let (transcript, rows, headings) = self.transcript();
        let (chapters, chapters_file) = self.chapters();
        let youtube = self.first(Meaning::Youtube, Some("youtube"), "a video", |it| {
            value::youtube_id(&it.as_text()?)
        });
        let youtube = youtube.or_else(|| self.by_shape(shape::video_of));
        let (draft, explicit) = self.flags();
        FrontMatter {
            title: self.title(),
            season: season.or(numbered.as_ref().and_then(|it| it.value.season)),
            is_unnumbered: numbered.is_some() && number.is_none(),
            lettered: numbered.and_then(|it| it.value.lettered),
            number,
            published: date.as_ref().and_then(|it| it.value.instant),
            date: date.map(|it| Spanned { value: it.value.day, span: it.span }),
            slug,
            audio: self.audio(),
            people: self.people(),
            sponsors: self.sponsors(),
            topics: self.topics(),
            summary: self.summary(),
            explicit,
            draft,
            unlisted: self.unlisted(),
            transcript,
            rows,
            chapters: chapters.unwrap_or(headings),
            chapters_file,
            youtube,
            youtube_offset: self.offset(),
            aliases: self.aliases(),
            address: self.address(),
            guid: self.text(Meaning::Guid, Some("guid")),
            kind: self.kind(),
            tags: self.tags(),
            times: self.times(),
            cover: self.first(Meaning::Cover, None, "the path of a picture", shape::picture),
            text: self.texts(),
            links: self
                .first(Meaning::Links, None, "a list of links", shape::listed)
                .map(|it| it.value)
                .unwrap_or_default(),
            notes: self
                .first(Meaning::Notes, None, "a path", shape::path_of_notes)
                .map(|it| it.value),
            extra: self.extra(),
        }
    }

    /// The notes that stand in keys, in their order, as Markdown.
    fn texts(&mut self) -> Option<String> {
        let mut found: Vec<(usize, String)> = Vec::new();
        for it in self.candidates(Meaning::Text, None) {
            let is_new = found.iter().all(|(key, _)| *key != it.key);
            if let Some(text) = shape::markdown(it.node).filter(|_| is_new) {
                found.push((it.key, text));
                self.used.insert(it.key);
            }
        }
        found.sort_by_key(|it| it.0);
        let texts: Vec<String> = found.into_iter().map(|it| it.1).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    /// Whether it is in no list. What is neither true nor false is a word: what is
    /// not meant for the public must not get there by a slip.
    fn unlisted(&mut self) -> Option<String> {
        let read = |it: &Node| match value::flag(it) {
            Some(flag) => Some(flag.then(String::new)),
            None => Some(Some(it.as_text().unwrap_or_default().trim().to_owned())),
        };
        self.first(Meaning::Unlisted, Some("unlisted"), "true, false or a word", read)?.value
    }

    /// Draft and explicit.
    fn flags(&mut self) -> (bool, bool) {
        let of_status = |it: &Node| match it.as_text()?.trim().to_lowercase().as_str() {
            "draft" | "private" | "hidden" => Some(true),
            "published" | "public" => Some(false),
            _ => value::flag(it),
        };
        let draft = self.first(Meaning::Draft, Some("draft"), "true or false", of_status);
        let published = self.first(Meaning::Published, None, "true or false", value::flag);
        let explicit =
            self.first(Meaning::Explicit, Some("explicit"), "true or false", value::flag);
        let is_kept_back = published.is_some_and(|it| !it.value);
        (draft.map_or(is_kept_back, |it| it.value), explicit.is_some_and(|it| it.value))
    }

    /// A list of chapters, or the path of a file with one.
    fn chapters(&mut self) -> (Option<Vec<Chapter>>, Option<Spanned<String>>) {
        enum Chapters {
            Path(String),
            List(Vec<Chapter>),
        }
        let path = |it: &Node| it.as_text().filter(|it| shape::is_path(it)).map(Chapters::Path);
        let read = |it: &Node| value::chapters(it).map(Chapters::List).or_else(|| path(it));
        match self.first(Meaning::Chapters, None, "a list of chapters", read) {
            Some(Spanned { value: Chapters::Path(value), span }) => {
                (None, Some(Spanned { value, span }))
            }
            Some(Spanned { value: Chapters::List(list), .. }) => (Some(list), None),
            None => (self.by_shape(value::chapters), None),
        }
    }

    /// Path, speech, and the headings inside it.
    fn transcript(&mut self) -> (Option<Spanned<String>>, Vec<RowDoc>, Vec<Chapter>) {
        enum Transcript {
            /// Whether there is one: its file has the name of the notes.
            Flag,
            Path(String),
            Speech(Vec<RowDoc>, Vec<Chapter>),
        }
        let read = |node: &Node| match &node.kind {
            Kind::Text(it) if it.contains('\n') || 300 < it.len() => {
                let row = |text: &str| RowDoc {
                    start: None,
                    speaker: None,
                    text: text.trim().to_owned(),
                    span: node.span.clone(),
                };
                let rows = it.lines().filter(|it| !it.trim().is_empty()).map(row);
                Some(Transcript::Speech(rows.collect(), Vec::new()))
            }
            Kind::Flag(_) => Some(Transcript::Flag),
            Kind::Text(it) if !it.contains("://") => Some(Transcript::Path(it.trim().to_owned())),
            _ => speech::transcript(node).map(|it| Transcript::Speech(it.0, it.1)),
        };
        let found =
            self.first(Meaning::Transcript, Some("transcript"), "a path or rows of speech", read);
        if found.is_none()
            && let Some((rows, headings)) = self.by_shape(speech::speech)
        {
            return (None, rows, headings);
        }
        match found.map(|it| (it.value, it.span)) {
            Some((Transcript::Path(value), span)) => {
                (Some(Spanned { value, span }), Vec::new(), Vec::new())
            }
            Some((Transcript::Speech(rows, headings), _)) => (None, rows, headings),
            Some((Transcript::Flag, _)) | None => (None, Vec::new(), Vec::new()),
        }
    }

    fn audio(&mut self) -> AudioDoc {
        let file = self.file;
        let mut audio = self
            .first(Meaning::Audio, Some("audio"), "an address or a table", |it| {
                shape::audio_of(file, it)
            })
            .map(|it| it.value)
            .unwrap_or_default();
        self.problems.append(&mut audio.problems);
        let mut audio = audio.doc;
        if audio.url.is_none() {
            let sound = |it: &Node| shape::sound_of(file, it);
            audio.url = self.first(Meaning::Sound, None, "audio", sound).map(|it| it.value);
            audio.url = audio.url.or_else(|| self.by_shape(|it| shape::sound_of(file, it)));
        }
        let bytes = self.first(Meaning::AudioBytes, None, "a size in bytes", value::bytes);
        let mime = self.text(Meaning::AudioType, None).filter(|it| it.value.contains('/'));
        let length = self.first(Meaning::Duration, None, "a duration", value::duration);
        let length = length.map(|it| it.value);
        let length = length.or_else(|| self.by_name("duration", value::duration));
        let bytes = bytes.map(|it| it.value).or_else(|| self.by_name("size", value::bytes));
        AudioDoc {
            url: audio.url,
            bytes: audio.bytes.or(bytes),
            mime: audio.mime.or(mime.map(|it| it.value)),
            length: audio.length.or(length),
        }
    }

    fn people(&mut self) -> Vec<PersonDoc> {
        let mut all: Vec<PersonDoc> = Vec::new();
        if let Some(node) = self.own("people") {
            all = value::people(node, None);
            if all.is_empty() {
                self.wrong::<()>("people", node, "a list of names or tables");
            }
        }
        let roles = [
            (Meaning::Host, Some(Role::Host)),
            (Meaning::Guest, Some(Role::Guest)),
            (Meaning::Speaker, None),
        ];
        for (means, role) in roles {
            for it in self.candidates(means, None) {
                self.used.insert(it.key);
                all.extend(value::people(it.node, role));
            }
        }
        if all.iter().all(|it| it.role == Some(Role::Guest)) {
            for it in self.candidates(Meaning::Author, None).into_iter().take(1) {
                let authors = value::people(it.node, Some(Role::Host)).into_iter();
                all.extend(authors.map(|it| PersonDoc { is_author: true, ..it }));
            }
        }
        let mut people: Vec<PersonDoc> = Vec::new();
        for it in all {
            match people.iter_mut().find(|known| known.name == it.name) {
                Some(known) => {
                    // Who is host and guest is at home.
                    known.role = match it.role {
                        Some(Role::Host) => it.role,
                        other => known.role.or(other),
                    };
                    known.letter = known.letter.take().or(it.letter);
                    known.is_author &= it.is_author;
                }
                None => people.push(it),
            }
        }
        people
    }

    fn sponsors(&mut self) -> Vec<LinkDoc> {
        let read = |it: &Node| Some(shape::links(it)).filter(|it| !it.is_empty());
        let found =
            self.first(Meaning::Sponsors, Some("sponsors"), "a list of names or tables", read);
        found.map(|it| it.value).unwrap_or_default()
    }

    fn topics(&mut self) -> Vec<String> {
        if let Some(node) = self.own("topics") {
            return value::texts(node);
        }
        let Some(it) = self.candidates(Meaning::Topics, None).into_iter().next() else {
            return Vec::new();
        };
        // Jekyll takes blanks in a text for the ends of tags.
        let is_jekyll = self.table.iter().any(|it| it.0.name == "layout");
        let mut topics = match &it.node.kind {
            Kind::Text(text) if is_jekyll && !text.contains(',') => {
                text.split_whitespace().map(str::to_owned).collect()
            }
            _ => value::texts(it.node),
        };
        topics.retain(|it| !NO_TOPICS.contains(&it.to_lowercase().as_str()));
        topics
    }

    /// A title that is there and empty is said to be so: the file is a blank.
    fn title(&mut self) -> Option<Spanned<String>> {
        let mut found = self.text(Meaning::Title, Some("title"));
        if let Some(it) = found.as_mut().filter(|it| it.value.contains('&')) {
            it.value = htmlize::unescape(it.value.as_str()).into_owned();
        }
        // A title is one line, however it is folded in the file.
        if let Some(it) = found.as_mut().filter(|it| it.value.contains(['\n', '\r', '\t'])) {
            it.value = it.value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        found.or_else(|| {
            let node = &self.table.iter().find(|it| it.0.name == "title")?.1;
            let is_blank = value::is_blank(node);
            is_blank.then(|| Spanned { value: String::new(), span: node.span.clone() })
        })
    }

    /// Tags may stand in it, but it is shown as text.
    fn summary(&mut self) -> Option<String> {
        if let Some(own) = self.own("summary").and_then(Node::as_text) {
            return Some(shape::plain(&own));
        }
        self.text(Meaning::Summary, None).map(|it| shape::plain(&it.value))
    }

    fn offset(&mut self) -> f64 {
        let Some(node) = self.own("youtube-offset") else { return 0.0 };
        let number = node.as_text().and_then(|it| it.trim().parse().ok());
        let number = number.filter(|it: &f64| it.is_finite());
        number.or_else(|| self.wrong("youtube-offset", node, "a number")).unwrap_or_default()
    }

    /// What another generator makes its address of.
    fn address(&mut self) -> AddressDoc {
        let slug = self.own("slug").and_then(Node::as_text).map(|it| it.trim().to_owned());
        AddressDoc { slug, url: self.page_url(), categories: self.categories() }
    }

    /// <https://gohugo.io/content-management/front-matter/#url>
    fn page_url(&mut self) -> Option<String> {
        let is_path = |it: &str| it.starts_with('/') && !it.starts_with("//") && it.len() > 1;
        let found = ["url", "path"].into_iter().find(|key| {
            let of_key = self.table.iter().find(|it| it.0.name == **key);
            of_key.and_then(|it| it.1.as_text()).is_some_and(|it| is_path(&it))
        });
        self.own(found?)?.as_text()
    }

    /// <https://jekyllrb.com/docs/posts/#categories>: words, or a list.
    fn categories(&mut self) -> Vec<String> {
        let one = self.own("category").and_then(Node::as_text);
        let many = self.own("categories").map(|it| match &it.kind {
            Kind::List(list) => list.iter().filter_map(Node::as_text).collect::<Vec<_>>(),
            _ => it.as_text().unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        });
        one.into_iter().chain(many.unwrap_or_default()).collect()
    }

    fn aliases(&mut self) -> Vec<Spanned<String>> {
        let mut aliases = Vec::new();
        if let Some(node) = self.own("aliases") {
            let list = match &node.kind {
                Kind::List(list) => list.as_slice(),
                _ => std::slice::from_ref(node),
            };
            for it in list {
                let texts = value::texts(it).into_iter();
                aliases.extend(texts.map(|value| Spanned { value, span: it.span.clone() }));
            }
        }
        for it in self.candidates(Meaning::Aliases, None) {
            let paths = value::texts(it.node).into_iter().filter_map(|it| shape::old_path(&it));
            aliases.extend(paths.map(|value| Spanned { value, span: it.node.span.clone() }));
        }
        let mut seen = BTreeSet::new();
        aliases.retain(|it| seen.insert(it.value.clone()));
        aliases
    }

    fn kind(&mut self) -> EpisodeType {
        let read = |it: &Node| match it.as_text()?.trim().to_lowercase().as_str() {
            "trailer" => Some(EpisodeType::Trailer),
            "bonus" => Some(EpisodeType::Bonus),
            "full" => Some(EpisodeType::Full),
            _ => None,
        };
        // Other systems have types of their own.
        if let Some(kind) = self.own("type").and_then(read) {
            return kind;
        }
        self.first(Meaning::Type, None, "a type of episode", read)
            .map_or(EpisodeType::Full, |it| it.value)
    }

    /// Elements of the feed's entry. `podcast` is audio or a table of facts to
    /// other tools.
    fn tags(&mut self) -> Vec<Tag> {
        let Some(Kind::Table(table)) = self.own("podcast").map(|it| &it.kind) else {
            return Vec::new();
        };
        let dialect = self.dialect;
        let means = |key: &str| {
            let path = ["podcast".to_owned(), folded(key)];
            dialect.doubts(&path, Meaning::Nothing)
        };
        let table: Table = table.iter().filter(|it| !means(&it.0.name)).cloned().collect();
        let (tags, problems) = config::episode_tags(self.file, &table, CODES);
        for mut problem in problems {
            // A misspelt key here would be lost in silence.
            if problem.code == CODES[1] {
                problem.code = "feed/unknown-key";
            }
            self.problems.push(problem);
        }
        tags
    }

    fn times(&mut self) -> Vec<(String, Spanned<crate::time::Timestamp>)> {
        let Some(node) = self.own("times") else { return Vec::new() };
        let Kind::Table(table) = &node.kind else {
            self.wrong::<()>("times", node, "a table");
            return Vec::new();
        };
        let mut fields = Fields::new(self.file, table, CODES);
        let times =
            table.iter().flat_map(|(key, node)| super::read_time(&mut fields, &key.name, node));
        let times = times.collect();
        let problems = fields.finish();
        self.problems.extend(problems.into_iter().filter(|it| it.code == CODES[0]));
        times
    }

    /// Everything that is not the program's own, for templates.
    fn extra(&mut self) -> serde_json::Map<String, serde_json::Value> {
        let mut extra = serde_json::Map::new();
        for (key, node) in self.table {
            let is_speech =
                || self.dialect.rows(Meaning::Transcript).any(|it| it.path == [folded(&key.name)]);
            if !KEYS.contains(&key.name.as_str()) && !is_speech() {
                extra.insert(key.name.clone(), super::to_json(node));
            }
        }
        if let Some(Kind::Table(table)) = self.own("extra").map(|it| &it.kind) {
            for (key, node) in table {
                extra.insert(key.name.clone(), super::to_json(node));
            }
        }
        extra
    }
}
