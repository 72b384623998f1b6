//! A throwaway PostgreSQL cluster, started from the programs of this machine and gone with the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, Database};

use super::binaries::Binaries;
use super::user::User;

const SCRIPT: &str = include_str!("cluster.sh");

/// How long the cluster may take to be made and to answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A cluster that runs. A shell stops it and removes its folder when its standard input is closed, which the
/// operating system does when this process ends, whether by itself or killed.
#[derive(Debug)]
pub(super) struct Cluster {
    url: String,
    /// Never read: it holds the pipe.
    _supervisor: Child,
}

impl Cluster {
    /// Makes a cluster and waits until it answers.
    ///
    /// # Errors
    /// What a person needs to know in order to help.
    pub(super) async fn start(binaries: &Binaries) -> Result<Self, String> {
        let user = User::choose()?;
        let folder = folder(&user).map_err(|error| format!("no folder for a cluster: {error}"))?;
        let supervisor = supervisor(&user, binaries, &folder)?;
        // The socket's folder goes in as a parameter, so that a database's name can be put before it.
        let url = format!("postgres://canbo@localhost/postgres?host={}", folder.display());
        wait_until_it_answers(&url, &folder).await?;
        Ok(Self { url, _supervisor: supervisor })
    }

    /// The URL of the database that every cluster has.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// A folder that the user alone can enter. Who removes it is the supervisor.
fn folder(user: &User) -> std::io::Result<PathBuf> {
    let folder = tempfile::Builder::new().prefix("canbo-pg-").tempdir()?;
    user.give(folder.path())?;
    Ok(folder.keep())
}

fn supervisor(user: &User, binaries: &Binaries, folder: &Path) -> Result<Child, String> {
    use std::os::unix::process::CommandExt;
    user.shell(SCRIPT)?
        .args([&binaries.initdb, &binaries.postgres])
        .arg(folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A Ctrl-C at the terminal ends the tests, and they end the cluster: not both at once.
        .process_group(0)
        .spawn()
        .map_err(|error| format!("the cluster's supervisor did not start: {error}"))
}

async fn wait_until_it_answers(url: &str, folder: &Path) -> Result<(), String> {
    let begin = Instant::now();
    loop {
        if let Ok(log) = fs::read_to_string(folder.join("failed")) {
            return Err(format!("the cluster did not come up:\n{log}"));
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).connect_timeout(Duration::from_secs(2)).sqlx_logging(false);
        match Database::connect(options).await {
            Ok(connection) => return connection.close().await.map_err(|error| error.to_string()),
            Err(error) if begin.elapsed() > PATIENCE => {
                return Err(format!("the cluster did not answer within {} s: {error}", PATIENCE.as_secs()));
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
