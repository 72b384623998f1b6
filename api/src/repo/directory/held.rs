//! The directory in memory, for whoever reads and writes.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::{Directory, load};
use crate::journal;
use crate::repo::RepoError;

/// The latest version of the directory that anybody asked for. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct HeldDirectory(Arc<Held>);

#[derive(Debug, Default)]
struct Held {
    latest: Mutex<Option<Arc<Directory>>>,
    /// Whoever reads and finds it too old waits here for the one who loads it.
    loading: tokio::sync::Mutex<()>,
}

impl HeldDirectory {
    /// The directory at a version that was just read, or at a later one: from memory if nothing in it was changed since.
    ///
    /// # Errors
    /// The database does not answer, or holds rows that cannot be.
    pub async fn at(
        &self,
        connection: &DatabaseConnection,
        version: i64,
    ) -> Result<Arc<Directory>, RepoError> {
        if let Some(known) = self.known(version) {
            return Ok(known);
        }
        let _loading = self.0.loading.lock().await;
        match self.known(version) {
            Some(known) => Ok(known),
            None => Ok(self.keep(read(connection).await?)),
        }
    }

    /// As [`at`](Self::at), within a transaction that has changed nothing yet. It waits for nobody else's loading: it holds a
    /// connection, and the one who loads may be waiting for one.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub async fn within(
        &self,
        transaction: &DatabaseTransaction,
        version: i64,
    ) -> Result<Arc<Directory>, RepoError> {
        match self.known(version) {
            Some(known) => Ok(known),
            None => Ok(self.keep(read(transaction).await?)),
        }
    }

    fn known(&self, version: i64) -> Option<Arc<Directory>> {
        let latest = self.0.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.as_ref().filter(|directory| directory.version >= version).cloned()
    }

    /// Keeps what was loaded, unless somebody kept a later one meanwhile.
    fn keep(&self, loaded: Directory) -> Arc<Directory> {
        let mut latest = self.0.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = Arc::new(loaded);
        if latest.as_ref().is_none_or(|latest| latest.version < loaded.version) {
            *latest = Some(Arc::clone(&loaded));
        }
        loaded
    }
}

/// Loads until the version is the same before and after: then no change came between the tables.
async fn read<C: ConnectionTrait>(connection: &C) -> Result<Directory, RepoError> {
    let mut before = journal::data_version(connection).await?.directory;
    loop {
        let directory = load::load(connection, before).await?;
        let after = journal::data_version(connection).await?.directory;
        if after == before {
            return Ok(directory);
        }
        before = after;
    }
}
