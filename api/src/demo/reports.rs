//! The reports of the demo: those on 2023 and 2024, of the district and its communes, which are sealed; and one on 2025 that a commune began to
//! write.
//! What is sealed is computed where the demo lives, and signed by the key of the installation, so that it is in no rows.

use chrono::NaiveDate;
use entity::id::{ProgrammeId, ReportId, UnitId};
use entity::value::{ReportKind, ReportStatus};
use entity::{report, report_step};

use super::calendar::{KNOWN_UNTIL, day};
use super::district::District;
use super::identifier::id;
use super::units::{DISTRICT_CODE, Units};

/// The code of xã Hòa Phú, which begins to write.
const WRITING: &str = "10096";

/// The report on 2025 that a commune began to write, with its one step.
pub(super) fn begun(
    units: &Units,
    programme: Option<ProgrammeId>,
) -> (Vec<report::Model>, Vec<report_step::Model>) {
    let unit_id = units.at(WRITING, KNOWN_UNTIL);
    let report = programme.map(|programme_id| report::Model {
        id: id("report", "2025/10096"),
        unit_id,
        programme_id,
        kind: ReportKind::Yearly,
        period_from: day(2025, 1, 1),
        period_to: day(2026, 1, 1),
        as_of: KNOWN_UNTIL,
        head: None,
        signature: None,
        signing_key: None,
        version: 1,
    });
    let step = report.as_ref().map(|report| report_step::Model {
        id: id("report_step", "2025/10096/1"),
        report_id: report.id,
        sequence: 1,
        status: ReportStatus::Draft,
        effective_on: day(2025, 12, 22),
        remark: None,
        taken_by: None,
    });
    (report.into_iter().collect(), step.into_iter().collect())
}

/// Reports on a year that are drafted, submitted and accepted together.
pub(crate) struct SealedReports {
    pub(crate) year: i32,
    pub(crate) programme: String,
    pub(crate) drafted_on: NaiveDate,
    pub(crate) submitted_on: NaiveDate,
    pub(crate) accepted_on: NaiveDate,
    /// Each with its unit, the district's first.
    pub(crate) units: Vec<(ReportId, UnitId)>,
}

/// The reports on the years that the district saw the end of, with the targets of the first programme.
pub(crate) fn sealed_reports(district: &District) -> [SealedReports; 2] {
    [
        of_year(district, 2023, [day(2024, 1, 3), day(2024, 1, 8), day(2024, 1, 12)]),
        of_year(district, 2024, [day(2025, 1, 6), day(2025, 1, 10), day(2025, 1, 14)]),
    ]
}

fn of_year(
    district: &District,
    year: i32,
    [drafted_on, submitted_on, accepted_on]: [NaiveDate; 3],
) -> SealedReports {
    let end = day(year, 12, 31);
    let last = district
        .unit_versions
        .iter()
        .filter(|row| row.valid_from <= end && row.valid_to.is_none_or(|to| end < to));
    let top = last.clone().find(|row| row.code == DISTRICT_CODE);
    let communes =
        last.filter(|row| row.kind.is_commune_level() && row.parent_id == top.map(|top| top.unit_id));
    let units = top.into_iter().chain(communes);
    SealedReports {
        year,
        programme: district.programmes.first().map(|row| row.code.clone()).unwrap_or_default(),
        drafted_on,
        submitted_on,
        accepted_on,
        units: units.map(|row| (id("report", &format!("{year}/{}", row.code)), row.unit_id)).collect(),
    }
}
