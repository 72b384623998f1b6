//! An installation that a command works on: its database is open, and has exactly the tables that this program knows.

use std::path::PathBuf;

use clap::Args;

use super::CommandError;
use crate::clock::Clock;
use crate::config::{Config, DatabaseConfig};
use crate::database::Database;
use crate::keys::Keys;
use crate::work::Work;

/// Which installation.
#[derive(Debug, Args)]
pub(super) struct Installation {
    /// The configuration file (TOML). The environment's CANBO_ variables go over it.
    #[arg(long)]
    config: Option<PathBuf>,
}

/// An installation that is open to work on.
pub(super) struct Opened {
    pub(super) database: Database,
    pub(super) work: Work,
}

impl Installation {
    pub(super) async fn open(&self) -> Result<Opened, CommandError> {
        let config = Config::load(self.config.as_deref())?;
        let keys = Keys::load(&config.keys.directory)?;
        let database = database(&config.database).await?;
        let work = Work::new(database.clone(), keys, Clock::system());
        Ok(Opened { database, work })
    }
}

/// Opens the database; refuses one that lacks changes, or has some of a newer program.
pub(super) async fn database(config: &DatabaseConfig) -> Result<Database, CommandError> {
    let database = Database::connect(config).await?;
    let status = migration::status(database.reader()).await?;
    if !status.unknown.is_empty() {
        return Err(CommandError::Unknown(status.unknown));
    }
    if !status.pending.is_empty() {
        return Err(CommandError::Pending(status.pending));
    }
    Ok(database)
}
