//! A server in this process.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use api::app::App;
use api::clock::Clock;
use api::config::{Config, DatabaseConfig, HttpConfig, LimitsConfig};
use api::database::Database;
use api::demo::PASS_PHRASE;
use api::graphql::Introspection;
use api::http::server::{Running, start};
use api::keys::Keys;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tokio::sync::Mutex;

use crate::account::Account;
use crate::answer::Answer;
use crate::client::Client;
use crate::database::TestDatabase;
use crate::logs;
use crate::run::keys;
use crate::time::clock;

/// A server that listens on a port of its own of this machine, over a database of its own.
pub struct Server {
    app: App,
    running: Running,
    http: reqwest::Client,
    tokens: Mutex<HashMap<String, String>>,
    /// None of a server beside another, which has it.
    database: Option<TestDatabase>,
}

impl Server {
    /// Starts a server over a database.
    pub async fn over(database: TestDatabase) -> Self {
        Self::with(database, |_| {}).await
    }

    /// Starts a server over a database, with a configuration that differs from the default in what is changed.
    pub async fn with(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = configured(database.config());
        change(&mut config);
        Self::start(config, Some(database), clock(), keys(), |app| app).await
    }

    /// As [`with`](Self::with), made of other parts than usual.
    pub async fn adapted(
        database: TestDatabase,
        change: impl FnOnce(&mut Config),
        adapt: impl FnOnce(App) -> App,
    ) -> Self {
        let mut config = configured(database.config());
        change(&mut config);
        Self::start(config, Some(database), clock(), keys(), adapt).await
    }

    /// Starts another server over the same database, at another time.
    pub async fn beside(&self, clock: Clock) -> Self {
        self.beside_with(clock, |_| {}).await
    }

    /// Starts another server over the same database, at another time, and with a configuration that differs from this
    /// server's in what is changed.
    pub async fn beside_with(&self, clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::clone(&self.app.config);
        change(&mut config);
        Self::start(config, None, clock, keys(), |app| app).await
    }

    /// Starts another server over the same database, with keys of its own: what others sealed, it does not open.
    pub async fn beside_with_keys(&self, keys: Keys) -> Self {
        Self::start(Config::clone(&self.app.config), None, clock(), keys, |app| app).await
    }

    /// Starts a server over a database that somebody else made and removes, with the keys given.
    pub async fn alone(database: DatabaseConfig, keys: Keys) -> Self {
        Self::start(configured(&database), None, clock(), keys, |app| app).await
    }

    async fn start(
        config: Config,
        database: Option<TestDatabase>,
        clock: Clock,
        keys: Keys,
        adapt: impl FnOnce(App) -> App,
    ) -> Self {
        let opened = Database::connect(&config.database).await.expect("the test's database opens");
        let introspection = if config.http.introspection { Introspection::On } else { Introspection::Off };
        let app = adapt(App::new(config, opened, clock, keys, introspection));
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let running = start(app.clone(), listen, None).expect("the server listens");
        // Shorter than the server keeps connections, so that none is taken up just as the server ends it.
        let idle = Duration::from_secs(5);
        let http =
            reqwest::Client::builder().no_proxy().pool_idle_timeout(idle).build().expect("a client is built");
        Self { app, running, http, tokens: Mutex::default(), database }
    }

    /// What the server is made of.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The database, as the server has it open.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.app.database
    }

    /// How many SQL statements the server has sent so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.app.database.statements()
    }

    /// A client of an account of the demo; it logs in once.
    pub async fn client(&self, account: Account) -> Client {
        self.client_of(account.username()).await
    }

    /// A client of the account of a name, with the demo's pass phrase; it logs in once.
    ///
    /// # Panics
    /// If it may not log in.
    pub async fn client_of(&self, username: &str) -> Client {
        let mut tokens = self.tokens.lock().await;
        let token = match tokens.get(username) {
            Some(token) => token.clone(),
            None => {
                let answer = self.log_in(username, PASS_PHRASE).await;
                let token = answer.body.get("accessToken").and_then(|token| token.as_str());
                token.unwrap_or_else(|| panic!("{username}: {:#}", answer.body)).to_owned()
            }
        };
        tokens.insert(username.to_owned(), token.clone());
        Client::new(self.http.clone(), self.url("/graphql"), token)
    }

    /// Makes the next clients log in anew.
    pub async fn forget_clients(&self) {
        self.tokens.lock().await.clear();
    }

    /// A client with a token of any kind.
    #[must_use]
    pub fn client_with_token(&self, token: &str) -> Client {
        Client::new(self.http.clone(), self.url("/graphql"), token.to_owned())
    }

    /// Asks for a login.
    pub async fn log_in(&self, username: &str, pass_phrase: &str) -> Answer {
        let body = json!({ "username": username, "password": pass_phrase });
        let request = self.request(Method::POST, "/auth/login").header(CONTENT_TYPE, "application/json");
        let answer = self.send(request.body(body.to_string())).await;
        for token in ["accessToken", "refreshToken"] {
            answer.body.get(token).and_then(|token| token.as_str()).into_iter().for_each(logs::note_secret);
        }
        answer
    }

    /// A request to a path, to be filled and [sent](Self::send).
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// Sends a request.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("the server answers")).await
    }

    /// Where the server listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.running.address()
    }

    /// Stops the server and removes its database, if it is its own.
    pub async fn close(self) {
        // Connections that the client keeps would be waited for.
        drop(self.http);
        self.running.stop().await.expect("the server stops in order");
        self.app.database.close().await.expect("the connections close");
        if let Some(database) = self.database {
            database.remove().await;
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }
}

/// The configuration of a test's server: as `canbo demo` has it, with one thread, and with room for documents that are
/// made from the schema and ask for everything.
fn configured(database: &DatabaseConfig) -> Config {
    let http = HttpConfig { introspection: true, ..HttpConfig::default() };
    // Tests share accounts, and must not end each other's sessions.
    let limits = LimitsConfig { rows: 1_000_000, sessions: 1_000, ..LimitsConfig::default() };
    Config { workers: 1, database: database.clone(), http, limits, ..Config::default() }
}
