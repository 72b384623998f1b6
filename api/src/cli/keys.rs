//! `canbo keys`.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{CommandError, opened, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::{Keys as InstallationKeys, Purpose, Rotation, Stage, create_first, keys_in};
use crate::work::{Work, keys as use_case};

/// Manage the keys of the installation. A server that runs notices within seconds.
#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make the keys of a new installation. Keys that exist are never overwritten.
    Create {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// Make the first key of this purpose alone, as after an upgrade that needs one more.
        purpose: Option<Purpose>,
    },
    /// Tell which keys there are, and which is in use. No secret is shown.
    List {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Tell the public halves of the keys of a purpose, the one in use first: each with the name by which what it signed names it. Keep
    /// them apart from the installation, with the date: what was signed is verified with them, also when the key is gone.
    Public {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// What the keys are for: `checkpoint` or `report`.
        purpose: Purpose,
    },
    /// Replace the key of a purpose, in two steps.
    ///
    /// The first run publishes a new key, which every server then understands. The second one puts it into use: run it
    /// once all servers have noticed, and whoever keeps the public keys of access tokens has fetched them anew. What the
    /// old key made is understood until it is retired.
    Rotate {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// What the key is for.
        purpose: Purpose,
    },
    /// Remove a key that is not in use. What it signed or sealed is not understood any more, so that a key which
    /// still seals something is kept.
    Retire {
        /// The configuration file (TOML). The environment's CANBO_ variables go over it.
        #[arg(long)]
        config: Option<PathBuf>,
        /// What the key is for.
        purpose: Purpose,
        /// The key's name, as `list` tells it.
        id: String,
    },
}

impl Keys {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Create { config, purpose } => create(config.as_deref(), purpose),
            Self::List { config } => list(config.as_deref()),
            Self::Public { config, purpose } => public(config.as_deref(), purpose),
            Self::Rotate { config, purpose } => rotate(config.as_deref(), purpose).await,
            Self::Retire { config, purpose, id } => retire(config.as_deref(), purpose, id).await,
        }
    }
}

fn create(config: Option<&Path>, purpose: Option<Purpose>) -> Result<(), CommandError> {
    let directory = Config::load(config)?.keys.directory;
    match purpose {
        None => InstallationKeys::create(&directory).map(drop)?,
        Some(purpose) => create_first(&directory, purpose)?,
    }
    say(format!("Keys made in {}. Keep a copy apart from the database's.", directory.display()))
}

fn list(config: Option<&Path>) -> Result<(), CommandError> {
    let directory = Config::load(config)?.keys.directory;
    for key in keys_in(&directory)? {
        let stage = match key.stage {
            Stage::Current => "in use",
            Stage::Next => "published",
            Stage::Older => "understood",
        };
        say(format!("{:<15} {:<10} {:<16} {}", key.purpose, stage, key.id, key.path.display()))?;
    }
    Ok(())
}

fn public(config: Option<&Path>, purpose: Purpose) -> Result<(), CommandError> {
    let keys = InstallationKeys::load(&Config::load(config)?.keys.directory)?;
    let signing = match purpose {
        Purpose::Checkpoint => keys.checkpoint(),
        Purpose::Report => keys.report(),
        // Those of access tokens have a key set of their own, at `/.well-known/jwks.json`.
        Purpose::Token | Purpose::Cursor | Purpose::Identity | Purpose::IdentityIndex | Purpose::Journal => {
            return Err(CommandError::NotPublic(purpose));
        }
    };
    signing.public().iter().try_for_each(|key| say(format!("{} {}", key.id(), key.text())))
}

async fn rotate(config: Option<&Path>, purpose: Purpose) -> Result<(), CommandError> {
    let (work, directory) = work(config).await?;
    match use_case::rotate(&work, directory, purpose).await? {
        Rotation::Published => say(format!(
            "A new {purpose} key is published. Run this again to put it into use, once every server has noticed."
        )),
        Rotation::InUse => say(format!("The new {purpose} key is in use. The old one is still understood.")),
    }
}

async fn retire(config: Option<&Path>, purpose: Purpose, id: String) -> Result<(), CommandError> {
    let (work, directory) = work(config).await?;
    use_case::retire(&work, directory, purpose, id.clone()).await?;
    say(format!("The {purpose} key {id} is gone."))
}

/// What changes are journalled with, and where the keys are.
async fn work(config: Option<&Path>) -> Result<(Work, PathBuf), CommandError> {
    let config = Config::load(config)?;
    let keys = InstallationKeys::load(&config.keys.directory)?;
    let database = opened::database(&config.database).await?;
    Ok((Work::new(database, keys, Clock::system()), config.keys.directory))
}
