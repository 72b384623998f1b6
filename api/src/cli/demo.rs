//! `canbo demo`.

use std::env;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;

use super::stop::StopSignals;
use super::{CommandError, VERSION, say};
use crate::app::App;
use crate::auth::{ClientSecret, Passwords};
use crate::clock::Clock;
use crate::config::{Config, DatabaseConfig, KeysConfig, LimitsConfig};
use crate::database::Database;
use crate::demo::{self, CLIENT_SECRET, District, PASS_PHRASE, PLATFORM};
use crate::graphql::Introspection;
use crate::http::playground::{DemoAccount, DemoLogin};
use crate::http::server;
use crate::keys::Keys;
use crate::log;
use crate::work::operations::{record_start, record_stop};
use crate::work::{self, Work};

/// Serve the API and a playground over a made-up district: huyện Chương Mỹ, with synthetic people.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where to listen: an address of this machine alone.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where to keep the data; without it, in a folder that is deleted at the end.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The civil date that counts as today. Where the district is loaded, nothing of it is known from a later day; kept data are
    /// served as they are.
    #[arg(long, default_value = "2025-12-31")]
    today: NaiveDate,
}

impl Demo {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        if !self.listen.ip().is_loopback() {
            return Err(CommandError::NotLoopback(self.listen));
        }
        let folder = Folder::new(self.data)?;
        let config = config(self.listen, folder.path());
        log::begin(&config.log);
        let mut stop = StopSignals::listen()?;
        let clock = Clock::with_today(self.today);
        let district = demo::district();
        let login = login(&district);
        // A signal while the district is loaded ends the command in order, so that the folder is deleted.
        let (keys, database) = tokio::select! {
            loaded = loaded(folder.path(), &config, &clock, district) => loaded?,
            () = stop.next() => return Ok(()),
        };
        let _watch = keys.watch();
        let work = Work::new(database.clone(), keys.clone(), clock.clone());
        record_start(&work, VERSION, config.told()).await?;
        let app = App::new(config, database.clone(), clock, keys, Introspection::On);
        let running = server::start(app, self.listen, Some(login.clone()))?;
        greet(running.address(), self.today, &login)?;
        let served = stop.serve_until_next(running).await;
        record_stop(&work, VERSION).await?;
        served?;
        Ok(database.close().await?)
    }
}

/// The file of the database.
const DATABASE: &str = "canbo.db";

fn database_in(folder: &Path) -> DatabaseConfig {
    let url = format!("sqlite:{}", folder.join(DATABASE).display());
    DatabaseConfig { url, ..DatabaseConfig::default() }
}

fn config(listen: SocketAddr, folder: &Path) -> Config {
    Config {
        listen,
        database: database_in(folder),
        keys: KeysConfig { directory: folder.join("keys") },
        // Everybody who tries the demo shares its accounts.
        limits: LimitsConfig { sessions: 1_000, ..LimitsConfig::default() },
        ..Config::default()
    }
}

/// The demo's keys and its database, with the district in it.
async fn loaded(
    folder: &Path,
    config: &Config,
    clock: &Clock,
    district: District,
) -> Result<(Keys, Database), CommandError> {
    let keys = Keys::load_or_create(&config.keys.directory)?;
    let database = migrated(&config.database).await?;
    if !work::demo::is_empty(&database).await? {
        return Ok((keys, database));
    }
    database.close().await?;
    let began = Instant::now();
    // The district lives in a folder beside, which is deleted where that is interrupted: none is left that lived half its life.
    let beside = private_folder(folder)?;
    let loading = migrated(&database_in(beside.path())).await?;
    let work = Work::new(loading.clone(), keys.clone(), clock.clone());
    work::demo::live(&work, &Passwords::default(), district, PASS_PHRASE).await?;
    loading.close().await?;
    fs::rename(beside.path().join(DATABASE), folder.join(DATABASE))?;
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(duration.ms = took, "the district is loaded");
    Ok((keys, Database::connect(&config.database).await?))
}

/// A database with every table, made where there is none.
async fn migrated(config: &DatabaseConfig) -> Result<Database, CommandError> {
    let migrating = Database::connect_for_migration(config).await?;
    migration::up(&migrating).await?;
    migrating.close().await?;
    Ok(Database::connect(config).await?)
}

fn login(district: &District) -> DemoLogin {
    let accounts = district.accounts.iter().map(|account| DemoAccount {
        username: account.username.clone(),
        label: account.display_name.clone(),
    });
    DemoLogin { pass_phrase: PASS_PHRASE.to_owned(), accounts: accounts.collect() }
}

fn greet(address: SocketAddr, today: NaiveDate, login: &DemoLogin) -> Result<(), CommandError> {
    say(format!("Canbo's demo of huyện Chương Mỹ. All people in it are made up; today is {today}."))?;
    say(format!("Playground: http://{address}/"))?;
    say(format!("API:        http://{address}/graphql"))?;
    say(format!("Accounts, all with the pass phrase {}:", login.pass_phrase))?;
    for account in &login.accounts {
        say(format!("  {:<18} {}", account.username, account.label))?;
    }
    say(format!("Client secret of {PLATFORM}: {}", ClientSecret::of(*CLIENT_SECRET).text()))?;
    say("Stop with Ctrl-C.")
}

/// Nobody but the owner looks into the folder.
const PRIVATE: u32 = 0o700;

/// Where the demo's data lie.
enum Folder {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn new(data: Option<PathBuf>) -> Result<Self, CommandError> {
        match data {
            Some(path) => {
                DirBuilder::new().recursive(true).mode(PRIVATE).create(&path)?;
                Ok(Self::Kept(path))
            }
            None => Ok(Self::Temporary(private_folder(&env::temp_dir())?)),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

/// A folder within another, which is deleted at the end.
fn private_folder(within: &Path) -> io::Result<tempfile::TempDir> {
    let permissions = Permissions::from_mode(PRIVATE);
    tempfile::Builder::new().prefix("canbo-demo-").permissions(permissions).tempdir_in(within)
}
