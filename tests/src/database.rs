//! A database for a test, of either kind.

use std::path::Path;

use api::auth::Passwords;
use api::config::DatabaseConfig;
use api::database::Database;
use api::demo::{District, PASS_PHRASE, district};
use api::work::{self, Work};
use sea_orm::DatabaseConnection;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::earlier::known_before;
use crate::folder;
use crate::postgres;
use crate::run::keys;
use crate::time::{clock, day};

/// Connections of one test's pool.
const CONNECTIONS: u32 = 4;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dbms {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL, on the server of the run.
    Postgres,
}

/// A database of a test's own. [`remove`](Self::remove) it in the end.
#[derive(Debug)]
pub struct TestDatabase {
    config: DatabaseConfig,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File(TempDir),
    Server { name: String },
}

/// What a template holds.
#[derive(Clone, Copy, Debug)]
enum Template {
    Tables,
    Demo,
}

static SQLITE_TABLES: OnceCell<TestDatabase> = OnceCell::const_new();
static SQLITE_DEMO: OnceCell<TestDatabase> = OnceCell::const_new();
static POSTGRES_TABLES: OnceCell<TestDatabase> = OnceCell::const_new();
static POSTGRES_DEMO: OnceCell<TestDatabase> = OnceCell::const_new();

impl TestDatabase {
    /// A database without tables; of SQLite, without even a file.
    pub async fn empty(dbms: Dbms) -> Self {
        match dbms {
            Dbms::Sqlite => Self::file(),
            Dbms::Postgres => Self::on_server(server().await.create().await).await,
        }
    }

    /// A database with every migration applied, and no row.
    pub async fn migrated(dbms: Dbms) -> Self {
        Self::copy_of(dbms, Template::Tables).await
    }

    /// A database with the demo district.
    pub async fn demo(dbms: Dbms) -> Self {
        Self::copy_of(dbms, Template::Demo).await
    }

    /// A database with the demo district as it was known on the eve of a day.
    pub async fn demo_before(dbms: Dbms, on: &str) -> Self {
        Self::with(dbms, known_before(day(on))).await
    }

    /// A database with a district of the test's own.
    pub async fn with(dbms: Dbms, district: District) -> Self {
        let database = Self::migrated(dbms).await;
        database.load(district).await;
        database
    }

    /// How to connect to it.
    #[must_use]
    pub const fn config(&self) -> &DatabaseConfig {
        &self.config
    }

    /// Opens it as a server does.
    pub async fn connect(&self) -> Database {
        Database::connect(&self.config).await.expect("the test's database opens")
    }

    /// Opens it as `canbo migrate` does.
    pub async fn connect_for_migration(&self) -> DatabaseConnection {
        Database::connect_for_migration(&self.config).await.expect("the test's database opens")
    }

    /// Removes it, whoever is still connected.
    pub async fn remove(self) {
        match self.place {
            Place::File(folder) => drop(folder.close()),
            Place::Server { name } => server().await.drop(&name).await,
        }
    }

    fn file() -> Self {
        let folder = folder::for_a_database();
        let url = format!("sqlite:{}", file_in(&folder).display());
        Self { config: DatabaseConfig { url, connections: CONNECTIONS }, place: Place::File(folder) }
    }

    async fn on_server(name: String) -> Self {
        let url = server().await.url_of(&name);
        Self { config: DatabaseConfig { url, connections: CONNECTIONS }, place: Place::Server { name } }
    }

    async fn copy_of(dbms: Dbms, template: Template) -> Self {
        let once = match (dbms, template) {
            (Dbms::Sqlite, Template::Tables) => &SQLITE_TABLES,
            (Dbms::Sqlite, Template::Demo) => &SQLITE_DEMO,
            (Dbms::Postgres, Template::Tables) => &POSTGRES_TABLES,
            (Dbms::Postgres, Template::Demo) => &POSTGRES_DEMO,
        };
        let made = once
            .get_or_init(|| async move {
                match template {
                    Template::Tables => Self::made(dbms).await,
                    Template::Demo => Box::pin(Self::with(dbms, district())).await,
                }
            })
            .await;
        made.copy().await
    }

    async fn copy(&self) -> Self {
        match &self.place {
            Place::File(folder) => {
                let copy = Self::file();
                if let Place::File(other) = &copy.place {
                    std::fs::copy(file_in(folder), file_in(other)).expect("the template is copied");
                }
                copy
            }
            Place::Server { name } => Self::on_server(server().await.copy(name).await).await,
        }
    }

    async fn made(dbms: Dbms) -> Self {
        let database = Self::empty(dbms).await;
        let connection = database.connect_for_migration().await;
        migration::up(&connection).await.expect("every migration applies");
        connection.close().await.expect("the connection closes");
        database
    }

    async fn load(&self, district: District) {
        let database = self.connect().await;
        let work = Work::new(database.clone(), keys(), clock());
        work::demo::load(&work, &Passwords::default(), district, PASS_PHRASE)
            .await
            .expect("the district loads");
        database.close().await.expect("the connections close");
    }
}

impl Dbms {
    /// Whether there is a database of this kind to test with.
    ///
    /// # Errors
    /// Why not, in words for whoever runs the tests.
    pub async fn is_there(self) -> Result<(), &'static str> {
        match self {
            Self::Sqlite => Ok(()),
            Self::Postgres => postgres::databases().await.map(drop),
        }
    }
}

fn file_in(folder: &TempDir) -> std::path::PathBuf {
    Path::join(folder.path(), "canbo.db")
}

async fn server() -> &'static postgres::Databases {
    postgres::databases().await.unwrap_or_else(|why| panic!("{why}"))
}
