//! The lock on the schema: of two processes that start at once, one changes it and the other waits, then finds
//! nothing left to do.

use std::time::Duration;

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sqlx,
};
use tokio::time::Instant;

use crate::dialect::Dialect;
use crate::error::MigrateError;

/// How long the second process waits for the first.
const WAIT: Duration = Duration::from_secs(60);
/// How long SQLite's lock is left alone between two attempts.
const PAUSE: Duration = Duration::from_millis(100);

/// Takes the wait's length, and no limit of the role's on one statement, for this transaction alone; then the lock,
/// which ends with the transaction. The number is arbitrary and Canbo's own: "canbo" in ASCII.
const POSTGRES_LOCK: &str = "SET LOCAL lock_timeout = '60s';
     SET LOCAL statement_timeout = 0;
     SELECT pg_advisory_xact_lock(x'63616e626f'::bigint);";

/// Begins the one transaction in which a whole run happens, with the lock taken.
///
/// # Errors
/// [`MigrateError::Locked`] after a minute's wait, [`MigrateError::Database`] if the database fails.
pub(crate) async fn begin_locked(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    match Dialect::of(db.get_database_backend())? {
        Dialect::Sqlite => begin_sqlite(db).await,
        Dialect::Postgres => begin_postgres(db).await,
    }
}

#[expect(clippy::disallowed_methods, reason = "no builder knows advisory locks")]
async fn begin_postgres(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    let transaction = db.begin().await?;
    match transaction.execute_unprepared(POSTGRES_LOCK).await {
        Ok(_) => Ok(transaction),
        Err(error) if error_code(&error).as_deref() == Some("55P03") => Err(MigrateError::Locked),
        Err(error) => Err(error.into()),
    }
}

/// SQLite's lock is the one that every writer takes. Each attempt waits as long as the connection's own busy timeout.
async fn begin_sqlite(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let deadline = Instant::now() + WAIT;
    loop {
        match db.begin_with_options(immediate).await {
            Ok(transaction) => return Ok(transaction),
            Err(error) if !is_busy(&error) => return Err(error.into()),
            Err(_) if Instant::now() >= deadline => return Err(MigrateError::Locked),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Whether SQLite said that another connection holds the lock: SQLITE_BUSY, plain or in one of its extended forms,
/// which hold it in their low byte.
fn is_busy(error: &DbErr) -> bool {
    const SQLITE_BUSY: u32 = 5;
    error_code(error).and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

/// The database's own code for an error: SQLSTATE on PostgreSQL, the extended result code on SQLite.
fn error_code(error: &DbErr) -> Option<String> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(source))
        | DbErr::Exec(RuntimeErr::SqlxError(source))
        | DbErr::Query(RuntimeErr::SqlxError(source)) => match source.as_ref() {
            sqlx::Error::Database(database) => database.code().map(|code| code.into_owned()),
            _ => None,
        },
        _ => None,
    }
}
