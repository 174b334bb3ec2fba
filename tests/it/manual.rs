//! The manual: README.md and `docs/`, a site of its own. Every setting, flag,
//! variable of templates and code of a problem is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, project};

/// README.md and every page of `docs/`.
fn manual() -> String {
    let mut text = fs::read_to_string(project("README.md")).unwrap();
    for file in files_below(&project("docs/pages")) {
        text += &fs::read_to_string(project("docs/pages").join(file)).unwrap();
    }
    text
}

#[test]
fn every_setting_and_flag_is_in_the_manual() {
    let manual = manual();
    let mut missing = Vec::new();
    let mut want = |what: String| {
        if !manual.contains(&format!("`{what}`")) {
            missing.push(what);
        }
    };
    cuepoint::config::KEYS.iter().for_each(|it| want(it.path.to_owned()));
    cuepoint::parse::front_matter::KEYS.iter().for_each(|it| want((*it).to_owned()));
    for (key, within) in cuepoint::config::show_tag_keys() {
        want(format!("feed.{key}"));
        within.iter().for_each(|it| want((*it).to_owned()));
    }
    cuepoint::config::episode_tag_keys().iter().for_each(|it| want((*it).to_owned()));
    for key in cuepoint::parse::topics::KEYS {
        assert!(manual.contains(&format!("\n{key} = ")), "the manual does not explain `{key}`");
    }
    assert!(missing.is_empty(), "the manual does not explain {missing:?}");
}

/// Flags are explained where their command is: `--out` of one says nothing of
/// another's.
#[test]
fn every_flag_stands_with_its_command() {
    let page = fs::read_to_string(project("docs/pages/commands.md")).unwrap();
    let mut missing = Vec::new();
    for flag in cuepoint::cli::flags() {
        let (command, flag) = flag.split_once(' ').unwrap();
        let own = page.split("\n## ").find(|it| it.contains(&format!("`cuepoint {command}")));
        if !own.is_some_and(|it| it.contains(&format!("`{flag}`"))) {
            missing.push(format!("{command} {flag}"));
        }
    }
    assert!(missing.is_empty(), "docs/pages/commands.md does not explain {missing:?}");
}

/// The rules of directories stand in the manual, each where its directory is.
#[test]
fn every_rule_of_a_directory_is_in_the_manual() {
    let page = fs::read_to_string(project("docs/pages/directories.md")).unwrap();
    let page = page.replace('\n', " ");
    for it in &cuepoint::check::DIRECTORIES {
        let heading = format!(" ## {} ", it.name);
        let own = page.split(&heading).nth(1).and_then(|it| it.split(" ## ").next()).unwrap();
        let basis = it.basis.words().trim_start_matches(", ");
        for what in [it.document, it.address, basis, it.read, &format!("`--for {}`", it.key)] {
            assert!(own.contains(what), "{}: {what}", it.name);
        }
        let missing: Vec<&str> = it
            .rules
            .iter()
            .map(|it| it.place)
            .filter(|it| !own.contains(&format!("`{it}`")))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", it.name);
    }
}

#[test]
fn the_two_commands_come_first() {
    let readme = fs::read_to_string(project("README.md")).unwrap();
    let first: Vec<&str> = readme.lines().take(40).collect();
    let first = first.join("\n");
    assert!(first.contains("cargo run --release -- serve") && first.contains("cargo test"));
}

/// Codes of problems in the code: `area/what` in quotes, where a problem is
/// made. What looks so and is none is listed.
#[test]
fn every_code_of_a_problem_is_in_the_manual() {
    const OTHERS: [&str; 15] = [
        "content/pages",
        "content/episodes",
        "src/data",
        "n/a",
        "src/render",
        "x-audio/mp3",
        "audio/mp3",
        "audio/m4a",
        "i18n/syntax",
        "i18n/type",
        "i18n/key",
        "t/syntax",
        "t/type",
        "t/key",
        "a/b",
    ];
    const TYPES: [&str; 6] = ["text", "application", "audio", "image", "video", "font"];
    let page = fs::read_to_string(project("docs/pages/problems.md")).unwrap();
    let is_part =
        |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_lowercase() || it == '-');
    let mut codes = BTreeSet::new();
    for file in files_below(&project("src")) {
        let text = fs::read_to_string(project("src").join(file)).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in code.split('"').skip(1) {
            if let Some((area, what)) = word.split_once('/')
                && is_part(area)
                && is_part(what)
                && (!TYPES.contains(&area) || ["no-alt", "oversize"].contains(&what))
                && !OTHERS.contains(&word)
            {
                codes.insert(word.to_owned());
            }
        }
    }
    assert!(codes.len() > 80, "codes are written in another way: {codes:?}");
    let told: BTreeSet<String> = page
        .lines()
        .filter_map(|it| Some(it.strip_prefix("| `")?.split('`').next()?.to_owned()))
        .collect();
    let missing: Vec<_> = codes.difference(&told).collect();
    assert!(missing.is_empty(), "docs/pages/problems.md does not explain {missing:?}");
    let gone: Vec<_> = told.difference(&codes).collect();
    assert!(gone.is_empty(), "docs/pages/problems.md explains what is not there: {gone:?}");
}

