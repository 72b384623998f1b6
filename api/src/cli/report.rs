//! `canbo report`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{CommandError, say};
use crate::report::{PartClass, Verified, verify};
use crate::signing::PublicKey;

/// Look into sealed reports.
#[derive(Debug, Subcommand)]
pub(super) enum Report {
    /// Prove that a file is a report as it was sealed. Neither an installation nor a network is needed.
    ///
    /// The parts that the file has are compared with the hashes in its head, and the head with its signature. What was changed is
    /// named. Of the parts that its reader may not read, a file has the hashes alone: they are covered by the signature.
    Verify {
        /// The file, as `Report.file` of the API gave it.
        file: PathBuf,
        /// The public half of the key that signed it, as `canbo keys public report` told it when it was kept; may be given several
        /// times, once for each key that was ever in use. None is taken from the file.
        #[arg(long = "key", value_name = "KEY", required = true)]
        keys: Vec<String>,
    },
}

impl Report {
    pub(super) fn run(self) -> Result<(), CommandError> {
        match self {
            Self::Verify { file, keys } => prove(&file, &keys),
        }
    }
}

fn prove(path: &Path, keys: &[String]) -> Result<(), CommandError> {
    let key = |text: &String| PublicKey::parse(text).ok_or(CommandError::PublicKey);
    let keys = keys.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let file = fs::read(path)?;
    // What is no text was changed somewhere: the lines tell where.
    let verified = verify(&String::from_utf8_lossy(&file), &keys);
    let Verified { head, open } =
        verified.map_err(|fault| CommandError::Report { path: path.to_owned(), fault })?;
    say(format!(
        "{} {} of {} ({}), {} to before {}, as of {}: as it was sealed at {} with the key {}",
        head.kind,
        head.report,
        head.unit.name,
        head.unit.code,
        head.period.from,
        head.period.to,
        head.as_of,
        head.accepted.at.format("%Y-%m-%dT%H:%M:%SZ"),
        head.key
    ))?;
    for class in PartClass::ALL {
        say(format!("{class}: {}", if open.contains(&class) { "whole" } else { "its hash alone" }))?;
    }
    Ok(())
}
