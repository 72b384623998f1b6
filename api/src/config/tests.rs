//! Reading configurations: what wins, what is refused, and by which name.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
use std::io::Write;

use super::*;

fn read(toml: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(toml.as_bytes()).unwrap();
    Config::read(Some(file.path()), owned(environment))
}

fn owned(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn given_nothing_then_the_documented_defaults() {
    let config = Config::read(None, []).unwrap();
    assert_eq!(config, Config::default());
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
}

#[test]
fn given_file_and_environment_then_the_environment_wins() {
    let config = read(
        "workers = 5\n[database]\nconnections = 4\nurl = 'sqlite:x.db'",
        &[("CANBO_DATABASE__CONNECTIONS", "3"), ("CANBO_LISTEN", "127.0.0.1:9"), ("PATH", "/bin")],
    )
    .unwrap();
    assert_eq!(config.workers, 5);
    assert_eq!(config.database.connections, 3);
    assert_eq!(config.database.url, "sqlite:x.db");
    assert_eq!(config.listen.port(), 9);
}

#[test]
fn given_an_unknown_key_in_the_file_then_it_is_refused_by_name() {
    let error = read("[database]\nconections = 4", &[]).unwrap_err().to_string();
    assert!(error.contains("conections"), "{error}");
}

#[test]
fn given_an_unknown_variable_then_it_is_refused_by_name() {
    let error = read("", &[("CANBO_DATABSE__URL", "sqlite:x.db")]).unwrap_err().to_string();
    assert!(error.contains("databse"), "{error}");
    let error = read("", &[("CANBO_LISTEN", "nowhere")]).unwrap_err().to_string();
    assert!(error.contains("CANBO_LISTEN"), "{error}");
    assert!(!error.contains("DEFAULT"), "{error}");
}

#[test]
fn given_variables_of_the_tests_and_a_pass_phrase_then_they_are_no_keys() {
    let environment = owned(&[("CANBO_TEST_DATABASE_URL", "postgres://x"), ("CANBO_PASSPHRASE", "a b")]);
    assert_eq!(Config::read(None, environment).unwrap(), Config::default());
}

#[test]
fn given_a_value_out_of_range_then_it_is_refused_by_name() {
    let error = read("", &[("CANBO_WORKERS", "0")]).unwrap_err().to_string();
    assert_eq!(error, "the configuration key `workers` must be from 1 to 64");
}

#[test]
fn given_no_file_where_one_is_named_then_it_is_refused() {
    let error = Config::read(Some(Path::new("/nowhere/canbo.toml")), []).unwrap_err();
    assert!(matches!(error, ConfigError::NoFile(_)));
}

#[test]
fn given_a_password_in_the_url_then_debug_does_not_show_it() {
    let config = DatabaseConfig { url: "postgres://u:secret@h/d".to_owned(), connections: 1 };
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn given_lists_in_the_environment_then_they_are_read() {
    let config = read(
        "",
        &[
            ("CANBO_HTTP__ALLOWED_ORIGINS", r#"["https://can-bo.example", "http://localhost:5173"]"#),
            ("CANBO_HTTP__TRUSTED_PROXIES", r#"["10.0.0.0/8", "::1"]"#),
            ("CANBO_HTTP__BEHIND_PROXY", "true"),
        ],
    )
    .unwrap();
    let origins: Vec<_> = config.http.allowed_origins.iter().map(Origin::as_str).collect();
    assert_eq!(origins, ["https://can-bo.example", "http://localhost:5173"]);
    let proxies: Vec<_> = config.http.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    assert!(config.http.behind_proxy);
}

#[test]
fn given_an_origin_or_network_that_is_none_then_it_is_refused_by_name() {
    for (key, value) in [
        ("CANBO_HTTP__ALLOWED_ORIGINS", r#"["*"]"#),
        ("CANBO_HTTP__ALLOWED_ORIGINS", r#"["null"]"#),
        ("CANBO_HTTP__TRUSTED_PROXIES", r#"["10.0.0.0/40"]"#),
    ] {
        let error = read("", &[(key, value)]).unwrap_err().to_string();
        assert!(error.contains(key), "{error}");
    }
}
