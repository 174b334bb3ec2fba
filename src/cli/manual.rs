//! `cuepoint completions` and `cuepoint man`: both follow from the arguments.

use std::io::Write;

use clap::{Args, Command};
use clap_complete::Shell;

use super::ExitStatus;

/// Arguments of `cuepoint completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

pub(super) fn completions(
    args: &Completions,
    command: &mut Command,
    out: &mut dyn Write,
) -> ExitStatus {
    // The generator panics where it cannot write: into memory it can.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, command, "cuepoint", &mut text);
    written(out.write_all(&text))
}

/// One page for all commands: the program's own, then each command's.
pub(super) fn man(command: Command, out: &mut dyn Write) -> ExitStatus {
    let mut text = Vec::new();
    let mut made = clap_mangen::Man::new(command.clone()).render(&mut text);
    for it in command.get_subcommands().filter(|it| it.get_name() != "help") {
        let name = format!("cuepoint {}", it.get_name());
        let _ = writeln!(text, ".SH \"{}\"", name.to_uppercase());
        let page = clap_mangen::Man::new(it.clone());
        made = made.and_then(|()| page.render_description_section(&mut text));
        made = made.and_then(|()| page.render_options_section(&mut text));
    }
    written(made.and_then(|()| out.write_all(&text)))
}

fn written(result: std::io::Result<()>) -> ExitStatus {
    match result {
        Ok(()) => ExitStatus::Clean,
        Err(_) => ExitStatus::Failure,
    }
}
