//! The connections to the database: how they are set up, and how a transaction that writes begins.
//!
//! SQLite has one connection that writes and a pool of connections that can only read; PostgreSQL has one pool.

mod postgres;
pub(crate) mod rows;
mod settings;
mod sqlite;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use thiserror::Error;

use crate::config::DatabaseConfig;

/// Why a database can't be used.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// The URL names neither SQLite nor PostgreSQL, or an SQLite database that is not a file.
    #[error("database.url must begin with `sqlite:` and name a file, or with `postgres://`")]
    Url,
    /// A setting that the server relies on did not take.
    #[error("the database's setting {name} is `{found}` where `{wanted}` was asked for")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What was asked for.
        wanted: &'static str,
        /// What the database says.
        found: String,
    },
    /// The file of an SQLite database is not there.
    #[error("there is no database at {0}: make one with `canbo migrate up`")]
    Missing(std::path::PathBuf),
    /// Others than the owner could read the file of an SQLite database.
    #[error("{path} is open to others than its owner: its mode is {mode:o}, it must be 600")]
    Open {
        /// The file.
        path: std::path::PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file of an SQLite database could not be made.
    #[error("the database file could not be created: {0}")]
    File(#[from] std::io::Error),
    /// The database did not answer, or refused.
    #[error("the database could not be opened: {0}")]
    Connection(#[from] DbErr),
}

/// The database that the server works on. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
    watcher: Watcher,
}

/// Who is shown each statement, if anybody asked for it.
#[derive(Clone, Default)]
struct Watcher(Arc<OnceLock<Watch>>);

/// What is called with the text of each statement.
type Watch = Box<dyn Fn(&str) + Send + Sync>;

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watcher").field(&self.0.get().is_some()).finish()
    }
}

/// Which database a URL names.
enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    fn of(config: &DatabaseConfig) -> Result<Self, DatabaseError> {
        let url = config.url.as_str();
        if url.starts_with("sqlite:") && !url.contains(":memory:") && !url.contains("mode=memory") {
            Ok(Self::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres)
        } else {
            Err(DatabaseError::Url)
        }
    }
}

impl Database {
    /// Opens a database that exists, and reads back the settings that the server relies on.
    ///
    /// # Errors
    /// The URL is of no known kind, the database does not answer, or a setting did not take.
    pub async fn connect(config: &DatabaseConfig) -> Result<Self, DatabaseError> {
        let statements = Arc::new(AtomicU64::new(0));
        let (mut reader, mut writer) = match Kind::of(config)? {
            Kind::Sqlite => {
                let writer = sqlite::writer(config).await?;
                (sqlite::readers(config).await?, writer)
            }
            Kind::Postgres => {
                let pool = postgres::pool(config).await?;
                (pool.clone(), pool)
            }
        };
        let watcher = Watcher::default();
        for connection in [&mut reader, &mut writer] {
            let (statements, watcher) = (Arc::clone(&statements), watcher.clone());
            connection.set_metric_callback(move |sent| {
                statements.fetch_add(1, Ordering::Relaxed);
                if let Some(watch) = watcher.0.get() {
                    watch(&sent.statement.sql);
                }
            });
        }
        Ok(Self(Arc::new(Connections { reader, writer, statements, watcher })))
    }

    /// Opens a connection for migrations: an SQLite file is created where there is none, and no statement is
    /// cut off for taking long.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_for_migration(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
        match Kind::of(config)? {
            Kind::Sqlite => sqlite::created(config).await,
            Kind::Postgres => postgres::unhurried(config).await,
        }
    }

    /// The connections that read.
    #[must_use]
    pub fn reader(&self) -> &DatabaseConnection {
        &self.0.reader
    }

    /// Begins a transaction that writes; on SQLite it has the one write lock from the first moment, so that it
    /// never fails in its middle for want of it.
    ///
    /// # Errors
    /// The database does not answer, or another writer holds it for longer than the time allowed.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.0.writer.begin_with_options(options).await
    }

    /// How many statements were sent since the database was opened, those that begin and end transactions
    /// apart.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Shows the text of each statement that is sent from now on, without the values bound to it. There is one who
    /// watches at most: whoever comes later is shown nothing.
    pub fn watch(&self, watch: impl Fn(&str) + Send + Sync + 'static) {
        // It stays with the one who was first.
        drop(self.0.watcher.0.set(Box::new(watch)));
    }

    /// How many values one statement may bind.
    #[must_use]
    pub fn most_parameters(backend: DbBackend) -> usize {
        match backend {
            // SQLITE_MAX_VARIABLE_NUMBER of the bundled library.
            DbBackend::Sqlite => 32_766,
            // A 16-bit count in the protocol.
            _ => 65_535,
        }
    }

    /// Closes every connection.
    ///
    /// # Errors
    /// A connection could not be closed in order.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.0.reader.close_by_ref().await?;
        self.0.writer.close_by_ref().await
    }
}

