//! Why something was not written.

use sea_orm::DbErr;
use thiserror::Error;

use crate::database::is_passing;
use crate::journal::JournalError;

/// Why a unit of work was not done.
#[derive(Debug, Error)]
pub enum WorkError {
    /// The database refused or failed; nothing was changed.
    #[error("the database refused a change: {0}")]
    Database(#[from] DbErr),
    /// An entry could not be journalled; nothing was changed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The database did not say whether the changes were kept.
    #[error("the database did not confirm the commit: {0}")]
    Commit(DbErr),
    /// The server is stopping; nothing was changed.
    #[error("the server stopped before the change was made")]
    Stopped,
}

impl WorkError {
    /// Whether somebody else was in the way, and the same might be done in a moment.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Database(error) | Self::Journal(JournalError::Database(error)) => is_passing(error),
            _ => false,
        }
    }
}

/// An error of a use case, of which may be asked whether somebody else was in the way.
pub trait Passing {
    /// Whether the same might be done in a moment.
    fn is_passing(&self) -> bool;
}
