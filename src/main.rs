fn main() -> std::process::ExitCode {
    cuepoint::cli::run(std::env::args_os(), &mut std::io::stderr().lock()).into()
}
