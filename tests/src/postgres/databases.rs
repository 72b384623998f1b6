//! Databases on one server: made for a test, and dropped after it.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::run::RUNTIME;

/// What the name of every database of a run begins with; the run follows, then a number.
const PREFIX: &str = "canbo_test_";

/// The databases of this run on a server.
///
/// A run that was killed leaves its databases behind. So each run holds an advisory lock as long as it lives, and drops
/// the databases of runs whose lock nobody holds.
#[derive(Debug)]
pub(crate) struct Databases {
    url: String,
    run: String,
    count: AtomicU32,
    /// One connection: the one that holds the run's lock.
    admin: DatabaseConnection,
    /// PostgreSQL copies a template for one at a time.
    copying: Mutex<()>,
}

impl Databases {
    /// Databases on the server of a URL.
    ///
    /// # Errors
    /// The server does not answer, or does not let databases be made.
    pub(super) async fn on(url: String) -> Result<Self, String> {
        let told = |error: DbErr| format!("the PostgreSQL server for tests failed: {error}");
        let mut options = ConnectOptions::new(&url);
        options
            .min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .sqlx_logging(false);
        let admin = Database::connect(options).await.map_err(told)?;
        let run = run_name();
        let databases = Self { url, run, count: AtomicU32::new(0), admin, copying: Mutex::new(()) };
        databases.lock(&databases.run).await.map_err(told)?;
        databases.drop_those_of_dead_runs().await.map_err(told)?;
        Ok(databases)
    }

    /// Makes an empty database and tells its name.
    pub(crate) async fn create(&self) -> String {
        let name = self.next_name();
        self.run(&format!("CREATE DATABASE {name} TEMPLATE template0")).await;
        name
    }

    /// Makes a copy of a database to which nobody is connected, and tells its name.
    pub(crate) async fn copy(&self, template: &str) -> String {
        let name = self.next_name();
        let _one_at_a_time = self.copying.lock().await;
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        name
    }

    /// Drops a database.
    pub(crate) async fn drop(&self, name: &str) {
        self.run(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }

    /// The URL of a database.
    pub(crate) fn url_of(&self, name: &str) -> String {
        let (address, parameters) = match self.url.split_once('?') {
            Some((address, parameters)) => (address, format!("?{parameters}")),
            None => (self.url.as_str(), String::new()),
        };
        let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
        format!("{server}/{name}{parameters}")
    }

    fn next_name(&self) -> String {
        format!("{PREFIX}{}_{}", self.run, self.count.fetch_add(1, Ordering::Relaxed))
    }

    /// Runs a statement in the runtime that has the connection: that of the test may end before.
    #[expect(clippy::disallowed_methods, reason = "databases are made and dropped by SQL only")]
    async fn run(&self, sql: &str) {
        let (admin, text) = (self.admin.clone(), sql.to_owned());
        let done = RUNTIME.spawn(async move { admin.execute_unprepared(&text).await }).await;
        done.expect("the runtime of the tests goes on").expect(sql);
    }

    /// Takes the lock of a run, if nobody holds it, until this process ends.
    async fn lock(&self, run: &str) -> Result<bool, DbErr> {
        let sql = format!("SELECT pg_try_advisory_lock(hashtext('{PREFIX}{run}')) AS taken");
        self.rows(&sql).await?.first().map_or(Ok(false), |row| row.try_get("", "taken"))
    }

    async fn drop_those_of_dead_runs(&self) -> Result<(), DbErr> {
        let sql =
            format!("SELECT datname::text AS name FROM pg_database WHERE starts_with(datname, '{PREFIX}')");
        for row in self.rows(&sql).await? {
            let name: String = row.try_get("", "name")?;
            let Some((run, _)) = name.trim_start_matches(PREFIX).split_once('_') else { continue };
            if run != self.run && self.lock(run).await? {
                self.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                self.rows(&format!("SELECT pg_advisory_unlock(hashtext('{PREFIX}{run}'))")).await?;
            }
        }
        Ok(())
    }

    #[expect(clippy::disallowed_methods, reason = "asks the server about itself")]
    async fn rows(&self, sql: &str) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
        self.admin.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await
    }
}

/// A name that no other run has, fit for the name of a database.
#[expect(clippy::disallowed_methods, reason = "two runs on one server must not meet")]
fn run_name() -> String {
    Uuid::new_v4().simple().to_string()
}
