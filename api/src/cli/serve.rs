//! `canbo serve`.

use std::path::PathBuf;

use clap::Args;

use super::checkpoints::Checkpoints;
use super::stop::StopSignals;
use super::{CommandError, VERSION, opened, say};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::graphql::Introspection;
use crate::http::server;
use crate::keys::Keys;
use crate::log;
use crate::work::Work;
use crate::work::operations::{record_start, record_stop};

/// Serve the API with the database and keys of the configuration.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The configuration file (TOML). The environment's CANBO_ variables go over it.
    #[arg(long)]
    config: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let config = Config::load(self.config.as_deref())?;
        if !config.listen.ip().is_loopback() && !config.http.behind_proxy {
            return Err(CommandError::NotBehindProxy(config.listen));
        }
        log::begin(&config.log);
        let mut stop = StopSignals::listen()?;
        let keys = Keys::load(&config.keys.directory)?;
        let _watch = keys.watch();
        let database = opened::database(&config.database).await?;
        let listen = config.listen;
        let introspection = if config.http.introspection { Introspection::On } else { Introspection::Off };
        let clock = Clock::system();
        let work = Work::new(database.clone(), keys.clone(), clock.clone());
        record_start(&work, VERSION, config.told()).await?;
        let checkpoints = Checkpoints::of(&config.journal, database.clone(), keys.clone(), clock.clone());
        let app = App::new(config, database.clone(), clock, keys, introspection);
        let running = server::start(app, listen, None)?;
        say(format!("Serving http://{}/graphql", running.address()))?;
        let writing = checkpoints.clone().map(Checkpoints::keep_writing);
        let served = stop.serve_until_next(running).await;
        drop(writing);
        record_stop(&work, VERSION).await?;
        if let Some(checkpoints) = checkpoints {
            checkpoints.write().await?;
        }
        served?;
        Ok(database.close().await?)
    }
}
