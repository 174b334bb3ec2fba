//! A folder of another machine, by the user's own `ssh` and `rsync`: they hold
//! the keys.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::folder::Folder;
use super::{Host, PublishError, Site};

/// A folder behind SSH as a host.
#[derive(Debug)]
pub(super) struct Ssh {
    host: String,
    folder: String,
    /// Where files wait that are none of the site's.
    work: PathBuf,
}

impl Ssh {
    pub(super) fn new(host: &str, folder: &str, work: &Path) -> Self {
        Self { host: host.to_owned(), folder: folder.to_owned(), work: work.to_owned() }
    }

    /// Runs a line of shell there, with `input`; what it prints.
    fn run(&self, doing: &str, line: &str, input: &[u8]) -> Result<Vec<u8>, PublishError> {
        let mut command = Command::new("ssh");
        command.args(["-o", "BatchMode=yes", "--", &self.host, line]);
        piped(&mut command, doing, input)
    }

    fn quoted(&self) -> String {
        quoted(&self.folder)
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Runs a command with `input`; what it prints.
fn piped(command: &mut Command, doing: &str, input: &[u8]) -> Result<Vec<u8>, PublishError> {
    let fail = |it: std::io::Error| PublishError::host(doing, &it);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(fail)?;
    let stdin = child.stdin.take();
    let done = std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut it| it.write_all(input)));
        child.wait_with_output()
    });
    let done = done.map_err(fail)?;
    match done.status.success() {
        true => Ok(done.stdout),
        false => Err(PublishError::host(doing, &String::from_utf8_lossy(&done.stderr))),
    }
}

impl Host for Ssh {
    fn files(&self) -> Result<BTreeMap<String, String>, PublishError> {
        let folder = self.quoted();
        let line = format!(
            "mkdir -p {folder} && cd {folder} && find . -type f -print0 | xargs -0 -r md5sum -z --"
        );
        let sums = self.run("list what is there", &line, &[])?;
        let sums = sums.split(|it| *it == 0);
        let one = |it: &[u8]| {
            let text = std::str::from_utf8(it).ok()?;
            let (sum, path) = text.split_once("  ")?;
            Some((path.strip_prefix("./").unwrap_or(path).to_owned(), sum.to_owned()))
        };
        Ok(sums.filter_map(one).collect())
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let file = quoted(&format!("{}/{path}", self.folder));
        let line = format!("if [ -e {file} ]; then echo; cat {file}; fi");
        let found = self.run(&format!("read `{path}`"), &line, &[])?;
        Ok(found.strip_prefix(b"\n").map(<[u8]>::to_vec))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let (file, fresh) =
            (format!("{}/{path}", self.folder), format!("{}/.cuepoint-new", self.folder));
        let (file, fresh) = (quoted(&file), quoted(&fresh));
        let line =
            format!("mkdir -p \"$(dirname {file})\" && cat > {fresh} && mv -f {fresh} {file}");
        self.run(&format!("put `{path}`"), &line, bytes).map(drop)
    }

    /// In one go: rsync puts each file beside its place and renames it.
    fn put_all(&self, site: &dyn Site, paths: &[&str]) -> Result<(), PublishError> {
        let list = Folder::new(&self.work);
        list.put("paths", paths.join("\0").as_bytes())?;
        let mut command = Command::new("rsync");
        command.args([
            "--times",
            "--checksum",
            "--from0",
            "--chmod=D755,F644",
            "--rsh=ssh -o BatchMode=yes",
        ]);
        command.arg(format!("--files-from={}", self.work.join("paths").display()));
        let from = format!("{}/", site.folder().display());
        command.arg("--").arg(from).arg(format!("{}:{}/", self.host, self.folder));
        piped(&mut command, "run `rsync`", &[]).map(drop)
    }

    fn delete(&self, path: &str) -> Result<(), PublishError> {
        let folder = self.quoted();
        let parent = path.rsplit_once('/').map(|it| it.0);
        let tidy = parent.map(|it| format!("; rmdir -p -- {} 2>/dev/null || true", quoted(it)));
        let line = format!("cd {folder} && rm -f -- {}{}", quoted(path), tidy.unwrap_or_default());
        self.run(&format!("remove `{path}`"), &line, &[]).map(drop)
    }
}
