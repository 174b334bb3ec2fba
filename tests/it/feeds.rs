//! Feeds and what subscribers know: `feed.lock`.

use std::fs;
use std::path::Path;

use cuepoint::cli::ExitStatus;

use crate::support::{build, build_in_ci, files_below, write_site};

const SHOW: &str = "\
== show.toml
title = \"T\"
base-url = \"https://t.example/pod/\"
== one.md
---
title: One
date: 2022-11-01
audio: {url: 'https://cdn.example/1.mp3', length: 10}
---
Words.
== two.md
---
title: Two
date: 2022-11-08
audio: {url: 'https://cdn.example/2.mp3', length: 20}
---
Words.
== three.md
---
title: Three
date: 2022-11-15T15:30:00+01:00
audio: {url: 'https://cdn.example/3.mp3', length: 30}
---
Words.
";

fn feed(out: &Path) -> String {
    fs::read_to_string(out.join("feed.xml")).unwrap()
}

/// The texts of an element, in order.
fn all<'t>(xml: &'t str, name: &str) -> Vec<&'t str> {
    xml.split(&format!("<{name}"))
        .skip(1)
        .filter_map(|it| it.split_once('>')?.1.split_once("</").map(|it| it.0))
        .collect()
}

#[test]
fn a_renamed_episode_stays_the_same_to_its_subscribers() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, SHOW);
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    let before = feed(&out);
    let lock = fs::read_to_string(root.join("feed.lock")).unwrap();
    assert_eq!(all(&before, "guid ").len(), 3);
    assert_eq!(
        all(&before, "pubDate"),
        [
            "Tue, 15 Nov 2022 14:30:00 +0000",
            "Tue, 08 Nov 2022 00:00:00 +0000",
            "Tue, 01 Nov 2022 00:00:00 +0000"
        ]
    );

    // Another name of the file, another title, another slug.
    let text = fs::read_to_string(root.join("two.md")).unwrap();
    fs::remove_file(root.join("two.md")).unwrap();
    fs::write(root.join("zwei.md"), text.replace("title: Two", "title: Zwei\nslug: dos")).unwrap();
    let run = build_in_ci(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(all(&feed(&out), "guid "), all(&before, "guid "));
    assert!(feed(&out).contains("<title>Zwei</title>"));

    // It goes, and comes back.
    let zwei = fs::read_to_string(root.join("zwei.md")).unwrap();
    fs::remove_file(root.join("zwei.md")).unwrap();
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    assert_eq!(all(&feed(&out), "guid ").len(), 2);
    fs::write(root.join("zwei.md"), zwei).unwrap();
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    assert_eq!(all(&feed(&out), "guid "), all(&before, "guid "));
    assert_ne!(fs::read_to_string(root.join("feed.lock")).unwrap(), lock);
}

#[test]
fn what_subscribers_would_see_change_is_an_error_until_accepted() {
    for (file, from, to, code) in [
        ("one.md", "cdn.example/1.mp3", "cdn.example/new.mp3", "feed/enclosure"),
        ("one.md", "2022-11-01", "2022-11-02", "feed/date"),
        ("one.md", "title: One", "title: One\nguid: mine", "feed/guid"),
        ("two.md", "title: Two", "title: Two\nguid: mine", "feed/guid"),
    ] {
        let temp = tempfile::tempdir().unwrap();
        let (root, out) = (temp.path().join("show"), temp.path().join("out"));
        write_site(&root, SHOW);
        assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
        let (before, lock) = (feed(&out), fs::read_to_string(root.join("feed.lock")).unwrap());
        let text = fs::read_to_string(root.join(file)).unwrap();
        fs::write(root.join(file), text.replace(from, to)).unwrap();
        let run = build_in_ci(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Problems, "{code}: {}", run.err);
        assert!(run.err.contains(&format!("error[{code}]")), "{}", run.err);
        assert!(run.err.contains("--accept-feed-changes"), "{}", run.err);
        assert_eq!(feed(&out), before);
        assert_eq!(fs::read_to_string(root.join("feed.lock")).unwrap(), lock);
        // A try under another address is nothing subscribers see.
        let preview = build(&root, &temp.path().join("p"), &["--base-url", "http://localhost:1/"]);
        assert_eq!(preview.status, ExitStatus::Clean, "{}", preview.err);
        let run = build_in_ci(&root, &out, &["--accept-feed-changes"]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        assert_ne!(feed(&out), before);
        assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    }
}

#[test]
fn a_feed_may_have_pages() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, &SHOW.replace("pod/\"\n", "pod/\"\n[feed]\npage-size = 2\n"));
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let titles = |name: &str| {
        let xml = fs::read_to_string(out.join(name)).unwrap();
        all(&xml, "title").into_iter().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(titles("feed.xml"), ["Three", "Two"]);
    assert_eq!(titles("feed-2.xml"), ["One"]);
    assert!(feed(&out).contains(
        "rel=\"next\" type=\"application/rss+xml\" href=\"https://t.example/pod/feed-2.xml\""
    ));
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("feed-2.json")).unwrap()).unwrap();
    assert_eq!(json["items"][0]["title"], "One");
    assert_eq!(json["items"][0]["attachments"][0]["size_in_bytes"], 10);
}

/// An archive that nobody reads of without an address makes no promise.
#[test]
fn without_an_address_nothing_is_remembered() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, &SHOW.replace("base-url = \"https://t.example/pod/\"\n", ""));
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    assert!(!root.join("feed.lock").exists());
    assert!(!feed(&out).contains("podcast:guid"));
}

