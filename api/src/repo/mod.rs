//! The only reader of the database.
//!
//! A [`Reader`] is made for one viewer and one request; every query function is a method of it and applies the
//! viewer's scope inside the query, so that lists, counts, nodes and nested fields see the same rows by
//! whatever path they are reached. What it returns of a class with scope is [`Visible`], which nothing else
//! can make.

pub mod access_report;
pub mod accounts;
pub mod courses;
pub mod cursor;
pub mod directory;
pub mod enrolments;
pub mod error;
mod facts;
pub mod figures;
pub mod file;
pub mod history;
pub mod identities;
pub mod journal;
#[cfg(feature = "planted-leaks")]
pub mod leak;
mod like;
pub mod list;
pub mod localities;
pub mod members;
pub mod nested;
mod nomination_rules;
pub mod obligations;
pub mod officials;
pub mod page;
pub mod party;
mod period;
pub mod posts;
pub mod publications;
pub mod ratings;
pub mod reader;
pub mod recorded;
pub mod referrals;
pub(crate) mod rehearsed;
pub mod reported;
pub mod reports;
pub mod service_accounts;
pub mod sessions;
mod sight;
pub mod source_pool;
pub mod source_pool_reports;
pub mod steps;
pub mod succession;
pub mod succession_composition;
pub mod training_needs;
pub mod training_plans;
mod training_statistics;
pub mod visible;

use std::sync::Arc;

use chrono::NaiveDate;
use tokio::sync::Mutex;

pub use directory::{Directory, HeldDirectory};
pub use error::RepoError;
pub use page::{Page, Slice};
pub use reader::Reader;
pub use visible::Visible;

use crate::database::Database;
use crate::journal::{DataVersion, data_version};
use crate::keys::Keys;
use crate::policy::Viewer;

/// What is shared by all readers: the database, and what is kept in memory for one version of the data.
#[derive(Clone)]
pub struct Repo {
    database: Database,
    keys: Keys,
    directory: HeldDirectory,
    facts: Arc<Mutex<facts::HeldFacts>>,
    releases: Arc<Mutex<publications::HeldReleases>>,
    #[cfg(feature = "planted-leaks")]
    leak: Option<leak::Leak>,
    #[cfg(feature = "planted-leaks")]
    loaded: Arc<Mutex<leak::Loaded>>,
}

impl Repo {
    /// A repository over a database, which seals cursors and opens sealed columns with the keys, and holds the directory
    /// together with whoever else has it.
    #[must_use]
    pub fn new(database: Database, keys: Keys, directory: HeldDirectory) -> Self {
        Self {
            database,
            keys,
            directory,
            facts: Arc::default(),
            releases: Arc::default(),
            #[cfg(feature = "planted-leaks")]
            leak: None,
            #[cfg(feature = "planted-leaks")]
            loaded: Arc::default(),
        }
    }

    /// A reader for a viewer, with the directory as the journal has it now.
    ///
    /// # Errors
    /// [`RepoError`] when the database does not answer or holds a row that cannot be.
    pub async fn reader(&self, viewer: Viewer, today: NaiveDate) -> Result<Reader, RepoError> {
        let version = data_version(self.database.reader()).await?;
        self.reader_at(version, viewer, today).await
    }

    /// A reader for a viewer, at a version of the data that was just read, or at a later one.
    ///
    /// # Errors
    /// As [`reader`](Self::reader).
    pub async fn reader_at(
        &self,
        version: DataVersion,
        viewer: Viewer,
        today: NaiveDate,
    ) -> Result<Reader, RepoError> {
        let directory = self.directory.at(self.database.reader(), version.directory).await?;
        Ok(Reader::new(self.clone(), viewer, today, version.data, directory))
    }

    /// The version of the data now, with its directory.
    async fn newest(&self) -> Result<(i64, Arc<Directory>), RepoError> {
        let version = data_version(self.database.reader()).await?;
        let directory = self.directory.at(self.database.reader(), version.directory).await?;
        Ok((version.data, directory))
    }
}
