//! `canbo unit`.

use chrono::NaiveDate;
use clap::Subcommand;
use entity::value::{UnitClass, UnitKind};
use sea_orm::ActiveEnum;

use super::opened::{Installation, Opened};
use super::{CommandError, say};
use crate::work::registry::reorganisation::console::{Begun, establish};

/// Manage units: what a new installation needs. Everything else is for the Home Affairs office, through the API.
#[derive(Debug, Subcommand)]
pub(super) enum Unit {
    /// Establish a unit. One without a unit above it, as the first, is established here alone.
    Establish {
        #[command(flatten)]
        installation: Installation,
        /// The code.
        #[arg(long)]
        code: String,
        /// The full name with its kind, such as "Huyện Chương Mỹ".
        #[arg(long)]
        name: String,
        /// PROVINCE, CITY, DISTRICT, COMMUNE, TOWNSHIP, WARD, SPECIAL_ZONE or AGENCY.
        #[arg(long, value_parser = kind)]
        kind: UnitKind,
        /// I, II or III, where it is known.
        #[arg(long, value_parser = class)]
        class: Option<UnitClass>,
        /// The code of the unit above it on that day.
        #[arg(long)]
        parent: Option<String>,
        /// Its first day.
        #[arg(long)]
        from: NaiveDate,
        /// The decision by which it is established.
        #[arg(long)]
        legal_basis: String,
    },
}

impl Unit {
    pub(super) async fn run(self) -> Result<(), CommandError> {
        let Self::Establish { installation, code, name, kind, class, parent, from, legal_basis } = self;
        let Opened { database, work } = installation.open().await?;
        let begun = Begun { code, name, kind, class, parent, from, legal_basis };
        let unit = establish(&work, begun).await?;
        say(format!("The unit {} is established.", unit.0))?;
        Ok(database.close().await?)
    }
}

fn kind(text: &str) -> Result<UnitKind, String> {
    let known = UnitKind::ALL.iter().find(|kind| kind.to_value().eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| "no kind of units has this name".to_owned())
}

fn class(text: &str) -> Result<UnitClass, String> {
    let known = UnitClass::ALL.iter().find(|class| class.to_value().eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| "no class of units has this name".to_owned())
}
