//! An empty database for one case, on each of the two.

use canbo_tests::{Dbms, TestDatabase, can_run};
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, Database, DatabaseConnection};

/// An empty database of its own.
pub(super) struct Scratch(TestDatabase);

impl Scratch {
    /// Another connection.
    pub(super) async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.0.config().url);
        options.max_connections(2).sqlx_logging(false);
        // Nothing here outlives the test: not waiting for the disk makes it many times faster.
        options.map_sqlx_sqlite_opts(|options| {
            options.create_if_missing(true).synchronous(SqliteSynchronous::Off)
        });
        Database::connect(options).await.unwrap()
    }

    /// A connection to the database with every migration applied.
    pub(super) async fn migrated(&self) -> DatabaseConnection {
        let db = self.connect().await;
        migration::up(&db).await.unwrap();
        db
    }
}

/// Runs a case on an empty database of each kind that there is.
pub(super) async fn on_each(case: impl AsyncFn(&Scratch)) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    for dbms in [Dbms::Sqlite, Dbms::Postgres] {
        if can_run(dbms, &test).await {
            let scratch = Scratch(TestDatabase::empty(dbms).await);
            case(&scratch).await;
            scratch.0.remove().await;
        }
    }
}
