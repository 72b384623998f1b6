//! `canbo journal`.

use std::path::PathBuf;

use clap::Subcommand;
use entity::value::JournalStream;

use super::{CommandError, opened, say};
use crate::config::Config;
use crate::journal::verify;
use crate::keys::Keys;

/// Look into the journal.
#[derive(Debug, Subcommand)]
pub(super) enum Journal {
    /// Prove that no entry is missing, moved or altered, and that the values open with the installation's key.
    Verify {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

impl Journal {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let Self::Verify { config } = self;
        let config = Config::load(config.as_deref())?;
        let keys = Keys::load(&config.keys.directory)?;
        let database = opened::database(&config.database).await?;
        for (name, stream) in [("DATA", JournalStream::Data), ("ACCESS", JournalStream::Access)] {
            let whole = verify(database.reader(), keys.journal(), stream)
                .await
                .map_err(|at| CommandError::Journal { stream: name, at })?;
            say(format!("{name}: whole; {} entries, {} without their values", whole.entries, whole.erased))?;
        }
        Ok(database.close().await?)
    }
}
