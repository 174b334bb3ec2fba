//! Nothing but the words: `{"text": "…"}`, as `OpenAI` answers when nobody asks
//! for times.

use serde_json::Value;

use super::Snippet;

pub(super) fn pieces(json: &Value) -> Option<Vec<Snippet>> {
    let text = ["text", "transcript", "transcription", "body", "content"]
        .iter()
        .find_map(|it| json.get(it)?.as_str())
        .or_else(|| json.pointer("/data/text")?.as_str())?;
    // A title is a text, too.
    let is_speech = 20 <= text.split_whitespace().count();
    let said = super::super::prose::utterances(text).value;
    is_speech.then(|| said.into_iter().map(|it| Snippet::new(None, it.text)).collect())
}
