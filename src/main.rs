fn main() -> std::process::ExitCode {
    cuepoint::cli::run(std::env::args_os(), &mut std::io::stdout(), &mut std::io::stderr()).into()
}
