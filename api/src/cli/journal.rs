//! `canbo journal`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use entity::value::JournalStream;

use super::checkpoints::{self, Checkpoints};
use super::{CommandError, opened, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::database::Database;
use crate::journal::{Break, Checkpoint, verify_against};
use crate::keys::Keys;
use crate::signing::PublicKey;
use crate::work::Work;
use crate::work::operations::record_verification;

/// The streams, by their names.
const STREAMS: [(&str, JournalStream); 2] =
    [("DATA", JournalStream::Data), ("ACCESS", JournalStream::Access)];

/// Look into the journal.
#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Prove that no entry is missing, moved or altered, that the values open with the installation's key, and that the
    /// journal holds what checkpoints say it held. Whoever owns the database can chain altered entries anew or cut the end
    /// off: a checkpoint that was kept elsewhere is what betrays it. The verification is itself told in the journal.
    Verify {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// A file of checkpoints; may be given several times. Those of the configured directory are read in any case.
        #[arg(long = "checkpoint", value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The public half of the key that signed them, as `canbo journal checkpoint` told it when it was kept; may be given
        /// several times. Without it, the keys of the installation are believed.
        #[arg(long = "public-key", value_name = "KEY")]
        public_keys: Vec<String>,
    },
    /// Sign how far the journal reaches now. Without a file it goes into the configured directory, or to standard output.
    Checkpoint {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// The file to add it to.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

impl Journal {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Verify { config, files, public_keys } => {
                verify(Config::load(config.as_deref())?, files, &public_keys).await
            }
            Self::Checkpoint { config, to } => checkpoint(Config::load(config.as_deref())?, to).await,
        }
    }
}

async fn verify(config: Config, files: Vec<PathBuf>, public_keys: &[String]) -> Result<(), CommandError> {
    let keys = Keys::load(&config.keys.directory)?;
    let known = known_keys(&keys, public_keys)?;
    let checkpoints = checkpoints_of(config.journal.checkpoints.as_deref(), files, &known)?;
    let database = opened::database(&config.database).await?;
    let mut outcome = Ok(());
    for (name, stream) in STREAMS {
        match verify_against(database.reader(), keys.journal(), stream, &checkpoints).await {
            Ok(whole) => {
                say(format!(
                    "{name}: whole; {} entries, {} without their values",
                    whole.entries, whole.erased
                ))?;
            }
            Err(at) => {
                outcome = Err((name, at));
                break;
            }
        }
    }
    say(format!("{} checkpoints compared", checkpoints.len()))?;
    tell(&database, &keys, &outcome).await?;
    database.close().await?;
    outcome.map_err(|(stream, at)| CommandError::Journal { stream, at })
}

/// Tells in the journal that it was verified. Where it is broken that is tried all the same.
async fn tell(
    database: &Database,
    keys: &Keys,
    outcome: &Result<(), (&'static str, Break)>,
) -> Result<(), CommandError> {
    let told = match outcome {
        Ok(()) => "whole".to_owned(),
        Err((stream, at)) => format!("{stream}: {at}"),
    };
    let work = Work::new(database.clone(), keys.clone(), Clock::system());
    let recorded = record_verification(&work, &told).await;
    // What is wrong with the journal is worth more than that it could not be told in it.
    if outcome.is_ok() { Ok(recorded?) } else { Ok(()) }
}

fn known_keys(keys: &Keys, texts: &[String]) -> Result<Vec<PublicKey>, CommandError> {
    if texts.is_empty() {
        return Ok(keys.checkpoint().public());
    }
    let key = |text: &String| PublicKey::parse(text).ok_or(CommandError::PublicKey);
    texts.iter().map(key).collect()
}

fn checkpoints_of(
    directory: Option<&Path>,
    files: Vec<PathBuf>,
    known: &[PublicKey],
) -> Result<Vec<Checkpoint>, CommandError> {
    let mut all = directory.map(checkpoints::files_in).transpose()?.unwrap_or_default();
    all.extend(files);
    let read = all.iter().map(|path| checkpoints::read(path, known)).collect::<Result<Vec<_>, _>>()?;
    Ok(read.into_iter().flatten().collect())
}

async fn checkpoint(config: Config, to: Option<PathBuf>) -> Result<(), CommandError> {
    let keys = Keys::load(&config.keys.directory)?;
    let database = opened::database(&config.database).await?;
    let clock = Clock::system();
    let configured = Checkpoints::of(&config.journal, database.clone(), keys.clone(), clock.clone());
    let place = match (to, configured) {
        (Some(path), _) => {
            let line = checkpoints::take(&database, &keys, &clock).await?.line()?;
            checkpoints::add(&path, &line)?;
            Some(path)
        }
        (None, Some(configured)) => Some(configured.write().await?),
        (None, None) => {
            say(checkpoints::take(&database, &keys, &clock).await?.line()?)?;
            None
        }
    };
    if let Some(path) = place {
        say(format!("Checkpoint added to {}.", path.display()))?;
        say(format!("Public key, to be kept with it: {}", keys.checkpoint().current().public().text()))?;
    }
    Ok(database.close().await?)
}
