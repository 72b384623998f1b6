//! The configuration: one struct, defaults for all that has a safe one, a TOML file, and the environment over it.
//!
//! A variable is named `CANBO_`, then the path of its key with `__` between the parts: `CANBO_DATABASE__URL`,
//! `CANBO_LISTEN`. A list is written in brackets: `CANBO_HTTP__TRUSTED_PROXIES='["10.0.0.0/8"]'`. A key that does not
//! exist is refused by name, in the file as in the environment.

mod http;
mod journal;
mod limits;
#[cfg(test)]
mod tests;
mod told;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use http::{HttpConfig, Origin, OriginError};
pub use journal::JournalConfig;
pub use limits::LimitsConfig;

/// The variable that holds the pass phrase for `canbo account create`. It is no key of the configuration.
pub const PASSPHRASE_VARIABLE: &str = "CANBO_PASSPHRASE";

/// What can be wrong with a configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file named on the command line is not there.
    #[error("the configuration file {0} does not exist")]
    NoFile(PathBuf),
    /// A key is unknown, or a value is not of its type.
    #[error("the configuration is wrong: {0}")]
    Wrong(String),
    /// A value is outside what is safe.
    #[error("the configuration key `{key}` must be {bound}")]
    OutOfRange {
        /// The key's path.
        key: &'static str,
        /// What would be accepted.
        bound: &'static str,
    },
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen. Default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// Threads that serve requests, 1 to 64. Default 2.
    pub workers: usize,
    /// The database.
    pub database: DatabaseConfig,
    /// The keys.
    pub keys: KeysConfig,
    /// Access tokens.
    pub token: TokenConfig,
    /// Who may ask from where.
    pub http: HttpConfig,
    /// How much a request may ask for.
    pub limits: LimitsConfig,
    /// The journal.
    pub journal: JournalConfig,
    /// The log.
    pub log: LogConfig,
}

/// The database.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite:<file>` or `postgres://<user>:<password>@<host>/<database>`. Default `sqlite:canbo.db`, in the
    /// working directory.
    pub url: String,
    /// Connections: readers of SQLite beside its one writer, all of PostgreSQL. 1 to 100, default 8.
    pub connections: u32,
}

/// The keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeysConfig {
    /// The directory of the key files. Default `keys`, in the working directory.
    pub directory: PathBuf,
}

/// Access tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenConfig {
    /// Who issues them (`iss`): differs between deployments, so that a token of one is none of another.
    /// Default `canbo`.
    pub issuer: String,
    /// Whom they are for (`aud`). Default `canbo`.
    pub audience: String,
}

/// The log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// The least level that is written. Default `info`.
    pub level: LogLevel,
    /// How a line looks. Default `text`.
    pub format: LogFormat,
}

/// A level of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Faults.
    Error,
    /// Faults and what may become one.
    Warn,
    /// One line for each request too.
    Info,
    /// What helps to find a fault.
    Debug,
    /// Every step.
    Trace,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object in each line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            workers: 2,
            database: DatabaseConfig::default(),
            keys: KeysConfig::default(),
            token: TokenConfig::default(),
            http: HttpConfig::default(),
            limits: LimitsConfig::default(),
            journal: JournalConfig::default(),
            log: LogConfig::default(),
        }
    }
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: "sqlite:canbo.db".to_owned(), connections: 8 }
    }
}

impl Default for KeysConfig {
    fn default() -> Self {
        Self { directory: PathBuf::from("keys") }
    }
}

impl Default for TokenConfig {
    fn default() -> Self {
        Self { issuer: "canbo".to_owned(), audience: "canbo".to_owned() }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: LogLevel::Info, format: LogFormat::Text }
    }
}

impl fmt::Debug for DatabaseConfig {
    // The URL may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig").field("connections", &self.connections).finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the defaults, the file if one is named, and the process's environment over both.
    ///
    /// # Errors
    /// The file is missing, a key is unknown, a value has the wrong type or is out of its range.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::read(
            file,
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// As [`load`](Self::load), with the environment given.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::NoFile(file.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            .merge(Environment(environment.into_iter().collect()))
            .extract()
            .map_err(|errors| ConfigError::Wrong(all_of(errors)))?;
        config.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        let rules = [
            ("workers", "from 1 to 64", (1..=64).contains(&self.workers)),
            ("database.connections", "from 1 to 100", (1..=100).contains(&self.database.connections)),
            ("token.issuer", "a text", !self.token.issuer.is_empty()),
            ("token.audience", "a text", !self.token.audience.is_empty()),
        ];
        match rules.into_iter().find(|(_, _, kept)| !kept) {
            Some((key, bound, _)) => Err(ConfigError::OutOfRange { key, bound }),
            None => self.limits.check().map(|()| self),
        }
    }
}

/// The variables of the environment that are keys.
struct Environment(Vec<(String, String)>);

impl Environment {
    /// The path of the key that a variable names. Those of the test harness, and the pass phrase that `canbo
    /// account create` reads by itself, name none.
    fn key_of(variable: &str) -> Option<String> {
        let name = variable.strip_prefix("CANBO_")?;
        let is_key = !name.starts_with("TEST_") && variable != PASSPHRASE_VARIABLE;
        is_key.then(|| name.to_lowercase().replace("__", "."))
    }
}

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named("the environment")
            .interpolater(|_: &Profile, keys: &[&str]| format!("CANBO_{}", keys.join("__").to_uppercase()))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut keys = Dict::new();
        for (variable, text) in &self.0 {
            if let Some(key) = Self::key_of(variable) {
                let Ok(value) = text.parse::<Value>();
                put(&mut keys, &key, value);
            }
        }
        Ok(Profile::Default.collect(keys))
    }
}

/// Puts a value where a path of parts with dots between them leads.
fn put(dict: &mut Dict, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        dict.insert(path.to_owned(), value);
        return;
    };
    let inner = dict.remove(first).and_then(Value::into_dict);
    let mut inner = inner.unwrap_or_default();
    put(&mut inner, rest, value);
    dict.insert(first.to_owned(), inner.into());
}

fn all_of(errors: figment::Error) -> String {
    errors.into_iter().map(|error| error.to_string()).collect::<Vec<_>>().join("; ")
}
