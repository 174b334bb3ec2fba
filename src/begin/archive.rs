//! The settings of a show whose files are there already: what they say is
//! stated, what they do not say is asked, as comments.

use crate::amend::NewFile;
use crate::config::FeedSettings;
use crate::tree::written::quoted;

/// What the files of a show say of it.
#[derive(Debug, Default, Clone)]
pub struct FoundFacts {
    /// What it is called.
    pub title: Option<String>,
    /// What it is called for want of better knowledge.
    pub folder: String,
    /// Where its site lives.
    pub base_url: Option<String>,
    /// One or two sentences.
    pub description: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Who makes it.
    pub author: Option<String>,
    /// A path below its folder.
    pub cover: Option<String>,
    /// What feeds and directories want to know.
    pub feed: FeedSettings,
    /// What stands before the names of audio files.
    pub audio_base: Option<String>,
    /// An address with places, `https://…/{number}.mp3`.
    pub audio_url: Option<String>,
    /// Names of its hosts.
    pub hosts: Vec<String>,
    /// How many episodes it has.
    pub n_episodes: usize,
    /// Of those the ones with audio.
    pub n_audio: usize,
    /// Files of other tools that were read, for a comment.
    pub files: Vec<String>,
}

/// The files of a show with episodes: settings, what git is to ignore and how
/// it merges. None of its own files is touched, and no episode is made up.
#[must_use]
pub fn archive(found: &FoundFacts) -> Vec<NewFile> {
    vec![
        NewFile::new("show.toml", settings(found)),
        NewFile::new(".gitattributes", super::MERGED),
        NewFile::new(".gitignore", super::IGNORED),
    ]
}

fn settings(found: &FoundFacts) -> String {
    let mut text = "# Every key is described in the manual. Lines with `#` in front say nothing yet:\n# take it away where you know the answer.\n".to_owned();
    if !found.files.is_empty() {
        text += &format!("# Taken from {}.\n", found.files.join(", "));
    }
    let mut say = |key: &str, value: Option<&String>, question: &str, example: &str| match value {
        Some(value) => text += &format!("\n{key} = {}\n", quoted(value)),
        None => text += &format!("\n# {question}\n# {key} = {}\n", quoted(example)),
    };
    say("title", found.title.as_ref(), "What is the show called?", &found.folder);
    say(
        "base-url",
        found.base_url.as_ref(),
        "Where will the site live? Feeds need it.",
        "https://example.org/",
    );
    say(
        "description",
        found.description.as_ref(),
        "What is it about, in one or two sentences?",
        "A show about …",
    );
    say("language", found.language.as_ref(), "Which language does it speak?", "en");
    say("author", found.author.as_ref(), "Who makes it?", "Your name");
    say(
        "cover",
        found.cover.as_ref(),
        "Which picture, 1400 to 3000 pixels square, is its cover?",
        "cover.jpg",
    );
    if let Some(base) = &found.audio_base {
        text += &format!("\naudio-base = {}\n", quoted(base));
    }
    if let Some(pattern) = &found.audio_url {
        text += &format!("\naudio-url = {}\n", quoted(pattern));
    } else if found.n_audio < found.n_episodes {
        text += &format!(
            "\n# {} of {} episodes have audio. Where is the others'?\n# audio-url = \"https://example.org/{{number}}.mp3\"\n",
            found.n_audio, found.n_episodes
        );
    }
    text += &feed(&found.feed);
    for it in &found.hosts {
        text += &format!("\n[[people]]\nname = {}\nrole = \"host\"\n", quoted(it));
    }
    text
}

/// What directories ask for.
fn feed(known: &FeedSettings) -> String {
    let mut text = String::from("\n[feed]\n");
    let list = known.categories.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
    text += &match list.as_str() {
        "" => "# What do directories list it under?\n# categories = [\"Technology\"]\n".to_owned(),
        list => format!("categories = [{list}]\n"),
    };
    text += match known.explicit {
        true => "explicit = true\n",
        false => "# Is it for grown-ups only?\n# explicit = true\n",
    };
    if known.owner_name.is_none() && known.owner_email.is_none() {
        text += "# Whom do they write to?\n";
    }
    for (key, value) in [("owner-name", &known.owner_name), ("owner-email", &known.owner_email)] {
        text += &match value {
            Some(value) => format!("{key} = {}\n", quoted(value)),
            None => format!("# {key} = \"\"\n"),
        };
    }
    if let Some(value) = &known.copyright {
        text += &format!("copyright = {}\n", quoted(value));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_stated_and_the_rest_is_asked() {
        let found = FoundFacts {
            title: Some("Kettles and lids".to_owned()),
            folder: "Kettles".to_owned(),
            hosts: vec!["Ann Lee".to_owned()],
            n_episodes: 3,
            n_audio: 1,
            files: vec!["`config.toml`".to_owned()],
            feed: FeedSettings {
                explicit: true,
                categories: vec!["Technology".to_owned()],
                ..FeedSettings::default()
            },
            ..FoundFacts::default()
        };
        let text = settings(&found);
        let stated: Vec<&str> =
            text.lines().filter(|it| !it.starts_with('#') && !it.is_empty()).collect();
        assert_eq!(
            stated,
            [
                r#"title = "Kettles and lids""#,
                "[feed]",
                r#"categories = ["Technology"]"#,
                "explicit = true",
                "[[people]]",
                r#"name = "Ann Lee""#,
                r#"role = "host""#,
            ]
        );
        assert!(text.contains("# 1 of 3 episodes have audio."), "{text}");
    }
}
