//! Topics over time and in numbers.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, write_site};

/// An episode about projects: its notes, and a transcript that names them.
fn episode(number: usize, names: &[&str]) -> String {
    let mut site = format!("== notes/{number}.md\n# Show {number}\n\n2023-01-{number:02}\n\n");
    for (idx, name) in names.iter().enumerate() {
        let _ = writeln!(site, "**Ann #{}:** [{name}](https://github.com/a/{name})\n", idx + 1);
    }
    let _ = writeln!(site, "== notes/{number}.vtt\nWEBVTT\n");
    for (idx, name) in names.iter().enumerate() {
        let _ = writeln!(site, "00:{idx:02}:10.000 --> 00:{idx:02}:15.000\nNow to {name}, then.\n");
    }
    site
}

fn pages(out: &Path) -> BTreeSet<String> {
    let files = files_below(&out.join("topics"));
    files
        .iter()
        .filter(|it| it.ends_with("topic.json"))
        .map(|it| it.parent().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_slug_once_given_stays() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, "== show.toml\ntitle = \"Show\"\nbase-url = \"https://a.example\"\n");
    let mut known = BTreeSet::new();
    // `lodz` and `łodz` want one address, as do `a.kit` and `akit`'s page.
    for (number, names) in [
        (1, &["lodz", "zedkit"][..]),
        (2, &["lodz", "pytask"]),
        (3, &["łodz", "zedkit"]),
        (4, &["łodz", "pytask"]),
        (5, &["LODZ", "Zedkit", "PyTask"]),
        (6, &["Zed.kit"]),
    ] {
        write_site(&root, &episode(number, names));
        let run = build(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        let now = pages(&out);
        assert!(known.is_subset(&now), "{known:?} became {now:?}");
        known = now;
    }
    let expected = ["lodz", "lodz-2", "pytask", "zedkit"].map(str::to_owned);
    assert_eq!(known, BTreeSet::from(expected));
    let first = fs::read_to_string(out.join("topics/lodz/topic.json")).unwrap();
    assert!(first.contains("\"name\": \"lodz\""), "{first}");
}

#[test]
fn every_topic_page_has_a_moment_and_is_linked() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    let mut toml = String::new();
    let mut notes = "== 1.md\n# Show 1\n\n- nothing\n== 1.vtt\nWEBVTT\n\n".to_owned();
    for it in 0..10_000 {
        let _ = writeln!(toml, "[[topics]]\nname = \"Zorp{it}\"");
        if it % 100 == 0 {
            let (minute, second) = (it / 100 / 60, it / 100 % 60);
            let at = format!("00:{minute:02}:{second:02}");
            let _ = writeln!(notes, "{at}.000 --> {at}.900\nWe say zorp {it} here.\n");
        }
    }
    write_site(&root, &format!("{notes}\n== topics.toml\n{toml}"));
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let pages = pages(&out);
    assert_eq!(pages.len(), 100);
    let index = fs::read_to_string(out.join("topics/index.html")).unwrap();
    let episode = fs::read_to_string(out.join("episodes/1-show-1/index.html"))
        .or_else(|_| fs::read_to_string(out.join("episodes/1-episode-1/index.html")))
        .unwrap();
    for slug in pages {
        assert!(index.contains(&format!("/topics/{slug}/\"")), "{slug} is an orphan");
        let page = fs::read_to_string(out.join(format!("topics/{slug}/index.html"))).unwrap();
        let link = page.split("data-seek").next().unwrap().rsplit("#t=").next().unwrap();
        let second = link.split('"').next().unwrap();
        assert!(episode.contains(&format!("id=\"t={second}\"")), "{slug} leads nowhere: {second}");
    }
}

#[test]
fn many_moments_go_on_on_another_page() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    let mut vtt = "== 1.md\n# Show 1\n\n- nothing\n== topics.toml\n[[topics]]\nname = \"Zorp\"\n== 1.vtt\nWEBVTT\n\n".to_owned();
    for it in 0..450 {
        let at = format!("{:02}:{:02}:00", it * 3 / 60, it * 3 % 60);
        let _ = writeln!(vtt, "{at}.000 --> {at}.900\nWe say Zorp.\n");
    }
    write_site(&root, &vtt);
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let count = |page: &str| {
        let text = fs::read_to_string(out.join("topics/zorp").join(page)).unwrap();
        text.matches("class=\"moment-text\"").count()
    };
    assert_eq!(
        [count("index.html"), count("page/2/index.html"), count("page/3/index.html")],
        [200, 200, 50]
    );
}

