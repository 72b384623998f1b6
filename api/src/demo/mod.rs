//! The demo district: huyện Chương Mỹ from before 2023 to after its reorganisation, with synthetic people.
//!
//! Units and mergers are real; every person, decision and figure about a person is made up. The whole is built by code
//! from two tables, without clock or randomness: every build gives the same rows with the same ids. On 31/12/2023 it
//! has the figures of the baseline of programme 28/276.

mod accounts;
mod calendar;
mod chance;
mod district;
mod identifier;
mod places;
mod programme;
mod titles;
mod units;

pub use accounts::DemoAccount;
pub use district::{DemoIdentity, District};

use programme::ProgrammeRows;
use titles::Standards;
use units::Units;

/// The pass phrase of every demo account.
pub const PASS_PHRASE: &str = "chuong-my-demo-28-276";

/// Builds the demo district.
#[must_use]
pub fn district() -> District {
    let units = Units::new();
    let standards = Standards::new();
    let programme = ProgrammeRows::new();
    let accounts = accounts::accounts(&units);
    District {
        units: units.units,
        unit_versions: units.versions,
        unit_lineages: units.lineages,
        titles: titles::titles(),
        qualification_levels: titles::qualification_levels(),
        title_standards: standards.standards,
        title_requirements: standards.requirements,
        programmes: programme.programmes,
        programme_bases: programme.bases,
        programme_key_titles: programme.key_titles,
        programme_reporting_dates: programme.reporting_dates,
        targets: programme.targets,
        target_versions: programme.target_versions,
        target_evidences: programme.target_evidences,
        target_titles: programme.target_titles,
        accounts,
        ..District::default()
    }
}
