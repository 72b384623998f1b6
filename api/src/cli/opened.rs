//! A database that a command works on: open, and with exactly the tables that this program knows.

use super::CommandError;
use crate::config::DatabaseConfig;
use crate::database::Database;

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
