//! The command line of Canbo.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::run()
}
