//! What can go wrong in a read.

use sea_orm::DbErr;

use super::page::PageError;

/// Why a read gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// The database did not answer, or not as it should. The cause is for the log alone.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// A row contradicts another: the database holds what its constraints should forbid.
    #[error("the data is inconsistent: {0}")]
    Inconsistent(String),
    /// A page that cannot be given.
    #[error(transparent)]
    Page(#[from] PageError),
    /// A task that the server had started for the read ended early. The cause is for the log alone.
    #[error("a task of the read failed: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// The viewer's role may not ask for this.
    #[error("the role may not ask for this")]
    Forbidden,
}

impl From<crate::facts::FactError> for RepoError {
    fn from(error: crate::facts::FactError) -> Self {
        Self::Inconsistent(error.to_string())
    }
}
