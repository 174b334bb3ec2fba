//! CI that builds a show and puts it where its site lives.

use crate::amend::NewFile;
use crate::tree::written::quoted;

/// Who builds a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// GitHub Actions, for GitHub Pages.
    Github,
    /// GitLab CI, for GitLab Pages.
    Gitlab,
    /// Netlify.
    Netlify,
    /// Cloudflare Pages.
    Cloudflare,
    /// Any machine with a shell.
    Shell,
}

impl Host {
    /// The file that tells it what to do. `install` is the command by which it
    /// gets the program: no registry has one that is ours, and a name that
    /// nobody owns is anybody's to take. Without it the file stops with a text
    /// that says so.
    #[must_use]
    pub fn file(self, install: Option<&str>) -> NewFile {
        let path = match self {
            Self::Github => ".github/workflows/site.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Netlify => "netlify.toml",
            Self::Cloudflare => "cloudflare-build.sh",
            Self::Shell => "build.sh",
        };
        let missing = format!(
            "echo \"{path} does not say how to install cuepoint yet: write the command in place of this line\" >&2; exit 1"
        );
        let command = install.unwrap_or(&missing);
        let text = match self {
            Self::Github => GITHUB.replace("INSTALL", &indented(command, 10)),
            Self::Gitlab => GITLAB.replace("INSTALL", &indented(command, 6)),
            Self::Netlify => {
                let build = "cuepoint build . && cuepoint check";
                let line = format!("{{ command -v cuepoint || {{ {command}; }}; }} && {build}");
                NETLIFY.replace("COMMAND", &quoted(&line))
            }
            Self::Cloudflare | Self::Shell => SHELL.replace("INSTALL", &indented(command, 2)),
        };
        NewFile::new(path, text)
    }
}

/// Lines of a command at a depth.
fn indented(command: &str, depth: usize) -> String {
    command.lines().map(|it| format!("{:depth$}{it}", "")).collect::<Vec<_>>().join("\n")
}

const GITHUB: &str = "\
name: Site
on:
  push:
    branches: [main]
  schedule:
    # Episodes with a date in the future appear with the first build after it.
    - cron: \"17 5 * * *\"
permissions:
  contents: read
  pages: write
  id-token: write
jobs:
  site:
    runs-on: ubuntu-latest
    environment: github-pages
    steps:
      - uses: actions/checkout@v4
      - uses: actions/cache@v4
        with:
          path: .dist.cuepoint-cache
          key: cuepoint-${{ github.run_id }}
          restore-keys: cuepoint-
      - name: Install cuepoint
        run: |
          command -v cuepoint && exit
INSTALL
      - run: cuepoint build . --strict --format github
      - run: cuepoint check --format github
      - uses: actions/upload-pages-artifact@v3
        with:
          path: dist
      - uses: actions/deploy-pages@v4
";

const GITLAB: &str = "\
# Where the command below needs an image with its tools, name that with `image:`.
pages:
  cache:
    key: cuepoint
    paths: [.dist.cuepoint-cache]
  script:
    - |
      if ! command -v cuepoint; then
INSTALL
      fi
    - cuepoint build . --out public
    - cuepoint check --out public
  artifacts:
    paths: [public]
  only: [main]
";

const NETLIFY: &str = "\
[build]
command = COMMAND
publish = \"dist\"
";

const SHELL: &str = "\
#!/usr/bin/env sh
# Builds and checks the site; what is in `dist` then goes to any host.
set -eu
if ! command -v cuepoint >/dev/null; then
INSTALL
fi
cuepoint build .
cuepoint check
";
