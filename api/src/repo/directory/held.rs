//! The directory in memory, for whoever reads and writes.

use std::sync::Arc;

use entity::value::JournalStream;
use sea_orm::ConnectionTrait;
use tokio::sync::Mutex;

use super::{Directory, load};
use crate::journal;
use crate::repo::RepoError;

/// The directory of the last version of the data that anybody asked for. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct HeldDirectory(Arc<Mutex<Option<Arc<Directory>>>>);

impl HeldDirectory {
    /// The directory of a version of the data that was just read, or of a later one: from memory if nothing was written
    /// since.
    ///
    /// # Errors
    /// The database does not answer, or holds rows that cannot be.
    pub async fn at<C: ConnectionTrait>(
        &self,
        connection: &C,
        version: i64,
    ) -> Result<Arc<Directory>, RepoError> {
        let mut held = self.0.lock().await;
        if let Some(directory) = held.as_ref().filter(|directory| directory.version >= version) {
            return Ok(Arc::clone(directory));
        }
        let directory = Arc::new(read(connection).await?);
        *held = Some(Arc::clone(&directory));
        Ok(directory)
    }
}

/// Loads until the version is the same before and after: then no write came between the tables.
async fn read<C: ConnectionTrait>(connection: &C) -> Result<Directory, RepoError> {
    let mut before = journal::head(connection, JournalStream::Data).await?;
    loop {
        let directory = load::load(connection, before).await?;
        let after = journal::head(connection, JournalStream::Data).await?;
        if after == before {
            return Ok(directory);
        }
        before = after;
    }
}
