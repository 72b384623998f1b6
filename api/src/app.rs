//! What a running server is made of.

use std::sync::Arc;

use crate::auth::{AccessTokens, Clients, Login, Passwords};
use crate::clock::Clock;
use crate::config::Config;
use crate::database::Database;
use crate::graphql::{Introspection, Schema, schema};
use crate::keys::Keys;
use crate::repo::Repo;
use crate::runtime::Runtime;
use crate::work::Work;

/// Everything that handlers need. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The configuration.
    pub config: Arc<Config>,
    /// Where what waits for the database runs.
    pub runtime: Runtime,
    /// The database.
    pub database: Database,
    /// The instant and the day.
    pub clock: Clock,
    /// The keys.
    pub keys: Keys,
    /// Issues and checks access tokens.
    pub tokens: AccessTokens,
    /// Logs people in.
    pub login: Login,
    /// Issues tokens to machines.
    pub clients: Clients,
    /// Reads.
    pub repo: Repo,
    /// Writes.
    pub work: Work,
    /// Answers GraphQL.
    pub schema: Schema,
}

impl App {
    /// A server's parts, put together, in the runtime that the database was opened in.
    ///
    /// # Panics
    /// Outside of a runtime.
    #[must_use]
    pub fn new(
        config: Config,
        database: Database,
        clock: Clock,
        keys: Keys,
        introspection: Introspection,
    ) -> Self {
        let work = Work::new(database.clone(), keys.clone(), clock.clone());
        let repo = Repo::new(database.clone(), keys.clone(), work.directory().clone());
        let tokens = AccessTokens::new(keys.clone(), config.token.clone());
        let passwords = Passwords::default();
        let (opened, at) = (database.clone(), clock.clone());
        let login = Login::new(opened, at, passwords, tokens.clone(), work.clone(), config.limits.sessions);
        let (opened, at) = (database.clone(), clock.clone());
        let clients = Clients::new(opened, at, tokens.clone(), work.clone(), &config.token);
        let schema = schema(introspection);
        Self {
            config: Arc::new(config),
            runtime: Runtime::current(),
            database,
            clock,
            keys,
            tokens,
            login,
            clients,
            repo,
            work,
            schema,
        }
    }
}
