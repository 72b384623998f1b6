//! The configuration as the journal tells it.

use std::collections::BTreeMap;

use sea_orm::sqlx::postgres::PgConnectOptions;
use serde_json::Value;

use super::Config;

impl Config {
    /// The text of each key, by its path, without what is secret: of the database's URL the place alone, without user,
    /// password and parameters.
    #[must_use]
    pub fn told(&self) -> BTreeMap<String, String> {
        let mut told = BTreeMap::new();
        if let Ok(config) = serde_json::to_value(self) {
            put(&mut told, String::new(), &config);
        }
        told.insert("database.url".to_owned(), place(&self.database.url));
        told
    }
}

fn put(told: &mut BTreeMap<String, String>, path: String, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                put(told, path, value);
            }
        }
        Value::String(text) => {
            told.insert(path, text.clone());
        }
        other => {
            told.insert(path, other.to_string());
        }
    }
}

/// Where a URL of a database leads, without user, password and parameters.
fn place(url: &str) -> String {
    if let Some(file) = url.strip_prefix("sqlite:") {
        return format!("sqlite:{}", file.split('?').next().unwrap_or_default());
    }
    let is_postgres = url.starts_with("postgres:") || url.starts_with("postgresql:");
    match url.parse::<PgConnectOptions>() {
        Ok(options) if is_postgres => {
            let (host, port) = (options.get_host(), options.get_port());
            format!("postgres://{host}:{port}/{}", options.get_database().unwrap_or_default())
        }
        // Who can't read it can't tell what of it is secret.
        _ => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DatabaseConfig;

    #[test]
    fn ad_04_given_a_configuration_then_every_key_is_told_and_no_secret() {
        let url = "postgres://canbo:p%40ss%2Fw%3Frd@db.example:5432/canbo?sslmode=require&password=other"
            .to_owned();
        let config =
            Config { database: DatabaseConfig { url, ..DatabaseConfig::default() }, ..Config::default() };
        let told = config.told();
        assert_eq!(told.get("listen").map(String::as_str), Some("127.0.0.1:8080"));
        assert_eq!(told.get("workers").map(String::as_str), Some("2"));
        assert_eq!(told.get("log.level").map(String::as_str), Some("info"));
        assert_eq!(told.get("journal.checkpoints").map(String::as_str), Some("null"));
        let all = format!("{told:?}");
        assert!(all.contains("postgres://db.example:5432/canbo"), "{all}");
        assert!(!all.contains("p%40ss") && !all.contains("p@ss") && !all.contains("other"), "{all}");
    }

    #[test]
    fn given_a_url_of_a_database_then_its_place_alone() {
        assert_eq!(place("postgres://u:p@h:1/d?password=x"), "postgres://h:1/d");
        assert_eq!(place("sqlite:canbo.db?mode=rw"), "sqlite:canbo.db");
        assert_eq!(place("anything:else"), "unknown");
    }
}
