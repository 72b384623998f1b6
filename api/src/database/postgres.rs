//! PostgreSQL: one pool, whose connections give up in time.

use std::time::Duration;

use sea_orm::{ConnectOptions, DatabaseConnection};

use super::DatabaseError;
use super::settings::{Setting, check};
use crate::config::DatabaseConfig;

/// How long a request waits for a connection.
const WAIT: Duration = Duration::from_secs(2);

/// A connection that idled for longer is tested before it is used: the server may have restarted.
const TRUSTED: Duration = Duration::from_secs(1);

/// How long one statement may run, one lock may be waited for, and a transaction may idle.
const LIMITS: [Setting; 3] = [
    Setting { name: "statement_timeout", shown_by: "SHOW statement_timeout", wanted: "5s" },
    Setting { name: "lock_timeout", shown_by: "SHOW lock_timeout", wanted: "2s" },
    Setting {
        name: "idle_in_transaction_session_timeout",
        shown_by: "SHOW idle_in_transaction_session_timeout",
        wanted: "10s",
    },
];

/// The pool of the server.
pub(super) async fn pool(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
    let mut options = options(config);
    options.map_sqlx_postgres_opts(|options| {
        options.options(LIMITS.iter().map(|limit| (limit.name, limit.wanted)))
    });
    let connection = sea_orm::Database::connect(options).await?;
    check(&connection, &LIMITS).await?;
    Ok(connection)
}

/// A pool without limits, for migrations.
pub(super) async fn unhurried(config: &DatabaseConfig) -> Result<DatabaseConnection, DatabaseError> {
    Ok(sea_orm::Database::connect(options(config)).await?)
}

fn options(config: &DatabaseConfig) -> ConnectOptions {
    let mut options = ConnectOptions::new(&config.url);
    options
        .max_connections(config.connections)
        .acquire_timeout(WAIT)
        .test_before_acquire_if_idle_for(TRUSTED)
        .sqlx_logging(false);
    options
}
