//! A PostgreSQL server for the tests: the one that `CANBO_TEST_DATABASE_URL` names, or a throwaway cluster.

mod binaries;
mod cluster;
mod databases;
mod user;

use std::env;

use tokio::sync::OnceCell;

use crate::run::RUNTIME;
use binaries::Binaries;
use cluster::Cluster;
pub(crate) use databases::Databases;

/// Names a database on a server in which databases may be created. They are dropped by the next run.
pub const URL_VARIABLE: &str = "CANBO_TEST_DATABASE_URL";

/// Set to 1, makes it a failure when there is no PostgreSQL to test with.
pub const REQUIRE_VARIABLE: &str = "CANBO_TEST_REQUIRE_POSTGRES";

/// The server of this run.
#[derive(Debug)]
pub(crate) struct Server {
    databases: Databases,
    /// Kept as long as the process lives.
    _cluster: Option<Cluster>,
}

static SERVER: OnceCell<Result<Server, String>> = OnceCell::const_new();

/// Databases on the server of this run, or why there are none.
pub(crate) async fn databases() -> Result<&'static Databases, &'static str> {
    let begun = || async { RUNTIME.spawn(start()).await.unwrap_or_else(|error| Err(error.to_string())) };
    let server = SERVER.get_or_init(begun).await;
    server.as_ref().map(|server| &server.databases).map_err(String::as_str)
}

/// Whether it is a failure to have no server.
pub(crate) fn is_required() -> bool {
    env::var(REQUIRE_VARIABLE).is_ok_and(|value| value == "1")
}

async fn start() -> Result<Server, String> {
    if let Ok(url) = env::var(URL_VARIABLE) {
        return Ok(Server { databases: Databases::on(url).await?, _cluster: None });
    }
    let binaries = Binaries::find().ok_or_else(|| {
        format!("no initdb and postgres are installed here, and {URL_VARIABLE} names no server")
    })?;
    let cluster = Cluster::start(&binaries).await?;
    Ok(Server { databases: Databases::on(cluster.url().to_owned()).await?, _cluster: Some(cluster) })
}
