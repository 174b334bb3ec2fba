//! What every page shows, as a show wants it: identity, and files of the theme.

use std::fs;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, project, write_site};

#[test]
fn head_and_foot_are_those_of_the_settings() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    let from = project("tests/sites/identity/site");
    for file in files_below(&from) {
        fs::create_dir_all(root.join(&file).parent().unwrap()).unwrap();
        fs::copy(from.join(&file), root.join(&file)).unwrap();
    }
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    for want in [
        r#"<link rel="stylesheet" href="/look.css">"#,
        r#"<img class="logo" src="/logo.svg" alt="Kettle">"#,
        r#"<li><a href="/about/">About us</a></li>"#,
        r#"<li><a href="https://shop.example/">Shop</a></li>"#,
        r#"<li><a href="/about/">Press</a></li>"#,
        r#">Castbox</a>"#,
        r#">Radio Kettle</a>"#,
        r#">Mastodon</a>"#,
    ] {
        assert!(page.contains(want), "{want}\n{page}");
    }
    assert!(!page.contains(">Topics</a>") && !page.contains("no.css"), "{page}");
    let style = files_below(&out.join("assets"));
    let style = style.iter().find(|it| it.to_string_lossy().starts_with("theme-")).unwrap();
    let style = fs::read_to_string(out.join("assets").join(style)).unwrap();
    // Yellow can be read on black only: on paper it is dark.
    assert!(style.contains("--accent:light-dark(#") && !style.contains("/*"), "{style}");
    let episode = fs::read_to_string(out.join("episodes/1-steam/index.html")).unwrap();
    let edit = "https://git.example/kettle/edit/main/content/1-steam.";
    assert!(episode.contains(&format!("{edit}md")) && episode.contains(&format!("{edit}vtt")));
}

#[test]
fn a_block_of_the_base_is_on_every_page() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(
        &root,
        "== 1-a.md\n# A\n\n- [B](https://b.example/)\n== templates/base.html\n{% extends \"built-in/base.html\" %}{% block footer %}{{ super() }}<p>By us.</p>{% endblock %}\n",
    );
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    for page in ["index.html", "404.html", "episodes/1-a/index.html", "archive/index.html"] {
        let page = fs::read_to_string(out.join(page)).unwrap();
        assert!(page.contains("By us.") && page.contains("site-footer"), "{page}");
    }
}

#[test]
fn files_of_the_theme_are_listed_and_copied_and_never_replaced() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().to_str().unwrap();
    let run = cuepoint(&["theme", "--root", root]);
    assert!(run.out.contains("templates/episode.html\n"), "{}", run.out);
    let run = cuepoint(&["theme", "--root", root, "--copy", "episode.html"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    let built_in = fs::read(project("templates/episode.html")).unwrap();
    assert_eq!(fs::read(temp.path().join("templates/episode.html")).unwrap(), built_in);
    let run = cuepoint(&["theme", "--root", root, "--copy", "episode.html"]);
    assert_eq!(run.status, ExitStatus::Failure);
    let run = cuepoint(&["theme", "--root", root, "--copy", "epsiode.html"]);
    assert!(run.status == ExitStatus::Failure && run.err.contains("--list"), "{}", run.err);
    let run = cuepoint(&["theme", "--root", root, "--list"]);
    assert!(run.out.contains("templates/episode.html  replaced by the show's"), "{}", run.out);
}