#[test]
fn pages_say_what_they_are_and_links_to_them_have_a_picture() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    let long = "A </script> & \"title\" 🎧 שלום ".repeat(12);
    let files = SHOW.replace("title: One", &format!("title: '{}'", long.trim()));
    write_site(&root, &files);
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let page = files_below(&out.join("episodes"))
        .into_iter()
        .map(|it| fs::read_to_string(out.join("episodes").join(it)))
        .filter_map(Result::ok)
        .find(|it| it.contains("ld+json") && it.contains("A &lt;/script&gt;"))
        .expect("the page is there");
    let ld =
        page.split("application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let ld: serde_json::Value = serde_json::from_str(ld).expect("JSON-LD is JSON");
    let episode = &ld["@graph"][0];
    assert_eq!(episode["@type"], "PodcastEpisode");
    assert_eq!(episode["name"].as_str().unwrap(), long.trim());
    assert_eq!(episode["associatedMedia"]["contentUrl"], "https://cdn.example/1.mp3");
    assert_eq!(ld["@graph"][1]["@type"], "BreadcrumbList");

    let card = page.split("og:image\" content=\"https://t.example/pod/").nth(1).unwrap();
    let card = fs::read(out.join(card.split('"').next().unwrap())).unwrap();
    assert_eq!(&card[1..4], b"PNG");
    let size = |at: usize| u32::from_be_bytes(card[at..at + 4].try_into().unwrap());
    assert_eq!((size(16), size(20)), (1200, 630));

    // Another build draws the same, bit by bit.
    let again = temp.path().join("again");
    assert_eq!(build(&root, &again, &[]).status, ExitStatus::Clean);
    for file in files_below(&out) {
        assert_eq!(fs::read(out.join(&file)).unwrap(), fs::read(again.join(&file)).unwrap());
    }
}

#[test]
fn a_card_may_look_otherwise_and_must_be_svg() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, SHOW);
    let card = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><text>{{ card.show }}</text></svg>";
    fs::create_dir_all(root.join("templates")).unwrap();
    fs::write(root.join("templates/card.svg"), card).unwrap();
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    fs::write(root.join("templates/card.svg"), "no picture").unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
    assert!(run.err.contains("card/svg"), "{}", run.err);
}

/// Whoever numbers anew does not send subscribers the whole archive again.
#[test]
fn files_that_change_places_keep_what_is_in_them() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, SHOW);
    assert_eq!(build_in_ci(&root, &out, &[]).status, ExitStatus::Clean);
    let guids = |out: &Path| -> Vec<(String, String)> {
        let xml = feed(out);
        let titles = all(&xml, "title").into_iter().skip(1).map(str::to_owned);
        titles.zip(all(&xml, "guid ").into_iter().map(str::to_owned)).collect()
    };
    let before = guids(&out);
    fs::rename(root.join("one.md"), root.join("x.md")).unwrap();
    fs::rename(root.join("two.md"), root.join("one.md")).unwrap();
    fs::rename(root.join("x.md"), root.join("two.md")).unwrap();
    let run = build_in_ci(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(guids(&out), before);
    // A new episode takes the name of a file that moved on.
    fs::rename(root.join("three.md"), root.join("four.md")).unwrap();
    let new = "---\ntitle: New\ndate: 2022-11-20\naudio: {url: 'https://cdn.example/n.mp3', length: 5}\n---\nWords.\n";
    fs::write(root.join("three.md"), new).unwrap();
    let run = build_in_ci(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(guids(&out)[1..], before);
    assert!(before.iter().all(|it| it.1 != guids(&out)[0].1));
}

#[test]
fn drafts_and_files_of_the_users_own_are_no_promises() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("out"));
    write_site(&root, &SHOW.replace("title: Two", "title: Two\nnumber: 2\ndraft: true"));
    fs::create_dir_all(root.join("static/3")).unwrap();
    fs::write(root.join("static/3/index.html"), "mine").unwrap();
    let three = fs::read_to_string(root.join("three.md")).unwrap();
    fs::write(root.join("three.md"), three.replace("title: Three", "title: Three\nnumber: 3"))
        .unwrap();
    assert_eq!(build(&root, &out, &["--drafts"]).status, ExitStatus::Clean);
    assert!(!root.join("feed.lock").exists());
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(!fs::read_to_string(root.join("feed.lock")).unwrap().contains("two.md"));
    assert_eq!(fs::read_to_string(out.join("3/index.html")).unwrap(), "mine");
}

#[test]
fn one_sound_among_many_episodes_does_not_empty_the_feed() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, "== show.toml\ntitle = \"T\"\nbase-url = \"https://t.example/\"\n");
    let film = "[a film](https://files.example/demo.mp4)";
    let sound = "[their song](https://files.example/song.mp3)";
    for number in 1..=21 {
        let link = match number {
            3 => film,
            7 => sound,
            _ => "",
        };
        let notes =
            format!("+++\ntitle = \"About {number}\"\nnumber = {number}\n+++\n\nWords. {link}\n");
        write_site(&root, &format!("== eps/{number}.md\n{notes}"));
    }
    let entries = || fs::read_to_string(out.join("feed.xml")).unwrap().matches("<item>").count();
    let run = build_in_ci(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(entries(), 21);
    // Two of them speak of a show with audio: then the others are said.
    let spoken = "+++\ntitle = \"About 3\"\nnumber = 3\naudio = \"https://t.example/3.mp3\"\n+++\n";
    for number in [3, 4] {
        let text = spoken
            .replace("out 3", &format!("out {number}"))
            .replace("= 3", &format!("= {number}"));
        fs::write(root.join(format!("eps/{number}.md")), text).unwrap();
    }
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Problems, "{}", run.err);
    assert!(run.err.contains("error[feed/removed]"), "{}", run.err);
}
