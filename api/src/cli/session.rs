//! `canbo session`.

use std::path::PathBuf;

use clap::Subcommand;
use entity::value::SessionEndReason;

use super::{CommandError, opened, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::Keys;
use crate::work::sessions::{Which, end_now};
use crate::work::{Actor, Work};

/// Manage sessions.
#[derive(Debug, Subcommand)]
pub(super) enum Session {
    /// End every session of everybody: all have to log in again.
    ///
    /// For a suspected theft, and after a backup was restored: tokens that were used since the backup would be good again.
    EndAll {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

impl Session {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let Self::EndAll { config } = self;
        let config = Config::load(config.as_deref())?;
        let keys = Keys::load(&config.keys.directory)?;
        let database = opened::database(&config.database).await?;
        let work = Work::new(database.clone(), keys, Clock::system());
        let ended = end_now(&work, Actor::CONSOLE, Which::All, SessionEndReason::EndedByConsole).await?;
        say(format!("{ended} sessions ended."))?;
        Ok(database.close().await?)
    }
}
