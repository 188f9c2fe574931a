fn main() -> std::process::ExitCode {
    relata::cli::main()
}
