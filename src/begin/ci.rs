//! CI that builds a show and puts it where its site lives.

use crate::amend::NewFile;

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
    /// The file that tells it what to do.
    pub(super) fn file(self) -> NewFile {
        match self {
            Self::Github => NewFile::new(".github/workflows/site.yml", GITHUB),
            Self::Gitlab => NewFile::new(".gitlab-ci.yml", GITLAB),
            Self::Netlify => NewFile::new("netlify.toml", NETLIFY),
            Self::Cloudflare => NewFile::new("cloudflare-build.sh", SHELL),
            Self::Shell => NewFile::new("build.sh", SHELL),
        }
    }
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
          path: |
            ~/.cargo/bin/cuepoint
            .dist.cuepoint-cache
          key: cuepoint-${{ github.run_id }}
          restore-keys: cuepoint-
      - run: command -v cuepoint || cargo install cuepoint --locked
      - run: cuepoint build . --strict --format github
      - run: cuepoint check --format github
      - uses: actions/upload-pages-artifact@v3
        with:
          path: dist
      - uses: actions/deploy-pages@v4
";

const GITLAB: &str = "\
pages:
  image: rust:1
  cache:
    key: cuepoint
    paths: [.cargo/bin, .dist.cuepoint-cache]
  script:
    - export CARGO_HOME=\"$PWD/.cargo\" PATH=\"$PWD/.cargo/bin:$PATH\"
    - command -v cuepoint || cargo install cuepoint --locked
    - cuepoint build . --out public
    - cuepoint check --out public
  artifacts:
    paths: [public]
  only: [main]
";

const NETLIFY: &str = "\
[build]
command = \"(command -v cuepoint || cargo install cuepoint --locked) && cuepoint build . && cuepoint check\"
publish = \"dist\"
";

const SHELL: &str = "\
#!/usr/bin/env sh
# Builds and checks the site; what is in `dist` then goes to any host.
set -eu
command -v cuepoint >/dev/null || cargo install cuepoint --locked
cuepoint build .
cuepoint check
";
