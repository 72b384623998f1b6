//! What the tests of this crate begin with: an empty database with its tables, keys, and a clock that stands still.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::{DateTime, NaiveDate, Utc};
use tempfile::TempDir;

use crate::clock::Clock;
use crate::config::DatabaseConfig;
use crate::database::Database;
use crate::keys::Keys;
use crate::work::Work;

/// An SQLite database in a folder of its own.
pub(crate) struct Fixture {
    pub(crate) database: Database,
    pub(crate) keys: Keys,
    pub(crate) work: Work,
    pub(crate) config: DatabaseConfig,
    _folder: TempDir,
}

impl Fixture {
    /// An empty database.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("canbo.db").display());
        let config = DatabaseConfig { url, connections: 2 };
        let migrating = Database::connect_for_migration(&config).await.unwrap();
        migration::up(&migrating).await.unwrap();
        migrating.close().await.unwrap();
        let database = Database::connect(&config).await.unwrap();
        let keys = Keys::ephemeral().unwrap();
        let work = Work::new(database.clone(), keys.clone(), clock());
        Self { database, keys, work, config, _folder: folder }
    }
}

/// 31 December 2025, nine in the morning in Vietnam.
pub(crate) fn now() -> DateTime<Utc> {
    "2025-12-31T02:00:00Z".parse().unwrap()
}

/// The civil date of [`now`].
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()
}

/// A clock that stands at [`now`].
pub(crate) fn clock() -> Clock {
    Clock::fixed(now(), today())
}
