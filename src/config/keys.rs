//! Every setting there is. The manual is tested against this list, and this
//! list against the reader.

/// A setting, for documentation.
#[derive(Debug, Clone, Copy)]
pub struct KeyDoc {
    /// Dotted path in `show.toml`; `[]` marks a list of tables.
    pub path: &'static str,
    /// An example value, as TOML.
    pub example: &'static str,
}

const fn key(path: &'static str, example: &'static str) -> KeyDoc {
    KeyDoc { path, example }
}

/// All settings of `show.toml`.
pub const KEYS: &[KeyDoc] = &[
    key("title", "\"Show Notes\""),
    key("base-url", "\"https://example.org/\""),
    key("description", "\"About podcasts\""),
    key("language", "\"en\""),
    key("author", "\"Ada Example\""),
    key("cover", "\"cover.jpg\""),
    key("permalink", "\"/episodes/{number}-{slug}/\""),
    key("audio-url", "\"https://cdn.example.org/{number}.mp3\""),
    key("episodes-per-page", "30"),
    key("unsafe-html", "false"),
    key("offline", "false"),
    key("exports", "true"),
    key("twins", "true"),
    key("shows", "[]"),
    key("content.notes", "[\"show_notes/*.md\"]"),
    key("content.transcripts", "[\"transcripts/*\"]"),
    key("content.audio", "[\"audio/*.mp3\"]"),
    key("content.max-bytes", "8000000"),
    key("people[].name", "\"Ada Example\""),
    key("people[].role", "\"host\""),
    key("people[].aliases", "[\"Eda\"]"),
    key("people[].links", "[\"https://example.org/ada\"]"),
    key("items.extras", "[\"bits and bobs\"]"),
    key("items.jokes", "[\"pun of the week\"]"),
    key("items.sponsors", "[\"supported by\"]"),
    key("items.boilerplate", "[\"follow us\"]"),
    key("items.presenters", "[\"Ada\"]"),
    key("items.least-confidence", "0.9"),
    key("topics.discover", "true"),
    key("topics.least-episodes", "2"),
    key("corrections", "{ \"Eda\" = \"Ada\" }"),
];
