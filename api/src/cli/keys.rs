//! `canbo keys`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{CommandError, say};
use crate::config::Config;
use crate::keys::Keys as InstallationKeys;

/// Manage the keys of the installation.
#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make the keys of a new installation. Keys that exist are never overwritten.
    Create {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

impl Keys {
    pub(super) fn run(self) -> Result<(), CommandError> {
        let Self::Create { config } = self;
        let directory = Config::load(config.as_deref())?.keys.directory;
        InstallationKeys::create(&directory)?;
        say(format!("Keys made in {}. Keep a copy apart from the database's.", directory.display()))
    }
}
