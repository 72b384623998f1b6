//! `canbo migrate`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CommandError, say};
use crate::config::Config;
use crate::database::Database;

/// Change the database's tables to those of this program, or back.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// The configuration file (TOML). The environment's CANBO_ variables go over it.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    direction: Option<Direction>,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply every change that the database lacks. This is the default.
    Up,
    /// Take back the last changes, with the data that their tables hold.
    Down {
        /// How many.
        steps: u32,
    },
    /// Tell which changes the database has and lacks.
    Status,
}

impl Migrate {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let config = Config::load(self.config.as_deref())?.database;
        match self.direction.unwrap_or(Direction::Up) {
            Direction::Up => {
                let database = Database::connect_for_migration(&config).await?;
                tell("applied", &migration::up(&database).await?)
            }
            Direction::Down { steps } => {
                let database = Database::connect_for_migration(&config).await?;
                tell("taken back", &migration::down(&database, steps).await?)
            }
            Direction::Status => {
                let database = Database::connect(&config).await?;
                let status = migration::status(database.reader()).await?;
                tell("applied", &status.applied)?;
                tell("pending", &status.pending)?;
                tell("unknown", &status.unknown)
            }
        }
    }
}

fn tell(what: &str, changes: &[String]) -> Result<(), CommandError> {
    if changes.is_empty() {
        return say(format!("{what}: none"));
    }
    changes.iter().try_for_each(|change| say(format!("{what}: {change}")))
}
