//! `canbo account`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{CommandError, opened, pass_phrase, say};
use crate::auth::Passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::Keys;
use crate::work::Work;
use crate::work::accounts::create_first_administrator;

/// Manage accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Make the first administrator of an installation that has none.
    ///
    /// The pass phrase, 15 to 128 characters, is read from the variable `CANBO_PASSPHRASE`, or else from standard
    /// input; never from the command line, where others could see it.
    Create {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// The name to log in with.
        #[arg(long)]
        username: String,
        /// The name shown to other administrators; the login name where none is given.
        #[arg(long)]
        display_name: Option<String>,
    },
}

impl Account {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let Self::Create { config, username, display_name } = self;
        let config = Config::load(config.as_deref())?;
        let keys = Keys::load(&config.keys.directory)?;
        let database = opened::database(&config.database).await?;
        let phrase = pass_phrase::read()?;
        let work = Work::new(database.clone(), keys, Clock::system());
        let display_name = display_name.unwrap_or_else(|| username.clone());
        let passwords = Passwords::default();
        let name = create_first_administrator(&work, &passwords, &username, &display_name, phrase).await?;
        say(format!("The administrator {name} may log in now."))?;
        Ok(database.close().await?)
    }
}
