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

/// English, a phrase a line.
const EXTRAS: &str = "\
extra\n\
extras\n\
extra extra extra\n\
extras and personal info\n\
our news\n\
our personal news\n\
personal news\n\
in other news\n\
other news\n\
in the news\n\
follow up\n\
follow-up\n\
follow ups\n\
follow up and other news\n\
follow-ups\n\
honorable mentions\n\
quick hits\n\
lightning round\n\
picks\n\
shout outs\n\
shout-outs\n\
also mentioned";

const JOKES: &str = "\
joke\n\
jokes\n\
joke of the week\n\
joke of the day\n\
anti-joke\n\
something funny\n\
laugh";

const SPONSORS: &str = "\
sponsored by\n\
brought to you by\n\
this episode is brought to you by\n\
this episode was brought to you by\n\
this episode is sponsored by\n\
this episode was sponsored by\n\
sponsor\n\
sponsors\n\
our sponsor\n\
our sponsors\n\
today's sponsor\n\
today's sponsors\n\
episode sponsor\n\
episode sponsors\n\
a word from our sponsor\n\
thanks to our sponsor\n\
thanks to our sponsors";

const BOILERPLATE: &str = "\
connect with the hosts\n\
connect with us\n\
follow us\n\
join us on\n\
special guest\n\
special guests\n\
guest\n\
guests\n\
host\n\
hosts\n\
links\n\
show links\n\
show intro\n\
intro\n\
subscribe\n\
watch on youtube\n\
about the show\n\
transcript\n\
credits\n\
contact\n\
support the show\n\
support us\n\
news items\n\
show notes\n\
watch this episode\n\
watch the live stream\n\
hey, we're live\n\
past episodes\n\
stay in touch";

impl Default for Vocabulary {
    fn default() -> Self {
        let list = |words: &str| words.lines().map(str::to_owned).collect();
        Self {
            extras: list(EXTRAS),
            jokes: list(JOKES),
            sponsors: list(SPONSORS),
            boilerplate: list(BOILERPLATE),
            presenters: Vec::new(),
        }
    }
}
