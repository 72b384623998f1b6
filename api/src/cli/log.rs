//! The log: lines on standard error.

use std::io::stderr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::fmt;

use crate::config::{LogConfig, LogFormat, LogLevel};

/// Begins to log. What libraries say is heard only when it is a warning: at their finer levels, the database's
/// would write values.
pub(super) fn begin(config: &LogConfig) {
    let level = match config.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
    };
    let filter = EnvFilter::new(format!("warn,api={level}"));
    let lines = fmt().with_env_filter(filter).with_writer(stderr).with_ansi(false);
    match config.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
