//! The first reports of the demo: those on 2023, of the district and its communes. What they say is computed and sealed where the demo lives,
//! by the key of the installation.

use chrono::NaiveDate;
use entity::id::{ReportId, UnitId};

use super::calendar::{BASELINE, day};
use super::district::District;
use super::identifier::id;
use super::units::DISTRICT_CODE;

/// Reports that are drafted, submitted and accepted together.
pub(crate) struct FirstReports {
    pub(crate) year: i32,
    pub(crate) programme: String,
    pub(crate) drafted_on: NaiveDate,
    pub(crate) submitted_on: NaiveDate,
    pub(crate) accepted_on: NaiveDate,
    /// Each with its unit, the district's first.
    pub(crate) units: Vec<(ReportId, UnitId)>,
}

/// The reports on the year of the baseline, with the targets of the first programme.
pub(crate) fn first_reports(district: &District) -> FirstReports {
    let on_baseline = district
        .unit_versions
        .iter()
        .filter(|row| row.valid_from <= BASELINE && row.valid_to.is_none_or(|to| BASELINE < to));
    let top = on_baseline.clone().find(|row| row.code == DISTRICT_CODE);
    let communes =
        on_baseline.filter(|row| row.kind.is_commune_level() && row.parent_id == top.map(|top| top.unit_id));
    let units = top.into_iter().chain(communes);
    FirstReports {
        year: 2023,
        programme: district.programmes.first().map(|row| row.code.clone()).unwrap_or_default(),
        drafted_on: day(2024, 1, 3),
        submitted_on: day(2024, 1, 8),
        accepted_on: day(2024, 1, 12),
        units: units.map(|row| (id("report", &format!("2023/{}", row.code)), row.unit_id)).collect(),
    }
}
