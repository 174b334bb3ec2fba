//! A folder of another machine, by the user's own `ssh` and `rsync`: they hold
//! the keys.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Host, PublishError, Site};

/// A folder behind SSH as a host.
#[derive(Debug)]
pub(super) struct Ssh {
    host: String,
    folder: String,
}

impl Ssh {
    /// A folder that is not absolute is one of the user's home there, as it is
    /// for `scp`: shells and `rsync` both begin in it.
    pub(super) fn new(host: &str, folder: &str) -> Self {
        let folder = match folder.strip_prefix("~/").unwrap_or(folder) {
            "" => "/".to_owned(),
            "~" => ".".to_owned(),
            // What looks like an option would be one.
            it if it.starts_with('-') => format!("./{it}"),
            it => it.to_owned(),
        };
        Self { host: host.to_owned(), folder }
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
    let program = command.get_program().to_string_lossy().into_owned();
    let fail = |it: std::io::Error| match it.kind() {
        std::io::ErrorKind::NotFound => {
            PublishError::host(doing, &format!("`{program}` is not installed"))
        }
        _ => PublishError::host(doing, &it),
    };
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
        // A link has no sum: nothing reads, writes or removes through one.
        let line = format!(
            "if [ -d {folder} ]; then cd -- {folder} && find . -type f ! -path './.git/*' -exec md5sum -z -- {{}} + && find . -type l ! -path './.git/*' -printf '  %p\\0'; fi"
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
        let line = format!("if [ -f {file} ] && [ ! -L {file} ]; then echo; cat -- {file}; fi");
        let found = self.run(&format!("read `{path}`"), &line, &[])?;
        Ok(found.strip_prefix(b"\n").map(<[u8]>::to_vec))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let (file, fresh) =
            (format!("{}/{path}", self.folder), format!("{}/.cuepoint-new", self.folder));
        let (file, fresh) = (quoted(&file), quoted(&fresh));
        // `-C`: the redirection makes a new file, and follows no link.
        let line = format!(
            "set -C; mkdir -p -- \"$(dirname -- {file})\" && rm -f -- {fresh} && cat > {fresh} && mv -f -- {fresh} {file}"
        );
        self.run(&format!("put `{path}`"), &line, bytes).map(drop)
    }

    /// In one go: rsync puts each file beside its place and renames it. It
    /// reads the list from its input, and the folder is no shell's to read
    /// (`-s`): with a colon or a blank in it, it would be something else.
    fn put_all(&self, site: &dyn Site, paths: &[&str]) -> Result<(), PublishError> {
        let mut command = Command::new("rsync");
        command.args([
            "-s",
            "--times",
            "--checksum",
            "--from0",
            "--chmod=D755,F644",
            "--rsh=ssh -o BatchMode=yes",
            "--files-from=-",
        ]);
        let from = std::path::absolute(site.folder());
        let from = from.map_err(|it| PublishError::host("find the site", &it))?;
        let from = format!("{}/", from.display());
        command.arg("--").arg(from).arg(format!("{}:{}/", self.host, self.folder));
        piped(&mut command, "run `rsync`", paths.join("\0").as_bytes()).map(drop)
    }

    fn delete(&self, path: &str) -> Result<(), PublishError> {
        let folder = self.quoted();
        let parent = path.rsplit_once('/').map(|it| it.0);
        let tidy = parent.map(|it| format!("; rmdir -p -- {} 2>/dev/null || true", quoted(it)));
        let line =
            format!("cd -- {folder} && rm -f -- {}{}", quoted(path), tidy.unwrap_or_default());
        self.run(&format!("remove `{path}`"), &line, &[]).map(drop)
    }

    fn has_folders(&self) -> bool {
        true
    }
}
