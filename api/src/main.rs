//! The command line of Canbo.

use std::process::ExitCode;

#[cfg(all(feature = "planted-leaks", not(debug_assertions)))]
compile_error!("a release has no planted leaks: build it without the feature `planted-leaks`");

fn main() -> ExitCode {
    api::cli::run()
}
