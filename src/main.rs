/// A build takes and gives back millions of small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let environment = cuepoint::cli::Environment::of_process();
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    cuepoint::cli::run(std::env::args_os(), environment, &mut out, &mut err).into()
}
