//! Signed checkpoints of the journal in a directory: one file for each day, to which lines are only added.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::task::JoinHandle;

use super::CommandError;
use crate::clock::Clock;
use crate::config::JournalConfig;
use crate::database::Database;
use crate::journal::Checkpoint;
use crate::keys::Keys;
use crate::signing::PublicKey;

/// How often a server that runs writes one.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// What the names of the files end with.
const EXTENSION: &str = "checkpoints";

/// Writes checkpoints into a directory.
#[derive(Clone)]
pub(super) struct Checkpoints {
    directory: PathBuf,
    database: Database,
    keys: Keys,
    clock: Clock,
}

/// Writes checkpoints as long as it is held.
#[must_use]
pub(super) struct Writing(JoinHandle<()>);

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Checkpoints {
    /// Those that the configuration asks for; none where it names no directory.
    pub(super) fn of(config: &JournalConfig, database: Database, keys: Keys, clock: Clock) -> Option<Self> {
        config.checkpoints.clone().map(|directory| Self { directory, database, keys, clock })
    }

    /// Takes a checkpoint and adds it to the file of the day.
    pub(super) async fn write(&self) -> Result<PathBuf, CommandError> {
        let checkpoint = take(&self.database, &self.keys, &self.clock).await?;
        let name = format!("{}.{EXTENSION}", checkpoint.at.format("%Y-%m-%d"));
        let (path, line) = (self.directory.join(name), checkpoint.line()?);
        let written = path.clone();
        tokio::task::spawn_blocking(move || add(&written, &line)).await.map_err(io::Error::other)??;
        Ok(path)
    }

    /// Writes one every ten minutes. What fails is told in the log, and tried again the next time.
    pub(super) fn keep_writing(self) -> Writing {
        Writing(tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                if let Err(error) = self.write().await {
                    tracing::error!(error = %error, "a checkpoint of the journal could not be written");
                }
            }
        }))
    }
}

/// Takes a checkpoint of the journal as it is now.
pub(super) async fn take(
    database: &Database,
    keys: &Keys,
    clock: &Clock,
) -> Result<Checkpoint, CommandError> {
    let key = keys.checkpoint().current();
    Ok(Checkpoint::take(database.reader(), &key, clock.now()).await?)
}

/// Adds a line to a file, down to the disk. A file that is made is its owner's alone.
pub(super) fn add(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()
}

/// The files of checkpoints in a directory, by name and so by day; none where the directory is not there.
pub(super) fn files_in(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
    files.sort();
    Ok(files)
}

/// The checkpoints of a file, each with a valid signature.
pub(super) fn read(path: &Path, keys: &[PublicKey]) -> Result<Vec<Checkpoint>, CommandError> {
    let text = fs::read_to_string(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            Checkpoint::open(line, keys).map_err(|why| CommandError::CheckpointFile {
                path: path.to_owned(),
                line: number + 1,
                why,
            })
        })
        .collect()
}
