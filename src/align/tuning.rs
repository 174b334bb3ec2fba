//! The numbers that alignment is tuned by.

/// Weights and costs. Times are in seconds; presence is 0 to 1, so that costs
/// read as seconds of an item being fully present.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// Weight of a word of the title.
    pub title: f32,
    /// Weight of a word of the address.
    pub url: f32,
    /// Weight of a word of the text, of 200 characters.
    pub body: f32,
    /// Weight of words said of sponsors.
    pub sponsor_words: f32,
    /// Weight of words said of jokes.
    pub joke_words: f32,
    /// Weight of words said of extras.
    pub extra_words: f32,
    /// How long an item stays present after a mention.
    pub after: f32,
    /// How long before a mention it is present already.
    pub before: f32,
    /// Evidence that makes an item half present.
    pub half: f32,
    /// How much other items' presence takes from an item's.
    pub rival: f32,
    /// What a sentence full of an item's words is worth at once.
    pub hit: f32,
    /// Presence below which chatter is the better explanation.
    pub least: f32,
    /// Cost of going to another item.
    pub switch: f32,
    /// Cost of leaving an item for chatter.
    pub leave: f32,
    /// Cost of each topic that is skipped.
    pub skip: f32,
    /// Cost of a topic against the notes' order.
    pub against_order: f32,
    /// Cost of an extra or a joke against the notes' order.
    pub against_extras: f32,
    /// Cost of an extra or a joke before the last topic.
    pub interrupt: f32,
    /// What greetings and goodbyes are worth, a second.
    pub frame: f32,
    /// Where its presenter is called by name.
    pub called: f32,
    /// Where its presenter begins to speak.
    pub speaks: f32,
    /// What a full hand-over is worth.
    pub hand_over: f32,
    /// Parts of a hand-over: the sentence begins like one,
    pub opens: f32,
    /// announces something,
    pub announces: f32,
    /// is followed by a sentence that does,
    pub announces_next: f32,
    /// follows a word of agreement,
    pub closed: f32,
    /// is another voice,
    pub turn: f32,
    /// comes after a silence.
    pub pause: f32,
    /// What late items lose early in an episode.
    pub late: f32,
    /// The share of an episode that is early for them.
    pub late_from: f32,
    /// Confidence below which an item is not placed.
    pub threshold: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            title: 1.504,
            url: 0.588,
            body: 0.363,
            sponsor_words: 0.678,
            joke_words: 2.045,
            extra_words: 0.446,
            after: 32.572,
            before: 6.896,
            half: 1.342,
            rival: 0.491,
            hit: 8.114,
            least: 0.104,
            switch: 5.619,
            leave: 3.180,
            skip: 4.326,
            against_order: 14.493,
            against_extras: 7.967,
            interrupt: 4.127,
            frame: 0.824,
            called: 0.279,
            speaks: 0.344,
            hand_over: 7.409,
            opens: 0.307,
            announces: 0.760,
            announces_next: 0.184,
            closed: 0.293,
            turn: 0.164,
            pause: 0.075,
            late: 0.139,
            late_from: 0.732,
            threshold: 0.75,
        }
    }
}
