//! Searches the logs that a run of the tests kept (`CANBO_TEST_LOGS`) for what must stand in none: people's data and
//! secrets. Says where one stands, without showing it, and fails.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for whoever runs the tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use canbo_tests::Canaries;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: scan_logs <folder of logs>");
        return ExitCode::FAILURE;
    };
    match scan(&folder) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(hits) => {
            eprintln!("{hits} lines of the logs hold what no log may hold");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// How many lines have a canary.
fn scan(folder: &Path) -> std::io::Result<usize> {
    let (mut hits, mut lines, mut files) = (0, 0, 0);
    let mut logs =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    logs.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    for log in logs {
        let secrets = fs::read_to_string(log.with_extension("secrets")).unwrap_or_default();
        let canaries = Canaries::of_the_demo().with("a token", secrets.lines().map(str::to_owned));
        let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        for hit in canaries.hits(&text) {
            println!("{}: {hit}", log.display());
            hits += 1;
        }
        lines += text.lines().count();
        files += 1;
    }
    println!("{lines} lines of {files} logs searched");
    // Logs that are not there prove nothing.
    if lines == 0 { Err(std::io::Error::other("there is no line of a log")) } else { Ok(hits) }
}
