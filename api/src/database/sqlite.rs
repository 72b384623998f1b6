//! SQLite: one connection that writes, others that can only read.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, DatabaseConnection};

use super::DatabaseError;
use super::settings::{Setting, check};
use crate::config::DatabaseConfig;

/// How long a connection waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a request waits for a connection.
const READER_WAIT: Duration = Duration::from_secs(2);

/// Nobody but the owner reads the file.
const FILE_MODE: u32 = 0o600;

const OF_ALL: [Setting; 3] = [
    Setting { name: "journal_mode", shown_by: "PRAGMA journal_mode", wanted: "wal" },
    Setting { name: "foreign_keys", shown_by: "PRAGMA foreign_keys", wanted: "1" },
    Setting { name: "busy_timeout", shown_by: "PRAGMA busy_timeout", wanted: "5000" },
];
const OF_WRITER: [Setting; 2] = [
    // FULL: a commit that was acknowledged outlives a loss of power.
    Setting { name: "synchronous", shown_by: "PRAGMA synchronous", wanted: "2" },
    Setting { name: "query_only", shown_by: "PRAGMA query_only", wanted: "0" },
];
const OF_READERS: [Setting; 1] = [Setting { name: "query_only", shown_by: "PRAGMA query_only", wanted: "1" }];

/// The connection that writes.
pub(super) async fn writer(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
    let file = file(config)?;
    if !file.is_file() {
        return Err(DatabaseError::Missing(file));
    }
    check_private(&file)?;
    let mut options = one_lasting_connection(config);
    options.map_sqlx_sqlite_opts(durable);
    let connection = sea_orm::Database::connect(options).await?;
    check(&connection, &OF_ALL).await?;
    check(&connection, &OF_WRITER).await?;
    Ok(connection)
}

/// The connections that read.
pub(super) async fn readers(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
    let mut options = options(config);
    options
        .max_connections(config.connections)
        .acquire_timeout(READER_WAIT)
        .map_sqlx_sqlite_opts(|options| durable(options).pragma("query_only", "ON"));
    let connection = sea_orm::Database::connect(options).await?;
    check(&connection, &OF_ALL).await?;
    check(&connection, &OF_READERS).await?;
    Ok(connection)
}

/// A connection that writes, to a file that is created where there is none, for its owner's eyes only, as is the
/// folder around it.
pub(super) async fn created(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
    let file = file(config)?;
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(&file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    check_private(&file)?;
    let mut options = one_lasting_connection(config);
    options.map_sqlx_sqlite_opts(durable);
    let connection = sea_orm::Database::connect(options).await?;
    check(&connection, &OF_ALL).await?;
    Ok(connection)
}

/// Refuses a file that others could read. What SQLite puts beside it, the log of writes and its index, gets its mode.
fn check_private(file: &Path) -> Result<(), DatabaseError> {
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(DatabaseError::Open { path: file.to_owned(), mode }) }
}

fn file(config: &DatabaseConfig) -> Result<PathBuf, DatabaseError> {
    let options: SqliteConnectOptions = config.url.parse().map_err(|_| DatabaseError::Url)?;
    Ok(options.get_filename().to_owned())
}

fn one_lasting_connection(config: &DatabaseConfig) -> ConnectOptions {
    let mut options = options(config);
    options
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(BUSY_TIMEOUT);
    options
}

fn options(config: &DatabaseConfig) -> ConnectOptions {
    let mut options = ConnectOptions::new(&config.url);
    // A connection to a file does not break by itself, so that none is tested before it is used.
    options.sqlx_logging(false).test_before_acquire(false);
    options
}

fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}
