//! Why a command failed, in words for whoever started it.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use migration::MigrateError;
use thiserror::Error;

use crate::config::ConfigError;
use crate::database::DatabaseError;
use crate::graphql::mutation::refused_at_console;
use crate::journal::{Break, CheckpointError};
use crate::keys::{KeyError, Purpose};
use crate::report::Fault;
use crate::work::WorkError;
use crate::work::accounts::{AccountError, ChangeError};
use crate::work::demo::LoadError;
use crate::work::keys::KeyChangeError;
use crate::work::registry::RegistryError;

/// Why a command failed.
#[derive(Debug, Error)]
pub(super) enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    KeyChange(#[from] KeyChangeError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error("there is no account {0}")]
    NoAccount(String),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Work(#[from] WorkError),
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Registry(RegistryError),
    #[error("the {stream} stream of the journal is not whole: {at}")]
    Journal { stream: &'static str, at: Break },
    #[error("{}, line {line}: {why}", path.display())]
    CheckpointFile { path: PathBuf, line: usize, why: CheckpointError },
    #[error("the checkpoint could not be made: {0}")]
    Checkpoint(#[from] CheckpointError),
    #[error("a public key is 32 bytes in base64, as `canbo keys public` tells it")]
    PublicKey,
    #[error("{}: {fault}", path.display())]
    Report { path: PathBuf, fault: Fault },
    #[error("keys of the purpose {0} are not made known: what they made is checked here alone")]
    NotPublic(Purpose),
    #[error("the database lacks the changes {}; apply them with `canbo migrate up`", .0.join(", "))]
    Pending(Vec<String>),
    #[error("a newer program migrated the database: it has the unknown changes {}", .0.join(", "))]
    Unknown(Vec<String>),
    #[error("the demo listens on this machine alone, not on {0}: its pass phrase is public")]
    NotLoopback(SocketAddr),
    #[error(
        "{0} is not an address of this machine alone: set `http.behind_proxy` once a proxy that ends TLS stands in front"
    )]
    NotBehindProxy(SocketAddr),
    #[error("the database failed: {0}")]
    Query(#[from] sea_orm::DbErr),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<RegistryError> for CommandError {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Refused(refusals) => Self::Refused(refused_at_console(&refusals)),
            error => Self::Registry(error),
        }
    }
}
