//! The log of the whole run, at the finest level of the program and of every library in it, in one file for each process.
//!
//! With `CANBO_TEST_LOGS` naming a folder the files are kept there, with the secrets that the run came upon beside them, so
//! that whoever runs the tests can search the whole of it afterwards: `cargo run -p canbo-tests --example scan_logs`.
//! Without it the file goes with the run. Benchmarks keep the server's own log instead, as it is served by default.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use api::config::LogConfig;
use api::log::{self as served, Lines};
use tracing_subscriber::EnvFilter;

use crate::canaries::Canaries;
use crate::folder;

/// The folder in which logs are kept.
pub const LOGS_VARIABLE: &str = "CANBO_TEST_LOGS";

/// Everything, but what the tests' own HTTP client says.
const FILTER: &str = "trace,hyper=off,hyper_util=off,reqwest=off";

static RUN: LazyLock<Run> = LazyLock::new(Run::begin);

/// Set once somebody hears.
static HEARD: OnceLock<()> = OnceLock::new();

struct Run {
    log: PathBuf,
    /// None where the files go with the run.
    kept_secrets: Option<PathBuf>,
    secrets: Mutex<Vec<String>>,
}

impl Run {
    fn begin() -> Self {
        let kept = env::var_os(LOGS_VARIABLE).map(PathBuf::from);
        if let Some(folder) = &kept {
            fs::create_dir_all(folder).expect("the folder of logs");
        }
        let folder = kept.clone().unwrap_or_else(|| folder::of_the_run().to_owned());
        let named = |end: &str| format!("{}.{end}", std::process::id());
        Self {
            log: folder.join(named("log")),
            kept_secrets: kept.map(|folder| folder.join(named("secrets"))),
            secrets: Mutex::default(),
        }
    }

    fn file(&self) -> File {
        OpenOptions::new().append(true).create(true).open(&self.log).expect("the log of the run")
    }
}

/// Hears what is said through `tracing` and through `log`, in every thread from here on.
fn listen(file: File) {
    let other = Bridge(Mutex::new(file.try_clone().expect("another handle on the log")));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(FILTER))
        .with_writer(Lines(Mutex::new(file)))
        .with_ansi(false)
        .finish();
    tracing::subscriber::set_global_default(lines).expect("nothing else hears the run");
    log::set_boxed_logger(Box::new(other)).expect("nothing else hears the run");
    log::set_max_level(log::LevelFilter::Trace);
}

/// Writes what libraries say through `log`.
struct Bridge(Mutex<File>);

impl log::Log for Bridge {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        !["hyper", "reqwest"].iter().any(|client| metadata.target().starts_with(client))
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = format!("{} {}: {}\n", record.level(), record.target(), record.args());
            // A log that can't be written is missed by whoever looks for lines in it.
            let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
        }
    }

    fn flush(&self) {}
}

/// Begins to hear, unless the run is heard already.
pub(crate) fn begin() {
    HEARD.get_or_init(|| listen(RUN.file()));
}

/// Begins to hear what a server says by default, and no more: whoever measures would measure the log.
pub(crate) fn begin_as_served() {
    HEARD.get_or_init(|| {
        let log = served::to(&LogConfig::default(), Mutex::new(RUN.file()));
        tracing::dispatcher::set_global_default(log).expect("nothing else hears the run");
    });
}

/// Notes a secret that the run came upon, as a token that a server gave.
pub fn note_secret(secret: &str) {
    if let Some(path) = &RUN.kept_secrets {
        let mut file =
            OpenOptions::new().append(true).create(true).open(path).expect("the secrets of the run");
        file.write_all(format!("{secret}\n").as_bytes()).expect("the secrets of the run");
    }
    RUN.secrets.lock().unwrap_or_else(PoisonError::into_inner).push(secret.to_owned());
}

/// What this process has logged so far.
///
/// # Errors
/// The file can't be read.
pub fn logged() -> io::Result<String> {
    Ok(String::from_utf8_lossy(&fs::read(&RUN.log)?).into_owned())
}

/// What must stand in no log: the demo's canaries and the secrets of this process.
#[must_use]
pub fn canaries() -> Canaries {
    let secrets = RUN.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Canaries::of_the_demo().with("a token", secrets)
}
