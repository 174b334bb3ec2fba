/// A build takes and gives back millions of small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cuepoint::cli::run(std::env::args_os(), &mut std::io::stdout(), &mut std::io::stderr()).into()
}