/// How grave each code is stands in the table: what the code says in so many
/// words, and what expectations show.
#[test]
fn how_grave_a_problem_is_stands_in_the_manual() {
    let page = fs::read_to_string(project("docs/pages/problems.md")).unwrap();
    let mut table: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in page.lines().filter(|it| it.starts_with("| `")) {
        let [_, code, severities, ..] = row.split('|').collect::<Vec<_>>()[..] else { continue };
        table.insert(code.trim().trim_matches('`'), severities.trim().split(", ").collect());
    }
    let known = ["error", "warning", "note"];
    for (code, severities) in &table {
        assert!(severities.iter().all(|it| known.contains(it)), "{code}: {severities:?}");
    }
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut show = |severity: &str, code: &str| {
        if table.contains_key(code) {
            shown.entry(code.to_owned()).or_default().insert(severity.to_owned());
        }
    };
    for file in files_below(&project("src")) {
        let text = fs::read_to_string(project("src").join(file)).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
        for severity in known {
            for call in text.split(&format!("Diagnostic::{severity}(")).skip(1) {
                if let Some(code) = call.trim_start().strip_prefix('"') {
                    show(severity, code.split('"').next().unwrap());
                }
            }
        }
    }
    for folder in ["tests/sites", "tests/imports"] {
        for file in files_below(&project(folder)).iter().filter(|it| it.ends_with("expected.txt")) {
            let text = fs::read_to_string(project(folder).join(file)).unwrap();
            for line in text.lines() {
                let Some((severity, rest)) = line.split_once('[') else { continue };
                if known.contains(&severity) {
                    show(severity, rest.split(']').next().unwrap());
                }
            }
        }
    }
    assert!(shown.len() > 100, "problems are made in another way: {shown:?}");
    for (code, severities) in shown {
        let told = &table[code.as_str()];
        let untold: Vec<_> = severities.iter().filter(|it| !told.contains(it.as_str())).collect();
        assert!(untold.is_empty(), "docs/pages/problems.md does not say that {code} is {untold:?}");
    }
}

/// `docs/pages/template-variables.md` is made of the comments in
/// `src/render/view/`; `UPDATE=1 cargo test manual` writes it anew.
#[test]
fn the_variables_of_templates_are_those_of_the_code() {
    let mut page = String::from(
        "+++\nsummary = \"Everything that templates get, field by field.\"\n+++\n\n# Variables of templates\n\nTemplates get `page`, `site` and `meta`; which struct `page` is, its description says. Types are those\nof Rust: an `Option` may be missing, a `Vec` is a list.\n",
    );
    for file in files_below(&project("src/render/view")) {
        let text = fs::read_to_string(project("src/render/view").join(file)).unwrap();
        let mut comment = String::new();
        let mut fields = 0;
        for line in text.lines().map(str::trim) {
            if let Some(said) = line.strip_prefix("///") {
                comment += said;
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                let name = rest.split([' ', '<', '(']).next().unwrap();
                let _ = write!(page, "\n## `{name}`\n\n{}\n", comment.trim());
                comment.clear();
                fields = 0;
            } else if let Some(rest) = line.strip_prefix("pub ").filter(|it| it.ends_with(',')) {
                let Some((name, kind)) = rest.trim_end_matches(',').split_once(": ") else {
                    continue;
                };
                if fields == 0 {
                    page += "\n| field | type | what it is |\n| --- | --- | --- |\n";
                }
                fields += 1;
                // Templates see no difference between lists and what makes
                // their entries.
                let kind = kind.replace("Each<'a, ", "Vec<").replace("<'a>", "");
                let kind = kind.replace('|', "\\|");
                let _ = writeln!(
                    page,
                    "| `{name}` | `{kind}` | {} |",
                    comment.trim().replace('|', "\\|")
                );
                comment.clear();
            } else if !line.starts_with("#[") {
                comment.clear();
            }
        }
    }
    let path = project("docs/pages/template-variables.md");
    if std::env::var("UPDATE").is_ok_and(|it| it == "1") {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), page, "UPDATE=1 writes it anew");
}

#[test]
fn the_manual_is_a_sound_site() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("docs"), temp.path().join("site"));
    for file in files_below(&project("docs")) {
        fs::create_dir_all(root.join(&file).parent().unwrap()).unwrap();
        fs::copy(project("docs").join(&file), root.join(&file)).unwrap();
    }
    let run = build(&root, &out, &["--base-url", "https://manual.example/"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    // A site of pages alone is worth one warning, which this one means to be.
    assert!(
        run.err.contains("[source/no-episodes]") && run.err.contains("; 1 warning;"),
        "{}",
        run.err
    );
    let run = cuepoint(&["check", "--out", out.to_str().unwrap(), "--strict"]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    // Links of README.md lead into it.
    let readme = fs::read_to_string(project("README.md")).unwrap();
    for path in readme.split("](").skip(1).map(|it| it.split(')').next().unwrap()) {
        assert!(path.contains("://") || project(path).exists(), "README.md leads to `{path}`");
    }
}
