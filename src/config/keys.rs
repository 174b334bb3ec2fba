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
    key("audio-base", "\"https://cdn.example.org/\""),
    key("audio-prefix", "[\"https://op3.dev/e/\", \"https://dts.podtrac.com/redirect.mp3/\"]"),
    key("episodes-per-page", "30"),
    key("unsafe-html", "false"),
    key("offline", "false"),
    key("search", "true"),
    key("host-files", "[\"headers\"]"),
    key("publish", "\"s3://bucket/show\""),
    key("exports", "true"),
    key("twins", "true"),
    key("cards", "true"),
    key("topic-cards", "10"),
    key("card-font", "\"fonts/own.ttf\""),
    key("shows", "[]"),
    key("accent", "\"#4b3fd1\""),
    key("logo", "\"logo.svg\""),
    key(
        "nav",
        "[\"episodes\", \"/about/\", { label = \"Shop\", href = \"https://example.org/\" }]",
    ),
    key("footer", "[\"statistics\"]"),
    key("extra-css", "[\"look.css\"]"),
    key("edit-url", "\"https://git.example/edit/{path}\""),
    key("fediverse", "\"@show@example.social\""),
    key("feed.guid", "\"917393e3-1b1e-5cef-ace4-edaa54e1f810\""),
    key("feed.categories", "[\"Technology\", \"Education/How To\"]"),
    key("feed.owner-name", "\"Ada Example\""),
    key("feed.owner-email", "\"ada@example.org\""),
    key("feed.explicit", "false"),
    key("feed.type", "\"episodic\""),
    key("feed.medium", "\"podcast\""),
    key("feed.copyright", "\"2026 Ada Example\""),
    key("feed.locked", "true"),
    key("feed.new-url", "\"https://example.org/feed.xml\""),
    key("feed.block", "false"),
    key("feed.complete", "false"),
    key("feed.page-size", "100"),
    key("feed.hubs", "[\"https://hub.example/\"]"),
    key("feed.podping", "true"),
    key("feed.funding", "[{ url = \"https://example.org/give\", text = \"Give\" }]"),
    key(
        "feed.location",
        "{ name = \"Lisbon\", geo = \"geo:38.7,-9.1\", osm = \"R5400890\", country = \"PT\", rel = \"creator\" }",
    ),
    key("feed.license", "\"cc-by-4.0\""),
    key("feed.txt", "[{ purpose = \"verify\", text = \"S6lpp-7ZCn8\" }]"),
    key(
        "feed.chat",
        "{ server = \"irc.example\", protocol = \"irc\", account-id = \"@ada\", space = \"#show\" }",
    ),
    key(
        "feed.image",
        "[{ href = \"https://example.org/b.jpg\", alt = \"\", aspect-ratio = \"16/9\", width = 1600, height = 900, type = \"image/jpeg\", purpose = \"banner\" }]",
    ),
    key(
        "feed.value",
        "{ type = \"lightning\", method = \"keysend\", suggested = \"0.00000005\", recipients = [{ name = \"Ada\", type = \"lnaddress\", address = \"ada@example.org\", split = 100, custom-key = \"1\", custom-value = \"2\", fee = false }] }",
    ),
    key(
        "feed.trailers",
        "[{ title = \"Hello\", url = \"https://example.org/t.mp3\", date = \"Tue, 03 Mar 2026 00:00:00 +0000\", length = 1, type = \"audio/mpeg\", season = 1 }]",
    ),
    key(
        "feed.update-frequency",
        "{ text = \"Weekly\", rrule = \"FREQ=WEEKLY\", dtstart = \"2026-03-03T00:00:00Z\", complete = false }",
    ),
    key(
        "feed.podroll",
        "[{ guid = \"917393e3-1b1e-5cef-ace4-edaa54e1f810\", url = \"https://example.org/feed.xml\", title = \"Friends\", medium = \"podcast\" }]",
    ),
    key("subscribe.apple", "\"https://podcasts.apple.com/podcast/id1\""),
    key("subscribe.spotify", "\"https://open.spotify.com/show/1\""),
    key("subscribe.youtube", "\"https://www.youtube.com/@show\""),
    key("subscribe.overcast", "\"https://overcast.fm/itunes1\""),
    key("subscribe.pocket-casts", "\"https://pca.st/1\""),
    key("subscribe.antennapod", "\"https://antennapod.org/deeplink/subscribe?url=x\""),
    key("social", "{ \"mastodon\" = \"https://social.example/@show\" }"),
    key("content.notes", "[\"show_notes/*.md\"]"),
    key("content.transcripts", "[\"transcripts/*\"]"),
    key("content.audio", "[\"audio/*.mp3\"]"),
    key("content.max-bytes", "8000000"),
    key("front-matter", "{ \"episode_no\" = \"number\" }"),
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
    key("redirects", "{ \"/youtube\" = \"https://www.youtube.com/@show\" }"),
    key("redirect-lists", "[\"netlify\", \"nginx\", \"s3\"]"),
    key("short-links", "true"),
    key("corrections", "{ \"Eda\" = \"Ada\" }"),
];
