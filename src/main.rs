//! The command line of houqin.

fn main() -> std::process::ExitCode {
    houqin::cli::main()
}
