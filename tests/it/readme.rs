//! The manual: every setting and every flag is in README.md.

use std::fs;

use crate::support::project;

#[test]
fn every_setting_and_flag_is_in_the_manual() {
    let readme = fs::read_to_string(project("README.md")).unwrap();
    let mut missing = Vec::new();
    let mut want = |what: String| {
        if !readme.contains(&format!("`{what}`")) {
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
        assert!(readme.contains(&format!("\n{key} = ")), "README.md does not explain `{key}`");
    }
    for flag in cuepoint::cli::flags() {
        want(flag.split_once(' ').unwrap().1.to_owned());
    }
    assert!(missing.is_empty(), "README.md does not explain {missing:?}");
}

#[test]
fn the_two_commands_come_first() {
    let readme = fs::read_to_string(project("README.md")).unwrap();
    let first: Vec<&str> = readme.lines().take(40).collect();
    let first = first.join("\n");
    assert!(first.contains("cargo run --release -- serve") && first.contains("cargo test"));
}
