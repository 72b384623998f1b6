//! An empty database for one case, on each of the two.

use canbo_tests::postgres_url;
use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

/// An empty database of its own.
pub(super) struct Scratch {
    url: String,
    server: Option<Server>,
    _folder: TempDir,
}

/// The PostgreSQL server on which a database was created.
struct Server {
    connection: DatabaseConnection,
    database: String,
}

impl Scratch {
    /// Another connection.
    pub(super) async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.url);
        options.max_connections(2).sqlx_logging(false);
        // Nothing here outlives the test: not waiting for the disk makes it many times faster.
        options.map_sqlx_sqlite_opts(|options| options.synchronous(SqliteSynchronous::Off));
        Database::connect(options).await.unwrap()
    }

    /// A connection to the database with every migration applied.
    pub(super) async fn migrated(&self) -> DatabaseConnection {
        let db = self.connect().await;
        migration::up(&db).await.unwrap();
        db
    }
}

/// Runs a case on an empty SQLite file, and on an empty PostgreSQL database where a server is given.
pub(super) async fn on_each(case: impl AsyncFn(&Scratch)) {
    case(&sqlite()).await;
    if let Some(url) = postgres_url().await {
        let scratch = postgres(&url).await;
        case(&scratch).await;
        drop_database(scratch).await;
    }
}

fn sqlite() -> Scratch {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("canbo.db").display());
    Scratch { url, server: None, _folder: folder }
}

async fn postgres(url: &str) -> Scratch {
    let folder = TempDir::new().unwrap();
    let connection = Database::connect(url).await.unwrap();
    let unique = folder.path().file_name().unwrap().to_str().unwrap().trim_start_matches('.');
    let database = format!("canbo_migration_{unique}").to_lowercase();
    connection.execute_unprepared(&format!("CREATE DATABASE \"{database}\"")).await.unwrap();
    let server = url.rsplit_once('/').unwrap().0;
    Scratch {
        url: format!("{server}/{database}"),
        server: Some(Server { connection, database }),
        _folder: folder,
    }
}

async fn drop_database(scratch: Scratch) {
    let Server { connection, database } = scratch.server.unwrap();
    connection.execute_unprepared(&format!("DROP DATABASE \"{database}\" WITH (FORCE)")).await.unwrap();
}
