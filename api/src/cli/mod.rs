//! The command line: one file for each command.

mod account;
mod checkpoints;
mod demo;
mod error;
mod journal;
mod keys;
mod migrate;
mod opened;
mod pass_phrase;
mod permissions;
mod report;
mod schema;
mod serve;
mod session;
mod stop;
mod unit;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::CommandError;

/// Canbo: a GraphQL API server for cadre work in Vietnam's communes.
#[derive(Debug, Parser)]
#[command(name = "canbo", version, about, disable_help_subcommand = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API.
    Serve(serve::Serve),
    /// Serve the API and a playground over a made-up district.
    Demo(demo::Demo),
    /// Change the database's tables to those of this program, or back.
    Migrate(migrate::Migrate),
    /// Print who may read what.
    Permissions,
    /// Print the GraphQL schema.
    Schema,
    /// Manage accounts.
    #[command(subcommand)]
    Account(account::Account),
    /// Manage the keys of the installation.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Manage sessions.
    #[command(subcommand)]
    Session(session::Session),
    /// Manage units.
    #[command(subcommand)]
    Unit(unit::Unit),
    /// Look into the journal.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Look into sealed reports.
    #[command(subcommand)]
    Report(report::Report),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CommandError::from)
        .and_then(|runtime| runtime.block_on(line.command.run()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where not even this can be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "canbo: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Command {
    async fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Serve(command) => command.run().await,
            Self::Demo(command) => command.run().await,
            Self::Migrate(command) => command.run().await,
            Self::Permissions => permissions::run(),
            Self::Schema => schema::run(),
            Self::Account(command) => command.run().await,
            Self::Keys(command) => command.run().await,
            Self::Session(command) => command.run().await,
            Self::Unit(command) => command.run().await,
            Self::Journal(command) => command.run().await,
            Self::Report(command) => command.run(),
        }
    }
}

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes a line for whoever started the command.
fn say(line: impl Display) -> Result<(), CommandError> {
    Ok(writeln!(io::stdout(), "{line}")?)
}
