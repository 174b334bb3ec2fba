//! Who takes part, as far as speech tells.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use cuepoint::cli::ExitStatus;

use crate::support::{build, cuepoint, files_below, write_site};

fn episode(number: usize, said: &str) -> String {
    format!(
        "== notes/{number}.md\n# Show {number}\n\n- [Lids](https://lids.example/{number})\n\
         == notes/{number}.vtt\nWEBVTT\n\n00:00:05.000 --> 00:00:10.000\nHello.\n\n\
         00:00:41.000 --> 00:00:50.000\n{said}\n\n00:01:41.000 --> 00:01:50.000\nLids.\n"
    )
}

/// Whether a page, feed or file names somebody as a person.
fn is_somewhere(out: &Path, name: &str) -> bool {
    let forms = [format!("\"name\":\"{name}\""), format!("\"name\": \"{name}\"")];
    let forms = forms.into_iter().chain([format!(">{name}</")]).collect::<Vec<_>>();
    files_below(out).iter().any(|it| {
        let text = String::from_utf8_lossy(&fs::read(out.join(it)).unwrap()).into_owned();
        forms.iter().any(|it| text.contains(it))
    })
}

#[test]
fn a_name_heard_once_is_withheld_until_it_is_confirmed() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path().join("show"), temp.path().join("site"));
    write_site(
        &root,
        "== show.toml\ntitle = \"Show\"\nbase-url = \"https://a.example\"\ncards = false\n\
         search = false\n",
    );
    for number in 1..=19 {
        write_site(&root, &episode(number, "Hello there. I'm Ann Novak."));
    }
    write_site(&root, &episode(20, "I'm Ann Novak. Welcome, Bea. I'm Bea Holt, hello."));
    let run = build(&root, &out, &[]);
    assert_eq!(run.status, ExitStatus::Clean, "{}", run.err);
    assert!(run.err.contains("note[people/withheld]: Bea Holt is heard"), "{}", run.err);
    assert!(is_somewhere(&out, "Ann Novak") && !is_somewhere(&out, "Bea Holt"));
    let root_arg = root.to_str().unwrap();
    let listed = cuepoint(&["people", "--root", root_arg]);
    let mut expected = String::new();
    let _ =
        writeln!(expected, "page     {:<32} host in 20 episodes; from what is said", "Ann Novak");
    let _ = writeln!(
        expected,
        "withheld {:<32} guest in one episode; heard at 0:41 of 20 Lids: “I'm Bea Holt, hello. Lids.”",
        "Bea Holt"
    );
    assert_eq!(listed.out, expected, "{}", listed.err);
    let one = cuepoint(&["people", "--root", root_arg, "ann"]);
    assert!(one.out.contains("     20      0:41  host   Lids\n"), "{}", one.out);
    let written = cuepoint(&["people", "--root", root_arg, "--write"]);
    assert_eq!(written.status, ExitStatus::Clean, "{}", written.err);
    let text = fs::read_to_string(root.join("show.toml")).unwrap();
    assert!(text.ends_with("name = \"Bea Holt\"\nrole = \"guest\"\n"), "{text}");
    let again = cuepoint(&["people", "--root", root_arg, "--write"]);
    assert_eq!(again.out, "no name is withheld\n", "{}", again.err);
    let run = build(&root, &out, &[]);
    assert!(!run.err.contains("people/withheld") && is_somewhere(&out, "Bea Holt"), "{}", run.err);
}
