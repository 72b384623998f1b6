//! The log: one line for each event, whatever stands in it.
//!
//! What libraries say is heard only when it is a warning: at their finer levels, the database's would write values. Of a
//! panic the place is told and not the message, which could hold anything.

use std::fmt::Write as _;
use std::io::{self, Write, stderr};
use std::panic::{self, PanicHookInfo};

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::{MakeWriter, fmt};

use crate::config::{LogConfig, LogFormat, LogLevel};

/// Begins to log on standard error, panics among the rest.
pub fn begin(config: &LogConfig) {
    // It fails only where a log was begun already, and then that one goes on.
    let _ = tracing::dispatcher::set_global_default(to(config, stderr));
    panic::set_hook(Box::new(tell_panic));
}

/// A log that goes to a writer.
pub fn to<W>(config: &LogConfig, writer: W) -> Dispatch
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let level = match config.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let filter = EnvFilter::new(format!("warn,api={level}"));
    let lines = fmt().with_env_filter(filter).with_writer(Lines(writer)).with_ansi(false);
    match config.format {
        LogFormat::Text => Dispatch::new(lines.finish()),
        LogFormat::Json => Dispatch::new(lines.json().flatten_event(true).finish()),
    }
}

/// Tells where something panicked.
fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(|| "unknown".to_owned(), ToString::to_string);
    tracing::error!(panic.place = %place, "something panicked");
}

/// Makes writers of which each event is one line.
pub struct Lines<W>(pub W);

impl<'w, W: MakeWriter<'w>> MakeWriter<'w> for Lines<W> {
    type Writer = Line<W::Writer>;

    fn make_writer(&'w self) -> Self::Writer {
        Line(self.0.make_writer())
    }

    fn make_writer_for(&'w self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        Line(self.0.make_writer_for(meta))
    }
}

/// Writes what it is given at once as one line: the subscriber gives it a whole event.
pub struct Line<W>(W);

impl<W: Write> Write for Line<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(one_line(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The text with its one end of line, and what would begin another one or steer a terminal written as its number, in the
/// way that JSON writes it.
fn one_line(event: &str) -> String {
    let text = event.strip_suffix('\n').unwrap_or(event);
    let mut line = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
            // Writing to a string does not fail.
            let _ = write!(line, "\\u{:04x}", u32::from(letter));
        } else {
            line.push(letter);
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Names that would end a line, begin a false one, steer a terminal, or break out of JSON.
    const NAMES: [&str; 6] = [
        "Nguyễn\nVăn A",
        "a\r\n2025-12-31T00:00:00Z  INFO api: answered",
        "\u{1b}[2J\u{1b}[31mđỏ\u{7}\u{8}",
        r#"","level":"ERROR","x":""#,
        "a\u{85}b\u{2028}c\u{2029}d\u{9b}31m",
        "tab\tnull\u{0}delete\u{7f}",
    ];

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Memory {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, log: impl FnOnce()) -> String {
        let memory = Memory::default();
        let writer = memory.clone();
        let config = LogConfig { level: LogLevel::Trace, format };
        tracing::dispatcher::with_default(&to(&config, move || writer.clone()), log);
        memory.text()
    }

    #[test]
    fn ad_11_given_names_that_break_lines_when_logged_in_either_format_then_one_line_each() {
        for format in [LogFormat::Text, LogFormat::Json] {
            for name in NAMES {
                let log = logged(format, || {
                    tracing::info!(person.display = %name, person.debug = ?name, person.text = name, "{name}");
                });
                let line = log.strip_suffix('\n').unwrap();
                assert!(!line.chars().any(char::is_control), "{line:?}");
                assert!(!line.contains(['\u{2028}', '\u{2029}']), "{line:?}");
                if format == LogFormat::Json {
                    let event: serde_json::Value = serde_json::from_str(line).unwrap();
                    assert_eq!(event.get("person.display").unwrap(), name);
                    assert_eq!(event.get("person.text").unwrap(), name);
                    assert_eq!(event.get("message").unwrap(), name);
                    assert_eq!(event.get("level").unwrap(), "INFO");
                }
            }
        }
    }

    #[test]
    fn ad_10_given_the_finest_level_when_a_library_speaks_below_a_warning_then_it_is_not_heard() {
        let log = logged(LogFormat::Json, || {
            tracing::trace!(target: "api::http", "own");
            tracing::info!(target: "sqlx::query", "SELECT 'canary'");
            tracing::warn!(target: "sqlx", "slow");
        });
        assert!(!log.contains("canary"), "{log}");
        assert_eq!(log.lines().count(), 2, "{log}");
    }

    #[test]
    fn ad_10_given_a_panic_with_a_message_then_its_place_is_told_and_not_the_message() {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(tell_panic));
        let log = logged(LogFormat::Json, || {
            let outcome = panic::catch_unwind(|| panic!("the canary 001189004201"));
            assert!(outcome.is_err());
        });
        panic::set_hook(hook);
        assert!(log.contains("something panicked") && log.contains("log.rs"), "{log}");
        assert!(!log.contains("canary") && !log.contains("001189004201"), "{log}");
    }
}