/// Whether a statement failed because somebody else was in the way: a conflict of two transactions (SQLSTATE 40001), a
/// deadlock (40P01), a lock that was waited for in vain (55P03); of SQLite, a writer that held the file for too long (5, and
/// 517 for a snapshot that was overtaken).
pub(crate) fn is_passing(error: &DbErr) -> bool {
    let source = match error {
        DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source)) => source,
        _ => return false,
    };
    let code = source.as_database_error().and_then(|source| source.code());
    code.is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "5" | "517"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    #![expect(clippy::disallowed_methods, reason = "the tests send statements of their own")]
    use sea_orm::ConnectionTrait;

    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn given_a_reader_when_it_writes_then_the_database_refuses() {
        let fixture = Fixture::new().await;
        let written = fixture.database.reader().execute_unprepared("DELETE FROM unit").await;
        assert!(written.unwrap_err().to_string().contains("readonly"));
    }

    #[tokio::test]
    async fn given_statements_then_each_is_counted_once() {
        let fixture = Fixture::new().await;
        let before = fixture.database.statements();
        for _ in 0..3 {
            crate::journal::head(fixture.database.reader(), entity::value::JournalStream::Data)
                .await
                .unwrap();
        }
        assert_eq!(fixture.database.statements() - before, 3);
        let transaction = fixture.database.begin_write().await.unwrap();
        crate::journal::head(&transaction, entity::value::JournalStream::Data).await.unwrap();
        transaction.rollback().await.unwrap();
        assert_eq!(fixture.database.statements() - before, 4);
    }

    #[tokio::test]
    async fn given_a_url_of_no_known_kind_then_it_is_refused_without_being_shown() {
        for url in ["mysql://u:secret@h/d", "sqlite::memory:", "sqlite:x?mode=memory", "secret", ""] {
            let config = DatabaseConfig { url: url.to_owned(), connections: 1 };
            let error = Database::connect(&config).await.unwrap_err();
            assert!(matches!(error, DatabaseError::Url), "{url}");
            assert!(!error.to_string().contains("secret"));
        }
    }

    #[tokio::test]
    async fn dr_07_given_no_file_then_only_a_migration_makes_one_and_all_beside_it_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let file = data.join("canbo.db");
        let config = DatabaseConfig { url: format!("sqlite:{}", file.display()), connections: 1 };
        assert!(matches!(Database::connect(&config).await, Err(DatabaseError::Missing(_))));
        assert!(!data.exists());
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let migrating = Database::connect_for_migration(&config).await.unwrap();
        migration::up(&migrating).await.unwrap();
        assert_eq!(mode(&data), 0o700);
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&data).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            names.push(path.file_name().unwrap().to_owned());
        }
        names.sort();
        assert_eq!(names, ["canbo.db", "canbo.db-shm", "canbo.db-wal"]);
        migrating.close().await.unwrap();
    }

    #[tokio::test]
    async fn dr_07_given_a_file_that_others_could_read_then_it_is_refused_by_its_name() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("canbo.db");
        let config = DatabaseConfig { url: format!("sqlite:{}", file.display()), connections: 1 };
        Database::connect_for_migration(&config).await.unwrap().close().await.unwrap();
        for open in [0o640, 0o604, 0o660, 0o644] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(open)).unwrap();
            let refused = Database::connect(&config).await.unwrap_err();
            assert!(matches!(&refused, DatabaseError::Open { mode, .. } if *mode == open), "{refused}");
            assert!(matches!(
                Database::connect_for_migration(&config).await,
                Err(DatabaseError::Open { .. })
            ));
        }
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        Database::connect(&config).await.unwrap().close().await.unwrap();
    }
}
