//! What can go wrong when a schema is changed.

use sea_orm_migration::sea_orm::DbErr;

/// Why the schema was not changed, or its status not read. In every case the schema is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// The database refused, or could not be reached.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// Another run, or on SQLite another writer, held the lock for a minute.
    #[error("another run holds the lock on the schema")]
    Locked,
    /// The database holds changes that this program doesn't know: a newer one made them.
    #[error("the database holds changes that this program does not know: {}", .0.join(", "))]
    Unknown(Vec<String>),
}