#[test]
fn what_is_discovered_can_be_kept_and_then_leads() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, "== show.toml\ntitle = \"Show\"\nbase-url = \"https://a.example\"\n");
    write_site(&root, &episode(1, &["zedkit", "pytask"]));
    write_site(&root, &episode(2, &["zedkit", "pytask"]));
    let root_arg = root.to_str().unwrap();
    let listed = cuepoint(&["topics", "--root", root_arg]);
    assert_eq!(listed.out.matches("page ").count(), 2, "{}", listed.out);
    let written = cuepoint(&["topics", "--root", root_arg, "--write"]);
    assert_eq!(written.status, ExitStatus::Clean, "{}", written.err);
    let file = root.join("topics.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("name = \"pytask\"\nslug = \"pytask\"\n"), "{text}");
    let again = cuepoint(&["topics", "--root", root_arg, "--write"]);
    assert!(again.out.contains("has all of them"), "{}", again.out);
    let edited = text
        .replace("ignore = []", "ignore = [\"pytask\"]")
        .split("\n[[topics]]\nname = \"pytask\"")
        .next()
        .unwrap()
        .to_owned()
        + "\n[[topics]]\nname = \"Zed Kit\"\nslug = \"zed\"\n";
    fs::write(&file, edited).unwrap();
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(pages(&out), BTreeSet::from(["zed".to_owned()]));
}

#[test]
fn who_pays_is_no_topic_unless_an_item_is_about_them() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, "== show.toml\ntitle = \"Show\"\nbase-url = \"https://a.example\"\n");
    for number in 1..=14 {
        let mut site = episode(number, &["pytask"]);
        if number <= 6 {
            let _ = writeln!(site, "\n00:10:00.000 --> 00:10:05.000\nWe love to use Zedkit a lot.");
        }
        let thanks =
            "\n2023-01-01\n\nSponsored by Zedkit -- [zedkit.example](https://zedkit.example/x)\n";
        write_site(&root, &site.replace(&format!("\n2023-01-{number:02}\n"), thanks));
    }
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert_eq!(pages(&out), BTreeSet::from(["pytask".to_owned()]));
    assert!(out.join("sponsors/zedkit/index.html").exists());
    let listed = cuepoint(&["topics", "--root", root.to_str().unwrap()]);
    let expected = format!("dropped  {:<32} has a page among the sponsors\n", "Zedkit");
    assert!(listed.out.contains(&expected), "{}", listed.out);
    write_site(&root, &episode(15, &["zedkit"]));
    write_site(&root, &episode(16, &["zedkit"]));
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    assert_eq!(pages(&out).len(), 2);
}

#[test]
fn many_of_an_acronym_are_the_same_thing() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(&root, "== show.toml\ntitle = \"Show\"\nbase-url = \"https://a.example\"\n");
    for number in 1..=24 {
        let mut site = format!("== {number}.vtt\nWEBVTT\n");
        for minute in 0..9 {
            let what = match number {
                1..=6 => "how the old ZPUs were made",
                7..=12 => "why a ZPU gets warm",
                _ => "what else there is to do",
            };
            let _ = writeln!(
                site,
                "\n00:{minute:02}:00.000 --> 00:{minute:02}:09.000\nSo we talk about {what}."
            );
        }
        write_site(&root, &site);
    }
    assert_eq!(build(&root, &out, &[]).status, ExitStatus::Clean);
    assert_eq!(pages(&out), BTreeSet::from(["zpu".to_owned()]));
    let listed = cuepoint(&["topics", "--root", root.to_str().unwrap()]);
    assert!(listed.out.contains("in 12 episodes"), "{}", listed.out);
    let page = fs::read_to_string(out.join("episodes/7-episode-7/index.html")).unwrap();
    let said = page.split("\"mentions\":[").nth(1).unwrap_or_default();
    assert!(said.split(']').next().unwrap().contains("\"name\":\"ZPU\""), "{page}");
}

#[test]
fn tags_of_one_episode_are_no_topics_where_there_are_hundreds() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(
        &root,
        "== show.toml\ntitle = \"Show\"\nbase-url = \"https://a.example\"\ncards = false\n",
    );
    let letter = |it: usize| char::from(b'a' + u8::try_from(it).unwrap());
    let write = |n: usize| {
        for number in 0..n {
            let mut names = vec!["kettles".to_owned()];
            names.extend((0..5).map(|it| format!("q{}x{}q", letter(number), letter(it))));
            let items = (1..).zip(&names).fold(String::new(), |mut text, (at, it)| {
                let _ = writeln!(text, "- 0:{at}0 {it} and more");
                text
            });
            let tags = names.join(", ");
            let notes = format!(
                "---\ntitle: About {number}\nepisode: {number}\ntags: [{tags}]\n---\n\n{items}"
            );
            write_site(&root, &format!("== {number}.md\n{notes}"));
        }
        let run = build(&root, &out, &[]);
        assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
        pages(&out).len()
    };
    assert_eq!(write(3), 16);
    assert_eq!(write(24), 1);
}
