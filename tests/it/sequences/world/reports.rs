//! Reports that are there in the beginning, in each state but that of those that are sealed.

use canbo_tests::day;
use chrono::NaiveDate;
use entity::id::ReportId;
use entity::value::{ReportKind, ReportStatus};
use entity::{report, report_step};

use super::super::model::State;
use super::{
    COMMUNE_ACCOUNT, DISTRICT, FIRST, FORMER, OFFICE_ACCOUNT, SECOND, SECOND_ACCOUNT, THIRD, account_id, id,
    law_rows, numbered, unit_id,
};

/// The unit, the year, the steps so far, and whose account took them.
type ReportRow = (usize, i32, &'static [ReportStatus], usize);

/// All of the district on 2023, so that they can be accepted at once; and some of a later year.
const REPORTS: [ReportRow; 8] = {
    use ReportStatus::{Draft, Returned, Submitted};
    [
        (DISTRICT, 2023, &[Draft, Submitted], OFFICE_ACCOUNT),
        (FIRST, 2023, &[Draft, Submitted, Returned, Submitted], COMMUNE_ACCOUNT),
        (SECOND, 2023, &[Draft, Submitted], SECOND_ACCOUNT),
        (THIRD, 2023, &[Draft, Submitted], OFFICE_ACCOUNT),
        (FORMER, 2023, &[Draft, Submitted], OFFICE_ACCOUNT),
        (FIRST, 2024, &[Draft], COMMUNE_ACCOUNT),
        (SECOND, 2024, &[Draft, Submitted, Returned], SECOND_ACCOUNT),
        (THIRD, 2024, &[Draft, Submitted], OFFICE_ACCOUNT),
    ]
};

pub(super) fn add(state: &mut State) {
    let programme_id = law_rows().programmes[0].id;
    let first = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    for (number, (unit, year, steps, account)) in numbered(&REPORTS) {
        let report_id: ReportId = id(0x13, number);
        state.reports.push(report::Model {
            id: report_id,
            unit_id: unit_id(unit),
            programme_id,
            kind: ReportKind::Yearly,
            period_from: first(year),
            period_to: first(year + 1),
            as_of: first(year + 1).pred_opt().unwrap(),
            head: None,
            signature: None,
            signing_key: None,
            version: i32::try_from(steps.len()).unwrap(),
        });
        for (place, status) in numbered(steps) {
            state.report_steps.push(report_step::Model {
                id: id(0x14, number * 10 + place),
                report_id,
                sequence: i32::try_from(place + 1).unwrap(),
                status,
                effective_on: day("2025-03-03"),
                remark: None,
                taken_by: Some(account_id(account)),
            });
        }
    }
}
