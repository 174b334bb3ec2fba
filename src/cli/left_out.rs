//! Commands that this program was built without: each is there, and says so.

use std::ffi::OsString;
use std::io::Write;

use clap::Args;

use super::ExitStatus;

/// Arguments of a command that is not there: any.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(super) struct LeftOut {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _any: Vec<OsString>,
}

fn say(command: &str, feature: &str, err: &mut dyn Write) -> ExitStatus {
    let _ = writeln!(
        err,
        "error: this program was built without `{command}`; in the folder of its sources `cargo install --path . --features {feature}` builds one with it"
    );
    ExitStatus::Failure
}

/// `cuepoint audio`.
#[cfg(not(feature = "net"))]
pub(super) mod audio {
    use std::io::Write;

    pub(in crate::cli) use super::LeftOut as Audio;
    use super::{ExitStatus, say};

    pub(in crate::cli) fn run(_: &Audio, _: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
        say("audio", "import", err)
    }
}

/// `cuepoint import`.
#[cfg(not(feature = "import"))]
pub(super) mod import {
    use std::io::Write;

    pub(in crate::cli) use super::LeftOut as Import;
    use super::{ExitStatus, say};

    pub(in crate::cli) fn run(_: &Import, err: &mut dyn Write) -> ExitStatus {
        say("import", "import", err)
    }
}

/// `cuepoint publish`.
#[cfg(not(feature = "publish"))]
pub(super) mod publish {
    use std::io::Write;

    pub(in crate::cli) use super::LeftOut as Publish;
    use super::{ExitStatus, say};

    pub(in crate::cli) fn run(_: &Publish, _: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
        say("publish", "publish", err)
    }
}

/// `cuepoint serve`.
#[cfg(not(feature = "serve"))]
pub(super) mod serve {
    use std::io::Write;

    pub(in crate::cli) use super::LeftOut as Serve;
    use super::{ExitStatus, say};

    pub(in crate::cli) fn run(_: &Serve, err: &mut dyn Write) -> ExitStatus {
        say("serve", "serve", err)
    }
}

/// `cuepoint check --external`.
#[cfg(not(feature = "net"))]
pub(super) mod dead_links {
    use std::io::Write;

    use super::super::check::Check;
    use super::{ExitStatus, say};
    use crate::check::Checked;
    use crate::diag::Located;

    pub(in crate::cli) fn ask(
        _: &Check,
        _: &Checked,
        err: &mut dyn Write,
    ) -> Result<Vec<Located>, ExitStatus> {
        Err(say("check --external", "import", err))
    }
}
