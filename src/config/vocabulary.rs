//! The words that open parts of show notes.

/// Words and phrases, lower case, without punctuation at the end. Shipped for
/// English; `[items]` in the settings adds to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    /// Open a group of extras.
    pub extras: Vec<String>,
    /// Open jokes.
    pub jokes: Vec<String>,
    /// Open a sponsor's line.
    pub sponsors: Vec<String>,
    /// Open what is no item.
    pub boilerplate: Vec<String>,
    /// First names of those who present items.
    pub presenters: Vec<String>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        let list = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        Self {
            extras: list(&[
                "extra", "extras", "extra extra extra", "extras and personal info", "our news",
                "our personal news", "personal news", "in other news", "other news", "in the news",
                "follow up", "follow-up", "follow ups", "follow up and other news", "follow-ups",
                "honorable mentions", "quick hits", "lightning round", "picks", "shout outs",
                "shout-outs", "also mentioned",
            ]),
            jokes: list(&[
                "joke", "jokes", "joke of the week", "joke of the day", "anti-joke",
                "something funny", "laugh",
            ]),
            sponsors: list(&[
                "sponsored by", "brought to you by", "this episode is brought to you by",
                "this episode was brought to you by", "this episode is sponsored by",
                "this episode was sponsored by", "sponsor", "sponsors", "our sponsor",
                "our sponsors", "today's sponsor", "today's sponsors", "episode sponsor",
                "episode sponsors", "a word from our sponsor", "thanks to our sponsor",
                "thanks to our sponsors",
            ]),
            boilerplate: list(&[
                "connect with the hosts", "connect with us", "follow us", "join us on",
                "special guest", "special guests", "guest", "guests", "host", "hosts", "links",
                "show links", "show intro", "intro", "finally, if you want", "subscribe",
                "watch on youtube", "about the show", "transcript", "credits", "contact",
                "support the show", "support us", "news items", "show notes", "watch this episode",
                "watch the live stream", "hey, we're live", "past episodes", "stay in touch",
            ]),
            presenters: Vec::new(),
        }
    }
}
